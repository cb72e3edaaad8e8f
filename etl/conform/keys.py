"""Which row of a key speaks: exact repeats, superseded rows, versions and withdrawn rows.

A repeat is a row with the key and the content of another; the first to come is kept. Of rows with other content the
later UPDATED_AT wins, then the later pull, the later file, the later row. State tables keep one row per data time.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.conform.landed import Landed
from etl.conform.stacked import Stacked, one
from etl.conform.text import credit_code, trim
from etl.conform.typed import SEPARATOR, Typed
from etl.conform.values import date
from etl.conform.wordings import Wordings
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


@dataclass(frozen=True)
class Seen:
    """When a table was seen: each pull's data date, and what its rows say.

    `has_files`: rows came in files. `is_single`: all rows have one data time. `has_said`: rows of states say theirs.
    """

    pulls: Sequence[Landed]
    days: Mapping[int, dt.date | None]
    has_files: bool
    is_single: bool
    has_said: bool


def seen(engine: Engine, tables: Mapping[str, Typed], stacks: Mapping[str, Stacked]) -> dict[str, Seen]:
    """What each source's pulls and rows say of time; a pull's day is what the source said, else its newest UPDATED_AT."""
    each = []
    for source, table in tables.items():
        rows = table.rows
        newest = ibis.null("timestamp")
        if "updated_at" in rows.columns:
            # Without a scale: what comes back from Spark has none.
            newest = rows["updated_at"].max().cast("timestamp")
        said = rows["_as_of"] if table.spec.versions else ibis.null("string")
        each.append(
            rows.group_by("_pull", _said=said)
            .aggregate(_newest=newest, _files=rows["_file"].count())
            .select("_pull", "_said", "_newest", "_files", source=ibis.literal(source))
        )
    found: dict[str, list[Mapping[str, Any]]] = {source: [] for source in tables}
    for row in engine.arrow(one(each)).to_pylist():
        found[row["source"]].append(row)
    out = {}
    for source, stack in stacks.items():
        days = {pull.order: pull.as_of for pull in stack.pulls}
        for order, day in days.items():
            times = [row["_newest"] for row in found[source] if row["_pull"] == order and row["_newest"]]
            if day is None and times:
                days[order] = max(times).date()
        out[source] = Seen(
            stack.pulls,
            days,
            has_files=any(row["_files"] for row in found[source]),
            is_single=len(found[source]) <= 1 and len(days) == 1,
            has_said=any(row["_said"] for row in found[source]),
        )
    return out


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


def _later_pulls(engine: Engine, rows: ir.Table, times: Seen) -> ir.Table:
    """`_step`: when the row was seen; `_gone_step`, `_gone_on`: the next pull that would have held it."""
    pulls, days = times.pulls, times.days
    full = [pull for pull in pulls if pull.complete and not pull.is_narrowed]
    following = {
        pull.order: min((other.order for other in full if other.order > pull.order), default=None)
        for pull in pulls
    }
    frame = engine.table(
        pa.table(
            {
                "_pull": pa.array(list(following), pa.int64()),
                "_gone_step": pa.array(list(following.values()), pa.int64()),
            }
        )
    )
    out = rows.mutate(_step=rows["_pull"]).left_join(frame, "_pull").drop("_pull_right")
    if _has_asked(times):
        table = _questions(engine, pulls)
        keyed = rows.select("_pull", "_first").distinct()
        met = keyed.inner_join(table, [keyed["_first"] == table["_asked"]])
        met = met.filter(met["_asked_step"] > met["_pull"])
        met = met.group_by("_pull", "_first").aggregate(_asked_gone=met["_asked_step"].min())
        out = out.left_join(met, ["_pull", "_first"])
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


def _questions(engine: Engine, pulls: Sequence[Landed]) -> ir.Table:
    """`_asked`, `_asked_step`: every key or person that a whole pull asked for."""
    keys = [(value, pull.order) for pull in pulls if pull.complete for value in pull.asked or ()]
    table = engine.table(
        pa.table(
            {
                "_asked": pa.array([value for value, _ in keys], pa.string()),
                "_asked_step": pa.array([order for _, order in keys], pa.int64()),
            }
        )
    )
    each = [table.mutate(_asked=credit_code(table["_asked"]))]
    for pull in pulls:
        if pull.complete and pull.persons is not None:
            people = engine.read(pull.persons) if isinstance(pull.persons, Path) else pull.persons
            step = ibis.literal(pull.order, "int32").cast("int64")
            each.append(people.select(_asked=people["person"], _asked_step=step))
    return engine.keep(one(each), "questions")


def _with_first(rows: ir.Table, typed: Typed, times: Seen) -> ir.Table:
    """`_first`: what a narrowed pull of the table asks by: the first key column, or the person's number as the source has it."""
    spec = typed.spec
    number = spec.native_of("id_number")
    if number is not None and any(pull.persons is not None for pull in times.pulls):
        raw = typed.raw.select("_pull", "row_number", _first=trim(typed.raw[number]).upper())
        return rows.inner_join(raw, ["_pull", "row_number"])
    name = spec.columns[spec.key[0]].name
    return rows.mutate(_first=rows[name] if name in rows.columns else credit_code(rows["_n0"]))


