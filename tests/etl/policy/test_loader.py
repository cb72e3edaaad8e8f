"""Policy files that can't be used are refused with file, line, key and what is allowed; good ones become forms."""

import importlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from etl.policy import read
from etl.policy.read import SHIPPED, Fault, PolicyError
from etl.policy.schema import SCHEMA, json_schema

POLICY = Path(__file__).resolve().parents[2] / "policy"
BROKEN = POLICY / "broken"
SIXTH = POLICY / "sixth"

# name of the broken file: line, key, part of what is said
FAULTS = {
    "a_list": (1, "(the whole file)", "a mapping of keys to values"),
    "amount_with_a_missing_part": (57, "clauses[3].rules[0].amount", "an amount of kind fixed needs `value`"),
    "anchor": (31, "(the whole file)", "anchors and aliases are not allowed"),
    "area_as_a_number": (6, "area", "put it in quotes"),
    "area_that_does_not_exist": (6, "area", "no such area: 49"),
    "bare_value": (45, "clauses[2].rules[0].months", "a list of {from, value, clause}"),
    "begins_with_a_repeal": (32, "clauses[1].rules[0].at_least", "the first entry can't be a repeal"),
    "clause_of_another_document": (62, "clauses[4].id", "begins with HN-"),
    "clause_without_rule_or_reason": (62, "clauses[4]", "the reason `no_rule`"),
    "counting_that_does_not_exist": (
        31,
        "clauses[1].rules[0].counting",
        "no such counting: everyone; allowed: standard",
    ),
    "county_that_does_not_exist": (6, "area", "no such area: 430199"),
    "date_before_the_document": (
        29,
        "clauses[1].rules[0]",
        "2022-07-01 lies outside 2023-03-01 to 2025-12-31",
    ),
    "date_in_another_spelling": (34, "clauses[1].rules[0].at_least[1].from", "a date as 2022-06-24"),
    "date_that_does_not_exist": (
        34,
        "clauses[1].rules[0].at_least[1].from",
        "2024-06-31 is no date of the calendar",
    ),
    "dates_out_of_order": (32, "clauses[1].rules[0].at_least", "2025-01-01 does not come after 2025-07-01"),
    "duplicate_clause": (62, "clauses[4].id", "the clause HN-4 stands twice"),
    "duplicate_key": (7, "number", "the key stands twice, first on line 3"),
    "ends_before_it_starts": (8, "to", "ends on 2022-12-31, before it starts on 2023-03-01"),
    "flag_spelt_no_as_a_country": (2, "id", "`NO` is read as a flag"),
    "flag_spelt_yes": (56, "clauses[3].rules[0].computed", "`yes` is read as a flag"),
    "form_not_named": (42, "clauses[2].rules[0]", "the form is not named"),
    "form_that_does_not_exist": (42, "clauses[2].rules[0]", "'beneath'; allowed: 'head_count'"),
    "form_with_a_missing_part": (42, "clauses[2].rules[0].of", "a part is missing"),
    "fund_that_does_not_exist": (
        60,
        "clauses[3].rules[0].funds[0].allowed[0].value[0]",
        "'PROVINCE'; allowed: 'EMPLOYMENT'",
    ),
    "gives_way_in_a_matter_that_does_not_exist": (16, "gives_way[0].matters", "no such matter: recognitions"),
    "gives_way_to_a_document_that_is_not_there": (16, "gives_way[0]", "no such document: ZZ"),
    "money_as_a_number": (57, "clauses[3].rules[0].amount.value[0].value", "quoted text with two decimals"),
    "money_with_one_decimal": (
        57,
        "clauses[3].rules[0].amount.value[0].value",
        "quoted text with two decimals",
    ),
    "not_yaml": (6, "(the whole file)", "not YAML"),
    "nothing_stands_here": (4, "title", "nothing stands here"),
    "number_in_base_sixty": (
        33,
        "clauses[1].rules[0].at_least[0].value",
        "`1:30` is a number that can be misread",
    ),
    "number_with_a_point": (
        33,
        "clauses[1].rules[0].at_least[0].value",
        "`8.0` is a number that can be misread",
    ),
    "number_with_an_exponent": (
        33,
        "clauses[1].rules[0].at_least[0].value",
        "`1e3` is a number that can be misread",
    ),
    "octal_number": (33, "clauses[1].rules[0].at_least[0].value", "`010` is a number that can be misread"),
    "overlapping_dates": (32, "clauses[1].rules[0].at_least", "dates overlap"),
    "part_of_a_rule_that_does_not_cite_it": (22, "clauses[0].part_of", "the rule of HN-4 does not cite HN-1"),
    "rule_and_no_rule": (62, "clauses[4]", "either `rules` or `part_of`"),
    "scheme_that_does_not_exist": (
        53,
        "clauses[3].rules[0].scheme",
        "'POST_STABLE'; allowed: 'ABSORB_YEARLY'",
    ),
    "standard_that_is_no_rule": (42, "clauses[2].rules[0]", "HN-5 makes no rule in HN"),
    "tag": (14, "(the whole file)", "write a plain value"),
    "two_documents_in_a_file": (1, "(the whole file)", "here 2"),
    "months_of_a_year_outside_a_year": (
        60,
        "clauses[3].rules[0].conditions[1]",
        "months in this rule is counted by `window: since_opening`",
    ),
    "pay_of_nobody": (60, "clauses[3].rules[0].conditions[1]", "pay of a workshop names how many `people`"),
    "premium_outside_a_year": (
        60,
        "clauses[3].rules[0].conditions[1]",
        "premium is asked of a person's year only: `per: person_year` with a condition `months`",
    ),
    "two_findings_of_one_clause": (46, "clauses[2].rules[1]", "a clause makes one finding"),
    "unknown_key_at_the_top": (4, "titel", "unknown key; allowed: area, clauses,"),
    "unknown_key_in_a_rule": (
        32,
        "clauses[1].rules[0].atleast",
        "unknown key; allowed: and_share, asks, at_least",
    ),
    "value_on_a_clause_that_is_not_there": (29, "clauses[1].rules[0]", "HN-9, which is no clause of HN"),
    "value_without_a_clause": (34, "clauses[1].rules[0].at_least[1].clause", "a part is missing"),
    "value_without_a_date": (45, "clauses[2].rules[0].months[0].from", "a part is missing"),
    "below_a_rule_that_counts_nobody": (
        42,
        "clauses[2].rules[0]",
        "HN-4 is subsidy; allowed: head_count, share",
    ),
    "below_one_clause_twice": (44, "clauses[2].rules[0].of", "a clause stands twice"),
    "condition_that_does_not_exist": (
        59,
        "clauses[3].rules[0].conditions[0]",
        "no such form: 'works'; allowed: 'status'",
    ),
    "condition_twice": (60, "clauses[3].rules[0].conditions[1]", "the condition stands twice"),
    "control_character": (19, "(the whole file)", "the character U+0007 is not allowed"),
    "dated_value_without_its_list": (
        45,
        "clauses[2].rules[0].months",
        "a dated value is a list of {from, value,",
    ),
    "day_and_time": (34, "clauses[1].rules[0].at_least[1].from", "a date is written 2022-06-24"),
    "empty": (1, "(the whole file)", "the file is empty"),
    "empty_list": (15, "counting.standard.groups[0]", "an empty list says nothing"),
    "ends_after_its_document": (
        44,
        "clauses[2].rules[0].ends",
        "2027-01-01 lies outside 2023-03-01 to 2025-12-31",
    ),
    "ends_before_its_document": (
        44,
        "clauses[2].rules[0].ends",
        "2020-01-01 lies outside 2023-03-01 to 2025-12-31",
    ),
    "key_with_a_blank": (3, "number ", "unknown key; allowed: area,"),
    "merge_key": (13, "counting", "merge keys (<<) are not allowed"),
    "money_below_zero": (57, "clauses[3].rules[0].amount.value[0].value", "quoted text with two decimals"),
    "money_with_a_comma": (57, "clauses[3].rules[0].amount.value[0].value", "quoted text with two decimals"),
    "nested_too_deep": (1, "(the whole file)", "nested more than 40 levels deep"),
    "no_clauses": (16, "clauses", "at least 1 stands here, not 0"),
    "no_dated_value": (45, "clauses[2].rules[0].months", "at least one dated value is needed"),
    "number_in_base_sixteen": (
        33,
        "clauses[1].rules[0].at_least[0].value",
        "`0x1F` is a number that can be misread",
    ),
    "number_in_quotes": (
        33,
        "clauses[1].rules[0].at_least[0].value",
        "written without quotes, sign or leading zero",
    ),
    "number_in_wide_digits": (
        33,
        "clauses[1].rules[0].at_least[0].value",
        "`８` is a number that can be misread",
    ),
    "number_too_large": (
        33,
        "clauses[1].rules[0].at_least[0].value",
        "a number of at most 10000000 stands here",
    ),
    "number_with_a_sign": (
        33,
        "clauses[1].rules[0].at_least[0].value",
        "`-8` is a number that can be misread",
    ),
    "rule_twice": (46, "clauses[2].rules[1]", "the rule stands twice"),
    "rules_without_their_list": (41, "clauses[2].rules", "a list stands here"),
    "sentence_without_words": (64, "clauses[4].zh", "a text of at least 4 characters stands here"),
    "tab": (14, "(the whole file)", "a tab stands on this line: YAML is indented with blanks"),
    "title_left_out": (2, "title", "a part is missing"),
    "twice_in_a_list": (15, "counting.standard.groups[0]", "something stands twice in the list"),
    "web_page": (1, "(the whole file)", "the file is a mapping of keys to values"),
    "written_in_gb18030": (3, "(the whole file)", "save it as UTF-8, not as GBK"),
    "written_in_utf_16": (1, "(the whole file)", "save it as UTF-8, not as GBK"),
}


