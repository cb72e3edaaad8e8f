"""Key files under a passphrase: opened with it alone, wherever it is handed in, and refused with what to do without it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.store import open_store
from etl.store.keys import (
    CREDENTIAL,
    NEW_PASSPHRASE,
    PASSPHRASE,
    KeyFileError,
    load_key,
    make_key,
    passphrase,
    rotate_key,
)
from tests.cli.conftest import Run
from tests.etl.store.workload import specs
from world import WorldPaths

Put = Callable[[str], Path]


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Put:
    """Hand in a passphrase by a file."""

    def hand_in(secret: str) -> Path:
        path = tmp_path / "passphrase"
        path.write_text(secret + "\n", encoding="utf-8")
        path.chmod(0o600)
        monkeypatch.setenv(PASSPHRASE, str(path))
        return path

    return hand_in


def test_a_key_under_a_passphrase_is_opened_by_it_alone(
    tmp_path: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("correct horse battery")
    path = tmp_path / "data.key"
    ring = make_key(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    assert "keys" not in content
    assert load_key(path) == ring
    assert rotate_key(path).keys["v1"] == ring.secret
    put("another horse battery")
    with pytest.raises(KeyFileError, match="can't be opened with this passphrase"):
        load_key(path)
    monkeypatch.delenv(PASSPHRASE)
    with pytest.raises(KeyFileError, match=f"{PASSPHRASE}, or hand it in as the systemd credential"):
        load_key(path)


def test_a_credential_of_systemd_opens_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / CREDENTIAL).write_text("from the credential", encoding="utf-8")
    (tmp_path / CREDENTIAL).chmod(0o400)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert passphrase() == b"from the credential"
    assert passphrase(NEW_PASSPHRASE) is None
    make_key(tmp_path / "data.key")
    assert "sealed" in (tmp_path / "data.key").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("secret", "mode", "says"), [("short", 0o600, "shorter"), ("long enough to be one", 0o644, "others")]
)
def test_a_passphrase_that_is_none_is_refused(put: Put, secret: str, mode: int, says: str) -> None:
    put(secret).chmod(mode)
    with pytest.raises(KeyFileError, match=says):
        passphrase()


@pytest.mark.parametrize(
    "harm", [{"n": 1 << 30}, {"kdf": "none"}, {"body": "AAAA"}, {"salt": "?"}, {"n": "x"}]
)
def test_a_sealed_file_that_is_damaged_is_not_ours(tmp_path: Path, put: Put, harm: dict[str, object]) -> None:
    put("correct horse battery")
    path = tmp_path / "data.key"
    make_key(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    content["sealed"] |= harm
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(KeyFileError):
        load_key(path)


def test_the_keys_of_a_store_are_sealed_and_the_store_opens_as_before(
    tmp_path: Path, put: Put, monkeypatch: pytest.MonkeyPatch, hecha: Run, village: WorldPaths
) -> None:
    config = ("--config", village.config, "--store", tmp_path / "store")
    assert hecha("init", *config) == 0
    before = load_key(tmp_path / "store" / "keys" / "person.key")
    assert hecha("rotate-key", *config, "--rewrap") == 2
    put("correct horse battery")
    assert hecha("rotate-key", *config, "--rewrap") == 0
    assert load_key(tmp_path / "store" / "keys" / "person.key") == before
    with open_store(tmp_path / "store", specs()) as store:
        assert store.person_key == before
    fresh = tmp_path / "new"
    fresh.write_text("a new one for all of them", encoding="utf-8")
    fresh.chmod(0o600)
    monkeypatch.setenv(NEW_PASSPHRASE, str(fresh))
    assert hecha("rotate-key", *config, "--rewrap") == 0
    with pytest.raises(KeyFileError):
        load_key(tmp_path / "store" / "keys" / "person.key")
    monkeypatch.setenv(PASSPHRASE, str(fresh))
    assert load_key(tmp_path / "store" / "keys" / "person.key") == before
