"""Areas are found by whatever people write for them, in English and in Turkish."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalog import Catalog, data_root
from indicators.catalog.areas import AreaNames, fold, read_areas
from indicators.errors import CatalogError, UnknownAreaError
from indicators.model import Area

AREAS = read_areas(data_root() / "areas.csv")
NAMES = AreaNames(AREAS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Türkiye", "TUR"),
        ("TÜRKİYE", "TUR"),
        ("TÜRKIYE", "TUR"),
        ("turkıye", "TUR"),
        ("Turkiye", "TUR"),
        ("Turkey", "TUR"),
        ("tr", "TUR"),
        ("792", "TUR"),
        (" TUR ", "TUR"),
        ("Tu\u0308rkiye", "TUR"),  # ü as u and a combining mark, as macOS writes file names
        ("USA", "USA"),
        ("U.S.", "USA"),
        ("the United States", "USA"),
        ("ABD", "USA"),
        ("AMERİKA BİRLEŞİK DEVLETLERİ", "USA"),
        ("amerika birlesik devletleri", "USA"),
        ("UK", "GBR"),
        ("Britain", "GBR"),
        ("İngiltere", "GBR"),
        ("Rusya", "RUS"),
        ("Russian Federation", "RUS"),
        ("Korea, South", "KOR"),
        ("Güney Kore", "KOR"),
        ("Czech Republic", "CZE"),
        ("Çekya", "CZE"),
        ("Macedonia", "MKD"),
        ("Kuzey Makedonya", "MKD"),
        ("Çin", "CHN"),
        ("cin", "CHN"),
        ("Yunanistan", "GRC"),
        ("ISRAIL", "ISR"),
        ("ırak", "IRQ"),
        ("Iran, Islamic Rep.", "IRN"),
        ("Cote d'Ivoire", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ("Bosnia and Herzegovina", "BIH"),
        ("Burma", "MMR"),
        ("NA", "NAM"),
        ("Namibya", "NAM"),
        ("World", "WLD"),
        ("DÜNYA", "WLD"),
    ],
)
def test_names_that_people_write(text: str, code: str) -> None:
    assert NAMES.find(text).code == code


def test_all_countries_of_iso_3166_and_the_world_are_there() -> None:
    assert len(AREAS) == 249 + 1
    assert AREAS["NAM"].iso2 == "NA"
    assert AREAS["WLD"].iso2 == ""


@given(st.sampled_from(sorted(AREAS.values(), key=lambda area: area.code)), st.sampled_from(["name_en", "name_tr"]))
def test_every_name_is_found_in_any_case_and_without_diacritics(area: Area, language: str) -> None:
    name = getattr(area, language)
    turkish_upper = name.replace("i", "İ").replace("ı", "I").upper()
    for spelling in (name, name.upper(), name.lower(), turkish_upper, fold(name)):
        assert NAMES.find(spelling).code == area.code


@pytest.mark.parametrize("text", ["Yugoslavia", "Czechoslovakia", "USSR", "England", "Korea", "Europe", "TURKEYX", ""])
def test_what_is_no_country_of_today_is_not_guessed(text: str) -> None:
    with pytest.raises(UnknownAreaError):
        NAMES.find(text)


def test_a_misspelt_name_gets_the_nearest_ones() -> None:
    with pytest.raises(UnknownAreaError, match=r"'Turky' is not .* Did you mean Türkiye \(TUR\)"):
        NAMES.find("Turky")


def test_a_name_like_no_other_gets_the_way_to_write_one() -> None:
    with pytest.raises(UnknownAreaError, match="alpha-3 code such as TUR"):
        NAMES.find("zzzzzz")


def test_one_name_for_two_areas_is_refused() -> None:
    one = Area(code="AAA", name_en="Alpha", name_tr="Alfa", aliases=("Shared",))
    two = Area(code="BBB", name_en="Beta", name_tr="Beta", aliases=("shared",))
    with pytest.raises(CatalogError, match="'shared' stands for AAA and for BBB"):
        AreaNames({"AAA": one, "BBB": two})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("code,name\nTUR,Türkiye\n", "the header must be"),
        ("code,iso2,m49,name_en,name_tr,aliases\nTR,TR,792,Türkiye,Türkiye,\n", "line 2: code: "),
        ("code,iso2,m49,name_en,name_tr,aliases\nTUR,,,A,A,\nTUR,,,B,B,\n", "line 3: TUR is there twice"),
    ],
)
def test_a_broken_file_of_areas_is_refused_with_its_line(text: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=problem):
        read_areas(path)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Türkiye, Republic of", "TUR"),
        ("Moldova, Rep. of", "MDA"),
        ("Afghanistan, Islamic Rep. of", "AFG"),
        ("Tanzania, United Rep. of", "TZA"),
        ("Netherlands, The", "NLD"),
        ("China, P.R.: Mainland", "CHN"),
        ("China, P.R.: Hong Kong", "HKG"),
        ("Korea, Rep. of", "KOR"),
        ("Korea, Dem. People's Rep. of", "PRK"),
        ("Congo, Dem. Rep. of", "COD"),
        ("Congo, Rep. of", "COG"),
    ],
)
def test_the_form_of_a_state_after_a_comma_is_read(text: str, code: str, catalog: Catalog) -> None:
    assert catalog.names.code(text) == code


@pytest.mark.parametrize("text", ["Ireland, Northern", "Germany, East", "Turkey, total", "Paris, France", "Korea, "])
def test_other_words_after_a_comma_are_not(text: str, catalog: Catalog) -> None:
    assert catalog.names.code(text) == ""
