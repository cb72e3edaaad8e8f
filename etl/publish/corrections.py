"""What goes back to the office that keeps a source (校核纠错): its own rows, each with the column in question.

Three things, the surer first where they meet in one cell: what a match settled (the value as it was given and what it was
found to be, numbers masked on both sides), values that could not be read, and cells that another system's record
contradicts. Of the last the office hears that there is such a record and never what it says: a suspicion is no error, and
the other row is not theirs. Not here: writing the lists as files (`small_books`).
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.engine import Engine
from etl.model.contracts import vocabulary
from etl.model.sources import PersonPart, SourceSpec
from etl.publish.shape import drop_right, masked_id, told, union

ID_REASONS = {
    "id_one_digit": "证件号码有一位与登记不同",
    "id_transposed": "证件号码有两位颠倒",
    "id_truncated": "证件号码不完整",
    "id_15_digit": "证件号码仍是15位",
    "id_in_certificate": "填写的是残疾人证号",
    "id_missing": "没有填写证件号码",
    "id_invalid": "证件号码不符合编码规则",
}
NAME_REASONS = {
    "name_variant_char": "姓名用字是异体字",
    "name_homophone": "姓名用字音同字不同",
    "name_lookalike": "姓名用字形近",
    "name_spacing": "姓名中有多余的空格或间隔号",
    "name_former": "填写的是曾用名",
    "name_pinyin": "姓名是拼音",
    "name_truncated": "姓名不完整",
    "name_order": "姓名次序颠倒",
}
SEVERAL_SOURCES = "monitoring.people"

UNREAD = ("missing", "unreadable", "code_unknown", "scheme_unknown", "value_unreadable")
"""Reasons of the quarantine that ask for a correction; a superseded row was corrected by its source."""

WRITTEN: Mapping[str, PersonPart] = {
    "id_name_conflict": "name",
    "id_invalid": "id",
    "id_shared": "id",
    "one_person_two_ids": "id",
}
"""Alerts about the writing of a person: the same part of it in whichever source the row stands."""
ROSTERS, MONTH = "hrss.rosters", "month"
CONTRADICTING = {
    "deceased": ("monitoring.people", "person_state"),
    "underage": ("monitoring.people", "born_on"),
    "student": ("monitoring.people", "schooling"),
    "pensioner": ("social_insurance.pensions", "to_month"),
    "post_and_workshop": ("hrss.public_posts", "ended_on"),
    "insured_elsewhere": ("social_insurance.contributions", "uscc"),
    "flexible_insured": ("social_insurance.contributions", "kind"),
    "entity_inactive": ("business_registry.entities", "state"),
    "away": ("hrss.subsidies", "from_month"),
    "two_workshops": (ROSTERS, "workshop_id"),
}
"""Contradictions: the source that says otherwise, and its column. On the roster it is the month that is in question.

