"""A claim and what was known on a date → a finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from indicators.catalog import Catalog
from indicators.claims.associations import beyond, link, what_if
from indicators.claims.effects import among, around
from indicators.claims.events import count, rate
from indicators.claims.evidence import Evidence
from indicators.claims.figures import change, rank, record
from indicators.claims.finding import Finding, Outcome
from indicators.claims.model import AnyCheck, Claim
from indicators.claims.trajectories import course, difference
from indicators.errors import PanelError, ScoringError, TrendError
from indicators.index import Figures
from indicators.trends.fitting import fitting

Progress = Callable[[float, str], None]

HOW: dict[str, Callable[[Any, Claim, Evidence], Outcome]] = {
    "change": change,
    "record": record,
    "rank": rank,
    "count": count,
    "rate": rate,
    "difference": difference,
    "course": course,
    "around": around,
    "among": among,
    "what_if": what_if,
    "link": link,
    "beyond": beyond,
}
"""What evaluates each kind of check."""


def evaluate(claim: Claim, store: Figures, catalog: Catalog, as_of: dt.date | None = None) -> Finding:
    """Test one claim on what could have been known on a date (None: on all that is recorded)."""
    return evaluate_all([claim], store, catalog, as_of)[0]


def evaluate_all(
    claims: Iterable[Claim],
    store: Figures,
    catalog: Catalog,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> list[Finding]:
    """Test several claims; indices, draws and simulated worlds are computed once for all of them.

    `progress` is told the share done and the claim at work.
    """
    claims = list(claims)
    evidence = Evidence(store, catalog, as_of)
    version = store.data_version
    findings = []
    with fitting():
        for number, claim in enumerate(claims):
            if progress is not None:
                progress(number / len(claims), claim.title)
            results = tuple((check, _outcome(check, claim, evidence)) for check in claim.checks)
            findings.append(Finding(claim, as_of, version, results))
    if progress is not None:
        progress(1.0, "")
    return findings


def _outcome(check: AnyCheck, claim: Claim, evidence: Evidence) -> Outcome:
    """What a check finds. Where the figures of the date do not carry the method, that is the finding."""
    try:
        return HOW[check.kind](check, claim, evidence)
    except (PanelError, ScoringError, TrendError) as error:
        return Outcome(holds=None, sentence=f"It cannot be computed: {error}")
