"""Everything that is held about one person, and taking it out: the rights of 个人信息保护法 articles 45 to 47.

A person is found by the ID number in any text column of any snapshot, sealed ones too; in releases by the rows that were
linked, and by the person keys of those links. Releases stay as they were published: the rules for accounting files keep them.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.forgotten import Forgotten, forms_of, taken_out
from etl.decisions.form import Taken
from etl.decisions.keeping import taken
from etl.model.sources import SourceSpec, TableSpec
from etl.store import Store, durable
from etl.store.snapshots import CONTROL, Pull


def forgotten_of(store: Store) -> Forgotten:
    """Who is kept out of this store's pulls."""
    return Forgotten(store.person_key.derived("forgotten"), store.catalogue.installation())


@dataclass
class Held:
    """Rows of a person in one snapshot."""

    pull: Pull
    rows: pa.Table

    @property
    def refs(self) -> list[str]:
        return [
            f"{self.pull.source}:{self.pull.pull_id}:{row}" for row in self.rows.column("_row").to_pylist()
        ]


@dataclass
class Subject:
    """One person in a store."""

    store: Store
    specs: Mapping[str, SourceSpec]
    number: str
    _pattern: str = field(init=False)

    def __post_init__(self) -> None:
        forms = "|".join(
            f"{form}(?:[1-7][1-4](?:B[0-9])?)?" if len(form) == 18 else form
            for form in sorted(forms_of(self.number), key=len, reverse=True)
        )
        self._pattern = f"(?i)(?:^|[^0-9])(?:{forms})(?:[^0-9A-Za-z]|$)"

    def mask(self, batch: pa.RecordBatch) -> Any:
        """Which rows have the number anywhere."""
        found: Any = pa.array([False] * batch.num_rows)
        for at in range(batch.num_columns):
            if (hit := self._hit(batch, at)) is not None:
                found = pc.or_(found, hit)
        return found

    def _hit(self, batch: pa.RecordBatch, at: int) -> Any:
        field_ = batch.schema.field(at)
        if field_.name in CONTROL or not pa.types.is_string(field_.type):
            return None
        return pc.fill_null(pc.match_substring_regex(batch.column(at), self._pattern), fill_value=False)

    def taken_out_of(self, batch: pa.RecordBatch, spec: TableSpec | None) -> pa.RecordBatch:
        """The batch without the person's own rows, and without the number in rows of others."""
        for at in range(batch.num_columns):
            hit = self._hit(batch, at)
            if hit is not None and pc.any(hit).as_py():
                batch = taken_out(batch, at, spec, hit)
        return batch

    @cached_property
    def held(self) -> list[Held]:
        """The person's rows, by snapshot."""
        found = []
        for pull in self.store.snapshots.pulls():
            parts = [batch.filter(self.mask(batch)) for batch in self.store.snapshots.read(pull)]
            parts = [part for part in parts if part.num_rows]
            if parts:
                found.append(Held(pull, pa.Table.from_batches(parts)))
        return found

    @cached_property
    def asked_for(self) -> list[Pull]:
        """Snapshots that were asked for the person and have no row of theirs: the number stands in the list of the asked."""
        forms, told = forms_of(self.number), {one.pull.folder for one in self.held}
        snapshots = self.store.snapshots
        return [
            pull
            for pull in snapshots.pulls()
            if pull.folder not in told and any(one in forms for one in snapshots.persons(pull) or ())
        ]

    @cached_property
    def refs(self) -> set[str]:
        return {ref for one in self.held for ref in one.refs}

    @cached_property
    def register_ids(self) -> set[str]:
        """The person's own numbers in the register (人编号)."""
        spec = self.specs["monitoring"].tables["people"] if "monitoring" in self.specs else None
        native = None if spec is None else spec.native_of("person_id")
        return {
            value
            for one in self.held
            if one.pull.source == "monitoring.people" and native in one.rows.schema.names
            for value in one.rows.column(native).to_pylist()
            if value
        }

    @cached_property
    def decisions(self) -> list[Taken]:
        """What people decided about the person's rows, or naming the person; a row of a pull that has gone by its key."""
        keys = {(one.pull.source, key) for one in self.held for key in self._keys(one)}
        return [
            one
            for one in taken(self.store.catalogue)
            if one.decision.row_ref in self.refs
            or (one.decision.other is not None and one.decision.other in self.register_ids)
            or (one.decision.source, one.decision.native_key) in keys
            or ((one.decision.row_ref or "").partition(":")[0], one.key) in keys
        ]

    def _keys(self, held: Held) -> list[str]:
        system, _, table = held.pull.source.partition(".")
        spec = self.specs[system].tables.get(table) if system in self.specs else None
        if spec is None or len(spec.key) != 1 or spec.key[0] not in held.rows.schema.names:
            return []
        return [str(key) for key in held.rows.column(spec.key[0]).to_pylist()]

    # --- what stands in releases ---

    def in_releases(self) -> Iterator[dict[str, Any]]:
        """Each release that shows the person: its tables with the rows of the person's keys."""
        for folder in self.store.catalogue.release_folders():
            if not folder.is_dir():
                continue
            for kind in sorted(path for path in folder.iterdir() if (path / "manifest.json").is_file()):
                tables = self._tables_of(kind)
                if tables:
                    yield {
                        "release": f"{folder.parent.name}/{folder.name}",
                        "kind": kind.name,
                        "tables": tables,
                    }

    def _tables_of(self, kind: Path) -> dict[str, list[dict[str, Any]]]:
        links = kind.parent / "internal" / "links.parquet"
        keys: set[str] = set()
        if links.is_file() and self.refs:
            linked = pq.read_table(links, filters=pc.field("row_ref").isin(sorted(self.refs)))
            keys = {key for key in linked.column("person_key").to_pylist() if key}
        found = {}
        for path in sorted(kind.glob("*.parquet")):
            names = pq.read_schema(path).names
            condition = None
            if "person_key" in names and keys:
                condition = pc.field("person_key").isin(sorted(keys))
            if "row_ref" in names and self.refs:
                by_row = pc.field("row_ref").isin(sorted(self.refs))
                condition = by_row if condition is None else condition | by_row
            if condition is not None and (rows := pq.read_table(path, filters=condition).to_pylist()):
                found[path.stem] = rows
        return found

    def report(self) -> dict[str, Any]:
        """All of it, as it can be handed to the person."""
        return {
            "snapshots": [
                {
                    "source": one.pull.source,
                    "zh": self._zh(one.pull.source),
                    "purpose": self._purpose(one.pull.source),
                    "pull": one.pull.pull_id,
                    "as_of": str(one.pull.as_of or ""),
                    "rows": one.rows.to_pylist(),
                }
                for one in self.held
            ],
            "decisions": [json.loads(json.dumps(vars(one.decision))) for one in self.decisions],
            "releases": list(self.in_releases()),
        }

    def _zh(self, source: str) -> str:
        system, _, table = source.partition(".")
        return self.specs[system].tables[table].zh if system in self.specs else source

    def _purpose(self, source: str) -> str:
        system = source.partition(".")[0]
        return self.specs[system].purpose_zh if system in self.specs else ""


