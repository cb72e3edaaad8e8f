"""What the stand-in gateway serves and remembers between requests: rows, data time, nonces, and the faults that a test armed.

Not here: the protocol (`gateway.py`). Standard library only.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

RESOURCES = ("entities", "officers")
SHANGHAI = timezone(timedelta(hours=8))
MAX_SKEW_MS = 5 * 60 * 1000
Row = dict[str, Any]
Kind = Literal["status", "code", "html", "cut", "slow", "repeat", "short", "grow", "redirect"]


class GatewayFolderError(Exception):
    """The folder to serve can't be read as registry rows."""


@dataclass
class Fault:
    """One way to misbehave, `times` times, on the requests that fit `resource` and `page` (None: any).

    status: answer with HTTP `value` (429 with Retry-After `seconds`); code: HTTP 200 with `value` in the
    body; html: a gateway's error page; cut: half the body, then the connection closes; slow: wait `seconds`;
    repeat: the page before it again; short: a row of the page is missing; grow: `value` rows of the resource
    stay unseen and uncounted until this request is answered; redirect: 302 to `location`.
    """

    kind: Kind
    value: int = 0
    times: int = 1
    resource: str | None = None
    page: int | None = None
    seconds: float = 0.0
    location: str = ""


@dataclass(frozen=True)
class Asked:
    """One authenticated request, kept in memory for tests to look at."""

    method: str
    resource: str
    page: int
    size: int
    keys: tuple[str, ...] | None
    updated_since: str | None


@dataclass
class Registry:
    """The rows served, and what the server has to remember between requests."""

    rows: Mapping[str, list[Row]] = field(repr=False)
    as_of: str
    key: str
    secret: bytes = field(repr=False)
    sign: str
    granted: frozenset[str] = frozenset(RESOURCES)
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    nonces: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take_fault(self, kinds: tuple[str, ...], resource: str, page: int) -> Fault | None:
        """The first armed fault of these kinds that fits the request; it is used up by one."""
        with self.lock:
            for fault in self.faults:
                fits = fault.resource in (None, resource) and fault.page in (None, page)
                if fault.kind in kinds and fits and fault.times > 0:
                    fault.times -= 1
                    return fault
        return None

    def hidden(self, resource: str) -> int:
        """Rows that a `grow` fault still holds back."""
        with self.lock:
            return sum(
                f.value
                for f in self.faults
                if f.kind == "grow" and f.times > 0 and f.resource in (None, resource)
            )

    def is_new_nonce(self, nonce: str) -> bool:
        now = time.monotonic()
        with self.lock:
            for old in [n for n, at in self.nonces.items() if now - at > 2 * MAX_SKEW_MS / 1000]:
                del self.nonces[old]
            if nonce in self.nonces:
                return False
            self.nonces[nonce] = now
            return True


def read_folder(folder: Path) -> tuple[dict[str, list[Row]], str]:
    """The rows of entities.json and officers.json and the data time that they state together."""
    rows: dict[str, list[Row]] = {}
    for resource in RESOURCES:
        path = folder / f"{resource}.json"
        try:
            loaded = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            raise GatewayFolderError(f"{path}: cannot be read as JSON ({type(fault).__name__})") from None
        if not isinstance(loaded, list) or not all(isinstance(row, dict) for row in loaded):
            raise GatewayFolderError(f"{path}: expected a list of objects, one for each row")
        rows[resource] = loaded
    days = [
        d
        for d in (moment_of(row.get("UPDATED_AT")) for part in rows.values() for row in part)
        if d is not None
    ]
    if not days:
        raise GatewayFolderError(f"{folder}: no row carries a readable UPDATED_AT, so there is no data time")
    return rows, f"{max(days).date().isoformat()}T23:59:59+08:00"


def moment_of(value: object) -> datetime | None:
    """An UPDATED_AT or updated_since as a moment; without an offset it is Shanghai time."""
    text = re.sub(r"[/.]", "-", str(value).strip(), count=2) if value is not None else ""
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(SHANGHAI)
