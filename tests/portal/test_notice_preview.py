"""The preview of a notice: masked lines of the public copy, and the doubtful workshops held back until a releaser lets them go."""

import json

import pytest
import xlsxwriter

from tests.portal.site import HERE, MONTH, Office
from tests.portal.test_login import audit

PAGE = f"/notices/{MONTH}/{HERE}"
NAME = f"公示_灵山县_{MONTH}.xlsx"
SHOP = "灵山县某某就业帮扶车间"


@pytest.fixture
def public(portal: Office) -> Office:
    folder = next(portal.site.releases.out.glob(f"{MONTH}/*/")) / "public"
    folder.mkdir()
    with xlsxwriter.Workbook(str(folder / NAME)) as book:
        sheet = book.add_worksheet("拟发放公示")
        sheet.write_row(0, 0, ["关于灵山县拟发放补贴的公示"])
        sheet.write_row(2, 0, ["补贴项目", "车间名称", "姓名"])
        sheet.write_row(3, 0, ["带动就业补贴", "别的车间", "乙*"])
        book.add_worksheet("已发放公开")
    manifest = {"files": {NAME: {"county": HERE}}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return portal


def test_without_a_public_copy_the_page_says_what_to_do(portal: Office) -> None:
    assert "--public" in portal.client("official").get(PAGE).text
    assert portal.client("official-here").get(f"/notices/{MONTH}/450722").status_code == 404


def test_a_doubtful_workshop_is_held_until_a_releaser_lets_it_go_and_the_pipeline_is_told(
    public: Office,
) -> None:
    text = public.client("official").get(PAGE).text
    assert text.count('data-hook="held" data-id="CJ01" data-state="held"') == 1
    assert text.count('data-hook="notice-line"') == 1
    assert 'data-hook="let-go"' not in text
    releaser = public.client("releaser")
    action, hidden = releaser.forms(PAGE, "let-go")[0]
    assert releaser.http.post(action, data=hidden).status_code == 422
    assert public.kept == []
    assert releaser.http.post(action, data={**hidden, "reason": "已核实无误"}).status_code == 303
    assert releaser.http.post(action, data={**hidden, "reason": "再来一次"}).status_code == 409
    text = public.client("official").get(PAGE).text
    assert 'data-state="let-go"' in text
    assert "releaser：已核实无误" in text
    assert any(act == "notice.let-go" for _, act, _, _ in audit(public))
    told = public.kept[0]
    assert (told.kind, told.answer, told.workshop_id, told.by) == ("fact", "put_up", "CJ01", "releaser")
    assert (told.from_month, told.to_month, told.value) == (MONTH, MONTH, None)


def test_what_is_not_held_can_not_be_let_go(public: Office) -> None:
    releaser = public.client("releaser")
    data = {"csrf": releaser.csrf(), "reason": "x"}
    for shop in ("CJ02", "CJ99"):
        assert releaser.http.post(f"{PAGE}/workshops/{shop}/let-go", data=data).status_code == 404
