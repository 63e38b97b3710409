"""Statements as data → findings: a verdict by a written rule, a figure with its uncertainty, and what it rests on.

model       what a claim file may say: the kinds of checks and the rule of each
files       the shipped claims and an analyst's own
evidence    the figures, events, indices, draws and null replicates that checks read
statistics  when a share of draws settles something, and ranks among null replicates
figures, events, trajectories, effects, associations   the checks
finding     outcomes and the verdict that follows from them
evaluate    a claim and a date → a finding

Findings hold numbers; `indicators.wording.claims` says them.
"""

from indicators.claims.evaluate import evaluate as evaluate
from indicators.claims.evaluate import evaluate_all as evaluate_all
from indicators.claims.evaluate import findings as findings
from indicators.claims.files import Claims as Claims
from indicators.claims.files import read_claim as read_claim
from indicators.claims.files import read_claims as read_claims
from indicators.claims.finding import VERDICTS as VERDICTS
from indicators.claims.finding import Exhibit as Exhibit
from indicators.claims.finding import Finding as Finding
from indicators.claims.finding import Outcome as Outcome
from indicators.claims.finding import Verdict as Verdict
from indicators.claims.finding import verdict as verdict
from indicators.claims.model import Claim as Claim
