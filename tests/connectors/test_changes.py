"""Pulls of changes: the snapshots are those of full pulls, asked for with less; only what was deleted waits for a full one."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from connectors.deliveries import Asked, Deliveries, SourceConfig, Workroom
from connectors.landed import Landed, Since
from connectors.marks import DAY, Marks
from connectors.pull import pull_source
from connectors.spool import Spool
from etl.config_sources import Source
from etl.model.sources import SourceSpec, SourceSpecError, load_source
from etl.store import Store, open_store
from etl.store.snapshots import Pull, SnapshotWriter
from tests.connectors import gateway_server
from tests.connectors.gateway_server import KEY, SECRET, Standing
from tests.connectors.killing import dying
from tests.connectors.sheets import SPECS

ID = "459901199003070126"
START = datetime(2024, 1, 10, tzinfo=UTC).timestamp()
Rows = list[dict[str, Any]]
EMPLOYMENT = ("DJBH", "AAC002", "AAC003", "AAE030", "UPDATED_AT")
WORKSHOPS = ("CJBH", "CJMC", "XZQHDM", "UPDATED_AT")
CONTRIBUTIONS = ("AAC002", "AAB001", "AAE140", "AAE003", "AAE111", "GRJE", "UPDATED_AT")


def registered(number: int, at: str | None, **other: str | None) -> dict[str, Any]:
    row = {"DJBH": f"DJ{number:04d}", "AAC002": ID, "AAC003": f"某{number}", "AAE030": "20230101"}
    return {**row, "UPDATED_AT": at and f"{at} 08:30:00", **other}


def workshop(number: int, at: str, **other: str) -> dict[str, Any]:
    return {"CJBH": f"W{number}", "CJMC": f"车间{number}", "XZQHDM": "459901", "UPDATED_AT": at, **other}


def paid(unit: int, month: str, at: str, **other: str) -> dict[str, Any]:
    row = {"AAC002": ID, "AAB001": f"U{unit}", "AAE140": "110", "AAE003": month, "AAE111": "1", "GRJE": "320"}
    return {**row, "UPDATED_AT": at, **other}


def source_config(delivery: str, **other: Any) -> SourceConfig:
    adapter: TypeAdapter[SourceConfig] = TypeAdapter(Source)
    return adapter.validate_python({"delivery": delivery, **other})


def narrowed(spec: SourceSpec, *tables: str) -> SourceSpec:
    """The source with these tables only, in pages of its own database."""
    return replace(spec, tables={name: spec.tables[name] for name in tables})


HRSS = narrowed(SPECS["hrss"], "workshops", "employment")
INSURANCE = narrowed(SPECS["social_insurance"], "contributions")


@dataclass
class Office:
    """An exchange database, and two stores that pull it on the same days: one in full, one for changes."""

    folder: Path
    full: Store
    changes: Store
    now: float = START
    asked: list[tuple[str, bool]] = field(default_factory=list)

    def holds(self, table: str, columns: tuple[str, ...], rows: Rows) -> None:
        with sqlite3.connect(self.folder / "exchange.db") as connection:
            connection.execute(f'DROP TABLE IF EXISTS "{table}"')
            connection.execute(f'CREATE TABLE "{table}" ({", ".join(f"{name} TEXT" for name in columns)})')
            marks = ", ".join("?" * len(columns))
            values = [tuple(row.get(name) for name in columns) for row in rows]
            connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', values)  # noqa: S608 the test's own names
            connection.execute(f'CREATE INDEX "on_{table}" ON "{table}" ({columns[0]})')
        connection.close()

    def hrss(self, employment: Rows, workshops: Rows) -> None:
        self.holds("JYDJ", EMPLOYMENT, employment)
        self.holds("BFCJ_JBXX", WORKSHOPS, workshops)

    def pull(self, spec: SourceSpec, way: str, days: float = 0, **other: Any) -> dict[str, Pull]:
        self.now += days * DAY
        store = self.full if way == "full" else self.changes
        config = source_config("sql", url=f"sqlite:///{self.folder / 'exchange.db'}", pull=way, **other)
        asked = Asked(persons=(ID,)) if other.get("mode") == "persons" else Asked()
        workroom = Workroom.of(store.root)
        return pull_source(spec, config, store.snapshots, workroom, asked=asked, clock=lambda: self.now)

    def both(self, spec: SourceSpec, days: float = 0, **other: Any) -> None:
        self.pull(spec, "full", days, **other)
        self.pull(spec, "changes", **other)

    def assert_equal(self, *sources: str) -> None:
        """The two stores hold the same snapshots, pull by pull: all that follows from them is equal too."""
        for source in sources:
            ours, theirs = (
                [(pull.pull_id, pull.order, pull.as_of) for pull in store.snapshots.pulls(source)]
                for store in (self.changes, self.full)
            )
            assert ours == theirs
            assert all(pull.receipt["complete"] for pull in self.changes.snapshots.pulls(source))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with (
        open_store(tmp_path / "full", SPECS) as full,
        open_store(tmp_path / "changes", SPECS) as changes,
    ):
        one = Office(tmp_path, full, changes)
        land = Deliveries.land

        def noted(self: Deliveries, table: str, since: Since | None = None) -> Landed:
            landed = land(self, table, since)
            one.asked.append((table, not landed.complete))
            return landed

        monkeypatch.setattr(Deliveries, "land", noted)
        yield one


def rows_of(store: Store, source: str) -> Rows:
    latest = store.snapshots.latest(source)
    assert latest is not None
    return [row for batch in store.snapshots.read(latest) for row in batch.to_pylist()]


BASE = [registered(number, f"2024-01-{number:02d}") for number in range(1, 10)]
SHOPS = [workshop(1, "2024-01-02"), workshop(2, "2024-01-09")]
STEPS: list[tuple[Rows, Rows]] = [
    (BASE, SHOPS),
    # Nothing changed.
    (BASE, SHOPS),
    # An old row updated, a new one, and one that was stamped before the newest and committed behind it.
    (
        [
            registered(1, "2024-01-12", AAC003="改"),
            *BASE[1:],
            registered(20, "2024-01-13"),
            registered(8, "2024-01-08", DJBH="DJLATE"),
        ],
        [workshop(1, "2024-01-12", CJMC="新名"), SHOPS[1]],
    ),
    # The same row again, and back to what it said first.
    (
        [
            registered(1, "2024-01-15"),
            *BASE[1:],
            registered(20, "2024-01-14", AAE030="20230202"),
            registered(8, "2024-01-08", DJBH="DJLATE"),
        ],
        [workshop(1, "2024-01-16"), SHOPS[1], workshop(3, "2024-01-16")],
    ),
]


def test_a_chain_of_changes_and_full_pulls_leave_the_same_snapshots(office: Office) -> None:
    for employment, workshops in STEPS:
        office.hrss(employment, workshops)
        office.both(HRSS, days=1)
        office.assert_equal("hrss.employment", "hrss.workshops")
    assert len(office.changes.snapshots.pulls("hrss.employment")) == 3
    ours = [was for table, was in office.asked if table == "employment"][1::2]
    assert ours == [False, True, True, True], "after the first pull only changes were asked for"


@pytest.mark.parametrize("begin", range(len(STEPS)))
def test_changes_from_every_checkpoint_on_end_alike(office: Office, begin: int) -> None:
    for step in (begin, len(STEPS) - 1):
        office.hrss(*STEPS[step])
        office.both(HRSS, days=1)
    office.assert_equal("hrss.employment", "hrss.workshops")


def test_corrections_that_stand_beside_the_row_stay_beside_it(office: Office) -> None:
    rows = [paid(unit, month, "2024-01-05 10:00:00") for month in ("202311", "202312") for unit in range(4)]
    office.holds("AC43", CONTRIBUTIONS, [*rows, rows[0]])
    office.both(INSURANCE)
    refund = paid(0, "202311", "2024-01-20 10:00:00", AAE111="3")
    office.holds("AC43", CONTRIBUTIONS, [refund, paid(9, "202401", "2024-01-20 10:00:00"), *rows, rows[0]])
    office.both(INSURANCE, days=12)
    office.assert_equal("social_insurance.contributions")
    assert office.asked[-1] == ("contributions", True)
    months = [row["AAE003"] for row in rows_of(office.changes, "social_insurance.contributions")]
    assert months == sorted(months), "month by month, as a full pull takes them"


def test_what_was_deleted_is_found_out_by_the_next_full_pull(office: Office) -> None:
    office.hrss(BASE, SHOPS)
    office.pull(HRSS, "changes")
    office.hrss(BASE[:-2] + BASE[-1:], SHOPS)
    office.pull(HRSS, "changes", days=34)
    assert len(rows_of(office.changes, "hrss.employment")) == 9, "changes don't tell what is gone"
    office.pull(HRSS, "changes", days=1)
    assert len(rows_of(office.changes, "hrss.employment")) == 8
    assert [was for table, was in office.asked if table == "employment"] == [False, True, False]


def test_a_full_pull_that_found_nothing_new_counts_as_one(office: Office) -> None:
    office.hrss(BASE, SHOPS)
    for days in (0, 35, 34):
        office.pull(HRSS, "changes", days=days)
    assert [was for table, was in office.asked if table == "employment"] == [False, False, True]
    assert len(office.changes.snapshots.pulls("hrss.employment")) == 1


def test_rows_without_a_change_time_or_a_key_come_along(office: Office) -> None:
    odd = [registered(30, None), registered(31, None, DJBH=None), registered(2, "2024-01-02", DJBH=None)]
    office.hrss([*BASE, *odd], SHOPS)
    office.both(HRSS)
    office.hrss(
        [*BASE, registered(30, None, AAC003="改"), *odd[1:], registered(9, "2024-01-12", DJBH=None)], SHOPS
    )
    office.both(HRSS, days=1)
    office.assert_equal("hrss.employment")


def test_a_change_time_far_ahead_neither_moves_the_watermark_nor_hides_changes(office: Office) -> None:
    office.hrss([*BASE, registered(40, "2999-01-01")], SHOPS)
    office.both(HRSS)
    office.hrss([*BASE, registered(40, "2999-01-01"), registered(41, "2024-01-11")], SHOPS)
    office.both(HRSS, days=1)
    office.assert_equal("hrss.employment")
    assert "DJ0041" in {row["DJBH"] for row in rows_of(office.changes, "hrss.employment")}


def _without_mark(office: Office) -> None:
    (office.changes.root / "spool" / "hrss.employment.mark.json").unlink()


def _broken_mark(office: Office) -> None:
    (office.changes.root / "spool" / "hrss.employment.mark.json").write_text("{", encoding="utf-8")


def _mark_ahead(office: Office) -> None:
    path = office.changes.root / "spool" / "hrss.employment.mark.json"
    path.write_text(path.read_text(encoding="utf-8").replace("2024-01-09T", "2999-01-09T"), encoding="utf-8")


def _clock_set_back(office: Office) -> None:
    office.now -= 3 * DAY


def _another_column(office: Office) -> None:
    office.holds("JYDJ", (*EMPLOYMENT, "AAB004"), [{**row, "AAB004": "甲厂"} for row in BASE])


def _another_snapshot(office: Office) -> None:
    writer = office.changes.snapshots.writer("hrss", "employment")
    writer.commit(columns=["DJBH"], as_of="2024-01-09")


@pytest.mark.parametrize(
    "spoil",
    [_without_mark, _broken_mark, _mark_ahead, _clock_set_back, _another_column, _another_snapshot],
    ids=lambda one: one.__name__.strip("_").replace("_", " "),
)
def test_in_any_doubt_everything_is_pulled(office: Office, spoil: Callable[[Office], None]) -> None:
    office.hrss(BASE, SHOPS)
    office.pull(HRSS, "changes")
    spoil(office)
    office.pull(HRSS, "changes", days=1)
    assert [was for table, was in office.asked if table == "employment"] == [False, False]


def test_another_mapping_pulls_everything(office: Office) -> None:
    office.hrss(BASE, SHOPS)
    office.pull(HRSS, "changes")
    table = replace(HRSS.tables["employment"], aliases={"AAB004": ("DWMC",)})
    office.pull(replace(HRSS, tables={"employment": table}), "changes", days=1)
    assert office.asked[-1] == ("employment", False)


def test_other_people_pull_everything(office: Office) -> None:
    office.hrss(BASE, SHOPS)
    spec = narrowed(SPECS["hrss"], "employment")
    office.pull(spec, "changes")
    office.pull(spec, "changes", days=1, mode="persons")
    office.pull(spec, "changes", days=1, mode="persons")
    assert [was for _, was in office.asked] == [False, False, True]


@pytest.mark.parametrize("odd", ["2024/1/9 08:30:00", "20240109083000", "9.1.2024"])
def test_change_times_that_text_cannot_order_pull_everything(office: Office, odd: str) -> None:
    office.hrss([*BASE, registered(50, None, UPDATED_AT=odd)], SHOPS)
    for _ in range(2):
        office.pull(HRSS, "changes", days=1)
    assert [was for table, was in office.asked if table == "employment"] == [False, False]


def test_a_table_with_files_beside_it_is_pulled_whole(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "beside"
    folder.mkdir()
    text = "DJBH,AAC002,AAE030\nDJX,459901199003070126,20230101\n"
    (folder / "某县_20240109.csv").write_text(text, encoding="utf-8-sig")
    office.hrss(BASE, SHOPS)
    for _ in range(2):
        office.pull(HRSS, "changes", days=1, tables={"employment": {"path": folder}})
    assert [was for table, was in office.asked if table == "employment"] == [False, False]
    assert len(rows_of(office.changes, "hrss.employment")) == 10


def test_full_pulls_are_the_rule(office: Office) -> None:
    office.hrss(BASE, SHOPS)
    for _ in range(2):
        office.pull(HRSS, "full", days=1)
    assert {was for _, was in office.asked} == {False}
    assert not list((office.full.root / "spool").glob("*.mark.json"))


@pytest.mark.parametrize("after", range(5))
def test_killed_anywhere_in_a_pull_of_changes_the_next_one_ends_alike(
    office: Office, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = narrowed(SPECS["hrss"], "employment")
    office.hrss(*STEPS[0])
    office.both(spec)
    office.hrss(*STEPS[2])
    steps = ((Spool, "put"), (SnapshotWriter, "write"), (Marks, "set"))
    with dying(monkeypatch, after, *steps), pytest.raises(KeyboardInterrupt):
        office.pull(spec, "changes", days=1)
    office.both(spec)
    office.assert_equal("hrss.employment")
    assert not list(office.changes.root.rglob("*.page"))
    assert not list(office.changes.root.rglob("hecha-chain-*"))


def test_what_lies_about_while_changes_are_brought_in_is_gone_behind_it(office: Office) -> None:
    for employment, workshops in STEPS:
        office.hrss(employment, workshops)
        office.pull(HRSS, "changes", days=1)
    left = sorted(path.name for path in (office.changes.root / "spool").iterdir())
    assert left == ["hrss.employment.mark.json", "hrss.workshops.mark.json"]
    assert ID not in "".join(path.read_text("utf-8") for path in (office.changes.root / "spool").iterdir())


def _entity(number: int, at: str, **other: str) -> dict[str, Any]:
    return {"UNISCID": f"91459901MA5ABC{number:03d}D", "ENTNAME": f"企业{number}", "UPDATED_AT": at, **other}


def test_a_listed_registry_is_asked_for_what_was_updated(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", SECRET)
    spec = narrowed(SPECS["business_registry"], "entities")
    rows = [_entity(number, "2024-01-02 10:00:00") for number in range(6)]

    def pull(standing: Standing, store: Store, way: str) -> None:
        config = source_config(
            "gateway", base=standing.base, key=KEY, secret_env="GATEWAY_SECRET", mode="list", pull=way
        )
        pull_source(spec, config, store.snapshots, Workroom.of(store.root), clock=lambda: office.now)

    states: list[tuple[str, Rows]] = [
        ("2024-01-05T23:59:59+08:00", rows),
        (
            "2024-01-09T23:59:59+08:00",
            [
                *rows[:5],
                _entity(5, "2024-01-06 10:00:00", ENTNAME="改"),
                _entity(7, "2024-01-08 10:00:00", 新列="x"),
            ],
        ),
        (
            "2024-01-10T23:59:59+08:00",
            [
                *rows[:5],
                _entity(5, "2024-01-06 10:00:00", ENTNAME="改"),
                _entity(7, "2024-01-08 10:00:00", 新列="x"),
            ],
        ),
    ]
    with gateway_server.running(Standing(rows=[])) as standing:
        for as_of, held in states:
            standing.as_of, standing.rows = [as_of], held
            pull(standing, office.full, "full")
            pull(standing, office.changes, "changes")
            office.assert_equal("business_registry.entities")
    since = [path for _, path, _ in standing.asked if "updated_since" in path]
    assert len(since) == 2
    assert "2023-12-29T23%3A59%3A59%2B08%3A00" in since[0]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"by": "DJBH"}, "`by` names no column of type time"),
        ({"by": "UPDATED_AT", "old_rows": "gone"}, "old_rows 'gone'"),
        ({"by": "UPDATED_AT", "every": 3}, r"unknown key `every`"),
    ],
)
def test_a_faulty_setting_is_named(tmp_path: Path, given: Mapping[str, Any], says: str) -> None:
    text = (Path(__file__).resolve().parents[2] / "connectors" / "hrss" / "source.yaml").read_text("utf-8")
    usual = "changes: {by: UPDATED_AT, look_back_days: 7, full_days: 35, old_rows: replaced}"
    (tmp_path / "source.yaml").write_text(text.replace(usual, f"changes: {dict(given)!r}"), encoding="utf-8")
    with pytest.raises(SourceSpecError, match=says):
        load_source(tmp_path / "source.yaml")
