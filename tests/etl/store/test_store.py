"""The store as a whole: scratch folders, sweeping, tables of steps, releases."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl.model.contracts import contract_named
from etl.store import Store, durable, open_store, releases
from etl.store.catalogue import CatalogueError
from etl.store.keys import KeyFileError, load_key
from etl.store.tables import StepMissingError, TableChangedError, sealed_columns
from etl.store.version import code_version
from flow.steps import BY_NAME
from tests.etl.store.workload import EMPLOYERS, FORMS, KEPT, MONTH, PRINT, STEP, run, tables_of


def test_scratch_is_gone_after_a_run_and_after_an_error(store: Store) -> None:
    def work() -> None:
        with store.scratch() as folder:
            (folder / "rows.parquet").write_bytes(b"in the clear")
            assert list((store.root / "tmp").iterdir()) == [folder]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert list((store.root / "tmp").iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from etl.store import open_store
from tests.etl.store.workload import specs
with open_store(Path(sys.argv[1]), specs()) as store, store.scratch() as folder:
    (folder / "rows.parquet").write_bytes(b"in the clear")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_scratch_of_a_killed_process_is_swept_and_that_of_a_living_one_is_left(store: Store) -> None:
    root = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-c", KILLED, store.root], cwd=root, check=False, timeout=120)
    (killed,) = (store.root / "tmp").iterdir()
    with store.scratch() as living:
        assert not killed.exists()
        with store.scratch():
            assert living.exists()


def test_sweep_takes_temporary_names_and_nothing_else(store: Store) -> None:
    run(store.root)
    before = sorted(p for p in store.snapshots.root.rglob("*") if p.is_file())
    durable.make_folder(store.snapshots.root / f"{durable.TEMPORARY}one")
    (durable.make_folder(store.tables.root) / f"{durable.TEMPORARY}two").write_bytes(b"half")
    assert store.sweep() == 2
    assert sorted(p for p in store.snapshots.root.rglob("*") if p.is_file()) == before
    assert store.sweep() == 0


def test_a_step_is_read_back_as_its_contract_says(store: Store) -> None:
    assert store.tables.rows(MONTH, STEP, PRINT) is None
    with tables_of(store, FORMS, EMPLOYERS) as warehouse:
        with pytest.raises(StepMissingError):
            store.tables.give(warehouse, MONTH, STEP, PRINT, BY_NAME[STEP])
        assert store.tables.keep(warehouse, MONTH, STEP, PRINT, KEPT) == {"forms": 2, "employers": 1}
        given = warehouse.arrow("conform.forms")
    with tables_of(store, {"form": pa.array([], pa.int64())}, EMPLOYERS) as warehouse:
        store.tables.give(warehouse, MONTH, STEP, PRINT, BY_NAME[STEP])
        read = warehouse.arrow("conform.forms")
        assert warehouse.count("conform.people") == 0  # a table that the step did not make
    assert read.schema.types == contract_named("forms").arrow_schema().types
    assert read.to_pylist() == given.to_pylist()
    path = next(store.tables.root.rglob("forms.parquet"))
    data = path.read_bytes()
    for name in ("id_text", "name"):
        assert FORMS[name][0].encode() not in data
    assert pq.ParquetFile(path).read(columns=["county"]).to_pylist() == [
        {"county": "459900"},
        {"county": None},
    ]


def test_a_name_that_some_release_masks_is_sealed_too() -> None:
    assert sealed_columns(contract_named("ledger")) == ["manager_name"]
    assert set(sealed_columns(contract_named("forms"))) == {"id_text", "name", "phone", "account"}
    assert sealed_columns(contract_named("employers")) == []


def test_tables_of_another_fingerprint_are_others(store: Store) -> None:
    with tables_of(store, FORMS, EMPLOYERS) as warehouse:
        store.tables.keep(warehouse, MONTH, STEP, PRINT, KEPT)
    assert store.tables.rows(MONTH, STEP, "e" * 64) is None
    assert store.tables.rows(202311, STEP, PRINT) is None
    assert store.tables.rows(MONTH, "link", PRINT) is None


@pytest.mark.parametrize("table", KEPT)
def test_a_table_with_another_byte_is_named_and_not_read(store: Store, table: str) -> None:
    run(store.root)
    path = next(store.tables.root.rglob(f"{table}.parquet"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with tables_of(store, FORMS, EMPLOYERS) as warehouse, pytest.raises(TableChangedError, match=path.name):
        store.tables.give(warehouse, MONTH, STEP, PRINT, BY_NAME[STEP])


def test_a_step_whose_folder_is_lost_is_computed_again(store: Store) -> None:
    run(store.root)
    assert store.tables.rows(MONTH, STEP, PRINT) == {"employers": 1, "forms": 2}
    shutil.rmtree(store.tables.root / str(MONTH))
    assert store.tables.rows(MONTH, STEP, PRINT) is None


def test_a_failing_table_leaves_none_of_its_step(store: Store) -> None:
    with tables_of(store, FORMS, EMPLOYERS) as warehouse, pytest.raises(Exception, match="nowhere"):
        store.tables.keep(warehouse, MONTH, STEP, PRINT, {**KEPT, "persons": "link.nowhere"})
    assert store.tables.rows(MONTH, STEP, PRINT) is None
    assert list(store.tables.root.iterdir()) == []


def test_a_release_is_added_to_and_never_changed(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def made(kind: str, text: str) -> Path:
        folder = tmp_path / "made"
        durable.make_folder(folder / kind)
        (folder / kind / "manifest.json").write_text(text, encoding="utf-8")
        return folder

    first = releases.put(out, 202312, "a" * 12, made("internal", "one"))
    assert releases.current(out, 202312) is None
    releases.set_current(out, first)
    assert releases.current(out, 202312) == first
    assert releases.missing_kinds(out, 202312, "a" * 12, ["internal", "public"]) == ["public"]
    releases.put(out, 202312, "a" * 12, made("internal", "another"))
    releases.put(out, 202312, "a" * 12, made("public", "two"))
    assert (first.folder / "internal" / "manifest.json").read_text(encoding="utf-8") == "one"
    assert (first.folder / "public" / "manifest.json").read_text(encoding="utf-8") == "two"
    assert sorted(p.name for p in out.rglob("*")) == sorted(
        ["202312", "a" * 12, "internal", "public", "manifest.json", "manifest.json", "current"]
    )


def test_the_previous_release_is_the_newest_of_an_earlier_month(tmp_path: Path) -> None:
    for month in (202310, 202312, 202401):
        folder = durable.make_folder(tmp_path / str(month) / ("b" * 12) / "internal")
        (folder / "manifest.json").write_text("{}", encoding="utf-8")
        releases.set_current(tmp_path, releases.Release(month, "b" * 12, folder.parent))
    durable.make_folder(tmp_path / "202311")  # a month without a release
    durable.make_folder(tmp_path / "notes")
    earlier = releases.previous(tmp_path, 202312)
    assert earlier is not None
    assert earlier.month == 202310
    assert releases.previous(tmp_path, 202310) is None
    assert releases.previous(tmp_path / "nowhere", 202312) is None


def test_a_release_names_those_it_followed_as_far_as_they_are_there(tmp_path: Path) -> None:
    """Of a month that was published anew, the one that was in force when its successor was made."""

    def made(month: int, release_id: str, before: releases.Release | None) -> releases.Release:
        chain = before and {"release_id": before.release_id, "ledger_month": before.month}
        folder = tmp_path / str(month) / release_id
        (folder / "internal").mkdir(parents=True)
        manifest = {"made_from": {"previous_release": chain}}
        (folder / "internal" / "manifest.json").write_text(json.dumps(manifest))
        return releases.Release(month, release_id, folder)

    first = made(202310, "a" * 12, None)
    second = made(202311, "b" * 12, first)
    releases.set_current(tmp_path, made(202311, "c" * 12, None))
    third = made(202312, "d" * 12, second)
    assert releases.lineage(third) == [third, second, first]
    shutil.rmtree(first.folder)
    assert releases.lineage(third) == [third, second]
    assert releases.lineage(None) == []


def test_the_code_version_is_of_the_code_alone() -> None:
    assert len(code_version()) == 12
    command = [sys.executable, "-c", "from etl.store.version import code_version; print(code_version())"]
    root = Path(__file__).resolve().parents[3]
    other = subprocess.run(
        command, cwd="/", env={"PYTHONPATH": str(root)}, capture_output=True, check=True, timeout=120
    )
    assert other.stdout.decode().strip() == code_version()


@pytest.mark.parametrize("said", ["", "../../elsewhere", "a/b", "\x1b[2J", "one\ntwo"])
def test_what_names_no_release_is_none_and_is_not_passed_over(tmp_path: Path, said: str) -> None:
    (tmp_path / "202405").mkdir()
    (tmp_path / "202405" / "current").write_bytes(said.encode() + b"\xff")
    with pytest.raises(releases.ReleaseError, match="names no release"):
        releases.previous(tmp_path, 202406)


@pytest.mark.parametrize("said", ["{", "{}", "[]", "\xff"])
def test_a_manifest_that_is_damaged_is_told_with_what_to_do(tmp_path: Path, said: str) -> None:
    folder = tmp_path / "202405" / ("a" * 12)
    (folder / "internal").mkdir(parents=True)
    (folder / "internal" / "manifest.json").write_bytes(said.encode("latin-1"))
    with pytest.raises(releases.ReleaseError, match="put the release back"):
        _ = releases.Release(202405, "a" * 12, folder).manifest


def test_a_store_whose_id_is_no_text_is_not_ours(tmp_path: Path) -> None:
    open_store(tmp_path, {}).close()
    (tmp_path / "store.id").write_bytes(b"\xff\xfe")
    with pytest.raises(CatalogueError, match="another store"):
        open_store(tmp_path, {})


def test_a_key_file_of_versions_that_are_none_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "data.key"
    path.write_text(json.dumps({"current": "vX", "keys": {"vX": "A" * 43 + "="}}), encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="not one of ours"):
        load_key(path)
