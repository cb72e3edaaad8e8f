"""A portal of its own for each test, whose passwords are hashed cheaply."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from portal.store import accounts
from tests.portal.site import Office, make_portal


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Office]:
    made = make_portal(tmp_path)
    yield made
    made.site.store.close()
    made.site.releases.close()
