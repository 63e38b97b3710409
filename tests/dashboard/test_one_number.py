"""One number, one place: metric, sentence, table, chart, export and command line show the same."""

from __future__ import annotations

import base64
import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from indicators.cli import main
from indicators.index import Index
from indicators.text import number


@pytest.fixture
def month(turkiye: Index) -> str:
    assert turkiye.headline is not None
    return str(turkiye.headline.month)


def command(file: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["--db", str(file), *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def in_chart(app: AppTest, chart: int, name: str, month: str) -> float:
    """The value of a month in a trace that the browser was sent."""
    spec = json.loads(app.get("plotly_chart")[chart].proto.spec)
    (trace,) = [trace for trace in spec["data"] if trace.get("name") == name]
    values = np.frombuffer(base64.b64decode(trace["y"]["bdata"]), dtype=trace["y"]["dtype"])
    return float(values[trace["x"].index(month)])


def test_the_index_is_one_number(app: AppTest, built_file: Path, month: str, tmp_path: Path) -> None:
    app.run()
    shown = app.metric[0].value
    rows = {row["month"]: row for row in csv.DictReader(io.StringIO(command(built_file, "score", "--format", "csv")))}
    assert number(float(rows[month]["index"])) == shown

    sentence = next(text.value for text in app.markdown if "The index stood" in text.value).replace("\\", "")
    assert f"stood at {shown} in" in sentence
    table = app.dataframe[0].value
    assert number(table["contribution"].sum()) == shown
    assert any(f"sum to the index: {shown}." in caption.value for caption in app.caption)
    assert number(in_chart(app, 0, "Index", month)) == shown

    file = tmp_path / "scores.csv"
    command(built_file, "export", "--out", str(file))
    exported = {row["month"]: row for row in csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))}
    assert number(float(exported[month]["index"])) == shown


def test_a_group_is_one_number(app: AppTest, built_file: Path, turkiye: Index) -> None:
    app.run()
    rows = list(csv.DictReader(io.StringIO(command(built_file, "score", "--format", "csv"))))
    titles = " ".join(
        note["text"] for note in json.loads(app.get("plotly_chart")[1].proto.spec)["layout"]["annotations"]
    )
    for group in turkiye.groups:
        last = [row for row in rows if row[group]][-1]
        label = turkiye.definition.label(group)
        assert f"<b>{label}</b> {number(float(last[group]), 0)} ·" in titles
        assert in_chart(app, 1, label, last["month"]) == pytest.approx(float(last[group]), rel=1e-6)


def test_points_are_one_number_down_to_the_figures(app: AppTest, built_file: Path, turkiye: Index, month: str) -> None:
    label = turkiye.definition.label("lng")
    app.query_params["component"] = "lng"
    app.query_params["month"] = month
    app.run()
    rows = csv.DictReader(io.StringIO(command(built_file, "contributions", "--format", "csv")))
    (points,) = [float(row["contribution"]) for row in rows if (row["month"], row["component"]) == (month, "lng")]
    table = app.dataframe[0].value.set_index("component")
    assert table.loc[label, "contribution"] == pytest.approx(points, abs=1e-12)
    steps = app.table[0].value.set_index("Step")
    assert float(steps.loc["points", "Value"]) == pytest.approx(points, abs=5e-4)
    assert float(steps.loc["score", "Value"]) == pytest.approx(table.loc[label, "score"], abs=5e-3)
