"""The child that parses files reaches nothing: no network, no program, no file but its own; where a wall is absent, it says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.files.guard import Limits
from connectors.files.handedin import handed_in
from connectors.files.reader import FileReader, Found
from connectors.files.sheetrows import workbook_rows
from tests.connectors.sheets import SPECS
from tests.runs import ROOT

TRIES = """
import sys
from pathlib import Path
from connectors.files.sandbox import raise_walls
own, readable, secret = map(Path, sys.argv[1:])
print("absent", *raise_walls(own, [readable]), flush=True)
import socket, subprocess, os, ctypes, signal
def attempt(name, act):
    try:
        act()
    except OSError as error:
        print(name, "refused", flush=True)
    else:
        print(name, "done", flush=True)
attempt("socket", socket.socket)
attempt("pair", socket.socketpair)
attempt("program", lambda: subprocess.run(["/bin/true"]))
attempt("read secret", secret.read_text)
attempt("list home", lambda: os.listdir(secret.parent))
attempt("write delivery", lambda: (readable / "new").write_text("x"))
attempt("remove delivery", (readable / "there").unlink)
attempt("write elsewhere", lambda: Path("/tmp/hecha-escaped").write_text("x"))
attempt("end the parent", lambda: os.kill(os.getppid(), 0))
attempt("be root", lambda: os.setuid(0) if os.getuid() else os.setgroups([0]))
attempt("read delivery", (readable / "there").read_text)
attempt("write own", lambda: (own / "x").write_text("x"))
attempt("import", lambda: __import__("json.tool"))
"""


def test_the_walls_hold_from_inside(tmp_path: Path) -> None:
    own, readable, home = (tmp_path / name for name in ("own", "in", "home"))
    for folder in (own, readable, home):
        folder.mkdir()
    (readable / "there").write_text("x")
    (home / "secret").write_text("x")
    done = subprocess.run(
        [sys.executable, "-c", TRIES, str(own), str(readable), str(home / "secret")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    first, *tried = done.stdout.splitlines()
    if first != "absent":
        pytest.skip(f"this kernel has no {first.removeprefix('absent ')}")
    found = dict(line.rsplit(" ", 1) for line in tried)
    allowed = {"read delivery", "write own", "import"}
    assert {name for name, came in found.items() if came == "done"} == allowed
    assert len(found) == 13


def test_files_of_several_folders_are_read_behind_walls(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "below").mkdir(parents=True)
        (tmp_path / name / "below" / "发放_20240630.csv").write_text(
            "发放流水号,补贴项目,补贴起始月,补贴截止月,金额\nL1,ABSORB_YEARLY,202401,202401,1.00\n",
            encoding="utf-8",
        )
    from connectors.files.pull import layout_of

    layouts = [layout_of(table) for table in SPECS["county_finance"].tables.values()]
    with FileReader("county_finance", layouts, Limits()) as reader:
        for name in ("one", "two"):
            path = tmp_path / name / "below" / "发放_20240630.csv"
            parsed = reader.read(Found(path, "below/发放_20240630.csv", None))
            assert parsed.report["rows"] == 1
            assert ("read_without" in parsed.report) is bool(reader.no_walls)


def test_a_workbook_of_decisions_is_read_in_the_child_as_in_this_process(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "d.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(2, 0, ["kind", 202406, True])
    here = handed_in(path, Limits())
    assert list(workbook_rows(path)) == [("Sheet1", 3, ["kind", "202406", "true"])]
    assert here.to_pylist() == [{"sheet": "Sheet1", "row": 3, "cells": ["kind", "202406", "true"]}]
