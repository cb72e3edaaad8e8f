"""Records of procedures handed in as a workbook: pulled, conformed, and what the release says where they fall short."""

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from cli.procedures import write_blank
from etl.config import load_config
from etl.engine import EngineSettings, open_engine
from etl.model.sources import load_source, load_sources
from etl.policy.read import SHIPPED
from etl.store import open_store
from flow.procedures import deadline_tables, says_of_procedures
from flow.pulls import pull_system
from flow.session import Options, Session
from flow.sources import SOURCES
from flow.steps import EVERY_MONTH
from flow.work import finish
from tests.connectors.sheets import write_csv, write_xlsx
from tests.etl.rules.small import make, rows_of, shop

MONTH = 202406
CONFIG = """\
store: ./var
areas: ["152222"]
sources:
  monitoring: {delivery: files, path: ./empty}
  hrss: {delivery: files, tables: {workshops: {path: ./hrss}}}
  social_insurance: {delivery: files, path: ./empty}
  business_registry: {delivery: files, path: ./empty}
  county_finance: {delivery: files, path: ./empty}
documents:
  - {id: NM, from: "2022-07-01", document: 样本}
"""
WITH_RECORDS = CONFIG.replace("documents:", "  procedures: {delivery: files, path: ./procedures}\ndocuments:")
SHOPS = [
    ["CJBH", "CJMC", "TYSHXYDM", "XZQHDM", "CJLX", "SFJJ", "RDRQ", "ZT", "UPDATED_AT"],
    ["W1", "甲车间", "91152222MA00000012", "152222", "1", "0", "20220701", "1", "2024-06-30 08:00:00"],
]
CHECKS = [["W1", "", "苏木乡镇检查", f"202{number}-02-03", ""] for number in (3, 4)]
RECORDS = [
    ["就业帮扶车间办理记录"],
    ["车间编号", "办件号", "事项", "日期", "备注"],
    *CHECKS,
    *CHECKS,
    ["W1", "RD-1", "受理认定申请", "2024-06-03", ""],
    ["W1", "RD-1", "提出审查意见", "2024年6月18日", ""],
    ["W1", "RD-1", "提出审查意见", "20240618", ""],
    ["W1", "ZX-1", "收到注销申请", "20240605", "来函"],
    ["W1", "", "领导视察", "20240506", ""],
    ["W1", "", "旗县查验核实", "2024-13-01", ""],
    ["W1", "RD-2", "受理认定申请", "20201225", ""],
    ["W9", "", "苏木乡镇检查", "20240106", ""],
]


@contextmanager
def opened(folder: Path, records: str | None, more: str = "") -> Iterator[Session]:
    """An installation in Inner Mongolia with one workshop, and records in a file of that name."""
    for name in ("empty", "hrss", "procedures"):
        (folder / name).mkdir()
    write_csv(folder / "hrss" / "shops.csv", SHOPS)
    if records is not None:
        write_xlsx(folder / "procedures" / records, RECORDS)
    text = more + (CONFIG if records is None else WITH_RECORDS)
    (folder / "hecha.yaml").write_text(text, encoding="utf-8")
    config = load_config(folder / "hecha.yaml")
    specs = load_sources(SOURCES)
    with (
        open_store(config.store, specs) as store,
        open_engine(EngineSettings(threads=1), folder / "scratch") as engine,
    ):
        session = Session(config, specs, store, engine, Options(folder / "out"), lambda _step, _rows: None)
        for system in ("hrss", "procedures"):
            pull_system(session, system)
        finish(session, "conform", MONTH)
        yield session


def judged(session: Session) -> dict[str, list[dict[str, Any]]]:
    """The tables of deadlines, put where the rules step puts them."""
    conformed = session.tables("conform", EVERY_MONTH)
    world = make(session.engine, MONTH, workshops=[shop("W1", "152222")])
    tables = deadline_tables(session, world, conformed)
    fingerprint = session.fingerprint("rules", MONTH, {})
    session.store.tables.write(session.engine, MONTH, "rules", fingerprint, tables)
    return {name: rows_of(session.engine, table) for name, table in tables.items()}


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with opened(tmp_path_factory.mktemp("handed"), "办理记录_20240630.xlsx") as session:
        yield session


