"""The small register linked as it came and once more, later."""

import pytest

from tests.matching.small import (
    ALIASES,
    DECIDED,
    FORMS,
    PLACES,
    REGISTER,
    REGISTER_LATER,
    WRITTEN_LATER,
    Linked,
    forms_table,
    link,
    linked,
    people_table,
    seen,
)


@pytest.fixture(scope="session")
def first() -> Linked:
    """All forms against the register; they are linked together, which changes nothing (tested in test_link.py)."""
    return linked(
        link(forms_table(list(FORMS.values())), people_table(REGISTER), aliases=ALIASES, seen=seen())
    )


@pytest.fixture(scope="session")
def later(first: Linked) -> Linked:
    """The same after people decided on some forms and on rows of one, two people changed, and more was written."""
    decisions = [
        *((f"decided: {answer}", "R1", answer) for answer, _, _ in DECIDED),
        ("decided before the phone changed", "R2", "same"),
    ]
    # Two men of one name and no number on one roster; of the row d:4 the evidence has changed since. The last ruling is the form's.
    rulings = [
        ("c:3", "R9", "different", None),
        ("d:4", "R9", "same", "ffffffffffffffff"),
        ("a:1", "R8", "same", None),
        ("b:2", "R9", "same", None),
    ]
    said = [
        {
            "row_ref": f"form:{PLACES[name]}",
            "form": PLACES[name],
            "other": person,
            "answer": answer,
            "fingerprint": first.forms[name]["fingerprint"],
        }
        for name, person, answer in decisions
    ] + [
        {"row_ref": ref, "form": PLACES["by row"], "other": person, "answer": answer, "fingerprint": stamp}
        for ref, person, answer, stamp in rulings
    ]
    return linked(
        link(
            forms_table([*FORMS.values(), *WRITTEN_LATER.values()]),
            people_table(REGISTER_LATER),
            said=said,
            aliases=ALIASES,
            seen=seen(),
        )
    )
