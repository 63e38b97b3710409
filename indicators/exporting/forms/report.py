"""An edition as one HTML file that needs nothing else: charts, sentences, method, sources and citation.

Text is escaped wherever it stands. The page's own policy lets no script run but the two that are named by their hash,
and lets nothing be loaded from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import jinja2
import pandas as pd
import plotly.graph_objects as go
from markupsafe import Markup
from plotly.io.json import to_json_plotly
from plotly.offline import get_plotlyjs

from indicators.charts import (
    Chart,
    contributions_chart,
    group_chart,
    index_chart,
    named_events,
    waterfall_chart,
)
from indicators.errors import Message
from indicators.exporting.edition import Edition
from indicators.exporting.forms.citation import TIMING, bibtex, citation, title
from indicators.exporting.forms.tables import definition_frame
from indicators.index import Index
from indicators.model import WORLD
from indicators.scoring.uncertainty import Uncertainty
from indicators.text import month_name, number, percent, signed
from indicators.wording.change import change_sentence, headline_sentence
from indicators.wording.scoring import band_sentence, covers

_FONT = {"family": "system-ui, Liberation Sans, sans-serif", "size": 11}
_DRAW = """
for (const chart of JSON.parse(document.getElementById("charts").textContent))
  Plotly.newPlot(chart.id, chart.data, chart.layout, {
    displaylogo: false, responsive: true, toImageButtonOptions: {format: "svg", filename: chart.id},
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
  });
