"""Exchange databases: one set of promises, kept on every database that is here."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa

from connectors.errors import FinalError, IncompleteError, PassingError, RightsError, SchemaError
from connectors.landed import Landed, Since
from connectors.spool import Spool, new_key
from connectors.sql import pull as pull_module
from connectors.sql.database import make_engine
from connectors.sql.pages import keep
from connectors.sql.people import asked_for, forms_of
from connectors.sql.pull import SqlPull, SqlRequest, SqlSettings
from connectors.sql.stream import stream
from etl.model.sources import TableSpec
from tests.connectors.databases import KINDS, PATIENCE, database, empty_database
from tests.connectors.sheets import SPECS, rows_of

EMPLOYMENT = SPECS["hrss"].tables["employment"]
CONTRIBUTIONS = SPECS["social_insurance"].tables["contributions"]
ID = "459901199003070126"


class Exchange:
    """A database with a table of registrations, as an office would keep it, and pulls from it."""

    def __init__(self, url: sa.URL, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.key = new_key()
        self.shapes: dict[str, str] = {}
        self.engine = sa.create_engine(url)
        self.meta = sa.MetaData()
        self.employment = sa.Table(
            "JYDJ",
            self.meta,
            sa.Column("DJBH", sa.String(40)),
            sa.Column("AAC002", sa.CHAR(20)),
            sa.Column("AAC003", sa.String(40)),
            sa.Column("AAB998", sa.String(40)),
            sa.Column("AAB004", sa.String(80)),
            sa.Column("AAE030", sa.String(20)),
            sa.Column("AAE031", sa.Date()),
            sa.Column("UPDATED_AT", sa.String(30)),
            sa.Column("BZ", sa.String(30)),
        )
        self.contributions = sa.Table(
            "ac43",
            self.meta,
            sa.Column("aac002", sa.CHAR(20)),
            sa.Column("aab001", sa.String(20)),
            sa.Column("aae140", sa.String(3)),
            sa.Column("aae003", sa.String(6)),
            sa.Column("aae180", sa.Numeric(12, 2)),
            sa.Column("grje", sa.Float()),
            sa.Column("aae111", sa.String(1)),
            sa.Column("updated_at", sa.DateTime()),
        )

    def start(self) -> None:
        self.meta.drop_all(self.engine)
        self.meta.create_all(self.engine)

    def put(self, *rows: dict[str, Any], table: sa.Table | None = None) -> None:
        with self.engine.begin() as connection:
            for row in rows:
                connection.execute(sa.insert(self.employment if table is None else table), [row])

    def pull(
        self,
        spec: TableSpec = EMPLOYMENT,
        *,
        since: str | None = None,
        persons: tuple[str, ...] | None = None,
        page_rows: int = 3,
    ) -> tuple[Landed, list[dict[str, Any]]]:
        landed = self.land(spec, since=since, persons=persons, page_rows=page_rows)
        rows = rows_of(landed)
        landed.done()
        return landed, rows

    def land(
        self,
        spec: TableSpec = EMPLOYMENT,
        *,
        since: str | None,
        persons: tuple[str, ...] | None,
        page_rows: int,
    ) -> Landed:
        settings = SqlSettings(page_rows=page_rows, wait_seconds=0.001, persons_per_statement=2)
        if since is not None and spec.source not in self.shapes:
            self.land(spec, since=None, persons=persons, page_rows=page_rows).done()
        behind = None if since is None else Since(since, self.shapes[spec.source], timedelta(days=7))
        request = SqlRequest(spec, str(spec.native_table), behind, persons)
        landed = SqlPull(
            self.url, request, self.folder / "spool" / spec.source, self.key, settings=settings
        ).land()
        self.shapes[spec.source] = landed.shape
        return landed

    def pages(self) -> Spool:
        return Spool(self.folder / "spool" / EMPLOYMENT.source, self.key, {})


def registered(number: int, **other: Any) -> dict[str, Any]:
    row = {"DJBH": f"DJ{number:04d}", "AAC002": ID, "AAC003": f"某{number}", "AAE030": "20230101"}
    return {**row, "UPDATED_AT": f"2023-12-{number % 28 + 1:02d} 08:30:00", **other}


@pytest.fixture(scope="module", params=KINDS)
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.URL]:
    if request.param == "postgresql":
        yield empty_database(request.getfixturevalue("postgresql"))
        return
    with database(request.param, tmp_path_factory.mktemp(request.param)) as url:
        yield url


@pytest.fixture
def exchange(opened: sa.URL, tmp_path: Path) -> Iterator[Exchange]:
    one = Exchange(opened, tmp_path)
    one.start()
    yield one
    one.engine.dispose()


def test_the_plain_read(exchange: Exchange) -> None:
    exchange.put(*[registered(number) for number in range(10)])
    landed, rows = exchange.pull()
    assert [row["DJBH"] for row in rows] == [f"DJ{number:04d}" for number in range(10)]
    assert landed.as_of == "2023-12-10T08:30:00+08:00"
    assert landed.drift["extra"] == ["BZ"]
    assert "BZ" not in rows[0], "a column nobody mapped is not asked for"


def test_two_reads_are_equal_whatever_order_the_database_has(exchange: Exchange) -> None:
    rows = [registered(number) for number in range(10)]
    exchange.put(*rows)
    _, before = exchange.pull()
    exchange.start()
    exchange.put(*reversed(rows))
    _, after = exchange.pull(page_rows=100)
    assert before == after


def test_an_empty_table(exchange: Exchange) -> None:
    landed, rows = exchange.pull()
    assert (rows, landed.as_of, landed.complete) == ([], None, True)


def test_padding_nulls_and_types_come_as_text(exchange: Exchange) -> None:
    odd = registered(1, AAE031=datetime(2023, 6, 30, tzinfo=UTC).date(), AAB004="　某 厂")
    exchange.put(odd)
    _, rows = exchange.pull()
    assert rows[0]["AAC002"].rstrip() == ID
    assert rows[0]["AAE031"] == "2023-06-30"
    assert rows[0]["AAB004"] == "　某 厂"
    assert rows[0]["AAB998"] is None


def test_rows_without_a_key_and_repeated_rows_are_landed(exchange: Exchange) -> None:
    exchange.put(*[registered(1)] * 2, registered(2, DJBH=None), registered(3, DJBH=None))
    _, rows = exchange.pull()
    assert [row["DJBH"] for row in rows] == ["DJ0001", "DJ0001", None, None]


def test_repeated_keys_across_a_page_s_edge_are_neither_lost_nor_doubled(exchange: Exchange) -> None:
    # Pages hold 3 rows; one key fills more than a page, its neighbours stand at the edge.
    exchange.put(*[registered(1)] * 2, *[registered(2, AAC003=f"版{at}") for at in range(7)], registered(3))
    _, rows = exchange.pull()
    assert [row["DJBH"] for row in rows] == ["DJ0001"] * 2 + ["DJ0002"] * 7 + ["DJ0003"]


def test_keys_that_a_lax_collation_holds_equal_are_neither_lost_nor_doubled(exchange: Exchange) -> None:
    keys = ["a1", "A1", "a2", "A2", "a3", "A3", "ａ1", "b", "B", "c"]
    exchange.put(*[registered(1, DJBH=key) for key in keys])
    _, rows = exchange.pull()
    assert sorted(row["DJBH"] for row in rows) == sorted(keys)


def test_every_row_that_the_source_counts_is_landed(exchange: Exchange) -> None:
    exchange.put(*[registered(number % 11, AAC003=f"{number}") for number in range(100)])
    with exchange.engine.connect() as connection:
        counted = connection.execute(sa.select(sa.func.count()).select_from(exchange.employment)).scalar_one()
    assert len(exchange.pull(page_rows=13)[1]) == counted


def test_an_increment_brings_what_changed_and_what_was_committed_late(exchange: Exchange) -> None:
    exchange.put(registered(1), registered(20))
    watermark = exchange.pull()[0].watermark
    # Stamped two days before the watermark, committed after the pull; and one row changed since.
    exchange.put(registered(18, DJBH="DJLATE"), registered(25))
    landed, rows = exchange.pull(since=watermark)
    assert [row["DJBH"] for row in rows] == ["DJ0020", "DJ0025", "DJLATE"]
    assert not landed.complete
    assert landed.watermark == "2023-12-26T08:30:00+08:00"


def test_an_increment_with_nothing_new_looks_back_only(exchange: Exchange) -> None:
    exchange.put(registered(1), registered(20))
    watermark = exchange.pull()[0].watermark
    assert [row["DJBH"] for row in exchange.pull(since=watermark)[1]] == ["DJ0020"]


def test_a_change_time_in_the_far_future_does_not_move_the_watermark(exchange: Exchange) -> None:
    exchange.put(registered(1), registered(2, UPDATED_AT="2999-01-01 00:00:00"))
    landed, rows = exchange.pull()
    assert landed.watermark == "2023-12-02T08:30:00+08:00"
    assert len(rows) == 2
    exchange.put(registered(3))
    assert {row["DJBH"] for row in exchange.pull(since=landed.watermark)[1]} == {"DJ0001", "DJ0002", "DJ0003"}


def test_an_increment_after_an_abnormally_large_watermark_is_empty(exchange: Exchange) -> None:
    exchange.put(registered(1))
    assert exchange.pull(since="2999-01-01T00:00:00+08:00")[1] == []


def test_a_renamed_column_is_read_by_its_alias(exchange: Exchange) -> None:
    exchange.put(registered(1))
    exchange.engine.dispose()
    with exchange.engine.begin() as connection:
        old, new = (exchange.engine.dialect.identifier_preparer.quote(one) for one in ("AAB004", "DWMC"))
        table = exchange.engine.dialect.identifier_preparer.quote("JYDJ")
        connection.execute(sa.text(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}"))
    assert exchange.pull()[0].drift["absent"] == ["AAB004"]
    aliased = replace(EMPLOYMENT, aliases={"AAB004": ("DWMC",)})
    assert exchange.pull(aliased)[0].drift["absent"] == []


def test_a_missing_required_column_stops_the_pull_by_name(exchange: Exchange) -> None:
    with exchange.engine.begin() as connection:
        quote = exchange.engine.dialect.identifier_preparer.quote
        connection.execute(sa.text(f"ALTER TABLE {quote('JYDJ')} DROP COLUMN {quote('AAE030')}"))
    with pytest.raises(SchemaError, match=r"hrss\.employment: required column AAE030 not in table JYDJ"):
        exchange.pull()


def test_a_missing_table_stops_the_pull_by_name(exchange: Exchange) -> None:
    exchange.meta.drop_all(exchange.engine)
    with pytest.raises(SchemaError, match="table JYDJ is not in the database"):
        exchange.pull()


def test_a_changed_type_is_landed_and_told(exchange: Exchange) -> None:
    exchange.put(registered(1))
    assert exchange.pull()[0].drift["types"]["AAE031"] == "DATE"


@pytest.mark.parametrize("after", range(6))
def test_killed_after_any_page_the_next_run_ends_as_if_undisturbed(
    exchange: Exchange, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange.put(*[registered(number) for number in range(10)], registered(1, DJBH=None))
    _, undisturbed = exchange.pull()
    kept = Spool.put
    count = 0

    def breaking(self: Spool, number: int, batch: pa.RecordBatch, notes: dict[str, Any]) -> None:
        nonlocal count
        if count == after:
            raise KeyboardInterrupt
        count += 1
        kept(self, number, batch, notes)

    monkeypatch.setattr(Spool, "put", breaking)
    with pytest.raises(KeyboardInterrupt):
        exchange.pull()
    monkeypatch.setattr(Spool, "put", kept)
    assert exchange.pull()[1] == undisturbed


def test_pages_of_another_plan_or_key_are_not_used(exchange: Exchange) -> None:
    exchange.put(*[registered(number) for number in range(10)])
    exchange.land(since=None, persons=None, page_rows=3)
    exchange.start()
    exchange.put(registered(1))
    exchange.key = new_key()
    assert len(exchange.pull()[1]) == 1


def test_names_in_lower_case_are_found_and_keys_of_several_columns_go_by_month(exchange: Exchange) -> None:
    def paid(month: str, unit: str, **other: Any) -> dict[str, Any]:
        row = {"aac002": ID, "aab001": unit, "aae140": "110", "aae003": month, "aae180": Decimal("4000.00")}
        return {**row, "grje": 320.1, "aae111": "1", "updated_at": datetime(2023, 12, 1, 2), **other}  # noqa: DTZ001

    rows = [paid(month, f"U{unit}") for month in ("202311", "202312") for unit in range(5)]
    exchange.put(*rows, paid("202312", "U1"), paid("202310", "U1", aae003=None), table=exchange.contributions)
    landed, got = exchange.pull(CONTRIBUTIONS)
    assert len(got) == 12
    assert (got[0]["AAE003"], got[0]["GRJE"], Decimal(got[0]["AAE180"])) == ("202311", "320.1", Decimal(4000))
    assert landed.as_of == "2023-12-01T02:00:00+08:00"
    assert exchange.pull(CONTRIBUTIONS, since="2024-01-01T00:00:00+08:00")[1] == []


def test_only_the_people_asked_for_are_read(exchange: Exchange) -> None:
    people = [f"45990119900307{at:03d}X" for at in range(5)]
    old = "459901900307" + people[4][14:17]  # the same person's 15-digit number
    exchange.put(
        *[registered(at, AAC002=one) for at, one in enumerate(people[:4])], registered(4, AAC002=old)
    )
    _, rows = exchange.pull(persons=(people[0], people[2].lower(), people[4]))
    assert [row["DJBH"] for row in rows] == ["DJ0000", "DJ0002", "DJ0004"]


def test_statements_for_many_people_share_a_connection(exchange: Exchange) -> None:
    exchange.put(*[registered(at) for at in range(6)])
    opened: list[object] = []

    def noted(*given: object) -> None:
        opened.append(given)

    sa.event.listen(sa.pool.Pool, "connect", noted)
    try:
        exchange.pull(persons=tuple(f"45990119900307{at:04d}"[:18] for at in range(40)))
    finally:
        sa.event.remove(sa.pool.Pool, "connect", noted)
    assert len(opened) <= 2


def test_statements_that_find_nobody_leave_no_page_each(exchange: Exchange) -> None:
    exchange.put(registered(0, AAC002="459901199003070126"))
    strangers = [f"45990119900308{number:04d}" for number in range(60)]
    landed = exchange.land(EMPLOYMENT, since=None, persons=("459901199003070126", *strangers), page_rows=3)
    # Two people a statement here: the one that finds somebody, the first, and the end.
    pages = list((exchange.folder / "spool" / EMPLOYMENT.source).glob("*.page"))
    assert len(pages) <= 3
    assert sum(batch.num_rows for batch in landed.batches) == 1


def test_the_ways_of_writing_an_id_are_asked_for_together_and_each_person_once() -> None:
    whole, old = "45990119900307012x", "459901900307012"
    assert asked_for([whole, old, f" {whole.upper()} "]) == [whole.upper()]
    assert asked_for([old]) == [old]
    assert forms_of(whole.upper(), 20) == sorted(
        {one.ljust(width) for one in (whole, whole.upper(), old) for width in (0, 20)}
    )


PEOPLE = tuple(f"4599011990030{number:04d}1"[:17] + "6" for number in range(200))


def with_ids(exchange: Exchange, ids: Sequence[str]) -> None:
    """Registrations with IDs as they stand in a column that is no CHAR and wider than an ID."""
    meta = sa.MetaData()
    table = sa.Table(
        "JYDJ",
        meta,
        *(sa.Column(name, sa.String(40)) for name in ("DJBH", "AAC003", "AAE030", "UPDATED_AT")),
        sa.Column("AAC002", sa.String(200)),
    )
    exchange.employment.drop(exchange.engine)
    meta.create_all(exchange.engine)
    exchange.put(*[registered(at, AAC002=one) for at, one in enumerate(ids)], table=table)


@pytest.mark.parametrize("pad", ["{:<20}", "{:<30}", "  {}", " {} ", "{}"])
def test_people_are_found_whatever_blanks_stand_around_their_ids(exchange: Exchange, pad: str) -> None:
    stranger = "459901198001010011"
    with_ids(exchange, [pad.format(one) for one in (*PEOPLE[:30], stranger)])
    landed, rows = exchange.pull(persons=PEOPLE)
    assert [row["AAC002"].strip() for row in rows] == list(PEOPLE[:30])
    assert landed.sums["ways"]["table"] == 31
    assert landed.rows == 30


@pytest.mark.parametrize("around", ["'{}", "\t{}", "ID{}", "{}11"])
def test_people_who_cannot_be_asked_for_as_they_are_written_stop_the_pull(
    exchange: Exchange, around: str
) -> None:
    with_ids(exchange, [around.format(one) for one in PEOPLE])
    with pytest.raises(FinalError, match="only 0 can be asked for") as caught:
        exchange.pull(persons=PEOPLE)
    assert not any(one in str(caught.value) for one in PEOPLE)


def test_rows_are_held_against_the_database_s_count(exchange: Exchange) -> None:
    exchange.put(*[registered(number) for number in range(10)])
    landed, _ = exchange.pull()
    assert landed.sums == {"unit": "rows", "landed": 10, "counted_before": 10, "counted_after": 10}
    assert landed.rows == 10


def test_rows_that_a_driver_loses_stop_the_pull(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange.put(*[registered(number) for number in range(10)])
    whole = stream
    monkeypatch.setattr(pull_module, "stream", lambda *given: (page.slice(1) for page in whole(*given)))
    with pytest.raises(IncompleteError, match="but the database counts"):
        exchange.pull()


def test_rows_that_pages_miss_stop_the_pull(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    # A page whose last group is cut off and never asked for again.
    exchange.put(*[registered(number) for number in range(10)])
    whole = keep

    def losing(
        spool: Spool, spec: TableSpec, number: int, page: pa.RecordBatch, said: dict[str, Any]
    ) -> None:
        whole(spool, spec, number, page.slice(0, max(page.num_rows - 1, 0)), said)

    monkeypatch.setattr(pull_module, "keep", losing)
    with pytest.raises(IncompleteError, match="the database counted 10 before and 10 after"):
        exchange.pull()


def test_rows_written_while_a_table_is_taken_are_no_loss(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange.put(*[registered(number) for number in range(10)])
    whole, late = keep, list(range(100, 104))

    def growing(
        spool: Spool, spec: TableSpec, number: int, page: pa.RecordBatch, said: dict[str, Any]
    ) -> None:
        whole(spool, spec, number, page, said)
        if late:
            exchange.put(registered(late.pop(0)))

    monkeypatch.setattr(pull_module, "keep", growing)
    landed, rows = exchange.pull()
    assert landed.sums["counted_before"] == 10
    assert 10 <= len(rows) <= landed.sums["counted_after"]


class Refusing:
    """A PostgreSQL server that lets nobody in, and counts who knocks."""

    def __init__(self, code: str, says: str) -> None:
        self.knocked = 0
        self._error = f"SFATAL\0VFATAL\0C{code}\0M{says}\0\0".encode()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = sa.make_url("postgresql+psycopg://reader:wrong@127.0.0.1/exchange").set(
            port=self._socket.getsockname()[1]
        )
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                one, _ = self._socket.accept()
            except OSError:
                return
            with one:
                while (asked := one.recv(1024))[4:8] in (b"\x04\xd2\x16\x2f", b"\x04\xd2\x16\x30"):
                    one.sendall(b"N")
                self.knocked += bool(asked)
                one.sendall(b"E" + (len(self._error) + 4).to_bytes(4, "big") + self._error)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.mark.parametrize(
    ("code", "says", "told"),
    [
        ("28P01", 'password authentication failed for user "reader"', "refused the login"),
        ("28000", 'no pg_hba.conf entry for host "10.0.0.1"', "refused the login"),
        ("28P01", '用户 "reader" Password 认证失败', "refused the login"),
        ("3D000", 'database "exchange" does not exist', "no such database"),
    ],
)
def test_a_wrong_password_is_told_as_such_and_tried_once(
    tmp_path: Path, code: str, says: str, told: str
) -> None:
    server = Refusing(code, says)
    request = SqlRequest(EMPLOYMENT, "JYDJ")
    settings = SqlSettings(wait_seconds=0.001)
    with pytest.raises(FinalError, match=told) as caught:
        SqlPull(server.url, request, tmp_path / "spool", new_key(), settings=settings).land()
    server.close()
    assert server.knocked == 1
    assert "wrong" not in str(caught.value).replace("password is wrong", "")


def test_the_session_cannot_write(exchange: Exchange) -> None:
    engine = make_engine(exchange.url)
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError):
        connection.execute(sa.insert(exchange.employment), [registered(1)])
    engine.dispose()


def test_an_error_of_the_database_shows_no_value(exchange: Exchange) -> None:
    engine = make_engine(exchange.url)
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError) as caught:
        connection.execute(sa.text("SELECT * FROM no_such WHERE x = :secret"), {"secret": ID})
    assert ID not in str(caught.value)
    engine.dispose()


def test_a_killed_process_leaves_pages_that_the_next_one_uses(tmp_path: Path) -> None:
    url = sa.make_url(f"sqlite:///{tmp_path / 'exchange.db'}")
    exchange = Exchange(url, tmp_path)
    exchange.start()
    exchange.put(*[registered(number) for number in range(10)])
    program = f"""
