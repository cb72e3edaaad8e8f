"""People's decisions and facts: read from a workbook or CSV, checked row by row, kept append-only, and handed to the rooms.

Here: the form of a row (contract/run.md), which of several decisions on one thing is in force, and the small tables that
`matching`, `etl.verify`, `etl.rules` and `etl.alerts` take. Not here: what a decision changes, and who may take one.
"""

import calendar
import csv
import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from etl.engine import Engine
from etl.store.catalogue import Catalogue

KINDS = ("identity", "alert", "fact")
IDENTITY_ANSWERS = ("same", "different", "cannot_tell")
ALERT_ANSWERS = ("confirmed", "not_confirmed", "data_error", "owed")
FACTS = (
    "rescue_failed",
    "relaxed_until",
    "rectification_failed",
    "base_recognised",
    "seasonal_months",
    "field_check",
    "sealed",
    "wage_topup_cause",
    "hrss_condition",
    "award_decided",
)
WITHDRAWN = "withdrawn"
"""As an answer (of a fact: as its value): what was decided before on this thing no longer counts."""
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "identity": (*IDENTITY_ANSWERS, WITHDRAWN),
    "alert": (*ALERT_ANSWERS, WITHDRAWN),
    "fact": FACTS,
}
COLUMNS: Mapping[str, str] = {
    "kind": "类别",
    "row_ref": "行引用",
    "alert_id": "疑点编号",
    "workshop_id": "车间编号",
    "entitlement_id": "待遇编号",
    "source": "来源表",
    "native_key": "原系统主键",
    "other": "对方人编号",
    "answer": "结论",
    "from_month": "起始月份",
    "to_month": "截止月份",
    "value": "值",
    "by": "决定人",
    "on": "决定日期",
    "why": "理由",
}
"""Heading by column: either may head a column of a file."""
CASE, CASE_ZH = "case", "事项"
"""Heading of a column that tells a person what is to be decided; it is not read."""
TARGETS = ("row_ref", "alert_id", "workshop_id", "entitlement_id")
ENDINGS = (".xlsx", ".csv")
MOST_BYTES = 50 << 20
MOST_UNPACKED = 200 << 20
_FORMS = {
    "row_ref": re.compile(r"[a-z_]+\.[a-z_]+:[0-9a-f]{12}:\d{1,12}"),
    "alert_id": re.compile(r"[0-9a-f]{16}"),
    "source": re.compile(r"[a-z_]+\.[a-z_]+"),
}
_ID_LIKE = re.compile(r"(?<!\d)(?:\d{17}[\dXxＸｘ]|\d{15})(?!\d)")
_ANSWERED = frozenset(("answer", "by", "on", "why"))
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00:00(?:\.0+)?)?")


def _is_sound(number: str) -> bool:
    """Whether 18 places are an ID number by their check digit (GB 11643)."""
    if len(number) != 18:
        return False
    weighed = sum(int(digit) * (1 << (17 - place)) for place, digit in enumerate(number[:17]))
    return "10X98765432"[weighed % 11] == number[17].upper()


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file: where, and what is allowed there. Never the value."""

    file: str
    row: int
    column: str
    says: str

    def __str__(self) -> str:
        return f"{self.file}: row {self.row}, column {self.column}: {self.says}"


class DecisionsError(ValueError):
    """Files of which nothing is taken; `faults` has every fault of every file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))


