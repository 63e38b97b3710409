"""Streamlit pages: state in, charts out."""

from pathlib import Path

ICON = str(Path(__file__).with_name("icon.png"))
"""The picture in the browser's tab; a named icon would be fetched from another host."""

MAIN = Path(__file__).parent / "ui" / "main.py"
"""The script of every page. Not beside `pages`: Streamlit takes a folder of that name beside its script for scripts,
and answers the first link to a page after a start with a dialog that there is none."""
