"""The answers a person gives where a file leaves something open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from indicators.errors import MappingError, Message
from indicators.importing.columns.vocabulary import as_identifier
from indicators.model import Freq, Identifier, one_sentence


def _as_name(value: object) -> object:
    return as_identifier(value, {}) or value if isinstance(value, str) else value


class Mapping(BaseModel):
    """Answers to what a file leaves open; every field is optional and goes before what the file suggests.

    `indicator` (kept in lower case with underscores), `ref_area` and `counterpart_area` say what a file without such
    columns is about; the areas may be any name or code. `freq` is one of A Q M D. `unit` names the one unit to keep of
    a file with several. `period_column` and `value_column` name columns by their header, or by their place from 1 as a
    number. `decimal` is the decimal mark and `day_first` the order of dates such as 03/04/2019. `sheet` picks a sheet
    of a workbook. `encoding` and `delimiter` overrule what was detected. `series_column` names the column that tells
    series apart: its texts become part of the indicator's name, unless `series` is the one text to keep; where headers
    such as IJAN name months, `series` is what stands before the month. `na` says what the country 'NA' is: a `country`
    or `missing`, and then these lines are left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicator: Annotated[Identifier, BeforeValidator(_as_name)] | None = None
    ref_area: str | None = None
    counterpart_area: str | None = None
    freq: Freq | None = None
    unit: str | None = None
    period_column: str | None = None
    value_column: str | None = None
    series_column: str | None = None
    series: str | None = None
    na: Literal["country", "missing"] | None = None
    decimal: Literal[".", ","] | None = None
    day_first: bool | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: Literal[",", ";", "\t", "|", " "] | None = None

    @classmethod
    def from_settings(cls, settings: Iterable[str]) -> Self:
        """Read `key=value` settings such as `decimal=,`; MappingError for a key or value that is not one."""
        pairs = [setting.partition("=") for setting in settings]
        for key, equals, _ in pairs:
            if not equals or key not in cls.model_fields:
                what = Message("'{setting}' is not a setting. Write key=value with one of: {settings}.")
                raise MappingError(what, setting=key + equals, settings=", ".join(cls.model_fields))
        try:
            return cls.model_validate({key: value for key, _, value in pairs})
        except ValidationError as error:
            raise MappingError("{problem}.", problem=one_sentence(error)) from error
