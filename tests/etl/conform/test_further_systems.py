"""Conformed rows of the further systems: types, codes, counties, and two tables whose own names are taken."""

import datetime as dt
from decimal import Decimal

import pytest

from etl.model.sources import SourceSpec
from tests.etl.conform.conftest import Out, conformed, puller

PERSON = "459901199003070126"
UNIT = "91459901A000000001"


@pytest.fixture(scope="module")
def out(specs: dict[str, SourceSpec]) -> Out:
    pull = puller(specs)
    shop = {
        "CJBH": "W1",
        "CJMC": "甲车间",
        "TYSHXYDM": UNIT,
        "XZQHDM": "459901",
        "UPDATED_AT": "2024-06-30 09:00:00",
    }
    file = {"_file": "a_20240630.xlsx", "_as_of": "2024-06-30"}
    built = {
        "项目编号": "XM1",
        "项目名称": "厂房",
        "车间编号": "W1",
        "区划代码": "459901",
        "资金来源": "社会帮扶资金",
        "投资总额": "1000000",
    }
    person = {
        "人编号": "R1",
        "户编号": "H1",
        "姓名": "甲一",
        "户类型": "脱贫户",
        "行政区划代码": "459902001001",
    }
    resident = {
        "搬迁人编号": "B1",
        "搬迁户编号": "BH1",
        "姓名": "甲一",
        "身份证号": PERSON,
        "安置点区划代码": "459903001001",
        "搬迁入住日期": "2019年6月30日",
        "人员状态": "正常",
    }
    assistance = {
        "救助编号": "D1",
        "姓名": "甲一",
        "身份证号": PERSON,
        "救助类别": "农村低保",
        "区划代码": "459901",
        "起始年月": "2024年1月",
        "终止年月": "—",
    }
    case = {"AJBH": "C1", "AAB998": UNIT, "AJLX": "拖欠工资", "LARQ": "20240601", "JG": "1", "QSNY": "202403"}
    loan = {
        "合同编号": "L1",
        "贷款种类": "桂惠贷",
        "统一社会信用代码": UNIT,
        "贷款金额": "1,000,000元",
        "年利率": "4.35",
        "起始日期": "2023/7/1",
        "到期日期": "2025.06.30",
    }
    listed = {"名录类别": "电商企业", "统一社会信用代码": UNIT, "名称": "甲公司", "区划代码": "459901"}
    spell = {
        "人编号": "R1",
        "姓名": "甲一",
        "务工企业名称": "甲车间",
        "开始时间": "202401",
        "务工所在地": "440101",
    }
    return conformed(
        specs,
        [
            pull("hrss.workshops", [shop]),
            pull("monitoring.people", [{**person, **file}]),
            pull("resettlement.residents", [{**resident, **file}]),
            pull(
                "civil_affairs.assistance",
                [{**assistance, **file}, {**assistance, **file, "救助类别": "其他"}],
            ),
            pull("labour_inspection.cases", [case]),
            pull(
                "labour_inspection.ratings",
                [{"AAB998": UNIT, "ND": "2024", "DJ": "C", "HMDQSRQ": "20240101"}],
            ),
            pull("loans.contracts", [loan]),
            pull("assets.projects", [built]),
            pull("industry_lists.entities", [{**listed, **file}, {**listed, **file}]),
            pull("outwork.spells", [{**spell, **file}]),
        ],
    )


def test_texts_become_types_and_words_codes(out: Out) -> None:
    (resident,) = out["resettlement.residents"]
    assert resident["moved_in_on"] == dt.date(2019, 6, 30)
    (spell,) = out["civil_affairs.assistance"]
    assert (spell["kind"], spell["from_month"], spell["to_month"]) == ("rural_minimum", 202401, None)
    (case,) = out["labour_inspection.cases"]
    assert (case["kind"], case["result"], case["filed_on"]) == ("arrears", "upheld", dt.date(2024, 6, 1))
    (loan,) = out["loans.contracts"]
    assert (loan["kind"], loan["principal"], loan["rate"]) == (
        "guihui",
        Decimal("1000000.00"),
        Decimal("4.35"),
    )
    (rating,) = out["labour_inspection.ratings"]
    assert (rating["grade"], rating["year"]) == ("c", 2024)


def test_where_a_project_s_money_came_from_is_kept_in_the_office_s_words(out: Out) -> None:
    (project,) = out["assets.projects"]
    assert project["fund"] == "社会帮扶资金"
    assert not [row for row in out["quarantine_rows"] if row["source"] == "assets.projects"]


def test_a_county_is_the_row_s_own_else_that_of_the_employer_s_workshop(out: Out) -> None:
    assert out["resettlement.residents"][0]["county"] == "459903"
    assert out["labour_inspection.cases"][0]["county"] == "459901"
    assert out["loans.contracts"][0]["county"] == "459901"


def test_a_file_of_spells_speaks_of_the_county_in_which_the_register_holds_the_person(out: Out) -> None:
    (time,) = [row for row in out["data_times"] if row["source"] == "outwork.spells"]
    assert (time["county"], time["as_of"]) == ("459902", dt.date(2024, 6, 30))


def test_what_can_t_be_used_is_set_aside_and_what_repeats_counts_once(out: Out) -> None:
    counted = {row["source"]: row for row in out["reconciliation"]}
    assert counted["civil_affairs.assistance"]["quarantined"] == 1
    assert (counted["industry_lists.entities"]["used"], counted["industry_lists.entities"]["repeats"]) == (
        1,
        1,
    )
    assert ("civil_affairs.assistance", "救助类别") in {
        (row["source"], row["column"]) for row in out["quarantine_rows"]
    }
