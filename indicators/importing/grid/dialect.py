"""How a text is cut into cells: delimiter, quote and escape, found by which of them gives a table of clean cells.

The measure is that of van den Burg, Nazábal & Sutton, "Wrangling messy CSV files by detecting row and type patterns"
(2019), reduced: how alike the rows are in length, times the share of cells that are of a known type.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass

from indicators.errors import Message
from indicators.importing.problems import Report

DELIMITERS = (",", ";", "\t", "|", " ")
_NAMES = {",": Message("comma"), ";": Message("semicolon"), "\t": Message("tab"), "|": Message("pipe")}
_NAMES |= {" ": Message("space"), "": Message("none: one column")}
_SPACED = {",": Message("comma and space"), ";": Message("semicolon and space"), "|": Message("pipe and space")}
_SAMPLE = 300
_CLEAN = re.compile(
    r"""(?:
        | [-+−(]?[$€£₺]?\s?\d+(?:[., '’\u00a0\u202f]\d+)*(?:[eE][-+]?\d+)?\)?\s?%?[a-z*]{0,2}  # a number
        | \d{1,4}[-./]\d{1,2}(?:[-./]\d{1,4})?(?:[T ]\d{1,2}:\d\d(?::\d\d)?\S{0,6})?            # a date
        | \d{1,2}:\d\d(?::\d\d)?
        | \d{4}-?[MQAÇS]\d{0,2}
        | [^\W\d_]+(?:[ .'’&/()-]{1,2}[^\W_]+)*[.)]?                                            # words
        | [^\W\d]\w*(?:[.-]\w+)*                                                                # a code
        | :|\.\.|\.\.\.|-|–|—|n/a|N/A|https?://\S+
    )""",
    re.X,
)


@dataclass(frozen=True)
class Dialect:
    """`delimiter` is empty for a file of one column and may be followed by a space (', '). `escape` is '' or '\\'."""

    delimiter: str
    quote: str = '"'
    escape: str = ""


def separator_line(line: str) -> str:
    """The delimiter of a spreadsheet's `sep=;` line, or ''."""
    match = re.fullmatch(r'"?sep=(.)"?\s*', line, re.I)
    return match[1] if match and match[1] in DELIMITERS else ""


def detect_dialect(lines: list[str], known: str, how: Message, report: Report) -> Dialect:
    """The dialect of a text given as physical lines; `known` is the delimiter where it is known, and `how`."""
    sample = [line for line in lines[:20_000] if line.strip()]
    if len(sample) > _SAMPLE:
        step = max(1, (len(sample) - _SAMPLE // 2) // (_SAMPLE // 2))
        sample = sample[: _SAMPLE // 2] + sample[_SAMPLE // 2 :: step]
    if not known and lines and re.match(r"[\w,]+\\\w+ *\t", lines[0]):  # freq,unit,geo\TIME_PERIOD and tabs
        known, how = "\t", Message("the first column names several with commas")
    quote = _detect_quote(sample, known)
    scores = {one: 1.0 if known else _score(sample, one, quote) for one in DELIMITERS}
    delimiter = known or max(scores, key=scores.__getitem__)
    if not scores[delimiter]:
        delimiter, how = "", Message("no delimiter gives columns")
    elif not known:
        how = Message("the one that gives rows of equal length and clean cells")
    report.decide("delimiter", _NAMES[delimiter], how)
    if delimiter in (",", ";", "|") and _always_spaced(sample, delimiter, quote):
        report.decide("delimiter", _SPACED[delimiter], Message("a space follows every delimiter"))
        delimiter += " "
    escape = _detect_escape(sample, delimiter, quote)
    quoted = any(quote in line for line in sample)
    report.decide("quote", quote, Message("found at the edges of cells") if quoted else Message("no quotes"))
    if escape:
        report.decide("escape", escape, Message("stands before quotes inside of quoted cells"))
    return Dialect(delimiter, quote, escape)


def _detect_quote(sample: list[str], delimiter: str) -> str:
    """The apostrophe only where it encloses cells and the double quote does not."""
    edges = re.escape(delimiter) if delimiter else ",;\t| "
    found = Counter(dict.fromkeys("\"'", 0))
    for line in sample:
        for quote in found:
            if quote in line:
                found[quote] += len(re.findall(rf"(?:^|[{edges}]){quote}[^{quote}]*{quote}(?=[{edges}]|$)", line))
    return "'" if found["'"] > found['"'] else '"'


def _score(sample: list[str], delimiter: str, quote: str) -> float:
    """Row-length agreement × share of clean cells; 0 where the delimiter makes no columns."""
    if not any(delimiter in line for line in sample):
        return 0.0
    rows = [_split(line, delimiter, quote) for line in sample]
    lengths = Counter(map(len, rows))
    # The length of most rows; of two as frequent, the longer, because a preamble is narrow.
    width, agreeing = max(lengths.items(), key=lambda item: (item[1], item[0]))
    if width < 2:  # most lines are text: the longest run of lines that are cut alike counts
        agreeing, width = max(((count, length) for length, count in lengths.items() if length > 1), default=(0, 1))
        if agreeing < 2 and len(sample) > 2:
            return 0.0
    cells = [cell for row in rows if len(row) == width for cell in row]
    # A cell that still holds another candidate was cut by the wrong one.
    clean = sum(1 for cell in cells if _CLEAN.fullmatch(cell.strip()) or (delimiter != " " and _is_prose(cell)))
    filled = sum(1 for cell in cells if cell.strip()) / max(1, len(cells))
    bonus = 1 - 1 / (1 + width)
    penalty = 0.5 if delimiter == " " else 1.0
    return (agreeing / len(rows)) * (clean / max(1, len(cells))) * (0.2 + 0.8 * filled) * bonus * penalty


def _is_prose(cell: str) -> bool:
    """Words with spaces between: text of a title or a note, whatever punctuation it has but delimiters."""
    return " " in cell.strip() and not re.search(r"[;\t|]", cell) and not re.match(r"\s*[\d,.]", cell)


def _split(line: str, delimiter: str, quote: str) -> list[str]:
    """One physical line as cells; a quote that opens and does not close takes the rest of the line."""
    if quote not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, quotechar=quote), [])
    except csv.Error:
        return line.split(delimiter)


def _always_spaced(sample: list[str], delimiter: str, quote: str) -> bool:
    """Whether every delimiter outside of quotes has a space behind it: then the space is part of it."""
    seen = 0
    for line in sample:
        bare = re.sub(f"{quote}[^{quote}]*{quote}", quote, line) if quote in line else line
        count = bare.count(delimiter)
        if count != bare.count(delimiter + " "):
            return False
        seen += count
    return seen > 1


def _detect_escape(sample: list[str], delimiter: str, quote: str) -> str:
    """The backslash where it stands before quotes that do not end a cell, and quotes are not doubled as well."""
    end = re.escape(delimiter) if delimiter else "$"
    escaped = sum(len(re.findall(rf"\\{quote}(?!{end}|$)", line)) for line in sample if "\\" in line)
    doubled = sum(
        len(re.findall(rf"[^{quote}{end}\s]{quote}{quote}(?!{quote})", line)) for line in sample if quote in line
    )
    return "\\" if escaped > doubled else ""
