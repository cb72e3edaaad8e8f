"""What adding costs, by really adding in a copy of the house: so many files changed by hand, and it works."""

import re

import pytest

from tests.adding.copied import ADDITIONS, HOUSE, Added, added

WRITTEN = ("docs/", "etl/conform/sources/", "etl/publish/ledger_cells.sql", "etl/model/vocabulary.yaml")
"""What the commands write."""


def named_on(page: str) -> list[str]:
    """The paths that a page names, as patterns: what stands in <> is any name."""
    spans = re.findall(r"`([^`\n]+)`", page)
    return ["[^/]+".join(map(re.escape, re.split("<[^>]*>", span))) for span in spans]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Added:
    return added(tmp_path_factory.mktemp("house"))


@pytest.mark.parametrize("name", ADDITIONS)
def test_an_addition_takes_no_more_files_than_its_page_says(name: str) -> None:
    addition = ADDITIONS[name]
    page = (HOUSE / addition["page"]).read_text(encoding="utf-8")
    assert len(addition["edits"]) <= addition["most"]
    for path in addition["edits"]:
        assert any(re.fullmatch(one, path) for one in named_on(page)), (
            f"{addition['page']} does not name {path}"
        )


def test_nothing_else_differs_but_what_the_commands_write(copy: Added) -> None:
    by_hand = {path for addition in ADDITIONS.values() for path in addition["edits"]}
    rest = {name for name in copy.written - by_hand if not name.startswith(WRITTEN)}
    assert rest == set()
    assert by_hand <= copy.written


def test_a_heading_alias_is_read_as_its_column(copy: Added) -> None:
    assert copy.said["heading alias"] == ["县", "姓名"]


def test_a_source_table_is_typed_and_its_coverage_known(copy: Added) -> None:
    assert copy.said["source table"] == ["W1", "1200.50", "2023-05-06", ["full"]]


def test_an_alert_is_raised_named_and_has_its_page(copy: Added) -> None:
    raised, zh, last, has_page = copy.said["alert"]
    assert [(shop, level, state) for shop, level, state, _ in raised] == [("450721CJ0001", "review", "new")]
    assert "没有写明车间场地性质" in raised[0][3]
    assert (zh, last, has_page) == ("场地性质没有登记", "premises_unknown", True)


def test_a_clause_gives_its_amount_and_a_new_kind_of_amount_what_it_makes(copy: Added) -> None:
    by_clause, by_kind = copy.said["amounts"]
    assert by_clause == ["SX-98.1", "300.00", "0.00"]
    assert by_kind == ["SX-98.2", "100.00", "200.00"]


def test_a_ledger_column_is_published_compared_traced_and_headed(copy: Added) -> None:
    value, cells, rows, zh, headings = copy.said["ledger column"]
    assert value == "2021-05-06"
    assert cells == [["recorded", "2021-05-06"]]
    assert rows == [["hrss.workshops", "W1"]]
    assert (zh, headings) == ("开工日期", ["开工日期"])


def test_a_document_is_in_force_from_its_day(copy: Added) -> None:
    assert copy.said["document"] == [[], ["HN"]]
