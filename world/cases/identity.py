"""Cases about who is who: spoilt IDs, spoilt names, namesakes, shared and doubled IDs, and people in no register."""

from __future__ import annotations

import datetime as dt
from typing import Any

from world import names, numbers, spoil
from world.cases.cast import Cast, case
from world.model import Person, RosterRow


def _hire(c: Cast, person: Person, expect: str, error: str, **written: Any) -> list[RosterRow]:
    rows = c.hire(person, workshop=c.host2, **written)
    c.world.linked(rows, expect, error)
    if expect == "same":
        for code in ("id_invalid", "id_name_conflict", "not_in_register"):
            c.world.expect(
                code,
                "-",
                "review",
                persons=[person],
                workshops=[c.host2],
                first=c.m(-2),
                last=c.m(0),
                story=error,
                keys=[row.key for row in rows],
            )
    else:
        c.world.leave_open("id_invalid", person=person)
        c.world.leave_open("not_in_register", person=person)
    return rows


def _review(c: Cast, code: str, people: list[Person], rows: list[RosterRow], story: str) -> None:
    c.world.expect(
        code,
        "+",
        "review",
        persons=people,
        workshops=sorted({row.workshop for row in rows}, key=lambda shop: shop.workshop_id),
        first=min(row.month for row in rows),
        last=max(row.month for row in rows),
        story=story,
        keys=[row.key for row in rows],
    )


@case(small=True)
def spoilt_ids(c: Cast) -> None:
    rng = c.world.rng
    person = c.person()
    _hire(c, person, "same", "id_15", id_text=spoil.fifteen(person.id_number))
    person = c.person()
    _hire(c, person, "same", "id_certificate", id_text=spoil.certificate(person.id_number, rng))
    person = c.person()
    reissued = spoil.certificate(person.id_number, rng, reissued=True)
    _hire(c, person, "same", "id_certificate", id_text=reissued)
    person = c.person()
    _hire(c, person, "same", "id_one_digit", id_text=spoil.one_digit(person.id_number, rng))
    person = c.person()
    while not spoil.can_transpose(person.id_number):
        person = c.person()
    _hire(c, person, "same", "id_transposed", id_text=spoil.transposed(person.id_number))
    person = c.person()
    _hire(c, person, "same", "id_truncated", id_text=spoil.as_float(person.id_number))
    person = c.person()
    _hire(c, person, "same", "id_missing_phone", id_text="")


@case(small=True)
def missing_ids(c: Cast) -> None:
    rng = c.world.rng
    for text in ("", "无", "/"):
        person = c.person()
        _hire(c, person, "unsure", "id_missing", id_text=text, phone=numbers.phone(rng))
    person = c.person()
    c.person(name=person.name)
    _hire(c, person, "unsure", "id_missing_namesake", id_text="", phone="")
    person = c.person()
    twin_id = numbers.id_number(person.id_number[:6], person.born_on, int(person.id_number[14]) * 100 + 1)
    while twin_id == person.id_number or twin_id[:15] != person.id_number[:15]:
        sequence = int(person.id_number[14]) * 100 + rng.randrange(100)
        twin_id = numbers.id_number(person.id_number[:6], person.born_on, sequence)
    c.person(name=person.name, born_on=person.born_on, id_number=twin_id)
    _hire(
        c,
        person,
        "unsure",
        "id_truncated_namesake",
        id_text=spoil.as_float(person.id_number),
        phone=numbers.phone(rng),
    )


