"""Tables of every step to measure the next one on: a stand-in world computed once, then every person copied.

    python -m bench.scaled FOLDER --size city --copies 10

The base is real output of the flow over a world of `world.write_world` (sizes: demo, county, city, province): pulled,
conformed, linked, verified, judged. It lies in FOLDER and is made once for each size. What is synthetic on top: with
`copies` above 1 DuckDB writes each table that many times over, every person, household, workshop, employer, row and alert
of a copy under numbers and names of its own, in the same counties and months. So rows, distinct keys and groups grow
together and no copy meets another, but a copy has the same life as its original. With `workers` above 1 everybody on a
roster stands in it so many times over besides, under names, numbers and rows of their own but in the same workshop: each has
what the first has in every source, while the ledger's own counts stay those of the first. The demo world is all told cases
(most of its people stand in an alert), so it overstates alerts; `city` and larger are mostly ordinary workers.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from bench.measure import THREADS, Clock, answer, quiet_garbage

if TYPE_CHECKING:
    from flow.session import Session

MONTH = 202406
PORT = 8797
SECRET = "bench"  # noqa: S105 the stand-in gateway's, for this process only
STEP = 10_000_000
"""Numbers of a copy begin this much higher than those of the copy before."""
SIZES = ("demo", "county", "city", "province")
STEPS = ("conform", "link", "verify", "rules", "alerts", "ledger")
DONE = "done"
SUMMED = ("BIGINT", "INTEGER", "DECIMAL", "DOUBLE")
ONCE = {
    "reconciliation",
    "data_times",
    "coverage",
    "alert_runs",
    "link_report",
    "link_stale",
    "quarantine_rows",
}
"""Tables about pulls, counties and codes, of which there are no more with more people."""
NUMBERS = ("form", "person", "employer", "sure", "same", "row_number")
REFERENCES = ("row_ref", "schooling_ref", "dead_ref")
ID_NUMBERS = ("id_text", "id_number", "id_normal")
NAMES = (
    "name",
    "former_name",
    "name_normal",
    "employer_name",
    "entity_name",
    "workshop_name",
    "operator_name",
    "manager_name",
    "stated_employer",
    "address",
)
KEYS = (
    "account",
    "alert_id",
    "batch_id",
    "beneficiary_key",
    "case_id",
    "certificate_no",
    "course_id",
    "entitlement_id",
    "household_id",
    "household_key",
    "key_after",
    "key_before",
    "native_key",
    "number_holder_id",
    "old_reg_no",
    "other_workshop_id",
    "person_id",
    "person_key",
    "phone",
    "project_id",
    "register_person_id",
    "row_id",
    "runner_up_person_id",
    "shop_uscc",
    "unit_no",
    "uscc",
    "workshop_id",
)
PLACES = {
    "address",
    "certificate_no",
    "employer",
    "employer_name",
    "entity_name",
    "manager_name",
    "old_reg_no",
    "operator_name",
    "other_workshop_id",
    "project_id",
    "shop_uscc",
    "stated_employer",
    "unit_no",
    "uscc",
    "workshop_id",
    "workshop_name",
}
"""Columns that say where somebody works: further workers of one workshop have them in common."""
OF_SHOPS = {"hrss.workshops", "business_registry.entities", "business_registry.officers", "findings"}
"""Tables whose rows are a workshop's or an operator's, though those whom they name may work besides."""


@dataclass(frozen=True)
class Base:
    """A world, the store that its flow left, and the tables of its steps in the clear."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "world" / "hecha.yaml"

    @property
    def store(self) -> Path:
        return self.folder / "var"

    @property
    def tables(self) -> Path:
        return self.folder / "tables"

    @contextmanager
    def session(self) -> "Iterator[Session]":
        """A session over the store."""
        from etl.config import load_config
        from flow.session import Options, open_session

        config = load_config(self.config, store=self.store)
        engine = config.engine.model_copy(update={"threads": THREADS})
        options = Options(out=self.folder / "out")
        with open_session(config.model_copy(update={"engine": engine}), options) as session:
            yield session


def base_of(folder: Path, size: str) -> Base:
    return Base(folder / f"base-{size}")


def scaled_tables(folder: Path, size: str, copies: int, workers: int = 1) -> Path:
    """Where the copied tables lie."""
    if copies == workers == 1:
        return base_of(folder, size).tables
    return folder / (f"{size}-x{copies}" if workers == 1 else f"{size}-x{copies}-w{workers}")


