"""A field is described once; a table says of it only what is its own."""

from pathlib import Path

import pytest

from etl.model.contracts import contracts_in, load_contracts
from etl.model.fields import contract_files, fields, repeats, without_repeats

TABLE = """t:
  zh: 表
  en: t
  key: [county]
  columns:
    county: {}
    month: {optional: true, en: month of the claim}
    account: {optional: true}
    own: {type: int, zh: 自有, en: its own}
"""


def test_a_table_has_of_a_field_what_the_field_says_and_its_own_words_first() -> None:
    table = contracts_in("working", {"t.yaml": TABLE})["t"]
    county, month, account, own = table.columns
    assert (county.type, county.zh, county.see) == ("text", fields()["county"]["zh"], "internal")
    assert (month.type, month.optional, month.en) == ("int", True, "month of the claim")
    assert account.see == "restricted"
    assert (own.type, own.zh) == ("int", "自有")


@pytest.mark.parametrize("path", contract_files(), ids=lambda path: path.name)
def test_no_table_repeats_what_a_field_says(path: Path) -> None:
    assert not list(repeats(path.read_text(encoding="utf-8"))), "python -m etl.model.fields"


def test_what_repeats_a_field_is_taken_out_and_nothing_else() -> None:
    zh = fields()["county"]["zh"]
    wordy = TABLE.replace("county: {}", f"county: {{type: text, zh: {zh}, optional: true}}")
    assert without_repeats(wordy) == TABLE.replace("county: {}", "county: {optional: true}")


def test_a_field_stands_in_several_tables() -> None:
    names = [
        column.name
        for layer in ("canonical", "working", "published")
        for table in load_contracts(layer).values()
        for column in table.columns
    ]
    assert {name for name in fields() if names.count(name) < 3} == set()
