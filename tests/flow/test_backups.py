"""The backup after a published month: once, whole, the oldest make room; that it failed ends no month and is told once."""

import json
import zipfile
from pathlib import Path

import pytest

from etl.config import Config, load_config
from etl.config_messages import Messages
from etl.store.catalogue import open_catalogue
from flow.backups import BackupError, kept, listed, month_of, monthly, write
from flow.month import back_up
from tests.etl.test_config import GOOD


@pytest.fixture
def config(tmp_path: Path) -> Config:
    for name in ("monitoring", "finance"):
        (tmp_path / name).mkdir()
    text = f"{GOOD}backup: {{folder: ./safe, keep: 2}}\n"
    (tmp_path / "hecha.yaml").write_text(text, encoding="utf-8")
    config = load_config(tmp_path / "hecha.yaml")
    open_catalogue(config.store).close()
    return config


def test_a_month_is_backed_up_once_and_the_oldest_make_room(config: Config, tmp_path: Path) -> None:
    for month in (202404, 202405, 202406):
        assert monthly(config, month) is not None
        assert monthly(config, month) is None
    (tmp_path / "safe" / "hecha-of-my-own.zip").write_bytes(b"")
    assert [month_of(path) for path in kept(tmp_path / "safe")] == [202406, 202405]
    assert listed(tmp_path / "safe" / "hecha-202406.zip") == ["catalogue.db"]
    assert (tmp_path / "safe" / "hecha-202406.zip").stat().st_mode & 0o077 == 0


def test_a_backup_whose_bytes_changed_is_not_whole(config: Config, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    write(config, path)
    with zipfile.ZipFile(path) as archive:
        listing = archive.read("backup.json")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("catalogue.db", b"another")
        archive.writestr("backup.json", listing)
    with pytest.raises(BackupError, match=r"catalogue\.db is altered"):
        listed(path)


def test_a_backup_that_fails_ends_no_month_and_is_told_once(config: Config, tmp_path: Path) -> None:
    (tmp_path / "safe").write_text("a file where the folder should be")
    messages = Messages.model_validate(
        {"disk_gb": 0, "webhook": [{"kind": "json", "url_env": "NO_SUCH_ADDRESS"}]}
    )
    told = config.model_copy(update={"messages": messages})
    complaints: list[str] = []
    for _ in range(2):
        back_up(told, 202406, complaints.append)
    assert complaints[0] == "backup: FileExistsError"
    waiting = json.loads((config.store / "messages.json").read_text(encoding="utf-8"))["waiting"]
    assert [one["message"]["event"] for one in waiting] == ["backup"]


def test_without_the_key_nothing_is_written(config: Config, tmp_path: Path) -> None:
    back_up(config.model_copy(update={"backup": None}), 202406, pytest.fail)
    assert not (tmp_path / "safe").exists()
