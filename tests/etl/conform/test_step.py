"""Rows accounted for, faults with their column, corrections, dictionaries, counties; and the sample world's truth."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from etl.config_file import ConfigError
from etl.conform.accounted import Fault, accounted
from etl.conform.corrections import Correction, load_corrections
from etl.conform.given import Settings
from etl.conform.write import FOLDER, files
from etl.model.contracts import canonical, load_contracts
from etl.model.sources import SourceSpec
from tests.etl.conform.conftest import Out, Pull, Run, conformed, puller, totals
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


PERSON = {
    "行政区划代码": "459901101201",
    "户编号": "H1",
    "人编号": "P1",
    "姓名": "张一",
    "户类型": "脱贫户",
}
PLACED = {**PERSON, "人编号": " P2 ", "_file": "甲县.xlsx", "_sheet": "一", "_source_row": 5}
PAID = {
    "AAC002": "459901199003070126",
    "AAC003": "张一",
    "AAB001": "U1",
    "AAE140": "110",
    "AAE003": "2024-01",
}
CONTRACT = {
    "HTBH": "H1",
    "AAC002": "459901199003070118",
    "AAC003": "李二",
    "AAB998": "91459901MA5ABC1D0A",
    "AAE030": "2024-01-01",
}
STRANGER = CONTRACT | {"HTBH": "H2", "AAB998": "91459901MA5ABC2E5D"}
SUBSIDIES = [
    SUBSIDY,
    SUBSIDY | {"BTID": "B2", "JE": "见附件"},
    SUBSIDY | {"BTID": "B3", "ZT": "7", "QSNY": ""},  # two faults in one row
    SUBSIDY | {"BTID": "B4", "BTXM": "春耕补贴"},
    SUBSIDY | {"BTID": None},
    SUBSIDY | {"BTID": "B6", "FFRQ": "2024-02-30", "ZJLY": "私房钱"},  # optional values only
    SUBSIDY | {"BTID": "B7", "JE": "付给459901199003070126"},
    SUBSIDY | {"BTID": "B8", "JE": "见附件"},  # corrected
]
BY = {"by": "王", "on": "2024-02-01"}
CORRECTIONS = (
    Correction(
        source="hrss.subsidies", column="JE", was="见附件", becomes="350.00", key="B8", why="附件已核", **BY
    ),
    Correction(source="hrss.subsidies", column="JE", was="100", becomes="1.00", key="B9", why="另一行", **BY),
)


@dataclass(frozen=True)
class World:
    """One small world that holds every case: the rows of its tables."""

    out: Out

    def faults(self, *rows: int) -> set[tuple[int, str, str]]:
        """What is said against rows of the subsidies."""
        said = [
            (int(row["row_ref"].rsplit(":", 1)[1]), row["column"], row["reason"])
            for row in self.out["quarantine_rows"]
            if row["source"] == "hrss.subsidies"
        ]
        return {fault for fault in said if fault[0] in rows}

    def subsidies(self) -> dict[str, dict[str, Any]]:
        return {row["row_id"]: row for row in self.out["hrss.subsidies"]}


@pytest.fixture(scope="module")
def world(specs: Specs) -> World:
    pull = puller(specs)
    pulls = [
        pull("hrss.workshops", [WORKSHOP]),
        pull("hrss.rosters", [ROSTER, ROSTER | {"MXID": "M2", "NY": "202402"}]),
        pull("hrss.contracts", [CONTRACT, STRANGER]),
        pull("hrss.subsidies", SUBSIDIES),
        pull("social_insurance.contributions", [PAID | {"AAE111": "1"}]),
        pull("monitoring.people", [PERSON | {"出生日期": "一九九〇年"}, PLACED]),
    ]
    return World(conformed(specs, pulls, Settings(corrections=CORRECTIONS)))


def checked(out: Out, specs: Specs) -> list[Fault]:
    """What the blocking check says of the control totals."""
    return accounted(out["reconciliation"], specs)


def test_each_required_fault_names_its_column_and_all_of_them_are_listed(world: World) -> None:
    assert world.faults(0, 1, 2, 3, 4) == {
        (1, "JE", "unreadable"),
        (2, "ZT", "code_unknown"),
        (2, "QSNY", "missing"),
        (3, "BTXM", "scheme_unknown"),
        (4, "BTID", "missing"),
    }
    assert set(world.subsidies()) == {"B1", "B6", "B8"}
    (unknown,) = [row for row in world.out["quarantine_rows"] if row["reason"] == "scheme_unknown"]
    assert unknown["amount"] == Decimal("100.00")
    assert "春耕补贴" in unknown["says"]


def test_every_row_is_counted_where_it_ended(world: World) -> None:
    expected = {"rows": 8, "used": 3, "quarantined": 5, "corrected": 1}
    assert totals(world.out, "hrss.subsidies") == expected


def test_unreadable_optional_value_is_null_and_reported_and_the_row_stays(world: World) -> None:
    row = world.subsidies()["B6"]
    assert (row["paid_on"], row["fund"]) == (None, None)
    assert world.faults(5) == {(5, "FFRQ", "value_unreadable"), (5, "ZJLY", "value_unreadable")}


def test_a_personal_value_is_never_shown_and_long_numbers_never(world: World) -> None:
    says = [row["says"] for row in world.out["quarantine_rows"]]
    (born,) = [row["says"] for row in world.out["quarantine_rows"] if row["column"] == "出生日期"]
    assert "一**" in born
    assert "一九九〇" not in born
    assert [line for line in says if "付给***" in line]
    assert not [line for line in says if "459901199003070126" in line]


def test_origin_leads_back_to_file_and_key_and_leaves_personal_keys_out(world: World) -> None:
    paid, *_ = [row for row in world.out["row_origin"] if row["source"] == "social_insurance.contributions"]
    assert (paid["native_key"], paid["key_before"], paid["key_after"]) == (None, "", "|U1|110|2024-01")
    assert paid["form"] == world.out["social_insurance.contributions"][0]["form"]
    (listed,) = [row for row in world.out["row_origin"] if row["file"]]
    assert (listed["source"], listed["native_key"], listed["sheet"]) == ("monitoring.people", "P2", "一")
    assert (listed["file"], listed["source_row"]) == ("甲县.xlsx", 5)


def test_one_wording_is_one_form_and_its_county_comes_from_area_workshop_or_employer(world: World) -> None:
    out = world.out
    assert len(out["hrss.rosters"]) == 2
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


def test_correction_changes_the_value_it_names_and_is_counted(world: World) -> None:
    amounts = {key: str(row["amount"]) for key, row in world.subsidies().items()}
    assert amounts == {"B1": "100.00", "B6": "100.00", "B8": "350.00"}
    assert totals(world.out, "hrss.subsidies")["corrected"] == 1


ENTRY = "- {source: hrss.subsidies, key: B1, column: JE, from: 见附件, to: '350.00', by: 王, on: 2024-02-01, why: 核}\n"


def test_a_corrections_file_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "corrections.yaml"
    path.write_text(ENTRY, encoding="utf-8")
    (correction,) = load_corrections(path)
    assert (correction.was, correction.becomes, correction.on) == ("见附件", "350.00", "2024-02-01")


@pytest.mark.parametrize(
    ("spoilt", "fault"),
    [
        (("why:", "wy:"), (2, "0.wy", "unknown key; perhaps `why` is meant")),
        ((", why: 核", ""), (2, "0.why", "is missing")),
        (("key: B1, ", ""), (2, "0", "needs exactly one of `key` and `row_ref`")),
        (("hrss.subsidies", "hrss.subsidy"), (2, "0.source", "perhaps `hrss.subsidies` is meant")),
        (("column: JE", "column: JEE"), (2, "0.column", "unknown column `JEE`; perhaps `JE` is meant")),
        (("by: 王", "by: 王, by: 李"), (2, "(file)", "key 'by' stands twice")),
        (("- {", "{"), (1, "(file)", "must be a list of corrections")),
    ],
)
def test_a_slip_in_a_corrections_file_is_told_by_line_and_key(
    spoilt: tuple[str, str], fault: tuple[int, str, str], tmp_path: Path
) -> None:
    path = tmp_path / "corrections.yaml"
    path.write_text("# reviewed\n" + ENTRY.replace(*spoilt), encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_corrections(path)
    assert [one for one in refused.value.faults if one[:2] == fault[:2] and fault[2] in one[2]]


def test_a_table_that_was_not_landed_is_there_without_rows_and_not_reconciled(world: World) -> None:
    assert world.out["hrss.training"] == []
    landed = {name for name in world.out if "." in name and world.out[name]}
    assert landed == {row["source"] for row in world.out["reconciliation"]}
    assert len(landed) == 6


def test_every_conformed_table_is_made(world: World) -> None:
    assert {name for name in world.out if "." in name} == set(load_contracts("canonical"))
    for row in world.out["hrss.rosters"]:
        assert tuple(row) == canonical("hrss.rosters").names


def test_what_is_written_from_the_source_files_is_current() -> None:
    wanted = files()
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.sql")}
    assert found == wanted, "python -m etl.conform.write"


def test_check_stops_at_too_many_unusable_rows(world: World, specs: Specs) -> None:
    (fault,) = checked(world.out, specs)
    assert fault.source == "hrss.subsidies"
    assert "62.5% of the rows cannot be used" in fault.reason


def test_check_stops_where_rows_are_not_accounted_for(world: World, specs: Specs) -> None:
    (rosters,) = [row for row in world.out["reconciliation"] if row["source"] == "hrss.rosters"]
    lost = {"reconciliation": [rosters | {"rows": rosters["rows"] + 1}]}
    (fault,) = checked(lost, specs)
    assert fault.reason == "3 rows landed, 2 accounted for"


def test_sample_world_is_reconciled_to_the_row(sample_world: Path, specs: Specs) -> None:
    out = conformed(specs, land_world(sample_world, specs))
    found = {row["source"]: row for row in out["reconciliation"]}
    with (sample_world / "truth" / "reconciliation.csv").open(encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    assert {row["source"] for row in expected} == set(found)
    for row in expected:
        here = found[row["source"]]
        exact = (here["rows"], here["repeats"], here["superseded"])
        assert exact == (int(row["rows"]), int(row["exact_repeats"]), int(row["superseded"])), row["source"]
        assert here["quarantined"] >= int(row["quarantined_at_least"]), row["source"]
    assert checked(out, specs) == []
    origin = {row["row_ref"]: row["native_key"] for row in out["row_origin"]}
    quarantined = [(row["source"], origin[row["row_ref"]], row["column"]) for row in out["quarantine_rows"]]
    with (sample_world / "truth" / "quarantine.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            line = (row["source"], row["source_key"], row["column"])
            assert line in quarantined
            quarantined.remove(line)