An operator on the own roster is none: both records may be right.
"""
CHECK = "：与其他系统的记载不一致，请核实本行；是否有误以核实为准。"
CHECK_WRITING = "：请核实本行填写的姓名和证件号码；是否有误以核实为准。"
COLUMNS = ("source", "row_ref", "column", "was", "found", "says")


def corrections(
    engine: Engine,
    tables: Mapping[str, ir.Table],
    made: Mapping[str, ir.Table | None],
    links: ir.Table,
    sources: Mapping[str, SourceSpec],
) -> ir.Table:
    """The published table. `made`: the published `quarantine`, `alerts` and `alert_evidence`, as far as there are any."""
    found = engine.keep(_settled(engine, tables, links, sources), "corrections-settled")
    unread, alerts, evidence = (made.get(name) for name in ("quarantine", "alerts", "alert_evidence"))
    if unread is not None:
        found = engine.keep(_and_less_sure(found, _unread(unread)), "corrections-unread")
    if alerts is not None and evidence is not None:
        contradicted = _contradicted(engine, alerts, evidence, sources)
        found = _and_less_sure(found, engine.keep(contradicted, "corrections-contradicted"))
    return found


def _and_less_sure(sure: ir.Table, more: ir.Table) -> ir.Table:
    return union([sure, more.anti_join(sure, ["row_ref", "column"])])


def _unread(quarantine: ir.Table) -> ir.Table:
    rows = quarantine.filter(quarantine.reason.isin(UNREAD))
    return rows.mutate(was=ibis.literal(""), found=ibis.literal("")).select(*COLUMNS)


def _contradicted(
    engine: Engine, alerts: ir.Table, evidence: ir.Table, sources: Mapping[str, SourceSpec]
) -> ir.Table:
    """The cells of open alerts, each once with all that stands against it."""
    asked = engine.table(_cells(sources))
    open_ones = alerts.filter((alerts.state != "cleared") & (alerts.level != "inform"))
    rows = evidence.filter(evidence.role != "at_risk")
    rows = rows.select("alert_id", "row_ref", source=rows.row_ref.split(":")[0])
    rows = rows.inner_join(open_ones.select("alert_id", "code"), "alert_id")
    rows = rows.inner_join(asked, ["code", "source"])
    cells = rows.group_by("source", "row_ref", "column").agg(
        why=rows.zh.collect(distinct=True).sort().join("、"), asks=rows.asks.max()
    )
    nothing = ibis.literal("")
    return cells.mutate(was=nothing, found=nothing, says=told(cells.why, cells.asks)).select(*COLUMNS)


def _settled(
    engine: Engine, tables: Mapping[str, ir.Table], links: ir.Table, sources: Mapping[str, SourceSpec]
) -> ir.Table:
    """Rows linked `same` whose number or name is not the register's."""
    columns = engine.table(_columns(sources))
    # Few forms are told otherwise than the register has it: the rows of all others are left alone.
    telling = "|".join([*ID_REASONS, *NAME_REASONS])
    forms = tables["link_forms"].filter(lambda t: t.reasons.re_search(telling)).select("form")
    rows = links.filter((links.outcome == "same") & (links.source != SEVERAL_SOURCES))
    rows = rows.semi_join(forms, "form")
    written = tables["forms"].select("form", "id_text", written="name")
    known = tables["persons"].select("person", "id_normal", known="name")
    rows = drop_right(drop_right(rows.inner_join(written, "form")).inner_join(known, "person"))
    rows = engine.keep(drop_right(rows.inner_join(columns, "source")), "corrections-rows")
    ids = _of(rows, ID_REASONS, "id_column", masked_id(rows.id_text), masked_id(rows.id_normal))
    names = _of(rows, NAME_REASONS, "name_column", rows.written, rows.known)
    return union([ids, names])


def _of(
    rows: ir.Table, reasons: Mapping[str, str], column: str, was: ir.StringValue, found: ir.StringValue
) -> ir.Table:
    codes = ibis.literal(",").concat(rows.reasons).concat(",")
    why = ibis.cases(
        *[(codes.contains(f",{code},"), zh) for code, zh in reasons.items()], else_=ibis.null("string")
    )
    rows = rows.mutate(_was=was.fill_null(""), _found=found.fill_null(""), _why=why)
    rows = rows.filter(rows["_why"].notnull() & rows[column].notnull() & (rows["_found"] != ""))
    return rows.select(
        source="source",
        row_ref="row_ref",
        column=rows[column],
        was=rows["_was"],
        found=rows["_found"],
        says=told(rows["_why"], "，请核对后更正。"),
    )


def _columns(sources: Mapping[str, SourceSpec]) -> pa.Table:
    """Native names of the columns that hold a person's number and name, by table."""
    names, ids, called = [], [], []
    for spec in sources.values():
        for table in spec.tables.values():
            of = {column.person: column.native for column in table.columns.values() if column.person}
            names.append(table.source)
            ids.append(of.get("id"))
            called.append(of.get("name"))
    return pa.table(
        {
            "source": pa.array(names, pa.string()),
            "id_column": pa.array(ids, pa.string()),
            "name_column": pa.array(called, pa.string()),
        }
    )


def _cells(sources: Mapping[str, SourceSpec]) -> pa.Table:
    """code, source, column, zh, asks: the source's own name of the column that an alert of this code puts in question."""
    rows: list[dict[str, str]] = []
    for spec in sources.values():
        for table in spec.tables.values():
            columns = table.columns.values()
            parts = {column.person: column.native for column in columns if column.person}
            natives = {column.name: column.native for column in columns}
            asked = {code: parts.get(part) for code, part in WRITTEN.items()}
            if table.source == ROSTERS:
                asked |= dict.fromkeys(CONTRADICTING, natives[MONTH])
            asked |= {
                code: natives[column]
                for code, (source, column) in CONTRADICTING.items()
                if source == table.source
            }
            names = vocabulary()["alerts"]
            rows += [
                {
                    "code": code,
                    "source": table.source,
                    "column": native,
                    "zh": names[code],
                    "asks": CHECK_WRITING if code in WRITTEN else CHECK,
                }
                for code, native in asked.items()
                if native is not None
            ]
    schema = pa.schema([(name, pa.string()) for name in ("code", "source", "column", "zh", "asks")])
    return pa.Table.from_pylist(rows, schema)
