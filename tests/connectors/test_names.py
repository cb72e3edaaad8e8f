"""Headings folded, and what titles and file names say about time."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.names import time_in_name, time_in_titles
from etl.model.names import fold


@pytest.mark.parametrize(
    "written",
    [
        "证件号码",
        " 证件\n号码",
        "证件号码*",
        "*证件号码",
        "证件号码（必填）",
        "证件号码(必填)",
        "证件\u3000号码\ufeff",
        "证件号码\u200b",
    ],
)
def test_one_heading_in_many_spellings(written: str) -> None:
    assert fold(written) == "证件号码"


def test_widths_and_case_don_t_count() -> None:
    assert fold("县（市、区、旗）") == fold("县(市、区、旗)")
    assert fold("ＡＡＣ００２") == fold("aac002")


@given(st.text())
def test_folding_twice_changes_nothing_more_in_ordinary_names(text: str) -> None:
    once = fold(text)
    assert not any(one.isspace() for one in once)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("灵山县_监测对象信息_20231231.xlsx", "2023-12-31"),
        ("（自定义）监测对象信息_20231218 (22).xlsx", "2023-12-18"),
        ("450721_一卡通发放明细_202302.csv", "2023-02-28"),
        ("450721_发放明细_2024年2月.csv", "2024-02-29"),
        ("发放明细2023-11.csv", "2023-11-30"),
        ("2023.06.30导出.xls", "2023-06-30"),
        ("450721_一卡通.csv", None),  # a county code is no month
        ("20231399.csv", None),  # no such day
        ("202313.csv", None),
    ],
)
def test_the_date_in_a_file_s_name(name: str, says: str | None) -> None:
    assert time_in_name(name) == says


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["填报单位：某局", "导出时间：2023-12-31"]], "2023-12-31"),
        ([["填报日期：2023-01-01 导出时间：2023年12月31日 18:05"]], "2023-12-31T18:05:00+08:00"),
        ([["导出时间：", "2023/12/31"]], "2023-12-31"),
        ([["导出时间", date(2023, 12, 31)]], "2023-12-31"),
        ([["导出时间", datetime(2023, 12, 31, 9, 30)]], "2023-12-31T09:30:00+08:00"),  # noqa: DTZ001 - spreadsheets have no zones
        ([["填报日期：2023-12-31"]], None),
        ([["脱贫人口信息（2023年12月）"]], None),
    ],
)
def test_the_export_time_in_the_title_rows(rows: list[list[object]], says: str | None) -> None:
    assert time_in_titles(rows) == says
