"""Reading a release folder: its tables as small lists of rows, and where a source row stands.

Nothing here needs the store; what a release doesn't hold is said to be absent.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cli.console import out, table
from cli.faults import RefusedError
from cli.words import language, say

KINDS = ("internal", "restricted")
Row = dict[str, Any]


class Release:
    """The tables of a release folder, or of one of its kinds."""

    def __init__(self, folder: Path) -> None:
        inner = [folder / kind for kind in KINDS if (folder / kind / "manifest.json").is_file()]
        if not inner and not (folder / "manifest.json").is_file():
            raise RefusedError(say("not_a_release", path=folder))
        self.folder = inner[0] if inner else folder

    @property
    def month(self) -> int:
        """The ledger month, as the manifest has it."""
        manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        return int(manifest["ledger_month"])

    def has(self, table: str) -> bool:
        return self._path(table) is not None

    def _path(self, table: str) -> Path | None:
        return next(iter(sorted(self.folder.rglob(f"{table}.parquet"))), None)

    def rows(
        self, table: str, where: Mapping[str, Any] | None = None, *, order: Sequence[str] = ()
    ) -> list[Row]:
        """Rows whose columns have these values (a list: one of them)."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        path = self._path(table)
        if path is None:
            raise RefusedError(say("no_table", name=table))
        condition = None
        for column, value in (where or {}).items():
            one = (
                pc.field(column).isin(list(value))
                if isinstance(value, list | tuple | set)
                else pc.field(column) == value
            )
            condition = one if condition is None else condition & one
        read = pq.read_table(path, filters=condition)
        if order:
            read = read.sort_by([(name, "ascending") for name in order])
        found: list[Row] = read.to_pylist()
        return found

    def origins(self, row_refs: Sequence[str]) -> dict[str, str]:
        """Where each row stands: file, sheet and line, else its native key."""
        if not row_refs or not self.has("row_index"):
            return {}
        found = {}
        for row in self.rows("row_index", {"row_ref": list(dict.fromkeys(row_refs))}):
            place = [
                row["file"],
                row["sheet"],
                f"#{row['source_row']}" if row["source_row"] is not None else None,
            ]
            text = " ".join(part for part in place if part)
            found[row["row_ref"]] = " · ".join(part for part in (text, row["native_key"]) if part)
        return found


def rows_behind(release: Release, refs: list[str], *, most: int = 200) -> None:
    """Source rows with where each stands."""
    origins = release.origins(refs)
    shown = list(dict.fromkeys(refs))
    table(
        say("evidence"),
        [say("row_ref"), say("origin")],
        [(ref, origins.get(ref, "")) for ref in shown[:most]],
    )
    if len(shown) > most:
        out(say("more_rows", count=len(shown) - most))


def months_of(row: Row) -> str:
    first, last = row["from_month"], row["to_month"]
    if language() == "zh" and first and last:
        from etl.months import span

        spelt_out = [f"{one // 100}年{one % 100}月" for one in dict.fromkeys((first, last))]
        return "至".join(spelt_out) + (f"（{len(span(first, last))}个月）" if first != last else "")
    return str(first or "") if first == last else f"{first or ''}..{last or ''}"


def one(rows: list[Row], what: str) -> Row:
    if not rows:
        raise RefusedError(say("no_such", what=what))
    return rows[0]
