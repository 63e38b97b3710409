"""The tree of groups and components that makes an index. One TOML file says all of it.

The tree is flat: every group and component names its parent. The first group without a parent is the index; any
further group without one is scored in the same way but stands beside the index, not in it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from indicators.errors import ModelError
from indicators.model import AreaCode, Frozen, Identifier, Text
from indicators.model.methods import Aggregate, Month, Normalise, Treat, WeightFrom, Weighting, Window
from indicators.model.steps import EventsSource, IndicatorSource, Role, Step


class Before(Frozen):
    """A written score for the months up to and including `until`, before a component's figures begin."""

    until: Month
    score: float
    reason: Text


class Node(Frozen):
    title: str = ""
    description: str = ""
    parent: str | None = None
    weight: float = 1.0
    weights_from: tuple[WeightFrom, ...] = ()
    reason: str = ""


class Group(Node):
    aggregate: Aggregate = Aggregate()
    weighting: Weighting = Weighting()


class Variant(Frozen):
    """Another defensible way to count the same thing, for the uncertainty of the choice.

    `choice` names the question that it answers otherwise (`half_life`): variants of one choice exclude one another,
    those of two combine. What it does not write (`source`, `steps`) stays as in its component, and so does a month in
    which the variant has no value.
    """

    choice: Identifier
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=40)]
    reason: Text
    source: IndicatorSource | EventsSource | None = None
    steps: tuple[Step, ...] = ()


