"""Decisions: every bad row is named, nothing of its file is taken, and of several decisions the newest counts."""

import csv
import datetime as dt
import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from connectors.files.sheetrows import workbook_rows
from etl.decisions.form import COLUMNS, Decision, Found, Taken
from etl.decisions.keeping import DecisionChangedError, decisions_digest, in_force, take, taken
from etl.decisions.reading import DecisionsError, files_of, parse_file, parse_files
from etl.decisions.row import is_sound
from etl.store.catalogue import open_catalogue

ALERT = {"kind": "alert", "alert_id": "00112233445566aa", "answer": "not_confirmed"}
IDENTITY = {"kind": "identity", "row_ref": "hrss.rosters:0123456789ab:7", "other": "R0001", "answer": "same"}
FACT = {"kind": "fact", "workshop_id": "CJ01", "answer": "rescue_failed", "from_month": "202401"}
SIGNED = {"by": "核查员", "on": "2024-07-01", "why": "现场核查"}
SYNTHETIC_ID = "459901199001010012"


def written(path: Path, *rows: dict[str, str], heading: list[str] | None = None) -> Path:
    heading = heading or list(COLUMNS)
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(heading)
        writer.writerows([row.get(name, "") for name in COLUMNS] for row in rows)
    return path


def decision(**given: object) -> Decision:
    base: dict[str, object] = {"kind": "alert", "answer": "confirmed", **SIGNED}
    return Decision(**{**base, **given})  # type: ignore[arg-type] # keyword values of a test


def numbered(*decisions: Decision) -> list[Taken]:
    return [Taken(number, one) for number, one in enumerate(decisions, start=1)]


# --- reading ---


def test_each_kind_is_read_from_csv(tmp_path: Path) -> None:
    found = parse_file(
        written(tmp_path / "d.csv", ALERT | SIGNED, IDENTITY | SIGNED, FACT | SIGNED), workbook_rows
    )
    assert [(one.kind, one.answer, one.target) for one in found] == [
        ("alert", "not_confirmed", ("alert_id", "00112233445566aa")),
        ("identity", "same", ("row_ref", "hrss.rosters:0123456789ab:7")),
        ("fact", "rescue_failed", ("workshop_id", "CJ01")),
    ]
    assert found[2].from_month == 202401


def test_a_workbook_with_dates_and_numbers_in_its_cells_reads_like_text(tmp_path: Path) -> None:
    path = tmp_path / "d.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(
            1, 0, [f"{name} {zh}" for name, zh in COLUMNS.items()]
        )  # a blank row above the heading
        row = FACT | SIGNED
        for place, name in enumerate(COLUMNS):
            sheet.write(2, place, row.get(name, ""))
        sheet.write_datetime(2, list(COLUMNS).index("on"), dt.datetime(2024, 7, 1), day)  # noqa: DTZ001 a sheet has no zone
        sheet.write_number(2, list(COLUMNS).index("from_month"), 202401)
    assert parse_file(path, workbook_rows) == parse_file(
        written(tmp_path / "d.csv", FACT | SIGNED), workbook_rows
    )


