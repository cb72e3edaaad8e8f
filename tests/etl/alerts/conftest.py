"""An engine that lives as long as a test module: the small worlds of a module are raised once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.engine import Engine, EngineSettings, open_engine


@pytest.fixture(scope="module")
def one_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("alerts")
    with open_engine(EngineSettings(threads=2), folder) as opened:
        yield opened
