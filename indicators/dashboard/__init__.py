"""Streamlit pages: state in, charts out."""

from pathlib import Path

ICON = str(Path(__file__).with_name("icon.png"))
"""The picture in the browser's tab; a named icon would be fetched from another host."""

MAIN = Path(__file__).with_name("main.py")
"""The script of every page."""
