"""A ledger month end to end, pulls included: seconds, processor seconds, memory and disk by step, beside floors.

    python -m bench.month --size village|demo|county|prefecture|province [--folder DIR] [--memory-limit SIZE] [--budget] [--note FILE]

Runs of a world that is written first: a month on an empty store, the same again with nothing changed, and the month after
it on the same store; each in a process of its own, as `hecha run` is, modules compiled. Floors of the same minutes: a loop
of plain Python (the calibration that makes machines comparable), a scan of the month's conformed tables and a plain
DISTINCT of the largest of them, by DuckDB. `--note` appends one JSON line a run, with machine and commit; `--budget` ends
with 1 where a run takes more calibration loops than bench/budgets.yaml allows; `--memory-limit` is the engine's, as the configuration names it.
"""

import argparse
import datetime as dt
import json
import os
import platform
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.measure import THREADS, Clock, Run, answer, print_table, run_side, seconds, working_folder

SECRET = "bench"  # noqa: S105 the stand-in gateway's, for this process only
SIZES = ("village", "demo", "county", "prefecture", "province")
MONTHS = (202405, 202406)
RUNS = {"first": MONTHS[0], "again": MONTHS[0], "next": MONTHS[1]}
"""In this order, on one store."""
BUDGETS = Path(__file__).with_name("budgets.yaml")
LOOPS = 4_000_000


def spent() -> float:
    """Processor seconds of this process and of those that it waited for."""
    own = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in own)


@dataclass
class Steps:
    """Seconds and processor seconds by step, as the flow names them while it goes."""

    wall: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    _step: str = "start"
    _began: float = field(default_factory=time.perf_counter)
    _used: float = 0.0

    def __call__(self, step: str, _rows: int | None) -> None:
        name = step.partition(" ")[0]
        if name != self._step:
            self.end()
            self._step = name

    def end(self) -> None:
        now, used = time.perf_counter(), spent()
        self.wall[self._step] = self.wall.get(self._step, 0.0) + now - self._began
        self.cpu[self._step] = self.cpu.get(self._step, 0.0) + used - self._used
        self._began, self._used = now, used


def run_once(folder: Path, name: str) -> None:
    """One run of a month in this process; what it cost."""
    from connectors.files.nursery import NURSERY
    from flow.month import run_month

    steps, clock = Steps(), Clock()
    with clock.part(name):
        config = folder / "world" / "hecha.yaml"
        run_month(config, RUNS[name], folder / "out", store=folder / "var", progress=steps)
    steps.end()
    # What its children spent is known when it has ended.
    NURSERY.close()
    disk = sum(path.stat().st_size for path in (folder / "var").rglob("*") if path.is_file())
    answer(clock, 0, cpu=spent(), wall=steps.wall, steps=steps.cpu, disk_mb=disk >> 20)


def calibrate() -> None:
    """What a fixed loop of plain Python costs here and now."""
    clock, found = Clock(), 0
    with clock.part("loop"):
        table: dict[int, int] = {}
        for number in range(LOOPS):
            key = number * 2_654_435_761 % 65_521
            table[key] = table.get(key, 0) + number
            found ^= key
    answer(clock, found, cpu=spent())


def floor(folder: Path, what: str) -> None:
    """DuckDB reads every conformed table, or makes the rows of the largest distinct."""
    import duckdb

    from bench.scaled import scan

    tables = sorted((folder / "tables").glob("*.parquet"))
    if what == "scan":
        scan(tables)
        return
    clock, largest = Clock(), max(tables, key=lambda path: path.stat().st_size)
    with duckdb.connect() as database:
        database.execute(f"SET threads = {THREADS}")
        made = folder / "distinct.parquet"
        with clock.part("distinct"):
            database.execute(f"COPY (SELECT DISTINCT * FROM read_parquet('{largest}')) TO '{made}'")
        made.unlink()
    answer(clock, 0, table=largest.stem)


def lay_down(folder: Path) -> None:
    """The conformed tables in the clear, for the floors to read."""
    from etl.config import load_config
    from flow.session import Options, open_session
    from flow.steps import BY_NAME

    config, target = load_config(folder / "world" / "hecha.yaml", store=folder / "var"), folder / "tables"
    target.mkdir(exist_ok=True)
    with open_session(config, Options(out=folder / "out")) as session:
        session.bring("conform", 0)
        for table in BY_NAME["conform"].tables:
            session.warehouse.save(BY_NAME["conform"].named(table), target / f"{table}.parquet")
    answer(Clock(), 0)


