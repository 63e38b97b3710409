"""What scores, their uncertainty and their coherence say, in sentences."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Protocol

import numpy as np

from indicators.errors import Message
from indicators.scoring.coherence import Coherence
from indicators.scoring.selection import Row, given_rows, row_name
from indicators.scoring.uncertainty import Uncertainty, quantiles
from indicators.scoring.uncertainty.ranks import RankUncertainty
from indicators.scoring.uncertainty.sensitivity import Sensitivity
from indicators.text import number
from indicators.wording.language import Say, translated, translator


class Drawn(Protocol):
    """A result read off draws, with what they stand for."""

    @property
    def caveats(self) -> tuple[Message, ...]: ...


def covers(drawn: Drawn, *, lang: str = "en") -> str:
    """What the draws behind a result stand for and what they do not, in a few sentences."""
    return " ".join(translated(caveat, lang) for caveat in drawn.caveats)


def band_sentence(drawn: Uncertainty, at: Row, *, lang: str = "en") -> str:
    """The nominal score of a row, or of a span, and the band around it."""
    say = translator(lang)
    low, high = quantiles(drawn.values(at)[None, :], (0.05, 0.95))[0]
    return say(
        "{score} in {row}: {value}; 90 % of {draws:,} draws lie between {low} and {high}. {covers}",
        score=drawn.scores.definition.label(drawn.node),
        row=row_name(at),
        value=number(drawn.nominal.to_numpy()[given_rows(drawn.nominal, at)].mean()),
        draws=drawn.draws,
        low=number(low),
        high=number(high),
        covers=covers(drawn, lang=lang),
    )


def rank_sentence(ranked: RankUncertainty, item: Hashable, *, lang: str = "en") -> str:
    """The rank of one item and its range."""
    row = ranked.to_frame().set_index("item").loc[str(item)]
    return translator(lang)(
        "{item} is {rank:.0f} of {count}; in 90 % of the draws it lies between {low:.0f} and {high:.0f}. {covers}",
        item=item,
        rank=row["rank"],
        count=ranked.nominal.notna().sum(),
        low=row["low"],
        high=row["high"],
        covers=covers(ranked, lang=lang),
    )


def sensitivity_sentence(found: Sensitivity, *, lang: str = "en") -> str:
    """The factor that matters most by itself, and how much of the variance is interaction."""
    indices = found.indices
    top = int(np.argmax(indices.first))
    return translator(lang)(
        "{of}: '{factor}' alone explains {share:.0%} of the variance ({low:.0%} to {high:.0%}); all factors one by one "
        "explain {alone:.0%}, the rest is interaction between them.",
        of=found.of,
        factor=indices.factors[top],
        share=indices.first[top],
        low=indices.first_low[top],
        high=indices.first_high[top],
        alone=float(np.clip(indices.first.sum(), 0.0, 1.0)),
    )


def coherence_sentences(audit: Coherence, *, lang: str = "en") -> list[str]:
    """The audit in plain words, the most important finding first."""
    say = translator(lang)
    return [
        *_importance(audit, say),
        *_opposition(audit, say),
        *_scale(audit, say),
        *_removal(audit, say),
        *_constant(audit, say),
    ]


def _importance(audit: Coherence, say: Say) -> list[str]:
    table = audit.importance[audit.importance["kind"] == "component"].sort_values("share", ascending=False)
    top = table.iloc[0]
    found = [
        say(
            "Most of the movement in {window} comes from {element}: {share:.0%} of the variance of the index "
            "({low:.0%} to {high:.0%}), against a weight of {weight:.0%}.",
            window=audit.window,
            element=audit.label(top["element"]),
            share=top["share"],
            low=top["share_low"],
            high=top["share_high"],
            weight=top["weight"],
        )
    ]
    silent = [
        say("{element} ({share:.0%} against {weight:.0%})", element=audit.label(element), share=share, weight=weight)
        for element, share, high, weight in table[["element", "share", "share_high", "weight"]].itertuples(index=False)
        if high < weight / 3
    ]
    if silent:
        found.append(say("These move it far less than their weights say: {elements}.", elements=", ".join(silent)))
    return found


def _opposition(audit: Coherence, say: Say) -> list[str]:
    pairs = audit.correlations_frame()
    holding = {component.parent for component in audit.scores.definition.components.values()}
    lowest = pairs["a"].isin(holding) & pairs["b"].isin(holding) & ~pairs["a"].eq(audit.scores.definition.index)
    opposed = pairs[(pairs["level"] == "group") & lowest & (pairs["r"] < -0.3)].head(4)
    named = [
        say("{a} and {b} ({r})", a=audit.label(a), b=audit.label(b), r=number(r, 2))
        for _, a, b, r in opposed.itertuples(index=False)
    ]
    if not named:
        return []
    return [say("These run against each other, so that the index hides what they do: {pairs}.", pairs=", ".join(named))]


def _scale(audit: Coherence, say: Say) -> list[str]:
    if not len(audit.eigenvalues):
        return []
    alpha = audit.alpha.get(audit.scores.definition.index, np.nan)
    values = {
        "count": len(audit.eigenvalues),
        "alpha": number(alpha, 2),
        "first": audit.eigenvalues.iloc[0] / audit.eigenvalues.sum(),
        "above": int((audit.eigenvalues > 1).sum()),
    }
    if alpha >= 0.7:
        return [
            say(
                "Cronbach's alpha of the {count} components that vary is {alpha} (0.7 is the usual threshold): they "
                "measure one thing. The first principal component carries {first:.0%} of their variance, and {above} "
                "of {count} have an eigenvalue above one.",
                **values,
            )
        ]
    return [
        say(
            "Cronbach's alpha of the {count} components that vary is {alpha} (0.7 is the usual threshold): they do not "
            "measure one thing: an index of parts, not a scale. The first principal component carries {first:.0%} of "
            "their variance, and {above} of {count} have an eigenvalue above one.",
            **values,
        )
    ]


def _removal(audit: Coherence, say: Say) -> list[str]:
    table = audit.removal[audit.removal["element"].isin(audit.components.columns)].dropna()
    if table.empty:
        return []
    far, order = table.loc[table["largest_shift"].idxmax()], table.loc[table["rank_correlation"].idxmin()]
    return [
        say(
            "Without {far} the index would move by up to {shift} points ({at}); the order of the rows depends most on "
            "{order} (rank correlation without it {r}).",
            far=audit.label(far["element"]),
            shift=number(far["largest_shift"]),
            at=far["at"],
            order=audit.label(order["element"]),
            r=number(order["rank_correlation"], 2),
        )
    ]


def _constant(audit: Coherence, say: Say) -> list[str]:
    if not audit.constant:
        return []
    names = ", ".join(map(audit.label, audit.constant))
    return [say("Not varying in {window}, and so without a correlation: {names}.", window=audit.window, names=names)]
