"""Real figures and dates, worked out by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

# US Census Bureau, goods trade with Türkiye in 2021, million USD, January to December.
EXPORTS_2021 = (
    802.597213,
    709.857425,
    920.024051,
    743.038664,
    728.812678,
    1046.156565,
    800.133486,
    864.598877,
    1207.685361,
    1131.074967,
    1429.100669,
    1544.32032,
)
IMPORTS_2021 = (
    1114.754931,
    996.973995,
    1163.981946,
    1464.865024,
    1322.18914,
    1396.384269,
    1461.970133,
    1286.185117,
    1377.784747,
    1455.462792,
    1376.980114,
    1449.130649,
)
# Bureau of Labor Statistics, CPI-U, all items, not seasonally adjusted. October 2025 was never collected.
CPI_2025 = {
    "2025-01-01": 317.671,
    "2025-02-01": 319.082,
    "2025-03-01": 319.799,
    "2025-04-01": 320.795,
    "2025-05-01": 321.465,
    "2025-06-01": 322.561,
    "2025-07-01": 323.048,
    "2025-08-01": 323.976,
    "2025-09-01": 324.8,
    "2025-11-01": 324.122,
    "2025-12-01": 324.054,
}


def test_trade_over_a_year_in_both_directions_is_the_published_year_total(panel, rows, run, indicator):
    built = panel(
        {"trade": {"source": {"indicator": "goods"}, "role": "pair", "steps": [{"step": "sum", "months": 12}]}},
        [
            rows("goods", "USA", "TUR", run("2021-01", *EXPORTS_2021)),
            rows("goods", "TUR", "USA", run("2021-01", *IMPORTS_2021)),
        ],
        indicators=[indicator("goods")],
    )
    published = 11927.4 + 15866.7  # the Census country file's annual rows
    assert built.matrix.loc["2021-12", "trade"] == pytest.approx(published, abs=0.1)
    assert list(built.matrix.index) == [pd.Period("2021-12", "M")]


def test_the_sanctions_of_october_2019_lasted_nine_days(panel, acts, collected):
    built = panel(
        {
            "sanctions": {
                "source": {"events": {"sanction": 1.0}, "by_scope": True},
                "role": "a_to_b",
                "steps": [{"step": "in_force"}],
            }
        },
        events=acts({"kind": "sanction", "date_start": "2019-10-14", "date_end": "2019-10-23", "scope": 2}),
        collected=collected(["sanction"], {"covered_from": "2019-09-01", "covered_to": "2019-12-31"}),
    )
    assert built.matrix["sanctions"].to_list() == pytest.approx([0, 2 * 9 / 31, 0, 0])


def test_the_visa_stop_of_2017_was_in_force_27_days_of_december_and_all_of_november(panel, acts, collected):
    built = panel(
        {
            "visas": {
                "source": {"events": {"visa_restriction": 1.0}, "by_scope": True},
                "role": "b_to_a",
                "steps": [{"step": "in_force"}],
            }
        },
        events=acts(
            {
                "kind": "visa_restriction",
                "ref_area": "TUR",
                "counterpart_area": "USA",
                "date_start": "2017-10-08",
                "date_end": "2017-12-28",
                "scope": 2,
            }
        ),
        collected=collected(["visa_restriction"], {"covered_from": "2017-10-01", "covered_to": "2018-01-31"}),
    )
    assert built.matrix["visas"].to_list() == pytest.approx([2 * 24 / 31, 2, 2 * 27 / 31, 0])


def test_votes_of_the_autumn_of_2003_stand_from_october_2003(panel, rows, indicator):
    # Bailey, Strezhnev and Voeten, ideal points of the sessions of 2002 and 2003.
    built = panel(
        {"votes": {"source": {"indicator": "ideal_point"}, "role": "gap", "max_age_months": 1}},
        [
            rows("ideal_point", "USA", "", {"2002-01-01": 2.743626, "2003-01-01": 2.915131}, "A"),
            rows("ideal_point", "TUR", "", {"2002-01-01": 0.780411, "2003-01-01": 0.635405}, "A"),
        ],
        indicators=[indicator("ideal_point", freq="A", kind="level", about="area", valid_from_months=9)],
        end="2004-10",
    )
    votes = built.matrix["votes"]
    assert votes.index[0] == pd.Period("2002-10", "M")
    assert votes["2003-09"] == pytest.approx(1.963215)
    assert votes["2003-10"] == votes["2004-09"] == pytest.approx(2.279726)
    assert not built.carried.loc["2004-09", "votes"]
    assert built.carried.loc["2004-10", "votes"]


def test_troops_missing_in_2003_and_2004_are_those_of_september_2002_for_two_years_more(panel, rows, indicator):
    built = panel(
        {"troops": {"source": {"indicator": "troops"}, "role": "a_to_b", "max_age_months": 24}},
        [rows("troops", "USA", "TUR", {"2001-01-01": 2153, "2002-01-01": 1587, "2005-01-01": 1780}, "A")],
        indicators=[indicator("troops", freq="A", kind="level", valid_from_months=8)],
        end="2006-08",
    )
    troops, carried = built.matrix["troops"], built.carried["troops"]
    assert troops["2002-08"] == 2153
    assert (troops["2002-09":"2005-08"] == 1587).all()
    assert not carried["2002-09":"2003-08"].any()
    assert carried["2003-09":"2005-08"].all()
    assert (troops["2005-09":"2006-08"] == 1780).all()
    assert not carried["2005-09":].any()


def test_the_price_index_that_was_never_collected_is_that_of_the_month_before(panel, rows, run, indicator):
    built = panel(
        {
            "real": {
                "source": {"indicator": "goods"},
                "role": "a_to_b",
                "steps": [{"step": "deflate", "by": "cpi", "base": "2025-09"}],
            },
            "real_year": {
                "source": {"indicator": "goods"},
                "role": "a_to_b",
                "steps": [{"step": "deflate", "by": "cpi", "base": "2025-09"}, {"step": "sum", "months": 3}],
            },
        },
        [rows("goods", "USA", "TUR", run("2025-08", 100, 100, 100, 100, 100)), rows("cpi", "USA", "", CPI_2025)],
        indicators=[indicator("goods"), indicator("cpi", kind="level", about="area")],
    )
    real = built.matrix["real"]
    assert real["2025-10"] == real["2025-09"] == pytest.approx(100)
    assert real["2025-12"] == pytest.approx(100 * 324.8 / 324.054)
    assert built.carried["real"].to_list() == [False, False, True, False, False]
    # The sums that contain October stand on three months of trade, so only October itself is marked.
    assert built.carried["real_year"]["2025-10":].to_list() == [True, False, False]


def test_one_leaders_visit_a_year_ago_is_half_a_visits_rate(panel, acts, collected):
    built = panel(
        {
            "contact": {
                "source": {"events": {"visit": 1.0}},
                "role": "pair",
                "steps": [{"step": "decayed", "half_life_days": 365}],
            }
        },
        events=acts({"kind": "visit", "date_start": "2009-04-30"}),
        collected=collected(["visit"], {"covered_from": "2009-01-01", "covered_to": "2010-12-31"}),
    )
    contact = built.matrix["contact"]
    rate = math.log(2) * 365.25 / 365
    assert contact["2009-03"] == 0
    assert contact["2009-04"] == pytest.approx(rate)
    assert contact["2010-04"] == pytest.approx(rate / 2)
    assert contact["2010-12"] == pytest.approx(rate * 0.5 ** (610 / 365))
