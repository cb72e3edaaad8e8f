"""What the pairs have in common: one row a pair with every comparison as a column.

Belongs here: comparing. Names are compared as distinct pairs of spellings in Arrow; all else is table expressions.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.engine import Engine
from matching.candidates import Found
from matching.ids import checksum
from matching.names import RANK, WAYS, bare, compare_names, folded, normalise
from matching.register import Register, known_names
from matching.tables import load_tables

MISSING_NAME = -1
SIGNS = ("mark_equal", "household_equal", "dead_before", "elsewhere")
RARE, COMMON = 1, 3
"""How many people of a county may have a name that says much, and from how many on it says little."""
DAY = 8
"""Digits of a number that tell the day of birth."""
ONE_SLIP = 2
"""Digits that one slip may change: a swap changes two."""


def with_names(engine: Engine, forms: ir.Table) -> ir.Table:
    """Forms with name_normal, name_bare (no separators) and name_fold (common characters), '' where there is no name.

    Most names are all three themselves; the others, each spelling once, are worked on in Python.
    """
    named = forms.mutate(name=forms["name"].fill_null(""))
    odd = "[^一-鿿]|[" + "".join(map(chr, load_tables().folds)) + "]"
    spelt = named.filter(named["name"].re_search(odd)).select("name").distinct()
    texts = [str(text) for text in engine.arrow(spelt)["name"].to_pylist()]
    normal = [normalise(text).text for text in texts]
    columns = [texts, normal, [bare(text) for text in normal], [folded(text) for text in normal]]
    names = ("name", "name_normal", "name_bare", "name_fold")
    table = engine.table(
        pa.table({name: pa.array(values, pa.string()) for name, values in zip(names, columns, strict=True)})
    )
    both = named.left_join(table, "name").drop("name_right")
    return engine.keep(
        both.mutate(**{name: both[name].fill_null(both["name"]) for name in names[1:]}), "forms"
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
    near: Found,
    most_households: int,
    contrary: Mapping[str, ir.Table],
) -> ir.Table:
    """The pairs (form, person_id, number_way) with every comparison as a column.

    They are rank, born_equal, born_differs, born_far, county_equal, phone_equal, sex_conflict, id_differs, prefix_equal,
    is_rare, is_common and those of `SIGNS`.

    A phone of more than `most_households` is nobody's and does not count. `contrary`: form, person_id of the pairs that a sign
    by this name speaks against.
    """
    people = register.people.semi_join(pairs, "person_id")
    people = engine.keep(people, "compared-people")
    reached = near.reached
    held_by = reached.group_by("phone").aggregate(households=reached["household_id"].nunique())
    nobodys = held_by.filter(held_by["households"] > most_households)
    nobodys = nobodys.select("phone", is_shared=ibis.literal(True))
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
    held = engine.keep(held.mutate(total=checksum(held["number"])), "compared-numbers")
    numbers = held.filter(held["total"] == 1).drop("total")
    cut = register.cut.semi_join(pairs, "person_id").select("person_id", cut="prefix").distinct()
    shown = forms["id_text18"].fill_null(forms["id_prefix"])
    asked = forms.select(
        "form",
        "id_normal",
        "id_prefix",
        "id_born",
        "id_sex",
        "county",
        "phone",
        id_day=shown.substr(6, DAY),
    )
    wide = pairs.join(asked, "form").join(facts, "person_id")
    flags = engine.keep(
        wide.group_by("form", "person_id", "number_way").aggregate(
            born_equal=(wide["id_born"] == wide["born"]).any().fill_null(False),
            born_far=_far(wide["id_day"], wide["born"].replace("-", "")).all().fill_null(False),
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
    signs = _signs(
        {
            "mark_equal": _marked(pairs, forms, marks),
            "household_equal": _housed(pairs, forms, people, reached.anti_join(nobodys, "phone")),
            **contrary,
        }
    )
    joined = (
        flags.join(of_numbers, ["form", "person_id"])
        .left_join(ways, ["form", "person_id"])
        .drop("form_right", "person_id_right")
        .left_join(signs, ["form", "person_id"])
        .drop("form_right", "person_id_right")
        .left_join(near.namesakes, "form")
        .drop("form_right")
    )
    told = {
        sign: joined[sign].fill_null(False) if sign in joined.columns else ibis.literal(False)
        for sign in SIGNS
    }
    return engine.keep(
        joined.mutate(
            rank=joined["rank"].fill_null(0),
            is_rare=(joined["namesakes"] <= RARE).fill_null(False),
            is_common=(joined["namesakes"] >= COMMON).fill_null(False),
            **told,
            born_differs=joined["born_known"] & ~joined["born_equal"],
            id_differs=(joined["is_sound"] & joined["has_number"] & ~joined["number_equal"])
            | (joined["is_cut"] & joined["has_number"] & ~joined["prefix_equal"]),
        ),
        "features",
    )


def _far(day: ir.StringValue, other: ir.StringValue) -> ir.BooleanValue:
    """Whether two days (YYYYMMDD, be they real or not) differ in more digits than one slip of the hand can spoil; or null."""
    digits = [(day.substr(at, 1) != other.substr(at, 1)).cast("int64") for at in range(DAY)]
    unlike: ir.IntegerValue = digits[0]
    for digit in digits[1:]:
        unlike = unlike + digit
    return unlike > ONE_SLIP


def _marked(pairs: ir.Table, forms: ir.Table, marks: ir.Table) -> ir.Table:
    """Pairs whose phone or account was seen beside the person in a row that is certain: form, person_id, mark_equal."""
    parts = []
    for kind in ("phone", "account"):
        mine = forms.filter(forms[kind].notnull() & (forms[kind] != "")).select("form", mark=kind)
        known = marks.filter(marks["kind"] == kind).select("person_id", "mark")
        parts.append(pairs.select("form", "person_id").join(mine, "form").join(known, ["person_id", "mark"]))
    return ibis.union(*[part.select("form", "person_id") for part in parts])


def _housed(pairs: ir.Table, forms: ir.Table, people: ir.Table, reached: ir.Table) -> ir.Table:
    """Pairs whose form shows the phone of somebody else of the person's household."""
    asked = forms.filter(forms["phone"] != "").select("form", "phone")
    homes = people.select("person_id", "household_id").distinct()
    mine = pairs.select("form", "person_id").join(asked, "form").join(homes, "person_id")
    mates = reached.select("phone", "household_id", mate="person_id")
    found = mine.join(mates, ["phone", "household_id"])
    return found.filter(found["mate"] != found["person_id"]).select("form", "person_id")


def _signs(pairs: Mapping[str, ir.Table]) -> ir.Table:
    """form, person_id, and a column a sign: whether it holds of the pair."""
    listed = [table.select("form", "person_id", sign=ibis.literal(sign)) for sign, table in pairs.items()]
    both = ibis.union(*listed)
    return both.group_by("form", "person_id").aggregate(
        **{sign: (both["sign"] == sign).any() for sign in pairs}
    )
