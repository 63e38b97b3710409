"""What moved the index, in sentences."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd

from indicators.index import Headline, Index
from indicators.model import EventSource
from indicators.model.definition import Definition
from indicators.model.steps import EventsSource, InForce
from indicators.panel.events import kinds_seen, lines_for
from indicators.scoring.attribute import Attribution
from indicators.text import day_name, listing, month_name, number, percent, signed


def drivers(change: Attribution, definition: Definition, most: int = 3) -> tuple[list[str], list[str]]:
    """What pushed up and what pulled down, each as `Title (+1.2)`, the largest first; below 0.05 is left out."""
    values = change.values.dropna().sort_values()
    up = [(name, value) for name, value in values[::-1].items() if value >= 0.05][:most]
    down = [(name, value) for name, value in values.items() if value <= -0.05][:most]

    def name_them(rows: list[tuple[str, float]]) -> list[str]:
        return [f"{definition.label(str(name))} ({signed(value)})" for name, value in rows]

    return name_them(up), name_them(down)


def change_sentence(index: Index, change: Attribution, start: pd.Period, end: pd.Period) -> str:
    """What moved the index between two months, from the contributions."""
    if abs(change.total) < 0.05:
        first = f"Between {month_name(start)} and {month_name(end)} the index stayed where it was"
    else:
        verb = "rose" if change.total > 0 else "fell"
        first = f"From {month_name(start)} to {month_name(end)} the index {verb} by {number(abs(change.total))} points"
    up, down = drivers(change, index.definition)
    if change.total < 0:
        clauses = [f"pulled down by {listing(down)}" if down else "", f"held up by {listing(up)}" if up else ""]
    else:
        clauses = [f"pushed up by {listing(up)}" if up else "", f"held back by {listing(down)}" if down else ""]
    sentence = first + "".join(f", {clause}" for clause in clauses if clause) + "."
    if abs(change.coverage) >= 0.05:
        sentence += (
            f" Of this, {signed(change.coverage)} is no news: components entered or left the index between the two "
            "months."
        )
    return sentence


def headline_sentence(index: Index, headline: Headline) -> str:
    """Where relations stand, also against their own past, since when, what moved them and how much of it is fresh."""
    past = index.index[: headline.month - 1].dropna()
    sentence = f"The index stood at {number(headline.value)} in {month_name(headline.month)}"
    if len(past):
        sentence += f", above {percent((past < headline.value).mean())} of the months since {month_name(past.index[0])}"
    sentence += "."
    if headline.before is not None:
        sentence += " " + change_sentence(
            index, index.change(headline.before, headline.month), headline.before, headline.month
        )
    if headline.latest > headline.month:
        sentence += (
            f" It is given up to {month_name(headline.latest)}, but from {month_name(headline.month + 1)} on more than "
            f"{percent(1 - index.definition.headline_freshness)} of the weight is carried from earlier months."
        )
    return sentence


def window_sentence(index: Index, change: Attribution, start: pd.Period, end: pd.Period) -> str:
    """What moved the index over a span of months, and its lowest and highest in between."""
    shown = index.index[start:end]
    low, high = shown.idxmin(), shown.idxmax()
    return (
        f"{change_sentence(index, change, start, end)} In between it was lowest in {month_name(low)} "
        f"({number(shown[low])}) and highest in {month_name(high)} ({number(shown[high])})."
    )


def extremes(index: Index, start: pd.Period, end: pd.Period) -> tuple[pd.Period, pd.Period] | None:
    """The lowest and the highest month of a span, the earlier first; None where they are its ends."""
    shown = index.index[start:end]
    first, last = sorted((shown.idxmin(), shown.idxmax()))
    return None if (first, last) == (start, end) or first == last else (first, last)


def acts_behind(index: Index, change: Attribution, start: pd.Period, end: pd.Period) -> dict[str, str]:
    """Which acts, in force longer in one of two months than in the other, moved a component as it moved.

    Of each component that counts acts while they are in force, its title and effect, the largest first, with the acts.
    """
    said = {}
    for name in map(str, change.values.dropna().sort_values(key=abs, ascending=False).index):
        effect, component = float(change.values[name]), index.definition.components[name]
        if abs(effect) < 0.05 or not any(isinstance(step, InForce) for step in component.steps):
            continue
        before, after = (index.panel.counted(name, month) for month in (start, end))
        parts: dict[str, float] = defaultdict(float)
        for acts, sign in ((before, -1), (after, 1)):
            for id, part in zip(acts["event_id"], acts["part"], strict=True):
                parts[id] += sign * part
        moved = math.copysign(1, sum(parts.values()))
        dated = {
            id: f"{title} ({f'since {day_name(began)}' if moved > 0 else f'until {day_name(ended)}'})"
            for acts in (before, after)
            for id, title, began, ended in acts[["event_id", "title", "date_start", "date_end"]].itertuples(index=False)
            if moved * parts[id] > 1e-9
        }
        if dated:
            said[f"{component.title or name} ({signed(effect)})"] = listing(list(dated.values()))
    return said


def written_or_silent(
    index: Index, event_sources: Mapping[str, EventSource], month: pd.Period, components: Iterable[str]
) -> dict[str, str]:
    """Which scores of a month rest on a convention: written before figures begin, or no act where nobody looked.

    The title of each component, with a sentence that has the reason that its file gives.
    """
    said = {}
    for name in components:
        component, label = index.definition.components[name], index.definition.label(name)
        value = index.panel.matrix.at[month, name]
        if math.isnan(value):
            score = index.scores.components.at[month, name]
            if component.before is not None and not math.isnan(score):
                said[label] = f"The score of {month_name(month)} is written: {number(score)}. {component.before.reason}"
        elif value == 0 and isinstance(component.source, EventsSource) and component.role is not None:
            seen = kinds_seen(name, component.source, component.role, event_sources)
            reasons = dict.fromkeys(
                line.reason
                for kind, source in seen.items()
                if source is not None
                for line in lines_for(source, kind, index.pair)
                if line.silent is not None
                and line.silent[0] <= month.end_time.date()
                and line.silent[1] >= month.start_time.date()
            )
            if reasons:
                said[label] = f"No act counts in {month_name(month)}, by silence. {' '.join(reasons)}"
    return said
