"""A claim and what was known on a date → a finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from indicators.claims.associations import association, beyond, what_if
from indicators.claims.effects import among, around
from indicators.claims.events import count, rate
from indicators.claims.evidence import Evidence
from indicators.claims.figures import change, rank, record
from indicators.claims.files import read_claims
from indicators.claims.finding import Finding, Outcome, Refused
from indicators.claims.model import AnyCheck, Claim
from indicators.claims.trajectories import difference, trajectory
from indicators.errors import Message, PanelError, ScoringError, TrendError
from indicators.index import Origin
from indicators.index.workspace import Workspace
from indicators.trends.fitting import fitting

Progress = Callable[[float, str], None]

HOW: dict[str, Callable[[Any, Claim, Evidence], Outcome]] = {
    "change": change,
    "record": record,
    "rank": rank,
    "count": count,
    "rate": rate,
    "difference": difference,
    "course": trajectory,
    "around": around,
    "among": among,
    "what_if": what_if,
    "link": association,
    "beyond": beyond,
}
"""What evaluates each kind of check."""


def evaluate(claim: Claim, origin: Origin, as_of: dt.date | None = None) -> Finding:
    """Test one claim on what could have been known on a date (None: on all that is recorded)."""
    return evaluate_all([claim], origin, as_of)[0]


def evaluate_all(
    claims: Iterable[Claim],
    origin: Origin,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> list[Finding]:
    """Test several claims; indices, draws and null replicates are computed once for all of them.

    `progress` is told the share done and the claim at work.
    """
    claims = list(claims)
    evidence = Evidence(origin, as_of)
    findings = []
    with fitting():
        for number, claim in enumerate(claims):
            if progress is not None:
                progress(number / len(claims), claim.title)
            results = tuple((check, _outcome(check, claim, evidence)) for check in claim.checks)
            findings.append(Finding(claim, as_of, origin.figures.data_version, origin.catalog, results))
    if progress is not None:
        progress(1.0, "")
    return findings


def findings(workspace: Workspace, ids: Iterable[str] | None = None, as_of: dt.date | None = None) -> list[Finding]:
    """Test the claims of a workspace, the user's own among them, or those of some ids; ClaimError for no such id."""
    known = read_claims(workspace.refresh(), workspace.store.extra)
    chosen = known.by_id.values() if ids is None else [known.claim(id) for id in ids]
    return evaluate_all(chosen, workspace.origin, as_of)


def _outcome(check: AnyCheck, claim: Claim, evidence: Evidence) -> Outcome:
    """What a check finds. Where the figures of the date do not carry the method, that is the finding."""
    try:
        return HOW[check.kind](check, claim, evidence)
    except (PanelError, ScoringError, TrendError) as error:
        return Refused(reason=Message("It cannot be computed: {why}", why=error.message), comparisons=1)