import os, signal
from pathlib import Path
from connectors.spool import Spool
from connectors.sql.pull import *
from tests.connectors.sheets import SPECS
kept = Spool.put
def dying(self, number, batch, notes):
    kept(self, number, batch, notes)
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
Spool.put = dying
spec = SPECS["hrss"].tables["employment"]
folder = Path({str(tmp_path)!r}) / "spool" / spec.source
SqlPull({str(url)!r}, SqlRequest(spec, "JYDJ"), folder, bytes.fromhex({exchange.key.hex()!r}),
        settings=SqlSettings(page_rows=3, wait_seconds=0.001, persons_per_statement=2)).land()
"""
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == -signal.SIGKILL
    pages = sorted(one.name for one in (tmp_path / "spool" / EMPLOYMENT.source).glob("*.page"))
    assert pages == ["00000000.page", "00000001.page"]
    sealed = b"".join(one.read_bytes() for one in (tmp_path / "spool" / EMPLOYMENT.source).iterdir())
    assert ID.encode() not in sealed, "pages on the way carry no readable ID"
    assert len(exchange.pull()[1]) == 10


def test_a_locked_database_is_tried_again_and_then_named_as_passing(tmp_path: Path) -> None:
    waits: list[float] = []
    url = sa.make_url(f"sqlite:///{tmp_path / 'absent' / 'exchange.db'}")
    pull = SqlPull(url, SqlRequest(EMPLOYMENT, "JYDJ"), tmp_path / "spool", new_key(), sleep=waits.append)
    with pytest.raises(
        PassingError, match=r"hrss\.employment: the database failed looking into its catalogue"
    ):
        pull.land()
    assert len(waits) == 3


def test_a_refused_right_is_said_to_be_one(postgresql: sa.URL, tmp_path: Path) -> None:
    url = empty_database(postgresql)
    exchange = Exchange(url, tmp_path)
    exchange.start()
    quote = exchange.engine.dialect.identifier_preparer.quote
    with exchange.engine.begin() as connection:
        connection.execute(sa.text("CREATE ROLE reader LOGIN"))
        connection.execute(sa.text(f"GRANT SELECT ({quote('DJBH')}) ON {quote('JYDJ')} TO reader"))
    exchange.engine.dispose()
    exchange.url = url.set(username="reader")
    with pytest.raises(RightsError, match="ask for SELECT"):
        exchange.pull()


def test_mode_persons_needs_a_column_to_ask_by(tmp_path: Path) -> None:
    exchange = Exchange(sa.make_url(f"sqlite:///{tmp_path / 'exchange.db'}"), tmp_path)
    with exchange.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE BFCJ_JBXX (CJBH TEXT, CJMC TEXT, XZQHDM TEXT)"))
    with pytest.raises(FinalError, match="mode persons"):
        exchange.pull(SPECS["hrss"].tables["workshops"], persons=(ID,))


def test_text_in_gbk_bytes_is_read(tmp_path: Path) -> None:
    exchange = Exchange(sa.make_url(f"sqlite:///{tmp_path / 'exchange.db'}"), tmp_path)
    exchange.start()
    with exchange.engine.begin() as connection:
        insert = (
            "INSERT INTO JYDJ (DJBH, AAC002, AAE030, AAC003) VALUES ('D', '1', '2023', CAST(:name AS TEXT))"
        )
        connection.execute(sa.text(insert), {"name": "龙𬱖".encode("gb18030")})
    assert exchange.pull()[1][0]["AAC003"] == "龙𬱖"


def test_a_stale_half_pull_is_begun_anew(tmp_path: Path) -> None:
    exchange = Exchange(sa.make_url(f"sqlite:///{tmp_path / 'exchange.db'}"), tmp_path)
    exchange.start()
    exchange.put(*[registered(number) for number in range(4)])
    exchange.land(since=None, persons=None, page_rows=3)
    plan = tmp_path / "spool" / EMPLOYMENT.source / "plan.json"
    old = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(plan, (old, old))
    exchange.put(registered(9))
    assert json.loads(plan.read_text(encoding="utf-8"))["table"] == "JYDJ"
    assert len(exchange.pull()[1]) == 5


def test_many_rows_are_sorted_outside_memory_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = Exchange(sa.make_url(f"sqlite:///{tmp_path / 'exchange.db'}"), tmp_path)
    exchange.start()
    names: Sequence[str | None] = ["丙", "甲", None, "b", "B", "　", "é"]
    with exchange.engine.begin() as connection:
        rows = [registered(at % 50, AAC003=names[at % 7], AAB004=str(at)) for at in range(2_000)]
        connection.execute(sa.insert(exchange.employment), rows)
    _, in_memory = exchange.pull(page_rows=300)
    monkeypatch.setattr("connectors.order.IN_MEMORY_BYTES", 1_000)
    _, on_disk = exchange.pull(page_rows=300)
    assert in_memory == on_disk
