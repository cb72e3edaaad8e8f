"""One engine for the whole room, and the small register linked as it came and once more, later."""

from collections.abc import Iterator

import pyarrow as pa
import pytest

from etl.engine import Engine, EngineSettings, open_engine
from matching.link import link
from tests.matching.small import (
    DECIDED,
    FORMS,
    KEY,
    PLACES,
    REGISTER,
    REGISTER_LATER,
    WRITTEN_LATER,
    Linked,
    aliases,
    decided,
    forms_table,
    linked,
    people_table,
    seen,
)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(EngineSettings(threads=2), tmp_path_factory.mktemp("matching")) as opened:
        yield opened


@pytest.fixture(scope="session")
def first(engine: Engine) -> Linked:
    """All forms against the register; they are linked together, which changes nothing (tested in test_link.py)."""
    forms = engine.table(forms_table(list(FORMS.values())))
    people = engine.table(people_table(REGISTER))
    return linked(engine, link(engine, forms, people, key=KEY, aliases=aliases(engine), seen=seen(engine)))


@pytest.fixture(scope="session")
def later(engine: Engine, first: Linked) -> Linked:
    """The same after people decided on some forms and on rows of one, two people changed, and more was written."""
    decisions = [
        *(
            (PLACES[name], "R1", answer, first.forms[name]["fingerprint"])
            for name, answer in ((f"decided: {answer}", answer) for answer, _, _ in DECIDED)
        ),
        (
            PLACES["decided before the phone changed"],
            "R2",
            "same",
            first.forms["decided before the phone changed"]["fingerprint"],
        ),
        (PLACES["by row"], "R9", "same", None),
    ]
    # Two men of one name and no number on one roster.
    rulings = [
        ("a:1", "R8", "same", None),
        ("b:2", "R9", "same", None),
        ("c:3", "R9", "different", None),
        # Of the last the evidence has changed since.
        ("d:4", "R9", "same", "ffffffffffffffff"),
    ]
    refs, persons, answers, stamps = zip(*rulings, strict=True)
    row_decisions = pa.table(
        {
            "row_ref": list(refs),
            "form": pa.array([PLACES["by row"]] * len(rulings), type=pa.int64()),
            "register_person_id": list(persons),
            "answer": list(answers),
            "fingerprint": pa.array(stamps, type=pa.string()),
        }
    )
    tables = link(
        engine,
        engine.table(forms_table([*FORMS.values(), *WRITTEN_LATER.values()])),
        engine.table(people_table(REGISTER_LATER)),
        key=KEY,
        decisions=decided(engine, decisions),
        aliases=aliases(engine),
        row_decisions=engine.table(row_decisions),
        seen=seen(engine),
    )
    return linked(engine, tables)
