"""Files → one zip with the same bytes for the same files, and back, whatever the zip was made to do to its reader.

Nothing is ever unpacked to disk, and no size that an archive states about itself is believed.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

from indicators.errors import SnapshotRefusedError

MAX_BYTES = 64 * 1024 * 1024
"""A snapshot of forty years of monthly figures has about 1.5 MB."""

_MAX_DIRECTORY = 16 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip: stored, not compressed, in the order given, all of one fixed time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def unpack(source: Path | bytes, expected: Collection[str]) -> dict[str, bytes]:
    """The files of a zip that holds exactly the expected ones, stored; SnapshotRefusedError with the reason."""
    data = _read(source)
    _check_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_names([entry.filename for entry in entries], expected)
            return {entry.filename: _content(data, entry) for entry in entries}
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, struct.error) as error:
        why = str(error)[:200]
        raise SnapshotRefusedError("The archive is damaged ({why}). Get the snapshot again.", why=why) from error


def _read(source: Path | bytes) -> bytes:
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > MAX_BYTES:
            raise SnapshotRefusedError(
                "The file has {n:,} MB, a snapshot at most {most} MB. It is not opened.",
                n=round(size / 2**20),
                most=MAX_BYTES // 2**20,
            )
        return source if isinstance(source, bytes) else source.read_bytes()
    except OSError as error:
        why, file = error.strerror, error.filename
        raise SnapshotRefusedError("The file cannot be read ({why}): {file}", why=why, file=file) from error


def _check_directory(data: bytes) -> None:
    """Refuse what is no zip, and a list of contents that would be large in memory, before any of it is read."""
    if not data.startswith(b"PK\x03\x04") or len(data) < _END.size:
        raise SnapshotRefusedError("The file is not a snapshot: it is not a zip archive. Choose another file.")
    mark, _, _, _, _, size, offset, comment = _END.unpack(data[-_END.size :])
    if mark != b"PK\x05\x06" or comment or offset + size + _END.size != len(data):
        raise SnapshotRefusedError(
            "The archive is cut off, or something was put before, after or between its files. Get the snapshot again."
        )
    if size > _MAX_DIRECTORY:
        raise SnapshotRefusedError("The archive lists far more files than a snapshot has. It is not opened.")


def _check_names(found: list[str], expected: Collection[str]) -> None:
    for name, times in Counter(found).items():
        file = f"'{name[:80]}'" if name.isprintable() else repr(name[:80])
        if times > 1:
            raise SnapshotRefusedError("The archive holds {file} twice, so nobody can say which one counts.", file=file)
        if name not in expected:
            raise SnapshotRefusedError(
                "The archive holds the file {file}, which no snapshot has. Get the snapshot again.", file=file
            )
    if missing := [name for name in expected if name not in found]:
        file = missing[0]
        raise SnapshotRefusedError(
            "The file {file} is missing from the snapshot, so it cannot be checked. Get the snapshot again.", file=file
        )


def _content(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a stored file. Its checksum is not asked: the manifest has a better one, and says what changed."""
    if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 0x1 or entry.compress_size != entry.file_size:
        raise SnapshotRefusedError(
            "The file {file} is compressed or encrypted; those of a snapshot are stored as they are. Get the snapshot "
            "as it was written.",
            file=entry.filename,
        )
    start = entry.header_offset + _LOCAL.size
    name, more = _LOCAL.unpack(data[entry.header_offset : start])[-2:]
    content = data[start + name + more : start + name + more + entry.file_size]
    if len(content) != entry.file_size:
        raise SnapshotRefusedError("The file {file} is cut off. Get the snapshot again.", file=entry.filename)
    return content
