"""What a claim was tested on: bars, a line with its spans, dated events with the periods of collection, or points."""

from __future__ import annotations

import pandas as pd

from indicators.charts.base import COLOURS, LEVEL, SHADE, Chart, Trace, broken, figure, letters
from indicators.claims import Finding, Outcome
from indicators.claims.model import AnyCheck
from indicators.text import number
from indicators.wording.claims import bars_alt, exhibit_text, lines_alt, points_alt, timeline_alt

OWN, OTHER = COLOURS[0], LEVEL
ZERO: Trace = {"zeroline": True, "zerolinecolor": OTHER}


def claim_chart(finding: Finding, check: AnyCheck, outcome: Outcome, *, lang: str = "en") -> Chart | None:
    """The chart of what one check of a finding was tested on; None where there is nothing to show."""
    text = exhibit_text(finding, check, outcome, lang=lang)
    if text is None:
        return None
    exhibit = text.exhibit
    match exhibit.form, exhibit.spans:
        case "lines", pd.DataFrame() as spans:
            return _lines(exhibit.frame, spans, text.unit, lang)
        case "events", pd.DataFrame() as spans:
            return _timeline(exhibit.frame, spans, lang)
        case "points", _:
            return _points(exhibit.frame, text.unit, text.x_unit, lang)
    return _bars(exhibit.frame, text.unit, lang)


def _bars(frame: pd.DataFrame, unit: str, lang: str) -> Chart:
    """Bars side by side for years, one under the other where the labels are words. The ones meant carry their value."""
    largest = frame["value"].abs().max()
    digits = 0 if largest >= 1000 or (frame["value"] % 1 == 0).all() else 1 if largest >= 1 else 3
    texts = [
        number(value, digits) if meant else "" for value, meant in zip(frame["value"], frame["emphasis"], strict=True)
    ]
    upright = bool(frame["label"].str.fullmatch(r"\d{4}").all())
    labels = frame["label"].tolist() if upright else [broken(label, 32) for label in frame["label"]]
    across, along = (labels, frame["value"].tolist()) if upright else (frame["value"].tolist(), labels)
    bars: Trace = {
        "type": "bar", "x": across, "y": along, "orientation": "v" if upright else "h",
        "marker": {"color": [OWN if meant else OTHER for meant in frame["emphasis"]]},
        "text": texts, "textposition": "outside", "cliponaxis": False,
        "hovertemplate": f"%{{label}}: %{{value:,.{digits}f}}<extra></extra>",
    }  # fmt: skip
    title = {"title": {"text": letters(unit)}}
    chart = figure(
        [bars],
        height=320 if upright else 70 + 24 * len(frame),
        xaxis={"type": "category"} if upright else {**title, **ZERO, "showgrid": True},
        yaxis=title if upright else {"type": "category", "autorange": "reversed", "showgrid": False, "dtick": 1},
        hovermode="closest",
        showlegend=False,
        bargap=0.25,
    )
    return Chart(chart, bars_alt(frame, unit, digits, lang=lang), frame)


