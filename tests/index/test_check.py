"""Until when an index can be given: what is foretold from the figures of a day is what then holds."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from indicators.errors import ScoringError
from indicators.index import Index, areas_of, index_of, needed
from indicators.panel import build_panel
from indicators.scoring.score import score
from indicators.wording.check import ending_sentence

DAY = "2022-04-04"


def later(index: Index, month: pd.Period) -> pd.Series:
    """The index on a panel that goes on to a later month, from the same figures."""
    names, kinds = needed(index.definition)
    areas, origin = areas_of(index.definition, index.pair), index.origin
    panel = build_panel(
        index.definition,
        index.pair,
        origin.figures.observations(names, areas, index.as_of),
        origin.figures.events(kinds, areas, index.as_of),
        indicators=origin.catalog.indicators,
        event_sources=origin.catalog.event_sources,
        end=str(month),
    )
    return score(panel.matrix, index.definition, carried=panel.carried).scores[index.definition.index]


def test_what_is_foretold_is_what_a_longer_panel_gives(turkiye: Index) -> None:
    found = turkiye.check()
    series = later(turkiye, found.ends + 2)
    assert series.last_valid_index() == found.ends - 1
    assert found.components


def without(index: Index, indicator: str, after: str) -> Index:
    """The index without the figures of an indicator after a day."""
    origin = index.origin.changed(
        observations=lambda rows: rows[(rows["indicator"] != indicator) | (rows["time_period"] <= after)]
    )
    return index_of(origin, index.definition, index.pair, as_of=index.as_of)


def test_the_component_and_the_month_are_named_on_a_frozen_date(read: Callable[..., Index]) -> None:
    """Trade may be carried for three months, and its group is required: figures to October 2021 end in January."""
    found = without(read(DAY), "goods_trade", "2021-10-01").check(3)
    assert (str(found.ends), set(found.components)) == ("2022-02", {"trade_volume", "trade_share"})
    assert not found.holds
    assert "Trade" in found.reason
    rows = found.frame().set_index("component")
    assert rows.loc["trade_share", ["last", "max_age_months", "until"]].tolist() == ["2021-10", 3, "2022-01"]
    assert rows.loc[list(found.components), "ends_index"].eq("2022-02").all()
    assert (rows["ends_index"] != "").sum() == 2
    assert ending_sentence(found) == (
        "If nothing new comes, January 2022 is the last month with an index: Goods trade, real and Share of US goods "
        "trade have no value after it."
    )


def test_a_period_that_goes_on_after_the_day_is_counted_whole(read: Callable[..., Index]) -> None:
    """The forces of September 2021 were those of the fiscal year to August 2022, and count for 24 months more."""
    rows = read(DAY).check().frame().set_index("component")
    assert rows.loc["troops", ["last", "until"]].tolist() == ["2022-08", "2024-08"]


def test_the_horizon_counts_from_the_latest_figures(read: Callable[..., Index]) -> None:
    index = read(DAY)
    months = index.check(0).ends.ordinal - index.check(0).latest.ordinal
    assert [index.check(horizon).holds for horizon in (months - 1, months)] == [True, False]


def test_a_definition_may_end_its_index(read: Callable[..., Index]) -> None:
    found = read(definition="us-partners@1", pair="USA-GBR").check()
    assert found.by_definition
    assert found.holds
    assert str(found.ends) == "2025-01"
    assert ending_sentence(found) == "The definition ends the index with December 2024."


def test_no_index_at_all_has_no_end(read: Callable[..., Index]) -> None:
    empty = without(read(DAY), "goods_trade", "1900-01-01")
    with pytest.raises(ScoringError, match="No month has an index of USA-TUR"):
        empty.check()
