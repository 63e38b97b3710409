"""What every trend model returns: a table, and what the reader must beware of. Numbers only; wording says them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from indicators.errors import Message


@dataclass(frozen=True, eq=False, kw_only=True)
class TrendResult(ABC):
    """Base of the results: frozen, with the formula and the reference of the method beside the answer.

    `name`: of the series, as it stands inside a sentence. `unit`: its period (`month`). `measure`: what changes of it
    are in (`points`); empty where unknown. `caveats`: what to beware of.
    """

    name: str = ""
    unit: str = ""
    measure: str = ""
    caveats: tuple[Message, ...] = ()

    formula: ClassVar[str]
    reference: ClassVar[str]

    @abstractmethod
    def to_frame(self) -> pd.DataFrame:
        """The result as one table, as it is exported."""
