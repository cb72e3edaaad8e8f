"""Tables of steps: each step's output for a ledger month, written whole, found again by what it was made from.

A step is known by its month, its name and a fingerprint of its inputs; a finished one is not computed again.
Columns that not every reader may see are sealed at rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import ibis.expr.types as ir
import pyarrow as pa

from etl.engine import Engine
from etl.model.contracts import Contract, Layer, load_contracts
from etl.store import durable
from etl.store.keys import KeyRing
from etl.store.parquet import EncryptedWriter, open_file, write_plain

if TYPE_CHECKING:
    from etl.store.catalogue import Catalogue

LAYERS: tuple[Layer, ...] = ("canonical", "working", "published")


class StepMissingError(LookupError):
    """A table that was asked for before its step had finished."""


def contract_of(table: str) -> Contract:
    """The contract of a table between steps."""
    for layer in LAYERS:
        contracts = load_contracts(layer)
        if table in contracts:
            return contracts[table]
    raise LookupError(f"table {table} has no contract")


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
        return {table: int(rows) for table, rows in outputs.items()}

    def write(
        self, engine: Engine, month: int, step: str, fingerprint: str, tables: Mapping[str, ir.Table]
    ) -> dict[str, int]:
        """Write all tables of a step, or none."""
        outputs: dict[str, int] = {}
        with durable.new_folder(self.root) as folder:
            for name, expr in tables.items():
                outputs[name] = self._write_one(engine, expr, folder, contract_of(name))
                durable.reached("table written")
            durable.publish_folder(folder, self._folder(month, step, fingerprint))
        self._catalogue.step_done(month, step, fingerprint, outputs)
        durable.reached("step noted")
        return outputs

    def _write_one(self, engine: Engine, expr: ir.Table, folder: Path, contract: Contract) -> int:
        schema = contract.arrow_schema()
        path = folder / f"{contract.name}.parquet"
        sealed = sealed_columns(contract)
        if not sealed:
            return engine.save(expr, path, schema)
        writer = EncryptedWriter(path, schema, sealed, self._ring)
        rows = 0
        try:
            for batch in engine.batches(engine.fitted(expr, schema), 1 << 17):
                table = pa.Table.from_batches([batch]).cast(schema)
                writer.write(table)
                rows += table.num_rows
        finally:
            writer.close()
        return rows

    def read(self, engine: Engine, month: int, step: str, fingerprint: str) -> dict[str, ir.Table]:
        """All tables of a finished step; sealed ones are opened into the engine's scratch folder."""
        outputs = self._catalogue.step(month, step, fingerprint)
        if outputs is None:
            raise StepMissingError(f"step {step} of {month} has not finished")
        return {name: engine.read(self._opened(engine, month, step, fingerprint, name)) for name in outputs}

    def _opened(self, engine: Engine, month: int, step: str, fingerprint: str, table: str) -> Path:
        path = self._folder(month, step, fingerprint) / f"{table}.parquet"
        if not sealed_columns(contract_of(table)):
            return path
        opened = durable.make_folder(engine.scratch) / f"opened-{fingerprint[:12]}-{table}.parquet"
        if not opened.exists():
            file = open_file(path, self._ring)
            write_plain(opened, file.iter_batches(), file.schema_arrow)
        return opened

    def _folder(self, month: int, step: str, fingerprint: str) -> Path:
        return folder_of(self.root, month, step, fingerprint)
