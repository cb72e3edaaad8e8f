"""The whole area's workbook and all counties' at once: seconds, memory, and the split at the row limit.

    python -m bench.workbook --size county --copies 45 --workers 3 --folder /tmp/bench

Reads the tables of all steps (bench.scaled says what is synthetic about them, and about `--workers`); `tables` makes the
published tables and the rows of the sheets of them, which it lays down for the others; `whole` and `counties` write the
workbooks as a release does, `split` writes the whole area's again with a row limit below its longest sheet, and the
measurement fails where that workbook lacks a row or does not say the split in words. Each in a process of its own. The peer
is the shown columns of the same rows written by xlsxwriter with nothing but their values.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bench import measure, scaled

if TYPE_CHECKING:
    from etl.publish.sheets import Book

MODULE = "bench.workbook"
SIDES = ("tables", "whole", "counties", "split", "plain")
ROWS = "rows-of-sheets"


def tables(base: scaled.Base, folder: Path) -> None:
    """The measured side that is no workbook yet: published tables, and the rows of the sheets."""
    from bench.asked_release import give, request_of
    from etl.config import load_config
    from etl.engine.warehouse import Settings, open_warehouse
    from etl.publish.release import make_tables
    from etl.publish.sheets import book, county_names

    measure.quiet_garbage()
    clock = measure.Clock()
    config = load_config(base.config)
    settings = Settings(threads=measure.THREADS)
    with TemporaryDirectory() as scratch, open_warehouse(settings, Path(scratch)) as warehouse:
        give(warehouse, folder, config, scaled.MONTH)
        with clock.part("tables"):
            make_tables(warehouse, request_of(config, scaled.MONTH), ["internal"])
            rows = book(warehouse, scaled.MONTH, county_names(warehouse))
        _lay_down(rows, folder / ROWS)
    shops, people = (rows.sheets[sheet].num_rows for sheet in ("ledger", "people"))
    measure.answer(clock, people, workshops=shops, books=0)


def written(name: str, folder: Path) -> None:
    """A measured side that writes workbooks."""
    measure.quiet_garbage()
    clock = measure.Clock()
    rows = _laid_down(folder / ROWS)
    with TemporaryDirectory() as scratch:
        with clock.part("written"):
            said = WRITERS[name](rows, Path(scratch))
        if name == "split":
            _check_split(Path(scratch) / "split.xlsx", said["lines"])
        size = sum(path.stat().st_size for path in Path(scratch).glob("*.xlsx"))
    shops, people = (rows.sheets[sheet].num_rows for sheet in ("ledger", "people"))
    measure.answer(clock, people, workshops=shops, size_mb=size // 1_000_000, **said)


def _lay_down(rows: "Book", folder: Path) -> None:
    import pyarrow.parquet as pq

    folder.mkdir(exist_ok=True)
    for what, parts in (("sheet", rows.sheets), ("block", rows.blocks)):
        for name, table in parts.items():
            pq.write_table(table, folder / f"{what}-{name}.parquet")
    (folder / "names.json").write_text(json.dumps(dict(rows.county_names)), encoding="utf-8")


def _laid_down(folder: Path) -> "Book":
    import pyarrow.parquet as pq

    from etl.publish.sheets import Book

    parts: dict[str, dict[str, Any]] = {"sheet": {}, "block": {}}
    for path in sorted(folder.glob("*.parquet")):
        what, _, name = path.stem.partition("-")
        parts[what][name] = pq.read_table(path)
    names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    return Book(scaled.MONTH, parts["sheet"], parts["block"], names)


def _whole(rows: "Book", folder: Path) -> dict[str, Any]:
    from etl.publish import workbook

    written = workbook.write_workbook(folder / "whole.xlsx", rows, "全部")
    return {"lines": sum(written.values()), "books": 1}


def _counties(rows: "Book", folder: Path) -> dict[str, Any]:
    from etl.publish import workbook

    written = 0
    for county in rows.counties:
        counted = workbook.write_workbook(folder / f"{county}.xlsx", rows.of_county(county), county)
        written += sum(counted.values())
    return {"lines": written, "books": len(rows.counties)}


def _split(rows: "Book", folder: Path) -> dict[str, Any]:
    """With the longest sheet cut into three: every row must be there, and each part must say that it is one."""
    from etl.publish import workbook

    longest = max(table.num_rows for table in rows.sheets.values())
    workbook.write_workbook(folder / "split.xlsx", rows, "全部", row_limit=longest // 3 + 1)
    return {"lines": longest, "books": 1}


def _check_split(path: Path, longest: int) -> None:
    from python_calamine import CalamineWorkbook

    words = f"本表共{longest}行"
    opened = CalamineWorkbook.from_path(path)
    parts = 0
    for name in opened.sheet_names:
        head = opened.get_sheet_by_name(name).to_python(nrows=12)
        parts += any(words in str(cell) for row in head for cell in row)
    if parts != 3:
        raise RuntimeError(f"a sheet of {longest} rows should stand on 3 sheets that say so, found {parts}")


def _plain(rows: "Book", folder: Path) -> dict[str, Any]:
    """The columns that the workbook shows, as the values they are."""
    import xlsxwriter

    from etl.publish.layout import layout

    written = 0
    options = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(folder / "plain.xlsx"), options) as book:
        for plan in layout().sheets.values():
            table = rows.sheets.get(plan.rows_from)
            if table is None:
                continue
            sheet = book.add_worksheet()
            shown = [one.column for one in plan.columns if one.column in table.column_names]
            for number, row in enumerate(_rows(table.select(shown))):
                for place, value in enumerate(row):
                    if isinstance(value, int):
                        sheet.write_number(number, place, value)
                    elif value is not None:
                        sheet.write_string(number, place, str(value))
                written += 1
    return {"lines": written, "books": 1}


def _rows(table: Any) -> Iterator[tuple[Any, ...]]:
    for batch in table.to_batches(20_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


WRITERS = {"whole": _whole, "counties": _counties, "split": _split, "plain": _plain}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    scaled.arguments(parser)
    parser.add_argument("--times", type=int, default=1, help="interleaved runs, of which the median counts")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--workers", type=int, default=1, help="how many times over every worker stands")
    asked = parser.parse_args()
    with measure.working_folder(asked.folder) as folder:
        steps = scaled.scaled_tables(folder, asked.size, asked.copies, asked.workers)
        if asked.side == "tables":
            tables(scaled.base_of(folder, asked.size), steps)
            return
        if asked.side is not None:
            written(asked.side, steps)
            return
        scaled.prepare(folder, asked.size, asked.copies, "ledger", workers=asked.workers)
        size = ("--size", asked.size, "--copies", asked.copies, "--workers", asked.workers)
        sides = {name: partial(measure.run_side, MODULE, name, "--folder", folder, *size) for name in SIDES}
        told(measure.interleaved(sides, asked.times))


def told(runs: Mapping[str, measure.Run]) -> None:
    plain = runs["plain"].seconds
    measure.print_table(
        ("what", "workshops", "people", "books", "s", "times plain", "peak MB", "written MB"),
        [
            (
                name,
                f"{run.said['workshops']:,}",
                f"{run.rows:,}",
                run.said["books"],
                measure.seconds(run.seconds),
                "" if name == "tables" else f"{run.seconds / plain:.2f}",
                run.peak_mb,
                run.said.get("size_mb", ""),
            )
            for name, run in runs.items()
        ],
    )


if __name__ == "__main__":
    main()
