"""What a finder reads and hands over, and how all finders' months become two tables.

Not here: any condition of an alert.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import ibis
import ibis.expr.types as ir

from etl.verify.evidence import Evidence
from etl.verify.scene import Scene
from etl.verify.telling import month_zh, told, union, yuan

SUBJECT = {
    "code": "string",
    "level": "string",
    "person": "int64",
    "workshop_id": "string",
    "other_workshop_id": "string",
    "scheme": "string",
    "month": "int64",
}
PROOF = {**SUBJECT, "row_ref": "string", "role": "string", "says": "string"}


@dataclass(frozen=True)
class Findings:
    """The tables that the finders look at."""

    scene: Scene
    evidence: Evidence
    status: ir.Table
    coverage: ir.Table

    def registered(self, states: ir.Table) -> ir.Table:
        """Months on rosters of people who are surely in the register, with those rows of their status."""
        worked = self.scene.on_rosters(states.select("person").distinct())
        states = states.select(
            "person",
            "month",
            "born_on",
            "age",
            "schooling",
            "schooling_ref",
            "dead_on",
            "dead_ref",
            register_ref="row_ref",
        )
        return worked.filter(worked.is_registered).inner_join(states, ["person", "month"])

    @cached_property
    def full(self) -> ir.Table:
        """source, county, month where absence may speak."""
        return self.coverage.filter(self.coverage.state == "full").select("source", "county", "month")


@dataclass(frozen=True)
class Found:
    """Months (SUBJECT) and the rows of other systems behind them (PROOF). `rosters`: the roster rows are evidence too."""

    rows: ir.Table
    proof: ir.Table
    rosters: bool = True


def shaped(table: ir.Table, schema: dict[str, str], **constants: str) -> ir.Table:
    """The table's columns as the schema names them; a column it lacks is the constant, else null."""
    columns: dict[str, ir.Value] = {}
    for name, kind in schema.items():
        if name in constants:
            columns[name] = ibis.literal(constants[name])
        elif name in table.columns:
            columns[name] = table[name].cast(kind)
        else:
            columns[name] = ibis.null(kind)
    return table.select(**columns)


def found(code: str, rows: ir.Table, proof: ir.Table, *, rosters: bool = True) -> Found:
    return Found(shaped(rows, SUBJECT, code=code).distinct(), shaped(proof, PROOF, code=code), rosters)


def assemble(findings: Findings, every: Sequence[Found]) -> tuple[ir.Table, ir.Table]:
    scene = findings.scene
    rows = scene.engine.keep(union([one.rows for one in every]), "contradictions")
    with_rosters = scene.engine.keep(union([one.rows for one in every if one.rosters]), "with-rosters")
    proof = union([*(one.proof for one in every), _rosters(scene, with_rosters)]).distinct()
    return rows, proof


def _rosters(scene: Scene, rows: ir.Table) -> ir.Table:
    """The roster rows of each month found, at the workshop and at the other one; of every worker where nobody is named."""
    rosters = scene.rosters.select(
        "row_ref", "pay", _shop="workshop_id", _month="month", _who="sure", _name="post"
    )
    places = union(
        [
            rows.mutate(_at=rows.workshop_id),
            rows.filter(rows.other_workshop_id.notnull()).mutate(_at=ibis._.other_workshop_id),
        ]
    )
    named = places.filter(places.person.notnull()).inner_join(
        rosters,
        [
            ibis._["_at"] == rosters["_shop"],
            ibis._.month == rosters["_month"],
            ibis._.person == rosters["_who"],
        ],
    )
    nobody = places.filter(places.person.isnull()).inner_join(
        rosters, [ibis._["_at"] == rosters["_shop"], ibis._.month == rosters["_month"]]
    )
    both = union([named, nobody])
    paid = ibis.ifelse(both.pay.notnull(), told("，申报工资", yuan(both.pay)), ibis.literal(""))
    says = told(month_zh(both.month), "在车间", both["_at"], "的花名册上", paid)
    return shaped(both.mutate(role=ibis.literal("roster"), says=says), PROOF)
