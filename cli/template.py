"""The workbook in which people decide: the open cases of a release, a sheet for each task, a row each, the answers offered."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cli.release import Release, Row
from cli.words import say
from etl.alerts.facts import OPEN
from etl.decisions import chinese
from etl.decisions.chinese import FACTS
from etl.decisions.form import COLUMNS

OPEN_LEVELS = ("duplicate", "contradiction", "review")
MOST_ROWS = 200_000
SEASONAL = "季节性生产，由人核定"
"""What a finding says that only a relaxed term closes."""
TASKS: Mapping[str, tuple[str, ...]] = {
    "alert": (
        "事项",
        "姓名",
        "证件号码",
        "车间",
        "alert_id",
        "answer",
        "value",
        "to_month",
        "by",
        "on",
        "why",
    ),
    "identity": (
        "事项",
        "姓名",
        "证件号码",
        "车间",
        "记录数",
        "row_ref",
        "other",
        "answer",
        "by",
        "on",
        "why",
    ),
    "fact": (
        "事项",
        "姓名",
        "证件号码",
        "车间",
        "可填结论",
        "workshop_id",
        "entitlement_id",
        "answer",
        "from_month",
        "to_month",
        "value",
        "by",
        "on",
        "why",
    ),
    "outreach": ("事项", "姓名", "证件号码", "车间", "subject", "value", "answer", "by", "on", "why"),
}
"""Each task with its columns: those that are read back by their names, those that are for the eye in Chinese."""
_WIDTHS = {"事项": 80, "证件号码": 20, "车间": 26, "可填结论": 30, "row_ref": 34, "alert_id": 20, "why": 30}


def open_cases(folder: Path, facts: Mapping[str, str] = FACTS) -> list[Row]:
    """What waits for a person: alerts, people who are not sure, findings and entitlements that a fact (of `facts`) can close."""
    release = Release(folder)
    people = _people(release)
    shops = _shops(release)
    cases = [*_alerts(release, people, shops), *_identities(release, people, shops)]
    cases += _facts(release, people, shops, facts)
    return [*cases, *_outreach(release, people, shops)][:MOST_ROWS]


def _alerts(release: Release, people: Mapping[str, Row], shops: Mapping[str, str]) -> Iterator[Row]:
    if not release.has("alerts"):
        return
    found = release.rows("alerts", {"state": list(OPEN), "level": list(OPEN_LEVELS)})
    found.sort(key=lambda row: (-row["priority"], row["alert_id"]))
    for row in found:
        grew = f"（{row['grew']}）" if row.get("grew") else ""
        who = _who(people.get(row["person_key"]), shops.get(row["workshop_id"]))
        yield {"kind": "alert", "alert_id": row["alert_id"], **who, "事项": f"{row['says']}{grew}"}


def _identities(release: Release, people: Mapping[str, Row], shops: Mapping[str, str]) -> Iterator[Row]:
    """One row a person: what is decided on a row holds for every row that names the person in the same way."""
    if not release.has("links"):
        return
    at = {}
    if release.has("employment"):
        at = {row["row_ref"]: row["workshop_id"] for row in release.rows("employment")}
    same: dict[tuple[Any, ...], list[Row]] = {}
    for row in release.rows("links", {"outcome": "unsure"}, order=["row_ref"]):
        other = row["register_person_id"] or row["runner_up_person_id"]
        same.setdefault((row["person_key"] or row["row_ref"], other, row["reasons"]), []).append(row)
    for (_, other, reasons), rows in same.items():
        row = rows[0]
        shop = next((at[one["row_ref"]] for one in rows if one["row_ref"] in at), None)
        yield {
            "kind": "identity",
            "row_ref": row["row_ref"],
            "other": other,
            "记录数": len(rows),
            **_who(people.get(row["person_key"]), shops.get(shop or "")),
            "事项": f"该人员是否为信息系统中人编号{other or '（无候选）'}的人？依据：{reasons}",
        }


def _facts(
    release: Release, people: Mapping[str, Row], shops: Mapping[str, str], facts: Mapping[str, str]
) -> Iterator[Row]:
    """Only what a fact can close: what waits for a parameter or for another paper is asked of nobody here."""
    if release.has("findings"):
        for row in release.rows("findings", {"outcome": "needs_person"}, order=["workshop_id", "rule"]):
            if closing := closed_by(row["says"], facts):
                yield {
                    "kind": "fact",
                    "workshop_id": row["workshop_id"],
                    "from_month": row["month"],
                    "可填结论": "、".join(closing),
                    **_who(None, shops.get(row["workshop_id"])),
                    "事项": f"{row['rule']} {row['clause']} {row['says']}",
                }
    if release.has("entitlements"):
        for row in release.rows("entitlements", {"outcome": "needs_person"}, order=["entitlement_id"]):
            if closing := closed_by(row["says"], facts):
                yield {
                    "kind": "fact",
                    "entitlement_id": row["entitlement_id"],
                    "可填结论": "、".join(closing),
                    **_who(people.get(row["person_key"]), shops.get(row["workshop_id"])),
                    "事项": f"{row['rule']} {row['clause']} {row['says']}",
                }


def _outreach(release: Release, people: Mapping[str, Row], shops: Mapping[str, str]) -> Iterator[Row]:
    """Who is still to be reached."""
    if not release.has("outreach"):
        return
    for row in release.rows("outreach", {"state": "open"}, order=["kind", "subject"]):
        who = _who(people.get(row["person_key"]), shops.get(row["workshop_id"]))
        reason = chinese.REASONS[row["kind"]][0]
        yield {"kind": "outreach", "subject": row["subject"], "value": reason, **who, "事项": row["says"]}


def closed_by(says: str, facts: Mapping[str, str] = FACTS) -> list[str]:
    """Names of the facts that a statement waits for; none where no fact closes it."""
    found = [name for name in facts.values() if name in says]
    return (
        [*found, FACTS["relaxed_until"]]
        if SEASONAL in says and FACTS["relaxed_until"] not in found
        else found
    )


def _people(release: Release) -> dict[str, Row]:
    return {row["person_key"]: row for row in release.rows("people")} if release.has("people") else {}


def _shops(release: Release) -> dict[str, str]:
    rows = release.rows("ledger") if release.has("ledger") else []
    return {row["workshop_id"]: f"{row['workshop_id']} {row['workshop_name'] or ''}".strip() for row in rows}


def _who(person: Row | None, shop: str | None) -> Row:
    """Masked, as a list that goes round in an office must be."""
    told: Row = {"车间": shop}
    return told | ({"姓名": person["name"], "证件号码": person["id_masked"]} if person is not None else {})


# --- the workbook ---


def write_template(path: Path, cases: list[Row]) -> None:
    """Every cell is text; the answers are offered as a list."""
    import xlsxwriter

    settings = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), settings) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for kind, columns in TASKS.items():
            _task(book, kind, columns, [case for case in cases if case["kind"] == kind], head, text)
        _notes(book, head, text)


def _task(book: Any, kind: str, columns: Sequence[str], cases: list[Row], head: Any, text: Any) -> None:
    title = chinese.KINDS[kind][0]
    sheet = book.add_worksheet(title)
    names = ["kind", *columns]
    for place, name in enumerate(names):
        sheet.write_string(0, place, f"{name} {COLUMNS[name]}" if name in COLUMNS else name, head)
        sheet.set_column(place, place, _WIDTHS.get(name, 12), text)
    for number, case in enumerate(cases, start=1):
        row = {**case, "kind": title}
        for place, name in enumerate(names):
            if row.get(name) is not None:
                sheet.write_string(number, place, str(row[name]), text)
        if kind == "fact":
            _offer(sheet, number, number, names.index("answer"), str(case["可填结论"]).split("、"))
    last = max(len(cases), 200)
    _offer(sheet, 1, last, names.index("kind"), [title])
    if kind != "fact":
        _offer(sheet, 1, last, names.index("answer"), chinese.offered(kind))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(cases), 1), len(names) - 1)


def _offer(sheet: Any, first: int, last: int, place: int, words: list[str]) -> None:
    sheet.data_validation(
        first, place, last, place, {"validate": "list", "source": words, "error_type": "warning"}
    )


def _notes(book: Any, head: Any, text: Any) -> None:
    """How to fill in: a last sheet, which is not read back."""
    sheet = book.add_worksheet(say("sheet_notes"))
    sheet.set_column(0, 0, 24, text)
    sheet.set_column(1, 1, 110, text)
    notes = [
        (
            "怎么填",
            "每项任务一张表；在要答复的行填结论、决定人、决定日期、理由。没有填写的行视为待决，不会录入",
        ),
        (
            "疑点",
            "属实、不属实、数据有误、应补发；“值”可填追回金额，只填数字，如 1234.50；“截止月份”填到哪个月，其前新增的月份不再重问",
        ),
        ("身份", "是、不是、无法判断；一行代表以同样写法出现的全部记录"),
        ("须由人认定", "从“可填结论”中选一项；事实不成立的，“值”填“否”；月份填六位年月"),
        (
            "服务对象",
            "已联系、已就业、不需要；已联系、已就业的，情况不变时不再列出；“值”是列出的原因，删去则对各原因都算数",
        ),
        ("撤回", "撤回此前的决定：身份、疑点填在“结论”，须由人认定填在“值”"),
        ("姓名和号码", "理由中不要写姓名、证件号码、电话和账号"),
        ("有错的行", "命令会指出文件、表、行和列；整个文件不录入，除非加 --take-good"),
    ]
    for number, (name, says) in enumerate(notes):
        sheet.write_string(number, 0, name, head)
        sheet.write_string(number, 1, says, text)
