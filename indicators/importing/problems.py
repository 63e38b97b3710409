"""What importing has to say about a file: a problem at a line, a decision it took, how lines were counted.

Every problem there is stands here with its sentence. What follows a dot in its name tells sentences of one code apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, NamedTuple, TypeVar

from indicators.errors import Message

Place = TypeVar("Place")
Severity = Literal["error", "warning", "question"]
Kind = Literal["observations", "events"]
Status = Literal["ready", "needs_decision", "rejected"]

OUTCOMES = ("header", "metadata", "blank", "observation", "problem")
"""What a physical line can turn out to be, the worst last. Every line is counted once, by its worst outcome; a line of
a file of events that was read counts as an observation."""

AS_SET = Message("as set")
"""How a decision was taken that a person took."""

LISTED_PER_CODE = 1000
"""Problems of one kind that are listed one by one; the rest are counted in a last line of that kind."""


ERRORS = {
    "too_large.file": Message("{filename} has {size:,.0f} MB, more than {limit:,.0f} MB. Split it."),
    "too_large.rows": Message("{filename} has more than {limit:,} lines. Split it."),
    "too_large.lines": Message("The file has {lines:,} lines, more than {limit:,}. Split it."),
    "too_large.columns": Message("The file has {width:,} columns, more than {limit:,}. Keep those you need."),
    "too_large.cells": Message("The file has more than {limit:,} cells. Split it."),
    "too_large.cell": Message("A cell in line {place} has more than {limit:,} characters; shorten it."),
    "too_large.sheet_cell": Message("A cell has more than {limit:,} characters; shorten it."),
    "not_text": Message("{filename} is {kind}, not a table in text. Export it as CSV or XLSX."),
    "not_text.markup": Message("{filename} is {kind}, not a table in text. Export the table as CSV."),
    "encoding": Message("'{encoding}' is not an encoding that is read. Set one of {encodings}."),
    "encoding.wrong": Message(
        "{filename} is not {encoding}: byte {byte:,} (line {place}) does not fit. Save it as UTF-8."
    ),
    "workbook.damaged": Message("The workbook is damaged ({error}). Save it again."),
    "workbook.too_large": Message("The workbook has more than {limit} MB. Split it."),
    "workbook.archive": Message("This is an archive, not a workbook. Unpack it and choose the file inside."),
    "workbook.parts": Message("The workbook has more than {limit:,} parts; it is not opened."),
    "workbook.unpacks": Message("The workbook unpacks to far more than its size; it is not opened."),
    "workbook.extent": Message("A sheet spans more than {rows:,} rows, {columns:,} columns or the limit of cells."),
    "workbook.sparse": Message(
        "A sheet holds {cells:,} cells and spans {rows:,} rows and {columns:,} columns: a cell lies far away. Delete "
        "the rows and columns after the table, save and try again."
    ),
    "empty": Message("The file has no lines with text in it. Choose another file."),
    "empty.workbook": Message("The workbook has no cells with text in them. Choose another file."),
    "no_rows": Message("No line below the header can be read. Choose another file."),
    "no_rows.figures": Message("No line holds a figure. Choose another file."),
    "two_tables": Message(
        "A second table begins in line {second} (the first one in line {first}). Save each in a file of its own."
    ),
    "quote": Message("The quotes in this line are damaged: {damage}. Correct them: '{text}'."),
    "ragged": Message(
        "This line has {cells} cells where the table has {width} columns, so its cells may be shifted. "
        "Check its delimiters and quotes."
    ),
    "damaged_text": Message("Characters in this line are damaged: '{text}'. Retype it."),
    "direction": Message(
        "Columns {names} hold countries, and nothing says which one acts. "
        "Name them ref_area (exporter, sender, actor) and counterpart_area in the header."
    ),
    "no_periods": Message("No column holds periods. Name the column of periods time_period, or set period_column."),
    "no_header": Message(
        "The file has no line of names, and {count:,} of its columns hold figures. "
        "Write the names of its columns above the first line."
    ),
    "no_values": Message("No column holds figures. Name the column of figures obs_value."),
    "not_observations": Message("No column holds periods or figures: these are no observations."),
    "period": Message("'{text}': {reason}"),
    "period.missing": Message("The period is not given."),
    "period.header": Message(
        "'{name}' stands among periods and is none; its figures are not read. Write it as the others."
    ),
    "freq": Message("'{text}' is not a frequency. Write A, Q, M or D."),
    "future": Message("{day} has not come yet. Correct the period, or give a forecast the status F."),
    "future.event": Message("{day} has not come yet. Correct the date, or leave the line out until it has."),
    "no_area": Message("The country is not given; without it a figure has no place."),
    "same_area": Message("{area} stands on both sides. Correct one, or leave counterpart_area empty."),
    "unknown_area": Message("{reason}"),
    "flow": Message("'{text}' does not say which way the flow goes. Write export or import."),
    "counterpart_area": Message(
        "{indicator} is measured between two countries, and here one is given. Set counterpart_area."
    ),
    "indicator": Message(
        "'{text}' cannot be the name of an indicator. Use letters, digits and underscores, beginning with a letter."
    ),
    "value.formula": Message("'{text}' is a formula; a file of figures holds values. Paste the values and save again."),
    "value.formula_error": Message(
        "'{text}' is an error value of a spreadsheet. Correct the cell it comes from or leave it empty."
    ),
    "value.infinite": Message("'{text}' is not a finite number. Correct it or leave it empty."),
    "value.not_a_number": Message(
        "'{text}' is not a number. Correct it, or leave the cell empty where there is no figure."
    ),
    "value.other_mark": Message("'{text}' does not fit the decimal mark of the other figures."),
    "conflict": Message("'{value}' here, another in line {other}, for the same key. Keep the right one."),
    "kind": Message(
        "'{text}' cannot be the name of a kind. Use letters, digits and underscores, beginning with a letter."
    ),
    "kind.missing": Message("The file does not say what kind of act each line is. Add a column 'kind'."),
    "date_start": Message("The file does not say when each act began. Add a column 'date_start'."),
    "date": Message("'{text}': {reason}"),
    "end_before_start": Message("It ends before {start}."),
    "scope": Message("'{text}' is no number."),
    "bilateral": Message("Write true or false."),
    "end_status": Message("Write ended, open or unknown."),
}
WARNINGS = {
    "blank_header": Message("Column {columns} has no name; give it one to use it."),
    "gap": Message(
        "{indicator}: between {first} and {last} some periods have no figure ({count:,}), the first of them {missing}."
    ),
    "groups": Message("{names}: groups, not countries; their lines are left out."),
    "header_again": Message("The header stands here again."),
    "header_shorter": Message("The header has one name less than every line below; the first column has no name."),
    "header_longer": Message("The header has one name more than every line below; the last, '{name}', is left out."),
    "repeated_header": Message("Several columns are called {names}."),
    "column_not_read": Message("The figures in {name} are not read. Import them with value_column if you need them."),
    "total": Message("'{label}' is a total, not a figure; left out."),
    "no_figures": Message("The line '{label}' holds no figures."),
    "repeated": Message("Says the same as line {first}; counted once."),
    "unit_differs": Message(
        "{indicator} is in {described}; the file says '{unit}'. Convert the figures if these differ."
    ),
    "freq_differs": Message("'{indicator}' is described as {described}; figures that are {freq} are kept apart."),
    "not_described": Message(
        "'{name}' is not described yet: it has no title, unit or source. Describe it to see them on screen."
    ),
}
QUESTIONS = {
    "sheet": Message("Several sheets have text. Set sheet to one of: {choices}."),
    "sheet.unknown": Message("'{sheet}' is not a sheet with text in it. Set sheet to one of: {choices}."),
    "period_column": Message(
        "Several columns hold periods ({choices}). Which one are the figures for? Set period_column to its name."
    ),
    "value_column": Message(
        "Several columns hold figures ({choices}). Which one is to be read? Set value_column to its name or number."
    ),
    "indicator.missing": Message("The file does not say what is measured. Set indicator to its name."),
    "ref_area": Message("The file does not say which country it is about. Set ref_area."),
    "ref_area.event": Message("The file does not say which country acts. Set ref_area."),
    "counterpart_area.missing": ERRORS["counterpart_area"],
    "namibia": Message(
        "'NA' may be Namibia or 'not available'. Set na to country for Namibia, or to missing to leave these lines out."
    ),
    "month_blocks": Message(
        "Headers such as {names} name months beside a column for the year. "
        "Set series to what stands before the months of the one to read: {series}."
    ),
    "series": Message(
        "Lines with the same period and countries differ in {column} ({series}). Set series_column to {column} to make "
        "it part of the indicator; set series as well to keep one."
    ),
    "date_order": Message(
        "'{date}' can be {day} or {other}. Set day_first to true (day first) or false (month first)."
    ),
    "date_order.both": Message(
        "{day_first} has the day first and {month_first} the month. "
        "Set day_first to true (day first) or false (month first)."
    ),
    "freq.open": Message(
        "The dates do not tell how long a period each figure is for ({day}, …). Set freq to A, Q, M or D."
    ),
    "mixed_freq": Message("The periods are of several lengths: {lengths}. Set freq to keep one."),
    "decimal": Message(
        "'{example}' can be read with a decimal mark or with a mark of thousands. Which is it? Set decimal to . or ,"
    ),
    "decimal.both": Message(
        "'{point}' in line {point_line} has a decimal point and '{comma}' in line {comma_line} a decimal comma. "
        "Which one is right? Set decimal to . or ,"
    ),
    "mixed_units": Message(
        "{indicator}: there are figures in {units}; they cannot be one series. "
        "Set unit to the one to keep, or give each unit an indicator of its own."
    ),
    "mixed_units.unnamed": Message(
        "The figures: there are figures in {units}; they cannot be one series. "
        "Set unit to the one to keep, or give each unit an indicator of its own."
    ),
}
SENTENCES = ERRORS | WARNINGS | QUESTIONS


class Problem(NamedTuple):
    """One thing that is wrong or unclear. `line` is physical, from 1; what concerns the whole file stands at line 1."""

    line: int
    column: str
    code: str
    severity: Severity
    message: Message


class Decision(NamedTuple):
    """Something the file left open that was decided, and how. A value that is a phrase of ours is a Message."""

    value: str
    how: Message


def problem(name: str, line: int = 1, column: str = "", /, **values: Any) -> Problem:
    """A problem by its name in the lists above, with the values of its sentence."""
    severity: Severity = "error" if name in ERRORS else "warning" if name in WARNINGS else "question"
    return Problem(max(line, 1), column, name.partition(".")[0], severity, Message(SENTENCES[name], **values))


class StoppedError(Exception):
    """Reading ends here: the problem says why. It never leaves importing; the preview shows the problem."""

    def __init__(self, name: str, line: int = 1, column: str = "", /, **values: Any) -> None:
        self.problem = problem(name, line, column, **values)
        super().__init__(self.problem.message)


class Report:
    """Collects problems and decisions while a file is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.decisions: dict[str, Decision] = {}
        self._seen: Counter[tuple[str, Severity]] = Counter()

    def add(self, name: str, line: int = 1, column: str = "", /, **values: Any) -> None:
        """Note a problem."""
        self.add_each([problem(name, line, column, **values)], lambda found: found)

    def add_each(self, places: Sequence[Place], problem_at: Callable[[Place], Problem]) -> None:
        """Note a problem of one kind for each place; past LISTED_PER_CODE they are only counted."""
        if places:
            first = problem_at(places[0])
            room = max(0, LISTED_PER_CODE - self._seen[first.code, first.severity])
            self._seen[first.code, first.severity] += len(places)
            self.problems += map(problem_at, places[:room])

    def decide(self, name: str, value: str, how: Message) -> None:
        """Record a decision; a later one of the same name replaces it."""
        self.decisions[name] = Decision(value, how)

    def has(self, *severities: Severity) -> bool:
        """Whether anything of one of these severities was noted."""
        return any(count and severity in severities for (_code, severity), count in self._seen.items())

    def listed(self) -> list[Problem]:
        """All problems by line, each kind closed by a count of those not listed."""
        closing = []
        for (code, severity), count in self._seen.items():
            if count > LISTED_PER_CODE:
                more = count - LISTED_PER_CODE
                what = Message("{more:,} more lines have this problem ('{code}').", more=more, code=code)
                closing.append(Problem(1, "", code, severity, what))
        return sorted(self.problems, key=lambda found: found.line) + closing


def listing(items: Iterable[object], limit: int = 5) -> Message:
    """Some of the items for a sentence: `a, b, c and 12 more`."""
    texts = [str(item) for item in items]
    some = ", ".join(texts[:limit])
    more = len(texts) - limit
    return Message("{some} and {more:,} more", some=some, more=more) if more > 0 else Message(some)


def printable(text: str, limit: int = 60) -> str:
    """Text from a file as it can stand in a sentence: one line, no control characters, not too long."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"
