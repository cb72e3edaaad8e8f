"""检查核实表: what an inspection asks of a workshop and of its people, as a workbook that comes back by `hecha decide`.

What is asked, and which fact an answer becomes, stands in `visits.yaml`. Not here: reading it back (`etl/decisions/visited.py`).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.decisions.chinese import FACTS
from etl.decisions.visited import SHEET
from etl.publish.inspections import visits
from etl.publish.layout import Sheet, layout
from etl.publish.paper import new_file
from etl.publish.sheets import Book
from etl.publish.workbook import SheetWriter

Row = Mapping[str, Any]


def visits_name(unit: str, month: int) -> str:
    return visits().file.format(unit=unit, month=month)


def page() -> Sheet:
    """The sheet as it is laid out."""
    return Sheet(
        title="{unit}就业帮扶车间检查核实表（{month}）",
        rows_from="visits",
        columns=visits().columns,
        freeze=4,
        paper="A3",
        right="统计时间：截至{day}",
        note="检查结果填“是”或“否”，并填检查人、检查日期；没有填写的行不录入。数据提示不等于违规，请核实。",
        is_plain=True,
    )


def visits_book(path: Path, shops: pa.Table, people: pa.Table, month: int, unit: str) -> int:
    """The workbook of a county; the number of workshops in it. `shops`, `people`: the rows of `publish.visits` and `publish.visit_people`."""
    asked = list(_asked(shops.to_pylist(), people.to_pylist(), month))
    schema = pa.schema(
        [(one.column, pa.date32() if one.kind == "date" else pa.string()) for one in visits().columns]
    )
    table = pa.Table.from_pylist(asked, schema=schema)
    with new_file(path, f"检查核实表 {unit} {month}", layout()) as file:
        SheetWriter(file, page(), Book(month, {"visits": table}, {}, {}, has_previous=True), unit).write(
            SHEET, table, ""
        )
    return len(set(shops.column("workshop_id").to_pylist()))


def _asked(shops: list[Row], people: list[Row], month: int) -> Iterator[dict[str, Any]]:
    of_shop: dict[str, list[Row]] = {}
    for person in people:
        of_shop.setdefault(person["workshop_id"], []).append(person)
    met: set[str] = set()
    for shop in shops:
        visit = visits().visits[shop["visit"]]
        base = {
            "visit_zh": visit.zh + ("（逾期）" if shop["is_late"] else ""), "due_on": shop["due_on"], "clause": visit.clause,
            "workshop_id": shop["workshop_id"], "workshop_name": shop["workshop_name"], "month_text": str(month),
        }  # fmt: skip
        for name in visit.asks:
            ask = visits().asks[name]
            if not ask.only or shop["state"] == ask.only:
                yield {**base, "ask": ask.zh, "hint": _hint(name, shop), "fact": FACTS.get(ask.fact, "")}
        # Of a workshop that two inspections are due for, each person is looked up once.
        if shop["workshop_id"] not in met:
            met.add(shop["workshop_id"])
            yield from _of_people(base, of_shop.get(shop["workshop_id"], []))


def _of_people(base: Row, people: list[Row]) -> Iterator[dict[str, Any]]:
    ask, most = visits().person, visits().most
    for person in people[:most]:
        hint = "仅有申报，没有其他系统佐证" if person["verdict"] == "declared_only" else "现有数据不能判断"
        yield {
            **base, "name": person["name"], "id_shown": person["id_masked"], "ask": ask.zh, "hint": hint,
            "fact": FACTS[ask.fact], "row_ref": person["row_ref"],
        }  # fmt: skip
    if len(people) > most:
        yield {**base, "ask": f"另有{len(people) - most}人须核实，见台账“人员核实”"}


def _hint(name: str, shop: Row) -> str:
    if name == "production":
        return str(shop["risk"])
    if name == "people":
        return f"申报用工{shop['workers_declared']}人，申报脱贫人口等{shop['poverty_declared']}人，已核实{shop['poverty_confirmed']}人"
    if name in ("pay", "disputes") and shop["arrears"]:
        return f"{shop['arrears']}有查实的欠薪"
    if name == "pay" and shop["mean_pay"] is not None:
        return f"已核实人员月平均工资{shop['mean_pay']:.2f}元"
    return ""
