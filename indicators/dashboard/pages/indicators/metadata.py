"""What a stored series is, from the file that describes its indicator: source, licence, citation, timing, notes."""

from __future__ import annotations

import streamlit as st

from indicators.dashboard.pages.indicators.stored_series import FREQ
from indicators.dashboard.ui import cache
from indicators.index import needed
from indicators.index.series import StoredSeries
from indicators.model import MONTHS_PER_PERIOD, OBS_STATUS, Indicator
from indicators.model.definition import Definition
from indicators.text import listing


def about(one: StoredSeries, label: str, definition: Definition) -> None:
    """Everything the description says, behind the series' name."""
    with st.expander(cache.plain(label), icon=":material/description:"):
        if one.described is None:
            folder = cache.store().extra / "indicators"
            st.info(
                cache.plain(
                    f"“{one.key.indicator}” was imported and is not described yet: it has no unit, source or licence, "
                    f"and counts as a level. Describe it in {folder / (one.key.indicator + '.toml')}."
                ),
                icon=":material/edit_note:",
            )
        else:
            _described(one.described)
        st.markdown(_used(one, definition))
        if flagged := _flagged(one):
            st.markdown(cache.plain(flagged))


def _described(described: Indicator) -> None:
    st.markdown(cache.plain(described.description))
    st.markdown(
        "\n".join(
            [
                f"- **Unit** {cache.plain(described.unit)}",
                f"- **Figures** {cache.plain(_kind(described))}",
                f"- **Stands for** {cache.plain(_stands(described))}",
                f"- **Known** {cache.plain(_lag(described))}",
                f"- **Source** [{cache.plain(described.source)}]({described.url})",
                f"- **Licence** {cache.plain(described.licence)}",
                f"- **Retrieved** {described.retrieved.day} {described.retrieved:%B %Y}",
            ]
        )
    )
    st.caption("Cite as")
    st.code(described.citation, language=None, wrap_lines=True)
    if described.notes:
        st.markdown("**Notes**\n" + "\n".join(f"- {cache.plain(note)}" for note in described.notes))
    if described.note_codes:
        said = [f"- **{cache.plain(code)}** {cache.plain(text)}" for code, text in described.note_codes.items()]
        st.markdown("**What the note of a row means**\n" + "\n".join(said))


def _kind(described: Indicator) -> str:
    what = "a flow: sums over longer periods" if described.kind == "flow" else "a level: averages over longer periods"
    return f"{FREQ[described.freq]}; {what}"


def _stands(described: Indicator) -> str:
    months = MONTHS_PER_PERIOD[described.freq]
    length = "the month" if months == 1 else f"the {months} months"
    shift = described.valid_from_months
    if not shift:
        return f"{length} of its period" if months > 1 else "the month of its period"
    when = "after" if shift > 0 else "before"
    return f"{length} that begin{'s' if months == 1 else ''} {abs(shift)} months {when} the start of its period"


def _lag(described: Indicator) -> str:
    if described.measured == "start":
        begins = "the first month of the period for which it stands"
    else:
        begins = "the period for which it stands"
    return f"{described.publication_lag_days} days after the end of {begins}"


def _used(one: StoredSeries, definition: Definition) -> str:
    """Which components of the definition read the indicator."""
    using = [
        definition.label(name) for name in definition.components if one.key.indicator in needed(definition, name)[0]
    ]
    if not using:
        return "**In the index** not used by this definition."
    return f"**In the index** {cache.plain(listing(using))}."


def _flagged(one: StoredSeries) -> str:
    """Which figures carry another status than a normal value."""
    counts = [f"{count:,} {OBS_STATUS.get(code, code)}" for code, count in one.status.items() if code not in ("A", "")]
    return f"Status of the others than normal values: {listing(counts)}." if counts else ""
