"""Tests about the figures that ship now."""

from __future__ import annotations

import pytest
from shipping import SHIPPED

from indicators.catalog import Catalog, load_catalog


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The catalogue that ships now."""
    return load_catalog(SHIPPED)
