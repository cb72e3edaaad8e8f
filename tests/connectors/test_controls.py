"""Characters that steer a terminal or turn the writing reach neither a snapshot nor a message."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.controls import PATTERN, is_fit_to_name, shown, without_controls
from connectors.deliveries import Workroom
from connectors.errors import FilesRefusedError
from connectors.landed import Landed
from connectors.pull import pull_source
from etl.config_sources import FilesSource
from etl.store import Store, open_store
from tests.connectors import sheets
from tests.connectors.sheets import FINANCE, NAME, SPECS, grid, land

STEERING = ["\x1b[31m", "\u202e", "\u202a", "\u2066", "\x07", "\x7f", "\x9b", "\u200f", "\ufeff"]


def landed(*texts: str | None) -> Landed:
    batch = pa.RecordBatch.from_pydict({"姓名": list(texts)}, schema=pa.schema([("姓名", pa.string())]))
    return Landed("x.y", ("姓名",), [batch], None)


def cleaned(one: Landed) -> list[str | None]:
    return [text for batch in one.batches for text in batch.column(0).to_pylist()]


@pytest.mark.parametrize("mark", STEERING)
def test_each_is_taken_out_and_counted(mark: str) -> None:
    one = without_controls(landed("甲一", f"甲{mark}二", None, f"{mark}45990119900307002X{mark}"))
    taken = mark.removeprefix("\x1b")
    rest = taken if mark.startswith("\x1b") else ""
    assert cleaned(one) == ["甲一", f"甲{rest}二", None, f"{rest}45990119900307002X{rest}"]
    assert one.drift["control_characters"] == {"姓名": 2}


@given(st.text())
def test_all_else_stays_as_it_is(text: str) -> None:
    kept = cleaned(without_controls(landed(text)))
    assert kept == [re.sub(PATTERN, "", text)]
    assert is_fit_to_name(shown(text))


def test_tabs_line_breaks_and_quotation_marks_stay() -> None:
    texts = ["\t450101199001010016", "丁\n四\r\n", "“引号”（Ａ）—…€ café 𬭎"]
    assert cleaned(without_controls(landed(*texts))) == texts


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "store", SPECS)
    yield opened
    opened.close()


def test_a_snapshot_holds_none_and_its_receipt_says_how_many(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    rows = [[*sheets.ROWS[0][:3], "甲\x1b[2J\u202e一", *sheets.ROWS[0][4:]]]
    sheets.write_csv(folder / f"{NAME}.csv", grid(rows=rows))
    source = FilesSource(delivery="files", path=folder)
    pull = pull_source(FINANCE, source, store.snapshots, Workroom.of(store.root))["disbursements"]
    names = [name for batch in store.snapshots.read(pull, ["姓名"]) for name in batch.column(0).to_pylist()]
    assert names == ["甲[2J一"]
    assert pull.receipt["drift"]["control_characters"] == {"姓名": 1}


def test_a_heading_that_steers_lands_under_a_plain_name(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    cells = [[*row, "x"] for row in grid()]
    cells[0][-1] = "备\x1b[1m注\u202e"
    sheets.write_csv(folder / f"{NAME}.csv", cells)
    assert land(folder)[0].drift["extra"] == ["备[1m注"]


def test_a_file_whose_name_steers_is_refused_and_shown_written_out(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    sheets.write_csv(folder / "a\x1b[2Jb\u202e_20231130.csv", grid())
    with pytest.raises(FilesRefusedError, match="rename it") as caught:
        land(folder)
    assert is_fit_to_name(str(caught.value))
    assert json.dumps("a\\u001b[2Jb\\u202e_20231130.csv").strip('"') in json.dumps(str(caught.value))
