"""The register as the matcher needs it: every number, name, phone and place that each person is known by.

Belongs here: reading all versions of monitoring.people. A person keeps the register's 人编号 through corrected numbers,
new names and moves, so what any version said counts as a known way. The register is by far the largest table of the link
step: it is read column by column where a join asks for it, and narrowed to the people in question before anything else.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from etl.engine import Engine

NULL = ibis.null("string")
SEPARATORS = " \t·•．.‧・\u3000\u00a0"
PLAIN_NAME = "^[一-鿿]+$"
"""Nothing but common characters: most names, and all that can be said of these is said without rewriting them."""
CERTIFICATE = "^[0-9]{17}[0-9X][1-7][1-4](B[0-9])?$"


@dataclass(frozen=True)
class Register:
    """The versions of all people, and what their numbers hold that can't be joined as it stands.

    `odd`: person_id, number (18 characters), from_certificate. `cut`: person_id, prefix of a number held only in part.
    """

    people: ir.Table
    odd: ir.Table
    cut: ir.Table

    @property
    def numbers(self) -> ir.Table:
        """person_id, number, from_certificate: of every version."""
        held = self.people.filter(is_plain(self.people["id_number"]))
        plain = held.select("person_id", number="id_number", from_certificate=ibis.literal(False))
        return plain.union(self.odd)

    def of(self, people: ir.Table) -> "Register":
        """The register of these versions alone, all of a person's."""
        return Register(
            people, self.odd.semi_join(people, "person_id"), self.cut.semi_join(people, "person_id")
        )


def is_plain(number: ir.StringValue) -> ir.BooleanValue:
    """Eighteen characters that can be joined as they stand; the cheapest test that lets no other shape through."""
    ends = number.substr(17, 1).isin([*"0123456789X"])
    return ((number.length() == 18) & (number < "A") & ends & ~is_rounded(number)).fill_null(False)


def is_rounded(number: ir.StringValue) -> ir.BooleanValue:
    """Whether it ends like a number that a spreadsheet has rounded: then it takes reading to know."""
    return number.endswith("000")


def columns_of(people: ir.Table) -> ir.Table:
    """monitoring.people as the link step reads it."""
    return people.select(
        "person_id",
        "name",
        "former_name",
        "id_number",
        "sex",
        "born_on",
        "phone",
        "household_id",
        "township_name",
        "village_name",
        "person_state",
        "person_state_on",
        "known_from",
        county=people["village_code"].substr(0, 6),
    )


def odd_numbers(people: ir.Table) -> ir.Table:
    """person_id, id_number of those that can't be joined as they stand: of millions only these are looked into."""
    raw = people["id_number"]
    return people.filter(raw.notnull() & (raw != "") & ~is_plain(raw)).select("person_id", "id_number")


def is_certificate(number: ir.StringValue) -> ir.BooleanValue:
    """A disability certificate's number as it should be written: the citizen's number and two or four characters more."""
    return number.length().isin([20, 22]) & number.re_search(CERTIFICATE)


def register_of(engine: Engine, people: ir.Table, strange: ir.Table, read: ir.Table) -> Register:
    """`strange`: those of `odd_numbers`. `read`: text, and what `ids.read_ids` says of it, of all but the certificates'."""
    # A register may hold a certificate's number whose check digit fails: what it shows is looked up all the same.
    held = strange["id_number"]
    shown = strange.filter(is_certificate(held)).select(
        "person_id", number=held.substr(0, 18), from_certificate=ibis.literal(True)
    )
    others = strange.join(read, strange["id_number"] == read["text"])
    found = others["id_text18"].fill_null(others["id_normal"])
    known = others.filter(found.notnull()).select(
        "person_id", number=found, from_certificate=others["id_kind"] == "certificate"
    )
    cut = others.filter(others["id_prefix"].notnull()).select("person_id", prefix=others["id_prefix"])
    return Register(people=people, odd=engine.keep(shown.union(known), "register-numbers"), cut=cut)


def newest(engine: Engine, versions: ir.Table) -> ir.Table:
    """The newest version of each person. Only people of several are ranked."""
    held = versions.select("person_id")
    counts = held.group_by("person_id").aggregate(versions=held.count())
    several = engine.keep(counts.filter(counts["versions"] > 1).select("person_id"), "several-versions")
    ranked = versions.semi_join(several, "person_id")
    order = ibis.row_number().over(
        group_by=ranked["person_id"],
        order_by=[
            ranked["known_from"].desc(),
            ranked["id_number"].fill_null("").desc(),
            ranked["name"],
        ],
    )
    chosen = ranked.mutate(_place=order).filter(lambda t: t["_place"] == 0).drop("_place")
    return versions.anti_join(several, "person_id").union(chosen)


def profiles(engine: Engine, people: ir.Table, named: ir.Table) -> ir.Table:
    """Of `people` (all versions) one row a person of `named` (person_id): the newest one's facts."""
    return engine.keep(newest(engine, people.semi_join(named, "person_id")), "profiles")


def known_names(register: Register, named: ir.Table) -> ir.Table:
    """person_id, known (a name as the register wrote it), is_former."""
    versions = register.people.semi_join(named, "person_id")
    names = versions.select("person_id", known=versions["name"], is_former=ibis.literal(False))
    former = versions.filter(versions["former_name"].notnull() & (versions["former_name"] != "")).select(
        "person_id", known=versions["former_name"], is_former=ibis.literal(True)
    )
    return names.union(former).distinct()


def bare_of(spelt: ir.StringValue) -> ir.StringValue:
    """A name without blanks and dots."""
    bare: ir.StringValue = spelt.re_search(PLAIN_NAME).ifelse(spelt, spelt.re_replace(f"[{SEPARATORS}]", ""))
    return bare


def spellings(people: ir.Table) -> ir.Table:
    """Every spelling of every person without blanks and dots, with county and birth date."""
    former = people.filter(people["former_name"].notnull() & (people["former_name"] != ""))
    both = people.select("person_id", "county", "born_on", spelt="name").union(
        former.select("person_id", "county", "born_on", spelt="former_name")
    )
    return both.select(
        "person_id",
        "county",
        name_bare=bare_of(both["spelt"]),
        born=both["born_on"].cast("string"),
    )
