"""Reads policy files: YAML to the frozen forms of `language.py`, or a list of faults with file, line and key.

Here: a YAML reader without YAML's traps, the checks that one file or several together must pass, and the areas that
exist. Not here: which document holds where and when (`library.py`), the JSON Schema for editors (`loader_schema.py`).

A folder of policy files holds one `.yaml` per document, `cross_scheme.yaml` (what holds between schemes),
`retirement.yaml` (statutory retirement ages), `workdays.yaml` (holidays by year) and `areas.txt` (codes of administrative divisions).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from etl.rules import language_values as vocabulary
from etl.rules.language import (
    Below,
    Clause,
    Counting,
    CrossScheme,
    Document,
    MeanPay,
    OnceOnly,
    Operating,
    RetirementTable,
    Scope,
    Share,
)
from etl.rules.language_subsidy import Subsidy, Workers
from etl.rules.language_values import Rule
from etl.rules.workdays import WorkingDays

SHIPPED = Path(__file__).resolve().parents[2] / "policy"
CROSS_SCHEME = "cross_scheme.yaml"
RETIREMENT = "retirement.yaml"
WORKDAYS = "workdays.yaml"
SHARED = (CROSS_SCHEME, RETIREMENT, WORKDAYS)
"""Files that hold no document; where a folder lacks one, the shipped one is taken."""
AREAS = "areas.txt"
COUNTED_FORMS = ("head_count", "share")
"""Forms that another rule can speak of as a standard of people."""

Key = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

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


@dataclass(frozen=True)
class Policy:
    """Everything that a folder of policy files says."""

    folder: str
    documents: tuple[Document, ...]
    cross: CrossScheme
    retirement: RetirementTable
    workdays: WorkingDays
    areas: frozenset[str]
    hashes: Mapping[str, str] = field(default_factory=dict)
    """File name to SHA-256 of its bytes, for the manifest."""


# --- YAML without traps ---------------------------------------------------------------------------------------


@dataclass
class _Tree:
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


def _plain(tree: _Tree, node: yaml.ScalarNode, key: Key) -> object:
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


def _build(tree: _Tree, node: yaml.Node, key: Key) -> object:
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


def _events_are_plain(tree: _Tree, text: str) -> bool:
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


def read_yaml(file: str, text: str) -> _Tree:
    """A YAML text as plain values; `faults` of the tree says what is wrong in it."""
    tree = _Tree(file)
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


# --- one file -------------------------------------------------------------------------------------------------

_SAYS = {
    "extra_forbidden": "unknown key",
    "missing": "a part is missing",
    "literal_error": "not one of the codes allowed",
    "union_tag_invalid": "no such form",
    "union_tag_not_found": "the form is not named",
    "tuple_type": "a list stands here; a dated value is a list of {from, value, clause}",
    "string_type": "text stands here: put it in quotes",
    "model_type": "a mapping of keys to values stands here",
    "model_attributes_type": "a mapping of keys to values stands here",
}


_SAYS_WITH = {
    "less_than_equal": "a number of at most {le} stands here",
    "greater_than_equal": "a number of at least {ge} stands here",
    "too_short": "at least {min_length} stands here, not {actual_length}",
    "string_too_short": "a text of at least {min_length} characters stands here",
    "string_pattern_mismatch": "{came!r} is not spelt as it must be: {pattern}",
}


def _where(tree: _Tree, loc: Key) -> Key:
    """The key in the file for pydantic's location, which also names forms and classes on the way."""
    key: Key = ()
    for part in loc:
        if (*key, part) in tree.lines:
            key = (*key, part)
    if loc and loc[-1] != (key[-1] if key else None) and isinstance(loc[-1], str):
        key = (*key, loc[-1])
    return key


def _says(fault: Mapping[str, Any]) -> str:
    kind, context = str(fault["type"]), fault.get("ctx", {})
    if kind in ("literal_error", "union_tag_invalid"):
        came = fault["input"] if kind == "literal_error" else context.get("tag", "").strip("'")
        return (
            f"{_SAYS[kind]}: {came!r}; allowed: {context.get('expected', context.get('expected_tags', ''))}"
        )
    if kind == "union_tag_not_found":
        return f"{_SAYS[kind]} ({context.get('discriminator')})"
    if kind in _SAYS_WITH:
        return _SAYS_WITH[kind].format(came=fault["input"], **context)
    return _SAYS.get(kind, str(fault["msg"]).removeprefix("Value error, "))


