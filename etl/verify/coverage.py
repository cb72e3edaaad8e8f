"""What each source covers, by county and month: full, partial, stale or none. Only `full` lets absence speak.

Here: rows of a month, data times and what follows from both. Not here: what a verdict makes of it.
"""

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl import months
from etl.model.contracts import published
from etl.verify.scene import EARLIEST, Scene
from etl.verify.telling import day_zh, each_month, month_zh, told, union
from etl.verify.versions import spans

REGISTERS = (
    "monitoring.people",
    "hrss.workshops",
    "business_registry.entities",
    "business_registry.officers",
)
SPELLS = {
    "hrss.employment": ("started_on", "ended_on"),
    "hrss.contracts": ("contract_from", "contract_to"),
    "hrss.public_posts": ("started_on", "ended_on"),
    "hrss.training": ("started_on", "ended_on"),
    "social_insurance.pensions": ("from_month", "to_month"),
}
PAYMENTS = ("hrss.subsidies", "county_finance.disbursements")
ROSTERS = "hrss.rosters"
CONTRIBUTIONS = "social_insurance.contributions"
JUDGED = sorted((*REGISTERS, *SPELLS, *PAYMENTS, ROSTERS, CONTRIBUTIONS))
"""Every source by whose silence something may be said; the office's own records of procedures are none."""


def coverage(scene: Scene) -> ir.Table:
    """The published table for every source, county and month of the run."""
    counties = _counties(scene)
    grid = _grid(scene, counties)
    counted = scene.engine.keep(_rows(scene), "coverage-rows")
    rows = grid.left_join(counted, ["source", "county", "month"])
    rows = rows.drop("source_right", "county_right", "month_right").mutate(rows=rows.rows.fill_null(0))
    rows = _with_whole(rows, counted)
    rows = _with_times(scene, rows)
    before = rows.basis.lag().over(ibis.window(group_by=["source", "county"], order_by="month"))
    rows = scene.engine.keep(rows.mutate(before=before.fill_null(0)), "coverage-grid")
    judged = rows.mutate(state=_state(rows))
    told_too = judged.mutate(says=_says(judged))
    contract = published("coverage")
    return scene.engine.keep(
        told_too.select(**{name: told_too[name].cast(kind) for name, kind in contract.ibis_schema().items()}),
        "coverage",
    )


def _counties(scene: Scene) -> list[str]:
    """The configured counties and those of workshops and the register."""
    found = {county for county in scene.counties if county}
    shops = scene.source("hrss.workshops")
    people = scene.source("monitoring.people")
    seen = union(
        [
            shops.select(county=shops.area_code.substr(0, 6)),
            people.select(county=people.village_code.substr(0, 6)),
        ]
    )
    found |= set(scene.engine.arrow(seen.distinct()).column("county").to_pylist()) - {None, ""}
    return sorted(found)


def _grid(scene: Scene, counties: list[str]) -> ir.Table:
    cells = [(source, county) for source in JUDGED for county in counties]
    table = pa.table(
        {
            "source": pa.array([source for source, _ in cells], pa.string()),
            "county": pa.array([county for _, county in cells], pa.string()),
        }
    )
    return scene.engine.table(table).cross_join(scene.calendar_months)


def _rows(scene: Scene) -> ir.Table:
    """source, county, month, rows: rows of each month by source and county; contributions under the county ''."""
    spans_of = [_in_force(scene, source) for source in REGISTERS]
    spans_of += [_spells(scene, source, *SPELLS[source]) for source in SPELLS]
    spans_of += [_paid_for(scene, source) for source in PAYMENTS]
    held = union(spans_of)
    alike = held.group_by("source", "county", "first", "last").agg(_n=held.count())
    alike = scene.engine.keep(alike, "coverage-spans")
    spread = each_month(alike, alike.first, alike.last, scene.span)
    counted = spread.group_by("source", "county", "month").agg(rows=spread["_n"].sum().cast("int64"))
    return union([_monthly(scene, ROSTERS), _monthly(scene, CONTRIBUTIONS), counted])


def _counted(rows: ir.Table, source: str) -> ir.Table:
    counted = rows.group_by("county", "month").agg(rows=rows.count().cast("int64"))
    return counted.select(source=ibis.literal(source), county="county", month="month", rows="rows")


def _span(table: ir.Table, source: str, first: ir.Value, last: ir.Value) -> ir.Table:
    """source, county and the indexes of the first and last month that each row is a row of."""
    return table.select(
        source=ibis.literal(source), county="county", first=first.cast("int64"), last=last.cast("int64")
    )


def _monthly(scene: Scene, source: str) -> ir.Table:
    if source == CONTRIBUTIONS:
        table = scene.source(source)
        table = table.filter((table.month >= EARLIEST) & (table.month <= scene.month))
        return _counted(table.select("month", county=ibis.literal("")), source)
    return _counted(scene.rosters.select("county", "month"), source)


def _placed(scene: Scene, source: str) -> ir.Table:
    """The table with a county for each row: its own, its workshop's, its employer's, else its person's."""
    table = scene.source(source)
    if source == "monitoring.people":
        return table.mutate(county=table.village_code.substr(0, 6))
    if source == "hrss.workshops":
        return table.mutate(county=table.area_code.substr(0, 6))
    if "county" not in table.columns:
        table = table.mutate(county=ibis.null("string"))
    if "form" not in table.columns or source in REGISTERS:
        return table.mutate(county=table.county.fill_null(""))
    joined = table.left_join(scene.homes, "form").drop("form_right")
    return joined.mutate(county=joined.county.fill_null(joined["_home"]).fill_null(""))


def _in_force(scene: Scene, source: str) -> ir.Table:
    """Of a register the version that answers for the month."""
    held = spans(_placed(scene, source))
    return _span(held, source, held.holds_from, held.holds_to)


