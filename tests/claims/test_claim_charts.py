"""Charts of findings: valid figures, an alternative text with the numbers, and no meaning by colour alone."""

from __future__ import annotations

import plotly.graph_objects as go

from indicators.charts.claims import claim_chart
from indicators.claims import Finding
from indicators.text import number


def exhibits(findings: dict[str, Finding]):
    return [
        (finding.id, outcome.exhibit)
        for finding in findings.values()
        for _, outcome in finding.results
        if outcome.exhibit is not None
    ]


def test_every_exhibit_draws_a_valid_figure_with_its_numbers(now: dict[str, Finding]) -> None:
    drawn = exhibits(now)
    assert {exhibit.form for _, exhibit in drawn} == {"bars", "lines", "acts", "points"}
    for _, exhibit in drawn:
        chart = claim_chart(exhibit.form, exhibit.frame, unit=exhibit.unit, x_unit=exhibit.x_unit, spans=exhibit.spans)
        go.Figure(chart.figure.to_dict())  # raises where a property is not Plotly's
        assert chart.alt.endswith(".")
        assert chart.data is exhibit.frame


def test_a_marked_bar_carries_its_value(now: dict[str, Finding]) -> None:
    exhibit = now["trade_2021_record"].exhibit
    chart = claim_chart(exhibit.form, exhibit.frame, unit=exhibit.unit)
    texts = dict(zip(chart.figure.data[0].x, chart.figure.data[0].text, strict=True))
    assert texts.pop("2021") == "27,794"
    assert set(texts.values()) == {""}
    assert "2021 27,794" in chart.alt


def test_a_course_says_the_means_of_its_spans(now: dict[str, Finding]) -> None:
    exhibit = now["decline_since_2003"].exhibit
    chart = claim_chart(exhibit.form, exhibit.frame, unit=exhibit.unit, spans=exhibit.spans)
    for mean in exhibit.spans["mean"]:
        assert number(mean) in chart.alt


def test_a_timeline_shows_where_nobody_looked(now: dict[str, Finding]) -> None:
    exhibit = now["first_cabinet_visit"].exhibit
    starts = exhibit.spans.set_index("label")["start"].astype(str)
    assert starts["Minister's visit"] == "2021-09-01"
    assert starts["Leader's visit"] == "2021-01-20"
    chart = claim_chart(exhibit.form, exhibit.frame, unit="", spans=exhibit.spans)
    assert "none on record" in chart.alt
    assert "Minister's visit 2021-09-01" in chart.alt
