"""Hand the view on so that a sceptic can check it: exports, kept snapshots, two of them compared, one verified."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from indicators.charts import comparison_chart
from indicators.dashboard.ui import cache, controls, download, parts
from indicators.dashboard.ui.background import Work, wait_for
from indicators.dashboard.ui.cache import CachedIndex
from indicators.errors import RelationsIndexError
from indicators.exporting.snapshot.archive import SnapshotArchive
from indicators.exporting.snapshot.compare import TERMS, SnapshotDifference, compare
from indicators.exporting.snapshot.snapshot import Snapshot, take_snapshot
from indicators.exporting.snapshot.verify import verify
from indicators.wording.exports import holds

THIS_VIEW = "this-view"
_CHANGE = st.column_config.NumberColumn(format="%+.2f")


def render() -> None:
    """Draw the page from top to bottom."""
    view = controls.view()
    index = view.index
    edition = download.edition(index)
    kept = SnapshotArchive(cache.store())
    st.title("Snapshots and exports", anchor=False)
    st.markdown(
        "Everything that leaves this page carries the hash of the view: the same figures in and the same figures out "
        "have the same hash on any machine."
    )
    st.code(edition.name, language=None, wrap_lines=True)
    st.caption(cache.plain(f"{holds(index.as_of)} Hash {edition.hash}."))
    st.header("Export", anchor=False)
    download.draw(index, view.window)
    st.header("Keep a snapshot", anchor=False)
    _keep(index, kept)
    listed = kept.list()
    _kept(kept, listed)
    st.header("Compare two", anchor=False)
    _compare(index, kept, listed)
    st.header("Check a snapshot", anchor=False)
    _check()
    st.header("Cite", anchor=False)
    download.cite(index)


def _keep(index: CachedIndex, kept: SnapshotArchive) -> None:
    st.markdown(
        "A snapshot holds the index, its uncertainty and everything needed to compute both again. Kept ones lie beside "
        "the store and do not change when figures are revised."
    )
    if message := st.session_state.pop("_kept", None):
        st.success(cache.plain(message), icon=":material/check_circle:")
    with st.form("keep", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        note = st.text_input("Note", placeholder="why this one is kept")
        pressed = st.form_submit_button("Keep this view", icon=":material/archive:")
    if pressed:
        with cache.sentences():
            snapshot = wait_for(Work(lambda _tell: take_snapshot(index)), "Taking the snapshot")
            new = kept.save(snapshot, note)
            st.session_state["_kept"] = f"{snapshot.manifest.name} {'is kept' if new else 'was kept before'}."
            st.rerun()


def _kept(kept: SnapshotArchive, listed: pd.DataFrame) -> None:
    if listed.empty:
        st.info("No snapshot is kept yet. Keep this view to compare it with a later one.", icon=":material/info:")
        return
    st.dataframe(
        cache.cells(listed[["name", "note", "recorded_at", "sha256"]]),
        hide_index=True,
        column_config={
            "name": st.column_config.TextColumn("Snapshot", width="large"),
            "note": st.column_config.TextColumn("Note", width="medium"),
            "recorded_at": st.column_config.DatetimeColumn("Kept (UTC)", format="D MMM YYYY, HH:mm"),
            "sha256": st.column_config.TextColumn("SHA-256", width="small"),
        },
        alt="Kept snapshots, the latest first, with their notes.",
    )
    names = listed["name"].tolist()
    name = controls.choose("Kept snapshot", names, names[0], key="kept", names=str)
    with cache.sentences():
        snapshot = kept.read(name)
        with st.container(horizontal=True):
            _open_view(snapshot)
            st.download_button(
                "Download", snapshot.data, snapshot.file_name, "application/zip", icon=":material/download:",
                on_click="ignore",
            )  # fmt: skip
            if st.button("Verify", icon=":material/verified:"):
                st.session_state["_verified"] = (name, _verified(snapshot.data))
        verified = st.session_state.get("_verified")
        if verified is not None and verified[0] == name:
            st.success(cache.plain(verified[1]), icon=":material/verified:")
        _note(kept, name, str(listed.set_index("name").at[name, "note"]))


def _open_view(snapshot: Snapshot) -> None:
    """A link to what the snapshot shows, computed from the store as it is now."""
    manifest = snapshot.manifest
    asked = {"definition": manifest.definition, "pair": manifest.pair}
    if manifest.as_of is not None:
        asked["as_of"] = manifest.as_of.isoformat()
    there = manifest.definition in cache.catalog().definitions
    st.link_button(
        "Open its view",
        f"{(st.context.url or '').split('?')[0].rsplit('/', 1)[0]}/?{urlencode(asked)}",
        icon=":material/open_in_new:",
        disabled=not there,
        help=None if there else "Its definition is not among those here; it can be compared all the same.",
    )


def _note(kept: SnapshotArchive, name: str, note: str) -> None:
    with st.popover("Change its note", icon=":material/edit_note:"), st.form(f"note_{name}", border=False):
        text = st.text_area("Note", note)
        if st.form_submit_button("Save", icon=":material/save:"):
            kept.note(name, text)
            st.rerun()


def _compare(index: CachedIndex, kept: SnapshotArchive, listed: pd.DataFrame) -> None:
    pair = str(index.pair)
    names = [THIS_VIEW, *listed.loc[listed["pair"] == pair, "name"]]
    if len(names) < 2:
        st.info(cache.plain(f"Keep a snapshot of {pair} to compare it with."), icon=":material/info:")
        return
    left, right = st.columns(2)
    with left:
        old = controls.choose("One", names, names[1], key="old", names=_named)
    with right:
        new = controls.choose("Another", names, names[0], key="new", names=_named)
    if old == new:
        st.info("Choose two different ones.", icon=":material/info:")
        return
    with cache.sentences():
        _show(_comparison(index.key, old, new, kept, index), index)


def _named(name: str) -> str:
    return "This view, as it is now" if name == THIS_VIEW else name


@st.cache_resource(show_spinner="Comparing …", max_entries=8)
def _comparison(key: str, old: str, new: str, _kept: SnapshotArchive, _index: CachedIndex) -> SnapshotDifference:
    one, other = (take_snapshot(_index) if name == THIS_VIEW else _kept.read(name) for name in (old, new))
    return compare(one, other)


def _show(comparison: SnapshotDifference, index: CachedIndex) -> None:
    old, new = comparison.old.manifest, comparison.new.manifest
    st.markdown(cache.plain(f"From {old.name} to {new.name}. {' '.join(comparison.sentences())}"))
    moved = comparison.values[comparison.values["change"].abs() > 5e-7]
    if len(moved):
        chart = comparison_chart(moved, pair=old.pair)
        parts.chart(chart, "comparison")
        st.caption(
            "The effects are taken in the order revision, new data, weights, method, each on top of those before it, "
            "and sum to the change."
        )
        of_view = download.Origin.of_index(index, f"Snapshots {old.name} and {new.name}.")
        origin = replace(of_view, about={"old": old.name, "new": new.name, "pair": old.pair})
        parts.below(chart, key="comparison", name=f"comparison-{old.pair}", origin=origin)
    tables = {
        "Months that moved": moved,
        "Contributions": comparison.contributions[comparison.contributions["change"].abs() > 5e-7],
        "Definition": comparison.definition,
        "Figures": comparison.observations,
        "Acts": comparison.events,
    }
    for title, table in tables.items():
        if len(table):
            with st.expander(f"{title} ({len(table):,})"):
                st.dataframe(
                    cache.cells(table),
                    hide_index=True,
                    column_config={
                        **dict.fromkeys(("change", *TERMS), _CHANGE),
                        **dict.fromkeys(
                            ("time_period", "known_from"), st.column_config.DateColumn(format="YYYY-MM-DD")
                        ),
                    },
                    alt=f"{title} that differ between the two snapshots.",
                )


def _check() -> None:
    file = st.file_uploader(
        "A snapshot from elsewhere", type="zip",
        help="Everything in it is computed again from the file alone. Nothing is stored.",
    )  # fmt: skip
    if file is None:
        return
    data = file.getvalue()
    try:
        said = _verified(data)
    except RelationsIndexError as error:
        st.error(cache.plain(str(error)), icon=":material/gpp_bad:")
        return
    st.success(cache.plain(said), icon=":material/verified:")


def _verified(data: bytes) -> str:
    """What verifying a snapshot found, in a sentence."""
    work = Work(lambda tell: verify(data, progress=lambda share, _what: tell(share)))
    return wait_for(work, "Computing everything again").sentence()
