"""A store in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.store import Store, open_store
from tests.etl.store.workload import specs


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", specs()) as opened:
        yield opened
