"""How robust the index is: what its uncertainty comes from, what each part does, and the audit in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from indicators.charts.what_if import importance_chart, left_out_chart, sobol_chart, sources_chart
from indicators.dashboard.ui import background, cache, controls, parts
from indicators.dashboard.ui.background import Progress, Work
from indicators.dashboard.ui.cache import CachedIndex
from indicators.dashboard.ui.controls import View
from indicators.dashboard.ui.language import say
from indicators.dashboard.ui.table import Column, table
from indicators.errors import ScoringError
from indicators.index import scenario as scenarios
from indicators.index.robustness import alternatives, bounds
from indicators.index.scenario import Scenario
from indicators.model.methods import DRAWS, SEED
from indicators.scoring.coherence import Coherence
from indicators.scoring.uncertainty import quantiles, uncertainty
from indicators.scoring.uncertainty.choices import Alternatives, Bounds, Choices
from indicators.scoring.uncertainty.sensitivity import Sensitivity
from indicators.text import month_name, number
from indicators.wording import rules
from indicators.wording.scoring import coherence_sentences

SOURCES = {
    "weights": "weights",
    "normalisation": "how figures are scored",
    "aggregation": "how scores are joined",
    "entry": "what counts before a late beginning",
    "leave_one_out": "leaving one component out",
}
"""Choices that every definition has, and their names here."""

FACTORS = {"component left out": SOURCES["leave_one_out"], "half_life": "half-life"}
"""Factors of the Sobol indices that have another name there."""


ALPHA = [Column("group", "Group"), Column("alpha", "Cronbach's alpha", "%.2f")]


@dataclass(frozen=True, eq=False)
class Findings:
    """What the audit of an index found.

    `sources`: source, low, median, high of the month's index when only this choice varies. `left_out`: component,
    value of the month's index without it. `refused`: why a part is not there.
    """

    month: pd.Period
    sources: pd.DataFrame
    left_out: pd.DataFrame
    sensitivity: Sensitivity | None
    coherence: Coherence | None
    refused: tuple[str, ...]


def draw(view: View) -> None:
    """The section: one toggle, since the audit takes seconds, and what it found."""
    st.markdown(
        "The index as it is, without the scenario: which of the choices behind it matter, what each component does, "
        "and the statistical audit that the Joint Research Centre of the European Commission makes of composite "
        "indicators."
    )
    if controls.toggle("Compute the audit", key="audit", help="A few seconds, once for each index."):
        _section(view.index, view.key)


@st.fragment(parallel=True)
def _section(index: CachedIndex, key: str) -> None:
    """Fills in when the findings are there."""
    with cache.sentences():
        work: Work[Findings] = background.start((key, "robust"), lambda tell: audit(index, tell))
        found = background.wait_for(work, "Computing the index under other choices")
        _audit_in_words(index, found)
        _uncertainty(index, found)
        _left_out(index, found)
        _importance(index, found)
        for sentence in found.refused:
            st.caption(say("{sentence}", sentence=sentence))


def audit(index: CachedIndex, tell: Progress) -> Findings:
    """All findings of an index in its headline month; what cannot be computed is told, not raised."""
    assert index.headline is not None
    month = index.headline.month
    refused: list[str] = []
    sensitivity, coherence = None, None
    sources = _by_source(index, month, tell)
    try:
        sensitivity = index.sensitivity(str(month))
    except ScoringError as error:
        refused.append(str(error))
    tell(0.9)
    try:
        coherence = index.coherence()
    except ScoringError as error:
        refused.append(str(error))
    return Findings(month, sources, _each_left_out(index, month), sensitivity, coherence, tuple(refused))


def _by_source(index: CachedIndex, month: pd.Period, tell: Progress) -> pd.DataFrame:
    """The range of one month's index when one choice varies and the others stay as defined."""
    varied, measured = alternatives(index), bounds(index)
    tell(0.1)
    nothing = Choices.only()
    cases: dict[str, tuple[Choices, Alternatives | None, Bounds | None]] = {
        title: (Choices.only(name), None, None) for name, title in SOURCES.items()
    }
    cases |= {
        " and ".join(name.replace("_", " ") for name in names): (nothing, {names: frames}, None)
        for names, frames in varied.items()
    }
    if measured is not None:
        cases["measurement error"] = (nothing, None, measured)
    cases["all together"] = (Choices(), varied, measured)
    rows = []
    for place, (title, (choices, matrices, errors)) in enumerate(cases.items()):
        drawn = uncertainty(
            index.panel.matrix,
            index.definition,
            carried=index.panel.carried,
            choices=choices,
            alternatives=matrices,
            bounds=errors,
            draws=DRAWS // 2,
            seed=SEED,
        )
        low, median, high = quantiles(drawn.values(str(month))[None, :], (0.05, 0.5, 0.95))[0]
        if drawn.sample.factors:
            rows.append((title, low, median, high))
        tell(0.1 + 0.6 * (place + 1) / len(cases))
    ranges = pd.DataFrame(rows, columns=["source", "low", "median", "high"])
    width = (ranges["high"] - ranges["low"]).where(ranges["source"] != "all together", float("inf"))
    return ranges.loc[width.sort_values(ascending=False).index].reset_index(drop=True)


