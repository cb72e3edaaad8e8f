from pathlib import Path

import pytest

from etl.model.sources import SourceSpec, load_sources


@pytest.fixture(scope="session")
def sources() -> dict[str, SourceSpec]:
    return load_sources(Path(__file__).resolve().parents[3] / "connectors")
