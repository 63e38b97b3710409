"""Claims as files: those that ship, an analyst's own, and one sentence for each that is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalog import Catalog
from indicators.claims import Claims, evaluate, read_claim, read_claims
from indicators.errors import CatalogError, ClaimError
from indicators.index import Origin
from indicators.model import EVENT_COLUMNS, OBSERVATION_COLUMNS
from indicators.store import Store
from indicators.wording.claims import finding_text

HEAD = """
title = "Trade fell in 2019"
statement = "Goods trade fell in 2019."
source = "A test"
url = "https://example.org/"
date = 2020-03-01
tested = "Goods trade."
definition = "strategic-mechanism"
pair = "USA-TUR"
limits = ["One year."]
would_change = ["A revision."]
"""

STEPS = '[{ step = "sum", months = 12 }]'

CHECK = f"""
[[checks]]
kind = "change"
says = "Goods trade of 2019 lies below 2018."
of = {{ title = "trade", source = {{ indicator = "goods_trade" }}, role = "pair", steps = {STEPS}, unit = "USD" }}
start = "2018"
end = "2019"
at_most = 0
"""

COURSE = """
[[checks]]
kind = "course"
says = "It fell."
window = ["2003-01", "2022-03"]
direction = "down"
"""

AMONG = """
[[checks]]
kind = "among"
says = "It rose by more."
definition = "us-partners"
areas = ["DEU", "FRA", "ITA", "ESP", "POL"]
month = "2022-04"
direction = "up"
"""

LINK = """
[[checks]]
kind = "link"
says = "Democracy and alignment move together."
of = { title = "democracy", source = { indicator = "vdem_libdem" }, role = "b", unit = "index" }
nodes = ["alignment"]
years = ["2004", "2024"]
direction = "up"
"""


def written(folder: Path, text: str, name: str = "mine") -> Path:
    path = folder / "claims" / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_claims_are_read_in_the_order_of_their_dates(claims: Claims) -> None:
    assert len(claims.by_id) == 14
    assert not claims.refused
    dates = [claim.date for claim in claims.by_id.values()]
    assert dates == sorted(dates)


def test_an_own_claim_stands_beside_the_shipped_ones(tmp_path: Path, catalog: Catalog, shipped_store: Store) -> None:
    written(tmp_path, HEAD + CHECK)
    book = read_claims(catalog, tmp_path)
    assert len(book.by_id) == 15
    # Census: 20,511.5 million USD in 2018, 20,618.4 in 2019.
    finding = evaluate(book.claim("mine"), Origin(shipped_store, catalog))
    assert finding.verdict == "not supported"
    assert finding.figure == pytest.approx(100 * (20618.449 / 20511.497 - 1), abs=0.01)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD, "checks: is missing"),
        (HEAD + CHECK.replace("goods_trade", "goods_trde"), "no indicator 'goods_trde'"),
        (HEAD + CHECK.replace("at_most = 0\n", ""), "needs at_least or at_most"),
        (HEAD + CHECK.replace('kind = "change"', 'kind = "chance"'), "chance"),
        (HEAD + CHECK + 'part = "context"\n', "make one the core"),
        (HEAD + CHECK + "sure = 0.9\n", "is not a key of this file"),
        (HEAD.replace("strategic-mechanism", "mechanism") + CHECK, "no definition 'mechanism'"),
        (HEAD.replace("USA-TUR", "TUR-USA") + CHECK, "reference country comes first"),
        (HEAD + CHECK + 'peers = ["XYZ"]\n', "XYZ"),
        (HEAD.replace("limits", 'about = ["catsa"]\nlimits') + CHECK, "coded by no component"),
        (HEAD + CHECK + COURSE.replace("2003-01", "2023-01"), "window ends before it begins"),
        (HEAD + CHECK + COURSE.replace("2003-01", "2020-01"), "a step needs 24 on either side"),
        (HEAD + AMONG, "areas lacks TUR"),
        (HEAD + CHECK + LINK, "would correlate with itself"),
        (HEAD + CHECK + LINK.replace('"alignment"', '"friendship"'), "'friendship' is not a group"),
        (HEAD + LINK, "make one the core"),
        (HEAD + CHECK + LINK + 'part = "core"\n', "'premise' or 'context'"),
        (HEAD.replace("date = 2020-03-01", "date = yesterday") + CHECK, "is not TOML"),
    ],
)
def test_a_wrong_file_gets_one_sentence_that_names_it(tmp_path: Path, catalog: Catalog, text: str, says: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(CatalogError, match=r"mine\.toml") as caught:
        read_claim(path, catalog)
    assert says in str(caught.value)
    book = read_claims(catalog, tmp_path)
    assert len(book.by_id) == 14, "the others stand"
    assert book.refused == (str(caught.value),)


def test_a_file_may_not_take_the_name_of_a_shipped_claim(tmp_path: Path, catalog: Catalog) -> None:
    written(tmp_path, HEAD + CHECK, "two_meetings")
    book = read_claims(catalog, tmp_path)
    assert "ships with the product" in book.refused[0]


def test_a_claim_that_is_not_there_names_those_that_are(claims: Claims) -> None:
    with pytest.raises(ClaimError, match="two_meetings"):
        claims.claim("three_meetings")


def test_a_copy_of_a_shipped_file_reads_the_same(tmp_path: Path, catalog: Catalog, claims: Claims) -> None:
    (tmp_path / "claims").mkdir()
    for path in (catalog.root / "claims").glob("*.toml"):
        shutil.copy(path, tmp_path / "claims" / f"own_{path.name}")
    book = read_claims(catalog, tmp_path)
    assert not book.refused
    for id, claim in claims.by_id.items():
        assert book.claim(f"own_{id}").model_copy(update={"id": id}) == claim


# --- what the files say would change a verdict, changes it ---------------------------------------------


def test_the_regulators_table_would_settle_the_month(own_file: Path, catalog: Catalog, claims: Claims) -> None:
    rest = {"AZE": 800.0, "DZA": 700.0, "QAT": 594.0}
    rows = [
        ("gas_imports_monthly", area, "TUR", "M", pd.Timestamp(2022, 1, 1), value, "A", "invented for a test")
        for area, value in rest.items()
    ]
    with Store.open(own_file) as store:
        store.add_observations(pd.DataFrame(rows, columns=list(OBSERVATION_COLUMNS)), title="a table", sha256="0" * 64)
        month = evaluate(claims.claim("gas_second_supplier"), Origin(store, catalog)).results[0][1]
    assert month.holds is True
    assert (month.figure, month.interval) == (2.0, None)


def test_a_count_that_may_lack_some_does_not_say_that_there_were_no_more(
    tmp_path: Path, catalog: Catalog, shipped_store: Store
) -> None:
    lines = (catalog.root / "claims" / "two_meetings.toml").read_text(encoding="utf-8").splitlines()
    path = written(tmp_path, "\n".join(line for line in lines if not line.startswith("none_missing")), "own_meetings")
    finding = evaluate(read_claim(path, catalog), Origin(shipped_store, catalog))
    assert finding.verdict == "cannot be settled"
    assert "Nothing shows that the record lacks none" in finding_text(finding).sentence


def test_one_minister_would_refute_the_first_visit(own_file: Path, catalog: Catalog, claims: Claims) -> None:
    row = dict.fromkeys(EVENT_COLUMNS, "") | {
        "event_id": "own-1",
        "kind": "minister_visit",
        "ref_area": "TUR",
        "counterpart_area": "USA",
        "date_start": pd.Timestamp(2021, 3, 1),
        "date_end": pd.Timestamp(2021, 3, 1),
        "scope": None,
        "bilateral": True,
        "end_status": "ended",
        "title": "A visit invented for a test",
        "source_url": "https://example.org/",
    }
    with Store.open(own_file) as store:
        store.add_events(pd.DataFrame([row]), title="a visit", sha256="0" * 64)
        finding = evaluate(claims.claim("first_cabinet_visit"), Origin(store, catalog))
    assert finding.verdict == "not supported", "one visit refutes, however silent the record is otherwise"
    assert "1 March 2021" in finding_text(finding).sentence
