"""Small pulls typed in the test, in native names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from etl.conform import Landed, Settings, conform
from etl.engine import Engine, EngineSettings, open_engine
from etl.model.sources import SourceSpec, load_sources
from tests.etl.conform.landing import snapshot

Rows = Sequence[Mapping[str, Any]]
Out = dict[str, list[dict[str, Any]]]
Pull = Callable[..., Landed]
Run = Callable[..., Out]
ROOT = Path(__file__).resolve().parents[3]
CONTROL = ("_file", "_sheet", "_as_of", "_source_row")


@pytest.fixture(scope="session")
def specs() -> dict[str, SourceSpec]:
    return load_sources(ROOT / "connectors")


def puller(specs: dict[str, SourceSpec], folder: Path) -> Pull:
    def make(source: str, rows: Rows, **known: Any) -> Landed:
        system, _, name = source.partition(".")
        spec = specs[system].tables[name]
        columns = {native: [row.get(native) for row in rows] for native in spec.columns}
        control = {name: [row.get(name) for row in rows] for name in CONTROL}
        return snapshot(folder / "landed", spec, columns, control, **known)

    return make


def conformed(
    engine: Engine, specs: dict[str, SourceSpec], pulls: Sequence[Landed], settings: Settings | None = None
) -> Out:
    """The conformed tables as rows."""
    tables = conform(engine, pulls, specs, settings or Settings())
    return {name: engine.arrow(table).to_pylist() for name, table in tables.items()}


@pytest.fixture(scope="module")
def module_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(EngineSettings(threads=2), tmp_path_factory.mktemp("scratch")) as opened:
        yield opened


@pytest.fixture
def pull(specs: dict[str, SourceSpec], tmp_path: Path) -> Pull:
    return puller(specs, tmp_path)


@pytest.fixture
def run(engine: Engine, specs: dict[str, SourceSpec]) -> Run:
    return lambda *pulls, settings=None: conformed(engine, specs, pulls, settings)


def totals(out: Out, source: str) -> dict[str, int]:
    """The control totals of a source, without the zeros."""
    row = next(row for row in out["reconciliation"] if row["source"] == source)
    return {name: count for name, count in row.items() if name != "source" and count}
