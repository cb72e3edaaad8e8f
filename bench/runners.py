"""Twenty tables of verify, made by our engine and by two runners of SQL models: processor seconds of whole processes.

    python -m bench.runners --dbt DBT_ENV/bin --sqlmesh SQLMESH_ENV/bin

Each runner needs an environment of its own (`pip install dbt-duckdb`, `pip install 'sqlmesh'`), for they pin what we pin
otherwise. All read the same Parquet files, which bench.scaled makes; the SELECTs are ours word for word, for dbt with
`ref(…)` in the place of the names of other models, for SQLMesh under a head of its own. `bare` is DuckDB alone, told the
statements in their order. Every side runs twice over its own database: as new, and again with nothing changed.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import duckdb

from bench import employment, measure, scaled
from etl.engine.functions import functions
from etl.engine.tables import SqlTable, in_order, made_with, short

MOST = 20
INPUTS = "inputs"


def chosen() -> list[SqlTable]:
    """The first twenty SQL tables of verify in the order of making."""
    made = in_order(made_with(employment.ROOM), list(employment.EMPLOYMENT))
    ours = [one for one in made if isinstance(one, SqlTable) and one.name.startswith("verify.")]
    return ours[:MOST]


def read_by(tables: Sequence[SqlTable]) -> list[str]:
    """What they read and do not make."""
    own = {one.name for one in tables}
    return sorted({name for one in tables for name in one.reads} - own)


def lay_out(base: scaled.Base, tables_folder: Path, folder: Path) -> None:
    """Every table that is read, as Parquet: `inputs/room.table.parquet`."""
    from etl.engine.warehouse import open_warehouse

    target = folder / INPUTS
    target.mkdir(exist_ok=True)
    names = read_by(chosen())
    with (
        base.session() as session,
        open_warehouse(employment.settings("duckdb"), folder / "work") as warehouse,
    ):
        employment.give(warehouse, session, tables_folder)
        own = made_with(employment.ROOM)
        warehouse.make(employment.ROOM, [name for name in names if name in own])
        for name in names:
            warehouse.save(name, target / f"{name}.parquet")


# --- the sides ---


def ours(folder: Path) -> None:
    """Our engine in this process: give, make, save."""
    from etl.engine.warehouse import open_warehouse

    with open_warehouse(employment.settings("duckdb"), folder / "ours-work") as warehouse:
        for name in read_by(chosen()):
            warehouse.give(name, folder / INPUTS / f"{name}.parquet")
        wanted = [one.name for one in chosen()]
        warehouse.run(chosen(), wanted)
        for name in wanted:
            warehouse.save(name, folder / f"ours-{name}.parquet")


def bare(folder: Path) -> None:
    """DuckDB and the statements."""
    path = folder / "bare.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(path) as database:
        database.execute(f"SET threads = {measure.THREADS}")
        _with_inputs(database, folder)
        for table in chosen():
            database.execute(f"CREATE TABLE {table.name} AS {table.body}")


def _with_inputs(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for statement in prelude(folder):
        database.execute(statement)


def prelude(folder: Path) -> list[str]:
    """What a database needs before the first model: schemas, our few functions, the inputs as views."""
    names = read_by(chosen())
    rooms = sorted({name.partition(".")[0] for name in (*names, "verify.all")})
    made = [f"CREATE SCHEMA IF NOT EXISTS {room}" for room in rooms]
    made += [
        f"CREATE OR REPLACE MACRO {one.name}({', '.join(one.parameters)}) AS {one.expression}"
        for one in functions().values()
    ]
    return made + [
        f"CREATE OR REPLACE VIEW {name} AS FROM read_parquet('{(folder / INPUTS / name).absolute()}.parquet')"
        for name in names
    ]


PROFILE = """hecha:
  target: here
  outputs:
    here: {{type: duckdb, path: "{path}", threads: 1, settings: {{threads: {threads}}}}}
"""
PROJECT = """name: hecha
version: "1.0"
profile: hecha
model-paths: [models]
macro-paths: [macros]
models:
  hecha: {+materialized: table, +schema: verify}
