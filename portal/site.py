"""What one running portal holds: its settings, store and releases, and the way on for decisions."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from etl.config import Config
from etl.decisions.form import Decision
from etl.policy.read import SHIPPED, WORKDAYS, load
from etl.policy.workdays import WorkingDays
from portal.releases import Releases
from portal.rights import NEEDS_TOTP
from portal.store import Act, PortalStore
from portal.store.tables import OUTBOX

T = TypeVar("T")
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
        """Hand decisions that lie ready to the pipeline's store; how many there were.

        Killed in between, they are handed on again at the next start, and taken once.
        """
        with self.store.read() as connection:
            query = sa.select(OUTBOX).where(sa.not_(OUTBOX.c.is_taken)).order_by(OUTBOX.c.id)
            waiting = connection.execute(query).all()
        if not waiting:
            return 0
        self.keep([Decision(**json.loads(row.content)) for row in waiting])
        with self.store.quiet() as connection:
            ids = [row.id for row in waiting]
            connection.execute(sa.update(OUTBOX).where(OUTBOX.c.id.in_(ids)).values(is_taken=True))
        return len(waiting)
