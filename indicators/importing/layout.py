"""What the rows and columns of a table are: which are read, and where periods, countries and figures stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from indicators.catalog.areas import fold
from indicators.importing.body import classify_body
from indicators.importing.grid import PROBLEM, Grid
from indicators.importing.header import column_names, find_header, split_key_column
from indicators.importing.naming import indicator_names, looks_like_name
from indicators.importing.periods import read_period
from indicators.importing.problems import Report, StoppedError, listing, shown
from indicators.importing.roles import (
    Columns,
    infer_area_columns,
    infer_period_column,
    named_event_roles,
    named_roles,
    place_areas,
    set_roles,
)
from indicators.importing.vocabulary import TOTALS, event_role_of, role_of

if TYPE_CHECKING:
    from indicators.catalog import Catalog
    from indicators.importing.mapping import Mapping

Across = Literal["", "periods", "months", "indicators", "ref_area", "counterpart_area"]


@dataclass
class Layout:
    """`roles` gives the column of each role, `values` the columns with figures, `across` what their headers say.

    `body` are the records to be read. `months` in `across` are periods without a year, which the role `year` gives.
    """

    kind: Literal["observations", "events"]
    columns: Columns
    roles: dict[str, int]
    values: list[int] = field(default_factory=list)
    across: Across = ""
    body: list[int] = field(default_factory=list)

    def label(self, role: str) -> str:
        """The header of the column with this role, for a problem; the role itself where it has no column."""
        return self.columns.label(self.roles[role]) if role in self.roles else role


def find_layout(grid: Grid, mapping: Mapping, catalog: Catalog, report: Report) -> Layout:
    """The layout of a table; StoppedError where it is none, or where a question must be answered first."""
    if not grid.rows:
        raise StoppedError(1, "", "empty", "The file has no lines with text in it. Choose another file.")
    split_key_column(grid, report)
    header = find_header(grid)
    names = column_names(grid, header, catalog, report)
    events = named_event_roles(names)
    is_events = _is_events(names, events)
    body = classify_body(grid, header, names, event_role_of if is_events else role_of, report)
    if not body:
        raise StoppedError(1, "", "no_rows", "No line below the header can be read. Choose another file.")
    columns = Columns(names, [grid.rows[record] for record in body])
    if is_events:
        report.decide("layout", "events", "columns for the kind and the date of acts, and none for figures")
        return Layout("events", columns, events, body=body)
    return _of_observations(grid, header, columns, body, mapping, catalog, report)


def _is_events(names: list[str], roles: dict[str, int]) -> bool:
    """Dated acts: a kind and a date, or a start and an end; and no column for figures."""
    words = {fold(name) for name in names}
    if any(role_of(name) == "obs_value" for name in names):
        return False
    return {"kind", "date_start"} <= set(roles) or bool({"date start", "date end", "event id"} & words)


def _of_observations(
    grid: Grid,
    header: int | None,
    columns: Columns,
    body: list[int],
    mapping: Mapping,
    catalog: Catalog,
    report: Report,
) -> Layout:
    layout = Layout("observations", columns, named_roles(columns.names, report), body=body)
    roles, line = layout.roles, grid.lines[header or 0]
    set_roles(columns, roles, mapping, report)
    across = _period_columns(layout) if mapping.value_column is None else []
    if across:
        layout.values = across
        bare = all(read_period(columns.names[column]).freq in ("month", "quarter") for column in across)
        layout.across = "months" if bare else "periods"
        if roles.get("time_period") is not None and not bare:
            _free_label_column(layout, catalog)
        report.decide("layout", "wide: periods as columns", f"{len(across)} headers are periods")
    elif not {"time_period", "year"} & set(roles):
        infer_period_column(columns, roles, report, line)
    areas = infer_area_columns(columns, roles, catalog)
    place_areas(roles, mapping, report, columns.label(roles["area"]) if "area" in roles else "")
    if (len(areas) > 1 and "ref_area" not in roles) or columns.hold_two_sides(areas, catalog):
        raise _which_side_acts([columns.label(area) for area in areas], line)
    if not across:
        _settle_value_columns(layout, mapping, catalog, report, line)
        if not {"time_period", "year", "quarter", "month"} & set(roles):
            what = "No column holds periods. Name the column of periods time_period, or set period_column."
            raise StoppedError(line, "", "no_periods", what)
    _describe_columns(layout, grid, header, report)
    return layout


def _period_columns(layout: Layout) -> list[int]:
    """Columns whose header is a period. Months and quarters without a year need a column for the year."""
    found = []
    for column, name in enumerate(layout.columns.names):
        period = read_period(name)
        bare = period.freq in ("month", "quarter") and "year" in layout.roles and column not in layout.roles.values()
        if period.freq in ("A", "Q", "M", "D", "slash") or bare:
            found.append(column)
    dated = {"time_period", "year"} & set(layout.roles)
    bare_only = all(read_period(layout.columns.names[column]).freq in ("month", "quarter") for column in found)
    if not found or (dated and not bare_only and len(found) < 2) or (bare_only and len(found) < 2):
        return []
    return found


def _free_label_column(layout: Layout, catalog: Catalog) -> None:
    """Eurostat heads the column of countries `TIME`, because the row of periods begins there."""
    column = layout.roles.pop("time_period")
    if layout.columns.share(column, "area", catalog) >= 0.5 and "area" not in layout.roles:
        layout.roles["area"] = column


def _settle_value_columns(layout: Layout, mapping: Mapping, catalog: Catalog, report: Report, line: int) -> None:
    """Settle which columns hold the figures of a table without periods as columns."""
    columns, roles = layout.columns, layout.roles
    if "obs_value" in roles:
        layout.values = [roles["obs_value"]]
        report.decide("layout", "long: one figure in a line", f"the figures are in {layout.label('obs_value')}")
        return
    named = [column for column, name in enumerate(columns.names) if role_of(name) == "obs_value"]
    free = [column for column in range(len(columns.names)) if column not in roles.values()]
    numeric = named or [column for column in free if columns.is_numeric(column) and not _is_total(columns, column)]
    names = [columns.names[column] for column in numeric]
    layout.values = numeric
    if not numeric:
        raise _no_figures(layout, line)
    if not named and len(numeric) > 1 and all(catalog.names.code(name) for name in names):
        layout.across = "counterpart_area" if _other_side(layout, mapping, catalog) else "ref_area"
        report.decide("layout", "wide: countries as columns", f"each column is a {layout.across}")
    elif not named and "indicator" not in roles and _are_indicators(names, mapping, catalog):
        layout.across = "indicators"
        report.decide("layout", "wide: indicators as columns", f"{listing(map(shown, names))} hold figures")
    elif len(numeric) > 1:
        raise _which_value_column(columns, numeric, line)
    else:
        report.decide("layout", "long: one figure in a line", f"only {columns.label(numeric[0])} holds figures")


def _are_indicators(names: list[str], mapping: Mapping, catalog: Catalog) -> bool:
    """Whether the columns of figures are indicators: the only one, unless set; or all written as names are."""
    if len(names) == 1:
        return mapping.indicator is None and bool(names[0])
    known = indicator_names(catalog)
    return all(looks_like_name(name) or fold(name) in known for name in names)


def _no_figures(layout: Layout, line: int) -> StoppedError:
    if {"time_period", "year"} & set(layout.roles):
        return StoppedError(line, "", "no_values", "No column holds figures. Name the column of figures obs_value.")
    return StoppedError(line, "", "not_observations", "No column holds periods or figures: these are no observations.")


def _which_side_acts(names: list[str], line: int) -> StoppedError:
    what = f"Columns {listing(names)} hold countries, and nothing says which one acts. "
    remedy = "Name them ref_area (exporter, sender, actor) and counterpart_area in the header."
    return StoppedError(line, names[0], "direction", what + remedy)


def _which_value_column(columns: Columns, numeric: list[int], line: int) -> StoppedError:
    choices = listing((f"{column + 1}: {columns.label(column)}" for column in numeric), 12)
    what = f"Several columns hold figures ({choices}). Which one is to be read? Set value_column to its name or number."
    return StoppedError(line, columns.label(numeric[0]), "value_column", what, "question")


def _other_side(layout: Layout, mapping: Mapping, catalog: Catalog) -> bool:
    """Whether countries as columns are partners: the other side is in the file, set, or the indicator is of pairs."""
    if mapping.counterpart_area is not None:
        return False
    described = catalog.indicators.get(mapping.indicator or "")
    return (
        "ref_area" in layout.roles or mapping.ref_area is not None or (described and described.about == "pair") or False
    )


def _is_total(columns: Columns, column: int) -> bool:
    return fold(columns.names[column]) in TOTALS


def _describe_columns(layout: Layout, grid: Grid, header: int | None, report: Report) -> None:
    """Record what each column is and which are not read; a column of figures is not left out without a word."""
    columns = layout.columns
    read_as = listing((f"{role} = {columns.label(column)}" for role, column in layout.roles.items()), 12)
    report.decide("columns", read_as, "by their headers, or by their cells where another decision says so")
    used = {*layout.roles.values(), *layout.values}
    unused = [column for column in range(len(columns.names)) if column not in used and columns.cells(column)]
    if unused:
        report.decide("columns not read", listing(map(columns.label, unused), 10), "no known name, no figures")
    line = grid.lines[header or 0]
    for column in unused:
        name = columns.label(column)
        if not columns.is_numeric(column) or _is_total(columns, column) or role_of(columns.names[column]):
            continue
        if layout.across == "periods" and header is not None and re.search(r"(?:1[5-9]|2[01])\d\d", name):
            grid.outcomes[header] = PROBLEM
            what = f"'{name}' stands among periods and is none; its figures are not read. Write it as the others."
            report.add(line, name, "period", "error", what)
        else:
            what = f"The figures in {name} are not read. Import them with value_column if you need them."
            report.add(line, name, "column_not_read", "warning", what)
