"""How the command line prints a frame: a table to read, CSV to process, JSON to send on."""

from __future__ import annotations

import json
import math
from typing import Any, Literal

import pandas as pd

from indicators.text.cells import defused

Format = Literal["table", "csv", "json"]
FORMATS: tuple[Format, ...] = ("table", "csv", "json")


def render(frame: pd.DataFrame, form: Format) -> str:
    """A frame as text. CSV and JSON carry full precision and leave a missing value empty (`null`).

    No cell of the CSV is a formula to a spreadsheet.
    """
    if form == "csv":
        texts = frame.select_dtypes(include="str")
        harmless = {name: texts[name].map(defused, na_action="ignore") for name in texts}
        return str(frame.assign(**harmless).to_csv(index=False))
    if form == "json":
        return json.dumps(records(frame), ensure_ascii=False, indent=1) + "\n"
    if frame.empty:
        return "nothing to show\n"
    return f"{frame.to_string(index=False, na_rep='', float_format=lambda value: f'{value:,.3f}')}\n"


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries of JSON's own types; NaN, NaT and None become None."""
    return [{str(key): plain(value) for key, value in row.items()} for row in frame.to_dict("records")]


def plain(value: Any) -> Any:
    """One value in JSON's own types."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, (str, bool, int, float)):
        return value
    if hasattr(value, "item"):
        return plain(value.item())
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return str(value)
