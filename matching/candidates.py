"""Which register people a form could mean: a union of equality joins, exact number first, the rest for what it leaves.

Belongs here: finding pairs, each join bounded and its overflow reported. Does not belong here: what a pair is worth.
"""

from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from etl.engine import Engine
from matching.ids import repairs
from matching.register import Register, spellings

PAIR = ("form", "person_id")


@dataclass(frozen=True)
class Bounds:
    """The most register people that one key may bring; a key that would bring more brings none and is reported."""

    phone: int = 40
    name_county: int = 200
    name_born: int = 50
    prefix: int = 400
    repaired: int = 36


@dataclass
class Found:
    """Pairs (form, person_id), and how many keys of each kind were passed over because they fan out too far.

    `phones`: phone, households: how many households of the register have each phone of the forms.
    """

    pairs: ir.Table
    phones: ir.Table
    passed_over: dict[str, int] = field(default_factory=dict)


def number_of(forms: ir.Table) -> ir.StringValue:
    """The text by which a form's number is looked up: 18 characters, sound or not, or a permit's own number."""
    value: ir.StringValue = forms["id_text18"].fill_null(forms["id_normal"])
    return value


def exact(forms: ir.Table, register: Register, aliases: ir.Table | None) -> ir.Table:
    """Pairs of equal number: form, person_id, from_certificate, is_alias."""
    asked = forms.mutate(number=number_of(forms)).filter(lambda t: t["number"].notnull())
    hits = asked.join(register.numbers, "number").select(
        "form", "person_id", "from_certificate", is_alias=ibis.literal(False)
    )
    if aliases is not None:
        held = aliases.select(number=aliases["id_number"], person_id=aliases["person_id"])
        more = asked.join(held, "number").select(
            "form", "person_id", from_certificate=ibis.literal(False), is_alias=ibis.literal(True)
        )
        hits = hits.union(more)
    return hits.group_by(*PAIR).aggregate(
        from_certificate=hits["from_certificate"].any(), is_alias=hits["is_alias"].all()
    )


def repaired(engine: Engine, rest: ir.Table, register: Register) -> ir.Table:
    """Pairs one digit or one swap apart: form, person_id, slip."""
    failing = rest.filter(rest["id_text18"].notnull() & rest["id_fault"].notnull())
    mended = engine.keep(repairs(engine, failing.select("form", "id_text18")), "repairs")
    hits = mended.join(register.numbers, mended["repaired"] == register.numbers["number"])
    return engine.keep(hits.group_by("form", "person_id").aggregate(slip=hits["slip"].max()), "repaired")


def others(
    engine: Engine, rest: ir.Table, held: ir.Table, register: Register, learned: ir.Table, bounds: Bounds
) -> Found:
    """Pairs that share a phone, a name within a county or on a birth date, the digits left of a cut number, or a mark.

    `held`: form, of the forms whose number is a register person's under another name. `learned`: mark, kind (phone or account), person_id, from rows whose person is certain.
    """
    people = register.people
    unsound = rest.filter(rest["id_normal"].isnull()).union(
        rest.filter(rest["id_normal"].notnull()).semi_join(held, "form")
    )
    passed: dict[str, int] = {}

    def joined(name: str, left: ir.Table, right: ir.Table, limit: int) -> ir.Table:
        """left: form, key...; right: person_id, key..."""
        keys = [column for column in right.columns if column != "person_id"]
        near = right.semi_join(left, keys).distinct()
        near = engine.keep(near, f"near-{name}")
        counts = near.group_by(keys).aggregate(brings=near["person_id"].nunique())
        wide = engine.keep(counts.filter(counts["brings"] > limit).select(*keys), f"wide-{name}")
        passed[name] = int(engine.arrow(wide.aggregate(n=wide.count()))["n"][0].as_py())
        return left.join(near.anti_join(wide, keys), keys).select(*PAIR)

    by_phone = rest.filter(rest["phone"].notnull() & (rest["phone"] != "")).select("form", "phone")
    reached = people.select("person_id", "phone", "household_id").semi_join(by_phone, "phone").distinct()
    reached = engine.keep(reached, "reached")
    parts = [joined("phone", by_phone, reached.select("person_id", "phone"), bounds.phone)]

    spelt_so = rest.filter(rest["name_bare"] != "")
    wanted = spelt_so.select("name_bare").union(spelt_so.select(name_bare="name_fold")).distinct()
    spelt = engine.keep(spellings(people).semi_join(wanted, "name_bare").distinct(), "spellings")
    named = unsound.filter((unsound["name_bare"] != "") & unsound["county"].notnull())
    parts.append(
        joined(
            "name_county",
            named.select("form", "name_bare", "county").union(
                named.filter(named["name_fold"] != named["name_bare"]).select(
                    "form", name_bare="name_fold", county="county"
                )
            ),
            spelt.select("person_id", "name_bare", "county"),
            bounds.name_county,
        )
    )
    dated = rest.filter((rest["name_bare"] != "") & rest["id_born"].notnull())
    parts.append(
        joined(
            "name_born",
            dated.select("form", "name_bare", born=dated["id_born"]).union(
                dated.filter(dated["name_fold"] != dated["name_bare"]).select(
                    "form", name_bare="name_fold", born="id_born"
                )
            ),
            spelt.filter(spelt["born"].notnull()).select("person_id", "name_bare", "born"),
            bounds.name_born,
        )
    )
    cut = rest.filter(rest["id_prefix"].notnull())
    parts.append(
        joined(
            "prefix",
            cut.select("form", prefix=cut["id_prefix"].substr(0, 14)),
            register.numbers.select("person_id", prefix=register.numbers["number"].substr(0, 14)),
            bounds.prefix,
        )
    )
    sound = rest.filter(rest["id_normal"].notnull())
    parts.append(
        joined(
            "prefix_of_register",
            sound.select("form", prefix=sound["id_normal"].substr(0, 14)),
            register.cut.select("person_id", prefix=register.cut["prefix"].substr(0, 14)),
            bounds.prefix,
        )
    )
    for kind in ("phone", "account"):
        marked = rest.filter(rest[kind].notnull() & (rest[kind] != "")).select("form", mark=kind)
        known = learned.filter(learned["kind"] == kind).select("person_id", "mark")
        parts.append(joined(f"learned_{kind}", marked, known, bounds.phone))
    phones = reached.group_by("phone").aggregate(households=reached["household_id"].nunique())
    return Found(engine.keep(ibis.union(*parts).distinct(), "others"), phones, passed)
