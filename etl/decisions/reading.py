"""Workbooks and CSV files of decisions, read row by row: a bad row names file, row and column, and nothing is taken.

Not here: what is done with the rows (`keeping.py`).
"""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from etl.decisions.form import CASE, COLUMNS, FOR_THE_EYE, Decision
from etl.decisions.reached import answered, is_of_those_reached
from etl.decisions.row import NO_MORE_FACTS, Fault, RowReader
from etl.decisions.visited import found as found_on_a_visit
from etl.decisions.visited import is_of_a_visit

ENDINGS = (".xlsx", ".csv")
MOST_BYTES = 50 << 20
_ANSWERED = frozenset(("answer", "by", "on", "why"))


class UnreadableError(ValueError):
    """A workbook that must not or can't be read; says why, never a cell."""


Workbook = Callable[[Path], Iterable[tuple[str, int, Sequence[Any]]]]
"""Reads a workbook's sheets: names, row numbers and cells. Who hands it in keeps the file away from this process."""
Row = tuple[str, int, list[str]]


@dataclass(frozen=True)
class Placed:
    """A decision and where it stands."""

    file: str
    row: int
    decision: Decision


class DecisionsError(ValueError):
    """Files of which nothing is taken; `faults` has every fault of every file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))


def parse_file(path: Path, workbook: Workbook, facts: Mapping[str, str] = NO_MORE_FACTS) -> list[Decision]:
    """The decisions of a workbook or CSV.

    Raises:
        DecisionsError: with every fault; then nothing of the file counts.
    """
    found, faults = parse_placed(path, workbook, facts)
    if faults:
        raise DecisionsError(faults)
    return [one.decision for one in found]


def parse_placed(
    path: Path, workbook: Workbook, facts: Mapping[str, str] = NO_MORE_FACTS
) -> tuple[list[Placed], list[Fault]]:
    """The decisions of a file each with its place, and the faults of its other rows. `facts`: those that a site's policy declares.

    Raises:
        DecisionsError: the file or its heading can't be read.
    """
    found: list[Placed] = []
    faults: list[Fault] = []
    sheets = [(place, list(rows)) for place, rows in groupby(_rows(path, workbook), key=itemgetter(0))]
    if not sheets:
        raise DecisionsError([Fault(path.name, 1, "(heading)", "the file is empty")])
    returned = {place: answered for place, rows in sheets if is_of_those_reached(rows)}
    returned |= {place: found_on_a_visit for place, rows in sheets if is_of_a_visit(rows)}
    for number, (place, rows) in enumerate(sheets):
        # Behind the first sheet may stand some that are for the eye alone; a release's workbook has one that comes back.
        if (answers := returned.get(place)) is not None:
            good, bad = _returned(place, answers(rows))
        elif (number == 0 and not returned) or _is_list(rows[0][2]):
            good, bad = _sheet(place, rows, facts)
        else:
            continue
        found += good
        faults += bad
    return found, faults


def _sheet(place: str, rows: Sequence[Row], facts: Mapping[str, str]) -> tuple[list[Placed], list[Fault]]:
    """The decisions of one sheet: a heading, and a row each."""
    found: list[Placed] = []
    faults: list[Fault] = []
    _, line, cells = rows[0]
    names = _headings(place, line, cells)
    for _, number, row in rows[1:]:
        values = {
            name: text for name, text in zip(names, row, strict=False) if name and name != CASE and text
        }
        if not _ANSWERED & values.keys():
            # An open case of the template that nobody has answered yet.
            continue
        beyond = [text for text in row[len(names) :] if text]
        reader = RowReader(place, number, values, facts)
        if beyond:
            reader.fault("(beyond the heading)", "a value without a heading over it")
        decision = reader.decision()
        faults += reader.faults
        if decision is not None:
            found.append(Placed(place, number, decision))
    return found, faults


def _returned(name: str, answers: Iterable[tuple[int, dict[str, str]]]) -> tuple[list[Placed], list[Fault]]:
    """What people wrote on a sheet of ours: what was done for those whom it lists, what an inspection found."""
    found: list[Placed] = []
    faults: list[Fault] = []
    for number, values in answers:
        reader = RowReader(name, number, values)
        decision = reader.decision()
        faults += reader.faults
        if decision is not None:
            found.append(Placed(name, number, decision))
    return found, faults


def parse_files(
    paths: Iterable[Path], workbook: Workbook, facts: Mapping[str, str] = NO_MORE_FACTS
) -> list[Decision]:
    """The decisions of several files; the faults of all of them together."""
    found: list[Decision] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            found += parse_file(path, workbook, facts)
        except DecisionsError as error:
            faults += error.faults
    if faults:
        raise DecisionsError(faults)
    return found


def files_of(folder: Path, pattern: str = "*") -> list[Path]:
    """The decision files of a folder, in the order of their names."""
    if folder.is_file():
        return [folder]
    return sorted(
        path
        for path in folder.glob(pattern)
        if path.is_file() and path.suffix.lower() in ENDINGS and not path.name.startswith((".", "~$"))
    )


def _rows(path: Path, workbook: Workbook) -> Iterator[Row]:
    """File (and sheet), row number and the trimmed text of each cell; rows without text are passed over."""
    if path.suffix.lower() not in ENDINGS:
        raise DecisionsError([Fault(path.name, 1, "(file)", f"must end in one of: {', '.join(ENDINGS)}")])
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DecisionsError([Fault(path.name, 1, "(file)", f"larger than {MOST_BYTES >> 20} MB")])
        content = path.read_bytes()
    except OSError as error:
        raise DecisionsError([Fault(path.name, 1, "(file)", f"can't be read: {error.strerror}")]) from None
    rows = _workbook(path, workbook) if path.suffix.lower() == ".xlsx" else _delimited(path.name, content)
    first = ""
    for sheet, number, row in rows:
        first = first or sheet
        cells = [text_of(cell) for cell in row]
        if any(cells):
            yield path.name if sheet == first else f"{path.name} [{sheet}]", number, cells


def _workbook(path: Path, workbook: Workbook) -> Iterator[tuple[str, int, Sequence[Any]]]:
    try:
        yield from workbook(path)
    except UnreadableError as error:
        raise DecisionsError([Fault(path.name, 1, "(file)", str(error))]) from None


def _delimited(name: str, content: bytes) -> Iterator[tuple[str, int, Sequence[Any]]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise DecisionsError([Fault(name, 1, "(file)", "is neither UTF-8 nor GB18030")])
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            yield "", reader.line_num, row
    except csv.Error:
        raise DecisionsError([Fault(name, reader.line_num, "(line)", "is not CSV")]) from None


def text_of(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return repr(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()


def _is_list(cells: Sequence[str]) -> bool:
    """Whether a sheet's first row heads decisions."""
    return any({"answer", COLUMNS["answer"]} & {cell.casefold(), *cell.casefold().split()} for cell in cells)


def _headings(name: str, line: int, cells: Sequence[str]) -> list[str]:
    by_heading = {heading.casefold(): column for column, heading in COLUMNS.items()}
    by_heading |= {column: column for column in COLUMNS}
    by_heading |= dict.fromkeys((CASE, *FOR_THE_EYE), CASE)
    names: list[str] = []
    faults: list[Fault] = []
    for position, cell in enumerate(cells, start=1):
        # The template writes both: "kind 类别".
        column = next(
            (by_heading[part] for part in (cell.casefold(), *cell.casefold().split()) if part in by_heading),
            "",
        )
        if cell and not column:
            faults.append(
                Fault(name, line, f"number {position}", f"unknown heading; allowed: {', '.join(COLUMNS)}")
            )
        if column and column != CASE and column in names:
            faults.append(Fault(name, line, column, "the heading stands twice"))
        names.append(column)
    faults += [
        Fault(name, line, column, "the heading is missing")
        for column in ("kind", "answer", "by", "on", "why")
        if column not in names
    ]
    if faults:
        raise DecisionsError(faults)
    return names
