"""What goes back to the office that keeps a source (校核纠错): the value as it was given and what it was found to be.

Only what a match settled is said: an ID number repaired, a name written otherwise than in the register. Numbers are masked
on both sides. Not here: suspicions, which are no errors of a source.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.engine import Engine
from etl.model.sources import SourceSpec
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


def corrections(
    engine: Engine, tables: Mapping[str, ir.Table], links: ir.Table, sources: Mapping[str, SourceSpec]
) -> ir.Table:
    """The published table, for rows linked `same` whose number or name is not the register's."""
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
