"""A failed run in Dagster says what the command would say, tries again what may pass, and people are told of it once."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.definitions import defs
from assets.failing import PULLS_AGAIN, foreseen_as_failure, tell_of_failed_runs, why
from assets.resource import LEDGER
from connectors.errors import PassingError, RightsError
from etl.config_file import ConfigError
from etl.model.sources import load_sources
from etl.store import open_store
from etl.store.audit import AuditError
from flow.month import RunFailed
from flow.session import BlockedError
from flow.sources import SOURCES

PERSON = "45990119900307012X"


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as opened:
        yield opened


def failed_by(
    instance: dg.DagsterInstance, error: Exception, **tags: str
) -> tuple[dg.ExecuteInProcessResult, int]:
    """A run whose only step fails so, tried again at once where it is tried again; and how often it was tried."""
    tried = 0

    @dg.op(retry_policy=dg.RetryPolicy(max_retries=PULLS_AGAIN.max_retries))
    def pull() -> None:
        nonlocal tried
        tried += 1
        with foreseen_as_failure():
            raise error

    @dg.job
    def month() -> None:
        pull()

    return month.execute_in_process(instance=instance, raise_on_error=False, tags=tags), tried


def step_failures(instance: dg.DagsterInstance, run_id: str) -> list[Any]:
    records = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.STEP_FAILURE).records
    return [record.event_log_entry.dagster_event for record in records]


@pytest.mark.parametrize(
    ("error", "times", "code", "says"),
    [
        (
            PassingError("hrss", "the database failed", advice="try again"),
            3,
            3,
            "hrss: the database failed (try again)",
        ),
        (RightsError("hrss", "the login was refused"), 1, 3, "hrss: the login was refused"),
        (BlockedError("ledger.ledger: 2 rows repeat the key"), 1, 3, "ledger.ledger: 2 rows repeat the key"),
        (ValueError(f"nobody expected {PERSON}"), 3, 4, "unexpected error (ValueError)"),
    ],
    ids=["may pass", "final", "blocked", "unexpected"],
)
def test_what_may_pass_is_tried_again_and_the_sentence_is_the_commands(
    instance: dg.DagsterInstance, error: Exception, times: int, code: int, says: str
) -> None:
    done, tried = failed_by(instance, error)
    assert not done.success
    assert tried == times
    assert why(step_failures(instance, done.run_id)) == (code, says)


def test_a_run_that_ended_before_any_step_says_where_to_look() -> None:
    assert why([])[1].endswith("its page in Dagster says why")


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that tells people, named by the environment."""
    config = tmp_path / "hecha.yaml"
    config.write_text(
        "areas: ['450721']\nsources: {monitoring: {delivery: files, path: .}}\nmessages: {}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("HECHA_CONFIG", str(config))
    return tmp_path


def _told_people(instance: dg.DagsterInstance, run_id: str, installation: Path) -> dict[str, Any]:
    """The one open cause, once the sensor has seen how a run failed."""
    run = instance.get_run_by_id(run_id)
    assert run is not None
    (record,) = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.RUN_FAILURE).records
    event = record.event_log_entry.dagster_event
    assert event is not None
    context = dg.build_run_status_sensor_context(
        sensor_name="tell_of_failed_runs", dagster_event=event, dagster_instance=instance, dagster_run=run
    )
    tell_of_failed_runs(context.for_run_failure())
    memory = json.loads((installation / "var" / "messages.json").read_text(encoding="utf-8"))
    cause: dict[str, Any]
    (cause,) = memory["open"].values()
    return cause


def test_people_are_told_of_a_failed_run_once_for_each_cause(
    instance: dg.DagsterInstance, installation: Path
) -> None:
    for _ in range(2):
        done, _tried = failed_by(
            instance, RightsError("hrss", "the login was refused"), **{"dagster/partition": "2024-06-01"}
        )
        cause = _told_people(instance, done.run_id, installation)
    assert (cause["month"], cause["says"]) == (202406, "hrss: the login was refused")


def test_what_keeps_an_installation_from_opening_is_told_in_the_commands_sentence(
    instance: dg.DagsterInstance, installation: Path
) -> None:
    """No step has failed then: the run's own event says it."""
    key = installation / "var" / "keys" / "person.key"
    with open_store(installation / "var", load_sources(SOURCES)):
        key.unlink()

    @dg.op(required_resource_keys={"ledger"})
    def pull(_context: dg.OpExecutionContext) -> None:
        pytest.fail("it was opened")

    @dg.job(resource_defs={"ledger": LEDGER}, executor_def=dg.in_process_executor)
    def month() -> None:
        pull()

    done = month.execute_in_process(
        instance=instance, raise_on_error=False, tags={"dagster/partition": "2024-06-01"}
    )
    cause = _told_people(instance, done.run_id, installation)
    assert cause["month"] == 202406
    assert cause["says"].startswith(f"key file {key} is missing")


@pytest.mark.parametrize(
    "error",
    [
        ConfigError(Path("hecha.yaml"), [(3, "areas", "is missing")]),
        RunFailed(2, "no address"),
        AuditError("no log"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_faults_of_opening_are_foreseen(error: Exception) -> None:
    with pytest.raises(dg.Failure) as caught, foreseen_as_failure():
        raise error
    assert caught.value.description == str(error)
    assert caught.value.metadata["exit_code"].value == 2


def test_pulls_alone_are_tried_again_and_every_table_knows_its_code() -> None:
    for asset in defs.resolve_asset_graph().assets_defs:
        if not asset.is_executable:
            continue
        is_pull = asset.op.name.startswith("pull_")
        assert asset.op.retry_policy == (PULLS_AGAIN if is_pull else None), asset.op.name
        for spec in asset.specs:
            assert spec.code_version, spec.key
    assert PULLS_AGAIN.jitter is not None
    assert "tell_of_failed_runs" in {sensor.name for sensor in defs.sensors or ()}
