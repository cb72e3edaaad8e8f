"""What officials write in a list of decisions, and the codes that it stands for. Not here: which codes there are (`form.py`)."""

from collections.abc import Mapping

FACTS: Mapping[str, str] = {
    "rescue_failed": "经帮扶仍无法恢复生产",
    "relaxed_until": "季节性放宽期限",
    "rectification_failed": "经整改仍不达标或拒不整改",
    "base_recognised": "就业帮扶基地的认定",
    "seasonal_months": "季节性生产的月份",
    "field_check": "实地核查",
    "sealed": "被依法查封",
    "wage_topup_cause": "工资补齐的原因",
    "hrss_condition": "人社部门认定符合条件",
    "award_decided": "奖补的决定",
    "issues_settled": "相关问题已妥善解决",
    "announced": "已下达通知书并公告",
    "noticed": "已公示",
    "reported_up": "已报上级备案",
    "certificate_back": "已收回证书、牌匾",
    "workers_placed": "人员已妥善安置",
    "entered": "已录入信息系统",
    "reviewed_by_three": "由不少于三人的审查组实地审查",
    "rights_violated": "严重侵害劳动者合法权益",
    "unlawful_stop": "因其他违法违纪原因停产",
}
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
    "workshop_ended": ("车间终止",),
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


def answer_of(kind: str | None, text: str) -> str:
    """The code of an answer to a kind, a fact by its name; what is none in Chinese is left as it is."""
    if text in WITHDRAWN:
        return "withdrawn"
    if kind == "fact":
        return next((code for code, name in FACTS.items() if text in (name, code)), text)
    return _code(ANSWERS.get(kind or "", {}), text)


def reason_of(text: str) -> str:
    """The code of a reason to reach somebody; what is none in Chinese is left as it is."""
    return _code(REASONS, text)


def offered(kind: str) -> list[str]:
    """The answers to a kind as a list offers them."""
    return [words[0] for words in ANSWERS[kind].values()] + [WITHDRAWN[0]]


def _code(words: Mapping[str, tuple[str, ...]], text: str) -> str:
    return next((code for code, said in words.items() if text in said), text)
