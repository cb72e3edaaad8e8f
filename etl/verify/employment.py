"""The verdict on each roster row: evidence for, alerts against, what is missing; and a worker's month at a workshop.

The order of verdicts is that of contract/meaning.md, 'Real employment, month by month'. Not here: counts and shares
(counts.py), or what a document makes of a verdict (rules).
"""

import functools
from collections.abc import Iterable

import ibis
import ibis.expr.types as ir

from etl.verify.evidence import Evidence
from etl.verify.operators import plain_name, shop_names
from etl.verify.scene import Scene
from etl.verify.telling import listed, listing, union

NEEDED = (
    "hrss.contracts",
    "hrss.employment",
    "hrss.public_posts",
    "monitoring.people",
    "social_insurance.contributions",
    "social_insurance.pensions",
)
"""Sources without which silence says nothing about a month."""
OUTSIDE = ("contribution", "contract", "registration", "field_check", "account")
"""Evidence from another system; one of them, with pay, confirms."""
GROUPS = ("poverty_exit", "monitored", "relocated")
NOT_THE_MONTH = ("two_workshops", "pensioner")
"""Contradictions that leave the month's verdict alone: a second workshop makes it unknown, a claim is only a claim."""
AT = ("person", "workshop_id", "month")
RANK = ("confirmed", "declared_only", "unknown", "contradicted")
"""Better verdicts first."""
UNSURE_WORKERS = 1 << 40
"""Workers known only as a best candidate are numbered below minus this, so that they never meet the candidate's own rows."""


def roster_verdicts(
    scene: Scene, evidence: Evidence, status: ir.Table, coverage: ir.Table, contradictions: ir.Table
) -> ir.Table:
    """One row a roster row, with its verdict and the person's standing in that month."""
    rows = _with_status(scene.rosters, status)
    rows = scene.engine.keep(_with_evidence(scene, evidence, rows), "roster-evidence")
    rows = _with_missing(scene, rows, coverage)
    rows = _with_contradictions(scene, rows, contradictions)
    rows = scene.engine.keep(rows, "roster-known")
    rows = rows.mutate(**_statuses(rows))
    told = _evidence_flags(rows)
    rows = rows.mutate(**{"for": listing(told)}, is_shown=_any(told[name] for name in OUTSIDE))
    rows = rows.mutate(verdict=_verdict(rows))
    filed = rows.filed_kind.fill_null(rows.contract_kind)
    return scene.engine.keep(
        rows.select(
            "row_ref",
            "row_id",
            "form",
            "person",
            "outcome",
            "sure",
            "workshop_id",
            "county",
            "month",
            "declared_group",
            "post",
            agreement_kind=filed,
            declared_kind="contract_kind",
            contract_kind="contract_kind",
            filed_kinds=rows.filed_kinds.fill_null(""),
            contract_from="contract_from",
            contract_to="contract_to",
            filed_from="filed_from",
            filed_to="filed_to",
            days_worked="days_worked",
            paid_on="paid_on",
            pay="pay",
            accident_premium="accident_premium",
            account="account",
            verdict="verdict",
            **{"for": rows["for"]},
            against="against",
            missing="missing",
            poverty_exit="poverty_exit",
            monitored="monitored",
            relocated="relocated",
            age="age",
            sex="sex",
            household_id="household_id",
            labour_ability="labour_ability",
            register_full="register_full",
            shop_uscc="shop_uscc",
            shop_kind="shop_kind",
        ),
        "roster_verdicts",
    )


