"""One engine a module: a verification is computed once and asked many questions."""

from collections.abc import Iterator

import pytest

from etl.engine import Engine, EngineSettings, open_engine


@pytest.fixture(scope="module")
def one_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(EngineSettings(threads=2), tmp_path_factory.mktemp("scratch")) as opened:
        yield opened
