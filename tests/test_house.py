"""The picture of the house is that of the import contract."""

from __future__ import annotations

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "docs" / "house.py"


def test_the_picture_is_drawn_from_the_contract() -> None:
    spec = importlib.util.spec_from_file_location("house", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    house = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(house)
    names = {name for floor in house.floors() for name in floor}
    assert {"dashboard", "index", "store", "errors"} <= names
    assert house.PICTURE.read_text(encoding="utf-8") == house.picture(), "run `python docs/house.py`"
