"""Snapshots: known by their content, in the order they came, sealed where they name people."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cryptography.exceptions import InvalidTag

from etl.store import Store, open_store
from etl.store.keys import KeyFileError, make_key, rotate_key
from etl.store.parquet import open_file, read_table
from etl.store.snapshots import DATA, ContentHash
from tests.etl.store.workload import FIRST, SECOND, pull, roster, specs


def rows(store: Store, source: str = "hrss.rosters") -> list[dict[str, object]]:
    newest = store.snapshots.latest(source)
    assert newest is not None
    return [row for batch in store.snapshots.read(newest) for row in batch.to_pylist()]


def test_the_id_does_not_depend_on_how_the_rows_were_cut(tmp_path: Path) -> None:
    ids = set()
    for cut in (1, 2, None):
        with open_store(tmp_path / str(cut), specs()) as store:
            ids.add(pull(store, roster(SECOND), cut).pull_id)
    assert len(ids) == 1


def test_the_hash_is_of_the_texts_however_they_lie_in_memory() -> None:
    """A slice, a column that begins later in its buffer, and bytes behind a missing value."""

    def digest(*columns: pa.Array) -> str:
        made = ContentHash()
        for column in columns:
            made.add(pa.RecordBatch.from_arrays([column], names=["x"]))
        return made.hexdigest({})

    plain = pa.array(["甲", None, "", "bc"])
    long = pa.array(["0", "甲", None, "", "bc", "1"])
    _, offsets, texts = pa.array(["甲", "behind", "", "bc"]).buffers()
    behind = pa.StringArray.from_buffers(4, offsets, texts, plain.is_valid().buffers()[1])
    assert behind.equals(plain)
    assert (
        len(
            {
                digest(plain),
                digest(long.slice(1, 4)),
                digest(plain.slice(0, 1), plain.slice(1)),
                digest(behind),
            }
        )
        == 1
    )
    assert digest(pa.nulls(3, pa.string())) != digest(pa.array(["", "", ""]))
    assert digest(pa.nulls(3, pa.string())) == digest(pa.array([None, None, None], pa.string()))
    # What was hashed so far stays what it was: the ids of snapshots that are kept rest on it.
    assert digest(plain).startswith("225285ba4db7")


@pytest.mark.parametrize(
    "changed",
    [
        [SECOND[1], SECOND[0], SECOND[2]],  # another order
        [*SECOND[:2], ("3", "459900CJ0002", "孙三", "")],  # an empty text
        [*SECOND[:2], ("3", "459900CJ0002", "孙三", None)],  # no value
        [*SECOND[:2], ("3", "459900CJ000", "2孙三", "459900198001010037")],  # a letter moved over
        [("12", *SECOND[0][1:]), ("", *SECOND[1][1:]), SECOND[2]],  # a letter moved to the row before
    ],
)
def test_any_change_is_another_pull(store: Store, changed: list[tuple[str | None, ...]]) -> None:
    assert pull(store, roster(SECOND)).pull_id != pull(store, roster(changed)).pull_id
    assert len(store.snapshots.pulls()) == 2


def test_an_empty_text_and_no_value_are_two_contents(store: Store) -> None:
    pulled = [pull(store, roster([("1", "459900CJ0001", "赵一", value)])) for value in ("", None)]
    assert pulled[0].pull_id != pulled[1].pull_id


def test_the_data_time_of_a_row_is_content(store: Store) -> None:
    later = roster(FIRST).set_column(
        roster(FIRST).schema.get_field_index("_as_of"), "_as_of", pa.array(["2024-01-31T08:00:00"] * 2)
    )
    assert pull(store, roster(FIRST)).pull_id != pull(store, later).pull_id


def test_the_same_content_twice_is_one_pull(store: Store) -> None:
    first, again = pull(store, roster(FIRST)), pull(store, roster(FIRST), 1)
    assert first == again
    assert [p.order for p in store.snapshots.pulls()] == [1]
    assert [f.name for f in (store.snapshots.root / "hrss" / "rosters").iterdir()] == [first.pull_id]


def test_content_that_comes_back_is_the_newest(store: Store) -> None:
    a = pull(store, roster(FIRST))
    b = pull(store, roster(SECOND))
    assert [p.pull_id for p in store.snapshots.pulls()] == [a.pull_id, b.pull_id]
    again = pull(store, roster(FIRST))
    assert [p.pull_id for p in store.snapshots.pulls()] == [b.pull_id, a.pull_id]
    assert again.pull_id == a.pull_id
    assert again.order > b.order
    assert store.snapshots.latest("hrss.rosters") == again
    assert [r["MXID"] for r in rows(store)] == ["1", "2"]


def test_an_empty_pull_is_a_pull(store: Store) -> None:
    writer = store.snapshots.writer("hrss", "rosters")
    kept = writer.commit(columns=["MXID", "AAC002"], as_of="2023-12-31")
    assert kept.rows == 0
    assert rows(store) == []
    # The same nothing, handed over as a batch without rows.
    writer = store.snapshots.writer("hrss", "rosters")
    writer.write(roster([]).select(["MXID", "AAC002", "_row", "_file", "_sheet", "_source_row", "_as_of"]))
    assert writer.commit(as_of="2023-12-31").pull_id == kept.pull_id


def test_a_receipt_says_what_was_asked_and_that_is_content(store: Store) -> None:
    ids = set()
    for asked in (None, ["914599000000000001"], ["914599000000000002"]):
        writer = store.snapshots.writer("hrss", "rosters")
        writer.write(roster(FIRST))
        kept = writer.commit(as_of="2023-12-31", asked=asked)
        assert kept.receipt["asked"] == asked
        ids.add(kept.pull_id)
    assert len(ids) == 3


def test_the_people_asked_for_are_content_and_sealed(store: Store) -> None:
    ids = set()
    people = ["459900198001010010", "459900198001010029"]
    for asked in (None, [], people[:1], people, people[::-1]):
        writer = store.snapshots.writer("hrss", "rosters")
        writer.write(roster(FIRST).drop_columns(["AAC002"]))
        kept = writer.commit(as_of="2023-12-31", persons=asked)
        assert kept.receipt.get("persons") == (None if asked is None else len(asked))
        ids.add(kept.pull_id)
    assert len(ids) == 4
    for path in store.root.rglob("*"):
        assert not path.is_file() or people[0].encode() not in path.read_bytes(), path.name
    assert store.snapshots.persons(kept) == people
    assert store.snapshots.persons(pull(store, roster(FIRST))) is None


def test_personal_columns_cannot_be_read_in_the_bytes(store: Store, tmp_path: Path) -> None:
    kept = pull(store, roster(SECOND))
    for path in (tmp_path / "store").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for _, _, name, number in SECOND:
                assert name.encode() not in data, path.name
                assert number.encode() not in data, path.name
    # Without the key the rest can still be read, the personal columns can't.
    plain = pq.ParquetFile(kept.folder / DATA)
    assert plain.read(columns=["MXID"]).column("MXID").to_pylist() == ["1", "2", "3"]
    with pytest.raises(OSError, match="crypt"):
        plain.read(columns=["AAC002"])
    assert [r["AAC002"] for r in rows(store)] == [number for *_, number in SECOND]


def test_a_column_that_the_mapping_does_not_know_is_sealed_too(store: Store) -> None:
    data = roster(FIRST).append_column("备注", pa.array(["住在李四家", ""]))
    kept = pull(store, data)
    assert "住在李四家".encode() not in (kept.folder / DATA).read_bytes()
    assert rows(store)[0]["备注"] == "住在李四家"


def test_another_key_opens_nothing(store: Store, tmp_path: Path) -> None:
    kept = pull(store, roster(FIRST))
    other = make_key(tmp_path / "other.key")
    with pytest.raises(InvalidTag) as caught:
        read_table(kept.folder / DATA, other, ["AAC002"])
    assert FIRST[0][3] not in str(caught.value)


def test_a_rotated_key_reads_what_was_sealed_before(tmp_path: Path) -> None:
    root = tmp_path / "store"
    with open_store(root, specs()) as store:
        pull(store, roster(FIRST))
    ring = rotate_key(root / "keys" / "data.key")
    assert ring.current == "v2"
    with open_store(root, specs()) as store:
        assert [r["AAC002"] for r in rows(store)] == [number for *_, number in FIRST]
        kept = pull(store, roster(SECOND))
        assert [r["AAC002"] for r in rows(store)] == [number for *_, number in SECOND]
        # New work is sealed with the new version: the old one alone can't open it.
        old = type(ring)("v1", {"v1": ring.keys["v1"]})
        with pytest.raises(KeyError, match="v2"):
            read_table(kept.folder / DATA, old, ["AAC002"])


def test_key_files_are_for_their_owner_alone(store: Store, tmp_path: Path) -> None:
    for name in ("person.key", "data.key"):
        assert (tmp_path / "store" / "keys" / name).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "store" / "keys").stat().st_mode & 0o777 == 0o700
    kept = pull(store, roster(FIRST))
    assert (kept.folder / DATA).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "store").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"current": "v1", "keys": {"v1": "c2hvcnQ="}}', '{"current": "v2", "keys": {}}']
)
def test_a_key_file_that_is_none_is_named_and_not_shown(tmp_path: Path, text: str) -> None:
    path = tmp_path / "person.key"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KeyFileError, match=r"person\.key") as caught:
        make_key(path)
    assert "c2hvcnQ" not in str(caught.value)
    assert path.read_text(encoding="utf-8") == text


def test_a_key_never_shows_in_its_text(tmp_path: Path) -> None:
    ring = make_key(tmp_path / "person.key")
    assert "v1" in repr(ring)
    assert repr(ring.secret) not in repr(ring)
    assert ring.derived("alerts") != ring.derived("entitlements")
    assert make_key(tmp_path / "person.key").key_id == ring.key_id


def test_reading_never_touches_what_crashes_the_reader(store: Store) -> None:
    """No column carries statistics: the plain footer would give those of sealed ones away, and nobody asks for the others."""
    kept = pull(store, roster(FIRST))
    group = open_file(kept.folder / DATA, store.snapshots.ring).metadata.row_group(0)
    columns = {group.column(at).path_in_schema: group.column(at) for at in range(group.num_columns)}
    assert {"MXID", "AAC002"} <= set(columns)
    assert not any(column.is_stats_set for column in columns.values())
