"""What the test of an index against expectations fixed beforehand gave, in sentences."""

from __future__ import annotations

import pandas as pd

from indicators.index.validity import Turning, Validity
from indicators.text import day_name, listing, number, p_text, percent
from indicators.wording.language import translator

CIRCULAR = 0.5
"""From this share of turning points on that the index counts itself, a hit is said to be no independent evidence."""


def answer(found: Validity, *, lang: str = "en") -> str:
    """How many turning points moved as expected, how sure that is, and what did not."""
    say = translator(lang)
    every, up, down = found.turning(), found.turning("+"), found.turning("-")
    first = say(
        "{hits} of {count} turning points move the {node} as expected ({low} to {high} with 90 % confidence; chance "
        "gives {chance}, {p}).",
        hits=every.hits,
        count=every.count,
        node=found.index.definition.label(found.protocol.node),
        low=percent(every.low),
        high=percent(every.high),
        chance=percent(every.chance),
        p=p_text(every.p),
    )
    return " ".join([first, _side(up, "+", lang), _side(down, "-", lang), _size(found, lang)])


def _side(found: Turning, sign: str, lang: str) -> str:
    say = translator(lang)
    values = {"hits": found.hits, "count": found.count, "chance": percent(found.chance), "p": p_text(found.p)}
    if sign == "+":
        return say("Of the good turns {hits} of {count} (chance {chance}, {p}).", **values)
    return say("Of the bad turns {hits} of {count} (chance {chance}, {p}).", **values)


def _size(found: Validity, lang: str) -> str:
    correlation, p = found.size
    return translator(lang)(
        "Larger turns move it more: the rank correlation of size and change is {correlation} ({p}).",
        correlation=number(correlation, 2),
        p=p_text(p),
    )


def cautions(found: Validity, *, lang: str = "en") -> list[str]:
    """What weakens the test: acts that the index counts itself, points seen before, series too short, what is not
    tested."""
    say = translator(lang)
    said = []
    counted = float(found.points["counted"].mean())
    if counted >= CIRCULAR:
        said.append(
            say(
                "{share} of the spans hold an act that the index counts itself: a hit there shows that the act is in, "
                "with the right sign, and no more.",
                share=percent(counted),
            )
        )
    if (found.points["seen"] != "").any():
        unseen = found.turning(unseen=True)
        said.append(
            say(
                "Without the points that were seen before the definition was fixed, {hits} of {count} move as expected "
                "(chance {chance}, {p}).",
                hits=unseen.hits,
                count=unseen.count,
                chance=percent(unseen.chance),
                p=p_text(unseen.p),
            )
        )
    short = found.series.loc[found.series["verdict"] == "too few years", "indicator"]
    if len(short):
        titles = [found.index.origin.catalog.indicators[name].title for name in short]
        said.append(say("Too few common years to say anything: {series}.", series=listing(titles)))
    said.append(
        say(
            "Not tested: other pairs coded in the same way, and groups of countries known to be close or distant. The "
            "turning points and their signs were read by one reader."
        )
    )
    return said


def fixed(found: Validity, *, lang: str = "en") -> str:
    """What was fixed when, and by which hash."""
    one = found.protocol
    return translator(lang)(
        "Fixed on {day} for {definition}, SHA-256 {hash}…, before the file of turning points was opened and before any "
        "correlation was computed.",
        day=day_name(one.fixed),
        definition=one.definition,
        hash=one.sha256[:12],
    )


VERDICTS = ("as expected", "not shown", "against", "too few years")


def series_rows(found: Validity, *, lang: str = "en") -> pd.DataFrame:
    """One row an outside series, as it is read: title, sign expected, correlations with intervals, verdict."""
    say = translator(lang)
    titles = found.index.origin.catalog.indicators
    rows = []
    for row in found.series.itertuples():
        levels, changes = (
            say("{value} ({low} to {high})", value=number(a, 2), low=number(b, 2), high=number(c, 2))
            if pd.notna(a)
            else ""
            for a, b, c in ((row.levels, row.low, row.high), (row.changes, row.changes_low, row.changes_high))
        )
        rows.append(
            {
                "series": titles[str(row.indicator)].title,
                "sign": {"+": say("positive"), "-": say("negative"), "0": say("none")}[str(row.sign)],
                "years": row.years,
                "levels": levels,
                "changes": changes,
                "verdict": say(str(row.verdict)),
                "seen": row.seen,
                "reason": row.reason,
            }
        )
    return pd.DataFrame(rows)
