"""One PostgreSQL server for all tests of this room; each module takes a database of its own."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.connectors.databases import database


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.URL]:
    with database("postgresql", tmp_path_factory.mktemp("pg")) as url:
        yield url
