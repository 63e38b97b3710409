"""Scoring: matrix + definition → scores, and what explains them. Pure functions on arrays and frames."""

from indicators.scoring.attribute import Attribution, attribute_change, attribute_revision
from indicators.scoring.blocks import score_blocks
from indicators.scoring.goalposts import propose_goalposts
from indicators.scoring.score import Scores, score
from indicators.scoring.treat import treatment_report

__all__ = [
    "Attribution",
    "Scores",
    "attribute_change",
    "attribute_revision",
    "propose_goalposts",
    "score",
    "score_blocks",
    "treatment_report",
]
