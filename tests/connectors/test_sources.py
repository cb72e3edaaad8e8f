"""From a configuration to landed rows: the sample world to the row, deliveries beside each other, YAML-only changes."""

import csv
import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from pydantic import TypeAdapter

from connectors import ORDER
from connectors.check import CheckRow, check_source, check_sources
from connectors.deliveries import Asked, Deliveries, SourceConfig, Tuning, Workroom
from connectors.errors import ConfigurationError, FilesRefusedError
from connectors.gateway.client import GatewaySettings
from connectors.interest import persons_of_interest, wanted_codes
from connectors.landed import Landed, text_schema
from connectors.pull import keep, narrowed, pull_source
from etl.config import load_config
from etl.config_sources import Source
from etl.model.sources import SourceSpec, load_source
from etl.store import Store, open_store
from etl.store.snapshots import Pull
from tests.connectors import gateway_server, sheets
from tests.connectors.gateway_server import KEY, SECRET, Standing
from tests.connectors.sheets import SPECS, grid, rows_of
from world import gateway as stand_in

ROOT = Path(__file__).resolve().parents[2]


def config(delivery: str, **other: Any) -> SourceConfig:
    """A source's configuration, checked as that of an installation is."""
    if delivery == "gateway":
        other = {"key": KEY, "secret_env": "GATEWAY_SECRET", **other}
    adapter: TypeAdapter[SourceConfig] = TypeAdapter(Source)
    return adapter.validate_python({"delivery": delivery, **other})


@pytest.fixture
def workroom(tmp_path: Path) -> Workroom:
    return Workroom(tmp_path / "work", tmp_path / "keys" / "spool.key")


def land(
    spec: SourceSpec, given: Any, workroom: Workroom, asked: Asked | None = None
) -> dict[str, tuple[Landed, list[dict[str, Any]]]]:
    landed: dict[str, tuple[Landed, list[dict[str, Any]]]] = {}
    with Deliveries(spec, given, workroom, asked or Asked(), Tuning()) as deliveries:
        for table in deliveries.tables:
            one = deliveries.land(table)
            landed[table] = (one, rows_of(one))
            one.done()
    return landed


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "var", SPECS) as opened:
        yield opened


