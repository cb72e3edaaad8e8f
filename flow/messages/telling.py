"""What is told when: each cause once, and once more when it is over. What could not be sent waits, and goes with the next.

The memory is a file below the store: causes by digest with the sentence that was told, and messages that some way has not taken
yet. A message that does not go out never fails a month; whoever called is told by which way it did not.
"""

import fcntl
import hashlib
import json
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from etl.config import Config
from etl.config_messages import Messages
from etl.redact import redact
from etl.store import durable
from flow.endings import Ending
from flow.messages.sending import NotSentError, Way, call, secret, ways
from flow.messages.words import Message, say

_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
BEIJING = ZoneInfo("Asia/Shanghai")
MOST_WAITING = 200
MOST_KNOWN = 500


class Teller:
    """Tells the people of one installation. Without `messages:` it tells nobody."""

    def __init__(
        self, config: Config, complain: Callable[[str], None], by: Mapping[str, Way] | None = None
    ) -> None:
        self._settings: Messages | None = config.messages
        self._store = config.store
        self._complain = complain
        self._ways = ways(config.messages) if by is None and config.messages else dict(by or {})

    def done(
        self, month: int, release_id: str, counts: Mapping[str, int], *, provisional: bool = False
    ) -> None:
        """A month is published: told once a release, with what is over thereby; a sign of life each time."""
        if self._settings is None:
            return
        lines = [
            self._say("release", release_id=release_id),
            self._say("workshops", count=counts["workshops"]),
        ]
        with_before = "alerts" if "alerts_before" in counts else "alerts_first"
        lines.append(self._say(with_before, count=counts["alerts"], before=counts.get("alerts_before")))
        if counts["warnings"]:
            lines.append(self._say("warnings", count=counts["warnings"]))
        with self._complaining(), self._memory() as memory:
            over = [
                key
                for key, cause in memory["open"].items()
                if cause["event"] == "failed" and cause["month"] <= month
            ]
            was = [memory["open"].pop(key)["says"] for key in over]
            if was:
                said = tuple(self._say("was", says=says) for says in was)
                self._add(memory, Message("recovered", month, self._say("recovered", month=month), said))
            told = _digest("done", month, release_id, provisional)
            if told not in memory["published"]:
                memory["published"] = [*memory["published"], told][-MOST_KNOWN:]
                title = self._say("provisional" if provisional else "done", month=month)
                self._add(memory, Message("done", month, title, tuple(lines)))
            self._disk(memory)
            self._send(memory)
        self._beat()

    def failed(self, month: int, exit_code: int, says: str) -> None:
        """A month was not published. The same cause is told once, whatever numbers its sentence holds."""
        if self._settings is None:
            return
        says = redact(says)
        with self._complaining(), self._memory() as memory:
            key = _digest("failed", month, _NUMBERS.sub("#", says))
            if key not in memory["open"]:
                memory["open"][key] = {"event": "failed", "month": month, "says": says, "at": time.time()}
                lines = [self._say("why", says=says)]
                if exit_code in (2, 3, 4):
                    lines.append(self._say(f"advice_{exit_code}"))
                lines.append(self._say("stands"))
                self._add(memory, Message("failed", month, self._say("failed", month=month), tuple(lines)))
            self._disk(memory)
            self._send(memory)

    def overdue(self, month: int, missing: Sequence[str]) -> None:
        """A month is closed on its last day although systems have not delivered: told once for each list of them."""
        if self._settings is None:
            return
        with self._complaining(), self._memory() as memory:
            told = _digest("overdue", month, *sorted(missing))
            if told not in memory["published"]:
                memory["published"] = [*memory["published"], told][-MOST_KNOWN:]
                lines = (
                    self._say("overdue_missing", systems="、".join(missing)),
                    self._say("overdue_advice"),
                )
                self._add(memory, Message("overdue", month, self._say("overdue", month=month), lines))
            self._send(memory)

    def inspections(self, every: str, begins: str, clauses: Sequence[str], sheets: Sequence[str]) -> None:
        """A quarter or half-year in which documents ask for inspections begins: told once for each."""
        if self._settings is None:
            return
        with self._complaining(), self._memory() as memory:
            told = _digest("inspections", every, begins)
            if told not in memory["published"]:
                memory["published"] = [*memory["published"], told][-MOST_KNOWN:]
                lines = (*clauses, *(self._say("inspections_sheet", path=one) for one in sheets))
                lines += (self._say("inspections_advice"),)
                self._add(memory, Message("inspections", 0, self._say(f"inspections_{every}"), lines))
            self._send(memory)

    def not_backed_up(self, month: int, says: str) -> None:
        """A month's backup could not be written: told once for each month and reason."""
        if self._settings is None:
            return
        with self._complaining(), self._memory() as memory:
            told = _digest("backup", month, says)
            if told not in memory["published"]:
                memory["published"] = [*memory["published"], told][-MOST_KNOWN:]
                lines = (self._say("why", says=redact(says)), self._say("backup_advice"))
                self._add(memory, Message("backup", month, self._say("backup", month=month), lines))
            self._send(memory)

    def ending(self, found: Iterable[Ending]) -> None:
        """Certificates and passwords about to end: each told once, and once more when it was renewed. What was not reached stays told."""
        settings = self._settings
        if settings is None:
            return
        with self._complaining(), self._memory() as memory:
            for one in found:
                key, days = f"ending {one.what} {one.of}", one.days()
                if days is None or one.at is None or days > settings.ending_days:
                    if key in memory["open"]:
                        was = (self._say("was", says=memory["open"].pop(key)["says"]),)
                        self._add(memory, Message("renewed", 0, self._say("renewed"), was))
                elif key not in memory["open"]:
                    says = self._say(
                        f"ending_{one.what}", of=one.of, day=one.at.astimezone(BEIJING).date(), days=days
                    )
                    memory["open"][key] = {"event": "ending", "month": 0, "says": says, "at": time.time()}
                    lines = (says, self._say("ending_advice"))
                    self._add(memory, Message("ending", 0, self._say("ending"), lines))
            self._send(memory)

    def _disk(self, memory: dict[str, Any]) -> None:
        settings, key = self._settings, "disk"
        if settings is None:
            return
        free = shutil.disk_usage(self._store).free / (1 << 30)
        if free >= settings.disk_gb:
            memory["open"].pop(key, None)
        elif key not in memory["open"]:
            left = self._say("disk_left", free=f"{free:.1f}", least=f"{settings.disk_gb:g}")
            memory["open"][key] = {"event": "disk", "month": 0, "says": left, "at": time.time()}
            self._add(memory, Message("disk", 0, self._say("disk"), (left, self._say("disk_advice"))))

    def _beat(self) -> None:
        heartbeat = self._settings.heartbeat if self._settings else None
        if heartbeat is None:
            return
        try:
            if heartbeat.file is not None:
                durable.write_text(heartbeat.file, f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')}\n")
            if heartbeat.url_env is not None:
                call(secret(heartbeat.url_env))
        except (NotSentError, OSError) as error:
            self._complain(f"heartbeat: {error if isinstance(error, NotSentError) else type(error).__name__}")

    def _say(self, key: str, **values: object) -> str:
        return say(self._settings.language if self._settings else "zh", key, **values)

    def _add(self, memory: dict[str, Any], message: Message) -> None:
        content = asdict(message)
        memory["waiting"] += [{"way": way, "message": content} for way in self._ways]
        del memory["waiting"][:-MOST_WAITING]

    def _send(self, memory: dict[str, Any]) -> None:
        """Everything that waits, in its order; what a way refuses goes on waiting, for as long as the way is configured."""
        left, down = [], set()
        for one in memory["waiting"]:
            way, content = one["way"], one["message"]
            if way not in self._ways:
                continue
            if way not in down:
                try:
                    self._ways[way](Message(**{**content, "lines": tuple(content["lines"])}))
                    continue
                except NotSentError as error:
                    down.add(way)
                    self._complain(f"{way}: {error}")
            left.append(one)
        memory["waiting"] = left

    @contextmanager
    def _complaining(self) -> Iterator[None]:
        """A memory that can't be read or written is no fault of the month, and takes no other fault's place."""
        try:
            yield
        except OSError as error:
            self._complain(f"messages: {type(error).__name__}")

    @contextmanager
    def _memory(self) -> Iterator[dict[str, Any]]:
        """What was told, for this process alone; written when all is sent, so that a killed one tells twice rather than never."""
        path = durable.make_folder(self._store) / "messages.json"
        with (self._store / ".messages").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            memory = _read(path)
            yield memory
            durable.write_text(path, json.dumps(memory, ensure_ascii=False, indent=1) + "\n")


def _read(path: Path) -> dict[str, Any]:
    empty: dict[str, Any] = {"open": {}, "published": [], "waiting": []}
    if not path.exists():
        return empty
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        # Damaged: what was told is told once more.
        return empty
    return empty | found if isinstance(found, dict) else empty


def _digest(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]
