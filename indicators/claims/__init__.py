"""Statements as data → findings: a verdict by a written rule, a figure with its uncertainty, and what it rests on.

model     what a claim file may say: the kinds of checks and the rule of each
files     the shipped claims and an analyst's own
evidence  the figures, acts, indices, draws and simulated worlds that checks read
figures, acts, courses, effects, links   the checks
finding   outcomes and the verdict that follows from them
evaluate  a claim and a date → a finding
"""

from indicators.claims.evaluate import evaluate, evaluate_all, findings
from indicators.claims.files import Claims, read_claim, read_claims
from indicators.claims.finding import VERDICTS, Exhibit, Finding, Outcome, Verdict, verdict
from indicators.claims.model import Claim

__all__ = [
    "VERDICTS",
    "Claim",
    "Claims",
    "Exhibit",
    "Finding",
    "Outcome",
    "Verdict",
    "evaluate",
    "evaluate_all",
    "findings",
    "read_claim",
    "read_claims",
    "verdict",
]
