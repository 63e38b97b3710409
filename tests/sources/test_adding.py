"""The steps of CONTRIBUTING for a new source, tried: a description with a `[fetch]` table is enough."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
from recordings import FOLDER

from indicators.catalog import load_catalog
from indicators.model import OBSERVATION_COLUMNS
from indicators.sources import GivenFile, ask, sources

DESCRIPTION = """
title = "Federal funds rate"
description = "Effective federal funds rate, mean of the month."
unit = "percent"
freq = "M"
kind = "level"
about = "area"
source = "Federal Reserve"
url = "https://fred.stlouisfed.org/series/FEDFUNDS"
licence = "Public domain"
citation = "Federal Reserve, FEDFUNDS."
retrieved = 2026-02-16
publication_lag_days = 5

[fetch]
reader = "fred-csv"
url = "https://fred.stlouisfed.org/graph/fredgraph.csv?id=FEDFUNDS"
max_bytes = 1_000_000
columns = ["FEDFUNDS"]
unit_check = { ref_area = "USA", period = 2023-08-01, between = [5, 6] }
select = { FEDFUNDS = "Federal Reserve" }

[fetch.areas]
"Federal Reserve" = "USA"
"""


def test_a_description_beside_the_store_can_be_asked_for(tmp_path: Path) -> None:
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "fed_funds.toml").write_text(DESCRIPTION)
    catalog = load_catalog(extra=tmp_path)
    (source,) = sources(catalog, ["fed_funds"])
    reply = ask(
        source,
        catalog,
        GivenFile(FOLDER / "fred_fredgraph.csv"),
        stored=pd.DataFrame(columns=list(OBSERVATION_COLUMNS)),
        now=dt.datetime(2026, 2, 16, tzinfo=dt.UTC),
    )
    assert reply.refusals == ()
    assert reply.frame["obs_value"].iloc[-1] == 3.88
    assert reply.frame["ref_area"].unique().tolist() == ["USA"]
