"""A site whose tables and columns have other names: what is proposed is what they are, joins without a fault, and shows no value."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from connectors.check import check_sources
from connectors.propose.matching import SiteColumn, SiteTable, match_table
from connectors.propose.shapes import shape_of
from connectors.propose.writing import Proposal, as_yaml, propose
from etl.model.site_mapping import SystemMapping, faults_of, joined
from tests.connectors.databases import database, empty_database
from tests.connectors.sheets import SPECS, write_xlsx
from tests.connectors.test_own_names import configured

HRSS = replace(
    SPECS["hrss"],
    tables={name: SPECS["hrss"].tables[name] for name in ("workshops", "rosters", "contracts")},
)
WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
PEOPLE = 40


def person(number: int) -> str:
    body = f"459901{1960 + number % 40}0{1 + number % 9}1{number % 9}{100 + number:03d}"
    return body + CHECKS[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def phone(number: int) -> str:
    return f"138{10000000 + number * 7919:08d}"


def site_rows() -> dict[str, list[dict[str, str]]]:
    """A labour office's database as it calls things: tables of ours, and others that look a little like them."""
    numbers = range(PEOPLE)
    return {
        "bfcj_xx": [
            {
                "cjbm": f"W{n:04d}",
                "bfcjmc": f"第{'一二三四五六七八九'[n % 9]}车间",
                "xydm": f"91459900MA5K{n:05d}X",
                "xzqh": "459901",
                "fzrxm": "某甲",
                "fzrsfzh": person(n),
                "sjhm": phone(n),
                "gxsj": "2024-06-30 08:00:00",
                "zt": "正常",  # the office's own code
            }
            for n in range(8)
        ],
        "cj_ryxx": [
            {
                "xh": str(n),
                "cjbm": f"W{n % 8:04d}",
                "ssny": "202406",
                "xm": "某某",
                "sfzh": f"SERIAL-{n}",  # called as an ID number and none
                "c17": person(n),
                "sj": phone(n),
                "yfgz": "2100.00",
                "rylb": "9",
                "gxsj": "2024-06-30 08:00:00",
            }
            for n in numbers
        ],
        "ldhtba": [
            {
                "htbh": f"H{n}",
                "gmsfhm": person(n),
                "xm": "某某",
                "htksrq": "2023-01-01",
                "htjsrq": "2024-12-31",
                "gxsj": "2024-06-30 08:00:00",
            }
            for n in numbers
        ],
        "sys_user": [{"id": str(n), "xm": "管理员", "sjhm": phone(n), "zt": "1"} for n in numbers],
        "sys_log": [{"lsh": str(n), "gxsj": "2024-06-30 08:00:00"} for n in numbers],
    }


MEANT = {
    "workshops": {
        "cjbm": "workshop_id",
        "bfcjmc": "workshop_name",
        "xydm": "uscc",
        "xzqh": "area_code",
        "fzrxm": "manager_name",
        "fzrsfzh": "manager_id_number",
        "sjhm": "phone",
        "gxsj": "updated_at",
    },
    "rosters": {
        "xh": "row_id",
        "cjbm": "workshop_id",
        "ssny": "month",
        "xm": "name",
        "c17": "id_number",
        "sj": "phone",
        "yfgz": "pay",
        "rylb": "declared_group",
        "gxsj": "updated_at",
    },
    "contracts": {
        "gmsfhm": "id_number",
        "xm": "name",
        "htksrq": "contract_from",
        "htjsrq": "contract_to",
        "gxsj": "updated_at",
    },
}
TABLES = {"workshops": "bfcj_xx", "rosters": "cj_ryxx", "contracts": "ldhtba"}


def fill(url: sa.URL, schema: str | None = None) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        if schema:
            connection.execute(sa.schema.CreateSchema(schema))
        for name, rows in site_rows().items():
            columns = [sa.Column(column, sa.Text) for column in rows[0]]
            table = sa.Table(name, sa.MetaData(), *columns, schema=schema)
            table.create(connection)
            connection.execute(sa.insert(table), rows)
    engine.dispose()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.URL]:
    with database("postgresql", tmp_path_factory.mktemp("site")) as url:
        yield url


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The address of the site's database, and how its tables are called there."""
    if request.param == "sqlite":
        url, schema = sa.make_url(f"sqlite:///{tmp_path_factory.mktemp('site') / 'site.db'}"), None
    else:
        url, schema = empty_database(request.getfixturevalue("server")), "ldjy"
    fill(url, schema)
    return url.render_as_string(hide_password=False), "ldjy." if schema else ""


@pytest.fixture(scope="module")
def proposal(site: tuple[str, str]) -> Proposal:
    return propose(HRSS, configured("sql", url=site[0]))


def proposed(proposal: Proposal) -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load(as_yaml([proposal]))["mapping"]["hrss"]["tables"]
    return read


def test_what_is_proposed_is_what_the_tables_are(proposal: Proposal, site: tuple[str, str]) -> None:
    assert proposal.is_whole, proposal.notes
    assert {name: table["table"] for name, table in proposed(proposal).items()} == {
        name: f"{site[1]}{table}" for name, table in TABLES.items()
    }
    assert {name: table["columns"] for name, table in proposed(proposal).items()} == MEANT


