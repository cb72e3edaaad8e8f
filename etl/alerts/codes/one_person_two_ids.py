"""一人多号: the same name, birth date and one and the same phone or account under two valid IDs.

Across rosters, claims and payments; at most one of the two IDs is a register person's. The birth date is the one
that the ID itself carries.
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.codes.identity_rows import record_zh, with_native_key
from etl.alerts.shape import Found, joined, told, union
from etl.alerts.world import World

CODE = "one_person_two_ids"
STORIES = {
    CODE: lambda g: joined(
        g.span,
        "间，姓名、出生日期相同且电话或银行账号相同的人以",
        g.parts,
        "个有效身份证号出现，共",
        g.rows,
        "条记录，可能是同一人。",
    )
}
SOURCES = ["hrss.rosters", "hrss.subsidies", "county_finance.disbursements"]


def _forms(world: World) -> ir.Table:
    links = world.links.filter(world.links.id_normal.notnull() & (world.links.id_normal.length() == 18))
    used = world.named_rows.filter(world.named_rows.source.isin(SOURCES)).select("form").distinct()
    contacts = world.table("forms").select("form", "phone", "account").semi_join(used, "form")
    forms = links.select(
        "form", "id_normal", "name_normal", "person", "outcome", born=links.id_normal.substr(6, 8)
    )
    return world.engine.keep(forms.join(contacts, "form"), "two-ids-forms")


def find(world: World) -> Found:
    forms = _forms(world)
    own = owners(world)
    contacts = union(
        [
            forms.filter(forms[name].notnull()).select(
                "name_normal", "born", "id_normal", contact=joined(name, ":", forms[name])
            )
            for name in ("phone", "account")
        ]
    ).distinct()
    groups = contacts.left_join(own, "id_normal")
    groups = groups.mutate(known=ibis.ifelse(groups.holder.notnull(), groups.id_normal, ibis.null("string")))
    groups = groups.group_by("name_normal", "born", "contact").agg(
        ids=groups.id_normal.nunique(), registered=groups.known.nunique()
    )
    groups = groups.filter((groups.ids > 1) & (groups.registered <= 1))
    people = contacts.semi_join(groups, ["name_normal", "born", "contact"])
    people = people.select("name_normal", "born", "id_normal").distinct()
    hit = forms.join(people, ["name_normal", "born", "id_normal"]).select(
        "form", "id_normal", "person", "outcome", together=joined(forms.name_normal, "|", forms.born)
    )
    rows = world.named_rows.filter(world.named_rows.source.isin(SOURCES)).join(hit, "form")
    rows = rows.mutate(sure=ibis.ifelse(rows.outcome == "same", rows.person, ibis.null("int64")))
    rows = world.engine.keep(rows, "two-ids-rows")
    who = rows.group_by("together").agg(named=rows.sure.min(), any_one=rows.person.min())
    rows = with_native_key(rows.join(who, "together"), world)
    return told(
        CODE,
        rows,
        world.engine,
        level="review",
        key=rows.together,
        person=rows.named.fill_null(rows.any_one),
        part=rows.id_normal,
        role="row",
        says=record_zh(rows),
    )


def owners(world: World) -> ir.Table:
    """id_normal, holder: numbers that belong to a register person, whatever name stands beside them."""
    links = world.links.filter(world.links.id_normal.notnull() & world.links.number_holder_id.notnull())
    return links.group_by("id_normal").agg(holder=links.number_holder_id.min())
