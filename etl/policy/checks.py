"""What policy files must keep that no single place shows: clauses that exist, dates within a document, areas, standards.

Here: the checks over a whole document and over all of them. Not here: reading a file (`read.py`, `yaml_lines.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from pydantic import BaseModel

from etl.model.contracts import codes
from etl.policy import values as vocabulary
from etl.policy.conditions import AnyCondition, MonthsWorked, PayAtLeast, Workers
from etl.policy.documents import Clause, CrossScheme, Document
from etl.policy.forms import Below, Counting, HeadCount, MeanPay, Operating, Share
from etl.policy.subsidy import Subsidy
from etl.policy.values import Rule
from etl.policy.yaml_lines import Key, Tree

AREAS = "areas.txt"
OF_A_YEAR = ("agreement", "premium")
COUNTED_FORMS = ("head_count", "share")
"""Forms that another rule can speak of as a standard of people."""


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
        if rule.amount.times is not None:
            yield rule.amount.times


def rests_on(document: Document | None, rule: Rule) -> frozenset[str]:
    """The clauses that a rule stands on: those it cites and those of the countings it uses."""
    found = set(cited(rule))
    if document is not None:
        for name in countings(rule):
            found |= set(cited(document.counting[name])) if name in document.counting else set()
    return frozenset(found)


def check_clauses(tree: Tree, document: Document, areas: frozenset[str]) -> None:
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
        _check_rules(tree, document, clause, key)
        for at, rule in enumerate(clause.rules):
            _check_only_in(tree, document, rule, (*key, "rules", at, "only_in"), areas)
        _check_part_of(tree, document, clause, key)
    for name, counting in document.counting.items():
        _check_cited(tree, document, counting, ("counting", name))
    if document.ledger_counting not in document.counting:
        allowed = ", ".join(document.counting)
        tree.fault(("ledger_counting",), f"no such counting: {document.ledger_counting}; allowed: {allowed}")


def _check_rules(tree: Tree, document: Document, clause: Clause, key: Key) -> None:
    for at, rule in enumerate(clause.rules):
        _check_rule(tree, document, rule, (*key, "rules", at))
        if rule in clause.rules[:at]:
            tree.fault((*key, "rules", at), "the rule stands twice")
        elif hasattr(rule, "family") and any(hasattr(other, "family") for other in clause.rules[:at]):
            tree.fault((*key, "rules", at), "a clause makes one finding: give the second a clause of its own")


def _check_only_in(tree: Tree, document: Document, rule: Rule, key: Key, areas: frozenset[str]) -> None:
    """A rule's own areas lie inside the document's, and none inside another."""
    for area in rule.only_in:
        if area not in areas:
            tree.fault(key, f"no such area: {area}")
        elif not area.startswith(document.area) or area == document.area:
            tree.fault(key, f"{area} is no part of {document.area}")
        elif any(area != other and area.startswith(other) for other in rule.only_in):
            tree.fault(key, f"{area} lies inside another area of the list")


def _check_cited(tree: Tree, document: Document, value: Rule | Counting, key: Key) -> None:
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


def _check_rule(tree: Tree, document: Document, rule: Rule, key: Key) -> None:
    _check_cited(tree, document, rule, key)
    _check_end(tree, document, rule, key)
    if isinstance(rule, Subsidy):
        _check_conditions(tree, rule, key)
        _check_unit(tree, rule, key)
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


def _check_unit(tree: Tree, rule: Subsidy, key: Key) -> None:
    """What has to fit the unit: nobody claims for a workshop without a claim, and some tiers are a person's."""
    if rule.unclaimed and not rule.per.startswith("person"):
        tree.fault((*key, "unclaimed"), f"only what is a person's is judged without a claim, not {rule.per}")
    tiers = rule.amount.tiers.root if rule.amount.tiers else ()
    by = {one.by for entry in tiers for one in entry.value or ()}
    if by & {"months", "pay", "year"} and not rule.per.startswith("person"):
        tree.fault((*key, "amount"), f"tiers by {', '.join(sorted(by))} are a person's, not a {rule.per}'s")
    if rule.amount.base == "pay" and not rule.per.startswith("person"):
        tree.fault((*key, "amount"), f"a part of the pay is a person's, not a {rule.per}'s")


