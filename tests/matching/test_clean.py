"""Forms that stand in the register as written leave early; what is in the least special about them is not passed over."""

import pyarrow as pa
import pytest

from etl.engine import Engine
from matching.ids import special_numbers
from matching.link import link
from tests.matching.small import KEY, forms_table, people_table, sound

PLAIN = "459901199003070126"
LEAP_DAY = sound("45990119960229001")
THOUSAND = next(
    n for n in map(sound, map(str, range(45990119900101000, 45990119901231000, 1000))) if n[17] == "0"
)
"""Like a number that a spreadsheet has rounded, yet sound."""
NUMBERS = [PLAIN, LEAP_DAY, THOUSAND]


def test_what_needs_a_closer_look_leads_to_the_same_link(engine: Engine) -> None:
    people = [
        {"person_id": f"R{at}", "name": "韦秀英", "id_number": number, "phone": None}
        for at, number in enumerate(NUMBERS)
    ]
    # A certificate from which an earlier version had the number: that is how the row is known, too.
    people.append({**people[0], "person_id": "R9", "id_number": "459901199003070134"})
    people.append({**people[3], "id_number": "45990119900307013443"})
    asked = [*NUMBERS, "459901199003070134"]
    tables = link(
        engine,
        engine.table(forms_table([{"id_text": number, "name": "韦秀英"} for number in asked])),
        engine.table(people_table(people)),
        key=KEY,
    )
    told = engine.arrow(tables["link_forms"].order_by("form")).to_pylist()
    assert [(row["outcome"], row["register_person_id"], row["id_kind"], row["reasons"]) for row in told] == [
        ("same", "R0", "citizen", "id_equal,name_equal"),
        ("same", "R1", "citizen", "id_equal,name_equal"),
        ("same", "R2", "citizen", "id_equal,name_equal"),
        ("same", "R9", "citizen", "id_in_certificate,name_equal"),
    ]


SPECIAL = [
    (PLAIN, False),
    ("45990119900307002X", False),
    ("45990119900307002x", True),
    ("459901199003070127", True),  # check digit
    (sound("45990119900431001"), True),  # 31 April
    (sound("45990119901231001"), False),
    (sound("45990118491231001"), True),  # nobody's year
    (sound("81000019900101001"), True),  # a resident permit
    (sound("91115619900101001"), True),  # a foreigner's card
    (LEAP_DAY, True),
    (PLAIN + "43", True),
    (PLAIN + "\n", True),
    ("4599011990030701 6", True),
    ("４５９９０１１９９００３０７０１２６", True),
    ("", True),
    (None, True),
]


@pytest.mark.parametrize(("text", "is_special"), SPECIAL)
def test_numbers_that_are_read_are_told_from_those_that_need_none(
    special: set[int], text: str | None, is_special: bool
) -> None:
    assert (SPECIAL.index((text, is_special)) in special) == is_special


@pytest.fixture(scope="module")
def special(engine: Engine) -> set[int]:
    table = pa.table({"form": range(len(SPECIAL)), "text": [text for text, _ in SPECIAL]})
    found = special_numbers(engine, engine.table(table), "text")
    return set(engine.arrow(found)["form"].to_pylist())


def test_a_decision_on_one_row_of_a_form_that_is_written_as_in_the_register_counts(engine: Engine) -> None:
    rows = pa.table(
        {
            "row_ref": ["hrss.rosters:x:1"],
            "form": pa.array([0], pa.int64()),
            "register_person_id": ["A"],
            "answer": ["different"],
            "fingerprint": pa.nulls(1, pa.string()),
        }
    )
    person = {"person_id": "A", "name": "韦秀英", "id_number": PLAIN, "phone": None}
    tables = link(
        engine,
        engine.table(forms_table([{"id_text": PLAIN, "name": "韦秀英"}])),
        engine.table(people_table([person])),
        key=KEY,
        row_decisions=engine.table(rows),
    )
    assert engine.arrow(tables["link_forms"]).to_pylist()[0]["outcome"] == "same"
    assert engine.arrow(tables["row_decisions"]).to_pylist() == [
        {"row_ref": "hrss.rosters:x:1", "person": None, "outcome": "none"}
    ]