def test_chinese_headings_gb18030_and_other_spellings_of_a_day(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    row = FACT | SIGNED | {"on": "2024年7月1日", "from_month": "2024-01"}
    lines = [",".join(COLUMNS.values()), ",".join(row.get(name, "") for name in COLUMNS)]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    (found,) = parse_file(path, workbook_rows)
    assert (found.on, found.from_month, found.by) == ("2024-07-01", 202401, "核查员")


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"answer": "maybe"}, "answer"),
        ({"answer": "same"}, "answer"),  # an answer of another kind
        ({"alert_id": "0011"}, "alert_id"),
        ({"alert_id": ""}, "alert_id"),
        ({"workshop_id": "CJ01"}, "workshop_id"),  # two things in one row
        ({"alert_id": "", "workshop_id": "CJ01"}, "workshop_id"),  # an alert is not a workshop
        ({"other": "R0001"}, "other"),
        ({"by": ""}, "by"),
        ({"on": ""}, "on"),
        ({"on": "2024-02-30"}, "on"),
        ({"on": "July"}, "on"),
        ({"why": ""}, "why"),
        ({"why": f"本人证件 {SYNTHETIC_ID}"}, "why"),
        ({"from_month": "202413"}, "from_month"),
        ({"from_month": "202405", "to_month": "202404"}, "to_month"),
        ({"source": "hrss.rosters"}, "native_key"),  # half a name of a row
    ],
)
def test_a_bad_cell_is_named_by_file_row_and_column(
    tmp_path: Path, change: dict[str, str], column: str
) -> None:
    path = written(tmp_path / "bad.csv", ALERT | SIGNED, ALERT | SIGNED | change)
    with pytest.raises(DecisionsError) as caught:
        parse_file(path, workbook_rows)
    assert (column, 3) in {(fault.column, fault.row) for fault in caught.value.faults}
    assert {fault.file for fault in caught.value.faults} == {"bad.csv"}
    assert SYNTHETIC_ID not in str(caught.value)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (IDENTITY | {"other": ""}, "other"),
        (IDENTITY | {"row_ref": "rosters:7"}, "row_ref"),
        (IDENTITY | {"row_ref": "", "workshop_id": "CJ01"}, "workshop_id"),
        (FACT | {"answer": "field_check"}, "row_ref"),  # of whom?
        (FACT | {"answer": "relaxed_until"}, "value"),  # until when?
        (FACT | {"answer": "seasonal_months"}, "value"),  # which months?
        (FACT | {"workshop_id": "", "alert_id": "00112233445566aa"}, "alert_id"),
    ],
)
def test_a_row_that_does_not_say_enough_is_refused(tmp_path: Path, row: dict[str, str], column: str) -> None:
    with pytest.raises(DecisionsError) as caught:
        parse_file(written(tmp_path / "d.csv", row | SIGNED), workbook_rows)
    assert column in {fault.column for fault in caught.value.faults}


def test_headings_are_checked_before_rows(tmp_path: Path) -> None:
    unknown = written(tmp_path / "a.csv", heading=["kind", "answer", "by", "on", "why", "verdict"])
    missing = written(tmp_path / "b.csv", heading=["kind", "answer"])
    twice = written(tmp_path / "c.csv", heading=["kind", "answer", "by", "on", "why", "why"])
    for path, column in ((unknown, "number 6"), (missing, "why"), (twice, "why")):
        with pytest.raises(DecisionsError) as caught:
            parse_file(path, workbook_rows)
        assert column in {fault.column for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("name", "content"),
    [("d.csv", b""), ("d.csv", b"\xff\xfe\x00\x81"), ("d.xlsx", b"not a workbook"), ("d.pdf", b"%PDF")],
)
def test_files_that_are_no_decisions_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DecisionsError):
        parse_file(path, workbook_rows)


def test_the_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    good = written(tmp_path / "good.csv", ALERT | SIGNED)
    bad = [written(tmp_path / f"{n}.csv", ALERT | SIGNED | {"by": ""}) for n in "ab"]
    with pytest.raises(DecisionsError) as caught:
        parse_files([good, *bad], workbook_rows)
    assert {fault.file for fault in caught.value.faults} == {"a.csv", "b.csv"}


def test_rows_of_a_template_that_nobody_answered_are_passed_over(tmp_path: Path) -> None:
    open_case = {"kind": "alert", "alert_id": "00112233445566aa"}
    assert parse_file(written(tmp_path / "d.csv", open_case), workbook_rows) == []


def test_files_of_a_folder_come_by_name_without_what_is_no_decision_file(tmp_path: Path) -> None:
    for name in ("b.csv", "a.xlsx", "~$a.xlsx", ".hidden.csv", "note.docx"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in files_of(tmp_path)] == ["a.xlsx", "b.csv"]


def test_an_eighteen_digit_serial_number_is_a_native_key_but_an_id_number_is_not(tmp_path: Path) -> None:
    row = {"kind": "identity", "source": "county_finance.disbursements", "other": "R1", "answer": "same"}
    serial = row | SIGNED | {"native_key": "459901202406000017"}
    assert (
        parse_file(written(tmp_path / "a.csv", serial), workbook_rows)[0].native_key == "459901202406000017"
    )
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    body = "45990119900101001"
    sound = body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]
    with pytest.raises(DecisionsError):
        parse_file(written(tmp_path / "b.csv", row | SIGNED | {"native_key": sound}), workbook_rows)


# --- keeping ---


def test_taking_the_same_file_twice_is_taking_it_once(tmp_path: Path) -> None:
    decisions = parse_file(written(tmp_path / "d.csv", ALERT | SIGNED, IDENTITY | SIGNED), workbook_rows)
    catalogue = open_catalogue(tmp_path / "store")
    assert take(catalogue, decisions, lambda _: Found(evidence="f" * 16, key="MX7")) == 2
    assert take(catalogue, decisions) == 0
    kept = taken(catalogue)
    assert [one.decision for one in kept] == decisions
    assert (kept[1].evidence, kept[1].key) == ("f" * 16, "MX7")
    catalogue.close()


