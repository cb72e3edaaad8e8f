"""The data dictionary is what the contracts say today, in both languages."""

import pytest

from etl.model.contracts import load_contracts, vocabulary
from etl.model.dictionary import LAYERS, Language, path_of, render


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_dictionary_in_docs_is_current(language: Language) -> None:
    kept = path_of(language).read_text(encoding="utf-8")
    assert kept == render(language), "run `python -m etl.model.dictionary` and commit docs/"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_table_column_and_word_stands_in_it(language: Language) -> None:
    text = render(language)
    for layer in LAYERS:
        for name, contract in load_contracts(layer).items():
            assert f"### {name}\n" in text
            for column in contract.columns:
                assert f"| `{column.name}` |" in text
    for entries in vocabulary().values():
        for code, zh in entries.items():
            assert f"| `{code}` | {zh} |" in text


def test_a_conformed_column_names_the_source_s_own() -> None:
    assert "| `workshop_id` | CJBH | 车间编号 |" in render("zh")
    assert "| `person_id` | 人编号 | the register's own person number |" in render("en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_row_has_as_many_cells_as_its_heading(language: Language) -> None:
    width = 0
    for line in render(language).splitlines():
        cells = line.replace("\\|", "").count("|")
        if not line.startswith("|"):
            width = 0
        elif width:
            assert cells == width, line
        else:
            width = cells


def test_it_says_which_kinds_of_release_hold_a_table_and_a_column() -> None:
    text = render("en")
    ledger, people, alerts = (
        text.split(f"### {name}\n")[1].split("\n### ")[0] for name in ("ledger", "people", "alerts")
    )
    assert "Kinds of release: internal, restricted, public." in ledger
    (conclusion,) = [line for line in ledger.splitlines() if line.startswith("| `conclusion` |")]
    (shop,) = [line for line in ledger.splitlines() if line.startswith("| `workshop_name` |")]
    assert "not in public" in conclusion
    assert "not in public" not in shop
    assert "public (only people on the list for notice)." in people
    (village,) = [line for line in people.splitlines() if line.startswith("| `village` |")]
    assert "empty in public" in village
    assert "Kinds of release: internal, restricted." in alerts
    # Tables between steps are in no release.
    assert "Kinds of release" not in text.split("## Conformed tables")[1]
