"""Reads policy files: YAML to the frozen forms of `forms.py`, or a list of faults with file, line and key.

Here: a folder's files together, and what is said of a form that is not as it must be. Not here: YAML (`yaml_lines.py`),
what a document must keep beyond its forms (`checks.py`), which document holds where and when (`in_force.py`), the JSON
Schema for editors (`schema.py`).

A folder of policy files holds one `.yaml` per document, `cross_scheme.yaml` (what holds between schemes),
`retirement.yaml` (statutory retirement ages), `workdays.yaml` (holidays by year) and `areas.txt` (codes of administrative divisions).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from etl.model.keys import keys_at, unknown_key
from etl.policy.checks import AREAS, check_clauses, check_cross, check_together
from etl.policy.documents import Codes, CrossScheme, Document, RetirementTable
from etl.policy.workdays import WorkingDays
from etl.policy.yaml_lines import Fault, Key, PolicyError, Tree, read_yaml

__all__ = [
    "SHARED",
    "SHIPPED",
    "WORKDAYS",
    "Fault",
    "Policy",
    "PolicyError",
    "load",
    "read_areas",
    "read_yaml",
]

SHIPPED = Path(__file__).resolve().parents[2] / "policy"
CROSS_SCHEME = "cross_scheme.yaml"
RETIREMENT = "retirement.yaml"
WORKDAYS = "workdays.yaml"
CODES = "codes.yaml"
SHARED = (CROSS_SCHEME, RETIREMENT, WORKDAYS, CODES)
"""Files that hold no document; where a folder lacks one, the shipped one is taken."""
NONE_DECLARED = Codes()
Model = TypeVar("Model", bound=BaseModel)


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


# --- one file -------------------------------------------------------------------------------------------------

_SAYS = {
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


def _where(tree: Tree, loc: Key) -> Key:
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


def _declared(value: Mapping[str, Any], declared: Codes) -> dict[str, list[str]]:
    """The codes that may stand in a file beside the shipped ones, by list: its folder's and its own."""
    own = value.get("codes")
    own = own if isinstance(own, dict) else {}
    return {
        name: [*getattr(declared, name), *(own[name] if isinstance(own.get(name), dict) else ())]
        for name in Codes.model_fields
    }


def read(model: type[Model], tree: Tree, declared: Codes = NONE_DECLARED) -> Model | None:
    """The tree as a model; its faults are added to the tree. `declared`: what the folder declares for all its files."""
    if tree.faults:
        return None
    if not isinstance(tree.value, dict):
        tree.fault((), "the file is a mapping of keys to values")
        return None
    try:
        return model.model_validate(tree.value, context=_declared(tree.value, declared))
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            says = _says(fault)
            if fault["type"] == "extra_forbidden":
                allowed = keys_at(model, fault["loc"])
                if "form" in allowed:
                    # The id of a rule is its clause's; nobody writes it.
                    allowed.remove("id")
                says = unknown_key(str(fault["loc"][-1]), allowed)
            tree.fault(_where(tree, fault["loc"]), says)
        return None


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
    declared = read(Codes, trees[shared[CODES]]) or NONE_DECLARED
    cross = read(CrossScheme, trees[shared[CROSS_SCHEME]], declared)
    retirement = read(RetirementTable, trees[shared[RETIREMENT]])
    workdays = read(WorkingDays, trees[shared[WORKDAYS]])
    documents: dict[str, Document] = {}
    for file, tree in trees.items():
        document = None if Path(file).name in SHARED else read(Document, tree, declared)
        if document is None:
            continue
        document = document.model_copy(update={"codes": declared.with_more(document.codes)})
        check_clauses(tree, document, areas)
        if file in drafted:
            documents = {name: kept for name, kept in documents.items() if kept.id != document.id}
        documents[file] = document
    if not documents and not any(tree.faults for tree in trees.values()):
        raise PolicyError([Fault(str(folder), 1, "", "no policy document (.yaml) stands in this folder")])
    check_together(trees, documents)
    if cross is not None and not any(tree.faults for tree in trees.values()) and cross_is_own:
        check_cross(trees[shared[CROSS_SCHEME]], cross, documents.values(), areas)
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