@dataclass(frozen=True)
class Erased:
    """What went, and what stays: rows of snapshots, decisions, and releases that show the person."""

    snapshots: int
    rows: int
    decisions: int
    releases: tuple[str, ...]


def forget(subject: Subject) -> Erased:
    """Take a person out of snapshots, tables and decisions, and keep them out of later pulls.

    First the marks: a pull that comes in between keeps nothing of the person. Then the decisions, which are found by rows
    that are still there. Killed anywhere, the act can be done again.
    """
    store = subject.store
    decided = subject.decisions
    store.catalogue.note(forgotten_of(store).notes_for(subject.number))
    durable.reached("marked as forgotten")
    store.catalogue.forget_decisions([one.number for one in decided])
    durable.reached("decisions forgotten")
    rows = sum(one.rows.num_rows for one in subject.held)
    for pull in [*(one.pull for one in subject.held), *subject.asked_for]:
        _rewrite(subject, pull)
        durable.reached("snapshot rewritten")
    # What a killed pull or a killed forgetting has left may hold the person, and nothing else finds it.
    store.sweep()
    store.snapshots.sweep_unknown()
    # Tables of steps hold what the rows said; they are computed again. Pages of pulls under way likewise.
    for month, step, fingerprint in store.catalogue.steps():
        store.catalogue.forget_step(month, step, fingerprint)
    for left in (store.tables.root, store.root / "spool"):
        if left.is_dir():
            shutil.rmtree(left)
    kept = tuple(f"{one['release']}/{one['kind']}" for one in subject.in_releases())
    return Erased(len(subject.held), rows, len(decided), kept)


def _rewrite(subject: Subject, pull: Pull) -> None:
    """The same snapshot without the person: what a pull would now bring, so its id is another one."""
    snapshots = subject.store.snapshots
    system, _, table = pull.source.partition(".")
    spec = subject.specs[system].tables.get(table) if system in subject.specs else None
    writer = snapshots.writer(system, table)
    count = 0
    try:
        for batch in snapshots.read(pull):
            rest = subject.taken_out_of(batch, spec)
            numbers = pa.array(range(count, count + rest.num_rows), pa.int64())
            at = rest.schema.get_field_index("_row")
            writer.write(rest.set_column(at, rest.schema.field(at), numbers))
            count += rest.num_rows
        persons = snapshots.persons(pull)
        forms = forms_of(subject.number)
        receipt = {
            name: value
            for name, value in pull.receipt.items()
            if name not in {"source", "pull_id", "content_hash", "rows", "bytes", "sha256", "persons"}
        }
        fresh = writer.written(
            columns=snapshots.columns(pull),
            persons=None if persons is None else [one for one in persons if one not in forms],
            **receipt,
        )
    except BaseException:
        writer.abort()
        raise
    snapshots.put_in_place_of(pull, *fresh)
