"""The process that forks the children which parse files: started once, started again where it was killed, gone with its owner."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from connectors.files.guard import Limits
from connectors.files.nursery import NURSERY, Nursery
from connectors.files.pull import layout_of
from connectors.files.reader import FileReader, Found, Parsed
from tests.connectors.sheets import SPECS
from tests.runs import ROOT

TEXT = "发放流水号,补贴项目,补贴起始月,补贴截止月,金额\nL1,ABSORB_YEARLY,202401,202401,1.00\n"


def _read(reader: FileReader, folder: Path) -> Parsed:
    return reader.read(Found(folder / "发放.csv", "发放.csv", None))


def _reader(folder: Path) -> FileReader:
    (folder / "发放.csv").write_text(TEXT, encoding="utf-8")
    layouts = [layout_of(table) for table in SPECS["county_finance"].tables.values()]
    return FileReader("county_finance", layouts, Limits())


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _gone(pid: int) -> bool:
    until = time.monotonic() + 20
    while _alive(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not _alive(pid)


def test_children_are_forked_and_end(tmp_path: Path) -> None:
    nursery = Nursery()
    one, two = nursery.start(tmp_path), nursery.start(tmp_path)
    assert _alive(one.pid)
    assert _alive(two.pid)
    for child in (one, two):
        nursery.end(child)
        assert not _alive(child.pid)
        child.orders.close()
        child.answers.close()
    nursery.close()


def test_a_child_that_died_between_two_files_does_not_speak_against_the_second(tmp_path: Path) -> None:
    with _reader(tmp_path) as reader:
        assert _read(reader, tmp_path).report["rows"] == 1
        child = reader._child
        assert child is not None
        os.kill(child.pid, signal.SIGKILL)
        assert child.gone.wait(20)
        assert _read(reader, tmp_path).report["rows"] == 1


def test_a_nursery_that_was_killed_is_started_again(tmp_path: Path) -> None:
    with _reader(tmp_path) as reader:
        assert _read(reader, tmp_path).report["rows"] == 1
    process = NURSERY._process
    assert process is not None
    process.kill()
    process.wait(20)
    with _reader(tmp_path) as reader:
        assert _read(reader, tmp_path).report["rows"] == 1


def test_nothing_outlives_the_process_that_reads(tmp_path: Path) -> None:
    (tmp_path / "发放.csv").write_text(TEXT, encoding="utf-8")
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom connectors.files.nursery import NURSERY\n"
        "child = NURSERY.start(Path(sys.argv[1]))\nprint(child.pid, NURSERY._process.pid, flush=True)\nos._exit(1)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    pids = [int(pid) for pid in done.stdout.split()]
    assert len(pids) == 2, done.stderr[-500:]
    assert all(map(_gone, pids))
