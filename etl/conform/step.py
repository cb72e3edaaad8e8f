"""The conform step: snapshots of all sources to canonical tables, dictionaries and control totals."""

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.conform.dictionaries import counties, county_of, dictionaries
from etl.conform.keys import REPEAT, WITHDRAWN, Seen, Settled, seen, settle
from etl.conform.landed import Landed, Settings
from etl.conform.readings import readings
from etl.conform.reconcile import counts, reconciled
from etl.conform.refused import refused, row_ref
from etl.conform.stacked import one, stacked
from etl.conform.text import credit_code
from etl.conform.typed import Typed, typed
from etl.conform.values import date
from etl.conform.wordings import wordings
from etl.engine import Engine
from etl.model.contracts import Contract, canonical, working
from etl.model.sources import SourceSpec

WORKSHOPS = "hrss.workshops"
PULLS = pa.schema(
    {
        "source": pa.string(),
        "_pull": pa.int64(),
        "_id": pa.string(),
        "_day": pa.date32(),
        "complete": pa.bool_(),
        "asked": pa.string(),
    }
)


def conform(
    engine: Engine, snapshots: Sequence[Landed], specs: Mapping[str, SourceSpec], settings: Settings
) -> dict[str, ir.Table]:
    """Every landed table as its canonical one, and what is known about all of them.

    A table without a snapshot is absent. Keys: `<system>.<table>`, forms, employers, row_origin, quarantine,
    reconciliation, data_times.
    """
    stacks = stacked(engine, snapshots, specs, settings)
    words, meanings = wordings(engine, stacks), readings(engine, stacks, settings)
    tables = {source: typed(engine, table, words, meanings) for source, table in stacks.items()}
    times = seen(engine, tables, stacks)
    settled = {source: settle(engine, table, times[source], words) for source, table in tables.items()}
    out: dict[str, ir.Table] = {}
    numbers = None
    if words is not None:
        workshops = settled[WORKSHOPS].used if WORKSHOPS in settled else None
        maps = counties(engine, words.who, workshops)
        out["forms"], out["employers"], numbers = dictionaries(engine, words, maps)
    spoke = {
        source: engine.keep(_canonical(table, settled[source], numbers), table.spec.name)
        for source, table in tables.items()
    }
    out.update(spoke)
    out["row_origin"] = one([_origin(table, settled[source], numbers) for source, table in tables.items()])
    counted = counts(engine, tables, settled, spoke)
    out["quarantine"] = refused(engine, tables, settled, counted)
    out["reconciliation"] = engine.table(reconciled(counted, tables))
    out["data_times"] = engine.keep(_data_times(engine, tables, times), "data_times")
    return {name: _under_contract(name, table) for name, table in out.items()}


def _canonical(table: Typed, settled: Settled, numbers: ir.Table | None) -> ir.Table:
    """The rows that speak, under canonical names; persons and employers by number."""
    rows, names = settled.used, canonical(table.spec.source).names
    if table.who and numbers is not None:
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
    if table.who and numbers is not None:
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


def _data_times(engine: Engine, tables: Mapping[str, Typed], times: Mapping[str, Seen]) -> ir.Table:
    """Each pull's data time, rows and reach; for files each file's, with the counties it speaks of."""
    pulls = [
        {
            "source": source,
            "_pull": pull.order,
            "_id": pull.pull_id,
            "_day": when.days[pull.order],
            "complete": pull.complete and pull.asked is None,
            "asked": None if pull.asked is None else ",".join(sorted(pull.asked)),
        }
        for source, when in times.items()
        for pull in when.pulls
    ]
    frame = engine.table(pa.Table.from_pylist(pulls, PULLS))
    each = []
    for source, table in tables.items():
        raw, spec = table.raw, table.spec
        area = spec.native_of("village_code") or spec.native_of("area_code")
        has_county = area is not None and times[source].has_files
        county = county_of(credit_code(raw[area])) if has_county else ibis.null("string")
        each.append(
            raw.group_by("_pull", _said=raw["_as_of"], file=raw["_file"], county=county)
            .aggregate(_rows=ibis._.count())
            .select("_pull", "_said", "file", "county", "_rows", _source=ibis.literal(source))
        )
    joined = frame.left_join(one(each), [("source", "_source"), ("_pull", "_pull")])
    return joined.select(
        source=joined["source"],
        pull_id=joined["_id"],
        pull_order=joined["_pull"],
        county=joined["county"],
        file=joined["file"],
        as_of=ibis.coalesce(date(joined["_said"]), joined["_day"]),
        rows=ibis.coalesce(joined["_rows"], 0).cast("int64"),
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