def _lines(frame: pd.DataFrame, spans: pd.DataFrame, unit: str, lang: str) -> Chart:
    """A line, with the mean of each span drawn over the months that it covers."""
    traces: list[Trace] = [
        {
            "type": "scatter", "mode": "lines", "x": frame["month"].tolist(), "y": frame["value"].tolist(),
            "line": {"color": OTHER, "width": 1.6}, "hovertemplate": "%{x|%b %Y}: %{y:.1f}<extra></extra>",
        }
    ]  # fmt: skip
    digits = 1 if frame["value"].abs().max() >= 3 else 3
    means = [number(mean, digits) for mean in spans["mean"]]
    shapes, notes = [], []
    for row, mean in zip(spans.itertuples(), means, strict=True):
        end = str(pd.Period(row.end, "M") + 1)
        shapes.append(
            {"type": "rect", "x0": row.start, "x1": end, "yref": "paper", "y0": 0, "y1": 1, "fillcolor": SHADE,
             "line": {"width": 0}, "layer": "below"}
        )  # fmt: skip
        traces.append(
            {"type": "scatter", "mode": "lines", "x": [row.start, end], "y": [row.mean] * 2,
             "line": {"color": OWN, "width": 3}, "hovertemplate": f"{row.label}: {mean}<extra></extra>"}
        )  # fmt: skip
        notes.append(
            {"x": row.start, "y": 0, "yref": "paper", "text": f"{row.label} {mean}", "showarrow": False,
             "xanchor": "left", "yanchor": "bottom"}
        )  # fmt: skip
    turn = spans["start"].iloc[-1]
    shapes.append(
        {"type": "line", "x0": turn, "x1": turn, "yref": "paper", "y0": 0, "y1": 1,
         "line": {"color": OTHER, "width": 1, "dash": "dash"}}
    )  # fmt: skip
    chart = figure(
        traces, height=320, yaxis={"title": {"text": letters(unit)}}, shapes=shapes, annotations=notes,
        showlegend=False, hovermode="closest",
    )  # fmt: skip
    return Chart(chart, lines_alt(frame, spans, unit, digits, lang=lang), frame)


def _timeline(frame: pd.DataFrame, spans: pd.DataFrame, lang: str) -> Chart:
    """Events as marks on the bar of the days in which their kind was collected; where there is no bar nobody looked."""
    traces: list[Trace] = [
        {
            "type": "scatter", "mode": "lines", "x": [str(row.start), str(row.end)], "y": [broken(row.label)] * 2,
            "line": {"color": SHADE, "width": 18},
            "hovertemplate": f"collected {row.start} to {row.end}<extra></extra>",
        }
        for row in spans.itertuples()
    ]  # fmt: skip
    days = frame["date_start"].dt
    traces.append(
        {
            "type": "scatter", "mode": "markers+text", "x": days.strftime("%Y-%m-%d").tolist(),
            "y": [broken(label) for label in frame["label"]],
            "marker": {"symbol": "diamond", "size": 11, "color": OWN}, "text": days.strftime("%d %b %Y").tolist(),
            "textposition": "top center", "customdata": [letters(title) for title in frame["title"]],
            "hovertemplate": "%{customdata}<extra></extra>", "cliponaxis": False,
        }
    )  # fmt: skip
    kinds = list(dict.fromkeys(broken(label) for label in [*spans["label"], *frame["label"]]))
    rows: Trace = {"type": "category", "categoryorder": "array", "categoryarray": kinds[::-1], "showgrid": False}
    chart = figure(
        traces, height=80 + 56 * max(len(kinds), 1), xaxis={"hoverformat": "%d %b %Y"}, yaxis=rows, showlegend=False,
        hovermode="closest",
    )  # fmt: skip
    return Chart(chart, timeline_alt(frame, spans, lang=lang), frame)


def _points(frame: pd.DataFrame, unit: str, x_unit: str, lang: str) -> Chart:
    """Points with their labels, and lines at zero."""
    points: Trace = {
        "type": "scatter", "mode": "markers+text", "x": frame["x"].tolist(), "y": frame["y"].tolist(),
        "text": frame["label"].tolist(), "textposition": "top center", "marker": {"color": OWN, "size": 7},
        "hovertemplate": "%{text}: %{x:.3f}, %{y:.1f}<extra></extra>", "cliponaxis": False,
    }  # fmt: skip
    chart = figure(
        [points],
        height=400,
        xaxis={"title": {"text": letters(x_unit)}, "showgrid": True, **ZERO},
        yaxis={"title": {"text": letters(unit)}, **ZERO},
        hovermode="closest",
        showlegend=False,
    )
    return Chart(chart, points_alt(frame, unit, x_unit, lang=lang), frame)