def test_every_broken_file_has_its_expectation() -> None:
    assert {path.stem for path in BROKEN.glob("*.yaml")} == set(FAULTS)


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_broken_file_is_refused_with_its_line_and_key(name: str, tmp_path: Path) -> None:
    line, key, says = FAULTS[name]
    shutil.copy(BROKEN / f"{name}.yaml", tmp_path)
    with pytest.raises(PolicyError) as refused:
        read.load(tmp_path)
    found = [(fault.file, fault.line, fault.key or "(the whole file)") for fault in refused.value.faults]
    assert (f"{name}.yaml", line, key) in found
    said = [str(fault) for fault in refused.value.faults if fault.line == line]
    assert any(says in text for text in said), said


def test_all_faults_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    shutil.copy(BROKEN / "octal_number.yaml", tmp_path)
    shutil.copy(BROKEN / "duplicate_key.yaml", tmp_path)
    with pytest.raises(PolicyError) as refused:
        read.load(tmp_path)
    assert [fault.file for fault in refused.value.faults] == ["duplicate_key.yaml", "octal_number.yaml"]


def test_two_files_with_one_document_are_refused(tmp_path: Path) -> None:
    shutil.copy(SIXTH / "hunan.yaml", tmp_path / "one.yaml")
    shutil.copy(SIXTH / "hunan.yaml", tmp_path / "two.yaml")
    with pytest.raises(PolicyError, match="the document HN also stands in one"):
        read.load(tmp_path)


