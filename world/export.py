"""From facts to what each source delivers: native rows, then files, exchange database, registry, configuration.

Belongs here: native codes and column order, formats as the real systems have them. Nothing here decides what
is true; the dirt it adds is counted by dirt.py.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from etl.months import last_day
from world import dirt, sheets
from world.dirt import Dirt
from world.model import Cells, Claim, Person, RosterRow, Workshop
from world.places import COUNTIES, MISSING_REGISTER, PROVINCE_OFFICE, SUPERVISING_OFFICE, County
from world.story import World

TABLES: dict[str, str] = {
    "BFCJ_JBXX": "CJBH CJMC TYSHXYDM XZQHDM DZ FZR FZRZJHM LXDH CJLX MJ JGXM SCGM CDXZ SFJJ KGRQ TCRQ HFRQ RDRQ RDJG ZSBH JGDW ZT ZTRQ TZZE NJYSR UPDATED_AT",
    "BFCJ_YGHMC": "MXID CJBH NY AAC003 AAC002 LXDH SBTP GWLB HTLX HTQSRQ HTZZRQ CQTS GZ FFRQ YWXBF YHZH UPDATED_AT",
    "JYDJ": "DJBH AAC002 AAC003 AAB998 AAB004 AAE030 AAE031 UPDATED_AT",
    "LDHT": "HTBH AAC002 AAC003 AAB998 HTLX AAE030 AAE031 JCRQ UPDATED_AT",
    "GYXGW": "GWBH AAC002 AAC003 GWMC AAB301 AAE030 AAE031 ZJLY YBT UPDATED_AT",
    "PXSMZ": "PXBH BCBH CJBH AAC002 AAC003 KSRQ JSRQ PXTS UPDATED_AT",
    "BTFF": "BTID PCBH BTXM BTDX CJBH AAB998 AAC002 AAC003 QSNY ZZNY JE ZJLY FFBM ZT FFRQ YHZH XMBH UPDATED_AT",
    "AC43": "AAC001 AAC002 AAC003 AAB001 AAB998 AAB004 AAE140 AAE003 AAE180 DWJE GRJE AAE111 DZRQ UPDATED_AT",
    "AC60": "DYBH AAC002 AAC003 DYLX AAE041 AAE042 UPDATED_AT",
}
SOURCES: dict[str, str] = {
    "BFCJ_JBXX": "hrss.workshops",
    "BFCJ_YGHMC": "hrss.rosters",
    "JYDJ": "hrss.employment",
    "LDHT": "hrss.contracts",
    "GYXGW": "hrss.public_posts",
    "PXSMZ": "hrss.training",
    "BTFF": "hrss.subsidies",
    "AC43": "social_insurance.contributions",
    "AC60": "social_insurance.pensions",
}
PADDED = {"AAC002": 20, "FZRZJHM": 20, "XZQHDM": 12}
AMOUNTS = {"GZ", "JE", "AAE180", "DWJE", "GRJE"}
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
PAYMENTS = [
    "发放流水号",
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
    "发放日期",
    "银行账号",
    "项目编号",
]
ENTITIES = [
    "UNISCID",
    "REGNO",
    "ENTNAME",
    "ENTTYPE",
    "LEREP",
    "CERNO",
    "ESTDATE",
    "REGSTATE",
    "STATEDATE",
    "REGCAP",
    "DOM",
    "OPSCOPE",
    "TEL",
    "REGORG",
    "UPDATED_AT",
]
SCHEME_NAMES = {
    "PUBLIC_POST": "公益性岗位补贴",
    "TRAVEL": "跨省务工交通补助",
    "LABOUR_ALLOWANCE": "劳务补助",
    "ABSORB_YEARLY": "就业帮扶车间带动就业补贴",
    "OTHER": "耕地地力保护补贴",
}
FUND_NAMES = {
    "EMPLOYMENT": "就业补助资金",
    "RURAL": "财政衔接推进乡村振兴补助资金",
    "COUNTY": "县级财政资金",
}
MAPPED_NAMES = {"就业帮扶车间带动就业补贴": "ABSORB_YEARLY", "耕地地力保护补贴": "OTHER"}
KIND_ZH = {"person": "个人", "workshop": "车间", "agency": "机构"}
MINIMUM_WAGES = {"45": "1430.00", "14": "1780.00", "52": "1570.00", "15": "1850.00"}
INVENTED = "世界参数（非真实文件）"


# -- native rows --------------------------------------------------------------------------------------------


def workshop_row(world: World, shop: Workshop) -> Cells:
    return {
        "CJBH": shop.workshop_id,
        "CJMC": shop.name,
        "TYSHXYDM": shop.operator.uscc,
        "XZQHDM": shop.area_code,
        "DZ": shop.address,
        "FZR": shop.manager_name,
        "FZRZJHM": shop.manager_id,
        "LXDH": shop.phone,
        "CJLX": shop.kind,
        "MJ": str(shop.floor_area),
        "JGXM": shop.product,
        "SCGM": "小型" if shop.floor_area > 500 else "微型",
        "CDXZ": shop.premises,
        "SFJJ": "是" if shop.is_seasonal else "否",
        "KGRQ": _compact(shop.opened_on),
        "TCRQ": _compact(shop.stopped_on),
        "HFRQ": _compact(shop.resumed_on),
        "RDRQ": _compact(shop.recognised_on),
        "RDJG": f"{shop.county.name}{PROVINCE_OFFICE}",
        "ZSBH": shop.certificate,
        "JGDW": f"{shop.county.name}{SUPERVISING_OFFICE}",
        "ZT": shop.state,
        "ZTRQ": _compact(shop.state_on),
        "TZZE": str(shop.investment),
        "NJYSR": str(shop.revenue),
        "UPDATED_AT": world.at(),
    }


def roster_row(row: RosterRow) -> Cells:
    day = last_day(row.month)
    return {
        "MXID": row.key,
        "CJBH": row.workshop.workshop_id,
        "NY": str(row.month),
        "AAC003": row.name,
        "AAC002": row.id_text,
        "LXDH": row.phone,
        "SBTP": row.declared,
        "GWLB": row.post,
        "HTLX": row.contract_kind,
        "HTQSRQ": str(row.contract_from) if row.contract_from and row.contract_kind != "0" else None,
        "HTZZRQ": str(row.contract_to) if row.contract_to and row.contract_kind != "0" else None,
        "CQTS": "22",
        "GZ": str(row.pay),
        "FFRQ": str(day.replace(day=25)),
        "YWXBF": str(row.premium),
        "YHZH": row.account,
        "UPDATED_AT": row.updated,
    }


def claim_row(claim: Claim) -> Cells:
    person = claim.person
    return {
        "BTID": claim.key,
        "PCBH": claim.batch,
        "BTXM": claim.scheme,
        "BTDX": {"person": "1", "workshop": "2", "agency": "3"}[claim.kind],
        "CJBH": claim.workshop.workshop_id if claim.workshop else None,
        "AAB998": claim.uscc or None,
        "AAC002": person.id_number if person else None,
        "AAC003": person.name if person else None,
        "QSNY": str(claim.from_month),
        "ZZNY": str(claim.to_month),
        "JE": str(claim.amount),
        "ZJLY": claim.fund,
        "FFBM": PROVINCE_OFFICE,
        "ZT": claim.state,
        "FFRQ": str(claim.paid_on) if claim.paid_on else None,
        "YHZH": claim.account,
        "XMBH": claim.project or None,
        "UPDATED_AT": claim.updated,
    }


def _compact(day: dt.date | None) -> str | None:
    return f"{day:%Y%m%d}" if day else None


def entity_rows(world: World) -> list[Cells]:
    rows = []
    for operator in world.operators:
        values = (
            operator.uscc,
            None,
            operator.name,
            operator.kind,
            operator.legal.name,
            operator.legal.id_number,
            str(operator.founded_on),
            operator.state,
            str(operator.state_on) if operator.state_on else None,
            str(operator.capital),
            operator.address,
            "加工、销售",
            operator.phone,
            f"{operator.county.name}市场监督管理局",
            world.at(clock="08:00:00"),
        )
        rows.append(dict(zip(ENTITIES, values, strict=True)))
    return rows


# -- the exchange database ----------------------------------------------------------------------------------


def exchange_rows(world: World, counts: Dirt) -> dict[str, list[Cells]]:
    """Every HRSS and insurance table, everyday dirt included."""
    rosters = dirt.repeat_rosters(world, counts, [roster_row(row) for row in world.rosters])
    claims = dirt.repeat_claims(world, counts, [claim_row(c) for c in world.claims if c.via == "hrss"])
    dirt.unreadable(world, counts, rosters, claims)
    return world.tables | {
        "BFCJ_JBXX": [workshop_row(world, shop) for shop in world.workshops],
        "BFCJ_YGHMC": rosters,
        "BTFF": claims,
        "AC43": dirt.repeat_contributions(world, counts, world.tables["AC43"]),
    }


def write_exchange(path: Path, tables: dict[str, list[Cells]], order: Sequence[str] = tuple(TABLES)) -> None:
    """One SQLite file; the rows of each table in an order that is nobody's."""
    with sqlite3.connect(path) as database:
        for table in order:
            columns = TABLES[table].split()
            kinds = ", ".join(f"{name} {_kind(name)}" for name in columns)
            database.execute(f"CREATE TABLE {table} ({kinds})")
            rows = sorted(tables[table], key=lambda row: str(row[columns[0]])[::-1])
            marks = ", ".join("?" * len(columns))
            database.executemany(
                f"INSERT INTO {table} VALUES ({marks})",  # noqa: S608 -- the name is one of TABLES
                [tuple(_stored(name, row.get(name)) for name in columns) for row in rows],
            )
    database.close()


