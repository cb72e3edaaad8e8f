"""A release: everything that a run publishes, written into a folder that the caller renames when it is whole.

Here: the order of things. Not here: where releases lie and which one is in force (store), or what any table says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.config import HitRate
from etl.decisions.hits import FIGURES, Hits, by_code
from etl.engine import Engine
from etl.model.contracts import published
from etl.model.sources import SourceSpec
from etl.policy.in_force import Library
from etl.publish import importsheets, kinds, manifest, signing, small_books, summary, workbook
from etl.publish.kinds import Kind
from etl.publish.manifest import Contents, MadeFrom, ReleaseFile
from etl.publish.sheets import Book, book, county_names
from etl.publish.signing import Signer
from etl.publish.small_books import NoticeSettings
from etl.publish.tables import Scope, once_only_schemes, published_tables
from etl.store.releases import Release
from etl.verify.withheld import withheld

TOTALS = ("rows", "used", "quarantined", "repeats", "superseded")
TREND = 24
"""Ledger months that the trend of a release holds at most."""


class ReleaseError(ValueError):
    """A release that must not be published; says why without naming a person."""


@dataclass(frozen=True)
class ReleaseRequest:
    """What a release is made of besides the tables. `previous`: tables of the release before, as `read_release` gives them."""

    month: int
    areas: Sequence[str]
    library: Library
    made_from: MadeFrom
    sources: Mapping[str, SourceSpec]
    kinds: Sequence[Kind] = ("internal",)
    purpose: str = ""
    previous: Mapping[str, ir.Table] = field(default_factory=dict)
    previous_trend: Sequence[Mapping[str, Any]] = ()
    policy_changed: bool = False
    paused: Mapping[str, str] = field(default_factory=dict)
    hit_floor: HitRate | None = None
    notice: NoticeSettings = field(default_factory=NoticeSettings)
    signer: Signer | None = None
    warnings: Sequence[str] = ()


@dataclass(frozen=True)
class ReleaseInfo:
    """What was written: the id, rows of each table, and what the manifest warns of."""

    release_id: str
    rows: Mapping[str, int]
    warnings: tuple[str, ...]


def read_release(engine: Engine, folder: Path) -> dict[str, ir.Table]:
    """The tables of a published release, of its internal kind."""
    inside = folder / "internal" if (folder / "internal").is_dir() else folder
    return {path.stem: engine.read(path) for path in sorted(inside.glob("*.parquet"))}


def alerts_of(engine: Engine, made: Sequence[Release]) -> ir.Table:
    """alert_id, code, county, first_seen of every alert that these releases show, the newest first."""
    texts = [(name, pa.string()) for name in ("alert_id", "code", "county")]
    schema = pa.schema([*texts, ("first_seen", pa.int64())])
    paths = [path for release in made if (path := release.table("alerts")) is not None]
    every = pa.concat_tables(
        [schema.empty_table(), *(pq.read_table(path, columns=schema.names).cast(schema) for path in paths)]
    )
    seen = every.append_column("nth", pa.array(range(every.num_rows), pa.int64()))
    first = seen.group_by("alert_id").aggregate([("nth", "min")]).column("nth_min")
    return engine.table(every.take(first))


def build_release(
    folder: Path, engine: Engine, tables: Mapping[str, ir.Table], request: ReleaseRequest
) -> ReleaseInfo:
    """Write every file of the release into `folder`, a subfolder for each kind.

    Raises:
        ReleaseError: a restricted release without a purpose.
    """
    if "restricted" in request.kinds and not request.purpose.strip():
        raise ReleaseError("a restricted release needs a purpose")
    asked = [kind for kind in kinds.KINDS if kind == "internal" or kind in request.kinds]
    scope = Scope(
        request.month,
        tuple(request.areas),
        once_only_schemes(request.library),
        request.previous,
        policy_changed=request.policy_changed,
    )
    warnings = [*request.warnings, *_missing_starts(request.library), *_unread_money(engine, tables)]
    made = published_tables(engine, tables, scope, request.sources, warnings)
    warnings += _withheld(engine, tables, made, request.month)
    making = _Making(engine, tables, request, made, tuple(warnings))
    for kind in asked:
        making.write_kind(folder / kind, kind)
    return ReleaseInfo(making.release_id, making.rows, making.warnings)


def _withheld(
    engine: Engine, tables: Mapping[str, ir.Table], made: Mapping[str, ir.Table], month: int
) -> list[str]:
    verdicts = None
    if "roster_verdicts" in tables and "employment" in made:
        verdicts = tables["roster_verdicts"].semi_join(made["employment"], "row_ref")
    return withheld(engine, verdicts, made.get("alert_runs"), month)


class _Making:
    """The writing of one release."""

    def __init__(
        self,
        engine: Engine,
        tables: Mapping[str, ir.Table],
        request: ReleaseRequest,
        made: Mapping[str, ir.Table],
        warnings: tuple[str, ...],
    ) -> None:
        self.engine = engine
        self.request = request
        self.made = made
        self.release_id = manifest.release_id(request.made_from, request.month)
        self.rows: dict[str, int] = {}
        self.names = county_names(engine, tables)
        self.totals = engine.arrow(tables["reconciliation"]) if "reconciliation" in tables else None
        self.warnings = warnings
        self.known = tables.get("persons")
        self.families = _families(engine, tables)
        self.rates = engine.arrow(tables["hit_rates"]) if "hit_rates" in tables else None

    def write_kind(self, folder: Path, kind: Kind) -> None:
        """One kind's folder with its manifest, sealed."""
        folder.mkdir(parents=True)
        shown = kinds.of_kind(self.engine, self.made, kind, self.known)
        files = [self._table(folder, name, table, kind) for name, table in shown.items()]
        if kind == "public":
            files += self._public_files(folder, shown)
        else:
            files += self._internal_files(folder, shown, kind)
        contents = Contents(
            kind=kind,
            ledger_month=self.request.month,
            release_id=self.release_id,
            areas=self.request.areas,
            files=files,
            control_totals=self._control_totals(),
            coverage=self._coverage(),
            warnings=self.warnings,
            purpose=self.request.purpose if kind == "restricted" else "",
            extra={} if kind == "public" else {"trend": self._trend(), "hit_rates": self._hit_rates()},
        )
        manifest.write_manifest(folder, manifest.manifest(self.request.made_from, contents))
        signing.seal(folder, self.request.signer)

    def _table(self, folder: Path, name: str, table: ir.Table, kind: Kind) -> ReleaseFile:
        contract = published(name)
        schema = contract.arrow_schema()
        if kind == "public":
            schema = pa.schema([column for column in schema if column.name in table.columns])
        rows = self.engine.write(table, folder / f"{name}.parquet", schema, contract.key)
        self.rows.setdefault(name, rows)
        return manifest.file_of(folder, f"{name}.parquet", rows)

    # --- internal and restricted ---

    def _internal_files(self, folder: Path, shown: Mapping[str, ir.Table], kind: Kind) -> list[ReleaseFile]:
        rows = book(
            self.engine,
            shown,
            self.request.month,
            self.names,
            restricted=kind == "restricted",
            totals=self.totals,
            remarks=self._remarks(kind),
            provisional=self.request.made_from.provisional,
            families=self.families,
        )
        files = [self._workbook(folder, rows, workbook.WHOLE)]
        files += [self._workbook(folder, rows.of_county(one), self._unit(rows, one)) for one in rows.counties]
        if kind == "internal":
            files += self._imports(folder, rows)
            files += self._corrections(folder, shown)
            files.append(self._summary(folder, rows))
        return files

    def _unit(self, rows: Book, county: str) -> str:
        """A county's name; with its code where two counties are called the same."""
        name = rows.name_of(county)
        alike = [one for one in rows.counties if rows.name_of(one) == name]
        return name if len(alike) == 1 else f"{name}{county}"

    def _workbook(self, folder: Path, rows: Book, unit: str) -> ReleaseFile:
        name = workbook.file_name(unit, self.request.month)
        written = workbook.write_workbook(folder / name, rows, unit)
        return manifest.file_of(folder, name, sum(written.values()))

    def _imports(self, folder: Path, rows: Book) -> list[ReleaseFile]:
        name = importsheets.import_name(self.request.month)
        count = importsheets.import_book(
            folder / name, rows.sheets["ledger"], rows.sheets.get("changes"), self.request.month
        )
        return [manifest.file_of(folder, name, count)]

    def _corrections(self, folder: Path, shown: Mapping[str, ir.Table]) -> list[ReleaseFile]:
        """One list a source system, where there is something to correct."""
        if "corrections" not in shown:
            return []
        index = shown["row_index"].select("row_ref", "native_key", "file", "source_row")
        joined = shown["corrections"].join(index, "row_ref")
        found = self.engine.arrow(joined).sort_by(
            [("source", "ascending"), ("row_ref", "ascending"), ("column", "ascending")]
        )
        files = []
        for system, spec in sorted(self.request.sources.items()):
            rows = found.filter(pc.starts_with(found.column("source"), pattern=f"{system}."))
            if rows.num_rows:
                name = f"校核纠错_{spec.zh}_{self.request.month}.xlsx"
                count = small_books.corrections_book(folder / name, rows, self.request.month, spec.zh)
                files.append(manifest.file_of(folder, name, count))
        return files

    def _summary(self, folder: Path, rows: Book) -> ReleaseFile:
        page = summary.summary(rows, self.release_id, self._trend(), self.warnings, self._hits())
        (folder / "summary.html").write_text(page, encoding="utf-8", newline="\n")
        return manifest.file_of(folder, "summary.html", None)

    # --- public ---

    def _public_files(self, folder: Path, shown: Mapping[str, ir.Table]) -> list[ReleaseFile]:
        if "entitlements" not in self.made:
            return []
        table = kinds.notice_table(self.engine, self.made, shown)
        files = []
        for county in sorted(set(table.column("county").to_pylist())):
            unit = self.names.get(county) or county
            name = small_books.notice_name(unit, self.request.month)
            rows = table.filter(pc.equal(table.column("county"), county))
            count = small_books.notice_book(
                folder / name, rows, self.request.month, unit, self.request.notice
            )
            files.append(manifest.file_of(folder, name, count))
        return files

    # --- what the manifest says ---

    def _control_totals(self) -> dict[str, dict[str, int]]:
        if self.totals is None:
            return {}
        columns = {name: self.totals.column(name).to_pylist() for name in ("source", *TOTALS)}
        return {
            source: {name: int(columns[name][at]) for name in TOTALS}
            for at, source in enumerate(columns["source"])
        }

    def _coverage(self) -> dict[str, dict[str, int]]:
        """By source: how many counties of the ledger month are in each state."""
        if "coverage" not in self.made:
            return {}
        rows = self.made["coverage"].filter(self.made["coverage"].month == self.request.month)
        table = self.engine.arrow(rows.select("source", "state", "county"))
        counted = table.group_by(["source", "state"]).aggregate([("county", "count")])
        result: dict[str, dict[str, int]] = {}
        columns = [counted.column(name).to_pylist() for name in ("source", "state", "county_count")]
        for source, state, number in zip(*columns, strict=True):
            result.setdefault(source, {})[state] = number
        return result

    def _trend(self) -> list[dict[str, Any]]:
        """Figures of earlier ledger months, handed on from manifest to manifest, and this one's."""
        earlier = [dict(one) for one in self.request.previous_trend if one["month"] < self.request.month]
        return [*earlier, self._figures()][-TREND:]

    def _figures(self) -> dict[str, Any]:
        ledger = self.engine.arrow(self.made["ledger"])
        figures: dict[str, Any] = {"month": self.request.month, "workshops": ledger.num_rows}
        for name in ("poverty_declared", "poverty_confirmed", "open_alerts"):
            figures[name] = int(pc.sum(ledger.column(name)).as_py() or 0)
        for name in ("paid_this_year", "over_this_year", "under_this_year"):
            figures[name] = str(pc.sum(ledger.column(name)).as_py() or "0.00")
        return figures

    def _hits(self) -> list[Hits]:
        return by_code(self.rates, self.request.hit_floor, self.request.paused)

    def _hit_rates(self) -> list[dict[str, Any]]:
        """What became of alerts, per code, county and the month in which they were first seen; none while nobody answered or paused."""
        if self.rates is None:
            return []
        by = ["code", "county", "month"]
        rows = self.rates.select([*by, *FIGURES]).sort_by([(name, "ascending") for name in by]).to_pylist()
        return [{**row, "recovered": str(row["recovered"])} for row in rows]

    def _remarks(self, kind: Kind) -> tuple[str, ...]:
        made_from = self.request.made_from
        previous = made_from.previous
        told = [
            f"发布编号：{self.release_id}；程序版本：{made_from.code_version or '未注明'}。",
            "上期：无。"
            if previous is None
            else f"上期：{previous.ledger_month}，发布编号{previous.release_id}。",
        ]
        if kind == "restricted":
            told.append(f"本文件含完整证件号码，用途：{self.request.purpose}；仅限授权人员使用。")
        return (*told, *(f"提示：{one}" for one in self.warnings))


def _families(engine: Engine, tables: Mapping[str, ir.Table]) -> dict[str, set[str]]:
    """The rules of each family of findings."""
    found: dict[str, set[str]] = {}
    if "findings" in tables:
        rules = engine.arrow(tables["findings"].select("family", "rule").distinct()).to_pydict()
        for family, rule in zip(rules["family"], rules["rule"], strict=True):
            found.setdefault(family, set()).add(rule)
    return found


def _missing_starts(library: Library) -> tuple[str, ...]:
    return tuple(
        f"{document.number}没有起始日（须在配置 documents 中给出），不作依据"
        for document in library.missing_starts()
    )


def _unread_money(engine: Engine, tables: Mapping[str, ir.Table]) -> list[str]:
    """Money under names of schemes that nobody mapped: it is in no sum, so it is said."""
    rows = tables.get("quarantine_rows")
    if rows is None or "amount" not in rows.columns:
        return []
    amounts = engine.arrow(rows.filter(rows.reason == "scheme_unknown").select("row_ref", "amount"))
    if not amounts.num_rows:
        return []
    total = pc.sum(amounts.column("amount")).as_py() or "0.00"
    return [f"{amounts.num_rows}行的补贴项目名称没有对应（配置 scheme_names），合计{total}元未计入"]