@dataclass(frozen=True)
class Decision:
    """One row as a person wrote it. Empty cells are None; `on` is YYYY-MM-DD."""

    kind: str
    answer: str
    by: str
    on: str
    why: str
    row_ref: str | None = None
    alert_id: str | None = None
    workshop_id: str | None = None
    entitlement_id: str | None = None
    source: str | None = None
    native_key: str | None = None
    other: str | None = None
    from_month: int | None = None
    to_month: int | None = None
    value: str | None = None

    @property
    def digest(self) -> str:
        """The same row has the same digest, wherever it stood: taking it twice is taking it once."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def target(self) -> tuple[str, str]:
        """The one thing that the row speaks of."""
        for name in TARGETS:
            if getattr(self, name) is not None:
                return name, str(getattr(self, name))
        return "native_key", f"{self.source}|{self.native_key}"

    def target_in(self, key: str | None) -> tuple[str, str]:
        """The target, a row_ref by its native key where that is known: two names of one row are one thing."""
        if self.row_ref is not None and key is not None:
            return "native_key", f"{self.row_ref.partition(':')[0]}|{key}"
        return self.target

    @property
    def is_withdrawal(self) -> bool:
        return WITHDRAWN in {self.answer, (self.value or "").strip()}


@dataclass(frozen=True)
class Taken:
    """A decision in the store: its place in the order of taking, and what was found about it when it was taken.

    `evidence`: the fingerprint of the form and the person that an identity decision rested on. `key`: the native key of
    the row that a row_ref named, by which the row is found again in later pulls.
    """

    number: int
    decision: Decision
    evidence: str | None = None
    key: str | None = None


@dataclass(frozen=True)
class Found:
    """What the store knows about a decision's row when the decision is taken."""

    evidence: str | None = None
    key: str | None = None


# --- reading ------------------------------------------------------------------------------------------------------


def parse_file(path: Path) -> list[Decision]:
    """The decisions of a workbook or CSV.

    Raises:
        DecisionsError: with every fault; then nothing of the file counts.
    """
    rows = _rows(path)
    heading = next(rows, None)
    if heading is None:
        raise DecisionsError([Fault(path.name, 1, "(heading)", "the file is empty")])
    line, cells = heading
    names = _headings(path.name, line, cells)
    found: list[Decision] = []
    faults: list[Fault] = []
    for number, row in rows:
        values = {
            name: text for name, text in zip(names, row, strict=False) if name and name != CASE and text
        }
        if not _ANSWERED & values.keys():
            # An open case of the template that nobody has answered yet.
            continue
        beyond = [text for text in row[len(names) :] if text]
        reader = _RowReader(path.name, number, values)
        if beyond:
            reader.fault("(beyond the heading)", "a value without a heading over it")
        decision = reader.decision()
        faults += reader.faults
        if decision is not None:
            found.append(decision)
    if faults:
        raise DecisionsError(faults)
    return found


def parse_files(paths: Iterable[Path]) -> list[Decision]:
    """The decisions of several files; the faults of all of them together."""
    found: list[Decision] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            found += parse_file(path)
        except DecisionsError as error:
            faults += error.faults
    if faults:
        raise DecisionsError(faults)
    return found


