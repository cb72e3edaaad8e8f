"""What the room is given: the landed tables, one of all pulls of a source table, and what is known of pulls, columns and codes.

Reviewed corrections stand here in place of what the source said, so that no statement has to look for them in rows that have
none. Nothing is typed or cleaned here.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.conform.corrections import Correction
from etl.conform.source import Source, is_coded, list_of
from etl.model.contracts import canonical, vocabulary, working
from etl.model.landed import landed_contract, landed_name
from etl.model.plain_yaml import read_yaml
from etl.model.sources import ColumnSpec, SourceSpec, SourceSpecError, TableSpec

Batches = Callable[[], Iterable[pa.RecordBatch]]
IN_MEMORY = 500_000
"""Rows of a source table up to which it is handed over in memory."""
LANDED_AS = {
    "row_number": "_row",
    "file": "_file",
    "sheet": "_sheet",
    "source_row": "_source_row",
    "said": "_as_of",
}
"""What a snapshot calls what it knows of a row."""
WIDE = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
PUNCTUATION = " ()[]{}（）【】〔〕、，,;；:：。.·“”\"'‘’《》<>_-\u3000"
BLANK = "\\s\u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
EDGES = re.compile(f"^[{BLANK}'\u2018\u2019\uff07]+|[{BLANK}]+$", re.ASCII)
"""Blanks at the edges of a text, and what kept a number as text in a spreadsheet: `trimmed` for a Python text."""
ZH = {
    "name": "姓名",
    "id_number": "证件号码",
    "phone": "联系电话",
    "bank_account": "银行账号",
    "manager_name": "负责人姓名",
    "manager_id_number": "负责人证件号码",
    "legal_rep_name": "法定代表人姓名",
    "legal_rep_id_number": "法定代表人证件号码",
    "unit_no": "单位编号",
    "insured_no": "个人编号",
    "employer_name": "单位名称",
    "uscc": "统一社会信用代码",
}
"""What columns are called that stand in `forms` and `employers` and so in no conformed table."""


@dataclass(frozen=True)
class LandedPull:
    """One pull of one table: text under native names with `_row`, `_file`, `_sheet`, `_source_row`, `_as_of`.

    `order` is the pull's place in time (larger is later). `complete` says that the pull holds every row the source holds; with
    `asked` (the first key column's values of a lookup), every row of those keys; with `persons` (the ID numbers asked for),
    every row of those people. `as_of` is the source's own data time where it says one.
    """

    source: str
    pull_id: str
    order: int
    complete: bool
    rows: int
    batches: Batches
    as_of: dt.date | None = None
    asked: Sequence[str] | None = None
    persons: Sequence[str] | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether only some keys or people were asked for: of all others its silence says nothing."""
        return self.asked is not None or self.persons is not None


NOTHING_DECLARED: Mapping[str, Mapping[str, str]] = {}


@dataclass(frozen=True)
class Settings:
    """What the configuration says about meaning: office names of schemes, corrections, codes that its policy files declare."""

    scheme_names: Mapping[str, str] = field(default_factory=dict)
    corrections: Sequence[Correction] = ()
    declared: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def landed_tables(
    pulls: Sequence[LandedPull], specs: Mapping[str, SourceSpec], settings: Settings, folder: Path
) -> dict[str, pa.Table | Path]:
    """`landed.*`: every source table with the rows of all its pulls, also those without any; large ones lie below `folder`."""
    tables = [table for spec in specs.values() for table in spec.tables.values()]
    given: dict[str, pa.Table | Path] = {
        landed_name(table): _stacked(
            table, [pull for pull in pulls if pull.source == table.source], settings, folder
        )
        for table in tables
    }
    return given | known_tables(pulls, tables, settings)


def known_tables(
    pulls: Sequence[LandedPull], tables: Sequence[TableSpec], settings: Settings
) -> dict[str, pa.Table]:
    """What is known beside the rows."""
    reasons: dict[str, str] = read_yaml(
        files("etl.conform").joinpath("reasons.yaml").read_text(encoding="utf-8")
    )
    rows: dict[str, list[dict[str, Any]]] = {
        "landed.pulls": [
            {
                "source": pull.source,
                "pull": pull.order,
                "pull_id": pull.pull_id,
                "as_of": pull.as_of,
                "complete": pull.complete,
                "is_narrowed": pull.is_narrowed,
                "by_person": pull.persons is not None,
                "asked": None if pull.asked is None else ",".join(sorted(pull.asked)),
            }
            for pull in pulls
        ],
        "landed.codes": [
            {"list": list_of(table, native), "word": word, "code": code}
            for table in tables
            for native, column in table.columns.items()
            if is_coded(column)
            for word, code in words_of(table.source, column, settings.scheme_names, settings.declared).items()
            if word
        ],
        "landed.columns": [
            {
                "source": table.source,
                "column": native,
                "place": Source(table).place(native),
                "bit": Source(table).bit(native),
                "zh": _zh(table, column),
                "fault": _fault(column),
                "is_personal": column.personal,
            }
            for table in tables
            for native, column in table.columns.items()
        ],
        "landed.sources": [{"source": table.source, "key_columns": "|".join(table.key)} for table in tables],
        "landed.reasons": [{"reason": reason, "says": says} for reason, says in reasons.items()],
    }
    return {"landed.asked": _asked(pulls)} | {
        name: pa.Table.from_pylist(found, working(name).arrow_schema()) for name, found in rows.items()
    }


def _asked(pulls: Sequence[LandedPull]) -> pa.Table:
    """Whom and what whole narrowed pulls asked for; keys as they are compared, people as they were asked for."""
    schema = working("landed.asked").arrow_schema()
    parts = [schema.empty_table()]
    for pull in (one for one in pulls if one.complete):
        keys = pa.array(sorted({folded_key(key) for key in pull.asked or ()}), pa.string())
        for asked in (keys, pa.array(pull.persons or (), pa.string())):
            columns = [
                pa.repeat(pa.scalar(pull.source), len(asked)),
                pa.repeat(pa.scalar(pull.order, pa.int64()), len(asked)),
                asked,
            ]
            parts.append(pa.table(columns, schema=schema))
    return pa.concat_tables(parts)


def folded_key(key: str) -> str:
    """A key as codes are compared: narrow, upper-case, without blanks."""
    return re.sub(f"[{BLANK}'\u2018\u2019\"\u201c\u201d=]", "", key.translate(WIDE), flags=re.ASCII).upper()


# --- rows ---


def _stacked(
    table: TableSpec, pulls: Sequence[LandedPull], settings: Settings, folder: Path
) -> pa.Table | Path:
    """All pulls of a table, native columns as text; a column that a pull lacks is null there."""
    schema = landed_contract(table).arrow_schema()
    corrections = [one for one in settings.corrections if one.source == table.source]
    if sum(pull.rows for pull in pulls) <= IN_MEMORY:
        batches = [batch for pull in pulls for batch in _batches(table, pull, corrections, schema)]
        return pa.Table.from_batches(batches, schema)
    place = folder / f"landed-{table.source}"
    place.mkdir(parents=True)
    for pull in pulls:
        packed = _packed(pull, schema)
        with pq.ParquetWriter(
            place / f"{pull.order:09d}-{pull.pull_id}.parquet",
            packed,
            compression="lz4",
            use_dictionary=[one.name for one in packed if pa.types.is_dictionary(one.type)],
            # Read over once and for all columns: statistics would cost more than they save.
            write_statistics=False,
        ) as writer:
            for batch in _batches(table, pull, corrections, packed):
                writer.write_batch(batch)
    return place


def _packed(pull: LandedPull, schema: pa.Schema) -> pa.Schema:
    """With texts that come again as snapshots hold them, each once and its number a row: to copy those is a third of the work."""
    first = next(iter(pull.batches()), None)
    plainly = {one.name for one in first.schema if one.type == pa.string()} if first is not None else set()
    packed = pa.dictionary(pa.int32(), pa.string())
    return pa.schema(
        [
            one.with_type(packed)
            if one.type == pa.string() and LANDED_AS.get(one.name, one.name) not in plainly
            else one
            for one in schema
        ]
    )


def _typed(values: pa.Array, kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind) and not pa.types.is_dictionary(values.type):
        return values.cast(kind.value_type).dictionary_encode()
    return values.cast(kind)


def _batches(
    table: TableSpec, pull: LandedPull, corrections: Sequence[Correction], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    for batch in pull.batches():
        rows = batch.num_rows
        known = {
            "pull": pa.scalar(pull.order, pa.int64()),
            "pull_id": pa.scalar(pull.pull_id),
            "corrected": pa.scalar(False),
        }
        columns: dict[str, pa.Array] = {}
        for one in schema:
            native = LANDED_AS.get(one.name, one.name)
            if one.name in known:
                columns[one.name] = pa.repeat(known[one.name], rows)
            elif native in batch.schema.names:
                columns[one.name] = batch.column(native)
            else:
                columns[one.name] = pa.nulls(rows)
        if corrections:
            _correct(table, pull, corrections, columns)
        yield pa.record_batch([_typed(columns[one.name], one.type) for one in schema], schema=schema)


def _correct(
    table: TableSpec, pull: LandedPull, corrections: Sequence[Correction], columns: dict[str, pa.Array]
) -> None:
    """Put reviewed values in place of what the source said, where it still says it."""
    held: dict[str, list[str | None]] = {
        native: columns[native].to_pylist() for native in {*table.key, *(one.column for one in corrections)}
    }
    refs = [f"{table.source}:{pull.pull_id}:{number}" for number in columns["row_number"].to_pylist()]
    keys = ["|".join(_trimmed(held[native][row]) for native in table.key) for row in range(len(refs))]
    changed: dict[str, list[str | None]] = {one.column: list(held[one.column]) for one in corrections}
    touched = [False] * len(refs)
    for one in reversed(corrections):
        for row, (ref, key) in enumerate(zip(refs, keys, strict=True)):
            is_row = ref == one.row_ref if one.row_ref else key == one.key
            if is_row and _trimmed(held[one.column][row]) == one.was:
                changed[one.column][row] = one.becomes
                touched[row] = True
    for native, values in changed.items():
        columns[native] = pa.array(values, pa.string())
    columns["corrected"] = pa.array(touched, pa.bool_())


def _trimmed(text: str | None) -> str:
    return EDGES.sub("", text or "")


# --- columns and codes ---


def _zh(table: TableSpec, column: ColumnSpec) -> str:
    contract = canonical(table.source)
    if column.name in contract.names:
        return contract.column(column.name).zh
    return ZH.get(column.name, column.native)


def _fault(column: ColumnSpec) -> str:
    if not column.required:
        return "value_unreadable"
    if is_coded(column):
        return "scheme_unknown" if column.name == "scheme" else "code_unknown"
    return "unreadable"


def fold_label(text: str) -> str:
    """A label as it is compared: `folded_code` for a Python text."""
    return "".join(c for c in text.translate(WIDE).upper() if c not in PUNCTUATION)


def words_of(
    source: str,
    column: ColumnSpec,
    scheme_names: Mapping[str, str],
    declared: Mapping[str, Mapping[str, str]] = NOTHING_DECLARED,
) -> dict[str, str]:
    """Everything that a column of codes may hold, folded, with the canonical code that it means.

    Raises:
        SourceSpecError: the configuration names a scheme that the vocabulary does not have.
    """
    if column.name == "scheme":
        known = {**vocabulary()["schemes"], **declared.get("schemes", {})}
        unknown = {code for code in scheme_names.values() if code not in known}
        if unknown:
            raise SourceSpecError(f"scheme_names: unknown scheme {sorted(unknown)}; allowed: {sorted(known)}")
        pairs = [*known.items(), *((code, name) for name, code in scheme_names.items())]
        return {fold_label(word): code for code, name in pairs for word in (code, name)}
    if column.name == "fund":
        funds = {**vocabulary()["funds"], **declared.get("funds", {})}
        return {fold_label(word): code for code, name in funds.items() for word in (code, name)}
    labels: Mapping[str, Mapping[str, Mapping[str, str]]] = read_yaml(
        files("etl.conform").joinpath("labels.yaml").read_text(encoding="utf-8")
    )
    words = {fold_label(label): code for label, code in labels.get(source, {}).get(column.name, {}).items()}
    words.update({fold_label(label): column.codes[native] for native, label in column.labels.items()})
    for native, code in column.codes.items():
        words[fold_label(native)] = code
        words.setdefault(fold_label(code), code)
    return words
