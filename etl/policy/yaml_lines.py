"""Reads YAML without its traps: plain values with the line of every key, or faults with file, line and key.

Here: anchors, tags, doubtful numbers and flags, keys that stand twice. Not here: what a policy file may say (`read.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

Key = tuple[str | int, ...]
_READER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C reader where it was built, the same events in Python where not."""
_PLAIN_WHOLE = re.compile(r"0|[1-9]\d*", re.ASCII)
_PLAIN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LIKE_A_NUMBER = re.compile(
    r"[-+]?(\d[\d_,.:eExXoObB+-]*|\.\d+|0[xob][\da-fA-F_]+|\.(inf|nan))", re.IGNORECASE
)
_NOT_IN_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DEEPEST = 40
"""Levels that brackets and indentation may reach; the forms need a third of it."""
_LIKE_A_FLAG = re.compile(r"(y|n|yes|no|on|off|true|false)", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a policy file: where, and what is allowed there."""

    file: str
    line: int
    key: str
    says: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key or '(the whole file)'}: {self.says}"


class PolicyError(Exception):
    """Policy files that can't be used; `faults` has every fault found, in the order of files and lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(
            sorted(set(faults), key=lambda fault: (fault.file, fault.line, fault.key, fault.says))
        )
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass
class Tree:
    """A YAML file as plain values, with the line of every key."""

    file: str
    value: object = None
    lines: dict[Key, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, key: Key) -> int:
        for end in range(len(key), -1, -1):
            if key[:end] in self.lines:
                return self.lines[key[:end]]
        return 1

    def fault(self, key: Key, says: str, line: int | None = None) -> None:
        self.faults.append(Fault(self.file, self.line(key) if line is None else line, spell(key), says))


def spell(key: Key) -> str:
    """A key as people write it: `clauses[3].rules[0].at_least`."""
    text = ""
    for part in key:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
    return text


def _plain(tree: Tree, node: yaml.ScalarNode, key: Key) -> object:
    """An unquoted scalar: text, a whole number, true, false, null or a date as text; anything doubtful is a fault."""
    text = str(node.value)
    if node.style:
        return text
    if text == "null":
        return None
    if text in ("true", "false"):
        return text == "true"
    if _PLAIN_WHOLE.fullmatch(text):
        return int(text)
    if _PLAIN_DAY.fullmatch(text):
        return text
    line = node.start_mark.line + 1
    if text in ("", "~"):
        tree.fault(key, "nothing stands here: write a value, or `null` where a value is repealed", line)
    elif _LIKE_A_FLAG.fullmatch(text):
        tree.fault(
            key, f"`{text}` is read as a flag by some: write true or false, or put the text in quotes", line
        )
    elif _LIKE_A_NUMBER.fullmatch(text):
        tree.fault(
            key,
            f"`{text}` is a number that can be misread (leading zero, sign, point, base or time): write a whole number "
            "without leading zero, a date as 2022-06-24, or quoted text; money and ratios are quoted",
            line,
        )
    return text


def _build(tree: Tree, node: yaml.Node, key: Key) -> object:
    tree.lines.setdefault(key, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return _plain(tree, node, key)
    if isinstance(node, yaml.SequenceNode):
        return [_build(tree, item, (*key, number)) for number, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        tree.fault(key, "not a value that YAML knows", node.start_mark.line + 1)
        return None
    found: dict[str, object] = {}
    for name_node, value_node in node.value:
        line = name_node.start_mark.line + 1
        if not isinstance(name_node, yaml.ScalarNode):
            tree.fault(key, "a key is plain text", line)
            continue
        name = str(name_node.value)
        if name == "<<" and not name_node.style:
            tree.fault(key, "merge keys (<<) are not allowed: write the value out", line)
            continue
        if not name_node.style and (_LIKE_A_FLAG.fullmatch(name) or _LIKE_A_NUMBER.fullmatch(name)):
            tree.fault((*key, name), "a key that reads as a number or a flag is put in quotes", line)
        if name in found:
            tree.fault((*key, name), f"the key stands twice, first on line {tree.lines[(*key, name)]}", line)
            continue
        tree.lines[(*key, name)] = line
        found[name] = _build(tree, value_node, (*key, name))
    return found


def _events_are_plain(tree: Tree, text: str) -> bool:
    """Anchors, aliases, tags and merge keys hide where a value stands; they are refused before anything is built."""
    documents = depth = 0
    for event in yaml.parse(text, Loader=_READER):
        mark = event.start_mark
        line = mark.line + 1 if mark else 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            tree.fault((), f"nested more than {_DEEPEST} levels deep", line)
            return False
        if getattr(event, "anchor", None) is not None:
            tree.fault((), "anchors and aliases are not allowed: write the value out", line)
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            tree.fault((), f"the tag {event.tag} is not allowed: write a plain value", line)
    if documents == 0:
        tree.fault((), "the file is empty: a policy file is a mapping of keys to values", 1)
    elif documents > 1:
        tree.fault((), f"one YAML document stands in a file, here {documents}", 1)
    return not tree.faults


def read_yaml(file: str, text: str) -> Tree:
    """A YAML text as plain values; `faults` of the tree says what is wrong in it."""
    tree = Tree(file)
    odd = _NOT_IN_YAML.search(text)
    if odd is not None:
        line = text.count("\n", 0, odd.start()) + 1
        tree.fault((), f"not YAML: the character U+{ord(odd[0]):04X} is not allowed", line)
        return tree
    try:
        if not _events_are_plain(tree, text):
            return tree
        node = yaml.compose(text, Loader=_READER)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        has_tab = "\t" in "".join(text.splitlines()[line - 1 : line])
        hint = "; a tab stands on this line: YAML is indented with blanks" if has_tab else ""
        tree.fault((), f"not YAML: {fault.problem}{hint}", line)
        return tree
    except yaml.YAMLError as fault:
        tree.fault((), f"not YAML: {fault}", 1)
        return tree
    if node is None:
        tree.fault((), "the file is empty", 1)
        return tree
    tree.value = _build(tree, node, ())
    return tree
