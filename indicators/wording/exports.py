"""What is said about an index that is handed out: what it holds, how it is cited, what was checked and what differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from indicators.index import Index
from indicators.model import Sourced
from indicators.model.definition import Definition
from indicators.text import day_name, listing, month_name, number, signed
from indicators.wording.language import translator

AUTHOR = "Relations Index contributors"


def title(countries: str, definition: Definition, *, lang: str = "en") -> str:
    """`Relations Index, United States – Türkiye: Strategic Mechanism index, version 1`"""
    return translator(lang)(
        "Relations Index, {countries}: {index}, version {version}",
        countries=countries,
        index=definition.title or definition.id,
        version=definition.version,
    )


def timing(*, lang: str = "en") -> str:
    """What an as-of date means."""
    return translator(lang)(
        "As-of dates mean timing, not vintage: what could have been known then, in today's revision of the figures "
        "(pseudo-real-time)."
    )


def clock(as_of: dt.date | None, *, lang: str = "en") -> str:
    """What is known at a date, as an entry that stands alone."""
    say = translator(lang)
    if as_of is None:
        return say("all that is recorded, in today's revision")
    return say("what was published by {day}, in today's revision (pseudo-real-time)", day=day_name(as_of))


def holds(as_of: dt.date | None, *, lang: str = "en") -> str:
    """What is known at a date, as a sentence."""
    say = translator(lang)
    if as_of is None:
        return say("Holds all that is recorded, in today's revision.")
    return say("Holds what was published by {day}, in today's revision (pseudo-real-time).", day=day_name(as_of))


def edition_holds(as_of: dt.date | None, *, lang: str = "en") -> str:
    """What the edition of a date holds, in the abstract of a citation file."""
    say = translator(lang)
    if as_of is None:
        return say("This edition holds all that is recorded, in today's revision.")
    return say(
        "This edition holds what was published by {day}, in today's revision (pseudo-real-time).", day=day_name(as_of)
    )


# --- citing ----------------------------------------------------------------------------------------


def citation_line(
    title: str, as_of: dt.date | None, *, year: str, version: str, snapshot: str, lang: str = "en"
) -> str:
    """The citation of an edition in one line."""
    say = translator(lang)
    values = {"author": AUTHOR, "year": year, "title": title, "version": version, "snapshot": snapshot}
    if as_of is None:
        return say(
            "{author} ({year}): {title}. Data set, all that is recorded, in today's revision. Computed with "
            "relations-index {version}; snapshot {snapshot}.",
            **values,
        )
    return say(
        "{author} ({year}): {title}. Data set, what was published by {day}, in today's revision (pseudo-real-time). "
        "Computed with relations-index {version}; snapshot {snapshot}.",
        day=day_name(as_of),
        **values,
    )


def citation_note(as_of: dt.date | None, snapshot: str, *, lang: str = "en") -> str:
    """What kind of work is cited, and its hash."""
    say = translator(lang)
    if as_of is None:
        return say("Data set, all that is recorded, in today's revision; snapshot {snapshot}", snapshot=snapshot)
    return say(
        "Data set, what was published by {day}, in today's revision (pseudo-real-time); snapshot {snapshot}",
        day=day_name(as_of),
        snapshot=snapshot,
    )


def retrieved_on(day: dt.date, *, lang: str = "en") -> str:
    """When it was looked at."""
    return translator(lang)("Retrieved {day}.", day=day)


def rests_on(sources: Sequence[Sourced], undescribed: Sequence[str], *, lang: str = "en") -> str:
    """What a citation rests on: each source once, with its licence, and what has none. Without a full stop."""
    say = translator(lang)
    names = dict.fromkeys(say("{source} ({licence})", source=one.source, licence=one.licence) for one in sources)
    if undescribed:
        names[say("imported figures without a description ({names})", names=", ".join(undescribed))] = None
    return say("Rests on: {sources}", sources="; ".join(names))


def without_description(undescribed: Sequence[str], *, lang: str = "en") -> str:
    """Which imported indicators have neither source nor licence; an empty text where all have."""
    names = ", ".join(undescribed)
    say = translator(lang)
    return say("Imported without a description, so without source and licence: {names}.", names=names) if names else ""


def cite_this(*, lang: str = "en") -> str:
    """What a citation file asks for."""
    return translator(lang)("Cite this data set, and its sources with their licences.")


def hash_of_snapshot(*, lang: str = "en") -> str:
    """What the identifier in a citation file is."""
    return translator(lang)("Hash of the snapshot")


def source_note(one: Sourced, *, lang: str = "en") -> str:
    """The citation of a source, when it was read and its licence."""
    return translator(lang)(
        "{citation} Retrieved {day}. Licence: {licence}",
        citation=one.citation,
        day=one.retrieved,
        licence=one.licence,
    )


def source_licence(one: Sourced, *, lang: str = "en") -> str:
    """The citation of a source and its licence."""
    return translator(lang)("{citation} Licence: {licence}", citation=one.citation, licence=one.licence)


def readme(
    name: str,
    title: str,
    definition: Definition,
    as_of: dt.date | None,
    *,
    hash: str,
    citation: str,
    sources: Sequence[Sourced],
    undescribed: Sequence[str],
    lang: str = "en",
) -> str:
    """The text that lies in a snapshot: what it is, how to check it, where its figures come from."""
    say = translator(lang)
    lines = [
        say(
            "- {id}: {title}. {citation} {url} Licence: {licence}. Retrieved {day}.",
            id=one.id,
            title=one.title,
            citation=one.citation,
            url=one.url,
            licence=one.licence,
            day=one.retrieved,
        )
        for one in sources
    ]
    sections = [
        f"{title}\n{name}",
        definition.description,
        say("0: {zero}\n100: {hundred}", zero=definition.zero, hundred=definition.hundred) if definition.zero else "",
        f"{holds(as_of, lang=lang)}\n{timing(lang=lang)}",
        say("Hash {hash}", hash=hash),
        say(
            "To compute everything again from this file alone and compare it to 1e-9:\n"
            "  relations-index verify {name}.zip",
            name=name,
        ),
        say(
            "scores.csv         the index, coverage, freshness and every group, by month\n"
            "components.csv     every component by month: figure, whether it was carried, score, weight\n"
            "contributions.csv  what each component adds to the index of a month; they sum to it\n"
            "uncertainty.csv    quantiles of the index under other choices; no forecast interval\n"
            "definition.json    groups, components, weights, goalposts and the reason for each\n"
            "observations.csv   the figures that were read, with the day from which each could be known\n"
            "events.csv         the dated acts that were read\n"
            "sources.json       what each figure and act is, its source and its licence\n"
            "datapackage.json   Frictionless Data Package descriptor\n"
            "manifest.json      versions, seed, and the SHA-256 of each file"
        ),
        say("A text that a spreadsheet would run as a formula has an apostrophe before it."),
        say("Cite as\n{citation}", citation=citation),
        say("Sources and licences\n{sources}", sources="\n".join(lines)),
        without_description(undescribed, lang=lang),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


# --- checking and comparing ------------------------------------------------------------------------


def verified_sentence(
    index: Index, *, name: str, figures: int, events: int, draws: int, hash: str, lang: str = "en"
) -> str:
    """What was computed again from a snapshot and found the same; `draws` is 0 where there is no uncertainty."""
    say = translator(lang)
    values = {
        "name": name,
        "months": number(len(index.index), 0),
        "components": len(index.definition.components),
        "figures": number(figures, 0),
        "events": number(events, 0),
        "hash": hash,
    }
    if draws:
        return say(
            "{name}: {months} months of {components} components and {draws} draws were computed again from {figures} "
            "figures and {events} acts; every number is the same to 1e-9. Hash {hash}.",
            draws=number(draws, 0),
            **values,
        )
    return say(
        "{name}: {months} months of {components} components were computed again from {figures} figures and {events} "
        "acts; every number is the same to 1e-9. Hash {hash}.",
        **values,
    )


def difference_sentences(
    values: pd.DataFrame,
    definition: pd.DataFrame,
    observations: pd.DataFrame,
    events: pd.DataFrame,
    *,
    lang: str = "en",
) -> list[str]:
    """What moved between two snapshots of a pair, from the tables of the difference."""
    say = translator(lang)
    both = values.dropna(subset=["change"])
    moved = both[both["change"].abs() > 5e-7]
    new, gone = int(values["old"].isna().sum()), int(values["new"].isna().sum())
    count = {"both": number(len(both), 0), "moved": number(len(moved), 0)}
    sentences = [say("Months with an index in both: {both}; moved: {moved}.", **count)]
    if new:
        sentences.append(say("New: {months}.", months=number(new, 0)))
    if gone:
        sentences.append(say("No longer given: {months}.", months=number(gone, 0)))
    if len(moved):
        most = moved.loc[moved["change"].abs().idxmax()]
        terms = {
            "revision": say("revision {points}", points=signed(most["revision"], 2)),
            "new_data": say("new data {points}", points=signed(most["new_data"], 2)),
            "weights": say("weights {points}", points=signed(most["weights"], 2)),
            "method": say("method {points}", points=signed(most["method"], 2)),
        }
        parts = [text for term, text in terms.items() if abs(most[term]) > 5e-4]
        levels = {
            "month": month_name(pd.Period(most["month"], "M")),
            "old": number(most["old"], 2),
            "new": number(most["new"], 2),
            "change": signed(most["change"], 2),
        }
        if parts:
            why = listing(parts)
            sentences.append(
                say("The largest change is in {month}: {old} → {new} ({change}): {why}.", why=why, **levels)
            )
        else:
            sentences.append(say("The largest change is in {month}: {old} → {new} ({change}).", **levels))
    if len(observations):
        sentences.append(say("Figures: {counts}.", counts=_by_status(observations, lang)))
    if len(events):
        sentences.append(say("Acts: {counts}.", counts=_by_status(events, lang)))
    if len(definition):
        places = number(len(definition), 0)
        sentences.append(say("Places in which the definitions differ: {places}.", places=places))
    return sentences


def _by_status(rows: pd.DataFrame, lang: str) -> str:
    """How many rows have which status, the most frequent first."""
    say = translator(lang)
    parts = []
    for status, rows_of in rows["status"].value_counts().items():
        rows_of = number(rows_of, 0)
        counts = {
            "new": say("{rows} new", rows=rows_of),
            "ended": say("{rows} ended", rows=rows_of),
            "revised": say("{rows} revised", rows=rows_of),
            "withdrawn": say("{rows} withdrawn", rows=rows_of),
        }
        parts.append(counts[str(status)])
    return listing(parts)
