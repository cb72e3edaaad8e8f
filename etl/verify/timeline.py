"""The months of a person side by side: what every source says, row by row. Judges nothing.

Gaps are not rows: where a source is silent for a month, the coverage says whether its silence means anything.
"""

import ibis
import ibis.expr.types as ir

from etl import months
from etl.verify.coverage import SPELLS
from etl.verify.evidence import Evidence
from etl.verify.scene import Scene
from etl.verify.telling import each_month, union
from etl.verify.versions import newest

COLUMNS = ("person", "month", "kind", "employer", "state", "amount", "row_ref")
SPAN = ("person", "kind", "state", "amount", "row_ref", "first", "last")


def timeline(scene: Scene, evidence: Evidence) -> ir.Table:
    """person, month, kind, employer, state, amount, row_ref for everybody on a roster, claim, payment, post or course."""
    people = scene.engine.keep(_people(scene, evidence), "timeline-people")
    spells = [
        _spell(scene, "hrss.contracts", "contract"),
        _spell(scene, "hrss.employment", "registration"),
        _spell(scene, "hrss.public_posts", "post"),
        _spell(scene, "hrss.training", "training"),
        _pensions(scene),
    ]
    held = union([_named(scene, evidence, people, union(spells)), _payments(evidence)])
    held = scene.engine.keep(held, "timeline-spells")
    parts = [
        *_rosters(scene),
        _contributions(scene, evidence, people),
        each_month(held, held.first, held.last, scene.span),
    ]
    return union([part.select(*COLUMNS) for part in parts])


def _people(scene: Scene, evidence: Evidence) -> ir.Table:
    named = [
        scene.stays.select("person"),
        evidence.benefits.filter(evidence.benefits.sure.notnull()).select(person="sure"),
    ]
    for source in ("hrss.public_posts", "hrss.training"):
        rows = scene.named(scene.source(source))
        named.append(rows.filter(rows.sure.notnull()).select(person="sure"))
    return union(named).distinct()


def _line(table: ir.Table, kind: str, employer: ir.Value, state: ir.Value, amount: ir.Value) -> ir.Table:
    return table.select(
        person="person",
        month="month",
        kind=ibis.literal(kind),
        employer=employer.cast("string"),
        state=state.cast("string").fill_null(""),
        amount=amount.cast("decimal(18, 2)"),
        row_ref="row_ref",
    )


def _rosters(scene: Scene) -> list[ir.Table]:
    rows = scene.rosters.filter(scene.rosters.sure.notnull()).mutate(person=scene.rosters.sure)
    paid = rows.filter(rows.pay.notnull())
    return [
        _line(rows, "roster", rows.workshop_id, rows.declared_group, ibis.null("decimal(18, 2)")),
        _line(paid, "pay", paid.workshop_id, paid.paid_on, paid.pay),
    ]


def _contributions(scene: Scene, evidence: Evidence, people: ir.Table) -> ir.Table:
    source = "social_insurance.contributions"
    who = scene.who.filter(scene.who.sure.notnull()).select("form", person="sure").semi_join(people, "person")
    units = evidence.units.select("employer", "unit", "firm")
    table = scene.source(source)
    table = table.filter((table.month >= scene.span[0]) & (table.month <= scene.span[1]))
    rows = table.inner_join(scene.engine.keep(who, "timeline-forms"), "form")
    rows = rows.left_join(units, "employer")
    amount = rows.employer_amount.fill_null(0) + rows.person_amount.fill_null(0)
    return _line(rows, "contribution", rows.unit.fill_null(rows.firm), rows.kind + ":" + rows.state, amount)


def _spell(scene: Scene, source: str, kind: str) -> ir.Table:
    """Rows with days: who, where, what, and the indexes of the first and the last month."""
    rows = scene.source(source)
    employer, state, amount = ibis.null("string"), ibis.null("string"), ibis.null("decimal(18, 2)")
    number = rows.employer if "employer" in rows.columns else ibis.null("int64")
    first, last = SPELLS[source]
    end = rows[last]
    if kind == "contract":
        early = rows.ended_early_on
        end = ibis.ifelse(early.notnull() & (end.isnull() | (early < end)), early, end)
        state = rows.contract_kind
    elif kind == "post":
        state, amount = rows.post_name, rows.monthly_allowance
    elif kind == "training":
        employer, state = rows.workshop_id, rows.course_id
    return rows.select(
        form="form",
        number=number.cast("int64"),
        kind=ibis.literal(kind),
        employer=employer.cast("string"),
        state=state.cast("string").fill_null(""),
        amount=amount.cast("decimal(18, 2)"),
        row_ref="row_ref",
        first=months.x_index(months.x_of_date(rows[first])).cast("int64"),
        last=months.x_index(months.x_of_date(end)).cast("int64"),
    )


def _pensions(scene: Scene) -> ir.Table:
    """Pensions until their last month or, where the office withdrew the row, the month before."""
    rows = newest(scene.source("social_insurance.pensions"), "row_id")
    withdrawn = months.x_index(months.x_of_date(rows.known_to)) - 1
    last = months.x_index(rows.to_month)
    until = ibis.ifelse(withdrawn.isnull(), last, ibis.least(last.fill_null(withdrawn), withdrawn))
    return rows.select(
        form="form",
        number=ibis.null("int64"),
        kind=ibis.literal("pension"),
        employer=ibis.null("string"),
        state=rows.kind.fill_null(""),
        amount=ibis.null("decimal(18, 2)"),
        row_ref="row_ref",
        first=months.x_index(rows.from_month).cast("int64"),
        last=until.cast("int64"),
    )


def _named(scene: Scene, evidence: Evidence, people: ir.Table, spells: ir.Table) -> ir.Table:
    """The rows of the people asked for, with the credit code behind their employer."""
    rows = scene.named(spells)
    rows = rows.filter(rows.sure.notnull()).mutate(person=rows.sure).semi_join(people, "person")
    units = evidence.units.select("unit", "firm", _number="employer")
    rows = rows.left_join(units, rows.number == units["_number"])
    return rows.select(*SPAN, employer=rows.employer.fill_null(rows.unit).fill_null(rows.firm))


def _payments(evidence: Evidence) -> ir.Table:
    """Paid amounts under `subsidy`, claimed, approved and returned ones under `claim`."""
    rows = evidence.benefits
    rows = rows.filter(rows.sure.notnull())
    is_paid = (rows.state == "paid").fill_null(False)
    return rows.select(
        person="sure",
        kind=ibis.ifelse(is_paid, "subsidy", "claim"),
        state=ibis.ifelse(is_paid, rows.scheme, rows.scheme + ":" + rows.state).fill_null(""),
        amount=rows.amount.cast("decimal(18, 2)"),
        row_ref="row_ref",
        first=months.x_index(rows.from_month).cast("int64"),
        last=months.x_index(rows.to_month).cast("int64"),
        employer=rows.workshop_id.fill_null(rows.uscc),
    )
