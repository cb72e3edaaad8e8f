"""Many small files are read by several children, and come out as one after the other would."""

import os
import shutil
from pathlib import Path

import pytest

from connectors.errors import FilesRefusedError
from connectors.files import several
from connectors.files.pull import TOGETHER, Drop, FileLanding
from connectors.files.reader import FileReader, Found
from tests.connectors.sheets import SPECS, grid, write_xlsx

FINANCE = SPECS["county_finance"]
COUNTIES = 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One workbook a county."""
    place = tmp_path_factory.mktemp("finance")
    for number in range(COUNTIES):
        write_xlsx(place / f"4599{number:02d}_20240630.xlsx", grid())
    return place


def land(folder: Path, scratch: Path) -> tuple[list[str], int, list[str]]:
    """Names of files in the order of their rows, how many batches came, and the processes that read them."""
    with FileLanding(FINANCE, [Drop(folder)], scratch) as landing:
        (landed,) = landing.land().values()
        batches = list(landed.batches)
    names = [name for batch in batches for name in batch.column("_file").to_pylist()]
    return list(dict.fromkeys(names)), len(batches), [one["file"] for one in landed.files]


def test_files_of_several_children_stand_in_the_order_of_their_names(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: set[int] = set()
    before = FileReader.read

    def read(reader: FileReader, found: Found) -> object:
        used.add(id(reader))
        return before(reader, found)

    monkeypatch.setattr(FileReader, "read", read)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    names, batches, reports = land(folder, tmp_path)
    assert names == reports == sorted(names)
    assert len(names) == COUNTIES
    assert batches == 1, f"rows of small files come together, up to {TOGETHER}"
    assert len(used) == 2


def test_every_refused_file_is_told_whoever_read_it(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "finance"
    shutil.copytree(folder, place)
    bad = ["459900_20240630.xlsx", "459929_20240630.xlsx"]
    for name in bad:
        (place / name).write_bytes(b"PK\x03\x04 no workbook")
    with (
        FileLanding(FINANCE, [Drop(place)], tmp_path) as landing,
        pytest.raises(FilesRefusedError) as refused,
    ):
        landing.land()
    assert [one.file for one in refused.value.refused] == bad


@pytest.mark.parametrize(
    ("files", "cores", "children"), [(0, 2, 1), (5, 8, 1), (12, 8, 2), (600, 2, 2), (600, 64, 4)]
)
def test_children_are_as_many_as_files_and_processors_are_worth(
    monkeypatch: pytest.MonkeyPatch, files: int, cores: int, children: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    assert several.wanted(files) == children
