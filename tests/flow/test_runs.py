"""What a run notes of itself and what is read from it: how it ended, why steps ran, how long they take."""

import fcntl
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.config import Config, load_config
from flow.explaining import FIRST, LOST, MADE_FROM, parts_of, reasons, why
from flow.journal import MOST_KEPT, Journal, files
from flow.runs import read_run, runs, usual_seconds
from flow.session import Options, Session, open_session
from flow.steps import EVERY_MONTH
from tests.etl.test_config import GOOD

MONTH = 202312
PERSON = "45990119900307012X"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    for name in ("monitoring", "finance"):
        (tmp_path / name).mkdir()
    (tmp_path / "hecha.yaml").write_text(GOOD, encoding="utf-8")
    return load_config(tmp_path / "hecha.yaml")


@pytest.fixture
def session(config: Config, tmp_path: Path) -> Iterator[Session]:
    with open_session(config, Options(tmp_path / "out")) as opened:
        yield opened


def test_a_line_is_json_for_the_owner_alone_and_holds_no_number_of_a_person(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.note("failed", month=MONTH, says=f"row of {PERSON}", tables={"a": [PERSON]})
    journal.close()
    (path,) = files(tmp_path)
    assert path.stat().st_mode & 0o077 == 0
    line = json.loads(path.read_text(encoding="utf-8"))
    assert (line["event"], line["month"]) == ("failed", MONTH)
    assert PERSON not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("events", "ended"),
    [
        (["began", "published"], "published"),
        (["began", "failed"], "failed"),
        (["began", "step"], "killed"),
        (["began", "step", "closed"], "partly"),  # Dagster was asked for one table
        (["began", "failed", "published", "closed"], "published"),  # a step was tried again
    ],
)
def test_how_a_run_ended_is_told_by_its_lines(events: list[str], ended: str, tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for event in events:
        journal.note(event, month=MONTH)
    journal.close()
    (run,) = runs(tmp_path, 5)
    assert run.ended == ended


def test_a_run_whose_lock_is_held_is_under_way_and_half_a_line_is_passed_over(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.note("began", month=MONTH, by="command")
    (run,) = runs(tmp_path, 5)
    assert (run.ended, run.month, run.by) == ("running", MONTH, "command")
    journal.close()
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"at": "20')
    (run,) = runs(tmp_path, 5)
    assert (run.ended, len(run.lines)) == ("killed", 1)
    journal.path.write_text("", encoding="utf-8")
    assert read_run(journal.path) is None


def test_reading_takes_no_lock_from_a_run(tmp_path: Path) -> None:
    one, two = Journal(tmp_path, "dagster-1"), Journal(tmp_path, "dagster-1")
    one.note("began", month=MONTH)
    two.note("step", step="conform")
    with one.path.open() as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    (run,) = runs(tmp_path, 5)
    assert [line["event"] for line in run.lines] == ["began", "step"]
    one.close()
    two.close()


def test_a_log_that_cant_be_written_fails_no_run(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    journal = Journal(tmp_path)
    journal.note("began")
    journal.note("published")
    assert caplog.text.count("can't be written") == 1


def test_the_oldest_logs_make_room(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    for number in range(MOST_KEPT + 3):
        (tmp_path / "logs" / f"run-{number:04d}.jsonl").write_text("")
    journal = Journal(tmp_path)
    journal.note("began")
    journal.close()
    assert len(files(tmp_path)) == MOST_KEPT


def test_how_long_steps_usually_take_counts_only_what_was_computed(tmp_path: Path) -> None:
    for seconds, computed in ((1.0, True), (3.0, True), (0.1, False), (20.0, True)):
        journal = Journal(tmp_path)
        journal.note("step", step="verify", computed=computed, seconds=seconds)
        journal.note("pulled", system="hrss", unchanged=not computed, seconds=seconds * 2)
        journal.close()
    assert usual_seconds(runs(tmp_path, 9)) == {"verify": 3.0, "pull hrss": 6.0}


# --- why a step ran ---


@pytest.mark.parametrize(
    ("step", "change", "because"),
    [
        ("rules", ('amount: "200.00"', 'amount: "210.00"'), ["parameters"]),
        ("rules", ("2021-07-15", "2021-07-16"), ["documents"]),
        ("conform", ("带动就业补贴: ABSORB_YEARLY", "带动就业补贴: OTHER"), ["schemes"]),
        ("link", ("带动就业补贴: ABSORB_YEARLY", "带动就业补贴: OTHER"), ["step:conform"]),
        ("verify", ('areas: ["459900", 4599]', 'areas: ["4599"]'), ["areas"]),
        ("ledger", ("  county_finance: {delivery: files, path: ./finance}\n", ""), ["systems"]),
        ("rules", ("engine: duckdb", "engine: {name: duckdb, threads: 1}"), []),
    ],
)
def test_a_change_of_the_configuration_is_named(
    step: str, change: tuple[str, str], because: list[str], session: Session, tmp_path: Path
) -> None:
    before = parts_of(session, step, MONTH)
    assert change[0] in GOOD
    (tmp_path / "hecha.yaml").write_text(GOOD.replace(*change), encoding="utf-8")
    with open_session(load_config(tmp_path / "hecha.yaml"), Options(tmp_path / "out")) as other:
        now = parts_of(other, step, MONTH)
    assert reasons(before, now) == (because or [LOST])
    assert (before == now) == (not because)


def test_a_policy_file_is_named(config: Config, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text("a: 1", encoding="utf-8")
        (tmp_path / name / "b.yaml").write_text(f"b: {name}", encoding="utf-8")
    parts = []
    for name in ("one", "two"):
        changed = config.model_copy(update={"policy": tmp_path / name})
        with open_session(changed, Options(tmp_path / "out")) as session:
            parts.append({**session.policy_parts})
    assert reasons(*parts) == ["policy:b.yaml"]


def test_an_earlier_output_is_what_a_step_is_held_against(session: Session) -> None:
    now = parts_of(session, "conform", MONTH)
    assert why(session, "conform", MONTH, now) == [FIRST]
    folder = session.store.tables.root / str(EVERY_MONTH) / "conform" / "print"
    folder.mkdir(parents=True)
    assert why(session, "conform", MONTH, now) == [LOST], "it says nothing of itself"
    (folder / MADE_FROM).write_text(json.dumps({**now, "source:hrss.rosters": "other"}), encoding="utf-8")
    assert why(session, "conform", MONTH, now) == ["source:hrss.rosters"]
