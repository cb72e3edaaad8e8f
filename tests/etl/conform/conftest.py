"""Small pulls typed in the test, in native names."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from etl.conform import Landed, Settings, conform
from etl.engine import Engine
from etl.model.sources import SourceSpec, load_sources
from tests.conftest import ROOT
from tests.etl.conform.landing import snapshot

Rows = Sequence[Mapping[str, Any]]
Out = dict[str, list[dict[str, Any]]]
Pull = Callable[..., Landed]
Run = Callable[..., Out]
CONTROL = ("_file", "_sheet", "_as_of", "_source_row")


@pytest.fixture(scope="session")
def specs() -> dict[str, SourceSpec]:
    return load_sources(ROOT / "connectors")


@pytest.fixture
def pull(specs: dict[str, SourceSpec], tmp_path: Path) -> Pull:
    def make(source: str, rows: Rows, **known: Any) -> Landed:
        system, _, name = source.partition(".")
        spec = specs[system].tables[name]
        columns = {native: [row.get(native) for row in rows] for native in spec.columns}
        control = {name: [row.get(name) for row in rows] for name in CONTROL}
        return snapshot(tmp_path / "landed", spec, columns, control, **known)

    return make


@pytest.fixture
def run(engine: Engine, specs: dict[str, SourceSpec]) -> Run:
    def go(*pulls: Landed, settings: Settings | None = None) -> Out:
        tables = conform(engine, pulls, specs, settings or Settings())
        return {name: engine.arrow(table).to_pylist() for name, table in tables.items()}

    return go


def totals(out: Out, source: str) -> dict[str, int]:
    """The control totals of a source, without the zeros."""
    row = next(row for row in out["reconciliation"] if row["source"] == source)
    return {name: count for name, count in row.items() if name != "source" and count}
