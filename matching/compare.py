"""What the pairs have in common: one row a pair with every comparison as a column.

Belongs here: comparing. Names are compared as distinct pairs of spellings in Arrow; all else is table expressions.
"""

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.engine import Engine
from matching.ids import checksum
from matching.names import RANK, WAYS, bare, compare_names, folded, normalise
from matching.register import Register, known_names

PLAIN_NAME = "^[一-鿿]+$"
MISSING_NAME = -1
ONE_SLIP = 2
"""Digits that one slip may change: a swap changes two."""


def with_names(engine: Engine, forms: ir.Table) -> ir.Table:
    """Forms with name_normal, name_bare (no separators) and name_fold (common characters), '' where there is no name.

    Names of nothing but common characters are their own normal form; the others, each spelling once, are worked on in
    Python.
    """
    spelt = forms.select(name=forms["name"].fill_null("")).distinct()
    texts = [str(text) for text in engine.arrow(spelt)["name"].to_pylist()]
    normal = [normalise(text).text for text in texts]
    columns = {
        "name": texts,
        "name_normal": normal,
        "name_bare": [bare(text) for text in normal],
        "name_fold": [folded(text) for text in normal],
    }
    table = engine.table(
        pa.table({name: pa.array(values, type=pa.string()) for name, values in columns.items()})
    )
    return engine.keep(
        forms.mutate(name=forms["name"].fill_null("")).join(table, "name", how="left").drop("name_right"),
        "forms",
    )


def name_ways(engine: Engine, pairs: ir.Table, forms: ir.Table, register: Register, name: str) -> ir.Table:
    """form, person_id, rank: the best way in which the form's name agrees with any known name of the person.

    The rank is the way's place in `names.WAYS`, -1 where the form has no name.
    """
    known = known_names(register, pairs)
    spelt = engine.keep(
        pairs.select("form", "person_id")
        .join(forms.select("form", "name", "name_normal"), "form")
        .join(known, "person_id"),
        f"{name}-spelt",
    )
    unequal = spelt.filter((spelt["name"] != spelt["known"]) & (spelt["name"] != ""))
    distinct = engine.arrow(unequal.select("name", "name_normal", "known").distinct())
    theirs = [normalise(text).text for text in distinct["known"].to_pylist()]
    ways = compare_names(distinct["name_normal"].to_pylist(), theirs).to_pylist()
    blanks = [RANK["name_spacing"] if way == "name_equal" else RANK[way] for way in ways]
    ranks = engine.table(
        pa.table(
            {"name": distinct["name"], "known": distinct["known"], "rank": pa.array(blanks, type=pa.int64())}
        )
    )
    ranked = spelt.left_join(ranks, ["name", "known"]).select(
        "form",
        "person_id",
        "is_former",
        rank=ibis.cases(
            (spelt["name"] == "", ibis.literal(MISSING_NAME, "int64")),
            (spelt["name"] == spelt["known"], ibis.literal(RANK["name_equal"], "int64")),
            else_=ranks["rank"],
        ),
    )
    former = ranked["is_former"] & (ranked["rank"] >= RANK["name_variant_char"])
    ranked = ranked.mutate(rank=former.ifelse(RANK["name_former"], ranked["rank"]))
    return engine.keep(
        ranked.group_by("form", "person_id").aggregate(rank=ranked["rank"].max()), f"{name}-ways"
    )


def way_of(rank: ir.IntegerValue) -> ir.StringValue:
    """The way's code behind a rank."""
    cases = [
        (rank == place, "name_former" if way == "name_ritual" else way) for place, way in enumerate(WAYS)
    ]
    return ibis.cases(*cases, else_="name_missing")


