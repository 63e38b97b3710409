"""Charts of findings: valid figures, an alternative text with the numbers, and no meaning by colour alone."""

from __future__ import annotations

import plotly.graph_objects as go

from indicators.charts import Chart
from indicators.charts.claims import claim_chart
from indicators.claims import Finding
from indicators.text import number


def test_every_exhibit_draws_a_valid_figure_with_its_numbers(now: dict[str, Finding]) -> None:
    forms = set()
    for finding in now.values():
        for check, outcome in finding.results:
            chart = claim_chart(finding, check, outcome)
            assert (chart is None) == (outcome.exhibit is None)
            if chart is not None:
                forms.add(outcome.exhibit.form)
                go.Figure(chart.figure.to_dict())  # raises where a property is not Plotly's
                assert chart.alt.endswith(".")
                numbers = outcome.exhibit.frame.drop(columns="label", errors="ignore")
                assert chart.data.drop(columns="label", errors="ignore").equals(numbers)
    assert forms == {"bars", "lines", "events", "points"}


def test_a_marked_bar_carries_its_value(now: dict[str, Finding]) -> None:
    chart = charted(now["trade_2021_record"])
    texts = dict(zip(chart.figure.data[0].x, chart.figure.data[0].text, strict=True))
    assert texts.pop("2021") == "27,794"
    assert set(texts.values()) == {""}
    assert "2021 27,794" in chart.alt


def test_a_line_says_the_means_of_its_spans(now: dict[str, Finding]) -> None:
    finding = now["decline_since_2003"]
    for mean in finding.charted[1].exhibit.spans["mean"]:
        assert number(mean) in charted(finding).alt


def test_a_timeline_shows_where_nobody_looked(now: dict[str, Finding]) -> None:
    finding = now["first_cabinet_visit"]
    starts = finding.charted[1].exhibit.spans.set_index("label")["start"].astype(str)
    assert starts["minister_visit"] == "2021-09-01"
    assert starts["leader_visit"] == "2021-01-20"
    chart = charted(finding)
    assert "none on record" in chart.alt
    assert "Minister's visit 2021-09-01" in chart.alt


def charted(finding: Finding) -> Chart:
    """The chart of a finding."""
    chart = claim_chart(finding, *finding.charted)
    assert chart is not None
    return chart
