"""An edition as JSON and as Parquet, each with what it says about itself."""

from __future__ import annotations

import io
import json

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from indicators.exporting.edition import Edition, software
from indicators.exporting.forms.citation import citation, title
from indicators.exporting.forms.tables import TABLES, table_of
from indicators.exporting.inputs import json_text
from indicators.text.tables import records


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
        "holds": edition.clock,
        "data_version": index.data_version,
        "software": software(),
        "citation": citation(edition),
    }


def json_export(edition: Edition, name: str = "scores", window: tuple[str, str] | None = None) -> bytes:
    """A table as JSON, with the definition and the sources beside it."""
    content = {
        "about": about(edition),
        "definition": edition.index.definition.model_dump(mode="json"),
        "sources": [one.model_dump(mode="json") for one in edition.sources],
        name: records(_days_as_text(table_of(edition, name, window))),
    }
    return json_text(content).encode()


def _days_as_text(frame: pd.DataFrame) -> pd.DataFrame:
    days = frame.select_dtypes("datetime")
    return frame.assign(**{name: days[name].dt.strftime("%Y-%m-%d") for name in days.columns})


def parquet_export(edition: Edition, name: str = "scores", window: tuple[str, str] | None = None) -> bytes:
    """A table as Parquet; what it says about itself is the metadata `relations_index` of the schema."""
    table = pa.Table.from_pandas(table_of(edition, name, window), preserve_index=False)
    said = json.dumps({**about(edition), "table": TABLES[name].about}, ensure_ascii=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"relations_index": said.encode()})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()
