"""一号多人: one ID beside two or more names that do not agree, across rosters, claims and payments.

Whether names agree was settled when linking: ways of writing that agree name one person, others several. A register
person's ID with another name is `id_name_conflict` and not this.
"""

from etl.alerts.codes.identity_rows import record_zh, with_native_key
from etl.alerts.codes.one_person_two_ids import SOURCES, owners
from etl.alerts.shape import Found, joined, told
from etl.alerts.world import World

CODE = "id_shared"
STORIES = {
    CODE: lambda g: joined(
        g.span,
        "间，同一身份证号在",
        g.rows,
        "条记录中与",
        g.parts,
        "个互不相符的姓名同时出现，该号不在信息系统中。",
    )
}


def find(world: World) -> Found:
    forms = world.links.filter(world.links.id_normal.notnull()).anti_join(owners(world), "id_normal")
    forms = forms.select("form", "id_normal", "person", "name_normal")
    # Few numbers stand beside two people anywhere; only their rows are looked for.
    beside = forms.group_by("id_normal").agg(people=forms.person.nunique())
    forms = forms.semi_join(beside.filter(beside.people > 1), "id_normal")
    rows = world.named_rows.filter(world.named_rows.source.isin(SOURCES)).join(forms, "form")
    rows = world.engine.keep(rows, "shared-id-rows")
    people = rows.group_by("id_normal").agg(people=rows.person.nunique(), one=rows.person.min())
    rows = rows.join(people.filter(people.people > 1), "id_normal")
    rows = with_native_key(rows, world)
    return told(
        CODE,
        rows,
        world.engine,
        level="review",
        key=rows.id_normal,
        person=rows.one,
        part=rows.person.cast("string"),
        role="row",
        says=record_zh(rows),
    )
