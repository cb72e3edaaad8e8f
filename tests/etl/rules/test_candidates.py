"""Candidates in sentences: employers that could be recognised, and those a few short."""

from __future__ import annotations

import datetime as dt
from typing import Any

import ibis
import ibis.expr.types as ir
import pytest

from etl.engine import Engine
from etl.rules.candidates import candidates
from tests.etl.rules.small import GUANGXI, GUIZHOU, library, make, rows_of, shop

EMPLOYER = f"91{GUANGXI}MA00000001"


def contract(person: int, uscc: str = EMPLOYER, **more: Any) -> dict[str, Any]:
    return {
        "person": person,
        "outcome": "same",
        "row_id": f"HT{person}",
        "uscc": uscc,
        "contract_kind": "labour_contract",
        "contract_from": dt.date(2023, 1, 1),
        **more,
    }


def found(
    engine: Engine, contracts: list[dict[str, Any]], groups: str = "yes", **rows: Any
) -> list[dict[str, Any]]:
    def status_of(asked: ir.Table) -> ir.Table:
        return asked.mutate(
            poverty_exit=ibis.literal(groups),
            monitored=ibis.literal("no"),
            relocated=ibis.literal("no"),
            alive=ibis.literal("yes"),
        )

    lib = library()
    inputs = make(engine, 202312, contracts=contracts, **rows)
    return rows_of(engine, candidates(inputs, lib.thresholds(), lib.placed, status_of))


@pytest.mark.parametrize(
    ("people", "expected"), [(6, "qualifies"), (5, "qualifies"), (4, "nearly"), (3, "nearly")]
)
def test_five_people_qualify_and_three_are_nearly_enough_in_december_2023(
    engine: Engine, people: int, expected: str
) -> None:
    rows = found(engine, [contract(person) for person in range(people)])
    assert [(row["outcome"], row["low"], row["county"], row["rule"]) for row in rows] == [
        (expected, people, GUANGXI, "GX-3.1.1")
    ]


def test_two_people_are_no_candidate(engine: Engine) -> None:
    assert found(engine, [contract(person) for person in range(2)]) == []


def test_a_fifth_whose_link_is_unsure_leaves_it_undetermined(engine: Engine) -> None:
    rows = [contract(person) for person in range(4)] + [contract(4, outcome="unsure")]
    made = found(engine, rows)
    assert [(row["outcome"], row["low"], row["high"]) for row in made] == [("undetermined", 4, 5)]


def test_people_of_no_group_make_no_candidate(engine: Engine) -> None:
    assert found(engine, [contract(person) for person in range(6)], groups="no") == []


def test_a_workshop_is_no_candidate_and_neither_is_an_employer_that_was_deregistered(engine: Engine) -> None:
    rows = [contract(person) for person in range(6)]
    assert found(engine, rows, workshops=[shop("A", GUANGXI, uscc=EMPLOYER)]) == []
    gone = {
        "uscc": EMPLOYER,
        "entity_name": "甲公司",
        "state": "deregistered",
        "state_on": dt.date(2023, 11, 30),
        "known_from": dt.date(2023, 1, 1),
        "is_first": True,
    }
    assert found(engine, rows, entities=[gone]) == []


def test_a_contract_that_ended_in_november_shows_nobody_in_december(engine: Engine) -> None:
    rows = [contract(person, contract_to=dt.date(2023, 11, 30)) for person in range(6)]
    assert found(engine, rows) == []


def test_guizhou_has_no_threshold_and_no_candidates(engine: Engine) -> None:
    assert found(engine, [contract(person, f"91{GUIZHOU}MA00000001") for person in range(9)]) == []
