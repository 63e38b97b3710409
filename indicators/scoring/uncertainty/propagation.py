"""How far the index would lie elsewhere had its makers chosen otherwise.

`uncertainty` scores the matrix again under thousands of joint draws of the choices behind the index (OECD/JRC Handbook
2008, step 7; Saisana, Saltelli and Tarantola, Journal of the Royal Statistical Society A 168, 2005). Choices move the
scale of an index more than its course, so each draw is put on the mean and the spread of the nominal index in the
frozen window before draws are compared. The band says what other choices give; it is not a forecast interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce

import numpy as np
import pandas as pd

from indicators.errors import Message, UncertaintyError
from indicators.model.arrays import Bools, Floats
from indicators.model.definition import Definition
from indicators.scoring.score import Scores, score
from indicators.scoring.selection import Row, given_rows
from indicators.scoring.threads import one_blas_thread
from indicators.scoring.uncertainty.choices import Alternatives, Bounds, Choices
from indicators.scoring.uncertainty.design import ERROR_OF, LEFT_OUT, make_design
from indicators.scoring.uncertainty.sample import Sample, draw
from indicators.scoring.uncertainty.simulate import on_common_scale, simulate

QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
MANY = 8
"""Labels of a choice that are counted instead of named."""
TIE = 1e-9
"""Two scores closer than this are equal: months that carry the same figures differ by rounding only."""


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """Draws of one score and what can be read off them.

    `paths` is (rows, draws), NaN in rows where the nominal score is not given. `factor` and `shift` (draws,) are what
    put each draw on the common scale, the nominal mean and spread over `window`: paths = own score · factor + shift.
    `sample` says which choices each draw took, `kept` names the components that no other normalisation can score.
    `free` are the paths before they were bounded to the scale, None where they are not.
    """

    scores: Scores
    node: str
    sample: Sample
    paths: Floats
    factor: Floats
    shift: Floats
    common_scale: bool
    window: Message
    concentration: float | None
    kept: tuple[str, ...]
    free: Floats | None = None

    @property
    def nominal(self) -> pd.Series:
        """The score under the choices as they are."""
        return self.scores.scores[self.node]

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return int(self.paths.shape[1])

    @property
    def caveats(self) -> tuple[Message, ...]:
        """What the draws stand for and what they do not, sentence by sentence."""
        if not self.sample.factors:
            return (Message("Nothing was varied."),)
        if self.common_scale:
            scale = Message(
                "Each draw has the mean and the spread of the nominal score over {window}.", window=self.window
            )
        else:
            scale = Message("Each draw is on its own scale, which moves with the choices.")
        listed = reduce(lambda one, other: Message("{one}; {other}", one=one, other=other), self._varied())
        kept = Message(
            "{names} cannot be normalised otherwise and kept the method as defined.", names=", ".join(self.kept)
        )
        return (
            Message("Drawn jointly: {choices}.", choices=listed),
            *((kept,) if self.kept else ()),
            scale,
            *self._bounded(),
            Message("It shows what other choices give; it is not a forecast interval."),
        )

    def _bounded(self) -> tuple[Message, ...]:
        """How many draws would leave the scale, where any would."""
        if not (self.outside > 0).any():
            return ()
        return (
            Message(
                "Up to {share} of a month's draws would leave the scale; they are drawn at its end.",
                share=f"{self.outside.max():.0%}",
            ),
        )

    def _varied(self) -> list[Message]:
        """The choices that vary, each with its labels."""
        varied = []
        if self.sample.varied:
            varied.append(Message("weights (Dirichlet, concentration {value:g})", value=self.concentration))
        for name, options in self.sample.options.items():
            if name.startswith(ERROR_OF):
                varied.append(Message("measurement of {component}", component=name.removeprefix(ERROR_OF)))
            elif len(options) > MANY and name != LEFT_OUT:
                varied.append(Message("{choice} ({count} ways)", choice=name, count=len(options)))
            elif len(options) > 1 and name != LEFT_OUT:
                varied.append(Message("{choice} ({labels})", choice=name, labels=", ".join(options)))
        if len(self.sample.options[LEFT_OUT]) > 1:
            varied.append(Message("leaving out one component"))
        return varied

    def raw(self) -> Uncertainty:
        """The same draws, each on its own scale: as such they tell how much choices move the level."""
        if not self.common_scale:
            return self
        paths = self.paths if self.free is None else self.free
        one, paths = np.ones_like(self.factor), (paths - self.shift) / self.factor
        return replace(self, paths=paths, factor=one, shift=0 * one, common_scale=False, free=None)

    @cached_property
    def outside(self) -> pd.Series:
        """The share of draws that would leave the scale, by row; they stand at its end."""
        left = np.zeros_like(self.paths) if self.free is None else np.abs(self.free - self.paths) > TIE
        return pd.Series(left.mean(axis=1), self.nominal.index)

    @cached_property
    def bands(self) -> pd.DataFrame:
        """Rows × nominal, mean and the quantiles q05, q25, q50, q75, q95 over the draws."""
        given = ~np.isnan(self.paths)
        count = given.sum(axis=1)
        mean = np.where(count > 0, self.paths.sum(axis=1, where=given) / np.maximum(count, 1), np.nan)
        names = [f"q{round(100 * level):02d}" for level in QUANTILES]
        frame = pd.DataFrame(quantiles(self.paths, QUANTILES), self.nominal.index, names)
        frame.insert(0, "nominal", self.nominal)
        frame.insert(1, "mean", mean)
        return frame

    def to_frame(self) -> pd.DataFrame:
        """`bands` with the row labels as first columns; months are written YYYY-MM."""
        labels = self.nominal.index.to_frame(index=False)
        for name in labels.columns:
            if isinstance(labels[name].dtype, pd.PeriodDtype):
                labels[name] = labels[name].astype(str)
        return pd.concat([labels, self.bands.reset_index(drop=True)], axis=1)

    def values(self, at: Row) -> Floats:
        """The score of a row, or its mean over a span, in each draw: (draws,)."""
        return np.asarray(self.paths[given_rows(self.nominal, at)].mean(axis=0))

    def change(self, at: Row, *, since: Row) -> tuple[float, float]:
        """The 5 % and 95 % quantiles, over the draws, of how much one row lies above another."""
        gap = self.values(at) - self.values(since)
        low, high = quantiles(gap[None, :], (0.05, 0.95))[0]
        return float(low), float(high)

    def share_below(self, at: Row) -> float:
        """Share of the draws that lie below the nominal score of a row: far from a half, the nominal choices are apart
        from the others."""
        values = self.values(at)
        nominal = self.nominal.to_numpy()[given_rows(self.nominal, at)].mean()
        return _share(values < nominal - TIE, values)

    def probability(self, at: Row, *, above: Row) -> float:
        """Share of the draws in which one row (or the mean of a span) lies above another; equal is not above."""
        gap = self.values(at) - self.values(above)
        return _share(gap > TIE, gap)


@one_blas_thread()
def uncertainty(
    matrix: pd.DataFrame,
    definition: Definition,
    *,
    carried: pd.DataFrame | None = None,
    choices: Choices | None = None,
    alternatives: Alternatives | None = None,
    bounds: Bounds | None = None,
    node: str | None = None,
    draws: int = 1000,
    seed: int = 0,
    common_scale: bool = True,
    scale: tuple[float, float] | None = None,
) -> Uncertainty:
    """Score `matrix` under joint draws of the choices behind `definition`.

    `matrix` and `carried` are as in `score`; `choices` says what varies (all of the default alternatives unless
    given), `alternatives` holds the matrices that other half-lives, windows or sources give, `bounds` the measurement
    errors. `node` is the group whose score is drawn, the index unless named. The same seed gives the same draws,
    whatever the order of components. With `common_scale` each draw is put on the nominal mean and spread of the
    definition's frozen window (of all rows where rows are not months). With `scale` a
    draw that would leave it stands at its end, and `outside` counts it. Raises UncertaintyError, or the error of a
    method that a choice cannot apply.
    """
    scores = score(matrix, definition, carried=carried)
    design = make_design(scores, choices or Choices(), alternatives=alternatives, bounds=bounds, node=node)
    sample = draw(design, draws, seed)
    paths = simulate(design, sample)
    factor, shift, window = np.ones(draws), np.zeros(draws), Message("")
    if common_scale:
        window = design.window_text
        factor, shift = on_common_scale(design, paths)
        paths *= factor
        paths += shift
    free = None
    if scale is not None:
        nominal = design.nominal.to_numpy()[:, None]
        free, paths = paths, np.clip(paths, np.fmin(scale[0], nominal), np.fmax(scale[1], nominal))
    return Uncertainty(
        scores,
        design.node,
        sample,
        paths,
        factor,
        shift,
        common_scale,
        window,
        design.choices.concentration,
        design.columns.kept,
        free,
    )


def quantiles(paths: Floats, levels: Sequence[float]) -> Floats:
    """Quantiles over the draws of each row, (rows, levels), by linear interpolation between order statistics.

    Draws that are missing are left out; a row without any is NaN.
    """
    ordered = np.sort(paths, axis=1)  # puts NaN last
    count = paths.shape[1] - np.isnan(ordered).sum(axis=1)
    position = np.asarray(levels) * np.maximum(count - 1, 0)[:, None]
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(count - 1, 0)[:, None])
    low, high = np.take_along_axis(ordered, below, axis=1), np.take_along_axis(ordered, above, axis=1)
    return np.asarray(low + (position - below) * (high - low))


def check_drawn_alike(results: Sequence[Uncertainty]) -> None:
    """Raise UncertaintyError unless the draws of all results took the same choices, on the common scale."""
    first, *others = results
    if not all(first.sample.same_as(other.sample) for other in others):
        raise UncertaintyError(
            "The results were not drawn alike, so their draws cannot be paired. Use one definition, the same choices, "
            "the same number of draws and the same seed for all."
        )
    if not all(one.common_scale for one in results):
        raise UncertaintyError("Results are compared on the common scale, but one of them is raw.")


def _share(event: Bools, defined_where: Floats) -> float:
    """Share of the draws in which an event holds, among those in which both sides have a score."""
    defined = ~np.isnan(defined_where)
    if not defined.any():
        raise UncertaintyError("No draw has a score on both sides, so there is nothing to compare.")
    return float(event[defined].mean())