"""


def html_report(
    edition: Edition, *, events: pd.DataFrame, drawn: Uncertainty | Message, window: tuple[str, str] | None = None
) -> bytes:
    """The report. `events` are those that concern the pair; `drawn` is the uncertainty, or why there is none."""
    index = edition.index
    window = window or _window(index)
    events = named_events(index, events, window)
    band = None if isinstance(drawn, str) else drawn.bands.rename(columns={"q05": "low", "q95": "high"})
    headline = index.headline
    charts: dict[str, Any] = {
        "index": _Drawn("index", index_chart(index, window=window, events=events, band=band, height=350)),
        "contributions": _Drawn("contributions", contributions_chart(index, window=window)),
        "groups": [
            _Drawn(f"group-{place}", group_chart(index, group, window=window, place=place))
            for place, group in enumerate(index.groups)
        ],
    }
    if headline is not None and headline.before is not None:
        charts["change"] = _Drawn("change", waterfall_chart(index, headline.before, headline.month))
    plotly_js = get_plotlyjs().replace("\r\n", "\n")
    return (
        _template()
        .render(
            **_words(edition, drawn),
            charts=charts,
            events=_numbered(events),
            charts_json=_charts_json(charts),
            plotly_js=Markup(plotly_js),
            draw_js=Markup(_DRAW),
            policy=_policy(plotly_js, _DRAW),
        )
        .encode()
    )


def events_about_pair(index: Index) -> pd.DataFrame:
    """All events that concern the second country of the pair, those that are not scored included."""
    rows = index.origin.events_about(index.pair.b, index.as_of)
    among = [index.pair.a, index.pair.b, WORLD]
    rows = rows[rows["ref_area"].isin(among) & rows["counterpart_area"].isin([*among, ""])]
    return rows.sort_values(["date_start", "event_id"], ignore_index=True)


class _Drawn:
    """A chart with the id of its place in the page."""

    def __init__(self, id: str, chart: Chart) -> None:
        self.id, self.alt = id, chart.alt
        self.figure = go.Figure(chart.figure).update_layout(template="plotly_white", font=_FONT, dragmode="zoom")


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("indicators.exporting.forms", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("report.html.j2")


def _charts_json(charts: dict[str, Any]) -> Markup:
    """The charts as JSON that ends no script: every < is written as an escape."""
    drawn = [chart for one in charts.values() for chart in (one if isinstance(one, list) else [one])]
    parts = [f'{{"id":"{chart.id}",{to_json_plotly(chart.figure.to_plotly_json())[1:]}' for chart in drawn]
    return Markup(f"[{','.join(parts)}]".replace("<", "\\u003c"))


def _policy(*scripts: str) -> str:
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{one}'" for one in hashes)
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:"


def _window(index: Index) -> tuple[str, str]:
    given = index.index.dropna().index
    months = given if len(given) else index.index.index
    return str(months[0]), str(index.index.index[-1])


def _words(edition: Edition, drawn: Uncertainty | Message) -> dict[str, Any]:
    """Everything in the report that is not a chart."""
    index, headline = edition.index, edition.index.headline
    definition = index.definition
    gaps = index.panel.missing.assign(component=index.panel.missing["component"].map(definition.label))
    words: dict[str, Any] = {
        "title": title(edition),
        "countries": edition.countries,
        "clock": edition.clock,
        "name": edition.name,
        "hash": edition.hash,
        "timing": TIMING,
        "definition": definition,
        "min_coverage": percent(definition.min_coverage),
        "headline": headline,
        "how_sure": drawn if isinstance(drawn, str) else covers(drawn),
        "components": [],
        "tree": _tree(edition),
        "gaps": gaps.to_dict("records"),
        "sources": edition.sources,
        "undescribed": ", ".join(edition.undescribed),
        "citation": citation(edition),
        "bibtex": bibtex(edition),
        "asked": _asked(index),
    }
    if headline is None:
        return words | {"no_headline": next(iter(index.scores.reasons[index.scores.reasons != ""].iloc[::-1]), "")}
    if not isinstance(drawn, str):
        words["how_sure"] = band_sentence(drawn, str(headline.month))
    if headline.before is not None:
        change = index.change(headline.before, headline.month)
        words["change"] = change_sentence(index, change, headline.before, headline.month)
    return words | {
        "sentence": headline_sentence(index, headline),
        "month": month_name(headline.month),
        "metrics": _metrics(index),
        "components": _components(index, headline.month),
    }


def _metrics(index: Index) -> list[tuple[str, str, str]]:
    headline = index.headline
    assert headline is not None
    on_before = "" if headline.change is None else f"{signed(headline.change)} on 12 months before"
    rows = [(f"Index, {month_name(headline.month)}", number(headline.value), on_before)]
    rows += [(index.definition.label(axis), number(value), "") for axis, value in headline.axes.items()]
    return [*rows, ("Coverage", percent(headline.coverage), f"{percent(headline.freshness)} fresh")]


def _components(index: Index, month: pd.Period) -> list[dict[str, Any]]:
    return [
        row
        | {
            "value": number(row["value"], 2),
            "score": number(row["score"]),
            "weight": percent(row["weight"]),
            "contribution": number(row["contribution"]),
            "effect": "–" if pd.isna(row["effect"]) else signed(row["effect"]),
        }
        for row in index.month_table(month).to_dict("records")
    ]


def _tree(edition: Edition) -> list[dict[str, Any]]:
    rows = definition_frame(edition.index.definition).to_dict("records")
    return [
        {
            **{
                key: "" if pd.isna(row.get(key)) else row[key]
                for key in ("node", "title", "reason", "goalposts", "depth")
            },
            "weight": f"{row['weight in group']:g}",
            "share": "" if pd.isna(row["share"]) else f"{row['share']:.1%}",
            "worst": "" if pd.isna(row["worst"]) else f"{row['worst']:g}",
            "best": "" if pd.isna(row["best"]) else f"{row['best']:g}",
        }
        for row in rows
    ]


def _numbered(events: pd.DataFrame) -> list[dict[str, str]]:
    named = events[events["number"].notna()]
    return [
        {"number": str(int(row.number)), "day": f"{row.date_start:%d %b %Y}", "title": row.title}
        for row in named.itertuples()
    ]


def _asked(index: Index) -> str:
    asked = f"--pair {index.pair} --definition {index.definition.id}"
    return asked if index.as_of is None else f"{asked} --as-of {index.as_of}"
