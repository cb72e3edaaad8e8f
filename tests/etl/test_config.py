"""`hecha.yaml`: what is read, what relative paths mean, and how each fault is named by file, line and key."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from etl.config import Config, HitRate, load_config
from etl.config_file import ConfigError
from etl.config_sources import GatewaySource, SqlSource

GOOD = """\
timezone: Asia/Shanghai
store: ./var
areas: ["459900", 4599]
sources:
  monitoring: {delivery: files, path: ./monitoring, glob: "*"}
  hrss: {delivery: sql, url: "sqlite:///exchange.db"}
  social_insurance: {delivery: sql, url_env: INSURANCE_URL, mode: persons}
  business_registry:
    delivery: gateway
    base: "http://127.0.0.1:8799"
    key: demo
    secret_env: GATEWAY_SECRET
  county_finance: {delivery: files, path: ./finance}
scheme_names: {就业帮扶车间带动就业补贴: ABSORB_YEARLY}
documents:
  - {id: GZ, from: "2021-07-15", document: 某文}
parameters:
  - {name: minimum_wage, area: "45", from: 2022-01-01, amount: 1430.5, document: 某文}
  - {scheme: LABOUR_ALLOWANCE, area: "4599", from: "2022-01-01", amount: "200.00", unit: person-month, document: 某文}
engine: duckdb
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("monitoring", "finance"):
        (tmp_path / name).mkdir()
    return tmp_path


def read(folder: Path, text: str = GOOD) -> Config:
    path = folder / "hecha.yaml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def fault(folder: Path, text: str) -> tuple[int, str, str]:
    """The first fault of a text; the message names the file and the fault's own line and key."""
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    line, key, says = caught.value.faults[0]
    assert f"{folder / 'hecha.yaml'}:{line}: {key}: " in str(caught.value)
    return line, key, says


def test_what_stands_in_the_file_is_read(folder: Path) -> None:
    config = read(folder)
    assert config.areas == ("459900", "4599")
    assert config.parameters[0].amount == Decimal("1430.5")
    assert config.parameters[0].first == dt.date(2022, 1, 1)
    assert config.documents[0].first == dt.date(2021, 7, 15)
    assert config.engine.name == "duckdb"
    assert isinstance(config.sources.hrss, SqlSource)
    assert isinstance(config.sources.business_registry, GatewaySource)
    assert config.sources.business_registry.mode == "lookup"


def test_relative_paths_stand_from_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    config = read(folder)
    assert config.store == folder / "var"
    assert config.sources.monitoring.path == folder / "monitoring"  # type: ignore[union-attr] # delivered as files
    assert config.sources.hrss.url == f"sqlite:///{folder / 'exchange.db'}"  # type: ignore[union-attr] # delivered as sql


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////data/exchange.db",
        "sqlite:///:memory:",
        "sqlite://",
        "postgresql+psycopg://db/hrss",
        "mysql+pymysql://u@h/d",
    ],
)
def test_other_addresses_are_left_as_they_are(folder: Path, url: str) -> None:
    config = read(folder, GOOD.replace("sqlite:///exchange.db", url))
    assert config.sources.hrss.url == url  # type: ignore[union-attr] # delivered as sql


def test_the_store_given_outranks_the_environment_and_that_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HECHA_STORE", str(folder / "of the environment"))
    assert read(folder).store == folder / "of the environment"
    assert load_config(folder / "hecha.yaml", store=folder / "given").store == folder / "given"
    monkeypatch.setenv("HECHA_STORE", "")
    assert read(folder).store == folder / "var"


def test_engine_by_name_or_with_its_settings(folder: Path) -> None:
    long = GOOD.replace(
        "engine: duckdb",
        "engine: {name: spark, master: 'local[4]', properties: {spark.sql.x: '1'}, temp_folder: ./tmp}",
    )
    settings = read(folder, long).engine.settings()
    assert (settings.name, settings.master, settings.properties) == (
        "spark",
        "local[4]",
        {"spark.sql.x": "1"},
    )
    assert settings.temp_folder == folder / "tmp"


