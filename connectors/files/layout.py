"""From rows of cells to a table: find the heading row by its names, name every column, tell rows from frills.

A frill is a title, a total (合计), a signature line (制表人), a heading printed again. What is left is landed
whole, unknown columns included. Nothing here depends on a file format.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from etl.model.names import fold

HEADING_SEARCH_ROWS = 60

_TOTAL = re.compile(
    r"(?:本页|本表|全县|全部|累计)?(?:合计|总计|小计|共计|总合计)(?:[:(（\d].*|人数|金额|数)?"
)
_NOTE = re.compile(r"(?:注|备注|说明|以下空白|以下无正文)(?:[:(].*)?")
_SIGNED = re.compile(
    r"(?:制表|填表|制单|审核|复核|经办|填报|报送|主管|分管|单位|部门|负责|领导|录入|打印|导出|联系)[^:]{0,12}:.*"
    r"|(?:制表|填表|制单|审核|复核|经办|填报|负责|录入)人"
)


@dataclass(frozen=True)
class Layout:
    """What the heading of one table may look like."""

    source: str
    table: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    ids: frozenset[str]
    aliases: Mapping[str, tuple[str, ...]]
    updated: str | None = None
    own: Mapping[str, str] = field(default_factory=dict)

    def exact(self) -> dict[str, str]:
        """Folded heading -> native column, by what the column is called, the site's name before the package's."""
        return {fold(self.own.get(native, native)): native for native in self.columns}

    def names(self) -> dict[str, str]:
        """Folded heading -> native column; a column's own name wins over another's alias."""
        known: dict[str, str] = {}
        for native, others in self.aliases.items():
            for other in others if native not in self.own else ():
                known.setdefault(fold(other), native)
        known.update(self.exact())
        return known


@dataclass
class Heading:
    """The heading row that was found: where, and under which name each position is landed."""

    layout: Layout
    row: int
    landed: list[str]
    native: dict[str, int]
    notes: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    cells: tuple[str, ...] = ()

    @property
    def reach(self) -> int:
        """How many fields a row has at least that reaches the last required column."""
        return 1 + max((self.native[one] for one in self.layout.required if one in self.native), default=0)

    @property
    def missing(self) -> list[str]:
        own = self.layout.own
        return [own.get(column, column) for column in self.layout.required if column not in self.native]

    @property
    def absent(self) -> list[str]:
        """Columns of the contract that the file doesn't have and may lack."""
        missing = set(self.layout.required)
        own = self.layout.own
        return [
            own.get(one, one) for one in self.layout.columns if one not in self.native and one not in missing
        ]


def read_heading(layout: Layout, at: int, cells: Sequence[Any]) -> Heading:
    """Name every position of a row taken as the heading of `layout`."""
    known = layout.names()
    folded = [fold(cell) if cell is not None and cell != "" else "" for cell in cells]
    exact = layout.exact()
    native: dict[str, int] = {}
    for wanted in (exact, known):
        for position, name in enumerate(folded):
            column = wanted.get(name)
            if column is not None and column not in native:
                native[column] = position
    by_position = {position: column for column, position in native.items()}
    landed: list[str] = []
    extra: list[str] = []
    notes: list[str] = []
    taken = set(native)
    for position, name in enumerate(folded):
        if position in by_position:
            landed.append(by_position[position])
            continue
        label = "".join(one for one in str(cells[position]) if one.isprintable() and not one.isspace())
        # Names that begin so are those of our own columns beside a row.
        label = label.lstrip("_")
        if not name or not label:
            label = f"第{position + 1}列"
        repeated = known.get(name)
        unique, times = label, 1
        while unique in taken:
            times += 1
            unique = f"{label}#{times}"
        taken.add(unique)
        landed.append(unique)
        if repeated is not None:
            notes.append(
                f"heading {repeated} repeated: column {native[repeated] + 1} used, column {position + 1} kept as {unique}"
            )
        elif name:
            extra.append(unique)
    return Heading(layout, at, landed, native, notes, extra, tuple(folded))


def find_heading(layouts: Sequence[Layout], rows: Sequence[Sequence[Any]]) -> Heading | None:
    """The first row that has every required name of a table; else the row with most known names (at least two)."""
    best: tuple[int, Heading] | None = None
    for layout in layouts:
        known = layout.names()
        for at, cells in enumerate(rows[:HEADING_SEARCH_ROWS]):
            hits = len(
                {
                    known[name]
                    for name in (fold(one) for one in cells if isinstance(one, str))
                    if name in known
                }
            )
            if hits < 2:
                continue
            heading = read_heading(layout, at, cells)
            if not heading.missing and (len(layouts) == 1):
                return heading
            rank = hits + (1000 if not heading.missing else 0)
            if best is None or rank > best[0]:
                best = (rank, heading)
    return best[1] if best else None


class Frills:
    """Tells totals, signatures, repeated headings and blank rows from rows of the table, and counts them."""

    def __init__(self, heading: Heading) -> None:
        self._required = [heading.native[one] for one in heading.layout.required if one in heading.native]
        self._heading = heading.cells
        self._first = min(heading.native.values(), default=0)
        self.totals = 0
        self.blank = 0
        self.headings = 0

    def keeps(self, row: Sequence[Any]) -> bool:
        """Whether `row` is a row of the table."""
        filled = 0
        for position in self._required:
            if position < len(row) and row[position] not in (None, ""):
                filled += 1
        if filled == len(self._required) and filled:
            first = row[self._required[0]]
            suspect = type(first) is str and fold(first) == self._heading[self._required[0]]
            return not (suspect and self._counts_as_heading(row))
        return not self._counts_as_frill(row, filled)

    def _counts_as_frill(self, row: Sequence[Any], filled: int) -> bool:
        present = [
            cell for cell in row if cell is not None and not (isinstance(cell, str) and not cell.strip())
        ]
        if not present:
            self.blank += 1
            return True
        if self._counts_as_heading(row):
            return True
        texts = [fold(cell) for cell in present if isinstance(cell, str)]
        if texts and _TOTAL.fullmatch(texts[0]):
            self.totals += 1
            return True
        if 2 * filled >= len(self._required) and filled > 1:
            return False
        is_note = bool(texts) and bool(_NOTE.fullmatch(texts[0]))
        if is_note or any(_SIGNED.fullmatch(text) for text in texts):
            self.totals += 1
            return True
        return False

    def _counts_as_heading(self, row: Sequence[Any]) -> bool:
        if self._is_heading(row):
            self.headings += 1
            return True
        return False

    def _is_heading(self, row: Sequence[Any]) -> bool:
        same = differs = 0
        for cell, name in zip(row, self._heading, strict=False):
            if not name:
                continue
            if isinstance(cell, str) and fold(cell) == name:
                same += 1
            else:
                differs += 1
        return same > 1 and same >= differs
