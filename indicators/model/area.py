"""Areas, and the pairs that an index is made of."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import StringConstraints, model_validator

from indicators.errors import ModelError, PairError
from indicators.model.base import AreaCode, Frozen, Text

WORLD = "WLD"


class Area(Frozen):
    """A country or, as the one documented exception to ISO 3166, the world (`WLD`)."""

    code: AreaCode
    iso2: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    m49: Annotated[str, StringConstraints(pattern=r"^([0-9]{3})?$")] = ""
    name_en: Text
    name_tr: Text
    aliases: tuple[str, ...] = ()


class Pair(Frozen):
    """Two areas, the definition's reference country first: `USA-TUR`."""

    a: AreaCode
    b: AreaCode

    @model_validator(mode="after")
    def _two_areas(self) -> Pair:
        if self.a == self.b:
            raise ModelError("a pair needs two different areas, not {a} twice", a=self.a)
        return self

    @classmethod
    def parse(cls, text: str, *, reference: str) -> Pair:
        """Read `USA-TUR`; raise PairError with the right spelling for anything else."""
        match = re.fullmatch(r"\s*([A-Za-z]{3})\s*-\s*([A-Za-z]{3})\s*", text)
        if not match:
            raise PairError(
                "'{text}' is not a pair. Write two ISO alpha-3 codes with a hyphen, {reference} first: "
                "{reference}-TUR.",
                text=text,
                reference=reference,
            )
        a, b = match.group(1).upper(), match.group(2).upper()
        if a == b:
            raise PairError(
                "'{text}' names one area twice. A pair needs two, {reference} first.", text=text, reference=reference
            )
        if b == reference:
            raise PairError(
                "'{text}' is spelled {b}-{a}: the definition's reference country comes first.", text=text, b=b, a=a
            )
        if a != reference:
            raise PairError(
                "'{text}' does not start with {reference}, the reference country of this definition. "
                "Try {reference}-{b}.",
                text=text,
                reference=reference,
                b=b,
            )
        return cls(a=a, b=b)

    def __str__(self) -> str:
        return f"{self.a}-{self.b}"
