"""Jinja2 over the package's own templates: everything escaped, an unknown name an error, money and months as people write them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context

from etl.publish.layout import layout
from portal.rights import ROLES

_HERE = ZoneInfo("Asia/Shanghai")
WORDS: Mapping[str, Mapping[str, str]] = {
    "group": {
        "poverty_exit": "脱贫人口",
        "monitored": "监测对象",
        "relocated": "易地搬迁人口",
        "other": "其他",
        "": "",
    },
    "contract": {
        "labour_contract": "劳动合同",
        "piecework_contract": "计件合同",
        "service_agreement": "劳务协议",
        "none": "无",
    },
    "insurance": {
        "pension": "养老",
        "flexible_pension": "灵活就业养老",
        "resident_pension": "居民养老",
        "unemployment": "失业",
        "medical": "医疗",
        "resident_medical": "居民医疗",
        "injury": "工伤",
        "maternity": "生育",
        "paid": "已缴",
        "refunded": "已退",
        "due": "应缴",
    },
    "benefit": {"employee": "职工养老", "public_service": "机关事业养老", "resident": "居民养老"},
    "claim": {
        "claimed": "已申报",
        "approved": "已批准",
        "returned": "已退回",
        "rejected": "未批准",
        "paid": "已发放",
    },
    "deadline": {
        "township_check": "乡镇核查",
        "township_review": "乡镇初审",
        "county_check": "县级核查",
        "county_verification": "县级核实",
        "recognition_notice": "认定公示",
        "closing_application": "关闭申请",
        "closing_submission": "关闭报送",
        "closing_check": "关闭核查",
    },
    "deadline_state": {"open": "未办", "done": "已办", "overdue": "逾期", "done_late": "逾期办结"},
    "quarantine": {"superseded": "被更新的行取代", "unreadable": "无法读取", "missing": "缺少必填值"},
}
"""Words for codes that the workbook never writes."""


def money(value: Decimal | None) -> str:
    return "" if value is None else f"{value:,.2f}"


@pass_context
def month(context: Context, value: int | None) -> str:
    """A month as the account's language writes it."""
    if value is None:
        return ""
    account = context.get("account")
    is_english = account is not None and account.language == "en"
    return f"{value // 100}-{value % 100:02}" if is_english else f"{value // 100}年{value % 100}月"


@pass_context
def months(context: Context, first: int | None, last: int | None) -> str:
    if first is None or first == last:
        return month(context, first)
    account = context.get("account")
    between = " to " if account is not None and account.language == "en" else "至"
    return f"{month(context, first)}{between}{month(context, last)}"


def figure(value: Decimal | None) -> str:
    """A number as short as it is true: fen only where there are any."""
    return "" if value is None else f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def when(stamp: str | None) -> str:
    """A moment of the store on the clocks of the offices."""
    if not stamp:
        return ""
    return datetime.fromisoformat(stamp).astimezone(_HERE).strftime("%Y-%m-%d %H:%M")


def said(code: str | None, words: str) -> str:
    """A code, or several joined by commas, in Chinese as the workbook says it; what it has no word for, as pages say it."""
    if not code:
        return ""
    own = WORDS.get(words)
    return "、".join(own.get(one, one) for one in code.split(",")) if own else layout().said(words, code)


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
        "figure": figure,
        "number": number,
        "when": when,
        "said": said,
        "role": role,
    }
    made.tests["decimal"] = lambda value: isinstance(value, Decimal)
    made.globals |= {"months": months}
    return made
