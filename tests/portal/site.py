"""A portal over releases made by hand: two counties, a few people, an alert in each; and a browser-like client for a role."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa
from fastapi import FastAPI
from starlette.testclient import TestClient

from etl.config import Portal, load_config
from etl.decisions.form import Decision
from etl.model.contracts import load_contracts
from portal.app import make_app
from portal.releases import Releases
from portal.rights import ROLES, Account
from portal.site import Site
from portal.store import accounts, open_portal_store
from portal.store.tables import ACCOUNT
from tests.cli.releases import UNKNOWN

HERE, THERE = "450721", "450722"
PASSWORD = "correct horse battery"
ROSTER = "hrss.rosters:0123456789ab:7"
REF_UNSURE = "hrss.rosters:0123456789ab:8"
SOMEBODY, NEIGHBOUR = "v1:" + "a" * 32, "v1:" + "b" * 32
ALERT, OTHER_ALERT = "00112233445566aa", "00112233445566bb"
MONTH = 202406
CONFIG = """
areas: ["4507"]
store: ./var
sources:
  monitoring: {delivery: files, path: ./in}
  hrss: {delivery: files, path: ./in}
  social_insurance: {delivery: files, path: ./in}
  business_registry: {delivery: files, path: ./in}
  county_finance: {delivery: files, path: ./in}
