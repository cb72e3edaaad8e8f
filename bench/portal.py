"""The portal under fifty accounts at once, over real sockets: what a page takes, and what it costs.

    python -m bench.portal --release demo/releases/202406/RELEASE --copies 22

The release of a demo is copied: every person, workshop, row and alert of a copy under keys of its own, in the same counties, until
there are as many people as a county has. A server of its own serves it; each account reads the pages of its role one after the
other, with a pause between two as somebody who reads has one (`--pause 0`: none, which measures throughput). Latencies are of
pages after the first round; the processor time is the server's own, divided by pages. A loop of plain Python beside tells how fast
the machine was at the moment, so that runs can be compared: read `in loops`.
"""

import argparse
import http.client
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PASSWORD = "bench of the portal"  # noqa: S105 of accounts that live as long as the measurement
ROLES = ("official", "lead", "releaser", "reviewer", "second", "auditor")
KEYED = {
    "person_key": "'v1:' || md5({0} || '{1}')",
    "workshop_id": "{0} || 'K{1}'",
    "other_workshop_id": "{0} || 'K{1}'",
    "row_ref": "{0} || '0{1}'",
    "alert_id": "substr(md5({0} || '{1}'), 1, 16)",
    "case_id": "substr(md5({0} || '{1}'), 1, 16)",
    "entitlement_id": "substr(md5({0} || '{1}'), 1, 16)",
    "subject": "{0} || 'K{1}'",
    "native_key": "{0} || 'K{1}'",
}
"""How the keys of a copy are made from those of the original."""
ONCE = {"coverage", "alert_runs", "indicators"}
"""Tables that are about counties and sources: a copy has no further rows in them."""
LOOP = 200_000
CONFIG = """
areas: {areas}
store: ./var
sources:
  monitoring: {{delivery: files, path: ./in}}
  hrss: {{delivery: files, path: ./in}}
  social_insurance: {{delivery: files, path: ./in}}
  business_registry: {{delivery: files, path: ./in}}
  county_finance: {{delivery: files, path: ./in}}
"""


def copied(release: Path, out: Path, copies: int) -> Path:
    """The release so many times over, in a folder of its own."""
    import duckdb

    month, inner = release.parent.name, out / release.parent.name / release.name / "internal"
    inner.mkdir(parents=True)
    connection = duckdb.connect()
    for path in sorted((release / "internal").glob("*.parquet")):
        columns = [str(row[0]) for row in connection.execute(f"DESCRIBE FROM '{path}'").fetchall()]
        times = 1 if path.stem in ONCE else copies
        parts = []
        for number in range(times):
            texts = [
                f"{KEYED[c].format(quoted(c), number)} AS {quoted(c)}" if number and c in KEYED else quoted(c)
                for c in columns
            ]
            parts.append(f"SELECT {', '.join(texts)} FROM '{path}'")
        connection.execute(f"COPY ({' UNION ALL '.join(parts)}) TO '{inner / path.name}' (FORMAT parquet)")
    shutil.copy(release / "internal" / "manifest.json", inner)
    (out / month / "current").write_text(f"{release.name}\n", encoding="utf-8")
    return inner


def manifest_of(inner: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((inner / "manifest.json").read_text(encoding="utf-8"))
    return found


def quoted(column: str) -> str:
    return f'"{column}"'


def addresses(inner: Path, month: int, chance: random.Random) -> dict[str, list[str]]:
    """What is asked for, by kind of page; things that are chosen by chance differ from account to account."""
    import duckdb

    def some(table: str, column: str, where: str = "true") -> list[str]:
        text = f"SELECT DISTINCT {column} FROM '{inner / table}.parquet' WHERE {where} ORDER BY 1"
        found = [str(row[0]) for row in duckdb.connect().execute(text).fetchall()]
        return chance.sample(found, min(400, len(found)))

    shops = some("ledger", "workshop_id", "open_alerts > 0")
    return {
        "/": ["/"],
        "/months": ["/months"],
        "/months/{month}": [f"/months/{month}"],
        "/months/{month}/workshops": [f"/months/{month}/workshops?page={n}" for n in (1, 2, 5)],
        "/workshops/{id}": [f"/workshops/{one}" for one in shops],
        "/workshops/{id}/cells": [f"/workshops/{one}/cells/poverty_confirmed" for one in shops],
        "/people/{key}": [f"/people/{one}" for one in some("people", "person_key")],
        "/cases": [f"/cases?page={n}" for n in (1, 2, 5)],
        "/cases/{id}": [f"/cases/{one}" for one in some("alerts", "alert_id", "level <> 'inform'")],
        "/identities": ["/identities"],
        "/facts": ["/facts"],
        "/deliveries": ["/deliveries"],
        "/notices": ["/notices"],
        "/recoveries": ["/recoveries"],
        "/outreach": ["/outreach"],
        "/oversight": ["/oversight"],
    }


class Visitor:
    """An account that is logged in, on a connection of its own."""

    def __init__(self, port: int, name: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = ""
        body = f"account={name}&password={PASSWORD.replace(' ', '+')}"
        head = {"Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", "/login", body, head)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise SystemExit(f"login of {name}: {answer.status}")
        self.cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]

    def get(self, path: str) -> tuple[float, int]:
        began = time.perf_counter()
        try:
            return self._get(path, began)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # A connection that lay idle was closed by the server: as a browser does, open another.
            self.connection.close()
            return self._get(path, began)

    def _get(self, path: str, began: float) -> tuple[float, int]:
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        answer.read()
        return time.perf_counter() - began, answer.status


def loop() -> float:
    """Seconds of a fixed piece of plain Python: how fast the machine is just now."""
    began = time.perf_counter()
    total = 0
    for number in range(LOOP):
        total += number & 7
    return time.perf_counter() - began


def cpu_of(pid: int) -> float:
    """Processor seconds of a process and its children."""
    own = 0.0
    for task in [pid, *children(pid)]:
        fields = Path(f"/proc/{task}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        own += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own


def children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(one) for one in text.split()]


def peak_mb(pid: int) -> int:
    found = [Path(f"/proc/{one}/status").read_text(encoding="ascii") for one in (pid, *children(pid))]
    return sum(int(re.findall(r"VmHWM:\s+(\d+)", text)[0]) for text in found) // 1024


def make_accounts(config: Path, many: int) -> list[str]:
    from cli.portal_store import portal_store
    from etl.config import load_config
    from portal.rights import Account
    from portal.store import accounts

    names = []
    with portal_store(load_config(config)) as store:
        for number in range(many):
            names.append(f"bench{number}")
            with store.act("bench") as act:
                accounts.add(act, Account(names[-1], ROLES[number % len(ROLES)]), PASSWORD)
    return names


def serve(config: Path, out: Path, more: Sequence[str]) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "cli.main", "portal", "--config", str(config), "--out", str(out)]
    server = subprocess.Popen([*command, "--port", str(port), *more], stderr=subprocess.DEVNULL)
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return server, port
    raise SystemExit("the portal did not start")