def _kind(column: str) -> str:
    if column in PADDED:
        return f"CHAR({PADDED[column]})"
    return "DECIMAL(12,2)" if column in AMOUNTS else "VARCHAR"


def _stored(column: str, value: Any) -> str | None:
    if value is None:
        return None
    return str(value).ljust(PADDED.get(column, 0))


# -- the register's spreadsheets ----------------------------------------------------------------------------


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
    for place, county in enumerate(_counties(world)):
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


def _counties(world: World) -> list[County]:
    return [COUNTIES[code] for code in world.size.counties]


# -- the finance office's files -----------------------------------------------------------------------------


def write_finance(folder: Path, world: World, counts: Dirt) -> int:
    """One file a county and month of payment; the last two months as workbooks."""
    folder.mkdir(parents=True, exist_ok=True)
    handed_in = 0
    for place, county in enumerate(_counties(world)):
        by_month: dict[int, list[Claim]] = {month: [] for month in world.months}
        for claim in world.claims:
            if claim.via == "finance" and claim.county is county and claim.paid_on:
                by_month.setdefault(claim.paid_on.year * 100 + claim.paid_on.month, []).append(claim)
        for month, claims in sorted(by_month.items()):
            if not claims:
                continue
            rows = [_payment(world, claim) for claim in claims]
            rows = _repeat_payments(world, counts, rows)
            handed_in += len(rows)
            stem = f"{county.code}_一卡通发放明细_{last_day(month):%Y%m%d}"
            titles = [f"{county.name}一卡通发放明细"]
            total = sum((claim.amount for claim in claims), Decimal(0))
            tail = [["合计", *[""] * 9, str(total)]]
            if month >= world.month(-1):
                sheets.write_xlsx(folder / f"{stem}.xlsx", titles, PAYMENTS, rows, tail)
            else:
                encoding = "gb18030" if place % 2 else "utf-8-sig"
                sheets.write_csv(folder / f"{stem}.csv", titles, PAYMENTS, rows, tail, encoding=encoding)
    return handed_in


