"""README's table of pages is that of the registry. Run this file to write it anew."""

from __future__ import annotations

import re
from pathlib import Path

from indicators.dashboard.registry import PAGES
from indicators.dashboard.ui.controls import URL_KEYS

README = Path(__file__).parents[2] / "README.md"


def page_table() -> str:
    """The pages in the order of the navigation, with the keys of the address that each has of its own."""
    rows = [["page", "answers", "keys of its address"], ["---"] * 3]
    rows += [[page.title, page.answers, _keys(page.url_keys)] for page in PAGES]
    rows += [["every page", "", _keys(URL_KEYS)]]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _keys(keys: dict[str, str]) -> str:
    return "; ".join(f"`{key}` {holds}" for key, holds in keys.items())


def with_table(text: str) -> str:
    """The README's text with the table as the registry has it."""
    block = re.compile(r"(<!-- pages: [^\n]*-->\n).*?(<!-- end -->)", re.DOTALL)
    text, found = block.subn(lambda match: f"{match[1]}{page_table()}\n{match[2]}", text)
    assert found == 1, "README.md has no place for the table of pages"
    return text


def test_the_table_says_what_the_registry_says() -> None:
    text = README.read_text(encoding="utf-8")
    assert text == with_table(text), "run `python tests/dashboard/test_readme_pages.py` to write the table anew"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
