"""The county finance offices' payment files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from etl.months import last_day
from world import sheets
from world.configuration import MAPPED_NAMES
from world.dirt import Dirt
from world.model import Claim
from world.native import FUND_NAMES, KIND_ZH, SCHEME_NAMES
from world.register_files import counties_of
from world.story import World

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


def write_finance(folder: Path, world: World, counts: Dirt) -> int:
    """One file a county and month of payment; the last two months as workbooks."""
    folder.mkdir(parents=True, exist_ok=True)
    handed_in = 0
    for place, county in enumerate(counties_of(world)):
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
