"""晋巩固衔接办〔2022〕1号 as data: each computable clause, read against the paper."""

from decimal import Decimal
from typing import Any

import pytest

from tests.policy.reading import policy, rule, value

TWO = ["poverty_exit", "monitored"]

PAPER: list[tuple[str, str, str, Any]] = [
    ("SX-0.3", "SX-3.2.1", "conditions.status.left_out.relocated.clause", "SX-0.3"),
    ("SX-3.1.1", "SX-3.1.1", "at_least", 5),  # 5人（含）以上
    ("SX-3.1.1", "SX-3.1.1", "nearly", 2),
    ("SX-3.1.3", "SX-3.1.3", "share.at_least", Decimal("0.60")),  # 比例应不低于60%
    ("SX-3.1.3", "SX-3.1.3", "share.premises", ["public_free", "public_funded"]),
    ("SX-3.2.1", "SX-3.2.1", "amount.value", Decimal("1500.00")),  # 从每人1200元提高到1500元
    ("SX-3.2.1", "SX-3.2.1", "amount.before_joined", Decimal("1200.00")),
    ("SX-3.2.1", "SX-3.2.1", "conditions.status.groups", TWO),
    ("SX-3.2.1", "SX-3.2.1", "funds.always.allowed", ["EMPLOYMENT"]),
    ("SX-3.2.2", "SX-3.2.1", "once.per", "person_workshop"),
    ("SX-3.3.1", "SX-3.3.1", "amount.value", Decimal("200.00")),  # 每人每月200元
    ("SX-3.3.1", "SX-3.3.1", "conditions.contract_term.months", 6),  # 半年以上劳动合同
    ("SX-3.3.1", "SX-3.3.1", "conditions.contract_term.kinds", ["labour_contract"]),
    ("SX-3.3.2", "SX-3.3.1", "once.per", "person_month"),
    ("SX-3.4.1", "SX-3.4.1", "amount.ratio", Decimal("0.50")),  # 最低标准的50%
    ("SX-3.4.1", "SX-3.4.1", "conditions.pay_below.ratio", Decimal("0.50")),
    ("SX-3.4.1", "SX-3.4.1", "conditions.fact.fact", "wage_topup_cause"),
    ("SX-3.4.1", "SX-3.4.1", "funds.always.allowed", ["COUNTY"]),  # 由县级财政
    ("SX-3.4.2", "SX-3.4.1", "conditions.status.clause", "SX-3.4.2"),
    ("SX-3.5.1", "SX-3.5.2", "conditions.fact.clause", "SX-3.5.1"),
    ("SX-3.5.2", "SX-3.5.2", "conditions.workers.at_least", 30),
    ("SX-3.5.2", "SX-3.5.2", "once.per", "workshop"),
    ("SX-3.5.3", "SX-3.5.3", "schemes", ["TIER_AWARD", "ABSORB_ONCE"]),  # 不重复享受
    ("SX-3.5.4", "SX-3.5.4", "share.at_least", Decimal("0.30")),  # 职工总数30%以上
    ("SX-3.5.4", "SX-3.5.4", "share.staff_at_least", 1000),
    ("SX-3.6.1", "SX-3.6.1", "scheme", "LOAN_INTEREST"),
    ("SX-3.6.2", "SX-3.6.2", "caps.0.months", 24),  # 2年全额贴息
    ("SX-3.6.2", "SX-3.6.2", "caps.1.amount", Decimal("3000000.00")),  # 最高300万元
    ("SX-3.7.1", "SX-3.7.3", "conditions.status.groups", TWO),
    ("SX-3.7.2", "SX-3.7.3", "conditions.trained.clause", "SX-3.7.2"),
    ("SX-3.7.3", "SX-3.7.3", "amount.value", Decimal("1000.00")),  # 每人1000元
    ("SX-3.7.3", "SX-3.7.3", "funds.always.allowed", ["SKILLS"]),  # 技能培训专账资金
    ("SX-3.8.1", "SX-3.8.2", "conditions.contract_term.months", 12),
    ("SX-3.8.1", "SX-3.8.2", "conditions.contributions.in_full", True),  # 足额缴纳
    (
        "SX-3.8.2",
        "SX-3.8.2",
        "amount.insurance",
        ["pension", "medical", "unemployment", "injury", "maternity"],
    ),
    ("SX-3.8.3", "SX-3.8.2", "base_cap.ratio", Decimal("0.60")),
    ("SX-3.8.3", "SX-3.8.2", "base_cap.in_principle", True),
    ("SX-3.8.4", "SX-3.8.2", "caps.person_months.months", 36),
    ("SX-3.8.4", "SX-3.8.2", "extension.less_than_months", 60),  # 不足5年
    ("SX-3.8.4", "SX-3.8.2", "extension.until", "statutory_or_pension"),
    ("SX-3.9.2", "SX-3.9.2", "scheme", "UTILITIES"),
    ("SX-4.4.2", "SX-4.4.2", "months", 3),  # 超过3个月
    ("SX-4.4.2", "SX-4.4.2", "compare", "more_than"),
    ("SX-4.4.3", "SX-4.4.3", "months", 6),  # 持续6个月以上
    ("SX-4.4.3", "SX-4.4.3", "of", ["SX-3.1.1", "SX-3.1.3", "SX-3.5.4"]),
    ("SX-4.4.4", "SX-4.4.4", "alert", "outside_recognition"),
]


@pytest.mark.parametrize(("clause", "holder", "path", "paper"), PAPER)
def test_the_value_is_the_papers(clause: str, holder: str, path: str, paper: Any) -> None:
    assert value(rule(holder), path) == paper, clause


def test_relocated_people_count_for_recognition_and_not_for_money() -> None:
    document = next(one for one in policy().documents if one.id == "SX")
    assert value(document.counting["standard"], "groups") == [*TWO, "relocated"]
    assert value(document.counting["reward"], "groups") == TWO


def test_managers_technicians_and_the_operators_people_are_left_out() -> None:
    counting = next(one for one in policy().documents if one.id == "SX").counting["standard"]
    assert value(counting, "leave_out_posts") == ["management", "technical"]
    assert value(counting, "denominator_leaves_out") == ["management", "technical"]
    assert value(counting, "leave_out_officers") == ["legal_rep", "director", "supervisor"]
    assert value(counting, "min_age") == 16


def test_the_reward_has_three_tiers() -> None:
    tiers = value(rule("SX-3.5.2"), "amount.tiers")
    paper = [(30, Decimal("50000.00")), (50, Decimal("100000.00")), (100, Decimal("250000.00"))]
    assert [(tier.people, tier.amount) for tier in tiers] == paper


def test_nobody_under_sixteen_counts_under_sx_0_3() -> None:
    countings = next(one for one in policy().documents if one.id == "SX").counting
    found = {name: counting.min_age for name, counting in countings.items() if counting.min_age is not None}
    said = {name: [(entry.value, entry.clause) for entry in age.root] for name, age in found.items()}
    assert said == {name: [(16, "SX-0.3")] for name in ("standard", "reward", "large_firm")}
