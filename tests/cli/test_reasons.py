"""Every reason that a room gives has its words in Chinese, with a place for each thing that it names."""

import pytest

from cli import faults
from cli.reasons import known, told
from connectors.errors import ConfigurationError, FileRefusedError, FilesRefusedError
from etl.decisions.reading import DecisionsError
from etl.decisions.row import Fault
from tests.texts import reasons_said


def test_every_reason_has_its_words() -> None:
    said = reasons_said()
    assert len(said) > 250
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
