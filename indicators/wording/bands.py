"""Where a group stands, in the words of its definition."""

from __future__ import annotations

import pandas as pd

from indicators.index import Index
from indicators.model.definition import Definition
from indicators.scoring.bands import band_of
from indicators.scoring.uncertainty import Uncertainty
from indicators.text import month_name, number
from indicators.wording.language import Say, translator

STEADY = 2.0
"""A change of fewer points in twelve months is none."""


def standing(index: Index, group: str, *, lang: str = "en") -> str:
    """The band of a group in the headline month, where it is going, and its score.

    Empty where the definition has no words for the group or there is no headline month.
    """
    headline = index.headline
    if headline is None or group not in headline.bands:
        return ""
    say = translator(lang)
    values = {
        "group": index.definition.label(group),
        "band": _word(headline.bands[group], say),
        "score": number(index.scores.scores.at[headline.month, group], 0),
        "month": month_name(headline.month),
    }
    match _direction(index, group, headline.month):
        case "up":
            return say("{group}: {band}, improving, {score} of 100 in {month}.", **values)
        case "down":
            return say("{group}: {band}, worsening, {score} of 100 in {month}.", **values)
        case "steady":
            return say("{group}: {band}, little changed in a year, {score} of 100 in {month}.", **values)
        case _:
            return say("{group}: {band}, {score} of 100 in {month}.", **values)


def reach(index: Index, group: str, drawn: Uncertainty | None, *, lang: str = "en") -> str:
    """Between which bands a group lies in the headline month under other draws of it; empty where it is one."""
    headline = index.headline
    if drawn is None or headline is None or group not in headline.bands:
        return ""
    say, bands = translator(lang), index.definition.bands[group]
    low, high = (band_of(float(drawn.bands.at[headline.month, edge]), bands) for edge in ("q05", "q95"))
    if low == high:
        return ""
    return say(
        "{group}: other choices and data leave it between {low} and {high}.",
        group=index.definition.label(group),
        low=_word(low, say),
        high=_word(high, say),
    )


def bands_table(definition: Definition, *, lang: str = "en") -> pd.DataFrame:
    """One row a band, from low to high: `group`, `band`, `low` and `high` ends, and the months it is `anchored` in."""
    say = translator(lang)
    rows = []
    for group, bands in definition.bands.items():
        anchored = {one.band: say("{start} to {end}", start=one.months[0], end=one.months[1]) for one in bands.anchors}
        for band, low, high in zip(bands.names, (0.0, *bands.cuts), (*bands.cuts, 100.0), strict=True):
            row = {"group": definition.label(group), "band": _word(band, say), "low": low, "high": high}
            rows.append(row | {"anchored": anchored.get(band, "")})
    return pd.DataFrame(rows, columns=["group", "band", "low", "high", "anchored"])


def _direction(index: Index, group: str, month: pd.Period) -> str:
    scores = index.scores.scores[group]
    if month - 12 not in scores.index or pd.isna(scores[month - 12]):
        return ""
    change = float(scores[month] - scores[month - 12])
    return "steady" if abs(change) < STEADY else "up" if change > 0 else "down"


def _word(band: str, say: Say) -> str:
    """A band's name; those of the shipped definitions can be said in another language."""
    known = {
        "crisis": say("crisis"),
        "strained": say("strained"),
        "guarded": say("guarded"),
        "normal": say("normal"),
        "close": say("close"),
        "thin": say("thin"),
        "modest": say("modest"),
        "solid": say("solid"),
        "deep": say("deep"),
    }
    return known.get(band, band.replace("_", " "))
