"""The verdict follows from the parts by one rule, and open parts only count where they could turn it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.claims import VERDICTS, verdict

PART = st.tuples(st.sampled_from(["core", "premise", "context"]), st.sampled_from([True, False, None]))
PARTS = st.lists(PART)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("core", True)], "supported"),
        ([("core", False)], "not supported"),
        ([("core", None)], "cannot be settled"),
        ([("core", True), ("core", True)], "supported"),
        ([("core", True), ("core", False)], "partly supported"),
        ([("core", True), ("core", None)], "cannot be settled"),
        ([("core", False), ("core", None)], "cannot be settled"),
        # Some holds and some fails, whatever the third turns out to be.
        ([("core", True), ("core", False), ("core", None)], "partly supported"),
        ([("premise", True), ("core", True)], "supported"),
        ([("premise", False), ("core", True)], "not supported"),
        # Without its premise the rest does not matter.
        ([("premise", False), ("core", None)], "not supported"),
        ([("premise", None), ("core", False)], "not supported"),
        ([("premise", None), ("core", True)], "cannot be settled"),
        ([("premise", True), ("core", False)], "not supported"),
        ([("core", True), ("context", False)], "supported"),
        ([("core", True), ("context", None)], "supported"),
    ],
)
def test_the_rule(parts: list[tuple[str, bool | None]], expected: str) -> None:
    assert verdict(parts) == expected


@given(PARTS, st.randoms())
def test_the_order_of_parts_does_not_matter_and_context_decides_nothing(parts: list, random) -> None:
    shuffled = list(parts)
    random.shuffle(shuffled)
    assert verdict(shuffled) == verdict(parts)
    assert verdict([part for part in parts if part[0] != "context"]) == verdict(parts)
    assert verdict(parts) in VERDICTS


@given(st.lists(PART, max_size=8))
def test_it_is_what_all_ways_of_settling_agree_on(parts: list) -> None:
    ways = [
        [(part, holds if holds is not None else way[i]) for i, (part, holds) in enumerate(parts)]
        for way in product([True, False], repeat=len(parts))
    ]
    verdicts = {verdict(way) for way in ways}
    assert verdict(parts) == (verdicts.pop() if len(verdicts) == 1 else "cannot be settled")


@given(PARTS, st.data())
def test_settling_an_open_part_never_turns_one_settled_verdict_into_another(parts: list, data) -> None:
    before = verdict(parts)
    settled = [(part, data.draw(st.booleans()) if holds is None else holds) for part, holds in parts]
    assert before in ("cannot be settled", verdict(settled))
    assert verdict(settled) != "cannot be settled"
