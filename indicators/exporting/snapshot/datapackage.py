"""datapackage.json: the snapshot as other tools read it (Frictionless Data Package, version 1)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from indicators.exporting.edition import Edition, software
from indicators.exporting.forms import TABLES
from indicators.exporting.forms.citation import title
from indicators.exporting.inputs import EVENT_ORDER
from indicators.model import OBSERVATION_KEY
from indicators.wording.exports import holds

_ABOUT = {
    **{f"{name}.csv": TABLES[name].about for name in ("scores", "components", "contributions")},
    "uncertainty.csv": (
        "Quantiles of the index under other choices of its makers, and (data_) under these and what its figures and "
        "acts may have wrong; no forecast interval"
    ),
    "observations.csv": "The figures that were read, with the day from which each could be known",
    "events.csv": "The dated acts that were read, with the day from which each could be known",
}
KEYS: dict[str, tuple[str, ...]] = {
    "scores.csv": ("month",),
    "components.csv": ("month", "component"),
    "contributions.csv": ("month", "component"),
    "uncertainty.csv": ("month",),
    "observations.csv": OBSERVATION_KEY,
    "events.csv": EVENT_ORDER,
}
"""The columns that name a row of each table."""

_TYPES = {
    "month": "yearmonth", "carried": "boolean", "bilateral": "boolean", "time_period": "date", "date_start": "date",
    "date_end": "date", "known_from": "date", "obs_value": "number", "scope": "number", "figure": "number",
    "score": "number", "weight": "number", "contribution": "number",
}  # fmt: skip
_ALL_NUMBERS = ("scores.csv", "uncertainty.csv")


def descriptor(edition: Edition, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The descriptor of the tables among some files."""
    definition = edition.index.definition
    return {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^-a-z0-9._/]", "-", edition.name.lower()),
        "title": title(edition),
        "description": f"{definition.description} {holds(edition.index.as_of)}".strip(),
        "version": software()["relations-index"],
        "hash": edition.hash,
        "sources": [
            {"title": one.source, "path": str(one.url), "indicator": one.id, "licence": one.licence}
            for one in edition.sources
        ],
        "resources": [_resource(name, files[name]) for name in _ABOUT],
    }


def _resource(name: str, content: bytes) -> dict[str, Any]:
    header = content[: content.index(b"\n")].decode().split(",")
    return {
        "profile": "tabular-data-resource",
        "name": name.removesuffix(".csv"),
        "path": name,
        "title": _ABOUT[name],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {
            "fields": [{"name": column, "type": _type(name, column)} for column in header],
            "missingValues": [""],
            "primaryKey": list(KEYS[name]),
        },
    }


def _type(name: str, column: str) -> str:
    return _TYPES.get(column, "number" if name in _ALL_NUMBERS else "string")
