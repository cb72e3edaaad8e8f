"""The data behind `hecha trace`: from a cell of the ledger to the rows and clauses that it rests on.

Everything is read from a release folder; opening a row in its snapshot is for those allowed to (the store). Not here: how a
verdict on a row came about; `explain` tells that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.alerts.facts import OPEN
from etl.model.contracts import published
from etl.publish.layout import layout

RECORDED = {"hrss.workshops": "workshop_id", "business_registry.entities": "uscc"}
"""Sources whose rows a cell may stand in, and the cell that names the row."""
MONEY_KINDS = ("subsidy", "claim")
OPEN_LEVELS = ("duplicate", "contradiction", "review")


class TraceError(LookupError):
    """The release has no such workshop or column; says which."""


@dataclass(frozen=True)
class TracedRow:
    """A source row behind the cell: where it stands and what it says there."""

    row_ref: str
    source: str
    native_key: str | None
    file: str | None
    sheet: str | None
    source_row: int | None
    why: str


@dataclass(frozen=True)
class TracedClause:
    """A clause behind the cell and what came of it."""

    rule: str
    document: str
    clause: str
    outcome: str
    says: str


@dataclass(frozen=True)
class Trace:
    """A cell with everything that it rests on. `notes`: what is neither a row nor a clause."""

    workshop_id: str
    column: str
    value: Any
    rows: tuple[TracedRow, ...]
    clauses: tuple[TracedClause, ...]
    notes: tuple[str, ...]


Terms = Sequence[tuple[tuple[str, ...], Sequence[str | int]]]
"""What is asked of a table: for each term, any of its columns has any of its values."""
Read = Callable[[str, Terms], pa.Table]
"""Rows of a table of a release; one that was not computed has none."""


def trace(
    folder: Path,
    workshop_id: str,
    column: str,
    families: Mapping[str, str] | None = None,
    read: Read | None = None,
) -> Trace:
    """Follow a cell. `folder`: one kind of a release. `families`: rule id to recognition, upgrade or exit, from the policy.

    `read`: another way to the same rows than through the folder's files.

    Raises:
        TraceError: no such workshop or column in the release.
    """
    names = published("ledger").names
    if column not in names:
        raise TraceError(f"the ledger has no column {column}; it has {', '.join(names)}")
    return _Tracing(read or reader(folder), workshop_id, families or {}).of(column)


def reader(folder: Path) -> Read:
    """The tables as they lie in a folder of a release."""

    def read(name: str, terms: Terms) -> pa.Table:
        path = folder / f"{name}.parquet"
        if not path.exists():
            return published(name).arrow_schema().empty_table()
        return pq.read_table(path, filters=_condition(terms))

    return read


def _condition(terms: Terms) -> Any:
    both: Any = pc.scalar(True)
    for columns, values in terms:
        # Typed, since Arrow does not compare with an empty list of no type.
        kind = pa.int64() if values and isinstance(values[0], int) else pa.string()
        either: Any = pc.scalar(False)
        for column in columns:
            either |= pc.field(column).isin(pa.array(list(values), kind))
        both &= either
    return both


def _one_of(column: str, values: Sequence[str]) -> tuple[tuple[str, ...], Sequence[str]]:
    return (column,), values


@dataclass(frozen=True)
class Found:
    """What one of the things that a cell rests on leads to: rows with what they say, clauses, and notes."""

    reasons: Mapping[str, str] = field(default_factory=dict)
    clauses: Sequence[TracedClause] = ()
    notes: Sequence[str] = ()


RESULTS = {
    "people": "_people",
    "findings": "_findings",
    "documents": "_findings",
    "money": "_money",
    "alerts": "_alerts",
    "coverage": "_coverage",
}
"""Results that a column may rest on (`rests_on` in etl/model/published.yaml; a part after a dot), and who follows them."""


class _Tracing:
    """The tables of a release, read as far as a cell needs them."""

    def __init__(self, read: Read, workshop_id: str, families: Mapping[str, str]) -> None:
        self._read = read
        self.workshop_id = workshop_id
        self.families = families
        self.here = [_one_of("workshop_id", [workshop_id])]
        found = read("ledger", self.here).to_pylist()
        if not found:
            raise TraceError(f"the release has no workshop {workshop_id}")
        self.cells: dict[str, Any] = found[0]

    def of(self, column: str) -> Trace:
        reasons: dict[str, str] = {}
        clauses: list[TracedClause] = []
        notes: list[str] = []
        for ground in published("ledger").column(column).rests_on:
            if ground in RECORDED:
                reasons |= self._recorded(ground, self.cells[RECORDED[ground]])
                continue
            result, _, part = ground.partition(".")
            found = getattr(self, RESULTS[result])(part)
            reasons |= found.reasons
            clauses += found.clauses
            notes += found.notes
        return self._made(column, reasons, clauses, notes)

    def _made(
        self, column: str, reasons: Mapping[str, str], clauses: Sequence[TracedClause], notes: Sequence[str]
    ) -> Trace:
        index = self._read("row_index", [_one_of("row_ref", list(reasons))]).to_pylist()
        rows = [TracedRow(**row, why=reasons[row["row_ref"]]) for row in index]
        rows.sort(key=lambda row: row.row_ref)
        return Trace(self.workshop_id, column, self.cells[column], tuple(rows), tuple(clauses), tuple(notes))

    def _recorded(self, source: str, key: str) -> dict[str, str]:
        rows = self._read("row_index", [_one_of("source", [source]), _one_of("native_key", [key])])
        return dict.fromkeys(rows.column("row_ref").to_pylist(), "来源记录")

    def _people(self, verdict: str) -> Found:
        """Roster rows of the ledger month, all or those with a verdict, and the register rows that say who the people were."""
        rows = self._read("employment", self.here)
        if not rows.num_rows:
            return Found()
        month = pc.max(rows.column("month")).as_py()
        newest = self._month() or month
        rows = rows.filter(pc.equal(rows.column("month"), newest))
        if verdict:
            rows = rows.filter(pc.equal(rows.column("verdict"), verdict))
        said = layout().said
        told = {
            row[
                "row_ref"
            ]: f"花名册：{said('verdict', row['verdict'])}；佐证：{said('evidence', row['for']) or '无'}"
            for row in rows.to_pylist()
        }
        people = [one for one in rows.column("person_key").to_pylist() if one]
        status = self._read(
            "person_status", [_one_of("person_key", people), (("month",), [newest])]
        ).to_pylist()
        for row in status:
            if row["row_ref"]:
                told[row["row_ref"]] = (
                    f"登记身份：脱贫人口 {said('yes_no', row['poverty_exit'])}，监测对象 {said('yes_no', row['monitored'])}"
                )
        return Found(told)

    def _month(self) -> int | None:
        """The ledger month, as the findings have it."""
        rows = self._read("findings", self.here)
        return pc.max(rows.column("month")).as_py() if rows.num_rows else None

    def _findings(self, family: str) -> Found:
        """What came of the rules, all or those of a family."""
        rows = self._read("findings", self.here).to_pylist()
        if family and self.families:
            rows = [row for row in rows if self.families.get(row["rule"]) == family]
        return Found(clauses=[_clause(row) for row in rows])

    def _money(self, _all: str) -> Found:
        """Payments and claims, and what was due."""
        rows = self._read("timeline", [_one_of("employer", [self.workshop_id]), _one_of("kind", MONEY_KINDS)])
        paid = {row["row_ref"]: f"{row['state']} {row['amount']}元" for row in rows.to_pylist()}
        due = self._read("entitlements", self.here).to_pylist()
        return Found(paid, [_clause(row) for row in due])

    def _alerts(self, _all: str) -> Found:
        """Suspicions that wait for an answer, each with its rows."""
        named = (("workshop_id", "other_workshop_id"), [self.workshop_id])
        is_open = [_one_of("state", list(OPEN)), _one_of("level", OPEN_LEVELS)]
        alerts = self._read("alerts", [named, *is_open]).to_pylist()
        ids = [row["alert_id"] for row in alerts]
        evidence = self._read("alert_evidence", [_one_of("alert_id", ids)]).to_pylist()
        told = {row["row_ref"]: f"疑点 {row['alert_id']}：{row['says']}" for row in evidence}
        clauses = [
            TracedClause(
                row["rule"] or "", row["document"] or "", row["clause"] or "", row["level"], row["says"]
            )
            for row in alerts
        ]
        return Found(told, clauses)

    def _coverage(self, _all: str) -> Found:
        """What did not come of the county for the month."""
        month = self._month()
        rows = self._read("coverage", [_one_of("county", [self.cells["county"]])]).to_pylist()
        lacking = [
            f"{row['source']}：{row['says']}"
            for row in rows
            if row["state"] != "full" and (month is None or row["month"] == month)
        ]
        return Found(notes=lacking)


def _clause(row: Mapping[str, Any]) -> TracedClause:
    return TracedClause(row["rule"], row["document"], row["clause"], row["outcome"], row["says"])
