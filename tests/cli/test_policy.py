"""`hecha policy`: faults by file, line and key; what is in force; what differs."""

import shutil
from pathlib import Path

import pytest

from cli.common import ROOT
from etl.policy.read import SHIPPED
from tests.cli.conftest import Run

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(
        shutil.copytree(SHIPPED, tmp_path / "policy", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    )


def test_the_files_that_ship_have_no_fault(hecha: Run, capsys: Capture) -> None:
    assert hecha("policy", "check") == 0
    assert "no fault" in capsys.readouterr().out


def test_a_fault_is_named_by_file_line_and_key(copy: Path, hecha: Run, capsys: Capture) -> None:
    path = copy / "guangxi-2022-8.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("at_least:", "at_leest:", 1), encoding="utf-8")
    assert hecha("policy", "check", "--policy", copy) == 1
    told = capsys.readouterr().out
    assert "guangxi-2022-8.yaml:" in told
    assert "at_leest" in told


def test_what_is_in_force_is_cited(hecha: Run, capsys: Capture) -> None:
    assert hecha("policy", "show", "450721", "202406") == 0
    told = capsys.readouterr().out
    assert "桂人社规〔2022〕8号" in told
    assert "GX-3.1.1" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "45072", "202406"],
        ["show", "广西", "202406"],
        ["show", "450721", "202400"],
        ["show", "450721", "202406", "--policy", "nowhere"],
        ["check", "--with", "nowhere.yaml"],
        ["check", "--config", "nowhere.yaml"],
        ["diff", "nowhere", "."],
        ["coverage", "--tests", "nowhere"],
        ["try", "--with", "nowhere.yaml", "--months", "202401..202402"],
        ["try", "--with", __file__, "--months", "202401"],
        ["try", "--with", __file__, "--months", "202402..202401"],
    ],
)
def test_what_policy_can_not_do_exits_2(arguments: list[str], hecha: Run, capsys: Capture) -> None:
    assert hecha("policy", *arguments) == 2
    assert capsys.readouterr().err


def test_two_sets_differ_or_not(copy: Path, hecha: Run, capsys: Capture) -> None:
    assert hecha("policy", "diff", SHIPPED, copy) == 0
    path = copy / "guangxi-2022-8.yaml"
    text = path.read_text(encoding="utf-8")
    assert "at_least: [{value: 5" in text or "value: 5" in text
    path.write_text(text.replace("value: 5", "value: 6", 1), encoding="utf-8")
    capsys.readouterr()
    assert hecha("policy", "diff", SHIPPED, copy) == 1
    told = capsys.readouterr().out
    assert "GX-" in told
    assert "6" in told


def test_a_computable_clause_without_a_test_exits_1(
    copy: Path, tmp_path: Path, hecha: Run, capsys: Capture
) -> None:
    path = copy / "inner-mongolia-2022-17.yaml"
    added = """
  - id: NM-10b
    locator: 第十条
    zh: 每半年再检查一次。
    en: And once more every half-year.
    rules:
      - form: inspection
        kind: township_check_again
        done_by: township_checked
        every: [{from: start, value: half_year, clause: NM-10b}]
"""
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + added, encoding="utf-8")
    tests = tmp_path / "tests"
    tests.mkdir()
    shipped = ROOT / "tests"
    for file in ("policy", "etl/rules"):
        shutil.copytree(shipped / file, tests / file)
    assert hecha("policy", "coverage", "--tests", tests) == 0
    assert hecha("policy", "coverage", "--tests", tests, "--policy", copy) == 1
    assert "NM-10b" in capsys.readouterr().out.splitlines()[-1]


def test_coverage_names_the_tests_of_each_clause(hecha: Run, capsys: Capture) -> None:
    hecha("policy", "coverage")
    told = capsys.readouterr().out
    assert "GX-3.1.1" in told
    assert "test_" in told
