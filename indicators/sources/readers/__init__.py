"""Bytes of a publisher → figures under its own codes. Pure: no clock, no file, no connection."""

from indicators.sources.readers.base import Reader as Reader

READERS: dict[str, Reader] = {}
"""Every format by the name that a `[fetch]` table gives."""
