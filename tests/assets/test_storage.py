"""Dagster's storage: an engine a database, so that its statements are compiled once; and a run takes no orders but the month."""

from pathlib import Path

import dagster as dg
import pytest
import sqlalchemy as sa

from assets.definitions import defs
from assets.home import open_instance
from assets.storage import EventLog


def test_an_installation_keeps_its_history_in_our_storage(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        assert isinstance(instance.event_log_storage, EventLog)
        assert instance.get_runs_count() == 0


def test_a_database_has_one_engine_however_often_it_is_opened(tmp_path: Path) -> None:
    log = EventLog(str(tmp_path))
    engines: set[sa.Engine] = set()
    for _ in range(3):
        with log.index_connection() as connection:
            engines.add(connection.engine)
    assert len(engines) == 1


@pytest.mark.parametrize("key", ["out", "store", "config_file", "restricted", "purpose"])
def test_a_run_can_be_given_no_path_no_purpose_and_no_restricted_files(key: str) -> None:
    job = defs.resolve_job_def("ledger_month")
    with dg.DagsterInstance.ephemeral() as instance, pytest.raises(dg.DagsterInvalidConfigError):
        job.execute_in_process(
            instance=instance,
            partition_key="2024-06-01",
            run_config={"resources": {"ledger": {"config": {key: "x"}}}},
        )
