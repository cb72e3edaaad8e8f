"""A site that calls its tables, columns and codes otherwise is pulled into the same snapshots as one that doesn't."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from connectors.check import check_sources
from connectors.deliveries import Asked, Workroom
from connectors.pull import pull_source
from connectors.unchanged import SourceConfig
from etl.config_sources import Source
from etl.model.site_mapping import SystemMapping, joined
from etl.model.sources import SourceSpec
from etl.store import Store, open_store
from tests.connectors import gateway_server
from tests.connectors.gateway_server import KEY, SECRET, Standing
from tests.connectors.sheets import SPECS, write_xlsx

AT = "2024-06-30 08:00:00"
ROSTERS = {
    "MXID": "1",
    "CJBH": "W1",
    "NY": "202406",
    "AAC003": "某",
    "AAC002": "45990119900307012X",
    "UPDATED_AT": AT,
}
OWN = {
    "XH": "row_id",
    "CJ": "workshop_id",
    "YF": "month",
    "XM": "name",
    "SFZH": "id_number",
    "GXSJ": "updated_at",
}
HRSS = replace(SPECS["hrss"], tables={"rosters": SPECS["hrss"].tables["rosters"]})
FINANCE = SPECS["county_finance"]
REGISTRY = replace(
    SPECS["business_registry"], tables={"entities": SPECS["business_registry"].tables["entities"]}
)


def mapping(name: str, **given: Any) -> SystemMapping:
    return SystemMapping.model_validate({"tables": {name: given}})


def configured(delivery: str, **other: Any) -> SourceConfig:
    adapter: TypeAdapter[SourceConfig] = TypeAdapter(Source)
    return adapter.validate_python({"delivery": delivery, **other})


def made(path: Path, table: str, columns: list[str], row: list[str]) -> SourceConfig:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE {table} ({', '.join(f'{name} TEXT' for name in columns)})")
        connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 the test's own names
    return configured("sql", url=f"sqlite:///{path}")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", SPECS) as opened:
        yield opened


def pulled(spec: SourceSpec, config: SourceConfig, store: Store, **asked: Any) -> Mapping[str, str]:
    pulls = pull_source(spec, config, store.snapshots, Workroom.of(store.root), asked=Asked(**asked))
    return {name: pull.pull_id for name, pull in pulls.items()}


def test_a_database_with_other_names_gives_the_same_snapshot(store: Store, tmp_path: Path) -> None:
    native = str(HRSS.tables["rosters"].native_table)
    as_shipped = made(tmp_path / "one.db", native, list(ROSTERS), list(ROSTERS.values()))
    own = made(tmp_path / "two.db", "cj_ryxx", list(OWN), list(ROSTERS.values()))
    spec = joined(HRSS, mapping("rosters", table="main.cj_ryxx", columns=OWN))
    assert pulled(spec, own, store) == pulled(HRSS, as_shipped, store)
    rows = check_sources({"hrss": spec}, {"hrss": own}, tmp_path / "scratch")
    assert [(row.rows, row.fault) for row in rows] == [(1, "")]


def test_a_mapped_column_is_looked_for_under_the_sites_name_alone(store: Store, tmp_path: Path) -> None:
    """The site has a column of the package's name too, with something else in it."""
    columns = [*OWN, "AAC002"]
    config = made(tmp_path / "two.db", "cj_ryxx", columns, [*ROSTERS.values(), "no number"])
    spec = joined(HRSS, mapping("rosters", table="cj_ryxx", columns=OWN))
    pull_source(spec, config, store.snapshots, Workroom.of(store.root))
    latest = store.snapshots.latest("hrss.rosters")
    assert latest is not None
    (batch,) = store.snapshots.read(latest, ["AAC002"])
    assert batch.column(0).to_pylist() == [ROSTERS["AAC002"]]


def test_a_column_that_is_not_there_is_told_by_the_sites_name(tmp_path: Path) -> None:
    config = made(tmp_path / "two.db", "cj_ryxx", [*OWN], list(ROSTERS.values()))
    spec = joined(HRSS, mapping("rosters", table="cj_ryxx", columns={**OWN, "YUEFEN": "month", "YF": "pay"}))
    (row,) = check_sources({"hrss": spec}, {"hrss": config}, tmp_path / "scratch")
    assert "YUEFEN" in row.fault


def test_workbooks_with_other_headings_give_the_same_rows(store: Store, tmp_path: Path) -> None:
    table = FINANCE.tables["disbursements"]
    natives = list(table.columns)
    own = {f"本县{number}": table.columns[native].name for number, native in enumerate(natives)}
    row = ["2024-06-30" if "date" in column.type else "1" for column in table.columns.values()]
    for name, heading in (("shipped", natives), ("own", list(own))):
        (tmp_path / name).mkdir()
        write_xlsx(tmp_path / name / "459901_20240630.xlsx", [heading, row])
    spec = joined(FINANCE, mapping("disbursements", columns=own))
    ids = [
        pulled(one, configured("files", path=tmp_path / name), store)
        for one, name in ((FINANCE, "shipped"), (spec, "own"))
    ]
    assert ids[0] == ids[1] != {}


def test_a_gateway_with_other_names_gives_the_same_snapshot(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", SECRET)
    shipped = {"UNISCID": "91459901MA5ABC1D0A", "ENTNAME": "某公司", "UPDATED_AT": "2023-12-01 08:00:00"}
    own = {"TYXYDM": "uscc", "QYMC": "entity_name", "GXSJ": "updated_at"}
    names = {column.name: native for native, column in REGISTRY.tables["entities"].columns.items()}
    assert {names[canonical] for canonical in own.values()} == set(shipped)
    ids = []
    for spec, rows in (
        (REGISTRY, [shipped]),
        (
            joined(REGISTRY, mapping("entities", columns=own)),
            [{name: shipped[names[of]] for name, of in own.items()}],
        ),
    ):
        with gateway_server.running(Standing(rows=rows)) as platform:
            config = configured(
                "gateway", base=platform.base, key=KEY, secret_env="GATEWAY_SECRET", mode="list"
            )
            ids.append(pulled(spec, config, store))
    assert ids[0] == ids[1] != {}
