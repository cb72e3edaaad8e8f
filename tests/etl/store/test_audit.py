"""The log of acts: what was changed, put in, taken out of the middle or off the end shows; a crash leaves no torn act."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.store.audit import AuditLog

Lines = list[str]


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    made = AuditLog(tmp_path / "store")
    for number in range(5):
        made.add("command", command=["run", str(number)])
    return made


def test_acts_are_numbered_chained_and_say_who_and_when(log: AuditLog) -> None:
    entries = list(log.entries())
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    assert all(entry.content["who"] and entry.content["at"].endswith("+00:00") for entry in entries)
    assert log.first_broken() is None
    assert log.path.stat().st_mode & 0o777 == 0o600


def _edited(lines: Lines) -> Lines:
    return [*lines[:2], lines[2].replace('"2"', '"9"'), *lines[3:]]


def _made_anew(lines: Lines) -> Lines:
    act = json.loads(lines[4])
    return [*lines[:4], json.dumps({**act, "command": ["decide"]})]


@pytest.mark.parametrize(
    ("change", "first"),
    [
        (_edited, 3),
        (lambda lines: [*lines[:2], *lines[3:]], 3),
        (lambda lines: [*lines[:2], lines[3], lines[2], lines[4]], 3),
        (lambda lines: [*lines[:3], lines[2], *lines[3:]], 4),
        (lambda lines: lines[:4], 5),
        (lambda _lines: [], 1),
        (_made_anew, 5),
        (lambda lines: [*lines[:1], "not an act", *lines[1:]], 2),
    ],
    ids=["edited", "taken out", "swapped", "twice", "end taken off", "emptied", "made anew", "put in"],
)
def test_a_change_is_found_where_it_begins(
    log: AuditLog, change: Callable[[Lines], Lines], first: int
) -> None:
    lines = change(log.path.read_text(encoding="utf-8").splitlines())
    log.path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert log.first_broken() == first


def test_an_act_after_the_end_was_taken_off_does_not_heal_the_chain(log: AuditLog) -> None:
    lines = log.path.read_text(encoding="utf-8").splitlines()
    log.path.write_text("".join(f"{line}\n" for line in lines[:3]), encoding="utf-8")
    log.add("command", command=["run"])
    assert log.first_broken() == 4


def test_the_piece_of_a_line_that_a_crash_left_goes(log: AuditLog) -> None:
    with log.path.open("a", encoding="utf-8") as file:
        file.write('{"number": 6, "act": "comm')
    assert log.first_broken() is None
    assert log.add("command", command=["run"]).number == 6
    assert log.first_broken() is None


@pytest.mark.parametrize(
    "torn", ["", '{"number": 7, "act": "comm'], ids=["whole", "with a torn piece behind"]
)
def test_an_act_of_any_length_does_not_lock_the_log(log: AuditLog, torn: str) -> None:
    log.add("command", command=["x" * 3_000_000])
    with log.path.open("a", encoding="utf-8") as file:
        file.write(torn)
    assert log.add("command", command=["run"]).number == 7
    assert log.first_broken() is None


def test_a_long_torn_piece_takes_no_act_with_it(log: AuditLog) -> None:
    with log.path.open("a", encoding="utf-8") as file:
        file.write("x" * 3_000_000)
    assert log.add("command", command=["run"]).number == 6
    assert log.first_broken() is None


def test_several_at_once_make_one_chain(log: AuditLog) -> None:
    code = (
        "import sys; from pathlib import Path; from etl.store.audit import AuditLog\n"
        "for _ in range(20): AuditLog(Path(sys.argv[1])).add('command')"
    )
    command = [sys.executable, "-c", code, str(log.path.parent)]
    several = [subprocess.Popen(command) for _ in range(3)]
    assert [one.wait(60) for one in several] == [0, 0, 0]
    assert [entry.number for entry in log.entries()] == list(range(1, 66))
    assert log.first_broken() is None
