"""A reader of the sources with code of its own: plain pandas over the files and tables as offices hand them in.

It shares nothing with the program, so that a figure of the ledger is held against the raw rows and not against itself. It leaves
out what it can't tell plainly, and says so: rows that name nobody, money whose period crosses the year or the ledger month.
"""

import csv
import html
import re
import sqlite3
import unicodedata
from pathlib import Path
from typing import Any

import pandas as pd

GROUPS = {"14": {"1", "2", "3"}}
"""Declared groups that the ledger counts, by province; elsewhere poverty-exit and monitored."""
USUAL = {"1", "2"}
PAID = "3"
SHEETS = (".xlsx", ".xls")
ONCE = "_ONCE|_AWARD|一次性|奖补"


def folded(value: Any) -> str:
    """Without blanks and in one width, as a clerk reads it."""
    if value is None or pd.isna(value):
        return ""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value))).upper()


def month_of(value: Any) -> int | None:
    """YYYYMM of however a month or a day is written."""
    digits = re.findall(r"\d+", folded(value))
    if not digits:
        return None
    if len(digits[0]) >= 6:
        return int(digits[0][:6])
    return int(digits[0]) * 100 + int(digits[1]) if len(digits) > 1 else None


def table(database: Path, name: str) -> pd.DataFrame:
    with sqlite3.connect(database) as connection:
        rows = pd.read_sql_query(f"SELECT * FROM {name}", connection, dtype=object)  # noqa: S608 a table of ours
    return rows.drop_duplicates()


