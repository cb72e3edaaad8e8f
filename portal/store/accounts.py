"""Accounts: made, locked, unlocked and given counties; passwords by argon2id, second factors, tokens for the API.

Every function takes an act and leaves its row in the audit. Not here: sessions.
"""

import hashlib
import secrets
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyotp
import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from portal.rights import ADMINISTRATORS, ROLES, Account
from portal.store.opening import Act
from portal.store.tables import ACCOUNT, SESSION, TOKEN

MOST_FAILURES = 5
SHORTEST_PASSWORD = 8
COMMON = Path(__file__).with_name("common_passwords.txt")
"""Those of eight characters and more that stand first in zxcvbn's list (MIT, Dan Wheeler), and what is typed here."""
UNKNOWN = "unknown"
"""Stands in the audit for whoever has no account."""
RESERVED = frozenset({UNKNOWN, "command", "portal"})
"""Names by which the audit calls what no account did."""
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""The least that OWASP asks of argon2id: a whole office logs in between eight and nine. Older hashes say their own cost."""
_AT_ONCE = threading.Semaphore(2)
"""Passwords that are looked at at the same time; each takes a core."""
_DUMMY = _HASHER.hash("no account has this")
"""Checked where the account is not known, so that both answers take the same time."""


class AccountError(ValueError):
    """What was asked of an account can't be; says why."""


@dataclass(frozen=True)
class Known:
    """An account as the store has it, without its password."""

    account: Account
    is_locked: bool
    failures: int
    has_totp: bool
    made_at: str


@cache
def common_passwords() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="ascii").split())


def _is_repeated(password: str) -> bool:
    """Whether it is one, two or three characters over and over."""
    return any(password == (password[:n] * len(password))[: len(password)] for n in (1, 2, 3))


