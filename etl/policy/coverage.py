"""Clause, rule, test: what each clause makes, and which tests speak of it.

A test speaks of a clause when its id stands in what the test runs: its body, its parameters, or a value or helper of its
file that these use. A comment, a docstring or a list that no test uses proves nothing. Not here: other reports.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.policy.documents import Clause, Document
from etl.policy.read import Policy
from etl.policy.subsidy import Subsidy

_CLAUSE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2,4}-[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Covered:
    """One clause, what it makes and which tests speak of it, as file::test. `kind`: rule, part_of, no_rule."""

    clause: str
    document: str
    locator: str
    kind: str
    rule: str
    reason: str
    tests: tuple[str, ...]

    @property
    def is_bare(self) -> bool:
        """It gives something that is computed, and no test speaks of it."""
        return self.kind != "no_rule" and not self.tests


@dataclass
class _Part:
    """What stands in a piece of a file: ids of clauses, and names of other pieces."""

    clauses: set[str]
    names: set[str]


def _part(nodes: list[ast.AST]) -> _Part:
    part = _Part(set(), set())
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            part.clauses.update(_CLAUSE.findall(node.value))
        elif isinstance(node, ast.Name):
            part.names.add(node.id)
        elif isinstance(node, ast.arg):
            # A fixture is asked for by the name of an argument.
            part.names.add(node.arg)
        waiting += ast.iter_child_nodes(node)
    return part


def _pieces(tree: ast.Module) -> Iterator[tuple[str, _Part]]:
    """Every value, helper, class and test of a file by its name; a test's own name begins with `test_`."""
    for node in tree.body:
        if isinstance(node, _Function):
            yield node.name, _part([node.args, *node.decorator_list, *node.body])
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, _Function) and inner.name.startswith("test_"):
                    held = _part([inner.args, *inner.decorator_list, *inner.body, *node.decorator_list])
                    yield f"test_{node.name}::{inner.name}", held
            yield node.name, _part(list(node.body))
        else:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            named = [
                inner.id
                for each in targets
                if each
                for inner in ast.walk(each)
                if isinstance(inner, ast.Name)
            ]
            for name in named:
                yield name, _part([node])


def _spoken_of(source: str) -> dict[str, set[str]]:
    """Test to the clauses that it speaks of."""
    parts: dict[str, _Part] = {}
    for name, part in _pieces(ast.parse(source)):
        known = parts.setdefault(name, _Part(set(), set()))
        known.clauses |= part.clauses
        known.names |= part.names
    found = {}
    for test in (name for name in parts if name.startswith("test_")):
        reached, waiting = {test}, [test]
        while waiting:
            more = {name for name in parts[waiting.pop()].names if name in parts} - reached
            reached |= more
            waiting += more
        found[test.removeprefix("test_") if "::" in test else test] = set().union(
            *(parts[name].clauses for name in reached)
        )
    return found


def named_in_tests(tests: Path) -> dict[str, tuple[str, ...]]:
    """Clause id to the tests that speak of it, as file::test."""
    found: dict[str, set[str]] = {}
    for path in sorted(tests.rglob("test_*.py")):
        for test, clauses in _spoken_of(path.read_text(encoding="utf-8")).items():
            for clause_id in clauses:
                found.setdefault(clause_id, set()).add(f"{path.relative_to(tests).as_posix()}::{test}")
    return {clause_id: tuple(sorted(names)) for clause_id, names in found.items()}


def coverage(policy: Policy, tests: Path | None = None) -> list[Covered]:
    """Clause, rule, test: a row for each clause of each document and of what holds between schemes."""
    named = {} if tests is None else named_in_tests(tests)
    rows = []
    for document, clause in _every_clause(policy):
        kind = "rule" if clause.rules else "part_of" if clause.part_of else "no_rule"
        forms = [
            f"{rule.form}" + (f" {rule.scheme}" if isinstance(rule, Subsidy) else "") for rule in clause.rules
        ]
        rows.append(
            Covered(
                clause=clause.id,
                document="" if document is None else document.number,
                locator=clause.locator,
                kind=kind,
                rule="; ".join([*forms, *(f"→ {target}" for target in clause.part_of)]),
                reason=clause.no_rule or "",
                tests=named.get(clause.id, ()),
            )
        )
    return rows


def _every_clause(policy: Policy) -> Iterator[tuple[Document | None, Clause]]:
    for document in policy.documents:
        for clause in document.clauses:
            yield document, clause
    for clause in policy.cross.clauses:
        yield None, clause
