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


def timeline(scene: Scene, evidence: Evidence) -> ir.Table:
    """person, month, kind, employer, state, amount, row_ref for everybody on a roster, claim, payment, post or course."""
    people = scene.engine.keep(_people(scene, evidence), "timeline-people")
    parts = [
        *_rosters(scene),
        _contributions(scene, evidence, people),
        _spell(scene, evidence, people, "hrss.contracts", "contract"),
        _spell(scene, evidence, people, "hrss.employment", "registration"),
        _spell(scene, evidence, people, "hrss.public_posts", "post"),
        _spell(scene, evidence, people, "hrss.training", "training"),
        _pensions(scene, people),
        _payments(scene, evidence),
    ]
    return scene.engine.keep(union([part.select(*COLUMNS) for part in parts]), "timeline")


def _people(scene: Scene, evidence: Evidence) -> ir.Table:
    named = [
        scene.worked.select("person"),
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


def _spell(scene: Scene, evidence: Evidence, people: ir.Table, source: str, kind: str) -> ir.Table:
    rows = scene.named(scene.source(source))
    rows = rows.filter(rows.sure.notnull()).mutate(person=rows.sure).semi_join(people, "person")
    employer, state, amount = ibis.null("string"), ibis.null("string"), ibis.null("decimal(18, 2)")
    if "employer" in rows.columns:
        units = evidence.units.select("employer", "unit", "firm")
        rows = rows.left_join(units, "employer")
        employer = rows.unit.fill_null(rows.firm)
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
    told = rows.mutate(_employer=employer, _state=state, _amount=amount)
    told = each_month(
        told, months.x_index(months.x_of_date(rows[first])), months.x_index(months.x_of_date(end)), scene.span
    )
    return _line(told, kind, told["_employer"], told["_state"], told["_amount"])


def _pensions(scene: Scene, people: ir.Table) -> ir.Table:
    rows = scene.named(scene.source("social_insurance.pensions"))
    rows = newest(rows.filter(rows.sure.notnull()), "row_id")
    rows = rows.mutate(person=rows.sure).semi_join(people, "person")
    told = each_month(rows, months.x_index(rows.from_month), months.x_index(rows.to_month), scene.span)
    return _line(told, "pension", ibis.null("string"), told.kind, ibis.null("decimal(18, 2)"))


def _payments(scene: Scene, evidence: Evidence) -> ir.Table:
    """Paid amounts under `subsidy`, claimed, approved and returned ones under `claim`, in each of their months."""
    rows = evidence.benefits
    rows = rows.filter(rows.sure.notnull()).mutate(person=rows.sure)
    told = each_month(rows, months.x_index(rows.from_month), months.x_index(rows.to_month), scene.span)
    paid = told.filter(told.state == "paid")
    open_ = told.filter(told.state != "paid")
    return union(
        [
            _line(paid, "subsidy", paid.workshop_id.fill_null(paid.uscc), paid.scheme, paid.amount),
            _line(
                open_,
                "claim",
                open_.workshop_id.fill_null(open_.uscc),
                open_.scheme + ":" + open_.state,
                open_.amount,
            ),
        ]
    )