@pytest.fixture(scope="module")
def found(handed_in: Session) -> dict[str, list[dict[str, Any]]]:
    return judged(handed_in)


def test_a_workbook_of_records_is_kept_as_a_snapshot_and_every_row_accounted_for(handed_in: Session) -> None:
    conformed = handed_in.tables("conform", EVERY_MONTH)
    totals = {row["source"]: row for row in rows_of(handed_in.engine, conformed["reconciliation"])}
    row = totals["procedures.events"]
    assert (row["rows"], row["used"], row["repeats"], row["quarantined"]) == (12, 9, 1, 2)
    refused = rows_of(handed_in.engine, conformed["quarantine_rows"])
    assert sorted((one["column"], one["reason"]) for one in refused) == [
        ("事项", "code_unknown"),
        ("日期", "unreadable"),
    ]
    assert "领导视察" in next(one["says"] for one in refused if one["column"] == "事项")
    assert [pull.source for pull in handed_in.store.snapshots.pulls()].count("procedures.events") == 1


def test_deadlines_follow_from_the_records(found: dict[str, list[dict[str, Any]]]) -> None:
    rows = {(row["kind"], row["due_on"]): row for row in found["deadlines"]}
    # Ten working days after 3 June 2024: 10 June is a holiday.
    review = rows["township_review", dt.date(2024, 6, 18)]
    assert (review["done_on"], review["state"]) == (dt.date(2024, 6, 18), "done")
    assert rows["closing_check", dt.date(2024, 6, 20)]["state"] == "overdue"
    assert rows["closing_submission", dt.date(2024, 8, 4)]["state"] == "open"
    assert rows["township_check", dt.date(2024, 3, 31)]["done_on"] == dt.date(2024, 2, 3)
    assert rows["township_check", dt.date(2024, 6, 30)]["state"] == "overdue"
    assert {row["workshop_id"] for row in found["deadlines"]} == {"W1"}


def test_the_release_names_records_of_workshops_that_nobody_knows(
    handed_in: Session, found: dict[str, list[dict[str, Any]]]
) -> None:
    assert found["deadlines_uncounted"] == [], "an application of before the document has no deadline"
    assert says_of_procedures(handed_in, MONTH) == ("1条办理记录的车间编号不在车间表中，没有采用",)


def test_where_no_records_come_nothing_is_computed_and_the_release_says_so(tmp_path: Path) -> None:
    with opened(tmp_path, None) as session:
        assert judged(session) == {}
        (said,) = says_of_procedures(session, MONTH)
        assert said == "没有交来办理记录，内乡振字〔2022〕17号的办理时限和检查期限没有推算"
        # Before the document began nobody had anything to hand in.
        assert says_of_procedures(session, 202206) == ()


def test_records_without_a_date_of_export_make_nothing_overdue(tmp_path: Path) -> None:
    with opened(tmp_path, "办理记录.xlsx") as session:
        states = {row["state"] for row in judged(session)["deadlines"]}
        assert "overdue" not in states
        assert "办理记录没有写明数据时间" in says_of_procedures(session, MONTH)[0]


def test_a_year_without_a_holiday_notice_is_named_in_the_release(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "policy")
    workdays = tmp_path / "policy" / "workdays.yaml"
    text = workdays.read_text(encoding="utf-8")
    begun, ended = text.index("  - year: 2024"), text.index("  - year: 2025")
    workdays.write_text(text[:begun] + text[ended:], encoding="utf-8")
    with opened(tmp_path, "办理记录_20240630.xlsx", "policy: ./policy\n") as session:
        judged(session)
        assert "2024年的放假通知没有载入，2件办理时限没有推算" in says_of_procedures(session, MONTH)


def test_the_blank_workbook_is_read_back_as_records(tmp_path: Path) -> None:
    write_blank(tmp_path / "空白.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "空白.xlsx")
    sheet, notes = (book.get_sheet_by_index(place).to_python() for place in (0, 1))
    spec = load_source(SOURCES / "procedures" / "source.yaml").tables["events"]
    assert sheet[0] == list(spec.columns)
    listed = [str(row[0]) for row in notes]
    assert set(spec.columns["事项"].codes) <= set(listed)
    assert any("第八条（二）" in str(row[2]) for row in notes)
