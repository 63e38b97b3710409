"""Tables declared as data: what is written, in which order, and that no file can do harm through one."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from indicators.dashboard.ui.table import FORMATS, Column, safe


def shown() -> None:
    import pandas as pd

    from indicators.dashboard.ui.table import Column, table

    frame = pd.DataFrame({"url": ["https://a.example", "javascript:alert(1)"], "score": [12.5, 50.0], "left": [1, 2]})
    columns = [
        Column("score", "Score", "%.1f", 60),
        Column("url", "Source", "link"),
        Column("absent", "Not there"),
    ]
    table(frame, columns, alt="Scores with their sources.", key="scores", on_select=print)


def test_the_declared_columns_that_are_there_are_written_in_their_order() -> None:
    app = AppTest.from_function(shown).run()
    assert not app.exception
    [element] = app.dataframe
    assert list(element.value.columns) == ["score", "url"]
    assert element.value["url"].tolist()[0] == "https://a.example"
    assert element.value["url"].isna().tolist() == [False, True]
    written = json.loads(element.proto.columns)
    assert (written["score"]["label"], written["score"]["width"]) == ("Score", 60)
    assert written["score"]["type_config"]["format"] == "%.1f"
    assert written["url"]["type_config"]["type"] == "link"
    assert "absent" not in written


@pytest.mark.parametrize("format", [*FORMATS, "%+.2f", "%d"])
def test_every_format_gives_a_column_with_its_title(format: str) -> None:
    config = Column("id", "Title", format, help="What it is").config()
    assert (config["label"], config["help"]) == ("Title", "What it is")


def test_a_bar_and_a_line_have_a_scale() -> None:
    assert Column("score", "Score", "bar", scale=(0, 100)).config()["type_config"]["max_value"] == 100
    assert Column("course", "Course", "line", scale=(20, 60)).config()["type_config"]["y_min"] == 20


def test_texts_that_a_spreadsheet_would_run_are_written_so_that_it_does_not() -> None:
    mixed = pd.Series(["-1+2", None, 3.5], dtype="object")
    frame = safe(pd.DataFrame({"title": ["=cmd|' /C calc'!A0", "plain"], "figure": [-1.0, 2.0]}))
    assert frame["title"].tolist() == ["'=cmd|' /C calc'!A0", "plain"]
    assert frame["figure"].tolist() == [-1.0, 2.0]
    assert safe(pd.DataFrame({"mixed": mixed}))["mixed"].tolist()[::2] == ["'-1+2", 3.5]
