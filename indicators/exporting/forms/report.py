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

from indicators.charts import Chart, contributions_chart, group_chart, index_chart, named_events, waterfall_chart
from indicators.errors import Message
from indicators.exporting.edition import Edition
from indicators.exporting.forms.citation import bibtex, citation, title
from indicators.exporting.forms.tables import definition_frame
from indicators.index import Index
from indicators.model import WORLD
from indicators.model.definition import Definition
from indicators.scoring.uncertainty import Uncertainty
from indicators.text import day_name
from indicators.wording import report as words
from indicators.wording.change import change_sentence, headline_sentence
from indicators.wording.exports import holds, timing, without_description
from indicators.wording.language import translated
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
    edition: Edition,
    *,
    events: pd.DataFrame,
    drawn: Uncertainty | Message,
    window: tuple[str, str] | None = None,
    lang: str = "en",
) -> bytes:
    """The report. `events` are those that concern the pair; `drawn` is the uncertainty, or why there is none."""
    index = edition.index
    window = window or _window(index)
    events = named_events(index, events, window)
    band = None if isinstance(drawn, Message) else drawn.bands.rename(columns={"q05": "low", "q95": "high"})
    headline = index.headline
    charts: dict[str, Any] = {
        "index": _Drawn("index", index_chart(index, window=window, events=events, band=band, height=350, lang=lang)),
        "contributions": _Drawn("contributions", contributions_chart(index, window=window, lang=lang)),
        "groups": [
            _Drawn(f"group-{place}", group_chart(index, group, window=window, place=place, lang=lang))
            for place, group in enumerate(index.groups)
        ],
    }
    if headline is not None and headline.before is not None:
        charts["change"] = _Drawn("change", waterfall_chart(index, headline.before, headline.month, lang=lang))
    plotly_js = get_plotlyjs().replace("\r\n", "\n")
    content = _words(edition, drawn, lang) | {
        "charts": charts,
        "events": _numbered(events),
        "charts_json": _charts_json(charts),
        "plotly_js": Markup(plotly_js),
        "draw_js": Markup(_DRAW),
        "policy": _policy(plotly_js, _DRAW),
    }
    loader = jinja2.PackageLoader("indicators.exporting.forms", ".")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.get_template("report.html.j2").render(content).encode()


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


def _words(edition: Edition, drawn: Uncertainty | Message, lang: str) -> dict[str, Any]:
    """Everything in the report that is not a chart."""
    index, definition, headline = edition.index, edition.index.definition, edition.index.headline
    gaps = index.panel.missing
    gaps = gaps.assign(
        component=gaps["component"].map(definition.label), reason=[translated(one, lang) for one in gaps["reason"]]
    )
    if isinstance(drawn, Message):
        how_sure = translated(drawn, lang)
    else:
        how_sure = band_sentence(drawn, str(headline.month), lang=lang) if headline else covers(drawn, lang=lang)
    change = ""
    if headline is not None and headline.before is not None:
        moved = index.change(headline.before, headline.month)
        change = change_sentence(index, moved, headline.before, headline.month)
    return {
        "lang": lang,
        "texts": words.report_texts(index, lang=lang),
        "title": title(edition, lang=lang),
        "countries": edition.countries,
        "holds": holds(index.as_of, lang=lang),
        "name": edition.name,
        "definition": definition,
        "sentence": headline_sentence(index, headline) if headline else "",
        "metrics": words.metrics(index, lang=lang),
        "how_sure": how_sure,
        "change": change,
        "components": words.component_rows(index, lang=lang),
        "tree": _tree(definition, lang),
        "gaps": gaps.to_dict("records"),
        "sources": [(one, words.source_terms(one, lang=lang)) for one in edition.sources],
        "undescribed": without_description(edition.undescribed, lang=lang),
        "citation": citation(edition, lang=lang),
        "bibtex": bibtex(edition, lang=lang),
        "asked": _asked(index),
        "hash": f"{words.hash_sentence(edition.hash, lang=lang)} {timing(lang=lang)}",
    }


def _tree(definition: Definition, lang: str) -> list[dict[str, Any]]:
    return [
        {
            "depth": row["depth"],
            "title": row["title"] or row["node"],
            "weight": f"{row['weight in group']:g}",
            "share": "" if pd.isna(row["share"]) else f"{row['share']:.1%}",
            "worst": "" if pd.isna(row["worst"]) else f"{row['worst']:g}",
            "best": "" if pd.isna(row["best"]) else f"{row['best']:g}",
            "reason": words.reason_with_goalposts(
                row["reason"], "" if pd.isna(row["goalposts"]) else row["goalposts"], lang=lang
            ),
        }
        for row in definition_frame(definition).to_dict("records")
    ]


def _numbered(events: pd.DataFrame) -> list[dict[str, str]]:
    named = events[events["number"].notna()]
    return [
        {"number": str(int(row.number)), "day": day_name(row.date_start), "title": row.title}
        for row in named.itertuples()
    ]


def _asked(index: Index) -> str:
    asked = f"--pair {index.pair} --definition {index.definition.full_id}"
    return asked if index.as_of is None else f"{asked} --as-of {index.as_of}"
