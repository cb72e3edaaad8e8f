"""What conform is given: snapshots with what is known about each pull, settings and reviewed corrections."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import yaml

CORRECTION_KEYS = {"source", "key", "row_ref", "column", "from", "to", "by", "on", "why"}


class CorrectionError(ValueError):
    """A corrections file that says something this module does not understand; names file and entry."""


@dataclass(frozen=True)
class Landed:
    """One pull of one table: all text under native names, plus `_row`, `_file`, `_sheet`, `_source_row`, `_as_of`.

    `order` is the pull's place in time (larger is later). `complete` says that the pull holds every row the source
    holds; with `asked` (first key column's values of a lookup), every row of those keys; with `persons` (a table of the ID
    numbers asked for, column `person`), every row of those people. `as_of` is the source's own data time where it says one.
    """

    system: str
    table: str
    pull_id: str
    order: int
    complete: bool
    data: Path | ir.Table
    as_of: dt.date | None = None
    asked: Sequence[str] | None = None
    persons: Path | ir.Table | None = None
    files: Sequence[str] = ()

    @property
    def source(self) -> str:
        return f"{self.system}.{self.table}"

    @property
    def is_narrowed(self) -> bool:
        """Whether only some keys or people were asked for: of all others its silence says nothing."""
        return self.asked is not None or self.persons is not None


@dataclass(frozen=True)
class Correction:
    """A reviewed correction: where this row's column holds `was`, it is read as `becomes`."""

    source: str
    column: str
    was: str
    becomes: str
    key: str = ""
    row_ref: str = ""
    by: str = ""
    on: str = ""
    why: str = ""


@dataclass(frozen=True)
class Settings:
    """What the configuration says about meaning: office names of schemes, and corrections."""

    scheme_names: Mapping[str, str] = field(default_factory=dict)
    corrections: Sequence[Correction] = ()


def _correction(where: str, entry: Mapping[str, Any]) -> Correction:
    unknown = set(entry) - CORRECTION_KEYS
    if unknown:
        raise CorrectionError(f"{where}: unknown key {sorted(unknown)}; allowed: {sorted(CORRECTION_KEYS)}")
    missing = {"source", "column", "to", "by", "on", "why"} - set(entry)
    if missing:
        raise CorrectionError(f"{where}: {sorted(missing)} missing")
    if ("key" in entry) == ("row_ref" in entry):
        raise CorrectionError(f"{where}: exactly one of key and row_ref names the row")
    texts = {name: str(value) for name, value in entry.items()}
    return Correction(
        source=texts["source"],
        column=texts["column"],
        was=texts.get("from", ""),
        becomes=texts["to"],
        key=texts.get("key", ""),
        row_ref=texts.get("row_ref", ""),
        by=texts["by"],
        on=texts["on"],
        why=texts["why"],
    )


def load_corrections(path: Path) -> tuple[Correction, ...]:
    """The reviewed corrections of a YAML file: a list of source, key or row_ref, column, from, to, by, on, why."""
    # BaseLoader: every value is text as written, and `on` is a word, not a truth.
    entries = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or []  # noqa: S506 - makes only texts
    return tuple(
        _correction(f"{path.name}, entry {number}", entry) for number, entry in enumerate(entries, 1)
    )