def _each_left_out(index: CachedIndex, month: pd.Period) -> pd.DataFrame:
    """The month's index without each component, the lowest first."""
    definition = index.definition
    rows = [
        (definition.label(name), scenarios.applied(Scenario(without=(name,)), index).index[month])
        for name in definition.leaves(definition.index)
        if len(definition.leaves(definition.index)) > 1
    ]
    return pd.DataFrame(rows, columns=["component", "value"]).dropna().sort_values("value", ignore_index=True)


def _audit_in_words(index: CachedIndex, found: Findings) -> None:
    st.subheader(say("The audit in plain sentences"), anchor=False)
    sentences = [] if found.coherence is None else coherence_sentences(found.coherence)
    if found.sensitivity is not None:
        sentences.append(_sobol_in_words(index, found.sensitivity, found.month))
    st.markdown(parts.bullets(rules.readable(sentence, index.definition) for sentence in sentences))


def _sobol_in_words(index: CachedIndex, found: Sensitivity, month: pd.Period) -> str:
    """The choice that matters most by itself, and how much is interaction."""
    shares = found.to_frame()
    top = shares.loc[shares["first"].idxmax()]
    alone = shares["first"].sum().clip(0.0, 1.0)
    return (
        f"Of all choices, {_factor(index, str(top['factor']))} alone explains {top['first']:.0%} of how far the index "
        f"of {month_name(month)} could have been elsewhere ({top['first_low']:.0%} to {top['first_high']:.0%}); all "
        f"of them one by one explain {alone:.0%}, the rest is interaction between them."
    )


def _uncertainty(index: CachedIndex, found: Findings) -> None:
    month, nominal = month_name(found.month), float(index.index[found.month])
    st.subheader(say("What the uncertainty comes from"), anchor=False)
    st.markdown(
        say(
            "Each row varies one kind of choice and leaves the others as defined: how far the index of {month}, "
            "{index}, would move (dotted line: where it is). Every draw is put on the mean and spread of the index "
            "before they are compared.",
            month=month,
            index=number(nominal),
        )
    )
    chart = sources_chart(found.sources, nominal=nominal, month=month)
    parts.show(chart, key="robust_sources", name="uncertainty-by-source", index=index)
    if found.sensitivity is not None:
        st.markdown(
            "Sobol indices divide the variance among the choices: alone, and with all their interactions. The bars "
            "are 95 % intervals; what reaches below zero cannot be told from nothing."
        )
        shares = found.sensitivity.to_frame()
        shares["factor"] = [_factor(index, name) for name in shares["factor"]]
        chart = sobol_chart(shares, f"the index in {month}")
        parts.show(chart, key="robust_sobol", name="sobol", index=index)


def _factor(index: CachedIndex, name: str) -> str:
    """A choice by the title of the group or component that it is about."""
    nodes = (*index.definition.groups, *index.definition.components)
    choice, of, about = name.rpartition(" of ")
    if of and about in nodes:
        return f"{choice}: {index.definition.label(about)}"
    return FACTORS.get(name) or SOURCES.get(name) or name.replace("_", " ")


def _left_out(index: CachedIndex, found: Findings) -> None:
    st.subheader(say("Without each component"), anchor=False)
    st.markdown(
        "The index if a component were switched off and its siblings shared its weight (dotted line: as it is)."
    )
    chart = left_out_chart(found.left_out, nominal=float(index.index[found.month]), month=month_name(found.month))
    parts.show(chart, key="robust_left_out", name="leave-one-out", index=index)


def _importance(index: CachedIndex, found: Findings) -> None:
    if found.coherence is None:
        return
    audit, label = found.coherence, index.definition.label
    st.subheader(say("Weight against realised importance"), anchor=False)
    st.markdown(
        "A weight is what was meant; the share of the index's variance over the months is what the figures made of "
        "it. Shares sum to one; a negative share moves against the index."
    )
    rows = audit.importance[audit.importance["kind"] == "component"]
    rows = rows.assign(component=rows["element"].map(label)).sort_values("weight", ascending=False)
    columns = ["component", "weight", "share", "share_low", "share_high"]
    chart = importance_chart(rows[columns].reset_index(drop=True))
    parts.show(chart, key="robust_importance", name="importance", index=index)
    with st.expander("Coherence in numbers", icon=":material/table:"):
        st.markdown(f"Correlations of the groups, {audit.window}")
        groups = audit.groups.rename(index=label, columns=label)
        st.dataframe(groups.style.format("{:.2f}", na_rep="–"), alt="Correlations of the groups with one another.")
        alpha = audit.alpha.rename(index=label).rename_axis("group").reset_index(name="alpha")
        table(alpha, ALPHA, alt=say("Cronbach's alpha of the components below each group."))
