"""An index as it is handed out: its tables, what it was made from, and one hash that stands for both.

Every export is made from an edition, so that the same hash stands in each of them and on screen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version

import numpy as np
import pandas as pd

from indicators.errors import Message, ScoringError
from indicators.exporting.csvtext import DECIMALS, csv_text
from indicators.exporting.inputs import FORMAT, Inputs, json_text
from indicators.index import Index
from indicators.model import EventSource, Indicator
from indicators.model.methods import Holds
from indicators.scoring.uncertainty import Uncertainty

RESTS_ON = ("relations-index", "numpy", "pandas", "scipy")
"""The packages that the numbers come from; their versions are named in everything handed out."""

SHORT = 12
"""Letters of the hash that are shown."""


@dataclass(frozen=True, eq=False)
class Edition:
    """An index with its inputs. `files` are those that the hash covers: definition, inputs and results."""

    index: Index
    inputs: Inputs
    files: Mapping[str, bytes]

    @classmethod
    def of(cls, index: Index, inputs: Inputs | None = None) -> Edition:
        """The edition of an index, with the inputs that it was made from unless these are given."""
        inputs = inputs or Inputs.gather(index)
        definition = json_text(index.definition.model_dump(mode="json")).encode()
        results = {
            "scores.csv": index.frame(),
            "components.csv": components_frame(index),
            "contributions.csv": index.contributions(),
        }
        written = {name: csv_text(frame, decimals=DECIMALS).encode() for name, frame in results.items()}
        return cls(index, inputs, {"definition.json": definition, **inputs.files(), **written})

    @cached_property
    def hash(self) -> str:
        """SHA-256 over pair, as-of date and files: the same figures in and out have the same, wherever computed."""
        return identity_hash(str(self.index.pair), self.index.as_of, self.sha256, self.inputs.format)

    @cached_property
    def sha256(self) -> dict[str, str]:
        """SHA-256 of each file."""
        return {name: hashlib.sha256(content).hexdigest() for name, content in self.files.items()}

    @property
    def short(self) -> str:
        """The letters of the hash that are shown."""
        return self.hash[:SHORT]

    @property
    def definition(self) -> str:
        """The definition as it is named: `id@version`, in snapshots of format 1 by its id."""
        return self.index.definition.id if self.inputs.format == 1 else self.index.definition.full_id

    @property
    def name(self) -> str:
        """Pair, definition, as-of date and short hash: the stem of every file name."""
        return edition_name(str(self.index.pair), self.definition, self.index.as_of, self.hash)

    @property
    def countries(self) -> str:
        """`United States – Türkiye`, or the codes where a name is not known."""
        return self.inputs.origin.catalog.pair_name(self.index.pair)

    @property
    def sources(self) -> list[Indicator | EventSource]:
        """The described sources behind the figures and acts, by id."""
        described = self.inputs.described
        return [*described.indicators.values(), *described.events.values()]

    @property
    def undescribed(self) -> list[str]:
        """Indicators that were imported without a description: they have neither source nor licence."""
        return sorted(set(self.inputs.rows["indicator"]) - self.inputs.described.indicators.keys())

    def uncertainty(self, draws: int, seed: int, holds: Holds = "choices") -> Uncertainty | Message:
        """The uncertainty of the index, or why there is none."""
        try:
            return self.index.uncertainty(holds=holds, draws=draws, seed=seed)
        except ScoringError as error:
            return error.message


def identity_hash(pair: str, as_of: dt.date | None, sha256: Mapping[str, str], format: int = FORMAT) -> str:
    """The hash of an edition from the SHA-256 of its files."""
    identity = {"format": format, "pair": pair, "as_of": as_of and as_of.isoformat(), "files": dict(sha256)}
    return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()


def edition_name(pair: str, definition: str, as_of: dt.date | None, digest: str) -> str:
    """`USA-TUR_strategic-mechanism@1_2022-04-04_0123456789ab`; without an as-of date the third part is `latest`."""
    return f"{pair}_{definition}_{as_of or 'latest'}_{digest[:SHORT]}"


def components_frame(index: Index) -> pd.DataFrame:
    """Long: `month`, `component`, `figure` in its own unit, `carried`, `score` and effective `weight`."""
    months, names = index.panel.matrix.shape
    scores = index.scores
    return pd.DataFrame(
        {
            "month": np.repeat(index.panel.matrix.index.astype(str).to_numpy(), names),
            "component": np.tile(np.asarray(index.panel.matrix.columns, dtype=object), months),
            "figure": index.panel.matrix.to_numpy().ravel(),
            "carried": index.panel.carried.to_numpy().ravel(),
            "score": scores.components.to_numpy().ravel(),
            "weight": scores.effective_weights.to_numpy().ravel(),
        }
    )


def software() -> dict[str, str]:
    """The versions of the packages that the numbers come from."""
    return {name: version(name) for name in RESTS_ON}
