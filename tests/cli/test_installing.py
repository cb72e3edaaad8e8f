"""`hecha init --template`: what it writes works as it stands, `hecha doctor` is green on it, and red on each thing broken on purpose."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.installing import TEMPLATES
from etl.config import load_config
from tests.cli.conftest import Run
from tests.runs import ROOT

Capture = pytest.CaptureFixture[str]
Break = Callable[[Path], object]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation from the template, initialised, to be copied."""
    from cli.main import main

    folder = tmp_path_factory.mktemp("site") / "hecha"
    assert main(["init", "--template", str(folder), "--area", "450721", "--area", "4501"]) == 0
    assert main(["init", "--config", str(folder / "hecha.yaml")]) == 0
    return folder


@pytest.fixture
def site(made: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "hecha"
    shutil.copytree(made, folder)
    return folder


def test_doctor_is_green_on_what_was_made(site: Path, hecha: Run, capsys: Capture) -> None:
    assert hecha("doctor", "--config", site / "hecha.yaml") == 0
    assert "nothing to do" in capsys.readouterr().out


def test_everything_that_is_commented_out_can_be_taken_in(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line without its mark is still a configuration that is understood."""
    monkeypatch.chdir(site)
    (site / "own").mkdir()
    text = (site / "hecha.yaml").read_text(encoding="utf-8")
    lines = [
        line.replace("# ", "", 1) if line.strip().startswith("# ") and _is_setting(line) else line
        for line in text.splitlines()
    ]
    assert sum(one != two for one, two in zip(lines, text.splitlines(), strict=True)) > 9
    full = "\n".join(lines).replace('base: "https://…"', 'base: "https://share.example"')
    full = full.replace('area: "…", from: "…", amount: "…"', 'area: "4507", from: "2023-01-01", amount: "1"')
    full = full.replace('{id: GZ, from: "…"', '{id: GZ, from: "2021-07-15"').replace(
        "mapping: {}", "paused: {}"
    )
    (site / "hecha.yaml").write_text(full, encoding="utf-8")
    config = load_config(site / "hecha.yaml")
    assert set(config.sources.systems()) >= {"hrss", "social_insurance", "business_registry"}
    assert config.messages is not None


def _is_setting(line: str) -> bool:
    word = line.strip().removeprefix("# ").strip().partition(": ")[0].removesuffix(":")
    return word.replace("_", "").islower() and word.replace("_", "").isalpha() and word.isascii()


def test_files_are_for_this_account_and_name_this_place(site: Path, made: Path) -> None:
    assert {path.name for path in TEMPLATES.iterdir()} <= {path.name for path in site.iterdir()}
    for name in ("hecha.yaml", "hecha.env"):
        assert (made / name).stat().st_mode & 0o077 == 0
    for path in made.iterdir():
        if path.is_file():
            assert re.findall(r"@[A-Z]+@", path.read_text(encoding="utf-8")) == []
    assert str(made) in (made / "hecha-due.service").read_text(encoding="utf-8")


def test_dagsters_units_name_a_workspace_that_lies_there(site: Path, made: Path) -> None:
    for name in ("hecha-daemon.service", "hecha-page.service"):
        unit = (made / name).read_text(encoding="utf-8")
        (workspace,) = re.findall(r"--workspace (\S+)", unit)
        assert workspace == str(made / "workspace.yaml")
    text = (site / "workspace.yaml").read_text(encoding="utf-8")
    assert text == (ROOT / "workspace.yaml").read_text(encoding="utf-8")


def test_what_is_there_stays(site: Path, hecha: Run, capsys: Capture) -> None:
    (site / "hecha.env").write_text("HRSS_URL=mine\n", encoding="utf-8")
    (site / "nginx.conf").unlink()
    assert hecha("init", "--template", site, "--area", "450721") == 0
    assert (site / "hecha.env").read_text(encoding="utf-8") == "HRSS_URL=mine\n"
    assert (site / "nginx.conf").exists()
    assert "stays as it is" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [("--area", "4"), (), ("--area", "450721; rm")], ids=["short", "none", "no code"]
)
def test_a_template_without_an_area_is_refused(
    arguments: tuple[str, ...], hecha: Run, tmp_path: Path
) -> None:
    assert hecha("init", "--template", tmp_path / "new", *arguments) == 2
    assert not (tmp_path / "new").exists()


def test_a_folder_that_a_unit_cant_name_is_refused(hecha: Run, tmp_path: Path) -> None:
    assert hecha("init", "--template", tmp_path / "a b", "--area", "4507") == 2


def test_systemd_takes_the_units(made: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed here")
    units = [str(path) for path in made.iterdir() if path.suffix in (".service", ".timer")]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    told = [line for line in done.stderr.splitlines() if "hecha" in line]
    # The program lies in no environment where tests run from a checkout alone.
    assert [line for line in told if "not executable" not in line and "No such file" not in line] == []


# --- doctor, on things broken on purpose ---


def setting(text: str) -> Break:
    def change(site: Path) -> None:
        path = site / "hecha.yaml"
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    return change


def replaced(old: str, new: str) -> Break:
    def change(site: Path) -> None:
        path = site / "hecha.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def below_a_file(key: str) -> Break:
    def change(site: Path) -> None:
        (site / "plain").write_text("")
        setting(key)(site)

    return change


def own_policy(site: Path) -> None:
    (site / "policy").mkdir()
    (site / "policy" / "broken.yaml").write_text("id: [", encoding="utf-8")
    setting("policy: ./policy\n")(site)


MAIL = 'messages: {mail: {smtp: "smtps://a@m.example", password_env: NO_SUCH_1, from: a@m.example, to: [b@m.example]}}\n'
HOOK = "messages: {webhook: [{kind: wecom, url_env: NO_SUCH_2}]}\n"
SIGNED = "messages: {webhook: [{kind: dingtalk, url_env: PATH, secret_env: NO_SUCH_3}]}\n"
BROKEN: dict[str, Break] = {
    "the data key is lost": lambda site: (site / "var/keys/data.key").unlink(),
    "the person key is lost": lambda site: (site / "var/keys/person.key").unlink(),
    "a key can be read by others": lambda site: (site / "var/keys/person.key").chmod(0o644),
    "the store can be read by others": lambda site: (site / "var").chmod(0o755),
    "the store is gone": lambda site: shutil.rmtree(site / "var"),
    "the catalogue is gone": lambda site: (site / "var/catalogue.db").unlink(),
    "the catalogue is damaged": lambda site: (site / "var/catalogue.db").write_bytes(
        b"SQLite format 3\0" + b"\1" * 4000
    ),
    "Dagster's settings are gone": lambda site: (site / "var/dagster/dagster.yaml").unlink(),
    "Dagster's home can be read by others": lambda site: (site / "var/dagster").chmod(0o750),
    "a killed run left half a folder": lambda site: (site / "var/tables/.tmp-1").mkdir(parents=True),
    "a database's address is not set": replaced(
        "  # hrss:", "  hrss: {delivery: sql, url_env: NO_SUCH_4}  #"
    ),
    "the gateway's secret is not set": replaced(
        "  # business_registry:",
        '  business_registry: {delivery: gateway, base: "https://g.example", key: k, secret_env: NO_SUCH_5}  #',
    ),
    "the mail's password is not set": setting(MAIL),
    "a robot's address is not set": setting(HOOK),
    "a robot's secret is not set": setting(SIGNED),
    "the heartbeat's address is not set": setting("messages: {heartbeat: {url_env: NO_SUCH_6}}\n"),
    "the catalogue's address is not set": setting("catalogue: {url_env: NO_SUCH_7}\n"),
    "figures can't be written": below_a_file("metrics: ./plain/hecha.prom\n"),
    "the heartbeat can't be written": below_a_file("messages: {heartbeat: {file: ./plain/alive}}\n"),
    "backups can't be written": replaced("folder: ./backups", "folder: ./hecha.env/safe"),
    "a policy file is broken": own_policy,
    "a document of this place has no start": replaced('"450721"', '"450721", "52"'),
    "an unknown key": setting("scheduel: {working_day: 3}\n"),
    "a folder of files is not there": lambda site: (site / "in/monitoring").rmdir(),
    "an area that is none": replaced('"450721"', '"45072"'),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_doctor_is_red_on(
    broken: Break, site: Path, hecha: Run, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 8):
        monkeypatch.delenv(f"NO_SUCH_{number}", raising=False)
    broken(site)
    capsys.readouterr()
    assert hecha("doctor", "--config", site / "hecha.yaml") in (1, 2)
    told = capsys.readouterr()
    assert "nothing to do" not in told.out
    assert told.out or told.err
