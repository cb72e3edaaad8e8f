"""The workbook in which people decide: the open cases of a release, one row each, with the answers that may be given."""

from pathlib import Path
from typing import Any

from cli.release import Release, Row
from cli.words import say
from etl.decisions.form import ALERT_ANSWERS, CASE, CASE_ZH, COLUMNS, FACTS, IDENTITY_ANSWERS, KINDS

OPEN_LEVELS = ("duplicate", "contradiction", "review")
SHOWN = "shown"
MOST_ROWS = 200_000
_WIDTHS = {"row_ref": 34, "alert_id": 20, "entitlement_id": 20, "native_key": 20, "why": 30, "value": 14}


def open_cases(folder: Path) -> list[Row]:
    """What waits for a person: alerts, rows whose person is unsure, findings and entitlements that need a fact."""
    release = Release(folder)
    cases: list[Row] = []
    if release.has("alerts"):
        found = release.rows("alerts", {"state": ["new", "known"], "level": list(OPEN_LEVELS)})
        found.sort(key=lambda row: (-row["priority"], row["alert_id"]))
        cases += [
            {"kind": "alert", "alert_id": row["alert_id"], SHOWN: f"{row['title']}。{row['says']}"}
            for row in found
        ]
    if release.has("links"):
        for row in release.rows("links", {"outcome": "unsure"}, order=["row_ref"]):
            other = row["register_person_id"] or row["runner_up_person_id"]
            cases.append(
                {"kind": "identity", "row_ref": row["row_ref"], "other": other, SHOWN: row["reasons"]}
            )
    if release.has("findings"):
        for row in release.rows("findings", {"outcome": "needs_person"}, order=["workshop_id", "rule"]):
            says = f"{row['rule']} {row['clause']} {row['says']}"
            cases.append(
                {"kind": "fact", "workshop_id": row["workshop_id"], "from_month": row["month"], SHOWN: says}
            )
    if release.has("entitlements"):
        for row in release.rows("entitlements", {"outcome": "needs_person"}, order=["entitlement_id"]):
            says = f"{row['rule']} {row['clause']} {row['says']}"
            cases.append({"kind": "fact", "entitlement_id": row["entitlement_id"], SHOWN: says})
    return cases[:MOST_ROWS]


def write_template(path: Path, cases: list[Row]) -> None:
    """Every cell is text; the answers are offered as a list."""
    import xlsxwriter

    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), settings) as book:
        sheet = book.add_worksheet(say("sheet_decisions"))
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        names = list(COLUMNS)
        for place, name in enumerate(names):
            sheet.write_string(0, place, f"{name} {COLUMNS[name]}", head)
            sheet.set_column(place, place, _WIDTHS.get(name, 12), text)
        # The reader passes over this column: it is for the eye.
        sheet.write_string(0, len(names), f"{CASE} {CASE_ZH}", head)
        sheet.set_column(len(names), len(names), 80, text)
        for number, case in enumerate(cases, start=1):
            for place, name in enumerate(names):
                if case.get(name) is not None:
                    sheet.write_string(number, place, str(case[name]), text)
            sheet.write_string(number, len(names), str(case[SHOWN]), text)
        _offer(sheet, names, max(len(cases), 500))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(cases), 1), len(names))
        _notes(book, head, text)


def _offer(sheet: Any, names: list[str], rows: int) -> None:
    answers = [*IDENTITY_ANSWERS, *ALERT_ANSWERS, *FACTS, "withdrawn"]
    sheet.data_validation(
        1, names.index("kind"), rows, names.index("kind"), {"validate": "list", "source": list(KINDS)}
    )
    place = names.index("answer")
    sheet.data_validation(1, place, rows, place, {"validate": "list", "source": answers})


def _notes(book: Any, head: Any, text: Any) -> None:
    """How to fill in: a second sheet, which is not read back."""
    sheet = book.add_worksheet(say("sheet_notes"))
    sheet.set_column(0, 0, 24, text)
    sheet.set_column(1, 1, 110, text)
    notes = [
        ("kind", "identity：某行是不是监测系统中的某人；alert：疑点核查结论；fact：政策要求由人认定的事实"),
        ("identity", "answer：same 是、different 不是、cannot_tell 无法判断；other 填人编号"),
        (
            "alert",
            "answer：confirmed 属实、not_confirmed 不属实、data_error 数据有误、owed 应补发；value 可填追回金额",
        ),
        ("fact", f"answer：{'、'.join(FACTS)}；value 填“否”表示不成立；from_month、to_month 为六位年月"),
        ("withdrawn", "撤回此前的决定：identity、alert 填在 answer，fact 填在 value"),
        ("by on why", "决定人、决定日期、理由必填；没有填写的行视为待决，不会录入"),
    ]
    for number, (name, says) in enumerate(notes):
        sheet.write_string(number, 0, name, head)
        sheet.write_string(number, 1, says, text)
