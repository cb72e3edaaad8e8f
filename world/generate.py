"""Tells a world by seed and size and writes all of its sources with their truth.

Belongs here: the order in which a world is told and written. The same arguments give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.months import add, first_day
from world import (
    background,
    bulk,
    configuration,
    export,
    finance_files,
    further,
    native,
    procedures,
    register_files,
    truth,
)
from world.cases import CASES, Cast
from world.dirt import Dirt
from world.places import COUNTIES, MISSING_REGISTER, County
from world.settings import Rates, SettingsError, load_rates, size_of
from world.story import World

FEWEST_MONTHS = 15
BASE = "http://127.0.0.1:8799"
KEY_COLUMNS = {
    "hrss.workshops": "CJBH",
    "hrss.rosters": "MXID",
    "hrss.employment": "DJBH",
    "hrss.contracts": "HTBH",
    "hrss.public_posts": "GWBH",
    "hrss.training": "PXBH",
    "hrss.subsidies": "BTID",
    "social_insurance.pensions": "DYBH",
    "county_finance.disbursements": "发放流水号",
    "monitoring.people": "人编号",
}


@dataclass(frozen=True)
class Sentinel:
    """A known person who stands in every source, so that a test can search for traces of them."""

    id_number: str
    name: str
    phone: str
    account: str


@dataclass(frozen=True)
class WorldPaths:
    """Where everything of a written world lies."""

    folder: Path
    config: Path
    monitoring: Path
    exchange: Path
    gateway: Path
    finance: Path
    truth: Path
    ledger_month: int
    rows: dict[str, int]


def write_world(
    folder: Path,
    seed: int = 1,
    size: str = "demo",
    months: int = 18,
    ledger_month: int = 202406,
    rates: Rates | Path | dict[str, Any] | None = None,
    *,
    sentinels: Sequence[Sentinel] = (),
    base: str = BASE,
) -> WorldPaths:
    """Writes a world of so many months up to the ledger month; what the folder held of another world is removed.

    `base` is the gateway's address in the world's hecha.yaml.
    """
    if months < FEWEST_MONTHS:
        raise SettingsError(f"a world needs at least {FEWEST_MONTHS} months to tell its cases, not {months}")
    world = World(
        seed=seed, size=size_of(size), rates=load_rates(rates), months=months, ledger_month=ledger_month
    )
    for code in world.size.counties:
        _tell_county(world, COUNTIES[code])
    _plant(world, sentinels)
    others = further.tell(world, [COUNTIES[code] for code in world.size.counties])
    return _write(world, others, folder, size, base)


def _tell_county(world: World, county: County) -> None:
    if county.code == MISSING_REGISTER:
        _tell_without_register(world, county)
    else:
        host = world.workshop(county, story="host", is_scored=False)
        host2 = world.workshop(county, story="host", is_scored=False)
        cast = Cast(world, county, host, host2, world.operator(county), not world.size.is_full_cast)
        for place in range(8):
            evidence = "kc" if place < 3 else "k"
            cast.hire(cast.person(), -13, 0, host, evidence=evidence)
            cast.hire(cast.person(), -13, 0, host2, evidence=evidence)
        for told in CASES:
            if county.area in told.areas and (told.is_small or world.size.is_full_cast):
                told.tell(cast)
    background.ordinary_workshops(world, county)
    bulk.workshops(world, county)
    background.post_holders(world, county)
    background.everybody_else(world, county)


def _tell_without_register(world: World, county: County) -> None:
    """Nobody is to be called missing from a register that never came."""
    shop = world.workshop(county, story="no register", is_scored=False)
    for declared in "1112":
        person = world.person(county, "none", in_register=False)
        rows = world.work(shop, person, world.month(-2), world.ledger_month, declared=declared)
        world.expect(
            "not_in_register",
            "-",
            persons=[person],
            workshops=[shop],
            first=rows[0].month,
            last=rows[-1].month,
            story="no register of that county was handed in",
        )


def _plant(world: World, sentinels: Sequence[Sentinel]) -> None:
    """Plants each sentinel in every source.

    In the register, on a roster, insured, trained, paid by HRSS and by card, in the registry, in a row that
    can't be used; and with a post besides, so that an alert is about them.
    """
    county = COUNTIES[world.size.counties[0]]
    for sentinel in sentinels:
        born_on = dt.date.fromisoformat(
            f"{sentinel.id_number[6:10]}-{sentinel.id_number[10:12]}-{sentinel.id_number[12:14]}"
        )
        person = world.person(
            county,
            "both",
            name=sentinel.name,
            id_number=sentinel.id_number,
            born_on=born_on,
            phone=sentinel.phone,
            pay_account=sentinel.account,
            card_account=sentinel.account,
        )
        shop = world.workshop(county, story="sentinel", is_scored=False)
        world.officer(shop.operator, person, "shareholder", "10")
        shop.manager_name, shop.manager_id, shop.phone = sentinel.name, sentinel.id_number, sentinel.phone
        world.work(shop, person, world.month(-7), world.ledger_month, evidence="kcr")
        world.work(shop, person, world.ledger_month, world.ledger_month, evidence="", name="")
        world.post(person, first_day(add(world.ledger_month, -1)), None)
        world.pension(person, "2", world.month(-9))
        world.train(shop, person, first_day(world.month(-3)), 3)
        month = world.ledger_month
        world.claim("PUBLIC_POST", "500.00", month, month, county=county, person=person, via="finance")
        world.claim("PUBLIC_POST", "500.00", month, month, county=county, person=person)
        world.leave_open(person=person)
        world.leave_open(workshop=shop)


def _emptied(folder: Path, ledger_month: int) -> WorldPaths:
    """Where everything goes; what another world left there is removed."""
    paths = WorldPaths(
        folder=folder,
        config=folder / "hecha.yaml",
        monitoring=folder / "monitoring",
        exchange=folder / "exchange.db",
        gateway=folder / "gateway",
        finance=folder / "finance",
        truth=folder / "truth",
        ledger_month=ledger_month,
        rows={},
    )
    folder.mkdir(parents=True, exist_ok=True)
    for part in (
        paths.monitoring,
        paths.gateway,
        paths.finance,
        paths.truth,
        folder / "tables",
        folder / "procedures",
    ):
        shutil.rmtree(part, ignore_errors=True)
    paths.exchange.unlink(missing_ok=True)
    return paths


def _write(world: World, others: further.Further, folder: Path, size: str, base: str) -> WorldPaths:
    paths = _emptied(folder, world.ledger_month)
    counts = Dirt()
    tables = export.exchange_rows(world, counts)
    rows = {export.SOURCES[table]: len(tables[table]) for table in native.TABLES}
    rows["monitoring.people"] = register_files.write_register(paths.monitoring, world, counts)
    rows["county_finance.disbursements"] = finance_files.write_finance(paths.finance, world, counts)
    rows["business_registry.entities"] = len(world.operators)
    rows["business_registry.officers"] = len(world.officers)
    bulk_tables = None
    if world.size.bulk_workshops:
        bulk_tables = bulk.write(world, folder / "tables", tables, rows)
    else:
        export.write_exchange(paths.exchange, tables)
    export.write_registry(paths.gateway, world)
    values = configuration.config(world, base, bulk_tables)
    handed_in = procedures.write(folder / "procedures", world)
    if handed_in:
        rows["procedures.events"] = handed_in
        values["sources"]["procedures"] = {"delivery": "files", "path": "./procedures"}
    told, reached = further.write(folder, others, counts)
    rows |= told
    values["sources"] |= reached
    configuration.write_config(paths.config, values)
    refused = dict.fromkeys(rows, 0)
    for line in counts.quarantine:
        refused[line["source"]] += 1
    reconciliation = [
        {
            "source": source,
            "rows": number,
            "exact_repeats": counts.repeats[source],
            "superseded": counts.superseded[source],
            "quarantined_at_least": refused[source],
        }
        for source, number in sorted(rows.items())
    ]
    about = {
        "seed": world.seed,
        "size": size,
        "months": [world.first_month, world.ledger_month],
        "ledger_month": world.ledger_month,
        "gap_month": world.gap_month,
        "areas": list(world.size.counties),
        "key_columns": KEY_COLUMNS,
    }
    truth.write(world, paths.truth, counts.quarantine, reconciliation, about)
    paths.rows.update(sorted(rows.items()))
    return paths
