"""What a test of a claim found, in sentences: by kind of check, for a finding as a whole, and beside its charts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from indicators.claims import Exhibit, Finding, Outcome, Verdict
from indicators.claims.associations import Correlated, Weighed, ways
from indicators.claims.effects import AmongPairs, AroundDate, windows
from indicators.claims.events import Counted, FromRecord, Rates, Way
from indicators.claims.evidence import DRAWS
from indicators.claims.figures import Changed, PlaceAmongSuppliers, YearAmongYears
from indicators.claims.finding import NotKnown, Refused
from indicators.claims.model import (
    Among,
    AnyCheck,
    Around,
    Association,
    Change,
    Count,
    Counting,
    Days,
    Difference,
    OfIndex,
    Quantity,
    Rank,
    Rate,
    Record,
    Trajectory,
    WhatIf,
)
from indicators.claims.statistics import LEVEL
from indicators.claims.trajectories import Levels, LineOrStep
from indicators.model.methods import Window
from indicators.text import day_name, listing, month_name, number, percent, period_name, signed
from indicators.wording.language import translated, translator


@dataclass(frozen=True)
class OutcomeText:
    """What is said of one outcome: what was found, the unit of the figure and what its interval means, what it rests
    on, how it stands under other choices, dates and pairs, and what the test could not see."""

    sentence: str
    unit: str = ""
    interval_of: str = ""
    sample: str = ""
    robustness: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()


@dataclass(frozen=True)
class FindingText(OutcomeText):
    """What is said of a finding: every part that decides, in the order of the file. `beside` decides nothing."""

    beside: str = ""
    figure: str = ""


def finding_text(finding: Finding, *, lang: str = "en") -> FindingText:
    """A finding in words."""
    words = _Words(finding, lang)
    texts = [(check.part != "context", words.outcome(check, outcome)) for check, outcome in finding.results]
    main = words.outcome(*finding.main)
    caveats = [outcome.caveats for _, outcome in finding.results if outcome.caveats]
    drawn = [" ".join(translated(caveat, lang) for caveat in caveats[0])] if caveats else []
    return FindingText(
        sentence=_once(text.sentence for decides, text in texts if decides),
        beside=_once(text.sentence for decides, text in texts if not decides),
        figure=words.figure(main.unit),
        unit=main.unit,
        interval_of=main.interval_of,
        sample=_once(text.sample for decides, text in texts if decides and text.sample),
        robustness=tuple(dict.fromkeys([line for _, text in texts for line in text.robustness] + drawn)),
        limits=tuple(dict.fromkeys([*finding.claim.limits, *(line for _, text in texts for line in text.limits)])),
    )


def outcome_text(finding: Finding, check: AnyCheck, outcome: Outcome, *, lang: str = "en") -> OutcomeText:
    """What one check of a finding found, in words."""
    return _Words(finding, lang).outcome(check, outcome)


def finding_row(finding: Finding, *, lang: str = "en") -> dict[str, object]:
    """A finding as one row of a table."""
    low, high = finding.interval or (math.nan, math.nan)
    figure, text = math.nan if finding.figure is None else finding.figure, finding_text(finding, lang=lang)
    row = {"id": finding.id, "verdict": finding.verdict, "figure": figure, "low": low, "high": high}
    return row | {"unit": text.unit, "sentence": text.sentence, "sample": text.sample}


def finding_record(finding: Finding, *, lang: str = "en") -> dict[str, object]:
    """A finding in JSON's own types."""
    text = finding_text(finding, lang=lang)
    return {
        "id": finding.id,
        "verdict": finding.verdict,
        "figure": finding.figure,
        "interval": list(finding.interval) if finding.interval else None,
        "unit": text.unit,
        "interval_of": text.interval_of,
        "sentence": text.sentence,
        "sample": text.sample,
        "beside": text.beside,
        "robustness": list(text.robustness),
        "left_out": list(finding.left_out),
        "limits": list(text.limits),
        "would_change": list(finding.claim.would_change),
        "comparisons": finding.comparisons,
        "as_of": finding.as_of.isoformat() if finding.as_of else None,
        "parts": [
            {"says": check.says, "kind": check.kind, "part": check.part, "holds": outcome.holds}
            for check, outcome in finding.results
        ],
    }


def verdict_text(verdict: Verdict, *, lang: str = "en") -> str:
    """A verdict in words."""
    say = translator(lang)
    return {
        "supported": say("supported"),
        "partly supported": say("partly supported"),
        "not supported": say("not supported"),
        "cannot be settled": say("cannot be settled"),
    }[verdict]