def test_the_floor_of_the_hit_rate_is_a_share_of_so_many_checked(folder: Path) -> None:
    assert read(folder).hit_rate is None
    config = read(folder, GOOD + "hit_rate: {floor: 0.05}\npaused: {away: 某原因}\n")
    assert config.hit_rate == HitRate(floor=Decimal("0.05"), checked_at_least=20)
    assert config.paused == {"away": "某原因"}


def test_a_signature_that_nothing_installed_can_make_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = GOOD + "signature: sm2\n"
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    line, key, says = fault(folder, text)
    assert (line, key) == (21, "signature")
    assert "the extra `gm`" in says
    monkeypatch.setattr("importlib.util.find_spec", lambda _: object())
    assert read(folder, text).signature == "sm2"
    assert read(folder).signature == "ed25519"


def test_a_merged_key_may_be_said_again(folder: Path) -> None:
    text = GOOD.replace("  hrss: {delivery: sql", "  hrss: &db {delivery: sql").replace(
        "{delivery: sql, url_env: INSURANCE_URL, mode: persons}", "{<<: *db, mode: persons}"
    )
    config = read(folder, text)
    assert config.sources.social_insurance.mode == "persons"  # type: ignore[union-attr] # delivered as sql
    assert config.sources.social_insurance.url == config.sources.hrss.url  # type: ignore[union-attr] # delivered as sql


@pytest.mark.parametrize(
    ("was", "becomes", "place", "says"),
    [
        ("timezone: Asia/Shanghai", "timezone: UTC", (1, "timezone"), "Asia/Shanghai"),
        ("store: ./var", "stor: ./var", (2, "stor"), "unknown key; perhaps `store` is meant; allowed: areas, "),
        ('areas: ["459900", 4599]', "areas: []", (3, "areas"), "at least 1"),
        ('areas: ["459900", 4599]', 'areas: ["459900", "45990"]', (3, "areas.1"), "pattern"),
        ("  monitoring: {delivery: files", "  monitoring: {delivery: fax", (5, "sources.monitoring"), "fax"),
        ("path: ./monitoring", "pth: ./monitoring", (5, "sources.monitoring.pth"), "unknown key; perhaps `path` is meant; allowed: "),
        ("path: ./monitoring, ", "", (5, "sources.monitoring"), "`path` or `tables`"),
        ("path: ./monitoring", "path: ./nowhere", (5, "sources.monitoring.path"), "nowhere is not there"),
        ('url: "sqlite:///exchange.db"', "mode: all", (6, "sources.hrss"), "exactly one of `url` and `url_env`"),
        ("mode: persons", "mode: some", (7, "sources.social_insurance.mode"), "'all' or 'persons'"),
        ("    base: ", "    bse: ", (8, "sources.business_registry.base"), "is missing"),
        ('    base: "http', '    base: "ftp', (10, "sources.business_registry.base"), "pattern"),
        ("secret_env: GATEWAY_SECRET", "secret_file: ./s", (12, "sources.business_registry.secret_file"), "s is not there"),
        ("ABSORB_YEARLY", "ABSORB_WEEKLY", (14, "scheme_names.就业帮扶车间带动就业补贴"), "scheme ABSORB_WEEKLY; allowed:"),
        ('from: "2021-07-15"', 'from: "2021-02-30"', (16, "documents.0.from"), "date"),
        ('from: "2021-07-15", ', "", (16, "documents.0"), "`from` or `to`"),
        ("amount: 1430.5", "amount: 1430.555", (18, "parameters.0.amount"), "2 decimal places"),
        ("amount: 1430.5", "amount: -1", (18, "parameters.0.amount"), "greater than or equal to 0"),
        ("scheme: LABOUR_ALLOWANCE", "scheme: LABOR", (19, "parameters.1.scheme"), "scheme LABOR; allowed:"),
        ("scheme: LABOUR_ALLOWANCE, ", "", (19, "parameters.1"), "exactly one of `name` and `scheme`"),
        ("engine: duckdb", "engine: polars", (20, "engine.name"), "'duckdb' or 'spark'"),
        ("engine: duckdb", "engine: {name: duckdb, threads: 0}", (20, "engine.threads"), "greater than or equal to 1"),
        ("engine: duckdb", "engine: duckdb\nstore: ./other", (21, "(file)"), "key 'store' stands twice"),
        ("engine: duckdb", "engine: [duckdb", (21, "(file)"), "expected"),
        ("engine: duckdb", "? [a, b]\n: c", (20, "(file)"), "a key must be a text"),
        ("engine: duckdb", "engine: duck\x07db", (20, "(file)"), "a character that YAML does not allow"),
        ("engine: duckdb", "policy: ./rules", (20, "policy"), "rules is not there"),
        ("engine: duckdb", "paused: {awy: 某原因}", (20, "paused"), "alert code awy; allowed:"),
        ("engine: duckdb", "hit_rate: {floor: 5}", (20, "hit_rate.floor"), "less than or equal to 1"),
        ("engine: duckdb", "hit_rate: {checked_at_least: 9}", (20, "hit_rate.floor"), "is missing"),
        ("engine: duckdb", "corrections: ./c.csv", (20, "corrections"), "c.csv is not there"),
        ("engine: duckdb", "messages: {mail: {smtp: smtps://m, from: a@b.cn, to: [c@d.cn], ca_file: ./m.pem}}", (20, "messages.mail.ca_file"), "m.pem is not there"),
    ],
)  # fmt: skip
def test_a_fault_is_named(folder: Path, was: str, becomes: str, place: tuple[int, str], says: str) -> None:
    assert was in GOOD
    found = fault(folder, GOOD.replace(was, becomes, 1))
    assert found[:2] == place
    assert says in found[2]


