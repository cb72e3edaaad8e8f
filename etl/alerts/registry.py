"""Every code of the alert contract: its name, where it is computed, and what it needs before its silence means anything.

`tables` are tables of earlier steps without which it can't run; `sources` the source tables whose absence would make
silence false; `base` is the table whose rows it looks at. Not here: the logic (`codes/`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from etl.alerts.codes import (
    contradictions,
    excluded_pair,
    id_shared,
    identity_rows,
    no_trace,
    once_only,
    one_person_two_ids,
    outside_recognition,
    over_cap,
    paid_not_due,
    roster_signs,
    same_scheme_overlap,
    shared_account,
    shared_roster,
    stacking,
    status,
    successor,
    two_posts,
    unpaid_due,
    wrong_fund,
)
from etl.alerts.shape import Found, Story
from etl.alerts.world import World

Family = Literal["duplicate", "elsewhere", "contradiction", "identity", "status", "workshop"]
Base = Literal["payments", "rosters", "posts", "workshops", "entitlements", "named"]


@dataclass(frozen=True)
class Code:
    """One alert code. `grounded`: it rests on a policy, so it has `no_scheme` where none is in force."""

    code: str
    zh: str
    family: Family
    base: Base
    tables: tuple[str, ...]
    sources: tuple[str, ...] = ()
    grounded: str = ""
    weight: int = 0


PAID = ("benefits", "link_forms", "hrss.workshops")
ROLLS = ("roster_verdicts", "link_forms", "hrss.workshops")
CROSSED = ("contradictions", "contradiction_evidence", "hrss.workshops")

CODES: tuple[Code, ...] = (
    Code(
        "same_scheme_overlap", "同一补贴重复享受", "duplicate", "payments", PAID, ("hrss.subsidies",), "scope"
    ),
    Code(
        "once_only_repeated", "一次性补贴重复享受", "duplicate", "payments", PAID, ("hrss.subsidies",), "once"
    ),
    Code("excluded_pair", "互斥补贴同时享受", "duplicate", "payments", PAID, ("hrss.subsidies",), "excludes"),
    Code(
        "over_cap",
        "补贴超过上限",
        "duplicate",
        "payments",
        (*PAID, "persons", "coverage"),
        ("hrss.subsidies",),
        "cap",
    ),
    Code(
        "two_posts",
        "一人多岗",
        "duplicate",
        "posts",
        ("hrss.public_posts", "link_forms"),
        ("hrss.public_posts",),
    ),
    Code(
        "paid_not_due",
        "不符合条件享受补贴",
        "duplicate",
        "payments",
        (*PAID, "entitlements"),
        ("hrss.subsidies",),
        "subsidy",
    ),
    Code(
        "outside_recognition",
        "未认定或已取消期间享受补贴",
        "duplicate",
        "payments",
        PAID,
        ("hrss.subsidies",),
        "workshop_scheme",
    ),
    Code(
        "once_only_elsewhere",
        "同一人在其他车间再次享受一次性补贴",
        "elsewhere",
        "payments",
        PAID,
        ("hrss.subsidies",),
        "once",
    ),
    Code(
        "post_and_workshop",
        "公益性岗位与车间同月",
        "contradiction",
        "rosters",
        CROSSED,
        ("hrss.public_posts",),
    ),
    Code("two_workshops", "同月两个车间", "contradiction", "rosters", CROSSED, ("hrss.rosters",)),
    Code(
        "insured_elsewhere",
        "同月在其他单位参保",
        "contradiction",
        "rosters",
        CROSSED,
        ("social_insurance.contributions",),
    ),
    Code(
        "pensioner", "领取养老待遇人员", "contradiction", "rosters", CROSSED, ("social_insurance.pensions",)
    ),
    Code("deceased", "死亡人员", "contradiction", "rosters", CROSSED, ("monitoring.people",)),
    Code("underage", "未满十六周岁", "contradiction", "rosters", CROSSED, ("monitoring.people",)),
    Code("student", "在校学生", "contradiction", "rosters", CROSSED, ("monitoring.people",)),
    Code(
        "entity_inactive",
        "经营主体已注销或吊销",
        "contradiction",
        "rosters",
        CROSSED,
        ("business_registry.entities",),
    ),
    Code(
        "away",
        "外出务工与车间同月",
        "contradiction",
        "rosters",
        CROSSED,
        ("hrss.subsidies", "county_finance.disbursements"),
    ),
    Code(
        "flexible_insured",
        "灵活就业参保与车间同月",
        "contradiction",
        "rosters",
        CROSSED,
        ("social_insurance.contributions",),
    ),
    Code(
        "id_name_conflict",
        "身份证相同姓名不同",
        "identity",
        "named",
        ("link_forms", "row_origin"),
        ("monitoring.people",),
    ),
    Code("id_invalid", "身份证号无效", "identity", "named", ("link_forms", "row_origin")),
    Code("id_shared", "一号多人", "identity", "named", ("link_forms", "row_origin")),
    Code(
        "one_person_two_ids",
        "一人多号",
        "identity",
        "named",
        ("link_forms", "forms", "persons", "row_origin"),
    ),
    Code(
        "not_in_register",
        "申报为脱贫人口但未在系统中",
        "status",
        "rosters",
        (*ROLLS, "coverage"),
        ("monitoring.people",),
    ),
    Code(
        "status_not_in_force",
        "当月身份不符",
        "status",
        "rosters",
        (*ROLLS, "status", "benefits"),
        ("monitoring.people",),
        "document",
    ),
    Code("owner", "经营者本人", "workshop", "rosters", CROSSED, ("business_registry.officers",)),
    Code("shared_roster", "两车间花名册高度重合", "workshop", "rosters", ROLLS, ("hrss.rosters",)),
    Code(
        "shared_account",
        "多人同一银行账号",
        "workshop",
        "rosters",
        (*ROLLS, "forms", "persons", "row_origin"),
        ("hrss.rosters",),
    ),
    Code("successor", "疑似更名重复认定", "workshop", "workshops", ("hrss.workshops",), ("hrss.workshops",)),
    Code(
        "no_trace",
        "领取补贴但无就业痕迹",
        "workshop",
        "payments",
        (*PAID, "roster_verdicts"),
        ("social_insurance.contributions", "hrss.contracts", "hrss.employment"),
    ),
    Code(
        "late_contributions",
        "事后集中补缴",
        "workshop",
        "rosters",
        ROLLS,
        ("social_insurance.contributions", "hrss.contracts", "hrss.employment"),
    ),
    Code("roster_frozen", "花名册长期雷同", "workshop", "rosters", ROLLS, ("hrss.rosters",)),
    Code(
        "no_labour_ability",
        "丧失或无劳动力",
        "workshop",
        "rosters",
        (*ROLLS, "status"),
        ("monitoring.people",),
    ),
    Code(
        "wrong_fund", "资金来源不符", "workshop", "payments", (*PAID, "status"), ("hrss.subsidies",), "fund"
    ),
    Code("stacking", "多项政策叠加", "workshop", "payments", PAID, ("hrss.subsidies",), "stacks"),
    Code(
        "unpaid_due",
        "应享未享",
        "workshop",
        "entitlements",
        (*PAID, "entitlements", "roster_verdicts"),
        (),
        "subsidy",
    ),
)
BY_CODE: Mapping[str, Code] = {code.code: code for code in CODES}

STEPS: tuple[tuple[tuple[str, ...], Callable[[World], Found]], ...] = (
    (("same_scheme_overlap",), same_scheme_overlap.find),
    (("once_only_repeated",), once_only.find),
    (("excluded_pair",), excluded_pair.find),
    (("over_cap",), over_cap.find),
    (("two_posts",), two_posts.find),
    (("paid_not_due",), paid_not_due.find),
    (("outside_recognition",), outside_recognition.find),
    (("once_only_elsewhere",), once_only.find_elsewhere),
    (contradictions.CODES, contradictions.find),
    (("id_name_conflict",), identity_rows.find_conflict),
    (("id_invalid",), identity_rows.find_invalid),
    (("id_shared",), id_shared.find),
    (("one_person_two_ids",), one_person_two_ids.find),
    (("not_in_register",), status.find_absent),
    (("status_not_in_force",), status.find_not_in_force),
    (("shared_roster",), shared_roster.find),
    (("shared_account",), shared_account.find),
    (("successor",), successor.find),
    (("no_trace",), no_trace.find),
    (("late_contributions",), roster_signs.find_late),
    (("roster_frozen",), roster_signs.find_frozen),
    (("no_labour_ability",), roster_signs.find_unable),
    (("wrong_fund",), wrong_fund.find),
    (("stacking",), stacking.find),
    (("unpaid_due",), unpaid_due.find),
)
"""Which function computes which codes; the contradiction family comes out of one."""

STORIES: Mapping[str, Story] = {
    **same_scheme_overlap.STORIES,
    **once_only.STORIES,
    **excluded_pair.STORIES,
    **over_cap.STORIES,
    **paid_not_due.STORIES,
    **outside_recognition.STORIES,
    **identity_rows.STORIES,
    **id_shared.STORIES,
    **one_person_two_ids.STORIES,
    **shared_account.STORIES,
    **no_trace.STORIES,
    **wrong_fund.STORIES,
    **stacking.STORIES,
}
"""The sentence of each code whose cases are groups of rows."""

ANY_PERIOD = ("once_only_repeated", "once_only_elsewhere", "over_cap", "successor")
"""Published whatever their months: once-only and cap alerts, and what holds of a workshop and not of a month."""

NOT_COMPUTABLE: Mapping[str, str] = {
    "XD-06": "没有来源提供县级统一投保名单",
    "XD-09": "没有来源提供运单和发票",
    "XD-11": "没有来源提供贷款合同",
    "XD-20": "没有来源提供贷款合同",
    "XD-31": "没有来源提供孵化基地认定",
    "XD-41": "没有来源提供失业保险待遇",
}
