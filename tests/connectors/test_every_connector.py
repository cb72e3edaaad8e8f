"""One class of promises that every connector keeps; where one can't apply, the connector says why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol

import pytest
import sqlalchemy as sa

from connectors.errors import FinalError
from connectors.files import reader
from connectors.gateway.client import Gateway, GatewaySettings
from connectors.gateway.pull import GatewayPull, GatewayRequest
from connectors.landed import Landed
from connectors.spool import Spool, new_key
from connectors.sql.pull import SqlPull, SqlRequest, SqlSettings
from tests.connectors import gateway_server, sheets
from tests.connectors.databases import empty_database
from tests.connectors.gateway_server import KEY, SECRET, Standing
from tests.connectors.sheets import SPECS, rows_of

Pulled = tuple[Landed, list[tuple[str | None, str | None]]]


@dataclass(frozen=True)
class Fact:
    """A row as a test thinks of it: a key and a text; each connector has its own names for them."""

    key: str
    text: str
    other: dict[str, str] = field(default_factory=dict)


class Connector(Protocol):
    """What a connector's adapter does for the tests."""

    bypass: ClassVar[Mapping[str, str]]

    def put(self, facts: list[Fact], *, without: str | None = None) -> None:
        """The source holds just these facts, `without` a required column."""

    def pull(self) -> Pulled: ...

    required: ClassVar[str]


class FilesConnector:
    """A folder of payments, one file per three rows."""

    bypass: ClassVar[Mapping[str, str]] = {"order": "the order of rows is a file's own content"}
    required: ClassVar[str] = "金额"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "inbox"
        self.folder.mkdir()

    def put(self, facts: list[Fact], *, without: str | None = None) -> None:
        for path in self.folder.iterdir():
            path.unlink()
        for at in range(0, max(len(facts), 1), 3):
            part = facts[at : at + 3]
            extra = sorted({name for fact in part for name in fact.other})
            heading = ["发放流水号", "补贴项目", "姓名", "补贴起始月", "补贴截止月", "金额", *extra]
            left = [name for name in heading if name != without]
            cells = [left]
            for one in part:
                row = {"发放流水号": one.key, "补贴项目": "OTHER", "姓名": one.text, "金额": "1", **one.other}
                row |= {"补贴起始月": "202311", "补贴截止月": "202311"}
                cells.append([row.get(name, "") for name in left])
            sheets.write_csv(self.folder / f"{at:04d}_20231130.csv", cells)

    def pull(self) -> Pulled:
        landed, rows = sheets.land(self.folder)
        return landed, [(row["发放流水号"], row["姓名"]) for row in rows]


class SqlConnector:
    """A table of registrations in an exchange database."""

    bypass: ClassVar[Mapping[str, str]] = {}
    required: ClassVar[str] = "AAE030"

    def __init__(self, url: sa.URL, folder: Path) -> None:
        self.url, self.folder, self.key = url, folder, new_key()

    def put(self, facts: list[Fact], *, without: str | None = None) -> None:
        engine = sa.create_engine(self.url)
        meta = sa.MetaData()
        names = [
            "DJBH",
            "AAC002",
            "AAC003",
            "AAE030",
            "UPDATED_AT",
            *{name for one in facts for name in one.other},
        ]
        table = sa.Table("JYDJ", meta, *[sa.Column(name, sa.String(60)) for name in names if name != without])
        with engine.begin() as connection:
            meta.drop_all(connection)
            meta.create_all(connection)
            for one in facts:
                row = {"DJBH": one.key, "AAC002": "1", "AAC003": one.text, "AAE030": "20230101", **one.other}
                row["UPDATED_AT"] = "2023-12-01 08:00:00"
                connection.execute(sa.insert(table), [{name: row[name] for name in row if name in table.c}])
        engine.dispose()

    def pull(self) -> Pulled:
        spec = SPECS["hrss"].tables["employment"]
        request = SqlRequest(spec, "JYDJ")
        settings = SqlSettings(page_rows=3, wait_seconds=0.001)
        landed = SqlPull(self.url, request, self.folder / "spool", self.key, settings=settings).land()
        rows = [(row["DJBH"], row["AAC003"]) for row in rows_of(landed)]
        landed.done()
        return landed, rows


class GatewayConnector:
    """Entities behind a gateway, as a list or looked up."""

    bypass: ClassVar[Mapping[str, str]] = {
        "required": "contract/gateway.md: a row can lack a column; conform quarantines it",
        "repeats": "contract/gateway.md: rows are unique by key, and `total` counts them so",
    }
    required: ClassVar[str] = "ENTNAME"

    def __init__(self, standing: Standing, folder: Path, *, is_lookup: bool) -> None:
        self.standing, self.folder, self.is_lookup, self.key = standing, folder, is_lookup, new_key()

    def put(self, facts: list[Fact], *, without: str | None = None) -> None:
        rows = [{"UNISCID": one.key, "ENTNAME": one.text, **one.other} for one in facts]
        self.standing.rows = [{name: cell for name, cell in row.items() if name != without} for row in rows]

    def pull(self) -> Pulled:
        spec = SPECS["business_registry"].tables["entities"]
        settings = GatewaySettings(size=2, keys_per_lookup=3, first_wait=0.001, requests_per_second=10_000)
        wanted = tuple(code(number) for number in range(30)) if self.is_lookup else None
        with Gateway("business_registry", self.standing.base, KEY, SECRET, settings=settings) as gateway:
            request = GatewayRequest(spec, "entities", wanted)
            landed = GatewayPull(gateway, request, self.folder / "spool", self.key, settings=settings).land()
        rows = [(row["UNISCID"], row["ENTNAME"]) for row in rows_of(landed)]
        landed.done()
        return landed, rows