def test_it_can_be_accepted_as_it_stands_and_the_source_is_then_fine(
    proposal: Proposal, site: tuple[str, str], tmp_path: Path
) -> None:
    mapping = SystemMapping.model_validate({"tables": proposed(proposal)})
    assert list(faults_of(HRSS, mapping)) == []
    spec = joined(HRSS, mapping)
    rows = check_sources({"hrss": spec}, {"hrss": configured("sql", url=site[0])}, tmp_path)
    assert [(row.source, row.rows, row.fault) for row in rows] == [
        ("hrss.workshops", 8, ""),
        ("hrss.rosters", PEOPLE, ""),
        ("hrss.contracts", PEOPLE, ""),
    ]


def test_no_value_of_a_row_is_shown(proposal: Proposal) -> None:
    told = as_yaml([proposal])
    values = {
        value for rows in site_rows().values() for row in rows for value in row.values() if len(value) > 2
    }
    assert [value for value in values if value in told] == []
    assert "正常" not in told


def test_how_each_was_known_and_what_is_left_to_a_person_is_said(proposal: Proposal) -> None:
    told = as_yaml([proposal])
    assert "c17: id_number  # values" in told
    assert "xydm: uscc  # usual name" in told
    assert "workshops.state (zt): 100% of its kinds of values are no known code" in told
    assert "rosters: not found, and not required: " in told


def test_remarks_of_the_catalogue_name_columns_that_say_nothing(server: sa.URL) -> None:
    url = empty_database(server)
    engine = sa.create_engine(url)
    said = ["合同编号", "身份证号码", "姓名（必填）", "合同起始日期", "合同终止日期,到期日"]
    columns = [sa.Column(f"c{n}", sa.Text, comment=remark) for n, remark in enumerate(said)]
    table = sa.Table("t0412", sa.MetaData(), *columns, comment="劳动合同备案")
    with engine.begin() as connection:
        table.create(connection)
    engine.dispose()
    spec = replace(HRSS, tables={"contracts": HRSS.tables["contracts"]})
    found = propose(spec, configured("sql", url=url.render_as_string(hide_password=False)))
    (contracts,) = proposed(found).values()
    assert contracts["table"] == "t0412"
    assert list(contracts["columns"].values()) == [
        "row_id",
        "id_number",
        "name",
        "contract_from",
        "contract_to",
    ]


def test_nothing_is_proposed_where_nothing_is_renamed_and_a_missing_table_names_the_nearest(
    tmp_path: Path,
) -> None:
    url = sa.make_url(f"sqlite:///{tmp_path / 'exchange.db'}")
    engine = sa.create_engine(url)
    rosters, contracts = HRSS.tables["rosters"], HRSS.tables["contracts"]
    with engine.begin() as connection:
        for table, names in ((rosters, list(rosters.columns)), (contracts, ["HTBH", "AAC002"])):
            columns = [sa.Column(name, sa.Text) for name in names]
            sa.Table(str(table.native_table), sa.MetaData(), *columns).create(connection)
    engine.dispose()
    spec = replace(HRSS, tables={"rosters": rosters, "contracts": contracts})
    found = propose(spec, configured("sql", url=str(url)))
    assert found.lines == ()
    assert not found.is_whole
    assert found.notes[-1].endswith("nearest is LDHT, without AAE030")
    assert yaml.safe_load(as_yaml([found])) == {"mapping": {}}


def test_a_strangers_table_is_not_looked_into() -> None:
    def look() -> Mapping[str, Any]:
        raise AssertionError("rows of a table were read that has nothing of ours")

    stranger = SiteTable("canteen", "", [SiteColumn("dish"), SiteColumn("price"), SiteColumn("xm")], look)
    assert match_table(HRSS.tables["contracts"], stranger) is None


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_headings_of_files_are_proposed_below_title_rows(ending: str, tmp_path: Path) -> None:
    spec = SPECS["county_finance"]
    (table,) = spec.tables.values()
    headings = {native: native for native in table.columns}
    renamed = {
        native for native, column in table.columns.items() if column.name in ("id_number", "name", "amount")
    }
    usual = {"id_number": "身份证件号码", "name": "人员姓名", "amount": "补贴金额"}
    for native in renamed:
        headings[native] = usual[table.columns[native].name]
    known = {"id_number": person(1), "name": "某某", "amount": "200.00"}
    row = [known.get(column.name, "1") for column in table.columns.values()]
    path = tmp_path / f"发放明细_20240630{ending}"
    if ending == ".csv":
        path.write_text(",".join(headings.values()) + "\n" + ",".join(row) + "\n", encoding="utf-8")
    else:
        write_xlsx(path, [["某县发放明细"], list(headings.values()), row])
    found = propose(spec, configured("files", path=tmp_path))
    read = yaml.safe_load(as_yaml([found]))["mapping"]["county_finance"]["tables"][table.name]["columns"]
    assert read == {usual[table.columns[native].name]: table.columns[native].name for native in renamed}


def test_a_source_that_cant_be_reached_is_said_and_proposes_nothing(tmp_path: Path) -> None:
    found = propose(HRSS, configured("sql", url_env="NO_SUCH_VARIABLE"))
    assert not found.is_whole
    assert "NO_SUCH_VARIABLE" in found.notes[0]
    assert found.lines == ()
    del tmp_path


def test_a_shape_shows_nothing_of_what_it_was_made_of() -> None:
    assert person(1) not in repr(shape_of([person(1)]))
