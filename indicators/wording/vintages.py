"""What became known, and what that did to an index."""

from __future__ import annotations

import pandas as pd

from indicators.text import day_name, listing, month_name, number, signed
from indicators.wording.language import translator


def index_moves(before: pd.Series, after: pd.Series, *, lang: str = "en") -> str:
    """Which months of an index move and how far, and how many come or go; nothing where none does."""
    say, moves = translator(lang), []
    change = (after - before).dropna()
    change = change[change.abs() > 5e-4]
    if len(change):
        most = change.abs().idxmax()
        moves.append(
            say(
                "{n:,} month moves, the most {month}: {old} → {new} ({change})",
                "{n:,} months move, the most {month}: {old} → {new} ({change})",
                n=len(change),
                month=month_name(most),
                old=number(before[most]),
                new=number(after[most]),
                change=signed(change[most]),
            )
        )
    more = int(after.notna().sum() - before.notna().sum())
    if more > 0:
        moves.append(say("{n} month added", "{n} months added", n=more))
    if more < 0:
        moves.append(say("{n} month lost", "{n} months lost", n=-more))
    return listing(moves)


def became_known(months: pd.PeriodIndex, *, lang: str = "en") -> str:
    """Which months became known; there is at least one."""
    return translator(lang)(
        "Became known: {first}.",
        "Became known: {first} to {last}, {n:,} months.",
        n=len(months),
        first=month_name(months[0]),
        last=month_name(months[-1]),
    )


def vintages_sentence(rows: pd.DataFrame, *, lang: str = "en") -> str:
    """What is seen of real vintages in `Store.vintages`, and what follows from a rule."""
    say = translator(lang)
    seen = rows[~rows["by_rule"].astype(bool)]
    if seen.empty:
        return say(
            "None of the figures behind this index was seen to come out or to be revised: all days follow from the "
            "publication lags. Real vintages begin with the first update on the Data page."
        )
    return say(
        "{n:,} value was seen to come out or to be revised, since {day}: a real vintage. Days by rule follow from the "
        "publication lag.",
        "{n:,} values were seen to come out or to be revised, since {day}: real vintages. Days by rule follow from the "
        "publication lag.",
        n=len(seen),
        day=day_name(seen["known_from"].min()),
    )
