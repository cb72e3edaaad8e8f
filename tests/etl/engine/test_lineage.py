"""The written lineage is that of the tree: what changed is known, and what lies there is what the SQL says."""

import dataclasses
from collections.abc import Mapping

import pytest

from etl.engine import check
from etl.engine.lineage import made, stale, written_as
from etl.engine.tables import SqlTable, Table, made_with
from etl.model.contracts import load_contracts
from etl.model.landed import CONTROL
from etl.model.lineage import FILE, columns_behind, tables_behind, written
from flow import lineage

SAMPLE = ("link.odd_register", "verify.twins", "publish.people")


def test_the_lineage_of_every_table_is_written_as_it_is_now() -> None:
    assert [table.name for table in stale()] == [], "run python -m flow.lineage"


def test_what_is_written_is_what_the_sql_says() -> None:
    known = {name: one for name, one in written().items() if name not in SAMPLE}
    assert written_as(made(known)) == FILE.read_text(encoding="utf-8")


def test_a_table_whose_text_changed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    table = made_with("verify")["verify.twins"]
    assert isinstance(table, SqlTable)
    changed = {"verify.twins": dataclasses.replace(table, text=table.text.rstrip() + "\nLIMIT 1")}

    def with_change(room: str) -> Mapping[str, Table]:
        return {**made_with(room), **(changed if room == "verify" else {})}

    monkeypatch.setattr("etl.engine.lineage.made_with", with_change)
    assert [one.name for one in stale()] == ["verify.twins"]
    (fault,) = check.unread()
    assert "python -m flow.lineage" in fault.says
    assert fault.path == table.path


def test_a_column_leads_back_to_the_columns_of_other_files() -> None:
    assert ("conform.people", "id_number") in written()["link.odd_register"].columns["id_number"]


def test_what_is_not_kept_is_gone_through() -> None:
    whole = set(columns_behind("ledger.ledger", "mean_pay", lambda name: name == "verify.worker_months"))
    assert ("verify.worker_months", "pay") in whole
    assert tables_behind("link.persons", lambda name: name.startswith("conform."))


def test_kept_tables_are_made_of_kept_tables_and_pulled_ones() -> None:
    people = lineage.columns_of("conform.people")
    assert (("snapshots", "monitoring.people"), "证件号码") in people["id_number"]
    assert ("snapshots", "monitoring.people") in lineage.tables_of("conform.people")
    assert ("verify", "worker_months") in lineage.tables_of("ledger.ledger")
    assert not any(one in CONTROL for of in people.values() for (step, _), one in of if step == "snapshots")


def test_the_page_is_current_and_has_every_published_column() -> None:
    page = lineage.page()
    assert lineage.PAGE.read_text(encoding="utf-8") == page, "run python -m flow.lineage"
    for contract in load_contracts("published").values():
        for column in contract.names:
            assert f"| `{column}` |" in page
