"""Every reason that a room gives has its words in Chinese, with a place for each thing that it names."""

import ast
from pathlib import Path

import pytest

from cli import faults
from cli.reasons import known, told
from connectors.errors import ConfigurationError, FileRefusedError, FilesRefusedError
from etl.decisions.reading import DecisionsError, Fault
from tests.runs import ROOT

RAISED = {
    "RefusalError",
    "FinalError",
    "PassingError",
    "ConfigurationError",
    "SchemaError",
    "RightsError",
    "ClockError",
    "IncompleteError",
    "KeyFileError",
    "CatalogueError",
    "SnapshotError",
    "TableChangedError",
    "AuditError",
    "UnreadableError",
}
PLACES = ("connectors", "etl/store")
NAMES_ALONE = {"{}: {}", "{}; {}"}


def _template(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return None


def _said(path: Path) -> set[str]:
    calls = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    given = [
        argument
        for call in calls
        if getattr(call.func, "id", getattr(call.func, "attr", "")) in RAISED
        for argument in [*call.args, *(one.value for one in call.keywords if one.arg == "advice")]
    ]
    return {text for one in given if (text := _template(one)) and " " in text and text not in NAMES_ALONE}


def test_every_reason_has_its_words() -> None:
    paths = [path for place in PLACES for path in (ROOT / place).rglob("*.py")]
    said = set().union(*(_said(path) for path in paths))
    assert len(said) > 80
    assert sorted(said - known().keys()) == []


@pytest.mark.parametrize("english", sorted(known()))
def test_the_words_have_a_place_for_each_thing(english: str) -> None:
    assert english.count("{}") == known()[english].count("{}")


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (
            ConfigurationError("hrss", "the environment variable HRSS_URL is not set"),
            2,
            "环境变量 HRSS_URL 未设置",
        ),
        (
            FilesRefusedError(
                "monitoring",
                [
                    FileRefusedError("monitoring", "a.csv", "it is empty (0 bytes); hand it in again"),
                    FileRefusedError("monitoring", "b.xlsx", "it unpacks to more than 200 MB"),
                ],
            ),
            3,
            "monitoring: 2个文件被拒收：a.csv: 文件为空（0 字节），请重新提交; b.xlsx: 解压后超过 200 MB",
        ),
        (DecisionsError([Fault("d.csv", 3, "on", "is missing")]), 2, "d.csv：第 3 行，列 on：缺少"),
    ],
    ids=["a variable", "files", "a decision"],
)
def test_a_fault_is_told_in_chinese(
    error: Exception,
    code: int,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert faults.report(error, None) == code
    assert says in capsys.readouterr().err
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert told(str(error)) == str(error)
