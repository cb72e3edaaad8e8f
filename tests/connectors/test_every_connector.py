"""One class of promises that every connector keeps; where one can't apply, the connector says why."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Protocol

import pytest
import sqlalchemy as sa

from connectors.errors import FinalError
from connectors.files import reader
from connectors.gateway.client import Gateway, GatewaySettings
from connectors.gateway.pull import GatewayPull, GatewayRequest
from connectors.landed import Landed, Since
from connectors.spool import Spool, new_key
from connectors.sql.pull import SqlPull, SqlRequest, SqlSettings
from tests.connectors import gateway_server, sheets
from tests.connectors.databases import empty_database
from tests.connectors.gateway_server import KEY, SECRET, Standing
from tests.connectors.killing import dying
from tests.connectors.sheets import SPECS, rows_of

CHANGED = "2023-12-01 08:00:00"
LOOK_BACK = timedelta(days=2)
Pulled = tuple[Landed, list[tuple[str | None, str | None]]]


@dataclass(frozen=True)
class Fact:
    """A row as a test thinks of it: a key and a text; each connector has its own names for them."""

    key: str
    text: str
    other: dict[str, str] = field(default_factory=dict)


class Connector(Protocol):
    """What a connector's adapter does for the tests."""

    @property
    def bypass(self) -> Mapping[str, str]:
        """Promises that can't apply, each with the reason."""

    def put(
        self,
        facts: list[Fact],
        *,
        without: str | None = None,
        renamed: str | None = None,
        typed: bool = False,
    ) -> None:
        """The source holds just these facts, `without` a required column, the text's column `renamed`, texts as numbers."""

    def pull(self, since: str | None = None, alias: str | None = None) -> Pulled:
        """Everything, or what changed since; `alias`: the mapping knows the text's column by that name too."""

    def counted(self) -> int:
        """How many rows the source says it has."""

    required: ClassVar[str]


class FilesConnector:
    """A folder of payments, one file per three rows."""

    bypass: Mapping[str, str] = {
        "order": "the order of rows is a file's own content",
        "changes": "a file is whole: it has no changes to ask for",
        "types": "csv has no types; cells of workbooks are in test_cells.py",
        "growing": "a folder is listed once; a file that comes later is in the next pull",
    }
    required: ClassVar[str] = "金额"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "inbox"
        self.folder.mkdir()

    def put(
        self,
        facts: list[Fact],
        *,
        without: str | None = None,
        renamed: str | None = None,
        typed: bool = False,
    ) -> None:
        del typed
        for path in self.folder.iterdir():
            path.unlink()
        for at in range(0, max(len(facts), 1), 3):
            part = facts[at : at + 3]
            extra = sorted({name for fact in part for name in fact.other})
            heading = ["发放流水号", "补贴项目", "姓名", "补贴起始月", "补贴截止月", "金额", *extra]
            left = [name for name in heading if name != without]
            cells = [[renamed if renamed and name == "姓名" else name for name in left]]
            for one in part:
                row = {"发放流水号": one.key, "补贴项目": "OTHER", "姓名": one.text, "金额": "1", **one.other}
                row |= {"补贴起始月": "202311", "补贴截止月": "202311"}
                cells.append([row.get(name, "") for name in left])
            sheets.write_csv(self.folder / f"{at:04d}_20231130.csv", cells)

    def pull(self, since: str | None = None, alias: str | None = None) -> Pulled:
        del since
        table = sheets.FINANCE.tables["disbursements"]
        known = replace(table, aliases={"姓名": (alias,)}) if alias else table
        spec = replace(sheets.FINANCE, tables={"disbursements": known})
        landed, rows = sheets.land_all(spec, self.folder)["disbursements"]
        return landed, [(row["发放流水号"], row["姓名"]) for row in rows]

    def counted(self) -> int:
        return sum(len(list(csv.DictReader(_lines(path)))) for path in self.folder.iterdir())


