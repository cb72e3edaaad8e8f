"""An installation of a village's world, its registry gateway on loopback, and a release made by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.releases import write_release
from tests.conftest import Command
from world import WorldPaths, running, write_world

SECRET = "gateway-secret"
Run = Command


@pytest.fixture(autouse=True)
def _in_plain_english(plain_english: None) -> None:
    """Every test of this room."""


@pytest.fixture(scope="session")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorldPaths]:
    folder = tmp_path_factory.mktemp("world")
    paths = write_world(folder, size="village")
    with running(paths.gateway, secret=SECRET) as gateway:
        text = paths.config.read_text(encoding="utf-8")
        paths.config.write_text(text.replace("http://127.0.0.1:8799", gateway.base), encoding="utf-8")
        yield paths


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return write_release(tmp_path / "release")
