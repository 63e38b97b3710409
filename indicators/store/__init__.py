"""The store: DuckDB in one file, append-only. The only SQL in the project lives here."""

from indicators.store.batches import Batch
from indicators.store.store import Store, default_path

__all__ = ["Batch", "Store", "default_path"]
