"""What is checked before anything parses a file: is it a plain file, what is it by its first bytes, is it a trap.

A workbook is a zip: its directory is read first (entries, sizes, names), then every part is unpacked once
while its bytes are counted and looked through for document types, entities and formulas.
"""

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

Kind = Literal["xlsx", "xls", "html", "xml", "parquet", "text"]

CHUNK = 1 << 20


@dataclass(frozen=True)
class Limits:
    """How much of one file is taken before it is refused."""

    file_bytes: int = 2 << 30
    sheet_file_bytes: int = 512 << 20
    unpacked_bytes: int = 1 << 30
    ratio: int = 150
    entries: int = 2_000
    rows: int = 20_000_000
    columns: int = 1_000
    blank_rows: int = 200_000
    cell_chars: int = 100_000
    line_chars: int = 4_000_000
    memory_bytes: int = 6 << 30
    seconds: float = 20.0
    seconds_per_mb: float = 3.0


class RefusalError(Exception):
    """Why one file is not read; the text never holds a cell."""


@dataclass
class Part:
    """What the look through one part of a workbook found: whether it holds a formula or an error value, and how many cells with a value."""

    has_formula: bool = False
    has_error: bool = False
    values: int = 0


@dataclass
class Workbook:
    """What the look through the zip found, by part."""

    parts: dict[str, Part] = field(default_factory=dict)


def open_plain(path: Path) -> BinaryIO:
    """Open a regular file, never through a link."""
    try:
        # Opening a pipe would else wait for its other end.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        if path.is_symlink():
            raise RefusalError(
                "it is a link to somewhere else; put the file itself into the folder"
            ) from None
        raise RefusalError(f"it can't be opened: {error.strerror}") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise RefusalError("it is not a plain file")
    return os.fdopen(handle, "rb")


def sniff(head: bytes, size: int) -> Kind:
    """The kind of a file by its first bytes; the ending may lie."""
    if size == 0:
        raise RefusalError("it is empty (0 bytes); hand it in again")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls"
    if head.startswith(b"PAR1"):
        return "parquet"
    for magic, what in (
        (b"%PDF", "a PDF"),
        (b"Rar!", "a RAR archive"),
        (b"7z\xbc\xaf", "a 7z archive"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"SQLite format 3", "a database"),
        (b"MZ", "a program"),
        (b"\x7fELF", "a program"),
    ):
        if head.startswith(magic):
            raise RefusalError(f"it is {what}, not a table; hand in .xlsx, .xls, .csv or .parquet")
    text = _decode_head(head).lstrip("\ufeff \t\r\n").lower()
    if text.startswith("<"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in text or 'progid="excel.sheet"' in text:
            return "xml"
        if re.search(r"<(html|table|!doctype html|meta|style|head|body|div)\b", text):
            return "html"
        raise RefusalError("it is XML of a kind that isn't a table")
    return "text"


def _decode_head(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    return head.decode("latin-1")


# By local name, whatever prefix a program gives.
_FORMULA = re.compile(rb"<(?:[^\s<>/:!?]+:)?f[\s/>]")
_VALUE = re.compile(rb"</(?:[^\s<>/:]+:)?(?:v|is)\s*>")
_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")
_XML_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_CARRIED = 1 << 16
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def inspect_workbook(handle: BinaryIO, limits: Limits) -> Workbook:
    """Look through a workbook's zip; a RefusalError says what is wrong with it."""
    try:
        archive = zipfile.ZipFile(handle)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise RefusalError("it is cut short or damaged (its zip directory can't be read)") from None
    found = Workbook()
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise RefusalError(f"it holds {len(entries)} parts, more than {limits.entries}")
    if "xl/workbook.xml" not in {one.filename.replace("\\", "/") for one in entries}:
        raise RefusalError("it is a zip without a workbook in it; unpack it and hand in the files")
    if len({one.filename.replace("\\", "/").casefold() for one in entries}) < len(entries):
        raise RefusalError("it holds two parts of the same name; save it again")
    for one in entries:
        _check_entry(one)
    stated = sum(one.file_size for one in entries)
    _check_size(stated, sum(max(one.compress_size, 1) for one in entries), limits)
    unpacked = 0
    for one in entries:
        unpacked = _look_through(archive, one, unpacked, found, limits)
    return found


def _check_entry(one: zipfile.ZipInfo) -> None:
    name = one.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name):
        raise RefusalError("a part inside it has a path that leads outside")
    if stat.S_ISLNK(one.external_attr >> 16):
        raise RefusalError("a part inside it is a link")
    if one.flag_bits & 0x1:
        raise RefusalError("it is protected by a password; hand it in without one")


def _check_size(unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.unpacked_bytes:
        raise RefusalError(f"it unpacks to more than {limits.unpacked_bytes >> 20} MB")
    if unpacked > (32 << 20) and unpacked > packed * limits.ratio:
        raise RefusalError(f"it unpacks to more than {limits.ratio} times its size")


def _look_through(
    archive: zipfile.ZipFile, one: zipfile.ZipInfo, unpacked: int, found: Workbook, limits: Limits
) -> int:
    """Unpack one part, counting and looking; returns the bytes unpacked so far."""
    is_xml = one.filename.lower().endswith((".xml", ".rels", ".vml"))
    part = found.parts.setdefault(one.filename.replace("\\", "/"), Part())
    held, is_first = b"", True
    for chunk in _chunks(archive, one):
        unpacked += len(chunk)
        if unpacked > limits.unpacked_bytes:
            raise RefusalError(f"it unpacks to more than {limits.unpacked_bytes >> 20} MB")
        if is_first:
            is_first = False
            is_xml = is_xml or chunk.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
            if is_xml:
                _refuse_other_encoding(chunk)
        if not is_xml:
            continue
        seen = held + chunk
        # A tag that is cut is looked at whole, with the next piece.
        cut = seen.rfind(b"<")
        held = seen[cut:] if cut >= 0 and len(seen) - cut < _CARRIED else b""
        _look_at(seen[: len(seen) - len(held)], part)
    _look_at(held, part)
    return unpacked


def _look_at(seen: bytes, part: Part) -> None:
    if b"<!" in seen and _ENTITY.search(seen):
        raise RefusalError("it declares XML entities or a document type, which a workbook never needs")
    part.has_formula = part.has_formula or bool(_FORMULA.search(seen))
    part.has_error = part.has_error or bool(_ERROR.search(seen))
    part.values += sum(1 for _ in _VALUE.finditer(seen))


def _refuse_other_encoding(head: bytes) -> None:
    """What is looked for is looked for as UTF-8."""
    stated = _XML_ENCODING.match(head.removeprefix(b"\xef\xbb\xbf"))
    is_other = stated is not None and stated.group(1).lower() not in (b"utf-8", b"us-ascii")
    if is_other or head.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
        raise RefusalError("a part of it is not in UTF-8, which a workbook always is; save it again")


def _chunks(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(one) as part:
            while chunk := part.read(CHUNK):
                yield chunk
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
    ) as error:
        raise RefusalError(f"a part of it can't be unpacked ({type(error).__name__})") from None


def is_encrypted_container(head: bytes, handle: BinaryIO) -> bool:
    """An old-style container that holds an encrypted new-style workbook."""
    mark = "EncryptedPackage".encode("utf-16-le")
    if mark in head:
        return True
    handle.seek(0, os.SEEK_END)
    size = handle.tell()
    handle.seek(max(0, size - (1 << 20)))
    found = mark in handle.read()
    if not found:
        handle.seek(0)
        found = mark in handle.read(1 << 20)
    handle.seek(0)
    return found
