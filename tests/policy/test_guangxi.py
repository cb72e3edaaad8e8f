"""桂人社规〔2022〕8号 as data: each computable clause, read against the paper."""

from decimal import Decimal
from typing import Any

import pytest

from tests.policy.reading import policy, rule, value

GROUPS = ["poverty_exit", "monitored"]

# clause that says it, clause whose rule holds it, path, what the paper says
PAPER: list[tuple[str, str, str, Any]] = [
    ("GX-0.3", "GX-4.2.6", "conditions.status.groups", GROUPS),  # 脱贫人口（含防止返贫监测对象，下同）
    ("GX-2.1.1", "GX-3.1.1", "by_kind.factory", "GX-2.1.1"),
    ("GX-2.1.2", "GX-3.1.1", "by_kind.home_based", "GX-2.1.2"),
    ("GX-2.1.3", "GX-3.1.1", "by_kind.planting_breeding", "GX-2.1.3"),
    ("GX-2.1.4", "GX-3.1.1", "by_kind.trade", "GX-2.1.4"),
    ("GX-2.1.5", "GX-3.1.1", "by_kind.culture_tourism", "GX-2.1.5"),
    ("GX-3.1.1", "GX-3.1.1", "at_least", 5),  # 带动5名以上脱贫人口就业
    ("GX-3.2.2", "GX-3.1.1", "nearly", 2),
    ("GX-3.4.1", "GX-3.4.1", "active", True),
    ("GX-3.4.2", "GX-3.4.2", "months", 12),  # 稳定运营1年以上
    ("GX-3.4.3", "GX-3.4.3", "at_least", 10),  # 吸纳10名以上脱贫人口就业
    ("GX-3.4.4", "GX-3.4.4", "at_least", Decimal("20000.00")),  # 年人均工资收入不低于2万元
    ("GX-3.4.4", "GX-3.4.4", "of", "GX-3.4.3"),
    ("GX-3.4.4", "GX-3.4.4", "months", 12),
    ("GX-4.9.3", "GX-4.9.5", "conditions.pay.people", 10),  # 10名以上员工
    ("GX-3.4.5", "GX-3.4.5", "at_least", Decimal("500000.00")),  # 年经营收入在50万元以上
    ("GX-3.5.2", "GX-3.5.2", "months", 1),  # 停止生产经营超过1个月
    ("GX-3.5.2", "GX-3.5.2", "compare", "more_than"),
    ("GX-3.5.2", "GX-3.5.2", "facts.rescue_failed.clause", "GX-3.5.2"),  # 且经帮扶仍无法恢复
    ("GX-3.5.3", "GX-3.5.3", "months", 3),  # 持续3个月以上低于5人
    ("GX-3.5.3", "GX-3.5.3", "of", ["GX-3.1.1"]),
    ("GX-3.5.5", "GX-3.5.3", "facts.relaxed_until.effect", "relaxes"),
    ("GX-3.5.6", "GX-3.5.3", "facts.seasonal_months.effect", "sets_season"),
    ("GX-4.1", "GX-4.1", "funds.always.allowed", ["COUNTY"]),  # 所需资金由县财政解决
    ("GX-4.2.1", "GX-4.2.6", "conditions.agreement.kinds", ["service_agreement", "piecework_contract"]),
    ("GX-4.2.1", "GX-4.2.6", "conditions.agreement.review", ["labour_contract"]),
    ("GX-4.2.2", "GX-4.2.6", "conditions.premium.at_least", Decimal("15.00")),
    ("GX-4.2.3", "GX-4.2.6", "conditions.months.at_least", 6),  # 1年内累计工作不少于6个月
    ("GX-4.2.4", "GX-4.2.6", "conditions.months.seasonal_kinds", ["planting_breeding"]),
    ("GX-4.2.5", "GX-4.2.6", "conditions.pay.at_least", Decimal("6000.00")),
    ("GX-4.2.6", "GX-4.2.6", "amount.value", Decimal("2000.00")),  # 2000元/人·年
    ("GX-4.2.6", "GX-4.2.6", "funds.always.allowed", ["EMPLOYMENT"]),
    ("GX-4.2.7", "GX-4.2.6", "once.per", "person_year"),
    ("GX-4.3.1", "GX-4.3.2", "conditions.external.clause", "GX-4.3.1"),
    ("GX-4.3.2", "GX-4.3.2", "amount.value", Decimal("200.00")),  # 200元/人·天
    ("GX-4.3.2", "GX-4.3.2", "funds.always.allowed", ["EMPLOYMENT", "RURAL", "SKILLS"]),
    ("GX-4.3.3", "GX-4.3.2", "caps.person_session.amount", Decimal("1000.00")),  # 单次不超过1000元/人
    ("GX-4.3.4", "GX-4.3.2", "conditions.has_contract.kinds", ["labour_contract"]),
    ("GX-4.3.5", "GX-4.3.2", "once.per", "person_workshop"),
    ("GX-4.4.1", "GX-4.4.2", "conditions.contract_term.months", 12),  # 签订1年以上劳动合同
    ("GX-4.4.1", "GX-4.4.2", "conditions.fact.fact", "hrss_condition"),  # 并符合条件的
    ("GX-4.4.2", "GX-4.4.2", "amount.kind", "paid_employer_part"),
    ("GX-4.4.3", "GX-4.4.2", "caps.person_months.months", 36),  # 最长不超过3年
    ("GX-4.4.4", "GX-4.4.2", "extension.less_than_months", 60),  # 距法定退休年龄不足5年
    ("GX-4.4.4", "GX-4.4.2", "extension.until", "statutory"),
    ("GX-4.5.1", "GX-4.5.1", "funds.always.allowed", ["RURAL"]),
    ("GX-4.5.2", "GX-4.5.1", "caps.project.ratio_of_investment", Decimal("0.50")),
    ("GX-4.5.2", "GX-4.5.1", "caps.project.in_principle", True),  # 原则上
    ("GX-4.6", "GX-4.6", "funds.always.allowed", ["RURAL", "COLLABORATION"]),
    ("GX-4.7.1", "GX-4.7.1", "scheme", "LOAN_INTEREST"),
    ("GX-4.8.1", "GX-4.8.1", "funds.always.allowed", ["COUNTY"]),
    ("GX-4.8.2", "GX-4.8.2", "funds.always.allowed", ["RURAL"]),
    ("GX-4.9.1", "GX-4.9.5", "conditions.months.at_least", 6),  # 正常运营6个月以上
    ("GX-4.9.4", "GX-4.9.5", "conditions.pay.at_least", Decimal("6000.00")),
    ("GX-4.9.5", "GX-4.9.5", "funds.always.allowed", ["COUNTY", "RURAL"]),
    ("GX-4.9.6", "GX-4.9.5", "caps.project.ratio_of_investment", Decimal("0.50")),
    ("GX-4.9.7", "GX-4.9.5", "once.per", "workshop"),
]


