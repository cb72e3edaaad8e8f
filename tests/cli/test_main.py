"""The frame of the command: help in two languages, exit codes, and what an unexpected fault leaves behind."""

import datetime as dt
import os
import re
import stat
import subprocess
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cli import faults
from cli.main import main, parser
from cli.redact import redact, redact_trace
from cli.words import GROUPS, WORDS
from flow.over import is_over
from tests.cli.conftest import Run

SYNTHETIC_ID = "459901199001010012"


def commands() -> list[str]:
    return re.findall(r"^    ([a-z-]+)(?: |$)", parser().format_help(), re.MULTILINE)


def test_the_commands_are_those_of_the_contract() -> None:
    assert {
        "run",
        "demo",
        "serve",
        "sources",
        "decide",
        "verify",
        "explain",
        "explain-link",
        "explain-rule",
    } <= set(commands())
    assert {"timeline", "policy", "init", "doctor", "reap", "backup", "restore", "prune"} <= set(commands())


@pytest.mark.parametrize("language", ["C.UTF-8", "en_US.UTF-8", "zh_CN.UTF-8"])
def test_every_command_has_help_in_the_readers_language(
    language: str, hecha: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", language)
    names = commands()
    for arguments in ([], *([name] for name in names)):
        assert hecha(*arguments, "--help") == 0
        shown = capsys.readouterr().out
        is_chinese = bool(re.search(r"[\u4e00-\u9fff]{4}", shown.replace("核查", "")))
        assert is_chinese == language.startswith("zh"), arguments


def test_lc_all_outranks_lang(
    monkeypatch: pytest.MonkeyPatch, hecha: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert hecha("--help") == 0
    assert "退出码" in capsys.readouterr().out


def test_every_text_has_both_languages_with_the_same_places_for_values() -> None:
    for key, (english, chinese) in WORDS.items():
        assert english, key
        assert chinese, key
        places = [set(re.findall(r"{(\w+)", text)) for text in (english, chinese)]
        assert places[0] == places[1], key


def test_no_text_stands_in_two_groups() -> None:
    every = [key for group in GROUPS for key in group.WORDS]
    assert sorted(every) == sorted(set(every))


def test_help_answers_without_the_heavy_libraries() -> None:
    code = (
        "import sys; from cli.main import main; main(['--help']);"
        "sys.exit(bool({'dagster', 'pandas', 'duckdb', 'pyarrow'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["run"],
        ["run", "--month"],
        ["verify"],
        ["serve", "folder", "--port", "many"],
        ["policy"],
        ["run", "--month", "202406", "--out", "o", "--colour"],
    ],
)
def test_arguments_that_can_not_be_read_exit_2(
    arguments: list[str], hecha: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hecha(*arguments) == 2
    told = capsys.readouterr()
    assert "--help" in told.err
    assert not told.out


def test_an_unexpected_fault_exits_4_and_names_a_log_that_only_we_may_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_arguments: object) -> int:
        raise RuntimeError(f"row with {SYNTHETIC_ID}, 13800000000 and '欧阳某'")

    monkeypatch.setattr("cli.demo.run_serve", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert main(["serve", "folder", "--port", "1"]) == 4
    told = capsys.readouterr().err
    assert SYNTHETIC_ID not in told
    assert "Traceback" not in told
    (log,) = tmp_path.rglob("*.log")
    assert str(log) in told
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    text = log.read_text(encoding="utf-8")
    assert "RuntimeError" in text
    assert "in broken" in text
    for personal in (SYNTHETIC_ID, "13800000000", "欧阳某"):
        assert personal not in text


def test_a_known_store_holds_the_log(tmp_path: Path) -> None:
    assert faults.report(RuntimeError("x"), tmp_path) == 4
    assert [path.parent.name for path in tmp_path.rglob("*.log")] == ["logs"]


def test_interrupting_exits_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.demo.run_serve", interrupted)
    assert main(["serve", "folder", "--port", "1"]) == 130


def test_a_real_gateway_is_interrupted_by_the_keyboard(village: object, tmp_path: Path) -> None:
    folder = getattr(village, "gateway", tmp_path)
    # A shell in the background hands down an ignored SIGINT: the child takes it up again.
    code = "import signal, sys; signal.signal(2, signal.default_int_handler); from cli.main import main; sys.exit(main())"
    serving = subprocess.Popen(
        [sys.executable, "-c", code, "serve", str(folder), "--port", "18797"],
        env={**os.environ, "GATEWAY_SECRET": "s"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert serving.stderr is not None
    assert "18797" in serving.stderr.readline()
    time.sleep(0.5)
    serving.send_signal(2)
    assert serving.wait(20) == 130
    serving.stderr.close()


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        (f"value {SYNTHETIC_ID} here", SYNTHETIC_ID),
        ("证件45990119900101001X不符", "45990119900101001X"),
        ("old 459901900101001 form", "459901900101001"),
        ("card 6222020200112233445.", "6222020200112233445"),
        ("card 6222 0202 0011 2233 445", "6222 0202 0011 2233"),
        ("tel 13800000000", "13800000000"),
        ("tel +86 138 0000 0000", "138 0000 0000"),
        ("tel 0777-1234567", "0777-1234567"),
        ("４５９９０１１９９００１０１００１２", "４５９９０１１９９００１０１００１２"),
        ("459901-19900101-0012", "459901-19900101-0012"),
    ],
)
def test_numbers_of_people_never_pass(text: str, gone: str) -> None:
    assert gone not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "hrss.rosters:0123456789ab:12345 in 202406",
        "hecha.yaml:12: areas.0: 450721 is not there",
        "/var/lib/hecha/logs/hecha-20240630-101112-4711.log",
        "2024-06-30 23:59:59.123456",
        "5,000.00 元",
    ],
)
def test_what_is_no_number_of_a_person_stays(text: str) -> None:
    assert redact(text) == text


def test_a_trace_loses_chinese_in_quotes() -> None:
    assert "张某" not in redact_trace("ValueError: could not convert '张某' to number")


def test_a_month_is_over_when_the_next_has_begun_in_china() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    assert not is_over(202406, dt.datetime(2024, 6, 30, 23, 59, tzinfo=zone))
    assert is_over(202406, dt.datetime(2024, 7, 1, 0, 0, tzinfo=zone))
    assert is_over(202312, dt.datetime(2024, 1, 1, 0, 0, tzinfo=zone))
