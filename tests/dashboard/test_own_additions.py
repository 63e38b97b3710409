"""Pages on what a user added: definitions with few partners or none, figures that are all missing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from indicators.store import Store

TRADE = """
reference = "USA"
partners = ["TUR", "GRC"]
[groups.index]
[components.trade]
parent = "index"
source = { indicator = "goods_trade" }
role = "pair"
"""

MEASURES = """
reference = "USA"
partners = ["TUR", "GRC"]
[groups.index]
[components.measures]
parent = "index"
source = { events = { sanction = 1.0 } }
role = "a_to_b"
steps = [{ step = "in_force" }]
direction = -1
normalise = { method = "goalposts", worst = 5, best = 0, reason = "Five at once." }
"""


def written(text: str, beside: Path) -> str:
    """The id of a definition written beside a store's file."""
    folder = beside.with_suffix(".descriptions") / "definitions"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(text)
    return "mine"


def test_where_one_partner_alone_has_an_index_there_is_no_order(app: AppTest, own_file: Path) -> None:
    """Measures against Greece were never collected."""
    app.query_params["definition"] = written(MEASURES, own_file)
    app._page_hash = calc_hash("pairs")
    app.run()
    assert not app.exception
    assert app.multiselect(key="chosen_partners").value == ["USA-TUR"]
    assert "Only one pair has an index." in [info.value for info in app.info]


def test_where_a_file_names_no_partners_to_begin_with_the_order_does(app: AppTest, own_file: Path) -> None:
    app.query_params["definition"] = written(TRADE.replace('"GRC"', '"GRC", "FRA"'), own_file)
    app._page_hash = calc_hash("pairs")
    app.run()
    assert not app.exception
    begun = app.multiselect(key="chosen_partners").value
    assert begun[0] == "USA-TUR"
    assert 2 <= len(begun) <= 3


@pytest.mark.parametrize("page", ["overview", "data"])
def test_a_definition_without_a_pair_says_what_is_missing(app: AppTest, own_file: Path, page: str) -> None:
    app.query_params["definition"] = written(TRADE.replace('"TUR", "GRC"', ""), own_file)
    app._page_hash = calc_hash(page)
    app.run()
    assert not app.exception
    assert "mine names no pair" in app.error[0].value
    app.selectbox(key="chosen_definition").set_value("us-partners").run()
    assert not app.error


def test_a_definition_that_pairs_a_country_with_itself_is_refused(app: AppTest, own_file: Path) -> None:
    written(TRADE.replace('"GRC"', '"USA"'), own_file)
    app.run()
    assert not app.exception
    assert "USA is the reference; take it out" in app.error[0].value


@pytest.mark.parametrize("page", ["indicators", "data"])
def test_an_import_that_holds_missing_figures_only_is_listed(app: AppTest, own_file: Path, page: str) -> None:
    row = {"indicator": "never_counted", "ref_area": "USA", "counterpart_area": "TUR", "freq": "M", "note": ""}
    row |= {"time_period": pd.Timestamp(2020, 1, 1), "obs_value": float("nan"), "obs_status": "M"}
    with Store.open(own_file) as store:
        store.add_observations(pd.DataFrame([row]), title="Nothing counted", sha256="0" * 64)
    app.query_params["shown"] = "never_counted.M.a.b"
    app._page_hash = calc_hash(page)
    app.run()
    assert not app.exception
    assert not app.error


def test_versions_lie_side_by_side_and_a_link_chooses_one(app: AppTest, own_file: Path) -> None:
    """The newest under its title alone, an earlier one with its version; each with its own index."""
    id = written(f'title = "My view"\n{MEASURES}', own_file)
    later = own_file.with_suffix(".descriptions") / "definitions" / f"{id}@1.1.toml"
    later.write_text(f'title = "My view"\n{MEASURES.replace("worst = 5", "worst = 10")}')
    shown = {}
    for asked in (id, f"{id}@1"):
        app.query_params["definition"] = asked
        app.run()
        assert not app.exception
        assert not app.warning
        box = app.selectbox(key="chosen_definition")
        assert box.value == asked
        assert {"My view", "My view, version 1"} <= set(box.options)
        shown[asked] = float(app.metric[0].value)
    assert 100 - shown[id] == pytest.approx((100 - shown[f"{id}@1"]) / 2, abs=0.1)
