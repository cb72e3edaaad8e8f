"""Forms that stand in the register as written leave early; what is in the least special about them is not passed over."""

import pytest

from tests.matching.small import forms_table, link, people_table, sound

PLAIN = "459901199003070126"
LEAP_DAY = sound("45990119960229001")
THOUSAND = next(
    n for n in map(sound, map(str, range(45990119900101000, 45990119901231000, 1000))) if n[17] == "0"
)
"""Like a number that a spreadsheet has rounded, yet sound."""
NUMBERS = [PLAIN, LEAP_DAY, THOUSAND]


def test_what_needs_a_closer_look_leads_to_the_same_link() -> None:
    people = [
        {"person_id": f"R{at}", "name": "韦秀英", "id_number": number, "phone": None}
        for at, number in enumerate(NUMBERS)
    ]
    # A certificate from which an earlier version had the number: that is how the row is known, too.
    people.append({**people[0], "person_id": "R9", "id_number": "459901199003070134"})
    people.append({**people[3], "id_number": "45990119900307013443"})
    asked = [*NUMBERS, "459901199003070134"]
    forms = forms_table([{"id_text": number, "name": "韦秀英"} for number in asked])
    told = link(forms, people_table(people))["link_forms"].sort_by("form").to_pylist()
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
def special() -> set[int]:
    """Places of the texts that are read one by one."""
    forms = forms_table([{"id_text": text, "name": "韦秀英"} for text, _ in SPECIAL])
    texts = set(link(forms, people_table([]), want=["strange_texts"])["strange_texts"]["text"].to_pylist())
    return {place for place, (text, _) in enumerate(SPECIAL) if (text or "") in texts}


def test_a_decision_on_one_row_of_a_form_that_is_written_as_in_the_register_counts() -> None:
    said = {"row_ref": "hrss.rosters:x:1", "form": 0, "other": "A", "answer": "different"}
    person = {"person_id": "A", "name": "韦秀英", "id_number": PLAIN, "phone": None}
    forms = forms_table([{"id_text": PLAIN, "name": "韦秀英"}, {"id_text": PLAIN, "name": "韦秀英"}])
    tables = link(forms, people_table([person]), said=[said])
    told = {row["form"]: row["outcome"] for row in tables["link_forms"].to_pylist()}
    assert told == {0: "none", 1: "same"}
