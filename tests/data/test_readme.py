"""data/README.md says what the files say. Run this file to write its tables anew."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from indicators.catalog import Catalog, load_catalog


def _table(header: list[str], rows: Iterable[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _span(dates: pd.Series, pattern: str = "%Y-%m") -> str:
    return f"{dates.min():{pattern}} – {dates.max():{pattern}}"


def indicator_table(catalog: Catalog) -> str:
    rows = []
    for id, frame, _ in catalog.shipped_observations():
        indicator = catalog.indicator(id)
        areas = set(frame["ref_area"]) | set(frame["counterpart_area"]) - {""}
        rows.append(
            [
                f"`{id}`",
                indicator.title,
                indicator.unit,
                indicator.freq,
                str(len(areas)),
                _span(frame["time_period"], "%Y" if indicator.freq == "A" else "%Y-%m"),
                f"{len(frame):,}",
                f"[{indicator.source}]({indicator.url})",
                indicator.licence,
            ]
        )
    return _table(["id", "what", "unit", "freq", "areas", "periods", "figures", "source", "licence"], rows)


def event_table(catalog: Catalog) -> str:
    rows = []
    for id, frame, _ in catalog.shipped_events():
        source = catalog.event_sources[id]
        rows.append(
            [
                f"`{id}`",
                source.title,
                ", ".join(f"`{kind}`" for kind in source.kinds),
                _span(frame["date_start"]),
                f"{len(frame):,}",
                f"[{source.source}]({source.url})",
                source.licence,
            ]
        )
    return _table(["id", "what", "kinds", "begin", "acts", "source", "licence"], rows)


def with_tables(text: str, catalog: Catalog) -> str:
    """The README's text with both tables as the files have them."""
    for name, table in (("indicators", indicator_table(catalog)), ("events", event_table(catalog))):
        block = re.compile(rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- end -->)", re.DOTALL)
        text, found = block.subn(lambda match, table=table: f"{match[1]}{table}\n{match[2]}", text)
        assert found == 1, f"README.md has no place for the table of {name}"
    return text


def test_the_tables_say_what_the_files_say(catalog: Catalog) -> None:
    text = (catalog.root / "README.md").read_text(encoding="utf-8")
    assert text == with_tables(text, catalog), "run `python tests/data/test_readme.py` to write the tables anew"


def test_the_licence_of_the_code_is_not_put_on_the_data(catalog: Catalog) -> None:
    described = [*catalog.indicators.values(), *catalog.event_sources.values()]
    assert not [item.id for item in described if item.licence.strip().upper().startswith("MIT")]


if __name__ == "__main__":
    shipped = load_catalog()
    readme = shipped.root / "README.md"
    readme.write_text(with_tables(readme.read_text(encoding="utf-8"), shipped), encoding="utf-8")