@contextmanager
def world_of(folder: Path, size: str, memory_limit: str | None) -> Iterator[None]:
    """The world's sources, its gateway up."""
    from world import running, write_world

    os.environ["GATEWAY_SECRET"], port = SECRET, free_port()
    made = write_world(folder / "world", size=size, base=f"http://127.0.0.1:{port}")
    if memory_limit is not None:
        limited = f"engine: {{name: duckdb, memory_limit: {memory_limit}}}"
        said = made.config.read_text(encoding="utf-8")
        made.config.write_text(said.replace("engine: duckdb", limited), encoding="utf-8")
    with running(made.gateway, secret=SECRET, port=port):
        yield


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def measured(folder: Path, size: str, memory_limit: str | None) -> dict[str, Run]:
    side = "bench.month"
    with world_of(folder, size, memory_limit):
        found = {"loop": run_side(side, "loop")}
        for name in RUNS:
            found[name] = run_side(side, name, "--folder", folder)
        run_side(side, "tables", "--folder", folder)
        for what in ("scan", "distinct"):
            found[what] = run_side(side, what, "--folder", folder)
    return found


def commit() -> str:
    try:
        said = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],
            check=True,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parent,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return said.stdout.strip()


def lines_of(size: str, found: dict[str, Run], memory_limit: str | None) -> list[dict[str, Any]]:
    """A JSON line a run."""
    loop = float(found["loop"].said["cpu"])
    shared = {
        "on": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "commit": commit(),
        "size": size,
        **({"memory_limit": memory_limit} if memory_limit else {}),
        "load": round(os.getloadavg()[2], 1),
        "loop_cpu": round(loop, 2),
        "scan": round(found["scan"].seconds, 2),
        "scan_rows": found["scan"].rows,
        "distinct": round(found["distinct"].seconds, 2),
    }
    return [
        {
            **shared,
            "run": name,
            "wall": round(found[name].seconds, 2),
            "cpu": round(float(found[name].said["cpu"]), 2),
            "loops": round(float(found[name].said["cpu"]) / loop, 1),
            "peak_mb": found[name].peak_mb,
            "disk_mb": found[name].said["disk_mb"],
            "steps_cpu": {step: round(value, 2) for step, value in found[name].said["steps"].items()},
            "steps_wall": {step: round(value, 2) for step, value in found[name].said["wall"].items()},
        }
        for name in RUNS
    ]


def show(lines: Sequence[dict[str, Any]]) -> None:
    head = ("run", "s", "CPU s", "loops", "peak MB", "disk MB", "CPU s by step")
    print_table(
        head,
        [
            (
                line["run"],
                seconds(line["wall"]),
                seconds(line["cpu"]),
                line["loops"],
                line["peak_mb"],
                line["disk_mb"],
                ", ".join(f"{step} {value:.1f}" for step, value in line["steps_cpu"].items() if value >= 0.1),
            )
            for line in lines
        ],
    )
    first = lines[0]
    print(
        f"\nfloors: loop {first['loop_cpu']} CPU s; scan of {first['scan_rows']} conformed rows {first['scan']} s; "
        f"DISTINCT of the largest table {first['distinct']} s"
    )


def too_dear(size: str, lines: Sequence[dict[str, Any]]) -> list[str]:
    """What took more calibration loops than it may."""
    import yaml

    allowed = yaml.safe_load(BUDGETS.read_text(encoding="utf-8"))[size]
    return [
        f"{size}, {line['run']}: {line['loops']} loops where {allowed[line['run']]} are allowed"
        for line in lines
        if line["loops"] > allowed[line["run"]]
    ]


def side(name: str, folder: Path) -> None:
    if name in RUNS:
        run_once(folder, name)
    elif name == "loop":
        calibrate()
    elif name == "tables":
        lay_down(folder)
    else:
        floor(folder, name)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", choices=SIZES, default="demo")
    parser.add_argument("--folder", type=Path, help="write the world, the store and the releases here")
    parser.add_argument("--memory-limit", help="the engine's, such as 1GB")
    parser.add_argument("--note", type=Path, help="append a JSON line a run to this file")
    parser.add_argument("--budget", action="store_true", help="end with 1 where a run is dearer than allowed")
    parser.add_argument("--side", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.side:
        side(asked.side, asked.folder)
        return 0
    with working_folder(asked.folder) as folder:
        lines = lines_of(asked.size, measured(folder, asked.size, asked.memory_limit), asked.memory_limit)
    show(lines)
    if asked.note:
        with asked.note.open("a", encoding="utf-8") as kept:
            kept.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    faults = too_dear(asked.size, lines) if asked.budget else []
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
