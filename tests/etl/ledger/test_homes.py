"""Households that can work and of which nobody does (一户一人): each household a case of its own, in Guizhou."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from etl.config import Config
from etl.engine.warehouse import Warehouse
from etl.policy.counting_rows import ledger_tables
from etl.policy.figures import figure_tables
from etl.policy.in_force import open_library
from etl.policy.placing import DocumentDates
from flow.given import word_tables
from matching.keys import PersonKey
from tests.matching.small import KEYS, sound
from tests.rooms import room, rows_of, typed

MONTH, JUNE = 202406, dt.date(2024, 6, 30)
HERE, UNHEARD, ELSEWHERE = "529901", "529902", "459901"
CONTRIBUTION = ("contributions", {"kind": "medical", "state": "paid", "month": MONTH})
CONTRACT = ("contracts", {"contract_from": dt.date(2023, 1, 1)})
HOMES: dict[str, list[dict[str, Any]]] = {
    # members, each with what differs from a poverty-exit person of 40 who can work, and what shows work
    "idle": [{}, {"labour_ability": "丧失劳动力"}],
    "one at work": [{}, {"seen": CONTRACT}],
    "insured": [{"seen": CONTRIBUTION}],
    "insurance not paid": [{"seen": (CONTRIBUTION[0], CONTRIBUTION[1] | {"state": "due"})}],
    "insured a month ago": [{"seen": (CONTRIBUTION[0], CONTRIBUTION[1] | {"month": 202405})}],
    "flexibly insured": [{"seen": (CONTRIBUTION[0], CONTRIBUTION[1] | {"kind": "flexible_pension"})}],
    "perhaps at work": [{"seen": CONTRACT, "outcome": "unsure"}],
    "contract over": [{"seen": (CONTRACT[0], CONTRACT[1] | {"contract_to": dt.date(2024, 5, 31)})}],
    "contract ended early": [{"seen": (CONTRACT[0], CONTRACT[1] | {"ended_early_on": dt.date(2024, 5, 31)})}],
    "registered": [{"seen": ("employment", {"started_on": dt.date(2024, 6, 30)})}],
    "in a post": [{"seen": ("public_posts", {"started_on": dt.date(2024, 1, 1), "ended_on": dt.date(2024, 6, 1)})}],
    "on a roster": [{"seen": ("roster", {})}],
    "away": [{"seen": ("spells", {"from_month": 202301})}],
    "back again": [{"seen": ("spells", {"from_month": 202301, "to_month": 202405})}],
    "said to work": [{"stated_employer": "外地厂"}],
    "nobody able": [{"labour_ability": "无劳动力"}, {"labour_ability": None}],
    "weak": [{"labour_ability": "弱劳动力或半劳动力"}],
    "sixty": [{"born_on": dt.date(1964, 6, 30)}],
    "fifty-nine": [{"born_on": dt.date(1964, 7, 1)}],
    "at school": [{"schooling": "中职"}],
    "unwilling": [{"resident": {"work_state": "无就业意愿"}}],
    "dead": [{"person_state": "死亡", "person_state_on": dt.date(2024, 5, 1)}],
    "dead since": [{"person_state": "死亡", "person_state_on": dt.date(2024, 7, 1)}],
    "of no group": [{"household_kind": "一般农户", "exit_year": None}],
    "monitored": [{"household_kind": "一般农户", "exit_year": None, "monitored_kind": "边缘易致贫户",
                   "monitored_from": dt.date(2023, 1, 1)}],
    "cleared": [{"household_kind": "一般农户", "exit_year": None, "monitored_kind": "边缘易致贫户",
                 "monitored_from": dt.date(2022, 1, 1), "risk_cleared": True, "risk_cleared_on": dt.date(2024, 5, 31)}],
    "on a rural minimum": [{"household_kind": "一般农户", "exit_year": None, "assisted": "rural_minimum"}],
    "on an urban minimum": [{"household_kind": "一般农户", "exit_year": None, "assisted": "urban_minimum"}],
    "moved": [{"household_kind": "一般农户", "exit_year": None, "resident": {"work_state": "未就业"}}],
    "moving later": [{"household_kind": "一般农户", "exit_year": None, "resident": {"moved_in_on": dt.date(2024, 7, 1)}}],
    "of another region": [{"village_code": ELSEWHERE + "001001"}],
    "unheard": [{"village_code": UNHEARD + "001001"}],
    "reached": [{}],
    "only resettled": [{"resident": {"work_state": "未就业"}, "is_held": False}],
    "only resettled, at work": [{"resident": {"work_state": "灵活就业"}, "is_held": False}],
    "only resettled, unable": [{"resident": {"work_state": "无劳动能力"}, "is_held": False}],
}  # fmt: skip
KEY = PersonKey("v1", bytes.fromhex(KEYS[0]["key"]))
SOURCES = (
    *("hrss.contracts", "hrss.employment", "hrss.public_posts", "hrss.rosters"),
    *("social_insurance.contributions", "social_insurance.pensions", "monitoring.people"),
    *("resettlement.residents", "civil_affairs.assistance", "outwork.spells"),
)
STAMP = {"pull_id": "p" * 12, "known_from": dt.date(2024, 1, 31), "is_first": True}


def key_of(name: str) -> str:
    is_held = all(member.get("is_held", True) for member in HOMES[name])
    return KEY.of("household", name if is_held else f"resettlement:{name}")


def tables() -> dict[str, Any]:
    library = open_library(dates={"GZ": DocumentDates(dt.date(2021, 7, 15))})
    made: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in (
            *(
                "people",
                "residents",
                "assistance",
                "contributions",
                "contracts",
                "employment",
                "public_posts",
            ),
            *("spells", "forms", "entries", "persons", "links", "verdicts"),
        )
    }
    members = [(name, member) for name, home in HOMES.items() for member in home]
    for number, (name, given) in enumerate(members, start=1):
        member, is_held = dict(given), given.get("is_held", True)
        member.pop("is_held", None)
        row = {"pull_id": "p" * 12, "row_number": number}
        person_id = f"R{number}" if is_held else f"resettlement:B{number}"
        if (resident := member.pop("resident", None)) is not None:
            made["residents"].append(
                {**STAMP, **row, "form": number, "resident_id": f"B{number}", "household_id": name, "village_code": HERE + "001001",
                 "moved_in_on": dt.date(2019, 1, 1), **resident}
            )  # fmt: skip
            made["entries"].append({"entry_id": f"resettlement:B{number}", "register_person_id": person_id})
        if (kind := member.pop("assisted", None)) is not None:
            made["assistance"].append(
                {**row, "row_id": f"D{number}", "kind": kind, "area_code": HERE, "from_month": 202301}
            )
            made["entries"].append({"entry_id": f"civil_affairs:D{number}", "register_person_id": person_id})
        seen, outcome = member.pop("seen", None), member.pop("outcome", "same")
        if seen is not None and seen[0] == "roster":
            made["verdicts"].append(
                {"row_ref": f"v{number}", "person": number, "workshop_id": "W1", "month": MONTH}
            )
        elif seen is not None:
            more = {"person_id": person_id} if seen[0] == "spells" else {}
            made[seen[0]].append({**row, "row_id": f"Z{number}", "form": number, **more, **seen[1]})
        if is_held:
            made["people"].append(
                {**STAMP, **row, "person_id": person_id, "household_id": name, "village_code": HERE + "001001", "township_name": "新圩镇",
                 "born_on": dt.date(1984, 1, 1), "household_kind": "脱贫户", "exit_year": 2020, "labour_ability": "普通劳动力", **member}
            )  # fmt: skip
        made["forms"].append({"form": number, "id_text": sound("45990119840101001")})
        # Nobody of a household need stand on a roster, claim or payment: who is named nowhere is no person of the run.
        if seen is not None and seen[0] != "spells":
            made["persons"].append(
                {
                    "person": number,
                    "person_key": f"k{number}",
                    "register_person_id": person_id,
                    "county": HERE,
                }
            )
            made["links"].append({"form": number, "person": number, "outcome": outcome})
    for name in ("contributions", "contracts", "employment", "public_posts", "spells"):
        known = typed(f"conform.{name}", []).column_names
        made[name] = [{key: value for key, value in row.items() if key in known} for row in made[name]]
    return {
        **ledger_tables(library, MONTH), **figure_tables(library.placed), **word_tables(),
        "run.keys": KEYS,
        "run.configured": pa.table({"system": ["civil_affairs", "hrss", "monitoring", "outwork", "resettlement", "social_insurance"]}),
        "decisions.spoken": [{"number": 1, "kind": "outreach", "subject": key_of("reached"), "answer": "reached", "on": "2024-05-20"}],
        **{f"conform.{name}": made[name] for name in
           ("people", "residents", "assistance", "contributions", "contracts", "employment", "public_posts", "spells", "forms")},
        "link.register_ids": made["entries"], "link.persons": made["persons"], "link.link_forms": made["links"],
        "verify.roster_verdicts": made["verdicts"],
        "verify.coverage": [
            {"source": source, "county": county, "month": MONTH, "state": "full", "rows": 1, "says": ""}
            for source in SOURCES for county in (HERE, UNHEARD, ELSEWHERE)
            if (source, county) != ("civil_affairs.assistance", UNHEARD)
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    config = Config.model_construct(areas=("52", "45"))
    with room("ledger", tables(), ("outreach", "reach_counts"), config, MONTH) as made:
        yield made


def test_households_that_can_work_and_of_which_nobody_does_are_listed(warehouse: Warehouse) -> None:
    names = {key_of(name): name for name in HOMES}
    listed = {names[row["subject"]]: row for row in rows_of(warehouse, "ledger.outreach")}
    assert set(listed) == {
        "idle", "insurance not paid", "insured a month ago", "flexibly insured", "contract over", "contract ended early",
        "back again", "weak", "fifty-nine", "dead since", "monitored", "on a rural minimum", "moved", "only resettled",
    }  # fmt: skip
    row = listed["idle"]
    assert (row["kind"], row["state"], row["county"], row["township"]) == (
        "household",
        "open",
        HERE,
        "新圩镇",
    )
    assert (row["person_key"], row["workshop_id"], row["posts"], row["clause"]) == (
        None,
        None,
        None,
        "（二）",
    )
    assert "户编号idle的家庭有劳动力1人" in row["says"]
    assert "（搬迁系统）only resettled" in listed["only resettled"]["says"]


def test_how_many_households_could_not_be_told(warehouse: Warehouse) -> None:
    counts = {(row["about"], row["kind"]): row["people"] for row in rows_of(warehouse, "ledger.reach_counts")}
    assert counts["untold", "household"] == 1
