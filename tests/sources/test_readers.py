"""Every recorded answer says what ships, and every answer that was tampered with is refused."""

from __future__ import annotations

import copy
import datetime as dt
import random
from collections.abc import Callable

import pandas as pd
import pytest
from recordings import RECORDINGS, Cells, Recording

from indicators.model import OBSERVATION_COLUMNS
from indicators.sources import Reply

KEY = ["indicator", "ref_area", "counterpart_area", "freq", "time_period"]
NOTHING = pd.DataFrame(columns=list(OBSERVATION_COLUMNS))
NAMES = [recording.name for recording in RECORDINGS]


@pytest.fixture(scope="module", params=RECORDINGS, ids=NAMES)
def recording(request: pytest.FixtureRequest) -> Recording:
    """One recorded answer."""
    found: Recording = request.param
    return found


@pytest.fixture(scope="module")
def first(recording: Recording, asked: Callable[..., Reply]) -> Reply:
    """What comes of it where nothing is stored."""
    reply: Reply = asked(recording, recording.bodies(), NOTHING)
    return reply


def test_a_recorded_answer_is_taken(recording: Recording, first: Reply) -> None:
    assert first.refusals == ()
    assert first.record.outcome == "new"
    assert len(first.frame) > 0
    assert not first.frame.duplicated(KEY).any()


def test_a_recorded_answer_says_what_ships(
    recording: Recording, first: Reply, shipped: dict[str, pd.DataFrame]
) -> None:
    if recording.name in ("fred", "ofac", "epdk"):  # another series, a part of a list, months that do not ship
        return
    stored = pd.concat([shipped[id] for id in first.frame["indicator"].unique()])
    both = stored.merge(first.frame, on=KEY, suffixes=("_shipped", ""))
    if recording.name == "census":  # the release that the figures with the note A were read from
        both = both[both["note_shipped"] == "A"]
    if recording.name == "gpr":  # the authors revised every month from 2025 on
        both = both[both["time_period"] < "2025-01-01"]
    if recording.name == "dataverse":  # every edition is estimated anew, on a scale of its own
        assert both["obs_value"].corr(both["obs_value_shipped"]) > 0.98
        return
    gap = (both["obs_value_shipped"] - both["obs_value"]).abs()
    if recording.name == "ecb":  # the month of asking was not over
        assert (first.frame["time_period"] < "2026-04-01").all()
    assert len(gap) > 3
    assert gap.max() < 1e-5


def test_the_same_answer_beside_its_own_figures_is_nothing_new_to_refuse(
    recording: Recording, first: Reply, asked: Callable[..., Reply]
) -> None:
    again = asked(recording, recording.bodies(), first.frame)
    assert again.refusals == ()
    assert again.gone.empty


def changed(recording: Recording, change: Callable[[Cells], None]) -> list[bytes]:
    """The bodies after a change of the cells."""
    cells = copy.deepcopy(recording.cells)
    change(cells)
    return recording.bodies(cells)


def column_dropped(recording: Recording) -> list[bytes]:
    place = recording.place(recording.drop)

    def drop(cells: Cells) -> None:
        for line in cells:
            del line[place]

    return changed(recording, drop)


def column_renamed(recording: Recording) -> list[bytes]:
    if recording.name == "ofac":  # it has no header: another cell at the beginning is another layout
        return changed(recording, lambda cells: [line.insert(0, "new") for line in cells] and None)
    place = recording.place(recording.drop)
    return changed(recording, lambda cells: cells[0].__setitem__(place, "renamed"))


def columns_swapped(recording: Recording) -> list[bytes]:
    one, other = map(recording.place, recording.swap)

    def swap(cells: Cells) -> None:
        for line in cells if recording.name == "ofac" else cells[:1]:
            line[one], line[other] = line[other], line[one]

    return changed(recording, swap)


