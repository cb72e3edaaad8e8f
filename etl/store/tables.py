"""Tables of steps: each step's output for a ledger month, written whole, found again by what it was made from.

A step is known by its month, its name and a fingerprint of its inputs; a finished one is not computed again.
Columns that not every reader may see are sealed at rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from etl.engine.warehouse import Warehouse, fitted
from etl.model.contracts import Contract, contract_named
from etl.store import durable
from etl.store.keys import KeyRing
from etl.store.parquet import EncryptedWriter, open_file, write_plain

if TYPE_CHECKING:
    from etl.store.catalogue import Catalogue


class StepMissingError(LookupError):
    """A table that was asked for before its step had finished."""


class TableChangedError(RuntimeError):
    """A table that is not what its step wrote; it names the file."""


class Naming(Protocol):
    """How a step's kept tables are called in the warehouse."""

    @property
    def tables(self) -> tuple[str, ...]: ...

    def named(self, table: str) -> str: ...


def sealed_columns(contract: Contract) -> list[str]:
    """Columns that lie encrypted: those for restricted readers, and those that some kind of release masks."""
    return [column.name for column in contract.columns if column.see == "restricted" or column.mask]


def folder_of(root: Path, month: int, step: str, fingerprint: str) -> Path:
    """Where a finished step's tables lie below the folder of all of them."""
    return root / str(month) / step / fingerprint[:24]


class TableStore:
    """Outputs of steps below one folder."""

    def __init__(self, root: Path, catalogue: Catalogue, ring: KeyRing) -> None:
        self.root = root
        self._catalogue = catalogue
        self._ring = ring

    def rows(self, month: int, step: str, fingerprint: str) -> dict[str, int] | None:
        """Rows by table of a finished step; None where it has not finished."""
        outputs = self._catalogue.step(month, step, fingerprint)
        if outputs is None or not self._folder(month, step, fingerprint).exists():
            return None
        return {table: int(written["rows"]) for table, written in outputs.items()}

    def keep(
        self,
        warehouse: Warehouse,
        month: int,
        step: str,
        fingerprint: str,
        tables: Mapping[str, str],
        *,
        beside: Mapping[str, Mapping[str, str]] | None = None,
    ) -> dict[str, int]:
        """Write tables that a warehouse holds as the output of a step, all or none: kept name to its name there.

        `beside`: small JSON files that lie with them, by name.
        """
        outputs: dict[str, dict[str, object]] = {}
        with durable.new_folder(self.root) as folder:
            for name, there in tables.items():
                path = folder / f"{name}.parquet"
                rows = self._keep_one(warehouse, there, path, contract_named(name))
                outputs[name] = {"rows": rows, "sha256": durable.sha256_file(path)}
                durable.reached("table written")
            for name, content in (beside or {}).items():
                durable.write_text(folder / name, json.dumps(content, indent=1, sort_keys=True) + "\n")
            durable.publish_folder(folder, self._folder(month, step, fingerprint))
        self._catalogue.step_done(month, step, fingerprint, outputs)
        durable.reached("step noted")
        return {name: warehouse.count(there) for name, there in tables.items()}

    def _keep_one(self, warehouse: Warehouse, there: str, path: Path, contract: Contract) -> int:
        sealed = sealed_columns(contract)
        if not sealed:
            return warehouse.save(there, path)
        return self._sealed(path, contract, sealed, warehouse.batches(there))

    def give(self, warehouse: Warehouse, month: int, step: str, fingerprint: str, naming: Naming) -> None:
        """Put the tables of a finished step into a warehouse; those that were not made are there without rows."""
        outputs = self._catalogue.step(month, step, fingerprint)
        if outputs is None:
            raise StepMissingError(f"step {step} of {month} has not finished")
        for name in naming.tables:
            if name in outputs:
                path = self._checked(month, step, fingerprint, name, outputs)
                warehouse.give(naming.named(name), self._clear(path, warehouse.scratch, fingerprint, name))
            else:
                warehouse.give(naming.named(name), contract_named(name).arrow_schema().empty_table())

    def _checked(
        self, month: int, step: str, fingerprint: str, table: str, outputs: Mapping[str, Mapping[str, object]]
    ) -> Path:
        """The file of a table, held against what was noted when it was written."""
        path = self._folder(month, step, fingerprint) / f"{table}.parquet"
        if not path.is_file() or durable.sha256_file(path) != outputs[table]["sha256"]:
            raise TableChangedError(
                f"{path} is not what the step {step} wrote: remove the folder {path.parent} and run the month again"
            )
        return path

    def _sealed(
        self, path: Path, contract: Contract, sealed: list[str], batches: Iterable[pa.RecordBatch]
    ) -> int:
        schema = contract.arrow_schema()
        writer = EncryptedWriter(path, schema, sealed, self._ring)
        rows = 0
        try:
            for batch in batches:
                writer.write(fitted(pa.Table.from_batches([batch]), schema))
                rows += batch.num_rows
        finally:
            writer.close()
        return rows

    def _clear(self, path: Path, scratch: Path, fingerprint: str, table: str) -> Path:
        """The table's file, or where columns of it are sealed a clear copy in a run's scratch folder."""
        if not sealed_columns(contract_named(table)):
            return path
        opened = durable.make_folder(scratch) / f"opened-{fingerprint[:12]}-{table}.parquet"
        if not opened.exists():
            file = open_file(path, self._ring)
            write_plain(opened, file.iter_batches(), file.schema_arrow)
        return opened

    def _folder(self, month: int, step: str, fingerprint: str) -> Path:
        return folder_of(self.root, month, step, fingerprint)
