"""What an index was made from, as a thing of its own: it reads like a store, so that the same code computes from it.

Holds every row and description that the index of one pair and its uncertainty read, and no others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pydantic import TypeAdapter, ValidationError

from indicators.catalog import Catalog
from indicators.catalog.areas import AreaNames
from indicators.errors import ExportError
from indicators.exporting.csvtext import csv_text, read_csv
from indicators.index import FiguresView, Index, Origin, areas_of, needed
from indicators.model import (
    EVENT_COLUMNS,
    OBSERVATION_COLUMNS,
    OBSERVATION_KEY,
    Area,
    EventSource,
    Frozen,
    Indicator,
    one_sentence,
)

_DATE = pa.timestamp("us")
_KINDS: dict[str, pa.DataType] = {
    "time_period": _DATE, "date_start": _DATE, "date_end": _DATE, "known_from": _DATE,
    "obs_value": pa.float64(), "scope": pa.float64(), "bilateral": pa.bool_(),
}  # fmt: skip
FORMAT = 2
"""The form of a snapshot that is written. What later versions add (columns, files, entries) is a further form; every
earlier one is read, computed and hashed as it was written."""

OBSERVATION_TYPES = {name: _KINDS.get(name, pa.string()) for name in (*OBSERVATION_COLUMNS, "known_from")}
EVENT_TYPES = {name: _KINDS.get(name, pa.string()) for name in (*EVENT_COLUMNS, "known_from")}
_FIRST_COLUMNS = {
    "observations.csv": (
        "indicator", "ref_area", "counterpart_area", "freq", "time_period", "obs_value", "obs_status", "note",
        "known_from",
    ),
    "events.csv": (
        "event_id", "kind", "ref_area", "counterpart_area", "date_start", "date_end", "grade", "scope", "types",
        "bilateral", "end_status", "title", "source_url", "known_from",
    ),
}  # fmt: skip
"""Those of format 1, for good."""
EVENT_ORDER = ("date_start", "event_id")
_YEARS = (1800, 2200)
"""Years that a figure or an act can be of: one wrong digit must not ask for the months of ten thousand years."""


class Descriptions(Frozen):
    """The descriptions of what was read: areas of the pair, indicators, files of events."""

    areas: dict[str, Area]
    indicators: dict[str, Indicator]
    events: dict[str, EventSource]


@dataclass(frozen=True, eq=False)
class Inputs:
    """Observations and events with the day from which each could be known, and their descriptions."""

    rows: pd.DataFrame
    acts: pd.DataFrame
    described: Descriptions
    data_version: str = ""
    format: int = FORMAT
    """The form in which they are written."""

    @classmethod
    def gather(cls, index: Index) -> Inputs:
        """What an index was read from, and the bounds of measurement that its uncertainty reads besides."""
        catalog = index.origin.catalog
        names, kinds = needed(index.definition)
        known = [catalog.indicators[name] for name in names if name in catalog.indicators]
        bounds = sorted({bound for one in known for bound in (one.low, one.high) if bound is not None} - set(names))
        rows = index.panel.sources.table.frame
        if bounds:
            measured = index.origin.figures.observations(bounds, areas_of(index.definition, index.pair), index.as_of)
            rows = pd.concat([rows, measured])
        acts = index.panel.sources.events.frame
        indicators = {name: catalog.indicators[name] for name in (*names, *bounds) if name in catalog.indicators}
        described = Descriptions(
            areas={code: catalog.areas[code] for code in (index.pair.a, index.pair.b) if code in catalog.areas},
            indicators={name: indicators[name] for name in sorted(indicators)},
            events={name: one for name, one in sorted(catalog.event_sources.items()) if one.kinds.keys() & set(kinds)},
        )
        return cls(
            rows.sort_values(list(OBSERVATION_KEY), ignore_index=True)[list(OBSERVATION_TYPES)],
            acts.sort_values(list(EVENT_ORDER), ignore_index=True)[list(EVENT_TYPES)],
            described,
            index.data_version,
        )

    @classmethod
    def read(cls, files: Mapping[str, bytes], data_version: str = "", format: int = FORMAT) -> Inputs:
        """Read what `files` wrote; ExportError with a sentence where a file is not what it should be."""
        rows, acts = (_read_table(files[name], name, format) for name in ("observations.csv", "events.csv"))
        _check(rows, "observations.csv", OBSERVATION_KEY, "time_period", ("known_from",))
        _check(acts, "events.csv", ("event_id",), "date_start", ("known_from", "bilateral"))
        described = read_json(files["sources.json"], TypeAdapter(Descriptions), "sources.json")
        return cls(rows, acts.astype({"bilateral": bool}), described, data_version, format)

    def files(self) -> dict[str, bytes]:
        """The inputs as files: two tables with all digits, and the descriptions."""
        return {
            "observations.csv": csv_text(self.rows[list(_types("observations.csv", self.format))]).encode(),
            "events.csv": csv_text(self.acts[list(_types("events.csv", self.format))]).encode(),
            "sources.json": json_text(self.described.model_dump(mode="json")).encode(),
        }

    @cached_property
    def origin(self) -> Origin:
        """What an index is made from: it gives back what was read, whatever date is asked for."""
        one = self.described
        catalog = Catalog(one.areas, one.indicators, one.events, {}, Path(), AreaNames(one.areas))
        return Origin(FiguresView.held(self.rows, self.acts, self.data_version), catalog)


def _types(name: str, format: int) -> dict[str, pa.DataType]:
    """The columns of a table in a form of snapshot."""
    known = OBSERVATION_TYPES if name == "observations.csv" else EVENT_TYPES
    return {column: known[column] for column in _FIRST_COLUMNS[name]} if format == 1 else known


def _read_table(data: bytes, name: str, format: int) -> pd.DataFrame:
    """A table with today's columns; those that its form lacks are empty."""
    frame = read_csv(data, _types(name, format), name)
    for column, kind in _types(name, FORMAT).items():
        if column not in frame:
            empty = pa.nulls(len(frame), kind).to_pandas()
            frame[column] = empty.fillna("").astype("str") if pa.types.is_string(kind) else empty
    return frame


def _check(frame: pd.DataFrame, name: str, key: Sequence[str], day: str, filled: Sequence[str]) -> None:
    for column in (day, *filled):
        if frame[column].isna().any():
            line = int(frame[column].isna().argmax()) + 2
            raise ExportError("{name}, line {line}: {column} is empty.", name=name, line=line, column=column)
    read = frame[day].dt.year.between(*_YEARS)
    if not read.all():
        line = int((~read).argmax()) + 2
        raise ExportError("{name}, line {line}: {day} is of no year to be read.", name=name, line=line, day=day)
    doubled = frame.duplicated(list(key))
    if doubled.any():
        line = int(doubled.argmax())
        parts = ", ".join(str(frame[part].iloc[line]).removesuffix(" 00:00:00") for part in key)
        raise ExportError("{name}, line {line}: the row {parts} is there twice.", name=name, line=line + 2, parts=parts)


def json_text(value: Any) -> str:
    """A value as JSON text: keys in their order, one indent, no number that JSON does not have."""
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read_json(data: bytes, model: TypeAdapter[Any], name: str) -> Any:
    """A JSON file as a model; ExportError with a sentence where it is not one."""
    try:
        return model.validate_python(json.loads(data))
    except ValidationError as error:
        raise ExportError("{name}: {why}.", name=name, why=one_sentence(error)) from error
    except (ValueError, RecursionError) as error:
        raise ExportError("{name} is not JSON: {why}.", name=name, why=str(error)[:200]) from error
