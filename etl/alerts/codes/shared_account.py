"""多人同一银行账号: one bank account for three or more people who are not one household.

Pay on rosters and payments to people themselves; money paid to a workshop goes to the workshop's own account and says
nothing about people's.
"""

import ibis

from etl.alerts.codes.identity_rows import source_zh
from etl.alerts.shape import Found, from_rows, joined, month_zh, span_zh, union
from etl.alerts.world import World

CODE = "shared_account"
PEOPLE = 3


def find(world: World) -> Found:
    rows = world.named_rows.filter(world.named_rows.source == "hrss.rosters")
    parts = [rows]
    if world.has("benefits"):
        paid = world.payments.filter((world.payments.beneficiary_kind == "person") & world.payments.is_live)
        parts.append(paid.filter(paid.form.notnull()).select(*rows.columns))
    accounts = world.table("forms").select("form", "account")
    accounts = accounts.filter(accounts.account.notnull() & (accounts.account != ""))
    who = world.links.select("form", "who")
    rows = union(parts).join(accounts, "form").join(who, "form")
    rows = rows.filter(rows.who.notnull())
    homes = world.table("persons").select(who="person", home="household_id")
    rows = rows.left_join(homes, "who").drop("who_right")
    rows = world.engine.keep(rows.mutate(home=rows.home.fill_null(joined("人", rows.who))), "accounts")
    groups = rows.group_by("account").agg(people=rows.who.nunique(), homes=rows.home.nunique())
    groups = groups.filter((groups.people >= PEOPLE) & (groups.homes > 1))
    rows = rows.semi_join(groups, "account").left_join(world.origin, "row_ref").drop("row_ref_right")
    rows = rows.mutate(
        native_key=rows.native_key.fill_null(rows.row_ref),
        person=ibis.null("int64"),
        scheme=ibis.null("string"),
        rule=ibis.null("string"),
        risk=ibis.literal(0).cast("decimal(18, 2)"),
    )
    return from_rows(
        CODE,
        rows,
        world.engine,
        by="account",
        level="review",
        role="row",
        says=joined(month_zh(rows.from_month), "的记录使用同一账号", source_zh(rows.source)),
        detail=lambda t: joined(
            span_zh(t.from_month.min(), t.to_month.max()),
            "间，",
            t.who.nunique(),
            "人（分属",
            t.home.nunique(),
            "户）使用同一个银行账号，共",
            t.count(),
            "条记录，需核实钱是否到本人手里。",
        ),
    )