def _later_exports(rows: ir.Table, wordings: Wordings | None) -> ir.Table:
    """The same for files that each hold a place's whole table: the next export of the same township."""
    if wordings is not None and "_place" not in rows.columns:
        who = wordings.who
        area = who.select("who", _place=ibis.coalesce(who["area_code"].left(AREA_DIGITS), ""))
        rows = rows.inner_join(area, "who")
    rows = rows.mutate(_step=(rows["known_from"].epoch_seconds() // 86400).cast("int64"))
    exports = rows.select("_place", "_step", _gone_day=rows["known_from"]).distinct()
    ahead = ibis.window(group_by="_place", order_by="_step")
    exports = exports.mutate(
        _gone_step=exports["_step"].lead().over(ahead), _gone_on=exports["_gone_day"].lead().over(ahead)
    ).drop("_gone_day")
    return rows.inner_join(exports, ["_place", "_step"]).drop("_place")


def settle(engine: Engine, typed: Typed, times: Seen, wordings: Wordings | None) -> Settled:
    """Every row's fate by the key rules of its table."""
    if not typed.spec.versions:
        return _settle_facts(engine, typed, times)
    if not times.is_single:
        return _settle_versions(engine, typed, times, wordings)
    settled = _settle_facts(engine, typed, times)
    (day,) = times.days.values()
    known_from: ir.DateValue = ibis.literal(day or LONG_AGO.date(), "date")
    if times.has_said:
        known_from = _known_from(settled.used["_as_of"], known_from)
    used = settled.used.mutate(
        known_from=known_from,
        known_to=ibis.null("date"),
        is_first=ibis.literal(True),
    )
    return Settled(used, settled.others)


def _known_from(said: ir.StringValue, day: ir.DateValue) -> ir.DateValue:
    return ibis.coalesce(date(said), day, ibis.literal(LONG_AGO.date()))


def _settle_facts(engine: Engine, typed: Typed, times: Seen) -> Settled:
    """One row per key: only keys that occur twice are looked at closely."""
    rows, keys, spec = typed.rows, typed.keys, typed.spec
    counted = (
        rows.filter(*(rows[key].notnull() for key in keys)).group_by(keys).aggregate(_times=ibis._.count())
    )
    twice = counted.filter(counted["_times"] > 1).select(*keys)
    close = rows.semi_join(twice, keys)
    order = ["updated_at"] if "updated_at" in rows.columns else []
    close = close.select(
        "_pull", "row_number", "_file", "_bad", *order, *keys, _content=_content(close, spec)
    )
    ranked = _ranked(close, keys)
    fates = ranked.select("_pull", "row_number", *keys, _fate=_fate(ranked))
    bad = rows.filter(rows["_bad"]).select("_pull", "row_number", *keys)
    at = ["_pull", "row_number"]
    if len(times.pulls) == 1:
        lone = bad.anti_join(twice, keys).select(*at, _fate=ibis.literal(QUARANTINED))
        found = fates.filter(fates["_fate"].notnull()).select(*at, "_fate").union(lone)
    else:
        fates = fates.mutate(_last=fates["_pull"].max().over(group_by=keys)).drop(*keys)
        fates = engine.keep(fates, f"{spec.name}-ranked")
        lone = bad.anti_join(fates, at).select(*at, _fate=ibis.literal(QUARANTINED))
        gone = _withdrawn(engine, typed, fates, times)
        found = ibis.union(fates.filter(fates["_fate"].notnull()).select(*at, "_fate"), lone, gone)
    others = engine.keep(found, f"{spec.name}-others")
    return Settled(rows.filter(~rows["_bad"]).anti_join(others, at), others)


def _withdrawn(engine: Engine, typed: Typed, ranked: ir.Table, times: Seen) -> ir.Table:
    """Rows whose key no later full pull holds any more."""
    rows = typed.rows.filter(~typed.rows["_bad"])
    first = ["_first"] if _has_asked(times) else []
    if first:
        rows = _with_first(rows, typed, times)
    rows = rows.select("_pull", "row_number", *first)
    known = ranked.select("_pull", "row_number", "_fate", "_last")
    rows = rows.left_join(known, ["_pull", "row_number"])
    rows = rows.filter(rows["_fate"].isnull())
    rows = rows.select(
        "row_number", *first, _pull=ibis.coalesce(rows["_last"], rows["_pull"]), _own=rows["_pull"]
    )
    later = _later_pulls(engine, rows, times)
    gone = later.filter(later["_gone_step"].notnull())
    return gone.select(_pull=gone["_own"], row_number=gone["row_number"], _fate=ibis.literal(WITHDRAWN))


def _has_asked(times: Seen) -> bool:
    return any(pull.complete and pull.is_narrowed for pull in times.pulls)


def _settle_versions(engine: Engine, typed: Typed, times: Seen, wordings: Wordings | None) -> Settled:
    """Tables of states: one row per key and data time, equal ones in a row merged, each with its days."""
    rows, keys, spec = typed.rows, typed.keys, typed.spec
    day = engine.table(
        pa.table(
            {
                "_pull": pa.array(list(times.days), pa.int64()),
                "_day": pa.array(list(times.days.values()), pa.date32()),
            }
        )
    )
    at = ["_pull", "row_number"]
    dated = rows.left_join(day, "_pull")
    places = {"village_code", "area_code"} & {column.name for column in spec.columns.values()}
    is_by_place = times.has_files and bool(places)
    aside: dict[str, ir.Value] = {}
    if is_by_place:
        where = next((name for name in ("village_code", "area_code") if name in rows.columns), None)
        aside = (
            {"_place": ibis.coalesce(dated[where].left(AREA_DIGITS), "")} if where else {"who": dated["who"]}
        )
    elif _has_asked(times):
        dated = _with_first(dated, typed, times)
        aside = {"_first": dated["_first"]}
    order = ["updated_at"] if "updated_at" in rows.columns else []
    dated = dated.select(
        *at,
        "_file",
        "_bad",
        *order,
        *keys,
        **aside,
        known_from=_known_from(dated["_as_of"], dated["_day"]),
        _keyed=ibis.and_(*(dated[key].notnull() for key in keys)),
        _content=_content(dated, spec),
    )
    dated = _later_exports(dated, wordings) if is_by_place else _later_pulls(engine, dated, times)
    dated = engine.keep(dated, f"{spec.name}-dated")
    keyed = dated.filter(dated["_keyed"])
    steps = keyed.select(*keys, "_step").distinct()
    steps = steps.mutate(_next_step=steps["_step"].lead().over(group_by=keys, order_by=steps["_step"]))
    ranked = _ranked(keyed, [*keys, "known_from"])
    ranked = engine.keep(
        ranked.select(
            *at, *keys, "known_from", "_step", "_gone_step", "_gone_on", "_content", _fate=_fate(ranked)
        ),
        f"{spec.name}-ranked",
    )
    lost = ranked.filter(ranked["_fate"].notnull()).select(*at, "_fate")
    best = ranked.filter(ranked["_fate"].isnull())
    best = best.left_join(steps, [*keys, "_step"], rname="{name}_seen")
    stays = ibis.coalesce(best["_next_step"] <= best["_gone_step"], best["_gone_step"].isnull())
    best = best.select(
        *at,
        *keys,
        "known_from",
        "_content",
        _gone_on=ibis.ifelse(stays, ibis.null("date"), best["_gone_on"]),
        _stays=stays,
    )
    in_time = ibis.window(group_by=keys, order_by=best["known_from"])
    same = (best["_content"].lag().over(in_time) == best["_content"]) & best["_stays"].lag().over(in_time)
    best = best.mutate(_new=ibis.ifelse(ibis.coalesce(same, False), 0, 1))
    best = best.mutate(
        _run=best["_new"].sum().over(ibis.cumulative_window(group_by=keys, order_by=best["known_from"]))
    )
    best = best.select(
        *at, *keys, "known_from", "_new", _end=best["_gone_on"].max().over(group_by=[*keys, "_run"])
    )
    best = engine.keep(best, f"{spec.name}-runs")
    merged = best.filter(best["_new"] == 0).select(*at, _fate=ibis.literal(REPEAT))
    kept = best.filter(best["_new"] == 1)
    ahead = ibis.window(group_by=keys, order_by=kept["known_from"])
    until = ibis.least(
        ibis.coalesce(kept["known_from"].lead().over(ahead), ibis.literal(NEVER)),
        ibis.coalesce(kept["_end"], ibis.literal(NEVER)),
    )
    kept = kept.select(
        *at,
        "known_from",
        "_end",
        known_to=until.nullif(ibis.literal(NEVER)),
        is_first=ibis.row_number().over(ahead) == 0,
    )
    unkeyed = dated.filter(~dated["_keyed"] & dated["_bad"]).select(*at, _fate=ibis.literal(QUARANTINED))
    withdrawn = best.filter(best["_new"] == 1, best["_end"].notnull()).select(
        *at, _fate=ibis.literal(WITHDRAWN)
    )
    others = engine.keep(ibis.union(lost, merged, unkeyed, withdrawn), f"{spec.name}-others")
    kept = engine.keep(kept.drop("_end"), f"{spec.name}-kept")
    return Settled(rows.inner_join(kept, at), others)