def _check_conditions(tree: Tree, rule: Subsidy, key: Key) -> None:
    for number, condition in enumerate(rule.conditions):
        at = (*key, "conditions", number)
        if condition in rule.conditions[:number]:
            tree.fault(at, "the condition stands twice")
        says = _unjudged(rule, condition)
        if says is not None:
            tree.fault(at, says)


OF_A_PERSON = ("days", "month_pay", "stayed")


def _unjudged(rule: Subsidy, condition: AnyCondition) -> str | None:
    """Why nothing could judge a condition in this rule. Months of a person's year are one question of several parts."""
    is_year = rule.per == "person_year" and any(one.test == "months" for one in rule.conditions)
    if condition.test in OF_A_PERSON and not rule.per.startswith("person"):
        return f"{condition.test} is asked of a person: `per` begins with person, not {rule.per}"
    if condition.test in OF_A_YEAR and not is_year:
        return (
            f"{condition.test} is asked of a person's year only: `per: person_year` with a condition `months`"
        )
    if not isinstance(condition, MonthsWorked | PayAtLeast):
        return None
    wanted = "calendar_year" if is_year else "since_opening"
    if condition.window != wanted:
        return f"{condition.test} in this rule is counted by `window: {wanted}`"
    if isinstance(condition, PayAtLeast) and (condition.people is None) != is_year:
        return (
            "pay of a person's year has no `people`"
            if is_year
            else "pay of a workshop names how many `people`"
        )
    return None


def _check_end(tree: Tree, document: Document, rule: Rule, key: Key) -> None:
    first, last = document.from_on, document.to_on
    if rule.ends is not None and not (first or rule.ends) <= rule.ends <= last:
        tree.fault((*key, "ends"), f"{rule.ends} lies outside {first or 'its start'} to {last}")


def _spoken_of(rule: Rule) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clauses whose rules a rule speaks of, and the forms that these may have."""
    if isinstance(rule, Below):
        return rule.of, COUNTED_FORMS
    if isinstance(rule, MeanPay):
        return (rule.of,), COUNTED_FORMS
    if isinstance(rule, HeadCount | Share) and rule.alternative_to is not None:
        return (rule.alternative_to,), COUNTED_FORMS
    if isinstance(rule, Operating) and rule.broken_by is not None:
        return (rule.broken_by,), ("stopped",)
    return (), ()


def _check_part_of(tree: Tree, document: Document, clause: Clause, key: Key) -> None:
    for target in clause.part_of:
        rules = [rule for other in document.clauses if other.id == target for rule in other.rules]
        if not rules:
            tree.fault((*key, "part_of"), f"{target} makes no rule in {document.id}")
        elif not any(clause.id in rests_on(document, rule) for rule in rules):
            tree.fault((*key, "part_of"), f"the rule of {target} does not cite {clause.id}")


def check_together(trees: Mapping[str, Tree], documents: Mapping[str, Document]) -> None:
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
            allowed = {*get_args(vocabulary.Family), *codes()["schemes"], *document.codes.schemes}
            for matter in sorted(set(way.matters) - allowed):
                trees[file].fault(
                    (*key, "matters"), f"no such matter: {matter}; a family of rules or a scheme code"
                )


def check_cross(tree: Tree, cross: CrossScheme, documents: Iterable[Document], areas: frozenset[str]) -> None:
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
    for number, scope in enumerate(cross.scopes):
        key = ("scopes", number)
        for clause_id in scope.clauses:
            if clause_id not in known and clause_id not in own:
                tree.fault((*key, "clauses"), f"no such clause: {clause_id}")
        _check_areas(tree, key, scope.areas, areas)


def _check_areas(tree: Tree, key: Key, named: Iterable[str], areas: frozenset[str]) -> None:
    for area in named:
        if area not in areas:
            tree.fault((*key, "areas"), f"no such area: {area}")
