"""Rows accounted for, faults with their column, corrections, dictionaries, counties; and the sample world's truth."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from etl.conform import Correction, Settings, check, conform, load_corrections
from etl.conform.landed import CorrectionError
from etl.engine import Engine
from etl.model.sources import SourceSpec
from tests.etl.conform.conftest import Out, Pull, Run, totals
from tests.etl.conform.landing import land_world

Specs = dict[str, SourceSpec]
WORKSHOP = {
    "CJBH": "W1",
    "CJMC": "车间",
    "XZQHDM": "459901101   ",
    "TYSHXYDM": "91459901MA5ABC1D0A",
    "ZT": "1",
}
ROSTER = {"MXID": "M1", "CJBH": "W1", "NY": "202401", "AAC003": "张一", "AAC002": "459901199003070126  "}
SUBSIDY = {
    "BTID": "B1",
    "BTXM": "RENT",
    "BTDX": "2",
    "QSNY": "202401",
    "ZZNY": "202403",
    "JE": "100",
    "ZT": "3",
}


def faults(out: Out) -> set[tuple[str, str, str]]:
    return {(row["row_ref"].rsplit(":", 1)[1], row["column"], row["reason"]) for row in out["quarantine"]}


def test_each_required_fault_names_its_column_and_all_of_them_are_listed(pull: Pull, run: Run) -> None:
    rows = [
        SUBSIDY,
        SUBSIDY | {"BTID": "B2", "JE": "见附件"},
        SUBSIDY | {"BTID": "B3", "ZT": "7", "QSNY": ""},  # two faults in one row
        SUBSIDY | {"BTID": "B4", "BTXM": "春耕补贴"},
        SUBSIDY | {"BTID": None},
    ]
    out = run(pull("hrss.subsidies", rows))
    assert faults(out) == {
        ("1", "JE", "unreadable"),
        ("2", "ZT", "code_unknown"),
        ("2", "QSNY", "missing"),
        ("3", "BTXM", "scheme_unknown"),
        ("4", "BTID", "missing"),
    }
    assert totals(out, "hrss.subsidies") == {"rows": 5, "used": 1, "quarantined": 4}
    (unknown,) = [row for row in out["quarantine"] if row["reason"] == "scheme_unknown"]
    assert unknown["amount"] == Decimal("100.00")
    assert "春耕补贴" in unknown["says"]


def test_unreadable_optional_value_is_null_and_reported_and_the_row_stays(pull: Pull, run: Run) -> None:
    rows = [SUBSIDY | {"FFRQ": "2024-02-30", "ZJLY": "私房钱"}]
    out = run(pull("hrss.subsidies", rows))
    assert [(row["paid_on"], row["fund"]) for row in out["hrss.subsidies"]] == [(None, None)]
    assert faults(out) == {("0", "FFRQ", "value_unreadable"), ("0", "ZJLY", "value_unreadable")}
    assert totals(out, "hrss.subsidies") == {"rows": 1, "used": 1}


def test_a_personal_value_is_never_shown_and_long_numbers_never(pull: Pull, run: Run) -> None:
    person = {
        "行政区划代码": "459901101201",
        "户编号": "H1",
        "人编号": "P1",
        "姓名": "张一",
        "户类型": "脱贫户",
    }
    out = run(
        pull("monitoring.people", [person | {"出生日期": "一九九〇年"}]),
        pull("hrss.subsidies", [SUBSIDY | {"JE": "付给459901199003070126"}]),
    )
    says = {row["column"]: row["says"] for row in out["quarantine"]}
    assert "一**" in says["出生日期"]
    assert "一九九〇" not in says["出生日期"]
    assert "付给***" in says["JE"]


def test_origin_leads_back_to_file_and_key_and_leaves_personal_keys_out(pull: Pull, run: Run) -> None:
    row = {
        "AAC002": "459901199003070126",
        "AAC003": "张一",
        "AAB001": "U1",
        "AAE140": "110",
        "AAE003": "2024-01",
    }
    person = {
        "行政区划代码": "459901101201",
        "户编号": "H1",
        "人编号": " P1 ",
        "姓名": "张一",
        "户类型": "脱贫户",
    }
    placed = {**person, "_file": "甲县.xlsx", "_sheet": "一", "_source_row": 5}
    out = run(
        pull("social_insurance.contributions", [row | {"AAE111": "1"}]), pull("monitoring.people", [placed])
    )
    by_source = {row["source"]: row for row in out["row_origin"]}
    paid = by_source["social_insurance.contributions"]
    assert (paid["native_key"], paid["key_before"], paid["key_after"]) == (None, "", "|U1|110|2024-01")
    assert paid["form"] == out["social_insurance.contributions"][0]["form"]
    listed = by_source["monitoring.people"]
    assert (listed["native_key"], listed["file"], listed["sheet"], listed["source_row"]) == (
        "P1",
        "甲县.xlsx",
        "一",
        5,
    )


def test_one_wording_is_one_form_and_its_county_comes_from_area_workshop_or_employer(
    pull: Pull, run: Run
) -> None:
    other = ROSTER | {"MXID": "M2", "NY": "202402"}
    contract = {
        "HTBH": "H1",
        "AAC002": "459901199003070118",
        "AAC003": "李二",
        "AAB998": "91459901MA5ABC1D0A",
    }
    contract |= {"AAE030": "2024-01-01"}
    stranger = contract | {"HTBH": "H2", "AAB998": "91459901MA5ABC2E5D"}
    out = run(
        pull("hrss.workshops", [WORKSHOP]),
        pull("hrss.rosters", [ROSTER, other]),
        pull("hrss.contracts", [contract, stranger]),
    )
    assert len({row["form"] for row in out["hrss.rosters"]}) == 1
    forms = {row["form"]: row for row in out["forms"]}
    assert forms[out["hrss.rosters"][0]["form"]]["county"] == "459901"
    assert forms[out["hrss.rosters"][0]["form"]]["id_text"] == "459901199003070126"
    counties = {row["row_id"]: (row["county"], forms[row["form"]]["county"]) for row in out["hrss.contracts"]}
    assert counties == {"H1": ("459901", "459901"), "H2": (None, None)}
    assert sorted(row["form"] for row in out["forms"]) == list(range(1, len(forms) + 1))


def test_dictionaries_do_not_depend_on_the_order_of_rows(pull: Pull, run: Run) -> None:
    rows = [ROSTER | {"MXID": f"M{n}", "AAC003": name} for n, name in enumerate("甲乙丙丁")]
    forward, backward = run(pull("hrss.rosters", rows)), run(pull("hrss.rosters", rows[::-1]))
    assert sorted(map(str, forward["forms"])) == sorted(map(str, backward["forms"]))


def test_correction_changes_the_value_it_names_and_is_counted(pull: Pull, run: Run) -> None:
    mend = Correction(
        "hrss.subsidies", "JE", "见附件", "350.00", key="B1", by="王", on="2024-02-01", why="附件已核"
    )
    other = Correction(
        "hrss.subsidies", "JE", "100", "1.00", key="B9", by="王", on="2024-02-01", why="另一行"
    )
    rows = [SUBSIDY | {"JE": "见附件"}, SUBSIDY | {"BTID": "B2"}]
    out = run(pull("hrss.subsidies", rows), settings=Settings(corrections=(mend, other)))
    assert sorted(str(row["amount"]) for row in out["hrss.subsidies"]) == ["100.00", "350.00"]
    assert totals(out, "hrss.subsidies") == {"rows": 2, "used": 2, "corrected": 1}


def test_corrections_file_is_read_and_a_slip_in_it_is_named(tmp_path: Path) -> None:
    entry = "- {source: hrss.subsidies, key: B1, column: JE, from: 见附件, to: '350.00', by: 王, on: 2024-02-01, why: 核}\n"
    path = tmp_path / "corrections.yaml"
    path.write_text(entry, encoding="utf-8")
    (correction,) = load_corrections(path)
    assert (correction.was, correction.becomes, correction.on) == ("见附件", "350.00", "2024-02-01")
    path.write_text(entry.replace("why", "wy"), encoding="utf-8")
    with pytest.raises(CorrectionError, match=r"corrections\.yaml, entry 1: unknown key \['wy'\]"):
        load_corrections(path)


def test_a_table_that_was_not_landed_is_absent(pull: Pull, run: Run) -> None:
    out = run(pull("hrss.workshops", [WORKSHOP]))
    assert "hrss.rosters" not in out
    assert [row["source"] for row in out["reconciliation"]] == ["hrss.workshops"]


def test_check_stops_at_too_many_unusable_rows(pull: Pull, engine: Engine, specs: Specs) -> None:
    rows = [SUBSIDY] + [SUBSIDY | {"BTID": f"B{n}", "JE": "无法"} for n in range(2, 5)]
    tables = conform(engine, [pull("hrss.subsidies", rows)], specs, Settings())
    (fault,) = check(engine, tables, specs)
    assert fault.source == "hrss.subsidies"
    assert "75.0% of the rows cannot be used" in fault.reason


def test_check_stops_where_rows_are_not_accounted_for(pull: Pull, engine: Engine, specs: Specs) -> None:
    tables = conform(engine, [pull("hrss.subsidies", [SUBSIDY])], specs, Settings())
    lost = tables["reconciliation"].mutate(rows=tables["reconciliation"].rows + 1)
    (fault,) = check(engine, tables | {"reconciliation": lost}, specs)
    assert fault.reason == "2 rows landed, 1 accounted for"


def test_sample_world_is_reconciled_to_the_row(
    sample_world: Path, engine: Engine, specs: Specs, tmp_path: Path
) -> None:
    tables = conform(engine, land_world(sample_world, tmp_path / "landed", specs), specs, Settings())
    found = {row["source"]: row for row in engine.arrow(tables["reconciliation"]).to_pylist()}
    with (sample_world / "truth" / "reconciliation.csv").open(encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    assert {row["source"] for row in expected} == set(found)
    for row in expected:
        here = found[row["source"]]
        exact = (here["rows"], here["repeats"], here["superseded"])
        assert exact == (int(row["rows"]), int(row["exact_repeats"]), int(row["superseded"])), row["source"]
        assert here["quarantined"] >= int(row["quarantined_at_least"]), row["source"]
    assert check(engine, tables, specs) == []
    origin = {row["row_ref"]: row["native_key"] for row in engine.arrow(tables["row_origin"]).to_pylist()}
    quarantined = [
        (row["source"], origin[row["row_ref"]], row["column"])
        for row in engine.arrow(tables["quarantine"]).to_pylist()
    ]
    with (sample_world / "truth" / "quarantine.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            line = (row["source"], row["source_key"], row["column"])
            assert line in quarantined
            quarantined.remove(line)
