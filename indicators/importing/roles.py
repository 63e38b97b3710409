"""Which column says what: by its header where the words are known, by its cells where they are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from indicators.catalog.areas import fold
from indicators.errors import MappingError
from indicators.importing.figures import read_value
from indicators.importing.periods import read_period
from indicators.importing.problems import Report, StoppedError, listing, shown
from indicators.importing.vocabulary import event_role_of, role_of

if TYPE_CHECKING:
    from indicators.catalog import Catalog
    from indicators.importing.mapping import Mapping

_SAMPLE = 200
_CODE_WORDS = ("code", "kodu", "iso", "iso3", "iso2", "id", "iso3c")
_PREFER_CODE = ("indicator", "area", "ref_area", "counterpart_area")


class Columns:
    """The columns of a table: `names` as read, `cells(column)` a sample of filled body cells."""

    def __init__(self, names: Sequence[str], body: Sequence[Sequence[str]]) -> None:
        self.names = list(names)
        step = max(1, len(body) // _SAMPLE)
        self._sample = body[::step][: 2 * _SAMPLE]

    def label(self, column: int) -> str:
        """The header of a column, or its place where it has none."""
        return shown(self.names[column]) or f"column {column + 1}"

    def cells(self, column: int) -> list[str]:
        """Filled cells of a sample of the body."""
        return [row[column] for row in self._sample if column < len(row) and row[column].strip()]

    def find(self, wanted: str, setting: str) -> int:
        """The column that a setting names, by header or by its place from 1; MappingError where there is none."""
        matches = [column for column, name in enumerate(self.names) if fold(name) == fold(wanted) and name.strip()]
        if len(matches) == 1:
            return matches[0]
        if wanted.isdecimal() and 1 <= int(wanted) <= len(self.names):
            return int(wanted) - 1
        names = listing((f"{number}: {shown(name)}" for number, name in enumerate(self.names, 1)), 12)
        what = "names several columns" if matches else "is not a column"
        raise MappingError(
            "{setting}: '{shown}' {what}. Name one by its header or its number: {names}.",
            setting=setting,
            shown=shown(wanted),
            what=what,
            names=names,
        )

    def share(self, column: int, test: str, catalog: Catalog | None = None) -> float:
        """The share of sampled cells that are a `period`, a `number` or an `area`; 0 without any."""
        cells = self.cells(column)
        if not cells:
            return 0.0
        return sum(_is(cell, test, catalog) for cell in cells) / len(cells)

    def hold_two_sides(self, columns: Sequence[int], catalog: Catalog) -> bool:
        """Whether columns of countries name different ones in most lines, not one by its name and its code."""
        rows = [[catalog.names.code(row[column]) for column in columns if column < len(row)] for row in self._sample]
        known = [set(codes) for codes in rows if len(codes) > 1 and all(codes)]
        return len(known) > 0 and sum(len(codes) > 1 for codes in known) > len(known) / 2

    def is_numeric(self, column: int) -> bool:
        """Whether most filled cells are figures or gaps, and at least one is a figure."""
        cells = [read_value(cell) for cell in self.cells(column)]
        figures = sum(not cell.error and not cell.missing for cell in cells)
        return figures > 0 and sum(not cell.error for cell in cells) >= 0.6 * len(cells)


def _is(cell: str, test: str, catalog: Catalog | None) -> bool:
    if test == "period":
        period = read_period(cell)
        return not period.error and period.freq != "serial"
    if test == "number":
        value = read_value(cell)
        return not value.error and not value.missing
    return catalog is not None and bool(catalog.names.code(cell))


def named_roles(names: Sequence[str], report: Report) -> dict[str, int]:
    """Roles of an observation table by its headers. Of a name and a code of the same thing the code is taken."""
    found: dict[str, list[int]] = {}
    for column, name in enumerate(names):
        role = role_of(name)
        if role:
            found.setdefault(role, []).append(column)
    roles = {}
    for role, columns in found.items():
        if role == "obs_value" and len(columns) > 1:
            continue  # asked for by the caller
        codes = [column for column in columns if set(fold(names[column]).split()) & set(_CODE_WORDS)]
        roles[role] = codes[0] if codes and role in _PREFER_CODE else columns[0]
        if len(columns) > 1:
            report.decide(
                f"column for {role}",
                shown(names[roles[role]]),
                f"of {listing(shown(names[column]) for column in columns)}"
                + (", because it is a code" if codes and role in _PREFER_CODE else ", because it comes first"),
            )
    return roles


def named_event_roles(names: Sequence[str]) -> dict[str, int]:
    """Roles of a table of events by its headers, the first column of each role."""
    roles: dict[str, int] = {}
    for column, name in enumerate(names):
        role = event_role_of(name)
        if role:
            roles.setdefault(role, column)
    return roles


def set_roles(columns: Columns, roles: dict[str, int], mapping: Mapping, report: Report) -> None:
    """Columns that a person named go before the others."""
    for role, setting in (("time_period", "period_column"), ("obs_value", "value_column")):
        wanted = getattr(mapping, setting)
        if wanted is None:
            continue
        column = columns.find(wanted, setting)
        parts = ("year", "quarter", "month", "day") if role == "time_period" else ()
        for other in [name for name, place in roles.items() if place == column or name in parts]:
            del roles[other]
        roles[role] = column
        report.decide(f"column for {role}", columns.label(column), "as set")


def place_areas(roles: dict[str, int], mapping: Mapping, report: Report, label: str) -> None:
    """A column of countries that does not say which side it is: the partner where the other side is set."""
    column = roles.pop("area", None)
    if column is None:
        return
    if "ref_area" not in roles and mapping.ref_area is not None and "counterpart_area" not in roles:
        role, how = "counterpart_area", "ref_area is set, so this column is the other side"
    elif "ref_area" not in roles:
        role, how = "ref_area", "the country that the figures are about"
    elif "counterpart_area" not in roles:
        role, how = "counterpart_area", "ref_area has a column of its own"
    else:
        return
    roles[role] = column
    report.decide(f"column for {role}", label, how)


def infer_period_column(columns: Columns, roles: dict[str, int], report: Report, line: int) -> None:
    """The column without a role whose cells are periods; where several are, it is asked. Years may be figures."""
    free = [column for column in range(len(columns.names)) if column not in roles.values()]
    candidates = [column for column in free if columns.share(column, "period") >= 0.9]
    words = [column for column in candidates if columns.share(column, "number") < 0.9]
    chosen = words or candidates
    if len(words) > 1:
        choices = listing((f"{column + 1}: {columns.label(column)}" for column in words), 12)
        what = (
            f"Several columns hold periods ({choices}). Which one are the figures for? Set period_column to its name."
        )
        raise StoppedError(line, columns.label(words[0]), "period_column", what, "question")
    if chosen:
        roles["time_period"] = chosen[0]
        report.decide("column for time_period", columns.label(chosen[0]), "its cells are periods")


def infer_area_columns(columns: Columns, roles: dict[str, int], catalog: Catalog) -> list[int]:
    """Columns of countries whose names do not say which side they are; a single unnamed one becomes `area`."""
    named = [column for column, name in enumerate(columns.names) if role_of(name) == "area"]
    free = [column for column in range(len(columns.names)) if column not in (*roles.values(), *named)]
    words = [column for column in free if columns.share(column, "number") < 0.5]  # a figure may look like an M49 code
    found = [column for column in words if columns.share(column, "area", catalog) >= 0.8]
    if len(found) == 1 and not {"area", "ref_area"} & set(roles):
        roles["area"] = found[0]
    return named or found
