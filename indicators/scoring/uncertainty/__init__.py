"""Uncertainty and sensitivity of a score to the choices behind it.

choices      what could have been chosen otherwise
design       every form of every component under the choices, computed once
sample       which choices and weights each draw took
simulate     the score of every row under every draw
propagation  the draws of one score, and what can be read off them
ranks        the ranks of items within each draw
sensitivity  Sobol indices: which of the choices the uncertainty comes from
"""

from indicators.scoring.uncertainty.propagation import Uncertainty as Uncertainty
from indicators.scoring.uncertainty.propagation import quantiles as quantiles
from indicators.scoring.uncertainty.propagation import uncertainty as uncertainty