class Component(Node):
    """An indicator (or events) at work in an index. `max_age_months` counts after the value's own period."""

    parent: str
    direction: Literal[1, -1] = 1
    treat: Treat | None = None
    normalise: Normalise = Normalise()
    source: IndicatorSource | EventsSource | None = None
    role: Role | None = None
    steps: tuple[Step, ...] = ()
    unit: str = ""
    max_age_months: int = Field(default=0, ge=0, le=120)
    before: Before | None = None
    codes: tuple[str, ...] = ()
    """Events (ids) or topics that this component codes itself, so that no claim about them is tested on it."""
    variants: tuple[Variant, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Component:
        normalise = self.normalise
        if normalise.method == "goalposts" and normalise.worst is not None and normalise.best is not None:
            points_up = normalise.best > normalise.worst
            if points_up != (self.direction == 1):
                raise ModelError(
                    "direction {direction} contradicts goalposts {worst} → {best}; "
                    "worst is the raw value that scores 0, best the one that scores 100",
                    direction=self.direction,
                    worst=normalise.worst,
                    best=normalise.best,
                )
        if self.source is not None and self.role is None:
            raise ModelError("a component with a source needs a role")
        _check_steps(self.source, self.steps)
        if len({variant.id for variant in self.variants}) < len(self.variants):
            raise ModelError("two variants have the same id; rename one")
        for variant in self.variants:
            if variant.source is None and not variant.steps:
                raise ModelError(
                    "the variant '{id}' changes nothing; give it a source or steps, or remove it", id=variant.id
                )
            _check_steps(variant.source or self.source, variant.steps or self.steps)
        return self

    def as_variant(self, *ids: str) -> Component:
        """This component counted as its variants of these ids say, at most one of each choice."""
        changed: dict[str, object] = {"variants": ()}
        for variant in self.variants:
            if variant.id in ids:
                changed |= {key: value for key in ("source", "steps") if (value := getattr(variant, key))}
        return self.model_copy(update=changed)


def _check_steps(source: IndicatorSource | EventsSource | None, steps: tuple[Step, ...]) -> None:
    counted = [step.step for step in steps if step.step in ("decayed", "in_force")]
    if isinstance(source, EventsSource) != bool(counted) or len(counted) > 1:
        raise ModelError("events need exactly one of the steps 'decayed' and 'in_force'; indicators take neither")
    if counted and steps[0].step != counted[0]:
        raise ModelError("'{counted}' turns events into figures and must be the first step", counted=counted[0])


def _read_version(value: object) -> int | str:
    """`1`, `"1"` and `"1.0"` are the version 1; `"1.1"` stays a text, since 1.10 is another one."""
    found = re.fullmatch(r"([1-9]\d{0,5})(?:\.(0|[1-9]\d{0,5}))?", "" if isinstance(value, float) else str(value))
    if found is None:
        raise ModelError("'{value}' is no version; write 1, 2 or, in quotes, '1.1'", value=str(value)[:80])
    return int(found[1]) if found[2] in (None, "0") else found[0]


Version = Annotated[int | str, BeforeValidator(_read_version)]
"""A whole number, or a text as `1.1`."""


class Anchor(Frozen):
    """Months that a band is set by, the first and the last (`2018-09` to `2019-05`)."""

    band: Identifier
    months: Window


class Bands(Frozen):
    """Words for the stretches of a scale of 0 to 100: `names` from low to high, `cuts` between them.

    A series leaves its band only where it is at least `beyond` points past the cut, so that a month of noise renames
    nothing. `anchors` are the months whose values the cuts were set by, `reason` says how.
    """

    names: tuple[Identifier, ...] = Field(min_length=2)
    cuts: tuple[float, ...]
    beyond: float = Field(default=2.0, ge=0, le=20)
    anchors: tuple[Anchor, ...] = ()
    reason: Text

    @model_validator(mode="after")
    def _in_order(self) -> Bands:
        inside = (0.0, *self.cuts, 100.0)
        if len(self.cuts) != len(self.names) - 1 or any(a >= b for a, b in pairwise(inside)):
            raise ModelError(
                "bands: {names} names need {cuts} cuts that rise between 0 and 100",
                names=len(self.names),
                cuts=len(self.names) - 1,
            )
        if len({*self.names}) < len(self.names):
            raise ModelError("bands: a name stands twice; rename one")
        for anchor in self.anchors:
            if anchor.band not in self.names:
                raise ModelError("bands: an anchor names '{band}', which is not one of the bands", band=anchor.band)
        return self


class Compared(Frozen):
    """A partner that a comparison begins with, and why."""

    partner: AreaCode
    reason: Text


class Definition(Frozen):
    """Groups and components, flat with parents, and the rules of the index as a whole.

    Examples
    --------
    >>> definition = indicators.open().definitions["strategic-mechanism"]
    >>> definition.children("index")
    ('economic', 'political')
    >>> mine = definition.with_component(
    ...     "hotels", indicator="hotel_nights", group="trade", weight=0.05, goalposts=(1000, 2000)
    ... )
    >>> round(mine.nominal_weights("trade")["hotels"], 6)
    0.05
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)] = "unnamed"
    title: str = ""
    description: str = ""
    version: Version = 1
    reference: AreaCode | None = None
    partners: tuple[AreaCode, ...] = ()
    # Left out of a dump where a file says nothing, so that its hash is the one it had before there was this key.
    compare: tuple[Compared, ...] = Field(default=(), exclude_if=lambda said: not said)
    """The partners to set beside the one looked at, to begin with."""
    start: Month | None = None
    end: Month | None = None
    """The last month: after it the pairs are no longer measured alike. None lets the figures decide."""
    zero: str = ""
    hundred: str = ""
    limits: tuple[str, ...] = ()
    min_coverage: float = Field(default=0.0, ge=0, le=1)
    required: tuple[str, ...] = ()
    headline_freshness: float = Field(default=0.0, ge=0, le=1)
    frozen_window: Window | None = None
    axes: tuple[str, ...] = ()
    annotate: tuple[str, ...] = ()
    """Ids of the events that the index chart names; a person chose them."""
    bands: dict[str, Bands] = Field(default={}, exclude_if=lambda said: not said)
    """Words for stretches of a group's scale, by group."""
    allow_negative_weights: bool = False
    groups: dict[str, Group] = Field(min_length=1)
    components: dict[str, Component] = Field(min_length=1)

    @field_validator("groups", "components")
    @classmethod
    def _names(cls, value: dict[str, Group] | dict[str, Component]) -> dict[str, Group] | dict[str, Component]:
        for name in value:
            if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", name):
                raise ModelError("'{name}' is not a name; use letters, digits, '_', '-' and '.'", name=name)
        return value

    @model_validator(mode="after")
    def _compared(self) -> Definition:
        named = [one.partner for one in self.compare]
        for partner in named:
            if partner not in self.partners:
                raise ModelError("compare names '{partner}', which is not one of the partners", partner=partner)
        if len({*named}) < len(named):
            raise ModelError("compare names a partner twice; remove one")
        return self

    @model_validator(mode="after")
    def _tree(self) -> Definition:
        both = self.groups.keys() & self.components.keys()
        if both:
            raise ModelError("'{both}' is both a group and a component; rename one", both=sorted(both)[0])
        nodes: dict[str, Group | Component] = {**self.groups, **self.components}
        for name, node in nodes.items():
            if node.parent is not None and node.parent not in self.groups:
                raise ModelError(
                    "'{name}' has the parent '{parent}', which is not a group", name=name, parent=node.parent
                )
            weights = [node.weight, *(later.weight for later in node.weights_from)]
            if min(weights) < 0 and not self.allow_negative_weights:
                raise ModelError(
                    "'{name}' has a negative weight; write allow_negative_weights = true if it is meant", name=name
                )
        for name in self.groups:
            seen = {name}
            parent = self.groups[name].parent
            while parent is not None:
                if parent in seen:
                    raise ModelError("the group '{name}' is its own ancestor; break the circle", name=name)
                seen.add(parent)
                parent = self.groups[parent].parent
            if not self.children(name):
                raise ModelError("the group '{name}' has no children; give it one or remove it", name=name)
            if not any(nodes[child].weight for child in self.children(name)):
                raise ModelError("the children of '{name}' all have the weight 0; give one a weight", name=name)
        if self.start is not None and self.end is not None and self.start > self.end:
            raise ModelError("start {start} is after end {end}; swap them", start=self.start, end=self.end)
        if self.reference in self.partners:
            raise ModelError(
                "partners: {reference} is the reference; take it out, a pair needs two areas", reference=self.reference
            )
        if not self.roots:
            raise ModelError("no group is without a parent; one must be the index")
        for key, names in (("required", self.required), ("axes", self.axes), ("bands", tuple(self.bands))):
            for name in names:
                if name not in self.groups:
                    raise ModelError("{key} names '{name}', which is not a group", key=key, name=name)
        return self

    def with_component(
        self,
        id: str,
        *,
        indicator: str,
        group: str,
        weight: float,
        goalposts: tuple[float, float],
        role: Role = "a_to_b",
    ) -> Definition:
        """This definition with one more component, scored by goalposts (the values that score 0 and 100).

        `role` says whose figures count: from the reference country to the other one, unless given. `weight` is a share
        among siblings, above 0 and below 1; the others give way in proportion. ValueError (or ValidationError) says
        in a sentence what does not fit.
        """
        if not 0 < weight < 1:
            raise ModelError("the weight {weight} is no share among siblings; write 0.05 for 5%", weight=weight)
        if group not in self.groups or id in self.components or id in self.groups:
            known = ", ".join(self.groups)
            raise ModelError(
                "'{id}' in '{group}': needs a new id and one of the groups {known}", id=id, group=group, known=known
            )
        nodes: dict[str, Node] = {**self.groups, **self.components}
        others = sum(nodes[name].weight for name in self.children(group))
        worst, best = goalposts
        component = Component(
            parent=group,
            weight=others * weight / (1 - weight),
            direction=1 if best > worst else -1,
            normalise=Normalise(method="goalposts", worst=worst, best=best),
            source=IndicatorSource(indicator=indicator),
            role=role,
        )
        values = {name: getattr(self, name) for name in Definition.model_fields}
        return Definition.model_validate(values | {"components": {**self.components, id: component}})

    @property
    def full_id(self) -> str:
        """`strategic-mechanism@1`: the id with the version, which pins it."""
        return f"{self.id}@{self.version}"

    @property
    def version_order(self) -> tuple[int, ...]:
        """What versions of one id are sorted by: 1, 1.1, 1.10, 2."""
        return tuple(int(part) for part in str(self.version).split("."))

    @property
    def roots(self) -> tuple[str, ...]:
        """Groups without a parent: the index first, then what stands beside it."""
        return tuple(name for name, group in self.groups.items() if group.parent is None)

    @property
    def index(self) -> str:
        """The id of the group that is the index."""
        return self.roots[0]

    def children(self, group: str) -> tuple[str, ...]:
        """Ids of the groups and components directly under a group, in file order, groups first."""
        return tuple(
            [name for name, node in self.groups.items() if node.parent == group]
            + [name for name, node in self.components.items() if node.parent == group]
        )

    def leaves(self, group: str) -> tuple[str, ...]:
        """Ids of all components under a group, at any depth."""
        below: list[str] = []
        for child in self.children(group):
            below.extend([child] if child in self.components else self.leaves(child))
        return tuple(below)

    def bottom_up(self) -> tuple[str, ...]:
        """Group ids with every group after its children."""
        order: list[str] = []

        def visit(group: str) -> None:
            for child in self.children(group):
                if child in self.groups:
                    visit(child)
            order.append(group)

        for root in self.roots:
            visit(root)
        return tuple(order)

    def node(self, name: str) -> Group | Component:
        """The group or component of this id."""
        return self.groups[name] if name in self.groups else self.components[name]

    def nominal_weights(self, group: str | None = None) -> dict[str, float]:
        """Each component's share of a group (the index unless named), as written: products of weights down the tree."""
        shares: dict[str, float] = {}

        def walk(name: str, share: float) -> None:
            kids = self.children(name)
            total = sum(self.node(kid).weight for kid in kids)
            for kid in kids:
                part = share * self.node(kid).weight / total
                if kid in self.components:
                    shares[kid] = part
                else:
                    walk(kid, part)

        walk(group or self.index, 1.0)
        return shares

    def label(self, name: str) -> str:
        """The title of a group or component, or its id where it has none."""
        return self.node(name).title or name
