"""Files sealed with SM4-GCM: read back in any order, beside those sealed with AES; nothing of them can be changed unseen."""

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from etl.store import open_store
from etl.store.keys import AES_GCM, SM4_GCM, KeyRing
from etl.store.parquet import open_file, read_table, write_table
from etl.store.sm4 import MAGIC, PIECE, TAG, SealedFileError, SealedReader, SealingWriter, is_sealed
from tests.etl.store.workload import FIRST, SECOND, pull, roster, specs

RING = KeyRing("v2", {"v1": b"1" * 32, "v2": b"2" * 32}, SM4_GCM)
NAMES = pa.table({"name": ["赵一", "钱二"] * 50, "n": list(range(100))})


def sealed(path: Path, content: bytes, ring: KeyRing = RING) -> bytes:
    with SealingWriter(path, ring) as sink:
        for at in range(0, len(content), 700_001):
            sink.write(content[at : at + 700_001])
    return path.read_bytes()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5])
def test_what_was_written_is_read_back_from_any_place(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    raw = sealed(tmp_path / "x", content)
    # One byte may stand anywhere by chance.
    assert size < 16 or content[:64] not in raw
    with SealedReader(tmp_path / "x", RING) as source:
        assert source.read() == content
        for start, length in ((0, 10), (PIECE - 3, 9), (size - 5, 100), (size + 9, 3)):
            source.seek(max(0, start))
            assert source.read(length) == content[max(0, start) : max(0, start) + length]


def test_no_piece_can_be_changed_moved_left_off_or_put_on(tmp_path: Path) -> None:
    path = tmp_path / "x"
    raw = sealed(path, os.urandom(3 * PIECE + 100))
    head = len(raw) - 3 * (PIECE + TAG) - 100 - TAG
    step = PIECE + TAG
    first, second = raw[head : head + step], raw[head + step : head + 2 * step]
    flipped = bytearray(raw)
    flipped[head + 2 * step + 7] ^= 1
    other = sealed(tmp_path / "y", os.urandom(3 * PIECE + 100))
    for harmed in (
        bytes(flipped),
        raw[:head] + second + first + raw[head + 2 * step :],
        raw[: head + 3 * step],
        raw[: head + 2 * step],
        raw + first,
        raw[:-1],
        raw[:head] + other[head:],
        other[:head] + raw[head:],
    ):
        path.write_bytes(harmed)
        with pytest.raises(SealedFileError, match="damaged"), SealedReader(path, RING) as source:
            source.read()


@pytest.mark.parametrize("content", [MAGIC, MAGIC + b"\xff\xff{}", MAGIC + b"\x00\x02{}", b""])
def test_a_head_that_is_none_is_told_as_such(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(SealedFileError):
        SealedReader(tmp_path / "x", RING)


def test_an_older_key_reads_and_a_strange_one_does_not(tmp_path: Path) -> None:
    sealed(tmp_path / "x", b"content", KeyRing("v1", {"v1": b"1" * 32}, SM4_GCM))
    with SealedReader(tmp_path / "x", RING) as source:
        assert source.read() == b"content"
    for strange in ({"v1": b"9" * 32}, {"v3": b"1" * 32}):
        with pytest.raises(SealedFileError):
            SealedReader(tmp_path / "x", KeyRing(next(iter(strange)), strange))


def test_a_table_is_sealed_whole_or_not_at_all_and_both_are_read(tmp_path: Path) -> None:
    aes = KeyRing(RING.current, RING.keys, AES_GCM)
    write_table(tmp_path / "sm4", NAMES, ["name"], RING)
    write_table(tmp_path / "aes", NAMES, ["name"], aes)
    write_table(tmp_path / "open", NAMES, [], RING)
    assert [is_sealed(tmp_path / name) for name in ("sm4", "aes", "open")] == [True, False, False]
    for name in ("sm4", "aes", "open"):
        for ring in (RING, aes):
            assert read_table(tmp_path / name, ring).equals(NAMES)
    assert open_file(tmp_path / "sm4", RING).metadata.num_rows == 100
    assert b"name" not in (tmp_path / "sm4").read_bytes()


def test_a_store_changes_its_sealing_and_reads_what_it_has(tmp_path: Path) -> None:
    kept: list[Any] = []
    for sealing, rows in ((AES_GCM, FIRST), (SM4_GCM, SECOND)):
        with open_store(tmp_path, specs(), sealing=sealing) as store:
            pull(store, roster(rows))
    for sealing in (AES_GCM, SM4_GCM):
        with open_store(tmp_path, specs(), sealing=sealing) as store:
            pulls = store.snapshots.pulls()
            kept.append([pa.Table.from_batches(store.snapshots.read(one)).to_pylist() for one in pulls])
            assert [is_sealed(one.folder / "data.parquet") for one in pulls] == [False, True]
    assert kept[0] == kept[1]
    assert [len(rows) for rows in kept[0]] == [2, 3]
