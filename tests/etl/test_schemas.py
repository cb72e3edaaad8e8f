"""The JSON Schemas for editors: current, and of one mind with the readers."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.schemas import schemas
from tests.runs import ROOT


@pytest.fixture(scope="module")
def written() -> dict[Path, str]:
    return schemas()


def test_every_schema_in_the_checkout_is_current(written: dict[Path, str]) -> None:
    for path, text in written.items():
        assert path.read_text(encoding="utf-8") == text, "write them again: python -m etl.schemas"


def _faults(text: str, content: object) -> list[str]:
    validator: Any = importlib.import_module("jsonschema").Draft202012Validator
    schema = json.loads(text)
    validator.check_schema(schema)
    return [error.message for error in validator(schema).iter_errors(content)]


GOOD = {"areas": ["450721"], "sources": {"monitoring": {"delivery": "files", "path": "."}}}


@pytest.mark.parametrize(
    ("content", "fits"),
    [
        (GOOD, True),
        ({**GOOD, "mapping": "./site"}, True),
        ({**GOOD, "mapping": {"hrss": {"tables": {"rosters": {"table": "a.b"}}}}}, True),
        ({**GOOD, "stor": "./var"}, False),
        ({**GOOD, "areas": ["4507"] * 2 + ["x"]}, False),
        ({**GOOD, "sources": {"monitoring": {"delivery": "fax"}}}, False),
        ({**GOOD, "mapping": {"hrss": {"tabels": {}}}}, False),
    ],
)
def test_the_schema_of_the_configuration_tells_good_from_bad(
    written: dict[Path, str], content: dict[str, Any], fits: bool
) -> None:
    text = written[ROOT / "docs" / "schemas" / "hecha.json"]
    assert (not _faults(text, content)) is fits


def test_the_configuration_of_the_stand_in_world_fits_its_schema(
    written: dict[Path, str], tmp_path: Path
) -> None:
    from world import write_world

    made = write_world(tmp_path, size="village", base="http://127.0.0.1:1")
    content = yaml.safe_load((tmp_path / "hecha.yaml").read_text(encoding="utf-8"))
    assert made
    assert _faults(written[ROOT / "docs" / "schemas" / "hecha.json"], content) == []