def test_what_was_taken_last_counts_whatever_day_it_names() -> None:
    far = decision(alert_id="a" * 16, answer="confirmed", on="2999-07-02")
    then = decision(alert_id="a" * 16, answer="not_confirmed", on="2024-07-01")
    assert [one.decision.answer for one in in_force(numbered(far, then))] == ["not_confirmed"]


@pytest.mark.parametrize("name", ["answer", "on", "why", "alert_id"])
def test_a_decision_that_was_altered_in_the_catalogue_is_not_read(tmp_path: Path, name: str) -> None:
    with closing(open_catalogue(tmp_path / "store")) as catalogue:
        take(catalogue, [decision(alert_id="a" * 16), decision(alert_id="b" * 16)])
        with sqlite3.connect(tmp_path / "store" / "catalogue.db") as edited:
            (content,) = edited.execute("SELECT content FROM decision WHERE id = 2").fetchone()
            changed = json.dumps({**json.loads(content), name: "owed"})
            edited.execute("UPDATE decision SET content = ? WHERE id = 2", (changed,))
        with pytest.raises(DecisionChangedError, match="decision 2"):
            taken(catalogue)


@pytest.mark.parametrize(
    "why",
    ["电话13945990017确认", "卡号6217459900123450017", "打到 0086 139-4599-0017", "6217 4599 0012 3450 017"],
)
def test_numbers_of_people_in_free_text_are_refused(tmp_path: Path, why: str) -> None:
    with pytest.raises(DecisionsError) as caught:
        parse_file(written(tmp_path / "d.csv", ALERT | SIGNED | {"why": why}), workbook_rows)
    assert [fault.column for fault in caught.value.faults][-1:] == ["why"]
    assert why not in str(caught.value)


def test_a_workbook_with_one_cell_far_away_is_refused_and_takes_nobody_down(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(COLUMNS))
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(DecisionsError) as caught:
        parse_file(path, workbook_rows)
    assert [fault.column for fault in caught.value.faults] == ["(file)"]


def test_a_formula_in_a_workbook_of_decisions_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "d.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(COLUMNS))
        sheet.write_formula(1, list(COLUMNS).index("answer"), '="confirmed"', value="confirmed")
    with pytest.raises(DecisionsError, match="formulas"):
        parse_file(path, workbook_rows)


def test_of_one_day_the_later_taken_counts() -> None:
    first = decision(alert_id="a" * 16, answer="confirmed")
    then = decision(alert_id="a" * 16, answer="data_error")
    assert [one.decision.answer for one in in_force(numbered(first, then))] == ["data_error"]


def test_a_withdrawn_decision_leaves_nothing_but_stays_in_the_store() -> None:
    said = decision(alert_id="a" * 16)
    withdrawn = decision(alert_id="a" * 16, answer="withdrawn", on="2024-06-03")
    assert in_force(numbered(said, withdrawn)) == []


def test_one_row_is_the_same_as_one_person_only() -> None:
    ref = "hrss.rosters:0123456789ab:7"
    one = decision(kind="identity", row_ref=ref, other="R1", answer="same", on="2024-07-01")
    two = decision(kind="identity", row_ref=ref, other="R2", answer="same", on="2024-07-02")
    not_three = decision(kind="identity", row_ref=ref, other="R3", answer="different", on="2024-06-01")
    assert {(x.decision.other, x.decision.answer) for x in in_force(numbered(not_three, one, two))} == {
        ("R2", "same"),
        ("R3", "different"),
    }


def test_a_row_named_in_two_ways_is_one_thing() -> None:
    by_ref = decision(kind="identity", row_ref="hrss.rosters:0123456789ab:7", other="R1", answer="same")
    by_key = decision(
        kind="identity",
        source="hrss.rosters",
        native_key="MX7",
        other="R1",
        answer="different",
        on="2024-07-02",
    )
    found = in_force([Taken(1, by_ref, key="MX7"), Taken(2, by_key)])
    assert [one.decision.answer for one in found] == ["different"]


