"""Statements about relations with what the figures say of them: when they were made, and now."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from indicators.charts.claims import claim_chart
from indicators.claims import VERDICTS, Claim, Claims, Exhibit, Finding, Outcome, evaluate_all, read_claims
from indicators.claims.model import AnyCheck, OfIndex
from indicators.claims.words import day
from indicators.dashboard.ui import background, cache, controls, download, parts
from indicators.dashboard.ui.background import Progress, Work
from indicators.index import needed
from indicators.model import Sourced

ICONS = {
    "supported": ":material/check_circle:",
    "partly supported": ":material/contrast:",
    "not supported": ":material/cancel:",
    "cannot be settled": ":material/help:",
}
SYMBOLS = {"supported": "✓", "partly supported": "◐", "not supported": "✗", "cannot be settled": "?"}
HOLDS = {True: "Holds", False: "Does not hold", None: "Open"}
HOLDS_ICONS = {True: ":material/check:", False: ":material/close:", None: ":material/question_mark:"}


def render() -> None:
    """Draw the page from top to bottom."""
    view = controls.view()
    st.title("What was said, and what the figures say", anchor=False)
    st.markdown(
        "Each statement is tested by a rule that its file writes down. *Cannot be settled* is an answer, too: "
        "the figures are silent, chance could have done as much, or the result flips under other reasonable weights. "
        "*Not supported*, too, needs evidence. No effect is tested on a figure that codes it, and a correlation is "
        "called a correlation."
    )
    claims = _claims()
    for sentence in claims.refused:
        st.warning(cache.plain(sentence), icon=":material/warning:")
    now = _findings(list(claims.by_id.values()), view.as_of)
    began = [_started(made, date) for date, made in _by_day(claims).items()]
    then = {id: finding for work in began if work.done() for id, finding in work.result().items()}
    _counted(now)
    _table(now, then)
    if view.as_of and (later := sum(claim.date > view.as_of for claim in claims.by_id.values())):
        st.caption(f"{later} of the statements were made after the as-of date; they are tested on what was known then.")
    st.caption(
        "Choose a row to see the chart, how it was tested, and what would change it. Every statement names its own "
        "pair and definition; the as-of date of the sidebar is the clock."
    )
    ids = list(claims.by_id)
    chosen = controls.choose("Statement", ids, ids[0], key="claim", names=lambda id: claims.by_id[id].title)
    _claim(now[chosen], then.get(chosen), view.as_of)
    _own()
    if len(then) < len(now):
        for work in began:
            background.wait_for(work, "Testing what could be said when each statement was made")
        st.rerun()


def _claims() -> Claims:
    return _read(cache.version())


@st.cache_resource(show_spinner=False, max_entries=2)
def _read(version: str) -> Claims:
    return read_claims(cache.catalog(), cache.store().extra)


def _findings(claims: list[Claim], as_of: dt.date | None) -> dict[str, Finding]:
    """The claims tested as of a date, once for all sessions."""
    clock = f" as of {day(as_of)}" if as_of else ""
    return background.wait_for(_started(claims, as_of), f"Testing {len(claims)} statements{clock}")


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


def _counted(now: dict[str, Finding]) -> None:
    counts = Counter(finding.verdict for finding in now.values())
    with st.container(horizontal=True):
        for verdict in VERDICTS:
            st.metric(
                f"{SYMBOLS[verdict]} {verdict.capitalize()}", counts[verdict], border=True, width="stretch",
            )  # fmt: skip
    looked = sum(finding.comparisons for finding in now.values())
    st.caption(f"{looked} numbers were compared with chance or with a threshold. Some look unusual by chance alone.")


def _table(now: dict[str, Finding], then: dict[str, Finding]) -> None:
    rows = [
        {
            "verdict": _marked(finding.verdict),
            "title": finding.claim.title,
            "figure": finding.figure_text,
            "said": finding.claim.date,
            "then": _marked(then[finding.id].verdict) if finding.id in then else None,
        }
        for finding in now.values()
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        key="claims_table",
        on_select=_choose_selected,
        selection_mode="single-row",
        height="content",
        placeholder="being tested …",
        column_config={
            "verdict": st.column_config.TextColumn("Verdict", width=130),
            "title": st.column_config.TextColumn("Statement", width=300),
            "figure": st.column_config.TextColumn("Figure", width=290),
            "said": st.column_config.DateColumn("Said on", format="D MMM YYYY", width=95),
            "then": st.column_config.TextColumn("Verdict then", width=130),
        },
        alt="Statements with verdict and figure, the day on which they were made, and the verdict on that day.",
    )


def _marked(verdict: str) -> str:
    return f"{SYMBOLS[verdict]} {verdict}"


def _choose_selected() -> None:
    rows = st.session_state["claims_table"]["selection"]["rows"]
    if rows:
        controls.set_choice("claim", list(_claims().by_id)[rows[0]])


# --- one claim -----------------------------------------------------------------------------------------


def _claim(finding: Finding, then: Finding | None, as_of: dt.date | None) -> None:
    claim = finding.claim
    st.header(cache.plain(claim.title), anchor=False)
    st.markdown(f"> {cache.plain(claim.statement)}")
    st.caption(f"Our paraphrase of [{cache.plain(claim.source)}]({claim.url}), {day(claim.date)}.")
    _verdict(f"As of {day(as_of)}" if as_of else "Now", finding)
    st.markdown(cache.plain(finding.sentence))
    _chart(finding)
    if finding.beside:
        st.markdown(f"*Beside it:* {cache.plain(finding.beside)}")
    if then is None:
        st.markdown(f"**What could be said on {day(claim.date)}:** :material/hourglass_top: being tested …")
    else:
        _verdict(f"What could be said on {day(claim.date)}", then)
        same = then.sentence == finding.sentence
        st.markdown("The same, word for word." if same else cache.plain(then.sentence))
    _how(finding)
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        st.markdown("**What the figures cannot see**")
        st.markdown(_bullets(finding.limits))
    with right, st.container(border=True, height="stretch"):
        st.markdown("**What would change this**")
        st.markdown(_bullets(claim.would_change))


def _verdict(label: str, finding: Finding) -> None:
    st.markdown(f"**{label}:** {ICONS[finding.verdict]} **{finding.verdict.capitalize()}**")


def _chart(finding: Finding) -> None:
    exhibit = finding.exhibit
    if exhibit is None:
        st.info("There is nothing to draw: no figure is known on this date.", icon=":material/info:")
        return
    if exhibit.form == "acts":
        st.caption("A bar spans the days for which a kind of act was collected; where there is none, nobody looked.")
    _draw(exhibit, finding, finding.id, [check for check, _ in finding.results])


def _draw(exhibit: Exhibit, finding: Finding, key: str, checks: list[AnyCheck]) -> None:
    """A chart with what it rests on: the sources that the checks read."""
    chart = claim_chart(exhibit.form, exhibit.frame, unit=exhibit.unit, x_unit=exhibit.x_unit, spans=exhibit.spans)
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
            for key, value in part.items():
                yield key
                yield from _named(value)
        case list() | tuple():
            for value in part:
                yield from _named(value)


def _how(finding: Finding) -> None:
    with st.expander("How it was tested", icon=":material/science:", expanded=True):
        st.markdown(cache.plain(finding.claim.tested))
        for number, (check, outcome) in enumerate(finding.results):
            _part(check, outcome)
            if check.part != "context" and outcome.exhibit not in (None, finding.exhibit):
                _draw(outcome.exhibit, finding, f"{finding.id}_{number}", [check])
        if finding.interval is not None:
            st.markdown(f"**Interval of the figure:** {cache.plain(finding.main.interval_of)}.")
        if finding.sample:
            st.markdown(f"**Sample:** {cache.plain(finding.sample)}")
        if finding.left_out:
            definition = cache.catalog().definition(finding.claim.definition)
            names = ", ".join(definition.label(name) for name in finding.left_out if name in definition.components)
            st.markdown(f"**Left out, because they code what is tested:** {cache.plain(names)}.")
        if finding.robustness:
            st.markdown(f"**How robust it is**\n\n{_bullets(finding.robustness)}")
        st.caption(
            "The parts that decide give the verdict: supported when all hold, partly supported when some do, not "
            "supported when none does or a premise fails. Where open parts could turn it either way, it cannot be "
            f"settled. A direction counts as settled from {finding.claim.settled_at:.0%} of the draws."
        )


def _part(check: AnyCheck, outcome: Outcome) -> None:
    if check.part == "context":
        found = "" if outcome.holds is None else f", {HOLDS[outcome.holds].lower()}"
        st.markdown(f":material/info: **Beside it{found}:** {cache.plain(check.says)} *Decides nothing.*")
        return
    role = " *A premise: it must hold, and proves nothing alone.*" if check.part == "premise" else ""
    st.markdown(f"{HOLDS_ICONS[outcome.holds]} **{HOLDS[outcome.holds]}:** {cache.plain(check.says)}{role}")
    why = f"{check.why} " if check.why and check.kind != "beyond" else ""
    st.caption(cache.plain(f"{why}Rule: {check.rule[:1].lower()}{check.rule[1:]}"))


def _bullets(lines: tuple[str, ...]) -> str:
    return "\n".join(f"- {cache.plain(line)}" for line in lines)


def _own() -> None:
    with st.expander("Test a statement of your own", icon=":material/add:"):
        folder = cache.store().extra / "claims"
        st.markdown(
            "A claim is a TOML file. Copy one of those that ship, change it, and put it into this folder; it appears "
            "here when the page is drawn again. A file that is wrong is named above with what to correct."
        )
        st.code(str(folder), language=None)
        st.caption(cache.plain(f"The shipped ones are in {cache.catalog().root / 'claims'}."))
