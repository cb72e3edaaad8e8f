"""`hecha decide`: nothing of a bad file is taken; the template comes back as decisions once it is filled in."""

import csv
import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from cli.template import closed_by, open_cases
from connectors.files.sheetrows import workbook_rows
from etl.decisions.form import COLUMNS
from etl.decisions.keeping import taken
from etl.decisions.reading import parse_file
from etl.model.sources import load_sources
from etl.store import open_store
from etl.store.audit import AuditLog
from flow.sources import SOURCES
from tests.cli.conftest import Run
from tests.cli.releases import ALERT, ENTITLED, OTHER, ROWS, write_release
from world import WorldPaths

GOOD = {
    "kind": "alert",
    "alert_id": ALERT,
    "answer": "confirmed",
    "by": "核查员",
    "on": "2024-07-01",
    "why": "现场",
}
Capture = pytest.CaptureFixture[str]


def written(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, list(COLUMNS))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_decisions_are_taken_once(
    village: WorldPaths, hecha: Run, release: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = written(tmp_path / "d.csv", GOOD)
    place = ("--config", village.config, "--store", tmp_path / "store", "--release", release)
    assert hecha("decide", *place, path) == 0
    assert "1 new" in capsys.readouterr().out
    assert hecha("decide", *place, path) == 0
    assert "0 new, 1 known" in capsys.readouterr().out


@pytest.mark.parametrize(
    "change", [{"kind": "x"}, {"answer": "x"}, {"alert_id": "x"}, {"on": "x"}, {"by": ""}, {"why": ""}]
)
def test_a_bad_row_is_named_and_nothing_is_taken(
    change: dict[str, str], village: WorldPaths, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    store = tmp_path / "store"
    good = written(tmp_path / "good.csv", GOOD)
    bad = written(tmp_path / "bad.csv", GOOD, {**GOOD, **change})
    assert hecha("decide", "--config", village.config, "--store", store, good, bad) == 2
    told = capsys.readouterr()
    assert "bad.csv" in told.err
    assert "row 3" in told.err
    assert next(iter(change)) in told.err
    assert not store.exists()


def test_what_no_release_has_shown_or_a_day_to_come_is_refused_and_the_rest_can_be_taken(
    village: WorldPaths, hecha: Run, release: Path, tmp_path: Path, capsys: Capture
) -> None:
    made_up = {**GOOD, "alert_id": "f" * 16}
    path = written(tmp_path / "d.csv", GOOD, made_up, {**GOOD, "on": "2999-01-01"})
    place = ("--config", village.config, "--store", tmp_path / "store")
    assert hecha("decide", *place, written(tmp_path / "one.csv", made_up)) == 2
    assert "no release has shown any yet" in capsys.readouterr().err
    assert hecha("decide", *place, path, "--release", release) == 2
    assert "row 4, column on" in capsys.readouterr().err
    assert hecha("decide", *place, path, "--release", release, "--take-good") == 1
    told = capsys.readouterr()
    assert "row 3, column alert_id" in told.err
    assert "1 new" in told.out
    acts = [entry.content for entry in AuditLog(tmp_path / "store").entries()]
    with open_store(tmp_path / "store", load_sources(SOURCES)) as store:
        (kept,) = [one.decision.digest for one in taken(store.catalogue)]
    said = {"of": ["d.csv"], "count": 1, "sha256": hashlib.sha256(kept.encode()).hexdigest()}
    assert [{name: act[name] for name in said} for act in acts if act["act"] == "decisions"] == [said]


def test_what_decide_can_not_do_exits_2(
    village: WorldPaths, hecha: Run, release: Path, tmp_path: Path
) -> None:
    place = ("--config", village.config, "--store", tmp_path / "store")
    there = written(tmp_path / "there.csv", GOOD)
    assert hecha("decide", *place) == 2
    assert hecha("decide", *place, tmp_path / "nowhere.csv") == 2
    assert hecha("decide", *place, there, "--template", tmp_path / "t.xlsx") == 2
    assert hecha("decide", *place, "--template", there) == 2
    assert hecha("decide", *place, "--template", tmp_path / "t.pdf", "--release", release) == 2
    assert hecha("decide", *place, "--template", tmp_path / "t.xlsx", "--release", tmp_path) == 2


def test_the_template_holds_the_open_cases_and_comes_back_as_decisions(
    village: WorldPaths, hecha: Run, release: Path, tmp_path: Path
) -> None:
    path = tmp_path / "cases.xlsx"
    place = ("--config", village.config, "--store", tmp_path / "store")
    assert hecha("decide", *place, "--template", path, "--release", release) == 0
    assert parse_file(path, workbook_rows) == []  # nobody has answered
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heading = [str(cell.value).split()[0] for cell in sheet[1]]
    rows = {
        name: [row[place_].value for row in sheet.iter_rows(min_row=2)] for place_, name in enumerate(heading)
    }
    assert ALERT in rows["alert_id"]
    told = {
        one.title: [cell for row in one.iter_rows(values_only=True) for cell in row]
        for one in book.worksheets
    }
    assert list(told) == ["疑点", "身份", "须由人认定", "服务对象", "填写说明"]
    assert OTHER in told["身份"]
    assert ENTITLED in told["须由人认定"]
    assert "人社部门认定符合条件" in told["须由人认定"]
    for name, value in (
        ("answer", "数据有误"),
        ("by", "核查员"),
        ("on", "2024-07-01"),
        ("why", "来源有误"),
    ):
        sheet.cell(rows["alert_id"].index(ALERT) + 2, heading.index(name) + 1, value)
    book.save(path)
    (decision,) = parse_file(path, workbook_rows)
    assert (decision.alert_id, decision.answer) == (ALERT, "data_error")
    assert hecha("decide", *place, path, "--release", release) == 0


def test_the_first_open_case_is_the_most_urgent_alert(release: Path) -> None:
    cases = open_cases(release)
    assert [case["kind"] for case in cases] == ["alert", "alert", "identity", "fact", "fact"]
    assert cases[0]["alert_id"] == ALERT


def test_without_a_release_the_template_has_its_headings_only(
    village: WorldPaths, hecha: Run, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "t.xlsx"
    assert hecha("decide", "--config", village.config, "--store", tmp_path / "store", "--template", path) == 0
    assert "no release" in capsys.readouterr().err
    assert parse_file(path, workbook_rows) == []


def test_a_case_names_people_masked_and_only_what_a_fact_can_close(release: Path) -> None:
    cases = open_cases(release)
    alert = next(case for case in cases if case.get("alert_id") == ALERT)
    assert alert["姓名"]
    assert "*" in alert["证件号码"]
    closing = [case["可填结论"] for case in cases if case["kind"] == "fact"]
    assert closing == ["经帮扶仍无法恢复生产", "人社部门认定符合条件"]
    assert closed_by("须由人核实：固定场所、稳定经营") == []
    assert closed_by("连续低于认定标准 3 个月；季节性生产，由人核定") == ["季节性放宽期限"]


def test_one_row_a_person(tmp_path: Path) -> None:
    """Three rows that write somebody in one way are one question."""
    row = {**ROWS["links"][0], "outcome": "unsure", "person_key": "k1", "reasons": "name_equal"}
    rows = [{**row, "row_ref": f"hrss.rosters:0123456789ab:{n}"} for n in range(3)]
    folder = write_release(tmp_path / "release")
    path = next(folder.rglob("links.parquet"))
    pq.write_table(pa.Table.from_pylist(rows, schema=pq.read_schema(path)), path)
    (case,) = [one for one in open_cases(folder) if one["kind"] == "identity"]
    assert (case["row_ref"], case["记录数"]) == (rows[0]["row_ref"], 3)