def test_a_newer_fact_takes_its_months_from_an_older_one() -> None:
    old = decision(
        kind="fact", answer="sealed", workshop_id="CJ01", from_month=202401, to_month=202412, value="是"
    )
    new = decision(
        kind="fact",
        answer="sealed",
        workshop_id="CJ01",
        from_month=202404,
        to_month=202405,
        value="否",
        on="2024-08-01",
    )
    found = {
        (x.decision.from_month, x.decision.to_month, x.decision.value) for x in in_force(numbered(old, new))
    }
    assert found == {(202401, 202403, "是"), (202404, 202405, "否"), (202406, 202412, "是")}


def test_an_open_ended_fact_ends_where_a_newer_one_begins_over_a_new_year() -> None:
    old = decision(kind="fact", answer="sealed", workshop_id="CJ01")
    new = decision(
        kind="fact",
        answer="sealed",
        workshop_id="CJ01",
        from_month=202401,
        value="withdrawn",
        on="2024-08-01",
    )
    found = [(x.decision.from_month, x.decision.to_month) for x in in_force(numbered(old, new))]
    assert found == [(None, 202312)]


def test_facts_about_two_workshops_stand_beside_each_other() -> None:
    both = [decision(kind="fact", answer="sealed", workshop_id=shop) for shop in ("CJ01", "CJ02")]
    assert len(in_force(numbered(*both))) == 2


def test_the_digest_knows_what_counts_and_not_the_order_of_taking() -> None:
    one, two = decision(alert_id="a" * 16), decision(alert_id="b" * 16)
    assert decisions_digest(numbered(one, two)) == decisions_digest(numbered(two, one))
    assert decisions_digest(numbered(one)) != decisions_digest(numbered(one, two))
    assert decisions_digest(numbered(one)) != decisions_digest(numbered(replace(one, answer="owed")))


# --- as officials write ---


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        ("疑点", "属实", "confirmed"),
        ("疑点", "不属实", "not_confirmed"),
        ("疑点", "数据有误", "data_error"),
        ("疑点", "应补发", "owed"),
        ("疑点", "撤回", "withdrawn"),
        ("身份", "是", "same"),
        ("身份", "不是", "different"),
        ("身份", "无法判断", "cannot_tell"),
        ("须由人认定", "经帮扶仍无法恢复生产", "rescue_failed"),
    ],
)
def test_chinese_words_are_taken_as_well_as_codes(tmp_path: Path, kind: str, said: str, code: str) -> None:
    base = {"疑点": ALERT, "身份": IDENTITY, "须由人认定": FACT}[kind]
    row = {**base, **SIGNED, "kind": kind, "answer": said}
    (found,) = parse_file(written(tmp_path / "d.csv", row), workbook_rows)
    assert (found.kind, found.answer) == (base["kind"], code)


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("3000", True),
        ("3,000.50元", True),
        ("三万", False),
        ("3万", False),
        ("约3000", False),
        ("3.005", False),
    ],
)
def test_an_amount_is_an_amount_or_refused(tmp_path: Path, value: str, good: bool) -> None:
    path = written(tmp_path / "d.csv", {**ALERT, **SIGNED, "answer": "confirmed", "value": value})
    if good:
        assert parse_file(path, workbook_rows)[0].value == value
        return
    with pytest.raises(DecisionsError) as caught:
        parse_file(path, workbook_rows)
    assert [(one.row, one.column) for one in caught.value.faults] == [(2, "value")]
    assert value not in str(caught.value)


def test_every_sheet_with_decisions_is_read_and_a_fault_names_its_sheet(tmp_path: Path) -> None:
    path = tmp_path / "d.xlsx"
    heading = [
        "kind 类别",
        "事项",
        "alert_id 疑点编号",
        "answer 结论",
        "by 决定人",
        "on 决定日期",
        "why 理由",
    ]
    with xlsxwriter.Workbook(str(path)) as book:
        for name, answer in (("疑点", "属实"), ("疑点二", "好的")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, heading)
            sheet.write_row(1, 0, ["疑点", "不读", ALERT["alert_id"], answer, "甲", "2024-07-01", "查过"])
        book.add_worksheet("填写说明").write_row(0, 0, ["怎么填", "随便"])
    with pytest.raises(DecisionsError) as caught:
        parse_file(path, workbook_rows)
    assert [str(one).split(":")[0] for one in caught.value.faults] == ["d.xlsx [疑点二]"]


# --- those who were reached ---


