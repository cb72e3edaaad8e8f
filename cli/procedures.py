"""The workbook in which offices record procedures and inspections: headings, the words of 事项, and what each deadline rests on."""

from pathlib import Path

from cli.words import say
from etl.model.sources import load_source
from etl.policy.in_force import open_library
from etl.policy.tables import DEADLINES
from flow.sources import SOURCES

ROWS = 5000
WIDTHS = {"车间编号": 18, "办件号": 18, "事项": 20, "日期": 12, "备注": 30}


def write_blank(path: Path) -> None:
    """Every cell is text; the words of 事项 are offered as a list."""
    import xlsxwriter

    spec = load_source(SOURCES / "procedures" / "source.yaml").tables["events"]
    events = spec.columns["事项"].codes
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(say("sheet_procedures"))
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        text = book.add_format({"num_format": "@"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for place, name in enumerate(spec.columns):
            sheet.write_string(0, place, name, head)
            sheet.set_column(place, place, WIDTHS[name], text)
        sheet.freeze_panes(1, 0)
        notes = book.add_worksheet(say("sheet_notes"))
        notes.set_column(0, 1, 20, wrapped)
        notes.set_column(2, 2, 80, wrapped)
        # A list longer than 255 characters has to stand in cells.
        words = list(events)
        notes.write_string(0, 0, "事项", head)
        for row, word in enumerate(words, start=1):
            notes.write_string(row, 0, word)
        source = f"='{say('sheet_notes')}'!$A$2:$A${len(words) + 1}"
        column = list(spec.columns).index("事项")
        sheet.data_validation(1, column, ROWS, column, {"validate": "list", "source": source})
        row = len(words) + 2
        for place, title in enumerate(("起算事项", "办结事项", "条款")):
            notes.write_string(row, place, title, head)
        zh = {code: word for word, code in events.items()}
        for one in open_library().placed:
            if one.form in DEADLINES:
                row += 1
                notes.write_string(row, 0, zh.get(getattr(one.rule, "starts_with", ""), ""))
                notes.write_string(row, 1, zh.get(one.rule.done_by, one.rule.done_by))
                cited = f"{one.document.number} {one.clause.locator}：{one.clause.zh}"
                notes.write_string(row, 2, cited, wrapped)
        row += 2
        for line in (
            "车间编号、事项、日期必填；日期写成 2024-06-30 或 20240630",
            "同一申请、同一注销的各环节写同一办件号；检查不用写",
            "文件名写上导出日期，如 办理记录_20240630.xlsx；没有日期的文件不判断逾期",
        ):
            notes.write_string(row, 0, line)
            row += 1
