"""The forms that need no comparing: a sound number that stands in the register as written, beside the very same name.

Belongs here: looking all numbers up in one pass over the register, and settling nearly all forms by it. Nothing is decided
here otherwise than the full comparison would: whatever is in the least special (several holders, an alias, a decision by a
person, a name with anything but common characters) is left to it.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from etl.engine import Engine
from matching.register import PLAIN_NAME, Register, is_plain, is_rounded

PAIR = ("form", "person_id")
WRITTEN, NUMBER, READ, CERTIFICATE, ALIAS = "written", "number", "read", "certificate", "alias"
"""How a number was found in the register: as it stands there, beside the very same plain name or another one; once the
register's was read; in a certificate; as a former number of the person. What a failing one may have been: by its slip."""


def looked_up(
    engine: Engine,
    plain: ir.Table,
    others: ir.Table,
    mended: ir.Table,
    register: Register,
    aliases: ir.Table | None,
) -> ir.Table:
    """Every pair of equal number: form, person_id, how.

    `plain`: form, id_text, name of forms with a sound citizen's number. `others`: form, number of those that hold another.
    `mended`: form, repaired, slip: what a failing number may have been.
    """
    nothing = ibis.null("string")
    asked = ibis.union(
        plain.select(
            "form", number="id_text", slip=nothing, name="name", is_plain=is_plain(plain["id_text"])
        ),
        others.select("form", "number", slip=nothing, name=nothing, is_plain=is_plain(others["number"])),
        mended.select(
            "form", number="repaired", slip="slip", name=nothing, is_plain=~is_rounded(mended["repaired"])
        ),
    )
    # One join, so that what was asked is worked out once. Only what can be joined as it stands is looked for among the
    # numbers as the register has them: asking that of what was asked is less to look at.
    held = [
        register.people.select("person_id", number="id_number", known="name", source=nothing),
        register.odd.select(
            "person_id",
            "number",
            known=nothing,
            source=register.odd["from_certificate"].ifelse(CERTIFICATE, READ),
        ),
    ]
    if aliases is not None:
        held.append(
            aliases.select("person_id", number="id_number", known=nothing, source=ibis.literal(ALIAS))
        )
    found = asked.join(ibis.union(*held), "number")
    source, slip = found["source"], found["slip"]
    fits = source.isnull().ifelse(found["is_plain"], (source != ALIAS) | slip.isnull())
    same = ((found["name"] == found["known"]) & found["known"].re_search(PLAIN_NAME)).fill_null(False)
    how = slip.fill_null(source.fill_null(same.ifelse(WRITTEN, NUMBER)))
    return engine.keep(found.filter(fits).select(*PAIR, how=how), "looked-up")


def settled_as_written(engine: Engine, hits: ir.Table, *, ruled: Sequence[ir.Table]) -> ir.Table:
    """form, person_id: of citizens' numbers with one holder of the same name; none that people have `ruled` on (form)."""
    holders = hits.group_by("form").aggregate(
        person_id=hits["person_id"].min(),
        other_id=hits["person_id"].max(),
        is_plain=hits["how"].isin([WRITTEN, NUMBER]).all(),
        is_equal=(hits["how"] == WRITTEN).any(),
    )
    single = holders["person_id"] == holders["other_id"]
    found = holders.filter(single & holders["is_plain"] & holders["is_equal"]).select(*PAIR)
    for forms in ruled:
        found = found.anti_join(forms, "form")
    return engine.keep(found, "as-written")
