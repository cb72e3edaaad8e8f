"""What of a file was landed and what was not, held against a count of its lines or rows; quotation marks that are amiss.

A stray quotation mark makes one cell of all that stands up to the next one. Between two cells of the same column lie exactly
as many separators as a row has, so a row that swallowed others is as wide as any: it is told by what its cell holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from connectors.files.guard import RefusalError
from connectors.files.readers import Sheet


@dataclass(frozen=True)
class Met:
    """Rows of one sheet by what became of them."""

    titles: int = 0
    heading: int = 0
    rows: int = 0
    totals: int = 0
    repeated_headings: int = 0
    blank: int = 0
    set_aside: int = 0

    @property
    def all(self) -> int:
        return sum(asdict(self).values())


def balanced(sheet: Sheet, met: Met, reason: str = "") -> dict[str, Any]:
    """The sums of a sheet for the receipt; a RefusalError where they are not what is there."""
    total, breaks = sheet.tally.total, sheet.tally.breaks
    if total is not None and total != met.all + breaks:
        unit = sheet.tally.unit
        raise RefusalError(
            f"it has {total} {unit}, but only {met.all + breaks} of them can be accounted for; save it again"
        )
    said: dict[str, Any] = {
        "unit": sheet.tally.unit,
        "total": met.all + breaks,
        "breaks": breaks,
        **asdict(met),
    }
    if sheet.name:
        said["sheet"] = sheet.name
    if reason:
        said["reason"] = reason
    return said


def added(files: Iterable[Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """The sums of all sheets of all files, by unit: what was there is what became of it."""
    whole: dict[str, Any] = {}
    for sheet in (one for sheets in files for one in sheets):
        into = whole.setdefault(str(sheet["unit"]), {})
        for name, value in sheet.items():
            if isinstance(value, int):
                into[name] = into.get(name, 0) + value
    return whole


class Quotes:
    """Looks at the rows of a delimited file: at quoted cells that hold line breaks or separators, at breaks in cells that are not quoted.

    `reach`: the fields of a row that reaches the last required column.
    """

    def __init__(self, sheet: Sheet, width: int, reach: int = 0) -> None:
        self._separator = sheet.separator
        self._tally = sheet.tally
        self._broken = sheet.tally.broken
        self._width = width
        self._reach = reach
        self._pieces: list[tuple[int, int]] = []
        self._short = 0
        self._last = (0, 0)
        self._narrowest = width
        self._is_behind_broken = False

    def meet(self, number: int, cells: Sequence[Any]) -> None:
        """One row of the table."""
        if self._separator is None:
            return
        fields = len(cells)
        is_broken = number in self._broken
        if fields != self._width and (is_broken or self._is_behind_broken):
            raise RefusalError(
                f"line {number} is not as wide as the heading, and a quoted cell there runs over several lines; "
                "a quotation mark is amiss"
            )
        self._last = (number, fields)
        self._refuse_pieces(number, fields)
        if fields < self._width:
            self._short += 1
            self._refuse_merged(number, cells)
            if 2 * fields > self._width:
                self._narrowest = min(self._narrowest, fields)
        self._is_behind_broken = is_broken

    def _refuse_pieces(self, number: int, fields: int) -> None:
        """Rows behind one another that make up one: a cell that is not quoted holds a line break."""
        if fields >= self._width:
            self._pieces.clear()
            return
        self._pieces = [*self._pieces[-3:], (number, fields)]
        whole, is_reached = 1, True
        for count, (line, part) in enumerate(reversed(self._pieces), start=1):
            whole += part - 1
            is_reached = is_reached and part >= self._reach
            if count > 1 and whole == self._width and not is_reached:
                raise RefusalError(
                    f"line {line} and those up to line {number} are pieces of one row: a cell there holds a line break; "
                    "put quotation marks around it, or hand the table in as .xlsx"
                )

    def _refuse_merged(self, number: int, cells: Sequence[Any]) -> None:
        """A row that lacks as many fields as its quoted cells hold separators."""
        separator = str(self._separator)
        held = sum(cell.count(separator) for cell in cells if isinstance(cell, str) and separator in cell)
        if held and held >= self._width - len(cells):
            raise RefusalError(
                f"line {number} has fewer fields than the heading, and a quoted cell in it holds separators; "
                "a quotation mark is amiss"
            )

    def judge(self) -> None:
        """When every row has been met: no broken cell may hold as many separators as a row has."""
        number, fields = self._last
        is_cut = number == self._tally.total and not self._tally.is_ended and fields < self._width
        if self._separator is not None and is_cut and self._short == 1:
            raise RefusalError(
                f"its last line has {fields} of {self._width} fields and no end: it is cut short; hand it in again"
            )
        for number, broken in self._broken.items():
            if broken.separators >= max(self._narrowest - 1, 1):
                last = number + broken.lines - 1
                raise RefusalError(
                    f"a quoted cell that begins in line {number} runs to line {last} and holds whole rows; "
                    "a quotation mark is amiss, or hand the table in as .xlsx"
                )
