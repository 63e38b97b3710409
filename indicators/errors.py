"""One narrow exception per failure; its message is the sentence that the user reads.

Every message says what is wrong, where, and what to do about it. Nothing here imports the rest of the project.
"""

from __future__ import annotations

from typing import Any, Self


class Message(str):
    """A sentence in English that remembers its template and named values, so that it can be said in another language.

    `Message("There is no indicator '{id}'.", id="lng")` is the text with the value in its place; `template` is the
    message id of the catalogues and `values` what stands in its places. `plural` is the template for other counts
    than one and takes the count as `n`. Without values the template is the text as it stands, braces included.
    """

    template: str
    plural: str
    values: dict[str, Any]

    def __new__(cls, template: str, plural: str = "", /, **values: Any) -> Self:
        chosen = plural if plural and values["n"] != 1 else template
        text = super().__new__(cls, chosen.format(**values) if values else chosen)
        text.template, text.plural, text.values = template, plural, values
        return text

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], dict[str, Any]]:
        """What pickle and copy make it anew from."""
        return (self.template, self.plural), self.values


class RelationsIndexError(Exception):
    """Base of all errors that a user can act on. Anything else that escapes is a defect.

    Takes what `Message` takes; `str(error)` is the sentence in English and `message` the same with its template.
    """

    def __init__(self, template: str = "", plural: str = "", /, **values: Any) -> None:
        if isinstance(template, Message) and not values:
            self.message = template
        else:
            self.message = Message(template, plural, **values)
        super().__init__(self.message)


# --- model and catalogue -------------------------------------------------------------------------


class ModelError(RelationsIndexError, ValueError):
    """What a model was given does not fit together; inside pydantic's validation, as any ValueError is."""


class CatalogError(RelationsIndexError):
    """A file in data/ (or beside the store) is wrong: names the file, the key and the remedy."""


class DefinitionError(CatalogError):
    """A definition is wrong: names the group or component and the remedy."""


class UnknownAreaError(RelationsIndexError):
    """A country name or code is not known; names the nearest candidates."""


class UnknownIndicatorError(RelationsIndexError):
    """An indicator or event kind is in neither the catalogue nor the store."""


class UnknownDefinitionError(RelationsIndexError):
    """There is no definition with this id; names those that exist."""


class PairError(RelationsIndexError):
    """A pair is not two areas with the reference country first; gives the right spelling."""


class WorkspaceError(RelationsIndexError):
    """What a workspace was asked for cannot be read: names the argument and the remedy."""


# --- store ---------------------------------------------------------------------------------------


class StoreError(RelationsIndexError):
    """The store cannot do what was asked."""


class StoreVersionError(StoreError):
    """The database file has a schema this version does not know, or is not a store at all."""


class StoreLockedError(StoreError):
    """Another process holds the file; names it and says what to do."""


class QueryTimeoutError(StoreError):
    """A read took longer than the time limit."""


class BatchNotFoundError(StoreError):
    """There is no batch with this number."""


class RetractionRefusedError(StoreError):
    """A batch cannot be undone: it was undone before, or it came with the shipped data."""


# --- importing -----------------------------------------------------------------------------------


class ImportingError(RelationsIndexError):
    """Base of what importing refuses."""


class NotReadyError(ImportingError):
    """A preview with open questions or refused content was asked to be stored."""


class MappingError(ImportingError):
    """A setting for an import is not known or its value cannot be read; names those there are."""


class DescriptionError(ImportingError):
    """The description of a new indicator is incomplete or wrong; names the field."""


class UnreadableSourceError(ImportingError):
    """The file to import cannot be opened or is not bytes."""


# --- panel ---------------------------------------------------------------------------------------


class PanelError(RelationsIndexError):
    """A component cannot be built from its source; names the component and the step."""


# --- series --------------------------------------------------------------------------------------


class SeriesError(RelationsIndexError):
    """A stored series that cannot be shown as asked: a logarithm of zero, a base without figures, a third axis."""


# --- scoring -------------------------------------------------------------------------------------


class ScoringError(RelationsIndexError):
    """Base of what scoring refuses; there is no silent fall-back."""


class TreatmentError(ScoringError):
    """An outlier treatment cannot be applied or did not reach its aim."""


class NormalisationError(ScoringError):
    """A normalisation cannot be applied to this column."""


class WeightError(ScoringError):
    """Weights are negative, sum to nothing, or an optimiser did not reach its tolerance."""


class AggregationError(ScoringError):
    """An aggregation cannot be applied to these values (a zero in a geometric mean, for example)."""


class AttributionError(ScoringError):
    """A change cannot be attributed exactly under this aggregation."""


class UncertaintyError(ScoringError):
    """A choice cannot be varied as asked: names the choice, the component or the row, and the remedy."""


class SensitivityError(ScoringError):
    """The variance of a result cannot be divided among its factors."""


# --- scenarios -----------------------------------------------------------------------------------


class ScenarioError(RelationsIndexError):
    """A scenario cannot be read, or does not fit the index it is put on: names the item and the remedy."""


# --- trends --------------------------------------------------------------------------------------


class TrendError(RelationsIndexError):
    """Base of what the trend models refuse."""


class SeriesTooShortError(TrendError):
    """The series has fewer observations than the question needs; says how many there are and are needed."""


# --- exporting -----------------------------------------------------------------------------------


class ExportError(RelationsIndexError):
    """Something cannot be written as asked: names the file or the format and the remedy."""


class SnapshotError(RelationsIndexError):
    """Base of what is wrong with a snapshot."""


class SnapshotRefusedError(SnapshotError):
    """A file is not a snapshot that this version can read; it was not computed."""


class SnapshotDiffersError(SnapshotError):
    """A snapshot does not hold what follows from its own inputs: names file, row, column, expected and found."""


class SnapshotNotKeptError(SnapshotError):
    """There is no kept snapshot of this name, or its file is gone."""


# --- claims --------------------------------------------------------------------------------------


class ClaimError(CatalogError):
    """A claim file is wrong, or there is no claim of this name: names the file, the key and the remedy."""


# --- sources -------------------------------------------------------------------------------------


class SourceError(RelationsIndexError):
    """Base of what stops the asking of a source."""


class SourceRefusedError(SourceError):
    """What a publisher sent is not what its figures look like: names the place. Nothing of it is stored."""


class NotAnsweredError(SourceError):
    """A publisher did not answer, or not with data: says what and what to do. `values` hold the `status` of HTTP."""


class OfflineError(SourceError):
    """Asking is switched off by RELATIONS_INDEX_OFFLINE."""


class MissingKeyError(SourceError):
    """A publisher wants a key and there is none, or its file can be read by others; says where to put it."""
