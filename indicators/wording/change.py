"""What moved the index, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from indicators.index import Headline, Index
from indicators.index.change import LEAST, Convention, EventsBehind, drivers
from indicators.index.vintages import News
from indicators.model.definition import Definition
from indicators.scoring.attribute import Attribution
from indicators.text import day_name, listing, month_name, number, percent, signed
from indicators.wording.language import translator


def effects_listed(effects: pd.Series, definition: Definition) -> str:
    """`Title (+1.2) and other title (+0.3)`"""
    return listing([f"{definition.label(str(name))} ({signed(value)})" for name, value in effects.items()])


def change_sentence(index: Index, change: Attribution, start: pd.Period, end: pd.Period, *, lang: str = "en") -> str:
    """What moved the index between two months, from the contributions."""
    say = translator(lang)
    up, down = (effects_listed(effects, index.definition) for effects in drivers(change))
    places = {"start": month_name(start), "end": month_name(end), "points": number(abs(change.total))}
    if abs(change.total) < LEAST:
        first = say("Between {start} and {end} the index stayed where it was", **places)
    elif change.total > 0:
        first = say("From {start} to {end} the index rose by {points} points", **places)
    else:
        first = say("From {start} to {end} the index fell by {points} points", **places)
    if change.total < 0:
        causes = [
            say("pulled down by {components}", components=down) if down else "",
            say("held up by {components}", components=up) if up else "",
        ]
    else:
        causes = [
            say("pushed up by {components}", components=up) if up else "",
            say("held back by {components}", components=down) if down else "",
        ]
    sentence = say("{clauses}.", clauses=", ".join(filter(None, [first, *causes])))
    if abs(change.coverage) < LEAST:
        return sentence
    coverage = say(
        "Of this, {points} is no news: components entered or left the index between the two months.",
        points=signed(change.coverage),
    )
    return f"{sentence} {coverage}"


def headline_sentence(index: Index, headline: Headline, *, lang: str = "en") -> str:
    """Where relations stand, also against their own past, since when, what moved them and how much of it is fresh."""
    say, past = translator(lang), index.index[: headline.month - 1].dropna()
    places = {"value": number(headline.value), "month": month_name(headline.month)}
    if len(past):
        share, first = percent(float((past < headline.value).mean())), month_name(past.index[0])
        sentences = [
            say(
                "The index stood at {value} in {month}, above {share} of the months since {first}.",
                share=share,
                first=first,
                **places,
            )
        ]
    else:
        sentences = [say("The index stood at {value} in {month}.", **places)]
    if headline.before is not None:
        change = index.change(headline.before, headline.month)
        sentences.append(change_sentence(index, change, headline.before, headline.month, lang=lang))
    if headline.latest > headline.month:
        sentences.append(
            say(
                "It is given up to {latest}, but from {next} on more than {share} of the weight is carried from "
                "earlier months.",
                latest=month_name(headline.latest),
                next=month_name(headline.month + 1),
                share=percent(1 - index.definition.headline_freshness),
            )
        )
    return " ".join(sentences)


def window_sentence(index: Index, change: Attribution, start: pd.Period, end: pd.Period, *, lang: str = "en") -> str:
    """What moved the index over a span of months, and its lowest and highest in between."""
    span = index.index[start:end]
    between = translator(lang)(
        "In between it was lowest in {low} ({least}) and highest in {high} ({most}).",
        low=month_name(span.idxmin()),
        least=number(span.min()),
        high=month_name(span.idxmax()),
        most=number(span.max()),
    )
    return f"{change_sentence(index, change, start, end, lang=lang)} {between}"


def event_phrases(index: Index, behind: Iterable[EventsBehind], *, lang: str = "en") -> dict[str, str]:
    """The events behind a change, by the title and the effect of the component that they moved."""
    say = translator(lang)
    return {
        f"{index.definition.label(one.component)} ({signed(one.effect)})": listing(
            [
                say("{title} (since {day})", title=row.title, day=day_name(row.date_start))
                if one.began
                else say("{title} (until {day})", title=row.title, day=day_name(row.date_end))
                for row in one.events.itertuples()
            ]
        )
        for one in behind
    }


def convention_phrases(index: Index, found: Iterable[Convention], *, lang: str = "en") -> dict[str, str]:
    """Which scores rest on a convention: the title of each component, with a sentence and the reasons of its file."""
    say = translator(lang)
    return {
        index.definition.label(one.component): say(
            "No act counts in {month}, by silence. {reasons}",
            month=month_name(one.month),
            reasons=" ".join(one.reasons),
        )
        if one.written is None
        else say(
            "The score of {month} is written: {score}. {reasons}",
            month=month_name(one.month),
            score=number(one.written),
            reasons=" ".join(one.reasons),
        )
        for one in found
    }


def moves_table(moves: pd.DataFrame, *, lang: str = "en") -> pd.DataFrame:
    """What moved which month, as `indicators.index.vintages.moves` gives it, with `because` in words."""
    return moves.assign(because=["; ".join(_news(one, lang) for one in news) for news in moves["because"]])


def _news(news: News, lang: str) -> str:
    say = translator(lang)
    if news.known_from is not None:
        return say(
            "{what} {areas} {period} (known from {day}, batch {batch})",
            what=news.what,
            areas=news.areas,
            period=news.period,
            day=news.known_from,
            batch=news.batch,
        )
    if news.what:
        return say("{what} ({day}, batch {batch})", what=news.what, day=news.period, batch=news.batch)
    return say("the period in which acts were collected, or the end of an act")
