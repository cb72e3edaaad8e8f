"""One engine for the whole room: opening one for each test costs more than most of the tests."""

from collections.abc import Iterator

import pytest

from etl.engine import Engine, EngineSettings, open_engine


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(EngineSettings(threads=2), tmp_path_factory.mktemp("matching")) as opened:
        yield opened