flags: {send_anonymous_usage_stats: false}
"""
SCHEMA = """{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name }}{% endmacro %}
"""


def dbt_project(folder: Path) -> Path:
    """The twenty as a dbt project; the database stands ready with its inputs."""
    project = folder / "dbt"
    (project / "models").mkdir(parents=True, exist_ok=True)
    (project / "macros").mkdir(exist_ok=True)
    (project / "macros" / "schema.sql").write_text(SCHEMA, encoding="utf-8")
    (project / "dbt_project.yml").write_text(PROJECT, encoding="utf-8")
    text = PROFILE.format(path=(project / "models.duckdb").absolute(), threads=measure.THREADS)
    (project / "profiles.yml").write_text(text, encoding="utf-8")
    names = {one.name for one in chosen()}
    for table in chosen():
        body = re.sub(
            r"\bverify\.([a-z_0-9]+)\b",
            lambda found: f"{{{{ ref('{found[1]}') }}}}" if found[0] in names else found[0],
            table.body,
        )
        (project / "models" / f"{short(table.name)}.sql").write_text(body, encoding="utf-8")
    return project


CONFIG = """gateways:
  here:
    connection: {{type: duckdb, database: "{path}", connector_config: {{threads: {threads}}}}}
default_gateway: here
model_defaults: {{dialect: duckdb, start: "2024-01-01"}}
disable_anonymized_analytics: true
"""


def sqlmesh_project(folder: Path) -> Path:
    """The twenty as a SQLMesh project."""
    project = folder / "sqlmesh"
    (project / "models").mkdir(parents=True, exist_ok=True)
    text = CONFIG.format(path=(project / "models.duckdb").absolute(), threads=measure.THREADS)
    (project / "config.yaml").write_text(text, encoding="utf-8")
    for table in chosen():
        head = f"MODEL (name {table.name}, kind FULL);\n\n"
        (project / "models" / f"{short(table.name)}.sql").write_text(head + table.body, encoding="utf-8")
    return project


def prepare_database(binaries: Path, path: Path, folder: Path) -> None:
    """Made by the runner's own DuckDB, for versions differ in what they write."""
    path.unlink(missing_ok=True)
    code = "import json, sys, duckdb\nwith duckdb.connect(sys.argv[1]) as d:\n    [d.execute(one) for one in json.load(sys.stdin)]"
    command = [str(binaries / "python"), "-c", code, str(path)]
    subprocess.run(command, input=json.dumps(prelude(folder)), text=True, check=True)


def cpu_of(command: Sequence[str], where: Path) -> float:
    """Processor seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command,
        cwd=where,
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"DO_NOT_TRACK": "1"},
    )
    if done.returncode:
        raise SystemExit(
            f"{command[0]} ended with {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    scaled.arguments(parser)
    parser.add_argument(
        "--dbt", type=Path, help="the folder of the programs of an environment with dbt-duckdb"
    )
    parser.add_argument("--sqlmesh", type=Path, help="likewise, with sqlmesh")
    parser.add_argument("--side", choices=("ours", "bare"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    with measure.working_folder(asked.folder) as folder:
        if asked.side:
            {"ours": ours, "bare": bare}[asked.side](folder)
            return
        base = scaled.base_of(folder, asked.size)
        scaled.prepare(folder, asked.size, asked.copies, "verify")
        lay_out(base, scaled.scaled_tables(folder, asked.size, asked.copies), folder)
        itself = [sys.executable, "-m", "bench.runners", "--folder", str(folder), "--side"]
        sides: dict[str, Callable[[], float]] = {
            "bare": partial(cpu_of, [*itself, "bare"], Path.cwd()),
            "ours": partial(cpu_of, [*itself, "ours"], Path.cwd()),
        }
        if asked.dbt:
            project = dbt_project(folder)
            prepare_database(asked.dbt, project / "models.duckdb", folder)
            sides["dbt"] = partial(
                cpu_of, [str(asked.dbt.absolute() / "dbt"), "run", "--profiles-dir", "."], project
            )
        if asked.sqlmesh:
            project = sqlmesh_project(folder)
            prepare_database(asked.sqlmesh, project / "models.duckdb", folder)
            command = [
                str(asked.sqlmesh.absolute() / "sqlmesh"),
                "plan",
                "--auto-apply",
                "--no-prompts",
                "--skip-tests",
            ]
            sides["sqlmesh"] = partial(cpu_of, command, project)
        rows = [(name, *(measure.seconds(side()) for _ in range(2))) for name, side in sides.items()]
        measure.print_table(("runner", "CPU s, as new", "CPU s, again"), rows)


if __name__ == "__main__":
    main()
