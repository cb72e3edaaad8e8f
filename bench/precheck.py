"""A payment batch before it is paid: `hecha precheck` over a workbook of planned rows, from start to the marked copy.

    python -m bench.precheck --rows 20000

The store is that of a stand-in world's ledger month (bench.scaled), the command is the one that an official runs, in a process
of its own. The planned rows are synthetic: every payment and claim of a person that the store knows, planned again for the next
months in turn under its own name and number, until there are enough of them; so most rows are to be found fault with. The peer
is reading the same workbook and writing its values back, which is what the command does with nothing to check.
"""

import argparse
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import duckdb

from bench import measure, scaled
from etl import months

MODULE = "bench.precheck"
HEADINGS = (
    "批次号",
    "补贴项目",
    "受益对象类型",
    "车间编号",
    "统一社会信用代码",
    "姓名",
    "身份证号",
    "补贴起始月",
    "补贴截止月",
    "金额",
    "资金来源",
    "发放部门",
    "银行账号",
)
KNOWN = """
SELECT b.scheme, b.workshop_id, b.uscc, f.name, f.id_text, b.amount::VARCHAR, b.fund, b.office, f.account
FROM read_parquet('{verify}/benefits.parquet') AS b
JOIN read_parquet('{conform}/forms.parquet') AS f USING (form)
WHERE f.id_text IS NOT NULL AND f.name IS NOT NULL ORDER BY b.row_ref
"""


def make_list(base: scaled.Base, target: Path, rows: int) -> None:
    """The workbook of planned payments."""
    import xlsxwriter

    with duckdb.connect() as database:
        query = KNOWN.format(verify=base.tables / "verify", conform=base.tables / "conform")
        known = database.execute(query).fetchall()
    with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("发放清单")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(rows):
            scheme, shop, uscc, name, id_text, amount, fund, office, account = known[number % len(known)]
            month = str(months.add(scaled.MONTH, 1 + number // len(known) % 6))
            planned = (
                f"PC{number // 500:05d}",
                scheme,
                "个人",
                shop,
                uscc,
                name,
                id_text,
                month,
                month,
                amount,
                fund,
                office,
                account,
            )
            for place, value in enumerate(planned):
                sheet.write_string(number + 1, place, value or "")


def checked(base: scaled.Base, planned: Path) -> None:
    """The measured side: the command itself, told from outside."""
    clock = measure.Clock()
    target = planned.with_name(f"{planned.stem}_核查.xlsx")
    target.unlink(missing_ok=True)
    command = [sys.executable, "-m", "cli.main", "precheck", "--config", str(base.config)]
    command += ["--store", str(base.store), "--list", str(planned)]
    with clock.part("precheck"):
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    child.returncode = code
    if code not in {0, 1} or not target.is_file():
        raise RuntimeError(f"hecha precheck ended with {code}")
    told, rows = _told(target)
    measure.answer(clock, rows, told=told, peak_mb=used.ru_maxrss // 1024)


def _told(path: Path) -> tuple[int, int]:
    """Rows in doubt, and all rows."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(1).to_python()
    return sum(1 for row in rows[1:] if row[len(HEADINGS) : len(HEADINGS) + 1] == ["有疑点"]), len(rows) - 1


def rewritten(planned: Path) -> None:
    """The peer."""
    clock = measure.Clock()
    with clock.part("written"):
        from cli.planned_book import write_beside

        write_beside(planned, planned.with_name("rewritten.xlsx"), {}, scaled.MONTH)
    measure.answer(clock, 0)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=2_000)
    parser.add_argument(
        "--folder", type=Path, help="keep the prepared store here and use the one that is there"
    )
    parser.add_argument("--size", choices=scaled.SIZES, default="demo", help="world of the store")
    parser.add_argument("--times", type=int, default=1, help="interleaved runs, of which the median counts")
    parser.add_argument("--side", choices=("precheck", "rewrite"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    with measure.working_folder(asked.folder) as folder:
        base = scaled.base_of(folder, asked.size)
        planned = folder / f"planned-{asked.size}-{asked.rows}.xlsx"
        if asked.side == "precheck":
            checked(base, planned)
            return
        if asked.side == "rewrite":
            rewritten(planned)
            return
        os.environ["GATEWAY_SECRET"] = scaled.SECRET
        scaled.prepare(folder, asked.size, 1, "rules", is_standing=True)
        make_list(base, planned, asked.rows)
        given = ("--folder", folder, "--size", asked.size, "--rows", asked.rows)
        sides = {name: partial(measure.run_side, MODULE, name, *given) for name in ("precheck", "rewrite")}
        runs = measure.interleaved(sides, asked.times)
    ours, peer = runs["precheck"], runs["rewrite"]
    measure.print_table(
        ("planned rows", "with findings", "s", "rewriting alone s", "times", "peak MB"),
        [
            (
                f"{ours.rows:,}",
                f"{ours.said['told']:,}",
                measure.seconds(ours.seconds),
                measure.seconds(peer.seconds),
                f"{ours.seconds / peer.seconds:.1f}",
                ours.said["peak_mb"],
            )
        ],
    )


if __name__ == "__main__":
    main()
