"""A release: everything that a run publishes, written into a folder that the caller renames when it is whole.

Here: the order of things. Not here: where releases lie and which one is in force (store), or what any table says.
"""

import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from etl.config import HitRate
from etl.decisions.hits import FIGURES, Hits, by_code
from etl.engine.tables import in_order, tables_of
from etl.engine.warehouse import Warehouse
from etl.model.contracts import load_contracts, published
from etl.model.sources import SourceSpec
from etl.policy.in_force import Library
from etl.publish import (
    handed,
    kinds,
    letters,
    manifest,
    notices,
    signing,
    small_books,
    summary,
    telling,
    workbook,
)
from etl.publish.given import release_tables
from etl.publish.kinds import Kind
from etl.publish.layout import layout
from etl.publish.manifest import Contents, MadeFrom, ReleaseFile
from etl.publish.notices import NoticeSettings
from etl.publish.paper import Mark
from etl.publish.sheets import BLOCKS, CHANGES, SHEETS, WHOLE, Book, book, county_names, with_numbers
from etl.publish.signing import Signer

TOTALS = ("rows", "used", "quarantined", "repeats", "superseded")
TREND = 24
"""Ledger months that the trend of a release holds at most."""
MADE_ELSEWHERE = {name: f"ledger.{name}" for name in ("ledger", "indicators", "risk", "exits", "outreach")}
"""Published as another room makes them."""
FROM_PUBLIC = {"people": "publish.public_people", "ledger": "publish.public_ledger"}
NOTICES = ("publish.notice", "publish.to_recognise")


class ReleaseError(ValueError):
    """A release that must not be published; says why without naming a person."""


@dataclass(frozen=True)
class ReleaseRequest:
    """What a release is made of besides the tables. `absent`: published tables that nobody computed: they are in no release."""

    month: int
    areas: Sequence[str]
    library: Library
    made_from: MadeFrom
    sources: Mapping[str, SourceSpec]
    kinds: Sequence[Kind] = ("internal",)
    purpose: str = ""
    absent: Collection[str] = ()
    previous_trend: Sequence[Mapping[str, Any]] = ()
    policy_changed: bool = False
    paused: Mapping[str, str] = field(default_factory=dict)
    hit_floor: HitRate | None = None
    notice: NoticeSettings = field(default_factory=NoticeSettings)
    signer: Signer | None = None
    handovers: Sequence[Mapping[str, str]] = ()
    warnings: Sequence[str] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    """Counts of this month and how they were judged, by which later months are judged."""

    @property
    def tables(self) -> dict[str, str]:
        """The published tables of this release in the order of their contracts, each with the table that it is written from.

        Without a previous release nothing has changed.
        """
        without = {*self.absent, *(() if self.made_from.previous else (CHANGES,))}
        return {
            name: MADE_ELSEWHERE.get(name, f"publish.{name}")
            for name in load_contracts("published")
            if name not in without
        }


@dataclass(frozen=True)
class ReleaseInfo:
    """What was written: the id, rows of each table, and what the manifest warns of."""

    release_id: str
    rows: Mapping[str, int]
    warnings: tuple[str, ...]


def build_release(folder: Path, warehouse: Warehouse, request: ReleaseRequest) -> ReleaseInfo:
    """Write every file of the release into `folder`, a subfolder for each kind.

    The warehouse has the tables of the rooms before, `run.*`, `policy.*` and `earlier.*`.

    Raises:
        ReleaseError: a restricted release without a purpose.
    """
    if "restricted" in request.kinds and not request.purpose.strip():
        raise ReleaseError("a restricted release needs a purpose")
    asked = [kind for kind in kinds.KINDS if kind == "internal" or kind in request.kinds]
    twice = make_tables(warehouse, request, asked)
    warnings = [
        *request.warnings,
        *telling.missing_starts(request.library),
        *telling.unread_money(warehouse),
        *twice,
        *telling.withheld(warehouse.arrow("publish.withheld")),
        *telling.reached(warehouse.arrow("ledger.reach_counts"), layout().words["outreach"]),
    ]
    making = _Making(warehouse, request, folder, tuple(warnings))
    for kind in asked:
        making.write_kind(kind)
    return ReleaseInfo(making.release_id, making.rows, making.warnings)


def make_tables(warehouse: Warehouse, request: ReleaseRequest, asked: Collection[Kind]) -> list[str]:
    """The tables of this room, as far as the release shows them; what has to be said of them.

    The sheets and what is public are made of published tables in which each key stands once.
    """
    given = release_tables(
        request.library,
        request.sources,
        policy_changed=request.policy_changed,
        people=request.notice.people,
        threshold=request.notice.threshold,
    )
    for name, rows in given.items():
        warehouse.give(name, rows)
    own = tables_of("publish")
    warehouse.make("publish", set(request.tables.values()) & set(own))
    told = _once(warehouse, request)
    shown = shown_tables(request, asked)
    rest = [table for table in in_order(own, shown) if table.name not in request.tables.values()]
    warehouse.run(rest, shown)
    return told


