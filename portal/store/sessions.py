"""Sessions on the server: a random name in the cookie, its hash in the store, an idle and an absolute end."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.rights import Account
from portal.store import accounts
from portal.store.opening import Act, PortalStore, stamp
from portal.store.tables import SESSION

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
_SEEN_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class Session:
    """An account that is logged in, and the token that its forms carry."""

    id_hash: str
    account: Account
    csrf: str


def begin(act: Act, account: Account, instead: str | None = None) -> str:
    """A new session; what goes into the cookie. Sessions that are over are forgotten, and the one that the browser had ends."""
    oldest = stamp(datetime.fromisoformat(act.at) - LONGEST)
    act.connection.execute(sa.delete(SESSION).where(SESSION.c.started_at < oldest))
    if instead:
        act.connection.execute(sa.delete(SESSION).where(SESSION.c.id_hash == accounts.digest(instead)))
    cookie = secrets.token_urlsafe(32)
    act.connection.execute(
        sa.insert(SESSION).values(
            id_hash=accounts.digest(cookie),
            account=account.name,
            csrf=secrets.token_urlsafe(32),
            started_at=act.at,
            seen_at=act.at,
        )
    )
    return cookie


def find(store: PortalStore, cookie: str) -> Session | None:
    """The session of a cookie, if it is not over; it was seen now."""
    id_hash, now = accounts.digest(cookie), store.clock()
    with store.read() as connection:
        row = connection.execute(sa.select(SESSION).where(SESSION.c.id_hash == id_hash)).first()
        known = None if row is None else accounts.find(connection, row.account)
    if row is None or known is None or known.is_locked:
        return None
    seen, started = datetime.fromisoformat(row.seen_at), datetime.fromisoformat(row.started_at)
    if now - seen > IDLE or now - started > LONGEST:
        return None
    if now - seen > _SEEN_EVERY:
        with store.quiet() as connection:
            connection.execute(
                sa.update(SESSION).where(SESSION.c.id_hash == id_hash).values(seen_at=stamp(now))
            )
    return Session(id_hash, known.account, row.csrf)


def end(act: Act, session: Session) -> None:
    act.connection.execute(sa.delete(SESSION).where(SESSION.c.id_hash == session.id_hash))
    act.note("logout", session.account.name)