def features(
    engine: Engine,
    pairs: ir.Table,
    forms: ir.Table,
    register: Register,
    marks: ir.Table,
    shared: ir.Table,
) -> ir.Table:
    """The pairs (form, person_id, number_way) with every comparison as a column.

    They are rank, born_equal, born_differs, born_far, county_equal, phone_equal, mark_equal, sex_conflict, id_differs, prefix_equal.

    `shared`: phones that so many households of the register have that they are nobody's; they do not count.
    """
    people = register.people.semi_join(pairs, "person_id")
    people = engine.keep(people, "compared-people")
    nobodys = shared.select("phone", is_shared=ibis.literal(True))
    people = people.left_join(nobodys, "phone").drop("phone_right")
    own_phone = people["is_shared"].isnull().ifelse(people["phone"], ibis.null("string"))
    facts = people.select(
        "person_id",
        born=people["born_on"].cast("string"),
        their_sex=people["sex"],
        their_county=people["county"],
        their_phone=own_phone,
    )
    held = register.numbers.semi_join(pairs, "person_id").select("person_id", "number").distinct()
    numbers = engine.keep(held, "compared-numbers")  # before the check: it would be pushed below the join
    numbers = engine.keep(numbers.filter(checksum(numbers["number"]) == 1), "sound-numbers")
    cut = register.cut.semi_join(pairs, "person_id").select("person_id", cut="prefix").distinct()
    asked = forms.select(
        "form", "id_normal", "id_prefix", "id_born", "id_sex", "county", "phone", "account", "id_kind"
    )
    wide = pairs.join(asked, "form").join(facts, "person_id")
    flags = engine.keep(
        wide.group_by("form", "person_id", "number_way").aggregate(
            born_equal=(wide["id_born"] == wide["born"]).any().fill_null(False),
            born_far=_far(wide["id_born"], wide["born"]).all().fill_null(False),
            born_known=(wide["id_born"].notnull() & wide["born"].notnull()).any(),
            county_equal=(wide["county"] == wide["their_county"]).any().fill_null(False),
            county_known=wide["county"].notnull().any(),
            phone_equal=(wide["phone"] == wide["their_phone"]).any().fill_null(False),
            sex_conflict=(wide["id_sex"] != wide["their_sex"]).all().fill_null(False),
        ),
        "flags",
    )
    held = pairs.select("form", "person_id").join(asked.select("form", "id_normal", "id_prefix"), "form")
    held = held.left_join(numbers, "person_id").drop("person_id_right")
    held = held.left_join(cut, "person_id").drop("person_id_right")
    same_start = (held["id_prefix"].substr(0, 14) == held["number"].substr(0, 14)) | (
        held["cut"].substr(0, 14) == held["id_normal"].substr(0, 14)
    )
    of_numbers = engine.keep(
        held.group_by("form", "person_id").aggregate(
            has_number=held["number"].notnull().any(),
            prefix_equal=same_start.any().fill_null(False),
            number_equal=(held["id_normal"] == held["number"]).any().fill_null(False),
            is_sound=held["id_normal"].notnull().any(),
            is_cut=held["id_prefix"].notnull().any(),
        ),
        "numbers",
    )
    ways = name_ways(engine, pairs, forms, register, "rest")
    marked = _marked(pairs, forms, marks)
    joined = (
        flags.join(of_numbers, ["form", "person_id"])
        .left_join(ways, ["form", "person_id"])
        .drop("form_right", "person_id_right")
        .left_join(marked, ["form", "person_id"])
        .drop("form_right", "person_id_right")
    )
    return engine.keep(
        joined.mutate(
            rank=joined["rank"].fill_null(0),
            mark_equal=joined["mark_equal"].fill_null(False),
            born_differs=joined["born_known"] & ~joined["born_equal"],
            id_differs=(joined["is_sound"] & joined["has_number"] & ~joined["number_equal"])
            | (joined["is_cut"] & joined["has_number"] & ~joined["prefix_equal"]),
        ),
        "features",
    )


def _far(born: ir.StringValue, other: ir.StringValue) -> ir.BooleanValue:
    """Whether two dates differ in more digits than one slip of the hand can spoil; null where one is not known."""
    digits = [born.substr(at, 1) != other.substr(at, 1) for at in (0, 1, 2, 3, 5, 6, 8, 9)]
    unlike: ir.IntegerValue = sum((digit.cast("int64") for digit in digits[1:]), digits[0].cast("int64"))
    return unlike > ONE_SLIP


def _marked(pairs: ir.Table, forms: ir.Table, marks: ir.Table) -> ir.Table:
    """Pairs whose phone or account was seen beside the person in a row that is certain: form, person_id, mark_equal."""
    parts = []
    for kind in ("phone", "account"):
        mine = forms.filter(forms[kind].notnull() & (forms[kind] != "")).select("form", mark=kind)
        known = marks.filter(marks["kind"] == kind).select("person_id", "mark")
        parts.append(pairs.select("form", "person_id").join(mine, "form").join(known, ["person_id", "mark"]))
    both = ibis.union(*[part.select("form", "person_id") for part in parts]).distinct()
    return both.mutate(mark_equal=ibis.literal(True))