def _check_password(name: str, password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise AccountError(f"a password has at least {SHORTEST_PASSWORD} characters")
    if len(password) > 256 or password.casefold() == name.casefold():
        raise AccountError("a password has at most 256 characters and is not the account's name")
    if password.casefold() in common_passwords() or _is_repeated(password):
        raise AccountError("that password is among those that are tried first: take another")


def add(act: Act, account: Account, password: str, *, totp: bool = False) -> str | None:
    """A new account; the secret of its second factor, when one is asked for."""
    if account.role not in ROLES:
        raise AccountError(f"role {account.role}; allowed: {', '.join(ROLES)}")
    if not 1 <= len(account.name) <= 60 or not account.name.isprintable() or {" ", "/"} & {*account.name}:
        raise AccountError("an account's name has 1 to 60 printable characters, no blank and no slash")
    if account.name in RESERVED:
        raise AccountError(f"{account.name} is what the audit calls others: take another name")
    if any(not (code.isdigit() and len(code) in {2, 4, 6}) for code in account.counties):
        raise AccountError("a county is a code of 2, 4 or 6 digits")
    _check_password(account.name, password)
    if find(act.connection, account.name) is not None:
        raise AccountError(f"account {account.name} is there already")
    secret = pyotp.random_base32() if totp else None
    act.connection.execute(
        sa.insert(ACCOUNT).values(
            name=account.name,
            role=account.role,
            counties=",".join(sorted(account.counties)),
            password_hash=_HASHER.hash(password),
            totp=secret,
            failures=0,
            is_locked=False,
            language=account.language,
            made_at=act.at,
        )
    )
    act.note("account.add", account.name, detail=f"{account.role} {','.join(account.counties)}".strip())
    return secret


def _known(row: sa.Row[tuple[object, ...]]) -> Known:
    given = row._mapping  # noqa: SLF001 SQLAlchemy's public name for a row as a mapping
    counties = tuple(code for code in str(given["counties"]).split(",") if code)
    return Known(
        Account(given["name"], given["role"], counties, given["language"]),
        given["is_locked"],
        given["failures"],
        given["totp"] is not None,
        given["made_at"],
    )


def find(connection: sa.Connection, name: str) -> Known | None:
    row = connection.execute(sa.select(ACCOUNT).where(ACCOUNT.c.name == name)).first()
    return None if row is None else _known(row)


def every(connection: sa.Connection) -> list[Known]:
    return [_known(row) for row in connection.execute(sa.select(ACCOUNT).order_by(ACCOUNT.c.name))]


def _there(act: Act, name: str) -> Known:
    known = find(act.connection, name)
    if known is None:
        raise AccountError(f"there is no account {name}")
    return known


def _end_sessions(act: Act, name: str) -> None:
    act.connection.execute(sa.delete(SESSION).where(SESSION.c.account == name))


def lock(act: Act, name: str) -> None:
    _there(act, name)
    act.connection.execute(sa.update(ACCOUNT).where(ACCOUNT.c.name == name).values(is_locked=True))
    _end_sessions(act, name)
    act.note("account.lock", name)


def unlock(act: Act, name: str) -> None:
    _there(act, name)
    values = {"is_locked": False, "failures": 0}
    act.connection.execute(sa.update(ACCOUNT).where(ACCOUNT.c.name == name).values(**values))
    act.note("account.unlock", name)


def reset(act: Act, name: str, password: str, *, totp: bool = False) -> str | None:
    """A new password, and a new second factor where asked for; every session and token ends."""
    known = _there(act, name)
    _check_password(name, password)
    secret = pyotp.random_base32() if totp else None
    values: dict[str, object] = {"password_hash": _HASHER.hash(password), "failures": 0, "is_locked": False}
    if totp:
        values |= {"totp": secret, "totp_used": None}
    act.connection.execute(sa.update(ACCOUNT).where(ACCOUNT.c.name == known.account.name).values(**values))
    _end_sessions(act, name)
    act.connection.execute(sa.delete(TOKEN).where(TOKEN.c.account == name))
    act.note("account.reset", name)
    return secret


def set_counties(act: Act, name: str, counties: tuple[str, ...]) -> None:
    _there(act, name)
    if any(not (code.isdigit() and len(code) in {2, 4, 6}) for code in counties):
        raise AccountError("a county is a code of 2, 4 or 6 digits")
    text = ",".join(sorted(counties))
    act.connection.execute(sa.update(ACCOUNT).where(ACCOUNT.c.name == name).values(counties=text))
    _end_sessions(act, name)
    act.note("account.set", name, detail=text)


def set_role(act: Act, name: str, role: str) -> None:
    """Another role among those who work with the ledger; an administrator is made anew, and never becomes anything else."""
    before = _there(act, name).account.role
    if role not in ROLES:
        raise AccountError(f"role {role}; allowed: {', '.join(ROLES)}")
    if ADMINISTRATORS & {before, role}:
        raise AccountError("the three administrators exclude every other role: that takes another account")
    act.connection.execute(sa.update(ACCOUNT).where(ACCOUNT.c.name == name).values(role=role))
    _end_sessions(act, name)
    act.note("account.role", name, detail=f"{before} {role}")


def set_language(act: Act, name: str, language: str) -> None:
    act.connection.execute(sa.update(ACCOUNT).where(ACCOUNT.c.name == name).values(language=language))
    act.note("account.language", name, detail=language)


def make_token(act: Act, name: str) -> str:
    """A token for the API, shown once; the store keeps its hash."""
    _there(act, name)
    token = f"hecha_{secrets.token_urlsafe(32)}"
    act.connection.execute(sa.insert(TOKEN).values(digest=digest(token), account=name, made_at=act.at))
    act.note("account.token", name)
    return token


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def of_token(connection: sa.Connection, token: str) -> Account | None:
    """The account that a token speaks for, unless it is locked."""
    query = sa.select(ACCOUNT).join(TOKEN, TOKEN.c.account == ACCOUNT.c.name)
    row = connection.execute(query.where(TOKEN.c.digest == digest(token))).first()
    if row is None or row.is_locked:
        return None
    return _known(row).account


def password_holds(connection: sa.Connection, name: str, password: str) -> tuple[bool, str]:
    """Whether a password is an account's, and the hash it was compared with; takes as long where there is no account."""
    hashed = connection.execute(sa.select(ACCOUNT.c.password_hash).where(ACCOUNT.c.name == name)).scalar()
    against = _DUMMY if hashed is None else str(hashed)
    try:
        with _AT_ONCE:
            return _HASHER.verify(against, password) and hashed is not None, against
    except VerifyMismatchError:
        return False, against


def enter(
    act: Act, name: str, held: tuple[bool, str], code: str, *, needs_totp: frozenset[str]
) -> Account | None:
    """The account, if password and code are right; a failure counts, and the fifth locks the account.

    `held`: what `password_holds` found, outside of the transaction, for it takes long. `needs_totp`: roles that must
    have a second factor. The audit has the outcome either way.
    """
    where = ACCOUNT.c.name == name
    row = act.connection.execute(sa.select(ACCOUNT).where(where)).first()
    if row is None:
        act.note("login", UNKNOWN, outcome="refused")
        return None
    if row.is_locked:
        act.note("login", row.name, outcome="refused", detail="locked")
        return None
    step = _totp_step(row.totp, code, act, row.totp_used) if row.totp else None
    lacks = row.totp is None and row.role in needs_totp
    right = held[0] and held[1] == row.password_hash
    if not right or lacks or (row.totp and step is None):
        failures = row.failures + 1
        values = {"failures": failures, "is_locked": failures >= MOST_FAILURES}
        act.connection.execute(sa.update(ACCOUNT).where(where).values(**values))
        detail = "no second factor" if lacks else "locked" if values["is_locked"] else ""
        act.note("login", row.name, outcome="refused", detail=detail)
        return None
    act.connection.execute(
        sa.update(ACCOUNT).where(where).values(failures=0, totp_used=step or row.totp_used)
    )
    act.note("login", row.name)
    return _known(row).account


def _totp_step(secret: str, code: str, act: Act, used: int | None) -> int | None:
    """The half minute whose code this is, one before and after included; none is taken twice."""
    from datetime import datetime

    totp = pyotp.TOTP(secret)
    now = int(datetime.fromisoformat(act.at).timestamp()) // totp.interval
    for step in (now, now - 1, now + 1):
        is_right = secrets.compare_digest(totp.generate_otp(step).encode(), code.strip().encode())
        if is_right and (used is None or step > used):
            return step
    return None