def test_a_source_left_out_is_not_asked_for(folder: Path) -> None:
    text = "".join(line for line in GOOD.splitlines(keepends=True) if "county_finance" not in line)
    (folder / "hecha.yaml").write_text(text, encoding="utf-8")
    systems = load_config(folder / "hecha.yaml").sources.systems()
    assert set(systems) == {"monitoring", "hrss", "social_insurance", "business_registry"}


def test_a_further_system_may_be_files_or_a_database_and_an_unknown_one_is_named(folder: Path) -> None:
    files = GOOD.replace("scheme_names:", "  resettlement: {delivery: files, path: ./finance}\nscheme_names:")
    database = GOOD.replace("scheme_names:", "  loans: {delivery: sql, url_env: LOANS_URL}\nscheme_names:")
    for text, system in ((files, "resettlement"), (database, "loans")):
        (folder / "hecha.yaml").write_text(text, encoding="utf-8")
        assert system in load_config(folder / "hecha.yaml").sources.systems()
    unknown = GOOD.replace("scheme_names:", "  lotteries: {delivery: files, path: ./finance}\nscheme_names:")
    line, key, says = fault(folder, unknown)
    assert (line, key) == (14, "sources.lotteries")
    assert says.startswith("unknown key; allowed: assets, business_registry, ")


@pytest.mark.parametrize("text", ["", "[]", "just a text"])
def test_a_file_that_is_no_configuration(folder: Path, text: str) -> None:
    line, _, _ = fault(folder, text)
    assert line == 1


def test_every_fault_is_named_at_once_in_the_order_of_the_file(folder: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read(
            folder,
            GOOD.replace("Asia/Shanghai", "UTC")
            .replace("amount: 1430.5", "amount: x")
            .replace("store:", "stor:"),
        )
    assert [line for line, _, _ in caught.value.faults] == [1, 2, 18]


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read: FileNotFoundError"):
        load_config(tmp_path / "none.yaml")
    (tmp_path / "hecha.yaml").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(ConfigError, match="can't be read: UnicodeDecodeError"):
        load_config(tmp_path / "hecha.yaml")


def test_a_fault_touches_nothing(folder: Path) -> None:
    fault(folder, GOOD.replace("./finance", "./nowhere"))
    assert sorted(path.name for path in folder.iterdir()) == ["finance", "hecha.yaml", "monitoring"]


def test_a_fault_never_shows_a_secret_that_was_written_by_mistake(folder: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read(folder, GOOD.replace("secret_env: GATEWAY_SECRET", "secret: hunter-2-hunter"))
    assert "hunter" not in str(caught.value)