def shown_tables(request: ReleaseRequest, asked: Collection[Kind]) -> set[str]:
    """What of this room stands in no file of its own: rows of sheets, of sentences, and of what is public."""
    sheets = {*SHEETS, *BLOCKS, "corrections"} - ({CHANGES} - set(request.tables))
    shown = {f"publish.sheet_{name}" for name in sheets} | {
        "publish.withheld",
        "publish.counties",
        *handed.TABLES,
    }
    return shown | ({*FROM_PUBLIC.values(), *NOTICES} if "public" in asked else set())


def _once(warehouse: Warehouse, request: ReleaseRequest) -> list[str]:
    """Rows with an equal key would speak twice: one stays, and it is said."""
    told = []
    for name, table in request.tables.items():
        contract = published(name)
        if twice := warehouse.once(table, contract.key):
            told.append(f"{contract.zh}（{name}）有{twice}行主键重复，每个主键保留一行")
    return told


class _Making:
    """The writing of one release."""

    def __init__(
        self, warehouse: Warehouse, request: ReleaseRequest, folder: Path, warnings: tuple[str, ...]
    ) -> None:
        self.warehouse = warehouse
        self.request = request
        self.folder = folder
        self.release_id = manifest.release_id(request.made_from, request.month)
        self.rows: dict[str, int] = {}
        self.names = county_names(warehouse)
        self.totals = warehouse.arrow("conform.reconciliation")
        self.warnings = warnings
        self.rates = warehouse.arrow("alerts.hit_rates")

    @cached_property
    def book(self) -> Book:
        """The rows of the workbooks, with numbers masked."""
        return book(
            self.warehouse,
            self.request.month,
            self.names,
            provisional=self.request.made_from.provisional,
            tables=self.request.tables,
        )

    def write_kind(self, kind: Kind) -> None:
        """One kind's folder with its manifest, sealed."""
        folder = self.folder / kind
        folder.mkdir(parents=True)
        files = self._tables(folder, kind)
        if kind == "public":
            files += self._public_files(folder)
        else:
            files += self._internal_files(folder, kind)
        contents = Contents(
            kind=kind,
            ledger_month=self.request.month,
            release_id=self.release_id,
            areas=self.request.areas,
            files=files,
            control_totals=self._control_totals(),
            coverage=self._coverage(),
            warnings=self.warnings,
            county_names={one.county: self._name(one.county) for one in files if one.county},
            purpose=self.request.purpose if kind == "restricted" else "",
            extra={}
            if kind == "public"
            else {"trend": self._trend(), "hit_rates": self._hit_rates(), **self.request.figures},
        )
        manifest.write_manifest(folder, manifest.manifest(self.request.made_from, contents))
        signing.seal(folder, self.request.signer, self.request.handovers)

    def _tables(self, folder: Path, kind: Kind) -> list[ReleaseFile]:
        if kind == "public":
            return [self._public_table(folder, name) for name in kinds.public_rules().tables]
        return [self._table(folder, name, table, kind) for name, table in self.request.tables.items()]

    def _table(self, folder: Path, name: str, table: str, kind: Kind) -> ReleaseFile:
        """Columns that only a restricted release shows are empty in another; all else is the same in both."""
        contract = published(name)
        path = folder / f"{name}.parquet"
        hidden = [column.name for column in contract.columns if column.see == "restricted"]
        if kind == "restricted" and not hidden:
            shutil.copyfile(self.folder / "internal" / path.name, path)
        else:
            self.rows[name] = self.warehouse.write_sorted(
                table, path, contract.arrow_schema(), contract.key, () if kind == "restricted" else hidden
            )
        return manifest.file_of(folder, path.name, self.rows[name])

    def _public_table(self, folder: Path, name: str) -> ReleaseFile:
        contract = published(name)
        shown = kinds.public_rules().ledger if name == "ledger" else contract.names
        schema = pa.schema([column for column in contract.arrow_schema() if column.name in shown])
        path = folder / f"{name}.parquet"
        rows = self.warehouse.write_sorted(FROM_PUBLIC[name], path, schema, contract.key)
        return manifest.file_of(folder, path.name, rows)

    # --- internal and restricted ---

    def _internal_files(self, folder: Path, kind: Kind) -> list[ReleaseFile]:
        rows = replace(
            self.book if kind == "internal" else with_numbers(self.book), remarks=self._remarks(kind)
        )
        if kind == "restricted":
            rows = replace(rows, mark=Mark(f"{self.release_id}-R", self.request.purpose.strip()))
        files = [self._workbook(folder, rows)]
        files += [self._workbook(folder, rows.of_county(one), one) for one in rows.counties]
        files.append(handed.returns(folder, self.warehouse, rows, has_numbers=kind == "restricted"))
        if kind == "internal":
            files += handed.papers(folder, self.warehouse, rows, self._unit)
            files += self._corrections(folder)
            files += self._letters(folder, rows)
            files.append(self._summary(folder, rows))
        return files

    def _name(self, county: str) -> str:
        return self.names.get(county) or county

    def _unit(self, county: str) -> str:
        """A county's name; with its code where the register calls another the same."""
        name = self._name(county)
        is_alone = list(self.names.values()).count(name) <= 1
        return name if is_alone else f"{name}{county}"

    def _workbook(self, folder: Path, rows: Book, county: str = "") -> ReleaseFile:
        unit = self._unit(county) if county else WHOLE
        name = workbook.file_name(unit, self.request.month)
        written = workbook.write_workbook(folder / name, rows, unit)
        return manifest.file_of(folder, name, sum(written.values()), county)

    def _corrections(self, folder: Path) -> list[ReleaseFile]:
        """One list for each office and county, where there is something to correct."""
        found = self.warehouse.arrow("publish.sheet_corrections").sort_by(
            [
                ("source", "ascending"),
                ("native_key", "ascending"),
                ("row_ref", "ascending"),
                ("column", "ascending"),
            ]
        )
        files = []
        for system, spec in sorted(self.request.sources.items()):
            of_system = found.filter(pc.starts_with(found.column("source"), pattern=f"{system}."))
            for county in sorted(set(of_system.column("county").to_pylist())):
                unit = self._unit(county) if county else "未分县"
                rows = of_system.filter(pc.equal(of_system.column("county"), county))
                name = small_books.corrections_name(spec.zh, unit, self.request.month)
                count = small_books.corrections_book(folder / name, rows, self.request.month, spec, unit)
                files.append(manifest.file_of(folder, name, count, county))
        return files

    def _letters(self, folder: Path, rows: Book) -> list[ReleaseFile]:
        """Of each county its account of the month, and a page for each open alert."""
        order = [("alert_id", "ascending"), ("seq", "ascending")]
        evidence = letters.evidence_of(self.warehouse.arrow("publish.alert_evidence").sort_by(order))
        files = []
        for county in rows.counties:
            unit, book = self._unit(county), rows.of_county(county)
            name = letters.account_name(unit, self.request.month)
            letters.account(folder / name, book, unit)
            files.append(manifest.file_of(folder, name, None, county))
            name = letters.feedback_name(unit, self.request.month)
            count = letters.feedback(folder / name, book, unit, evidence)
            files.append(manifest.file_of(folder, name, count, county))
        return files

    def _summary(self, folder: Path, rows: Book) -> ReleaseFile:
        page = summary.summary(rows, self.release_id, self._trend(), self.warnings, self._hits())
        (folder / "summary.html").write_text(page, encoding="utf-8", newline="\n")
        return manifest.file_of(folder, "summary.html", None)

    # --- public ---

    def _public_files(self, folder: Path) -> list[ReleaseFile]:
        """A notice for each county that has something to put up."""
        lines, shops = (self.warehouse.arrow(name) for name in NOTICES)
        files = []
        for county in sorted({*lines.column("county").to_pylist(), *shops.column("county").to_pylist()}):
            unit = self._unit(county)
            name = notices.notice_name(unit, self.request.month)
            count = notices.notice_book(
                folder / name,
                lines.filter(pc.equal(lines.column("county"), county)),
                shops.filter(pc.equal(shops.column("county"), county)),
                self.request.month,
                unit,
                self.request.notice,
            )
            files.append(manifest.file_of(folder, name, count, county))
        return files

    # --- what the manifest says ---

    def _control_totals(self) -> dict[str, dict[str, int]]:
        columns = {name: self.totals.column(name).to_pylist() for name in ("source", *TOTALS)}
        return {
            source: {name: int(columns[name][at]) for name in TOTALS}
            for at, source in enumerate(columns["source"])
        }

    def _coverage(self) -> dict[str, dict[str, int]]:
        """By source: how many counties of the ledger month are in each state."""
        counted = self.book.blocks["coverage"].group_by(["source", "state"]).aggregate([("county", "count")])
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
        ledger = self.book.sheets["ledger"]
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
