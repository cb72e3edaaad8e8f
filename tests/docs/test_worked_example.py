"""The worked example is of tables and files that are there: each stop names its table, its SQL, and columns of its contract."""

import re

import pytest

from etl.engine.tables import tables_of
from etl.model.contracts import contract_named
from tests.docs.test_docs import ROOT, read

STOPS = re.split(r"^## ", read(ROOT / "docs" / "worked-example.md"), flags=re.MULTILINE)[2:]
ROOMS = ("conform", "link", "contradict", "verify", "rules", "alerts", "ledger")
COLUMN = re.compile(r"^\| `(\w+)` \| (.*?) ?\|$", re.MULTILINE)


def test_the_example_goes_through_the_rooms_in_their_order() -> None:
    assert tuple(stop.split(":")[0].lower() for stop in STOPS) == ROOMS


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.split(":")[0])
def test_a_stop_shows_columns_of_the_table_that_it_names(stop: str) -> None:
    before = stop[: stop.index("| column |")]
    contract = contract_named([one for one in re.findall(r"`([a-z_.]+)`", before) if known(one)][-1])
    shown = dict(COLUMN.findall(stop))
    assert len(shown) >= 3
    assert set(shown) <= set(contract.names)
    for name, value in shown.items():
        codes = contract.column(name).codes
        assert not codes or value in codes


def known(name: str) -> bool:
    try:
        contract_named(name)
    except LookupError:
        return False
    return True


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.split(":")[0])
def test_the_files_of_a_stop_make_tables(stop: str) -> None:
    linked = re.findall(r"\]\(\.\./(etl/\S+\.sql)\)", stop)
    assert linked
    for path in linked:
        room = path.split("/")[1]
        made = {table.path for table in tables_of(room).values() if hasattr(table, "path")}
        assert ROOT / path in made
