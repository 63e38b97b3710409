"""Statements about relations with what the figures say of them: when they were made, and now."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd
import streamlit as st

from indicators.charts.claims import claim_chart
from indicators.claims import VERDICTS, Claim, Claims, Finding, Outcome, Verdict, evaluate_all, read_claims
from indicators.claims.model import AnyCheck, OfIndex
from indicators.dashboard.ui import background, cache, controls, download, parts
from indicators.dashboard.ui.background import Progress, Work
from indicators.dashboard.ui.language import Markdown, language, say
from indicators.dashboard.ui.table import Column, table
from indicators.index import needed
from indicators.model import Sourced
from indicators.text import day_name
from indicators.wording.claims import FindingText, finding_text, verdict_text
from indicators.wording.language import translated

ICONS = {
    "supported": ":material/check_circle:",
    "partly supported": ":material/contrast:",
    "not supported": ":material/cancel:",
    "cannot be settled": ":material/help:",
}
SYMBOLS = {"supported": "✓", "partly supported": "◐", "not supported": "✗", "cannot be settled": "?"}
COLUMNS = (
    Column("verdict", "Verdict", "text", 130),
    Column("title", "Statement", "text", 300),
    Column("figure", "Figure", "text", 290),
    Column("date", "Said on", "day in words", 95),
    Column("then", "Verdict then", "text", 130),
)


def render() -> None:
    """Draw the page from top to bottom."""
    as_of = controls.view().as_of
    st.title(say("What was said, and what the figures say"), anchor=False)
    st.markdown(
        say(
            "Each statement is tested by a rule that its file writes down. *Cannot be settled* is an answer, too: the "
            "figures are silent, chance could have done as much, or the result flips under other reasonable weights. "
            "*Not supported*, too, needs evidence. No effect is tested on a figure that codes it, and a correlation is "
            "called a correlation."
        )
    )
    claims = _claims()
    for sentence in claims.refused:
        st.warning(cache.plain(sentence), icon=":material/warning:")
    now = _findings(list(claims.by_id.values()), as_of)
    began = [_started(made, date) for date, made in _by_day(claims).items()]
    then = {id: finding for work in began if work.done() for id, finding in work.result().items()}
    _counts(now)
    _table(now, then)
    if as_of and (later := sum(claim.date > as_of for claim in claims.by_id.values())):
        st.caption(
            say(
                "{n} of the statements were made after the as-of date; they are tested on what was known then.", n=later
            )
        )
    st.caption(
        say(
            "Choose a row to see the chart, how it was tested, and what would change it. Every statement names its own "
            "pair and definition; the as-of date of the sidebar is the clock."
        )
    )
    ids = list(claims.by_id)
    chosen = controls.choose(say("Statement"), ids, ids[0], key="claim", names=lambda id: claims.by_id[id].title)
    _claim(now[chosen], then.get(chosen), as_of)
    _own()
    if len(then) < len(now):
        for work in began:
            background.wait_for(work, say("Testing what could be said when each statement was made"))
        st.rerun()


def _claims() -> Claims:
    return _read(cache.version())


@st.cache_resource(show_spinner=False, max_entries=2)
def _read(version: str) -> Claims:
    return read_claims(cache.catalog(), cache.store().extra)


def _findings(claims: list[Claim], as_of: dt.date | None) -> dict[str, Finding]:
    """The claims tested as of a date, once for all sessions."""
    if as_of:
        title = say("Testing {n} statements as of {day}", n=len(claims), day=day_name(as_of))
    else:
        title = say("Testing {n} statements", n=len(claims))
    return background.wait_for(_started(claims, as_of), title)


def _started(claims: list[Claim], as_of: dt.date | None) -> Work[dict[str, Finding]]:
    origin = cache.origin()
    ids = tuple(claim.id for claim in claims)

    def test(tell: Progress) -> dict[str, Finding]:
        found = evaluate_all(claims, origin, as_of, lambda share, _title: tell(share))
        return {finding.id: finding for finding in found}

    return background.start(("claims", cache.version(), ids, as_of), test)


def _by_day(claims: Claims) -> dict[dt.date, list[Claim]]:
    """The claims by the day on which they were made."""
    by_day: dict[dt.date, list[Claim]] = {}
    for claim in claims.by_id.values():
        by_day.setdefault(claim.date, []).append(claim)
    return by_day


def _counts(now: dict[str, Finding]) -> None:
    counts = Counter(finding.verdict for finding in now.values())
    with st.container(horizontal=True):
        for verdict in VERDICTS:
            label = f"{SYMBOLS[verdict]} {_capital(verdict)}"
            st.metric(label, counts[verdict], border=True, width="stretch")
    st.caption(
        say(
            "{n} numbers were compared with chance or with a threshold. Some look unusual by chance alone.",
            n=sum(finding.comparisons for finding in now.values()),
        )
    )


def _table(now: dict[str, Finding], then: dict[str, Finding]) -> None:
    rows = [
        {
            "verdict": _marked(finding.verdict),
            "title": finding.claim.title,
            "figure": finding_text(finding, lang=language()).figure,
            "date": finding.claim.date,
            "then": _marked(then[finding.id].verdict) if finding.id in then else None,
        }
        for finding in now.values()
    ]
    ids = list(now)
    table(
        pd.DataFrame(rows),
        COLUMNS,
        key="claims_table",
        on_select=lambda places: controls.set_choice("claim", ids[places[0]]) if places else None,
        height="content",
        placeholder=say("being tested …"),
        alt=say("Statements with verdict and figure, the day on which they were made, and the verdict on that day."),
    )


def _marked(verdict: Verdict) -> str:
    return f"{SYMBOLS[verdict]} {verdict_text(verdict, lang=language())}"


def _capital(verdict: Verdict) -> str:
    return verdict_text(verdict, lang=language()).capitalize()


# --- one claim -----------------------------------------------------------------------------------------


def _claim(finding: Finding, then: Finding | None, as_of: dt.date | None) -> None:
    claim, text, day = finding.claim, finding_text(finding, lang=language()), day_name(finding.claim.date)
    st.header(cache.plain(claim.title), anchor=False)
    st.markdown(f"> {cache.plain(claim.statement)}")
    address = Markdown(str(claim.url))
    st.caption(say("Our paraphrase of [{source}]({url}), {day}.", source=claim.source, url=address, day=day))
    _verdict(say("As of {day}", day=day_name(as_of)) if as_of else say("Now"), finding)
    st.markdown(cache.plain(text.sentence))
    _chart(finding)
    if text.beside:
        st.markdown(say("*Beside it:* {text}", text=text.beside))
    if then is None:
        st.markdown(say("**What could be said on {day}:** :material/hourglass_top: being tested …", day=day))
    else:
        _verdict(say("What could be said on {day}", day=day), then)
        earlier = finding_text(then, lang=language()).sentence
        st.markdown(say("The same, word for word.") if earlier == text.sentence else cache.plain(earlier))
    _how(finding, text)
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        st.markdown(say("**What the figures cannot see**"))
        st.markdown(_bullets(text.limits))
    with right, st.container(border=True, height="stretch"):
        st.markdown(say("**What would change this**"))
        st.markdown(_bullets(claim.would_change))


def _verdict(label: str, finding: Finding) -> None:
    st.markdown(f"**{label}:** {ICONS[finding.verdict]} **{_capital(finding.verdict)}**")


def _chart(finding: Finding) -> None:
    if finding.charted is None:
        st.info(say("There is nothing to draw: no figure is known on this date."), icon=":material/info:")
        return
    exhibit = finding.charted[1].exhibit
    if exhibit is not None and exhibit.form == "events":
        st.caption(
            say("A bar spans the days for which a kind of act was collected; where there is none, nobody looked.")
        )
    _draw(finding, *finding.charted, finding.id, [check for check, _ in finding.results])


def _draw(finding: Finding, check: AnyCheck, outcome: Outcome, key: str, checks: list[AnyCheck]) -> None:
    """The chart of an outcome with what it rests on: the sources that the checks read."""
    chart = claim_chart(finding, check, outcome, lang=language())
    if chart is None:
        return
    about = {
        "claim": finding.id,
        "statement": finding.claim.statement,
        "pair": str(finding.claim.pair),
        "definition": finding.claim.definition,
        "as_of": finding.as_of and finding.as_of.isoformat(),
        "data_version": finding.data_version,
    }
    origin = download.Origin.of_sources(_sources(finding.claim, checks), about)
    parts.below(parts.chart(chart, f"claim_{key}"), key=f"claim_{key}", name=f"claim-{key}", origin=origin)


def _sources(claim: Claim, checks: list[AnyCheck]) -> list[Sourced]:
    """The described sources that some checks read; where they look at the index, those of its definition as well."""
    catalog = cache.catalog()
    read = {name for check in checks for name in _named(check.model_dump())}
    if any(isinstance(check, OfIndex) for check in checks):
        read |= {name for names in needed(catalog.definition(claim.definition)) for name in names}
    events = {source.id: source for source in catalog.event_sources.values() if read & source.kinds.keys()}
    return [*(catalog.indicators[name] for name in sorted(read & catalog.indicators.keys())), *events.values()]


def _named(part: Any) -> Iterator[str]:
    """All texts in a check, among which are the ids of what it reads."""
    match part:
        case str():
            yield part
        case dict():
            yield from part
            yield from _named(list(part.values()))
        case list() | tuple():
            for value in part:
                yield from _named(value)


def _how(finding: Finding, text: FindingText) -> None:
    with st.expander(say("How it was tested"), icon=":material/science:", expanded=True):
        st.markdown(cache.plain(finding.claim.tested))
        for number, (check, outcome) in enumerate(finding.results):
            _part(check, outcome)
            if check.part != "context" and finding.charted is not None and outcome is not finding.charted[1]:
                _draw(finding, check, outcome, f"{finding.id}_{number}", [check])
        if finding.interval is not None:
            st.markdown(say("**Interval of the figure:** {meaning}.", meaning=text.interval_of))
        if text.sample:
            st.markdown(say("**Sample:** {sample}", sample=text.sample))
        if finding.left_out:
            definition = cache.catalog().definition(finding.claim.definition)
            names = ", ".join(definition.label(name) for name in finding.left_out if name in definition.components)
            st.markdown(say("**Left out, because they code what is tested:** {names}.", names=names))
        if text.robustness:
            st.markdown(f"{say('**How robust it is**')}\n\n{_bullets(text.robustness)}")
        st.caption(
            say(
                "The parts that decide give the verdict: supported when all hold, partly supported when some do, not "
                "supported when none does or a premise fails. Where open parts could turn it either way, it cannot be "
                "settled. A direction counts as settled from {share:.0%} of the draws.",
                share=finding.claim.settled_at,
            )
        )


def _part(check: AnyCheck, outcome: Outcome) -> None:
    """One part of a claim: what it says, whether it holds, and by which rule."""
    says, holds = check.says, outcome.holds
    if check.part == "context" and holds is None:
        st.markdown(say(":material/info: **Beside it:** {says} *Decides nothing.*", says=says))
        return
    if check.part == "context" and holds:
        st.markdown(say(":material/info: **Beside it, holds:** {says} *Decides nothing.*", says=says))
        return
    if check.part == "context":
        st.markdown(say(":material/info: **Beside it, does not hold:** {says} *Decides nothing.*", says=says))
        return
    if holds is None:
        sentence = say(":material/question_mark: **Open:** {says}", says=says)
    elif holds:
        sentence = say(":material/check: **Holds:** {says}", says=says)
    else:
        sentence = say(":material/close: **Does not hold:** {says}", says=says)
    premise = say("*A premise: it must hold, and proves nothing alone.*")
    st.markdown(f"{sentence} {premise}" if check.part == "premise" else sentence)
    rule = str(translated(check.rule, language()))
    rule = say("Rule: {rule}", rule=f"{rule[:1].lower()}{rule[1:]}")
    st.caption(f"{cache.plain(check.why)} {rule}" if check.why and check.kind != "beyond" else rule)


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {cache.plain(line)}" for line in lines)


def _own() -> None:
    with st.expander(say("Test a statement of your own"), icon=":material/add:"):
        st.markdown(
            say(
                "A claim is a TOML file. Copy one of those that ship, change it, and put it into this folder; it "
                "appears here when the page is drawn again. A file that is wrong is named above with what to correct."
            )
        )
        st.code(str(cache.store().extra / "claims"), language=None)
        st.caption(say("The shipped ones are in {folder}.", folder=str(cache.catalog().root / "claims")))
