"""What `hecha sources check` finds out: for every table of every source, can it be had, and what to do if not.

Looks, and keeps nothing. A registry that is only to be looked up is asked for one credit code that can't exist,
so that no stranger's row is read for a test.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from connectors.deliveries import SourceConfig, Tuning, address, drops_of, open_gateway
from connectors.errors import ConnectorError, FileRefusedError, RightsError, SchemaError
from connectors.files.pull import layout_of
from connectors.files.reader import FileReader, Parsed, find_files
from connectors.gateway.client import NOBODY
from connectors.landed import BEIJING, moment
from connectors.sql import statements
from connectors.sql.database import Found, fault, find_table, make_engine
from etl.config_sources import GatewaySource, SqlSource
from etl.model.sources import SourceSpec, TableSpec

SKEW_ALLOWED = 60.0


@dataclass(frozen=True)
class CheckRow:
    """One table as found. None means: not found out, because something before it failed, or it doesn't apply."""

    source: str
    delivery: str
    connects: bool | None = None
    reads: bool | None = None
    columns: str = ""
    skew_seconds: float | None = None
    rows: int | None = None
    newest: str | None = None
    fault: str = ""
    advice: str = ""

    @property
    def is_good(self) -> bool:
        return not self.fault


def check_sources(
    specs: Mapping[str, SourceSpec],
    configs: Mapping[str, SourceConfig],
    scratch: Path,
    tuning: Tuning | None = None,
) -> list[CheckRow]:
    """Every configured source, table by table, in the order of the contract."""
    rows: list[CheckRow] = []
    for system, spec in specs.items():
        config = configs.get(system)
        if config is None:
            advice = f"add `{system}` under `sources` in the configuration"
            rows.append(CheckRow(system, "", fault="not configured", advice=advice))
            continue
        rows.extend(check_source(spec, config, scratch, tuning or Tuning()))
    return rows


def check_source(spec: SourceSpec, config: SourceConfig, scratch: Path, tuning: Tuning) -> list[CheckRow]:
    """The tables of one source, its own delivery first, then those handed in as files."""
    rows: list[CheckRow] = []
    if isinstance(config, SqlSource):
        rows.extend(_sql(spec, config))
    elif isinstance(config, GatewaySource):
        rows.extend(_gateway(spec, config, tuning))
    rows.extend(_files(spec, config, scratch, tuning))
    return [_volume(spec, row) for row in rows]


def _failed(source: str, delivery: str, error: ConnectorError, **known: Any) -> CheckRow:
    reason = error.reason if not isinstance(error, FileRefusedError) else f"{error.file}: {error.refusal}"
    return CheckRow(source, delivery, fault=reason, advice=error.advice or "ask the source's office", **known)


def _volume(spec: SourceSpec, row: CheckRow) -> CheckRow:
    """Expected volumes stand in source.yaml; far from them is a fault."""
    table = spec.tables.get(row.source.partition(".")[2])
    if table is None or row.rows is None or row.fault:
        return row
    if row.rows < table.expect_min:
        reason = f"{row.rows} rows, fewer than the expected {table.expect_min}"
        return replace(row, fault=reason, advice="ask whether the export or the table is whole")
    if row.rows > table.expect_max:
        reason = f"{row.rows} rows, more than the expected {table.expect_max}"
        return replace(row, fault=reason, advice="correct `expect` in source.yaml, or ask what was added")
    return row


def _sql(spec: SourceSpec, config: SqlSource) -> list[CheckRow]:
    tables = [table for table in spec.tables.values() if table.native_table]
    try:
        engine = make_engine(address(spec.system, config))
        with engine.connect() as connection:
            skew = _database_skew(connection)
    except ConnectorError as error:
        return [_failed(table.source, "sql", error, connects=False) for table in tables]
    except (exc.SQLAlchemyError, ImportError) as error:
        ours = _connect_fault(spec.system, error)
        return [_failed(table.source, "sql", ours, connects=False) for table in tables]
    try:
        return [_sql_table(engine, table, skew) for table in tables]
    finally:
        engine.dispose()


def _connect_fault(system: str, error: Exception) -> ConnectorError:
    if isinstance(error, exc.SQLAlchemyError) and not isinstance(
        error, exc.NoSuchModuleError | exc.ArgumentError
    ):
        return fault(system, error, "connecting")
    return ConnectorError(
        system,
        f"the database driver or its address can't be used ({type(error).__name__})",
        advice="install the driver (see the extras) and check the form of the address",
    )


def _database_skew(connection: sa.Connection) -> float | None:
    """How far the database's clock is from ours; a clock without a zone is taken for China's or for UTC."""
    told = connection.execute(sa.select(sa.func.current_timestamp())).scalar_one()
    here = time.time()
    at = told if isinstance(told, datetime) else moment(str(told))
    if at is None:
        return None
    if isinstance(told, datetime) and told.tzinfo is not None:
        return told.timestamp() - here
    bare = at.replace(tzinfo=None)
    guesses = [bare.replace(tzinfo=zone).timestamp() - here for zone in (BEIJING, UTC)]
    return min(guesses, key=abs)


