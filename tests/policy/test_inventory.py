"""Every numbered clause of the five documents has an entry, and every computable entry a test that names it."""

from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from etl.policy.conditions import AnyCondition
from etl.policy.coverage import Covered, coverage
from etl.policy.documents import AnyRule
from tests.policy.reading import policy

TESTS = Path(__file__).resolve().parents[1]
CHINESE = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六",
           "十七", "十八", "十九", "二十", "二十一", "二十二", "二十三")  # fmt: skip


def numbered(prefix: str, last: int) -> list[str]:
    return [f"{prefix}（{number}）" for number in CHINESE[1 : last + 1]]


def items(section: int, last: int) -> list[str]:
    return [f"（{CHINESE[section]}）{number}" for number in range(1, last + 1)]


# the numbers printed in the documents, counted on the paper
PRINTED = {
    "GX": [
        *numbered("一", 2),
        *[f"二（一）{number}" for number in range(1, 6)],
        *["二（二）", "二（三）"],
        *numbered("三", 5),
        *numbered("四", 11),
        *numbered("五", 3),
    ],
    "SX": [*numbered("一", 4), "二", *numbered("三", 10), *numbered("四", 5)],
    "QZ": [
        *["（一）", "（二）"],
        *items(3, 4),
        *items(4, 3),
        "（五）",
        *items(6, 5),
        *items(7, 3),
        *items(8, 2),
        *items(9, 6),
        *items(10, 3),
        *["（十一）1", "（十一）1（1）", "（十一）1（2）", "（十一）2"],
        *items(12, 2),
        *items(13, 5),
        *["（十四）", "（十五）", "（十六）", "（十七）"],
        "结尾",
    ],
    "GZ": [*numbered("", 21), "结尾"],
    "NM": [
        *["通知 一", "通知 二", "通知 三"],
        *[f"第{number}条" for number in CHINESE[1:24]],
        *numbered("第七条", 5),
        *numbered("第八条", 5),
        *numbered("第十四条", 5),
        *[f"第十五条第{number}款" for number in CHINESE[1:5]],
    ],
}


@pytest.mark.parametrize("document_id", sorted(PRINTED))
def test_every_printed_number_has_an_entry(document_id: str) -> None:
    document = next(one for one in policy().documents if one.id == document_id)
    locators = [clause.locator for clause in document.clauses]
    assert [one for one in PRINTED[document_id] if not any(at.startswith(one) for at in locators)] == []


def rows() -> list[Covered]:
    return coverage(policy(), TESTS)


def test_no_clause_is_without_rule_or_reason() -> None:
    assert [row.clause for row in rows() if not (row.rule or row.reason)] == []


def test_every_computable_clause_is_named_by_a_test() -> None:
    assert [row.clause for row in rows() if row.is_bare] == []


def test_the_catalogue_is_as_long_as_it_was_counted() -> None:
    counts = {document.id: len(document.clauses) for document in policy().documents}
    assert counts == {"GX": 104, "SX": 50, "QZ": 114, "GZ": 82, "NM": 63}
    assert len(policy().cross.clauses) == 47


def test_every_clause_is_said_in_both_languages() -> None:
    clauses = [clause for document in policy().documents for clause in document.clauses]
    english = [
        clause.id for clause in clauses if not clause.en.isascii() and len(clause.en) < 2 * len(clause.zh)
    ]
    assert [clause.id for clause in clauses if clause.zh.isascii()] == []
    assert all(any(letter.isascii() and letter.isalpha() for letter in clause.en) for clause in clauses), (
        english
    )


def test_the_description_of_the_language_names_every_form_and_every_condition() -> None:
    described = (TESTS.parent / "docs" / "policy" / "language.md").read_text(encoding="utf-8")
    words = [get_args(one.model_fields[key].annotation)[0] for key in ("form", "test") for one in _forms(key)]
    assert len(words) > 30
    assert [word for word in words if f"`{word}`" not in described] == []


def _forms(key: str) -> list[type[BaseModel]]:
    union = get_args(AnyRule)[0] if key == "form" else get_args(AnyCondition)[0]
    return [one for one in get_args(union) if key in one.model_fields]
