"""The desk of the stories of claims, which modules share: the world of each month is computed once."""

import pytest

from tests.etl.rules.claimed import BOOK
from tests.etl.rules.in_sql import Desk
from tests.etl.rules.small import library


@pytest.fixture(scope="session")
def desk() -> Desk:
    """The stories of claims; a module with a book of its own has a desk of its own."""
    return Desk(BOOK, library, ("entitlements",))
