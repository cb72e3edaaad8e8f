"""What a row's month says against a candidate: dead before it, or certainly on another workshop's roster in it.

Belongs here: evidence that hangs on when and where a form stands. It takes points, and of two people who fit as well the
dead one fits worse; alone it decides nothing, for a dead person on a roster is what the alerts are there to find.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from matching.register import Register

ROSTERS = "hrss.rosters"
CLAIMS = ("hrss.subsidies", "county_finance.disbursements")
DEAD = "死亡"


def seen_in(conformed: Mapping[str, ir.Table]) -> ir.Table | None:
    """form, month, place: the months in which each form stands, and at which workshop; None without such a table."""
    parts = []
    if ROSTERS in conformed:
        parts.append(conformed[ROSTERS].select("form", "month", place="workshop_id"))
    parts += [
        conformed[source].select("form", month="from_month", place=ibis.null("string"))
        for source in CLAIMS
        if source in conformed
    ]
    if not parts:
        return None
    rows = ibis.union(*parts, distinct=True) if len(parts) > 1 else parts[0].distinct()
    return rows.filter(rows["form"].notnull() & rows["month"].notnull())


def dead_before(pairs: ir.Table, register: Register, seen: ir.Table) -> ir.Table:
    """form, person_id: pairs whose person died before the first month in which the form stands."""
    versions = register.people.semi_join(pairs, "person_id")
    is_dead = (versions["person_state"] == DEAD).fill_null(False)
    people = versions.group_by("person_id").aggregate(
        died=versions["person_state_on"].max(where=is_dead),
        said=versions["known_from"].max(where=is_dead),
        newest=versions["known_from"].max(),
    )
    people = people.filter(people["said"] == people["newest"])
    mine = seen.semi_join(pairs, "form")
    first = mine.group_by("form").aggregate(first=mine["month"].min())
    both = pairs.select("form", "person_id").join(first, "form").join(people, "person_id")
    died = both["died"].year() * 100 + both["died"].month()
    return both.filter((died < both["first"]).fill_null(False)).select("form", "person_id").distinct()


def elsewhere(pairs: ir.Table, certain: ir.Table, seen: ir.Table) -> ir.Table:
    """form, person_id: pairs whose person certainly (form, person_id) stands at another place in a month of the form."""
    placed = seen.filter(seen["place"].notnull())
    there = certain.semi_join(pairs, "person_id").select("person_id", other="form")
    there = there.join(placed, there["other"] == placed["form"]).select("person_id", "month", there="place")
    here = pairs.select("form", "person_id").join(placed, "form")
    both = here.join(there, ["person_id", "month"])
    return both.filter(both["place"] != both["there"]).select("form", "person_id").distinct()
