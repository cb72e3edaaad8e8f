"""Jinja2 over the package's own templates: everything escaped, an unknown name an error, money and months as people write them."""

from datetime import datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from etl.publish.layout import layout
from portal.rights import ROLES

_HERE = ZoneInfo("Asia/Shanghai")


def money(value: Decimal | None) -> str:
    return "" if value is None else f"{value:,.2f}"


def month(value: int | None) -> str:
    return "" if value is None else f"{value // 100}年{value % 100}月"


def months(first: int | None, last: int | None) -> str:
    if first is None or first == last:
        return month(first)
    return f"{month(first)}至{month(last)}"


def number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def when(stamp: str | None) -> str:
    """A moment of the store on the clocks of the offices."""
    if not stamp:
        return ""
    return datetime.fromisoformat(stamp).astimezone(_HERE).strftime("%Y-%m-%d %H:%M")


def said(code: str | None, words: str) -> str:
    """A code, or several joined by commas, in Chinese as the workbook says it."""
    return layout().said(words, code) if code else ""


def role(code: str, language: str) -> str:
    return ROLES[code][1 if language == "en" else 0]


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("portal"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "money": money,
        "month": month,
        "number": number,
        "when": when,
        "said": said,
        "role": role,
    }
    made.tests["decimal"] = lambda value: isinstance(value, Decimal)
    made.globals |= {"months": months}
    return made
