"""A site's own names in `hecha.yaml` or in a folder of the site: joined over the package's, and held against it."""

from pathlib import Path
from typing import Any

import pytest

from etl.config import load_config
from etl.config_file import ConfigError
from etl.conform.given import words_of
from etl.model.landed import CONNECTORS
from etl.model.site_mapping import SystemMapping, joined
from etl.model.sources import load_source

HRSS = load_source(CONNECTORS / "hrss" / "source.yaml")
HEAD = "areas: ['450721']\nsources: {monitoring: {delivery: files, path: .}}\n"


def written(folder: Path, mapping: str) -> Path:
    path = folder / "hecha.yaml"
    path.write_text(HEAD + mapping, encoding="utf-8")
    return path


def rosters(**given: Any) -> SystemMapping:
    return SystemMapping.model_validate({"tables": {"rosters": given}})


def test_names_stand_in_the_configuration_or_in_a_file_a_system(tmp_path: Path) -> None:
    inline = load_config(
        written(
            tmp_path,
            "mapping: {hrss: {tables: {rosters: {table: ldjy.cj_ryxx, columns: {SFZH: id_number}}}}}\n",
        )
    )
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "hrss.yaml").write_text(
        "tables:\n  rosters:\n    table: ldjy.cj_ryxx\n    columns:\n      SFZH: {as: id_number}\n",
        encoding="utf-8",
    )
    assert load_config(written(tmp_path, "mapping: ./site\n")).mapping == inline.mapping
    table = joined(HRSS, inline.mapping["hrss"]).tables["rosters"]
    assert table.native_table == "ldjy.cj_ryxx"
    assert table.called("AAC002") == ("SFZH",)
    assert table.called("AAC003") == ("AAC003", *HRSS.tables["rosters"].aliases.get("AAC003", ()))
    assert joined(HRSS, None) is HRSS


def test_codes_of_a_site_take_the_place_of_all_of_the_columns(tmp_path: Path) -> None:
    del tmp_path
    given = rosters(
        columns={
            "RYLB": {
                "as": "declared_group",
                "codes": {1: "other", "B": "poverty_exit"},
                "labels": {"B": "脱贫"},
            }
        }
    )
    column = joined(HRSS, given).tables["rosters"].columns["SBTP"]
    words = words_of("hrss.rosters", column, {})
    assert words["1"] == "other"
    assert words["脱贫"] == "poverty_exit"
    assert "2" not in words


@pytest.mark.parametrize(
    ("mapping", "line", "key", "says"),
    [
        ("mapping:\n  hrsss: {}\n", 4, "mapping.hrsss", "unknown system"),
        (
            "mapping:\n  hrss:\n    tables:\n      roster: {}\n",
            6,
            "mapping.hrss.tables.roster",
            "unknown table",
        ),
        (
            "mapping:\n  hrss:\n    tables:\n      rosters:\n        columns:\n          SFZH: id_card\n",
            8,
            "mapping.hrss.tables.rosters.columns.SFZH",
            "no column id_card",
        ),
        (
            "mapping:\n  hrss:\n    tables:\n      rosters:\n        columns: {A: name, B: name}\n",
            7,
            "mapping.hrss.tables.rosters.columns.B",
            "name is A already",
        ),
        (
            "mapping:\n  hrss:\n    tables:\n      rosters:\n        columns: {aac003: id_number}\n",
            7,
            "mapping.hrss.tables.rosters.columns.aac003",
            "the package's own name of name",
        ),
        (
            "mapping:\n  hrss:\n    tables:\n      rosters:\n        columns: {L: {as: declared_group, codes: {1: rich}}}\n",
            7,
            "mapping.hrss.tables.rosters.columns.L.codes",
            "rich is no code",
        ),
        (
            "mapping:\n  monitoring: {tables: {people: {table: a.b}}}\n",
            4,
            "mapping.monitoring.tables.people.table",
            "no database",
        ),
        (
            "mapping:\n  hrss: {tables: {rosters: {colums: {}}}}\n",
            4,
            "mapping.hrss.tables.rosters.colums",
            "unknown key",
        ),
        ("mapping: ./nowhere\n", 3, "mapping", "is not a folder"),
    ],
)
def test_what_can_not_be_joined_is_told_by_line_and_key(
    tmp_path: Path, mapping: str, line: int, key: str, says: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        load_config(written(tmp_path, mapping))
    (fault,) = refused.value.faults
    assert fault[:2] == (line, key)
    assert says in fault[2]


def test_a_fault_in_the_sites_folder_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    file = tmp_path / "site" / "hrss.yaml"
    file.write_text("tables:\n  rosters:\n    columns:\n      SFZH: id_card\n", encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_config(written(tmp_path, "mapping: site\n"))
    assert refused.value.path == file
    assert refused.value.faults[0][:2] == (4, "tables.rosters.columns.SFZH")
