"""The index as a whole: what could have been known, what a new figure changes, and sums that hold."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from indicators.catalog import Catalog
from indicators.index import Index, Origin, index_of, needed
from indicators.index.change import conventions, events_behind, extremes
from indicators.model import known_from
from indicators.store import Store
from indicators.text import number
from indicators.wording.change import convention_phrases, event_phrases, headline_sentence, window_sentence

DAY = dt.date(2022, 4, 4)


@pytest.fixture(scope="module")
def then(shipped_store: Store, catalog: Catalog) -> Index:
    """The index as it could have been known on the day the Strategic Mechanism was launched."""
    return index_of(Origin(shipped_store, catalog), "strategic-mechanism", "USA-TUR", as_of=DAY)


def test_nothing_published_later_is_in_an_as_of_index(then: Index, catalog: Catalog) -> None:
    rows = then.panel.observations
    assert len(rows)
    for name, group in rows.groupby("indicator"):
        indicator = catalog.indicator(str(name))
        assert (known_from(indicator, group["time_period"]) <= np.datetime64(DAY)).all(), name
    assert (then.panel.events["date_start"] <= pd.Timestamp(DAY)).all()
    assert then.index.index[-1] <= pd.Period("2022-03", "M")


def test_what_was_known_then_is_what_a_store_without_the_later_rows_gives(
    shipped_store: Store, then: Index, catalog: Catalog
) -> None:
    names, kinds = needed(then.definition)

    class Cut:
        """The store, without every row that was known later."""

        data_version = "cut"

        def observations(self, indicators: list[str], areas: list[str], as_of: object = None) -> pd.DataFrame:
            rows = shipped_store.observations(indicators, areas)
            return rows[rows["known_from"] <= pd.Timestamp(DAY)]

        def events(self, kinds: list[str], areas: list[str], as_of: dt.date | None = None) -> pd.DataFrame:
            return shipped_store.events(kinds, areas, as_of)

    assert names
    assert kinds
    again = index_of(Origin(Cut(), catalog), then.definition, then.pair, as_of=DAY)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(again.frame(), then.frame())


def test_the_end_of_an_act_is_not_known_before_it_came(shipped_store: Store, catalog: Catalog) -> None:
    """The hold on arms ended on 2024-01-26; a day before, it was in force with no end in sight."""
    before = index_of(Origin(shipped_store, catalog), "strategic-mechanism", "USA-TUR", as_of=dt.date(2024, 1, 25))
    acts = before.panel.trace("arms_restrictions", "2023-12").events
    assert acts["date_end"].isna().all()
    assert len(acts) == 2


@pytest.mark.parametrize("pair", ["USA-TUR", "USA-GRC", "USA-DEU"])
def test_contributions_sum_to_the_index_in_every_month(shipped_store: Store, catalog: Catalog, pair: str) -> None:
    definition = "strategic-mechanism" if pair == "USA-TUR" else "us-partners"
    index = index_of(Origin(shipped_store, catalog), definition, pair)
    total = index.contributions().groupby("month")["contribution"].sum()
    given = index.index.dropna()
    assert list(total.index) == [str(month) for month in given.index]
    np.testing.assert_allclose(total.to_numpy(), given.to_numpy(), rtol=0, atol=1e-9)


def test_another_month_of_figures_changes_no_earlier_score(shipped_store: Store, turkiye: Index) -> None:
    rows = shipped_store.observations(needed(turkiye.definition)[0], ["USA", "TUR", "WLD"])
    last = rows[rows["freq"] == "M"].groupby(["indicator", "ref_area", "counterpart_area"]).tail(1)
    later = last.assign(time_period=last["time_period"] + pd.DateOffset(months=1), obs_value=last["obs_value"] * 3 + 1)
    origin = turkiye.origin.with_observations(later[list(rows.columns.drop("known_from"))])
    also = index_of(origin, "strategic-mechanism", "USA-TUR")
    # A component's own last month is where its next figure begins to count.
    first_new = pd.Period(later["time_period"].min(), "M")
    unchanged = turkiye.index[: first_new - 1]
    pd.testing.assert_series_equal(also.index[: first_new - 1], unchanged)
    assert not also.scores.components.equals(turkiye.scores.components)


def test_the_headline_is_the_latest_month_that_is_fresh_enough(turkiye: Index) -> None:
    headline = turkiye.headline
    assert headline is not None
    fresh = turkiye.scores.freshness
    least = turkiye.definition.headline_freshness
    assert fresh[headline.month] >= least
    assert not (fresh[headline.month + 1 :][turkiye.index[headline.month + 1 :].notna()] >= least).any()
    assert set(headline.axes) == {"economic", "political"}
    parts = 0.25 * headline.axes["economic"] + 0.75 * headline.axes["political"]
    assert headline.value == pytest.approx(parts, abs=1e-9)


def test_the_sentence_names_the_change_and_what_made_it(turkiye: Index) -> None:
    headline = turkiye.headline
    assert headline is not None
    assert headline.before is not None
    assert headline.change is not None
    sentence = headline_sentence(turkiye, headline)
    assert number(headline.value) in sentence
    assert f"by {number(abs(headline.change))} points" in sentence
    change = turkiye.change(headline.before, headline.month)
    assert change.values.sum() + change.coverage + change.weights == pytest.approx(change.total, abs=1e-10)
    largest = turkiye.definition.label(str(change.values.abs().idxmax()))
    assert largest in sentence


def test_the_sentence_sets_the_headline_against_its_own_past(turkiye: Index) -> None:
    headline = turkiye.headline
    assert headline is not None
    past = turkiye.index[: headline.month - 1].dropna()
    below = sum(value < headline.value for value in past)
    assert f"above {100 * below // len(past)} % of the months since December 1985" in headline_sentence(
        turkiye, headline
    )


def test_a_span_is_told_with_its_lowest_and_highest_month(turkiye: Index) -> None:
    start, end = pd.Period("2016-01", "M"), pd.Period("2025-12", "M")
    sentence = window_sentence(turkiye, turkiye.change(start, end), start, end)
    shown = turkiye.index["2016-01":"2025-12"]
    assert f"by {number(abs(shown.iloc[-1] - shown.iloc[0]))} points" in sentence
    assert f"({number(shown.min())}) and highest" in sentence
    assert f"({number(shown.max())})." in sentence


def test_scores_that_rest_on_a_convention_are_named_with_the_reason_of_their_file(
    turkiye: Index,
) -> None:
    moved = ["lng", "us_measures"]
    found = conventions(turkiye, pd.Period("2016-01", "M"), moved)
    assert [(one.component, one.written) for one in found] == [("lng", 0.0), ("us_measures", None)]
    phrases = list(convention_phrases(turkiye, found).values())
    assert "written: 0.0" in phrases[0], "no liquefied gas could be bought before February 2016"
    assert "No act counts in January 2016, by silence" in phrases[1]
    assert "1979 to 2016 were not established" in phrases[1]
    assert not conventions(turkiye, pd.Period("2022-01", "M"), moved)
    assert turkiye.panel.matrix.at["2017-06", "us_measures"] == 0
    assert not conventions(turkiye, pd.Period("2017-06", "M"), moved), "2017 was searched: a finding"


def test_the_extremes_of_a_span_are_its_lowest_and_highest_month_in_order(turkiye: Index) -> None:
    first, last = pd.Period("2016-01", "M"), pd.Period("2025-12", "M")
    found = extremes(turkiye, first, last)
    assert found is not None
    high, low = found
    shown = turkiye.index[first:last]
    assert first < high < low < last, "relations fell between them"
    assert (turkiye.index[high], turkiye.index[low]) == (shown.max(), shown.min())
    assert extremes(turkiye, high, low) is None, "where the ends are the extremes there is nothing in between to tell"


def test_the_events_behind_a_change_are_named_with_their_days(turkiye: Index) -> None:
    def behind(start: str, end: str) -> list[str]:
        first, last = pd.Period(start, "M"), pd.Period(end, "M")
        found = events_behind(turkiye, turkiye.change(first, last), first, last)
        return list(event_phrases(turkiye, found).values())

    assert any("F-35" in text and "since 17 July 2019" in text for text in behind("2018-01", "2019-12"))
    assert any("CAATSA" in text and "since 14 December 2020" in text for text in behind("2020-11", "2021-06"))
    assert any(
        "retaliatory duties" in text and "until 22 September 2025" in text for text in behind("2025-06", "2025-12")
    )
    assert behind("2021-02", "2021-03") == [], "no act came into force or ended between these"


def test_every_component_that_counts_events_in_force_names_those_that_moved_it(turkiye: Index) -> None:
    counting = ["arms_restrictions", "us_measures", "turkish_measures"]
    moves = 0
    for end in turkiye.index["2017-06":].dropna().index[::3]:
        for start in (end - 1, end - 12):
            change = turkiye.change(start, end)
            found = events_behind(turkiye, change, start, end)
            for name in counting:
                named = [one for one in found if one.component == name]
                assert len(named) == (abs(change.values[name]) >= 0.05), (name, start, end)
                moves += len(named)
                worse = change.values[name] < 0  # these lower the index while they are in force
                assert all(one.began == worse for one in named)
    assert moves > 20


def test_the_acts_of_a_cell_are_those_of_its_trace(turkiye: Index) -> None:
    for component in turkiye.panel.matrix:
        acts = turkiye.panel.counted(component, "2024-06")
        assert acts.equals(turkiye.panel.trace(component, "2024-06").events)
        assert len(acts) or component not in ("arms_restrictions", "contact")


def test_months_without_an_index_say_why(turkiye: Index) -> None:
    missing = turkiye.index[turkiye.index.isna()].index
    assert len(missing)
    assert all(turkiye.why_missing(month) for month in missing)
    assert turkiye.why_missing(pd.Period("2020-01", "M")) == ""
