"""What one running portal holds: its settings, store and releases, and the way on for decisions."""

import datetime as dt
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from etl.config import Config
from etl.decisions.form import Decision
from etl.policy.read import SHIPPED, WORKDAYS, load
from etl.policy.workdays import WorkingDays
from etl.publish.verify import verify
from portal.releases import Releases
from portal.rights import NEEDS_TOTP
from portal.store import Act, PortalStore
from portal.store.tables import OUTBOX

T = TypeVar("T")
Witness = Callable[[int, str], object]
"""Writes down elsewhere which row is the audit's last, so that rows taken off its end show although the store agrees."""
LOG = logging.getLogger("uvicorn.error")
Keep = Callable[[Sequence[Decision]], None]
"""Takes decisions into the catalogue as `hecha decide` does; one taken before is passed over."""


@dataclass
class Site:
    """One portal. `is_tls`: what visitors see is https. `keep` hands decisions to the pipeline's store."""

    config: Config
    config_file: Path
    store: PortalStore
    releases: Releases
    keep: Keep
    witness: Witness | None = None
    release_key: bytes | None = None
    """The public key of the installation; without it signatures are held against nothing."""
    altered: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    """By folder what of a release is no longer what was signed, as `hecha verify` tells it; found by a thread beside."""
    is_tls: bool = False
    hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost", "[::1]"})

    @property
    def needs_totp(self) -> frozenset[str]:
        return NEEDS_TOTP if self.config.portal.mlps3 else frozenset()

    def today(self) -> dt.date:
        """The day where the offices are."""
        return self.store.clock().astimezone(ZoneInfo(self.config.timezone)).date()

    def workdays(self) -> WorkingDays:
        folder = self.config.policy or SHIPPED
        key = ("workdays", folder, (folder / WORKDAYS).stat().st_mtime_ns)
        return self.releases.remembered(key, lambda: load(folder).workdays)

    def of_policy(self, name: str, make: Callable[[Path], T]) -> T:
        """Something read from the policy files in use, once for as long as they stay as they are."""
        folder = self.config.policy or SHIPPED
        stamp = max((path.stat().st_mtime_ns for path in folder.glob("*.yaml")), default=0)
        return self.releases.remembered((name, folder, stamp), lambda: make(folder))

    def post(self, act: Act, decision: Decision) -> None:
        """Put a decision down in the same transaction as what led to it; `hand_on` takes it further."""
        text = json.dumps(asdict(decision), ensure_ascii=False, sort_keys=True)
        act.connection.execute(sa.insert(OUTBOX).values(content=text, is_taken=False))

    def hand_on(self) -> int:
        """Hand decisions that lie ready to the pipeline's store; how many were taken.

        What can't be taken now stays: the act that led to it stands, and it is handed on by the next act, the next start or
        `look_after`. Killed in between, they are handed on again, and taken once.
        """
        with self.store.read() as connection:
            query = sa.select(OUTBOX).where(sa.not_(OUTBOX.c.is_taken)).order_by(OUTBOX.c.id)
            waiting = connection.execute(query).all()
        if not waiting:
            return 0
        try:
            self.keep([Decision(**json.loads(row.content)) for row in waiting])
        except Exception as error:  # noqa: BLE001 told by its kind alone, and by the count of what waits on the desk and in the figures
            LOG.log(logging.ERROR, "%d decisions wait: %s", len(waiting), type(error).__name__)
            return 0
        with self.store.quiet() as connection:
            ids = [row.id for row in waiting]
            connection.execute(sa.update(OUTBOX).where(OUTBOX.c.id.in_(ids)).values(is_taken=True))
        return len(waiting)

    def witnessed(self, before: int = 0) -> int:
        """Have the audit's last row written down elsewhere, if it is another than `before`; its number."""
        number, hash_ = self.store.head()
        if self.witness is not None and number != before:
            self.witness(number, hash_)
        return number

    def verify_releases(self) -> None:
        """Hold releases in force that were not looked at yet against manifest, signature and index."""
        if self.release_key is None:
            return
        for month in self.releases.months():
            if month.folder not in self.altered:
                reports = verify(month.folder, self.release_key)
                self.altered[month.folder] = tuple(one for report in reports for one in report.altered)

    def waiting(self, connection: sa.Connection) -> int:
        """How many decisions the pipeline has not taken yet."""
        query = sa.select(sa.func.count()).select_from(OUTBOX).where(sa.not_(OUTBOX.c.is_taken))
        return int(connection.execute(query).scalar() or 0)
