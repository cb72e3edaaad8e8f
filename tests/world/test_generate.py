"""The stand-in world: the same arguments give the same bytes, its sources keep the contract, its truth fits them."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml

from etl.model.sources import load_source
from world import SIZES, Sentinel, SettingsError, WorldPaths, load_rates, write_world
from world.export import SOURCES
from world.finance_files import PAYMENTS
from world.native import ENTITIES, TABLES
from world.numbers import is_credit_code, is_id_number
from world.places import COUNTIES
from world.register_files import REGISTER

ROOT = Path(__file__).resolve().parents[2]


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def truth(paths: WorldPaths, name: str) -> list[dict[str, str]]:
    with (paths.truth / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows(paths: WorldPaths, table: str) -> list[dict[str, Any]]:
    database = sqlite3.connect(paths.exchange)
    try:
        found = database.execute(f"SELECT * FROM {table}")  # noqa: S608 -- the test names the table
        heads = [column[0] for column in found.description]
        return [dict(zip(heads, row, strict=True)) for row in found]
    finally:
        database.close()


@pytest.fixture(scope="module")
def seconds() -> dict[str, float]:
    """Processor time that each size took."""
    return {}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, seconds: dict[str, float]) -> WorldPaths:
    return timed(tmp_path_factory.mktemp("demo"), 8, "demo", seconds)


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory, seconds: dict[str, float]) -> WorldPaths:
    return timed(tmp_path_factory.mktemp("village"), 5, "village", seconds)


def timed(folder: Path, seed: int, size: str, seconds: dict[str, float]) -> WorldPaths:
    started = time.process_time()
    paths = write_world(folder, seed=seed, size=size)
    seconds[size] = time.process_time() - started
    return paths


@pytest.fixture(scope="module")
def past_year(tmp_path_factory: pytest.TempPathFactory) -> WorldPaths:
    return write_world(tmp_path_factory.mktemp("past"), seed=2, size="demo", ledger_month=202312)


def test_same_arguments_same_bytes_in_another_process_a_while_later(
    demo: WorldPaths, village: WorldPaths, tmp_path: Path
) -> None:
    made = max(path.stat().st_mtime for path in (*demo.folder.iterdir(), *village.folder.iterdir()))
    time.sleep(max(0.0, made + 2.1 - time.time()))  # a zip's clock has two seconds
    program = (
        "import sys, pathlib, world; folder = pathlib.Path(sys.argv[1]);"
        "world.write_world(folder / 'demo', 8, 'demo'); world.write_world(folder / 'village', 5, 'village')"
    )
    environment = os.environ | {"PYTHONHASHSEED": "4", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, env=environment)
    assert digests(tmp_path / "demo") == digests(demo.folder)
    assert digests(tmp_path / "village") == digests(village.folder)


def test_another_seed_is_another_world(village: WorldPaths, tmp_path: Path) -> None:
    other = write_world(tmp_path, seed=6, size="village")
    assert set(digests(other.folder).values()).isdisjoint(
        {
            value
            for name, value in digests(village.folder).items()
            if name.startswith(("monitoring", "exchange"))
        }
    )


def test_writing_over_another_world_leaves_nothing_of_it(demo: WorldPaths, tmp_path: Path) -> None:
    folder = tmp_path / "world"
    shutil.copytree(demo.folder, folder)
    assert len(list((folder / "monitoring").iterdir())) > 1
    write_world(folder, seed=2, size="village")
    assert len(list((folder / "monitoring").iterdir())) == 1


@pytest.mark.parametrize(("size", "limit"), [("village", 2.0), ("demo", 10.0)])
def test_sizes_are_told_in_time(
    size: str, limit: float, seconds: dict[str, float], request: pytest.FixtureRequest
) -> None:
    paths = request.getfixturevalue(size)
    assert seconds[size] < limit
    assert 150 <= paths.rows["monitoring.people"] <= 5000


def is_told(paths: WorldPaths, ledger_month: int, judged: set[int]) -> None:
    about = json.loads((paths.truth / "world.json").read_text(encoding="utf-8"))
    assert about["ledger_month"] == ledger_month
    assert {int(line["month"]) for line in truth(paths, "findings")} == judged
    rosters = rows(paths, "BFCJ_YGHMC")
    assert max(int(row["NY"]) for row in rosters if row["NY"].isdigit()) == ledger_month


@pytest.mark.parametrize(("ledger_month", "size"), [(202401, "demo"), (202408, "village")])
def test_any_ledger_month_can_be_told(ledger_month: int, size: str, tmp_path: Path) -> None:
    judged = {ledger_month} if size == "demo" else set()  # a village of one story each has nothing to judge
    is_told(write_world(tmp_path, seed=2, size=size, ledger_month=ledger_month), ledger_month, judged)


def test_a_month_of_a_past_year_can_be_told(past_year: WorldPaths) -> None:
    is_told(past_year, 202312, {202312})


def test_a_ledger_year_that_is_over_has_its_yearly_subsidies_judged(past_year: WorldPaths) -> None:
    outcomes = Counter(
        line["outcome"] for line in truth(past_year, "entitlements") if line["scheme"] == "ABSORB_YEARLY"
    )
    assert outcomes["due"] > 20
    assert outcomes["not_due"] == 12
    assert outcomes["pending"] == 0


@pytest.mark.parametrize("system", ["hrss", "social_insurance"])
def test_exchange_tables_have_the_contracts_columns_and_codes(demo: WorldPaths, system: str) -> None:
    spec = load_source(ROOT / "connectors" / system / "source.yaml")
    for table in spec.tables.values():
        native = table.native_table
        assert native is not None
        found = rows(demo, native)
        assert SOURCES[native] == f"{system}.{table.name}"
        assert set(TABLES[native].split()) == set(table.columns) == set(found[0])
        for column in table.columns.values():
            if column.codes and column.native != "BTXM":
                assert {row[column.native] for row in found} - {None} <= set(column.codes)


def test_register_and_finance_headings_are_the_contracts() -> None:
    people = load_source(ROOT / "connectors" / "monitoring" / "source.yaml").tables["people"]
    assert list(people.columns) == REGISTER
    payments = load_source(ROOT / "connectors" / "county_finance" / "source.yaml").tables["disbursements"]
    assert list(payments.columns) == PAYMENTS
    entities = load_source(ROOT / "connectors" / "business_registry" / "source.yaml").tables["entities"]
    assert list(entities.columns) == ENTITIES


def test_ids_are_valid_where_nothing_was_done_to_them_and_are_nobodys(demo: WorldPaths) -> None:
    contracts = rows(demo, "LDHT")
    assert all(len(row["AAC002"]) == 20 for row in contracts)  # CHAR columns come padded
    assert all(is_id_number(row["AAC002"].strip()) for row in contracts)
    assert all(row["AAC002"].startswith("4599") for row in contracts)
    told = {line["source_key"] for name in ("identity", "quarantine") for line in truth(demo, name)}
    damaged = [
        row["MXID"]
        for row in rows(demo, "BFCJ_YGHMC")
        if row["MXID"] not in told
        and not is_id_number(
            "".join(
                chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else c for c in row["AAC002"].upper() if c != " "
            )
        )
    ]
    assert damaged == []


def test_credit_codes_are_valid_and_lie_in_their_county(demo: WorldPaths) -> None:
    entities = json.loads((demo.gateway / "entities.json").read_text(encoding="utf-8"))
    assert all(is_credit_code(row["UNISCID"]) and row["UNISCID"][2:8] in COUNTIES for row in entities)
    officers = json.loads((demo.gateway / "officers.json").read_text(encoding="utf-8"))
    keys = Counter((row["UNISCID"], row["CERNO"], row["POSITION"]) for row in officers)
    assert max(keys.values()) == 1


def test_register_comes_in_five_shapes_and_never_for_the_missing_county(demo: WorldPaths) -> None:
    heads = {path.name: path.read_bytes()[:60] for path in demo.monitoring.iterdir()}
    kinds = sorted(
        "xlsx"
        if head.startswith(b"PK")
        else "xml"
        if head.startswith(b"<?xml")
        else "html"
        if head.startswith(b"<html")
        else "bom"
        if head.startswith(b"\xef\xbb\xbf")
        else "gb"
        for head in heads.values()
    )
    assert kinds == ["bom", "gb", "html", "xlsx", "xml"]
    assert not any(name.startswith("钦北区") for name in heads)


def test_a_truncated_id_is_a_number_in_the_workbook(demo: WorldPaths) -> None:
    [path] = demo.monitoring.glob("*.xlsx")
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0][0] == "脱贫人口和监测对象信息"
    place = [str(head).replace("\n", "") for head in lines[2]].index("证件号码")
    numbers = [line[place] for line in lines[3:] if isinstance(line[place], int | float)]
    assert len(numbers) == 1
    assert f"{numbers[0]:.0f}".startswith("4599")
    assert lines[-2][0] == "合计"


def test_reconciliation_counts_what_was_written(demo: WorldPaths) -> None:
    lines = {line["source"]: line for line in truth(demo, "reconciliation")}
    for table, source in SOURCES.items():
        found = rows(demo, table)
        line = lines[source]
        assert int(line["rows"]) == len(found)
        keys = ["AAC002", "AAB001", "AAE140", "AAE003"] if table == "AC43" else [TABLES[table].split()[0]]
        groups: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
        for row in found:
            groups.setdefault(tuple(row[key] for key in keys), []).append(tuple(row.values()))
        repeats = sum(len(group) - len(set(group)) for group in groups.values())
        superseded = sum(len(set(group)) - 1 for group in groups.values())
        assert (int(line["exact_repeats"]), int(line["superseded"])) == (repeats, superseded)
    assert int(lines["hrss.rosters"]["superseded"]) > 0
    assert int(lines["county_finance.disbursements"]["exact_repeats"]) > 0


def test_gap_month_has_no_contributions_and_every_other_half_of_the_one_before(demo: WorldPaths) -> None:
    by_month = Counter(int(row["AAE003"]) for row in rows(demo, "AC43"))
    months = sorted(by_month)
    assert 202402 not in by_month
    for before, month in pairwise(months):
        assert by_month[month] * 2 >= by_month[before]


def test_every_source_is_fresh_to_the_months_end(demo: WorldPaths) -> None:
    for table in TABLES:
        newest = max(row["UPDATED_AT"] for row in rows(demo, table))
        assert newest[:10] == "2024-06-30", table


def test_truth_names_rows_people_and_workshops_that_exist(demo: WorldPaths) -> None:
    rosters = {row["MXID"]: row for row in rows(demo, "BFCJ_YGHMC")}
    shops = {row["CJBH"] for row in rows(demo, "BFCJ_JBXX")}
    for line in truth(demo, "employment"):
        assert rosters[line["source_key"]]["CJBH"] == line["workshop_id"]
        assert rosters[line["source_key"]]["NY"] == line["month"]
    for line in truth(demo, "identity"):
        assert line["source_key"] in rosters
    for line in truth(demo, "alerts"):
        assert {shop for shop in line["workshops"].split("|") if shop} <= shops
    for line in truth(demo, "quarantine"):
        assert line["source"].split(".")[0] in ("hrss", "monitoring")


def test_each_raised_code_has_a_look_alike(demo: WorldPaths) -> None:
    polarities: dict[str, set[str]] = {}
    for line in truth(demo, "alerts"):
        polarities.setdefault(line["code"], set()).add(line["polarity"])
    without = {code for code, found in polarities.items() if found != {"+", "-"}}
    assert without == set()
    assert len(polarities) >= 35


def test_ledger_counts_add_up(demo: WorldPaths) -> None:
    for line in truth(demo, "ledger"):
        parts = ("not_in_force", "confirmed", "declared_only", "contradicted", "unknown")
        total = sum(int(line[f"poverty_{part}"]) for part in parts)
        assert total == int(line["poverty_declared"]) + int(line["poverty_undeclared"]), line["workshop_id"]


def test_names_are_damaged_only_where_the_truth_says(demo: WorldPaths) -> None:
    contracts = {row["AAC002"].strip(): row["AAC003"] for row in rows(demo, "LDHT")}
    told = {line["source_key"] for line in truth(demo, "identity")}
    for row in rows(demo, "BFCJ_YGHMC"):
        name = contracts.get((row["AAC002"] or "").strip())
        if row["MXID"] not in told and name and row["AAC003"]:
            assert row["AAC003"].replace("　", "").replace(" ", "") == name


def test_config_names_the_worlds_own_sources(demo: WorldPaths) -> None:
    config = yaml.safe_load(demo.config.read_text(encoding="utf-8"))
    assert config["areas"] == list(SIZES["demo"].counties)
    assert config["sources"]["hrss"]["url"] == "sqlite:///exchange.db"
    assert config["sources"]["business_registry"]["base"] == "http://127.0.0.1:8799"
    assert {entry["name"] for entry in config["parameters"]} == {"minimum_wage", "provincial_average_wage"}


def test_sentinels_stand_in_every_source(tmp_path: Path) -> None:
    sentinel = Sentinel("459901199003070126", "覃守望", "15400000001", "6217900000000000019")
    paths = write_world(tmp_path, seed=1, size="village", sentinels=[sentinel])
    for table, columns in (
        ("BFCJ_YGHMC", {"AAC002", "AAC003", "LXDH", "YHZH"}),
        ("BFCJ_JBXX", {"FZRZJHM", "FZR", "LXDH"}),
        ("BTFF", {"AAC002", "AAC003", "YHZH"}),
        ("LDHT", {"AAC002", "AAC003"}),
        ("AC43", {"AAC002", "AAC003"}),
    ):
        values = {
            (column, str(row[column]).strip())
            for row in rows(paths, table)
            for column in columns
            if row[column]
        }
        known = {sentinel.id_number, sentinel.name, sentinel.phone, sentinel.account}
        assert {column for column, value in values if value in known} == columns, table
    register = openpyxl.load_workbook(next(paths.monitoring.glob("*.xlsx"))).active
    assert register is not None
    cells = {str(cell).removeprefix("'") for line in register.iter_rows(values_only=True) for cell in line}
    assert {sentinel.id_number, sentinel.name, sentinel.phone} <= cells
    [payments] = paths.finance.glob("*20240630.xlsx")
    sheet = openpyxl.load_workbook(payments).active
    assert sheet is not None
    cells = {str(cell).removeprefix("'") for line in sheet.iter_rows(values_only=True) for cell in line}
    assert {sentinel.id_number, sentinel.name, sentinel.account} <= cells
    assert sentinel.id_number in (paths.gateway / "officers.json").read_text(encoding="utf-8")


def test_bulk_sizes_are_parquet_with_people_who_stand_once(tmp_path: Path) -> None:
    paths = write_world(tmp_path, seed=1, size="county")
    config = yaml.safe_load(paths.config.read_text(encoding="utf-8"))
    for system in ("hrss", "social_insurance"):
        spec = load_source(ROOT / "connectors" / system / "source.yaml")
        tables = config["sources"][system]["tables"]
        assert set(tables) == set(spec.tables)
        for name, table in spec.tables.items():
            found = pq.read_table(tmp_path / tables[name]["path"])
            assert set(found.column_names) == set(table.columns)
            assert set(found.schema.types) == {pa.string()}
            assert found.num_rows == paths.rows[f"{system}.{name}"]
    assert not paths.exchange.exists()
    [path] = paths.monitoring.glob("*.parquet")
    people = pq.read_table(path).to_pandas()
    assert list(people.columns) == REGISTER
    assert people["证件号码"].is_unique
    assert people["人编号"].is_unique
    assert people["证件号码"].map(is_id_number).all()
    rosters = pq.read_table(tmp_path / "tables" / "hrss.rosters" / "451024.parquet").to_pandas()
    assert rosters.groupby(["AAC002", "NY"]).size().max() == 1
    assert rosters["MXID"].is_unique
    for personal in ("YHZH", "LXDH"):
        assert rosters.groupby(personal)["AAC003"].nunique().max() <= 2  # with and without a blank
    known = rosters[rosters["SBTP"] == "1"]
    assert known.groupby("CJBH").size().size == 40
    spoilt = set(pq.read_table(tmp_path / "truth" / "bulk_identity")["source_key"].to_pylist())
    clean = known[~known["MXID"].isin(spoilt)]
    assert set(clean["AAC002"]) <= set(people["证件号码"])


def test_people_insured_elsewhere_fill_the_insurance_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = SIZES["county"]
    small = replace(county, bulk_people=400, bulk_workshops=2, bulk_workers=5)
    rows = {}
    for name, size in {"without": small, "with": replace(small, bulk_insured=30)}.items():
        monkeypatch.setitem(SIZES, "county", size)
        rows[name] = write_world(tmp_path / name, seed=1, size="county").rows
    more = {source: count - rows["without"][source] for source, count in rows["with"].items()}
    # Three kinds for each of eighteen months but the one that the database lacks.
    assert {source: count for source, count in more.items() if count} == {
        "social_insurance.contributions": 30 * 3 * 17
    }
    found = pq.read_table(tmp_path / "with" / "tables" / "social_insurance.contributions" / "451024.parquet")
    assert pc.count_distinct(found.column("AAC001")).as_py() >= 30
    paid = found.select(["AAC001", "AAE140", "AAE003"]).to_pylist()
    assert len({tuple(row.values()) for row in paid}) == len(paid)
    register = pq.read_table(next((tmp_path / "with" / "monitoring").glob("*.parquet")))
    known = set(register.column("证件号码").to_pylist())
    elsewhere = found.filter(pc.is_null(found.column("AAB998")))
    assert elsewhere.num_rows == 30 * 3 * 17
    assert known.isdisjoint(elsewhere.column("AAC002").to_pylist())


def test_rates_can_be_set_and_wrong_ones_are_named(tmp_path: Path) -> None:
    clean = write_world(
        tmp_path,
        seed=1,
        size="village",
        rates={"roster_repeated": 0, "roster_corrected": 0, "unreadable_per_county": 0},
    )
    [line] = [line for line in truth(clean, "reconciliation") if line["source"] == "hrss.rosters"]
    assert (line["exact_repeats"], line["superseded"], line["quarantined_at_least"]) == ("0", "0", "0")
    with pytest.raises(SettingsError, match="roster_typo"):
        load_rates({"roster_typo": 0.1})
    with pytest.raises(SettingsError, match="roster_late"):
        load_rates({"roster_late": 2})


def test_too_short_a_world_and_an_unknown_size_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="15 months"):
        write_world(tmp_path, months=6)
    with pytest.raises(SettingsError, match="continent"):
        write_world(tmp_path, size="continent")
