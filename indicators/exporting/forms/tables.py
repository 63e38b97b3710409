"""The tables of an edition, as CSV, JSON and Parquet."""

from __future__ import annotations

import io
import json
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from indicators.errors import ExportError
from indicators.exporting.csvtext import csv_text
from indicators.exporting.edition import Edition, components_frame, software
from indicators.exporting.forms import TABLES
from indicators.exporting.forms.citation import citation, title
from indicators.exporting.inputs import json_text
from indicators.model import EVENT_COLUMNS, OBSERVATION_COLUMNS, SUPPORT_COLUMNS
from indicators.model.definition import Definition
from indicators.text.tables import records
from indicators.wording.exports import clock

Window = tuple[str, str] | None


def table_of(edition: Edition, name: str, window: Window = None) -> pd.DataFrame:
    """A table by its name, cut to a window of months where it has months; ExportError names those there are."""
    match name:
        case "scores":
            frame = edition.index.frame()
        case "components":
            frame = components_frame(edition.index)
        case "contributions":
            frame = edition.index.contributions()
        case "observations":
            frame = edition.inputs.rows[list(OBSERVATION_COLUMNS)]
        case "events":
            frame = edition.inputs.acts[list(EVENT_COLUMNS)]
        case "pages":
            frame = _pages(edition)
        case _:
            known = ", ".join(TABLES)
            raise ExportError("There is no table '{name}' to export. Choose one of {known}.", name=name, known=known)
    if window is not None and "month" in frame.columns:
        frame = frame[frame["month"].between(*window)]
    return frame.reset_index(drop=True)


def _pages(edition: Edition) -> pd.DataFrame:
    """SUPPORT_COLUMNS, one row per further page of the acts, in their order; bounds stand in the first of an act."""
    support = edition.index.origin.catalog.support
    rows: list[tuple[object, ...]] = []
    for id in edition.inputs.acts["event_id"]:
        if id in support:
            one = support[id]
            bounds = [day.isoformat() if (day := one.bounds.get(name)) else "" for name in SUPPORT_COLUMNS[3:]]
            for url, note in one.sources or (("", ""),):
                rows.append((id, url, note, *bounds))
                bounds = [""] * len(bounds)
    return pd.DataFrame(rows, columns=list(SUPPORT_COLUMNS)).astype("str")


def csv_export(edition: Edition, name: str = "scores", window: Window = None) -> bytes:
    """A table as CSV with full precision. Results say in every row which snapshot they belong to."""
    frame = table_of(edition, name, window)
    return csv_text(frame if TABLES[name].imports else frame.assign(snapshot=edition.short)).encode()


def json_export(edition: Edition, name: str = "scores", window: Window = None) -> bytes:
    """A table as JSON, with the definition and the sources beside it."""
    table = table_of(edition, name, window)
    days = {column: table[column].dt.strftime("%Y-%m-%d") for column in table.select_dtypes("datetime")}
    content = {
        "about": about(edition),
        "definition": edition.index.definition.model_dump(mode="json"),
        "sources": [one.model_dump(mode="json") for one in edition.sources],
        name: records(table.assign(**days)),
    }
    return json_text(content).encode()


def parquet_export(edition: Edition, name: str = "scores", window: Window = None) -> bytes:
    """A table as Parquet; what it says about itself is the metadata `relations_index` of the schema."""
    table = pa.Table.from_pandas(table_of(edition, name, window), preserve_index=False)
    metadata = json.dumps({**about(edition), "table": TABLES[name].about}, ensure_ascii=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"relations_index": metadata.encode()})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def about(edition: Edition) -> dict[str, object]:
    """What every export says about itself."""
    index = edition.index
    return {
        "title": title(edition),
        "snapshot": edition.name,
        "hash": edition.hash,
        "pair": str(index.pair),
        "definition": index.definition.id,
        "definition_version": index.definition.version,
        "as_of": index.as_of.isoformat() if index.as_of is not None else None,
        "holds": clock(index.as_of),
        "data_version": index.data_version,
        "software": software(),
        "citation": citation(edition),
    }


def definition_frame(definition: Definition) -> pd.DataFrame:
    """The tree of a definition, one row per group and component: weights, goalposts, steps and reasons."""
    nominal = definition.nominal_weights()
    rows: list[dict[str, Any]] = []

    def walk(name: str, depth: int) -> None:
        node = definition.node(name)
        row: dict[str, Any] = {
            "node": name, "depth": depth, "title": node.title, "weight in group": node.weight,
            "share": nominal.get(name), "description": node.description, "reason": node.reason,
        }  # fmt: skip
        if name in definition.components:
            one = definition.components[name]
            scale = one.normalise
            row |= {"unit": one.unit, "worst": scale.worst, "best": scale.best, "goalposts": scale.reason}
            row["steps"] = "; ".join(step.model_dump_json() for step in one.steps)
        rows.append(row)
        for child in definition.children(name) if name in definition.groups else ():
            walk(child, depth + 1)

    for root in definition.roots:
        walk(root, 0)
    return pd.DataFrame(rows)


def sources_frame(edition: Edition) -> pd.DataFrame:
    """One row per described indicator or file of events: what, source, licence, citation."""
    rows = [
        {
            "id": one.id,
            "title": one.title,
            "unit": getattr(one, "unit", ""),
            "lag_days": one.publication_lag_days,
            "source": one.source,
            "licence": one.licence,
            "citation": one.citation,
            "url": str(one.url),
            "retrieved": pd.Timestamp(one.retrieved),
            "description": one.description,
            "note_codes": "; ".join(f"{code}: {meaning}" for code, meaning in getattr(one, "note_codes", {}).items()),
        }
        for one in edition.sources
    ]
    return pd.DataFrame(rows)
