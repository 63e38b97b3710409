"""The names that `indicators` offers, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import indicators

HEAVY = ("statsmodels", "plotly", "streamlit", "duckdb", "scipy", "pandas", "numpy")


def test_importing_the_package_loads_nothing_heavy():
    code = f"import sys, indicators; print([name for name in {HEAVY} if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_scoring_loads_neither_a_screen_nor_a_database():
    code = (
        "import sys\nfrom indicators import Definition, attribute_change, score\n"
        "print([name for name in ('statsmodels', 'plotly', 'streamlit', 'duckdb') if name in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing_like_this"):
        _ = indicators.nothing_like_this


@pytest.mark.parametrize("name", indicators.__all__)
def test_every_public_name_can_be_imported(name):
    assert callable(getattr(indicators, name))
