"""Relations Index: real figures in, one defensible index out, every step in between open to inspection.

>>> import indicators
>>> with indicators.open() as ws:
...     index = ws.index("USA-TUR", as_of="2022-04-04")
>>> index.pair
Pair(a='USA', b='TUR')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from indicators.exporting.snapshot.verify import verify as verify
    from indicators.index.index import Index as Index
    from indicators.index.scenario.model import Scenario as Scenario
    from indicators.index.workspace import Progress
    from indicators.index.workspace import Workspace as Workspace
    from indicators.model.definition import Definition as Definition
    from indicators.scoring.attribute import attribute_change as attribute_change
    from indicators.scoring.coherence import coherence as coherence
    from indicators.scoring.score import score as score
    from indicators.scoring.uncertainty import uncertainty as uncertainty
    from indicators.scoring.uncertainty.sensitivity import sensitivity as sensitivity

    def open(path: Path | str | None = None, *, progress: Progress | None = None) -> Workspace:
        """See `indicators.index.workspace.open_workspace`."""


_HOME = {
    "Definition": "model.definition",
    "Index": "index.index",
    "Scenario": "index.scenario.model",
    "Workspace": "index.workspace",
    "attribute_change": "scoring.attribute",
    "coherence": "scoring.coherence",
    "open": "index.workspace",
    "score": "scoring.score",
    "sensitivity": "scoring.uncertainty.sensitivity",
    "uncertainty": "scoring.uncertainty",
    "verify": "exporting.snapshot.verify",
}

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that importing the package loads nothing heavy (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'indicators' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), "open_workspace" if name == "open" else name)
