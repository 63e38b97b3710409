"""What the data of an index may have wrong: intervals, carrying, revisions, and acts recorded otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import indicators
from indicators.index import Index
from indicators.index.doubt import figure_bounds, records
from indicators.index.robustness import alternatives
from indicators.model.definition import Variant
from indicators.model.event import Doubt
from indicators.model.indicator import Revised
from indicators.scoring.uncertainty.choices import AS_DEFINED


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with indicators.open() as workspace:
        yield workspace.index("USA-TUR", "strategic-mechanism@1")


def doubted(index: Index, **said: object) -> Index:
    """The index with another doubt about its files of acts."""
    catalog = index.origin.catalog
    doubt = Doubt.model_validate({"reason": "A test."} | said)
    sources = {
        name: one.model_copy(update={"doubt": doubt.model_copy(update={"missed": {
            kind: share for kind, share in doubt.missed.items() if kind in one.kinds
        }})})
        for name, one in catalog.event_sources.items()
    }  # fmt: skip
    return replace(index, origin=replace(index.origin, catalog=replace(catalog, event_sources=sources)))


def width(index: Index, node: str | None = None, holds: str = "choices and data") -> pd.Series:
    bands = index.uncertainty(node, holds=holds, draws=200).bands.dropna()  # type: ignore[arg-type]
    return bands["q95"] - bands["q05"]


def test_data_widen_the_band(index: Index) -> None:
    assert width(index).mean() > width(index, holds="choices").mean()


@pytest.mark.parametrize(
    "said", [{"scope": 0.8}, {"missed": {"arms_restriction": 0.6, "sanction": 0.6, "leader_visit": 0.4}}]
)
def test_doubt_about_acts_widens_the_political_axis(index: Index, said: dict[str, object]) -> None:
    plain, unsure = width(index, "political"), width(doubted(index, **said), "political")
    assert unsure["2018":].mean() > plain["2018":].mean() + 0.5


def test_without_acts_in_doubt_the_nominal_index_stays(index: Index) -> None:
    unsure = doubted(index, scope=0.8).uncertainty(holds="choices and data", draws=50)
    pd.testing.assert_series_equal(unsure.nominal, index.index)


def test_the_same_seed_gives_the_same_draws(index: Index) -> None:
    unsure = doubted(index, scope=0.5, missed={"sanction": 0.3})
    first, second = (unsure.uncertainty(holds="choices and data", draws=40, seed=7).paths for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_carrying_widens_as_months_pass(index: Index) -> None:
    bounds = figure_bounds(index)
    assert bounds is not None
    carried = index.panel.carried["un_votes"]
    spread = (bounds.high - bounds.low)["un_votes"]
    assert (spread[carried].iloc[-1] > spread[~carried]).all()


def test_a_stated_revision_is_one_standard_deviation(index: Index) -> None:
    catalog = index.origin.catalog
    revised = catalog.indicators["lng_exports"].model_copy(update={"revised": Revised(share=0.1, reason="A test.")})
    origin = replace(index.origin, catalog=replace(catalog, indicators={**catalog.indicators, "lng_exports": revised}))
    bounds, figures = figure_bounds(replace(index, origin=origin)), index.panel.matrix["lng"]
    assert bounds is not None
    assert bounds.middle is not None
    measured = figures[~index.panel.carried["lng"] & (figures > 1)]
    half = ((bounds.shifted(figures, 1.0) - figures) / figures)[measured.index]
    np.testing.assert_allclose(half, 0.1, rtol=1e-9)


def test_draws_stay_on_the_scale_and_say_how_many_would_not() -> None:
    with indicators.open() as workspace:
        drawn = workspace.index("USA-GRC", "us-partners@1").uncertainty(draws=300)
    assert drawn.bands[["q05", "q95"]].max().max() <= 100
    assert drawn.outside.max() > 0
    assert any("would leave the scale" in caveat for caveat in drawn.caveats)
    assert drawn.free is not None
    assert np.nanmax(drawn.free) > 100
    np.testing.assert_allclose(drawn.raw().paths, (drawn.free - drawn.shift) / drawn.factor)


def test_a_choice_that_other_components_share_keeps_their_figures(index: Index) -> None:
    """A window of trade under the name of the half-life of visits: both change together."""
    definition = index.definition
    trade = definition.components["trade_volume"]
    steps = [step.model_copy(update={"months": 6}) if step.step == "sum" else step for step in trade.steps]
    variant = {"choice": "half_life", "id": "180", "reason": "A test.", "steps": [one.model_dump() for one in steps]}
    changed = trade.model_copy(update={"variants": (Variant.model_validate(variant),)})
    components = {**definition.components, "trade_volume": changed}
    shared = replace(index, definition=definition.model_copy(update={"components": components}))
    choices = alternatives(shared)
    drawn = records(shared, choices, 1)
    (key,) = [key for key in drawn if "half_life" in key]
    labels = tuple("180" if name == "half_life" else AS_DEFINED for name in key)
    (before,) = [key for key in choices if "half_life" in key]
    expected = choices[before][tuple("180" if name == "half_life" else AS_DEFINED for name in before)]
    pd.testing.assert_series_equal(drawn[key][labels]["trade_volume"], expected["trade_volume"])
    pd.testing.assert_series_equal(drawn[key][labels]["contact"], expected["contact"])
