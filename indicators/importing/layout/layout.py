"""What the rows and columns of a table are: which are read, and where periods, countries and figures stand.

A column's role follows from its header where the words are known, from its cells where they are not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from indicators.catalog.areas import fold
from indicators.errors import Message
from indicators.importing.columns.periods import month_names, read_period
from indicators.importing.columns.vocabulary import TOTALS, as_identifier, event_role_of, indicator_names, role_of
from indicators.importing.grid.records import PROBLEM, Grid
from indicators.importing.layout.body import classify_body
from indicators.importing.layout.header import Columns, column_names, find_header, split_key_column
from indicators.importing.problems import AS_SET, Kind, Report, StoppedError, listing, printable

if TYPE_CHECKING:
    from indicators.catalog import Catalog
    from indicators.importing.mapping import Mapping

Across = Literal["", "periods", "months", "indicators", "ref_area", "counterpart_area"]

_CODE_WORDS = {"code", "kodu", "iso", "iso3", "iso2", "id", "iso3c"}
_PREFER_CODE = ("indicator", "area", "ref_area", "counterpart_area")


@dataclass
class Layout:
    """`roles` gives the column of each role, `values` the columns with figures, `across` what their headers say.

    `seconds` gives a second column of the same role, `blocks` the columns whose labels stand once for several lines,
    `series` those whose texts tell series apart.
    `body` are the records to be read. `months` in `across` are periods without a year, which the role `year` gives.
    With it travels what reading a file takes: its grid, the answers given, what is described, and the report.
    """

    grid: Grid
    mapping: Mapping
    catalog: Catalog
    report: Report
    header: int | None
    columns: Columns
    body: list[int]
    kind: Kind = "observations"
    roles: dict[str, int] = field(default_factory=dict)
    values: list[int] = field(default_factory=list)
    across: Across = ""
    seconds: dict[str, int] = field(default_factory=dict)
    blocks: list[int] = field(default_factory=list)
    series: list[int] = field(default_factory=list)

    def texts(self, column: int) -> list[str]:
        """The cells of a column in all records of the body, without the space around them and filled down in blocks."""
        texts = [self.grid.rows[record][column].strip() for record in self.body]
        if column in self.blocks:
            for place in range(1, len(texts)):
                texts[place] = texts[place] or texts[place - 1]
        return texts

    @property
    def line(self) -> int:
        """The line of the header, or the first one."""
        return self.grid.lines[self.header or 0]

    def label(self, role: str) -> str:
        """The header of the column with this role, for a problem; the role itself where it has no column."""
        return self.columns.label(self.roles[role]) if role in self.roles else role

    def has(self, *roles: str) -> bool:
        """Whether one of these roles has a column."""
        return any(role in self.roles for role in roles)

    def assign(self, role: str, column: int, how: Message) -> None:
        """Give a column a role and say why."""
        self.roles[role] = column
        self.report.decide(f"column for {role}", self.columns.label(column), how)


def find_layout(grid: Grid, mapping: Mapping, catalog: Catalog, report: Report) -> Layout:
    """The layout of a table; StoppedError where it is none, or where a question must be answered first."""
    if not grid.rows:
        raise StoppedError("empty")
    split_key_column(grid, report)
    header = find_header(grid)
    names = column_names(grid, header, catalog, report)
    events = _event_roles(names)
    is_events = _is_events(names, events)
    body = classify_body(grid, header, names, event_role_of if is_events else role_of, report)
    if not body:
        raise StoppedError("no_rows")
    columns = Columns(names, [grid.rows[record] for record in body], catalog)
    layout = Layout(grid, mapping, catalog, report, header, columns, body)
    if is_events:
        how = Message("columns for the kind and the date of acts, and none for figures")
        report.decide("layout", Message("events"), how)
        layout.kind, layout.roles = "events", events
    else:
        _find_columns(layout)
    return layout


def _is_events(names: Sequence[str], roles: dict[str, int]) -> bool:
    """Dated events: a kind and a date, or a start and an end; and no column for figures."""
    if any(role_of(name) == "obs_value" for name in names):
        return False
    named = {"date start", "date end", "event id"} & set(map(fold, names))
    return bool(named) or {"kind", "date_start"} <= set(roles)


def _event_roles(names: Sequence[str]) -> dict[str, int]:
    """Roles of a table of events by its headers, the first column of each role."""
    roles: dict[str, int] = {}
    for column, name in enumerate(names):
        if role := event_role_of(name):
            roles.setdefault(role, column)
    return roles


def _find_columns(layout: Layout) -> None:
    """Settle the roles of a table of figures, the columns of figures, and what stands across."""
    columns, report = layout.columns, layout.report
    _name_roles(layout)
    _set_roles(layout)
    across = _period_columns(layout) if layout.mapping.value_column is None else []
    if across:
        layout.values = across
        layout.across = "months" if _are_bare(columns, across) else "periods"
        if layout.has("time_period") and layout.across == "periods":
            _free_label_column(layout)
        _find_labels(layout)
        how = Message("{count} headers are periods", count=len(across))
        report.decide("layout", Message("wide: periods as columns"), how)
    elif not layout.has("time_period", "year"):
        _infer_period_column(layout)
    areas = _infer_area_columns(layout)
    _place_areas(layout)
    if (len(areas) > 1 and not layout.has("ref_area")) or columns.hold_two_sides(areas):
        names = [columns.label(area) for area in areas]
        raise StoppedError("direction", layout.line, names[0], names=listing(names))
    if not across:
        _settle_value_columns(layout)
        if not layout.has("time_period", "year", "quarter", "month"):
            raise StoppedError("no_periods", layout.line)
    _find_blocks(layout)
    _describe_columns(layout)


def _find_blocks(layout: Layout) -> None:
    """Labels that stand only in the first line of their block: no two in a row are alike, and most cells are empty."""
    for role in ("year", "time_period", "ref_area", "counterpart_area", "indicator"):
        column = layout.roles.get(role)
        texts = [] if column is None else layout.texts(column)
        filled = [text for text in texts if text]
        if column is None or len(filled) > len(texts) / 2 or not texts[0] or any(a == b for a, b in pairwise(filled)):
            continue
        layout.blocks.append(column)
        value = Message("{column}, in {count:,} lines", column=layout.label(role), count=len(texts) - len(filled))
        how = Message("its labels stand only in the first line of their block")
        layout.report.decide(f"labels: {role}", value, how)


def _find_labels(layout: Layout) -> None:
    """Above periods, in a file without countries, the one column of words tells the series apart: it names them."""
    columns = layout.columns
    if layout.has("indicator", "ref_area", "area", "counterpart_area") or layout.mapping.series_column is not None:
        return
    free = columns.others({*layout.roles.values(), *layout.values})
    words = [one for one in free if columns.cells(one) and columns.share(one, "number") < 0.5]
    if len(words) == 1 and len(set(layout.texts(words[0]))) > 1 and columns.share(words[0], "area") < 0.5:
        layout.assign("indicator", words[0], Message("its texts tell the lines apart"))


def _name_roles(layout: Layout) -> None:
    """Roles of an observation table by its headers. Of a name and a code of the same thing the code is taken."""
    names = layout.columns.names
    found: dict[str, list[int]] = {}
    for column, name in enumerate(names):
        if role := role_of(name):
            found.setdefault(role, []).append(column)
    for role, columns in found.items():
        if role == "obs_value" and len(columns) > 1:
            continue  # asked for later
        codes = [column for column in columns if not _CODE_WORDS.isdisjoint(fold(names[column]).split())]
        is_code = bool(codes) and role in _PREFER_CODE
        layout.roles[role] = column = codes[0] if is_code else columns[0]
        if len(columns) > 1:
            layout.seconds[role] = next(other for other in columns if other != column)
        if len(columns) > 1:
            among = listing(printable(names[column]) for column in columns)
            first = Message("of {among}, because it comes first", among=among)
            how = Message("of {among}, because it is a code", among=among) if is_code else first
            layout.report.decide(f"column for {role}", printable(names[column]), how)


def _set_roles(layout: Layout) -> None:
    """Columns that a person named go before the others."""
    if (wanted := layout.mapping.series_column) is not None:
        whole = any(fold(name) == fold(wanted) for name in layout.columns.names)
        wanted_names = [wanted] if whole else wanted.split(",")
        layout.series = [layout.columns.find(name.strip(), "series_column") for name in wanted_names]
        layout.roles = {role: column for role, column in layout.roles.items() if column not in layout.series}
        layout.report.decide("column for series", listing(map(layout.columns.label, layout.series)), AS_SET)
    for role, setting in (("time_period", "period_column"), ("obs_value", "value_column")):
        wanted = getattr(layout.mapping, setting)
        if wanted is None:
            continue
        column = layout.columns.find(wanted, setting)
        parts = ("year", "quarter", "month", "day") if role == "time_period" else ()
        for other in [name for name, place in layout.roles.items() if place == column or name in parts]:
            del layout.roles[other]
        layout.assign(role, column, AS_SET)


def _are_bare(columns: Columns, across: Sequence[int]) -> bool:
    """Whether headers are months or quarters without a year."""
    return all(read_period(columns.names[column]).freq in ("month", "quarter") for column in across)


def _period_columns(layout: Layout) -> list[int]:
    """Columns whose header is a period. Months and quarters without a year need a column for the year."""
    found = []
    for column, name in enumerate(layout.columns.names):
        freq = read_period(name).freq
        bare = freq in ("month", "quarter") and "year" in layout.roles and column not in layout.roles.values()
        if freq in ("A", "Q", "M", "D", "slash") or bare:
            found.append(column)
    all_bare = _are_bare(layout.columns, found)
    return [] if len(found) < 2 and (all_bare or layout.has("time_period", "year")) else found


def _free_label_column(layout: Layout) -> None:
    """Eurostat heads the column of countries `TIME`, because the row of periods begins there."""
    column = layout.roles.pop("time_period")
    if layout.columns.share(column, "area") >= 0.5 and "area" not in layout.roles:
        layout.roles["area"] = column


def _infer_period_column(layout: Layout) -> None:
    """The column without a role whose cells are periods; where several are, it is asked. Years may be figures."""
    columns = layout.columns
    used = {*layout.roles.values(), *layout.series}
    candidates = [one for one in columns.others(used) if columns.share(one, "period") >= 0.9]
    words = [column for column in candidates if columns.share(column, "number") < 0.9]
    if len(words) > 1:
        choices = columns.choices(words)
        raise StoppedError("period_column", layout.line, columns.label(words[0]), choices=choices)
    if candidates:
        layout.assign("time_period", (words or candidates)[0], Message("its cells are periods"))


def _infer_area_columns(layout: Layout) -> list[int]:
    """Columns of countries whose names do not say which side they are; a single unnamed one becomes `area`."""
    columns = layout.columns
    named = [column for column, name in enumerate(columns.names) if role_of(name) == "area"]
    sides = [column for column, name in enumerate(columns.names) if role_of(name) in ("ref_area", "counterpart_area")]
    free = columns.others({*layout.roles.values(), *layout.series, *named, *sides})
    words = [column for column in free if columns.share(column, "number") < 0.5]  # a figure may look like an M49 code
    found = [column for column in words if columns.share(column, "area") >= 0.8]
    if len(found) == 1 and not layout.has("area", "ref_area"):
        layout.roles["area"] = found[0]
    return named or found


def _place_areas(layout: Layout) -> None:
    """A column of countries that does not say which side it is: the partner where the other side is set."""
    column = layout.roles.pop("area", None)
    if column is None:
        return
    second = layout.seconds.pop("area", None)
    if not layout.has("ref_area", "counterpart_area") and layout.mapping.ref_area is not None:
        layout.assign("counterpart_area", column, Message("ref_area is set, so this column is the other side"))
    elif not layout.has("ref_area"):
        layout.assign("ref_area", column, Message("the country that the figures are about"))
    elif not layout.has("counterpart_area"):
        layout.assign("counterpart_area", column, Message("ref_area has a column of its own"))
    if second is not None:
        layout.seconds |= {role: second for role, place in layout.roles.items() if place == column}


def _settle_value_columns(layout: Layout) -> None:
    """Settle which columns hold the figures of a table without periods as columns."""
    columns, roles, report = layout.columns, layout.roles, layout.report
    if "obs_value" in roles:
        layout.values = [roles["obs_value"]]
        how = Message("the figures are in {column}", column=layout.label("obs_value"))
        report.decide("layout", Message("long: one figure in a line"), how)
        return
    named = [column for column, name in enumerate(columns.names) if role_of(name) == "obs_value"]
    named = [column for column in named if any(_body_cells(layout, column))] or named
    used = {*roles.values(), *layout.series}
    free = [column for column in columns.others(used) if not _is_key(layout, column)]
    numeric = named or [column for column in free if columns.is_numeric(column) and not _is_total(columns, column)]
    names = [columns.names[column] for column in numeric]
    layout.values = numeric
    if layout.has("year") and (blocks := _month_blocks(names)):
        _choose_block(layout, numeric, blocks)
        return
    if not numeric and layout.has("time_period", "year"):
        raise StoppedError("no_values", layout.line)
    if not numeric:
        raise StoppedError("not_observations", layout.line)
    if not named and len(numeric) > 1 and all(layout.catalog.names.code(name) for name in names):
        layout.across = "counterpart_area" if _are_partners(layout) else "ref_area"
        how = Message("each column is a {role}", role=layout.across)
        report.decide("layout", Message("wide: countries as columns"), how)
    elif not named and not layout.has("indicator") and _are_indicators(layout, names):
        layout.across = "indicators"
        how = Message("{names} hold figures", names=listing(map(printable, names)))
        report.decide("layout", Message("wide: indicators as columns"), how)
    elif len(numeric) > 1 and layout.header is None:
        raise StoppedError("no_header", 1, count=len(numeric))
    elif len(numeric) > 1:
        choices, label = columns.choices(numeric), columns.label(numeric[0])
        raise StoppedError("value_column", layout.line, label, choices=choices)
    else:
        how = Message("only {column} holds figures", column=columns.label(numeric[0]))
        report.decide("layout", Message("long: one figure in a line"), how)


def _are_indicators(layout: Layout, names: Sequence[str]) -> bool:
    """Whether the columns of figures are indicators: the only one, unless set; or all have names of their own."""
    if len(names) == 1:
        return layout.mapping.indicator is None and bool(names[0])
    known = indicator_names(layout.catalog)
    if any("(" in name and fold(name) not in known for name in names):
        return False  # units in brackets: the columns may measure different things
    return all(names) and len({as_identifier(name, known) for name in names} - {""}) == len(names)


def _body_cells(layout: Layout, column: int) -> list[str]:
    """The cells of a column in all records of the body, without the space around them."""
    return [layout.grid.rows[record][column].strip() for record in layout.body]


def _is_key(layout: Layout, column: int) -> bool:
    """Whether a column numbers the lines (0, 1, 2, …, without a name) or holds codes: its cells are no figures."""
    name = layout.columns.names[column]
    if name:
        return not _CODE_WORDS.isdisjoint(fold(name).split())
    cells = _body_cells(layout, column)
    return any(cells == list(map(str, range(first, first + len(cells)))) for first in (0, 1))


def _choose_block(layout: Layout, numeric: Sequence[int], blocks: dict[str, list[str]]) -> None:
    """Read the block of months that is set; ask where none is. The names of its columns become those of the months."""
    chosen = blocks.get(fold(layout.mapping.series or ""))
    if chosen is None:
        names = next(iter(blocks.values()))
        series = listing(block.upper() for block in blocks)
        raise StoppedError("month_blocks", layout.line, names[0], names=listing(map(printable, names)), series=series)
    names = layout.columns.names
    layout.values = [column for column in numeric if names[column] in chosen]
    layout.across = "months"
    for column in layout.values:
        names[column] = fold(names[column])[len(fold(layout.mapping.series or "")) :].strip()
    layout.report.decide("series", layout.mapping.series or "", AS_SET)


def _month_blocks(names: Sequence[str]) -> dict[str, list[str]]:
    """Names of figures that are a month behind a letter or a word, several months for one: IJAN, IFEB, EJAN."""
    found: dict[str, list[str]] = {}
    for name in names:
        match = re.fullmatch(r"(.+?) ?(" + "|".join(sorted(month_names(), key=len, reverse=True)) + ")", fold(name))
        if match:
            found.setdefault(match[1].strip(), []).append(name)
    return {block: months for block, months in found.items() if len(months) > 1}


def _are_partners(layout: Layout) -> bool:
    """Whether countries as columns are partners: the other side is in the file, set, or the indicator is of pairs."""
    mapping = layout.mapping
    if mapping.counterpart_area is not None:
        return False
    described = layout.catalog.indicators.get(mapping.indicator or "")
    of_pairs = described is not None and described.about == "pair"
    return layout.has("ref_area") or mapping.ref_area is not None or of_pairs


def _is_total(columns: Columns, column: int) -> bool:
    return fold(columns.names[column]) in TOTALS


def _describe_columns(layout: Layout) -> None:
    """Record what each column is and which are not read; a column of figures is not left out without a word."""
    columns, report = layout.columns, layout.report
    read_as = listing((f"{role} = {columns.label(column)}" for role, column in layout.roles.items()), 12)
    report.decide("columns", read_as, Message("by their headers, or by their cells where another decision says so"))
    used = {*layout.roles.values(), *layout.values, *layout.series}
    unused = [column for column in columns.others(used) if columns.cells(column)]
    if unused:
        report.decide("columns not read", listing(map(columns.label, unused), 10), Message("no known name, no figures"))
    for column in unused:
        name = columns.label(column)
        if not columns.is_numeric(column) or _is_total(columns, column) or role_of(columns.names[column]):
            continue
        if layout.across == "periods" and layout.header is not None and re.search(r"(?:1[5-9]|2[01])\d\d", name):
            layout.grid.outcomes[layout.header] = PROBLEM
            report.add("period.header", layout.line, name, name=name)
        else:
            report.add("column_not_read", layout.line, name, name=name)
