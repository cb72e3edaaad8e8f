"""Photos of a field visit: JPEG and PNG alone, without what the camera wrote into them, kept by their hash beside the store.

Not here: who may add or see one. A photo lies in its folder before its row is written: killed in between, a file nobody names is left.
"""

import hashlib
import re
from pathlib import Path

import sqlalchemy as sa

from etl.store import durable
from portal.months import StepError
from portal.site import Site
from portal.store import Act
from portal.store.tables import PHOTO

MOST = 6
LARGEST = 8 << 20
_PNG = b"\x89PNG\r\n\x1a\n"
_KEPT_CHUNKS = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"pHYs"})
_END, _SCAN, _COMMENT, _APP2, _APP14 = 0xD9, 0xDA, 0xFE, 0xE2, 0xEE
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]", re.DOTALL)
_HASH = re.compile(r"[0-9a-f]{64}")


def bare(content: bytes) -> tuple[str, bytes]:
    """Kind and content of a picture without place, time and device.

    Raises:
        StepError: no picture of a kind that is taken, or a broken one.
    """
    if len(content) > LARGEST:
        raise StepError("wrong", "照片不得超过8MB")
    try:
        if content.startswith(b"\xff\xd8"):
            return "jpeg", _bare_jpeg(content)
        if content.startswith(_PNG):
            return "png", _bare_png(content)
    except (IndexError, ValueError):
        raise StepError("wrong", "照片已损坏") from None
    raise StepError("wrong", "照片须为JPEG或PNG")


def _bare_jpeg(content: bytes) -> bytes:
    """Without comments, without APP1 and above but those for colour, and without what stands after its end: telephones put more pictures there."""
    kept, at = [content[:2]], 2
    while True:
        if content[at] != 0xFF:
            raise ValueError
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == _END:
            return b"".join([*kept, content[at : at + 2]])
        if size < 2 or at + 2 + size > len(content):
            raise ValueError
        end = at + 2 + size
        if marker == _SCAN:
            end = _end_of_scan(content, end)
        if _is_picture(marker, content[at + 4 : end]):
            kept.append(content[at:end])
        at = end


def _is_picture(marker: int, said: bytes) -> bool:
    """Whether a segment says how the picture looks; of APP2 that is a colour profile alone."""
    if marker == _APP2:
        return said.startswith(b"ICC_PROFILE\0")
    return marker == _APP14 or not (0xE1 <= marker <= 0xEF or marker == _COMMENT)


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands after the data of a scan, in which 0xFF is followed by 0 or by a restart."""
    found = _MARKER.search(content, at)
    if found is None:
        raise ValueError
    return found.start()


def _bare_png(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    while at < len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        end = at + 12 + size
        if end > len(content):
            raise ValueError
        if kind in _KEPT_CHUNKS:
            kept.append(content[at:end])
        at = end
        if kind == b"IEND":
            return b"".join(kept)
    raise ValueError


def _place(site: Site, sha256: str, kind: str) -> Path:
    return site.config.store / "portal-photos" / f"{sha256}.{kind}"


def keep(site: Site, content: bytes) -> str:
    """Put a picture down; its hash."""
    kind, clean = bare(content)
    sha256 = hashlib.sha256(clean).hexdigest()
    place = _place(site, sha256, kind)
    durable.make_folder(place.parent)
    if not place.is_file():
        with durable.new_file(place) as temporary:
            temporary.write_bytes(clean)
    return sha256


def note(act: Act, alert_id: str, sha256: str) -> None:
    values = {"sha256": sha256, "alert_id": alert_id, "account": act.account, "at": act.at}
    known = sa.select(PHOTO).where((PHOTO.c.sha256 == sha256) & (PHOTO.c.alert_id == alert_id))
    if act.connection.execute(known).first() is None:
        act.connection.execute(sa.insert(PHOTO).values(**values))
    act.note("case.photo", alert_id, detail=sha256[:16])


def of(connection: sa.Connection, alert_id: str) -> list[sa.Row[tuple[object, ...]]]:
    query = sa.select(PHOTO).where(PHOTO.c.alert_id == alert_id).order_by(PHOTO.c.at, PHOTO.c.sha256)
    return list(connection.execute(query))


def find(site: Site, alert_id: str, sha256: str) -> Path | None:
    """Where a photo of a case lies."""
    if not _HASH.fullmatch(sha256):
        return None
    with site.store.read() as connection:
        if sha256 not in {row.sha256 for row in of(connection, alert_id)}:
            return None
    return next((p for kind in ("jpeg", "png") if (p := _place(site, sha256, kind)).is_file()), None)
