"""What officials write in a list of decisions, and the codes that it stands for. Not here: which codes there are (`form.py`)."""

from collections.abc import Mapping

from etl.model.contracts import codes

FACTS: Mapping[str, str] = codes()["facts"]
KINDS: Mapping[str, tuple[str, ...]] = {
    "identity": ("身份", "人员身份"),
    "alert": ("疑点", "疑点核查"),
    "fact": ("须由人认定", "事实", "认定事实"),
    "outreach": ("服务对象", "回访"),
}
ANSWERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "identity": {
        "same": ("是", "是同一人", "同一人"),
        "different": ("不是", "不是同一人", "不同", "非同一人"),
        "cannot_tell": ("无法判断", "不能判断"),
    },
    "alert": {
        "confirmed": ("属实", "证实", "已证实"),
        "not_confirmed": ("不属实", "未证实"),
        "data_error": ("数据有误", "数据错误"),
        "owed": ("应补发",),
    },
    "outreach": {"reached": ("已联系",), "placed": ("已就业", "已安置"), "declined": ("不需要", "谢绝")},
}
REASONS: Mapping[str, tuple[str, ...]] = {
    "lost_work": ("就业转失业",),
    "workshop_ended": ("车间退出", "车间终止"),
    "owed": ("应享未享",),
    "candidate": ("应认未认",),
    "arrears": ("欠薪",),
    "household": ("户内无人就业", "一户一人"),
}
WITHDRAWN = ("撤回", "撤销")
"""For each code what may be written for it; the first is what a list offers."""


def kind_of(text: str) -> str:
    """The code of a kind; what is none in Chinese is left as it is."""
    return _code(KINDS, text)


def answer_of(kind: str | None, text: str, facts: Mapping[str, str] | None = None) -> str:
    """The code of an answer to a kind, a fact by its name (`facts`: further ones); what is none in Chinese is left as it is."""
    if text in WITHDRAWN:
        return "withdrawn"
    if kind == "fact":
        known = {**FACTS, **(facts or {})}
        return next((code for code, name in known.items() if text in (name, code)), text)
    return _code(ANSWERS.get(kind or "", {}), text)


def reason_of(text: str) -> str:
    """The code of a reason to reach somebody; what is none in Chinese is left as it is."""
    return _code(REASONS, text)


def offered(kind: str) -> list[str]:
    """The answers to a kind as a list offers them."""
    return [words[0] for words in ANSWERS[kind].values()] + [WITHDRAWN[0]]


def _code(words: Mapping[str, tuple[str, ...]], text: str) -> str:
    return next((code for code, said in words.items() if text in said), text)
