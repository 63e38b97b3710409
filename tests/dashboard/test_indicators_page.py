"""The Indicators page without a browser: units, frequencies, links, the as-of date, figures nobody described."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from indicators.catalog import Catalog
from indicators.index import Index
from indicators.index.series import read_series
from indicators.model import OBSERVATION_COLUMNS
from indicators.model.steps import IndicatorSource
from indicators.store import Store

TRADE = "goods_trade.M.a.b"


@pytest.fixture
def app(app: AppTest) -> AppTest:
    """The app on the page."""
    app._page_hash = calc_hash("indicators")
    return app


def words(app: AppTest) -> str:
    """All the words on the page, without the escapes of Markdown."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "error", "warning", "info")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind)).replace("\\", "")


def look(app: AppTest, **asked: str | list[str]) -> AppTest:
    """Open the page with these keys in its URL."""
    for key, value in asked.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    assert not app.error
    return app


def test_the_page_opens_with_what_weighs_most_in_the_index(app: AppTest, turkiye: Index) -> None:
    look(app)
    components = turkiye.definition.components
    measured: dict[str, float] = {}
    for name, weight in turkiye.definition.nominal_weights().items():
        if isinstance(source := components[name].source, IndicatorSource):
            measured[source.indicator] = measured.get(source.indicator, 0) + weight
    heaviest = max(measured, key=measured.__getitem__)
    assert {one.split(".")[0] for one in app.multiselect[0].value} == {heaviest}
    assert not app.warning


def test_table_shows_the_figures_of_the_formula_in_the_unit_and_frequency_of_the_link(
    app: AppTest, shipped_store: Store, catalog: Catalog, turkiye: Index
) -> None:
    look(app, shown=[TRADE], unit="percent_change_from_year_ago", freq="A")
    assert "100 · (x_t / x_{t−12} − 1)" in words(app)
    table = app.dataframe[0].value.set_index("period")[TRADE].dropna()
    stored = read_series(turkiye.origin, [TRADE.split(".")[0]], turkiye.pair)[TRADE]
    expected = stored.shown("percent_change_from_year_ago", "A")
    assert table["2022"] == pytest.approx(expected["2022"], rel=1e-9)
    assert table.index[0] == str(expected.last_valid_index())


def test_a_base_month_from_the_link_is_100(app: AppTest) -> None:
    look(app, shown=[TRADE], unit="index_to", base="2015-01")
    table = app.dataframe[0].value.set_index("period")[TRADE]
    assert table["2015-01"] == pytest.approx(100)


def test_three_units_are_drawn_below_one_another_with_the_reason(app: AppTest) -> None:
    look(app, shown=[TRADE, "us_troops.A.a.b", "wgi_rule_of_law.A.b"])
    assert any("two units do" in info.value for info in app.info)
    assert {TRADE, "us_troops.A.a.b", "wgi_rule_of_law.A.b"} <= set(app.dataframe[0].value.columns)


def test_a_series_that_has_no_logarithm_says_so_and_the_others_stay(app: AppTest) -> None:
    look(app, shown=[TRADE, "wgi_rule_of_law.A.b"], unit="log")
    assert any("there is no logarithm" in warning.value for warning in app.warning)
    assert TRADE in app.dataframe[0].value.columns


def test_a_hostile_link_is_said_and_left(app: AppTest) -> None:
    look(app, shown=["=HYPERLINK(1)", TRADE], unit="<script>", freq="Z", layout="sideways", base="0000")
    assert any("=HYPERLINK" in warning.value.replace("\\", "") for warning in app.warning)
    assert app.multiselect[0].value == [TRADE]
    assert {box.value for box in app.selectbox} >= {"published", "own", "overlay"}


def test_the_same_series_of_another_pair(app: AppTest) -> None:
    look(app, definition="us-partners", pair="USA-GRC", shown=[TRADE])
    assert app.multiselect[0].value == [TRADE]
    assert "Goods trade, United States → Greece" in [expander.label.replace("\\", "") for expander in app.expander]


def test_the_as_of_date_hides_what_was_not_known(app: AppTest) -> None:
    look(app, shown=[TRADE], as_of="2022-04-04")
    assert app.dataframe[0].value["period"].iloc[0] == "2022-01"


def test_source_licence_citation_and_lag_come_from_the_file(app: AppTest, catalog: Catalog) -> None:
    look(app, shown=[TRADE])
    described = catalog.indicator("goods_trade")
    said = words(app)
    assert described.source in said
    assert described.licence in said
    assert f"{described.publication_lag_days} days after the end" in said
    assert described.notes[0] in said
    assert f"**A** {described.note_codes['A']}" in said
    assert described.citation in [code.value for code in app.code]


def test_imported_figures_that_nobody_described_say_so(app: AppTest, own_file: Path) -> None:
    months = pd.date_range("2024-01-01", periods=6, freq="MS")
    rows = pd.DataFrame({"time_period": months, "obs_value": [1.0, 2, 3, 4, 5, 6]}).assign(
        indicator="hotel_prices", ref_area="TUR", counterpart_area="", freq="M", obs_status="A", note=""
    )
    with Store.open(own_file) as store:
        store.add_observations(rows[list(OBSERVATION_COLUMNS)], title="hotels", sha256="0" * 64)
    look(app, shown=["hotel_prices.M.b"])
    assert "not described yet" in words(app)
    assert app.dataframe[0].value["hotel_prices.M.b"].tolist() == [6, 5, 4, 3, 2, 1]
