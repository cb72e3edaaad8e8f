"""A quotation mark that is amiss never takes rows away: the file is refused, naming the line, or every row is landed."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.files.guard import Limits, RefusalError
from connectors.files.parse import FileReport, parse_file
from connectors.files.pull import layout_of
from connectors.files.readers import LineCount
from tests.connectors.sheets import FINANCE, HEADING, NAME

LAYOUT = layout_of(FINANCE.tables["disbursements"])


def lines_of(count: int) -> list[str]:
    """The heading and so many rows, as plain lines."""
    rows = [
        f"FL{at},OTHER,个人,名{at},45990119900307{at:04d},202311,202311,500.00,62170000{at:06d}"
        for at in range(1, count + 1)
    ]
    return [",".join(HEADING), *rows]


def read(folder: Path, lines: Sequence[str], end: str = "\n") -> tuple[FileReport, list[str | None]]:
    """The report of a file of these lines, and the numbers of its rows."""
    path = folder / f"{NAME}.csv"
    path.write_bytes((end.join(lines) + end).encode())
    keys: list[str | None] = []
    report = parse_file(path, [LAYOUT], Limits(), lambda batch: keys.extend(batch.column(0).to_pylist()))
    return report, keys


@pytest.mark.parametrize("count", [100, 500, 900])
def test_one_stray_mark_before_a_name_refuses_the_file(tmp_path: Path, count: int) -> None:
    lines = lines_of(count)
    lines[51] = lines[51].replace("名51", '"名51')
    with pytest.raises(RefusalError, match="line 52 can't be read"):
        read(tmp_path, lines)


def test_two_stray_marks_in_the_same_column_swallow_nothing(tmp_path: Path) -> None:
    # The row from line 52 on is then exactly as wide as the heading.
    lines = lines_of(400)
    lines[51] = lines[51].replace("名51", '"名51')
    lines[300] = lines[300].replace("名300", '名300"')
    with pytest.raises(RefusalError, match="begins in line 52 runs to line 301 and holds whole rows"):
        read(tmp_path, lines)


def test_two_stray_marks_in_neighbouring_lines_swallow_nothing(tmp_path: Path) -> None:
    lines = lines_of(20)
    lines[5] = lines[5].replace("名5", '"名5')
    lines[6] = lines[6].replace("名6", '名6"')
    with pytest.raises(RefusalError, match="begins in line 6 runs to line 7"):
        read(tmp_path, lines)


@pytest.mark.parametrize(("opens", "closes"), [("名5", "OTHER"), ("OTHER", "名6")])
def test_two_stray_marks_in_different_columns_swallow_nothing(
    tmp_path: Path, opens: str, closes: str
) -> None:
    lines = lines_of(20)
    lines[5] = lines[5].replace(opens, f'"{opens}')
    lines[6] = lines[6].replace(closes, f'{closes}"')
    with pytest.raises(RefusalError, match="line 6"):
        read(tmp_path, lines)


def test_stray_marks_with_rows_of_different_width_swallow_nothing(tmp_path: Path) -> None:
    lines = [
        line.removesuffix(f",62170000{at:06d}") if at % 2 else line for at, line in enumerate(lines_of(20))
    ]
    lines[5] = lines[5].replace("名5", '"名5')
    lines[6] = lines[6].replace("名6", '名6"')
    with pytest.raises(RefusalError, match=r"line [68]"):
        read(tmp_path, lines)


def test_a_mark_above_the_heading_swallows_nothing(tmp_path: Path) -> None:
    for closing in (8, None):
        lines = ['"一卡通发放明细', *lines_of(20)]
        if closing:
            lines[closing] += '"'
        with pytest.raises(RefusalError):
            read(tmp_path, lines)


def test_two_stray_marks_in_one_line_merge_no_cells(tmp_path: Path) -> None:
    lines = lines_of(20)
    lines[5] = lines[5].replace("名5", '"名5').replace("202311,500", '202311",500')
    with pytest.raises(RefusalError, match="line 6 has fewer fields"):
        read(tmp_path, lines)


def test_text_behind_a_closing_mark_refuses_the_file(tmp_path: Path) -> None:
    lines = lines_of(20)
    lines[5] = lines[5].replace("名5", '"名"5')
    with pytest.raises(RefusalError, match="line 6"):
        read(tmp_path, lines)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_good_cells_with_breaks_commas_and_marks_are_landed_and_reconciled(tmp_path: Path, end: str) -> None:
    lines = lines_of(20)
    lines[5] = lines[5].replace("名5", f'"名,{end}""五"""')
    lines[7] = lines[7].replace("名7", '7寸"屏')
    lines[20] = lines[20].replace("62170000", f'"{end}') + '"'
    report, keys = read(tmp_path, ["一卡通发放明细", "", *lines, "", "合计,20"], end)
    assert keys == [f"FL{at}" for at in range(1, 21)]
    assert report.sums == [
        {
            "unit": "lines",
            "total": 27,
            "titles": 2,
            "heading": 1,
            "rows": 20,
            "totals": 1,
            "repeated_headings": 0,
            "blank": 1,
            "set_aside": 0,
            "breaks": 2,
        }
    ]


def test_a_broken_cell_beside_a_row_of_another_width_is_refused(tmp_path: Path) -> None:
    lines = lines_of(20)
    lines[5] = lines[5].replace("名5", '"名\n五"')
    lines[6] = "FL6,OTHER"
    with pytest.raises(RefusalError, match="line 8 is not as wide as the heading"):
        read(tmp_path, lines)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.integers(0, 200), st.sampled_from(['"', '""', '","', '\n"'])),
        min_size=1,
        max_size=3,
    )
)
def test_wherever_marks_are_put_no_row_is_lost_without_a_word(
    tmp_path_factory: pytest.TempPathFactory, marks: list[tuple[int, int, str]]
) -> None:
    lines = lines_of(12)
    for at, where, mark in marks:
        place = where % (len(lines[at]) + 1)
        lines[at] = lines[at][:place] + mark + lines[at][place:]
    try:
        report, keys = read(tmp_path_factory.mktemp("marks"), lines)
    except RefusalError:
        return
    # A mark inside the key's own cell may change it, and a line break put in makes a line more; no row is gone.
    assert len(keys) >= 12
    assert report.sums[0]["total"] == sum("\n" in mark for _, _, mark in marks) + 13


@given(st.text("a\r\n", max_size=30), st.integers(1, 5))
def test_lines_are_counted_as_a_reader_counts_them_however_the_text_is_cut(text: str, size: int) -> None:
    counted = LineCount()
    for at in range(0, len(text), size):
        counted.add(text[at : at + size])
    assert counted.lines == sum(1 for _ in io.TextIOWrapper(io.BytesIO(text.encode()), newline=""))
