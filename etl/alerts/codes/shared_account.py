"""多人同一银行账号: one bank account for three or more people who are not one household.

Pay on rosters and payments to people themselves; money paid to a workshop goes to the workshop's own account and says
nothing about people's.
"""

import ibis

from etl.alerts.codes.identity_rows import record_zh, with_native_key
from etl.alerts.shape import Found, joined, told, union
from etl.alerts.world import World

CODE = "shared_account"
PEOPLE = 3
STORIES = {
    CODE: lambda g: joined(
        g.span,
        "间，",
        g.parts,
        "人不属同一户却使用同一个银行账号，共",
        g.rows,
        "条记录，需核实钱是否到本人手里。",
    )
}


def find(world: World) -> Found:
    rows = world.named_rows.filter(world.named_rows.source == "hrss.rosters")
    parts = [rows]
    if world.has("benefits"):
        paid = world.payments.filter((world.payments.beneficiary_kind == "person") & world.payments.is_live)
        parts.append(paid.filter(paid.form.notnull()).select(*rows.columns))
    accounts = world.table("forms").select("form", "account")
    accounts = accounts.filter(accounts.account.notnull() & (accounts.account != ""))
    named = accounts.join(world.links.select("form", "who"), "form").filter(lambda t: t.who.notnull())
    # Few accounts stand beside so many people anywhere; only their rows are looked for.
    beside = named.group_by("account").agg(people=named.who.nunique())
    named = named.semi_join(beside.filter(beside.people >= PEOPLE), "account")
    rows = union(parts).join(world.engine.keep(named, "accounts"), "form")
    homes = world.table("persons").select(who="person", home="household_id")
    rows = rows.left_join(homes, "who").drop("who_right")
    rows = rows.mutate(home=rows.home.fill_null(joined("人", rows.who)))
    groups = rows.group_by("account").agg(people=rows.who.nunique(), homes=rows.home.nunique())
    groups = groups.filter((groups.people >= PEOPLE) & (groups.homes > 1))
    rows = with_native_key(rows.semi_join(groups, "account"), world)
    return told(
        CODE,
        rows,
        world.engine,
        level="review",
        key=rows.account,
        person=ibis.null("int64"),
        part=rows.who.cast("string"),
        role="row",
        says=record_zh(rows),
    )
