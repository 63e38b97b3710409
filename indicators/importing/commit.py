"""From a preview to the store. Importing says what it needs of a store; it does not know which one it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from indicators.errors import NotReadyError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from indicators.importing.preview import ImportPreview


class Store(Protocol):
    """What importing needs: each call is one transaction and one batch, all of it or nothing.

    Observations come as a frame with OBSERVATION_COLUMNS (time_period datetime64) or, from a canonical file, as an
    Arrow table with the same columns (time_period date32, null = missing, dictionary-encoded strings); events as a
    frame with EVENT_COLUMNS. `sha256` is that of the file's bytes.
    """

    def add_observations(self, frame: pd.DataFrame | pa.Table, *, title: str, sha256: str) -> Any:
        """Store observations as one batch and return it."""

    def add_events(self, frame: pd.DataFrame, *, title: str, sha256: str) -> Any:
        """Store events as one batch and return it."""


def commit(preview: ImportPreview, store: Store) -> Any:
    """Store what the preview read, in one transaction; returns the store's batch.

    Lines with problems are not in it: `preview.problems` names each. NotReadyError while a question is open or when
    the file was rejected; the store is then as it was.
    """
    name = preview.filename
    if preview.status == "needs_decision":
        question = next(problem.message for problem in preview.problems if problem.severity == "question")
        raise NotReadyError("{filename} cannot be stored yet: {question}", filename=name, question=question)
    if preview.status != "ready" or preview.rows is None:
        raise NotReadyError(
            "{filename} was refused, nothing was stored. {summary}", filename=name, summary=preview.summary()
        )
    add = store.add_events if preview.kind == "events" else store.add_observations
    return add(preview.rows, title=name, sha256=preview.sha256)