def test_a_folder_without_a_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="no policy document"):
        read.load(tmp_path)


def test_a_draft_takes_the_place_of_its_document(tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    text = (SHIPPED / "shanxi-2022-1.yaml").read_text(encoding="utf-8")
    draft.write_text(text.replace('"1500.00"', '"1800.00"'), encoding="utf-8")
    policy = read.load(drafts=[draft])
    assert len(policy.documents) == 5
    shanxi = next(document for document in policy.documents if document.id == "SX")
    assert '"1800.00"' in shanxi.model_dump_json()


def test_the_sixth_document_is_yaml_only() -> None:
    policy = read.load(SIXTH)
    assert [document.id for document in policy.documents] == ["HN"]


def test_the_shipped_policy_has_no_fault() -> None:
    policy = read.load()
    assert {document.id for document in policy.documents} == {"GX", "SX", "QZ", "GZ", "NM"}
    assert set(policy.hashes) == {path.name for path in SHIPPED.glob("*.yaml")}


def test_quoted_text_that_looks_like_a_number_stays_text() -> None:
    tree = read.read_yaml("x.yaml", 'area: "0450"\nword: "yes"\nday: 2022-06-24\ncount: 5\nflag: false\n')
    assert not tree.faults
    assert tree.value == {"area": "0450", "word": "yes", "day": "2022-06-24", "count": 5, "flag": False}


def test_a_key_that_reads_as_a_flag_is_refused() -> None:
    tree = read.read_yaml("x.yaml", "counting:\n  no: 5\n")
    assert [(fault.line, fault.key) for fault in tree.faults] == [(2, "counting.no")]


def test_a_fault_says_file_line_and_key() -> None:
    assert str(Fault("a.yaml", 3, "title", "unknown key")) == "a.yaml:3: title: unknown key"


def test_areas_hold_provinces_prefectures_and_counties() -> None:
    areas = read.read_areas("# note\n45\n4507 02 21\n")
    assert areas == {"45", "4507", "450702", "450721"}


def test_the_schema_for_editors_is_current() -> None:
    shipped = (SHIPPED / SCHEMA).read_text(encoding="utf-8")
    assert shipped == json_schema(), "write it again: python -m etl.policy.schema"


@pytest.fixture(scope="module")
def editor() -> Any:
    """What an editor holds a file against."""
    schema = json.loads(json_schema())
    validator = importlib.import_module("jsonschema").Draft202012Validator
    validator.check_schema(schema)
    return validator(schema)


def test_the_schema_accepts_every_document(editor: Any) -> None:
    files = [path for path in SHIPPED.glob("*.yaml") if path.name not in read.SHARED]
    assert len(files) == 5
    for path in [*files, *SIXTH.glob("*.yaml")]:
        tree = read.read_yaml(path.name, path.read_text(encoding="utf-8"))
        assert [error.message for error in editor.iter_errors(tree.value)] == [], path.name


NEEDS_ANOTHER_PLACE = {
    "area_that_does_not_exist",
    "begins_with_a_repeal",
    "below_a_rule_that_counts_nobody",
    "clause_of_another_document",
    "counting_that_does_not_exist",
    "county_that_does_not_exist",
    "date_before_the_document",
    "date_that_does_not_exist",
    "dates_out_of_order",
    "duplicate_clause",
    "ends_after_its_document",
    "ends_before_it_starts",
    "ends_before_its_document",
    "gives_way_in_a_matter_that_does_not_exist",
    "gives_way_to_a_document_that_is_not_there",
    "overlapping_dates",
    "part_of_a_rule_that_does_not_cite_it",
    "standard_that_is_no_rule",
    "two_findings_of_one_clause",
    "months_of_a_year_outside_a_year",
    "pay_of_nobody",
    "premium_outside_a_year",
    "value_on_a_clause_that_is_not_there",
}
"""Faults that no schema can see: they take the calendar, the order of dates, or another place or file."""


def test_the_schema_refuses_every_fault_that_one_place_shows(editor: Any) -> None:
    let_pass = set()
    for path in BROKEN.glob("*.yaml"):
        tree = read.read_yaml(path.name, path.read_bytes().decode("utf-8", errors="replace"))
        if not tree.faults and editor.is_valid(tree.value):
            let_pass.add(path.stem)
    assert let_pass - {"written_in_gb18030", "written_in_utf_16"} == NEEDS_ANOTHER_PLACE


# --- what a folder holds ------------------------------------------------------------------------------------------


def faults_with(tmp_path: Path, name: str, content: bytes | None) -> list[str]:
    """What is said of the shipped folder with one more, or another, file in it; None: a folder of that name."""
    folder = tmp_path / "policy"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    if content is None:
        (folder / name).mkdir()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(PolicyError) as refused:
        read.load(folder)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize("name", ["draft.yml", "DRAFT.YAML"])
def test_a_document_that_would_be_passed_over_for_its_name_is_refused(tmp_path: Path, name: str) -> None:
    (said,) = faults_with(tmp_path, name, (SIXTH / "hunan.yaml").read_bytes())
    assert said == f"{name}:1: (the whole file): a policy file's name ends in .yaml, in small letters"


def test_what_can_not_be_read_is_named(tmp_path: Path) -> None:
    (said,) = faults_with(tmp_path, "folder.yaml", None)
    assert said.startswith("folder.yaml:1: (the whole file): can't be read")


def test_areas_in_another_encoding_are_refused(tmp_path: Path) -> None:
    (said,) = faults_with(tmp_path, "areas.txt", "45\n14 # 山西\n".encode("gbk"))
    assert said.startswith("areas.txt:2: (the whole file): not written in UTF-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("year: 2022", "year: 2021", "2022-01-01 does not lie in 2021"),
        ("to: 2021-01-03}", "to: 2021-02-12}", "2021-02-11 stands in two spans of days off"),
        ("worked: [2021-02-07", "worked: [2021-02-13", "2021-02-13 is both off and worked"),
        ("worked: [2021-02-07", "worked: [2021-02-07, 2021-02-07", "a worked day stands twice"),
        ("worked: [2021-02-07", "worked: [2021-02-08", "2021-02-08 is a weekday"),
        ("worked: [2021-02-07", "worked: [2021-02-30", "2021-02-30 is no date of the calendar"),
    ],
)
def test_a_holiday_notice_that_contradicts_itself_is_refused(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    text = (SHIPPED / read.WORKDAYS).read_text(encoding="utf-8").replace(old, new, 1)
    (said,) = faults_with(tmp_path, read.WORKDAYS, text.encode())
    assert says in said
    assert said.startswith("workdays.yaml:")
