"""Every code of the registry has its page, its computation and tests that raise it and that keep it silent."""

import re
from pathlib import Path

import pytest

from etl.alerts.registry import BY_CODE, CODES, STEPS

DOCS = Path(__file__).resolve().parents[3] / "docs" / "alerts"
HEADINGS = ("## 查什么", "## 用什么数据", "## 依据哪一条", "## 已知的误报", "## 怎样实地核查")
VERIFIED = {
    "post_and_workshop",
    "insured_elsewhere",
    "pensioner",
    "underage",
    "student",
    "away",
    "flexible_insured",
    "entity_inactive",
    "two_workshops",
    "deceased",
    "owner",
}
"""Decided by the verification, which has its own look-alikes; here their months become alerts."""


@pytest.mark.parametrize("code", [one.code for one in CODES])
def test_a_code_has_its_page(code: str) -> None:
    page = (DOCS / f"{code}.md").read_text(encoding="utf-8")
    assert BY_CODE[code].zh in page.splitlines()[0]
    parts = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    assert [f"## {part.splitlines()[0]}" for part in parts] == list(HEADINGS)
    assert all(len(part.strip().splitlines()) > 1 for part in parts)


def test_every_code_is_computed_once() -> None:
    computed = [code for codes, _ in STEPS for code in codes]
    assert sorted(computed) == sorted(BY_CODE)


@pytest.mark.parametrize("code", sorted(set(BY_CODE) - VERIFIED))
def test_a_code_has_tests(code: str) -> None:
    here = Path(__file__).parent
    files = [here / "stories.py", *here.glob("test_[dp]*.py")]
    told = "".join(path.read_text(encoding="utf-8") for path in files)
    assert told.count(f'"{code}"') >= 2 or told.count(f"test_{code}") >= 1
