"""What is in force where and when, to the day; what is shown, what differs, what is covered."""

import datetime as dt
from pathlib import Path

import pytest

from etl import months
from etl.policy.coverage import coverage, named_in_tests
from etl.policy.in_force import Library, UnknownDocumentError, open_library
from etl.policy.placing import DocumentDates
from etl.policy.read import SHIPPED, load
from etl.policy.reports import diff, needed, show
from tests.policy.second_reading import Reading, reading

SIXTH = Path(__file__).resolve().parents[2] / "policy" / "sixth"
GUIZHOU, SHANXI, QINZHOU, NANNING, HINGGAN, HUNAN = "520325", "140222", "450721", "450102", "152222", "430102"


@pytest.fixture(scope="module")
def library() -> Reading:
    """As a configuration gives the two dates that are not in the texts."""
    dates = {"GZ": DocumentDates(first=dt.date(2021, 7, 15)), "NM": DocumentDates(first=dt.date(2022, 7, 1))}
    return reading(dates=dates)


def rules_of(library: Library, area: str, month: int, matter: str) -> list[str]:
    return [placed.rule.id for placed in library.in_force(area, month, matter=matter)]


@pytest.mark.parametrize(
    ("area", "month", "documents"),
    [
        (NANNING, 202205, []),  # the month before 桂人社规〔2022〕8号
        (NANNING, 202206, ["GX"]),  # in force on the last day of June 2022
        (QINZHOU, 202107, []),  # the month before 钦人社发〔2021〕174号
        (QINZHOU, 202108, ["QZ"]),
        (QINZHOU, 202205, ["QZ"]),
        (QINZHOU, 202206, ["GX", "QZ"]),  # a city's document adds to its region's
        (QINZHOU, 202512, ["GX", "QZ"]),
        (QINZHOU, 202601, []),  # after the end of all five
        (SHANXI, 202205, []),
        (SHANXI, 202206, ["SX"]),
        (GUIZHOU, 202106, []),
        (GUIZHOU, 202107, ["GZ"]),
        (HINGGAN, 202206, []),
        (HINGGAN, 202207, ["NM"]),
        (HUNAN, 202312, []),
    ],
)
def test_the_documents_in_force_on_the_months_last_day(
    library: Reading, area: str, month: int, documents: list[str]
) -> None:
    assert [document.id for document in library.basis(area, month).documents] == documents


def test_without_a_configured_start_guizhou_and_inner_mongolia_have_no_basis() -> None:
    bare = open_library()
    assert {document.id for document in bare.missing_starts()} == {"GZ", "NM"}
    assert not bare.basis(GUIZHOU, 202312).holds
    assert "起始日没有配置" in bare.basis(GUIZHOU, 202312).says
    assert bare.in_force(HINGGAN, 202312) == ()


def test_after_the_transition_there_is_no_basis_and_the_reason_is_said(library: Reading) -> None:
    basis = library.basis(SHANXI, 202601)
    assert not basis.holds
    assert "执行到2025年12月31日，没有延期文件" in basis.says


def test_an_extension_named_in_the_configuration_carries_the_document_on() -> None:
    extended = open_library(dates={"SX": DocumentDates(last=dt.date(2026, 12, 31))})
    assert rules_of(extended, SHANXI, 202612, "POST_STABILITY") == ["SX-3.3.1"]
    assert not extended.basis(SHANXI, 202701).holds
    assert not extended.basis(NANNING, 202612).holds  # it extends that document alone


def test_a_date_for_a_document_that_is_not_there_is_refused() -> None:
    with pytest.raises(
        UnknownDocumentError, match="no such policy document: HB; allowed: GX, GZ, NM, QZ, SX"
    ):
        open_library(dates={"HB": DocumentDates(first=dt.date(2022, 1, 1))})


@pytest.mark.parametrize(
    ("month", "recognition", "exits", "absorb"),
    [
        (202205, ["QZ-8.1.1"], [], ["QZ-8.1.3"]),
        (202206, ["GX-3.1.1"], ["GX-3.5.2", "GX-3.5.3"], ["GX-4.2.6"]),
    ],
)
def test_qinzhou_follows_the_region_from_june_2022_on(
    library: Reading, month: int, recognition: list[str], exits: list[str], absorb: list[str]
) -> None:
    assert rules_of(library, QINZHOU, month, "recognition") == recognition
    assert rules_of(library, QINZHOU, month, "exit") == exits
    assert rules_of(library, QINZHOU, month, "ABSORB_YEARLY") == absorb