def measured(
    base: Base, folder: Path, step: str, parts: Mapping[str, Sequence[str]], clock: Clock
) -> dict[str, int]:
    """A step's tables made of the copied ones and written, part by part; the rows of each table."""
    from tempfile import TemporaryDirectory

    from flow.steps import BY_NAME
    from flow.work import prepare

    asked = BY_NAME[step]
    with base.session() as session, TemporaryDirectory() as scratch:
        warehouse, rows = session.warehouse, {}
        for before in asked.after:
            for path in sorted((folder / before).glob("*.parquet")):
                warehouse.give(BY_NAME[before].named(path.stem), path)
        for part, tables in parts.items():
            keep = [asked.named(table) for table in tables]
            prepare(session, asked, MONTH, keep, brings=False)
            with clock.part(part):
                warehouse.make(step, keep)
                for name in keep:
                    rows[name.rpartition(".")[2]] = warehouse.save(name, Path(scratch) / f"{name}.parquet")
    return rows


def make_base(base: Base, size: str, last: str, *, is_standing: bool = False) -> None:
    """Run the flow up to a step, unless that was done before, and lay its tables down in the clear.

    `is_standing`: what was done by other code than today's is done again, as the commands of the program ask for.
    """
    os.environ["GATEWAY_SECRET"] = SECRET
    wanted = STEPS[: STEPS.index(last) + 1]
    if not is_standing and all((base.tables / step / DONE).exists() for step in wanted):
        return
    from connectors import ORDER
    from flow.pulls import pull_system
    from flow.work import finish
    from world import running, write_world

    quiet_garbage()
    began = time.perf_counter()
    if not (base.folder / DONE).exists():
        made = write_world(base.folder / "world", size=size, base=f"http://127.0.0.1:{PORT}")
        base.store.mkdir(parents=True, exist_ok=True)
        with running(made.gateway, secret=SECRET, port=PORT), base.session() as session:
            for system in ORDER:
                pull_system(session, system)
        (base.folder / DONE).touch()
    _say("written and pulled", began)
    with base.session() as session:
        for step in wanted:
            began = time.perf_counter()
            kept = 0 if step in {"conform", "link"} else MONTH
            finish(session, step, MONTH).require()
            _lay_down(session, step, kept, base.tables / step)
            _say(step, began)


def _lay_down(session: "Session", step: str, kept: int, folder: Path) -> None:
    from flow.steps import BY_NAME

    folder.mkdir(parents=True, exist_ok=True)
    session.bring(step, kept)
    for table in BY_NAME[step].tables:
        session.warehouse.save(BY_NAME[step].named(table), folder / f"{table}.parquet")
    (folder / DONE).touch()


def _say(what: str, began: float) -> None:
    print(f"base: {what} {time.perf_counter() - began:.1f} s", file=sys.stderr, flush=True)


def copy_tables(base: Path, target: Path, copies: int, last: str, workers: int = 1) -> None:
    """Every table of the base so many times over, unless that was done before."""
    began = time.perf_counter()
    for step in STEPS[: STEPS.index(last) + 1]:
        if (target / step / DONE).exists():
            continue
        (target / step).mkdir(parents=True, exist_ok=True)
        for path in sorted((base / step).glob("*.parquet")):
            again = workers if step != "alerts" and path.stem not in OF_SHOPS else 1
            _copy(path, target / step / path.name, 1 if path.stem in ONCE else copies, again)
        (target / step / DONE).touch()
    _say(f"{copies} copies, {workers} times the workers", began)