def test_the_sample_world_lands_to_the_row(
    sample_world: Path, workroom: Workroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", SECRET)
    database = f"sqlite:///{sample_world / 'exchange.db'}"
    with stand_in.running(sample_world / "gateway", secret=SECRET) as server:
        configs = {
            "monitoring": config("files", path=sample_world / "monitoring", glob="*"),
            "hrss": config("sql", url=database),
            "social_insurance": config("sql", url=database, mode="all"),
            "business_registry": config(
                "gateway", base=server.base, key="demo", secret_env="GATEWAY_SECRET", mode="list"
            ),
            "county_finance": config("files", path=sample_world / "finance", glob="*"),
        }
        counted = {
            f"{system}.{table}": len(rows)
            for system, given in configs.items()
            for table, (_, rows) in land(SPECS[system], given, workroom).items()
        }
    with (sample_world / "truth" / "reconciliation.csv").open(encoding="utf-8-sig") as truth:
        assert counted == {row["source"]: int(row["rows"]) for row in csv.DictReader(truth)}
    assert not list(workroom.folder.rglob("*.page")), "nothing lies about when all is kept"


def test_the_registry_is_asked_for_operators_and_candidates_only(
    sample_world: Path, workroom: Workroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", SECRET)
    database = f"sqlite:///{sample_world / 'exchange.db'}"
    tables: dict[str, list[pa.RecordBatch]] = {}
    for system in ("hrss", "social_insurance"):
        for table, (_, rows) in land(SPECS[system], config("sql", url=database), workroom).items():
            tables[f"{system}.{table}"] = pa.Table.from_pylist(rows).to_batches()
    codes = wanted_codes(lambda source, _: tables.get(source, []))
    with stand_in.running(sample_world / "gateway", secret=SECRET) as server:
        given = config("gateway", base=server.base, key="demo", secret_env="GATEWAY_SECRET", mode="lookup")
        landed = land(SPECS["business_registry"], given, workroom, Asked(codes=tuple(codes)))
    one, rows = landed["entities"]
    assert one.asked == codes
    assert {row["UNISCID"] for row in rows} <= set(codes)
    workshops = {row["TYSHXYDM"] for batch in tables["hrss.workshops"] for row in batch.to_pylist()}
    assert {code for code in workshops if code} <= set(codes)


def test_a_lookup_without_codes_and_persons_without_people_are_refused(
    workroom: Workroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", SECRET)
    given = config("gateway", base="http://127.0.0.1:9", key="demo", secret_env="GATEWAY_SECRET")
    with pytest.raises(ConfigurationError, match="credit codes"):
        land(SPECS["business_registry"], given, workroom)
    given = config("sql", url=f"sqlite:///{tmp_path / 'x.db'}", mode="persons")
    with pytest.raises(ConfigurationError, match="people of interest"):
        land(SPECS["social_insurance"], given, workroom)


def test_a_variable_that_is_not_set_is_named_and_nothing_else(workroom: Workroom) -> None:
    with pytest.raises(ConfigurationError, match="variable HECHA_TEST_NOT_SET is not set"):
        land(SPECS["hrss"], config("sql", url_env="HECHA_TEST_NOT_SET"), workroom)


def test_a_table_handed_in_as_files_in_place_of_the_system(workroom: Workroom, tmp_path: Path) -> None:
    folder = tmp_path / "rosters"
    folder.mkdir()
    heading = ["MXID", "CJBH", "NY", "AAC003", "AAC002", "UPDATED_AT"]
    row = ["M1", "W1", "202312", "甲一", "459901199003070126", "2023-12-31 09:00:00"]
    sheets.write_xlsx(folder / "某县花名册.xlsx", [["花名册"], heading, row])
    given = config("files", path=None, tables={"rosters": {"path": folder}})
    landed = land(SPECS["hrss"], given, workroom)
    assert list(landed) == ["rosters"]
    assert landed["rosters"][0].as_of == "2023-12-31T09:00:00+08:00"


def test_a_table_handed_in_beside_the_system_s_own(
    sample_world: Path, workroom: Workroom, tmp_path: Path
) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    heading, row = ["GWBH", "AAC002", "AAE030", "备注"], ["GX", "459901199003070126", "20230101", "x"]
    sheets.write_csv(folder / "某县_20231231.csv", [heading, row])
    given = config(
        "sql",
        url=f"sqlite:///{sample_world / 'exchange.db'}",
        tables={"public_posts": {"path": folder}},
    )
    _, rows = land(SPECS["hrss"], given, workroom)["public_posts"]
    assert len(rows) == 65
    assert (rows[-1]["GWBH"], rows[-1]["_file"], rows[-1]["备注"]) == ("GX", "某县_20231231.csv", "x")
    assert rows[0]["备注"] is None


def test_an_unknown_table_in_the_configuration_is_named(workroom: Workroom, tmp_path: Path) -> None:
    given = config("files", path=None, tables={"roster": {"path": tmp_path}})
    with pytest.raises(ConfigurationError, match="table roster is unknown; allowed: workshops, rosters"):
        land(SPECS["hrss"], given, workroom)


@pytest.fixture
def own_source(tmp_path: Path) -> Path:
    """A copy of county_finance's source.yaml that a test may edit."""
    folder = tmp_path / "own"
    folder.mkdir()
    text = (ROOT / "connectors" / "county_finance" / "source.yaml").read_text(encoding="utf-8")
    (folder / "source.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_county_s_own_column_name_is_a_change_of_yaml_alone(
    own_source: Path, workroom: Workroom, tmp_path: Path
) -> None:
    cells = grid()
    cells[0][7] = "实发金额（元）"
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    sheets.write_csv(inbox / f"{sheets.NAME}.csv", cells)
    given = config("files", path=inbox, glob="*")
    with pytest.raises(FilesRefusedError, match="required column 金额 missing"):
        land(load_source(own_source / "source.yaml"), given, workroom)
    edited = yaml.safe_load((own_source / "source.yaml").read_text(encoding="utf-8"))
    edited["tables"]["disbursements"]["aliases"] = {"金额": ["实发金额(元)"]}
    (own_source / "source.yaml").write_text(yaml.safe_dump(edited, allow_unicode=True), encoding="utf-8")
    _, rows = land(load_source(own_source / "source.yaml"), given, workroom)["disbursements"]
    assert [row["金额"] for row in rows] == [row[7] for row in sheets.ROWS]


def test_a_new_table_is_a_change_of_yaml_alone(own_source: Path, workroom: Workroom, tmp_path: Path) -> None:
    edited = yaml.safe_load((own_source / "source.yaml").read_text(encoding="utf-8"))
    edited["tables"]["returns"] = {
        "zh": "退回明细",
        "one_row_is": "one payment that came back",
        "key": ["退回流水号"],
        "columns": {
            "退回流水号": {"as": "row_id", "type": "text", "required": True},
            "退回原因": {"as": "reason", "type": "text", "required": True},
        },
    }
    (own_source / "source.yaml").write_text(yaml.safe_dump(edited, allow_unicode=True), encoding="utf-8")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    sheets.write_csv(inbox / f"{sheets.NAME}.csv", grid())
    sheets.write_xlsx(inbox / "退回_20231231.xlsx", [["退回流水号", "退回原因"], ["T1", "账号有误"]])
    landed = land(load_source(own_source / "source.yaml"), config("files", path=inbox), workroom)
    assert {table: len(rows) for table, (_, rows) in landed.items()} == {"disbursements": 3, "returns": 1}


def batch_of(*keys: str) -> pa.RecordBatch:
    schema = text_schema(["DJBH", "AAC003"])
    rows = [{"DJBH": key, "AAC003": "某"} for key in keys]
    return pa.RecordBatch.from_pylist(rows, schema=schema)


def test_rows_are_numbered_and_equal_content_is_one_snapshot(store: Store) -> None:
    freed: list[bool] = []

    def landed() -> Landed:
        batches = [batch_of("x", "y"), batch_of(), batch_of("z")]
        return Landed(
            "hrss.employment", ("DJBH", "AAC003"), batches, "2023-12-31", done=lambda: freed.append(True)
        )

    pull = keep("hrss", "employment", landed(), store.snapshots)
    rows = pa.Table.from_batches(store.snapshots.read(pull)).to_pylist()
    assert [(row["_row"], row["DJBH"]) for row in rows] == [(0, "x"), (1, "y"), (2, "z")]
    seconds = pull.receipt["seconds"]
    assert (seconds["reading"], seconds["writing"] > 0) == (0.0, True)
    assert keep("hrss", "employment", landed(), store.snapshots).pull_id == pull.pull_id
    assert len(store.snapshots.pulls("hrss.employment")) == 1
    assert freed == [True, True]


def test_a_pull_that_breaks_leaves_nothing_and_keeps_its_pages(store: Store) -> None:
    freed: list[bool] = []

    def breaking() -> Iterator[pa.RecordBatch]:
        yield batch_of("x")
        raise OSError("disk full")

    landed = Landed("hrss.employment", ("DJBH", "AAC003"), breaking(), None, done=lambda: freed.append(True))
    with pytest.raises(OSError, match="disk full"):
        keep("hrss", "employment", landed, store.snapshots)
    assert store.snapshots.pulls("hrss.employment") == []
    assert list((store.root / "snapshots").iterdir()) == []
    assert freed == []


def pulled_in_order(configs: dict[str, Any], store: Store, areas: Sequence[str]) -> dict[str, Pull]:
    """Every configured system, each asked for whom those before it named."""
    workroom, pulls = Workroom.of(store.root), {}
    for system in ORDER:
        if system in configs:
            asked = narrowed(configs[system], store.snapshots, areas)
            given = pull_source(SPECS[system], configs[system], store.snapshots, workroom, asked=asked)
            pulls.update({f"{system}.{table}": pull for table, pull in given.items()})
    return pulls


def test_the_sample_s_configuration_is_pulled_twice_into_the_same_snapshots(
    sample_world: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", SECRET)
    given = load_config(sample_world / "hecha.yaml")
    configs: dict[str, Any] = given.sources.systems()
    with (sample_world / "truth" / "reconciliation.csv").open(encoding="utf-8-sig") as truth:
        expected = {row["source"]: int(row["rows"]) for row in csv.DictReader(truth)}
    with stand_in.running(sample_world / "gateway", secret=SECRET) as server:
        configs["business_registry"] = configs["business_registry"].model_copy(update={"base": server.base})
        first, second = (pulled_in_order(configs, store, given.areas) for _ in range(2))
    assert all(pull.receipt["seconds"]["reading"] > 0 for source, pull in first.items() if "hrss" in source)
    assert {source: pull.pull_id for source, pull in first.items()} == {
        source: pull.pull_id for source, pull in second.items()
    }
    for source, pull in first.items():
        if source.startswith("business_registry"):
            assert 0 < pull.rows <= expected[source], "a lookup brings what was asked for"
        else:
            assert pull.rows == expected[source]


def test_the_key_of_the_pages_is_made_once_and_private(workroom: Workroom) -> None:
    assert workroom.key() == workroom.key()
    assert workroom.key_file.stat().st_mode & 0o777 == 0o600
    assert len(workroom.key()) == 32


def test_people_of_interest_are_those_of_the_areas_and_those_on_lists() -> None:
    people = {
        "monitoring.people": [
            ("459901199003070126", "459901101201"),
            ("'45990119900307002x", "459901101201"),
            ("45990119900307010X43B1", "459901101201"),  # a disability certificate holds the ID
            ("459901199003…", "459901101201"),  # destroyed: nobody can be asked for by it
            ("459902199003070118", "459902101201"),  # another county's
        ]
    }
    lists = {
        "hrss.rosters": ["459902199003070001", None],
        "county_finance.disbursements": ["459901651120003"],
    }

    def read(source: str, columns: Any) -> list[pa.RecordBatch]:
        if source in people:
            ids, places = zip(*people[source], strict=True)
            return [pa.RecordBatch.from_pydict({columns[0]: list(ids), columns[1]: list(places)})]
        if source in lists:
            return [pa.RecordBatch.from_pydict({columns[0]: lists[source]})]
        return []

    assert persons_of_interest(read, ["459901"]) == [
        "45990119900307002X",
        "45990119900307010X",
        "459901199003070126",
        "459901651120003",
        "459902199003070001",
    ]


def test_a_pull_of_some_people_says_whom_it_asked_for(store: Store, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'exchange.db'}"
    with sqlite3.connect(tmp_path / "exchange.db") as connection:
        for table in SPECS["social_insurance"].tables.values():
            connection.execute(f"CREATE TABLE {table.native_table} ({', '.join(table.columns)})")
        connection.execute("INSERT INTO AC60 (DYBH, AAC002) VALUES ('D1', '459901900307012')")
    connection.close()
    people = ("45990119900307012x", "45990119900307002X")
    config_ = config("sql", url=url, mode="persons")
    workroom = Workroom.of(store.root)
    pulls = pull_source(
        SPECS["social_insurance"], config_, store.snapshots, workroom, asked=Asked(persons=people)
    )
    pull = pulls["pensions"]
    assert (pull.rows, pull.receipt["complete"], pull.receipt["persons"]) == (1, True, 4)
    assert people[1] not in json.dumps(pull.receipt)
    assert store.snapshots.persons(pull) == sorted(
        {"45990119900307012X", "459901900307012", "45990119900307002X", "459901900307002"}
    )


def test_check_finds_every_source_of_the_sample_well(
    sample_world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", SECRET)
    database = f"sqlite:///{sample_world / 'exchange.db'}"
    with stand_in.running(sample_world / "gateway", secret=SECRET) as server:
        configs = {
            "monitoring": config("files", path=sample_world / "monitoring"),
            "hrss": config("sql", url=database),
            "social_insurance": config("sql", url=database),
            "business_registry": config("gateway", base=server.base, key="demo", secret_env="GATEWAY_SECRET"),
            "county_finance": config("files", path=sample_world / "finance"),
        }
        specs = {system: SPECS[system] for system in configs}
        rows = check_sources(specs, configs, tmp_path / "scratch")
    assert [row.fault for row in rows] == [""] * 13
    found = {row.source: row for row in rows}
    assert found["hrss.rosters"].rows == 6441
    assert found["monitoring.people"].newest == "2023-12-31"
    assert found["business_registry.entities"].newest == "2023-12-31T23:59:59+08:00"


def check_one(system: str, given: Any, tmp_path: Path) -> list[CheckRow]:
    tuning = Tuning(gateway=GatewaySettings(attempts=1, first_wait=0.001, read_seconds=0.5))
    return check_source(SPECS[system], given, tmp_path / "scratch", tuning)


def test_check_names_each_fault_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", "wrong")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    empty = check_one("monitoring", config("files", path=inbox), tmp_path)[0]
    assert (empty.fault, empty.rows) == ("no file there", 0)
    (inbox / "坏.xlsx").write_bytes(b"PK\x03\x04")
    broken = check_one("monitoring", config("files", path=inbox), tmp_path)[0]
    assert broken.fault.startswith("坏.xlsx: it is cut short or damaged")
    assert broken.advice
    undated = tmp_path / "undated"
    undated.mkdir()
    sheets.write_csv(undated / "x.csv", grid())
    assert (
        "don't say their date"
        in check_one("county_finance", config("files", path=undated), tmp_path)[0].fault
    )
    with gateway_server.running(Standing()) as standing:
        given = config("gateway", base=standing.base, key=KEY, secret_env="GATEWAY_SECRET")
        refused = check_one("business_registry", given, tmp_path)[0]
    assert (refused.connects, refused.reads) == (True, False)
    assert "4001" in refused.fault
    nowhere = config("sql", url=f"sqlite:///{tmp_path / 'none' / 'x.db'}")
    assert check_one("hrss", nowhere, tmp_path)[0].connects is False
    strange = config("sql", url="nosuch://x")
    assert "driver" in check_one("hrss", strange, tmp_path)[0].fault
    assert (
        json.dumps([row.fault for row in check_sources({"hrss": SPECS["hrss"]}, {}, tmp_path)])
        == '["not configured"]'
    )


def test_check_names_a_table_that_lies_empty(tmp_path: Path) -> None:
    spec = SPECS["hrss"].tables["workshops"]
    url = f"sqlite:///{tmp_path / 'exchange.db'}"
    with sqlite3.connect(tmp_path / "exchange.db") as connection:
        connection.execute(f"CREATE TABLE {spec.native_table} ({', '.join(spec.columns)})")
    row = next(
        row for row in check_one("hrss", config("sql", url=url), tmp_path) if row.source == spec.source
    )
    assert row.fault == "0 rows, fewer than the expected 1"
