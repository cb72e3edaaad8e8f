"""Files as offices hand them in: every format, every habit, and the rows come out the same."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors.errors import ConfigurationError, FilesRefusedError
from connectors.files.pull import Drop, FileLanding
from tests.connectors import sheets
from tests.connectors.sheets import FINANCE, HEADING, NAME, ROWS, SPECS, grid, land, land_all


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "inbox"
    made.mkdir()
    return made


def write_parquet(path: Path, cells: list[list[Any]]) -> Path:
    columns = {name: [row[at] for row in cells[1:]] for at, name in enumerate(cells[0])}
    pq.write_table(pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}), path)
    return path


WRITERS: dict[str, Callable[[Path], Path]] = {
    "xlsx": lambda folder: sheets.write_xlsx(folder / f"{NAME}.xlsx", grid()),
    "xls": lambda folder: sheets.write_xls(folder / f"{NAME}.xls", grid()),
    "xls that is html": lambda folder: sheets.write_html(folder / f"{NAME}.xls", grid()),
    "xls that is html in gb18030": lambda folder: sheets.write_html(
        folder / f"{NAME}.xls", grid(), "gb18030"
    ),
    "xls that is SpreadsheetML": lambda folder: sheets.write_spreadsheetml(folder / f"{NAME}.xls", grid()),
    "xls that is xlsx": lambda folder: sheets.write_xlsx(folder / "x.xlsx", grid()).rename(
        folder / f"{NAME}.xls"
    ),
    "csv utf-8 with mark": lambda folder: sheets.write_csv(folder / f"{NAME}.csv", grid()),
    "csv utf-8": lambda folder: sheets.write_csv(folder / f"{NAME}.csv", grid(), encoding="utf-8"),
    "csv gb18030": lambda folder: sheets.write_csv(folder / f"{NAME}.csv", grid(), encoding="gb18030"),
    "csv utf-16": lambda folder: sheets.write_csv(folder / f"{NAME}.csv", grid(), encoding="utf-16"),
    "txt with tabs": lambda folder: sheets.write_csv(folder / f"{NAME}.txt", grid(), separator="\t"),
    "parquet": lambda folder: write_parquet(folder / f"{NAME}.parquet", grid()),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_format_lands_the_same_rows(folder: Path, kind: str) -> None:
    WRITERS[kind](folder)
    landed, rows = land(folder)
    assert [[row[name] for name in HEADING] for row in rows] == ROWS
    assert [row["批次号"] for row in rows] == [None] * 3, "a column that the file lacks is null"
    assert {row["_as_of"] for row in rows} == {"2023-11-30"}
    assert landed.as_of == "2023-11-30"
    assert rows[0]["_file"].startswith(NAME)
    assert landed.files[0]["sha256"]


@pytest.mark.parametrize(
    ("kind", "first_row"), [("xlsx", 2), ("xls", 2), ("csv utf-8", 2), ("xls that is html", 3)]
)
def test_row_numbers_are_those_a_person_sees(folder: Path, kind: str, first_row: int) -> None:
    WRITERS[kind](folder)
    _, rows = land(folder)
    assert [row["_source_row"] for row in rows] == [first_row, first_row + 1, first_row + 2]


def test_title_rows_total_and_signatures_are_no_rows(folder: Path) -> None:
    cells = grid(titles=[["一卡通发放明细"], ["填报单位：某局", None, "导出时间：2023-12-05"], []])
    cells += [[], ["合 计", None, None, None, None, None, None, 2000.5], ["制表人：甲", None, "审核人：乙"]]
    sheets.write_xlsx(folder / f"{NAME}.xlsx", cells)
    landed, rows = land(folder)
    assert [row["发放流水号"] for row in rows] == ["FL1", "FL2", "FL3"]
    assert landed.as_of == "2023-12-05", "导出时间 goes before the date in the name"
    assert landed.files[0]["totals"] == 2
    assert landed.files[0]["title_rows"] == 3


def test_a_total_row_with_a_count_in_a_required_column_is_still_a_total(folder: Path) -> None:
    # 合计 stands in the first column and the number of rows under a required heading.
    total = ["合计", 3] + [None] * 5 + ["2000.50", None]
    sheets.write_xlsx(folder / f"{NAME}.xlsx", [*grid(), total])
    _, rows = land(folder)
    assert len(rows) == 3


@pytest.mark.parametrize(
    "line",
    [
        ["制表人：甲", None, "审核人：乙"],
        ["制表人", "甲"],
        ["填报单位（盖章）："],
        [None, "审核人签字：", None, "2023年12月5日"],
        ["注：以上数据截至12月"],
        ["总 计", 3],
    ],
)
def test_lines_below_the_table_are_no_rows(folder: Path, line: list[Any]) -> None:
    sheets.write_xlsx(folder / f"{NAME}.xlsx", [*grid(), [], line])
    _, rows = land(folder)
    assert len(rows) == 3


def test_a_row_that_lacks_required_values_is_landed_for_quarantine(folder: Path) -> None:
    # No 流水号 and no 补贴项目, but months and amount: conform has to see it.
    odd = [None, None, "个人", "丁四", None, "202311", "202311", "10", None]
    sheets.write_csv(folder / f"{NAME}.csv", grid(rows=[*ROWS, odd]))
    _, rows = land(folder)
    assert rows[3]["姓名"] == "丁四"


def test_a_person_called_like_a_total_is_a_person(folder: Path) -> None:
    odd = ["FL9", "OTHER", "个人", "合计", None, "202311", "202311", "10", None]
    sheets.write_csv(folder / f"{NAME}.csv", grid(rows=[*ROWS, odd]))
    _, rows = land(folder)
    assert rows[3]["姓名"] == "合计"


def test_a_heading_printed_again_on_each_page_is_left_out(folder: Path) -> None:
    sheets.write_csv(folder / f"{NAME}.csv", [*grid(), HEADING, *ROWS])
    landed, rows = land(folder)
    assert len(rows) == 6
    assert landed.files[0]["repeated_headings"] == 1


def test_marks_blanks_and_breaks_in_headings_don_t_matter(folder: Path) -> None:
    cells = grid()
    cells[0][0], cells[0][3], cells[0][4] = " 发放流水号（必填）", "姓名*", "身份\n证号"
    sheets.write_xlsx(folder / f"{NAME}.xlsx", cells)
    _, rows = land(folder)
    assert rows[0]["身份证号"] == "459901199003070126"


def test_a_repeated_heading_is_kept_twice_and_the_receipt_says_which_was_used(folder: Path) -> None:
    cells = [[*row, f"again {at}"] for at, row in enumerate(grid())]
    cells[0][-1] = "姓名"
    sheets.write_csv(folder / f"{NAME}.csv", cells)
    landed, rows = land(folder)
    assert rows[0]["姓名"] == "甲一"
    assert rows[0]["姓名#2"] == "again 1"
    assert landed.files[0]["notes"] == ["heading 姓名 repeated: column 4 used, column 10 kept as 姓名#2"]


def test_unknown_columns_are_kept_and_reported(folder: Path) -> None:
    cells = [[*row, "note"] for row in grid()]
    cells[0][-1] = "备注"
    sheets.write_csv(folder / f"{NAME}.csv", cells)
    landed, rows = land(folder)
    assert rows[0]["备注"] == "note"
    assert landed.drift["extra"] == ["备注"]
    assert "批次号" in landed.drift["absent"]


def test_a_missing_required_column_refuses_the_file_by_name_and_column(folder: Path) -> None:
    sheets.write_csv(folder / f"{NAME}.csv", [row[:7] for row in grid()])
    with pytest.raises(FilesRefusedError, match=rf"{NAME}\.csv.*required column 金额 missing"):
        land(folder)


def test_a_file_without_a_heading_is_refused_naming_what_is_missing(folder: Path) -> None:
    sheets.write_csv(folder / "notes.csv", [["a", "b"], ["c", "d"]])
    with pytest.raises(FilesRefusedError, match=r"notes\.csv.*发放流水号 is missing"):
        land(folder)


def test_all_refused_files_are_told_at_once(folder: Path) -> None:
    sheets.write_csv(folder / "a.csv", [["a", "b"]])
    (folder / "b.csv").write_bytes(b"")
    sheets.write_csv(folder / f"{NAME}.csv", grid())
    with pytest.raises(FilesRefusedError) as caught:
        land(folder)
    assert [one.file for one in caught.value.refused] == ["a.csv", "b.csv"]


def test_several_sheets_are_landed_and_a_sheet_of_notes_is_passed_over(folder: Path) -> None:
    sheets.write_xlsx(
        folder / f"{NAME}.xlsx", grid(rows=ROWS[:1]), [["填表说明"], ["一、按实填写"]], grid(rows=ROWS[1:])
    )
    landed, rows = land(folder)
    assert [row["发放流水号"] for row in rows] == ["FL1", "FL2", "FL3"]
    assert [row["_sheet"] for row in rows] == ["Sheet1", "Sheet3", "Sheet3"]
    assert landed.files[0]["skipped_sheets"] == ["Sheet2"]


def test_numbers_in_id_columns_are_cut_and_dates_stay_serials(folder: Path) -> None:
    odd = ["FL4", "OTHER", "个人", "丁四", 459901199003070126, 202311, 202311, 300, 45260]
    sheets.write_xlsx(folder / f"{NAME}.xlsx", grid(rows=[odd]))
    _, rows = land(folder)
    assert rows[0]["身份证号"] == "459901199003070…"
    assert rows[0]["补贴起始月"] == "202311"
    assert rows[0]["银行账号"] == "45260"


def test_quoted_fields_may_hold_line_breaks_and_commas(folder: Path) -> None:
    odd = ["FL4", "OTHER", "个人", "丁\n四", None, "202311", "202311", "1,000", None]
    sheets.write_csv(folder / f"{NAME}.csv", grid(rows=[odd, *ROWS]))
    _, rows = land(folder)
    assert rows[0]["姓名"] == "丁\n四"
    assert rows[0]["金额"] == "1,000"
    assert [row["_source_row"] for row in rows] == [2, 4, 5, 6]


def test_a_wrong_stated_dimension_changes_nothing(folder: Path) -> None:
    path = sheets.write_xlsx(folder / "x.xlsx", grid())
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(folder / f"{NAME}.xlsx", "w") as new:
        for one in old.namelist():
            content = old.read(one)
            if one == "xl/worksheets/sheet1.xml":
                assert b'<dimension ref="A1:' in content
                begin = content.index(b'<dimension ref="')
                end = content.index(b"/>", begin)
                content = content[:begin] + b'<dimension ref="A1"' + content[end:]
            new.writestr(one, content)
    path.unlink()
    _, rows = land(folder)
    assert len(rows) == 3


def test_formulas_are_refused_in_columns_of_the_table_and_borne_elsewhere(folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [[*HEADING, "序号"], [*ROWS[0], "=ROW()-1"]]:
        sheet.append(row)
    sheet.append(["合计", None, None, None, None, None, None, "=SUM(H2:H2)"])
    book.save(folder / f"{NAME}.xlsx")
    _, rows = land(folder)
    assert len(rows) == 1
    sheet["H2"] = "=500*3"
    book.save(folder / f"{NAME}.xlsx")
    with pytest.raises(FilesRefusedError, match="row 2 holds a formula"):
        land(folder)


def test_the_files_come_in_the_order_of_their_names(folder: Path) -> None:
    for name in ("b_20231130.csv", "a_20231031.csv"):
        sheets.write_csv(folder / name, grid(rows=ROWS[:1]))
    landed, rows = land(folder)
    assert [row["_file"] for row in rows] == ["a_20231031.csv", "b_20231130.csv"]
    assert [row["_as_of"] for row in rows] == ["2023-10-31", "2023-11-30"]
    assert landed.as_of == "2023-11-30"


def test_lock_files_and_documents_beside_the_tables_are_left_aside(folder: Path) -> None:
    sheets.write_csv(folder / f"{NAME}.csv", grid())
    (folder / f"~${NAME}.xlsx").write_bytes(b"lock")
    (folder / ".hidden.csv").write_bytes(b"x")
    (folder / "说明.docx").write_bytes(b"PK")
    landed, rows = land(folder)
    assert len(rows) == 3
    assert landed.drift["left_aside"] == ["说明.docx"]


def test_an_empty_folder_and_a_table_without_rows_land_as_no_rows(folder: Path) -> None:
    landed, rows = land(folder)
    assert (rows, landed.as_of) == ([], None)
    sheets.write_csv(folder / f"{NAME}.csv", grid(rows=[]))
    landed, rows = land(folder)
    assert (rows, landed.as_of) == ([], "2023-11-30")


def test_a_folder_that_is_not_there_is_a_fault_of_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is not there"):
        land(tmp_path / "nowhere")


def test_a_glob_that_climbs_out_of_its_folder_is_refused(folder: Path) -> None:
    drop = Drop(folder, "../*")
    with (
        FileLanding(FINANCE, [drop], folder) as landing,
        pytest.raises(ConfigurationError, match="leads outside"),
    ):
        landing.land()


def test_tables_of_one_source_are_told_apart_by_their_headings(folder: Path) -> None:
    workshops = [
        ["CJBH", "CJMC", "XZQHDM", "UPDATED_AT"],
        ["W1", "一号车间", "459901", "2023-12-30 10:00:00"],
    ]
    posts = [
        ["GWBH", "AAC002", "AAE030", "UPDATED_AT"],
        ["G1", "459901199003070126", "20230101", "2023-12-31 10:00:00"],
    ]
    sheets.write_csv(folder / "一.csv", workshops)
    sheets.write_csv(folder / "二.csv", posts)
    landed = land_all(SPECS["hrss"], folder)
    assert {table: len(rows) for table, (_, rows) in landed.items()} == {"workshops": 1, "public_posts": 1}
    assert landed["workshops"][0].as_of == "2023-12-30T10:00:00+08:00", (
        "the newest UPDATED_AT is the data time"
    )


def test_county_aliases_of_the_register_are_understood(folder: Path) -> None:
    spec = SPECS["monitoring"]
    people = spec.tables["people"]
    heading = [
        {"县": "县(市、区、旗)", "监测对象类别": "易返贫致贫户（监测对象）类型"}.get(one, one)
        for one in people.columns
    ]
    row = [f"值{at}" for at, _ in enumerate(heading)]
    sheets.write_csv(folder / "x_20231231.csv", [heading, row])
    landed, rows = land_all(spec, folder)["people"]
    assert rows[0]["县"] == "值2"
    assert rows[0]["监测对象类别"] == f"值{heading.index('易返贫致贫户（监测对象）类型')}"
    assert landed.drift["absent"] == []
