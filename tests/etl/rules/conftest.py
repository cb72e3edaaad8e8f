"""An engine that lives as long as a test module, for worlds that are computed once."""

from collections.abc import Iterator

import pytest

from etl.engine import Engine, EngineSettings, open_engine


@pytest.fixture(scope="module")
def module_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(EngineSettings(threads=2), tmp_path_factory.mktemp("scratch")) as opened:
        yield opened