def _copy(source: Path, target: Path, copies: int, workers: int) -> None:
    with duckdb.connect() as database:
        database.execute(f"SET threads = {THREADS}")
        database.execute("SET preserve_insertion_order = false")
        database.execute("SET enable_progress_bar = false")
        found = database.execute(f"DESCRIBE FROM read_parquet('{source}')").fetchall()
        shown = ", ".join(
            f'CASE WHEN {_by(name)} = 0 THEN "{name}" ELSE {_of_copy(name, is_text=kind == "VARCHAR")} END AS "{name}"'
            for name, kind, *_ in found
        )
        works = _works(source.parents[1], {name for name, *_ in found}) if workers > 1 else None
        times, kept = (copies, "true") if works is None else (copies * workers, f"(k < {copies} OR {works})")
        database.execute(
            f"COPY (SELECT {shown} FROM (SELECT k, k % {copies} AS place FROM range({times}) AS r(k)), "
            f"read_parquet('{source}') WHERE {kept}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )


def _works(base: Path, columns: set[str]) -> str | None:
    """Whether a row is of somebody on a roster, as DuckDB asks it; None for tables that name nobody."""
    workers = f"(SELECT person FROM read_parquet('{base}/verify/roster_verdicts.parquet'))"
    if "person" in columns:
        return f"person IN {workers}"
    if "form" in columns:
        forms = f"read_parquet('{base}/link/link_forms.parquet')"
        return f"form IN (SELECT form FROM {forms} WHERE person IN {workers})"
    if "person_id" in columns:
        persons = f"read_parquet('{base}/link/persons.parquet')"
        return f"person_id IN (SELECT register_person_id FROM {persons} WHERE person IN {workers})"
    return None


def _by(name: str) -> str:
    """By which number a column moves: the copy's, or that of the copy's workshops."""
    return "place" if name in PLACES else "k"


def _of_copy(name: str, *, is_text: bool) -> str:
    """The value of a column in copy `k`, as DuckDB computes it."""
    column, k = f'"{name}"', _by(name)
    made = column
    if name in NUMBERS and not is_text:
        made = f"{column} + {k} * {STEP}"
    elif name == "worker":
        made = f"{column} + sign({column})::BIGINT * k * {STEP}"
    elif name in REFERENCES:
        number = f"split_part({column}, ':', 3)::BIGINT + k * {STEP}"
        made = f"regexp_replace({column}, '[0-9]+$', '') || ({number})"
    elif name in ID_NUMBERS:
        # The region gives way: birth, length, and the mark of a cut number stay.
        moved = f"left({column}, 2) || lpad(k::VARCHAR, 4, '0') || substr({column}, 7)"
        made = f"CASE WHEN length({column}) > 6 THEN {moved} ELSE {column} END"
    elif name in NAMES:
        made = f"CASE WHEN {column} = '' THEN '' ELSE chr((20000 + {k})::INT) || {column} END"
    elif name in KEYS or name in NUMBERS:
        moved = f"left({column}, -1) || '~' || {k} || right({column}, 1)"
        made = f"CASE WHEN {column} = '' THEN '' ELSE {moved} END"
    return made


def rows_of(path: Path) -> int:
    """Rows of a Parquet file."""
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)


def scan(paths: Sequence[Path]) -> None:
    """The peer of a step: DuckDB reads every column of every row, sums numbers and takes the largest of all else."""
    clock, rows = Clock(), 0
    with duckdb.connect() as database:
        database.execute(f"SET threads = {THREADS}")
        for path in paths:
            found = database.execute(f"DESCRIBE FROM read_parquet('{path}')").fetchall()
            shown = ", ".join(
                f'{"sum" if kind.startswith(SUMMED) else "max"}("{name}")' for name, kind, *_ in found
            )
            with clock.part(path.stem):
                said = database.execute(f"SELECT count(*), {shown} FROM read_parquet('{path}')").fetchone()
            rows += int(said[0]) if said else 0
    answer(clock, rows)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What every measurement on scaled tables may be asked."""
    parser.add_argument(
        "--folder", type=Path, help="keep the prepared tables here and use those that are there"
    )
    parser.add_argument("--size", choices=SIZES, default="demo", help="world that the base is computed from")
    parser.add_argument("--copies", type=int, default=1, help="how many times over every person stands")


def prepare(
    folder: Path, size: str, copies: int, last: str, *, workers: int = 1, is_standing: bool = False
) -> None:
    """Make ready what a measurement reads: in a process of its own, so that it leaves nothing behind."""
    import subprocess

    command = [sys.executable, "-m", "bench.scaled", str(folder), "--size", size]
    command += ["--copies", str(copies), "--workers", str(workers), "--last", last]
    subprocess.run([*command, "--standing"] if is_standing else command, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=SIZES, default="demo")
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--last", choices=STEPS, default="ledger")
    parser.add_argument(
        "--standing", action="store_true", help="do again what other code than today's has done"
    )
    asked = parser.parse_args()
    base = base_of(asked.folder, asked.size)
    make_base(base, asked.size, asked.last, is_standing=asked.standing)
    if asked.copies > 1 or asked.workers > 1:
        target = scaled_tables(asked.folder, asked.size, asked.copies, asked.workers)
        copy_tables(base.tables, target, asked.copies, asked.last, asked.workers)


if __name__ == "__main__":
    main()