def test_what_the_city_alone_rules_goes_on(library: Reading) -> None:
    assert rules_of(library, QINZHOU, 202312, "TRAVEL") == ["QZ-4.2.3"]
    assert rules_of(library, NANNING, 202312, "TRAVEL") == []


def test_guizhou_has_neither_recognition_nor_exit(library: Reading) -> None:
    recognition = library.in_force(GUIZHOU, 202312, matter="recognition")
    assert [(placed.rule.id, placed.form) for placed in recognition] == [("GZ-22.3", "no_standard")]
    assert rules_of(library, GUIZHOU, 202312, "exit") == []


def test_work_for_training_ends_with_2021(library: Reading) -> None:
    assert rules_of(library, GUIZHOU, 202112, "WORK_FOR_TRAINING") == ["GZ-11.2"]
    assert rules_of(library, GUIZHOU, 202201, "WORK_FOR_TRAINING") == []


def test_a_sixth_document_is_in_force_by_its_file_alone() -> None:
    sixth = reading(SIXTH)
    assert rules_of(sixth, HUNAN, 202302, "recognition") == []
    assert rules_of(sixth, HUNAN, 202303, "recognition") == ["HN-2"]
    (head_count,) = sixth.in_force(HUNAN, 202303, matter="recognition")
    ends = [
        (month, head_count.rule.at_least.at(months.last_day(month))) for month in (202406, 202407, 202501)
    ]
    assert ends == [(202406, 8), (202407, 10), (202501, None)]
    (fund,) = sixth.funds()
    assert (fund.scheme, fund.allowed) == ("POST_STABILITY", ("COUNTY",))


def test_the_thresholds_for_candidates_are_those_of_the_areas_that_have_one(library: Reading) -> None:
    found = {row.area: (row.rule, row.at_least, row.nearly) for row in library.thresholds()}
    assert found == {"14": ("SX-3.1.1", 5, 2), "15": ("NM-7.1", 5, 2), "45": ("GX-3.1.1", 5, 2)}


def test_a_clause_is_cited_with_its_document_and_place(library: Reading) -> None:
    cited = library.cite("GX-4.2.3")
    assert (cited.document, cited.locator) == ("桂人社规〔2022〕8号", "四（二）")
    assert library.cite("XD-02").document == ""
    with pytest.raises(KeyError):
        library.cite("GX-99")


@pytest.mark.parametrize(
    ("born_on", "kind", "retires"),
    [
        ("1966-01-15", "men", 202605),
        ("1970-06-15", "women_55", 202508),
        ("1976-06-15", "women_50", 202703),
        ("1964-12-31", "men", 202412),  # the last month of the old ages
        ("1965-01-01", "men", 202502),  # the first month of the reform
        ("1980-01-01", "men", 204301),  # 36 months at most
    ],
)
def test_the_reformed_retirement_month(library: Reading, born_on: str, kind: str, retires: int) -> None:
    assert library.retirement_month(dt.date.fromisoformat(born_on), kind, dt.date(2025, 1, 1)) == retires


def test_an_approval_before_2025_goes_by_the_old_age(library: Reading) -> None:
    born_on = dt.date(1966, 1, 15)
    assert library.retirement_month(born_on, "men", dt.date(2024, 12, 31)) == 202601
    assert library.retirement_month(born_on, "men", dt.date(2025, 1, 1)) == 202605


def test_all_that_is_in_force_is_shown_with_its_citations(library: Reading) -> None:
    lines = show(library, QINZHOU, 202312)
    text = "\n".join(lines)
    assert "桂人社规〔2022〕8号" in text
    assert "amount.value: 2000.00 [GX-4.2.6]" in text
    assert "QZ-8.1.3" not in text  # that matter passed to the region
    assert "没有延期文件" in "\n".join(show(library, QINZHOU, 202601))


