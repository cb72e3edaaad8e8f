"""Source mappings: what a source.yaml may say, and that it fits the conformed tables."""

from pathlib import Path

import pytest

from etl.config_sources import SYSTEMS
from etl.model.contracts import load_contracts, vocabulary
from etl.model.dictionary import SOURCES
from etl.model.sources import SourceSpecError, load_source, load_sources

SMALL = """
system: clinic
zh: 诊所
office: 卫生部门
delivery: files
purpose: {zh: "核对在岗", en: "who was at work"}
minimum: "the days only"
cadence: monthly
tables:
  visits:
    zh: 就诊
    one_row_is: a visit
    key: [编号]
    expect: {min: 1, max: 10}
    aliases: {编号: [号码]}
    columns:
      编号: {as: row_id, type: text, required: true}
      证件号码: {as: id_number, type: text, person: id, personal: true}
      结果: {as: outcome, type: text, codes: {'1': well}, labels: {'1': 好}}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "clinic" / "source.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_source_is_its_yaml(tmp_path: Path) -> None:
    spec = load_source(written(tmp_path, SMALL))
    table = spec.tables["visits"]
    assert (spec.system, spec.office, spec.delivery) == ("clinic", "卫生部门", "files")
    assert table.source == "clinic.visits"
    assert table.personal == ("证件号码",)
    assert table.required == ("编号",)
    assert table.native_of("outcome") == "结果"
    assert table.native_of("weight") is None
    assert table.columns["结果"].codes == {"1": "well"}
    assert (table.expect_min, table.expect_max, table.versions) == (1, 10, False)
    assert table.aliases == {"编号": ("号码",)}


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("type: text, required", "type: words, required", "clinic/source.yaml: visits.编号: type 'words'"),
        ("required: true", "requird: true", r"visits.编号: unknown key `requird`"),
        ("{as: row_id, ", "{", "`as`, the canonical name, is missing"),
        ("key: [编号]", "key: [号]", "key column"),
        ("cadence:", "cadenze:", r"clinic/source.yaml: unknown key `cadenze`"),
        ("    zh: 就诊", "    zh: 就诊\n    sheet: 1", r"visits: unknown key `sheet`"),
    ],
)
def test_a_slip_names_file_and_key(tmp_path: Path, was: str, now: str, says: str) -> None:
    with pytest.raises(SourceSpecError, match=says):
        load_source(written(tmp_path, SMALL.replace(was, now)))


def test_the_systems_ship_with_their_reasons() -> None:
    specs = load_sources(SOURCES)
    assert set(specs) == set(SYSTEMS)
    for spec in specs.values():
        assert spec.purpose_zh
        assert spec.purpose_en
        assert spec.minimum, "what is asked for at most"
        assert 0 < spec.quarantine_limit < 1
        for table in spec.tables.values():
            assert table.one_row_is
            assert 0 <= table.expect_min <= table.expect_max


def test_every_column_that_holds_a_person_is_sealed() -> None:
    for spec in load_sources(SOURCES).values():
        for table in spec.tables.values():
            for column in table.columns.values():
                if column.person is not None:
                    assert column.personal, f"{table.source}.{column.native}"


def test_every_mapped_column_arrives_in_the_conformed_table() -> None:
    conformed = load_contracts("canonical")
    for spec in load_sources(SOURCES).values():
        for table in spec.tables.values():
            names = set(conformed[table.source].names)
            carried = {"form", "employer"} & names
            for column in table.columns.values():
                there = column.name in names or bool(carried)
                assert there, f"{table.source}.{column.native}"
            for column in table.columns.values():
                plain = column.person is None and column.name not in {"uscc", "employer_name", "unit_no"}
                if plain and column.required:
                    assert column.name in names, f"{table.source}.{column.native}"


def test_conformed_types_are_those_of_the_mapping() -> None:
    as_kept = {"month": "int", "text": "text"}
    conformed = load_contracts("canonical")
    for spec in load_sources(SOURCES).values():
        for table in spec.tables.values():
            contract = conformed[table.source]
            for column in table.columns.values():
                if column.name in contract.names:
                    kept = contract.column(column.name).type
                    assert kept == as_kept.get(column.type, column.type), f"{table.source}.{column.native}"


def test_scheme_codes_stand_in_the_vocabulary_alone() -> None:
    for spec in load_sources(SOURCES).values():
        for table in spec.tables.values():
            native = table.native_of("scheme")
            if native is not None:
                assert not table.columns[native].codes, "one list of schemes for every source"
    assert "ABSORB_YEARLY" in vocabulary()["schemes"]