@pytest.mark.parametrize(("clause", "holder", "path", "paper"), PAPER)
def test_the_value_is_the_papers(clause: str, holder: str, path: str, paper: Any) -> None:
    assert value(rule(holder), path) == paper, clause


def test_the_scheme_starts_on_its_signature_and_ends_with_the_transition() -> None:
    document = next(one for one in policy().documents if one.id == "GX")
    assert (str(document.from_on), str(document.to_on), document.area) == ("2022-06-24", "2025-12-31", "45")


def test_construction_aid_asks_five_counted_people_in_six_months_and_ten_workers_of_any_kind() -> None:
    counted, workers = [one for one in rule("GX-4.9.5").conditions if one.test == "workers"]
    assert (counted.clause, value(counted, "at_least"), value(counted, "each_month_of")) == ("GX-4.9.2", 5, 6)
    assert (workers.clause, workers.counting, value(workers, "at_least")) == ("GX-4.9.3", "anyone", 10)


def test_the_ten_people_of_a_factory_have_contracts_of_a_year() -> None:
    document = next(one for one in policy().documents if one.id == "GX")
    assert rule("GX-3.4.3").counting == "factory"
    assert value(document.counting["factory"], "contract_months") == 12


def test_a_cancelled_title_loses_support_under_gx_3_5_4() -> None:
    assert rule("GX-3.5.4").alert == "outside_recognition"


def test_the_detail_list_names_the_ledgers_columns_under_gx_3_3_1() -> None:
    assert {"workshop_id", "kind", "floor_area_m2", "product", "scale"} <= set(rule("GX-3.3.1").columns)
