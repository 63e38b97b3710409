"""Hand the view on so that a sceptic can check it: exports, saved snapshots, two of them compared, one verified."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from indicators.charts import comparison_chart
from indicators.dashboard.ui import cache, controls, download, parts
from indicators.dashboard.ui.background import Work, wait_for
from indicators.dashboard.ui.cache import CachedIndex, plain
from indicators.dashboard.ui.language import say, text
from indicators.dashboard.ui.table import Column, table
from indicators.errors import RelationsIndexError
from indicators.exporting.snapshot.archive import SnapshotArchive
from indicators.exporting.snapshot.compare import TERMS, SnapshotDifference, compare
from indicators.exporting.snapshot.snapshot import Snapshot, take_snapshot
from indicators.exporting.snapshot.verify import verify
from indicators.wording.exports import holds

THIS_VIEW = "this-view"
SNAPSHOTS = (
    Column("name", "Snapshot", "text", "large"),
    Column("note", "Note", "text", "medium"),
    Column("recorded_at", "Kept (UTC)", "moment"),
    Column("sha256", "SHA-256", "text", "small"),
)
FORMATS = dict.fromkeys(("change", *TERMS), "%+.2f") | dict.fromkeys(("time_period", "known_from"), "day")
"""How the columns of two snapshots that differ are written."""


def render() -> None:
    """Draw the page from top to bottom."""
    view = controls.view()
    index = view.index
    edition = download.edition(index)
    archive = SnapshotArchive(cache.store())
    st.title(say("Snapshots and exports"), anchor=False)
    st.markdown(
        say(
            "Everything that leaves this page carries the hash of the view: the same figures in and the same figures "
            "out have the same hash on any machine."
        )
    )
    st.code(edition.name, language=None, wrap_lines=True)
    st.caption(say("{holds} Hash {hash}.", holds=holds(index.as_of), hash=edition.hash))
    st.header(say("Export"), anchor=False)
    download.draw(index, view.window)
    st.header(say("Keep a snapshot"), anchor=False)
    _save(index, archive)
    snapshots = archive.list()
    _saved(archive, snapshots)
    st.header(say("Compare two"), anchor=False)
    _compare(index, archive, snapshots)
    st.header(say("Check a snapshot"), anchor=False)
    _check()
    st.header(say("Cite"), anchor=False)
    download.cite(index)


def _save(index: CachedIndex, archive: SnapshotArchive) -> None:
    st.markdown(
        say(
            "A snapshot holds the index, its uncertainty and everything needed to compute both again. Kept ones lie "
            "beside the store and do not change when figures are revised."
        )
    )
    if message := st.session_state.pop("_kept", None):
        st.success(message, icon=":material/check_circle:")
    with st.form("keep", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        note = st.text_input(say("Note"), placeholder=say("why this one is kept"))
        pressed = st.form_submit_button(say("Keep this view"), icon=":material/archive:")
    if pressed:
        with cache.sentences():
            snapshot = wait_for(Work(lambda _tell: take_snapshot(index)), say("Taking the snapshot"))
            name, new = snapshot.manifest.name, archive.save(snapshot, note)
            st.session_state["_kept"] = (
                say("{name} is kept.", name=name) if new else say("{name} was kept before.", name=name)
            )
            st.rerun()


def _saved(archive: SnapshotArchive, snapshots: pd.DataFrame) -> None:
    if snapshots.empty:
        st.info(say("No snapshot is kept yet. Keep this view to compare it with a later one."), icon=":material/info:")
        return
    table(snapshots, SNAPSHOTS, alt=say("Kept snapshots, the latest first, with their notes."))
    names = snapshots["name"].tolist()
    name = controls.choose(say("Kept snapshot"), names, names[0], key="kept", names=str)
    with cache.sentences():
        snapshot = archive.read(name)
        with st.container(horizontal=True):
            _open_view(snapshot)
            st.download_button(
                say("Download"), snapshot.data, snapshot.file_name, "application/zip", icon=":material/download:",
                on_click="ignore",
            )  # fmt: skip
            if st.button(say("Verify"), icon=":material/verified:"):
                st.session_state["_verified"] = (name, _verified(snapshot.data))
        verified = st.session_state.get("_verified")
        if verified is not None and verified[0] == name:
            st.success(plain(verified[1]), icon=":material/verified:")
        with st.popover(say("Change its note"), icon=":material/edit_note:"), st.form(f"note_{name}", border=False):
            changed = st.text_area(say("Note"), str(snapshots.set_index("name").at[name, "note"]))
            if st.form_submit_button(say("Save"), icon=":material/save:"):
                archive.note(name, changed)
                st.rerun()


def _open_view(snapshot: Snapshot) -> None:
    """A link to what the snapshot shows, computed from the store as it is now."""
    manifest = snapshot.manifest
    definition = f"{manifest.definition.partition('@')[0]}@{manifest.definition_version}"
    asked = {"definition": definition, "pair": manifest.pair}
    if manifest.as_of is not None:
        asked["as_of"] = manifest.as_of.isoformat()
    there = definition in cache.catalog().versions
    st.link_button(
        say("Open its view"),
        f"{(st.context.url or '').split('?')[0].rsplit('/', 1)[0]}/?{urlencode(asked)}",
        icon=":material/open_in_new:",
        disabled=not there,
        help=None if there else say("Its definition is not among those here; it can be compared all the same."),
    )


def _compare(index: CachedIndex, archive: SnapshotArchive, snapshots: pd.DataFrame) -> None:
    names = [THIS_VIEW, *snapshots.loc[snapshots["pair"] == str(index.pair), "name"]]
    if len(names) < 2:
        st.info(say("Keep a snapshot of {pair} to compare it with.", pair=str(index.pair)), icon=":material/info:")
        return
    left, right = st.columns(2)
    with left:
        old = controls.choose(say("One"), names, names[1], key="old", names=_named)
    with right:
        new = controls.choose(say("Another"), names, names[0], key="new", names=_named)
    if old == new:
        st.info(say("Choose two different ones."), icon=":material/info:")
        return
    with cache.sentences():
        _difference(_compared(index.key, old, new, archive, index), index)


def _named(name: str) -> str:
    return say("This view, as it is now") if name == THIS_VIEW else name


@st.cache_resource(show_spinner="Comparing …", max_entries=8)
def _compared(key: str, old: str, new: str, _archive: SnapshotArchive, _index: CachedIndex) -> SnapshotDifference:
    one, other = (take_snapshot(_index) if name == THIS_VIEW else _archive.read(name) for name in (old, new))
    return compare(one, other)


def _difference(found: SnapshotDifference, index: CachedIndex) -> None:
    old, new = found.old.manifest, found.new.manifest
    names = {"old": old.name, "new": new.name}
    st.markdown(say("From {old} to {new}. {sentences}", sentences=" ".join(found.sentences()), **names))
    moved = found.values[found.values["change"].abs() > 5e-7]
    if len(moved):
        chart = parts.chart(comparison_chart(moved, pair=old.pair), "comparison")
        st.caption(
            say(
                "The effects are taken in the order revision, new data, weights, method, each on top of those before "
                "it, and sum to the change."
            )
        )
        line = text("Snapshots {old} and {new}.", **names)
        origin = replace(download.Origin.of_index(index, line), about=names | {"pair": old.pair})
        parts.below(chart, key="comparison", name=f"comparison-{old.pair}", origin=origin)
    contributions = found.contributions[found.contributions["change"].abs() > 5e-7]
    for title, alt, frame in (
        (say("Months that moved"), say("Months that moved that differ between the two snapshots."), moved),
        (say("Contributions"), say("Contributions that differ between the two snapshots."), contributions),
        (say("Definition"), say("Definition that differ between the two snapshots."), found.definition),
        (say("Figures"), say("Figures that differ between the two snapshots."), found.observations),
        (say("Acts"), say("Acts that differ between the two snapshots."), found.events),
    ):
        if len(frame):
            with st.expander(f"{title} ({len(frame):,})"):
                table(frame, [Column(name, name, FORMATS.get(name, "")) for name in frame], alt=alt)


def _check() -> None:
    file = st.file_uploader(
        say("A snapshot from elsewhere"), type="zip",
        help=say("Everything in it is computed again from the file alone. Nothing is stored."),
    )  # fmt: skip
    if file is None:
        return
    try:
        sentence = _verified(file.getvalue())
    except RelationsIndexError as error:
        st.error(plain(str(error)), icon=":material/gpp_bad:")
        return
    st.success(plain(sentence), icon=":material/verified:")


def _verified(data: bytes) -> str:
    """What verifying a snapshot found, in a sentence."""
    work = Work(lambda tell: verify(data, progress=lambda share, _what: tell(share)))
    return wait_for(work, say("Computing everything again")).sentence()
