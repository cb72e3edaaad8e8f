"""`hecha init`, `doctor`, `reap`, `backup`, `restore`, `prune` and `rotate-key` on real stores."""

import fcntl
import hashlib
import json
import os
import sqlite3
import stat
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import dagster as dg
import pytest

from assets.home import open_instance
from etl.decisions.form import Decision
from etl.decisions.keeping import take, taken
from etl.model.sources import load_sources
from etl.store import open_store
from etl.store.audit import WITNESS, AuditLog
from etl.store.keys import KeyFileError, load_key
from etl.store.store import LOCK
from flow.sources import SOURCES
from portal.store import open_portal_store
from tests.cli.conftest import Run
from world import WorldPaths

Capture = pytest.CaptureFixture[str]
Place = tuple[str | Path, ...]
DECIDED = Decision("alert", "confirmed", "核查员", "2024-07-01", "现场", alert_id="a" * 16)


@pytest.fixture
def place(village: WorldPaths, tmp_path: Path) -> Place:
    return ("--config", village.config, "--store", tmp_path / "store")


def test_init_makes_an_installation_for_this_account_alone_and_again_changes_nothing(
    place: Place, hecha: Run, tmp_path: Path
) -> None:
    assert hecha("init", *place) == 0
    store = tmp_path / "store"
    settings = store / "dagster" / "dagster.yaml"
    assert "enabled: false" in settings.read_text(encoding="utf-8")
    keys = {path: path.read_bytes() for path in (store / "keys").glob("*.key")}
    assert len(keys) >= 2
    for path in (store, store / "keys", store / "dagster", *keys):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    assert hecha("init", *place) == 0
    assert {path: path.read_bytes() for path in keys} == keys