@case(small=True)
def spoilt_names(c: Cast) -> None:
    rng, style = c.world.rng, c.county.style
    sound = rng.choice("丽珍英芳秀梅玲霞桂香莲")
    person = c.person(sex="女", name=names.name_with(style, "女", sound, rng))
    changed = spoil.replace_last(person.name, spoil.SOUNDS_LIKE)
    _hire(c, person, "same", "name_homophone", name=changed)
    shape = rng.choice("清凤芬芳生祥培志")
    person = c.person(name=names.name_with(style, "女", shape, rng))
    changed = spoil.replace_last(person.name, spoil.LOOKS_LIKE)
    _hire(c, person, "same", "name_lookalike", name=changed)
    person = c.person(
        name="".join((rng.choice("肖闫付代丘钟"), rng.choice(names.MEN), rng.choice(names.WOMEN)))
    )
    changed = spoil.VARIANT[person.name[0]] + person.name[1:]
    _hire(c, person, "same", "name_variant", name=changed)
    person = c.person(name=names.name_with(style, "男", rng.choice("峰群升德"), rng))
    changed = spoil.replace_last(person.name, spoil.VARIANT)
    _hire(c, person, "same", "name_variant", name=changed)
    person = c.person(name=names.name_with(style, "男", rng.choice("国军华东庆贵"), rng))
    changed = spoil.replace_last(person.name, spoil.TRADITIONAL)
    _hire(c, person, "same", "name_traditional", name=changed)
    person = c.person(name=names.name_with(style, "女", rng.choice(spoil.RARE), rng))
    _hire(c, person, "same", "name_pinyin", name=spoil.to_pinyin(person.name))
    person = c.person(name=names.name_with(style, "女", rng.choice(spoil.RARE), rng))
    _hire(c, person, "same", "name_placeholder", name=spoil.to_placeholder(person.name, rng))
    person = c.person()
    _hire(c, person, "same", "name_spacing", name=spoil.spaced(person.name, rng))
    person = c.person(former_name=c.world.fresh_name(c.county, "女"))
    _hire(c, person, "same", "name_former", name=person.former_name)


@case(small=True)
def dotted_names(c: Cast) -> None:
    rng = c.world.rng
    first, second = rng.choice(names.DOTTED)
    person = c.person(sex="女", name=f"{first}·{second}", ethnic="维吾尔族")
    _hire(c, person, "same", "name_dots", name=spoil.other_dot(person.name, rng))
    pairs = [pair for pair in names.DOTTED if pair[0] != first]
    one, two = rng.sample(pairs, 2)
    person = c.person(sex="女", name="·".join(one), ethnic="维吾尔族")
    _hire(c, person, "same", "name_truncated", name=spoil.truncated_name(person.name, 6))
    person = c.person(sex="女", name="·".join(two), ethnic="维吾尔族")
    _hire(c, person, "same|unsure", "name_order", name=spoil.swapped_parts(person.name))


@case(small=True)
def both_spoilt(c: Cast) -> None:
    rng = c.world.rng
    person = c.person(sex="女", name=names.name_with(c.county.style, "女", rng.choice("丽珍英芳"), rng))
    _hire(
        c,
        person,
        "same|unsure",
        "name_and_id",
        name=spoil.replace_last(person.name, spoil.SOUNDS_LIKE),
        id_text=spoil.one_digit(person.id_number, rng),
    )


@case(small=True)
def register_rows(c: Cast) -> None:
    rng = c.world.rng
    person = c.person(id_kind="残疾人证")
    person.written_id = spoil.certificate(person.id_number, rng)
    _hire(c, person, "same", "register_certificate")
    person = c.person()
    person.written_id = spoil.as_float(person.id_number)
    rows = _hire(c, person, "same|unsure", "register_truncated")
    c.world.leave_open(person=person)
    for row in rows:
        c.world.leave_open(workshop=row.workshop, person=person)


@case(small=True)
def conflicts(c: Cast) -> None:
    rng, style = c.world.rng, c.county.style
    holder = c.person()
    stranger_name = c.world.fresh_name(c.county, holder.sex)
    rows = _hire(c, holder, "unsure", "id_other_name", name=stranger_name, phone=numbers.phone(rng))
    _review(c, "id_name_conflict", [holder], rows, "id_other_name")
    one, other = c.person(), c.person()
    while set(one.name) & set(other.name):
        other = c.person()
    rows = _hire(c, one, "unsure", "id_of_someone_else", id_text=other.id_number)
    _review(c, "id_name_conflict", [other], rows, "id_of_someone_else")
    c.world.leave_open(person=one)
    c.world.leave_open("id_shared", person=holder)
    c.world.leave_open("id_shared", person=other)
    unknown = c.stranger(name=names.person_name(style, "男", rng))
    rows = _hire(
        c, unknown, "none|unsure", "id_bad_unknown", id_text=spoil.bad_check(unknown.id_number), declared="1"
    )
    _review(c, "id_invalid", [], rows, "id_bad_unknown")


