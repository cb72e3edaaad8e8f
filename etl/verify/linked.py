"""Conformed tables with the person and the credit code that each row names, for steps that read sources themselves.

Here: joining only. Not here: any condition on people or months.
"""

import ibis
import ibis.expr.types as ir

from etl.verify.evidence import Evidence
from etl.verify.scene import Scene
from etl.verify.telling import union


def linked(scene: Scene, evidence: Evidence, source: str) -> ir.Table:
    """A conformed table with row_ref, `person`, `outcome`, `sure`, `same`; `unit` is the credit code behind its employer.

    Where the table has no `uscc` of its own, as contributions have none, `uscc` is the unit. Contributions come only for
    people on a roster, claim or payment.
    """
    table = scene.source(source)
    if source == "social_insurance.contributions":
        claims = evidence.benefits.filter(evidence.benefits.person.notnull()).select("person")
        rosters = scene.rosters.filter(scene.rosters.person.notnull()).select("person")
        people = union([claims, rosters]).distinct()
        forms = scene.engine.keep(scene.who.semi_join(people, "person").select("form"), "linked-forms")
        table = table.semi_join(forms, "form")
    rows = scene.named(table)
    if "employer" not in rows.columns:
        return rows
    units = evidence.units.select("employer", "unit")
    rows = rows.left_join(units, "employer").drop("employer_right")
    return rows if "uscc" in rows.columns else rows.mutate(uscc=rows.unit)


def officers(scene: Scene) -> ir.Table:
    """person, uscc, position, row_ref: who holds or held a place at an entity; its legal representative too."""
    held = scene.named(scene.source("business_registry.officers"))
    entities = scene.named(scene.source("business_registry.entities")).mutate(
        position=ibis.literal("legal_rep")
    )
    parts = [
        table.filter(table.sure.notnull()).select("uscc", "position", "row_ref", person="sure")
        for table in (held, entities)
    ]
    return union(parts).distinct()