def shortened(recording: Recording) -> list[bytes]:
    return changed(recording, lambda cells: cells.__delitem__(slice(len(cells) * 2 // 3, None)))


def unit_of_thousands(recording: Recording) -> list[bytes]:
    if recording.name == "ofac":  # counts have no unit: a thousand times as many entries

        def copies(cells: Cells) -> None:
            cells[1:] = [[f"{n}{line[0]}", *line[1:]] for line in cells[1:] for n in range(1, 1001)]

        return changed(recording, copies)
    columns = [
        place
        for place, name in enumerate(recording.cells[0])
        if name[:1] in "IE" and len(name) in (3, 4) and recording.name == "census"
    ] or [recording.place(recording.value)]

    def times(cells: Cells) -> None:
        for line in cells[1:]:
            for place in columns:
                try:
                    line[place] = repr(float(line[place]) * 1000)
                except ValueError:
                    continue

    return changed(recording, times)


def web_page(recording: Recording) -> list[bytes]:
    return [b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Moved</body></html>"]


def truncated(recording: Recording) -> list[bytes]:
    bodies = recording.bodies()
    place = max(range(len(bodies)), key=lambda part: len(bodies[part]))
    bodies[place] = bodies[place][: len(bodies[place]) * 3 // 5]
    return bodies


def other_encoding(recording: Recording) -> list[bytes]:
    return [body.decode("latin-1").encode("utf-16") for body in recording.bodies()]


def rows_twice(recording: Recording) -> list[bytes]:
    return changed(recording, lambda cells: cells.extend(copy.deepcopy(cells[-3:])))


def future_period(recording: Recording) -> list[bytes]:
    place = recording.place(recording.period)

    def later(cells: Cells) -> None:
        figure = recording.place(recording.value)
        line = copy.deepcopy(next(row for row in cells[len(cells) // 2 :] if row[figure]))
        year = str(recording.day.year + 1)
        line[place] = year + str(line[place])[4:]
        cells.append(line)

    return changed(recording, later)


MUTATIONS = (
    column_dropped, column_renamed, columns_swapped, shortened, unit_of_thousands, web_page, truncated,
    other_encoding, rows_twice, future_period,
)  # fmt: skip

TAMPERED = [
    pytest.param(one, change, id=f"{one.name}-{change.__name__}")
    for one in RECORDINGS
    for change in MUTATIONS
    if one.period or change is not future_period  # an answer without a column of periods is of one day
]


@pytest.fixture(scope="module")
def taken(asked: Callable[..., Reply]) -> dict[str, pd.DataFrame]:
    """The figures of every recording, as they are stored before a tampered answer comes."""
    found = {one.name: asked(one, one.bodies(), NOTHING).frame for one in RECORDINGS}
    # The list of the month before, so that the tampered one is of a month of its own.
    ofac = found["ofac"]
    found["ofac"] = ofac.assign(time_period=pd.Timestamp(dt.datetime(2025, 4, 1)).as_unit("us"))
    return found


@pytest.mark.parametrize(("one", "change"), TAMPERED)
def test_a_tampered_answer_is_refused(
    one: Recording,
    change: Callable[[Recording], list[bytes]],
    asked: Callable[..., Reply],
    taken: dict[str, pd.DataFrame],
) -> None:
    reply = asked(one, change(one), taken[one.name])
    assert reply.record.outcome == "refused", reply.frame
    assert reply.record.reason
    assert reply.body
    assert reply.frame.empty


def test_no_damage_of_an_answer_is_an_exception(
    recording: Recording, asked: Callable[..., Reply], first: Reply
) -> None:
    chance = random.Random(7)
    whole = recording.bodies()
    for _ in range(12):
        bodies = list(whole)
        part = chance.randrange(len(bodies))
        body = bytearray(bodies[part])
        for _ in range(chance.randrange(1, 40)):
            start = chance.randrange(len(body) or 1)
            match chance.randrange(3):
                case 0:
                    del body[start : start + chance.randrange(30)]
                case 1:
                    body[start:start] = body[: chance.randrange(30)]
                case _:
                    body[start : start + 1] = bytes([chance.randrange(256)])
        bodies[part] = bytes(body)
        reply = asked(recording, bodies, first.frame)
        assert reply.record.outcome in ("new", "refused")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"null", b"[[], []]", b'{"data": [1]}', b'{"response": 3}', b"a", b"PK"]
)
def test_what_is_no_answer_at_all_is_refused(recording: Recording, asked: Callable[..., Reply], body: bytes) -> None:
    reply = asked(recording, [body, body], NOTHING)
    assert reply.record.outcome == "refused"
    assert reply.record.reason
