"""Which direction, or which of the two countries, a component reads."""

from __future__ import annotations

from indicators.errors import Message, PanelError
from indicators.model import WORLD, Indicator, Pair
from indicators.model.steps import Role

Direction = tuple[str, str]
"""`ref_area`, `counterpart_area` (empty for a figure about one area)."""

EVENT_ROLES: tuple[Role, ...] = ("a_to_b", "b_to_a", "pair")
_ABOUT: dict[str, tuple[tuple[Role, ...], Message]] = {
    "pair": (EVENT_ROLES, Message("a pair")),
    "area": (("a", "b", "gap", "world"), Message("one area")),
    "world": (("world",), Message("the world")),
}


def directions(role: Role, pair: Pair, counterpart: str | None = None) -> tuple[Direction, ...]:
    """The one or two series that a role reads; `counterpart` stands in the place of b."""
    a, b = pair.a, counterpart or pair.b
    return {
        "a_to_b": ((a, b),),
        "b_to_a": ((b, a),),
        "pair": ((a, b), (b, a)),
        "a": ((a, ""),),
        "b": ((b, ""),),
        "gap": ((a, ""), (b, "")),
        "world": ((WORLD, ""),),
    }[role]


def check_role(component: str, role: Role, indicator: Indicator) -> None:
    """PanelError where an indicator has no figures of the kind that a role asks for."""
    allowed, about = _ABOUT[indicator.about]
    if role not in allowed:
        raise PanelError(
            "The component '{component}' reads '{id}' in the role '{role}', but that indicator is about {about}; use "
            "{allowed}.",
            component=component,
            id=indicator.id,
            role=role,
            about=about,
            allowed=" or ".join(allowed),
        )


def check_event_role(component: str, role: Role) -> None:
    """PanelError where a role does not say between whom an act took place."""
    if role not in EVENT_ROLES:
        raise PanelError(
            "The component '{component}' counts events in the role '{role}'; acts run between two areas, so use "
            "a_to_b, b_to_a or pair.",
            component=component,
            role=role,
        )
