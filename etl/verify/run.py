"""The steps of this room in their order, each one a method, so that a caller can store every table by itself.

Not here: any condition.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import ibis.expr.types as ir

from etl.engine import Engine
from etl.model.contracts import working
from etl.verify import benefits, coverage, employment, status, timeline
from etl.verify.contradictions import contradictions
from etl.verify.evidence import Evidence
from etl.verify.scene import Scene


@dataclass(frozen=True)
class Prepared:
    """The tables of one scene, each computed when first asked for; `given` replaces a step by its stored table."""

    scene: Scene
    given: Mapping[str, ir.Table]

    @cached_property
    def coverage(self) -> ir.Table:
        return self.given["coverage"] if "coverage" in self.given else coverage.coverage(self.scene)

    @cached_property
    def benefits(self) -> ir.Table:
        return self.given["benefits"] if "benefits" in self.given else benefits.benefits(self.scene)

    @cached_property
    def status(self) -> ir.Table:
        return self.given["status"] if "status" in self.given else status.status(self.scene, self.benefits)

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(self.scene, self.benefits)

    @cached_property
    def _contradicted(self) -> tuple[ir.Table, ir.Table]:
        if "contradictions" in self.given and "contradiction_evidence" in self.given:
            return self.given["contradictions"], self.given["contradiction_evidence"]
        return contradictions(self.scene, self.evidence, self.status, self.coverage)

    @property
    def contradictions(self) -> ir.Table:
        return self._contradicted[0]

    @property
    def contradiction_evidence(self) -> ir.Table:
        return self._contradicted[1]

    @cached_property
    def roster_verdicts(self) -> ir.Table:
        if "roster_verdicts" in self.given:
            return self.given["roster_verdicts"]
        return employment.roster_verdicts(
            self.scene, self.evidence, self.status, self.coverage, self.contradictions
        )

    @cached_property
    def worker_months(self) -> ir.Table:
        if "worker_months" in self.given:
            return self.given["worker_months"]
        return employment.worker_months(self.scene, self.roster_verdicts)

    @cached_property
    def timeline(self) -> ir.Table:
        return (
            self.given["timeline"]
            if "timeline" in self.given
            else timeline.timeline(self.scene, self.evidence)
        )


def verify(
    engine: Engine,
    conformed: Mapping[str, ir.Table],
    links: Mapping[str, ir.Table],
    month: int,
    *,
    counties: Sequence[str] = (),
    facts: ir.Table | None = None,
    leaving_amounts: Sequence[tuple[str, int, str]] = (),
) -> dict[str, ir.Table]:
    """All tables of the room for one ledger month, for every month that the sources hold up to it."""
    prepared = Prepared(Scene(engine, conformed, links, month, counties, facts, leaving_amounts), {})
    tables = {
        "coverage": prepared.coverage,
        "status": prepared.status,
        "benefits": prepared.benefits,
        "contradictions": prepared.contradictions,
        "contradiction_evidence": prepared.contradiction_evidence,
        "roster_verdicts": prepared.roster_verdicts,
        "worker_months": prepared.worker_months,
        "timeline": prepared.timeline,
    }
    return {name: under_contract(name, table) for name, table in tables.items()}


def under_contract(name: str, table: ir.Table) -> ir.Table:
    """The columns of the working contract in its order and types."""
    kinds = working(name).ibis_schema()
    return table.select(**{column: table[column].cast(kind) for column, kind in kinds.items()})
