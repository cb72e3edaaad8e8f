"""What adding a source costs: which files beside its folder have to know a system before its rows are pulled, typed and covered."""

import re
from pathlib import Path

import pytest

from etl.model.sources import load_sources
from flow.sources import SOURCES
from tests.connectors.test_further_systems import SYSTEMS

HOUSE = Path(__file__).resolve().parents[2]
FIVE = {
    "connectors/__init__.py",  # in which order
    "etl/config_sources.py",  # that it may be configured
    "etl/model/canonical.yaml",  # what a typed row is
    "etl/verify/known/coverage.sql",  # whether its silence speaks
    "etl/verify/known/source_months.sql",  # which rows speak of a month
}
WRITTEN = ("etl/conform/sources/", "etl/model/working/")
"""Made by `python -m etl.conform.write` and held against it by a test; and what describes tables of later steps."""
READERS = (
    *("etl/alerts/", "etl/contradict/", "etl/ledger/", "etl/publish/", "etl/rules/", "etl/verify/known/arrears"),
    *("etl/verify/known/outwork", "etl/verify/known/missing", "etl/verify/people/", "etl/link/", "connectors/interest.py"),
)  # fmt: skip
"""Who makes use of what a source says: work of the feature that wants it, not of the source."""


TABLES = {system: list(spec.tables) for system, spec in load_sources(SOURCES).items()}
REGISTERS = ("connectors/__init__.py", "etl/config_sources.py")
"""Lists of systems by their bare name, which elsewhere may be another word."""


def naming(system: str) -> set[str]:
    """Files of the pipeline outside the system's folder that name one of its tables, or list the system."""
    table, bare = re.compile(rf"\b{system}\.(?:{'|'.join(TABLES[system])})\b"), f'"{system}"'
    found = {name for name in REGISTERS if bare in (HOUSE / name).read_text(encoding="utf-8")}
    for room in ("connectors", "etl", "flow", "matching", "policy"):
        for path in (HOUSE / room).rglob("*"):
            relative = path.relative_to(HOUSE).as_posix()
            if path.suffix not in (".py", ".sql", ".yaml") or relative.startswith(
                (f"connectors/{system}/", *WRITTEN)
            ):
                continue
            if table.search(path.read_text(encoding="utf-8")):
                found.add(relative)
    return found


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_source_is_added_in_five_files_beside_its_folder(system: str) -> None:
    own = {path.name for path in (HOUSE / "connectors" / system).iterdir() if path.is_file()}
    assert own == {"source.yaml", "README.md"}
    rest = {path for path in naming(system) if path in FIVE or not path.startswith(READERS)}
    assert rest == FIVE
