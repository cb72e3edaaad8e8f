"""What townships and counties hand in of procedures and inspections: one workbook, where a document sets deadlines.

Belongs here: steps of applications, notices, checks and closings, some of them late or missing. They follow from the
workshops alone, without a throw of the dice, so that the rest of a world stays as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from etl.months import last_day
from world import sheets
from world.model import Workshop
from world.story import World

COLUMNS = ("车间编号", "办件号", "事项", "日期", "备注")
AREA = "NM"
APPLICATION = (
    ("受理认定申请", -60),
    ("提出审查意见", -50),
    ("认定公示开始", -49),
    ("认定公示结束", -40),
    ("旗县收到认定申请", -38),
    ("旗县作出认定决定", 0),
)
CLOSING = (
    ("决定关停", 0),
    ("提出注销申请", 12),
    ("收到注销申请", 13),
    ("注销实地核查", 20),
    ("报送注销申请", 80),
)


def rows_of(world: World) -> list[list[str]]:
    """Every record up to the day of the export, in the order of its day."""
    shops = [shop for shop in world.workshops if shop.county.area == AREA and shop.recognised_on]
    rows = [row for place, shop in enumerate(shops) for row in _of_workshop(world, shop, place)]
    first, last = f"{world.first_month}01", f"{world.data_day:%Y%m%d}"
    rows = [row for row in rows if first <= row[3] <= last]
    return sorted(rows, key=lambda row: (row[3], row[0], row[2]))


def _of_workshop(world: World, shop: Workshop, place: int) -> Iterator[list[str]]:
    recognised = shop.recognised_on
    if recognised is None:
        raise ValueError("only recognised workshops have records")
    for step, days in APPLICATION:
        yield _row(shop, f"RD-{shop.workshop_id}", step, recognised + dt.timedelta(days=days))
    ends = [last_day(month) for month in world.months if month % 100 % 3 == 0]
    for number, end in enumerate(ends):
        # Every fourth workshop was passed over once.
        if (place + number) % 4:
            yield _row(shop, "", "苏木乡镇检查", end - dt.timedelta(days=20 + place % 30))
        if end.month % 6 == 0 and (place + number) % 5:
            yield _row(shop, "", "旗县查验核实", end - dt.timedelta(days=3 + place % 40), "半年查验")
    if place % 7 == 3:
        began = last_day(world.month(-5))
        for step, days in CLOSING[: 3 + place % 3]:
            yield _row(shop, f"ZX-{shop.workshop_id}", step, began + dt.timedelta(days=days))


def _row(shop: Workshop, case: str, step: str, day: dt.date, remark: str = "") -> list[str]:
    return [shop.workshop_id, case, step, f"{day:%Y%m%d}", remark]


def write(folder: Path, world: World) -> int:
    """The workbook, unless nobody has anything to hand in; the rows handed in."""
    rows = rows_of(world)
    if rows:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"就业帮扶车间办理记录_{world.data_day:%Y%m%d}.xlsx"
        sheets.write_xlsx(path, ["就业帮扶车间办理记录"], COLUMNS, rows)
    return len(rows)
