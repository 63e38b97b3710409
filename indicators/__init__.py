"""Relations Index: real figures in, one defensible index out, every step in between open to inspection."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from indicators.model.definition import Definition as Definition
    from indicators.scoring.attribute import attribute_change as attribute_change
    from indicators.scoring.coherence import coherence as coherence
    from indicators.scoring.score import score as score
    from indicators.scoring.uncertainty import uncertainty as uncertainty
    from indicators.scoring.uncertainty.sensitivity import sensitivity as sensitivity

_HOME = {
    "Definition": "indicators.model.definition",
    "attribute_change": "indicators.scoring.attribute",
    "coherence": "indicators.scoring.coherence",
    "score": "indicators.scoring.score",
    "sensitivity": "indicators.scoring.uncertainty.sensitivity",
    "uncertainty": "indicators.scoring.uncertainty",
}

__all__ = ["Definition", "attribute_change", "coherence", "score", "sensitivity", "uncertainty"]


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that importing the package loads nothing heavy (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'indicators' has no attribute '{name}'")
    return getattr(import_module(_HOME[name]), name)
