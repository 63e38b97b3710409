"""Claims from their files: those that ship, and an analyst's own beside the store.

A shipped file that is wrong stops everything. One of the user's is refused with a sentence, and the others stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indicators.catalog import Catalog, read_toml
from indicators.claims.model import (
    Among,
    AnyCheck,
    Association,
    Change,
    Claim,
    Count,
    OfIndex,
    Quantity,
    Rank,
    Rate,
    Record,
)
from indicators.errors import CatalogError, ClaimError, RelationsIndexError
from indicators.model import Pair
from indicators.model.definition import Definition
from indicators.model.steps import IndicatorSource


@dataclass(frozen=True)
class Claims:
    """Claims by id, in the order of their dates and files; and a sentence for each user's file that was refused."""

    by_id: Mapping[str, Claim]
    refused: tuple[str, ...] = ()

    def claim(self, id: str) -> Claim:
        """The claim of this id, or ClaimError."""
        if id not in self.by_id:
            raise ClaimError("There is no claim '{id}'. Those there are: {by_id}.", id=id, by_id=", ".join(self.by_id))
        return self.by_id[id]


def read_claims(catalog: Catalog, extra: Path | None = None) -> Claims:
    """The shipped claims, and those in `extra/claims`, a folder that need not exist."""
    shipped = {path.stem: read_claim(path, catalog) for path in sorted((catalog.root / "claims").glob("*.toml"))}
    own: dict[str, Claim] = {}
    refused = []
    for path in sorted((extra / "claims").glob("*.toml")) if extra is not None else ():
        try:
            if path.stem in shipped:
                raise ClaimError(
                    "{path}: '{stem}' ships with the product; give your file another name.", path=path, stem=path.stem
                )
            own[path.stem] = read_claim(path, catalog)
        except CatalogError as error:
            refused.append(str(error))
    ordered = sorted(shipped.values(), key=lambda claim: (claim.date, claim.order, claim.id))
    return Claims({claim.id: claim for claim in (*ordered, *own.values())}, tuple(refused))


def read_claim(path: Path, catalog: Catalog) -> Claim:
    """One claim file, held against the catalogue; CatalogError with the file, the key and the remedy."""
    claim = read_toml(path, Claim)
    try:
        Pair.parse(claim.pair, reference=catalog.definition(claim.definition).reference or claim.pair[:3])
        for number, check in enumerate(claim.checks):
            try:
                _hold_against(check, claim, catalog)
            except RelationsIndexError as error:
                raise ClaimError("checks.{number}: {error}", number=number, error=error) from error
    except RelationsIndexError as error:
        raise ClaimError("{path}: {error}", path=path, error=error) from error
    return claim


def _hold_against(check: AnyCheck, claim: Claim, catalog: Catalog) -> None:
    """Everything that a check names exists."""
    for quantity in _quantities(check):
        catalog.indicator(quantity.source.indicator)
    for kind in _kinds(check):
        catalog.kind(kind)
    for area in _areas(check):
        catalog.area(area)
    if isinstance(check, Rank):
        catalog.indicator(check.indicator)
    _topics_are_coded(claim.about, catalog.definition(claim.definition))
    if isinstance(check, OfIndex):
        definition = catalog.definition(check.definition if isinstance(check, Among) else claim.definition)
        _nodes_exist(check, definition)
        _topics_are_coded(check.without, definition)
        if isinstance(check, Among) and claim.areas.b not in check.areas:
            raise ClaimError("areas lacks {b}, whose place among them is asked; add it.", b=claim.areas.b)
        if isinstance(check, Association):
            _no_correlation_with_itself(check, definition)


def _quantities(check: AnyCheck) -> tuple[Quantity, ...]:
    return (check.of, *check.also) if isinstance(check, (Change, Record, Association)) else ()


def _kinds(check: AnyCheck) -> tuple[str, ...]:
    if isinstance(check, Count):
        return check.kinds
    return tuple(kind for counting in check.countings for kind in counting.kinds) if isinstance(check, Rate) else ()


def _areas(check: AnyCheck) -> tuple[str, ...]:
    match check:
        case Change():
            return check.peers
        case Rate():
            return check.among
        case Among():
            return check.areas
        case Rank():
            return (check.area, check.to, check.total)
    return ()


def _nodes_exist(check: OfIndex, definition: Definition) -> None:
    for node in (check.node, *(check.nodes if isinstance(check, Association) else ())):
        if node is not None and node not in definition.groups:
            raise ClaimError(
                "node: '{node}' is not a group of {id}; name one of {groups}.",
                node=node,
                id=definition.id,
                groups=", ".join(definition.groups),
            )


def _topics_are_coded(topics: tuple[str, ...], definition: Definition) -> None:
    """A topic that no component codes would leave nothing out, silently."""
    coded = {topic for component in definition.components.values() for topic in component.codes}
    for topic in topics:
        if topic not in coded:
            raise ClaimError(
                "'{topic}' is coded by no component of {id}; those coded are {coded}.",
                topic=topic,
                id=definition.id,
                coded=", ".join(sorted(coded)),
            )


def _no_correlation_with_itself(check: Association, definition: Definition) -> None:
    asked = {quantity.source.indicator for quantity in _quantities(check)}
    for node in check.nodes:
        for leaf in definition.leaves(node):
            source = definition.components[leaf].source
            if isinstance(source, IndicatorSource) and source.indicator in asked:
                raise ClaimError(
                    "nodes: '{node}' contains '{indicator}', which would correlate with itself; take it out.",
                    node=node,
                    indicator=source.indicator,
                )
