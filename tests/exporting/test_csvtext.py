"""CSV text: the same frame gives the same bytes, and reading gives the frame back."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import ExportError
from indicators.exporting.csvtext import csv_text, read_csv, read_texts

TYPES = {"text": pa.string(), "number": pa.float64(), "flag": pa.bool_(), "day": pa.timestamp("us")}
texts = st.text(max_size=12) | st.text(alphabet="\r\n,\"'; =+a", max_size=8)
rows = st.lists(
    st.tuples(
        texts,
        st.floats(allow_nan=True, allow_infinity=False),
        st.booleans(),
        st.datetimes(pd.Timestamp(1800, 1, 1), pd.Timestamp(2199, 1, 1)) | st.none(),
    ),
    max_size=8,
)


def frame_of(values: list[tuple]) -> pd.DataFrame:
    columns = list(zip(*values, strict=True)) if values else [[], [], [], []]
    days = pd.to_datetime(pd.Series(columns[3], dtype="datetime64[us]")).dt.normalize()
    return pd.DataFrame(
        {
            "text": pd.Series(columns[0], dtype="str"),
            "number": pd.Series(columns[1], dtype="float64"),
            "flag": pd.Series(columns[2], dtype="bool"),
            "day": days,
        }
    )


@settings(max_examples=200, deadline=None)
@given(rows)
def test_every_frame_comes_back_to_the_last_digit(values: list[tuple]) -> None:
    frame = frame_of(values)
    back = read_csv(csv_text(frame).encode(), TYPES, "table.csv")
    pd.testing.assert_frame_equal(back, frame, check_exact=True)


@settings(deadline=None)
@given(rows)
def test_the_standard_library_sees_as_many_rows(values: list[tuple]) -> None:
    text = csv_text(frame_of(values))
    assert len(list(csv.reader(io.StringIO(text, newline="")))) == len(values) + 1
    assert len(read_texts(text.encode(), "table.csv")[1]) == len(values)


def test_computed_numbers_have_ten_decimals_and_no_negative_zero() -> None:
    frame = pd.DataFrame({"x": [1 / 3, -1e-12, np.nan, 2.0, 12345678.5]})
    assert csv_text(frame, decimals=10) == "x\n0.3333333333\n0.0000000000\n\n2.0000000000\n12345678.5000000000\n"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"a,b\n1\n", "Expected 2 columns"),
        (b"text,number\nx,many\n", "many"),
        (b"number,text\n1,x\n", "the columns must be"),
        (b"text,number\nx,inf\n", "infinite"),
        (b"", "table.csv"),
    ],
)
def test_what_is_no_such_table_is_refused_with_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(ExportError, match=says):
        read_csv(data, {"text": pa.string(), "number": pa.float64()}, "table.csv")
