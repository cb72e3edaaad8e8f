"""A small county in rows: two workshops, six people, one of each thing that a release must show or hide."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from etl.config import Config
from etl.engine.tables import room_of, tables_of
from etl.engine.warehouse import Settings, Warehouse, open_warehouse
from etl.ledger.points import risk_tables
from etl.model.contracts import load_contracts
from etl.policy.counting_rows import ledger_tables
from etl.policy.figures import figure_tables
from etl.policy.in_force import Library, open_library
from etl.publish.given import give_earlier
from etl.publish.manifest import MadeFrom, Previous, Snapshot
from etl.publish.release import ReleaseRequest
from flow.given import decision_tables, run_tables, word_tables
from flow.steps import BY_NAME
from tests.rooms import typed

MONTH = 202312
COUNTY = "459901"
AREA = "45"
NAMES = ["王小明", "欧阳青", "阿依古丽·买买提", "李四", "王大明", '=HYPERLINK("x")']
Rows = list[dict[str, Any]]


@cache
def library() -> Library:
    return open_library()


def number(person: int) -> str:
    """A made-up number of a region that does not exist."""
    return f"{COUNTY}198001{person:02d}00{person:02d}"


def shop(workshop_id: str, **more: Any) -> dict[str, Any]:
    return {
        "pull_id": "a" * 12,
        "row_number": int(workshop_id[-1]),
        "form": 101,
        "workshop_id": workshop_id,
        "workshop_name": f"{workshop_id}车间",
        "uscc": f"U{workshop_id}",
        "area_code": f"{COUNTY}101",
        "address": "新圩镇1号",
        "kind": "factory",
        "state": "active",
        "recognised_on": dt.date(2022, 7, 1),
        "county": COUNTY,
        "known_from": dt.date(2023, 12, 31),
        "is_first": True,
        **more,
    }


def worked(worker: int, workshop_id: str = "W1", **more: Any) -> dict[str, Any]:
    """A confirmed, declared worker of the poverty-exit group, unless said otherwise."""
    return {
        "worker": worker,
        "person": worker,
        "outcome": "same",
        "workshop_id": workshop_id,
        "county": COUNTY,
        "month": MONTH,
        "verdict": "confirmed",
        "declared_groups": "poverty_exit",
        "poverty_exit": "yes",
        "monitored": "no",
        "relocated": "no",
        "pay": Decimal("2000.00"),
        "register_full": True,
        **more,
    }


def covered(**states: str) -> Rows:
    """Every source full for the county and month, unless said otherwise (dots as __)."""
    said = {name.replace("__", "."): state for name, state in states.items()}
    return [
        {
            "source": source,
            "county": COUNTY,
            "month": MONTH,
            "state": said.get(source, "full"),
            "rows": 9,
            "as_of": dt.date(2023, 12, 31),
            "says": "完整。",
        }
        for source in sorted(load_contracts("canonical"))
    ]


def found(
    workshop_id: str, family: str, outcome: str, form: str = "head_count", **more: Any
) -> dict[str, Any]:
    return {
        "workshop_id": workshop_id,
        "month": MONTH,
        "rule": f"X-{family}-{form}",
        "outcome": outcome,
        "says": "说明。",
        "document": "文〔2022〕1号",
        "clause": "三（一）",
        "family": family,
        "form": form,
        **more,
    }


def alert(alert_id: str, workshop_id: str | None, level: str = "duplicate", **more: Any) -> dict[str, Any]:
    return {
        "alert_id": alert_id,
        "case_id": alert_id,
        "code": "two_posts",
        "level": level,
        "workshop_id": workshop_id,
        "amount_at_risk": Decimal("100.00"),
        "priority": 5.0,
        "county": COUNTY,
        "title": "一人多岗，车间",
        "says": "同月在两处。疑点不等于违规，请核实。",
        "first_seen": MONTH,
        "state": "new",
        **more,
    }


def entitled(person: int, **more: Any) -> dict[str, Any]:
    return {
        "entitlement_id": f"e{person}",
        "scheme": "ABSORB_YEARLY",
        "beneficiary_kind": "workshop",
        "beneficiary_key": "W1",
        "person_key": f"key{person}",
        "person": person,
        "workshop_id": "W1",
        "from_month": 202301,
        "to_month": 202312,
        "outcome": "due",
        "amount_due": Decimal("2000.00"),
        "amount_high": Decimal("2000.00"),
        "claimed": Decimal("0.00"),
        "paid": Decimal("2000.00"),
        "over": Decimal("0.00"),
        "under": Decimal("0.00"),
        "rule": "GX-4.2.1",
        "failed": "",
        "says": "应享。",
        "document": "文〔2022〕1号",
        "clause": "四（二）",
        "has_live": True,
        "area": COUNTY,
        "lacks": "",
        **more,
    }


def benefit(person: int, state: str, **more: Any) -> dict[str, Any]:
    return {
        "row_ref": f"hrss.subsidies:{'d' * 12}:{person}",
        "row_id": f"BT{person}",
        "scheme": "ABSORB_YEARLY",
        "beneficiary_kind": "workshop",
        "workshop_id": "W1",
        "form": person,
        "from_month": 202301,
        "to_month": 202312,
        "amount": Decimal("2000.00"),
        "state": state,
        "source": "hrss.subsidies",
        "person": person,
        "outcome": "same",
        "sure": person,
        "same": person,
        "is_live": True,
        **more,
    }


def roster_row(person: int) -> dict[str, Any]:
    return {
        "row_ref": f"hrss.rosters:{'b' * 12}:{person}",
        "row_id": f"MX{person}",
        "form": person,
        "person": person,
        "outcome": "same",
        "workshop_id": "W1",
        "county": COUNTY,
        "month": MONTH,
        "verdict": "confirmed",
        "for": "contract,pay",
        "against": "",
        "missing": "",
        "pay": Decimal("2000.00"),
        "poverty_exit": "yes",
        "monitored": "no",
        "relocated": "no",
    }


def rows() -> dict[str, Rows]:
    people = range(1, len(NAMES) + 1)
    return {
        "conform.workshops": [shop("W1"), shop("W2", state="stopped")],
        "conform.rosters": [
            {
                "pull_id": "b" * 12,
                "row_number": p,
                "form": p,
                "row_id": f"MX{p}",
                "workshop_id": "W1",
                "month": MONTH,
                "county": COUNTY,
            }
            for p in people
        ],
        "conform.forms": [
            {
                "form": p,
                # The second is written with another last digit than the register has.
                "id_text": number(p) if p != 2 else number(p)[:-1] + "8",
                "name": NAMES[p - 1],
                "phone": f"1390000000{p}",
                "source_kinds": "",
            }
            for p in people
        ]
        + [{"form": 101, "name": "赵负责", "source_kinds": ""}],
        "link.link_forms": [
            {
                "form": p,
                "person": p,
                "register_person_id": f"R{p}",
                "outcome": "same",
                "tier": "id_repaired" if p == 2 else "id",
                "score": 1.0,
                "reasons": "id_one_digit,name_equal" if p == 2 else "id_equal,name_equal",
                "id_kind": "citizen",
                "id_normal": number(p),
                "name_normal": NAMES[p - 1],
            }
            for p in people
        ],
        "link.persons": [
            {
                "person": p,
                "person_key": f"key{p}",
                "register_person_id": f"R{p}",
                "id_normal": number(p),
                "name": NAMES[p - 1],
                "county": COUNTY,
                "township": "新圩镇",
                "village": "一村",
                "household_id": f"H{p}",
                "household_key": f"hk{p}",
            }
            for p in people
        ],
        "verify.status": [
            {
                "person": p,
                "month": MONTH,
                "poverty_exit": "yes",
                "monitored": "no",
                "relocated": "no",
                "alive": "yes",
                "row_ref": f"monitoring.people:{'c' * 12}:{p}",
            }
            for p in people
        ],
        "verify.worker_months": [worked(p) for p in people],
        "verify.roster_verdicts": [roster_row(p) for p in people],
        "verify.timeline": [
            {
                "person": 1,
                "month": MONTH,
                "kind": "roster",
                "employer": "W1",
                "state": "",
                "row_ref": f"hrss.rosters:{'b' * 12}:1",
            }
        ],
        "verify.benefits": [
            benefit(1, "paid", paid_on=dt.date(2023, 12, 20)),
            benefit(2, "approved"),
            benefit(3, "paid", paid_on=dt.date(2023, 12, 20)),
            # Paid in another month: in no notice of this one.
            benefit(4, "paid", paid_on=dt.date(2023, 11, 20)),
        ],
        "verify.coverage": covered(),
        "rules.findings": [found("W1", "recognition", "met"), found("W1", "exit", "not_met", "below")],
        "rules.exit_watch": [],
        "rules.entitlements": [
            entitled(1),
            entitled(2, claimed=Decimal("2000.00"), paid=Decimal("0.00")),
            entitled(3),
        ],
        "alerts.alerts": [alert("aa", "W2", person_key="key4")],
        "alerts.alert_evidence": [
            {
                "alert_id": "aa",
                "seq": 1,
                "row_ref": f"hrss.rosters:{'b' * 12}:4",
                "role": "row",
                "says": "花名册",
            }
        ],
        "alerts.alert_runs": [
            {
                "code": "two_posts",
                "county": COUNTY,
                "month": MONTH,
                "state": "ran",
                "rows": 6,
                "raised": 1,
                "says": "已运行",
            }
        ],
        "conform.quarantine_rows": [
            {
                "row_ref": f"hrss.rosters:{'b' * 12}:99",
                "source": "hrss.rosters",
                "column": "NY",
                "reason": "unreadable",
                "says": "月份无法读取",
            }
        ],
        "conform.row_origin": [
            {
                "row_ref": f"hrss.rosters:{'b' * 12}:{p}",
                "source": "hrss.rosters",
                "pull_id": "b" * 12,
                "row_number": p,
                "native_key": f"MX{p}",
                "form": p,
            }
            for p in (*people, 99)
        ]
        + [
            {
                "row_ref": f"monitoring.people:{'c' * 12}:{p}",
                "source": "monitoring.people",
                "pull_id": "c" * 12,
                "row_number": p,
                "native_key": f"R{p}",
            }
            for p in people
        ],
        "conform.reconciliation": [
            {
                "source": "hrss.rosters",
                "rows": 7,
                "used": 6,
                "quarantined": 1,
                "repeats": 0,
                "superseded": 0,
                "withdrawn": 0,
                "corrected": 0,
            }
        ],
    }


@contextmanager
def county(
    changed: Mapping[str, Rows] | None = None,
    *,
    areas: Sequence[str] = (AREA,),
    previous: Path | None = None,
    engine: Settings | None = None,
) -> Iterator[Warehouse]:
    """The county's tables with its ledger, in an open warehouse; `changed` replaces rows of a table.

    `previous`: the folder of an earlier release.
    """
    with (
        TemporaryDirectory() as folder,
        open_warehouse(engine or Settings(threads=1), Path(folder) / "scratch") as warehouse,
    ):
        for tables in (
            run_tables(Config.model_construct(areas=tuple(areas)), MONTH),
            decision_tables([]),
            word_tables(),
            ledger_tables(library(), MONTH),
            figure_tables(library().placed),
            risk_tables(),
            {name: typed(name, listed) for name, listed in {**rows(), **(changed or {})}.items()},
        ):
            for name, made in tables.items():
                warehouse.give(name, made)
        give_earlier(warehouse, previous)
        asked = {
            name
            for room in ("ledger", "publish")
            for table in tables_of(room).values()
            for name in table.reads
        }
        for name in sorted({*asked, "alerts.hit_rates"}):
            if room_of(name) not in ("ledger", "publish") and not warehouse.has(name):
                warehouse.give_empty([name])
        warehouse.make("ledger", [f"ledger.{name}" for name in BY_NAME["ledger"].tables])
        yield warehouse


def request(sources: Mapping[str, Any], *, after: Path | None = None, **more: Any) -> ReleaseRequest:
    """`after`: the folder of the release before."""
    before = None if after is None else Previous("p" * 12, MONTH - 1, "0" * 64)
    made_from = MadeFrom(
        [Snapshot("hrss.rosters", "b" * 12, 7, "f" * 64, "2023-12-31")],
        {"guangxi.yaml": "0" * 64},
        {"areas": [AREA]},
        "k" * 12,
        previous=before,
        code_version="0.1.0",
    )
    values = {"month": MONTH, "areas": [AREA], "library": library(), "sources": sources, **more}
    return ReleaseRequest(made_from=made_from, **values)
