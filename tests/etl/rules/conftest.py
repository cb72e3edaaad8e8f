"""Runs that live longer than a test: the book of claims is judged once for all modules that stand in it."""

import pytest

from tests.etl.rules.claimed import BOOK
from tests.etl.rules.in_sql import SqlDesk
from tests.etl.rules.small import library


@pytest.fixture(scope="session")
def desk() -> SqlDesk:
    """The stories of claims; a module with a book of its own has a desk of its own."""
    return SqlDesk(BOOK, library, ["entitlements"])
