"""What if: the same months under other policy files, and what changes for workshops, people and money.

Here: which part of the rules a draft touches, and the statements that hold both sides against each other. What is in force was
judged by the run of the month and is not judged again. Not here: reading policy files (`read.py`), printing (the command).
"""

from collections.abc import Mapping
from typing import Any

from etl.policy.in_force import Library
from etl.policy.placing import FAMILY_FORMS, Placed

FINDINGS, ENTITLEMENTS = "findings", "entitlements"
BOTH = (FINDINGS, ENTITLEMENTS)
IN_FORCE = {FINDINGS: "earlier.findings_in_force", ENTITLEMENTS: "earlier.entitlements_in_force"}
"""Under which names the tables of what is in force stand beside those of the draft."""

_WORKSHOPS = """
SELECT
    coalesce(o.workshop_id, n.workshop_id) AS workshop_id, coalesce(o.rule, n.rule) AS rule,
    coalesce(o.family, n.family) AS family, text(o.outcome) AS was, text(n.outcome) AS now,
    coalesce(w.area, '') AS area
FROM earlier.findings_in_force AS o
FULL JOIN rules.findings AS n ON n.workshop_id = o.workshop_id AND n.rule = o.rule
LEFT JOIN (SELECT workshop_id, max(substr(area_code, 1, 6)) AS area FROM conform.workshops GROUP BY workshop_id) AS w
    ON w.workshop_id = coalesce(o.workshop_id, n.workshop_id)
WHERE text(o.outcome) <> text(n.outcome)
"""
_PEOPLE = """
SELECT
    coalesce(o.entitlement_id, n.entitlement_id) AS entitlement_id, coalesce(o.area, n.area) AS area,
    coalesce(o.scheme, n.scheme) AS scheme, coalesce(o.person, n.person) AS person,
    coalesce(o.workshop_id, n.workshop_id) AS workshop_id, coalesce(o.from_month, n.from_month) AS from_month,
    coalesce(o.to_month, n.to_month) AS to_month, text(o.outcome) AS was, text(n.outcome) AS now,
    CAST(coalesce(o.amount_due, 0) AS DECIMAL(18, 2)) AS due_was, CAST(coalesce(n.amount_due, 0) AS DECIMAL(18, 2)) AS due_now,
    CAST(coalesce(o."over", 0) AS DECIMAL(18, 2)) AS over_was, CAST(coalesce(n."over", 0) AS DECIMAL(18, 2)) AS over_now
FROM earlier.entitlements_in_force AS o
FULL JOIN rules.entitlements AS n ON n.entitlement_id = o.entitlement_id
WHERE text(o.outcome) <> text(n.outcome) OR coalesce(o.amount_due, 0) <> coalesce(n.amount_due, 0)
    OR coalesce(o."over", 0) <> coalesce(n."over", 0)
"""
CHANGES: Mapping[str, str] = {
    "workshops": _WORKSHOPS,
    # Workshops that meet a clause under the draft only (gained), under what is in force only (lost).
    "standing": f"""
    SELECT
        area, family, rule,
        CAST(count(*) FILTER (WHERE now = 'met' AND was <> 'met') AS BIGINT) AS gained,
        CAST(count(*) FILTER (WHERE was = 'met' AND now <> 'met') AS BIGINT) AS lost,
        CAST(count(*) FILTER (WHERE was <> 'met' AND now <> 'met') AS BIGINT) AS other
    FROM ({_WORKSHOPS}) AS changed
    GROUP BY area, family, rule
    """,
    "people": _PEOPLE,
    # Of the whole scheme there, so that a change is seen against what it changes.
    "money": f"""
    WITH changed AS (
        SELECT
            area, scheme, count(*) AS changed,
            count(DISTINCT whom) FILTER (WHERE now = 'due' AND was <> 'due') AS gained,
            count(DISTINCT whom) FILTER (WHERE was = 'due' AND now <> 'due') AS lost,
            CAST(sum(due_was) AS DECIMAL(18, 2)) AS due_was, CAST(sum(due_now) AS DECIMAL(18, 2)) AS due_now
        FROM (SELECT *, coalesce(CAST(person AS VARCHAR), workshop_id, '-') AS whom FROM ({_PEOPLE}) AS each) AS whom
        GROUP BY area, scheme
    ),
    was AS (
        SELECT coalesce(area, '') AS area, scheme, CAST(coalesce(sum(amount_due), 0) AS DECIMAL(18, 2)) AS total
        FROM earlier.entitlements_in_force GROUP BY coalesce(area, ''), scheme
    ),
    is_now AS (
        SELECT coalesce(area, '') AS area, scheme, CAST(coalesce(sum(amount_due), 0) AS DECIMAL(18, 2)) AS total
        FROM rules.entitlements GROUP BY coalesce(area, ''), scheme
    )
    SELECT
        c.area, c.scheme, c.changed, c.gained, c.lost, c.due_was, c.due_now,
        CAST(coalesce(o.total, 0) AS DECIMAL(18, 2)) AS total_was, CAST(coalesce(n.total, 0) AS DECIMAL(18, 2)) AS total_now
    FROM changed AS c
    LEFT JOIN was AS o ON o.area = c.area AND o.scheme = c.scheme
    LEFT JOIN is_now AS n ON n.area = c.area AND n.scheme = c.scheme
    """,
}
"""The parts of a change by their statements, over the draft's tables and those of what is in force."""


def touched(now: Library, draft: Library) -> tuple[str, ...]:
    """The parts that a draft can change at all: findings, entitlements, both or neither."""
    found = []
    if _asked(now, FINDINGS) != _asked(draft, FINDINGS):
        found.append(FINDINGS)
    is_same_age = now.policy.retirement == draft.policy.retirement
    if _asked(now, ENTITLEMENTS) != _asked(draft, ENTITLEMENTS) or not is_same_age:
        found.append(ENTITLEMENTS)
    return tuple(found)


def _asked(library: Library, part: str) -> list[Any]:
    """Everything that a part is judged by: its rules as placed, and whom their documents count."""
    rules = [one for one in library.placed if _is_of(one, part)]
    placed = [
        (
            one.clause.id,
            one.clause.locator,
            one.area,
            one.first,
            one.last,
            one.straddles,
            one.not_in,
            one.rule,
        )
        for one in rules
    ]
    documents = {one.document.id: one.document for one in rules}
    counted = [
        (document.id, document.number, document.area, document.counting, document.ledger_counting)
        for document in documents.values()
    ]
    # A finding may speak of the people whom any other clause of its document counts.
    counting = [
        (one.clause.id, getattr(one.rule, "counting", None))
        for one in library.placed
        if part == FINDINGS and one.document.id in documents
    ]
    return [placed, counted, counting]


def _is_of(one: Placed, part: str) -> bool:
    if part == ENTITLEMENTS:
        return one.form == "subsidy"
    return getattr(one.rule, "family", None) in FAMILY_FORMS
