"""Text that was read in another encoding than it was written in is noticed, in every format; good text is not taken for it."""

from pathlib import Path
from typing import Any

import pytest

from connectors.errors import FilesRefusedError
from connectors.files.damage import Signs
from connectors.files.guard import RefusalError
from tests.connectors import sheets
from tests.connectors.sheets import FINANCE, HEADING, NAME, grid, land, land_all

NAMES = ["张三", "李小明", "王秀英", "欧阳娜", "黄建国", "韦桂兰", "覃玉梅", "农文华", "陆永福", "梁志强"]
PLACES = ["广西壮族自治区钦州市灵山县", "那隆镇那隆村委会", "三隆镇", "就业帮扶车间", "乡村公益性岗位保洁员"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "inbox"
    made.mkdir()
    return made


def rows_of(count: int, turn: Any = lambda text: text, every: int = 1) -> list[list[Any]]:
    return [
        [
            f"FL{at}",
            "OTHER",
            "个人",
            turn(NAMES[at % 10]) if at % every == 0 else NAMES[at % 10],
            f"45990119900307{at:04d}",
            "202311",
            "202311",
            "500.00",
            None,
        ]
        for at in range(count)
    ]


def as_gbk(text: str) -> str:
    """What a program makes of UTF-8 that it takes for GBK."""
    return text.encode().decode("gb18030", "replace")


def as_latin(text: str) -> str:
    return text.encode().decode("cp1252", "ignore")


def gbk_as_latin(text: str) -> str:
    return text.encode("gb18030").decode("latin-1")


def replaced(text: str) -> str:
    return "\ufffd" * len(text)


@pytest.mark.parametrize("turn", [as_gbk, as_latin, gbk_as_latin, replaced])
@pytest.mark.parametrize("write", [sheets.write_xlsx, sheets.write_csv])
def test_a_column_read_in_another_encoding_refuses_the_file(folder: Path, turn: Any, write: Any) -> None:
    write(folder / f"{NAME}.{'xlsx' if write is sheets.write_xlsx else 'csv'}", grid(rows=rows_of(40, turn)))
    with pytest.raises(FilesRefusedError, match="look like text read in another encoding"):
        land(folder)


def test_a_file_of_two_encodings_is_refused(folder: Path) -> None:
    # Twenty rows of UTF-8 put behind 400 of GB18030: decoding notices nothing where the bytes pair up.
    good = sheets.write_csv(folder / "a", grid(rows=rows_of(400)), encoding="gb18030").read_bytes()
    late = "\r\n".join(f"FL9{at},OTHER,个人,{NAMES[at % 10]}甲,,202311,202311,1,单位" for at in range(20))
    (folder / "a").unlink()
    (folder / f"{NAME}.csv").write_bytes(good + late.replace("个人", "个人人人").encode())
    with pytest.raises(FilesRefusedError, match=r"read in another encoding|neither UTF-8 nor GB18030"):
        land(folder)


@pytest.mark.parametrize("encoding", ["big5", "utf-8"])
def test_headings_in_another_encoding_are_told_as_such(folder: Path, encoding: str) -> None:
    cells = [
        [str(one).encode(encoding, "ignore").decode("gb18030", "replace") for one in row] for row in grid()
    ]
    cells += [[place.encode(encoding, "ignore").decode("gb18030", "replace") for place in PLACES]] * 10
    sheets.write_xlsx(folder / f"{NAME}.xlsx", cells)
    with pytest.raises(FilesRefusedError, match="another encoding"):
        land(folder)


def test_an_encoding_that_ascii_headings_hide_is_noticed(folder: Path) -> None:
    # The codes of HRSS are headings in any encoding; the names below them are Big5.
    cells = [["DJBH", "AAC002", "AAC003", "AAB004", "AAE030"]]
    cells += [[f"D{at}", "", NAMES[at % 10], PLACES[at % 5], "20230101"] for at in range(60)]
    text = "\n".join(",".join(row) for row in cells)
    (folder / f"{NAME}.csv").write_bytes(text.encode("big5", "ignore"))
    with pytest.raises(FilesRefusedError, match="characters are ones in common use"):
        land_all(sheets.SPECS["hrss"], folder)


def test_a_few_cells_that_came_damaged_are_counted_and_landed(folder: Path) -> None:
    rows = rows_of(400)
    rows[7][3] = "王\ufffd英"
    sheets.write_csv(folder / f"{NAME}.csv", grid(rows=rows))
    landed, found = land(folder)
    assert len(found) == 400
    assert landed.files[0]["damaged_cells"] == 1


def test_good_text_shows_no_sign() -> None:
    signs = Signs()
    rare = [
        "赵漪澜",
        "浏阳",
        "涓涓",
        "濮阳沁",
        "㛃某",
        "𬭎某",
        "Ä Ö Ü é è",
        "阿卜杜拉·买买提",
        "№5",
        "“引号”——……",
        "500.00元",
    ]
    signs.look([*NAMES, *PLACES, *rare, *HEADING] * 50)
    signs.look(FINANCE.zh for _ in range(100))
    assert signs.places == 0
    signs.judge(100, "gb18030")


def test_no_cell_stands_in_what_is_said() -> None:
    signs = Signs()
    signs.look([as_gbk("欧阳娜娜")] * 10)
    with pytest.raises(RefusalError) as caught:
        signs.judge(10, "gb18030")
    assert as_gbk("欧阳娜娜")[:2] not in str(caught.value)
