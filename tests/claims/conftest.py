"""The shipped claims tested once for all tests: on all that is known, and as of the day after the analysis came out."""

from __future__ import annotations

import datetime as dt

import pytest

from indicators.catalog import Catalog
from indicators.claims import Claims, Finding, evaluate_all, read_claims
from indicators.index import Origin
from indicators.store import Store

PUBLISHED = dt.date(2022, 5, 13)


@pytest.fixture(scope="session")
def claims(catalog: Catalog) -> Claims:
    return read_claims(catalog)


@pytest.fixture(scope="session")
def now(claims: Claims, catalog: Catalog, shipped_store: Store) -> dict[str, Finding]:
    return {one.id: one for one in evaluate_all(claims.by_id.values(), Origin(shipped_store, catalog))}


@pytest.fixture(scope="session")
def then(claims: Claims, catalog: Catalog, shipped_store: Store) -> dict[str, Finding]:
    return {one.id: one for one in evaluate_all(claims.by_id.values(), Origin(shipped_store, catalog), PUBLISHED)}
