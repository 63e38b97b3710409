"""The draws: which label of each choice a draw took, and which weights.

Every choice and every node draws from a random stream of its own, made from the seed and its name. So a draw of the
weights is the same whether or not something else varies too, and no result depends on the order of components.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from indicators.errors import UncertaintyError
from indicators.model.arrays import Bools, Floats, Positions
from indicators.scoring.aggregate import Branch
from indicators.scoring.uncertainty.design import Design

WEIGHT_OF, WEIGHTS_OF = "weight of ", "weights of "


@dataclass(frozen=True, eq=False)
class Sample:
    """What each draw took.

    `options` names the labels of each choice, `labels` the number of the label per draw. `multipliers` is (draws,
    nodes) in the order of the tree's columns: what a draw multiplies the `nominal` weight (nodes,) of each node with,
    one where the weight does not vary. `varied` are the groups whose weights vary.
    """

    options: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Positions]
    multipliers: Floats
    nominal: Floats
    varied: tuple[Branch, ...]

    def __len__(self) -> int:
        return len(self.multipliers)

    @property
    def factors(self) -> tuple[str, ...]:
        """What varies: the choices with more than one label, and the weights of each group that has siblings."""
        choices = [name for name, options in self.options.items() if len(options) > 1]
        return (*choices, *(WEIGHTS_OF + branch.group for branch in self.varied))

    def taken(self, choice: str, label: str) -> Bools:
        """The draws in which a choice took this label."""
        return np.asarray(self.labels[choice] == self.options[choice].index(label))

    def take(self, draws: slice | Positions) -> Sample:
        """Some of the draws, in the order asked for."""
        labels = {name: numbers[draws] for name, numbers in self.labels.items()}
        return replace(self, labels=labels, multipliers=self.multipliers[draws])

    def same_as(self, other: Sample) -> bool:
        """Whether both samples took the same labels and weights draw by draw."""
        return (
            self.options == other.options
            and np.array_equal(self.multipliers, other.multipliers)
            and all(np.array_equal(numbers, other.labels[name]) for name, numbers in self.labels.items())
        )

    def exchanged(self, factor: str, other: Sample) -> Sample:
        """This sample with one factor taken from another one of the same length."""
        if factor in self.options:
            return replace(self, labels={**self.labels, factor: other.labels[factor]})
        multipliers = self.multipliers.copy()
        children = next(branch.children for branch in self.varied if WEIGHTS_OF + branch.group == factor)
        multipliers[:, children] = other.multipliers[:, children]
        return replace(self, multipliers=multipliers)

    def to_frame(self) -> pd.DataFrame:
        """One row per draw: the label of each choice and, per node of a varied group, its share of the group."""
        columns: dict[str, object] = {
            name: np.asarray(options, dtype=object)[self.labels[name]]
            for name, options in self.options.items()
            if len(options) > 1
        }
        for branch in self.varied:
            drawn = self.multipliers[:, branch.children] * self.nominal[branch.children]
            shares = drawn / drawn.sum(axis=1, keepdims=True)
            columns |= {WEIGHT_OF + name: shares[:, i] for i, name in enumerate(branch.names)}
        return pd.DataFrame(columns, index=pd.RangeIndex(len(self), name="draw"))


def draw(design: Design, draws: int, seed: int) -> Sample:
    """Draw every choice and the weights of every group at and below the design's node.

    Positions are equally likely. The weights of a group's children follow a Dirichlet distribution with parameters
    concentration × their nominal shares, drawn as independent gamma variables, so that the shares of any part of the
    children are Dirichlet too. Raises UncertaintyError for a negative weight.
    """
    if draws < 1 or seed < 0:
        raise UncertaintyError(
            "{draws} draws with seed {seed} were asked for; at least one, and a seed from 0 up.", draws=draws, seed=seed
        )
    nominal, concentration = design.weights[-1], design.choices.concentration
    labels = {name: stream(seed, name).integers(0, len(given), draws) for name, given in design.options.items()}
    multipliers = np.ones((len(nominal), draws)).T  # a node's draws lie side by side, as they are used
    if concentration is None:
        return Sample(design.options, labels, multipliers, nominal, ())
    varied = [branch for branch in design.branches if (nominal[branch.children] != 0).sum() > 1]
    for branch in varied:
        share = nominal[branch.children] / nominal[branch.children].sum()
        if share.min() < 0:
            raise UncertaintyError(
                "'{name}' has a negative weight, which a Dirichlet distribution cannot vary. Keep the weights as they "
                "are (concentration None) or correct the weight.",
                name=branch.names[int(share.argmin())],
            )
        for child, name, part in zip(branch.children, branch.names, share, strict=True):
            if part > 0:
                alpha = concentration * part
                multipliers[:, child] = stream(seed, name).standard_gamma(alpha, draws) / alpha
    return Sample(design.options, labels, multipliers, nominal, tuple(varied))


def stream(seed: int, name: str) -> np.random.Generator:
    """The random stream of one choice or node."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])