def comparisons_sentence(findings: Iterable[Finding], *, lang: str = "en") -> str:
    """How many numbers were looked at, and what follows from that."""
    return translator(lang)(
        "{n} numbers were compared with chance or with a threshold; some look unusual by chance alone.",
        n=sum(finding.comparisons for finding in findings),
    )


class _Words:
    """What is said of one finding, in a language."""

    def __init__(self, finding: Finding, lang: str) -> None:
        self.finding, self.claim, self.catalog, self.lang = finding, finding.claim, finding.catalog, lang
        self.say = translator(lang)

    def outcome(self, check: AnyCheck, outcome: Outcome) -> OutcomeText:
        """What one check found."""
        match check, outcome:
            case _, Refused(reason=reason):
                return OutcomeText(translated(reason, self.lang))
            case _, NotKnown():
                return OutcomeText(self._not_known(check, outcome))
            case Change(), Changed():
                return self._changed(check, outcome)
            case Record(), YearAmongYears():
                return self._record(check, outcome)
            case Rank(), PlaceAmongSuppliers():
                return self._rank(check, outcome)
            case Count(), Counted():
                return self._counted(check, outcome)
            case Rate(), Rates():
                return self._rates(check, outcome)
            case Difference(), Levels():
                return self._levels(check, outcome)
            case Trajectory(), LineOrStep():
                return self._line_or_step(check, outcome)
            case Around(), AroundDate():
                return self._around(check, outcome)
            case Among(), AmongPairs():
                return self._among(check, outcome)
            case WhatIf(), Weighed():
                return self._weighed(check, outcome)
            case Association(), Correlated():
                return self._correlated(check, outcome)
        raise TypeError(f"{type(outcome).__name__} is no outcome of the check '{check.kind}'")

    def figure(self, unit: str) -> str:
        """`−13.6 points (−15.6 to −0.3)`, `rank 2 (2 to 3)`, or `–` where there is none."""
        figure, interval = self.finding.figure, self.finding.interval
        if figure is None:
            return "–"
        values = [figure, *(interval or ())]
        whole = all(value == round(value) for value in values) or abs(figure) >= 1000
        value, *ends = (number(one, 0 if whole else 1 if max(map(abs, values)) >= 3 else 2) for one in values)
        text = self.say("rank {n}", n=value) if isinstance(self.finding.main[0], Rank) else f"{value} {unit}"
        return f"{text} ({self.span(*ends)})" if ends else text

    # --- figures -----------------------------------------------------------------------------------

    def _changed(self, check: Change, found: Changed) -> OutcomeText:
        of, say = check.of, self.say
        places = {"what": of.title, "start": number(found.start, of.digits), "begin": _period(check.start)}
        places |= {"end": number(found.end, of.digits), "close": _period(check.end), "unit": of.unit}
        places |= {"change": _change(found.changes[0], check)}
        first = (
            say(
                "{what} went from {start} in {begin} to {end} in {close} ({unit}): {change} (measurement: {low} to "
                "{high})",
                low=_change(found.measured[0], check),
                high=_change(found.measured[1], check),
                **places,
            )
            if found.measured
            else say("{what} went from {start} in {begin} to {end} in {close} ({unit}): {change}", **places)
        )
        others = zip(check.also, found.changes[1:], strict=True)
        also = [say("{what} {change}", what=way.title, change=_change(value, check, way)) for way, value in others]
        sentences = [_capital(say("{clauses}.", clauses="; ".join([first, *also])))]
        for label, value in found.beside.items():
            sentences.append(say("{pair}: {change}.", pair=label, change=_change(value, check)))
        if found.peers:
            count, median, larger = found.peers
            peers = {"n": count, "median": _change(median, check)}
            sentences.append(
                say(
                    "With {n} other partners the median is {median}, with a larger change for {larger} of them.",
                    larger=larger,
                    **peers,
                )
                if larger
                else say(
                    "With {n} other partners the median is {median}, with a larger change for none of them.", **peers
                )
            )
        return OutcomeText(
            " ".join(sentences),
            unit="%" if check.measure == "percent" else of.unit,
            interval_of=say("published measurement interval, worst case at both ends")
            if found.measured
            else say("{n} ways of counting", n=len(found.changes))
            if check.also
            else say("none: published figures, no sampling"),
            sample=self._figures(of, check.start, check.end),
        )

    def _record(self, check: Record, found: YearAmongYears) -> OutcomeText:
        clauses = [
            self.say(
                "{what}: {value} {unit} in {year}, against {highest} in {other}, the highest year from {first} to "
                "{last}",
                what=way.title,
                value=number(years[check.year], way.digits),
                unit=way.unit,
                year=check.year,
                highest=number(years[other], way.digits),
                other=other,
                first=years.index[0],
                last=years.index[-2],
            )
            for way, years, other in zip((check.of, *check.also), found.years, found.highest_other, strict=True)
        ]
        return OutcomeText(
            _capital(self.say("{clauses}.", clauses="; ".join(clauses))),
            unit=self.say("{unit} in {year}", unit=check.of.unit, year=check.year),
            interval_of=self.say("none: published totals, no sampling"),
            sample=self._figures(check.of, str(found.years[0].index[0]), check.year),
        )

    def _rank(self, check: Rank, found: PlaceAmongSuppliers) -> OutcomeText:
        say, indicator, when = self.say, self.catalog.indicator(check.indicator), _period(check.period)
        sold = [f"{self.area(str(area))} {number(value, 0)}" for area, value in found.suppliers.items()]
        best = number(found.figure, 0)
        return OutcomeText(
            say(
                "{When}, {unit} from {suppliers}, of {total} in total; no supplier is known for {rest}. {name}: place "
                "{place}.",
                When=_capital(when),
                unit=indicator.unit,
                suppliers=listing(sold),
                total=number(found.total, 0),
                rest=number(found.rest, 0),
                name=self.area(check.area),
                place=self.span(best, str(found.worst)) if found.interval else best,
            ),
            unit=say("rank"),
            interval_of=say("bounds: the part without a known supplier goes to one or to several"),
            sample=say(
                "{indicator} ({source}), {when}: {n} suppliers.",
                indicator=indicator.title,
                source=indicator.source,
                when=when,
                n=len(found.suppliers),
            ),
        )

    def _figures(self, quantity: Quantity, first: str, last: str) -> str:
        """The sample of a check on figures."""
        indicator = self.catalog.indicator(quantity.source.indicator)
        return self.say(
            "{indicator}, {pair}, {span} ({source}).",
            indicator=indicator.title,
            pair=self.claim.pair,
            span=self.periods((first, last)),
            source=indicator.source,
        )

    # --- events ------------------------------------------------------------------------------------

    def _counted(self, check: Count, found: Counted) -> OutcomeText:
        say, events, places = self.say, found.events, {"what": check.what, "days": self.days(found.between)}
        if len(events):
            titled = [
                say("{day} ({title})", day=day_name(row.date_start), title=row.title) for row in events.itertuples()
            ]
            names = listing([day_name(day) for day in events["date_start"]]) if check.types else "; ".join(titled)
            sentences = [say("{n} {what} on record from {days}: {events}.", n=len(events), events=names, **places)]
        else:
            sentences = [say("No {what} on record from {days}.", **places)]
        if found.gaps:
            sentences.append(self._silent(found))
        elif found.whole and found.holds is None:
            sentences.append(say("Nothing shows that the record lacks none."))
        return OutcomeText(
            " ".join(sentences),
            unit=check.what,
            interval_of=say("none: a count"),
            sample=" ".join(filter(None, [say("{record}.", record=self._coverage(found)), check.none_missing])),
        )

    def _silent(self, found: FromRecord) -> str:
        """Which kinds were not collected in all of the spans, and the days for which nobody looked."""
        by_gap = self._kinds_by((kind, listing([self.days(gap) for gap in gaps])) for kind, gaps in found.gaps)
        parts = [self.say("on {kinds} from {days}", kinds=listing(kinds), days=gap) for gap, kinds in by_gap.items()]
        return self.say("The record is silent {parts}: silence is not absence.", parts="; ".join(parts))

    def _coverage(self, found: FromRecord) -> str:
        """When each kind was collected, kinds of the same period together."""
        by_period = self._kinds_by(
            (kind, listing([self.days(period) for period in periods])) for kind, periods in found.collected.items()
        )
        parts = [
            self.say("{kinds} collected {periods}", kinds=listing(kinds), periods=periods)
            if periods
            else self.say("{kinds} never collected", kinds=listing(kinds))
            for periods, kinds in by_period.items()
        ]
        source = self.catalog.kind(next(iter(found.collected)))[0]
        return self.say("{source}: {kinds}", source=source.title, kinds="; ".join(parts))

    def _kinds_by(self, pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
        grouped: dict[str, list[str]] = {}
        for kind, text in pairs:
            grouped.setdefault(text, []).append(f"“{self.kind(kind)}”")
        return grouped

    def _rates(self, check: Rate, found: Rates) -> OutcomeText:
        say, counted = self.say, list(zip(check.countings, found.ways, strict=True))
        sentences = [_capital(self._way(check, counting, way, found.years)) for counting, way in counted]
        before, after = self.periods(check.before), self.periods(check.after)
        return OutcomeText(
            " ".join([*sentences, self._silent(found)] if found.gaps else sentences),
            unit=say("ratio of odds, after to before") if check.among else say("ratio of rates, after to before"),
            interval_of=say("{level} %, exact, for counts that vary by chance alone", level=round(100 * LEVEL)),
            sample=say("{record}; {before} and {after}.", record=self._coverage(found), before=before, after=after),
            robustness=() if check.among else tuple(self._detectable(check, *one) for one in counted),
        )

    def _way(self, check: Rate, counting: Counting, way: Way, years: tuple[float, float]) -> str:
        places: dict[str, Any] = {"what": counting.title, "ratio": _ratio(way.ratio)}
        places |= {"low": _ratio(way.interval[0]), "high": _ratio(way.interval[1])}
        if way.together is None:
            return self.say(
                "{what}: {before} in {start}, {after} in {end}, {slow} and {fast} a year: ratio {ratio} (90 %: {low} "
                "to {high}).",
                before=way.before,
                start=self.periods(check.before),
                after=way.after,
                end=self.periods(check.after),
                slow=number(way.before / years[0]),
                fast=number(way.after / years[1]),
                **places,
            )
        return self.say(
            "{what}, {n} partners together: {before}, then {after}. The share of {area} went from {start} to {end}: "
            "ratio of the odds {ratio} (90 %: {low} to {high}).",
            n=len(check.among),
            before=way.together[0],
            after=way.together[1],
            area=self.area(self.claim.areas.b),
            start=self._share(way.before, way.together[0]),
            end=self._share(way.after, way.together[1]),
            **places,
        )

    def _share(self, part: int, total: int) -> str:
        return f"{number(100 * part / total)} %" if total else self.say("none")

    def _detectable(self, check: Rate, counting: Counting, way: Way) -> str:
        """What the test could have found: how many events in the later span would have been beyond chance."""
        say, places = self.say, {"What": _capital(counting.title), "before": way.before, "more": way.more}
        places |= {"start": self.periods(check.before), "end": self.periods(check.after)}
        if way.fewer is None:
            return say(
                "{What}: after {before} in {start}, {more} or more in {end} would have been a rise beyond chance, and "
                "no number a fall.",
                **places,
            )
        if not way.fewer:
            return say(
                "{What}: after {before} in {start}, {more} or more in {end} would have been a rise beyond chance, and "
                "none at all a fall.",
                **places,
            )
        return say(
            "{What}: after {before} in {start}, {more} or more in {end} would have been a rise beyond chance, and "
            "{fewer} or fewer a fall.",
            fewer=way.fewer,
            **places,
        )

    # --- scores ------------------------------------------------------------------------------------

    def _levels(self, check: Difference, found: Levels) -> OutcomeText:
        say = self.say
        places = {"Score": _capital(self.score(check, found)), "points": number(abs(found.after - found.before))}
        places |= {"after": self.periods(check.after), "before": self.periods(check.before)}
        places |= {"new": number(found.after), "old": number(found.before)}
        clauses = [
            say("{Score} was {points} points higher in {after} than in {before} ({new} against {old})", **places)
            if found.after > found.before
            else say("{Score} was {points} points lower in {after} than in {before} ({new} against {old})", **places),
            self._agreeing(check.direction, found.share),
        ]
        return OutcomeText(
            "; ".join(clauses),
            unit=say("points"),
            interval_of=self._band,
            sample=say(
                "{Described}, {before} and {after}.",
                Described=self.described(check, found),
                before=places["before"],
                after=places["after"],
            ),
            limits=self._carried(found),
        )

    def _line_or_step(self, check: Trajectory, found: LineOrStep) -> OutcomeText:
        say, up, described = self.say, check.direction == "up", self.described(check, found)
        month, share, rank = month_name(found.month), percent(found.line_share), _rank(found.mimicry)
        places = {"span": self.periods(check.window), "score": self.score(check, found), "month": month}
        places |= {"slope": number(found.figure, 2), "low": number(found.levels[0]), "high": number(found.levels[1])}
        drawn = (
            say("A rising line is better in {share} of the draws of other choices", share=share)
            if up
            else say("A falling line is better in {share} of the draws of other choices", share=share)
        )
        if found.line_is_better:
            mimics = say("{rank} of the simulated worlds with such a step in them look as much like a line.", rank=rank)
        elif up:
            mimics = say(
                "{rank} of the simulated worlds with such a rising line in them look as much like a step.", rank=rank
            )
        else:
            mimics = say(
                "{rank} of the simulated worlds with such a falling line in them look as much like a step.", rank=rank
            )
        sentences = [
            say(
                "Over {span} a straight line through {score} moves by {slope} points a year, but one step, from {low} "
                "on average before {month} to {high} from then on, describes it worse.",
                **places,
            )
            if found.line_is_better
            else say(
                "Over {span} a straight line through {score} moves by {slope} points a year, but one step, from {low} "
                "on average before {month} to {high} from then on, describes it better.",
                **places,
            ),
            f"{drawn}; {mimics}",
            say("Before the step it moved by {slope} a year.", slope=number(found.slope_before, 2)),
        ]
        slopes = {group: number(slope, 2) for group, slope in found.groups["value"].items()}
        return OutcomeText(
            " ".join(sentences),
            unit=say("points a year"),
            interval_of=self._band,
            sample=say("{Described}, {n} months, {span}.", Described=described, n=found.months, span=places["span"]),
            robustness=(
                say(
                    "{Described}: {share} of the draws put the step within a year of {month}; before it, {moving} of "
                    "them move the claimed way.",
                    Described=described,
                    share=percent(found.step_share),
                    month=month,
                    moving=percent(found.slope_share),
                ),
                say(
                    "Sen's slope is {slope} a year; {rank} of the worlds in which nothing happens move as much. A "
                    "textbook test finds trends too often on figures that were summed or decay (Hamed and Rao: p = "
                    "{p:.2f}), so the rank among those worlds is the evidence.",
                    slope=number(found.sen, 2),
                    rank=_rank(found.sen_rank),
                    p=found.sen_robust,
                ),
                " ".join(
                    [
                        say("By group, in points a year: {values}.", values=self._values(check, slopes)),
                        self._discoveries(check, found.groups),
                    ]
                ),
            ),
        )

    def _around(self, check: Around, found: AroundDate) -> OutcomeText:
        say, (before, after), change = self.say, windows(check.month, check.months), found.figure or 0.0
        places = {"n": check.months, "month": _period(check.month), "score": self.score(check, found)}
        places |= {"points": number(abs(change))}
        first = (
            say("In the {n} months from {month} on, {score} was {points} points above the {n} before", **places)
            if change > 0
            else say("In the {n} months from {month} on, {score} was {points} points below the {n} before", **places)
        )
        rare = say(
            "{dates} of the other dates and {worlds} of the worlds in which nothing happens show as large a change.",
            dates=_rank(found.date_rank),
            worlds=_rank(found.null_rank),
        )
        changes = {group: signed(value) for group, value in found.groups["value"].items()}
        return OutcomeText(
            f"{first}; {self._agreeing(check.direction, found.share)} {rare}",
            unit=say("points"),
            interval_of=self._band,
            sample=say(
                "{Described}, {before} against {after}.",
                Described=self.described(check, found),
                before=self.periods(before),
                after=self.periods(after),
            ),
            robustness=(
                say(
                    "The {n} other dates hold about {independent:.0f} windows that do not overlap, so dates alone can "
                    "claim no p below {lowest:.2f}.",
                    n=found.dates,
                    independent=found.independent,
                    lowest=found.lowest_rank,
                ),
                " ".join(
                    [
                        say("By group, in points of the score: {values}.", values=self._values(check, changes)),
                        self._discoveries(check, found.groups),
                    ]
                ),
            ),
            limits=self._carried(found),
        )

    def _among(self, check: Among, found: AmongPairs) -> OutcomeText:
        say, (before, after), share = self.say, windows(check.month, check.months), percent(found.share)
        sentences = [
            say(
                "Between the {n} months before {month} and the {n} from then on, {score} of “{definition}” moved by "
                "{points} points, number {place} of {pairs}; the median of the other partners is {median}.",
                n=check.months,
                month=_period(check.month),
                score=self.score(check, found),
                definition=self.catalog.definition(check.definition).title,
                points=signed(found.figure or 0.0),
                place=found.place,
                pairs=found.pairs,
                median=signed(found.median),
            ),
            say("In {share} of the draws of other choices it moved further up than their median.", share=share)
            if check.direction == "up"
            else say("In {share} of the draws of other choices it moved further down than their median.", share=share),
        ]
        return OutcomeText(
            " ".join(sentences),
            unit=say("points"),
            interval_of=self._band,
            sample=say(
                "{Described} and {n} other partners, {before} against {after}.",
                Described=self.described(check, found),
                n=found.pairs - 1,
                before=self.periods(before),
                after=self.periods(after),
            ),
            robustness=(
                say(
                    "Over the draws its place lies between {low} and {high} of {pairs} (90 %). Nine in ten of the "
                    "others lie between {least} and {most} around their median, so a distance of that size from it "
                    "needs no cause.",
                    low=found.places[0],
                    high=found.places[1],
                    pairs=found.pairs,
                    least=signed(found.others[0]),
                    most=signed(found.others[1]),
                ),
            ),
        )

    def _weighed(self, check: WhatIf, found: Weighed) -> OutcomeText:
        span = self.periods(check.window)
        return OutcomeText(
            self.say(
                "By the weights of the definition {events} took {points} points off {score} in {span}: arithmetic, "
                "not evidence.",
                events=listing([f"“{title}”" for title in found.titles]),
                points=number(found.figure),
                score=self.score(check, found),
                span=span,
            ),
            unit=self.say("points"),
            interval_of=self.say("none: arithmetic"),
            sample=self.say("{Described}, {span}.", Described=self.described(check, found), span=span),
        )

    def _correlated(self, check: Association, found: Correlated) -> OutcomeText:
        say, title, score, first = self.say, _capital(check.of.title), self.score(check, found), found.correlations[0]
        others = [
            say("{what} with {node} {r}", what=way.title, node=self._label(check, node), r=number(one.changes, 2))
            for one, (way, node) in zip(found.correlations[1:], ways(check)[1:], strict=True)
        ]
        return OutcomeText(
            say(
                "{What} and {score} correlate at {levels} in levels, where both drift, and at {changes} in changes "
                "from year to year ({n} of them, 90 %: {low} to {high}). A correlation is not a cause.",
                What=title,
                score=score,
                levels=number(first.levels, 2),
                changes=number(first.changes, 2),
                n=len(first.frame),
                low=number(first.interval[0], 2),
                high=number(first.interval[1], 2),
            ),
            unit=say("correlation of yearly changes"),
            interval_of=say("{level} %, Fisher's z, years taken as independent", level=round(100 * LEVEL)),
            sample=say(
                "{What} and {score}, {pair}, year means {years}.",
                What=title,
                score=score,
                pair=self.claim.pair,
                years=self.span(*check.years),
            ),
            robustness=(
                say("The other correlations of yearly changes that were looked at: {others}.", others=listing(others)),
            )
            if others
            else (),
        )

    # --- shared ------------------------------------------------------------------------------------

    def _not_known(self, check: AnyCheck, found: NotKnown) -> str:
        say, lacking, as_of = self.say, _capital(found.lacking), self.finding.as_of
        match check:
            case OfIndex():
                places = {"Score": _capital(self.score(check, found)), "span": self.periods(found.window)}
                places |= {"month": month_name(found.first)}
                if as_of:
                    return say("{Score} is not known for {month} as of {day}; {span} is needed.", day=as_of, **places)
                return say("{Score} is not known for {month}; {span} is needed.", **places)
            case Count():
                what, when = _capital(check.what), self.days(check.between)
                return say("{What}: not known yet, {when} lies ahead.", What=what, when=when)
            case Rate():
                what, when = _capital(check.countings[0].title), self.periods(check.after)
                return say("{What}: not known yet, a part of {when} lies ahead.", What=what, when=when)
            case Rank():
                places = {"indicator": self.catalog.indicator(check.indicator).title, "when": _period(check.period)}
                if found.lacking == check.total:
                    return say("{indicator}: no figure for {when} of the total.", **places)
                name = self.area(check.area)
                return say("{indicator}: no figure for {when} of what came from {name}.", name=name, **places)
        when = found.window[0] if isinstance(check, Record) else self.periods(found.window)
        if as_of:
            return say("{What}: not known for {when}, as of {day}.", What=lacking, when=when, day=as_of)
        return say("{What}: not known for {when}.", What=lacking, when=when)

    def _agreeing(self, direction: str, share: float) -> str:
        if direction == "up":
            return self.say("{share} of the draws of other choices have it higher.", share=percent(share))
        return self.say("{share} of the draws of other choices have it lower.", share=percent(share))

    def _values(self, check: OfIndex, values: Mapping[Any, str]) -> str:
        return ", ".join(f"“{self._label(check, str(group))}” {value}" for group, value in values.items())

    def _discoveries(self, check: OfIndex, groups: pd.DataFrame) -> str:
        """Which groups stand when as many tests are allowed for."""
        names = [f"“{self._label(check, str(group))}”" for group in groups.index[groups["discovery"]]]
        if names:
            return self.say(
                "Allowing for {n} tests (Benjamini and Hochberg, 10 %), {groups} moved more than chance does.",
                n=len(groups),
                groups=listing(names),
            )
        return self.say(
            "Allowing for {n} tests (Benjamini and Hochberg, 10 %), none moved more than chance does.", n=len(groups)
        )

    def _carried(self, found: Outcome) -> tuple[str, ...]:
        stale, months = found.carried
        if not stale:
            return ()
        return (
            self.say(
                "In {stale} of the {n} months compared, much of the weight stands on carried figures.",
                stale=stale,
                n=months,
            ),
        )

    @cached_property
    def _band(self) -> str:
        return self.say("90 % of {draws:,} draws of other weights and methods", draws=DRAWS)

    def _definition(self, check: OfIndex) -> str:
        return check.definition if isinstance(check, Among) else self.claim.definition

    def _label(self, check: OfIndex, node: str) -> str:
        return self.catalog.definition(self._definition(check)).label(node)

    def score(self, check: OfIndex, found: Outcome) -> str:
        """How the score that a check looks at is called inside a sentence."""
        index = self.catalog.definition(self._definition(check)).index
        node = (check.nodes[0] if isinstance(check, Association) else check.node) or index
        name = (
            self.say("the index") if node == index else self.say("the score of “{node}”", node=self._label(check, node))
        )
        if not found.left_out:
            return name
        gone = listing([f"“{self._label(check, left)}”" for left in found.left_out])
        return self.say("{score} without {components}", score=name, components=gone)

    def described(self, check: OfIndex, found: Outcome) -> str:
        """The same with pair and definition, as it stands in a description of the sample."""
        score, id = _capital(self.score(check, found)), self._definition(check)
        return self.say("{Score} of {pair} ({definition})", Score=score, pair=self.claim.pair, definition=id)

    def span(self, first: str, last: str) -> str:
        """`2 to 3`"""
        return self.say("{first} to {last}", first=first, last=last)

    def periods(self, window: Window) -> str:
        """`April 2022 to March 2024`"""
        return self.span(*map(_period, window))

    def days(self, window: Days) -> str:
        """`20 January 2021 to 12 May 2022`"""
        return self.span(*map(day_name, window))

    def area(self, code: str) -> str:
        """The name of an area, or its code."""
        return self.catalog.areas[code].name_en if code in self.catalog.areas else code

    def kind(self, id: str) -> str:
        """The title of a kind of event."""
        return self.catalog.kind(id)[1].title

    # --- charts ------------------------------------------------------------------------------------

    def label(self, check: AnyCheck, found: Outcome, form: str, key: str) -> str:
        """What stands beside a mark of a chart."""
        match check, found:
            case Change(), Changed() if form == "lines":
                return _period(key)
            case Change(), Changed(peers=(count, _, _)) if not key:
                return self.say("median of {n} other partners", n=count)
            case Rank(), _ if not key:
                return self.say("supplier not known")
            case ((Rank() | Among()), _):
                return self.area(key)
            case Count(), _:
                return self.kind(key)
            case Rate(), _:
                return " – ".join(f"{pd.Period(month, 'M'):%b %Y}" for month in key.split())
        return {"before": self.say("before"), "after": self.say("after")}.get(key, key)

    def units(self, check: AnyCheck, found: Outcome, form: str) -> tuple[str, str]:
        """What a chart's values are in, and those along its horizontal axis where they have a unit."""
        say = self.say
        match check:
            case Change() if form == "bars":
                return say("% change") if check.measure == "percent" else say("change, {unit}", unit=check.of.unit), ""
            case Change() | Record():
                return check.of.unit, ""
            case Rank():
                unit = self.catalog.indicator(check.indicator).unit
                return say("{unit}, {when}", unit=unit, when=_period(check.period)), ""
            case Rate():
                return say("{what}, a year", what=check.countings[0].title), ""
            case Among():
                return say("points"), ""
            case Association():
                score, what = self.score(check, found), check.of.title
                return say("change of {what}", what=score), say("change of {what}", what=what)
        return ("", "") if form == "events" else (say("score"), "")


@dataclass(frozen=True, eq=False)
class ExhibitText:
    """What a chart shows with its labels and units in words."""

    exhibit: Exhibit
    unit: str
    x_unit: str


def exhibit_text(finding: Finding, check: AnyCheck, outcome: Outcome, *, lang: str = "en") -> ExhibitText | None:
    """What the chart of one outcome shows, in words; None where it has none."""
    exhibit = outcome.exhibit
    if exhibit is None:
        return None
    words = _Words(finding, lang)

    def labelled(frame: pd.DataFrame) -> pd.DataFrame:
        if "label" not in frame:
            return frame
        return frame.assign(label=[words.label(check, outcome, exhibit.form, str(key)) for key in frame["label"]])

    spans = None if exhibit.spans is None else labelled(exhibit.spans)
    return ExhibitText(
        Exhibit(exhibit.form, labelled(exhibit.frame), spans), *words.units(check, outcome, exhibit.form)
    )


def bars_alt(frame: pd.DataFrame, unit: str, digits: int, *, lang: str = "en") -> str:
    """Bars of `label`, `value` and `emphasis`, for who cannot see them."""
    say, marked = translator(lang), frame[frame["emphasis"]]
    low, high = frame.loc[frame["value"].idxmin()], frame.loc[frame["value"].idxmax()]
    names = [f"{row.label} {number(row.value, digits)}" for row in marked.itertuples()]
    return say(
        "Bar chart of {n} values in {unit}. Marked: {marked}. Lowest: {low} ({least}), highest: {high} ({most}).",
        n=len(frame),
        unit=unit,
        marked=listing(names) or say("none"),
        low=low["label"],
        least=number(low["value"], digits),
        high=high["label"],
        most=number(high["value"], digits),
    )


def lines_alt(frame: pd.DataFrame, spans: pd.DataFrame, unit: str, digits: int, *, lang: str = "en") -> str:
    """A line with the means of its spans."""
    say = translator(lang)
    means = [
        say("{label} ({start} to {end}) {mean}", label=label, start=start, end=end, mean=number(mean, digits))
        for label, start, end, mean in spans[["label", "start", "end", "mean"]].itertuples(index=False)
    ]
    return say(
        "Line chart of {unit} by month, {first} to {last}. Means: {means}.",
        unit=unit,
        first=frame["month"].iloc[0],
        last=frame["month"].iloc[-1],
        means=listing(means),
    )


def timeline_alt(frame: pd.DataFrame, spans: pd.DataFrame, *, lang: str = "en") -> str:
    """Events, and the periods in which they were collected."""
    say = translator(lang)
    events = "; ".join(f"{day_name(row.date_start)}: {row.title}" for row in frame.itertuples())
    periods = "; ".join(
        say("{kind} {start} to {end}", kind=row.label, start=row.start, end=row.end) for row in spans.itertuples()
    )
    return say(
        "Timeline of {n} acts: {events}. Collected: {periods}.",
        n=len(frame),
        events=events or say("none on record"),
        periods=periods or say("never"),
    )


def points_alt(frame: pd.DataFrame, unit: str, x_unit: str, *, lang: str = "en") -> str:
    """Points of years, and their correlation."""
    r = number(frame["x"].corr(frame["y"]), 2)
    return translator(lang)("Scatter of {n} years: {x} against {y}; r = {r}.", n=len(frame), x=x_unit, y=unit, r=r)


def _once(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(texts))


def _change(value: float, check: Change, way: Quantity | None = None) -> str:
    """A change with its sign: `+32.6 %`, `−0.378`."""
    return f"{signed(value)} %" if check.measure == "percent" else signed(value, (way or check.of).digits)


def _rank(p: float) -> str:
    """A rank as a share: `3 %`, never less than `1 %`."""
    return "–" if math.isnan(p) else f"{max(1, round(100 * p))} %"


def _ratio(value: float) -> str:
    return "∞" if math.isinf(value) else number(value, 2)


def _period(period: str) -> str:
    """`2021`, `January 2022`"""
    return period_name(pd.Period(period))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