def handed_back(path: Path, *rows: tuple[str, ...]) -> Path:
    """A workbook of the release as a township fills it in: other sheets before, titles above the headings."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("台账").write_row(0, 0, ["就业帮扶车间核实台账"])
        sheet = book.add_worksheet("服务对象")
        sheet.write(0, 0, "服务对象清单")
        sheet.write_row(3, 0, ("类别", "说明", "服务结果", "服务人", "服务日期", "情况说明", "服务对象编号"))
        for place, row in enumerate(rows, start=4):
            sheet.write_row(place, 0, row)
    return path


def test_the_sheet_of_those_to_be_reached_comes_back_as_it_was_filled_in(tmp_path: Path) -> None:
    path = handed_back(
        tmp_path / "台账.xlsx",
        ("就业转失业", "没有就业记录", "已联系", "张三", "2024年7月5日", "", "1:ab12"),
        ("应享未享", "未申报", "", "", "", "", "1:cd34"),
        ("应认未认", "达到标准", "不需要", "李四", "2024-07-06", "不愿申请", "914599016789012345"),
        ("就业转失业", "", "placed", "张三", "2024-07-07", "进厂", "1:ef56"),
    )
    found = [
        (one.kind, one.subject, one.value, one.answer, one.by, one.on, one.why)
        for one in parse_file(path, workbook_rows)
    ]
    assert found == [
        ("outreach", "1:ab12", "lost_work", "reached", "张三", "2024-07-05", "按服务对象表回填"),
        ("outreach", "914599016789012345", "candidate", "declined", "李四", "2024-07-06", "不愿申请"),
        ("outreach", "1:ef56", "lost_work", "placed", "张三", "2024-07-07", "进厂"),
    ]


def test_a_bad_row_of_that_sheet_is_named_and_nothing_is_taken(tmp_path: Path) -> None:
    sound = SYNTHETIC_ID[:17] + next(one for one in "0123456789X" if is_sound(SYNTHETIC_ID[:17] + one))
    path = handed_back(
        tmp_path / "台账.xlsx",
        ("", "", "去过了", "张三", "2024-07-05", "", "1:ab12"),
        ("", "", "已联系", "", "七月", "", "1:cd34"),
        ("", "", "已联系", "张三", "2024-07-05", "", sound),
    )
    with pytest.raises(DecisionsError) as error:
        parse_file(path, workbook_rows)
    assert [(fault.row, fault.column) for fault in error.value.faults] == [
        (5, "answer"), (6, "by"), (6, "on"), (7, "subject"),
    ]  # fmt: skip
    assert sound not in str(error.value)


def test_an_outreach_row_of_a_csv_names_its_subject(tmp_path: Path) -> None:
    row = {"kind": "outreach", "subject": "CJ01", "answer": "reached"}
    assert parse_file(written(tmp_path / "d.csv", row | SIGNED), workbook_rows)[0].target == (
        "subject",
        "CJ01",
    )
    with pytest.raises(DecisionsError, match="subject"):
        parse_file(
            written(tmp_path / "e.csv", {**row, "subject": "", "workshop_id": "CJ01"} | SIGNED), workbook_rows
        )


def test_an_answer_may_name_the_reason_to_reach_somebody(tmp_path: Path) -> None:
    row = {"kind": "outreach", "subject": "CJ01", "answer": "reached", "value": "欠薪"}
    assert parse_file(written(tmp_path / "d.csv", row | SIGNED), workbook_rows)[0].value == "arrears"
    with pytest.raises(DecisionsError, match="no reason to reach"):
        parse_file(written(tmp_path / "e.csv", {**row, "value": "别的"} | SIGNED), workbook_rows)


def reached_for(number: int, reason: str | None, answer: str = "reached") -> Taken:
    return Taken(number, decision(kind="outreach", subject="k1", value=reason, answer=answer))


def test_an_answer_for_one_reason_leaves_the_others_alone() -> None:
    said = [reached_for(1, "owed"), reached_for(2, "arrears"), reached_for(3, "owed", "placed")]
    assert [one.number for one in in_force(said)] == [2, 3]
    assert [one.number for one in in_force([*said, reached_for(4, None)])] == [4]
    assert not in_force([*said, reached_for(4, None, "withdrawn")])


def test_a_decision_of_before_keeps_its_digest() -> None:
    text = '{"alert_id": "00112233445566aa", "answer": "confirmed", "by": "核查员", "entitlement_id": null, "from_month": null, '
    text += '"kind": "alert", "native_key": null, "on": "2024-07-01", "other": null, "row_ref": null, "source": null, '
    text += '"to_month": null, "value": null, "why": "现场核查", "workshop_id": null}'
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert decision(alert_id="00112233445566aa").digest == digest
    assert decision(kind="outreach", subject="CJ01", answer="reached").digest != digest
