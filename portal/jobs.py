"""What takes longer than a request: a command in a process of its own, in a folder of its own, shown when it has ended.

One runs at a time. A portal that was killed while one ran marks it as broken off when it starts again.
"""

import json
import os
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from etl.store import durable
from portal.rights import Account
from portal.site import Site
from portal.store import accounts
from portal.store.tables import JOB

LONGEST = 1800.0
_ONE_AT_A_TIME = threading.Semaphore(1)
_ID = re.compile(r"[0-9a-f]{32}")


def folder_of(site: Site, job_id: str) -> Path:
    return site.config.store / "portal-jobs" / job_id


def start(
    site: Site, account: str, kind: str, prepare: Callable[[Path], Sequence[str]], about: dict[str, Any]
) -> str:
    """Note a job, lay out its files, and run `hecha <arguments>` for it. `prepare` gives the arguments."""
    job_id = secrets.token_hex(16)
    folder = durable.make_folder(folder_of(site, job_id))
    arguments = [*prepare(folder), "--config", str(site.config_file)]
    with site.store.act(account) as act:
        values = {"id": job_id, "kind": kind, "account": account, "state": "running", "made_at": act.at}
        act.connection.execute(sa.insert(JOB).values(**values, content=json.dumps(about, ensure_ascii=False)))
        act.note(f"{kind}.start", job_id)
    threading.Thread(target=_run, args=(site, job_id, arguments), daemon=True).start()
    return job_id


def _run(site: Site, job_id: str, arguments: Sequence[str]) -> None:
    folder = folder_of(site, job_id)
    command = [sys.executable, "-m", "cli.main", *arguments]
    environment = {**os.environ, "LANG": "zh_CN.UTF-8", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with _ONE_AT_A_TIME:
        try:
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, timeout=LONGEST, check=False
            )
            # What the command says of itself holds no value of a person; it is shown to who asked.
            (folder / "told.txt").write_bytes((done.stdout + done.stderr)[-20_000:])
            state = "done" if done.returncode in {0, 1} else "failed"
        except (OSError, subprocess.TimeoutExpired):
            state = "failed"
    _end(site, job_id, state)


def _end(site: Site, job_id: str, state: str) -> None:
    with site.store.quiet() as connection:
        where = (JOB.c.id == job_id) & (JOB.c.state == "running")
        connection.execute(sa.update(JOB).where(where).values(state=state, done_at=site.store.now()))


def break_off(site: Site) -> None:
    """Mark what ran when the portal was killed."""
    with site.store.quiet() as connection:
        where = JOB.c.state == "running"
        connection.execute(sa.update(JOB).where(where).values(state="failed", done_at=site.store.now()))


def find(
    site: Site, job_id: str, account: Account, kind: str, *, seconds: bool = False
) -> dict[str, Any] | None:
    """A job of the account's own; for who gives the second word, also that of an account that sees no more than it does."""
    if not _ID.fullmatch(job_id):
        return None
    with site.store.read() as connection:
        row = connection.execute(sa.select(JOB).where(JOB.c.id == job_id)).first()
        known = None if row is None else accounts.find(connection, row.account)
    if row is None or known is None or row.kind != kind:
        return None
    may_look = row.account == account.name or (seconds and account.covers(known.account))
    return _told(row) if may_look else None


def waiting(site: Site, account: str) -> int:
    """How many jobs of an account have not ended."""
    where = (JOB.c.account == account) & (JOB.c.state == "running")
    with site.store.read() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(JOB).where(where)).scalar() or 0)


def of(site: Site, account: str, kind: str) -> list[dict[str, Any]]:
    """The account's last jobs of a kind."""
    where = (JOB.c.account == account) & (JOB.c.kind == kind)
    query = sa.select(JOB).where(where).order_by(JOB.c.made_at.desc()).limit(20)
    with site.store.read() as connection:
        return [_told(row) for row in connection.execute(query)]


def every(site: Site) -> list[sa.Row[tuple[object, ...]]]:
    """The last jobs of all accounts: what kind, whose, how they stand. What they were about stays with who asked."""
    columns = (JOB.c.id, JOB.c.kind, JOB.c.account, JOB.c.state, JOB.c.made_at, JOB.c.done_at)
    with site.store.read() as connection:
        return list(connection.execute(sa.select(*columns).order_by(JOB.c.made_at.desc()).limit(50)))


def _told(row: sa.Row[Any]) -> dict[str, Any]:
    given = row._mapping  # noqa: SLF001 SQLAlchemy's public name for a row as a mapping
    return {**given, "about": json.loads(given["content"])}


def told(site: Site, job_id: str) -> str:
    """What the command said, without the paths of this machine."""
    path = folder_of(site, job_id) / "told.txt"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return text.replace(str(folder_of(site, job_id)), "").replace(str(site.config.store), "")
