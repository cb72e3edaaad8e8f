"""身份证相同姓名不同 and 身份证号无效: rows whose ID and name can't be brought together.

One alert for each way of writing (ID and name) and workshop, over an unbroken run of months, anchored at the earliest
row. Not here: IDs beside several names (`id_shared`) and people under two IDs (`one_person_two_ids`).
"""

import ibis
import ibis.expr.types as ir

from etl.alerts.shape import Found, drop_right, joined, month_zh, told
from etl.alerts.world import World

CONFLICT = "id_name_conflict"
INVALID = "id_invalid"
FAULTS = ("length", "characters", "date", "check")
STORIES = {
    CONFLICT: lambda g: joined(
        g.span,
        "共",
        g.rows,
        "条记录，身份证号与信息系统中某人相同，但姓名对不上，也不是已知的异写、曾用名或音近形近，未计入任何人。",
    ),
    INVALID: lambda g: joined(
        g.span, "共", g.rows, "条记录，身份证号无效（位数、出生日期或校验码不对），且没有唯一确定的更正。"
    ),
}
SOURCES = {
    "hrss.rosters": "车间月度用工花名册",
    "hrss.subsidies": "就业补助资金申报与发放",
    "county_finance.disbursements": "一卡通发放明细",
    "hrss.public_posts": "公益性岗位在岗人员",
    "hrss.training": "培训实名制",
}


def find_conflict(world: World) -> Found:
    links = world.links
    another = links.register_person_id.isnull() | (links.register_person_id != links.number_holder_id)
    differs = joined(",", links.reasons, ",").contains(",name_differs,")
    conflict = links.number_holder_id.notnull() & (links.outcome != "same") & (another | differs)
    return _found(world, links.filter(conflict), CONFLICT)


def find_invalid(world: World) -> Found:
    links = world.links
    broken = links.id_fault.isin(list(FAULTS)).fill_null(False)
    return _found(world, links.filter(broken & (links.outcome != "same")), INVALID)


def _found(world: World, links: ir.Table, code: str) -> Found:
    written = world.table("forms").select("form", "id_text")
    forms = links.join(written, "form")
    forms = forms.select("form", writing=joined(forms.id_text, "|", forms.name_normal), candidate="person")
    rows = world.named_rows.join(forms, "form")
    rows = with_native_key(rows, world)
    return told(
        code,
        rows,
        world.engine,
        level="review",
        key=joined(rows.writing, "|", rows.workshop_id),
        person=rows.candidate,
        role="row",
        says=record_zh(rows),
    )


def with_native_key(rows: ir.Table, world: World) -> ir.Table:
    """Rows of several sources with the source's own key; where it is personal or unknown, the row's reference."""
    own = world.origin
    if world.has("benefits"):
        paid = world.payments.select("row_ref", "native_key")
        own = world.once("alert-origin-all", lambda w: w.origin.union(paid).distinct())
    found = drop_right(rows.left_join(own, "row_ref"))
    return found.mutate(native_key=found.native_key.fill_null(found.row_ref))


def record_zh(rows: ir.Table) -> ir.StringValue:
    """Which record a row is, in words."""
    source = ibis.cases(*[(rows.source == code, zh) for code, zh in SOURCES.items()], else_="")
    return joined(month_zh(rows.from_month), "的记录（", source, "）")