def _allowed(model: type[BaseModel], loc: Key) -> str:
    """The keys allowed where an unknown one stands, found by walking the forms along pydantic's location."""
    schema = model.model_json_schema()
    node: dict[str, Any] = schema
    for part in loc[:-1]:
        node = _step(schema, node, part)
    node = _resolve(schema, node)
    return ", ".join(sorted(name for name in node.get("properties", {}) if name != "id" or node is schema))


def _resolve(schema: Mapping[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while True:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
        elif any(option.get("type") == "null" for option in node.get("anyOf", ())):
            node = next(option for option in node["anyOf"] if option.get("type") != "null")
        else:
            return node


def _step(schema: Mapping[str, Any], node: dict[str, Any], part: str | int) -> dict[str, Any]:
    node = _resolve(schema, node)
    if "discriminator" in node:
        reference = node["discriminator"]["mapping"].get(part)
        return node if reference is None else _resolve(schema, {"$ref": reference})
    if isinstance(part, int):
        return _resolve(schema, node.get("items", node))
    if part in node.get("properties", {}):
        return _resolve(schema, dict(node["properties"][part]))
    extra = node.get("additionalProperties")
    return _resolve(schema, extra) if isinstance(extra, dict) else node


def read(model: type[Model], tree: _Tree) -> Model | None:
    """The tree as a model; its faults are added to the tree."""
    if tree.faults:
        return None
    if not isinstance(tree.value, dict):
        tree.fault((), "the file is a mapping of keys to values")
        return None
    try:
        return model.model_validate(tree.value)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            says = _says(fault)
            if fault["type"] == "extra_forbidden":
                says += f"; allowed: {_allowed(model, fault['loc'])}"
            tree.fault(_where(tree, fault["loc"]), says)
        return None


# --- all files together ---------------------------------------------------------------------------------------


def cited(value: object) -> Iterator[str]:
    """Every clause that a rule or counting stands on, its own id left out."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            part = getattr(value, name)
            if (isinstance(part, str) and name.endswith("clause")) or (
                name in ("of", "broken_by", "alternative_to") and isinstance(part, str)
            ):
                yield part
            elif name == "of" and isinstance(part, tuple):
                yield from part
            elif name == "by_kind":
                yield from part.values()
            else:
                yield from cited(part)
    elif isinstance(value, tuple):
        for item in value:
            yield from cited(item)


def countings(rule: Rule) -> Iterator[str]:
    """Names of the countings that a rule uses."""
    name = getattr(rule, "counting", None)
    if isinstance(name, str):
        yield name
    if isinstance(rule, Subsidy):
        yield from (part.counting for part in rule.conditions if isinstance(part, Workers))


def rests_on(document: Document | None, rule: Rule) -> frozenset[str]:
    """The clauses that a rule stands on: those it cites and those of the countings it uses."""
    found = set(cited(rule))
    if document is not None:
        for name in countings(rule):
            found |= set(cited(document.counting[name])) if name in document.counting else set()
    return frozenset(found)


def _check_clauses(tree: _Tree, document: Document, areas: frozenset[str]) -> None:
    if document.area not in areas:
        tree.fault(("area",), f"no such area: {document.area}; an area is 2, 4 or 6 digits of {AREAS}")
    if document.from_on is not None and document.to_on < document.from_on:
        tree.fault(("to",), f"the document ends on {document.to_on}, before it starts on {document.from_on}")
    own = [clause.id for clause in document.clauses]
    for number, clause in enumerate(document.clauses):
        key: Key = ("clauses", number)
        if own.index(clause.id) != number:
            tree.fault((*key, "id"), f"the clause {clause.id} stands twice")
        if not clause.id.startswith(f"{document.id}-"):
            tree.fault((*key, "id"), f"a clause of this document begins with {document.id}-, not {clause.id}")
        for at, rule in enumerate(clause.rules):
            _check_rule(tree, document, rule, (*key, "rules", at))
            if rule in clause.rules[:at]:
                tree.fault((*key, "rules", at), "the rule stands twice")
        _check_part_of(tree, document, clause, key)
    for name, counting in document.counting.items():
        _check_cited(tree, document, counting, ("counting", name))
    if document.ledger_counting not in document.counting:
        allowed = ", ".join(document.counting)
        tree.fault(("ledger_counting",), f"no such counting: {document.ledger_counting}; allowed: {allowed}")


def _check_cited(tree: _Tree, document: Document, value: Rule | Counting, key: Key) -> None:
    own = {clause.id for clause in document.clauses}
    for clause in sorted(set(cited(value)) - own):
        tree.fault(key, f"stands on {clause}, which is no clause of {document.id}")
    if document.from_on is None:
        return
    for dated in vocabulary.dated_in(value):
        for entry in dated.root:
            if entry.from_on is not None and not document.from_on < entry.from_on <= document.to_on:
                tree.fault(
                    key,
                    f"{entry.from_on} lies outside {document.from_on} to {document.to_on}, or is its start",
                )


def _check_rule(tree: _Tree, document: Document, rule: Rule, key: Key) -> None:
    _check_cited(tree, document, rule, key)
    _check_end(tree, document, rule, key)
    if isinstance(rule, Subsidy):
        for number, condition in enumerate(rule.conditions):
            if condition in rule.conditions[:number]:
                tree.fault((*key, "conditions", number), "the condition stands twice")
    for name in countings(rule):
        if name not in document.counting:
            allowed = ", ".join(document.counting)
            tree.fault((*key, "counting"), f"no such counting: {name}; allowed: {allowed}")
    standards, forms = _spoken_of(rule)
    if len(set(standards)) < len(standards):
        tree.fault((*key, "of"), "a clause stands twice")
    made = {clause.id: [str(one.form) for one in clause.rules] for clause in document.clauses if clause.rules}
    for standard in standards:
        if standard not in made:
            tree.fault(key, f"{standard} makes no rule in {document.id}")
        elif not set(made[standard]) & set(forms):
            tree.fault(key, f"{standard} is {', '.join(made[standard])}; allowed: {', '.join(forms)}")


def _check_end(tree: _Tree, document: Document, rule: Rule, key: Key) -> None:
    first, last = document.from_on, document.to_on
    if rule.ends is not None and not (first or rule.ends) <= rule.ends <= last:
        tree.fault((*key, "ends"), f"{rule.ends} lies outside {first or 'its start'} to {last}")


def _spoken_of(rule: Rule) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clauses whose rules a rule speaks of, and the forms that these may have."""
    if isinstance(rule, Below):
        return rule.of, COUNTED_FORMS
    if isinstance(rule, MeanPay):
        return (rule.of,), COUNTED_FORMS
    if isinstance(rule, Share) and rule.alternative_to is not None:
        return (rule.alternative_to,), COUNTED_FORMS
    if isinstance(rule, Operating) and rule.broken_by is not None:
        return (rule.broken_by,), ("stopped",)
    return (), ()


def _check_part_of(tree: _Tree, document: Document, clause: Clause, key: Key) -> None:
    for target in clause.part_of:
        rules = [rule for other in document.clauses if other.id == target for rule in other.rules]
        if not rules:
            tree.fault((*key, "part_of"), f"{target} makes no rule in {document.id}")
        elif not any(clause.id in rests_on(document, rule) for rule in rules):
            tree.fault((*key, "part_of"), f"the rule of {target} does not cite {clause.id}")


def _check_together(trees: Mapping[str, _Tree], documents: Mapping[str, Document]) -> None:
    seen: dict[str, str] = {}
    for file, document in documents.items():
        if document.id in seen:
            trees[file].fault(("id",), f"the document {document.id} also stands in {seen[document.id]}")
        seen[document.id] = file
        for number, way in enumerate(document.gives_way):
            others = {other.id: other for other in documents.values() if other.id != document.id}
            key: Key = ("gives_way", number)
            if way.to not in others:
                trees[file].fault(key, f"no such document: {way.to}; allowed: {', '.join(sorted(others))}")
            elif not document.area.startswith(others[way.to].area):
                trees[file].fault(key, f"{way.to} does not hold in {document.area}")
            allowed = {*get_args(vocabulary.Family), *get_args(vocabulary.Scheme)}
            for matter in sorted(set(way.matters) - allowed):
                trees[file].fault(
                    (*key, "matters"), f"no such matter: {matter}; a family of rules or a scheme code"
                )


def _check_cross(
    tree: _Tree, cross: CrossScheme, documents: Iterable[Document], areas: frozenset[str]
) -> None:
    known = {clause.id for document in documents for clause in document.clauses}
    own = [clause.id for clause in cross.clauses]
    for number, clause in enumerate(cross.clauses):
        key: Key = ("clauses", number)
        if own.index(clause.id) != number:
            tree.fault((*key, "id"), f"the clause {clause.id} stands twice")
        missing = [target for target in clause.part_of if target not in known and target not in own]
        if missing:
            tree.fault((*key, "part_of"), f"no such clause: {', '.join(missing)}")
        _check_areas(tree, key, clause.areas, areas)
    rows: list[tuple[Key, Scope | OnceOnly]] = [
        *((("scopes", number), scope) for number, scope in enumerate(cross.scopes)),
        *((("once_only", number), once) for number, once in enumerate(cross.once_only)),
    ]
    for key, row in rows:
        for clause_id in row.clauses:
            if clause_id not in known and clause_id not in own:
                tree.fault((*key, "clauses"), f"no such clause: {clause_id}")
        _check_areas(tree, key, row.areas, areas)


def _check_areas(tree: _Tree, key: Key, named: Iterable[str], areas: frozenset[str]) -> None:
    for area in named:
        if area not in areas:
            tree.fault((*key, "areas"), f"no such area: {area}")


def read_areas(text: str) -> frozenset[str]:
    """Codes of provinces, prefectures and counties (2, 4 and 6 digits) from `areas.txt`."""
    lines = [line.split("#", 1)[0].split() for line in text.splitlines()]
    found = {prefix + end for prefix, *ends in filter(None, lines) for end in ("", *ends)}
    return frozenset(found | {code[:2] for code in found})


def _bytes(file: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PolicyError([Fault(file, 1, "", f"can't be read: {error.strerror}")]) from None


def _text(file: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        says = "not written in UTF-8: save it as UTF-8, not as GBK, GB18030 or UTF-16"
        raise PolicyError([Fault(file, line, "", says)]) from None


def load(folder: Path = SHIPPED, drafts: Iterable[Path] = ()) -> Policy:
    """The policy of a folder. A draft takes the place of the document with its id, or adds one.

    A draft named like a file that all documents share (`retirement.yaml`, …) takes the place of that file.

    Raises:
        PolicyError: with every fault of every file, when one can't be used.
    """
    areas_file = folder / AREAS if (folder / AREAS).exists() else SHIPPED / AREAS
    areas = read_areas(_text(areas_file.name, _bytes(areas_file.name, areas_file)))
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".yaml", ".yml"))
    misnamed = [path.name for path in found if path.suffix != ".yaml"]
    if misnamed:
        raise PolicyError(
            Fault(name, 1, "", "a policy file's name ends in .yaml, in small letters") for name in misnamed
        )
    texts = {path.name: _bytes(path.name, path) for path in found}
    drafted = {str(path): _bytes(str(path), path) for path in drafts}
    shared = {name: name for name in SHARED}
    shared |= {Path(file).name: file for file in drafted if Path(file).name in SHARED}
    cross_is_own = CROSS_SCHEME in texts or shared[CROSS_SCHEME] in drafted
    texts = {name: (SHIPPED / name).read_bytes() for name in SHARED if name not in texts} | texts
    trees = {file: read_yaml(file, _text(file, data)) for file, data in {**texts, **drafted}.items()}
    cross = read(CrossScheme, trees[shared[CROSS_SCHEME]])
    retirement = read(RetirementTable, trees[shared[RETIREMENT]])
    workdays = read(WorkingDays, trees[shared[WORKDAYS]])
    documents: dict[str, Document] = {}
    for file, tree in trees.items():
        document = None if Path(file).name in SHARED else read(Document, tree)
        if document is None:
            continue
        _check_clauses(tree, document, areas)
        if file in drafted:
            documents = {name: kept for name, kept in documents.items() if kept.id != document.id}
        documents[file] = document
    if not documents and not any(tree.faults for tree in trees.values()):
        raise PolicyError([Fault(str(folder), 1, "", "no policy document (.yaml) stands in this folder")])
    _check_together(trees, documents)
    if cross is not None and not any(tree.faults for tree in trees.values()) and cross_is_own:
        _check_cross(trees[shared[CROSS_SCHEME]], cross, documents.values(), areas)
    faults = [fault for tree in trees.values() for fault in tree.faults]
    if faults or cross is None or retirement is None or workdays is None:
        raise PolicyError(faults)
    return Policy(
        folder=str(folder),
        documents=tuple(sorted(documents.values(), key=lambda document: (document.area, document.id))),
        cross=cross,
        retirement=retirement,
        workdays=workdays,
        areas=areas,
        hashes={
            Path(file).name: hashlib.sha256(data).hexdigest() for file, data in {**texts, **drafted}.items()
        },
    )
