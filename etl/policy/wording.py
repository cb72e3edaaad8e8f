"""Words of the sentences that rules say: months, periods, intervals and codes as an official reads them.

Here: one way to say each, in Python; `etl/engine/functions.sql` has those that SQL says. Not here: the sentences themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from etl.decisions.chinese import FACTS
from etl.model.contracts import codes, vocabulary

if TYPE_CHECKING:
    from etl.policy.documents import Document

ENTITY_KINDS: Mapping[str, str] = codes()["entity_kinds"]
ENTITY_STATES: Mapping[str, str] = {
    "active": "存续",
    "revoked": "吊销",
    "deregistered": "注销",
    "moved_out": "迁出",
}
PARAMETERS: Mapping[str, str] = {
    "minimum_wage": "最低工资标准",
    "provincial_average_wage": "全省在岗职工平均工资",
    "seasonal_months": "季节性生产的计入月数",
}
UNKNOWN = "未知"


def parameter_zh(code: str, schemes: Mapping[str, str] | None = None) -> str:
    """A parameter of the configuration: its own name, or that of the scheme whose number it is, and its key there."""
    name = PARAMETERS.get(code) or vocabulary()["schemes"].get(code) or (schemes or {}).get(code)
    return f"{name or code}（{code}）"


def fact_zh(code: str, document: Document) -> str:
    """A fact by its name: a document's own is named in it."""
    return FACTS.get(code) or document.codes.facts.get(code, code)


def day_zh(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def month_zh(month: int) -> str:
    return f"{month // 100}年{month % 100}月"


def period_zh(first: int, last: int) -> str:
    """2023年10月, 2023年10月至12月, 2023年10月至2024年1月; a whole calendar year is 2023年."""
    if first == last:
        return month_zh(first)
    if first // 100 != last // 100:
        return f"{month_zh(first)}至{month_zh(last)}"
    if first % 100 == 1 and last % 100 == 12:
        return f"{first // 100}年"
    return f"{month_zh(first)}至{last % 100}月"