def test_a_difference_names_clause_key_and_area(tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    text = (SHIPPED / "guangxi-2022-8.yaml").read_text(encoding="utf-8")
    draft.write_text(text.replace('value: "2000.00"', 'value: "2400.00"'), encoding="utf-8")
    (change,) = diff(load(), load(drafts=[draft]))
    assert (change.document, change.area, change.clause) == ("GX", "45", "GX-4.2.6")
    assert (change.was, change.now) == ("2000.00 [GX-4.2.6]", "2400.00 [GX-4.2.6]")


def test_a_value_from_a_day_on_is_a_difference_with_that_day(tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    text = (SHIPPED / "shanxi-2022-1.yaml").read_text(encoding="utf-8")
    old = '{from: start, value: "200.00", clause: SX-3.3.1}'
    new = '{from: 2024-07-01, value: "250.00", clause: SX-3.3.1}'
    assert old in text
    draft.write_text(text.replace(old, f"{old}, {new}"), encoding="utf-8")
    (change,) = diff(load(), load(drafts=[draft]))
    assert (change.from_on, change.was, change.now) == ("2024-07-01", "", "250.00 [SX-3.3.1]")


def test_policies_that_are_the_same_have_no_difference() -> None:
    assert diff(load(), load()) == []


def test_coverage_goes_from_clause_to_rule_to_test(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text('def test_it():\n    assert "HN-2"\n', encoding="utf-8")
    rows = {row.clause: row for row in coverage(load(SIXTH), tmp_path) if row.clause.startswith("HN")}
    assert (rows["HN-2"].kind, rows["HN-2"].rule, rows["HN-2"].tests) == (
        "rule",
        "head_count",
        ("test_one.py::test_it",),
    )
    assert (rows["HN-1"].kind, rows["HN-1"].rule, rows["HN-1"].tests) == ("part_of", "→ HN-2", ())
    assert (rows["HN-4"].rule, rows["HN-5"].reason) == ("subsidy POST_STABILITY", "部门分工，不产生判断")


def test_a_longer_clause_id_is_not_taken_for_a_shorter_one(tmp_path: Path) -> None:
    text = 'def test_it():\n    assert "GX-4.2.6 GX-4.2.resp XD-09b"\n'
    (tmp_path / "test_one.py").write_text(text, encoding="utf-8")
    assert set(named_in_tests(tmp_path)) == {"GX-4.2.6", "GX-4.2.resp", "XD-09b"}


SPOKEN = '''
"""GX-1.1 stands in the docstring of the file."""
# GX-1.2 in a comment
USED = {"a": "GX-2.1"}
ALSO = [*USED.values(), "GX-2.2"]
UNUSED = ["GX-1.3"]

def helper():
    return "GX-2.3"

@pytest.fixture
def given():
    return helper()

@pytest.mark.parametrize("clause", ["GX-2.4", *ALSO])
def test_one(clause, given):
    """GX-1.4 in its docstring."""
    assert clause

class TestMore:
    def test_two(self):
        assert "GX-2.5"
'''


def test_only_what_a_test_runs_speaks_of_a_clause(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(SPOKEN, encoding="utf-8")
    found = named_in_tests(tmp_path)
    assert set(found) == {f"GX-2.{number}" for number in range(1, 6)}
    assert found["GX-2.3"] == ("test_one.py::test_one",)
    assert found["GX-2.5"] == ("test_one.py::TestMore::test_two",)


def test_what_a_document_takes_from_outside_is_named(library: Reading) -> None:
    found = {(row.area, row.kind, row.name) for row in needed(library)}
    assert {
        ("14", "parameter", "minimum_wage"),
        ("14", "parameter", "provincial_average_wage"),
        ("15", "parameter", "minimum_wage"),
        ("45", "parameter", "seasonal_months"),
        ("45", "scheme", "LABOUR_ALLOWANCE"),
        ("45", "scheme", "BUILD_ONCE"),
    } < found
    facts = {(row.area, row.name) for row in needed(library) if row.kind == "fact"}
    assert facts == {
        ("14", "base_recognised"),
        ("14", "rescue_failed"),
        ("14", "seasonal_months"),
        ("14", "wage_topup_cause"),
        ("15", "issues_settled"),
        ("15", "rectification_failed"),
        ("15", "reviewed_by_three"),
        ("15", "rights_violated"),
        ("15", "sealed"),
        ("15", "seasonal_months"),
        ("15", "standard_reported"),
        ("15", "unlawful_stop"),
        ("45", "hrss_condition"),
        ("45", "relaxed_until"),
        ("45", "rescue_failed"),
        ("45", "seasonal_months"),
        ("52", "award_decided"),
    }


def test_only_the_aid_for_leaving_the_province_says_that_somebody_left(library: Reading) -> None:
    """Guizhou gives 500 yuan for a move within the province and 1,000 for one out of it."""
    assert library.leaving_amounts() == [("52", 202107, "1000.00")]
