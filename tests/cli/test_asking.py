"""`hecha init --ask`: what is answered becomes an installation that works, secrets apart, and nothing is written before the end."""

import io
import sqlite3
import subprocess
from pathlib import Path

import pytest

from cli.asking import Answers, configured, environment
from cli.installing import TEMPLATES
from etl.config import load_config
from tests.cli.conftest import Run

Capture = pytest.CaptureFixture[str]
SECRET = "sqlite:////nowhere/of-the-office.db"


def answered(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def whole(folder: Path, database: str) -> list[str]:
    """Every answer, with some that can't be taken first."""
    return [
        *(str(folder), "45072", "450721, 4501"),
        *("files", ""),  # monitoring
        *("sq", "sql", "hrss-url", "", database, ""),  # hrss: two that can't be taken
        "",  # social_insurance: none
        *("gateway", "http://127.0.0.1:1", "k-1", "", "s3cret"),
        "none",
        *("loans", "files", "./loans"),  # one more
        *("0", "7", ""),  # the working day, backups
        *(
            "smtps://hecha@mail.example",
            "hecha@mail.example",
            "a@mail.example,b@mail.example",
            "",
            "pass word",
        ),
        *("wecom", "", ""),  # its address comes later
    ]


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = tmp_path / "exchange.db"
    sqlite3.connect(path).close()
    return f"sqlite:///{path}"


def test_what_was_answered_is_an_installation(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch, hecha: Run, capsys: Capture
) -> None:
    folder = tmp_path / "site"
    answered(monkeypatch, *whole(folder, database))
    for name in ("HRSS_URL", "GATEWAY_SECRET", "MAIL_PASSWORD"):
        monkeypatch.setenv(name, "")
    assert hecha("init", "--ask", "--config", folder / "hecha.yaml") == 1, "the tables are not there yet"
    told = capsys.readouterr()
    assert "hrss.rosters" in told.out
    for wrong in ("45072", "one of none, files, sql", "capital letters", "from 1 to 20"):
        assert wrong in told.err
    config = load_config(folder / "hecha.yaml")
    assert config.areas == ("450721", "4501")
    assert set(config.sources.systems()) == {"monitoring", "hrss", "business_registry", "loans"}
    assert config.schedule is not None
    assert config.schedule.working_day == 7
    assert config.messages is not None
    assert config.messages.mail is not None
    assert config.messages.mail.to == ("a@mail.example", "b@mail.example")
    assert config.messages.webhook[0].url_env == "WECOM_URL"
    assert (folder / "var" / "keys" / "person.key").exists()
    assert {"hecha-due.timer", "nginx.conf"} <= {path.name for path in folder.iterdir()}
    env = folder / "hecha.env"
    assert env.stat().st_mode & 0o077 == 0
    kept = env.read_text(encoding="utf-8")
    assert "GATEWAY_SECRET='s3cret'" in kept
    assert "MAIL_PASSWORD='pass word'" in kept
    assert "# WECOM_URL=" in kept
    others = [path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file() and path != env]
    for text in (*others, told.out, told.err):
        assert "s3cret" not in text, "secrets stand in the environment's file alone"
        assert "pass word" not in text


def test_answers_that_end_early_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hecha: Run, capsys: Capture
) -> None:
    folder = tmp_path / "site"
    answered(monkeypatch, str(folder), "450721", "files")
    assert hecha("init", "--ask", "--config", folder / "hecha.yaml") == 2
    assert "nothing was written" in capsys.readouterr().err
    assert not folder.exists()


def test_an_installation_that_is_there_is_not_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hecha: Run, capsys: Capture
) -> None:
    (tmp_path / "hecha.yaml").write_text("areas: ['45']\nsources: {}\n", encoding="utf-8")
    answered(monkeypatch, str(tmp_path))
    assert hecha("init", "--ask", "--config", tmp_path / "hecha.yaml") == 2
    assert "is there already" in capsys.readouterr().err


def test_no_system_at_all_is_a_configuration_too(tmp_path: Path) -> None:
    text = configured((TEMPLATES / "hecha.yaml").read_text(encoding="utf-8"), Answers(tmp_path, ("45",)))
    (tmp_path / "hecha.yaml").write_text(text.replace("@AREAS@", "45"), encoding="utf-8")
    assert not load_config(tmp_path / "hecha.yaml").sources.systems()


def test_a_value_is_read_alike_by_a_shell(tmp_path: Path) -> None:
    told = Answers(tmp_path, ("45",), variables={"HRSS_URL": "postgresql+psycopg://a:p$w#`d@host/x y"})
    (tmp_path / "hecha.env").write_text(environment("# HRSS_URL=…\n", told), encoding="utf-8")
    done = subprocess.run(
        ["sh", "-c", '. ./hecha.env; printf %s "$HRSS_URL"'],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == told.variables["HRSS_URL"]
