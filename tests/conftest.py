"""Fixtures for all rooms: an engine, and the sample world where one lies beside the checkout."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.engine import Engine, EngineSettings, open_engine

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT.parent / "shared" / "sample"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with open_engine(EngineSettings(threads=2), tmp_path / "scratch") as opened:
        yield opened


@pytest.fixture(scope="session")
def sample_world() -> Path:
    if not (SAMPLE / "hecha.yaml").exists():
        pytest.skip("the sample world does not lie beside this checkout")
    return SAMPLE
