"""What a file's name or title rows say about time. Pure functions over text."""

import calendar
import re
import unicodedata
from datetime import date, datetime
from typing import Any

from etl.model.names import fold

_DATE = re.compile(
    r"(?<!\d)(20\d{2}|19\d{2})(?:[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})日?|(\d{2})(\d{2}))(?!\d)"
    r"(?:[ T日]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?)?"
)
_MONTH = re.compile(r"(?<!\d)(20\d{2}|19\d{2})(?:[-/.年_]?\s*(\d{1,2})月|[-_./]?(\d{2}))(?!\d)")
_EXPORTED = re.compile(r"(导出|数据)(时间|日期)")


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def date_in(text: str) -> str | None:
    """The last date (with its time of day, when given) in a text, ISO; else None."""
    found: str | None = None
    for match in _DATE.finditer(unicodedata.normalize("NFKC", text)):
        year, month, day = match.group(1), match.group(2) or match.group(4), match.group(3) or match.group(5)
        on = _day(year, month, day)
        if on is None:
            continue
        found = on.isoformat()
        if match.group(6):
            hour, minute, second = int(match.group(6)), int(match.group(7)), int(match.group(8) or 0)
            if hour < 24 and minute < 60 and second < 60:
                found += f"T{hour:02d}:{minute:02d}:{second:02d}+08:00"
    return found


def time_in_name(name: str) -> str | None:
    """The date in a file's name; a month there means its last day. `450721_…_20231231 (22).xlsx` -> 2023-12-31."""
    exact = date_in(name.replace("_", " "))
    if exact:
        return exact[:10]
    found: str | None = None
    for match in _MONTH.finditer(unicodedata.normalize("NFKC", name)):
        year, month = int(match.group(1)), int(match.group(2) or match.group(3))
        if 1 <= month <= 12:
            found = date(year, month, calendar.monthrange(year, month)[1]).isoformat()
    return found


def time_in_titles(rows: list[list[Any]]) -> str | None:
    """导出时间 in the rows above the heading, in the cell itself or in the cell after it."""
    for row in rows:
        for at, cell in enumerate(row):
            if not isinstance(cell, str) or not _EXPORTED.search(fold(cell)):
                continue
            tail = cell[_last_mark(cell) :]
            inside = date_in(tail)
            if inside:
                return inside
            for beside in row[at + 1 :]:
                if isinstance(beside, datetime):
                    return (
                        f"{beside.isoformat(timespec='seconds')}+08:00"
                        if beside.time().hour
                        else (beside.date().isoformat())
                    )
                if isinstance(beside, date):
                    return beside.isoformat()
                if isinstance(beside, str) and beside.strip():
                    return date_in(beside)
    return None


def _last_mark(cell: str) -> int:
    """Where 导出时间 starts, so that a date before it (填报日期) isn't taken for it."""
    at = -1
    for word in ("导出时间", "导出日期", "数据时间", "数据日期"):
        at = max(at, cell.find(word))
    return max(at, 0)