@pytest.fixture(scope="module")
def exchange(postgresql: sa.URL) -> sa.URL:
    return empty_database(postgresql)


@pytest.fixture(params=["files", "sqlite", "postgresql", "gateway list", "gateway lookup"])
def connector(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connector]:
    if request.param == "files":
        yield FilesConnector(tmp_path)
    elif request.param == "sqlite":
        yield SqlConnector(sa.make_url(f"sqlite:///{tmp_path / 'exchange.db'}"), tmp_path)
    elif request.param == "postgresql":
        yield SqlConnector(request.getfixturevalue("exchange"), tmp_path)
    else:
        with gateway_server.running(Standing()) as standing:
            yield GatewayConnector(standing, tmp_path, is_lookup=request.param.endswith("lookup"))


def code(number: int) -> str:
    return f"91459901MA5ABC{number:03d}D"


def facts(count: int) -> list[Fact]:
    return [Fact(code(number), f"甲{number}") for number in range(count)]


def pairs(given: list[Fact]) -> list[tuple[str | None, str | None]]:
    return [(one.key, one.text) for one in given]


def bypassed(connector: Connector, promise: str) -> None:
    if promise in connector.bypass:
        pytest.skip(f"does not apply: {connector.bypass[promise]}")


class TestEveryConnector:
    """Promises of a pull, whatever the delivery."""

    def test_every_row_of_the_source_is_landed_once(self, connector: Connector) -> None:
        connector.put(facts(10))
        landed, rows = connector.pull()
        assert rows == pairs(facts(10))
        assert landed.complete

    def test_two_reads_are_equal(self, connector: Connector) -> None:
        connector.put(facts(7))
        assert connector.pull()[1] == connector.pull()[1]

    def test_the_source_s_order_does_not_show(self, connector: Connector) -> None:
        bypassed(connector, "order")
        connector.put(facts(7))
        before = connector.pull()[1]
        connector.put(list(reversed(facts(7))))
        assert connector.pull()[1] == before

    def test_a_row_that_came_late_is_in_the_next_pull(self, connector: Connector) -> None:
        connector.put([*facts(4), Fact(code(8), "甲8")])
        connector.pull()
        connector.put(facts(9))
        assert pairs([Fact(code(6), "甲6")])[0] in connector.pull()[1]

    def test_a_correction_is_in_the_next_pull(self, connector: Connector) -> None:
        connector.put(facts(5))
        connector.pull()
        connector.put([Fact(code(0), "改"), *facts(5)[1:]])
        assert connector.pull()[1][0] == (code(0), "改")

    def test_repeated_rows_are_all_landed(self, connector: Connector) -> None:
        bypassed(connector, "repeats")
        connector.put([*facts(4), *facts(1), *facts(1)])
        assert sorted(connector.pull()[1], key=str) == sorted(
            pairs([*facts(4), *facts(1), *facts(1)]), key=str
        )

    def test_a_new_column_is_reported_and_does_no_harm(self, connector: Connector) -> None:
        connector.put([Fact(code(0), "甲0", {"BZ": "x"}), *facts(5)[1:]])
        landed, rows = connector.pull()
        assert landed.drift["extra"] == ["BZ"]
        assert rows == pairs(facts(5))

    def test_a_required_column_that_is_gone_stops_the_pull_by_name(self, connector: Connector) -> None:
        bypassed(connector, "required")
        connector.put(facts(5), without=connector.required)
        with pytest.raises(FinalError, match=f"required column {connector.required}"):
            connector.pull()

    def test_an_empty_source_lands_as_no_rows(self, connector: Connector) -> None:
        connector.put([])
        landed, rows = connector.pull()
        assert rows == []
        assert landed.complete

    @pytest.mark.parametrize("after", [0, 1, 2])
    def test_killed_after_a_page_the_next_pull_is_as_if_undisturbed(
        self, connector: Connector, after: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        connector.put(facts(9))
        undisturbed = connector.pull()[1]
        count = 0

        def dying(kept: Any) -> Any:
            def step(*given: Any, **named: Any) -> Any:
                nonlocal count
                count += 1
                if count > after:
                    raise KeyboardInterrupt
                return kept(*given, **named)

            return step

        with monkeypatch.context() as patched:
            patched.setattr(Spool, "put", dying(Spool.put))
            patched.setattr(reader.FileReader, "read", dying(reader.FileReader.read))
            patched.setattr(Gateway, "list_page", dying(Gateway.list_page))
            with pytest.raises(KeyboardInterrupt):
                connector.pull()
        assert connector.pull()[1] == undisturbed
