"""Tables declared as data, and the one place that writes them: what files say is made safe there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import pandas as pd
import streamlit as st

from indicators.dashboard.ui.language import language
from indicators.text.cells import defused
from indicators.wording.language import translator

FORMATS: dict[str, Callable[..., Any]] = {
    "": st.column_config.Column,
    "text": st.column_config.TextColumn,
    "figure": partial(st.column_config.TextColumn, alignment="right"),
    "check": st.column_config.CheckboxColumn,
    "localized": partial(st.column_config.NumberColumn, format="localized"),
    "percent": partial(st.column_config.NumberColumn, format="percent"),
    "bar": partial(st.column_config.ProgressColumn, format="%.0f"),
    "line": st.column_config.LineChartColumn,
    "month": partial(st.column_config.DateColumn, format="MMM YYYY"),
    "day": partial(st.column_config.DateColumn, format="YYYY-MM-DD"),
    "day in words": partial(st.column_config.DateColumn, format="D MMM YYYY"),
    "moment": partial(st.column_config.DatetimeColumn, format="D MMM YYYY, HH:mm"),
    "link": st.column_config.LinkColumn,
    "open": partial(st.column_config.LinkColumn, display_text="open"),
}
"""How a column is written, by name. `figure` is a number in words of its own, `open` a link of that one word, and the
empty text leaves it to what stands in the column. A text such as `%+.1f` writes numbers so, and is no name here."""

LINKS = ("link", "open")


@dataclass(frozen=True)
class Column:
    """A column of a table: which one of the frame, its title, its format, and its width in pixels or by name.

    `scale` is the lowest and the highest value of a bar or a line.
    """

    id: str
    title: str
    format: str = ""
    width: int | Literal["small", "medium", "large"] | None = None
    help: str | None = None
    pinned: bool = False
    scale: tuple[float, float] | None = None

    def config(self) -> Any:
        """The column as Streamlit wants it, in the language of the session."""
        say = translator(language())
        more: dict[str, Any] = {
            "width": self.width,
            "help": self.help and say(self.help),
            "pinned": self.pinned or None,
        }
        if self.format.startswith("%"):
            return st.column_config.NumberColumn(say(self.title), format=self.format, **more)
        if self.scale is not None:
            low, high = ("min_value", "max_value") if self.format == "bar" else ("y_min", "y_max")
            more |= {low: self.scale[0], high: self.scale[1]}
        return FORMATS[self.format](say(self.title), **more)


def table(
    frame: pd.DataFrame,
    columns: Iterable[Column],
    *,
    alt: str,
    key: str | None = None,
    height: int | Literal["auto", "content", "stretch"] = "auto",
    row_height: int | None = None,
    placeholder: str | None = None,
    on_select: Callable[[list[int]], None] | None = None,
    several: bool = False,
) -> None:
    """Write the declared columns that a frame has, in their order, without its index.

    `alt` says what the table shows, for those who do not see it. `on_select` is called with the places of the rows that
    somebody chose, at most one unless `several`; it needs a `key`. `placeholder` stands where there is no value.
    """
    present = [column for column in columns if column.id in frame.columns]
    more: dict[str, Any] = {"height": height, "row_height": row_height, "placeholder": placeholder, "key": key}
    if on_select is not None:
        mode = "multi-row" if several else "single-row"
        more |= {"on_select": lambda: on_select(_rows(str(key))), "selection_mode": mode}
    st.dataframe(
        safe(frame[[column.id for column in present]], [column.id for column in present if column.format in LINKS]),
        hide_index=True,
        column_config={column.id: column.config() for column in present},
        alt=alt,
        **more,
    )


def _rows(key: str) -> list[int]:
    rows: list[int] = st.session_state[key]["selection"]["rows"]
    return rows


def safe(frame: pd.DataFrame, links: Iterable[str] = ()) -> pd.DataFrame:
    """A frame with texts from files, for a screen from which it can be downloaded: no spreadsheet runs them, and what
    stands in a column of addresses is an address of the web or nothing."""
    texts = frame.select_dtypes(include=["str", "object"])
    cells = {name: texts[name].map(lambda cell: defused(cell) if isinstance(cell, str) else cell) for name in texts}
    web = {name: texts[name].where(texts[name].astype("str").str.match("https?://")) for name in links if name in texts}
    return frame.assign(**{str(name): column for name, column in (cells | web).items()})
