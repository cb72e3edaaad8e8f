"""What an ended title still needs, and whether its people have work: workshops of Inner Mongolia and Guangxi, one case each."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from etl.config import Config
from etl.engine.warehouse import Warehouse
from etl.policy.areas_of_rules import reading_tables
from etl.policy.figures import figure_tables
from etl.policy.in_force import open_library
from etl.policy.placing import DocumentDates
from etl.policy.tables import deadline_tables
from flow.given import configured_tables
from tests.etl.publish.small import shop, worked
from tests.rooms import room, rows_of

MONTH = 202406
NM, GX = "150799", "450799"
JUNE = dt.date(2024, 6, 30)
STEPS = (
    "decided",
    "noticed",
    "announced",
    "reported_up",
    "certificate_back",
    "workers_placed",
    "assets_cleared",
)
WORK = (
    "hrss.contracts",
    "hrss.employment",
    "hrss.public_posts",
    "hrss.rosters",
    "social_insurance.contributions",
    "social_insurance.pensions",
)


def day(month: int, of: int) -> dt.date:
    return dt.date(2024, month, of)


def ended(name: str, county: str, state: str, on: dt.date | None, **more: Any) -> dict[str, Any]:
    named = {"workshop_id": name, "uscc": f"U{name}", "area_code": county, "county": county}
    return (
        shop("W1")
        | named
        | {"state": state, "state_on": on, "certificate_no": "Z1", "known_from": JUNE}
        | more
    )


WORKSHOPS = [
    # Tuesday 2024-06-04: five working days, with 10 June off for the festival, end on the 12th.
    ended("revoked", NM, "revoked", day(6, 4)),
    ended("late June", NM, "revoked", day(6, 26)),
    ended("deregistered", NM, "deregistered", day(5, 6)),
    ended("recorded", NM, "deregistered", day(5, 6)),
    ended("posted", NM, "revoked", day(6, 4)),
    ended("taken down", NM, "revoked", day(6, 4)),
    ended("undated", NM, "revoked", None),
    ended("later", NM, "revoked", dt.date(2024, 7, 2)),
    ended("before the paper", NM, "revoked", dt.date(2022, 5, 5)),
    ended("Guangxi", GX, "revoked", day(6, 4)),
    ended("Shanxi", "140999", "revoked", day(6, 4)),
    ended("running", NM, "active", None),
    ended("built", NM, "revoked", day(6, 4)),
    ended("settled", NM, "revoked", day(6, 4)),
    ended("settled since", NM, "revoked", day(6, 4)),
]
EVENTS = [
    ("posted", "cancellation_notice_posted", day(6, 6)),
    ("posted", "cancellation_notice_ended", day(6, 17)),
    ("taken down", "cancellation_notice_posted", day(6, 6)),
    ("taken down", "cancellation_notice_ended", day(6, 11)),
]
PROJECTS = [
    ("built", day(6, 1)),
    ("built", None),
    ("settled", day(6, 20)),
    ("settled", day(6, 1)),
    ("settled since", dt.date(2024, 7, 3)),
    ("Guangxi", None),
]
FACTS: list[dict[str, Any]] = [
    {"code": "announced", "value": None, "said_on": day(6, 3)},
    {"code": "issues_settled", "value": None, "said_on": day(5, 6)},
    {"code": "reported_up", "value": "2024-05-20", "said_on": day(6, 3)},
    {"code": "certificate_back", "value": "否", "said_on": day(6, 3)},
    {"code": "noticed", "value": None, "said_on": day(5, 30)},
]
PEOPLE = {1: "revoked", 2: "deregistered", 3: "recorded", 4: "posted", 5: "Guangxi"}
"""Confirmed at the workshop up to the month before its title ended; only 2 is seen at work since."""


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    dates = {"NM": DocumentDates(dt.date(2022, 7, 1)), "GZ": DocumentDates(dt.date(2021, 7, 15))}
    library = open_library(dates=dates)
    config = Config.model_construct(areas=("14", "15", "45"))
    systems = pa.table({"system": ["hrss", "monitoring", "social_insurance"]})
    given: dict[str, Any] = {
        **figure_tables(library.placed),
        **reading_tables(library),
        **deadline_tables(library.placed, library.policy.workdays),
        "run.configured": systems,
        "conform.workshops": WORKSHOPS,
        "conform.events": [
            {"pull_id": "e" * 12, "row_number": at, "workshop_id": name, "event": event, "happened_on": on}
            for at, (name, event, on) in enumerate(EVENTS)
        ],
        "conform.projects": [
            {"pull_id": "p" * 12, "row_number": at, "project_id": f"X{at}", "project_name": "厂房", "workshop_id": name,
             "area_code": NM, "investment": 1, "cleared_on": on}
            for at, (name, on) in enumerate(PROJECTS)
        ],
        "link.facts": [{"workshop_id": "recorded", **fact} for fact in FACTS],
        "link.persons": [
            {"person": one, "person_key": f"k{one}", "county": NM, "township": "镇", "village": "", "name": "甲"}
            for one in PEOPLE
        ],
        "verify.worker_months": [
            worked(one, name, month=month, county=NM)
            for one, name in PEOPLE.items()
            for month in (202403, 202404)
        ],
        "verify.status": [
            {
                "person": one, "month": MONTH, "poverty_exit": "yes", "monitored": "no", "relocated": "no",
                "alive": "yes", "age": 66 if one == 3 else 40, "county": NM, "disputed_by": "", "is_touched": False,
            }
            for one in PEOPLE
        ],
        "verify.timeline": [
            {"person": 2, "month": MONTH, "kind": "contract", "employer": "91ELSEWHERE", "state": "", "row_ref": "c"},
            # Nobody closed it at the workshop that ended: no work.
            {"person": 1, "month": MONTH, "kind": "contract", "employer": "UREVOKED", "state": "", "row_ref": "d"},
        ],
        "verify.coverage": [
            {"source": one, "county": county, "month": MONTH, "state": "full", "rows": 1, "says": ""}
            for one in (*WORK, "assets.projects")
            for county in (NM, GX)
        ],
    }  # fmt: skip
    with room("ledger", given, ("exits",), config, MONTH) as made:
        yield made


@pytest.fixture(scope="module")
def steps(warehouse: Warehouse) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["workshop_id"], row["step"]): row for row in rows_of(warehouse, "ledger.exits")}


def states(steps: dict[tuple[str, str], dict[str, Any]], workshop: str) -> dict[str, str]:
    return {step: steps[workshop, step]["state"] for step in STEPS if (workshop, step) in steps}


def test_a_cancelled_title_of_nm_15_is_posted_for_five_working_days(
    steps: dict[tuple[str, str], dict[str, Any]],
) -> None:
    row = steps["revoked", "noticed"]
    assert (row["state"], row["due_on"], row["done_on"], row["clause"]) == (
        "overdue",
        day(6, 12),
        None,
        "NM-15.1",
    )
    assert states(steps, "revoked") == {
        "decided": "done",
        "noticed": "overdue",
        "announced": "open",
        "reported_up": "open",
        "certificate_back": "open",
        "workers_placed": "open",
        "assets_cleared": "not_needed",
    }
    assert steps["revoked", "decided"]["done_on"] == day(6, 4)
    clauses = [steps["revoked", step]["clause"] for step in STEPS]
    assert clauses == ["NM-14.0", "NM-15.1", "NM-15.8", "NM-15.8", "NM-8.4a", "NM-17", "NM-16.1"]


def test_what_is_not_due_yet_is_open(steps: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert steps["late June", "noticed"]["due_on"] == dt.date(2024, 7, 3)
    assert states(steps, "late June")["noticed"] == "open"


def test_a_title_given_back_follows_nm_15_6(steps: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert (steps["deregistered", "noticed"]["clause"], steps["deregistered", "decided"]["clause"]) == (
        "NM-15.6",
        "NM-15.6",
    )


def test_what_people_recorded_is_done_on_the_day_it_names(
    steps: dict[tuple[str, str], dict[str, Any]],
) -> None:
    assert states(steps, "recorded")["noticed"] == "done"
    assert steps["recorded", "announced"]["done_on"] == day(6, 3)
    assert steps["recorded", "reported_up"]["done_on"] == day(5, 20)
    assert states(steps, "recorded")["certificate_back"] == "open"


def test_records_move_the_due_day_and_a_notice_taken_down_too_early_is_not_done(
    steps: dict[tuple[str, str], dict[str, Any]],
) -> None:
    row = steps["posted", "noticed"]
    assert (row["state"], row["due_on"], row["done_on"]) == ("done", day(6, 14), day(6, 17))
    assert states(steps, "taken down")["noticed"] == "overdue"


def test_workers_of_nm_17_are_placed_where_everybody_of_age_has_work(
    steps: dict[tuple[str, str], dict[str, Any]],
) -> None:
    assert states(steps, "deregistered")["workers_placed"] == "done"
    assert states(steps, "recorded")["workers_placed"] == "done"
    assert states(steps, "posted")["workers_placed"] == "open"
    assert states(steps, "late June")["workers_placed"] == "not_needed"
    assert states(steps, "undated")["workers_placed"] == "not_told"
    assert "还有1人没有就业记录" in steps["revoked", "workers_placed"]["says"]


def test_nm_16_1_asks_for_assets_to_be_settled_before_anything_is_late(
    steps: dict[tuple[str, str], dict[str, Any]],
) -> None:
    assert (states(steps, "built")["assets_cleared"], states(steps, "built")["noticed"]) == ("open", "open")
    assert "待清产核资完成后办理" in steps["built", "noticed"]["says"]
    assert "已到期" in steps["settled", "noticed"]["says"]
    row = steps["settled", "assets_cleared"]
    assert (row["state"], row["done_on"], states(steps, "settled")["noticed"]) == (
        "done",
        day(6, 20),
        "overdue",
    )
    assert states(steps, "settled since")["assets_cleared"] == "open"


def test_a_title_without_a_day_has_no_due_day(steps: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert (steps["undated", "decided"]["state"], steps["undated", "decided"]["done_on"]) == ("done", None)
    assert (steps["undated", "noticed"]["state"], steps["undated", "noticed"]["due_on"]) == ("open", None)


def test_guangxi_asks_the_steps_of_gx_3_5_4_alone(steps: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert states(steps, "Guangxi") == {
        "decided": "done",
        "noticed": "not_needed",
        "announced": "not_needed",
        "reported_up": "open",
        "certificate_back": "open",
        "workers_placed": "not_needed",
        "assets_cleared": "not_needed",
    }
    assert {steps["Guangxi", step]["clause"] for step in STEPS} == {"GX-3.5.4", ""}


def test_other_titles_have_no_steps(steps: dict[tuple[str, str], dict[str, Any]]) -> None:
    listed = {workshop for workshop, _ in steps}
    assert listed.isdisjoint({"later", "before the paper", "Shanxi", "running"})


def test_every_sentence_ends(steps: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert all(row["says"].endswith("。") for row in steps.values())


def test_the_configured_systems_are_told() -> None:
    made = configured_tables(Config.model_construct(sources=_Systems()))
    assert made["run.configured"].column("system").to_pylist() == ["hrss", "monitoring"]


class _Systems:
    def systems(self) -> dict[str, None]:
        return {"monitoring": None, "hrss": None}


def test_a_deregistration_of_may_2024_says_whether_its_matters_were_settled_first(
    steps: dict[tuple[str, str], dict[str, Any]],
) -> None:
    """NM-15.7: not before they are; of a cancellation the document does not ask it."""
    assert "相关问题已妥善解决（NM-15.7）：没有记录" in steps["deregistered", "decided"]["says"]
    assert "相关问题已妥善解决（NM-15.7）：已记录" in steps["recorded", "decided"]["says"]
    assert "妥善解决" not in steps["revoked", "decided"]["says"]