@case(small=True)
def shared_ids(c: Cast) -> None:
    rng = c.world.rng
    one = c.stranger(sex="女", name=names.name_with(c.county.style, "女", "玲", rng))
    other = c.stranger(sex="女", id_number=one.id_number, born_on=one.born_on)
    while set(other.name) & set(one.name):
        other.name = c.world.fresh_name(c.county, "女")
    rows = c.hire(one, -2, 0, declared="0") + c.hire(other, -2, 0, c.host2, declared="0")
    c.world.linked(rows[:3], "none", "shared_id")
    c.world.linked(rows[3:], "none|unsure", "shared_id")
    _review(c, "id_shared", [one, other], rows, "")
    variant = c.stranger(sex="女", name=names.name_with(c.county.style, "女", "丽", rng))
    rows = c.hire(variant, -5, -3, declared="0")
    rows += c.hire(
        variant, -2, 0, c.host2, declared="0", name=spoil.replace_last(variant.name, spoil.SOUNDS_LIKE)
    )
    c.world.linked(rows, "none", "shared_id")
    c.world.expect(
        "id_shared", "-", persons=[variant], story="one person, a homophone", keys=[r.key for r in rows]
    )
    for person in (one, other, variant):
        c.world.leave_open("two_workshops", person=person)


@case(small=True)
def doubled_ids(c: Cast) -> None:
    person = c.person()
    second = person.id_number
    while second == person.id_number:
        second = c.world.fresh_id(c.county, person.born_on, person.sex)
    rows = c.hire(person, -5, -3, c.host2, id_text=second)
    c.world.linked(rows, "unsure", "two_ids")
    rows += c.hire(person, -2, 0)
    _review(c, "one_person_two_ids", [person], rows, "")
    c.world.leave_open("not_in_register", person=person)
    day = dt.date(1988, 3, 12)
    one = c.person(sex="男", born_on=day)
    other = c.person(sex="男", born_on=day, name=one.name)
    rows = c.hire(one, workshop=c.host2) + c.hire(other, workshop=c.host2)
    c.world.linked(rows, "same", "born_namesakes")
    c.world.expect(
        "one_person_two_ids",
        "-",
        persons=[one, other],
        workshops=[c.host2],
        first=c.m(-2),
        last=c.m(0),
        story="two namesakes born on one day, both in the register",
    )


@case(small=True)
def brothers(c: Cast) -> None:
    """Two of one generation name, one village, one household phone: never one person."""
    rng = c.world.rng
    elder = c.person(sex="男", name=names.name_with(c.county.style, "男", "强", rng))
    younger = c.person(
        sex="男", name=elder.name[:-1] + "福", phone=elder.phone, household_id=elder.household_id
    )
    younger.relation = "之弟"
    for fact in ("township", "township_code", "village", "village_code"):
        setattr(younger, fact, getattr(elder, fact))
    rows = c.hire(elder, workshop=c.host2) + c.hire(younger, workshop=c.host2)
    c.world.linked(rows, "same", "brothers")
    c.world.expect(
        "one_person_two_ids",
        "-",
        persons=[elder, younger],
        workshops=[c.host2],
        first=c.m(-2),
        last=c.m(0),
        story="brothers of one generation name",
    )


@case(small=True)
def outside_the_register(c: Cast) -> None:
    namesake = c.person()
    stranger = c.stranger(
        name=namesake.name, born_on=namesake.born_on.replace(year=namesake.born_on.year - 7)
    )
    rows = c.hire(stranger, workshop=c.host2, declared="1")
    c.world.linked(rows, "none", "none_namesake")
    _review(c, "not_in_register", [stranger], rows, "none_namesake")
    declared = c.stranger()
    rows = c.hire(declared, workshop=c.host2, declared="2")
    _review(c, "not_in_register", [declared], rows, "")
    honest = c.stranger()
    rows = c.hire(honest, workshop=c.host2, declared="0")
    c.world.expect(
        "not_in_register",
        "-",
        persons=[honest],
        workshops=[c.host2],
        first=c.m(-2),
        last=c.m(0),
        story="declared as other",
    )
