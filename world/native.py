"""Facts as the rows of the exchange database and the registry: native codes and column order, as the real systems have them.

Not here: files (`register_files.py`, `finance_files.py`), and how what is written is damaged (`dirt.py`).
"""

from __future__ import annotations

import datetime as dt

from etl.months import last_day
from world.model import Cells, Claim, RosterRow, Workshop
from world.places import PROVINCE_OFFICE, SUPERVISING_OFFICE
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
AMOUNTS = {"GZ", "JE", "AAE180", "DWJE", "GRJE"}
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
KIND_ZH = {"person": "个人", "workshop": "车间", "agency": "机构"}


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
