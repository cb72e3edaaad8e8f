"""Small pulls typed in the test, in native names, and what the room makes of them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from etl.conform.given import LandedPull, Settings, landed_tables
from etl.engine.tables import contract_of, tables_of
from etl.engine.warehouse import Settings as EngineSettings
from etl.engine.warehouse import open_warehouse
from etl.model.contracts import canonical
from etl.model.landed import sources
from etl.model.sources import SourceSpec, load_sources
from tests.etl.conform.landing import snapshot

Rows = Sequence[Mapping[str, Any]]
Out = dict[str, list[dict[str, Any]]]
Pull = Callable[..., LandedPull]
Run = Callable[..., Out]
ROOT = Path(__file__).resolve().parents[3]
CONTROL = ("_file", "_sheet", "_as_of", "_source_row")


@pytest.fixture(scope="session")
def specs() -> dict[str, SourceSpec]:
    return load_sources(ROOT / "connectors")


def puller(specs: dict[str, SourceSpec]) -> Pull:
    def make(source: str, rows: Rows, **known: Any) -> LandedPull:
        system, _, name = source.partition(".")
        spec = specs[system].tables[name]
        columns = {native: [row.get(native) for row in rows] for native in spec.columns}
        control = {name: [row.get(name) for row in rows] for name in CONTROL}
        return snapshot(spec, columns, control, **known)

    return make


def conformed(
    specs: dict[str, SourceSpec],
    pulls: Sequence[LandedPull],
    settings: Settings | None = None,
    engine: EngineSettings | None = None,
) -> Out:
    """All that the room makes, as rows: the conformed tables by `<system>.<table>`, the others by their own name."""
    named = {f"conform.{canonical(source).short}": source for source in sources()}
    wanted = [name for name in tables_of("conform") if contract_of(name) is not None]
    with TemporaryDirectory() as folder:
        scratch = Path(folder) / "engine"
        with open_warehouse(engine or EngineSettings(threads=1), scratch) as warehouse:
            given = landed_tables(pulls, specs, settings or Settings(), Path(folder))
            for name, rows in given.items():
                warehouse.give(name, rows)
            warehouse.make("conform", wanted)
            return {
                named.get(name, name.removeprefix("conform.")): warehouse.arrow(name).to_pylist()
                for name in wanted
            }


@pytest.fixture
def pull(specs: dict[str, SourceSpec]) -> Pull:
    return puller(specs)


@pytest.fixture
def run(specs: dict[str, SourceSpec]) -> Run:
    return lambda *pulls, settings=None: conformed(specs, pulls, settings)


def totals(out: Out, source: str) -> dict[str, int]:
    """The control totals of a source, without the zeros."""
    row = next(row for row in out["reconciliation"] if row["source"] == source)
    return {name: count for name, count in row.items() if name != "source" and count}
