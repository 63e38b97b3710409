"""What a trend is read of: where it ends, where it begins, what is left out."""

from __future__ import annotations

import pandas as pd
import pytest

from indicators.catalog import Catalog
from indicators.errors import TrendError
from indicators.index import Index, Origin, index_of
from indicators.index.trend_series import components_that_moved, other_pairs, series_ids, trend_series
from indicators.scoring.score import score
from indicators.store import Store


def test_the_index_ends_with_the_headline_month(turkiye: Index) -> None:
    series = trend_series(turkiye, "index")
    assert series.index[-1] == turkiye.headline.month
    assert series.name == "the index"
    pd.testing.assert_series_equal(series, turkiye.index[: series.index[-1]], check_names=False)


@pytest.mark.parametrize("node", ["un_votes", "troops", "liberal_democracy", "trade_volume", "contact"])
def test_a_component_ends_with_its_last_own_figure(turkiye: Index, node: str) -> None:
    measured = turkiye.panel.matrix[node].notna() & ~turkiye.panel.carried[node]
    assert trend_series(turkiye, node).index[-1] == measured[measured].index[-1]


def test_a_component_begins_with_its_first_figure_not_with_its_written_score(turkiye: Index) -> None:
    written = turkiye.definition.components["lng"].before
    series = trend_series(turkiye, "lng").dropna()
    assert turkiye.scores.components["lng"].first_valid_index() < series.index[0]
    assert series.index[0] == pd.Period(written.until, "M") + 1


def test_a_group_ends_where_too_much_of_its_weight_is_carried(turkiye: Index) -> None:
    """Votes are three fifths of alignment: without a vote of its own, a month is not fresh enough."""
    assert trend_series(turkiye, "alignment").index[-1] == trend_series(turkiye, "un_votes").index[-1]
    assert trend_series(turkiye, "frictions").index[-1] > trend_series(turkiye, "alignment").index[-1]


def test_the_window_cuts_and_changes_nothing(turkiye: Index) -> None:
    whole = trend_series(turkiye, "trade")
    part = trend_series(turkiye, "trade", ("2001-01", "2010-12"))
    assert (str(part.index[0]), str(part.index[-1])) == ("2001-01", "2010-12")
    pd.testing.assert_series_equal(part, whole["2001-01":"2010-12"])


def test_leaving_components_out_scores_the_definition_without_them(turkiye: Index) -> None:
    """The measures are all there is under frictions: the group goes, and the others' weights are renormalised."""
    gone = {"us_measures", "turkish_measures"}
    definition = turkiye.definition
    without = definition.model_copy(
        update={
            "groups": {name: group for name, group in definition.groups.items() if name != "frictions"},
            "components": {name: part for name, part in definition.components.items() if name not in gone},
            "required": tuple(name for name in definition.required if name != "frictions"),
        }
    )
    expected = score(turkiye.panel.matrix, without, carried=turkiye.panel.carried).scores["index"]
    series = trend_series(turkiye, "index", left_out=gone)
    pd.testing.assert_series_equal(series, expected[series.index], check_names=False)
    assert (series - trend_series(turkiye, "index")).abs().max() > 5


def test_nothing_can_be_said_when_everything_is_left_out(turkiye: Index) -> None:
    with pytest.raises(TrendError, match="Nothing is left of the score of Frictions"):
        trend_series(turkiye, "frictions", left_out=["us_measures", "turkish_measures"])


def test_an_unknown_series_names_those_there_are(turkiye: Index) -> None:
    with pytest.raises(TrendError, match="frictions"):
        trend_series(turkiye, "friction")


def test_an_empty_window_is_refused(turkiye: Index) -> None:
    with pytest.raises(TrendError, match=f"no value of the score of {turkiye.definition.label('lng')}"):
        trend_series(turkiye, "lng", ("1990-01", "1995-12"))


def test_everything_that_makes_the_index_can_be_asked_about(turkiye: Index) -> None:
    ids = series_ids(turkiye)
    assert len(set(ids)) == len(ids)
    assert set(turkiye.definition.leaves("index")) | {"index", "economic", "political", "frictions"} <= set(ids)


def test_components_that_count_an_act_of_the_month_are_named(turkiye: Index) -> None:
    """August 2018: sanctions and tariffs from one side, tariffs from the other; no gas, no vote, no soldier."""
    moved = components_that_moved(turkiye, "index", pd.Period("2018-08"))
    assert {"us_measures", "turkish_measures"} <= set(moved)
    assert not {"lng", "un_votes", "troops", "trade_volume"} & set(moved)
    assert components_that_moved(turkiye, "trade", pd.Period("2018-08")) == ()


def test_a_month_without_acts_moves_nothing(turkiye: Index) -> None:
    acts = turkiye.panel.events
    busy = set(acts["date_start"].dropna().dt.to_period("M")) | set(acts["date_end"].dropna().dt.to_period("M"))
    quiet = next(month for month in turkiye.index.dropna().index if month not in busy)
    assert components_that_moved(turkiye, "index", quiet) == ()


def test_other_pairs_are_the_same_series_of_theirs(shipped_store: Store, catalog: Catalog) -> None:
    poland = index_of(Origin(shipped_store, catalog), "us-partners", "USA-POL")
    others = other_pairs(poland, "trade", pd.Period("2015-01"))
    assert "USA-POL" not in others
    greece = index_of(Origin(shipped_store, catalog), "us-partners", "USA-GRC")
    pd.testing.assert_series_equal(
        others["USA-GRC"].dropna(), trend_series(greece, "trade").dropna(), check_names=False, check_freq=False
    )


def test_events_about_a_pair_concern_its_second_country(shipped_store: Store, catalog: Catalog, turkiye: Index) -> None:
    events = turkiye.origin.events_about("TUR")
    assert ((events["ref_area"] == "TUR") | (events["counterpart_area"] == "TUR")).all()
    assert set(turkiye.definition.annotate) <= set(events["event_id"])
    assert events["date_start"].is_monotonic_increasing
