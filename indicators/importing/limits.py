"""How much a file may hold. Checked before the work that each limit protects, each with a sentence."""

from __future__ import annotations

MAX_BYTES = 256 * 1024 * 1024
MAX_ROWS = 2_000_000
MAX_COLUMNS = 2_000
MAX_CELLS = 30_000_000
MAX_CELL = 32_767
"""Characters in one cell: what a spreadsheet holds."""

MAX_ENTRIES = 2_000
MAX_UNPACKED = 512 * 1024 * 1024
MAX_RATIO = 200
"""Of a workbook: entries in its archive, their unpacked size, and unpacked over packed size (a zip bomb has 1000)."""