def test_doctor_says_what_to_do(
    place: Place, hecha: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert hecha("doctor", *place) == 1
    assert "hecha init" in capsys.readouterr().out
    monkeypatch.setenv("GATEWAY_SECRET", "s")
    assert hecha("init", *place) == 0
    (tmp_path / "store" / "keys" / "person.key").chmod(0o644)
    capsys.readouterr()
    assert hecha("doctor", *place) == 1
    assert "chmod" in capsys.readouterr().out
    (tmp_path / "store" / "catalogue.db").write_bytes(b"SQLite format 3\0" + b"\1" * 4000)
    assert hecha("doctor", *place) == 1
    assert "restore a backup" in capsys.readouterr().out


def test_the_signing_key_is_rotated_and_a_lost_one_is_never_made_anew(
    place: Place, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    assert hecha("init", *place) == 0
    with open_store(tmp_path / "store", load_sources(SOURCES)) as store:
        first = store.signing_key()
    assert hecha("rotate-key", *place, "--signing") == 0
    assert "public key is" in capsys.readouterr().out
    with open_store(tmp_path / "store", load_sources(SOURCES)) as store:
        ring = store.signing_key()
        assert (ring.current, ring.keys["v1"]) == ("v2", first.secret)
    (tmp_path / "store" / "keys" / "signing.key").unlink()
    with (
        open_store(tmp_path / "store", load_sources(SOURCES)) as store,
        pytest.raises(KeyFileError, match="missing"),
    ):
        store.signing_key()


def test_reap_clears_a_killed_run_and_what_it_left(place: Place, hecha: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert hecha("init", *place) == 0
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    scratch = store / "tmp" / f"{ended.stdout.strip()}-0a0a0a0a"
    half = store / "snapshots" / ".tmp-half"
    for folder in (scratch, half):
        folder.mkdir(parents=True)
    (scratch / LOCK).touch()
    with open_instance(store / "dagster") as instance:
        run = instance.create_run_for_job(dg.job(name="ledger")(lambda: None))
        instance.report_dagster_event(
            dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, "ledger"), run_id=run.run_id
        )
        assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.STARTED  # type: ignore[union-attr] # it was just made
    assert hecha("reap", *place) == 0
    assert not scratch.exists()
    assert not half.exists()
    with open_instance(store / "dagster") as instance:
        assert instance.get_run_by_id(run.run_id).status == dg.DagsterRunStatus.FAILURE  # type: ignore[union-attr] # as above


def test_nothing_is_touched_while_a_run_is_under_way(
    place: Place, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    assert hecha("init", *place) == 0
    scratch = tmp_path / "store" / "tmp" / f"{os.getpid()}-0b0b0b0b"
    scratch.mkdir(parents=True)
    with (scratch / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for command in (["reap"], ["prune", "--yes"], ["rotate-key"]):
            assert hecha(*command, *place) == 2
            assert str(os.getpid()) in capsys.readouterr().err
        assert scratch.exists()


def test_a_run_that_was_killed_holds_nothing_up_though_its_number_lives_on(
    place: Place, hecha: Run, tmp_path: Path
) -> None:
    """In a container every run has the number 1, and number 1 always lives: the lock says who is there."""
    assert hecha("init", *place) == 0
    scratch = tmp_path / "store" / "tmp" / "1-0c0c0c0c"
    scratch.mkdir(parents=True)
    (scratch / LOCK).touch()
    assert hecha("rotate-key", *place) == 0
    assert hecha("reap", *place) == 0
    assert not scratch.exists()


@pytest.mark.parametrize("name", ["person.key", "data.key"])
def test_a_lost_key_is_never_made_anew(
    name: str, place: Place, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    decided(tmp_path / "store")
    path = tmp_path / "store" / "keys" / name
    path.unlink()
    assert hecha("prune", *place) == 2
    assert f"{name} is missing" in capsys.readouterr().err
    assert hecha("init", *place) == 2
    assert not path.exists()


def test_swapped_keys_another_stores_key_and_one_open_to_others_are_refused(
    place: Place, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    decided(tmp_path / "store")
    keys = tmp_path / "store" / "keys"
    person, data = keys / "person.key", keys / "data.key"
    kept = {path: path.read_bytes() for path in (person, data)}
    person.write_bytes(kept[data])
    data.write_bytes(kept[person])
    assert hecha("prune", *place) == 2
    assert "is not the person key that this store was made with" in capsys.readouterr().err
    for path, content in kept.items():
        path.write_bytes(content)
    person.chmod(0o644)
    assert hecha("prune", *place) == 2
    assert "chmod 600" in capsys.readouterr().err
    person.chmod(0o600)
    assert hecha("prune", *place) == 0


def test_a_lost_catalogue_or_that_of_another_store_is_refused(
    place: Place, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    store, other = tmp_path / "store", tmp_path / "other"
    decided(store)
    decided(other)
    (store / "snapshots" / "hrss").mkdir(parents=True)
    mine = (store / "catalogue.db").read_bytes()
    (store / "catalogue.db").unlink()
    assert hecha("prune", *place) == 2
    assert "its catalogue is empty" in capsys.readouterr().err
    (store / "catalogue.db").write_bytes((other / "catalogue.db").read_bytes())
    assert hecha("prune", *place) == 2
    assert "another store" in capsys.readouterr().err
    (store / "catalogue.db").write_bytes(mine)
    assert hecha("prune", *place) == 0


def test_a_restore_plays_no_old_journal_into_the_restored_catalogue(
    village: WorldPaths, hecha: Run, tmp_path: Path
) -> None:
    """A store that crashed in the middle of a transaction leaves a journal; it belongs to the file that goes."""
    store, backup = tmp_path / "store", tmp_path / "b.zip"
    decided(store)
    config = ("--config", village.config, "--store", store)
    assert hecha("backup", *config, backup) == 0
    code = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('PRAGMA cache_size=1'); c.execute('BEGIN IMMEDIATE'); c.execute('CREATE TABLE junk (x)');"
        "c.executemany('INSERT INTO junk VALUES (?)', [('y' * 900,)] * 2000); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, store / "catalogue.db"], check=False)
    assert (store / "catalogue.db-journal").exists()
    assert hecha("restore", *config, backup, "--force") == 0
    assert not (store / "catalogue.db-journal").exists()
    assert decisions_of(store) == [DECIDED]


def test_a_damaged_catalogue_is_not_backed_up_as_if_it_were_good(
    village: WorldPaths, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    store = tmp_path / "store"
    decided(store)
    with (store / "catalogue.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    assert hecha("backup", "--config", village.config, "--store", store, tmp_path / "b.zip") == 2
    assert "damaged" in capsys.readouterr().err
    assert not (tmp_path / "b.zip").exists()


def test_a_restore_from_before_a_rotation_keeps_the_newer_key(
    village: WorldPaths, hecha: Run, tmp_path: Path
) -> None:
    store, backup = tmp_path / "store", tmp_path / "b.zip"
    decided(store)
    config = ("--config", village.config, "--store", store)
    assert hecha("backup", *config, backup, "--with-keys") == 0
    assert hecha("rotate-key", *config) == 0
    rotated = load_key(store / "keys" / "data.key")
    assert hecha("restore", *config, backup, "--with-keys", "--force") == 0
    assert load_key(store / "keys" / "data.key") == rotated


def test_a_backup_that_would_restore_a_broken_catalogue_changes_nothing(
    village: WorldPaths, hecha: Run, tmp_path: Path
) -> None:
    store, backup = tmp_path / "store", tmp_path / "b.zip"
    decided(store)
    config = ("--config", village.config, "--store", store)
    assert hecha("backup", *config, backup) == 0
    with zipfile.ZipFile(backup) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["catalogue.db"] = b"no database at all"
    listing = json.loads(files["backup.json"])
    listing["catalogue.db"] = hashlib.sha256(files["catalogue.db"]).hexdigest()
    files["backup.json"] = json.dumps(listing).encode()
    with zipfile.ZipFile(backup, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    assert hecha("restore", *config, backup, "--force") == 2
    assert decisions_of(store) == [DECIDED]


def test_a_rotated_data_key_keeps_its_old_version_and_the_person_key_stays(
    place: Place, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    assert hecha("rotate-key", *place) == 2, "there is no key yet"
    assert hecha("init", *place) == 0
    keys = tmp_path / "store" / "keys"
    before = {name: load_key(keys / name) for name in ("data.key", "person.key")}
    capsys.readouterr()
    assert hecha("rotate-key", *place) == 0
    assert "v2" in capsys.readouterr().out
    data = load_key(keys / "data.key")
    assert data.secret != before["data.key"].secret
    assert data.keys["v1"] == before["data.key"].secret
    assert load_key(keys / "person.key") == before["person.key"]
    assert stat.S_IMODE((keys / "data.key").stat().st_mode) == 0o600


def decided(store: Path) -> None:
    with open_store(store, load_sources(SOURCES)) as opened:
        take(opened.catalogue, [DECIDED])


def decisions_of(store: Path) -> list[Decision]:
    with open_store(store, load_sources(SOURCES)) as opened:
        return [one.decision for one in taken(opened.catalogue)]


def test_a_backup_brings_decisions_back_and_keys_only_where_asked(
    village: WorldPaths, hecha: Run, tmp_path: Path
) -> None:
    store, other = tmp_path / "store", tmp_path / "other"
    decided(store)
    config = ("--config", village.config)
    plain, whole = tmp_path / "plain.zip", tmp_path / "whole.zip"
    assert hecha("backup", *config, "--store", store, plain) == 0
    assert hecha("backup", *config, "--store", store, whole, "--with-keys") == 0
    assert stat.S_IMODE(plain.stat().st_mode) == 0o600
    with zipfile.ZipFile(plain) as archive:
        assert not [name for name in archive.namelist() if "key" in name]
    assert hecha("restore", *config, "--store", other, whole, "--with-keys") == 0
    assert (other / "keys" / "person.key").read_bytes() == (store / "keys" / "person.key").read_bytes()
    assert decisions_of(other) == [DECIDED]
    assert hecha("restore", *config, "--store", other, whole) == 2  # something is there
    assert hecha("restore", *config, "--store", other, whole, "--force") == 0


def test_a_restore_into_a_folder_that_is_there_and_empty_brings_the_log_of_acts_back(
    village: WorldPaths, hecha: Run, tmp_path: Path
) -> None:
    store, other, path = tmp_path / "store", tmp_path / "other", tmp_path / "b.zip"
    decided(store)
    config = ("--config", village.config)
    assert hecha("prune", *config, "--store", store) == 0
    assert hecha("backup", *config, "--store", store, path, "--with-keys") == 0
    other.mkdir()
    assert hecha("restore", *config, "--store", other, tmp_path / "none.zip") == 2
    assert hecha("restore", *config, "--store", other, path, "--with-keys") == 0
    assert hecha("restore", *config, "--store", other, path) == 2
    assert AuditLog(other).first_broken() is None
    acts = [
        (entry.content["act"], entry.content.get("command", [""])[0]) for entry in AuditLog(other).entries()
    ]
    ended = ("ended", "")
    assert acts == [
        ("command", "prune"),
        ended,
        ("command", "backup"),
        ("command", "restore"),
        ended,
        ("command", "restore"),
        ended,
    ]


def test_what_people_did_in_the_portal_comes_back_where_it_is_lost_and_is_never_undone(
    village: WorldPaths, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    store, other, path = tmp_path / "store", tmp_path / "other", tmp_path / "b.zip"
    decided(store)
    config = ("--config", village.config)
    with closing(open_portal_store(store)) as portal, portal.act("test") as act:
        act.note("first")
    photo = store / "portal-photos" / f"{'0' * 64}.png"
    photo.parent.mkdir()
    photo.write_bytes(b"a picture")
    AuditLog(store).add(WITNESS, row=1, row_hash=open_portal_store(store).head()[1])
    assert hecha("backup", *config, "--store", store, path, "--with-keys") == 0
    (other / "portal.db-journal").parent.mkdir()
    (other / "portal.db-journal").write_bytes(b"left by a crash")
    assert hecha("restore", *config, "--store", other, path, "--with-keys") == 0
    assert (other / photo.relative_to(store)).read_bytes() == b"a picture"
    assert not (other / "portal.db-journal").exists()
    with closing(open_portal_store(other)) as portal:
        with portal.act("test") as act:
            act.note("second")
        AuditLog(other).add(WITNESS, row=2, row_hash=portal.head()[1])
    assert hecha("restore", *config, "--store", other, path, "--force") == 0
    assert hecha("audit", "verify", *config, "--store", other) == 0
    # Rows taken off the end, and the head put right: the other log has seen them.
    with closing(sqlite3.connect(other / "portal.db")) as raw, raw:
        (first,) = raw.execute("SELECT hash FROM audit WHERE number = 1").fetchone()
        raw.execute("DELETE FROM audit WHERE number > 1")
        raw.execute("UPDATE audit_head SET number = 1, hash = ?", (first,))
    capsys.readouterr()
    assert hecha("audit", "verify", *config, "--store", other) == 1
    assert "2" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize("how", ["cut", "altered", "other", "leads elsewhere"])
def test_a_backup_that_is_not_whole_restores_nothing(
    how: str, village: WorldPaths, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    store, path = tmp_path / "store", tmp_path / "b.zip"
    decided(store)
    config = ("--config", village.config)
    assert hecha("backup", *config, "--store", store, path) == 0
    if how == "cut":
        path.write_bytes(path.read_bytes()[:-200])
    elif how == "other":
        path.write_bytes(b"no archive")
    else:
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        name = "catalogue.db" if how == "altered" else "../outside"
        files[name] = files["catalogue.db"][:-1] + b"x"
        with zipfile.ZipFile(path, "w") as archive:
            for one, content in files.items():
                archive.writestr(one, content)
    capsys.readouterr()
    assert hecha("restore", *config, "--store", tmp_path / "new", path) == 2
    assert "b.zip" in capsys.readouterr().err
    assert not list((tmp_path / "new").rglob("*"))
    assert not (tmp_path / "outside").exists()


def test_backing_up_nothing_or_over_something_is_refused(place: Place, hecha: Run, tmp_path: Path) -> None:
    assert hecha("backup", *place, tmp_path / "b.zip") == 2
    decided(tmp_path / "store")
    (tmp_path / "b.zip").write_bytes(b"mine")
    assert hecha("backup", *place, tmp_path / "b.zip") == 2
    assert (tmp_path / "b.zip").read_bytes() == b"mine"


def test_a_backup_has_the_log_of_acts_of_one_moment_while_others_note(
    place: Place, hecha: Run, tmp_path: Path
) -> None:
    decided(tmp_path / "store")
    code = (
        "import sys; from pathlib import Path; from etl.store.audit import AuditLog\n"
        "log = AuditLog(Path(sys.argv[1])); log.add('begun'); print(flush=True)\n"
        "while True: log.add('other')"
    )
    with subprocess.Popen([sys.executable, "-c", code, tmp_path / "store"], stdout=subprocess.PIPE) as other:
        try:
            assert other.stdout is not None
            other.stdout.readline()
            for number in range(5):
                assert hecha("backup", *place, tmp_path / f"{number}.zip") == 0
        finally:
            other.kill()
    for number in range(5):
        with zipfile.ZipFile(tmp_path / f"{number}.zip") as archive:
            archive.extractall(tmp_path / str(number), ["audit.jsonl", "audit.head"])
        assert AuditLog(tmp_path / str(number)).first_broken() is None


def test_a_backup_that_could_not_be_finished_leaves_nothing(
    place: Place, hecha: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(tmp_path / "store")

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "backups").mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(zipfile.ZipFile, "writestr", full)
        assert hecha("backup", *place, "--with-keys", tmp_path / "backups" / "b.zip") != 0
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_catalogue_whose_address_is_not_set_is_asked_for_by_its_key(
    village: WorldPaths, hecha: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """The same sentence from a command that opens the store and from a run, in the reader's language."""
    config = village.config.with_name("elsewhere.yaml")
    given = village.config.read_text(encoding="utf-8")
    config.write_text(f"{given}catalogue: {{url_env: NO_SUCH_VARIABLE}}\n", encoding="utf-8")
    place = ("--config", config, "--store", tmp_path / "store")
    (tmp_path / "store").mkdir()
    for command in (("prune",), ("run", "--month", "202406", "--out", tmp_path / "out")):
        assert hecha(*command, *place) == 2
        assert (
            "catalogue.url_env: the environment variable NO_SUCH_VARIABLE is not set"
            in capsys.readouterr().err
        )
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert hecha("prune", *place) == 2
    assert "catalogue.url_env：未设置环境变量 NO_SUCH_VARIABLE" in capsys.readouterr().err


def test_restored_rows_of_pulls_that_are_not_there_are_forgotten(
    village: WorldPaths, hecha: Run, tmp_path: Path
) -> None:
    store, other = tmp_path / "store", tmp_path / "other"
    with open_store(store, load_sources(SOURCES)) as opened:
        opened.catalogue.pull_seen("hrss.rosters", "0123456789ab", 1, {"as_of": "2024-06-30"})
    config = ("--config", village.config)
    assert hecha("backup", *config, "--store", store, tmp_path / "b.zip", "--with-keys") == 0
    assert hecha("restore", *config, "--store", other, tmp_path / "b.zip", "--with-keys") == 0
    with open_store(other, load_sources(SOURCES)) as opened:
        assert opened.catalogue.pulls() == []


def test_prune_keeps_the_newest_outputs_and_tells_before_it_removes(
    place: Place, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    store = tmp_path / "store"
    with open_store(store, load_sources(SOURCES)) as opened:
        for number in range(4):
            fingerprint = f"{number}" * 64
            folder = opened.tables.root / "202406" / "verify" / fingerprint[:24]
            folder.mkdir(parents=True)
            (folder / "status.parquet").write_bytes(b"x" * 10)
            os.utime(folder, (1000 + number, 1000 + number))
            opened.catalogue.step_done(202406, "verify", fingerprint, {"status": {"rows": 1, "sha256": ""}})
    assert hecha("prune", *place, "--keep", "0") == 2
    assert hecha("prune", *place) == 0
    assert "2 step output(s)" in capsys.readouterr().out
    assert len(list((store / "tables" / "202406" / "verify").iterdir())) == 4
    assert hecha("prune", *place, "--yes") == 0
    with open_store(store, load_sources(SOURCES)) as opened:
        assert sorted(print_[0] for _, _, print_ in opened.catalogue.steps()) == ["2", "3"]
    assert sorted(path.name[0] for path in (store / "tables" / "202406" / "verify").iterdir()) == ["2", "3"]


def test_keys_are_restored_beside_the_key_of_pages_under_way(
    place: Place, hecha: Run, tmp_path: Path
) -> None:
    assert hecha("init", *place) == 0
    keys = tmp_path / "store" / "keys"
    (keys / "spool.key").write_bytes(os.urandom(32))
    (keys / "spool.key").chmod(0o600)
    assert hecha("backup", *place, tmp_path / "b.zip", "--with-keys") == 0
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert "keys/data.key" in archive.namelist()
        assert "keys/spool.key" not in archive.namelist()
    assert hecha("restore", *place, tmp_path / "b.zip", "--with-keys", "--force") == 0
