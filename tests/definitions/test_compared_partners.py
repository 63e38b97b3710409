"""What a definition sets beside the pair looked at: partners of its own, each with a reason, and nothing where it is
silent."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from indicators.catalog import Catalog
from indicators.catalog.toml import to_toml
from indicators.model.definition import Definition

NEAR = {"partner": "GRC", "reason": "A neighbour."}


def definition(**more: Any) -> Definition:
    """A definition of two partners."""
    index = {"groups": {"index": {}}, "components": {"trade": {"parent": "index"}}}
    return Definition.model_validate({"reference": "USA", "partners": ["TUR", "GRC"], **index, **more})


@pytest.mark.parametrize(
    ("compare", "message"),
    [
        ([NEAR | {"partner": "FRA"}], "compare names 'FRA', which is not one of the partners"),
        ([NEAR | {"partner": "USA"}], "compare names 'USA', which is not one of the partners"),
        ([NEAR, NEAR], "compare names a partner twice"),
        ([NEAR | {"reason": " "}], "at least 1 character"),
        ([{"partner": "GRC"}], "reason"),
        (["GRC"], "compare"),
    ],
)
def test_only_partners_with_a_reason_are_set_beside_one(compare: list[Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        definition(compare=compare)


def test_a_definition_that_names_none_is_written_as_before_there_was_the_key(catalog: Catalog) -> None:
    """The hash of a snapshot is taken of this text."""
    assert "compare" not in definition().model_dump(mode="json")
    assert "compare" not in catalog.definition("strategic-mechanism").model_dump(mode="json")
    assert "compare" not in to_toml(definition())


def test_what_is_named_is_kept_in_its_order() -> None:
    named = definition(compare=[NEAR, {"partner": "TUR", "reason": "Itself."}])
    assert [one["partner"] for one in named.model_dump(mode="json")["compare"]] == ["GRC", "TUR"]
    assert Definition.model_validate(named.model_dump(mode="json")) == named


def test_the_partners_that_ship_begin_with_a_neighbour_and_the_largest_ally_in_europe(catalog: Catalog) -> None:
    assert [one.partner for one in catalog.definition("us-partners").compare] == ["GRC", "DEU"]
