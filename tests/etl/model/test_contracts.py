"""Contracts: what the YAML may say, what follows from it, and that the tables between steps keep together."""

import pyarrow as pa
import pytest

from etl.model.contracts import (
    Contract,
    ContractError,
    canonical,
    contracts_in,
    load_contracts,
    published,
    vocabulary,
    working,
)

SMALL = """
visits:
  zh: 走访
  en: a visit
  key: [visit_id]
  columns:
    visit_id: {type: text, zh: 编号, en: number}
    kind: {type: text, codes: [home, field], zh: 类别, en: kind}
    reason: {type: text, optional: true, codes: [planned, called], zh: 事由, en: reason}
    month: {type: int, zh: 月份, en: month}
    cost: {type: decimal, optional: true, zh: 费用, en: cost}
    name: {type: text, zh: 姓名, en: name, see: restricted, mask: name}
"""


def small() -> Contract:
    return contracts_in("working", {"small.yaml": SMALL})["visits"]


def test_a_contract_gives_the_types_of_its_file() -> None:
    contract = small()
    assert contract.arrow_schema() == pa.schema(
        [
            ("visit_id", pa.string()),
            ("kind", pa.string()),
            ("reason", pa.string()),
            ("month", pa.int64()),
            ("cost", pa.decimal128(18, 2)),
            ("name", pa.string()),
        ]
    )
    assert contract.required == ("visit_id", "kind", "month", "name")
    assert contract.column("name").see == "restricted"
    with pytest.raises(ContractError, match="no column telephone"):
        contract.column("telephone")


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("type: int", "type: number", "month: type 'number'"),
        (
            "type: int",
            "typ: int, type: int",
            r"unknown key `typ`; perhaps `type` is meant; allowed: codes, en,",
        ),
        ("key: [visit_id]", "key: [visit]", "key column"),
        ("  zh: 走访", "  zh: 走访\n  owner: 谁", r"visits: unknown key `owner`"),
    ],
)
def test_a_slip_in_a_contract_is_an_error_that_names_it(was: str, now: str, says: str) -> None:
    with pytest.raises(ContractError, match=says):
        contracts_in("working", {"small.yaml": SMALL.replace(was, now)})["visits"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("visits:\n  zh: 走访\n", "visits is described twice, again in more.yaml"),
        ("Visits:\n  zh: 走访\n", "more.yaml: neither a table nor a comment: Visits:"),
        ("- visits\n", "neither a table nor a comment"),
    ],
)
def test_a_line_that_belongs_to_no_table_is_not_passed_over(more: str, says: str) -> None:
    with pytest.raises(ContractError, match=says):
        contracts_in("working", {"small.yaml": SMALL, "more.yaml": more})


@pytest.mark.parametrize("layer", ["canonical", "working", "published"])
def test_every_shipped_contract_says_what_it_is(layer: str) -> None:
    contracts = load_contracts(layer)
    assert contracts
    for contract in contracts.values():
        assert contract.zh
        assert contract.en
        assert contract.key
        assert len(set(contract.names)) == len(contract.names)
        for column in contract.columns:
            where = f"{contract.name}.{column.name}"
            assert column.zh, where
            assert column.en, where
            assert column.see in {"internal", "restricted", "public"}, where
            assert column.mask in {"", "name", "id"}, where


def test_a_full_id_number_leaves_the_house_only_in_people() -> None:
    full = [
        f"{contract.name}.{column.name}"
        for contract in load_contracts("published").values()
        for column in contract.columns
        if column.see == "restricted"
    ]
    assert full == ["people.id_number"]


def test_what_names_a_person_is_sealed_between_steps() -> None:
    for column in ("id_text", "name", "phone", "account"):
        assert working("forms").column(column).see == "restricted"
    for column in ("name", "former_name", "id_number", "phone"):
        assert canonical("monitoring.people").column(column).see == "restricted"


def test_the_word_for_a_scheme_is_told_once() -> None:
    names = list(vocabulary()["schemes"].values())
    assert len(set(names)) == len(names)
    assert {"OTHER"} <= set(vocabulary()["schemes"]) & set(vocabulary()["funds"])


def test_published_tables_are_found_by_name() -> None:
    assert published("ledger").key == ("workshop_id",)
    with pytest.raises(KeyError):
        published("no_such_table")