def _sql_table(engine: sa.Engine, table: TableSpec, skew: float | None) -> CheckRow:
    row = CheckRow(table.source, "sql", connects=True, skew_seconds=skew)
    doing = "looking into its catalogue"
    try:
        with engine.connect() as connection:
            found = find_table(connection, table, str(table.native_table))
            doing = "reading a row"
            connection.execute(statements.probe(found)).fetchall()
            row = replace(row, reads=True, columns=_columns(found))
            doing = "counting its rows"
            counted = connection.execute(statements.count(found)).scalar_one()
            updated = table.native_of("updated_at")
            newest = None
            if updated in found.names:
                newest = connection.execute(statements.newest(found, str(updated))).scalar_one()
    except ConnectorError as error:
        reads = False if isinstance(error, RightsError | SchemaError) else None
        return _failed(table.source, "sql", error, connects=True, reads=reads, skew_seconds=skew)
    except exc.SQLAlchemyError as error:
        ours = fault(table.source, error, doing)
        return _failed(table.source, "sql", ours, connects=True, reads=row.reads or False, skew_seconds=skew)
    row = replace(row, rows=int(counted), newest=str(newest) if newest is not None else None)
    return _skewed(row)


def _columns(found: Found) -> str:
    said = []
    if found.absent:
        said.append("absent: " + ", ".join(found.absent))
    if found.extra:
        said.append("not used: " + ", ".join(found.extra))
    return "; ".join(said) or "all"


def _skewed(row: CheckRow) -> CheckRow:
    if row.skew_seconds is not None and abs(row.skew_seconds) > SKEW_ALLOWED and not row.fault:
        reason = f"its clock differs from ours by {row.skew_seconds:.0f} s"
        return replace(row, fault=reason, advice="set this machine's clock by the network's time server")
    return row


def _gateway(spec: SourceSpec, config: GatewaySource, tuning: Tuning) -> list[CheckRow]:
    rows: list[CheckRow] = []
    patient = replace(tuning.gateway, size=1, attempts=min(tuning.gateway.attempts, 3), total_seconds=60.0)
    for table in spec.tables.values():
        if not table.resource:
            continue
        try:
            with open_gateway(spec, config, patient) as gateway:
                if config.mode == "lookup":
                    answer = gateway.lookup_page(table.resource, [NOBODY], 1)
                    rows_there, columns = None, "not looked at (lookup)"
                else:
                    answer = gateway.list_page(table.resource, 1)
                    rows_there, columns = answer.total, _answered(table, answer.rows)
                row = CheckRow(
                    table.source,
                    "gateway",
                    connects=True,
                    reads=True,
                    columns=columns,
                    skew_seconds=gateway.skew_seconds,
                    rows=rows_there,
                    newest=answer.as_of,
                )
                rows.append(_skewed(row))
        except ConnectorError as error:
            reads = False if isinstance(error, RightsError) else None
            connects = isinstance(error, RightsError) or None
            rows.append(_failed(table.source, "gateway", error, connects=connects, reads=reads))
    return rows


def _answered(table: TableSpec, rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return "no row to look at"
    called = [table.called(native)[0] for native in table.columns]
    absent = [name for name in called if name not in rows[0]]
    extra = [name for name in rows[0] if name not in called]
    said = [f"absent: {', '.join(absent)}"] if absent else []
    said += [f"not mapped: {', '.join(extra)}"] if extra else []
    return "; ".join(said) or "all"


def _files(spec: SourceSpec, config: SourceConfig, scratch: Path, tuning: Tuning) -> list[CheckRow]:
    rows: list[CheckRow] = []
    try:
        drops = drops_of(spec, config)
    except ConnectorError as error:
        return [_failed(spec.system, "files", error, connects=False)]
    layouts = [layout_of(table) for table in spec.tables.values()]
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileReader(spec.system, layouts, tuning.files, scratch) as reader:
        for drop in drops:
            source = f"{spec.system}.{drop.table or next(iter(spec.tables))}"
            try:
                found, _ = find_files(spec.system, drop.folder, drop.pattern, drop.table)
            except ConnectorError as error:
                rows.append(_failed(source, "files", error, connects=False))
                continue
            if not found:
                advice = "put the exports there, or check `path` and `glob`"
                rows.append(
                    CheckRow(source, "files", connects=True, rows=0, fault="no file there", advice=advice)
                )
                continue
            parsed: list[Parsed] = []
            for one in found:
                try:
                    parsed.append(reader.read(one))
                except FileRefusedError as error:
                    advice = "mend the file, or ask the office for a new one"
                    named = FileRefusedError(source, error.file, error.refusal, advice=advice)
                    rows.append(_failed(source, "files", named, connects=True, reads=False))
            rows.extend(_parsed(spec, parsed))
    return rows


def _parsed(spec: SourceSpec, parsed: Sequence[Parsed]) -> list[CheckRow]:
    rows: list[CheckRow] = []
    for table in spec.tables:
        reports = [one.report for one in parsed if one.report["table"] == table]
        if not reports:
            continue
        absent = sorted({name for report in reports for name in report["absent"]})
        extra = sorted({name for report in reports for name in report["extra"]})
        said = [f"absent: {', '.join(absent)}"] if absent else []
        said += [f"not mapped: {', '.join(extra)}"] if extra else []
        undated = [report["file"] for report in reports if report["as_of"] is None]
        row = CheckRow(
            f"{spec.system}.{table}",
            "files",
            connects=True,
            reads=True,
            columns="; ".join(said) or "all",
            rows=sum(report["rows"] for report in reports),
            newest=max((report["as_of"] for report in reports if report["as_of"]), default=None),
        )
        if undated:
            reason = f"{len(undated)} file(s) don't say their date, first: {undated[0]}"
            row = replace(
                row, fault=reason, advice="put the date of the export into the file's name, as _20240630"
            )
        rows.append(row)
    return rows