class SqlConnector:
    """A table of registrations in an exchange database."""

    bypass: Mapping[str, str] = MappingProxyType({})
    required: ClassVar[str] = "AAE030"

    def __init__(self, url: sa.URL, folder: Path) -> None:
        self.url, self.folder, self.key = url, folder, new_key()
        self.shape = ""

    def put(
        self,
        facts: list[Fact],
        *,
        without: str | None = None,
        renamed: str | None = None,
        typed: bool = False,
    ) -> None:
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
        columns = [
            sa.Column(
                renamed if renamed and name == "AAC003" else name,
                sa.Integer() if typed and name == "AAC003" else sa.String(60),
            )
            for name in dict.fromkeys(names)
            if name != without
        ]
        table = sa.Table("JYDJ", meta, *columns)
        with engine.begin() as connection:
            meta.drop_all(connection)
            meta.create_all(connection)
            for one in facts:
                row = {"DJBH": one.key, "AAC002": "1", renamed or "AAC003": one.text, "AAE030": "20230101"}
                row |= {"UPDATED_AT": CHANGED, **one.other}
                connection.execute(sa.insert(table), [{name: row[name] for name in row if name in table.c}])
        engine.dispose()

    def pull(self, since: str | None = None, alias: str | None = None) -> Pulled:
        spec = SPECS["hrss"].tables["employment"]
        spec = replace(spec, aliases={"AAC003": (alias,)}) if alias else spec
        request = SqlRequest(spec, "JYDJ", Since(since, self.shape, LOOK_BACK) if since else None)
        settings = SqlSettings(page_rows=3, wait_seconds=0.001)
        landed = SqlPull(self.url, request, self.folder / "spool", self.key, settings=settings).land()
        self.shape = landed.shape
        rows = [(row["DJBH"], row["AAC003"]) for row in rows_of(landed)]
        landed.done()
        return landed, rows

    def counted(self) -> int:
        engine = sa.create_engine(self.url)
        with engine.connect() as connection:
            rows = connection.execute(sa.select(sa.func.count()).select_from(sa.table("JYDJ"))).scalar_one()
        engine.dispose()
        return int(rows)