def _spells(scene: Scene, source: str, first: str, last: str) -> ir.Table:
    table = _placed(scene, source)
    start, end = table[first], table[last]
    if source == "hrss.contracts":
        early = table.ended_early_on
        end = ibis.ifelse(early.notnull() & (end.isnull() | (early < end)), early, end)
    if first != "from_month":
        start, end = months.x_of_date(start), months.x_of_date(end)
    return _span(table, source, months.x_index(start), months.x_index(end))


def _paid_for(scene: Scene, source: str) -> ir.Table:
    table = _placed(scene, source)
    return _span(table, source, months.x_index(table.from_month), months.x_index(table.to_month))


def _with_whole(rows: ir.Table, counted: ir.Table) -> ir.Table:
    """`basis`: the rows that judge a cell: of the whole table for contributions, else of the county."""
    whole = counted.filter(counted.source == CONTRIBUTIONS).group_by("month").agg(_whole=counted.rows.max())
    rows = rows.left_join(whole, "month").drop("month_right")
    is_whole = rows.source == CONTRIBUTIONS
    basis = ibis.ifelse(is_whole, rows["_whole"].fill_null(0), rows.rows)
    return rows.mutate(basis=basis, rows=basis).drop("_whole")


def _with_times(scene: Scene, rows: ir.Table) -> ir.Table:
    """`as_of`: the source's data time (the county's own where it exports by county); how it was pulled."""
    times = scene.side("data_times")
    own = times.filter(times.county.notnull()).group_by("source", "county").agg(_own=times.as_of.max())
    every = times.group_by("source").agg(
        _any=times.as_of.max(),
        _complete=times.complete.any(),
        _lookup=times.asked.notnull().any(),
        _by_county=times.county.notnull().any(),
    )
    rows = rows.left_join(own, ["source", "county"]).drop("source_right", "county_right")
    rows = rows.left_join(every, "source").drop("source_right")
    rows = rows.left_join(_unasked(scene), ["source", "county"]).drop("source_right", "county_right")
    as_of = ibis.ifelse(rows["_by_county"].fill_null(False), rows["_own"], rows["_any"])
    return rows.mutate(
        as_of=as_of,
        is_complete=rows["_complete"].fill_null(False),
        is_lookup=rows["_lookup"].fill_null(False) & ~rows["_complete"].fill_null(False),
        unasked=rows.unasked.fill_null(0),
        operators=rows.operators.fill_null(0),
        came=rows["_any"].notnull(),
    ).drop("_own", "_any", "_complete", "_lookup", "_by_county")


def _unasked(scene: Scene) -> ir.Table:
    """Of sources that are asked by key: the operators of the county's workshops, and how many were never asked for."""
    times = scene.side("data_times")
    asked = times.filter(times.asked.notnull())
    keys = asked.select("source", uscc=asked.asked.split(",").unnest()).distinct()
    shops = scene.source("hrss.workshops")
    operators = (
        shops.filter(shops.uscc.notnull()).select("uscc", county=shops.area_code.substr(0, 6)).distinct()
    )
    wanted = asked.select("source").distinct().cross_join(operators)
    answered = wanted.left_join(keys.mutate(is_asked=True), ["source", "uscc"])
    return answered.group_by("source", "county").agg(
        operators=answered.count().cast("int64"), unasked=answered.count(where=answered.is_asked.isnull())
    )


def _state(rows: ir.Table) -> ir.StringValue:
    last = months.x_last_day(rows.month)
    in_time = (rows.as_of >= last).fill_null(False)
    is_whole = rows.source.isin([*SPELLS, *PAYMENTS])
    none = ibis.literal("none")
    whole = ibis.cases(
        (rows.as_of.isnull(), none),
        (~in_time, ibis.literal("stale")),
        (~rows.is_complete, ibis.ifelse(rows.basis > 0, ibis.literal("partial"), none)),
        else_=ibis.literal("full"),
    )
    lookup = ibis.cases(
        (rows.operators == 0, none),
        (~in_time, ibis.literal("stale")),
        (rows.unasked > 0, ibis.literal("partial")),
        else_=ibis.literal("full"),
    )
    counted = ibis.cases(
        (rows.basis == 0, none),
        (~in_time, ibis.literal("stale")),
        (rows.basis * 2 < rows.before, ibis.literal("partial")),
        else_=ibis.literal("full"),
    )
    return ibis.cases((is_whole, whole), (rows.is_lookup, lookup), else_=counted)


def _says(rows: ir.Table) -> ir.StringValue:
    of_month = month_zh(rows.month)
    time = ibis.ifelse(
        rows.as_of.isnull(), ibis.literal("没有数据时间"), told("数据时间", day_zh(rows.as_of))
    )
    return ibis.cases(
        (rows.state == "full", told(of_month, "数据完整（", rows.basis, "行），", time, "。")),
        (
            (rows.state == "partial") & rows.is_lookup,
            told(of_month, "数据不完整：有", rows.unasked, "个经营主体没有查询，", time, "。"),
        ),
        (
            (rows.state == "partial") & ~rows.is_complete & rows.source.isin([*SPELLS, *PAYMENTS]),
            told(of_month, "数据不完整：没有提取过全量，", time, "。"),
        ),
        (
            rows.state == "partial",
            told(of_month, "数据不完整：", rows.basis, "行，不到上月", rows.before, "行的一半。"),
        ),
        (rows.state == "stale", told(of_month, "数据不及时：", time, "，早于该月月末。")),
        (~rows.came, told("没有收到该来源的数据，", of_month, "无法比对。")),
        else_=told(of_month, "没有该县的数据，无法比对。"),
    )