def _any(flags: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    return functools.reduce(lambda one, other: one | other, [flag.fill_null(False) for flag in flags])


def _with_status(rosters: ir.Table, status: ir.Table) -> ir.Table:
    states = status.select(
        "poverty_exit",
        "monitored",
        "relocated",
        "age",
        "sex",
        "household_id",
        "labour_ability",
        "stated_employer",
        _who="person",
        _month="month",
    )
    rows = rosters.left_join(states, [rosters.same == states["_who"], rosters.month == states["_month"]])
    return rows.drop("_who", "_month")


def _joined(rows: ir.Table, facts: ir.Table) -> ir.Table:
    """Facts about a person's month at a workshop, joined to that person's roster rows there."""
    named = facts.rename(_who="person", _shop="workshop_id", _month="month")
    same = [rows.sure == named["_who"], rows.workshop_id == named["_shop"], rows.month == named["_month"]]
    return rows.left_join(named, same).drop("_who", "_shop", "_month")


def _with_evidence(scene: Scene, evidence: Evidence, rows: ir.Table) -> ir.Table:
    rows = _joined(rows, evidence.agreements.drop("filed_ref"))
    rows = _joined(rows, evidence.contributions)
    contracts = evidence.contracts.filter(evidence.contracts.is_own).select(*AT).distinct()
    rows = _joined(rows, contracts.mutate(contract=ibis.literal(True)))
    registered = evidence.registrations.filter(evidence.registrations.is_own).select(*AT).distinct()
    rows = _joined(rows, registered.mutate(registration=ibis.literal(True)))
    paid_to = evidence.accounts.select(_who="person", _account="account", is_account=ibis.literal(True))
    rows = rows.left_join(paid_to, [rows.sure == paid_to["_who"], rows.account == paid_to["_account"]])
    rows = _with_field_checks(evidence, rows.drop("_who", "_account"))
    names = shop_names(scene, evidence.units).select(
        _shop="workshop_id", _firm="firm", is_stated=ibis.literal(True)
    )
    rows = rows.mutate(_stated=plain_name(rows.stated_employer))
    rows = rows.left_join(names, [rows.workshop_id == names["_shop"], rows["_stated"] == names["_firm"]])
    return rows.drop("_shop", "_firm", "_stated")


def _with_field_checks(evidence: Evidence, rows: ir.Table) -> ir.Table:
    """`field_check`: a finding about the row itself, or about the person at the workshop in those months."""
    facts = evidence.field_checks
    on_rows = facts.filter(facts.row_ref.notnull()).select(_ref="row_ref").distinct()
    people = facts.filter(facts.person.notnull() & facts.workshop_id.notnull() & facts.row_ref.isnull())
    people = people.select(_who="person", _shop="workshop_id", _from="from_month", _to="to_month").distinct()
    met = rows.select("row_ref", "sure", "workshop_id", "month").inner_join(
        people, [ibis._.sure == people["_who"], ibis._.workshop_id == people["_shop"]]
    )
    within = (met["_from"].isnull() | (met["_from"] <= met.month)) & (
        met["_to"].isnull() | (met["_to"] >= met.month)
    )
    by_person = met.filter(within).select(_ref="row_ref")
    checked = union([on_rows, by_person]).distinct().mutate(field_check=ibis.literal(True))
    return rows.left_join(checked, rows.row_ref == checked["_ref"]).drop("_ref")


def _with_missing(scene: Scene, rows: ir.Table, coverage: ir.Table) -> ir.Table:
    """`missing`: needed sources that are not full for the county and month; `register_full`."""
    cells = coverage.filter(coverage.source.isin(list(NEEDED)))
    judged = cells.group_by(_county="county", _month="month").agg(
        missing=ibis.ifelse(cells.state != "full", cells.source, ibis.null("string"))
        .collect(distinct=True)
        .sort()
        .join(","),
        register_full=((cells.source == "monitoring.people") & (cells.state == "full")).any(),
    )
    judged = scene.engine.keep(judged, "missing")
    rows = rows.left_join(judged, [rows.county == judged["_county"], rows.month == judged["_month"]])
    everything = ibis.literal(",".join(NEEDED))
    # A county or month that the coverage doesn't know is covered by nothing.
    unknown = rows["_county"].isnull()
    return rows.mutate(
        missing=ibis.ifelse(unknown, everything, rows.missing.fill_null("")),
        register_full=rows.register_full.fill_null(False),
    ).drop("_county", "_month")


def _with_contradictions(scene: Scene, rows: ir.Table, found: ir.Table) -> ir.Table:
    """`against`: codes found for the row's person or, where nobody is named, its workshop; `is_contradicted`, `is_twice`."""
    at_other = found.filter(found.other_workshop_id.notnull()).mutate(workshop_id=ibis._.other_workshop_id)
    both = union([found, at_other]).filter(lambda t: t.level.isin(["contradiction", "review"]))
    grave = both.level == "contradiction"
    hits = both.select(
        "code",
        _who="person",
        _shop="workshop_id",
        _month="month",
        _hits=grave & ~both.code.isin(list(NOT_THE_MONTH)),
        _twice=grave & (both.code == "two_workshops"),
    )
    hits = scene.engine.keep(hits.filter(hits["_shop"].notnull()), "against")
    people, shops = hits.filter(hits["_who"].notnull()), hits.filter(hits["_who"].isnull())
    asked = rows.select("row_ref", "sure", "workshop_id", "month")
    there = [
        asked.workshop_id == people["_shop"],
        asked.month == people["_month"],
        asked.sure == people["_who"],
    ]
    everybody = [asked.workshop_id == shops["_shop"], asked.month == shops["_month"]]
    met = union([asked.inner_join(people, there), asked.inner_join(shops, everybody)])
    met = met.group_by(_ref="row_ref").agg(
        against=listed(met.code), is_contradicted=met["_hits"].any(), is_twice=met["_twice"].any()
    )
    rows = rows.left_join(met, rows.row_ref == met["_ref"]).drop("_ref")
    return rows.mutate(
        against=rows.against.fill_null(""),
        is_contradicted=rows.is_contradicted.fill_null(False),
        is_twice=rows.is_twice.fill_null(False),
    )


def _statuses(rows: ir.Table) -> dict[str, ir.Value]:
    """Of unsure links unknown; nobody in the register while it is full is in no group."""
    nobody = (rows.outcome == "none") & rows.register_full
    return {
        group: ibis.ifelse(
            rows.outcome == "same", rows[group].fill_null("unknown"), ibis.ifelse(nobody, "no", "unknown")
        )
        for group in GROUPS
    }


def _evidence_flags(rows: ir.Table) -> dict[str, ir.BooleanValue]:
    return {
        "contribution": rows.contribution,
        "contribution_late": rows.contribution_late,
        "contract": rows.contract,
        "registration": rows.registration,
        "field_check": rows.field_check,
        "account": rows.is_account,
        "pay": rows.pay > 0,
        "accident_cover": rows.accident_premium > 0,
        "register_stated": rows.is_stated,
    }


def _verdict(rows: ir.Table) -> ir.StringValue:
    """The first that fits. A worker of a group must be linked; another is known by a valid number and a name."""
    of_group = rows.declared_group.isin(list(GROUPS)).fill_null(False)
    unlinked = (rows.outcome == "unsure") | ((rows.outcome != "same") & (of_group | rows.sure.isnull()))
    checked = rows.field_check.fill_null(False)
    unknown = ibis.literal("unknown")
    return ibis.cases(
        (rows.is_contradicted, ibis.literal("contradicted")),
        (unlinked | (rows.is_twice & ~checked), unknown),
        (rows.is_shown & (rows.pay > 0).fill_null(False), ibis.literal("confirmed")),
        (rows.missing != "", unknown),
        else_=ibis.literal("declared_only"),
    )


def worker_months(scene: Scene, verdicts: ir.Table) -> ir.Table:
    """Each worker of a workshop and month once, by the better verdict; `worker` is the person, else below zero."""
    place = ibis.cases(
        *[(verdicts.verdict == verdict, number) for number, verdict in enumerate(RANK)], else_=len(RANK)
    )
    worker = ibis.cases(
        (verdicts.sure.notnull(), verdicts.sure),
        (verdicts.person.notnull(), -verdicts.person - UNSURE_WORKERS),
        else_=-1 - verdicts.form.fill_null(0),
    )
    rows = verdicts.mutate(worker=worker, _place=place)
    order = ibis.row_number().over(
        ibis.window(
            group_by=["worker", "workshop_id", "month"],
            order_by=[rows["_place"], rows.pay.desc(), rows.row_ref],
        )
    )
    ranked = scene.engine.keep(rows.mutate(_nth=order), "workers-ranked")
    groups = ranked.group_by("worker", "workshop_id", "month").agg(
        declared_groups=listed(ranked.declared_group),
        rows=ranked.count().cast("int64"),
        top_pay=ranked.pay.max(),
        top_premium=ranked.accident_premium.max(),
    )
    first = ranked.filter(ranked["_nth"] == 0).drop(
        "_nth", "_place", "declared_group", "row_id", "form", "sure"
    )
    joined = first.inner_join(groups, ["worker", "workshop_id", "month"])
    joined = joined.mutate(
        pay=joined.pay.fill_null(joined.top_pay),
        accident_premium=joined.accident_premium.fill_null(joined.top_premium),
    )
    return scene.engine.keep(joined.drop("top_pay", "top_premium"), "worker_months")
