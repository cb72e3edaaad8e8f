"""Why two workshops are related: shared people, accounts, phones, addresses, officers, in the fewest steps.

Bounded: a link that ties more than a few workshops together (a village clerk's phone, a bank's collective account)
says nothing and is left out. One step is something both have; two steps go over a third workshop. Not here: alerts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from etl.alerts.shape import joined, shaped, union
from etl.alerts.world import World
from etl.model.contracts import working

KINDS = {
    "uscc": "统一社会信用代码相同",
    "manager": "负责人为同一人",
    "officer": "登记人员中有同一人",
    "account": "不同人员使用同一银行账号",
    "phone": "不同人员使用同一电话",
    "address": "地址相同",
    "worker": "先后用过同一批人",
}
"""From the strongest to the weakest; of several links between two workshops the strongest explains."""
PEOPLE_AT_LEAST = 5
"""So many people in common before workers relate two workshops: one who moved says nothing."""


@dataclass(frozen=True)
class Bounds:
    """How many workshops one thing may touch and still mean something."""

    workshops: int = 4


def ties(world: World, bounds: Bounds | None = None) -> ir.Table:
    """workshop_id, other_workshop_id (the smaller first), kind, things: what both have, and how many of it."""
    bounds = bounds or Bounds()
    engine = world.engine
    ends = union(_ends(world))
    # Whose it is, of accounts and phones: from the least to the largest number of a person.
    ends = ends.group_by("kind", "thing", "workshop_id").agg(least=ends.whose.min(), most=ends.whose.max())
    ends = engine.keep(ends, "network-ends")
    touched = ends.group_by("kind", "thing").agg(shops=ends.workshop_id.nunique())
    bounded = touched.filter((touched.shops > 1) & (touched.shops <= bounds.workshops))
    ends = engine.keep(ends.semi_join(bounded, ["kind", "thing"]), "network-bounded")
    other = ends.view()
    other = other.select("kind", "thing", other_workshop_id="workshop_id", o_least="least", o_most="most")
    pairs = ends.join(other, ["kind", "thing"])
    pairs = pairs.filter(pairs.workshop_id < pairs.other_workshop_id)
    # One person's own account at both says no more than that the person worked at both.
    apart = (pairs.least != pairs.most) | (pairs.o_least != pairs.o_most) | (pairs.least != pairs.o_least)
    pairs = pairs.filter(apart.fill_null(True))
    counted = pairs.group_by("workshop_id", "other_workshop_id", "kind").agg(things=pairs.thing.nunique())
    counted = counted.filter((counted.kind != "worker") | (counted.things >= PEOPLE_AT_LEAST))
    return engine.keep(counted, "network-ties")


def relations(world: World, tied: ir.Table) -> ir.Table:
    """workshop_id, other_workshop_id (the smaller first), steps, says: the shortest explanation, of `ties`."""
    engine, counted = world.engine, tied
    rank = ibis.cases(*[(counted.kind == kind, n) for n, kind in enumerate(KINDS)], else_=len(KINDS))
    says = ibis.cases(*[(counted.kind == kind, zh) for kind, zh in KINDS.items()], else_="")
    counted = engine.keep(counted.mutate(rank=rank.cast("int64"), says=says), "network-links")
    direct = counted.group_by("workshop_id", "other_workshop_id").agg(
        says=counted.says.argmin(counted["rank"])
    )
    direct = engine.keep(direct, "network-direct")
    near = direct.mutate(steps=ibis.literal(1, "int64"))
    found = union([near, _two_steps(direct)])
    return engine.keep(shaped(found, working("relations").ibis_schema()), "relations")


def _two_steps(direct: ir.Table) -> ir.Table:
    """Pairs without a link of their own that a third workshop joins."""
    swapped = direct.select(workshop_id="other_workshop_id", other_workshop_id="workshop_id", says="says")
    both = direct.union(swapped)
    left = both.select(workshop_id="workshop_id", middle="other_workshop_id", first="says")
    right = both.view()
    right = right.select(middle="workshop_id", other_workshop_id="other_workshop_id", second="says")
    met = left.join(right, "middle")
    met = met.filter(met.workshop_id < met.other_workshop_id)
    met = met.anti_join(direct.view(), ["workshop_id", "other_workshop_id"])
    told = met.mutate(
        says=joined(
            met.workshop_id,
            "与",
            met.middle,
            met["first"],
            "，",
            met.middle,
            "与",
            met.other_workshop_id,
            met.second,
        )
    )
    best = told.group_by("workshop_id", "other_workshop_id").agg(says=told.says.min())
    return best.mutate(steps=ibis.literal(2, "int64"))


def _ends(world: World) -> Sequence[ir.Table]:
    """kind, thing, workshop_id, whose (of accounts and phones): what hangs on each workshop."""
    shops = world.workshops
    managers = shops.join(world.links.select("form", "who"), "form")
    parts = [
        _end("uscc", shops.filter(shops.uscc.notnull()), "uscc"),
        _end("address", shops.filter(shops.address.notnull()), "address"),
        _end("manager", managers.filter(managers.who.notnull()), "who"),
    ]
    if world.has("roster_verdicts"):
        workers = world.rosters.filter(world.rosters.who.notnull())
        parts.append(_end("worker", workers, "who"))
        if world.has("forms"):
            forms = world.table("forms").select("form", "phone", "account")
            contacts = world.rosters.select("form", "who", "workshop_id").distinct().join(forms, "form")
            # Somebody who is nobody for sure is told apart by the way of writing.
            contacts = contacts.mutate(whose=contacts.who.fill_null(-1 - contacts.form))
            parts += [
                _end(name, contacts.filter(contacts[name].notnull()), name, is_personal=True)
                for name in ("phone", "account")
            ]
    # Legal representatives stand with the entity itself, everybody else who is registered in a list of their own.
    for name in ("business_registry.entities", "business_registry.officers"):
        if world.has(name):
            people = world.table(name).select("uscc", "form").distinct()
            people = people.join(world.links.select("form", "who"), "form")
            people = people.filter(people.who.notnull()).select("uscc", "who")
            parts.append(_end("officer", people.join(shops.select("uscc", "workshop_id"), "uscc"), "who"))
    return parts


def _end(kind: str, table: ir.Table, thing: str, *, is_personal: bool = False) -> ir.Table:
    whose = table.whose if is_personal else ibis.null("int64")
    return table.select(
        "workshop_id", kind=ibis.literal(kind), thing=table[thing].cast("string"), whose=whose
    )
