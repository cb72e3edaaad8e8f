"""内乡振字〔2022〕17号 as data: each computable clause, read against the paper."""

from decimal import Decimal
from typing import Any

import pytest

from tests.policy.reading import policy, rule, value

PAPER: list[tuple[str, str, str, Any]] = [
    ("NM-6", "NM-6", "registered_in", "15"),  # 在我区依法注册
    ("NM-6", "NM-6", "refused_kinds", ["individual_business", "sole_proprietor_firm"]),  # 独立法人资格
    ("NM-7.1", "NM-7.1", "at_least", 5),  # 5名以上
    ("NM-7.1", "NM-7.1", "and_share.at_least", Decimal("0.10")),  # 10%以上
    ("NM-7.1", "NM-7.1", "and_share.staff_at_least", 50),  # 用工50人（含）以上
    ("NM-7.3", "NM-7.3", "parameter", "minimum_wage"),
    ("NM-7.3", "NM-7.3", "ratio", Decimal("1.0")),
    ("NM-7.3", "NM-7.3", "in_principle", True),  # 原则上
    ("NM-7.4", "NM-7.4", "any_of", ["injury_contribution", "accident_premium"]),
    ("NM-7.5", "NM-7.5", "absent", "needs_person"),
    ("NM-10", "NM-10", "every", "quarter"),
    ("NM-13", "NM-13", "every", "half_year"),
    ("NM-14.1", "NM-14.1", "months", 6),  # 半年以上
    ("NM-14.1", "NM-14.1", "compare", "at_least"),
    ("NM-14.1", "NM-14.1", "seasonal", "outside"),  # 连续生产的企业
    ("NM-14.2", "NM-14.2", "months", 6),  # 满6个月
    ("NM-14.2", "NM-14.2", "facts.rectification_failed.clause", "NM-14.2"),
    ("NM-14.3", "NM-14.3", "fact", "sealed"),
    ("NM-19.1", "NM-19.2", "once.clause", "NM-19.1"),
]

# clause, days, unit, within or at least
DEADLINES = [
    ("NM-8.2a", 10, "working_day", "within"),  # 自受理之日起10个工作日内
    ("NM-8.2b", 5, "working_day", "at_least"),  # 公示期不少于5个工作日
    ("NM-8.3", 10, "working_day", "within"),
    ("NM-15.1", 5, "working_day", "at_least"),
    ("NM-15.2", 30, "working_day", "within"),
    ("NM-15.3", 10, "working_day", "within"),
    ("NM-15.5", 60, "day", "within"),  # 60日内：the only one not in working days
    ("NM-15.6", 5, "working_day", "at_least"),
    ("NM-15.7", 10, "working_day", "within"),
]


@pytest.mark.parametrize(("clause", "holder", "path", "paper"), PAPER)
def test_the_value_is_the_papers(clause: str, holder: str, path: str, paper: Any) -> None:
    assert value(rule(holder), path) == paper, clause


@pytest.mark.parametrize(("clause", "days", "unit", "compare"), DEADLINES)
def test_the_deadline_is_the_papers(clause: str, days: int, unit: str, compare: str) -> None:
    found = rule(clause)
    assert (value(found, "days"), found.unit, found.compare) == (days, unit, compare)


def test_old_workshops_were_to_be_recognised_again_by_the_end_of_september_under_nm_n2_2() -> None:
    assert str(value(rule("NM-N2.2"), "due_on", "2022-12-31")) == "2022-09-30"


def test_a_person_counts_after_three_paid_months_under_nm_7_2_and_nm_n0() -> None:
    counting = next(one for one in policy().documents if one.id == "NM").counting["standard"]
    assert value(counting, "groups") == ["poverty_exit", "monitored"]
    assert (value(counting, "tenure.months"), value(counting, "tenure.seasonal_months")) == (3, 3)
    assert counting.tenure is not None
    assert {entry.clause for entry in counting.tenure.months.root} == {"NM-7.2"}
    assert {entry.clause for entry in counting.groups.root} == {"NM-N0"}


def test_the_ledger_fields_of_nm_11_1_are_columns_of_the_ledger() -> None:
    assert {"workers_declared", "mean_pay", "schemes_paid"} <= set(rule("NM-11.1").columns)
