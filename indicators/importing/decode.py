"""Bytes → text: what is not text is named and refused, the encoding is scored, nothing is replaced without a word."""

from __future__ import annotations

import json
import re
import unicodedata

from indicators.importing.limits import MAX_BYTES, MAX_ROWS
from indicators.importing.problems import Report, StoppedError, shown

_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive or an Office file"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a rich text document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a bitmap image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old binary Office file (.xls, .doc)"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_NEEDS_BINARY = (b"BM", b"MZ", b"BZh", b"PAR1", b"GIF8", b"ARROW1")
"""Signatures that are also words: taken for one only beside bytes that no text has."""

_MARKUP = re.compile(r"\s*(?:<!--.*?-->\s*)*<(!doctype|html|head|body|table|svg|\?xml)\b", re.I | re.S)
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
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
        raise StoppedError(1, "", "too_large", f"{filename} has {size:,.0f} MB, more than {limit:,.0f} MB. Split it.")
    if data.count(b"\n") > MAX_ROWS:
        raise StoppedError(1, "", "too_large", f"{filename} has more than {MAX_ROWS:,} lines. Split it.")
    kind = _binary_kind(data)
    if kind:
        raise StoppedError(1, "", "not_text", f"{filename} is {kind}, not a table in text. Export it as CSV or XLSX.")
    text = _to_text(data, filename, encoding, report)
    if text and len(_CONTROLS.findall(text)) > max(20, len(text) // 100):
        raise StoppedError(
            1, "", "not_text", f"{filename} is binary data, not a table in text. Export it as CSV or XLSX."
        )
    kind = _markup_kind(text)
    if kind:
        raise StoppedError(1, "", "not_text", f"{filename} is {kind}, not a table in text. Export the table as CSV.")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin as a zip archive does, which is also how a workbook begins."""
    return data.startswith(b"PK\x03\x04")


def _binary_kind(data: bytes) -> str:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and (signature not in _NEEDS_BINARY or b"\x00" in data[:4096]):
            return kind
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"AVI ", b"WAVE"):
        return "an image or media file"
    return ""


def _markup_kind(text: str) -> str:
    start = text[:4096]
    markup = _MARKUP.match(start)
    if markup:
        return "an XML document" if markup[1].lower() in ("?xml", "svg") else "an HTML page"
    if text.lstrip()[:1] in ("{", "["):
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            return "JSON (damaged)" if re.match(r'\s*[{\[]\s*[{\["]', text) else ""
        return "JSON"
    return ""


def _to_text(data: bytes, filename: str, encoding: str | None, report: Report) -> str:
    name, how = (encoding, "as set") if encoding else _detect(data)
    if encoding and encoding.lower().replace("_", "-") not in _ENCODINGS:
        what = f"'{shown(encoding)}' is not an encoding that is read. Set one of {', '.join(_ENCODINGS)}."
        raise StoppedError(1, "", "encoding", what)
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = data.decode(name, "replace")
        damaged = text.count("\ufffd")
        if encoding or damaged > max(20, len(text) // 100):
            what = f"{filename} is not {name}: byte {error.start:,} (line {line}) does not fit. Save it as UTF-8."
            raise StoppedError(1, "", "encoding", what) from None
        how += f"; {damaged} characters are damaged, the first in line {line}"
    report.decide("encoding", name.removesuffix("-sig"), how)
    return text.removeprefix("\ufeff")


def _detect(data: bytes) -> tuple[str, str]:
    """The encoding and why. A single-byte file is Turkish or Western by the six letters in which these differ."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name, "byte order mark at the start"
    zeros = (data[:4096:2].count(0), data[1:4096:2].count(0))
    if max(zeros) > len(data[:4096]) // 8 and max(zeros) > 3 * min(zeros):
        return ("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"), "every other byte is zero"
    try:
        data.decode("utf-8")
        return "utf-8", "every byte is valid UTF-8"
    except UnicodeDecodeError:
        pass
    whole = len(re.findall(rb"[\xc3-\xf4][\x80-\xbf]+", data))
    damaged = data.decode("utf-8", "replace").count("\ufffd")
    if whole > damaged:
        return "utf-8", "nearly every byte is valid UTF-8"
    if not _DIFFERING.search(data):
        return "cp1252", "not UTF-8; the letters in it are the same in cp1252 and cp1254"
    turkish = data.decode("cp1254", "replace")
    for_turkish = len(_TURKISH_COMPANY.findall(turkish)) + 2 * len(_TURKISH_WORDS.findall(turkish))
    for_western = len(_NORDIC_COMPANY.findall(turkish))
    if for_turkish >= for_western:
        return "cp1254", f"not UTF-8; Turkish letters such as {_examples(turkish)}"
    return "cp1252", "not UTF-8; Western letters that Turkish does not use"


def _examples(text: str) -> str:
    return " ".join(sorted(set(re.findall("[ğıİşĞŞ]", text)))[:4])
