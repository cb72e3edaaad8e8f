"""A source table as the SQL of its rows needs it, from its source.yaml and its contract: parts, keys, kinds of text, places.

Not here: the SQL (`write_each.py`, `write_all.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from etl.model.contracts import canonical
from etl.model.sources import ColumnSpec, TableSpec

NOTE = "-- Written by `python -m etl.conform.write` from connectors/{}/source.yaml."
PERSON = {"id": "id_text", "name": "name", "phone": "phone", "account": "account"}
EMPLOYER = {
    "uscc": "uscc",
    "employer_name": "employer_name",
    "entity_name": "employer_name",
    "unit_no": "unit_no",
}
PLACES = ("workshop_id", "area_code")
PARTS = (
    "id_text",
    "name",
    "phone",
    "account",
    "uscc",
    "employer_name",
    "unit_no",
    "workshop_id",
    "area_code",
    "insured_no",
)
"""What a wording of a person, an employer or a place is made of."""
SHOWN = ("form", "employer", "workshop_id", "area_code", "uscc", "employer_name", "unit_no", "county")
"""What conformed rows show of a wording."""
CLEANERS = {
    "id_number": "clean_id",
    "name": "clean_name",
    "former_name": "clean_name",
    "employer_name": "clean_name",
    "phone": "clean_number",
    "account": "clean_number",
    "insured_no": "clean_number",
    "uscc": "clean_code",
    "unit_no": "clean_code",
    "workshop_id": "clean_code",
    "area_code": "clean_code",
    "village_code": "clean_code",
    "from_code": "clean_code",
    "place_code": "clean_code",
}
READINGS = {
    "date": ("days", "day"),
    "month": ("months", "month"),
    "time": ("moments", "moment"),
    "decimal": ("amounts", "amount"),
    "int": ("numbers", "number"),
    "flag": ("flags", "flag"),
    "text": ("words", "words"),
    "code": ("codes", "code"),
}
"""By kind of column, the table that says what its texts mean, and the column with the meaning."""
ENDS = ("ended_on", "ended_early_on", "contract_to", "to_month")
"""Ends of spells, which offices leave open by a day at the end of time."""
SEPARATOR = "\u241f"


def is_coded(column: ColumnSpec) -> bool:
    return bool(column.codes) or (column.name in ("scheme", "fund") and not column.free)


def list_of(table: TableSpec, native: str) -> str:
    """The name of a column's list of codes."""
    return f"{table.source} {native}"


@dataclass(frozen=True)
class Source:
    """A source table as its SQL needs it."""

    spec: TableSpec

    @property
    def name(self) -> str:
        return canonical(self.spec.source).short

    @property
    def parts(self) -> dict[str, str]:
        """Native column to the part of a wording that it holds. A table that names nobody and no employer has none."""
        found = {native: part for native, column in self.spec.columns.items() if (part := self._part(column))}
        return found if set(found.values()) - set(PLACES) else {}

    @staticmethod
    def _part(column: ColumnSpec) -> str | None:
        if column.person:
            return PERSON[column.person]
        if column.name == "village_code":
            return "area_code"
        return EMPLOYER.get(column.name) or (column.name if column.name in (*PLACES, "insured_no") else None)

    @property
    def kinds(self) -> dict[str, str]:
        """Native column to the kind of text that is looked up; other columns are cleaned in place."""
        found = {}
        for native, column in self.spec.columns.items():
            if native in self.parts:
                continue
            if is_coded(column):
                found[native] = "code"
            elif column.type != "text":
                found[native] = column.type
            elif native not in self.spec.key and column.name not in CLEANERS:
                found[native] = "text"
        return found

    @property
    def values(self) -> list[str]:
        """The canonical columns that a row itself holds."""
        return [column.name for native, column in self.spec.columns.items() if native not in self.parts]

    @property
    def keys(self) -> list[str]:
        """The columns that are compared as the key."""
        return [
            f"key_{self.parts[native]}" if native in self.parts else self.spec.columns[native].name
            for native in self.spec.key
        ]

    @property
    def area(self) -> str | None:
        """The native column of the village or area that a row lies in."""
        return self.spec.native_of("village_code") or self.spec.native_of("area_code")

    @property
    def asked(self) -> str:
        """What a narrowed pull of the table asks by, of a row that is read."""
        first = self.spec.key[0]
        own = f"r.{self.spec.columns[first].name}" if first not in self.parts else None
        if not self.parts:
            return str(own)
        return f"coalesce(r.asked, {own})" if own else "r.asked"

    def place(self, native: str) -> int:
        """Where a column stands, from 1."""
        return list(self.spec.columns).index(native) + 1

    def bit(self, native: str) -> int:
        """The bit of a column among the marks."""
        return int(1 << (self.place(native) - 1))

    def reading(self, native: str) -> str:
        """What the looked-up text of a column means."""
        return f"r{self.place(native)}.{READINGS[self.kinds[native]][1]}"


def listed(lines: Sequence[str], indent: int = 8, by: str = ",") -> str:
    return f"{by}\n{' ' * indent}".join(lines)


def union(branches: Sequence[str]) -> str:
    return "\nUNION ALL\n".join(branches)
