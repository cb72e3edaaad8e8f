"""A small register typed by hand, forms that name its people, and the tables that the link step takes of them.

What is linked is linked twice for all tests, see conftest.py: once as it came, and once later, after people decided and
the register changed. Every case has a person, a phone and a number of its own, so that none touches another.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from etl.config import Config
from tests.rooms import Row, room, typed

CONFIG = Config.model_construct(areas=(), parameters=(), paused={})
MONTH = 202401
LINKED = ("link_forms", "persons", "link_report", "link_stale", "row_decisions")
KEYS = [{"purpose": "person", "key": b"a test key".hex()}, {"purpose": "person_version", "key": "v1"}]
COUNTY, OTHER = "459901", "459902"
# Two women named 韦桂英, of one county and born on one day, and others.
PEOPLE: list[dict[str, Any]] = [
    {
        "person_id": "R1",
        "name": "韦桂英",
        "id_number": "459901199003070126",
        "phone": "19900000001",
        "household_id": "H1",
    },
    {
        "person_id": "R2",
        "name": "覃家强",
        "id_number": "45990119900307002X",
        "phone": "19900000002",
        "household_id": "H2",
    },
    {
        "person_id": "R3",
        "name": "覃家福",
        "id_number": "459901199203070148",
        "phone": "19900000002",
        "household_id": "H2",
    },
    {"person_id": "R4", "name": "阿依古丽·买买提", "id_number": "459901196511200034", "phone": "19900000004"},
    {
        "person_id": "R5",
        "name": "刘小",
        "former_name": "钟崇信",
        "id_number": "45990119900307010X43",
        "phone": None,
    },
    {
        "person_id": "R6",
        "name": "农秀兰",
        "id_number": "459901197005050035…",
        "phone": None,
        "born_on": dt.date(1970, 5, 5),
    },
    {"person_id": "R7", "name": "黄小孩", "id_number": None, "phone": None, "born_on": dt.date(2012, 2, 2)},
    {"person_id": "R8", "name": "莫大山", "id_number": "459901198001010018", "phone": "19900000008"},
    {"person_id": "R9", "name": "莫大山", "id_number": "45990119800101010X", "phone": "19900000009"},
]
CHECKS = "10X98765432"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def sound(body: str) -> str:
    return body + CHECKS[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


def people_table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    defaults = {
        "former_name": None,
        "sex": "女",
        "household_id": "H0",
        "village_code": COUNTY + "100200",
        "township_name": "某乡",
        "village_name": "某村",
        "person_state": "正常",
        "person_state_on": None,
        "known_from": dt.date(2023, 6, 30),
    }
    full = []
    for number, row in enumerate(rows):
        digits = str(row.get("id_number") or "")
        born = (
            dt.date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14])) if len(digits) >= 18 else None
        )
        full.append({**defaults, "born_on": born, "pull_id": "typed", "row_number": number, **row})
    return typed("conform.people", full)


def forms_table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    return typed(
        "conform.forms", [{"form": place, "county": COUNTY, **row} for place, row in enumerate(rows)]
    )


def link(
    forms: pa.Table,
    people: pa.Table,
    *,
    said: Sequence[Row] = (),
    aliases: Sequence[Row] = (),
    seen: Sequence[Row] = (),
    want: Collection[str] = LINKED,
) -> dict[str, pa.Table]:
    """Tables of the room link. `said`: decisions on rows, each with its form; `seen`: roster rows of forms."""
    origin = {one["row_ref"]: {"row_ref": one["row_ref"], "form": one["form"]} for one in said}
    spoken = [
        {"number": number, "kind": "identity"}
        | {name: value for name, value in one.items() if name != "form"}
        for number, one in enumerate(said)
    ]
    given: dict[str, Sequence[Row] | pa.Table] = {
        "conform.forms": forms.select(typed("conform.forms", []).column_names),
        "conform.people": people,
        "conform.row_origin": list(origin.values()),
        "conform.rosters": seen,
        "decisions.spoken": spoken,
        "decisions.aliases": aliases,
        "run.keys": KEYS,
    }
    with room("link", given, list(want), CONFIG, MONTH) as warehouse:
        return {name: warehouse.arrow(f"link.{name}") for name in want}


SAME: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("equal", {"id_text": "459901199003070126", "name": "韦桂英"}, "R1", "id", "id_equal,name_equal"),
    ("homophone", {"id_text": "459901199003070126", "name": "韦贵英"}, "R1", "id", "id_equal,name_homophone"),
    (
        "dots",
        {"id_text": "459901196511200034", "name": "阿依古丽．买买提"},
        "R4",
        "id",
        "id_equal,name_spacing",
    ),
    (
        "former",
        {"id_text": "45990119900307010X", "name": "钟崇信"},
        "R5",
        "id",
        "id_in_certificate,name_former",
    ),
    (
        "15 digits",
        {"id_text": "459901651120003", "name": "阿依古丽·买买提"},
        "R4",
        "id",
        "id_15_digit,name_equal",
    ),
    (
        "certificate",
        {"id_text": "45990119900307002X43B1", "name": "覃家强"},
        "R2",
        "id",
        "id_in_certificate,name_equal",
    ),
    (
        "one digit",
        {"id_text": "459901199003070136", "name": "韦桂英"},
        "R1",
        "id_repaired",
        "id_one_digit,name_equal",
    ),
    (
        "swap",
        {"id_text": "459901199003071026", "name": "韦桂英"},
        "R1",
        "id_repaired",
        "id_transposed,name_equal",
    ),
    (
        "both spoilt, in the county",
        {"id_text": "459901199003070136", "name": "韦贵英"},
        "R1",
        "id_repaired",
        "id_one_digit,name_homophone",
    ),
    (
        "cut",
        {"id_text": "459901199003070…", "name": "韦桂英"},
        "R1",
        "name_strong",
        "id_truncated,name_equal",
    ),
    (
        "phone",
        {"id_text": None, "name": "韦桂英", "phone": "19900000001"},
        "R1",
        "name_strong",
        "id_missing,name_equal",
    ),
    (
        "register cut",
        {"id_text": sound("45990119700505003"), "name": "农秀兰"},
        "R6",
        "name_strong",
        "id_truncated,name_equal",
    ),
]


UNSURE: list[tuple[str, dict[str, Any], str, str | None]] = [
    ("another name", {"id_text": "459901199003070126", "name": "李建国"}, "R1", None),
    ("no name", {"id_text": "459901199003070126", "name": None}, "R1", None),
    (
        "a brother's number",
        {"id_text": "45990119900307002X", "name": "覃家福", "phone": "19900000002"},
        "R3",
        "R2",
    ),
    ("name alone", {"id_text": None, "name": "韦桂英"}, "R1", None),
    ("placeholder for a number", {"id_text": "999999199003070126", "name": "韦桂英"}, "R1", None),
    ("two of one name", {"id_text": None, "name": "莫大山"}, "R8", "R9"),
    ("cut, two fit", {"id_text": "459901198001010…", "name": "莫大山"}, "R8", "R9"),
    (
        "two IDs",
        {"id_text": sound("45990119900307055"), "name": "韦桂英", "phone": "19900000001"},
        "R1",
        None,
    ),
    # Failing, and no one slip away from her birth date: a namesake may share a phone.
    (
        "another's spoilt number on her phone",
        {"id_text": "459901198512240550", "name": "韦桂英", "phone": "19900000001"},
        "R1",
        None,
    ),
    (
        "both spoilt, elsewhere",
        {"id_text": "459901199003070136", "name": "韦贵英", "county": OTHER},
        "R1",
        None,
    ),
]


NOBODY: list[tuple[str, dict[str, Any], str]] = [
    ("valid number outside", {"id_text": sound("45990119850101055"), "name": "韦桂英"}, "id"),
    (
        "namesake born that day",
        {"id_text": sound("45990119900307055"), "name": "韦桂英", "phone": "19911111111"},
        "id",
    ),
    (
        "namesake born another day, on the same phone",
        {"id_text": sound("45990119850101077"), "name": "韦桂英", "phone": "19900000001"},
        "id",
    ),
    ("name of another county", {"id_text": None, "name": "韦桂英", "county": OTHER}, "none"),
    ("unknown name", {"id_text": None, "name": "欧阳不见"}, "none"),
    ("bad number, unknown name", {"id_text": "459901198501010550", "name": "欧阳不见"}, "none"),
    ("nothing", {"id_text": None, "name": None}, "none"),
]


CASES: list[tuple[Any, ...]] = [*SAME, *UNSURE, *NOBODY]


OLD_NUMBER = sound("45990119900307077")
STRANGER, SHARED = sound("45990119850202055"), sound("45990119860101055")
OF_A_NUMBER = ("王良才", "卢晓芳")
"""Names of two people outside the register who wrote one number."""
MOVED = {"person_id": "K1", "name": "蓝秋月", "id_number": sound("45990119880307012"), "phone": "19911110000"}
CORRECTED = sound("45990119880308012")
HOME = "19922222222"
GONE: list[dict[str, Any]] = [
    # Two of one name, county and birthday; D1 died at the end of 2023. And W, on two rosters.
    {"person_id": "D1", "name": "岑小秋", "id_number": sound("45990119930919005"), "phone": "19933333333",
     "person_state": "死亡", "person_state_on": dt.date(2023, 12, 31)},
    {"person_id": "D2", "name": "岑小秋", "id_number": sound("45990119930919007"), "phone": "19933333333"},
    {"person_id": "W", "name": "农甲", "id_number": sound("45990119810201001"), "phone": "19944444444"},
]  # fmt: skip
REGISTER: list[dict[str, Any]] = [
    *PEOPLE,
    *(
        {"person_id": f"V{n}", "name": f"农{'一二三四五'[n]}", "id_number": sound(f"4599011980020{n + 1}00{n}"),
         "phone": "19955555555", "household_id": f"HV{n}"}
        for n in range(5)
    ),
    # Two of one name and one phone.
    {"person_id": "T1", "name": "岑小妹", "id_number": sound("45990119910909005"), "phone": "19966666666"},
    {"person_id": "T2", "name": "岑小妹", "id_number": sound("45990119940404004"), "phone": "19966666666"},
    # The register has no number of the daughter's, and her name is too short to be told by it and her birthday.
    {"person_id": "H1", "name": "韦爱", "id_number": None, "phone": None, "born_on": dt.date(1992, 9, 19),
     "household_id": "H"},
    {"person_id": "H2", "name": "韦大", "id_number": sound("45990119600919005"), "phone": HOME, "household_id": "H"},
    MOVED,
    *GONE,
]  # fmt: skip
REGISTER_LATER: list[dict[str, Any]] = [
    # R2 has another phone, and K1's number was put right.
    *({**row, "phone": "19977777777"} if row["person_id"] == "R2" else row for row in REGISTER),
    {**MOVED, "id_number": CORRECTED, "known_from": dt.date(2023, 12, 31)},
]

# answer, outcome, person
DECIDED: list[tuple[str, str, str | None]] = [
    ("same", "same", "R1"),
    ("different", "none", None),
    ("cannot_tell", "unsure", "R1"),
]
LATER: list[dict[str, Any]] = [
    {"id_text": None, "name": "岑小秋", "phone": "19933333333"},
    {"id_text": None, "name": "农甲"},
    {"id_text": GONE[2]["id_number"], "name": "农甲"},
    {"id_text": None, "name": "岑小秋", "phone": "19933333333", "account": "62179000000000001"},
]
MONTHS = [
    # place among LATER, month, workshop
    (0, 202401, "CJ1"),
    (1, 202401, "CJ1"),
    (2, 202401, "CJ2"),
    (3, 202312, "CJ1"),
]
FORMS: dict[str, dict[str, Any]] = {
    **{case[0]: case[1] for case in CASES},
    "by the clerk's phone": {"id_text": None, "name": "农三", "phone": "19955555555"},
    "twin": {"id_text": None, "name": "岑小妹", "phone": "19966666666"},
    "stranger": {"id_text": STRANGER, "name": "王良法"},
    "stranger again": {"id_text": STRANGER, "name": "王良法", "phone": "19912121212"},
    "stranger as heard": {"id_text": STRANGER, "name": "王亮法"},
    "another woman on that number": {"id_text": STRANGER, "name": "卢晓燕"},
    "by the old number": {"id_text": OLD_NUMBER, "name": "韦桂英"},
    "at home": {"id_text": sound("45990119920919005"), "name": "韦爱", "phone": HOME},
    "not at home": {"id_text": sound("45990119920919005"), "name": "韦爱", "phone": "19988888888"},
    **{f"of a shared number {n}": {"id_text": SHARED, "name": name} for n, name in enumerate(OF_A_NUMBER)},
    "the number before": {"id_text": MOVED["id_number"], "name": "蓝秋月"},
    "the number after": {"id_text": CORRECTED, "name": "蓝秋月"},
    **{
        f"decided: {answer}": {"id_text": "459901199003070126", "name": "李建国", "phone": f"1998888000{n}"}
        for n, (answer, _, _) in enumerate(DECIDED)
    },
    "decided before the phone changed": {"id_text": "45990119900307002X", "name": "李建国"},
    "by row": {"id_text": None, "name": "莫大山", "account": "62179000000000002"},
    **{f"later {n}": row for n, row in enumerate(LATER)},
}
WRITTEN_LATER: dict[str, dict[str, Any]] = {
    f"written again {n}": {"id_text": SHARED, "name": OF_A_NUMBER[0], "phone": f"1991212121{n}"}
    for n in range(3)
}
PLACES = {name: place for place, name in enumerate([*FORMS, *WRITTEN_LATER])}
"""The forms' numbers."""


@dataclass(frozen=True)
class Linked:
    """What the link step made of the forms."""

    tables: dict[str, pa.Table]
    forms: dict[str, dict[str, Any]]
    persons: list[dict[str, Any]]

    def key(self, name: str) -> str:
        """The key of the person that a form leads to."""
        return str(
            next(one["person_key"] for one in self.persons if one["person"] == self.forms[name]["person"])
        )


def linked(tables: dict[str, pa.Table]) -> Linked:
    names = {place: name for name, place in PLACES.items()}
    forms = {names[row["form"]]: row for row in tables["link_forms"].to_pylist()}
    return Linked(tables, forms, tables["persons"].to_pylist())


ALIASES: list[Row] = [{"id_number": OLD_NUMBER, "person_id": "R1"}]


def seen(first: int = PLACES["later 0"]) -> list[Row]:
    """The rosters on which the forms of LATER stand, when the first of them has this number."""
    return [{"form": first + place, "month": month, "workshop_id": shop} for place, month, shop in MONTHS]