def files_of(folder: Path, pattern: str = "*") -> list[Path]:
    """The decision files of a folder, in the order of their names."""
    if folder.is_file():
        return [folder]
    return sorted(
        path
        for path in folder.glob(pattern)
        if path.is_file() and path.suffix.lower() in ENDINGS and not path.name.startswith((".", "~$"))
    )


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Row number in the sheet or file, and the trimmed text of each cell; rows without text are passed over."""
    if path.suffix.lower() not in ENDINGS:
        raise DecisionsError([Fault(path.name, 1, "(file)", f"must end in one of: {', '.join(ENDINGS)}")])
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DecisionsError([Fault(path.name, 1, "(file)", f"larger than {MOST_BYTES >> 20} MB")])
        content = path.read_bytes()
    except OSError as error:
        raise DecisionsError([Fault(path.name, 1, "(file)", f"can't be read: {error.strerror}")]) from None
    rows = _workbook(path.name, content) if path.suffix.lower() == ".xlsx" else _delimited(path.name, content)
    for number, row in rows:
        cells = [_text(cell) for cell in row]
        if any(cells):
            yield number, cells


def _workbook(name: str, content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise DecisionsError([Fault(name, 1, "(file)", f"unpacks to more than {MOST_UNPACKED >> 20} MB")])
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        first = sheet.start[0] if sheet.start else 0
        rows = sheet.to_python(skip_empty_area=True)
    except (zipfile.BadZipFile, CalamineError, ValueError, IndexError) as error:
        if isinstance(error, DecisionsError):
            raise
        raise DecisionsError([Fault(name, 1, "(file)", "is not a workbook that can be read")]) from None
    yield from enumerate(rows, start=first + 1)


def _delimited(name: str, content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise DecisionsError([Fault(name, 1, "(file)", "is neither UTF-8 nor GB18030")])
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error:
        raise DecisionsError([Fault(name, reader.line_num, "(line)", "is not CSV")]) from None


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return repr(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()


def _headings(name: str, line: int, cells: Sequence[str]) -> list[str]:
    by_heading = {heading.casefold(): column for column, heading in COLUMNS.items()}
    by_heading |= {column: column for column in COLUMNS}
    by_heading |= {CASE: CASE, CASE_ZH: CASE}
    names: list[str] = []
    faults: list[Fault] = []
    for position, cell in enumerate(cells, start=1):
        # The template writes both: "kind 类别".
        column = next(
            (by_heading[part] for part in (cell.casefold(), *cell.casefold().split()) if part in by_heading),
            "",
        )
        if cell and not column:
            faults.append(
                Fault(name, line, f"number {position}", f"unknown heading; allowed: {', '.join(COLUMNS)}")
            )
        if column and column in names:
            faults.append(Fault(name, line, column, "the heading stands twice"))
        names.append(column)
    faults += [
        Fault(name, line, column, "the heading is missing")
        for column in ("kind", "answer", "by", "on", "why")
        if column not in names
    ]
    if faults:
        raise DecisionsError(faults)
    return names


class _RowReader:
    """One row of a file, read and judged."""

    def __init__(self, file: str, number: int, values: Mapping[str, str]) -> None:
        self._file = file
        self._number = number
        self._values = values
        self.faults: list[Fault] = []

    def fault(self, column: str, says: str) -> None:
        self.faults.append(Fault(self._file, self._number, column, says))

    def decision(self) -> Decision | None:
        values = self._values
        self._refuse_id_numbers()
        for column in ("by", "why"):
            if column not in values:
                self.fault(column, "is missing")
        for column, form in _FORMS.items():
            if column in values and not form.fullmatch(values[column]):
                self.fault(column, "is not of the form it must have")
        kind = self._one_of("kind", KINDS)
        answer = self._one_of("answer", ANSWERS[kind]) if kind else values.get("answer")
        day = self._day()
        first, last = self._month("from_month"), self._month("to_month")
        if first is not None and last is not None and last < first:
            self.fault("to_month", "lies before from_month")
        if kind:
            self._check_target(kind)
            self._check_whole(kind, answer)
        if self.faults or kind is None or answer is None or day is None:
            return None
        text = {name: values.get(name) for name in (*TARGETS, "source", "native_key", "other", "value")}
        return Decision(
            kind=kind,
            answer=answer,
            by=values["by"],
            on=day,
            why=values["why"],
            from_month=first,
            to_month=last,
            **text,
        )

    def _refuse_id_numbers(self) -> None:
        for column, text in self._values.items():
            if column in {"alert_id", "entitlement_id", "row_ref"}:
                continue
            # A serial number may have 18 digits too: a native key is refused only where the number is sound.
            if any(column != "native_key" or _is_sound(number) for number in _ID_LIKE.findall(text)):
                self.fault(column, "holds what looks like an ID number; name a person by 人编号 or a row")

    def _one_of(self, column: str, allowed: Sequence[str]) -> str | None:
        value = self._values.get(column)
        if value is None:
            self.fault(column, f"is missing; allowed: {', '.join(allowed)}")
        elif value not in allowed:
            self.fault(column, f"is none of: {', '.join(allowed)}")
            return None
        return value

    def _day(self) -> str | None:
        text = self._values.get("on")
        if text is None:
            self.fault("on", "is missing")
            return None
        found = _DAY.fullmatch(text)
        if found is not None:
            year, month, day = map(int, found.groups())
            if year >= 1990 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
                return dt.date(year, month, day).isoformat()
        self.fault("on", "is not a day as 2024-06-30")
        return None

    def _month(self, column: str) -> int | None:
        text = self._values.get(column)
        if text is None:
            return None
        plain = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})月?", text)
        month = int(plain[1]) * 100 + int(plain[2]) if plain else 0
        if not (1 <= month % 100 <= 12 and 1990 <= month // 100 <= 2100):
            self.fault(column, "is not a month as 202406")
            return None
        return month

    def _check_target(self, kind: str) -> None:
        """One thing only, and of a sort that this kind speaks of."""
        values = self._values
        named = [name for name in TARGETS if name in values]
        by_key = "source" in values or "native_key" in values
        if by_key and not ("source" in values and "native_key" in values):
            self.fault(
                "native_key" if "source" in values else "source", "source and native_key stand together"
            )
        if by_key:
            named.append("native_key")
        allowed = {
            "identity": ("row_ref", "native_key"),
            "alert": ("alert_id",),
            "fact": ("row_ref", "native_key", "workshop_id", "entitlement_id"),
        }[kind]
        says = " or ".join(name if name != "native_key" else "source + native_key" for name in allowed)
        if not named:
            self.fault(allowed[0], f"is missing: {kind} needs {says}")
        elif len(named) > 1:
            self.fault(named[1], f"two things are named; {kind} needs one of {says}")
        elif named[0] not in allowed:
            self.fault(named[0], f"is not what {kind} speaks of; it needs {says}")

    def _check_whole(self, kind: str, answer: str | None) -> None:
        values = self._values
        if kind == "identity" and "other" not in values and answer in {"same", "different"}:
            self.fault("other", "is missing: the register person (人编号) that the row is or is not")
        if kind == "alert" and "other" in values:
            self.fault("other", "an alert has no other person")
        is_row = "row_ref" in values or "native_key" in values
        if kind == "fact" and answer == "field_check" and not is_row and "other" not in values:
            self.fault("row_ref", "is missing: field_check needs the row, or workshop_id with other (人编号)")
        if kind == "fact" and answer == "relaxed_until" and not {"value", "to_month"} & values.keys():
            self.fault("value", "is missing: relaxed_until needs the last month, as value or to_month")
        if (
            kind == "fact"
            and answer == "seasonal_months"
            and not ("value" in values or {"from_month", "to_month"} <= values.keys())
        ):
            self.fault("value", 'is missing: seasonal_months needs the months of the year, as "4-10"')


# --- keeping ------------------------------------------------------------------------------------------------------


def take(
    catalogue: Catalogue, decisions: Sequence[Decision], found: Callable[[Decision], Found] | None = None
) -> int:
    """Append decisions, all or none; one taken before is passed over. How many were new.

    `found` tells what the store knows about a decision's row; without it a row_ref is found again only in its own pull.
    """
    known = {digest for _, digest, _, _ in catalogue.decisions()}
    rows = []
    for decision in decisions:
        if decision.digest in known:
            continue
        about = found(decision) if found is not None else Found()
        content = asdict(decision) | {"_evidence": about.evidence, "_key": about.key}
        rows.append((decision.digest, decision.kind, content))
    return catalogue.append_decisions(rows)


def taken(catalogue: Catalogue) -> list[Taken]:
    """Every decision in the store, in the order of taking, those that no longer count included."""
    names = {field.name for field in fields(Decision)}
    return [
        Taken(
            number=number,
            decision=Decision(**{name: value for name, value in content.items() if name in names}),
            evidence=content.get("_evidence"),
            key=content.get("_key"),
        )
        for number, _, _, content in catalogue.decisions()
    ]


def in_force(every: Sequence[Taken]) -> list[Taken]:
    """What counts: of several decisions on one thing the newest, by its day, then by the order of taking.

    Of one row only the newest `same` counts. A newer fact takes the months it speaks of from an older one.
    """
    newest_first = sorted(every, key=lambda one: (one.decision.on, one.number), reverse=True)
    seen: set[tuple[Any, ...]] = set()
    spoken: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
    found: list[Taken] = []
    for one in newest_first:
        decision = one.decision
        target = decision.target_in(one.key)
        if decision.kind == "fact":
            thing = (decision.answer, target, decision.other)
            pieces = _left(decision, spoken.setdefault(thing, []))
            if not decision.is_withdrawal:
                found += [replace(one, decision=piece) for piece in pieces]
            continue
        thing = (decision.kind, target, decision.other)
        whole = (decision.kind, target, None)
        if thing in seen or (whole in seen and decision.kind == "identity" and decision.other is not None):
            continue
        seen.add(thing)
        if decision.is_withdrawal:
            continue
        if decision.answer == "same":
            already = (*whole, "same")
            if already in seen:
                continue
            seen.add(already)
        found.append(one)
    return sorted(found, key=lambda one: (one.number, one.decision.from_month or 0))


_FIRST, _LAST = 0, 999999


def _left(decision: Decision, spoken: list[tuple[int, int]]) -> list[Decision]:
    """The parts of a fact's months that no newer fact speaks of; `spoken` grows by this one's months."""
    start = _FIRST if decision.from_month is None else decision.from_month
    end = _LAST if decision.to_month is None else decision.to_month
    pieces = [(start, end)]
    for lower, upper in spoken:
        pieces = [part for piece in pieces for part in _cut(piece, lower, upper)]
    spoken.append((start, end))
    return [
        replace(
            decision,
            from_month=None if first == _FIRST else first,
            to_month=None if last == _LAST else last,
        )
        for first, last in sorted(pieces)
    ]


def _cut(piece: tuple[int, int], lower: int, upper: int) -> list[tuple[int, int]]:
    first, last = piece
    if upper < first or lower > last:
        return [piece]
    parts = []
    if first < lower:
        parts.append((first, _before(lower)))
    if last > upper:
        parts.append((_after(upper), last))
    return parts


def _before(month: int) -> int:
    return month - 1 if month % 100 != 1 else month - 89


def _after(month: int) -> int:
    return month + 1 if month % 100 != 12 else month + 89


def decisions_digest(counting: Sequence[Taken]) -> str:
    """A hash over what is in force: part of the release id."""
    content = sorted(json.dumps(asdict(one.decision), sort_keys=True, ensure_ascii=False) for one in counting)
    return hashlib.sha256("\n".join(content).encode()).hexdigest()


# --- what the rooms take ------------------------------------------------------------------------------------------

_SPOKEN = pa.schema(
    [
        ("number", pa.int64()),
        ("kind", pa.string()),
        ("answer", pa.string()),
        ("row_ref", pa.string()),
        ("source", pa.string()),
        ("native_key", pa.string()),
        ("alert_id", pa.string()),
        ("workshop_id", pa.string()),
        ("entitlement_id", pa.string()),
        ("other", pa.string()),
        ("from_month", pa.int64()),
        ("to_month", pa.int64()),
        ("value", pa.string()),
        ("fingerprint", pa.string()),
    ]
)


def _table(engine: Engine, counting: Sequence[Taken], kind: str) -> ir.Table:
    rows = [
        asdict(one.decision)
        | {
            "number": place,
            "fingerprint": one.evidence,
            "native_key": one.decision.native_key or one.key,
            "source": one.decision.source or (one.decision.row_ref or "").partition(":")[0] or None,
        }
        for place, one in enumerate(counting)
        if one.decision.kind == kind
    ]
    columns = {field.name: pa.array([row[field.name] for row in rows], field.type) for field in _SPOKEN}
    return engine.table(pa.table(columns, schema=_SPOKEN))


def _placed(engine: Engine, spoken: ir.Table, row_origin: ir.Table) -> ir.Table:
    """`number`, `ref`, `form`: the rows that decisions name; by row_ref, and by native key in whatever pull."""
    rows = row_origin.select("row_ref", "form", "native_key", o_source="source")
    by_ref = spoken.filter(spoken.row_ref.notnull()).select("number", "row_ref")
    by_ref = by_ref.join(rows, "row_ref").select("number", "form", ref="row_ref")
    keyed = spoken.filter(spoken.native_key.notnull()).select("number", "source", d_key="native_key")
    by_key = keyed.join(rows, [keyed.source == rows.o_source, keyed.d_key == rows.native_key])
    by_key = by_key.select("number", "form", ref="row_ref")
    return engine.keep(by_ref.union(by_key).distinct(), "decided-rows")


def _identities(engine: Engine, counting: Sequence[Taken], row_origin: ir.Table) -> ir.Table:
    """number, form, ref, other, answer, fingerprint: every row that a decision on an identity speaks of."""
    spoken = _table(engine, counting, "identity")
    placed = _placed(engine, spoken, row_origin)
    met = spoken.drop("row_ref", "source", "native_key").join(placed, "number")
    return met.filter(met.form.notnull() & met.other.notnull())


def identity_decisions(engine: Engine, counting: Sequence[Taken], row_origin: ir.Table) -> ir.Table | None:
    """form, register_person_id, answer, fingerprint for `matching.link.link`; None where nobody decided on a row.

    A decision on one row holds for every row that names the person in the same way, but for those that people decided on
    themselves (`row_decisions`).
    """
    if not any(one.decision.kind == "identity" for one in counting):
        return None
    met = _identities(engine, counting, row_origin)
    latest = ibis.row_number().over(
        ibis.window(group_by=["form", "other"], order_by=[ibis.desc("number"), "ref"])
    )
    met = met.mutate(nth=latest)
    met = met.filter(met.nth == 0)
    # Two rows of one form taken for two people: the newest ruling stands.
    rank = ibis.row_number().over(ibis.window(group_by=["form", "answer"], order_by=[ibis.desc("number")]))
    met = met.mutate(rank=rank)
    met = met.filter((met.answer != "same") | (met["rank"] == 0))
    return engine.keep(
        met.select("form", "answer", "fingerprint", register_person_id="other"), "identity-decisions"
    )


def row_decisions(engine: Engine, counting: Sequence[Taken], row_origin: ir.Table) -> ir.Table | None:
    """row_ref, form, register_person_id, answer, fingerprint: what was decided on single rows of one form unlike one another.

    For `matching.link.link`; None where nobody decided on a row. Of a row the newest answer on each person, and of several
    persons that it was said to be the newest, count.
    """
    if not any(one.decision.kind == "identity" for one in counting):
        return None
    met = _identities(engine, counting, row_origin)
    by_row = ibis.window(group_by=["ref", "other"], order_by=[ibis.desc("number")])
    met = met.mutate(nth=ibis.row_number().over(by_row))
    met = met.filter(met.nth == 0)
    by_answer = ibis.window(group_by=["ref", "answer"], order_by=[ibis.desc("number")])
    met = met.mutate(nth=ibis.row_number().over(by_answer))
    met = engine.keep(met.filter((met.answer != "same") | (met.nth == 0)), "decided-identities")
    said = met.filter(met.answer == "same").group_by("form").aggregate(people=lambda t: t.other.nunique())
    answers = met.group_by("form", "other").aggregate(answers=lambda t: t.answer.nunique())
    split = (
        said.filter(said.people > 1).select("form").union(answers.filter(answers.answers > 1).select("form"))
    )
    split = met.semi_join(split, "form")
    return engine.keep(
        split.select("form", "answer", "fingerprint", row_ref="ref", register_person_id="other"),
        "row-decisions",
    )


def facts(
    engine: Engine, counting: Sequence[Taken], row_origin: ir.Table, persons: ir.Table
) -> ir.Table | None:
    """code, row_ref, workshop_id, entitlement_id, person, from_month, to_month, value for `etl.verify` and `etl.rules`.

    `persons` (of the link step) turns a 人编号 into the run's own number. None where nobody recorded a fact.
    """
    if not any(one.decision.kind == "fact" for one in counting):
        return None
    spoken = _table(engine, counting, "fact")
    placed = _placed(engine, spoken, row_origin).select("number", "ref")
    met = spoken.drop("row_ref").left_join(placed, "number").drop("number_right")
    who = persons.filter(persons.register_person_id.notnull())
    who = who.select("person", p_id="register_person_id")
    met = met.left_join(who, met.other == who.p_id)
    # A fact about a row or a person that this run does not know speaks of nothing here.
    met = met.filter((met.ref.notnull() | met.source.isnull()) & (met.person.notnull() | met.other.isnull()))
    return engine.keep(
        met.select(
            "workshop_id",
            "entitlement_id",
            "person",
            "from_month",
            "to_month",
            "value",
            code="answer",
            row_ref="ref",
        ),
        "facts",
    )


def alert_outcomes(engine: Engine, counting: Sequence[Taken], ledger_month: int) -> ir.Table | None:
    """alert_id, answer, month, recovered for `etl.alerts`; None where nobody answered an alert.

    `month` is the row's own from_month, else that of its day, never after the ledger month: an answer that is
    there counts. `recovered`: the value, where it is an amount.
    """
    rows = [one.decision for one in counting if one.decision.kind == "alert"]
    if not rows:
        return None
    said = [row.from_month or int(row.on[:4]) * 100 + int(row.on[5:7]) for row in rows]
    return engine.table(
        pa.table(
            {
                "alert_id": pa.array([row.alert_id for row in rows], pa.string()),
                "answer": pa.array([row.answer for row in rows], pa.string()),
                "month": pa.array([min(month, ledger_month) for month in said], pa.int64()),
                "recovered": pa.array([_amount(row.value) for row in rows], pa.decimal128(18, 2)),
            }
        )
    )


def _amount(value: str | None) -> Decimal | None:
    try:
        amount = Decimal((value or "").replace(",", "").removesuffix("元"))
    except InvalidOperation:
        return None
    return amount.quantize(Decimal("0.01")) if amount.is_finite() and 0 <= amount < Decimal("1e15") else None


def rows_of(
    engine: Engine, decisions: Sequence[Decision], row_origin: ir.Table
) -> dict[str, tuple[str | None, int | None]]:
    """Native key and form of the row that each decision names, by the decision's digest."""
    counting = [Taken(number, decision) for number, decision in enumerate(decisions)]
    keys = row_origin.select("row_ref", "native_key")
    found: dict[str, tuple[str | None, int | None]] = {}
    for kind in ("identity", "fact"):
        placed = _placed(engine, _table(engine, counting, kind), row_origin)
        rows = placed.join(keys, placed.ref == keys.row_ref).select("number", "form", "native_key", "ref")
        for row in engine.arrow(rows.order_by("number", "ref")).to_pylist():
            found[decisions[row["number"]].digest] = (row["native_key"], row["form"])
    return found


def unplaced(engine: Engine, counting: Sequence[Taken], row_origin: ir.Table) -> list[Decision]:
    """Decisions in force whose row no pull of this run holds: the run warns of them."""
    lost: list[Decision] = []
    for kind in ("identity", "fact"):
        spoken = _table(engine, counting, kind)
        named = spoken.filter(spoken.row_ref.notnull() | spoken.native_key.notnull())
        missing = named.anti_join(_placed(engine, named, row_origin), "number").select("number")
        lost += [counting[number].decision for number in engine.arrow(missing)["number"].to_pylist()]
    return lost
