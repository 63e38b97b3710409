"""Scoring: matrix + definition → scores, and what explains them. Pure functions on arrays and frames."""

from indicators.scoring.attribute import Attribution as Attribution
from indicators.scoring.attribute import attribute_change as attribute_change
from indicators.scoring.attribute import attribute_revision as attribute_revision
from indicators.scoring.goalposts import propose_goalposts as propose_goalposts
from indicators.scoring.score import Scores as Scores
from indicators.scoring.score import score as score
