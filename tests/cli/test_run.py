"""`hecha run`, `serve` and `sources check`: what is refused before anything is touched, and what a check finds."""

from pathlib import Path

import pytest

from tests.cli.conftest import SECRET, Run
from world import WorldPaths

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    "change",
    [
        {"--month": "202413"},
        {"--month": "2024-06"},
        {"--month": "June"},
        {"--month": "209901"},  # not over
        {"--config": "nowhere.yaml"},
        {"--restricted": None},  # no purpose
        {"--purpose": "audit"},  # of nothing
    ],
)
def test_a_run_that_is_refused_touches_nothing(
    change: dict[str, str | None], village: WorldPaths, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    store, out = tmp_path / "store", tmp_path / "out"
    given: dict[str, object] = {
        "--config": village.config,
        "--month": "202406",
        "--out": out,
        "--store": store,
        **change,
    }
    arguments = [
        part for name, value in given.items() for part in ((name,) if value is None else (name, value))
    ]
    assert hecha("run", *arguments) == 2
    told = capsys.readouterr()
    assert not told.out
    assert told.err
    assert not store.exists()
    assert not out.exists()


@pytest.mark.parametrize(
    ("was", "now", "key"),
    [
        ("timezone: Asia/Shanghai", "timezone: Europe/Berlin", "timezone"),
        ("areas:", "area:", "area"),
        ("delivery: sql", "delivery: carrier pigeon", "sources"),
        ("engine: duckdb", "engine: abacus", "engine"),
        ("path: ./monitoring", "path: ./elsewhere", "sources.monitoring.path"),
        ("timezone: Asia/Shanghai", "timezone: [", "(file)"),
    ],
)
def test_a_wrong_configuration_names_file_line_and_key(
    was: str, now: str, key: str, *, village: WorldPaths, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    text = village.config.read_text(encoding="utf-8")
    assert was in text
    config = village.folder / f"wrong-{tmp_path.name}.yaml"
    config.write_text(text.replace(was, now, 1), encoding="utf-8")
    store = tmp_path / "store"
    for command in (
        ["run", "--month", "202406", "--out", tmp_path / "out"],
        ["sources", "check"],
        ["doctor"],
    ):
        arguments = [*command, "--config", config]
        if command[0] != "sources":
            arguments += ["--store", store]
        assert hecha(*arguments) == 2
        told = capsys.readouterr().err
        assert f"{config}:" in told
        assert key in told
    assert not store.exists()


def test_out_that_is_a_file_is_refused(village: WorldPaths, hecha: Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    assert hecha("run", "--config", village.config, "--month", "202406", "--out", tmp_path / "out") == 2


# --- serve ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("port", ["0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(
    port: str, village: WorldPaths, hecha: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", SECRET)
    assert hecha("serve", village.gateway, f"--port={port}") == 2


def test_serving_needs_a_secret_a_folder_and_rows(
    village: WorldPaths, hecha: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("GATEWAY_SECRET", raising=False)
    assert hecha("serve", village.gateway, "--port", "18799") == 2
    assert "GATEWAY_SECRET" in capsys.readouterr().err
    monkeypatch.setenv("GATEWAY_SECRET", SECRET)
    assert hecha("serve", tmp_path / "nowhere", "--port", "18799") == 2
    assert hecha("serve", tmp_path, "--port", "18799") == 2


def test_a_port_in_use_is_said(
    village: WorldPaths, hecha: Run, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", SECRET)
    text = village.config.read_text(encoding="utf-8")
    taken = text.split("http://127.0.0.1:")[1].split()[0].strip("'\"")
    assert hecha("serve", village.gateway, "--port", taken) == 2
    assert taken in capsys.readouterr().err


# --- sources check ------------------------------------------------------------------------------------------------


def test_sources_that_answer_are_counted(
    village: WorldPaths, hecha: Run, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", SECRET)
    hecha("sources", "check", "--config", village.config)
    told = capsys.readouterr().out
    for source in (
        "hrss.rosters",
        "monitoring.people",
        "business_registry.entities",
        "county_finance.disbursements",
    ):
        assert source in told


def test_a_site_with_the_packages_own_names_needs_no_mapping(
    village: WorldPaths, hecha: Run, capsys: Capture
) -> None:
    assert hecha("sources", "check", "--propose", "--config", village.config) == 0
    told = capsys.readouterr()
    assert told.out.startswith("mapping: {}")
    assert "hecha.yaml" in told.err


def test_a_wrong_secret_is_a_fault_with_advice(
    village: WorldPaths, hecha: Run, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", "another")
    assert hecha("sources", "check", "--config", village.config) == 1
    told = capsys.readouterr().out
    assert "business_registry.entities: " in told
    assert "what to do" in told


def test_a_secret_that_is_not_set_is_a_fault_too(
    village: WorldPaths, hecha: Run, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("GATEWAY_SECRET", raising=False)
    assert hecha("sources", "check", "--config", village.config) in {1, 2}
    told = capsys.readouterr()
    assert "GATEWAY_SECRET" in told.out + told.err


@pytest.mark.parametrize(
    "flags",
    [
        (),
        ("--from", "202405"),
        ("--to", "202405"),
        ("--month", "202405", "--from", "202405", "--to", "202406"),
        ("--from", "202406", "--to", "202405"),
        ("--from", "202405", "--to", "209901"),  # not over
    ],
)
def test_several_months_are_asked_for_by_both_ends_and_in_order(
    flags: tuple[str, ...], village: WorldPaths, hecha: Run, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert hecha("run", "--config", village.config, "--store", tmp_path / "store", "--out", out, *flags) == 2
    assert not out.exists()
