"""Draw docs/house.svg: the floors of the import contract in pyproject.toml, with what each package says of itself.

Run `python docs/house.py` after the contract or a package's first line changed; a test holds the picture to both.
"""

from __future__ import annotations

import ast
import tomllib
from html import escape
from pathlib import Path
from textwrap import wrap

ROOT = Path(__file__).parents[1]
PICTURE = Path(__file__).with_name("house.svg")
WIDTH, LEFT, GAP, LINE, PAD = 960, 24, 10, 17, 12
STYLE = """
  text { font: 14px sans-serif; fill: #101418 } .name { font-weight: 600 } .note { fill: #4a5560; font-size: 13px }
  rect { fill: #f3f5f8; stroke: #1f4e79 } .ground { fill: #ffffff; stroke: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #e8ecf1 } .note { fill: #aab4bf } rect { fill: #1c232b; stroke: #8ab8e6 } .ground { fill: #12161b }
  }
"""


def floors() -> list[list[str]]:
    """The packages of each floor, the highest first, as the contract has them; a floor to come is in brackets."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (one for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    return [[name.strip() for name in layer.split("|")] for layer in contract["layers"]]


def says(name: str) -> str:
    """The first line of a package's or module's own description."""
    package = ROOT / "indicators" / name
    file = package / "__init__.py" if package.is_dir() else package.with_suffix(".py")
    return (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").split("\n")[0]


def picture() -> str:
    """The picture as SVG text."""
    parts, top = [], 56
    for floor in floors():
        names = [name.strip("()") for name in floor]
        there = [name for name in names if (ROOT / "indicators" / name).is_dir() or name == "errors"]
        width = (WIDTH - 2 * LEFT - GAP * (len(there) - 1)) / len(there)
        notes = [wrap(says(name), int(width / 7.2)) for name in there]
        height = PAD * 2 + LINE * (1 + max(map(len, notes)))
        for place, (name, note) in enumerate(zip(there, notes, strict=True)):
            x = LEFT + place * (width + GAP)
            lines = [f'<text x="{x + PAD:.0f}" y="{top + PAD + LINE - 4}" class="name">{escape(name)}</text>']
            lines += [
                f'<text x="{x + PAD:.0f}" y="{top + PAD + LINE * (row + 2) - 4}" class="note">{escape(text)}</text>'
                for row, text in enumerate(note)
            ]
            parts.append(f'<rect x="{x:.0f}" y="{top}" width="{width:.0f}" height="{height}" rx="4"/>' + "".join(lines))
        top += height + GAP
    head = "Imports run down, never back up; data runs up: file → store → panel → scores → index → words → screen."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + GAP}" role="img" '
        f'aria-label="The floors of the package, from dashboard and command line down to errors">'
        f"<style>{STYLE}</style>"
        f'<rect class="ground" width="{WIDTH}" height="{top + GAP}"/><text x="{LEFT}" y="34">{head}</text>'
        + "\n".join(parts)
        + "</svg>\n"
    )


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
