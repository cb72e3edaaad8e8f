"""`hecha verify`, `explain` and the like, on a small release made by hand."""

import re
from pathlib import Path

import pytest

from etl.publish.signing import Ed25519Signer
from tests.cli.conftest import Run
from tests.cli.releases import ALERT, CLAIM, ENTITLED, OTHER, ROSTER, SOMEBODY

Capture = pytest.CaptureFixture[str]


def test_an_untouched_release_verifies(release: Path, hecha: Run, capsys: Capture) -> None:
    assert hecha("verify", release) == 0
    assert "unaltered" in capsys.readouterr().out


@pytest.mark.parametrize("how", ["byte", "added", "removed", "manifest"])
def test_tampering_is_found_and_named(how: str, release: Path, hecha: Run, capsys: Capture) -> None:
    table = release / "internal" / "ledger.parquet"
    if how == "byte":
        content = bytearray(table.read_bytes())
        content[len(content) // 2] ^= 1
        table.write_bytes(content)
    elif how == "added":
        table = table.with_name("more.parquet")
        table.write_bytes(b"x")
    elif how == "removed":
        table.unlink()
    else:
        table = release / "internal" / "manifest.json"
        table.write_text(table.read_text(encoding="utf-8").replace("202406", "202405"), encoding="utf-8")
    assert hecha("verify", release) == 1
    told = capsys.readouterr().out
    assert table.name in told
    assert "ALTERED" in told


def test_the_offices_key_tells_who_signed(release: Path, hecha: Run, tmp_path: Path) -> None:
    ours = Ed25519Signer(b"s" * 32).public_key
    another = Ed25519Signer(b"t" * 32).public_key
    assert hecha("verify", release, "--key", ours) == 0
    (tmp_path / "office.pub").write_text(ours + "\n")
    assert hecha("verify", release, "--key", tmp_path / "office.pub") == 0
    assert hecha("verify", release, "--key", another) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "{nowhere}"],
        ["verify", "{empty}"],
        ["verify", "{release}", "--key", "not hex"],
        ["explain", "{empty}", ALERT],
        ["explain", "{release}", "c" * 16],
        ["explain-link", "{release}", "hrss.rosters:000000000000:1"],
        ["explain-link", "{release}", ROSTER, "--config", "{nowhere}"],
        ["explain-rule", "{release}", "d" * 16],
        ["explain-rule", "{release}", "CJ01", "GX-9.9"],
        ["explain-rule", "{release}", "CJ01", "GX-3.1.1", "more"],
        ["timeline", "{release}", "z" * 24],
        ["timeline", "{nowhere}", SOMEBODY],
        ["trace", "{release}", "CJ99", "conclusion"],
        ["trace", "{release}", "CJ01", "colour"],
        ["trace", "{empty}", "CJ01", "conclusion"],
    ],
)
def test_what_is_not_there_exits_2(
    arguments: list[str], release: Path, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    places = {"release": release, "empty": empty, "nowhere": tmp_path / "nowhere"}
    assert hecha(*(part.format(**places) if "{" in part else part for part in arguments)) == 2
    told = capsys.readouterr()
    assert told.err
    assert "Traceback" not in told.err


def test_an_alert_is_explained_with_its_rows_and_its_case(release: Path, hecha: Run, capsys: Capture) -> None:
    assert hecha("explain", release, ALERT) == 0
    told = capsys.readouterr().out
    for expected in ("疑点不等于违规", "GX-4.2.1", CLAIM, "BT2", "two_workshops", "5000.00"):
        assert expected in told


def test_officials_read_codes_in_the_words_of_the_workbook(
    release: Path, hecha: Run, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert hecha("explain", release, ALERT) == 0
    told = capsys.readouterr().out
    assert "\n级别      重复\n" in told  # names and values stand in columns, two letters to a character
    assert "two_workshops" not in told
    months = next(line for line in told.splitlines() if line.startswith("月份"))
    assert re.fullmatch(r"月份 +\d{4}年\d{1,2}月(至\d{4}年\d{1,2}月（\d+个月）)?", months)
    assert "同月两个车间" in told
    assert hecha("explain-link", release, OTHER) == 0
    assert "待核" in capsys.readouterr().out
    assert hecha("explain-rule", release, "CJ01", "GX-3.1.1") == 0
    told = capsys.readouterr().out
    for expected in ("须由人核实", "已确认", "劳动合同备案"):
        assert expected in told


def test_a_link_is_explained_with_its_runner_up(release: Path, hecha: Run, capsys: Capture) -> None:
    assert hecha("explain-link", release, OTHER) == 0
    told = capsys.readouterr()
    for expected in ("unsure", "namesake", "R0002", "R0003"):
        assert expected in told.out
    assert "--config" in told.err


def test_a_finding_is_explained_with_both_ends_and_its_rows(
    release: Path, hecha: Run, capsys: Capture
) -> None:
    assert hecha("explain-rule", release, "CJ01", "GX-3.1.1") == 0
    told = capsys.readouterr().out
    for expected in ("needs_person", "4.0", "5.0", "名册.xlsx", "#9", "confirmed", "hrss.contracts"):
        assert expected in told


def test_an_entitlement_is_explained_with_the_persons_months(
    release: Path, hecha: Run, capsys: Capture
) -> None:
    assert hecha("explain-rule", release, ENTITLED) == 0
    told = capsys.readouterr().out
    for expected in ("ABSORB_YEARLY", "合同种类须核实", "202404", "202406"):
        assert expected in told


def test_a_timeline_says_where_a_source_is_silent(
    release: Path, hecha: Run, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert hecha("timeline", release, SOMEBODY) == 0
    told = capsys.readouterr().out
    lines = {
        month: line for line in told.splitlines() for month in ("202404", "202405", "202406") if month in line
    }
    assert "CJ01" in lines["202404"]
    assert (
        lines["202405"].count("source silent") == 3
    )  # roster, pay, and training, of which nobody said anything
    assert "2,000.00" in lines["202406"]
    assert "contract" not in told  # no row, and the silence says so
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert hecha("timeline", release, SOMEBODY) == 0
    assert "来源未覆盖" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("recognition", ("GX-3.1.1", "needs_person", "MX8")),
        ("conclusion", ("存疑", "GX-4.2.1", "MX7")),
        ("paid_this_year", ("5000.00", "GX-4.2.1")),
        ("poverty_confirmed", ("1", "名册.xlsx", "#9")),
    ],
)
def test_a_cell_is_traced_to_rows_and_clauses(
    column: str, expected: tuple[str, ...], release: Path, hecha: Run, capsys: Capture
) -> None:
    assert hecha("trace", release, "CJ01", column) == 0
    told = capsys.readouterr().out
    for one in expected:
        assert one in told
