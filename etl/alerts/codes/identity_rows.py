"""身份证相同姓名不同 and 身份证号无效: rows whose ID and name can't be brought together.

One alert for each way of writing (ID and name) and workshop, over an unbroken run of months, anchored at the earliest
row. Not here: IDs beside several names (`id_shared`) and people under two IDs (`one_person_two_ids`).
"""

import ibis
import ibis.expr.types as ir

from etl import months
from etl.alerts.shape import Found, from_rows, joined, month_zh, span_zh, union
from etl.alerts.world import World

CONFLICT = "id_name_conflict"
INVALID = "id_invalid"
FAULTS = ("length", "date", "check")


def find_conflict(world: World) -> Found:
    links = world.links
    conflict = (
        (links.outcome == "unsure")
        & links.reasons.contains("id_equal")
        & links.reasons.contains("name_differs")
    )
    return _found(
        world,
        links.filter(conflict),
        CONFLICT,
        "身份证号与信息系统中某人相同，但姓名对不上，也不是已知的异写、曾用名或音近形近，未计入任何人。",
    )


def find_invalid(world: World) -> Found:
    links = world.links
    broken = links.id_fault.notnull() & links.id_fault.isin(list(FAULTS))
    invalid = broken & (links.tier != "id_repaired") & (links.outcome != "same")
    return _found(
        world,
        links.filter(invalid),
        INVALID,
        "身份证号无效（位数、出生日期或校验码不对），且没有唯一确定的更正。",
    )


def _found(world: World, forms: ir.Table, code: str, sentence: str) -> Found:
    written = forms.mutate(
        writing=joined(
            forms.id_normal.fill_null(forms.id_text) if "id_text" in forms.columns else forms.id_normal,
            "|",
            forms.name_normal,
        ),
    ).select("form", "writing", candidate="person")
    rows = world.named_rows.join(written, "form")
    rows = rows.mutate(number=months.x_index(rows.from_month), until=months.x_index(rows.to_month))
    group = ["writing", "workshop_id"]
    before = rows.until.max().over(
        ibis.window(group_by=group, order_by=["number", "row_ref"], preceding=(None, 1))
    )
    rows = world.engine.keep(
        rows.mutate(fresh=(before.isnull() | (rows.number - before > 1)).cast("int64")), f"{code}-written"
    )
    run = rows.fresh.cumsum().over(ibis.window(group_by=group, order_by=["number", "row_ref"]))
    rows = rows.mutate(together=joined(rows.writing, "|", rows.workshop_id, "|", run))
    keys = world.origin
    rows = rows.left_join(keys, "row_ref").drop("row_ref_right")
    rows = rows.mutate(
        native_key=rows.native_key.fill_null(rows.row_ref),
        person=rows.candidate,
        scheme=ibis.null("string"),
        rule=ibis.null("string"),
        risk=ibis.literal(0).cast("decimal(18, 2)"),
    )
    return from_rows(
        code,
        rows,
        world.engine,
        by="together",
        level="review",
        role="row",
        says=joined(month_zh(rows.from_month), "的记录", source_zh(rows.source)),
        detail=lambda t: joined(
            span_zh(t.from_month.min(), t.to_month.max()), "共", t.count(), "条记录，", sentence
        ),
    )


def source_zh(source: ir.StringValue) -> ir.StringValue:
    names = {
        "hrss.rosters": "车间月度用工花名册",
        "hrss.subsidies": "就业补助资金申报与发放",
        "county_finance.disbursements": "一卡通发放明细",
        "hrss.public_posts": "公益性岗位在岗人员",
        "hrss.training": "培训实名制",
    }
    return ibis.cases(*[(source == code, f"（{zh}）") for code, zh in names.items()], else_="")


__all__ = ["CONFLICT", "INVALID", "find_conflict", "find_invalid", "source_zh", "union"]
