"""The forms that need no comparing: a sound number that stands in the register as written, beside the very same name.

Belongs here: settling nearly all rows with one join over the raw columns, and nothing that could decide otherwise than the
full comparison would: whatever is in the least special (several holders, an alias, a decision by a person, a name with
anything but common characters) is left to it.
"""

import ibis
import ibis.expr.types as ir

from etl.engine import Engine
from matching.ids import real_day, weighed
from matching.register import Register

PLAIN_NAME = "^[一-鿿]+$"
CHECK_DIGITS = 17


def settled_as_written(
    engine: Engine,
    forms: ir.Table,
    register: Register,
    *,
    aliases: ir.Table | None,
    decisions: ir.Table | None,
) -> ir.Table:
    """form, person_id, id_text, name, phone, account: of citizens' numbers with one holder of the same name."""
    asked = forms.filter(forms["id_text"].length() == CHECK_DIGITS + 1)
    if decisions is not None:
        asked = asked.anti_join(decisions, "form")
    people = register.people.select("person_id", number="id_number", known="name")
    pairs = asked.select("form", "name", number="id_text").join(people, "number")
    holders = pairs.group_by("form").aggregate(
        person_id=pairs["person_id"].min(),
        other_id=pairs["person_id"].max(),
        is_equal=(pairs["name"] == pairs["known"]).any(),
    )
    single = holders.filter((holders["person_id"] == holders["other_id"]) & holders["is_equal"])
    found = engine.keep(single.select("form", "person_id"), "holders")
    table = forms.join(found, "form").select("form", "person_id", "id_text", "name", "phone", "account")
    table = table.filter(table["name"].re_search(PLAIN_NAME) & is_sound_citizen(table["id_text"]))
    table = table.anti_join(register.odd, table["id_text"] == register.odd["number"])
    if aliases is not None:
        table = table.anti_join(aliases, table["id_text"] == aliases["id_number"])
    return engine.keep(table, "as-written")


def is_sound_citizen(number: ir.StringValue) -> ir.BooleanValue:
    """Whether eighteen characters are a citizen's number without fault: by arithmetic, since it runs over every row."""
    last = number.substr(CHECK_DIGITS, 1)
    check = (12 - weighed(number.substr(0, CHECK_DIGITS)) % 11) % 11
    shown = (last == "X").ifelse(ibis.literal(10, "int64"), last.try_cast("int64"))
    region = number.substr(0, 2)
    ours = (region >= "10") & (region < "90") & ~region.isin(["81", "82", "83"])
    day = number.substr(6, 8).try_cast("int64")
    return ((check == shown) & real_day(day) & ours).fill_null(False)
