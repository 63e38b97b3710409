"""What figures people write stand for, and which decimal mark they prove."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.importing.columns.figures import read_value


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1.234,56", ",", 1234.56),
        ("1,234.56", ".", 1234.56),
        ("1 234,56", ",", 1234.56),
        ("1\u00a0234,56", ",", 1234.56),
        ("1\u202f234\u202f567,5", ",", 1234567.5),
        ("1’234’567.5", ".", 1234567.5),
        ("1.234.567", ",", 1234567.0),
        ("0.123", ".", 0.123),
        ("1234.567", ".", 1234.567),
        ("12,5", ",", 12.5),
        (",5", ",", 0.5),
        ("12.", ".", 12.0),
        ("(12.5)", ".", -12.5),
        ("−12.5", ".", -12.5),
        ("$-12.50", ".", -12.5),
        ("₺1.234,5", ",", 1234.5),
        ("%12,5", ",", 12.5),
        ("1.5e3", ".", 1500.0),
        ("1,234E2", ",", 123.4),
        ("12,3e", ",", 12.3),
        ("12.5 (p)", ".", 12.5),
        ("12.5¹", ".", 12.5),
        ("\u200b12.5\u00ad", ".", 12.5),
    ],
)
def test_figures_that_prove_their_decimal_mark(text: str, mark: str, value: float) -> None:
    written = read_value(text)
    assert (written.speaks_for, written.error) == (mark, "")
    assert written.value(mark) == value


@pytest.mark.parametrize(("text", "point", "comma"), [("1.234", 1.234, 1234.0), ("123,456", 123456.0, 123.456)])
def test_figures_that_could_be_either(text: str, point: float, comma: float) -> None:
    written = read_value(text)
    assert written.speaks_for == "?"
    assert (written.value("."), written.value(",")) == (point, comma)


@pytest.mark.parametrize("text", ["12", "-7", "1 234 567", "1'234", "5 %", "$5"])
def test_whole_figures_prove_nothing(text: str) -> None:
    written = read_value(text)
    assert written.speaks_for == ""
    assert written.value(".") == written.value(",")


@pytest.mark.parametrize(
    "text", ["", ":", "..", "...", "-", "–", "n/a", "NA", "NaN", "null", "#N/A", "#YOK", "veri yok", ": c"]
)
def test_gaps(text: str) -> None:
    assert read_value(text).missing


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("five", "not_a_number"),
        ("12 million", "not_a_number"),
        ("5m", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("1,23,456", "not_a_number"),
        ("12,34.5", "not_a_number"),
        ("1 23", "not_a_number"),
        ("2019-01", "not_a_number"),
        ("0x1F", "not_a_number"),
        ("1_000", "not_a_number"),
        ("١٢", "not_a_number"),
        ("(5", "not_a_number"),
        ("--5", "not_a_number"),
        ("$5€", "not_a_number"),
        ("9" * 400, "not_a_number"),
        ("inf", "infinite"),
        ("-Infinity", "infinite"),
        ("∞", "infinite"),
        ("=1+1", "formula"),
        ("+SUM(A1)", "formula"),
        ("@A1", "formula"),
        ("-cmd|x", "formula"),
        ("#REF!", "formula_error"),
        ("#DIV/0!", "formula_error"),
    ],
)
def test_what_is_no_figure(text: str, error: str) -> None:
    assert read_value(text).error == error


@pytest.mark.parametrize(
    ("text", "status"), [("5e", "E"), ("5 p", "P"), ("5b", "B"), ("5 f", "F"), ("5*", "A"), (":", "M")]
)
def test_flags_stand_for_the_status_codes_of_sdmx(text: str, status: str) -> None:
    assert read_value(text).status == status


@pytest.mark.parametrize(
    ("text", "unit"), [("$5", "USD"), ("5 US$", "USD"), ("5 TL", "TRY"), ("₺5", "TRY"), ("5 %", "%"), ("5", "")]
)
def test_units_beside_figures(text: str, unit: str) -> None:
    assert read_value(text).unit == unit


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(".,"))
def test_a_written_float_is_read_back(value: float, mark: str) -> None:
    assert read_value(repr(value).replace(".", mark)).value(mark) == value


@given(st.integers(0, 10**15), st.integers(0, 99), st.sampled_from([(".", ","), (",", "."), (" ", ","), ("'", ".")]))
def test_grouped_figures_are_read_back(whole: int, cents: int, marks: tuple[str, str]) -> None:
    group, decimal = marks
    text = f"{whole:,}".replace(",", group) + f"{decimal}{cents:02d}"
    written = read_value(text)
    assert written.speaks_for == decimal
    assert written.value(decimal) == float(f"{whole}.{cents:02d}")


@given(st.text(max_size=40))
def test_any_text_is_read_as_something(text: str) -> None:
    written = read_value(text)
    assert written.missing or written.error or written.value(".") is not None or written.value(",") is not None
