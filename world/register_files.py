"""The register as the counties hand it in: workbooks and lists of several shapes, with headings and days written each in its own way.

Not here: which rows are damaged and how (`dirt.py`).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from world import sheets
from world.dirt import Dirt
from world.model import Person
from world.places import COUNTIES, MISSING_REGISTER, County
from world.story import World

REGISTER = [
    "省",
    "市",
    "县",
    "乡",
    "村",
    "行政区划代码",
    "户编号",
    "人编号",
    "姓名",
    "曾用名",
    "证件类型",
    "证件号码",
    "性别",
    "出生日期",
    "民族",
    "与户主关系",
    "户类型",
    "脱贫年度",
    "监测对象类别",
    "识别监测时间",
    "风险是否已消除",
    "风险消除时间",
    "是否易地扶贫搬迁",
    "健康状况",
    "劳动技能",
    "在校生状况",
    "务工企业名称",
    "务工月数",
    "联系电话",
    "人员状态",
    "状态变更日期",
]
ALIASES = {
    "县": "县(市、区、旗)",
    "乡": "乡(镇)",
    "村": "行政村",
    "监测对象类别": "易返贫致贫户（监测对象）类型",
    "识别监测时间": "风险识别时间",
    "务工月数": "务工时间（月）",
}


def register_row(person: Person, day_style: str) -> list[Any]:
    id_text: Any = person.written_id or person.id_number
    if id_text.endswith("E+17"):
        id_text = float(id_text)
    elif id_text == "无":
        id_text = ""
    cleared = "" if person.is_cleared is None else "是" if person.is_cleared else "否"

    def day(value: dt.date | None) -> str:
        return day_style.format(value) if value else ""

    return [
        person.county.province,
        person.county.city,
        person.county.name,
        person.township,
        person.village,
        person.village_code,
        person.household_id,
        person.key,
        person.name,
        person.former_name,
        person.id_kind,
        id_text,
        person.sex,
        day(person.born_on),
        person.ethnic,
        person.relation,
        person.household_kind,
        str(person.exit_year) if person.exit_year else "",
        person.monitored_kind,
        day(person.monitored_from),
        cleared,
        day(person.cleared_on),
        "是" if person.is_relocated else "否",
        person.health,
        person.labour,
        person.schooling,
        "",
        "",
        person.phone,
        person.state,
        day(person.state_on),
    ]


DAY_STYLES = ("{0:%Y-%m-%d}", "{0:%Y%m%d}", "{0.year}/{0.month}/{0.day}", "{0.year}年{0.month}月{0.day}日")


def write_register(folder: Path, world: World, counts: Dirt) -> int:
    """One export a county, each in another shape; returns the rows handed in."""
    folder.mkdir(parents=True, exist_ok=True)
    handed_in = 0
    for place, county in enumerate(counties_of(world)):
        if county.code == MISSING_REGISTER:
            continue
        style = DAY_STYLES[place % len(DAY_STYLES)]
        people = [person for person in world.people if person.in_register and person.county is county]
        people.sort(key=lambda person: (person.village_code, person.household_id, person.key))
        rows = [register_row(person, style) for person in people]
        rows = _register_dirt(world, counts, rows)
        handed_in += len(rows)
        _write_shape(folder, world, county, place, rows)
    return handed_in


def _register_dirt(world: World, counts: Dirt, rows: list[list[Any]]) -> list[list[Any]]:
    rng, rates = world.rng, world.rates
    id_place = REGISTER.index("证件号码")
    out = []
    for row in rows:
        if isinstance(row[id_place], str) and row[id_place] and rng.random() < rates.register_id_apostrophe:
            row[id_place] = f"'{row[id_place]}"
        out.append(row)
        if rng.random() < rates.register_repeated:
            out.append(list(row))
            counts.repeats["monitoring.people"] += 1
    if rates.unreadable_per_county:
        broken = list(rng.choice(rows))
        broken[REGISTER.index("人编号")] = ""
        broken[REGISTER.index("姓名")], broken[id_place] = "张某某", ""
        out.insert(rng.randrange(len(out)), broken)
        counts.refuse("monitoring.people", "", "人编号")
    return out


def _write_shape(folder: Path, world: World, county: County, place: int, rows: list[list[Any]]) -> None:
    day = world.data_day
    stem = f"{county.name}_监测对象信息_{day:%Y%m%d}"
    title = "脱贫人口和监测对象信息"
    stamp = f"填报单位：{county.name}乡村振兴局　　导出时间：{day:%Y-%m-%d}"
    shape = place % 5
    starred = [f"{name}（必填）" if name in ("姓名", "户编号") else name for name in REGISTER]
    other_names = [ALIASES.get(name, name) for name in REGISTER]
    if shape == 0:
        broken = [name.replace("证件号码", "证件\n号码") for name in REGISTER]
        tail = [["合计", str(len(rows))], ["制表人：", "", "审核人："]]
        sheets.write_xlsx(folder / f"{stem}.xlsx", [title, stamp], broken, rows, tail)
    elif shape == 1:
        sheets.write_xml_xls(folder / f"{stem}.xls", [title], REGISTER, rows)
    elif shape == 2:
        sheets.write_csv(folder / f"{stem}.csv", [title], starred, rows, encoding="gb18030")
    elif shape == 3:
        sheets.write_html_xls(folder / f"{stem}.xls", [title, stamp], other_names, rows)
    else:
        doubled = [*REGISTER, "备注", "风险是否已消除"]
        again = REGISTER.index("风险是否已消除")
        tail = [["合计", str(len(rows))]]
        sheets.write_csv(
            folder / f"{stem}.csv",
            [],
            doubled,
            [[*row, "", row[again]] for row in rows],
            tail,
            encoding="utf-8-sig",
        )


def counties_of(world: World) -> list[County]:
    return [COUNTIES[code] for code in world.size.counties]
