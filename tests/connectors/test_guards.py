"""Guards on what a source brings: a fall or nothing at all blocks, and the snapshot before stays the one that counts."""

import csv
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from connectors.deliveries import Workroom
from connectors.guards import GuardError, against_before, guards_of, of_month
from connectors.pull import pull_source
from etl.config_sources import Expected, FilesSource, FileTable, Guards, SqlSource
from etl.store import Store, open_store
from etl.store.snapshots import Pull
from tests.connectors.sheets import SPECS

SPEC = SPECS["county_finance"]
TABLE = "county_finance.disbursements"
HEADING = ["发放流水号", "补贴项目", "补贴起始月", "补贴截止月", "金额"]
Bring = Callable[..., Pull]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", SPECS) as opened:
        yield opened


@pytest.fixture
def bring(store: Store, tmp_path: Path) -> Bring:
    """Hand in a file of so many rows (None: no file at all) and pull it."""
    folder = tmp_path / "in"
    folder.mkdir()

    def pulled(rows: int | None, guards: Guards | None = None, own: Guards | None = None) -> Pull:
        for old in folder.iterdir():
            old.unlink()
        if rows is not None:
            with (folder / "发放_20240630.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(HEADING)
                writer.writerows([f"L{n}", "ABSORB_YEARLY", "202401", "202401", "1.00"] for n in range(rows))
        tables = {"disbursements": FileTable(guards=own)} if own else {}
        config = FilesSource(delivery="files", path=folder, tables=tables)
        workroom = Workroom.of(store.root)
        return pull_source(SPEC, config, store.snapshots, workroom, guards=guards)["disbursements"]

    return pulled


def test_a_fall_to_under_half_blocks_and_does_so_again(bring: Bring, store: Store) -> None:
    before = bring(100)
    for _ in range(2):
        with pytest.raises(GuardError, match=r"49 rows came, fewer than .* of the 100 before"):
            bring(49)
    assert store.snapshots.latest(TABLE) == before
    assert bring(50).rows == 50


@pytest.mark.parametrize("rows", [0, None], ids=["an empty table", "an empty folder"])
def test_nothing_where_there_was_something_blocks(bring: Bring, store: Store, rows: int | None) -> None:
    before = bring(3)
    with pytest.raises(GuardError, match="nothing came, where 3 rows had come before"):
        bring(rows)
    assert store.snapshots.latest(TABLE) == before


def test_what_is_let_pass_is_kept_and_the_month_says_so(bring: Bring, store: Store) -> None:
    bring(100)
    bring(10, Guards(on_fall="warn"))
    systems = {"county_finance": FilesSource(delivery="files", path=Path())}
    said = of_month(SPECS, systems, Guards(), store.snapshots, 202406)
    assert [(one.level, "本次10行，上次100行" in one.zh) for one in said] == [("warn", True)]
    assert of_month(SPECS, systems, Guards(on_fall="accept"), store.snapshots, 202406) == []


def test_a_table_has_guards_of_its_own(bring: Bring) -> None:
    bring(100)
    own = Guards(on_fall="accept")
    assert bring(10, own=own).rows == 10
    with pytest.raises(GuardError):
        bring(0, own=own)
    config = FilesSource(delivery="files", tables={"x": FileTable(path=Path(), guards=own)})
    merged = guards_of(Guards(fall_to=Decimal("0.80"), on_stale="block"), config, "x")
    assert (merged.fall_to, merged.on_fall, merged.on_stale) == (Decimal("0.80"), "accept", "block")


@pytest.mark.parametrize(
    ("guards", "month", "says"),
    [
        (Guards(expect=Expected(min=20)), 202406, "预期为20至"),
        (Guards(expect=Expected(max=5)), 202406, "预期为0至5行"),
        (Guards(), 202407, "早于202407"),
        (Guards(), 202406, None),
    ],
)
def test_the_month_is_told_of_what_nobody_expected_and_of_old_data(
    bring: Bring, store: Store, guards: Guards, month: int, says: str | None
) -> None:
    bring(10)
    systems = {"county_finance": FilesSource(delivery="files", path=Path())}
    said = of_month(SPECS, systems, guards, store.snapshots, month)
    assert [says in one.zh for one in said if says] == ([True] if says else [])
    assert bool(said) is bool(says)


def test_a_table_has_expectations_of_its_own_and_by_county(store: Store) -> None:
    """As `hecha.yaml` gives them below `sources.<system>.tables.<table>.guards`."""
    writer = store.snapshots.writer("hrss", "workshops")
    codes = {"XZQHDM": ["450721", " 450721101", "450722"], "_row": pa.array(range(3), pa.int64())}
    writer.write(pa.table(codes))
    writer.commit(as_of="2024-06-30")
    own = Guards.model_validate(
        {"on_expected": "block", "expect": {"min": 4, "counties": {"450721": 3, "450722": 1}}}
    )
    systems = {
        "hrss": SqlSource(delivery="sql", url="sqlite://", tables={"workshops": FileTable(guards=own)})
    }
    said = of_month(SPECS, systems, Guards(expect=Expected(max=1)), store.snapshots, 202406)
    assert [(one.level, one.en) for one in said] == [
        ("block", "3 rows, expected are 4 to 200000"),
        ("block", "2 rows of 450721, expected are at least 3"),
    ]


def test_fewer_people_asked_for_may_bring_fewer_rows() -> None:
    spec = SPECS["social_insurance"].tables["contributions"]
    before = Pull(spec.source, "a" * 12, 1, 100, Path(), {"persons": 50})
    assert against_before(spec, Guards(), before, 20, 10) is None
    assert against_before(spec, Guards(), before, 9, 10) is not None
    assert against_before(spec, Guards(), before, 1, None) is None
