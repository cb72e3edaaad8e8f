"""`hecha account`, `hecha portal` and what they refuse; `hecha audit verify` over the portal's log."""

import io
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_cases import GOOD, written
from world import WorldPaths

Capture = pytest.CaptureFixture[str]
PASSWORD = "correct horse battery"


@pytest.fixture
def place(village: WorldPaths, tmp_path: Path) -> tuple[str, ...]:
    return ("--config", str(village.config), "--store", str(tmp_path / "store"))


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text + "\n"))


def test_an_account_is_made_listed_locked_and_given_counties(
    hecha: Run, place: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    type_in(monkeypatch, PASSWORD)
    made = ("account", "add", "wei", "--role", "official", "--county", "450721", "--password-stdin")
    assert hecha(*made, *place) == 0
    assert hecha("account", "lock", "wei", *place) == 0
    assert hecha("account", "unlock", "wei", *place) == 0
    assert hecha("account", "set", "wei", "--county", "450722", *place) == 0
    capsys.readouterr()
    assert hecha("account", "list", *place) == 0
    told = capsys.readouterr().out
    assert "450722" in told
    assert PASSWORD not in told


def test_a_second_factor_is_shown_once(
    hecha: Run, place: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    type_in(monkeypatch, PASSWORD)
    assert hecha("account", "add", "li", "--role", "lead", "--totp", "--password-stdin", *place) == 0
    assert "otpauth://totp/" in capsys.readouterr().out
    assert hecha("account", "token", "li", *place) == 0
    assert capsys.readouterr().out.startswith("hecha_")
    assert hecha("account", "list", *place) == 0
    assert "otpauth" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "password"),
    [
        (("wei", "--role", "king"), PASSWORD),
        (("wei", "--role", "official"), "short"),
        (("wei", "--role", "official", "--county", "Lingshan"), PASSWORD),
        (("wei wei", "--role", "official"), PASSWORD),
    ],
)
def test_what_can_not_be_an_account_exits_2(
    hecha: Run,
    place: tuple[str, ...],
    arguments: tuple[str, ...],
    password: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    type_in(monkeypatch, password)
    assert hecha("account", "add", *arguments, "--password-stdin", *place) == 2
    assert hecha("account", "lock", "nobody", *place) == 2


def test_a_row_of_the_portals_log_that_was_touched_is_named(
    hecha: Run, place: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    type_in(monkeypatch, PASSWORD)
    hecha("account", "add", "wei", "--role", "official", "--password-stdin", *place)
    assert hecha("audit", "verify", *place) == 0
    database = sqlite3.connect(tmp_path / "store" / "portal.db")
    with database:
        database.execute("UPDATE audit SET account = 'nobody' WHERE number = 1")
    database.close()
    capsys.readouterr()
    assert hecha("audit", "verify", *place) == 1
    assert "portal.db" in capsys.readouterr().out


def test_without_tls_the_portal_listens_on_this_machine_alone(
    hecha: Run, place: tuple[str, ...], tmp_path: Path, capsys: Capture
) -> None:
    assert hecha("portal", "--out", tmp_path, "--host", "0.0.0.0", *place) == 2  # noqa: S104 what is refused
    assert "127.0.0.1" in capsys.readouterr().err
    assert hecha("portal", "--out", tmp_path / "nowhere", *place) == 2
    assert hecha("portal", "--out", tmp_path, "--port", "0", *place) == 2


def test_where_a_portal_is_configured_nothing_is_confirmed_by_command(
    village: WorldPaths, hecha: Run, release: Path, tmp_path: Path, capsys: Capture
) -> None:
    config = tmp_path / "hecha.yaml"
    text = village.config.read_text(encoding="utf-8")
    text = text.replace("./", f"{village.config.parent}/").replace(
        "sqlite:///", f"sqlite:///{village.config.parent}/"
    )
    config.write_text(f"{text}\nportal: {{}}\n", encoding="utf-8")
    place = ("--config", config, "--store", tmp_path / "store", "--release", release)
    assert hecha("decide", *place, written(tmp_path / "a.csv", GOOD)) == 2
    assert "portal" in capsys.readouterr().err
    assert hecha("decide", *place, written(tmp_path / "b.csv", {**GOOD, "answer": "not_confirmed"})) == 0


def test_a_damaged_store_of_the_portal_is_named_with_the_way_out(
    hecha: Run, place: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    type_in(monkeypatch, PASSWORD)
    assert hecha("account", "add", "wei", "--role", "official", "--password-stdin", *place) == 0
    path = tmp_path / "store" / "portal.db"
    path.write_bytes(b"SQLite format 3\0" + b"\1" * 5000)
    capsys.readouterr()
    assert hecha("account", "list", *place) == 2
    assert f"the portal's store ({path}) is damaged: move it aside" in capsys.readouterr().err
