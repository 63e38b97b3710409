"""README's example runs as it stands, and is short."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def example() -> str:
    """The lines of the Python example."""
    (code,) = re.findall(r"<!-- example -->\n```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return str(code)


def test_the_example_opens_asks_changes_adds_and_verifies(own_file: Path, tmp_path: Path) -> None:
    assert len(example().splitlines()) <= 12
    done = subprocess.run(
        [sys.executable, "-c", example()], cwd=tmp_path, env={"RELATIONS_INDEX_DB": str(own_file), "PATH": ""},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} >= {"index.html", "mine.zip"}
    assert "under mine 1" in done.stdout
