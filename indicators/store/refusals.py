"""What DuckDB and the operating system say about a file → the sentence that the user reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from indicators.errors import Message, QueryTimeoutError, StoreError, StoreLockedError, StoreVersionError

_HOLDER = re.compile(r"Conflicting lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_LOCKED = ("Could not set lock", "file handle conflict", "being used by another process")
_FOREIGN = ("not a valid DuckDB database", "Could not read enough bytes")
_NEWER = ("storage version",)
_DAMAGED = ("Corrupt", "checksum", "has been invalidated", "replaying WAL")


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Raise what DuckDB or the operating system refuses as a StoreError with a sentence about this file."""
    try:
        yield
    except duckdb.Error as error:
        raise _refusal(path, error) from error
    except OSError as error:
        raise StoreError(
            "The store {path} cannot be used: {why}. Choose another place for it.", path=path, why=error.strerror
        ) from error


def is_locked(error: duckdb.Error) -> bool:
    """Whether somebody else holds the file at this moment."""
    return any(sign in str(error) for sign in _LOCKED)


def _refusal(path: Path, error: duckdb.Error) -> StoreError:
    text = str(error)
    if isinstance(error, duckdb.InterruptException):
        return QueryTimeoutError("{path}: this took longer than the time limit. Ask for less at once.", path=path)
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreError(
            "{path}: this needs more memory than the store may use. Split the file and try again.", path=path
        )
    if is_locked(error):
        return StoreLockedError(
            "The store {path} is held by {who}. Let it finish or end it, then try again.", path=path, who=_holder(text)
        )
    if any(sign in text for sign in _NEWER):
        return StoreVersionError(
            "{path} was written by a newer version of DuckDB. Update this product to read it.", path=path
        )
    if any(sign in text for sign in _FOREIGN):
        return StoreVersionError(
            "{path} is not a store: it is no DuckDB file. Move it away or choose another name.", path=path
        )
    if any(sign in text for sign in _DAMAGED):
        return StoreVersionError(
            "{path} is damaged. Put a backup in its place, or move it away: the shipped figures are then built anew.",
            path=path,
        )
    if isinstance(error, duckdb.ConstraintException):
        return StoreError(
            "Nothing was stored: {problem}. Correct that column and try again.", problem=_first_line(text)
        )
    return StoreError("The store {path} cannot be used: {problem}.", path=path, problem=_first_line(text))


def _holder(text: str) -> Message:
    """The process that DuckDB names, with its command line where the system tells."""
    found = _HOLDER.search(text)
    if not found:
        return Message("another program")
    command = found["program"]
    with suppress(OSError):
        line = Path(f"/proc/{found['pid']}/cmdline").read_bytes().decode(errors="replace")
        command = " ".join(line.replace("\0", " ").split()) or command
    return Message("process {pid} ({command})", pid=found["pid"], command=command[:100])


def _first_line(text: str) -> str:
    return text.partition("\n")[0].removesuffix(".")