def _payment(world: World, claim: Claim) -> list[Any]:
    rng, person, day = world.rng, claim.person, claim.paid_on
    if day is None:
        raise ValueError("a payment has no day")
    amount = str(claim.amount)
    chance = rng.random()
    if chance < 0.2:
        amount = amount.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    elif chance < 0.4:
        amount = f"{claim.amount:,.2f}元"
    scheme = SCHEME_NAMES.get(claim.scheme, claim.scheme)
    if scheme not in MAPPED_NAMES and rng.random() < 0.5:
        scheme = claim.scheme
    id_text = person.id_number if person else ""
    return [
        claim.key,
        claim.batch,
        scheme,
        KIND_ZH[claim.kind],
        claim.workshop.workshop_id if claim.workshop else "",
        claim.uscc,
        person.name if person else "",
        f"'{id_text}" if id_text and rng.random() < 0.5 else id_text,
        str(claim.from_month),
        str(claim.to_month),
        amount,
        FUND_NAMES.get(claim.fund, claim.fund) if rng.random() < 0.5 else claim.fund,
        "乡村振兴局" if claim.fund == "RURAL" else "财政局",
        f"{day.year}/{day.month}/{day.day}",
        claim.account,
        claim.project,
    ]


def _repeat_payments(world: World, counts: Dirt, rows: list[list[Any]]) -> list[list[Any]]:
    out = []
    for row in rows:
        out.append(row)
        if world.rng.random() < world.rates.payment_repeated:
            out.append(list(row))
            counts.repeats["county_finance.disbursements"] += 1
    return out


