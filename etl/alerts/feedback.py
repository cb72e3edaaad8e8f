"""数据校核反馈: quarantined and contradicted source rows, as one correction list for each source's office.

A list names the office's own rows by its own keys and the columns in question, and never another office's data or
anybody else's. Not here: writing the lists as files.
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.shape import drop_right, joined, shaped, text, union
from etl.alerts.world import World
from etl.model.contracts import working

IDENTITY = {
    "id_name_conflict": "name",
    "id_invalid": "id_number",
    "id_shared": "id_number",
    "one_person_two_ids": "id_number",
}
"""Codes about the writing of a person: the same column in whichever source the row stands."""
OTHER_SIDE = {
    "deceased": ("monitoring.people", "person_state"),
    "underage": ("monitoring.people", "born_on"),
    "student": ("monitoring.people", "schooling"),
    "pensioner": ("social_insurance.pensions", "to_month"),
    "post_and_workshop": ("hrss.public_posts", "ended_on"),
    "insured_elsewhere": ("social_insurance.contributions", "uscc"),
    "flexible_insured": ("social_insurance.contributions", "kind"),
    "entity_inactive": ("business_registry.entities", "state"),
    "away": ("hrss.subsidies", "from_month"),
    "owner": ("business_registry.officers", "position"),
    "two_workshops": ("hrss.rosters", "workshop_id"),
}
"""Contradictions: the source that says otherwise, and its column. On the roster it is the month that is in question."""
ROSTERS = "hrss.rosters"
SAYS = "与其他系统的记载不一致，请本部门核实本行；是否有误以核实为准。"


def corrections(world: World, alerts: ir.Table, evidence: ir.Table) -> ir.Table:
    """source_corrections: one row for each source row and column in question."""
    schema = working("source_corrections").ibis_schema()
    parts = [shaped(_contradicted(alerts, evidence), schema)]
    if world.has("quarantine"):
        bad = world.table("quarantine")
        parts.append(shaped(bad.mutate(was="", found=bad.reason), schema, county="", says=bad.says))
    rows = union(parts).drop("native_key").distinct()
    if not world.has("row_origin"):
        return world.engine.keep(shaped(rows, schema), "source-corrections")
    origin = world.table("row_origin")
    keys = origin.select(
        "native_key", row_ref=joined(origin.source, ":", origin.pull_id, ":", origin.row_number)
    )
    return world.engine.keep(
        shaped(drop_right(rows.left_join(keys, "row_ref")), schema), "source-corrections"
    )


def _contradicted(alerts: ir.Table, evidence: ir.Table) -> ir.Table:
    codes = [*IDENTITY, *OTHER_SIDE]
    mine = alerts.filter(alerts.code.isin(codes) & (alerts.state != "cleared") & (alerts.level != "inform"))
    rows = evidence.filter(evidence.role != "at_risk").join(
        mine.select("alert_id", "code", "county"), "alert_id"
    )
    rows = rows.mutate(source=rows.row_ref.split(":")[0])
    column = ibis.cases(
        *[(rows.code == code, name) for code, name in IDENTITY.items()],
        *[
            ((rows.code == code) & (rows.source == source), name)
            for code, (source, name) in OTHER_SIDE.items()
        ],
        (rows.source == ROSTERS, "month"),
        else_=ibis.null("string"),
    )
    rows = rows.mutate(column=column).filter(lambda t: t.column.notnull())
    return rows.select(
        "row_ref",
        "county",
        "source",
        "column",
        was=ibis.literal(""),
        found=text(rows.code),
        says=ibis.literal(SAYS),
    ).distinct()
