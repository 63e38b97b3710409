"""Two snapshots: what moved is split into revision, new data, weights and method, and the parts sum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators.catalog import Catalog
from indicators.errors import SnapshotError
from indicators.exporting.snapshot.compare import TERMS, compare, with_weights_of
from indicators.exporting.snapshot.snapshot import Snapshot, take_snapshot
from indicators.index import Origin, index_of
from indicators.model.definition import Definition
from indicators.store import Store


@pytest.fixture(scope="module")
def under(shipped_store: Store, catalog: Catalog) -> Callable[..., Snapshot]:
    """A snapshot of the default pair under any definition."""

    def take(definition: Definition, as_of: dt.date | None = None) -> Snapshot:
        index = index_of(Origin(shipped_store, catalog), definition, "USA-TUR", as_of=as_of)
        return take_snapshot(index, draws=16)

    return take


def changed(definition: Definition, component: str, **values: object) -> Definition:
    """The definition with other values for one component."""
    one = definition.components[component].model_copy(update=values)
    return definition.model_copy(update={"components": {**definition.components, component: one}})


@pytest.fixture(scope="module")
def written(catalog: Catalog) -> Definition:
    return catalog.definition("strategic-mechanism")


def only(values: pd.DataFrame, term: str) -> bool:
    """Whether a term is all that moved anything."""
    others = [name for name in TERMS if name != term]
    return bool((values[term].abs() > 1e-6).any() and (values[others].abs().max() < 1e-9).all())


def test_a_year_of_publications_is_new_data(april: Snapshot, take: Callable[..., Snapshot]) -> None:
    comparison = compare(april, take("2023-04-04"))
    values = comparison.values.dropna(subset=["change"])
    assert only(values, "new_data")
    moved = values[values["change"].abs() > 1e-9]
    assert moved["month"].min() >= "2021-10", "a UN session of October 2021 was known in October 2022"
    assert set(comparison.observations["status"]) == {"new"}
    assert comparison.observations["known_from"].between("2022-04-05", "2023-04-04").all()
    assert comparison.values["old"].isna().sum() == 12


def test_other_weights_are_a_change_of_weights(
    written: Definition, under: Callable[..., Snapshot], april: Snapshot
) -> None:
    heavier = changed(written, "contact", weight=2.0)
    comparison = compare(april, under(heavier, dt.date(2022, 4, 4)))
    assert only(comparison.values, "weights")
    assert comparison.definition.to_dict("records") == [
        {"where": "components.contact.weight", "old": "0.75", "new": "2.0"}
    ]
    assert comparison.observations.empty
    assert comparison.events.empty


def test_another_half_life_is_a_change_of_method(
    written: Definition, under: Callable[..., Snapshot], april: Snapshot
) -> None:
    variant = written.components["contact"].as_variant("180")
    faded = changed(written, "contact", steps=variant.steps)
    comparison = compare(april, under(faded, dt.date(2022, 4, 4)))
    assert only(comparison.values, "method")
    contributions = comparison.contributions
    assert set(contributions.loc[contributions["change"].abs() > 1e-9, "component"]) == {"contact"}


def test_all_at_once_sums_to_the_change_of_every_month(
    written: Definition, under: Callable[..., Snapshot], april: Snapshot
) -> None:
    variant = written.components["contact"].as_variant("180")
    other = changed(changed(written, "contact", steps=variant.steps), "trade_share", weight=1.5)
    comparison = compare(april, under(other))
    values = comparison.values.dropna(subset=["change"])
    assert (values[list(TERMS)].sum(axis=1) - values["change"]).abs().max() < 1e-9
    assert (values["new"] - values["old"] - values["change"]).abs().max() == 0
    assert (values[["new_data", "weights", "method"]].abs().max() > 0.01).all()
    by_month = comparison.contributions.groupby("month")["change"].sum()
    both = values.set_index("month")["change"]
    assert (by_month[both.index] - both).abs().max() < 1e-9


def test_a_corrected_figure_is_a_revision_and_a_retracted_one_too(own_file: Path, catalog: Catalog) -> None:
    row = {
        "indicator": "goods_trade", "ref_area": "USA", "counterpart_area": "TUR", "freq": "M",
        "time_period": pd.Timestamp("2020-01-01"), "obs_value": 90000.0, "obs_status": "A", "note": "",
    }  # fmt: skip
    with Store.open(own_file) as store:

        def take() -> Snapshot:
            index = index_of(Origin(store, catalog), "strategic-mechanism", "USA-TUR")
            return take_snapshot(index, draws=16)

        before = take()
        batch = store.add_observations(pd.DataFrame([row]), title="a correction", sha256="1" * 64)
        corrected = take()
        store.retract(batch.batch_id, "it was wrong")
        after = take()
    comparison = compare(before, corrected)
    assert only(comparison.values, "revision")
    moved = comparison.values[comparison.values["change"].abs() > 1e-9]["month"]
    assert (moved.min(), moved.max()) == ("2020-01", "2020-12"), "a sum over twelve months"
    (figure,) = comparison.observations.to_dict("records")
    assert (figure["status"], figure["new"]) == ("revised", 90000.0)
    assert only(compare(corrected, after).values, "revision")
    assert not compare(before, after).values["change"].abs().any()


def test_the_end_of_an_act_is_news_and_not_a_revision(take: Callable[..., Snapshot]) -> None:
    """US measures in force in August 2018 ended in November: known in December, not in September."""
    comparison = compare(take("2018-09-30"), take("2018-12-31"))
    assert "ended" in set(comparison.events["status"])
    assert "revised" not in set(comparison.events["status"])
    assert not (comparison.values["revision"].abs() > 1e-9).any()


def test_the_earlier_date_comes_first(april: Snapshot, take: Callable[..., Snapshot]) -> None:
    latest = take()
    for comparison in (compare(april, latest), compare(latest, april)):
        assert comparison.old.manifest.as_of == dt.date(2022, 4, 4)
        assert comparison.new.manifest.as_of is None


def test_a_snapshot_does_not_differ_from_itself(april: Snapshot) -> None:
    comparison = compare(april, april)
    assert not comparison.values["change"].abs().any()
    assert comparison.definition.empty
    assert comparison.observations.empty
    assert comparison.events.empty
    assert "moved: 0." in comparison.sentences()[0]


def test_two_pairs_are_not_compared(april: Snapshot, take: Callable[..., Snapshot]) -> None:
    with pytest.raises(SnapshotError, match="USA-TUR and USA-GBR"):
        compare(april, take(pair="USA-GBR", definition="us-partners"))


def test_two_definitions_of_one_pair_differ_by_method_and_by_what_only_one_reads(
    april: Snapshot, take: Callable[..., Snapshot]
) -> None:
    """The smaller definition reads other indicators; that is no news about any figure."""
    comparison = compare(april, take("2022-04-04", definition="us-partners"))
    values = comparison.values.dropna(subset=["change", *TERMS])
    assert len(values)
    assert only(values, "method")
    shared = set(april.inputs.rows["indicator"]) & set(comparison.new.inputs.rows["indicator"])
    assert set(comparison.observations["indicator"]) <= shared


def test_weights_of_another_tree_are_not_taken(written: Definition, catalog: Catalog) -> None:
    assert with_weights_of(written, catalog.definition("us-partners")) == written
    heavier = changed(written, "contact", weight=2.0)
    assert with_weights_of(written, heavier) == heavier
    assert not np.isclose(written.components["contact"].weight, 2.0)
