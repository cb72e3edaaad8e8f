"""一号多人: one ID beside two or more names that do not agree, across rosters, claims and payments.

Whether names agree was settled when linking: ways of writing that agree name one person, others several. A register
person's ID with another name is `id_name_conflict` and not this.
"""

import ibis

from etl.alerts.codes.identity_rows import source_zh
from etl.alerts.shape import Found, from_rows, joined, month_zh, span_zh
from etl.alerts.world import World

CODE = "id_shared"


def find(world: World) -> Found:
    links = world.links.filter(world.links.id_normal.notnull())
    people = links.group_by("id_normal").agg(
        people=links.person.nunique(),
        in_register=links.register_person_id.notnull().any() | links.reasons.contains("id_equal").any(),
    )
    shared = people.filter((people.people > 1) & ~people.in_register).select("id_normal")
    forms = links.join(shared, "id_normal").select("form", "id_normal", "person", "name_normal")
    rows = world.named_rows.filter(
        world.named_rows.source.isin(["hrss.rosters", "hrss.subsidies", "county_finance.disbursements"])
    )
    rows = rows.join(forms, "form")
    several = rows.group_by("id_normal").agg(people=rows.person.nunique())
    rows = rows.semi_join(several.filter(several.people > 1), "id_normal")
    rows = rows.left_join(world.origin, "row_ref").drop("row_ref_right")
    rows = world.engine.keep(
        rows.mutate(
            native_key=rows.native_key.fill_null(rows.row_ref),
            names=rows.name_normal,
            scheme=ibis.null("string"),
            rule=ibis.null("string"),
            risk=ibis.literal(0).cast("decimal(18, 2)"),
        ),
        "shared-ids",
    )
    first = rows.group_by("id_normal").agg(person_one=rows.person.min())
    rows = rows.join(first, "id_normal").mutate(person=ibis._.person_one)
    return from_rows(
        CODE,
        rows,
        world.engine,
        by="id_normal",
        level="review",
        role="row",
        says=joined(month_zh(rows.from_month), "的记录", source_zh(rows.source)),
        detail=lambda t: joined(
            span_zh(t.from_month.min(), t.to_month.max()),
            "间，同一身份证号在",
            t.count(),
            "条记录中与",
            t.names.nunique(),
            "个互不相符的姓名同时出现，该号不在信息系统中。",
        ),
    )