"""
Rows = dict[str, list[dict[str, Any]]]


def rows() -> Rows:
    """The tables of a release; what a row does not say is unknown."""
    shops = {"CJ01": (HERE, "灵山县"), "CJ02": (THERE, "浦北县")}
    return {
        "ledger": [
            {
                "workshop_id": shop,
                "workshop_name": f"{name}某某就业帮扶车间",
                "county": county,
                "recognised_by": f"{name}人力资源和社会保障局",
                "state": "active",
                "workers_declared": 2,
                "poverty_declared": 2,
                "poverty_confirmed": 1,
                "poverty_unknown": 1,
                "recognition": "met",
                "exit": "none",
                "conclusion": "部分核实",
                "recognised_on": dt.date(2022, 8, 1),
                "says": "申报的2人中1人尚未核实。",
                "policy": "桂人社规〔2022〕8号",
            }
            for shop, (county, name) in shops.items()
        ],
        "people": [
            {
                "person_key": SOMEBODY,
                "name": "甲某",
                "id_masked": "459901********0011",
                "county": HERE,
                "township": "三海街道",
            },
            {
                "person_key": NEIGHBOUR,
                "name": "乙某",
                "id_masked": "459901********0029",
                "county": THERE,
                "township": "小江街道",
            },
        ],
        "employment": [
            {
                "row_ref": ROSTER,
                "person_key": SOMEBODY,
                "workshop_id": "CJ01",
                "month": MONTH,
                "verdict": "confirmed",
                "for": "contribution,pay",
                "pay": Decimal("2000.00"),
            },
            {
                "row_ref": "hrss.rosters:0123456789ab:9",
                "person_key": NEIGHBOUR,
                "workshop_id": "CJ02",
                "month": MONTH,
                "verdict": "unknown",
                "missing": "hrss.contracts",
            },
        ],
        "person_status": [
            {
                "person_key": SOMEBODY,
                "month": MONTH,
                "poverty_exit": "yes",
                "monitored": "no",
                "relocated": "no",
                "alive": "yes",
            }
        ],
        "timeline": [
            {
                "person_key": SOMEBODY,
                "month": MONTH,
                "kind": "pay",
                "employer": "CJ01",
                "state": "2024-06-25",
                "amount": Decimal("2000.00"),
                "row_ref": ROSTER,
            },
            {
                "person_key": NEIGHBOUR,
                "month": MONTH,
                "kind": "roster",
                "employer": "CJ02",
                "state": "declared",
                "row_ref": "hrss.rosters:0123456789ab:9",
            },
        ],
        "findings": [
            {
                "workshop_id": "CJ01",
                "month": MONTH,
                "rule": "GX-3.1.1",
                "outcome": "met",
                "low": 5.0,
                "high": 6.0,
                "threshold": 5.0,
                "says": "计入人数5至6人，标准5人：符合。",
                "document": "桂人社规〔2022〕8号",
                "clause": "三（一）",
            },
            {
                "workshop_id": "CJ01",
                "month": MONTH,
                "rule": "GX-3.5.2",
                "outcome": "needs_person",
                "says": "停产超过一个月；须由人核实：是否帮扶后仍不能恢复。",
                "document": "桂人社规〔2022〕8号",
                "clause": "三（五）",
            },
        ],
        "entitlements": [
            {
                "entitlement_id": "ffeeddccbbaa0011",
                "scheme": "ABSORB_YEARLY",
                "beneficiary_kind": "workshop",
                "beneficiary_key": "CJ01",
                "person_key": SOMEBODY,
                "workshop_id": "CJ01",
                "from_month": 202401,
                "to_month": 202412,
                "outcome": "due",
                "amount_due": Decimal("2000.00"),
                "paid": Decimal("4000.00"),
                "over": Decimal("2000.00"),
                "rule": "GX-4.2.1",
                "says": "应享2000.00元。",
                "document": "桂人社规〔2022〕8号",
                "clause": "四（二）",
            }
        ],
        "alerts": [
            {
                "alert_id": alert,
                "case_id": alert,
                "code": "same_scheme_overlap",
                "level": "duplicate",
                "person_key": person,
                "workshop_id": shop,
                "scheme": "ABSORB_YEARLY",
                "from_month": 202401,
                "to_month": 202412,
                "amount_at_risk": Decimal("2000.00"),
                "priority": priority,
                "county": county,
                "title": f"同一补贴重复享受，{shop}，2024年",
                "says": "2024年同一补贴有2笔有效记录。疑点不等于违规，请核实。",
                "rule": "GX-4.2.7",
                "document": "桂人社规〔2022〕8号",
                "clause": "四（二）",
                "first_seen": 202405,
                "state": "known",
            }
            for alert, person, shop, county, priority in (
                (ALERT, SOMEBODY, "CJ01", HERE, 80.0),
                (OTHER_ALERT, NEIGHBOUR, "CJ02", THERE, 70.0),
            )
        ],
        "alert_evidence": [
            {
                "alert_id": ALERT,
                "seq": 1,
                "row_ref": ROSTER,
                "role": "payment",
                "says": "人社局已发放2000.00元",
            }
        ],
        "row_index": [
            {
                "row_ref": ROSTER,
                "source": "hrss.rosters",
                "native_key": "MX7",
                "file": "名册.xlsx",
                "sheet": "6月",
                "source_row": 9,
            },
            {"row_ref": REF_UNSURE, "source": "hrss.rosters", "native_key": "MX8"},
        ],
        "links": [
            {
                "row_ref": REF_UNSURE,
                "source": "hrss.rosters",
                "person_key": SOMEBODY,
                "outcome": "unsure",
                "tier": "name_weak",
                "score": 0.6125,
                "reasons": "name_equal,namesake",
                "register_person_id": "R0002",
                "runner_up_person_id": "R0003",
                "runner_up_score": 0.3,
            }
        ],
        "coverage": [
            {
                "source": "hrss.contracts",
                "county": county,
                "month": MONTH,
                "state": "none",
                "says": "没有收到该来源的数据。",
            }
            for county in (HERE, THERE)
        ],
        "changes": [],
    }


COUNTIES = {HERE: "灵山县", THERE: "浦北县"}


def publish(
    out: Path,
    release_id: str,
    given: Rows,
    month: int = MONTH,
    counties: Mapping[str, str] = COUNTIES,
    **manifest: Any,
) -> None:
    """A release in force of a month, with a workbook of the whole area and of each county, named as `counties` says."""
    inner = out / str(month) / release_id / "internal"
    inner.mkdir(parents=True)
    contracts = load_contracts("published")
    for name, some in given.items():
        contract = contracts[name]
        blank = {c.name: None if c.optional else UNKNOWN.get(c.type) for c in contract.columns}
        table = pa.Table.from_pylist([{**blank, **row} for row in some], schema=contract.arrow_schema())
        pq.write_table(table, inner / f"{name}.parquet")
    files = {f"就业帮扶车间核实台账_{name}_{month}.xlsx": county for county, name in counties.items()}
    for name in (f"就业帮扶车间核实台账_全部_{month}.xlsx", *files):
        (inner / name).write_bytes(b"a workbook")
    content = {"ledger_month": month, "release_id": release_id, "provisional": False, "warnings": []}
    content |= {"counties": dict(counties), "files": {name: {"county": one} for name, one in files.items()}}
    content |= {"control_totals": {}, "areas": ["4507"], "kind": "internal"} | manifest
    (inner / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    (out / str(month) / "current").write_text(f"{release_id}\n", encoding="utf-8")


@dataclass
class Clock:
    """The time, which a test moves."""

    now: dt.datetime = dt.datetime(2024, 7, 10, 2, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@dataclass
class Office:
    """A portal, its clock, and what it handed to the pipeline."""

    app: FastAPI
    site: Site
    clock: Clock
    kept: list[Decision] = field(default_factory=list)

    def account(self, name: str, role: str, counties: Sequence[str] = ()) -> None:
        with self.site.store.act("test") as act:
            accounts.add(act, Account(name, role, tuple(counties)), PASSWORD)

    def client(self, name: str) -> "Browser":
        """Somebody who is logged in."""
        browser = Browser(self.app)
        browser.login(name)
        return browser


class Browser:
    """Asks as a browser does: keeps cookies, sends the hidden fields of the form that it presses a button of."""

    def __init__(self, app: FastAPI) -> None:
        self.http = TestClient(app, base_url="http://127.0.0.1:8700", follow_redirects=False)

    def login(self, name: str, password: str = PASSWORD, code: str = "") -> Any:
        return self.http.post("/login", data={"account": name, "password": password, "code": code})

    def get(self, path: str) -> Any:
        return self.http.get(path)

    def press(self, path: str, hook: str, given: Mapping[str, str] | None = None, *, at: int = 0) -> Any:
        """Press the button with a hook on a page, with what is filled in besides."""
        found = self.forms(path, hook)
        assert len(found) > at, f"no button {hook} on {path}"
        action, hidden = found[at]
        return self.http.post(action, data={**hidden, **(given or {})})

    def forms(self, path: str, hook: str) -> list[tuple[str, dict[str, str]]]:
        """Address and hidden fields of each form with a button of this hook."""
        page = self.get(path)
        assert page.status_code == 200, page.text[:500]
        found = []
        for form in re.findall(r"<form\b.*?</form>", page.text, re.DOTALL):
            if button := re.search(rf'<button[^>]*data-hook="{hook}"[^>]*>', form):
                own = re.search(r'formaction="([^"]*)"', button.group())
                action = own or re.search(r'action="([^"]*)"', form)
                hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
                assert action is not None
                found.append((action.group(1), dict(hidden)))
        return found

    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get("/").text)
        assert found is not None
        return found.group(1)


def make_portal(folder: Path, given: Rows | None = None, **settings: Any) -> Office:
    """A portal over one month of two counties, with an account a role, named as the role."""
    out = folder / "releases"
    (folder / "in").mkdir(parents=True)
    publish(out, "0123456789ab", given or rows())
    path = folder / "hecha.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    config = load_config(path)
    config = config.model_copy(update={"portal": Portal(**settings)})
    clock = Clock()
    store = open_portal_store(config.store, clock=clock)
    kept: list[Decision] = []
    site = Site(config, path, store, Releases(out), kept.extend)
    made = Office(make_app(site), site, clock, kept)
    # Hashing a password takes long on purpose: every account of a test has the same hash.
    with store.act("test") as act:
        accounts.add(act, Account("official", "official"), PASSWORD)
    with store.quiet() as connection:
        row = dict(connection.execute(sa.select(ACCOUNT)).one()._mapping)
        for role in ROLES:
            if role != "official":
                connection.execute(sa.insert(ACCOUNT).values({**row, "name": role, "role": role}))
        for name, role, county in (
            ("official-here", "official", HERE),
            ("official2", "official", ""),
            ("lead2", "lead", ""),
            ("releaser2", "releaser", ""),
            ("reviewer2", "reviewer", ""),
            ("second2", "second", ""),
            ("reviewer-here", "reviewer", HERE),
        ):
            values = {**row, "name": name, "role": role, "counties": county}
            connection.execute(sa.insert(ACCOUNT).values(values))
    return made
