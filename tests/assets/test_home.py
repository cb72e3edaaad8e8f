"""What a killed run leaves in Dagster's home: the next run must neither wait for it nor take a living one for dead."""

import datetime as dt
import logging
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from assets.definitions import JOB, defs
from assets.home import PROCESS, clear_dead_runs, open_instance, process_mark
from tests.runs import ROOT

POOL, STEP = "src_hrss", "pull_hrss"
HOLD = """
import sys, time
from pathlib import Path
from assets.home import process_mark
with process_mark(Path(sys.argv[1])) as mark:
    print(mark, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with open_instance(tmp_path) as opened:
        yield opened


def started(instance: dg.DagsterInstance, mark: str) -> str:
    """A run under way that holds the only slot of a pool."""
    run = instance.create_run_for_job(
        dg.job(name="ledger")(lambda: None), tags={PROCESS: mark} if mark else {}
    )
    event = dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, "ledger")
    instance.report_dagster_event(event, run_id=run.run_id)
    assert claims(instance, run.run_id)
    return run.run_id


def claims(instance: dg.DagsterInstance, run_id: str) -> bool:
    storage = instance.event_log_storage
    storage.initialize_concurrency_limit_to_default(POOL)
    return bool(storage.claim_concurrency_slot(POOL, run_id, STEP).is_claimed)


def status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


def test_what_the_program_logs_itself_stands_beside_a_runs_events(
    instance: dg.DagsterInstance,
) -> None:
    @dg.op
    def says() -> None:
        logging.getLogger("hecha").warning("mail: nobody took it")

    @dg.job
    def one() -> None:
        says()

    done = one.execute_in_process(instance=instance)
    logged = [record.message for record in instance.all_logs(done.run_id)]
    assert "mail: nobody took it" in " ".join(logged)


def test_a_killed_run_is_failed_and_gives_its_slot_back(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        mark = process.stdout.readline().strip()
        run_id = started(instance, mark)
        assert clear_dead_runs(instance, tmp_path) == []
        assert status(instance, run_id) == dg.DagsterRunStatus.STARTED
        assert not claims(instance, "another")
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    assert run_id in clear_dead_runs(instance, tmp_path)
    assert status(instance, run_id) == dg.DagsterRunStatus.FAILURE
    assert claims(instance, "another")
    assert list((tmp_path / "processes").iterdir()) == []


def test_a_run_of_the_daemon_is_left_to_the_daemon(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run_id = started(instance, "")
    assert clear_dead_runs(instance, tmp_path) == []
    assert status(instance, run_id) == dg.DagsterRunStatus.STARTED
    assert clear_dead_runs(instance, tmp_path, all_dead=True) == [run_id]
    assert claims(instance, "another")


def test_a_process_leaves_no_mark_behind(tmp_path: Path) -> None:
    with process_mark(tmp_path) as mark:
        assert (tmp_path / "processes" / mark).exists()
    assert list((tmp_path / "processes").iterdir()) == []


def test_dagster_refuses_a_month_that_is_not_over_before_anything_is_pulled(tmp_path: Path) -> None:
    today = dt.datetime.now(tz=dt.UTC)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("HECHA_CONFIG", str(tmp_path / "hecha.yaml"))
        with pytest.raises(dg.DagsterError) as failed:
            defs.resolve_job_def(JOB).execute_in_process(
                instance=dg.DagsterInstance.ephemeral(),
                partition_key=f"{today.year:04d}-{today.month:02d}-01",
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            )
    assert isinstance(failed.value.__cause__, dg.Failure)
    assert "The month is not over" in str(failed.value.__cause__.description)
    assert not list(tmp_path.iterdir())
