"""A copy of the house with everything of `additions.yaml` added to it, and what came of it as the copy's own modules say."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HOUSE = Path(__file__).resolve().parents[2]
ADDITIONS: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "additions.yaml").read_text(encoding="utf-8")
)
ROOMS = ("connectors", "etl", "flow", "matching", "policy")
"""What is copied; tests, and the modules that only tests need, are the house's own."""


@dataclass(frozen=True)
class Added:
    """What the copy says of the additions, and which files differ from the house's."""

    said: Mapping[str, Any]
    written: frozenset[str]


def edited(text: str, edit: Mapping[str, str]) -> str:
    if "whole" in edit:
        return edit["whole"]
    if "from" in edit:
        return (HOUSE / edit["from"]).read_text(encoding="utf-8")
    if "end" in edit:
        return text.rstrip("\n") + "\n" + edit["end"]
    was = edit.get("after") or edit["was"]
    if text.count(was) != 1:
        raise LookupError(f"stands {text.count(was)} times: {was}")
    return text.replace(was, was + edit["put"] if "after" in edit else edit["now"])


def add_all(copy: Path) -> None:
    for addition in ADDITIONS.values():
        for name, edits in addition["edits"].items():
            path = copy / name
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            for edit in edits:
                text = edited(text, edit)
            path.write_text(text, encoding="utf-8")


def run(copy: Path, *arguments: str) -> str:
    """A program of the copy: whatever it imports of these rooms is the copy's."""
    paths = os.pathsep.join((str(copy), str(HOUSE)))
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(done.stderr[-4000:])
    return done.stdout


def differing(copy: Path) -> frozenset[str]:
    found = set()
    for room in (*ROOMS, "docs"):
        for path in (copy / room).rglob("*"):
            name = path.relative_to(copy).as_posix()
            if path.is_file() and path.suffix != ".pyc":
                own = HOUSE / name
                if not own.exists() or own.read_bytes() != path.read_bytes():
                    found.add(name)
    return frozenset(found)


def added(folder: Path) -> Added:
    """Copy, add, and let the copy write what is written by command and say what it makes of it."""
    for room in ROOMS:
        shutil.copytree(HOUSE / room, folder / room)
    (folder / "docs").mkdir()
    add_all(folder)
    run(folder, "-m", "tests.adding.probe", "write")
    said = json.loads(run(folder, "-m", "tests.adding.probe"))
    return Added(said, differing(folder))
