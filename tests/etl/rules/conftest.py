"""Engines and runs that live longer than a test: a module's worlds are computed once, and the book of claims for all its modules."""

from collections.abc import Iterator

import pytest

from etl.engine import Engine, EngineSettings, open_engine
from tests.etl.rules.claimed import BOOK, computed
from tests.etl.rules.stories import Desk


@pytest.fixture(scope="module")
def module_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(EngineSettings(threads=2), tmp_path_factory.mktemp("scratch")) as opened:
        yield opened


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The stories of claims; a module with a book of its own has a desk of its own."""
    with open_engine(EngineSettings(threads=2), tmp_path_factory.mktemp("claims")) as opened:
        yield Desk(opened, BOOK, computed)
