"""钦人社发〔2021〕174号 and Guizhou's opinion as data: each computable clause, read against the paper."""

from decimal import Decimal
from typing import Any

import pytest

from tests.policy.reading import policy, rule, value

TWO = ["poverty_exit", "monitored"]

PAPER: list[tuple[str, str, str, Any]] = [
    ("QZ-4.1.2", "QZ-4.1.2", "amount.value", Decimal("1000.00")),  # 1000元/人·年
    ("QZ-4.1.2", "QZ-4.1.2", "conditions.contract_term.months", 6),
    ("QZ-4.1.2", "QZ-4.1.2", "conditions.contributions.months", 3),
    ("QZ-4.1.2", "QZ-4.1.2", "conditions.status.groups", ["poverty_exit"]),
    ("QZ-4.1.2", "QZ-4.1.2", "conditions.status.review", ["monitored"]),
    ("QZ-4.1.3", "QZ-4.1.2", "once.per", "person_year"),
    ("QZ-4.2.1", "QZ-4.2.3", "conditions.age.at_least", 16),  # 16-60周岁
    ("QZ-4.2.1", "QZ-4.2.3", "conditions.age.at_most", 60),
    ("QZ-4.2.2", "QZ-4.2.3", "caps.person_year.amount", Decimal("800.00")),  # 最高不超过800元
    ("QZ-4.2.3", "QZ-4.2.3", "funds.always.allowed", ["RURAL"]),
    ("QZ-8.1.1", "QZ-8.1.1", "form", "recorded"),
    ("QZ-8.1.2", "QZ-8.1.3", "conditions.months.at_least", 6),
    ("QZ-8.1.2", "QZ-8.1.3", "conditions.pay.at_least", Decimal("6000.00")),
    ("QZ-8.1.2", "QZ-8.1.3", "conditions.agreement.kinds", ["service_agreement", "piecework_contract"]),
    ("QZ-8.1.3", "QZ-8.1.3", "amount.value", Decimal("2000.00")),
    ("QZ-8.1.4", "QZ-8.1.3", "conditions.status.groups", TWO),
    ("QZ-9.1", "QZ-9.1", "once.per", "person"),
    ("QZ-10.3", "QZ-10.3", "beneficiary", "person"),
    ("QZ-11.1.2", "QZ-11.1.2", "funds.monitored.allowed", ["RURAL"]),
    ("QZ-13.1", "QZ-13.1", "scheme", "TRAINING_LIVING"),
    ("GZ-0.2", "GZ-4.4", "conditions.status.groups", [*TWO, "relocated"]),
    ("GZ-0.2", "GZ-4.4", "conditions.status.undelivered", ["minimum_living", "extreme_poverty"]),
    ("GZ-4.2", "GZ-4.2", "once.per", "person"),
    ("GZ-4.2", "GZ-4.2", "conditions.status.groups", TWO),  # 脱贫人口（含监测帮扶对象）
    ("GZ-4.3", "GZ-4.2", "caps.person_once.amount", Decimal("500.00")),
    ("GZ-4.4", "GZ-4.4", "amount.choices.in_province.amount", Decimal("500.00")),
    ("GZ-4.4", "GZ-4.4", "amount.choices.out_of_province.amount", Decimal("1000.00")),
    ("GZ-4.6", "GZ-4.6", "amount.value", Decimal("500.00")),
    ("GZ-4.6", "GZ-4.6", "conditions.contract_term.months", 12),
    ("GZ-4.6", "GZ-4.6", "conditions.contributions.months", 3),
    ("GZ-5.3", "GZ-5.3", "amount.value", Decimal("500.00")),
    ("GZ-5.3", "GZ-5.3", "once.per", "person_workshop"),
    ("GZ-11.2", "GZ-11.2", "conditions.status.groups", ["poverty_exit", "relocated"]),
    ("GZ-11.3", "GZ-11.2", "once.per", "person"),
    ("GZ-11.4", "GZ-11.4", "amount.choices.workshop.amount", Decimal("10000.00")),
    ("GZ-11.4", "GZ-11.4", "amount.choices.base.amount", Decimal("30000.00")),
    ("GZ-11.5", "GZ-11.4", "amount.choices.demonstration_base.amount", Decimal("100000.00")),
    ("GZ-12.1", "GZ-12.1", "beneficiary", "person"),
    ("GZ-13.2", "GZ-13.2", "codes", ["two_posts"]),  # 一人一岗一补贴
    ("GZ-13.3", "GZ-13.3", "scheme", "PUBLIC_POST"),
    ("GZ-17.1", "GZ-17.1", "funds.always.allowed", ["SKILLS", "RURAL", "EMPLOYMENT"]),
    ("GZ-17.2", "GZ-17.2", "amount.value", Decimal("40.00")),  # 每人每天40元
    ("GZ-17.2", "GZ-17.2", "funds.always.allowed", ["RURAL", "EMPLOYMENT"]),
    ("GZ-22.3", "GZ-22.3", "form", "no_standard"),
]


@pytest.mark.parametrize(("clause", "holder", "path", "paper"), PAPER)
def test_the_value_is_the_papers(clause: str, holder: str, path: str, paper: Any) -> None:
    assert value(rule(holder), path) == paper, clause


def test_posts_of_people_not_monitored_are_not_paid_from_the_rural_fund_under_qz_11_1_4() -> None:
    others = next(fund for fund in rule("QZ-11.1.2").funds if fund.when == "not_monitored")
    assert others.clause == "QZ-11.1.4"
    assert "RURAL" not in value(others, "allowed")


def test_work_for_training_ends_with_2021() -> None:
    assert str(rule("GZ-11.2").ends) == "2021-12-31"


def test_qinzhou_gives_way_to_the_region_from_2022_06_24_under_qz_17_3() -> None:
    document = next(one for one in policy().documents if one.id == "QZ")
    (way,) = document.gives_way
    assert (way.to, str(way.from_on), way.clause) == ("GX", "2022-06-24", "QZ-17.3")
    assert set(way.matters) == {"recognition", "exit", "ABSORB_YEARLY"}


def test_guizhou_grants_the_social_insurance_subsidy_by_a_rule_elsewhere() -> None:
    assert (rule("GZ-5.3", 1).scheme, rule("GZ-5.3", 1).computed) == ("SOCIAL_INSURANCE", False)


@pytest.mark.parametrize("document_id", ["GZ", "NM"])
def test_a_text_without_a_date_has_no_start_of_its_own(document_id: str) -> None:
    document = next(one for one in policy().documents if one.id == document_id)
    assert document.from_on is None
