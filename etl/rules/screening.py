"""Periods that nobody claimed and that fail what most of them fail, put aside before anything else is asked of them.

Here: the tests that are asked first, by the very functions that judge everybody else. What fails one is not due, and
what is not due without a claim has no row: no outcome changes. Not here: any test of its own.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable, Sequence
from typing import Any

import ibis.expr.types as ir

from etl.rules import conditions
from etl.rules.conditions import Asked
from etl.rules.outcomes import NOT_MET
from etl.rules.placing import Lane
from etl.rules.standards import Measures
from etl.rules.unit_months import Judged, Scene, lanes_in

ASKED_FIRST = ("contract_term", "pay_below")
"""Each looks at the unit's own months alone, and few workers' months pass it."""


def hopeless(scene: Scene, lanes: Sequence[Lane], measures: Measures) -> ir.Table | None:
    """`unit`: those of the scene (of units that nobody claimed) that surely are not due."""
    alike: dict[Hashable, list[tuple[Judged, Any]]] = {}
    for one in lanes_in(scene, lanes):
        for condition in one.placed.rule.conditions:
            if condition.test in ASKED_FIRST and not conditions.is_repealed(condition, one):
                alike.setdefault(conditions.form_of(condition, one), []).append((one, condition))
    failed = []
    for same in alike.values():
        first, condition = same[0]
        together = Judged(scene, first.placed, first.segment, tuple(one.lanes[0] for one, _ in same))
        found = conditions.TESTS[condition.test](Asked(together, measures, condition))
        failed.append(found.filter(found.outcome == NOT_MET).select("unit"))
    if not failed:
        return None
    return scene.kept(functools.reduce(lambda a, b: a.union(b), failed).distinct(), "units-hopeless")
