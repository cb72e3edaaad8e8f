"""Dated values: what held on a day, the day before it and the day of its repeal."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from etl.policy.documents import Clause
from etl.policy.forms import HeadCount
from etl.policy.subsidy import Amount, Cap
from etl.policy.values import Dated, Money, Ratio, Whole, dated_in


def dated(*entries: tuple[str, Any]) -> Dated[Whole]:
    return Dated[Whole].model_validate(
        [{"from": day, "value": value, "clause": "HN-2"} for day, value in entries]
    )


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


CHANGES = dated(("start", 8), ("2024-07-01", 10), ("2025-01-01", None))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (
            "1999-01-01",
            8,
        ),  # `start` is the document's first day; whether the document holds is asked elsewhere
        ("2024-06-30", 8),  # the day before the change
        ("2024-07-01", 10),
        ("2024-12-31", 10),  # the day before the repeal
        ("2025-01-01", None),
    ],
)
def test_a_value_holds_from_its_day_until_the_next(day: str, expected: int | None) -> None:
    assert CHANGES.at(on(day)) == expected


def test_a_value_that_starts_later_did_not_hold_before() -> None:
    later = dated(("2024-07-01", 10))
    assert later.at(on("2024-06-30")) is None
    assert later.clause_at(on("2024-06-30")) is None
    assert later.clause_at(on("2024-07-01")) == "HN-2"


def test_repeal_says_on_which_clause() -> None:
    assert CHANGES.clause_at(on("2025-06-30")) == "HN-2"


def test_the_days_of_change_leave_out_the_start() -> None:
    assert CHANGES.days() == (on("2024-07-01"), on("2025-01-01"))


@pytest.mark.parametrize(
    "written", [2000, "2000", "2000.0", "2,000.00", "２０００.00", "-5.00", True, 2000.0]
)
def test_money_is_quoted_text_with_two_decimals(written: object) -> None:
    with pytest.raises(ValidationError, match="two decimals"):
        Dated[Money].model_validate([{"from": "start", "value": written, "clause": "HN-2"}])


def test_money_is_exact() -> None:
    value = Dated[Money].model_validate([{"from": "start", "value": "0.10", "clause": "HN-2"}])
    assert value.at(on("2024-01-01")) == Decimal("0.10")


@pytest.mark.parametrize("written", ["1.1", "60%", "0,6", 0.6, "2.0"])
def test_a_ratio_lies_between_nothing_and_the_whole(written: object) -> None:
    with pytest.raises(ValidationError, match="ratio"):
        Dated[Ratio].model_validate([{"from": "start", "value": written, "clause": "HN-2"}])


@pytest.mark.parametrize("written", ["5", True, 5.0, -1])
def test_a_whole_number_is_neither_text_nor_flag_nor_negative(written: object) -> None:
    with pytest.raises(ValidationError):
        dated(("start", written))


def test_a_value_without_a_day_is_refused() -> None:
    with pytest.raises(ValidationError, match="from: start"):
        Dated[Whole].model_validate([{"from": None, "value": 5, "clause": "HN-2"}])


def test_a_form_can_not_be_changed() -> None:
    cap = Cap.model_validate({"clause": "HN-2", "per": "project", "months": _five()})
    with pytest.raises(ValidationError, match="frozen"):
        cap.in_principle = True


def test_a_cap_has_one_number() -> None:
    with pytest.raises(ValidationError, match="exactly one"):
        Cap.model_validate({"clause": "HN-2", "per": "project"})
    with pytest.raises(ValidationError, match="exactly one"):
        Cap.model_validate(
            {"clause": "HN-2", "per": "loan", "months": _five(), "ratio_of_investment": _half()}
        )


@pytest.mark.parametrize("kind", ["fixed", "tiers", "choices", "to_ratio_of", "paid_employer_part"])
def test_an_amount_has_the_parts_of_its_kind(kind: str) -> None:
    with pytest.raises(ValidationError, match=f"of kind {kind} needs"):
        Amount.model_validate({"kind": kind})


def test_a_rule_takes_the_id_of_its_clause_and_tells_all_its_dated_values() -> None:
    clause = Clause.model_validate(
        {
            "id": "HN-2",
            "locator": "第二条",
            "zh": "五人以上认定。",
            "en": "Five people.",
            "rules": [
                {
                    "form": "head_count",
                    "family": "recognition",
                    "counting": "standard",
                    "at_least": _five(),
                    "and_share": {"at_least": _half()},
                }
            ],
        }
    )
    (rule,) = clause.rules
    assert isinstance(rule, HeadCount)
    assert rule.id == "HN-2"
    assert [value.at(on("2024-01-01")) for value in dated_in(rule)] == [5, Decimal("0.50")]


def test_a_rule_under_a_strange_id_is_refused() -> None:
    rule = {"id": "HN-3", "form": "alert", "codes": ["two_posts"]}
    with pytest.raises(ValidationError, match="a rule's id is its clause's"):
        Clause.model_validate(
            {"id": "HN-2", "locator": "一", "zh": "一人一岗。", "en": "One post.", "rules": [rule]}
        )


def _five() -> list[dict[str, object]]:
    return [{"from": "start", "value": 5, "clause": "HN-2"}]


def _half() -> list[dict[str, object]]:
    return [{"from": "start", "value": "0.50", "clause": "HN-2"}]
