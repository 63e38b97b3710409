"""The store: DuckDB in one file, append-only. The only SQL in the project lives here."""

from indicators.store.batches import Batch as Batch
from indicators.store.store import Store as Store
from indicators.store.store import default_path as default_path
from indicators.store.updates import Changes as Changes
