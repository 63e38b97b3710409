"""One object at the door: open, ask, change, add, hand on; and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import indicators
from indicators import Index, Workspace
from indicators.errors import (
    ClaimError,
    NotReadyError,
    PairError,
    RelationsIndexError,
    StoreError,
    TrendError,
    UnknownDefinitionError,
)
from indicators.store.store import _databases


@pytest.fixture
def ws(own_file: Path) -> Workspace:
    """A workspace whose store a test may change."""
    return indicators.open(own_file)


@pytest.fixture
def tourists() -> pd.DataFrame:
    """Made-up yearly figures of a pair."""
    arrivals = [1000.0 + 40 * n for n in range(26)]
    return pd.DataFrame({"year": range(2000, 2026), "country": "USA", "partner": "TUR", "tourists": arrivals})


def test_the_defaults_are_those_of_the_data(ws: Workspace, turkiye: Index) -> None:
    index = ws.index()
    assert (str(index.pair), index.definition.id) == ("USA-TUR", "strategic-mechanism")
    pd.testing.assert_frame_equal(index.frame(), turkiye.frame())


def test_what_there_is(ws: Workspace) -> None:
    assert ws.pairs.query("definition == 'strategic-mechanism'")["name"].tolist() == ["United States – Türkiye"]
    assert set(ws.definitions) == {"strategic-mechanism", "us-partners"}
    trade = ws.indicators.set_index("indicator").loc["goods_trade"]
    assert trade["unit"]
    assert trade["source"]
    assert trade["figures"] > 40_000
    assert len(ws.events) > 7_000


def test_a_short_text_stands_for_it_at_a_prompt(ws: Workspace) -> None:
    index = ws.index()
    assert index.headline is not None
    for text in (repr(ws), repr(index)):
        assert len(text) < 500
        assert len(text.splitlines()) <= 10
    assert f"{index.headline.value:.1f}" in repr(index)
    assert "<table" in index._repr_html_()


def test_an_index_answers_what_it_is_asked(ws: Workspace, tmp_path: Path) -> None:
    index = ws.index(as_of="2022-04-04")
    month = index.index.last_valid_index()
    contributions = index.contributions().groupby("month")["contribution"].sum()
    assert contributions[str(month)] == pytest.approx(index.index[month])
    assert index.uncertainty(draws=32).draws == 32
    assert len(index.coherence().to_frame())
    assert index.trend("turns").results
    assert index.what_if(weights={"economic": 3}).index[month] != index.index[month]
    assert len(index.figures("trade_volume", month).observations)
    assert index.vintages([pd.Timestamp("2022-02-28").date(), pd.Timestamp("2022-04-04").date()]).dates
    assert len(index.plot().data)
    assert len(index.plot("trade_volume").data)
    assert "Relations Index" in index.cite()
    written = index.export(tmp_path / "index.csv")
    assert len(pd.read_csv(written)) == len(index.frame())
    assert indicators.verify(index.snapshot(tmp_path, draws=16)).index.as_of == index.as_of


def test_pairs_of_a_definition_are_compared(ws: Workspace) -> None:
    index = ws.index("USA-GRC", "us-partners")
    assert set(index.compare(["USA-DEU"]).indices) == {"USA-GRC", "USA-DEU"}


def test_a_frame_becomes_an_indicator_of_an_index(ws: Workspace, tourists: pd.DataFrame) -> None:
    before = ws.index()
    batch = ws.add(tourists)
    mine = ws.definitions["strategic-mechanism"].with_component(
        "tourists", indicator="tourists", group="trade", weight=0.05, goalposts=(1000, 2000)
    )
    nominal = mine.nominal_weights("trade")
    assert nominal["tourists"] == pytest.approx(0.05)
    ws.save_definition(mine, "mine")
    after = ws.index(definition="mine")
    assert after.scores.components["tourists"].notna().any()
    assert before.headline is not None
    assert after.index[before.headline.month] != before.index[before.headline.month]
    ws.undo(batch, "tried")
    assert ws.index(definition="mine").scores.components["tourists"].isna().all()


def test_a_description_is_read_at_once(ws: Workspace, tourists: pd.DataFrame) -> None:
    ws.add(tourists)
    ws.describe(
        "tourists",
        title="Tourists",
        unit="thousand",
        freq="A",
        kind="flow",
        about="pair",
        publication_lag_days=60,
        source="Own count",
        url="https://example.org",
        licence="MIT",
        citation="Own count",
        description="Arrivals",
    )
    assert ws.indicators.set_index("indicator").loc["tourists", "title"] == "Tourists"


@pytest.mark.parametrize(
    ("ask", "error", "sentence"),
    [
        (lambda ws: ws.index("TUR-USA"), PairError, "USA-TUR"),
        (lambda ws: ws.index("USA-XXX"), RelationsIndexError, "XXX"),
        (lambda ws: ws.index(definition="nothing"), UnknownDefinitionError, "nothing"),
        (lambda ws: ws.index().trend("moon"), TrendError, "moon"),
        (lambda ws: ws.index().plot("moon"), RelationsIndexError, "moon"),
        (lambda ws: ws.index().what_if(weights={"moon": 3}), RelationsIndexError, "moon"),
        (lambda ws: ws.claims(["moon"]), ClaimError, "moon"),
        (lambda ws: ws.add(pd.DataFrame({"year": []})), RelationsIndexError, "no rows"),
        (lambda ws: ws.add(pd.DataFrame([[1, 2]], columns=["a", "a"])), RelationsIndexError, "several columns"),
        (lambda ws: ws.add(pd.DataFrame({"when": pd.to_datetime(["2020"], utc=True)})), RelationsIndexError, "zone"),
        (lambda ws: ws.add(pd.DataFrame({"value": [1.0]}, index=["2020"])), RelationsIndexError, "index"),
        (lambda ws: ws.add(pd.DataFrame({"value": [[1.0]]})), RelationsIndexError, "list"),
        (lambda ws: ws.add(b"when,value\nsoon,1\n", filename="x.csv"), NotReadyError, "x.csv"),
        (lambda ws: ws.index(as_of="yesterday"), RelationsIndexError, "yesterday"),
    ],
)
def test_each_refusal_is_one_sentence(ws: Workspace, ask: object, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        ask(ws)  # type: ignore[operator]


def test_a_closed_workspace_says_so(ws: Workspace) -> None:
    ws.close()
    with pytest.raises(StoreError, match="closed"):
        ws.index()


def test_a_broken_file_of_the_user_lets_go_of_the_store(own_file: Path) -> None:
    folder = own_file.with_suffix(".descriptions") / "definitions"
    folder.mkdir(parents=True)
    (folder / "broken.toml").write_text("title = [", encoding="utf-8")
    with pytest.raises(RelationsIndexError, match="broken"):
        indicators.open(own_file)
    (folder / "broken.toml").unlink()
    with indicators.open(own_file) as again:
        assert not again.store.batches().empty
    assert own_file not in _databases
