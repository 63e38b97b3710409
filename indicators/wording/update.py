"""What publishers answered and what that does to an index, in sentences."""

from __future__ import annotations

from indicators.index.update import Answer, Effect
from indicators.sources import Source
from indicators.text import month_name, number, signed
from indicators.wording.language import translator

TINY = 0.05
"""Points that one decimal does not show."""


def plan_lines(sources: list[Source], *, lang: str = "en") -> list[str]:
    """Which hosts would be asked for what, and how much may come of it."""
    say, hosts = translator(lang), dict.fromkeys(one.host for one in sources)
    asked = [[one for one in sources if one.host == host] for host in hosts]
    return [
        say(
            "{host}: {indicators} (1 file, at most {size:,.0f} MB)",
            "{host}: {indicators} ({n} files, at most {size:,.0f} MB)",
            n=len(files),
            host=files[0].host,
            indicators=", ".join(id for one in files for id in one.indicators),
            size=max(sum(one.max_bytes for one in files) / 1e6, 1),
        )
        for files in asked
    ]


def answer_line(answer: Answer, *, lang: str = "en") -> str:
    """What came of asking one source."""
    say, counts = translator(lang), answer.changes.counts
    match answer.outcome:
        case "new":
            said = say("{new:,} new, {revised:,} revised, {gone:,} no longer there", **counts)
            if not counts["gone"]:
                said = say("{new:,} new, {revised:,} revised", **counts)
        case "unchanged":
            said = say("nothing new")
        case "failed":
            said = say("not answered: {why}", why=answer.reply.record.reason)
        case _:
            said = say("refused: {why}", why=answer.reply.record.reason)
    return say("{source}: {said}", source=answer.source.id, said=said)


def effect_sentence(pair: str, effect: Effect, *, lang: str = "en") -> str:
    """What figures do to the index of a pair and to its headline month."""
    say = translator(lang)
    if not effect.moves:
        return say("The index of {pair} does not move.", pair=pair)
    if effect.month == effect.new_month and effect.largest < TINY:
        return say("The index of {pair} moves by less than {points} points in every month.", pair=pair, points=TINY)
    if effect.month is None or effect.value is None or effect.new_month is None or effect.new_value is None:
        return say(
            "The index of {pair} moves by up to {points} points in a month.", pair=pair, points=number(effect.largest)
        )
    places = {
        "pair": pair,
        "month": month_name(effect.month),
        "value": number(effect.value),
        "new_month": month_name(effect.new_month),
        "new_value": number(effect.new_value),
        "change": signed(effect.new_value - effect.value),
        "points": number(effect.largest),
    }
    if effect.month == effect.new_month:
        return say(
            "The index of {pair} in {month}, its headline month, moves from {value} to {new_value} ({change}); any "
            "month moves by {points} points at most.",
            **places,
        )
    if effect.revised is None:
        return say(
            "The headline month of {pair} moves from {month} ({value}) to {new_month} ({new_value}, {change}).",
            **places,
        )
    return say(
        "The headline month of {pair} moves from {month} ({value}, now {revised}) to {new_month} ({new_value}, "
        "{change}); any month moves by {points} points at most.",
        **places,
        revised=number(effect.revised),
    )


def moved_sentence(pair: str, name: str, above: float, moved: int, *, lang: str = "en") -> str:
    """How much moved since a snapshot was kept."""
    say = translator(lang)
    if not moved:
        return say(
            "{pair}: nothing moved by more than {above} points since {name}.", pair=pair, above=number(above), name=name
        )
    return say(
        "{pair}: {n} of the index, its axes and components moved by more than {above} points since {name}.",
        pair=pair,
        n=moved,
        above=number(above),
        name=name,
    )