class GatewayConnector:
    """Entities behind a gateway, as a list or looked up."""

    required: ClassVar[str] = "ENTNAME"

    def __init__(self, standing: Standing, folder: Path, *, is_lookup: bool) -> None:
        self.standing, self.folder, self.is_lookup, self.key = standing, folder, is_lookup, new_key()
        self.shape = ""

    @property
    def bypass(self) -> Mapping[str, str]:
        reasons = {
            "required": "the gateway's contract: a row can lack a column; conform quarantines it",
            "repeats": "the gateway's contract: rows are unique by key, and `total` counts them so",
            "alias": "the gateway's contract: the columns' names are the contract's",
        }
        return reasons | ({"changes": "a lookup takes no updated_since"} if self.is_lookup else {})

    def put(
        self,
        facts: list[Fact],
        *,
        without: str | None = None,
        renamed: str | None = None,
        typed: bool = False,
    ) -> None:
        rows: list[dict[str, Any]] = [
            {
                "UNISCID": one.key,
                renamed or "ENTNAME": int(one.text) if typed else one.text,
                "UPDATED_AT": CHANGED,
                **one.other,
            }
            for one in facts
        ]
        self.standing.rows = [{name: cell for name, cell in row.items() if name != without} for row in rows]

    def pull(self, since: str | None = None, alias: str | None = None) -> Pulled:
        del alias
        spec = SPECS["business_registry"].tables["entities"]
        settings = GatewaySettings(size=2, keys_per_lookup=3, first_wait=0.001, requests_per_second=10_000)
        wanted = tuple(code(number) for number in range(30)) if self.is_lookup else None
        behind = Since(since, self.shape, LOOK_BACK) if since else None
        with Gateway("business_registry", self.standing.base, KEY, SECRET, settings=settings) as gateway:
            request = GatewayRequest(spec, "entities", wanted, behind)
            landed = GatewayPull(gateway, request, self.folder / "spool", self.key, settings=settings).land()
        self.shape = landed.shape
        rows = [(row["UNISCID"], row["ENTNAME"]) for row in rows_of(landed)]
        landed.done()
        return landed, rows

    def counted(self) -> int:
        with Gateway("business_registry", self.standing.base, KEY, SECRET) as gateway:
            return gateway.list_page("entities", 1).total


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


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig").splitlines()


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

    def test_as_many_rows_are_landed_as_the_source_counts(self, connector: Connector) -> None:
        connector.put(facts(11))
        landed, rows = connector.pull()
        assert len(rows) == connector.counted() == 11
        assert landed.complete

    def test_a_renamed_column_is_told_and_read_where_the_mapping_knows_it(self, connector: Connector) -> None:
        connector.put(facts(4), renamed="新名")
        landed, rows = connector.pull()
        assert landed.drift["extra"] == ["新名"]
        assert rows == [(one.key, None) for one in facts(4)]
        bypassed(connector, "alias")
        landed, rows = connector.pull(alias="新名")
        assert landed.drift["extra"] == []
        assert rows == pairs(facts(4))

    def test_a_changed_type_is_landed_as_the_same_text(self, connector: Connector) -> None:
        bypassed(connector, "types")
        numbers = [Fact(code(at), str(at + 10)) for at in range(4)]
        connector.put(numbers, typed=True)
        assert connector.pull()[1] == pairs(numbers)

    @pytest.mark.parametrize("known", range(5))
    def test_changes_since_every_checkpoint_complete_what_was_known(
        self, connector: Connector, known: int
    ) -> None:
        bypassed(connector, "changes")
        days = [Fact(code(at), f"甲{at}", {"UPDATED_AT": f"2023-12-{at + 10} 08:00:00"}) for at in range(6)]
        connector.put(days[: known + 1])
        before, rows = connector.pull()
        late = Fact(code(20), "迟", {"UPDATED_AT": f"2023-12-{known + 9} 08:00:00"})
        corrected = Fact(days[0].key, "改", {"UPDATED_AT": "2023-12-20 08:00:00"})
        now = [corrected, *days[1:], late]
        connector.put(now)
        after, changed = connector.pull(since=f"2023-12-{known + 10}T08:00:00+08:00")
        assert (before.complete, after.complete) == (True, False)
        assert dict(rows) | dict(changed) == dict(pairs(now))
        assert len(changed) < len(now) or known < 4, "rows behind the look-back stay where they are"

    def test_changes_since_a_time_far_ahead_are_none(self, connector: Connector) -> None:
        bypassed(connector, "changes")
        connector.put(facts(4))
        connector.pull()
        assert connector.pull(since="2999-01-01T00:00:00+08:00")[1] == []

    def test_rows_that_come_while_pages_are_read_harm_no_other(
        self, connector: Connector, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bypassed(connector, "growing")
        connector.put(facts(9))
        kept, grown = Spool.put, [Fact(code(29), "新"), *facts(9)]

        def growing(*given: Any) -> None:
            kept(*given)
            connector.put(grown)

        monkeypatch.setattr(Spool, "put", growing)
        rows = connector.pull()[1]
        assert [row for row in rows if row != (code(29), "新")] == pairs(facts(9))
        assert len(rows) <= len(grown)

    @pytest.mark.parametrize("after", range(5))
    def test_killed_after_a_page_the_next_pull_is_as_if_undisturbed(
        self, connector: Connector, after: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        connector.put(facts(9))
        undisturbed = connector.pull()[1]
        steps = ((Spool, "put"), (reader.FileReader, "read"), (Gateway, "list_page"))
        with dying(monkeypatch, after, *steps) as taken:
            try:
                connector.pull()
            except KeyboardInterrupt:
                assert taken.steps == after + 1
            else:
                assert taken.steps <= after, "all was read before it could be killed"
        assert connector.pull()[1] == undisturbed
