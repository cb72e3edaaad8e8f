"""Who is to be reached: each person, workshop and employer a case of its own, in one world of Guangxi and Inner Mongolia."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from etl.config import Config
from etl.engine.warehouse import Warehouse
from etl.policy.areas_of_rules import reading_tables
from etl.policy.counting_rows import ledger_tables
from etl.policy.figures import figure_tables
from etl.policy.in_force import open_library
from etl.policy.placing import DocumentDates
from flow.given import decision_tables, word_tables
from tests.etl.publish.small import entitled, shop, worked
from tests.rooms import room, rows_of, typed

MONTH, D = 202406, Decimal
NM, NM_UNHEARD, GX, GZ = "150799", "150798", "459901", "529901"
JUNE = dt.date(2024, 6, 30)
WORK = (
    "hrss.contracts",
    "hrss.employment",
    "hrss.public_posts",
    "hrss.rosters",
    "social_insurance.contributions",
    "social_insurance.pensions",
)
THREE = (202403, 202404, 202405)


def at(name: str, county: str, **more: Any) -> dict[str, Any]:
    named = {
        "workshop_id": name,
        "uscc": f"91{name}",
        "area_code": county,
        "county": county,
        "known_from": JUNE,
    }
    return shop("W1") | named | more


WORKSHOPS = [
    at("RUNS", GX),
    at("BANNER", NM),
    at("ENDED", NM, state="deregistered", state_on=dt.date(2024, 2, 10)),
    at("STOPPED", NM, state="stopped", stopped_on=dt.date(2024, 5, 3)),
    at("LONGAGO", NM, state="revoked", state_on=dt.date(2023, 5, 31)),
    at("UNHEARD", NM_UNHEARD),
    at("TITLEFIRST", NM, state="revoked", state_on=dt.date(2024, 1, 10), stopped_on=dt.date(2024, 5, 20)),
    at("JUNE", NM, state="revoked", state_on=dt.date(2024, 6, 12)),
    at("GUIZHOU", GZ),
]
PEOPLE: dict[str, tuple[str, tuple[int, ...], Mapping[str, Any]]] = {
    # workshop, months confirmed there, what differs from a poverty-exit person of 40 whom nobody sees in June
    "lost": ("RUNS", THREE, {}),
    "lost two of three": ("RUNS", (202403, 202404), {}),
    "once only": ("RUNS", (202405,), {}),
    "at work": ("RUNS", (*THREE, 202406), {}),
    "elsewhere": ("RUNS", THREE, {"seen": ("contract", "91OTHER")}),
    "insured": ("RUNS", THREE, {"seen": ("contribution", "91OTHER", "pension:paid")}),
    "perhaps on a roster": ("RUNS", THREE, {}),
    "perhaps insured": ("RUNS", THREE, {}),
    "perhaps insured in May": ("RUNS", THREE, {}),
    "unpaid insurance": ("RUNS", THREE, {"seen": ("contribution", "91OTHER", "pension:due")}),
    "flexible": ("RUNS", THREE, {"seen": ("contribution", "", "flexible_pension:paid")}),
    "open at the lost": ("RUNS", THREE, {"seen": ("registration", "91RUNS")}),
    "open under its name": ("RUNS", THREE, {}),
    "away": ("RUNS", THREE, {}),
    "back again": ("RUNS", THREE, {}),
    "paid at the lost": ("RUNS", THREE, {"seen": ("contribution", "91RUNS", "medical:paid")}),
    "in a post": ("RUNS", THREE, {"seen": ("post", "")}),
    "pensioned": ("RUNS", THREE, {"seen": ("pension", "")}),
    "sixty": ("RUNS", THREE, {"age": 60}),
    "fifty-nine": ("RUNS", THREE, {"age": 59}),
    "fifteen": ("RUNS", THREE, {"age": 15}),
    "dead": ("RUNS", THREE, {"alive": "no"}),
    "moved": ("RUNS", THREE, {"alive": "unknown"}),
    "of no group": ("RUNS", THREE, {"poverty_exit": "no"}),
    "monitored": ("RUNS", THREE, {"poverty_exit": "no", "monitored": "yes"}),
    "relocated": ("RUNS", THREE, {"poverty_exit": "no", "relocated": "yes"}),
    "from elsewhere": ("RUNS", THREE, {"home": NM_UNHEARD}),
    "unheard": ("UNHEARD", THREE, {"home": NM_UNHEARD}),
    "reached": ("RUNS", THREE, {}),
    "reached now": ("RUNS", THREE, {}),
    "declined": ("RUNS", THREE, {}),
    "reached before": ("RUNS", (202403, 202404), {}),
    "left behind": ("ENDED", (202401,), {}),
    "left behind of no group": ("ENDED", (202401,), {"poverty_exit": "no"}),
    "left behind three months before": ("ENDED", (202311,), {}),
    "outsider": ("ENDED", (202401, 202402), {"outcome": "none"}),
    "in the month of the end alone": ("ENDED", (202402,), {}),
    "found work": ("ENDED", (202401,), {"seen": ("contract", "91OTHER"), "months": (202404, 202405)}),
    "found work late": ("ENDED", (202401,), {"seen": ("contract", "91OTHER")}),
    "long before the end": ("ENDED", (202310,), {}),
    "of the stopped": ("STOPPED", (202404, 202405), {}),
    "a year ago": ("LONGAGO", (202304,), {}),
    "of June": ("JUNE", (202405, 202406), {}),
    "insured there in June": ("JUNE", (202405,), {"seen": ("contribution", "91JUNE", "medical:paid")}),
    "of the end of production": ("TITLEFIRST", (202404,), {}),
    "reached for arrears alone": ("STOPPED", (202404, 202405), {}),
    "on a rural minimum": ("GUIZHOU", THREE, {"poverty_exit": "no", "low_income": "yes"}),
    "on none": ("GUIZHOU", THREE, {"poverty_exit": "no", "low_income": "no"}),
    "on a rural minimum elsewhere": ("RUNS", THREE, {"poverty_exit": "no", "low_income": "yes"}),
}
NUMBER = {name: place for place, name in enumerate(PEOPLE, start=1)}
ENTITLEMENTS = [
    entitled(1, has_live=False, paid=D("0"), workshop_id="RUNS", area=GX, beneficiary_kind="person", beneficiary_key="k1",
             from_month=202301, to_month=202312),
    entitled(2, has_live=False, paid=D("0"), workshop_id="RUNS", area=GX, beneficiary_kind="person", beneficiary_key="k1",
             from_month=202404, to_month=202404, scheme="LABOUR_ALLOWANCE", amount_due=D("200.00"), clause="四（三）"),
    entitled(3, has_live=False, paid=D("0"), workshop_id="RUNS", area=GX, beneficiary_kind="person", beneficiary_key="k1",
             from_month=202405, to_month=202405, scheme="LABOUR_ALLOWANCE", amount_due=D("200.00")),
    entitled(4, has_live=False, paid=D("0"), workshop_id="RUNS", area=GX, beneficiary_key="RUNS", from_month=202401, to_month=202406),
    entitled(5, has_live=True, paid=D("0"), workshop_id="BANNER", area=NM, beneficiary_key="BANNER", from_month=202401, to_month=202406),
    entitled(6, has_live=False, paid=D("0"), workshop_id="BANNER", area=NM, beneficiary_key="BANNER", from_month=202401, to_month=202412),
    entitled(7, has_live=False, paid=D("0"), workshop_id="BANNER", area=NM, beneficiary_key="BANNER", from_month=202401,
             to_month=202406, outcome="undetermined"),
    entitled(8, has_live=False, paid=D("0"), workshop_id="BANNER", area=GX, beneficiary_key="CHOSEN", from_month=202401,
             to_month=202405, instead="一次性阶梯奖励"),
    entitled(9, has_live=False, paid=D("0"), workshop_id="BANNER", area=GX, beneficiary_key="HALF", from_month=202401,
             to_month=202405, instead="一次性阶梯奖励"),
    entitled(10, has_live=False, paid=D("0"), workshop_id="BANNER", area=GX, beneficiary_key="HALF", from_month=202401, to_month=202404),
]  # fmt: skip
SPELLS = [
    ("open under its name", "W1 车间", None),
    ("away", "外地厂", None),
    ("back again", "外地厂", 202405),
]
CASES = [
    ("upheld", "STOPPED", 202405),
    ("upheld", "JUNE", 202405),
    ("upheld", "JUNE", 202406),
    ("pending", "ENDED", 202401),
    ("pending", "ENDED", 202402),
    ("upheld", "LONGAGO", 202305),
]
POSTS = [
    (3, GX, None, dt.date(2024, 6, 1), None),
    (5, f"{GX}101", 40, dt.date(2024, 1, 1), JUNE),
    (7, GX, 39, dt.date(2024, 6, 1), None),
    (11, GX, None, dt.date(2024, 3, 31), None),
    (13, GX, None, dt.date(2024, 7, 1), None),
    (17, GX, None, dt.date(2024, 6, 1), dt.date(2024, 6, 29)),
    (19, NM, None, dt.date(2024, 6, 1), None),
]  # fmt: skip
"""Number, area, age end, first and last day."""
SPOKEN = [
    {"number": 1, "kind": "outreach", "subject": f"k{NUMBER['reached']}", "answer": "reached", "on": "2024-05-20"},
    {"number": 6, "kind": "outreach", "subject": f"k{NUMBER['reached before']}", "answer": "reached", "on": "2024-05-20"},
    {"number": 2, "kind": "outreach", "subject": f"k{NUMBER['reached now']}", "answer": "placed", "on": "2024-07-08"},
    {"number": 3, "kind": "outreach", "subject": f"k{NUMBER['declined']}", "answer": "declined", "on": "2024-07-09"},
    {"number": 4, "kind": "outreach", "subject": "RUNS", "answer": "reached", "on": "2024-06-10"},
    {"number": 7, "kind": "outreach", "subject": f"k{NUMBER['reached for arrears alone']}", "value": "arrears", "answer": "reached",
     "on": "2024-05-20"},
    {"number": 5, "kind": "outreach", "subject": f"k{NUMBER['left behind']}", "answer": "placed", "on": "2024-04-10"},
]  # fmt: skip


def home(name: str) -> str:
    workshop, _, more = PEOPLE[name]
    return str(more.get("home", next(row["county"] for row in WORKSHOPS if row["workshop_id"] == workshop)))


def tables() -> dict[str, Any]:
    dates = {"NM": DocumentDates(dt.date(2022, 7, 1)), "GZ": DocumentDates(dt.date(2021, 7, 15))}
    library = open_library(dates=dates)
    persons, standing, months, timeline = [], [], [], []
    for name, number in NUMBER.items():
        workshop, confirmed, more = PEOPLE[name]
        inside = more.get("outcome") != "none"
        persons.append({
            "person": number, "person_key": f"k{number}", "register_person_id": f"R{number}" if inside else None,
            "county": home(name) if inside else "", "township": "新圩镇" if inside else "", "village": "", "name": "甲",
            "born_on": dt.date(1984, 1, 1),
        })  # fmt: skip
        status = {
            "poverty_exit": "yes",
            "monitored": "no",
            "relocated": "no",
            "low_income": "unknown",
            "alive": "yes",
            "age": 40,
        }
        status |= {key: value for key, value in more.items() if key in status}
        if inside:
            standing.append(
                {"person": number, "month": MONTH, "disputed_by": "", "is_touched": False, **status}
            )
        months += [
            worked(number, workshop, month=month, county=home(name), outcome=more.get("outcome", "same"))
            for month in confirmed
        ]
        timeline += [(number, month, "roster", workshop, "") for month in confirmed]
        kind, employer, *state = more.get("seen", ("", ""))
        timeline += [
            (number, m, kind, employer, "".join(state)) for m in (*more.get("months", ()), MONTH) if kind
        ]
    states = [
        {"source": one, "county": county, "month": MONTH, "state": "full", "rows": 1, "says": ""}
        for one in WORK
        for county in (NM, GX, GZ)
    ]
    states += [{**states[0], "county": NM_UNHEARD}]
    columns = ("person", "month", "kind", "employer", "state")
    return {
        **ledger_tables(library, MONTH), **figure_tables(library.placed), **reading_tables(library),
        **word_tables(), **decision_tables([]),
        "decisions.spoken": typed("decisions.spoken", SPOKEN),
        "run.configured": pa.table({"system": ["hrss", "monitoring", "social_insurance"]}),
        "conform.workshops": WORKSHOPS,
        "verify.outwork": [
            {"row_ref": f"s{place}", "person": NUMBER[name], "firm": employer.replace(" ", ""), "from_month": 202311, "to_month": until,
             "first_number": 2023 * 12 + 10, "last_number": until and until // 100 * 12 + until % 100 - 1, "names_workshop": False}
            for place, (name, employer, until) in enumerate(SPELLS)
        ],
        "verify.arrears_months": [
            {"row_ref": f"c{place}", "filed_on": dt.date(2024, 5, 8), "result": result, "workshop_id": workshop, "month": month}
            for place, (result, workshop, month) in enumerate(CASES)
        ],
        "verify.roster_verdicts": [
            {"row_ref": f"v{place}", "sure": NUMBER[name], "workshop_id": PEOPLE[name][0], "month": month}
            for place, (name, month) in enumerate((name, month) for name in PEOPLE for month in PEOPLE[name][1])
        ] + [{"row_ref": "maybe", "person": NUMBER["perhaps on a roster"], "outcome": "unsure", "workshop_id": "RUNS", "month": MONTH}],
        "conform.contributions": [
            {"pull_id": "c" * 12, "row_number": place, "form": 900 + place, "kind": "medical", "state": "paid", "month": month}
            for place, month in enumerate((MONTH, 202405))
        ],
        "link.link_forms": [
            {"form": 900 + place, "person": NUMBER[name], "outcome": "unsure"}
            for place, name in enumerate(("perhaps insured", "perhaps insured in May"))
        ],
        "conform.posts": [
            {"pull_id": "v" * 12, "row_number": place, "row_id": f"P{place}", "employer_name": "厂", "post_name": "工",
             "number": number, "area_code": area, "age_to": age_to, "posted_on": posted, "until_on": until}
            for place, (number, area, age_to, posted, until) in enumerate(POSTS)
        ],
        "link.persons": persons,
        "verify.status": standing,
        "verify.worker_months": months,
        "verify.timeline": [
            {**dict(zip(columns, row, strict=True)), "row_ref": f"r{place}"} for place, row in enumerate(timeline)
        ],
        "verify.coverage": states,
        "rules.entitlements": ENTITLEMENTS,
        "rules.candidates": [
            {"uscc": "91459901MA", "entity_name": "某厂", "county": GX, "month": MONTH, "low": 5, "high": 6, "threshold": 5,
             "outcome": "qualifies", "says": "达到。", "rule": "GX-3.1.1"},
            {"uscc": "91140101MA", "entity_name": "外地厂", "county": "140101", "month": MONTH, "low": 5, "high": 6, "threshold": 5,
             "outcome": "qualifies", "says": "达到。", "rule": "GX-3.1.1"},
        ],
        "policy.standing": [
            {"standing": 1, "rule": "GX-3.1.1", "document": "桂人社规〔2022〕8号", "clause": "三（一）", "family": "recognition",
             "form": "head_count", "area": "45", "asks_kind": False},
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    config = Config.model_construct(areas=("15", "45", "52"))
    with room("ledger", tables(), ("outreach", "reach_counts"), config, MONTH) as made:
        yield made


@pytest.fixture(scope="module")
def listed(warehouse: Warehouse) -> dict[tuple[str, str], dict[str, Any]]:
    names = {f"k{number}": name for name, number in NUMBER.items()}
    return {
        (row["kind"], names.get(row["subject"], row["subject"])): row
        for row in rows_of(warehouse, "ledger.outreach")
    }


Listed = dict[tuple[str, str], dict[str, Any]]


def of_kind(listed: Listed, kind: str) -> set[str]:
    return {name for one, name in listed if one == kind}


def test_who_lost_work_is_listed_and_nobody_else(listed: Listed) -> None:
    assert of_kind(listed, "lost_work") == {
        "lost", "lost two of three", "unpaid insurance", "flexible", "open at the lost", "open under its name",
        "fifty-nine", "monitored", "back again", "reached", "reached now", "declined", "of the stopped",
        "on a rural minimum", "reached for arrears alone", "perhaps insured in May",
    }  # fmt: skip


def test_since_is_the_first_month_without(listed: Listed) -> None:
    assert listed["lost_work", "lost"]["since"] == 202406
    assert listed["lost_work", "lost two of three"]["since"] == 202405
    row = listed["lost_work", "lost"]
    assert (row["county"], row["township"], row["last_employer"]) == (GX, "新圩镇", "W1车间")
    assert (row["workshop_id"], row["person_key"], row["document"]) == ("RUNS", "k1", "")


def test_posts_fit_county_day_and_age(listed: Listed) -> None:
    # 3 without an end of age, 5 for people up to 40; the rest is too young, over, not yet open or of another county.
    assert listed["lost_work", "lost"]["posts"] == 8
    assert listed["lost_work", "fifty-nine"]["posts"] == 3
    # Whatever the reason, for a person; a workshop has no age.
    assert (listed["owed", "lost"]["posts"], listed["owed", "RUNS"]["posts"]) == (8, None)


def test_nm_20_lists_those_of_an_ended_workshop_whatever_their_group(listed: Listed) -> None:
    assert of_kind(listed, "workshop_ended") == {
        "left behind of no group", "left behind three months before", "outsider", "of the stopped", "of June",
        "insured there in June", "of the end of production", "reached for arrears alone",
    }  # fmt: skip
    row = listed["workshop_ended", "outsider"]
    assert (row["since"], row["county"], row["clause"]) == (202403, NM, "第二十条")
    assert listed["workshop_ended", "of June"]["since"] == 202406
    # The title of the one ended; of the other the production, and the title stands.
    assert "该车间2024年2月取消或注销" in row["says"]
    assert "该车间2024年5月停产" in listed["workshop_ended", "of the stopped"]["says"]


def test_what_is_owed_stands_once_for_each_beneficiary(listed: Listed) -> None:
    assert of_kind(listed, "owed") == {"lost", "RUNS", "CHOSEN", "HALF"}
    person = listed["owed", "lost"]
    assert (person["amount"], person["since"], person["person_key"]) == (D("400.00"), 202404, "k1")
    assert person["clause"] == "四（三）,四（二）"
    workshop = listed["owed", "RUNS"]
    assert (workshop["person_key"], workshop["workshop_id"], workshop["amount"]) == (
        None,
        "RUNS",
        D("2000.00"),
    )
    assert workshop["says"].endswith("。请通知申报。")
    assert listed["owed", "CHOSEN"]["says"].endswith("。经营主体已享受一次性阶梯奖励，只能择一，不再申报。")
    half = listed["owed", "HALF"]["says"]
    assert half.endswith("。其中1项因经营主体已享受一次性阶梯奖励，只能择一，其余请通知申报。")


def test_people_of_an_upheld_case_are_listed_for_its_months(listed: Listed) -> None:
    assert of_kind(listed, "arrears") == {"of the stopped", "of June", "insured there in June"}
    assert "涉及2024年5月至6月。" in listed["arrears", "of June"]["says"]
    row = listed["arrears", "of June"]
    assert (row["since"], row["workshop_id"], row["amount"], row["document"]) == (202405, "JUNE", None, "")


def test_candidates_of_the_areas_are_listed(listed: Listed) -> None:
    assert of_kind(listed, "candidate") == {"91459901MA"}
    row = listed["candidate", "91459901MA"]
    assert (row["uscc"], row["last_employer"], row["clause"]) == ("91459901MA", "某厂", "三（一）")


def test_whom_people_reached_is_not_listed_again_until_something_changes(listed: Listed) -> None:
    # Work was lost in June, after the answer of May; of work lost in May the answer stands.
    assert (listed["lost_work", "reached"]["state"], listed["lost_work", "reached"]["done_on"]) == (
        "open",
        None,
    )
    assert ("lost_work", "reached before") not in listed
    assert (listed["lost_work", "reached now"]["state"], listed["lost_work", "reached now"]["done_on"]) == (
        "placed",
        dt.date(2024, 7, 8),
    )
    assert listed["lost_work", "declined"]["state"] == "declined"
    assert ("workshop_ended", "left behind") not in listed
    assert listed["owed", "RUNS"]["state"] == "reached"


def test_an_answer_for_one_reason_closes_no_other(listed: Listed) -> None:
    assert ("arrears", "reached for arrears alone") not in listed
    assert listed["workshop_ended", "reached for arrears alone"]["state"] == "open"


def test_how_many_could_not_be_told_and_were_placed_within_three_months(warehouse: Warehouse) -> None:
    counts = {(row["about"], row["kind"]): row["people"] for row in rows_of(warehouse, "ledger.reach_counts")}
    assert counts["untold", "lost_work"] == 5
    assert counts["placed", "workshop_ended"] == 1
    assert counts["followed", "workshop_ended"] == 11
