"""Scoring: matrix + definition → scores, and what explains them. Pure functions on arrays and frames."""

from indicators.scoring.attribute import Attribution, attribute_change, attribute_revision
from indicators.scoring.score import Scores, score

__all__ = ["Attribution", "Scores", "attribute_change", "attribute_revision", "score"]
