"""Rows of a judged list: taken out, held back, or paid all the same with a second person's consent."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import xlsxwriter
from openpyxl import load_workbook

from portal import jobs
from portal.pages.precheck import HEADING, RESULT
from portal.store.tables import JOB
from tests.portal.site import HERE, Office

JOB_ID = "c" * 32
PAGE = f"/precheck/{JOB_ID}"
ROWS = (("甲某", "通过"), ("乙某", "有疑点"), ("丙某", "无法核查"))


def write(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, ["某县拟发放名单"])
        sheet.write_row(2, 0, ["姓名", HEADING])
        for number, row in enumerate(ROWS, start=3):
            sheet.write_row(number, 0, row)


@pytest.fixture
def judged(portal: Office) -> Office:
    about = json.dumps({"file": "名单.xlsx"})
    values = {"id": JOB_ID, "kind": "precheck", "account": "official", "state": "done", "content": about}
    with portal.site.store.quiet() as connection:
        connection.execute(sa.insert(JOB).values(**values, made_at=portal.site.store.now()))
    folder = jobs.folder_of(portal.site, JOB_ID)
    folder.mkdir(parents=True)
    write(folder / RESULT)
    return portal


def choose(portal: Office, hook: str, at: int = 0, account: str = "official", **given: str) -> Any:
    return portal.client(account).press(PAGE, hook, given, at=at)


def test_rows_that_did_not_pass_wait_for_somebody_and_stand_first(judged: Office) -> None:
    text = judged.client("official").get(PAGE).text
    assert "还有未处理的行：2" in text
    assert text.index("乙某") < text.index("甲某")
    assert judged.client("official2").get(PAGE).status_code == 404


def test_a_choice_needs_a_reason_and_stands_in_the_file(judged: Office) -> None:
    assert choose(judged, "hold").status_code == 422
    assert choose(judged, "hold", reason="待核实").status_code == 303
    assert choose(judged, "take-out", reason="已离职").status_code == 303
    answer = judged.client("official").get(f"{PAGE}/result")
    sheet = load_workbook(io.BytesIO(answer.content))["名单"]
    assert [cell.value for cell in sheet[3]][2:] == ["处理", "处理理由", "处理人、同意人"]
    assert [cell.value for cell in sheet[5]] == ["乙某", "有疑点", "暂缓", "待核实", "official"]
    assert [cell.value for cell in sheet[6]] == ["丙某", "无法核查", "剔除", "已离职", "official"]


def test_paying_all_the_same_waits_for_another_account(judged: Office) -> None:
    choose(judged, "pay", reason="凭证齐全")
    text = judged.client("official").get(PAGE).text
    assert 'data-choice="pay" data-state="proposed"' in text
    assert 'data-hook="consent"' not in text
    assert "名单.xlsx" in judged.client("lead").get("/precheck").text
    assert choose(judged, "consent", account="lead").status_code == 303
    assert 'data-choice="pay" data-state="chosen"' in judged.client("official").get(PAGE).text


def test_what_was_sent_back_can_be_chosen_anew(judged: Office) -> None:
    choose(judged, "pay", reason="凭证齐全")
    slow = judged.client("releaser")
    action, hidden = slow.forms(PAGE, "consent")[0]
    assert choose(judged, "return", account="lead").status_code == 303
    assert slow.http.post(action, data=hidden).status_code == 409
    assert choose(judged, "hold", reason="再核").status_code == 303


def test_nobody_consents_to_their_own_nor_to_what_they_do_not_see(judged: Office) -> None:
    with judged.site.store.quiet() as connection:
        connection.execute(sa.update(JOB).values(account="lead"))
    choose(judged, "pay", account="lead", reason="凭证齐全")
    lead = judged.client("lead")
    data = {"csrf": lead.csrf(), "seen": "1:1"}
    assert lead.http.post(f"{PAGE}/rows/5/consent", data=data).status_code == 403
    judged.account("lead-here", "lead", (HERE,))
    assert judged.client("lead-here").get(PAGE).status_code == 404
