"""The link step on small registers: the hard rules, memory, keys, and that order and batches change nothing."""

import datetime as dt
import random
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pytest

from etl.engine import Engine
from etl.model.contracts import working
from matching.candidates import Bounds
from matching.explain import explain
from matching.keys import PersonKey
from matching.link import LinkSettings, link

KEY = PersonKey("v1", b"a test key")
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


def people_table(rows: list[dict[str, Any]]) -> pa.Table:
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
    for row in rows:
        number = str(row.get("id_number") or "")
        born = (
            dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14])) if len(number) >= 18 else None
        )
        full.append({**defaults, "born_on": born, **row})
    schema = pa.schema(
        [
            (name, pa.date32() if name in {"born_on", "person_state_on", "known_from"} else pa.string())
            for name in full[0]
        ]
    )
    return pa.Table.from_pylist(full, schema=schema)


def forms_table(rows: list[dict[str, Any]]) -> pa.Table:
    schema = pa.schema(
        [
            ("form", pa.int64()),
            *[(name, pa.string()) for name in ("id_text", "name", "phone", "account", "county")],
        ]
    )
    return pa.Table.from_pylist(
        [{"form": place, "county": COUNTY, **row} for place, row in enumerate(rows)], schema=schema
    )


def linked(
    engine: Engine, rows: list[dict[str, Any]], people: list[dict[str, Any]] | None = None, **more: Any
) -> list[dict[str, Any]]:
    tables = link(
        engine, engine.table(forms_table(rows)), engine.table(people_table(people or PEOPLE)), key=KEY, **more
    )
    found: list[dict[str, Any]] = engine.arrow(tables["link_forms"].order_by("form")).to_pylist()
    return found


