"""The conform step: snapshots of all sources to canonical tables, dictionaries and control totals."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.conform.dictionaries import counties, county_of, dictionaries, numbered, placed
from etl.conform.keys import REPEAT, WITHDRAWN, Settled, pull_days, settle
from etl.conform.landed import Landed, Settings
from etl.conform.reconcile import reconciled
from etl.conform.refused import refused, row_ref
from etl.conform.text import credit_code
from etl.conform.typed import Typed, typed
from etl.conform.values import date
from etl.engine import Engine
from etl.model.contracts import Contract, canonical, working
from etl.model.sources import SourceSpec

WORKSHOPS = "hrss.workshops"


def conform(
    engine: Engine, snapshots: Sequence[Landed], specs: Mapping[str, SourceSpec], settings: Settings
) -> dict[str, ir.Table]:
    """Every landed table as its canonical one, and what is known about all of them.

    A table without a snapshot is absent. Keys: `<system>.<table>`, forms, employers, row_origin, quarantine,
    reconciliation, data_times.
    """
    pulls = _by_source(snapshots)
    tables: dict[str, Typed] = {}
    settled: dict[str, Settled] = {}
    days: dict[str, dict[int, dt.date | None]] = {}
    for source, mine in pulls.items():
        system, _, name = source.partition(".")
        tables[source] = typed(engine, specs[system].tables[name], mine, settings)
        when = pull_days(engine, tables[source], mine)
        days[source] = when
        settled[source] = settle(engine, tables[source], mine, when)
    versions = settled[WORKSHOPS].used if WORKSHOPS in settled else None
    maps = counties(engine, tables.get(WORKSHOPS), versions)
    whos = {
        source: engine.keep(placed(table.who, maps), "placed")
        for source, table in tables.items()
        if table.who is not None
    }
    out: dict[str, ir.Table] = {}
    numbers: dict[str, ir.Table] = {}
    if whos:
        out["forms"], out["employers"] = dictionaries(engine, whos)
        numbers = {
            source: numbered(engine, who, out["forms"], out["employers"], source.partition(".")[2])
            for source, who in whos.items()
        }
    for source, table in tables.items():
        out[source] = engine.keep(_canonical(table, settled[source], numbers.get(source)), table.spec.name)
    out["row_origin"] = _one(_origin(table, settled[s], numbers.get(s)) for s, table in tables.items())
    parts = [engine.keep(refused(engine, table, settled[s]), "refused") for s, table in tables.items()]
    out["quarantine"] = engine.keep(_one(parts), "quarantine")
    totals = [engine.keep(reconciled(table, settled[s]), "totals") for s, table in tables.items()]
    out["reconciliation"] = engine.keep(_one(totals), "reconciliation")
    times = [engine.keep(_times(engine, t, pulls[s], days[s]), "times") for s, t in tables.items()]
    out["data_times"] = engine.keep(_one(times), "data_times")
    return {name: _under_contract(name, table) for name, table in out.items()}


def _by_source(snapshots: Sequence[Landed]) -> dict[str, list[Landed]]:
    pulls: dict[str, list[Landed]] = {}
    for pull in sorted(snapshots, key=lambda pull: (pull.source, pull.order)):
        pulls.setdefault(pull.source, []).append(pull)
    return pulls


def _one(tables: Iterable[ir.Table]) -> ir.Table:
    each = list(tables)
    return each[0] if len(each) == 1 else ibis.union(*each)


def _canonical(table: Typed, settled: Settled, numbers: ir.Table | None) -> ir.Table:
    """The rows that speak, under canonical names; persons and employers by number."""
    rows, names = settled.used, canonical(table.spec.source).names
    if numbers is not None:
        wanted = {name: numbers[name] for name in numbers.columns if name in names}
        if "entity_name" in names:
            wanted["entity_name"] = numbers["employer_name"]
        rows = rows.inner_join(numbers.select("who", **wanted), "who")
    elif "village_code" in rows.columns:
        rows = rows.mutate(county=county_of(rows["village_code"]))
    return rows.select(*names)


def _origin(table: Typed, settled: Settled, numbers: ir.Table | None) -> ir.Table:
    """Where each used or refused row came from; a key with a personal part is given in the parts around it."""
    spec = table.spec
    lost = settled.others.filter(
        settled.others["_fate"].isin([REPEAT, *(() if spec.versions else (WITHDRAWN,))])
    )
    rows = table.rows.anti_join(lost, ["_pull", "row_number"])
    form: ir.Value = ibis.null("int64")
    if numbers is not None:
        rows = rows.inner_join(numbers.select("who", "form"), "who")
        form = rows["form"]
    personal = [number for number, native in enumerate(spec.key) if spec.columns[native].person]
    texts = {number: rows[f"_n{number}"] for number in range(len(spec.key)) if number not in personal}
    bar = ibis.literal("|")
    key: dict[str, ir.Value] = {
        "native_key": ibis.null("string"),
        "key_before": ibis.null("string"),
        "key_after": ibis.null("string"),
    }
    if personal:
        before = [texts[number] for number in texts if number < personal[0]]
        after = [texts[number] for number in texts if number > personal[0]]
        key["key_before"] = bar.join(before) + "|" if before else ibis.literal("")
        key["key_after"] = ibis.literal("|") + bar.join(after) if after else ibis.literal("")
    else:
        key["native_key"] = bar.join(list(texts.values()))
    return rows.select(
        row_ref=row_ref(spec.source, rows),
        source=ibis.literal(spec.source),
        pull_id=rows["pull_id"],
        row_number=rows["row_number"],
        **key,
        form=form,
        file=rows["_file"],
        sheet=rows["_sheet"],
        source_row=rows["_source_row"],
    )


def _times(
    engine: Engine, table: Typed, pulls: Sequence[Landed], days: Mapping[int, dt.date | None]
) -> ir.Table:
    """Each pull's data time, rows and reach; for files each file's, with the counties it speaks of."""
    frame = engine.table(
        pa.table(
            {
                "_pull": pa.array([pull.order for pull in pulls], pa.int64()),
                "_day": pa.array([days[pull.order] for pull in pulls], pa.date32()),
                "complete": pa.array([pull.complete and pull.asked is None for pull in pulls], pa.bool_()),
                "asked": pa.array(
                    [None if p.asked is None else ",".join(sorted(p.asked)) for p in pulls], pa.string()
                ),
            }
        )
    )
    raw = table.raw
    area = table.spec.native_of("village_code") or table.spec.native_of("area_code")
    county = county_of(credit_code(raw[area])) if area and table.has_files else ibis.null("string")
    counted = raw.group_by(
        "_pull", "pull_id", said=raw["_as_of"], file=raw["_file"], county=county
    ).aggregate(rows=ibis._.count())
    counted = counted.mutate(as_of=date(counted["said"]))
    joined = frame.left_join(counted, "_pull")
    ids = engine.table(
        pa.table({"_pull": pa.array([p.order for p in pulls], pa.int64()), "_id": [p.pull_id for p in pulls]})
    )
    joined = joined.drop("_pull_right").left_join(ids, "_pull")
    return joined.select(
        source=ibis.literal(table.spec.source),
        pull_id=joined["_id"],
        pull_order=joined["_pull"],
        county=joined["county"],
        file=joined["file"],
        as_of=ibis.coalesce(joined["as_of"], joined["_day"]),
        rows=ibis.coalesce(joined["rows"], 0).cast("int64"),
        complete=joined["complete"],
        asked=joined["asked"],
    )


def contract_of(name: str) -> Contract:
    """The contract of a table that conform makes."""
    return canonical(name) if "." in name else working("quarantine_rows" if name == "quarantine" else name)


def _under_contract(name: str, table: ir.Table) -> ir.Table:
    return table.select(
        **{column: table[column].cast(kind) for column, kind in contract_of(name).ibis_schema().items()}
    )
