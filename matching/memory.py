"""What people decided about a form and a register person, and whether the evidence they saw still stands.

A decision carries the fingerprint of its evidence. It outranks every score while the fingerprint is the same; once the
form or the person says something else, it no longer counts, and the case comes back with both fingerprints. Belongs
here: that rule. Does not belong here: where decisions are stored, and who may take them.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from etl.engine import Engine
from matching.register import Register, profiles

FORM_FACTS = ("id_text", "name", "phone", "account", "county")
PERSON_FACTS = ("id_number", "name", "former_name", "sex", "born_on", "phone", "county")
BETWEEN = "\x1f"


@dataclass(frozen=True)
class Memory:
    """`live`: form, person_id, answer, still resting on what it rested on. `stale`: the others, with was and now."""

    live: ir.Table
    stale: ir.Table


def fingerprints(engine: Engine, pairs: ir.Table, forms: ir.Table, people: ir.Table) -> ir.Table:
    """form, person_id, fingerprint: a hash of all that the form says and all that the person's newest version says."""
    newest = profiles(engine, people, pairs.select("person_id").distinct())
    mine = forms.select("form", mine=_joined(forms, FORM_FACTS))
    theirs = newest.select("person_id", theirs=_joined(newest, PERSON_FACTS))
    both = pairs.select("form", "person_id").distinct().join(mine, "form").join(theirs, "person_id")
    stamp = both["mine"].concat(BETWEEN, both["theirs"]).hexdigest("sha256").substr(0, 16)
    return engine.keep(both.select("form", "person_id", fingerprint=stamp), "fingerprints")


def _joined(table: ir.Table, columns: tuple[str, ...]) -> ir.StringValue:
    text = ibis.literal("")
    for column in columns:
        text = text.concat(BETWEEN, table[column].cast("string").fill_null(""))
    return text


def recall(engine: Engine, decisions: ir.Table, forms: ir.Table, register: Register) -> Memory:
    """Which decisions count today; those on rows keep their row_ref. One without a fingerprint counts; one about a person the register never held does not."""
    rows = ["row_ref"] if "row_ref" in decisions.columns else []
    taken = decisions.select(
        "form",
        "answer",
        *rows,
        person_id=decisions["register_person_id"],
        was=decisions["fingerprint"].fill_null(""),
    )
    now = fingerprints(engine, taken, forms, register.people)
    both = taken.join(now, ["form", "person_id"])
    both = engine.keep(both, "decisions")
    stands = (both["was"] == "") | (both["was"] == both["fingerprint"])
    return Memory(
        live=engine.keep(both.filter(stands).select("form", "person_id", "answer", *rows), "live-decisions"),
        stale=both.filter(~stands).select(
            "form", "answer", "was", *rows, register_person_id="person_id", now="fingerprint"
        ),
    )
