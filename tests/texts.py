"""The sentences that the program says to people, found in its own code, so that none can be forgotten."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.runs import ROOT

PLACES = ("connectors", "etl", "flow", "portal/store")
FOR_ENGINEERS = (
    "etl/engine",
    "etl/alerts",
    "etl/model/contracts.py",
    "etl/model/landed.py",
    "etl/model/sources.py",
    "etl/publish/manifest.py",
    "etl/publish/verify_release.py",
    "connectors/files/biff.py",
)
"""Files whose faults are faults of this tree, found by its own checks; and the one that stands alone outside of it."""
SAYING = ("advice", "fault", "reason", "says")
INNER = {
    "looking into its catalogue",
    "(beyond the heading)",
    "number {}",
    "another way of sealing",
    "can't tell",
}
"""Parts of other sentences, and faults of calls that no user can cause."""
NOTES = (
    "flow/absent.py",
    "flow/procedures.py",
    "flow/session.py",
    "flow/usual.py",
    "etl/publish/telling.py",
    "etl/publish/release.py",
    "connectors/guards.py",
)
"""Where a release's remarks on its own data are worded."""
NO_NOTES = ("发布编号", "本文件含", "上期")


def template(node: ast.AST | None) -> str | None:
    """A text with `{}` for what is put into it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return None


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def _files(*places: str) -> Iterator[Path]:
    for place in places:
        yield from sorted((ROOT / place).rglob("*.py"))


def _given(tree: ast.AST) -> Iterator[ast.expr]:
    """What is raised, or told by a name that says so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if _name(node).endswith(("Error", "Failed")) or _name(node) in {"Fault", "Said", "fault"}:
                yield from node.args
            yield from (one.value for one in node.keywords if one.arg in SAYING)
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in SAYING:
            yield node.value


def reasons_said() -> set[str]:
    """Reasons and advice of the rooms below the command, in English."""
    found: set[str] = set()
    for path in _files(*PLACES):
        if path.relative_to(ROOT).as_posix().startswith(FOR_ENGINEERS):
            continue
        texts = (template(one) for one in _given(ast.parse(path.read_text(encoding="utf-8"))))
        found |= {text for text in texts if text and " " in text.strip() and not _han(text)}
    return {text for text in found - INNER if text.replace("{}", "").strip(" :;")}


def words_told() -> set[str]:
    """Keys of the command's own texts with which it refuses, remarks or reports a fault."""
    found: set[str] = set()
    for path in _files("cli"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node) in {"RefusedError", "err"}:
                found |= {text for one in ast.walk(node) if (text := _key(one))}
            elif isinstance(node, ast.Constant) and str(node.value).startswith("fault_"):
                found.add(str(node.value))
    return found


def _key(node: ast.AST) -> str | None:
    if isinstance(node, ast.Call) and _name(node) == "say" and node.args:
        return template(node.args[0])
    return None


def notes_written() -> set[str]:
    """What a release can say of its own data, in Chinese."""
    found: set[str] = set()
    for path in (ROOT / one for one in NOTES):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inner = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr)
            for part in ast.walk(node)
            if part is not node
        }
        texts = (template(node) for node in ast.walk(tree) if id(node) not in inner)
        found |= {text for text in texts if text and _han(text) >= 7 and not text.startswith(NO_NOTES)}
    return found


def _han(text: str) -> int:
    return sum("\u4e00" <= one <= "\u9fff" for one in text)