# -- registry and configuration -----------------------------------------------------------------------------


def write_registry(folder: Path, world: World) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    entities = sorted(entity_rows(world), key=lambda row: str(row["UNISCID"])[::-1])
    officers = sorted(
        world.officers, key=lambda row: (str(row["UNISCID"])[::-1], row["CERNO"], row["POSITION"])
    )
    for name, rows in (("entities", entities), ("officers", officers)):
        (folder / f"{name}.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def config(world: World, base: str, bulk_tables: dict[str, Any] | None) -> dict[str, Any]:
    """hecha.yaml of the world; every wage and date in it is invented."""
    parameters: list[dict[str, Any]] = [
        {"name": "minimum_wage", "area": area, "from": "2022-01-01", "amount": amount, "document": INVENTED}
        for area, amount in MINIMUM_WAGES.items()
    ]
    parameters += [
        {
            "name": "provincial_average_wage",
            "area": "14",
            "year": year,
            "amount": "88800.00",
            "document": INVENTED,
        }
        for year in range(world.first_month // 100 - 1, world.ledger_month // 100 + 1)
    ]
    hrss: dict[str, Any] = {"delivery": "sql", "url": "sqlite:///exchange.db"}
    insurance: dict[str, Any] = {"delivery": "sql", "url": "sqlite:///exchange.db"}
    if bulk_tables is not None:
        hrss = {"delivery": "files", "tables": bulk_tables["hrss"]}
        insurance = {"delivery": "files", "tables": bulk_tables["social_insurance"]}
    return {
        "timezone": "Asia/Shanghai",
        "store": "./var",
        "areas": list(world.size.counties),
        "sources": {
            "monitoring": {"delivery": "files", "path": "./monitoring", "glob": "*"},
            "hrss": hrss,
            "social_insurance": insurance,
            "business_registry": {
                "delivery": "gateway",
                "base": base,
                "key": "demo",
                "secret_env": "GATEWAY_SECRET",
                "sign": "sha256",
                "mode": "lookup",
            },
            "county_finance": {"delivery": "files", "path": "./finance", "glob": "*"},
        },
        "scheme_names": dict(MAPPED_NAMES),
        "parameters": parameters,
        "documents": [
            {"id": "GZ", "from": "2021-07-15", "document": INVENTED},
            {"id": "NM", "from": "2022-07-01", "document": INVENTED},
        ],
        "engine": "duckdb",
    }


def write_config(path: Path, values: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8")
