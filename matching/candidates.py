"""Which register people a form could mean: a union of equality joins, exact number first, the rest for what it leaves.

Belongs here: finding pairs, each join bounded and its overflow reported. Does not belong here: what a pair is worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from etl.engine import Engine
from matching.register import Register, bare_of, spellings

PAIR = ("form", "person_id")
PREFIX = 14
"""Digits of a number that hold region and birth date."""
BETWEEN = "\x1f"


@dataclass(frozen=True)
class Bounds:
    """The most register people that one key may bring; a key that would bring more brings none and is reported."""

    phone: int = 40
    name_county: int = 200
    name_born: int = 50
    prefix: int = 400

    @property
    def of(self) -> dict[str, int]:
        """The bound of each kind of key."""
        return {
            "phone": self.phone,
            "name_county": self.name_county,
            "name_born": self.name_born,
            "prefix": self.prefix,
            "prefix_of_register": self.prefix,
            "learned_phone": self.phone,
            "learned_account": self.phone,
        }


KINDS = tuple(Bounds().of)


@dataclass(frozen=True)
class Found:
    """Pairs (form, person_id), and how many keys of each kind were passed over because they fan out too far.

    `reached`: person_id, phone, household_id of the register people who have a phone of the forms. `namesakes`: form,
    namesakes: how many people of the form's county are called so, where its name was looked up there.
    """

    pairs: ir.Table
    reached: ir.Table
    namesakes: ir.Table
    passed_over: dict[str, int]


def number_of(forms: ir.Table) -> ir.StringValue:
    """The text by which a form's number is looked up: 18 characters, sound or not, or a permit's own number."""
    value: ir.StringValue = forms["id_text18"].fill_null(forms["id_normal"])
    return value


def asked_of(forms: ir.Table) -> ir.Table:
    """form, kind, key: by what else than its number a form may find people.

    Phones, names within a county or on a birth date, the digits left of a cut number, and accounts.
    """

    def key(kind: str, rows: ir.Table, value: ir.StringValue) -> ir.Table:
        return rows.select("form", kind=ibis.literal(kind), key=value).filter(lambda t: t["key"] != "")

    sound = forms.filter(forms["id_normal"].notnull())
    spelt = forms.select("form", "county", "id_born", name=forms["name_bare"]).union(
        forms.filter(forms["name_fold"] != forms["name_bare"]).select(
            "form", "county", "id_born", name="name_fold"
        )
    )
    spelt = spelt.filter(spelt["name"] != "")
    return ibis.union(
        key("phone", forms, forms["phone"]),
        key("name_county", spelt, _both(spelt["name"], spelt["county"])),
        key("name_born", spelt, _both(spelt["name"], spelt["id_born"])),
        key("prefix", forms, forms["id_prefix"].substr(0, PREFIX)),
        key("prefix_of_register", sound, sound["id_normal"].substr(0, PREFIX)),
        key("learned_phone", forms, forms["phone"]),
        key("learned_account", forms, forms["account"]),
    )


def _both(name: ir.StringValue, other: ir.StringValue) -> ir.StringValue:
    together: ir.StringValue = name.concat(BETWEEN, other)
    return together


def neighbourhood(
    engine: Engine,
    register: Register,
    forms: ir.Table,
    hits: ir.Table,
    others: Sequence[ir.Table],
    written: ir.Table,
) -> tuple[ir.Table, ir.Table]:
    """Whom the forms may mean (person_id, some more than once), and the versions of all these and of those of `written`.

    `hits`: form, person_id of equal or nearly equal numbers; `others`: tables of person_id of those that people have ruled on.
    """
    # Whoever has a sound number is looked for by name in the county only where the number is somebody's.
    local = forms["id_normal"].isnull() | forms["form"].isin(hits["form"])
    named = forms.select(
        "name_bare", "name_fold", "id_born", county=local.ifelse(forms["county"], ibis.null("string"))
    )
    names = named.drop("name_fold").union(named.drop("name_bare").rename(name_bare="name_fold")).distinct()
    names = engine.keep(names.filter(names["name_bare"] != ""), "asked-names")
    in_county = names.filter(names["county"].notnull()).select("name_bare", "county").distinct()
    on_day = names.filter(names["id_born"].notnull())
    on_day = on_day.select("name_bare", born_on=on_day["id_born"].cast("date")).distinct()
    phones = forms.filter(forms["phone"] != "").select("phone").distinct()
    prefixes = (
        forms.filter(forms["id_prefix"].notnull())
        .select(prefix=forms["id_prefix"].substr(0, PREFIX))
        .distinct()
    )
    people = register.people
    of_former = people.filter(people["former_name"] != "").select(
        "person_id", "county", "born_on", name="former_name"
    )
    of_former = of_former.mutate(name_bare=bare_of(of_former["name"]))
    cut = register.cut.select("person_id", prefix=register.cut["prefix"].substr(0, PREFIX))
    sound = forms.filter(forms["id_normal"].notnull())
    found = people.select(
        "person_id",
        "phone",
        "county",
        "born_on",
        name_bare=bare_of(people["name"]),
        prefix=people["id_number"].substr(0, PREFIX),
    )
    keys = (
        (phones, ["phone"]),
        (in_county, ["name_bare", "county"]),
        (on_day, ["name_bare", "born_on"]),
        (prefixes, ["prefix"]),
    )
    for place, (table, on) in enumerate(keys):
        found = found.left_join(
            table.mutate(**{f"by_{place}": ibis.literal(True)}), on, rname="{name}_of_key"
        )
        found = found.drop(*[f"{column}_of_key" for column in on])
    met = found.filter(ibis.or_(*[found[f"by_{place}"].notnull() for place in range(len(keys))]))
    near = ibis.union(
        met.select("person_id"),
        hits.select("person_id"),
        *others,
        of_former.semi_join(in_county, ["name_bare", "county"]).select("person_id"),
        of_former.semi_join(on_day, ["name_bare", "born_on"]).select("person_id"),
        cut.semi_join(sound.select(prefix=sound["id_normal"].substr(0, PREFIX)), "prefix").select(
            "person_id"
        ),
        register.odd.mutate(prefix=register.odd["number"].substr(0, PREFIX))
        .semi_join(prefixes, "prefix")
        .select("person_id"),
    )
    # First who, by the few columns that say so, then everything about them: decoding all of the register costs far more.
    near = engine.keep(near, "wanted")
    wanted = near.union(written.select("person_id"))
    return near, engine.keep(people.semi_join(wanted, "person_id"), "neighbourhood")


def others(
    engine: Engine, rest: ir.Table, held: ir.Table, register: Register, learned: ir.Table, bounds: Bounds
) -> Found:
    """Pairs that share a phone, a name within a county or on a birth date, the digits left of a cut number, or a mark.

    `held`: form, of the forms whose number is a register person's under another name. `learned`: mark, kind (phone or account),
    person_id, from rows whose person is certain.
    """
    people = register.people
    # Whoever has a sound number is found by it; one of that name in the county is somebody else, but for a number that is another's.
    alone = (
        rest.filter(rest["id_normal"].notnull())
        .anti_join(held, "form")
        .select("form", kind=ibis.literal("name_county"))
    )
    asked = engine.keep(asked_of(rest).anti_join(alone, ["form", "kind"]), "asked")
    spelt = spellings(people)
    numbers = register.numbers

    def key(kind: str, rows: ir.Table, value: ir.StringValue) -> ir.Table:
        return rows.select("person_id", kind=ibis.literal(kind), key=value)

    brings = ibis.union(
        key("phone", people, people["phone"]),
        key("name_county", spelt, _both(spelt["name_bare"], spelt["county"])),
        key("name_born", spelt, _both(spelt["name_bare"], spelt["born"])),
        key("prefix", numbers, numbers["number"].substr(0, PREFIX)),
        key("prefix_of_register", register.cut, register.cut["prefix"].substr(0, PREFIX)),
        learned.select("person_id", kind=ibis.literal("learned_").concat(learned["kind"]), key="mark"),
    )
    near = engine.keep(brings.semi_join(asked, ["kind", "key"]).distinct(), "near-keys")
    counts = near.group_by("kind", "key").aggregate(brings=near["person_id"].nunique())
    limit = ibis.cases(
        *[(counts["kind"] == kind, most) for kind, most in bounds.of.items()], else_=bounds.phone
    )
    wide = engine.keep(counts.filter(counts["brings"] > limit).select("kind", "key"), "wide-keys")
    told = engine.arrow(wide.group_by("kind").aggregate(passed=wide.count()))
    passed = dict.fromkeys(KINDS, 0) | dict(
        zip(told["kind"].to_pylist(), told["passed"].to_pylist(), strict=True)
    )
    pairs = asked.join(near.anti_join(wide, ["kind", "key"]), ["kind", "key"]).select(*PAIR)
    by_phone = asked.filter(asked["kind"] == "phone").select(phone="key")
    reached = people.semi_join(by_phone, "phone").select("person_id", "phone", "household_id").distinct()
    namesakes = counts.filter(counts["kind"] == "name_county")
    namesakes = (
        asked.join(namesakes, ["kind", "key"])
        .group_by("form")
        .aggregate(namesakes=lambda t: t["brings"].max())
    )
    return Found(
        engine.keep(pairs.distinct(), "others"),
        engine.keep(reached, "reached"),
        engine.keep(namesakes, "namesakes"),
        passed,
    )
