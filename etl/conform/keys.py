"""Which row of a key speaks: exact repeats, superseded rows, versions and withdrawn rows.

A repeat is a row with the key and the content of another; the first to come is kept. Of rows with other content the
later UPDATED_AT wins, then the later pull, the later file, the later row. State tables keep one row per data time.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.conform.landed import Landed
from etl.conform.text import credit_code
from etl.conform.typed import SEPARATOR, Typed
from etl.conform.values import date
from etl.engine import Engine
from etl.model.sources import TableSpec

LONG_AGO = dt.datetime(1900, 1, 1)  # noqa: DTZ001 - local time of the sources, as everywhere in the tables
NEVER = dt.date(9999, 12, 31)
AREA_DIGITS = 9
REPEAT, SUPERSEDED, QUARANTINED, WITHDRAWN = "repeat", "superseded", "quarantined", "withdrawn"


@dataclass(frozen=True)
class Settled:
    """The rows that speak (`used`, with version columns for state tables), and the fate of all others."""

    used: ir.Table
    others: ir.Table


def pull_days(engine: Engine, typed: Typed, pulls: Sequence[Landed]) -> dict[int, dt.date | None]:
    """Each pull's data date: what the source said, else the newest UPDATED_AT of its rows."""
    days: dict[int, dt.date | None] = {pull.order: pull.as_of for pull in pulls}
    if "updated_at" in typed.rows.columns and None in days.values():
        newest = typed.rows.group_by("_pull").aggregate(day=typed.rows.updated_at.max())
        for row in engine.arrow(newest).to_pylist():
            if days[row["_pull"]] is None and row["day"] is not None:
                days[row["_pull"]] = row["day"].date()
    return days


def _content(rows: ir.Table, spec: TableSpec) -> ir.StringValue:
    columns = [column.name for column in spec.columns.values() if column.name in rows.columns]
    texts = [
        ibis.coalesce(rows[name].cast("string"), "")
        for name in (*columns, *(["who"] if "who" in rows.columns else []))
    ]
    return ibis.literal(SEPARATOR).join(texts).hexdigest("md5")


def _order(rows: ir.Table) -> list[ir.Value]:
    updated = rows["updated_at"] if "updated_at" in rows.columns else ibis.null("timestamp(6)")
    return [
        ibis.coalesce(updated, ibis.literal(LONG_AGO, "timestamp(6)")),
        rows["_pull"],
        ibis.coalesce(rows["_file"], ""),
        rows["row_number"],
    ]


def _ranked(rows: ir.Table, scope: list[str]) -> ir.Table:
    """`_rep`: the first row of its content; `_top`, `_best`: how late its content, and the key's latest readable one, came."""
    order = _order(rows)
    sequence = ibis.row_number().over(group_by=scope, order_by=order)
    rows = rows.mutate(_seq=sequence)
    first = ibis.row_number().over(group_by=[*scope, "_content"], order_by=_order(rows)[1:])
    return rows.mutate(
        _rep=first == 0,
        _top=rows["_seq"].max().over(group_by=[*scope, "_content"]),
        _best=ibis.ifelse(rows["_bad"], ibis.null("int64"), rows["_seq"]).max().over(group_by=scope),
    )


def _fate(rows: ir.Table) -> ir.StringValue:
    return ibis.cases(
        (~rows["_rep"], REPEAT),
        (rows["_bad"], QUARANTINED),
        (rows["_top"] < rows["_best"], SUPERSEDED),
        else_=ibis.null("string"),
    )


def _later_pulls(
    engine: Engine,
    typed: Typed,
    rows: ir.Table,
    pulls: Sequence[Landed],
    days: Mapping[int, dt.date | None],
) -> ir.Table:
    """`_step`: when the row was seen; `_gone_step`, `_gone_on`: the next pull that would have held it."""
    full = [pull for pull in pulls if pull.complete and pull.asked is None]
    following = {
        pull.order: min((other.order for other in full if other.order > pull.order), default=None)
        for pull in pulls
    }
    asked = [pull for pull in pulls if pull.complete and pull.asked is not None]
    frame = engine.table(
        pa.table(
            {
                "_pull": pa.array(list(following), pa.int64()),
                "_gone_step": pa.array(list(following.values()), pa.int64()),
            }
        )
    )
    out = rows.mutate(_step=rows["_pull"]).left_join(frame, "_pull").drop("_pull_right")
    if asked:
        pairs = [(value, pull.order) for pull in asked for value in pull.asked or ()]
        table = engine.table(
            pa.table(
                {
                    "_asked": [value for value, _ in pairs],
                    "_asked_step": pa.array([o for _, o in pairs], pa.int64()),
                }
            )
        )
        table = table.mutate(_asked=credit_code(table["_asked"]))
        keyed = rows.select("_pull", _first=_first_key(rows, typed)).distinct()
        met = keyed.inner_join(table, [keyed["_first"] == table["_asked"]])
        met = met.filter(met["_asked_step"] > met["_pull"])
        met = met.group_by("_pull", "_first").aggregate(_asked_gone=met["_asked_step"].min())
        out = out.mutate(_first=_first_key(out, typed)).left_join(met, ["_pull", "_first"])
        both = ibis.least(
            ibis.coalesce(out["_gone_step"], ibis.literal(2**62)),
            ibis.coalesce(out["_asked_gone"], ibis.literal(2**62)),
        )
        out = out.mutate(_gone_step=both.nullif(2**62)).drop(
            "_first", "_pull_right", "_first_right", "_asked_gone"
        )
    day_of = engine.table(
        pa.table(
            {
                "_gone_step": pa.array(list(days), pa.int64()),
                "_gone_on": pa.array(list(days.values()), pa.date32()),
            }
        )
    )
    return out.left_join(day_of, "_gone_step").drop("_gone_step_right")


