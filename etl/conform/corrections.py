"""Reviewed corrections of source values, as a YAML file of the site has them: where a row's column holds `from`, it is read as `to`.

Every fault is told by file, line and key, as those of `hecha.yaml` are. Not here: putting them in place (`given.py`).
"""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError, model_validator

from etl.config_file import ConfigError, Texts, faults_in, line_of, parsed
from etl.model.keys import unknown_name
from etl.model.landed import sources

Said = Annotated[str, Field(min_length=1)]


class Correction(BaseModel):
    """One correction: whose row, which column, what stands there and what is meant, and who says so since when and why."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    source: Said
    column: Said
    was: Annotated[str, Field(alias="from")] = ""
    becomes: Annotated[str, Field(alias="to")]
    key: str = ""
    row_ref: str = ""
    by: Said
    on: Said
    why: Said

    @model_validator(mode="after")
    def _of_a_row_that_is_named_once(self) -> "Correction":
        if (self.key == "") == (self.row_ref == ""):
            raise ValueError("needs exactly one of `key` and `row_ref`")
        return self


class Corrections(RootModel[tuple[Correction, ...]]):
    """The whole file."""


def load_corrections(path: Path) -> tuple[Correction, ...]:
    """The corrections of a file, each value as it is written.

    Raises:
        ConfigError: with every fault.
    """
    content, node = parsed(path, Texts)
    if not content:
        return ()
    if not isinstance(content, list):
        raise ConfigError(path, [(1, "(file)", "must be a list of corrections")])
    try:
        found = Corrections.model_validate(content).root
    except ValidationError as error:
        raise ConfigError(path, faults_in(error, node, Corrections)) from None
    if faults := [
        (line_of(node, (place, key)), f"{place}.{key}", says) for place, key, says in _unknown(found)
    ]:
        raise ConfigError(path, faults)
    return found


def _unknown(corrections: tuple[Correction, ...]) -> list[tuple[int, str, str]]:
    """Tables and columns that no source has, by the place of the entry."""
    known = sources()
    found = []
    for place, one in enumerate(corrections):
        if one.source not in known:
            found.append((place, "source", unknown_name("table", one.source, known)))
        elif one.column not in known[one.source].columns:
            found.append((place, "column", unknown_name("column", one.column, known[one.source].columns)))
    return found
