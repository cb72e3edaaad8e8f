"""The forms that need no comparing: a sound number that stands in the register as written, beside the very same name.

Belongs here: looking all numbers up in one pass over the register, and settling nearly all forms by it. Nothing is decided
here otherwise than the full comparison would: whatever is in the least special (several holders, an alias, a decision by a
person, a name with anything but common characters) is left to it.
"""

import ibis
import ibis.expr.types as ir

from etl.engine import Engine
from matching.register import Register, is_plain

PLAIN_NAME = "^[一-鿿]+$"
PAIR = ("form", "person_id")


def looked_up(
    engine: Engine,
    sound: ir.Table,
    others: ir.Table,
    mended: ir.Table,
    register: Register,
    aliases: ir.Table | None,
) -> ir.Table:
    """Every pair of equal number: form, person_id, slip, is_plain, is_same_name, from_certificate, is_alias.

    `sound`: form, id_text, name of forms with a sound citizen's number. `others`: form, number of those that hold another.
    `mended`: form, repaired, slip: what a failing number may have been. `is_plain`: nothing about it needs a closer look.
    """
    no_slip, no, yes = ibis.null("string"), ibis.literal(False), ibis.literal(True)
    plain = sound["name"].re_search(PLAIN_NAME).fill_null(False)
    asked = ibis.union(
        sound.select(
            "form", number="id_text", slip=no_slip, name=plain.ifelse(sound["name"], ibis.null("string"))
        ),
        others.select("form", "number", slip=no_slip, name=no_slip),
        mended.select("form", "slip", number="repaired", name=no_slip).select(
            "form", "number", "slip", "name"
        ),
    )
    # Only what can be joined as it stands is asked for so, which is less to look at than the register's numbers.
    people = register.people.select("person_id", number="id_number", known="name")
    found = asked.filter(is_plain(asked["number"])).join(people, "number")
    same = (found["name"] == found["known"]).fill_null(False)
    hits = found.select(
        "form",
        "person_id",
        "slip",
        is_plain=found["name"].notnull(),
        is_same_name=same,
        from_certificate=no,
        is_alias=no,
    )
    odd = asked.join(register.odd, "number")
    hits = hits.union(
        odd.select(
            "form", "person_id", "slip", "from_certificate", is_plain=no, is_same_name=no, is_alias=no
        ).select(*hits.columns)
    )
    if aliases is not None:
        former = aliases.select(number="id_number", person_id="person_id")
        own = asked.filter(asked["slip"].isnull()).join(former, "number")
        hits = hits.union(
            own.select(
                "form", "person_id", "slip", is_plain=no, is_same_name=no, from_certificate=no, is_alias=yes
            )
        )
    return engine.keep(hits, "looked-up")


def settled_as_written(
    engine: Engine, forms: ir.Table, hits: ir.Table, *, decisions: ir.Table | None
) -> ir.Table:
    """form, person_id, id_text, name, phone, account: of citizens' numbers with one holder of the same name."""
    holders = hits.group_by("form").aggregate(
        person_id=hits["person_id"].min(),
        other_id=hits["person_id"].max(),
        is_plain=hits["is_plain"].all(),
        is_equal=hits["is_same_name"].any(),
    )
    single = holders.filter(
        (holders["person_id"] == holders["other_id"]) & holders["is_plain"] & holders["is_equal"]
    )
    found = single.select("form", "person_id")
    if decisions is not None:
        found = found.anti_join(decisions, "form")
    told = forms.join(found, "form").select("form", "person_id", "id_text", "name", "phone", "account")
    return engine.keep(told, "as-written")