def _first_key(rows: ir.Table, typed: Typed) -> ir.StringValue:
    native = typed.spec.key[0]
    name = typed.spec.columns[native].name
    return rows[name] if name in rows.columns else credit_code(rows["_n0"])


def _later_exports(typed: Typed, rows: ir.Table) -> ir.Table:
    """The same for files that each hold a place's whole table: the next export of the same township."""
    column = "village_code" if "village_code" in rows.columns else "area_code"
    if column in rows.columns:
        rows = rows.mutate(_place=ibis.coalesce(rows[column].left(AREA_DIGITS), ""))
    else:
        who = typed.wordings
        area = who.select("who", _place=ibis.coalesce(who["area_code"].left(AREA_DIGITS), ""))
        rows = rows.inner_join(area, "who")
    rows = rows.mutate(_step=(rows["known_from"].epoch_seconds() // 86400).cast("int64"))
    exports = rows.select("_place", "_step", _gone_day=rows["known_from"]).distinct()
    ahead = ibis.window(group_by="_place", order_by="_step")
    exports = exports.mutate(
        _gone_step=exports["_step"].lead().over(ahead), _gone_on=exports["_gone_day"].lead().over(ahead)
    ).drop("_gone_day")
    return rows.inner_join(exports, ["_place", "_step"]).drop("_place")


def settle(
    engine: Engine, typed: Typed, pulls: Sequence[Landed], days: Mapping[int, dt.date | None]
) -> Settled:
    """Every row's fate by the key rules of its table."""
    if typed.spec.versions:
        return _settle_versions(engine, typed, pulls, days)
    return _settle_facts(engine, typed, pulls, days)


def _settle_facts(
    engine: Engine, typed: Typed, pulls: Sequence[Landed], days: Mapping[int, dt.date | None]
) -> Settled:
    """Tables of facts: only keys that occur twice are looked at closely."""
    rows, keys, spec = typed.rows, typed.keys, typed.spec
    counted = (
        rows.filter(*(rows[key].notnull() for key in keys)).group_by(keys).aggregate(_times=ibis._.count())
    )
    twice = engine.keep(counted.filter(counted["_times"] > 1).drop("_times"), f"{spec.name}-twice")
    close = rows.semi_join(twice, keys)
    close = close.mutate(_content=_content(close, spec))
    ranked = _ranked(close, keys)
    ranked = ranked.mutate(_fate=_fate(ranked))
    several = len(pulls) > 1
    single = rows.filter(rows["_bad"]) if not several else rows
    if several:
        ranked = ranked.mutate(_last=ranked["_pull"].max().over(group_by=keys))
    ranked = engine.keep(
        ranked.select(
            "_pull",
            "pull_id",
            "row_number",
            "_file",
            "_bad",
            "_fate",
            _last=ranked["_last"] if several else ranked["_pull"],
        ),
        f"{spec.name}-ranked",
    )
    lone = single.anti_join(ranked, ["_pull", "row_number"])
    fates = [
        ranked.filter(ranked["_fate"].notnull()).select("_pull", "row_number", "_fate"),
        lone.filter(lone["_bad"]).select("_pull", "row_number", _fate=ibis.literal(QUARANTINED)),
    ]
    if several:
        fates.append(_withdrawn(engine, typed, ranked, pulls, days))
    others = engine.keep(ibis.union(*fates), f"{spec.name}-others")
    used = rows.filter(~rows["_bad"]).anti_join(others, ["_pull", "row_number"])
    return Settled(used, others)


def _withdrawn(
    engine: Engine,
    typed: Typed,
    ranked: ir.Table,
    pulls: Sequence[Landed],
    days: Mapping[int, dt.date | None],
) -> ir.Table:
    """Rows whose key no later full pull holds any more."""
    rows = typed.rows.filter(~typed.rows["_bad"])
    known = ranked.select("_pull", "row_number", "_fate", "_last")
    rows = rows.left_join(known, ["_pull", "row_number"])
    rows = rows.filter(rows["_fate"].isnull()).mutate(
        _pull=ibis.coalesce(rows["_last"], rows["_pull"]), _own=rows["_pull"]
    )
    rows = rows.drop("_pull_right", "row_number_right", "_fate", "_last")
    later = _later_pulls(engine, typed, rows, pulls, days)
    gone = later.filter(later["_gone_step"].notnull())
    return gone.select(_pull=gone["_own"], row_number=gone["row_number"], _fate=ibis.literal(WITHDRAWN))


def _settle_versions(
    engine: Engine, typed: Typed, pulls: Sequence[Landed], days: Mapping[int, dt.date | None]
) -> Settled:
    """Tables of states: one row per key and data time, equal ones in a row merged, each with its days."""
    rows, keys, spec = typed.rows, typed.keys, typed.spec
    day = engine.table(
        pa.table(
            {"_pull": pa.array(list(days), pa.int64()), "_day": pa.array(list(days.values()), pa.date32())}
        )
    )
    rows = rows.left_join(day, "_pull").drop("_pull_right")
    rows = rows.mutate(
        known_from=ibis.coalesce(date(rows["_as_of"]), rows["_day"], ibis.literal(LONG_AGO.date()))
    ).drop("_day")
    places = {"village_code", "area_code"} & {column.name for column in spec.columns.values()}
    if typed.has_files and places:
        rows = _later_exports(typed, rows)
    else:
        rows = _later_pulls(engine, typed, rows, pulls, days)
    rows = rows.mutate(_keyed=ibis.and_(*(rows[key].notnull() for key in keys)))
    rows = engine.keep(rows.mutate(_content=_content(rows, spec)), f"{spec.name}-dated")
    keyed = rows.filter(rows["_keyed"])
    seen = keyed.select(*keys, "_step").distinct()
    seen = seen.mutate(_next_step=seen["_step"].lead().over(group_by=keys, order_by=seen["_step"]))
    ranked = _ranked(keyed, [*keys, "known_from"])
    ranked = engine.keep(ranked.mutate(_fate=_fate(ranked)), f"{spec.name}-ranked")
    lost = ranked.filter(ranked["_fate"].notnull()).select("_pull", "row_number", "_fate")
    best = ranked.filter(ranked["_fate"].isnull())
    best = best.left_join(seen, [*keys, "_step"], rname="{name}_seen")
    stays = ibis.coalesce(best["_next_step"] <= best["_gone_step"], best["_gone_step"].isnull())
    best = best.mutate(_gone_on=ibis.ifelse(stays, ibis.null("date"), best["_gone_on"]), _stays=stays)
    in_time = ibis.window(group_by=keys, order_by=best["known_from"])
    same = (best["_content"].lag().over(in_time) == best["_content"]) & best["_stays"].lag().over(in_time)
    best = best.mutate(_new=ibis.ifelse(ibis.coalesce(same, False), 0, 1))
    best = best.mutate(
        _run=best["_new"].sum().over(ibis.cumulative_window(group_by=keys, order_by=best["known_from"]))
    )
    best = best.mutate(_end=best["_gone_on"].max().over(group_by=[*keys, "_run"]))
    best = engine.keep(best, f"{spec.name}-runs")
    merged = best.filter(best["_new"] == 0).select("_pull", "row_number", _fate=ibis.literal(REPEAT))
    kept = best.filter(best["_new"] == 1)
    ahead = ibis.window(group_by=keys, order_by=kept["known_from"])
    until = ibis.least(
        ibis.coalesce(kept["known_from"].lead().over(ahead), ibis.literal(NEVER)),
        ibis.coalesce(kept["_end"], ibis.literal(NEVER)),
    )
    kept = kept.mutate(
        known_to=until.nullif(ibis.literal(NEVER)), is_first=ibis.row_number().over(ahead) == 0
    )
    unkeyed = rows.filter(~rows["_keyed"] & rows["_bad"])
    unkeyed = unkeyed.select("_pull", "row_number", _fate=ibis.literal(QUARANTINED))
    withdrawn = kept.filter(kept["_end"].notnull()).select(
        "_pull", "row_number", _fate=ibis.literal(WITHDRAWN)
    )
    others = engine.keep(ibis.union(lost, merged, unkeyed, withdrawn), f"{spec.name}-others")
    return Settled(engine.keep(kept, f"{spec.name}-kept"), others)
