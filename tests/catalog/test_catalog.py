"""The catalogue reads what is described and refuses what is wrong with the file, the key and the remedy."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from shipping import SHIPPED

from indicators.catalog import Catalog, data_root, load_catalog
from indicators.errors import CatalogError, DefinitionError, UnknownDefinitionError, UnknownIndicatorError
from indicators.model import EVENT_COLUMNS, SUPPORT_COLUMNS

INDICATOR = """
title = "Goods trade"
description = "Exports of goods."
unit = "million USD"
freq = "M"
kind = "flow"
about = "pair"
source = "Census"
url = "https://www.census.gov/"
licence = "Public domain"
citation = "US Census Bureau"
retrieved = 2026-11-22
publication_lag_days = 40
"""
TABLE = """indicator,ref_area,counterpart_area,freq,time_period,obs_value,obs_status,note
trade,USA,TUR,M,2024-01-01,1.5,A,
trade,USA,NAM,M,2024-01-01,,M,NA
"""
EVENTS = """
title = "Visits"
description = "Visits of leaders."
source = "HistoryAtState"
url = "https://history.state.gov/"
licence = "CC0"
citation = "Office of the Historian"
retrieved = 2026-11-22
coverage = [{ covered_from = 1960-01-01, covered_to = 2024-12-31, reason = "the source's range" }]
[kinds.visit]
title = "Visit"
description = "A visit."
"""
EVENT_TABLE = f"""{",".join(EVENT_COLUMNS)}
V1,visit,USA,TUR,1999-11-15,1999-11-19,president,,,true,ended,Clinton in Ankara,https://history.state.gov/
"""
DEFINITION = """
title = "Trade only"
reference = "USA"
partners = ["TUR"]
[groups.index]
[components.trade]
parent = "index"
role = "a_to_b"
source = { indicator = "trade" }
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small folder of data: one indicator, one file of events, one definition."""
    root = tmp_path / "data"
    for name, text in {
        "indicators/trade.toml": INDICATOR,
        "indicators/trade.csv": TABLE,
        "events/visits.toml": EVENTS,
        "events/visits.csv": EVENT_TABLE,
        "definitions/trade-only.toml": DEFINITION,
    }.items():
        write(root / name, text)
    shutil.copyfile(data_root() / "areas.csv", root / "areas.csv")
    return root


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_folder_of_files_becomes_a_catalogue(root: Path) -> None:
    catalog = load_catalog(root)
    assert catalog.indicator("trade").unit == "million USD"
    assert catalog.definition("trade-only").id == "trade-only"
    source, kind = catalog.kind("visit")
    assert (source.id, kind.title) == ("visits", "Visit")
    assert [str(pair) for pair in catalog.pairs(catalog.definition("trade-only"))] == ["USA-TUR"]


def test_figures_are_typed_and_text_is_never_missing(root: Path) -> None:
    [(id, frame, sha256)] = load_catalog(root).shipped_observations()
    assert (id, len(sha256)) == ("trade", 64)
    assert frame["obs_value"].isna().tolist() == [False, True]
    assert frame["note"].tolist() == ["", "NA"]


def test_acts_are_typed(root: Path) -> None:
    [(_, frame, _)] = load_catalog(root).shipped_events()
    assert frame["bilateral"].tolist() == [True]
    assert (frame["date_end"] - frame["date_start"]).dt.days.tolist() == [4]
    assert frame["scope"].isna().all()


BESIDE = f"""{",".join(SUPPORT_COLUMNS)}
V1,https://example.org/a,The day,1999-11-14,1999-11-15,,1999-11-20
V1,https://example.org/b,,,,,
"""


def test_an_event_has_further_pages_and_bounds(root: Path) -> None:
    assert load_catalog(root).support == {}
    write(root / "events/visits.sources.csv", BESIDE)
    catalog = load_catalog(root)
    assert [name for name, _, _ in catalog.shipped_events()] == ["visits"]
    assert catalog.support["V1"].sources == (("https://example.org/a", "The day"), ("https://example.org/b", ""))
    assert {name: str(day) for name, day in catalog.support["V1"].bounds.items()} == {
        "date_start_from": "1999-11-14",
        "date_start_to": "1999-11-15",
        "date_end_to": "1999-11-20",
    }


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("V2,https://example.org/c,,,,,", "no event 'V2' in visits.csv"),
        ("V1,,a note,,,,", "neither a page nor a bound"),
        ("V1,example.org/c,,,,,", "no address"),
        ("V1,https://history.state.gov/,,,,,", "this page already"),
        ("V1,https://example.org/b,,,,,", "this page already"),
        ("V1,,,1999-11-01,,,", "bounds in an earlier line"),
        ("V1,,,,15/11/1999,,", "no day"),
    ],
)
def test_a_wrong_line_beside_a_file_of_events_is_refused(root: Path, line: str, why: str) -> None:
    write(root / "events/visits.sources.csv", f"{BESIDE}{line}\n")
    with pytest.raises(CatalogError, match=rf"visits\.sources\.csv, line 4: .*{re.escape(why)}"):
        _ = load_catalog(root).support


@pytest.mark.parametrize(
    "bounds",
    ["1999-11-16,,,", ",1999-11-14,,", ",,1999-11-20,", ",,,1999-11-18", ",,1999-11-14,", "1999-11-16,1999-11-14,,"],
)
def test_bounds_hold_the_day_between_them(root: Path, bounds: str) -> None:
    write(root / "events/visits.sources.csv", f"{','.join(SUPPORT_COLUMNS)}\nV1,,,{bounds}\n")
    with pytest.raises(CatalogError, match=r"line 2: the bounds of 'V1' are not in order"):
        _ = load_catalog(root).support


def test_an_end_may_be_as_early_as_the_start(root: Path) -> None:
    """A day somewhere between two others: one bound before the day that stands for it."""
    line = "V1,,,1999-11-01,1999-11-20,1999-11-02,1999-11-21"
    write(root / "events/visits.sources.csv", f"{','.join(SUPPORT_COLUMNS)}\n{line}\n")
    assert len(load_catalog(root).support["V1"].bounds) == 4


def test_what_stands_beside_no_file_of_events_is_refused(root: Path) -> None:
    write(root / "events/meetings.sources.csv", BESIDE)
    with pytest.raises(CatalogError, match=r"meetings\.sources\.csv has no meetings\.csv beside it"):
        load_catalog(root)


def test_a_header_beside_a_file_of_events_is_canonical(root: Path) -> None:
    write(root / "events/visits.sources.csv", BESIDE.replace("note", "notes", 1))
    with pytest.raises(CatalogError, match=r"visits\.sources\.csv: the header must be event_id"):
        _ = load_catalog(root).support


def test_what_is_not_described_is_named_with_what_is(root: Path) -> None:
    catalog = load_catalog(root)
    with pytest.raises(UnknownIndicatorError, match=r"no indicator 'trad'.*: trade\."):
        catalog.indicator("trad")
    with pytest.raises(UnknownIndicatorError, match=r"no kind of event 'war'.*: visit\."):
        catalog.kind("war")
    with pytest.raises(UnknownDefinitionError, match=r"no definition 'x'.*: trade-only\."):
        catalog.definition("x")


def test_codes_of_rows_are_put_in_words_and_what_is_not_described_stands_as_it_is(root: Path) -> None:
    assert "note_codes" not in load_catalog(root).indicator("trade").model_dump()
    codes = '[note_codes]\nA = "Read from a copy of March 2023"\n"n=…" = "Share of … votes"\n'
    write(root / "indicators/trade.toml", INDICATOR + codes)
    rows = pd.DataFrame(
        {
            "indicator": ["trade", "trade", "trade", "trade", "imported"],
            "obs_status": ["A", "P", "M", "", "x"],
            "note": ["A", "n=68", "AB", "", "A"],
        },
        index=[3, 1, 4, 1, 5],
    )
    words = load_catalog(root).in_words(rows)
    assert words["note"].tolist() == ["Read from a copy of March 2023", "Share of 68 votes", "AB", "", "A"]
    assert words["obs_status"].tolist() == ["normal value", "provisional value", "missing value", "", "x"]
    assert words.index.equals(rows.index)


def test_one_changed_figure_changes_both_hashes(root: Path) -> None:
    before = load_catalog(root)
    [(_, _, sha_before)] = before.shipped_observations()
    hash_before = before.content_hash
    write(root / "indicators/trade.csv", TABLE.replace("1.5", "1.6"))
    after = load_catalog(root)
    [(_, _, sha_after)] = after.shipped_observations()
    assert sha_before != sha_after
    assert hash_before != after.content_hash
    write(root / "indicators/trade.csv", TABLE)
    assert load_catalog(root).content_hash == hash_before


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("indicators/trade.toml", "title = \nunit = 1", r"trade\.toml is not TOML: .*line 1.*Correct"),
        ("indicators/trade.toml", "", r"trade\.toml: title: is missing; add it \(\d+ more\)"),
        (
            "indicators/trade.toml",
            INDICATOR.replace("unit =", "unite ="),
            r"unite: is not a key .*\(1 more\)",
        ),
        ("indicators/trade.toml", INDICATOR + 'colour = "red"\n', r"colour: is not a key of this file"),
        ("indicators/trade.toml", INDICATOR.replace('"M"', '"W"'), r"trade\.toml: freq: .*found 'W'"),
        ("indicators/trade.toml", INDICATOR.replace("= 40", "= -1"), r"publication_lag_days: .*found -1"),
        ("indicators/trade.toml", INDICATOR.replace("https", "javascript"), r"trade\.toml: url: "),
        ("indicators/trade.toml", INDICATOR.replace("2026-11-22", '"last week"'), r"trade\.toml: retrieved: "),
        ("indicators/trade.toml", INDICATOR.replace("Goods trade", " "), r"trade\.toml: title: "),
        ("indicators/trade.toml", INDICATOR + 'low = "floor"\n', r"low: there is no indicator 'floor'"),
        ("indicators/trade.toml", INDICATOR + '[note_codes]\nA = " "\n', r"trade\.toml: note_codes\.A: .*at least 1"),
        ("indicators/trade.toml", INDICATOR + 'id = "other"\n', r"id: 'other' is not the file's name"),
        ("indicators/trade.toml", "x = " + "[" * 100_000, r"trade\.toml is not TOML"),
        ("indicators/trade.toml", "x = " + "9" * 10_000, r"trade\.toml is not TOML"),
        ("indicators/Trade Balance.toml", INDICATOR, r"Trade Balance\.csv beside it"),
        ("indicators/extra.toml", INDICATOR, r"extra\.toml has no extra\.csv beside it; add it or remove the file"),
        ("indicators/extra.csv", TABLE, r"extra\.csv has no extra\.toml beside it"),
        ("events/visits.toml", EVENTS.replace("2024-12-31", "1950-01-01"), r"covered_from .* is after .*swap them"),
        ("events/visits.toml", EVENTS.replace("{ covered", '{ kinds = ["war"], covered'), r"the kind 'war', which"),
    ],
)
def test_a_wrong_description_is_refused_with_file_key_and_remedy(
    name: str, text: str, message: str, root: Path
) -> None:
    write(root / name, text)
    with pytest.raises(CatalogError, match=message):
        load_catalog(root)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (DEFINITION.replace('"TUR"', '"YUG"'), r"trade-only\.toml: partners: 'YUG' is not an ISO"),
        (DEFINITION.replace('"USA"', '"EUU"'), r"trade-only\.toml: reference: 'EUU'"),
        (DEFINITION.replace('parent = "index"', 'parent = "trunk"'), r"has the parent 'trunk', which is not a group"),
        (DEFINITION.replace("a_to_b", "sideways"), r"trade-only\.toml: components\.trade\.role: "),
        (DEFINITION + "[[", r"trade-only\.toml is not TOML"),
    ],
)
def test_a_wrong_definition_is_refused_as_such(text: str, message: str, root: Path) -> None:
    write(root / "definitions/trade-only.toml", text)
    with pytest.raises(DefinitionError, match=message):
        load_catalog(root)


def test_a_file_that_is_not_utf_8_is_refused(root: Path) -> None:
    (root / "indicators/trade.toml").write_bytes(INDICATOR.replace("Goods trade", "Dış ticaret").encode("cp1254"))
    with pytest.raises(CatalogError, match=r"trade\.toml is not UTF-8 .*save it as UTF-8"):
        load_catalog(root)


def test_one_kind_in_two_files_is_refused(root: Path) -> None:
    write(root / "events/trips.toml", EVENTS)
    write(root / "events/trips.csv", EVENT_TABLE)
    with pytest.raises(CatalogError, match=r"visits\.toml: kinds\.visit: trips\.toml describes this kind too"):
        load_catalog(root)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TABLE.replace("1.5", "1,5"), "cannot be read"),
        (TABLE.replace("1.5", "about two"), "cannot be read.*about two"),
        (TABLE.replace("2024-01-01", "01.02.2024"), "cannot be read"),
        (TABLE.replace("obs_value", "value"), "the header must be"),
        (TABLE.replace("trade,USA,NAM", "gas,USA,NAM"), r"line 3: the indicator is 'gas'"),
        ("", "cannot be read"),
    ],
)
def test_a_table_that_is_not_canonical_is_refused(text: str, message: str, root: Path) -> None:
    write(root / "indicators/trade.csv", text)
    with pytest.raises(CatalogError, match=message):
        list(load_catalog(root).shipped_observations())


class TestVersionsSideBySide:
    @pytest.fixture
    def catalog(self, root: Path) -> Catalog:
        """The definition in four versions; a file may leave its version to its name."""
        for version in ("1.1", "1.10", "1.2"):
            text = f'version = "{version}"\n' if version == "1.1" else ""
            write(root / f"definitions/trade-only@{version}.toml", text + DEFINITION.replace("only", version))
        return load_catalog(root)

    def test_an_id_is_the_newest_and_a_version_pins_one(self, catalog: Catalog) -> None:
        assert {id: one.full_id for id, one in catalog.definitions.items()} == {"trade-only": "trade-only@1.10"}
        assert catalog.definition("trade-only").title == "Trade 1.10"
        assert catalog.definition("trade-only@1.1").title == "Trade 1.1"
        for spelled in ("trade-only@1", "trade-only@1.0"):
            assert catalog.definition(spelled).title == "Trade only"
        assert catalog.definition("trade-only@1").version == 1

    @pytest.mark.parametrize("version", ["2", "1.3", "1.00", "", "1@1", "one"])
    def test_a_version_that_is_not_there_is_refused_with_those_there_are(self, version: str, catalog: Catalog) -> None:
        known = r"trade-only@1, trade-only@1\.1, trade-only@1\.10, trade-only@1\.2\."
        with pytest.raises(UnknownDefinitionError, match=rf"no version '{version}' of 'trade-only'.*: {known}"):
            catalog.definition(f"trade-only@{version}")

    @pytest.mark.parametrize(
        ("name", "line", "message"),
        [
            ("trade-only@1", "", r"another file is version 1 of 'trade-only' too"),
            ("trade-only@2", "version = 3", r"it is version 3; rename the file trade-only@3\.toml"),
            ("trade-only@2.0", "", r"it is version 2; rename the file trade-only@2\.toml"),
            ("trade-only@new", "", r"version: 'new' is no version; write 1, 2 or"),
            ("other", "version = 1.1", r"version: '1\.1' is no version; write 1, 2 or, in quotes, '1\.1'"),
            ("other", "version = 0", r"version: '0' is no version"),
            ("other@2", 'id = "another"', r"id: 'another' is not the file's name"),
        ],
    )
    def test_a_version_that_is_not_its_own_is_refused(self, name: str, line: str, message: str, root: Path) -> None:
        write(root / f"definitions/{name}.toml", f"{line}\n{DEFINITION}")
        with pytest.raises(DefinitionError, match=message):
            load_catalog(root)

    def test_a_user_adds_no_version_to_what_ships(self, root: Path, tmp_path: Path) -> None:
        write(tmp_path / "mine/definitions/trade-only@2.toml", DEFINITION)
        with pytest.raises(CatalogError, match="'trade-only' ships with the product"):
            load_catalog(root, tmp_path / "mine")


class TestAFolderOfTheUser:
    def test_adds_indicators_without_a_table_and_definitions(self, root: Path, tmp_path: Path) -> None:
        extra = tmp_path / "mine"
        write(extra / "indicators/tourists.toml", INDICATOR)
        write(extra / "definitions/my-view.toml", DEFINITION)
        catalog = load_catalog(root, extra)
        assert catalog.indicator("tourists").id == "tourists"
        assert catalog.definition("my-view").reference == "USA"
        assert [id for id, _, _ in catalog.shipped_observations()] == ["trade"]
        assert catalog.content_hash == load_catalog(root).content_hash

    def test_need_not_exist(self, root: Path, tmp_path: Path) -> None:
        assert load_catalog(root, tmp_path / "nowhere").indicators.keys() == {"trade"}

    @pytest.mark.parametrize("name", ["indicators/trade.toml", "definitions/trade-only.toml"])
    def test_cannot_replace_what_ships(self, name: str, root: Path, tmp_path: Path) -> None:
        extra = tmp_path / "mine"
        write(extra / name, (root / name).read_text(encoding="utf-8"))
        with pytest.raises(CatalogError, match="ships with the product; give your file another name"):
            load_catalog(root, extra)


def test_the_shipped_catalogue_has_pairs_for_its_definitions(catalog: Catalog) -> None:
    pairs = [str(pair) for definition in catalog.definitions.values() for pair in catalog.pairs(definition)]
    assert "USA-TUR" in pairs
    assert not [pair for pair in pairs if not pair.startswith("USA-")]


def test_what_is_shown_first_is_data(root: Path, catalog: Catalog) -> None:
    assert catalog.definition(catalog.defaults.definition).partners
    assert catalog.defaults.pair in map(str, catalog.pairs(catalog.definition(catalog.defaults.definition)))
    assert load_catalog(root).defaults.pair == ""
    before = load_catalog(root).content_hash
    write(root / "defaults.toml", 'definition = "trade-only"\npair = "USA-TUR"\n')
    assert (load_catalog(root).defaults.definition, load_catalog(root).defaults.pair) == ("trade-only", "USA-TUR")
    assert load_catalog(root).content_hash != before


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ('definition = "gone"\npair = "USA-TUR"', UnknownDefinitionError, "no definition 'gone'"),
        ('definition = "trade-only"\npair = "USA-GRC"', CatalogError, r"defaults\.toml: pair: 'USA-GRC' is not one"),
        ('definition = "trade-only"\ncountry = "TUR"', CatalogError, r"defaults\.toml: country: is not a key"),
    ],
)
def test_wrong_defaults_are_refused(text: str, error: type[Exception], message: str, root: Path) -> None:
    write(root / "defaults.toml", text)
    with pytest.raises(error, match=message):
        load_catalog(root)


def test_another_edition_of_the_data_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RELATIONS_INDEX_DATA", str(tmp_path))
    with pytest.raises(CatalogError, match="holds no areas"):
        data_root()
    (tmp_path / "areas.csv").touch()
    assert data_root() == tmp_path
    monkeypatch.setenv("RELATIONS_INDEX_DATA", "")
    assert data_root() == SHIPPED
