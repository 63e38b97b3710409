"""Bytes → text: what is not text is named and refused, the encoding is scored, nothing is replaced without a word.

How much a file may hold stands here. It is checked before the work that each limit protects, each with a sentence.
"""

from __future__ import annotations

import json
import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

from indicators.errors import Message
from indicators.importing.problems import Report, StoppedError, printable

MAX_BYTES = 256 * 1024 * 1024
MAX_ROWS = 2_000_000
MAX_COLUMNS = 2_000
MAX_CELLS = 30_000_000
MAX_CELL = 32_767
"""Characters in one cell: what a spreadsheet holds."""

_SIGNATURES = (
    (b"PK\x03\x04", Message("a zip archive or an Office file")),
    (b"PK\x05\x06", Message("an empty zip archive")),
    (b"\x1f\x8b", Message("a gzip archive")),
    (b"BZh", Message("a bzip2 archive")),
    (b"\xfd7zXZ\x00", Message("an xz archive")),
    (b"7z\xbc\xaf\x27\x1c", Message("a 7z archive")),
    (b"Rar!\x1a\x07", Message("a rar archive")),
    (b"\x28\xb5\x2f\xfd", Message("a zstd archive")),
    (b"%PDF-", Message("a PDF")),
    (b"{\\rtf", Message("a rich text document")),
    (b"\x89PNG\r\n", Message("a PNG image")),
    (b"\xff\xd8\xff", Message("a JPEG image")),
    (b"GIF8", Message("a GIF image")),
    (b"BM", Message("a bitmap image")),
    (b"II*\x00", Message("a TIFF image")),
    (b"MM\x00*", Message("a TIFF image")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Message("an old binary Office file that is not named .xls")),
    (b"SQLite format 3\x00", Message("an SQLite database")),
    (b"PAR1", Message("a Parquet file")),
    (b"ARROW1", Message("an Arrow file")),
    (b"\x7fELF", Message("a program")),
    (b"MZ", Message("a program")),
)
_NEEDS_BINARY = (b"BM", b"MZ", b"BZh", b"PAR1", b"GIF8", b"ARROW1")
"""Signatures that are also words: taken for one only beside bytes that no text has."""

_MARKUP = re.compile(r"\s*(?:<!--.*?-->\s*)*<(!doctype|html|head|body|table|svg|\?xml)\b", re.I | re.S)
_BOMS = {BOM_UTF32_LE: "utf-32", BOM_UTF32_BE: "utf-32", BOM_UTF8: "utf-8-sig"}
_BOMS |= {BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}  # after utf-32, which begins as it does
_UNICODE = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
_SINGLE_BYTE = ("cp1254", "iso-8859-9", "cp857", "cp1252", "iso-8859-1", "iso-8859-15", "cp1250", "cp1251", "cp1253")
_ENCODINGS = _UNICODE + _SINGLE_BYTE
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]")

# The six letters in which cp1254 (Turkish) and cp1252 (Western) differ, and letters that speak for either.
_DIFFERING = re.compile(rb"[\xd0\xdd\xde\xf0\xfd\xfe]")
_TURKISH_COMPANY = re.compile("[çöüÇÖÜ]")
_NORDIC_COMPANY = re.compile("[áéíóúæåøÁÉÍÓÚÆÅØ]")
_TURKISH_WORDS = re.compile(r"ş|ğı|[a-zçöü]ı|ı[a-zçöü]|İ[a-zçöüşğı]|[A-ZÇÖÜŞĞ]İ|İ[A-ZÇÖÜŞĞ]")


def decode(data: bytes, filename: str, encoding: str | None, report: Report) -> str:
    """The text of a file, NFC-normalised; StoppedError for what is too large or not text.

    Bytes that do not fit an encoding which fits the rest become U+FFFD; the lines that hold one are errors later.
    """
    if len(data) > MAX_BYTES:
        size, limit = len(data) / 2**20, MAX_BYTES / 2**20
        raise StoppedError("too_large.file", filename=filename, size=size, limit=limit)
    if data.count(b"\n") > MAX_ROWS:
        raise StoppedError("too_large.rows", filename=filename, limit=MAX_ROWS)
    kind = _binary_kind(data)
    text = "" if kind else _to_text(data, filename, encoding, report)
    if text and len(_CONTROLS.findall(text)) > max(20, len(text) // 100):
        kind = Message("binary data")
    if kind:
        raise StoppedError("not_text", filename=filename, kind=kind)
    if markup := _markup_kind(text):
        raise StoppedError("not_text.markup", filename=filename, kind=markup)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin as a zip archive does, which is also how a workbook begins."""
    return data.startswith(b"PK\x03\x04")


def _binary_kind(data: bytes) -> Message | None:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and (signature not in _NEEDS_BINARY or b"\x00" in data[:4096]):
            return kind
    media = data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"AVI ", b"WAVE")
    return Message("an image or media file") if media else None


def _markup_kind(text: str) -> Message | None:
    start = text[:4096]
    markup = _MARKUP.match(start)
    if markup:
        is_xml = markup[1].lower() in ("?xml", "svg")
        return Message("an XML document") if is_xml else Message("an HTML page")
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return Message("JSON (damaged)") if re.match(r'\s*[{\[]\s*[{\["]', text) else None
    return Message("JSON")


def _to_text(data: bytes, filename: str, encoding: str | None, report: Report) -> str:
    name, how = (encoding, Message("as set")) if encoding else _detect(data)
    if encoding and encoding.lower().replace("_", "-") not in _ENCODINGS:
        raise StoppedError("encoding", encoding=printable(encoding), encodings=", ".join(_ENCODINGS))
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = data.decode(name, "replace")
        damaged = text.count("\ufffd")
        if encoding or damaged > max(20, len(text) // 100):
            stopped = StoppedError("encoding.wrong", filename=filename, encoding=name, byte=error.start, place=line)
            raise stopped from None
        how = Message(
            "{how}; {damaged} characters are damaged, the first in line {line}", how=how, damaged=damaged, line=line
        )
    report.decide("encoding", name.removesuffix("-sig"), how)
    return text.removeprefix("\ufeff")


def _detect(data: bytes) -> tuple[str, Message]:
    """The encoding and why. A single-byte file is Turkish or Western by the six letters in which these differ."""
    for bom, name in _BOMS.items():
        if data.startswith(bom):
            return name, Message("byte order mark at the start")
    zeros = (data[:4096:2].count(0), data[1:4096:2].count(0))
    if max(zeros) > len(data[:4096]) // 8 and max(zeros) > 3 * min(zeros):
        return ("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"), Message("every other byte is zero")
    try:
        data.decode("utf-8")
        return "utf-8", Message("every byte is valid UTF-8")
    except UnicodeDecodeError:
        pass
    whole = len(re.findall(rb"[\xc3-\xf4][\x80-\xbf]+", data))
    if whole > data.decode("utf-8", "replace").count("\ufffd"):
        return "utf-8", Message("nearly every byte is valid UTF-8")
    if not _DIFFERING.search(data):
        return "cp1252", Message("not UTF-8; the letters in it are the same in cp1252 and cp1254")
    turkish = data.decode("cp1254", "replace")
    for_turkish = len(_TURKISH_COMPANY.findall(turkish)) + 2 * len(_TURKISH_WORDS.findall(turkish))
    if for_turkish < len(_NORDIC_COMPANY.findall(turkish)):
        return "cp1252", Message("not UTF-8; Western letters that Turkish does not use")
    letters = " ".join(sorted(set(re.findall("[ğıİşĞŞ]", turkish)))[:4])
    return "cp1254", Message("not UTF-8; Turkish letters such as {letters}", letters=letters)
