"""The notebooks run from top to bottom on the shipped data and print what is stored in them.

Run this file to write their outputs anew. Cells are executed in this process, in the order of the file, as Jupyter
would: what they print, and the value of the last expression. A chart is stored as a picture, which a code host shows;
the cell prints its alternative text, and by that text a stale picture is found.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from PIL import Image
from playwright.sync_api import sync_playwright
from plotly.offline import get_plotlyjs

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LARGEST_OUTPUT = 6000
"""Characters of one cell's output, without its picture."""
LARGEST_PICTURE = 30_000
PNG = "image/png"

Photograph = Callable[[go.Figure], str]
"""A figure → its PNG in base64."""


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def written(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def executed(notebook: dict[str, Any], photograph: Photograph = lambda figure: "") -> dict[str, Any]:
    """The notebook with the outputs of its code cells, run one after the other in one namespace."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    cells, count = [], 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            count += 1
            outputs = run("".join(cell["source"]), namespace, f"cell {count}", count, photograph)
            cell = {**cell, "execution_count": count, "outputs": outputs}
        cells.append(cell)
    return {**notebook, "cells": cells}


def run(source: str, namespace: dict[str, Any], name: str, count: int, photograph: Photograph) -> list[dict[str, Any]]:
    """Execute one cell; its outputs in the notebook format."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    printed, shown = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), name, "exec"), namespace)
        if last is not None:
            shown = eval(compile(ast.Expression(last.value), name, "eval"), namespace)
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": lines(printed.getvalue())})
    if shown is not None:
        data = {PNG: photograph(shown)} if isinstance(shown, go.Figure) else {"text/plain": lines(repr(shown))}
        outputs.append({"data": data, "execution_count": count, "metadata": {}, "output_type": "execute_result"})
    return outputs


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def pictures(notebook: dict[str, Any]) -> list[dict[str, str]]:
    """The data of the outputs that are pictures."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return [output["data"] for output in outputs if PNG in output.get("data", {})]


@contextlib.contextmanager
def camera() -> Iterator[Photograph]:
    """Chromium with the copy of plotly.js that comes with Plotly; nothing is loaded from elsewhere."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content("<html><body></body></html>")
        page.add_script_tag(content=get_plotlyjs())

        def photograph(figure: go.Figure) -> str:
            shown = go.Figure(figure).update_layout(paper_bgcolor="white", plot_bgcolor="white")
            size = {"format": "png", "width": 760, "height": shown.layout.height, "scale": 1.5}
            url = page.evaluate("([drawn, size]) => Plotly.toImage(drawn, size)", [json.loads(shown.to_json()), size])
            full = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB")
            small = io.BytesIO()
            full.quantize(24).save(small, "PNG", optimize=True)
            return base64.b64encode(small.getvalue()).decode()

        yield photograph
        browser.close()


@pytest.fixture(autouse=True)
def _what_ships_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RELATIONS_INDEX_DATA")


def test_there_are_three() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "01_reading_the_index",
        "02_strategic_mechanism",
        "03_your_own_index",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_from_top_to_bottom_and_prints_what_is_stored(path: Path) -> None:
    notebook = read(path)
    for data in pictures(notebook):
        data[PNG] = ""  # one browser draws letters a little differently from another
    assert executed(notebook) == notebook, "run `python tests/notebooks/test_notebooks.py` to write the outputs anew"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_reads_as_text_and_stays_small(path: Path) -> None:
    notebook = read(path)
    for data in pictures(notebook):
        picture = data.pop(PNG)
        assert len(picture) < LARGEST_PICTURE
        width, height = Image.open(io.BytesIO(base64.b64decode(picture))).size
        assert min(width, height) > 300
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    cells = notebook["cells"]
    assert cells[0]["cell_type"] == "markdown"
    assert "".join(cells[0]["source"]).startswith("# ")
    assert len({cell["id"] for cell in cells}) == len(cells)
    for cell in cells:
        assert len(json.dumps(cell.get("outputs", []))) < LARGEST_OUTPUT, cell["id"]
    words = sum(len("".join(cell["source"]).split()) for cell in cells if cell["cell_type"] == "markdown")
    assert words > 400, "a notebook explains what it does"
    assert path.stat().st_size < 200_000


def test_the_statements_are_shown_as_charts_on_a_code_host() -> None:
    assert len(pictures(read(FOLDER / "02_strategic_mechanism.ipynb"))) >= 3


if __name__ == "__main__":
    with camera() as photograph:
        for file in NOTEBOOKS:
            file.write_text(written(executed(read(file), photograph)), encoding="utf-8")
