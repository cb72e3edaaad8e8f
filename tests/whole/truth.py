"""A release and a world's truth, read so that one can be held against the other.

People are known in a truth by the register's 人编号 or, outside the register, by the world's own name (X…); in a release by
person_key. The way from one to the other goes over `links` and, for the X people, over the native keys of their rows.
"""

import csv
import json
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Row = dict[str, Any]


def texts(value: str) -> set[str]:
    """A truth list: its parts, separated by '|'."""
    return {part for part in value.split("|") if part}


def parts(value: str | None) -> set[str]:
    """A release list: its parts, separated by ','."""
    return {part for part in (value or "").split(",") if part}


class Truth:
    """The files of a world's `truth/` folder; a file that is not there has no rows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "truth" if (folder / "truth").is_dir() else folder

    def rows(self, name: str) -> list[dict[str, str]]:
        path = self.folder / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def without_register(self) -> tuple[str, ...]:
        """Counties whose register never came: their people are in no register that a run could search."""
        return tuple(
            row["county"]
            for row in self.rows("coverage")
            if (row["source"], row["month"], row["state"]) == ("monitoring.people", "0", "none")
        )

    @cached_property
    def holders(self) -> dict[str, set[str]]:
        """Native key of a row to who it truly is, as far as the truth names it."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in ("identity", "employment"):
            for row in self.rows(name):
                if row["person"]:
                    found[row["source_key"]].add(row["person"])
        for row in self.rows("alerts"):
            # Only where one person is named can the keys be that person's.
            if row["polarity"] != "~" and len(texts(row["persons"])) == 1:
                for key in texts(row.get("source_keys") or ""):
                    found[key] |= texts(row["persons"])
        return found


class Release:
    """The tables of one release (its folder, or one of internal/restricted/public in it)."""

    def __init__(self, folder: Path, truth: Truth) -> None:
        self.folder = folder / "internal" if (folder / "internal").is_dir() else folder
        self._truth = truth
        self._tables: dict[str, list[Row]] = {}

    def rows(self, name: str) -> list[Row]:
        if name not in self._tables:
            found = sorted(self.folder.rglob(f"{name}.parquet"))
            self._tables[name] = pq.read_table(found[0]).to_pylist() if found else []
        return self._tables[name]

    def has(self, name: str) -> bool:
        return any(self.folder.rglob(f"{name}.parquet"))

    @cached_property
    def manifest(self) -> Row:
        loaded: Row = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        return loaded

    @cached_property
    def native_keys(self) -> dict[str, tuple[str, str]]:
        """row_ref to its source and native key."""
        return {r["row_ref"]: (r["source"], r["native_key"] or "") for r in self.rows("row_index")}

    @cached_property
    def links(self) -> dict[str, Row]:
        return {row["row_ref"]: row for row in self.rows("links")}

    @cached_property
    def by_native_key(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for ref, key in self.native_keys.items():
            found[key].append(ref)
        return found

    @cached_property
    def names(self) -> dict[str, set[str]]:
        """person_key to the names that the truth may use for that person."""
        found: dict[str, set[str]] = defaultdict(set)
        outside: dict[str, set[str]] = defaultdict(set)
        for ref, link in self.links.items():
            key = link["person_key"]
            if key is None:
                continue
            if link["register_person_id"]:
                found[key].add(link["register_person_id"])
            else:
                held = self._truth.holders.get(self.native_keys.get(ref, ("", ""))[1], set())
                outside[key] |= {name for name in held if name.startswith("X")}
        for key, names in outside.items():
            if key not in found:
                found[key] |= names
        return found

    @cached_property
    def evidence(self) -> dict[str, list[str]]:
        """alert_id to the row_refs of its evidence."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.rows("alert_evidence"):
            found[row["alert_id"]].append(row["row_ref"])
        return found

    def people_of_row(self, ref: str) -> set[str]:
        """Who a row's link and the truth say it is."""
        link = self.links.get(ref)
        own = {link["register_person_id"]} if link and link["register_person_id"] else set()
        held = self._truth.holders.get(self.native_keys.get(ref, ("", ""))[1], set())
        return own | {name for name in held if name.startswith("X")}