def newest(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Of rows that replace each other the one that was written last."""
    ordered = rows.assign(written=rows["UPDATED_AT"].map(folded)).sort_values("written", kind="stable")
    return ordered.drop_duplicates(key, keep="last")


# --- people -------------------------------------------------------------------------------------------------------


def heads(database: Path, month: int) -> dict[str, tuple[int, int]]:
    """By workshop: people on the roster of the month, and those whom it declares in a group that the ledger counts."""
    rows = newest(table(database, "BFCJ_YGHMC"), "MXID")
    rows = rows[rows["NY"].map(month_of) == month]
    everybody: dict[str, set[str]] = {}
    declared: dict[str, set[str]] = {}
    cells = zip(rows["CJBH"], rows["AAC002"], rows["MXID"], rows["SBTP"], strict=True)
    for shop, number, row, group in cells:
        place, who = folded(shop), folded(number) or f"row {row}"
        everybody.setdefault(place, set()).add(who)
        if folded(group) in GROUPS.get(place[:2], USUAL):
            declared.setdefault(place, set()).add(who)
    return {shop: (len(people), len(declared.get(shop, ()))) for shop, people in everybody.items()}


# --- money --------------------------------------------------------------------------------------------------------


def amount(value: Any) -> int | None:
    """In fen."""
    text = folded(value).replace(",", "").replace("元", "")
    found = re.fullmatch(r"(\d+)(?:\.(\d{1,2})0*)?", text)
    return None if found is None else int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def finance(folder: Path) -> pd.DataFrame:
    """Every file of the finance office, as text."""
    return delivered(folder, "发放流水号").drop_duplicates("发放流水号", keep="last")


def delivered(folder: Path, key: str) -> pd.DataFrame:
    """Every file of a folder as text, below the row that holds the heading of the key."""
    frames = []
    for path in sorted(folder.iterdir()):
        if path.suffix in SHEETS:
            frames.append(_headed(_sheet(path), key))
        elif path.suffix == ".csv":
            frames.append(_headed(_csv(path), key))
    return pd.concat(frames, ignore_index=True)


def _sheet(path: Path) -> pd.DataFrame:
    """A workbook, or what a spreadsheet program opens in its place: a table of HTML or SpreadsheetML under the same ending."""
    if path.read_bytes()[:512].lstrip()[:1] != b"<":
        return pd.read_excel(path, header=None, dtype=str, engine="calamine")
    text = path.read_bytes().decode("utf-8-sig")
    rows = re.findall(r"<(?:tr|row)\b.*?</(?:tr|row)>", text, re.IGNORECASE | re.DOTALL)
    lines = [_cells(row) for row in rows]
    width = max(map(len, lines), default=0)
    return pd.DataFrame([line + [""] * (width - len(line)) for line in lines], dtype=object)


def _cells(row: str) -> list[str]:
    """The cells of a row; SpreadsheetML leaves out what is empty and numbers the cell that follows."""
    line: list[str] = []
    for marks, inside in re.findall(
        r"<(?:td|th|cell)\b([^>]*)>(.*?)</(?:td|th|cell)>", row, re.IGNORECASE | re.DOTALL
    ):
        place = re.search(r'Index="(\d+)"', marks)
        line += [""] * (int(place[1]) - 1 - len(line) if place else 0)
        line.append(html.unescape(re.sub(r"<[^>]+>", "", inside)))
    return line


def _csv(path: Path) -> pd.DataFrame:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = path.read_bytes().decode(encoding)
        except UnicodeDecodeError:
            continue
        lines = list(csv.reader(text.splitlines(), delimiter="\t" if "\t" in text else ","))
        width = max(map(len, lines), default=0)
        return pd.DataFrame([line + [""] * (width - len(line)) for line in lines], dtype=object)
    raise ValueError(path.suffix)


def _headed(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Below the row that holds the headings, which are compared without a star or a （必填）."""
    for at in range(len(rows)):
        names = [re.sub(r"[*]|[(（]必填[)）]", "", folded(value)) for value in rows.iloc[at]]
        if key in names:
            body = rows.iloc[at + 1 :].copy()
            body.columns = pd.Index(names)
            body = body.loc[:, ~body.columns.duplicated()]
            return body[body[key].map(folded) != ""]
    return pd.DataFrame(columns=[key])


def paid(database: Path, files: Path, month: int) -> dict[str, int]:
    """By workshop: fen paid for periods that lie wholly in the year up to the month; none where a period crosses its ends."""
    hrss = newest(table(database, "BTFF"), "BTID")
    hrss = hrss[hrss["ZT"].map(folded) == PAID]
    own = pd.DataFrame(
        {
            "shop": hrss["CJBH"].map(folded),
            "what": hrss["BTXM"].map(folded) + "|" + hrss["AAC002"].map(folded),
            "first": hrss["QSNY"].map(month_of),
            "last": hrss["ZZNY"].map(month_of),
            "on": hrss["FFRQ"].map(month_of),
            "fen": hrss["JE"].map(amount),
        }
    )
    rows = finance(files)
    other = pd.DataFrame(
        {
            "shop": rows["车间编号"].map(folded),
            "what": rows["补贴项目"].map(folded) + "|" + rows["身份证号"].map(folded),
            "first": rows["补贴起始月"].map(month_of),
            "last": rows["补贴截止月"].map(month_of),
            "on": rows["发放日期"].map(month_of),
            "fen": rows["金额"].map(amount),
        }
    )
    every = pd.concat([own, other], ignore_index=True)
    every = every[every["shop"] != ""]
    year = month // 100 * 100 + 1
    plain = every.dropna()
    within = plain[(plain["first"] >= year) & (plain["last"] <= month) & (plain["on"] <= month)]
    crossing = plain[
        ((plain["first"] < year) & (plain["last"] >= year))
        | ((plain["first"] <= month) & (plain["last"] > month))
        | (plain["on"] > month)
    ]
    # What is given once is one thing with what was paid of it in an earlier year.
    earlier = plain[(plain["first"] < year) & plain["what"].str.contains(ONCE)]
    left_out = {*every[every.isna().any(axis=1)]["shop"], *crossing["shop"], *earlier["shop"]}
    found: dict[str, int] = {}
    for shop, fen in zip(within["shop"], within["fen"], strict=True):
        if shop not in left_out:
            found[shop] = found.get(shop, 0) + int(fen)
    return found
