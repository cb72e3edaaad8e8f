"""What people uploaded and drafted in the portal and has been kept for as long as `retention:` says: found, and let go.

What people did stays: the rows of months, cases, answers and choices, and the log of acts. Not here: files in the drop folder of a
delivery, which the next run reads.
"""

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from portal.store import PortalStore
from portal.store.tables import CASE, JOB, PHOTO

KINDS = {"precheck": "uploads", "policy-try": "drafts"}


@dataclass(frozen=True)
class Kept:
    """Files of a job, or a photo of a visit."""

    kind: str
    name: str
    path: Path


def due(store: PortalStore, root: Path, since: dict[str, dt.date]) -> list[Kept]:
    """Lists that were judged and photos of cases that are closed (uploads), drafts that were tried, older than the days named."""
    with store.read() as connection:
        ended = connection.execute(
            sa.select(JOB).where(JOB.c.state != "running").order_by(JOB.c.made_at)
        ).all()
        closed = sa.select(CASE.c.alert_id).where(CASE.c.state == "closed")
        open_ = sa.select(PHOTO.c.sha256).where(PHOTO.c.alert_id.not_in(closed))
        photos = connection.execute(
            sa.select(PHOTO.c.sha256, sa.func.max(PHOTO.c.at).label("at"))
            .where(PHOTO.c.sha256.not_in(open_))
            .group_by(PHOTO.c.sha256)
            .order_by(PHOTO.c.sha256)
        ).all()
    found = [
        Kept(kind, row.id, path)
        for row in ended
        if (kind := KINDS.get(row.kind, "")) in since
        and row.made_at[:10] < since[kind].isoformat()
        and (path := root / "portal-jobs" / row.id).is_dir()
    ]
    if "uploads" in since:
        found += [
            Kept("uploads", row.sha256[:16], path)
            for row in photos
            if row.at[:10] < since["uploads"].isoformat()
            for path in sorted((root / "portal-photos").glob(f"{row.sha256}.*"))
        ]
    return found


def let_go(store: PortalStore, some: list[Kept]) -> None:
    """Remove them: noted in the log of acts first, with the photos' rows; killed in between, what is left is found again."""
    if not some:
        return
    with store.act("command") as act:
        for one in some:
            act.note("retention", f"{one.kind} {one.name}")
    for one in some:
        if one.path.is_dir():
            shutil.rmtree(one.path)
        else:
            one.path.unlink(missing_ok=True)
    names = [one.path.stem for one in some if one.path.parent.name == "portal-photos"]
    with store.quiet() as connection:
        connection.execute(sa.delete(PHOTO).where(PHOTO.c.sha256.in_(names)))