def one(
    engine: Engine, row: dict[str, Any], people: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    return linked(engine, [row], people, **more)[0]


@pytest.fixture(scope="module")
def outcomes(engine: Engine) -> dict[str, dict[str, Any]]:
    """The outcome of every case below by its name; they are linked together, which changes nothing (tested below)."""
    cases: list[tuple[Any, ...]] = [*SAME, *UNSURE, *NOBODY]
    rows = linked(engine, [case[1] for case in cases])
    return {case[0]: row for case, row in zip(cases, rows, strict=True)}


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


@pytest.mark.parametrize(("name", "person", "tier", "reasons"), [(c[0], *c[2:]) for c in SAME])
def test_enough_for_same(
    outcomes: dict[str, dict[str, Any]], name: str, person: str, tier: str, reasons: str
) -> None:
    found = outcomes[name]
    assert (found["outcome"], found["register_person_id"], found["tier"]) == ("same", person, tier)
    assert found["reasons"].startswith(reasons)
    assert found["score"] >= 0.9


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


@pytest.mark.parametrize(("name", "person", "rival"), [(c[0], *c[2:]) for c in UNSURE])
def test_for_a_person_to_decide(
    outcomes: dict[str, dict[str, Any]], name: str, person: str, rival: str | None
) -> None:
    found = outcomes[name]
    assert found["outcome"] == "unsure"
    assert {found["register_person_id"], found["runner_up_person_id"]} == {person, rival}
    assert found["score"] <= 0.99


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


@pytest.mark.parametrize(("name", "tier"), [(c[0], c[2]) for c in NOBODY])
def test_nobody_of_the_register(outcomes: dict[str, dict[str, Any]], name: str, tier: str) -> None:
    found = outcomes[name]
    assert (found["outcome"], found["register_person_id"], found["tier"]) == ("none", None, tier)
    assert (found["person"] is not None) == (tier == "id")


OLD_NUMBER = sound("45990119900307077")
STRANGER = sound("45990119850101055")
VILLAGE: list[dict[str, Any]] = [
    *PEOPLE,
    *(
        {"person_id": f"V{n}", "name": f"农{'一二三四五'[n]}", "id_number": sound(f"4599011980020{n + 1}00{n}"),
         "phone": "19955555555", "household_id": f"HV{n}"}
        for n in range(5)
    ),
    # Two of one name and one phone.
    {"person_id": "T1", "name": "岑小妹", "id_number": sound("45990119910909005"), "phone": "19966666666"},
    {"person_id": "T2", "name": "岑小妹", "id_number": sound("45990119940404004"), "phone": "19966666666"},
]  # fmt: skip
VILLAGERS: dict[str, dict[str, Any]] = {
    "by the clerk's phone": {"id_text": None, "name": "农三", "phone": "19955555555"},
    "twin": {"id_text": None, "name": "岑小妹", "phone": "19966666666"},
    "stranger": {"id_text": STRANGER, "name": "王良法"},
    "stranger again": {"id_text": STRANGER, "name": "王良法", "phone": "19912121212"},
    "stranger as heard": {"id_text": STRANGER, "name": "王亮法"},
    "another woman on that number": {"id_text": STRANGER, "name": "卢晓燕"},
    "by the old number": {"id_text": OLD_NUMBER, "name": "韦桂英"},
}


@pytest.fixture(scope="module")
def village(engine: Engine) -> dict[str, dict[str, Any]]:
    aliases = engine.table(pa.table({"id_number": [OLD_NUMBER], "person_id": ["R1"]}))
    rows = linked(engine, list(VILLAGERS.values()), VILLAGE, aliases=aliases)
    return dict(zip(VILLAGERS, rows, strict=True))


def test_a_phone_of_a_whole_village_proves_nothing(village: dict[str, dict[str, Any]]) -> None:
    found = village["by the clerk's phone"]
    assert (found["outcome"], found["register_person_id"]) == ("unsure", "V2")


def test_two_register_people_of_one_name_and_phone_are_unsure(village: dict[str, dict[str, Any]]) -> None:
    found = village["twin"]
    told = (found["outcome"], found["register_person_id"], found["runner_up_person_id"])
    assert told == ("unsure", "T1", "T2")


def test_people_outside_the_register_are_one_by_number_and_agreeing_names(
    village: dict[str, dict[str, Any]],
) -> None:
    first, again, heard = (
        village[name]["person"] for name in ("stranger", "stranger again", "stranger as heard")
    )
    assert first == again == heard != village["another woman on that number"]["person"]


def test_an_alias_leads_to_the_person(village: dict[str, dict[str, Any]]) -> None:
    found = village["by the old number"]
    told = (found["outcome"], found["register_person_id"], found["reasons"])
    assert told == ("same", "R1", "id_alias,name_equal")


def test_a_key_of_a_shared_number_does_not_hang_on_how_often_a_name_is_written(engine: Engine) -> None:
    rows = [{"id_text": STRANGER, "name": name} for name in ("王良法", "卢晓燕")]
    more = [{"id_text": STRANGER, "name": "王良法", "phone": f"1991212121{n}"} for n in range(3)]
    keys = []
    for part in (rows, [*rows, *more]):
        tables = link(engine, engine.table(forms_table(part)), engine.table(people_table(PEOPLE)), key=KEY)
        shown = engine.arrow(tables["persons"].select("name", "person_key"))
        keys.append(dict(zip(*shown.to_pydict().values(), strict=True)))
    assert keys[0] == keys[1]
    assert len(set(keys[0].values())) == 2


def test_the_key_stays_when_the_number_is_corrected(engine: Engine) -> None:
    corrected = sound("45990119900308012")
    later = {**PEOPLE[0], "id_number": corrected, "known_from": dt.date(2023, 12, 31)}
    forms = forms_table([{"id_text": n, "name": "韦桂英"} for n in ("459901199003070126", corrected)])
    keys = []
    for people in ([PEOPLE[0]], [PEOPLE[0], later]):
        tables = link(engine, engine.table(forms), engine.table(people_table(people)), key=KEY)
        both = tables["link_forms"].join(tables["persons"], "person").order_by("form")
        keys.append(engine.arrow(both.select("form", "outcome", "person_key")).to_pylist())
    before, after = keys
    assert [row["outcome"] for row in before] == ["same", "none"]
    assert [row["outcome"] for row in after] == ["same", "same"]
    assert {row["person_key"] for row in after} == {before[0]["person_key"]}
    assert after[0]["person_key"].startswith("v1:")


DECIDED: list[tuple[str, str, str | None]] = [
    # answer, outcome, person
    ("same", "same", "R1"),
    ("different", "none", None),
    ("cannot_tell", "unsure", "R1"),
]
CONFLICT = {"id_text": "459901199003070126", "name": "李建国"}
MOVED_CONFLICT = {"id_text": "45990119900307002X", "name": "李建国"}


def decided(engine: Engine, rows: list[tuple[int, str, str, str | None]]) -> ir.Table:
    """Decisions: form, person, answer, fingerprint."""
    names = ("form", "register_person_id", "answer", "fingerprint")
    kinds = (pa.int64(), pa.string(), pa.string(), pa.string())
    columns = [[row[place] for row in rows] for place in range(4)]
    return engine.table(
        pa.table(
            {
                name: pa.array(column, type=kind)
                for name, kind, column in zip(names, kinds, columns, strict=True)
            }
        )
    )


@pytest.fixture(scope="module")
def judged(engine: Engine) -> tuple[list[dict[str, Any]], dict[str, Any], str]:
    """Forms after people decided on them; the one decision that is stale since R2 has another phone; its old fingerprint."""
    rows: list[dict[str, Any]] = [{**CONFLICT, "phone": f"1998888000{n}"} for n in range(len(DECIDED))]
    rows.append(MOVED_CONFLICT)
    stamps = [row["fingerprint"] for row in linked(engine, rows)]
    answers = [(n, "R1", answer, stamps[n]) for n, (answer, _, _) in enumerate(DECIDED)]
    decisions = decided(engine, [*answers, (3, "R2", "same", stamps[3])])
    moved = [{**row, "phone": "19977777777"} if row["person_id"] == "R2" else row for row in PEOPLE]
    tables = link(
        engine,
        engine.table(forms_table(rows)),
        engine.table(people_table(moved)),
        key=KEY,
        decisions=decisions,
    )
    (stale,) = engine.arrow(tables["link_stale"]).to_pylist()
    return engine.arrow(tables["link_forms"].order_by("form")).to_pylist(), stale, stamps[3]


@pytest.mark.parametrize(("place", "outcome", "person"), [(n, *row[1:]) for n, row in enumerate(DECIDED)])
def test_a_decision_outranks_the_score(
    judged: tuple[list[dict[str, Any]], dict[str, Any], str], place: int, outcome: str, person: str | None
) -> None:
    found = judged[0][place]
    assert (found["outcome"], found["register_person_id"], found["tier"]) == (outcome, person, "decision")
    assert found["reasons"].startswith("decided")


def test_a_decision_waits_again_when_its_evidence_changed(
    judged: tuple[list[dict[str, Any]], dict[str, Any], str],
) -> None:
    forms, stale, stamp = judged
    assert forms[3]["outcome"] == "unsure"
    assert (stale["form"], stale["was"], stale["now"] != stamp) == (3, stamp, True)


def test_rows_of_one_form_are_whom_people_said_each_is(engine: Engine) -> None:
    """Two men of one name and no number on one roster: the first was said to be R8, the second R9, the third not to be R9."""
    rulings = [
        ("a:1", "R8", "same"),
        ("b:2", "R9", "same"),
        ("c:3", "R9", "different"),
        ("d:4", "R9", "same"),
    ]
    rows = pa.table(
        {
            "row_ref": [ref for ref, _, _ in rulings],
            "form": pa.array([0] * len(rulings), type=pa.int64()),
            "register_person_id": [person for _, person, _ in rulings],
            "answer": [answer for _, _, answer in rulings],
            # Of the last the evidence has changed since.
            "fingerprint": pa.array([None, None, None, "ffffffffffffffff"], type=pa.string()),
        }
    )
    tables = link(
        engine,
        engine.table(forms_table([{"id_text": None, "name": "莫大山"}])),
        engine.table(people_table(PEOPLE)),
        key=KEY,
        decisions=decided(engine, [(0, "R9", "same", None)]),
        row_decisions=engine.table(rows),
    )
    names = tables["persons"].select("person", who="register_person_id")
    told = tables["row_decisions"].left_join(names, "person").order_by("row_ref")
    found = engine.arrow(told.select("row_ref", "who", "outcome")).to_pylist()
    assert [tuple(row.values()) for row in found] == [
        ("a:1", "R8", "same"),
        ("b:2", "R9", "same"),
        ("c:3", None, "none"),
    ]
    (form,) = engine.arrow(tables["link_forms"]).to_pylist()
    assert form["register_person_id"] == "R9"
    contract = working("row_decisions")
    assert (
        engine.arrow(tables["row_decisions"]).select(contract.names).cast(contract.arrow_schema()).num_rows
        == 3
    )


MONTHS = [
    # form, month, workshop
    (0, 202401, "CJ1"),
    (1, 202401, "CJ1"),
    (2, 202401, "CJ2"),
    (3, 202312, "CJ1"),
]
GONE: list[dict[str, Any]] = [
    # Two of one name, county and birthday; D1 died at the end of 2023. And W, on two rosters.
    {"person_id": "D1", "name": "岑小妹", "id_number": sound("45990119910909005"), "phone": "19966666666",
     "person_state": "死亡", "person_state_on": dt.date(2023, 12, 31)},
    {"person_id": "D2", "name": "岑小妹", "id_number": sound("45990119910909007"), "phone": "19966666666"},
    {"person_id": "W", "name": "农一", "id_number": sound("45990119800201001"), "phone": "19955555555"},
]  # fmt: skip
LATER: list[dict[str, Any]] = [
    {"id_text": None, "name": "岑小妹", "phone": "19966666666"},
    {"id_text": None, "name": "农一"},
    {"id_text": GONE[2]["id_number"], "name": "农一"},
    {"id_text": None, "name": "岑小妹", "phone": "19966666666", "account": "62179000000000001"},
]


@pytest.fixture(scope="module")
def later(engine: Engine) -> dict[str, Any]:
    seen = pa.table(dict(zip(("form", "month", "place"), zip(*MONTHS, strict=True), strict=True)))
    return {"seen": engine.table(seen), "rows": linked(engine, LATER, GONE, seen=engine.table(seen))}


def test_who_died_before_the_row_fits_worse_than_who_lives(later: dict[str, Any]) -> None:
    found = later["rows"][0]
    assert (found["outcome"], found["register_person_id"]) == ("same", "D2")


def test_in_the_month_of_death_two_fit_as_well(later: dict[str, Any]) -> None:
    found = later["rows"][3]
    assert found["outcome"] == "unsure"
    assert {found["register_person_id"], found["runner_up_person_id"]} == {"D1", "D2"}


def test_who_certainly_is_on_another_roster_that_month_is_less_likely(
    engine: Engine, later: dict[str, Any]
) -> None:
    forms, people = engine.table(forms_table(LATER)), engine.table(people_table(GONE))
    told = explain(engine, forms, people, 1, seen=later["seen"])
    (candidate,) = told.candidates
    assert [step.code for step in candidate.comparisons if step.points < 0 and step.code == "elsewhere"]
    (without,) = explain(engine, forms, people, 1).candidates
    assert candidate.points < without.points
    assert later["rows"][1]["outcome"] == "unsure"


def test_the_phone_of_the_household_with_the_birth_date_is_enough(engine: Engine) -> None:
    # The register has no number of the daughter's, and her name is too short to be told by it and her birthday.
    home: list[dict[str, Any]] = [
        {"person_id": "H1", "name": "韦爱", "id_number": None, "born_on": dt.date(1991, 9, 9), "household_id": "H"},
        {"person_id": "H2", "name": "韦大", "id_number": sound("45990119600909005"), "phone": "19966666666", "household_id": "H"},
    ]  # fmt: skip
    home = [{"phone": None, **person} for person in home]
    number = sound("45990119910909005")
    rows = [{"id_text": number, "name": "韦爱", "phone": phone} for phone in ("19966666666", "19977777777")]
    found = linked(engine, rows, home)
    assert [row["outcome"] for row in found] == ["same", "unsure"]
    assert "household_equal" in found[0]["reasons"].split(",")


def test_a_key_that_fans_out_too_far_is_reported(engine: Engine) -> None:
    settings = LinkSettings(bounds=Bounds(name_county=1))
    forms = engine.table(forms_table([{"id_text": None, "name": "莫大山"}]))
    tables = link(engine, forms, engine.table(people_table(PEOPLE)), key=KEY, settings=settings)
    report = {row["key"]: row["passed_over"] for row in engine.arrow(tables["link_report"]).to_pylist()}
    assert report["name_county"] == 1


def test_shuffling_and_splitting_change_no_link(engine: Engine) -> None:
    rows = [case[1] for case in SAME] + [case[1] for case in UNSURE] + [case[1] for case in NOBODY]
    forms = forms_table(rows)
    order = list(range(len(rows)))
    random.Random(5).shuffle(order)
    crowd = people_table(PEOPLE[::-1])

    def outcome(part: pa.Table, people: pa.Table) -> dict[int, tuple[Any, ...]]:
        tables = link(engine, engine.table(part), engine.table(people), key=KEY)
        both = tables["link_forms"].left_join(tables["persons"], "person").drop("person_right")
        told = (
            "outcome",
            "tier",
            "score",
            "reasons",
            "register_person_id",
            "runner_up_person_id",
            "person_key",
        )
        return {row["form"]: tuple(row[name] for name in told) for row in engine.arrow(both).to_pylist()}

    whole = outcome(forms, people_table(PEOPLE))
    mixed = forms.take(order)
    assert outcome(mixed.slice(0, 9), crowd) | outcome(mixed.slice(9), crowd) == whole


def test_the_tables_keep_their_contracts(engine: Engine) -> None:
    forms = engine.table(forms_table([case[1] for case in SAME] + [case[1] for case in UNSURE]))
    nobody = decided(engine, [(0, "R9", "different", None)])
    tables = link(engine, forms, engine.table(people_table(PEOPLE)), key=KEY, decisions=nobody)
    for name, table in tables.items():
        contract = working(name)
        shown = engine.arrow(table)
        assert set(shown.column_names) == set(contract.names), name
        assert all(not shown[column].null_count for column in contract.required), name
        assert shown.select(contract.names).cast(contract.arrow_schema()).num_rows == shown.num_rows


def test_an_explanation_shows_values_masked_and_adds_up(engine: Engine) -> None:
    forms = engine.table(forms_table([{"id_text": "459901199003070126", "name": "李建国"}]))
    told = explain(engine, forms, engine.table(people_table(PEOPLE)), 0, language="zh")
    (candidate,) = told.candidates
    assert [step.code for step in candidate.comparisons][:2] == ["id_equal", "name_differs"]
    assert candidate.comparisons[0].ours == "459901********0126"
    assert candidate.comparisons[1].theirs == "韦**"
    assert candidate.points == round(told.base + sum(step.points for step in candidate.comparisons), 4)
    assert (
        explain(engine, forms, engine.table(people_table(PEOPLE)), 0, is_masked=False).shown["name"]
        == "李建国"
    )