@dataclass
class Crowd:
    """Accounts that read at once: seconds by kind of page, answers that were none, and how long the loop took meanwhile."""

    pages: Mapping[str, list[str]]
    pause: float
    rounds: int
    found: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[tuple[str, int]] = field(default_factory=list)
    loops: list[float] = field(default_factory=list)

    def read(self, number: int, visitor: Visitor) -> None:
        """Every kind of page a round, in an order of its own; the first round warms up and is not counted."""
        chance = random.Random(number)
        for turn in range(self.rounds + 1):
            for kind in chance.sample(sorted(self.pages), len(self.pages)):
                time.sleep(chance.uniform(0.5, 1.5) * self.pause)
                seconds, status = visitor.get(chance.choice(self.pages[kind]))
                if status != 200:
                    self.errors.append((kind, status))
                if turn:
                    self.found[kind].append(seconds)

    def watch(self, done: threading.Event) -> None:
        while not done.wait(0.5):
            self.loops.append(loop())

    def go(self, port: int, names: Sequence[str]) -> None:
        with ThreadPoolExecutor(8) as pool:
            visitors = list(pool.map(lambda name: Visitor(port, name), names))
        done = threading.Event()
        threads = [threading.Thread(target=self.read, args=pair) for pair in enumerate(visitors)]
        watcher = threading.Thread(target=self.watch, args=(done,))
        for thread in (watcher, *threads):
            thread.start()
        for thread in threads:
            thread.join()
        done.set()
        watcher.join()


def wait_for_index(folder: Path, copies: int) -> None:
    """A portal that runs has indexed its releases long since; a small release gets none."""
    ends = time.monotonic() + (120 if copies > 5 else 0)
    while time.monotonic() < ends and not list(folder.glob("[0-9]*.duckdb")):
        time.sleep(0.5)


def p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[max(0, int(len(seconds) * 0.95) - 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", type=Path, required=True, help="a release of the demo")
    parser.add_argument("--copies", type=int, default=22)
    parser.add_argument("--accounts", type=int, default=50)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two pages of an account")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--note", type=Path, help="a file that gets a line of JSON")
    given, more = parser.parse_known_args()
    with TemporaryDirectory(prefix="hecha-bench-portal-") as folder:
        place = Path(folder)
        inner = copied(given.release, place / "releases", given.copies)
        config = place / "hecha.yaml"
        (place / "in").mkdir()
        config.write_text(CONFIG.format(areas=json.dumps(manifest_of(inner)["areas"])), encoding="utf-8")
        names = make_accounts(config, given.accounts)
        pages = addresses(inner, int(given.release.parent.name), random.Random(1))
        server, port = serve(config, place / "releases", more)
        try:
            wait_for_index(place / "var" / "portal-index", given.copies)
            before, began = cpu_of(server.pid), time.perf_counter()
            crowd = Crowd(pages, given.pause, given.rounds)
            crowd.go(port, names)
            spent, took, peak = (
                cpu_of(server.pid) - before,
                time.perf_counter() - began,
                peak_mb(server.pid),
            )
        finally:
            server.terminate()
            server.wait(timeout=30)
    found, errors, unit = crowd.found, crowd.errors, statistics.median(crowd.loops or [loop()])
    every = [one for some in found.values() for one in some]
    asked = given.accounts * len(pages) * (given.rounds + 1)
    print(f"{'page':<28}{'n':>6}{'median ms':>11}{'p95 ms':>9}{'p95 in loops':>14}")
    for kind, some in sorted(found.items(), key=lambda pair: -p95(pair[1])):
        print(
            f"{kind:<28}{len(some):>6}{statistics.median(some) * 1e3:>11.0f}{p95(some) * 1e3:>9.0f}{p95(some) / unit:>14.1f}"
        )
    said = {
        "accounts": given.accounts,
        "pause": given.pause,
        "copies": given.copies,
        "pages": len(every),
        "errors": len(errors),
        "median_ms": round(statistics.median(every) * 1e3),
        "p95_ms": round(p95(every) * 1e3),
        "p95_in_loops": round(p95(every) / unit, 1),
        "loop_ms": round(unit * 1e3, 1),
        "cpu_ms_a_page": round(spent * 1e3 / asked, 1),
        "pages_a_second": round(asked / took, 1),
        "peak_mb": peak,
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(said))
    if errors:
        print(sorted(set(errors)))
    if given.note:
        with given.note.open("a", encoding="utf-8") as file:
            file.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
