"""Figures of a reply against those that are stored: what speaks for a changed file or a slip, and not for news."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalog import Catalog
from indicators.errors import Message, SourceRefusedError
from indicators.model import MONTHS_PER_PERIOD, OBSERVATION_COLUMNS, OBSERVATION_KEY, Fetch, Indicator
from indicators.sources.readers.base import Row

KEPT = 0.98
"""Share of the stored figures that a whole file must still hold."""

PLACES = 0.9
"""Share of the last stored places that the next period of a window must still hold."""

ROUNDING = 1e-3
"""A relative change up to this is a matter of rounding, not a changed figure."""

KEY = list(OBSERVATION_KEY)
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<!--")


def refuse_html(body: bytes, place: str) -> None:
    """SourceRefusedError for a web page where data are due."""
    start = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_MARKUP) or (b"<html" in start and not start.startswith(b"pk")):
        raise SourceRefusedError(
            "{place} is a web page, not data. Open the address in a browser, fetch the file and give it with "
            "--from-file.",
            place=place,
        )


def to_frame(rows: Sequence[Row], fetches: Mapping[str, Fetch], catalog: Catalog) -> pd.DataFrame:
    """Figures under ISO codes in `OBSERVATION_COLUMNS`; SourceRefusedError for a code that nobody has described."""
    areas: dict[tuple[str, str], str] = {}
    for row in rows:
        pair = row.indicator, row.code
        if pair not in areas:
            areas[pair] = _area(fetches[row.indicator], row.code, catalog)
    lines = []
    for row in rows:
        area, home = areas[row.indicator, row.code], fetches[row.indicator].select.get("home", "")
        if area and area != home:
            ends = {"": (area, ""), "out": (home, area), "in": (area, home)}[row.direction]
            freq = catalog.indicators[row.indicator].freq
            lines.append((row.indicator, *ends, freq, row.period, row.value, row.status, row.note))
    frame = pd.DataFrame(lines, columns=list(OBSERVATION_COLUMNS))
    texts = [name for name in OBSERVATION_COLUMNS if name not in ("time_period", "obs_value")]
    for id, fetch in fetches.items():
        for drop in fetch.drop:
            ends = (frame["ref_area"] == drop.ref_area) & (frame["counterpart_area"] == drop.counterpart_area)
            inside = ends & frame["time_period"].between(drop.first, drop.last)
            frame = frame[~(inside & (frame["indicator"] == id))]
    frame = frame.astype({"time_period": "datetime64[us]", "obs_value": "float64"} | dict.fromkeys(texts, "str"))
    return frame.sort_values(KEY, ignore_index=True)


def _area(fetch: Fetch, code: str, catalog: Catalog) -> str:
    if code in fetch.areas:
        return fetch.areas[code]
    if code in fetch.left_out:
        return ""
    if fetch.iso and code in catalog.areas:
        return "" if fetch.areas else code
    raise SourceRefusedError(
        "The publisher's code '{code}' is not described and has figures. Say in [fetch.areas] which area it is, or "
        "name it in left_out.",
        code=code,
    )


def refusals(
    frame: pd.DataFrame, stored: pd.DataFrame, fetches: Mapping[str, Fetch], catalog: Catalog, today: dt.date
) -> list[Message]:
    """Every reason to store nothing of this reply, indicator by indicator."""
    found: list[Message] = []
    for id, fetch in fetches.items():
        new, old = frame[frame["indicator"] == id], stored[stored["indicator"] == id]
        found += _within(new, catalog.indicators[id], fetch, today)
        if not found:
            found += _against(new, old, id, fetch)
    return found


def gone(frame: pd.DataFrame, stored: pd.DataFrame, fetches: Mapping[str, Fetch]) -> pd.DataFrame:
    """Keys stored before that the reply no longer holds, although it reaches over their period and their area."""
    missing = [frame.loc[[], KEY]]
    for id, fetch in fetches.items():
        new, old = frame[frame["indicator"] == id], stored[stored["indicator"] == id]
        if old.empty or new.empty:
            continue
        old = _reached(old, new, fetch)
        both = old[KEY].merge(new[KEY], how="left", on=KEY, indicator="side")
        missing.append(both.loc[both["side"] == "left_only", KEY])
    return pd.concat(missing, ignore_index=True)


def _within(new: pd.DataFrame, indicator: Indicator, fetch: Fetch, today: dt.date) -> Iterator[Message]:
    """What is wrong with the figures by themselves."""
    if len(new) < fetch.least:
        yield Message(
            "{id}: the reply holds {found} figures; {least} are the least.",
            id=indicator.id,
            found=len(new),
            least=fetch.least,
        )
    if len(new) < max(1, fetch.least):
        return
    twice = new[new.duplicated(KEY, keep=False)]
    if len(twice):
        yield Message(
            "{id}: {n} rows stand there twice, {first} first.", id=indicator.id, n=len(twice), first=_cell(twice)
        )
    months = 1 if indicator.measured == "start" else MONTHS_PER_PERIOD[indicator.freq]
    starts = new["time_period"].to_numpy().astype("datetime64[M]") + indicator.valid_from_months
    ends = (starts + months).astype("datetime64[D]") - 1
    begun = starts.astype("datetime64[D]") > np.datetime64(today)
    late = new[begun if indicator.kind == "level" else ends > np.datetime64(today)]
    if len(late):
        yield Message(
            "{id}: {n} figures are of periods to come, {first} first.", id=indicator.id, n=len(late), first=_cell(late)
        )
    last = new[new["time_period"] == new["time_period"].max()]
    if len(last) > 1 and (last["obs_value"] == 0).all() and (new["obs_value"] != 0).any():
        yield Message(
            "{id}: all figures of {period} are zero: a period that is not published yet.",
            id=indicator.id,
            period=_day(last),
        )
    if fetch.unit_check is not None:
        check = fetch.unit_check
        cell = new[
            (new["ref_area"] == check.ref_area)
            & (new["counterpart_area"] == check.counterpart_area)
            & (new["time_period"] == pd.Timestamp(check.period))
        ]["obs_value"]
        low, high = check.between
        if len(cell) != 1 or not low <= cell.iloc[0] <= high:
            yield Message(
                "{id}: the unit is checked by the figure of {area} in {period}, which lies between {low} and {high}: "
                "here it is {found}.",
                id=indicator.id,
                area="-".join(filter(None, (check.ref_area, check.counterpart_area))),
                period=check.period.isoformat(),
                low=low,
                high=high,
                found=cell.iloc[0] if len(cell) else "not there",
            )


def _against(new: pd.DataFrame, old: pd.DataFrame, id: str, fetch: Fetch) -> Iterator[Message]:
    """What is wrong with the figures beside those stored before."""
    if old.empty or new.empty:
        return
    stored = old
    if new["time_period"].max() < old["time_period"].max():
        yield Message(
            "{id}: the reply ends with {found}, the stored figures with {stored}.",
            id=id,
            found=_day(new),
            stored=_day(old),
        )
    old = _reached(old, new, fetch)
    both = old[[*KEY, "obs_value"]].merge(new[[*KEY, "obs_value"]], on=KEY, suffixes=("_old", "_new"))
    if len(both) < KEPT * len(old):
        yield Message(
            "{id}: of {stored} stored figures the reply holds {found}.", id=id, stored=len(old), found=len(both)
        )
    if both.empty:
        yield from _beside_the_last(new, stored, id)
    was, now = both["obs_value_old"].to_numpy(), both["obs_value_new"].to_numpy()
    figures = (was != 0) & (now != 0) & ~np.isnan(was) & ~np.isnan(now)
    ratio = float(np.median(now[figures] / was[figures])) if figures.any() else 1.0
    if not 0.1 < ratio < 10:
        yield Message("{id}: the figures are {ratio} times those stored: another unit.", id=id, ratio=round(ratio, 6))
    changed = ~((np.abs(now - was) <= ROUNDING * np.abs(was) + _step(was) / 2) | (np.isnan(now) & np.isnan(was)))
    if len(both) and changed.mean() > fetch.changed_share:
        yield Message(
            "{id}: {n} of {stored} old figures changed at once, {first} first.",
            id=id,
            n=int(changed.sum()),
            stored=len(both),
            first=_cell(both[changed]),
        )


def _reached(old: pd.DataFrame, new: pd.DataFrame, fetch: Fetch) -> pd.DataFrame:
    """The stored figures that the reply could hold: all, or of a window those of its areas since it begins."""
    if fetch.covers == "all":
        return old
    ends = ["ref_area", "counterpart_area"]
    since = old[old["time_period"] >= new["time_period"].min()]
    return since.merge(new[ends].drop_duplicates(), on=ends)


def _beside_the_last(new: pd.DataFrame, old: pd.DataFrame, id: str) -> Iterator[Message]:
    """A reply that begins after the stored figures is held against the last stored period."""
    ends = ["ref_area", "counterpart_area"]
    last = old[old["time_period"] == old["time_period"].max()]
    last = last[last["obs_value"] > 0]
    first = new[new["time_period"] == new["time_period"].min()]
    both = last[[*ends, "obs_value"]].merge(first[[*ends, "obs_value"]], on=ends, suffixes=("_old", "_new"))
    held = int((both["obs_value_new"] > 0).sum())
    if held < PLACES * len(last):
        yield Message("{id}: of {stored} stored figures the reply holds {found}.", id=id, stored=len(last), found=held)
    was, now = both["obs_value_old"].sum(), both["obs_value_new"].sum()
    if was and not 0.5 < now / was < 2:
        yield Message(
            "{id}: the figures are {ratio} times those stored: another unit.", id=id, ratio=round(now / was, 6)
        )


def _step(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The last decimal place to which each figure is written."""
    step = np.full(values.shape, 1e-6)
    for decimals in range(5, -1, -1):
        step[np.isclose(np.round(values, decimals), values, rtol=0, atol=1e-9)] = 10.0**-decimals
    return step * 1.0001


def _cell(rows: pd.DataFrame) -> str:
    """The first of some rows, as its place: `USA-TUR 2024-01-01`."""
    row = rows.iloc[0]
    areas = "-".join(filter(None, (row["ref_area"], row["counterpart_area"])))
    return f"{areas} {row['time_period']:%Y-%m-%d}"


def _day(rows: pd.DataFrame) -> str:
    return f"{rows['time_period'].max():%Y-%m-%d}"
