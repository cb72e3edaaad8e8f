"""The verdict on each roster row: evidence for, alerts against, what is missing; and a worker's month at a workshop.

The first verdict that fits: contradicted, unknown (who is it, or at two workshops), confirmed, unknown (a source is missing),
declared_only. Not here: counts and shares, or what a document makes of a verdict (both etl.rules).
"""

import functools
from collections.abc import Iterable, Mapping, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.verify import bits
from etl.verify.evidence import STAY, Evidence
from etl.verify.operators import plain_name, shop_names
from etl.verify.scene import Scene
from etl.verify.telling import listed, union

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
CODES = (
    "away",
    "deceased",
    "entity_inactive",
    "flexible_insured",
    "insured_elsewhere",
    "owner",
    "pensioner",
    "post_and_workshop",
    "student",
    "two_workshops",
    "underage",
)
WORKER_COLUMNS = (
    "worker",
    "person",
    "outcome",
    "workshop_id",
    "county",
    "month",
    "verdict",
    "poverty_exit",
    "monitored",
    "relocated",
    "sex",
    "age",
    "post",
    "pay",
    "accident_premium",
    "agreement_kind",
    "declared_kind",
    "filed_kinds",
    "contract_from",
    "contract_to",
    "register_full",
    "shop_uscc",
    "shop_kind",
)
RANK = ("confirmed", "declared_only", "unknown", "contradicted")
"""Better verdicts first."""
SEPARATOR = ","
HITS, TWICE = 1 << len(CODES), 2 << len(CODES)
"""Beside the bits of codes: the month is contradicted; the person is on a second roster."""
UNSURE_WORKERS = 1 << 40
"""Workers known only as a best candidate are numbered below minus this, so that they never meet the candidate's own rows."""


def roster_verdicts(
    scene: Scene, evidence: Evidence, status: ir.Table, coverage: ir.Table, contradictions: ir.Table
) -> ir.Table:
    """One row a roster row, with its verdict and the person's standing in that month."""
    rows = _with_status(scene.rosters, status)
    rows = _with_evidence(scene, evidence, rows)
    rows = _with_missing(scene, rows, coverage)
    rows = _with_contradictions(scene, rows, contradictions)
    rows = rows.mutate(**_statuses(rows))
    told = _evidence_flags(rows)
    rows = rows.mutate(_for=_code(told), is_shown=_any(told[name] for name in OUTSIDE))
    rows = _listed(scene, rows, "_for", "for", list(told))
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
    places = scene.places.select("word", "mask", _month="month")
    rows = rows.left_join(places, rows.month == places["_month"]).drop("_month")
    filed = evidence.agreements.rename(_who="person", _shop="workshop_id", _word="word", _bits="bits")
    rows = rows.left_join(filed, [*_same_word(rows, filed), (filed["_bits"] & rows["mask"]) != 0])
    rows = rows.drop("_who", "_shop", "_word", "_bits")
    known = evidence.at_operator
    facts = [name for name in known.columns if name not in STAY]
    known = known.rename(_who="person", _shop="workshop_id", _word="word")
    rows = rows.left_join(known, _same_word(rows, known))
    rows = rows.mutate(**{name: bits.has(rows[name], rows["mask"]) for name in facts})
    rows = rows.drop("_who", "_shop", "_word", "word", "mask")
    paid_to = evidence.accounts.select(_who="person", _account="account", is_account=ibis.literal(True))
    rows = rows.left_join(paid_to, [rows.sure == paid_to["_who"], rows.account == paid_to["_account"]])
    rows = _with_field_checks(evidence, rows.drop("_who", "_account"))
    stated = rows.filter(rows.stated_employer.notnull()).select(_stated="stated_employer").distinct()
    stated = scene.engine.keep(stated, "stated")
    names = shop_names(scene, evidence.units, evidence.families)
    meant = stated.mutate(_firm=plain_name(stated["_stated"])).inner_join(names, [("_firm", "firm")])
    meant = meant.select("_stated", _shop="workshop_id", is_stated=ibis.literal(True)).distinct()
    rows = rows.left_join(
        meant, [rows.workshop_id == meant["_shop"], rows.stated_employer == meant["_stated"]]
    )
    return rows.drop("_shop", "_stated")


def _same_word(rows: ir.Table, known: ir.Table) -> list[ir.BooleanValue]:
    return [
        rows.sure == known["_who"],
        rows.workshop_id == known["_shop"],
        rows["word"] == known["_word"],
    ]


def _with_field_checks(evidence: Evidence, rows: ir.Table) -> ir.Table:
    """`field_check`: a finding about the row itself, or about the person at the workshop in those months."""
    if evidence.scene.facts is None:
        return rows.mutate(field_check=ibis.literal(False))
    facts = evidence.field_checks
    on_rows = facts.filter(facts.row_ref.notnull()).select(_ref="row_ref").distinct()
    people = facts.filter(facts.person.notnull() & facts.workshop_id.notnull() & facts.row_ref.isnull())
    people = people.select(_who="person", _shop="workshop_id", _from="from_month", _to="to_month").distinct()
    asked = evidence.scene.rosters.select("row_ref", "sure", "workshop_id", "month")
    met = asked.inner_join(people, [asked.sure == people["_who"], asked.workshop_id == people["_shop"]])
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
    people = both.filter(both.person.notnull() & both.workshop_id.notnull())
    shops = both.filter(both.person.isnull() & both.workshop_id.notnull())
    by_person = scene.engine.keep(_codes(people, AT, "_of_person"), "against-people")
    by_shop = scene.engine.keep(_codes(shops, AT[1:], "_of_shop"), "against-shops")
    rows = _joined(rows, by_person)
    by_shop = by_shop.rename(_shop="workshop_id", _month="month")
    rows = rows.left_join(by_shop, [rows.workshop_id == by_shop["_shop"], rows.month == by_shop["_month"]])
    rows = rows.mutate(_found=rows["_of_person"].fill_null(0) | rows["_of_shop"].fill_null(0))
    rows = rows.mutate(
        _against=rows["_found"] & (HITS - 1),
        is_contradicted=(rows["_found"] & HITS) != 0,
        is_twice=(rows["_found"] & TWICE) != 0,
    )
    rows = _listed(scene, rows, "_against", "against", CODES)
    return rows.drop("_shop", "_month", "_found", "_of_person", "_of_shop")


def _codes(found: ir.Table, keys: Sequence[str], name: str) -> ir.Table:
    """One row a person's (or workshop's) month: a bit for each code found there and for what it does to the verdict."""
    grave = found.level == "contradiction"
    bit = ibis.cases(*[(found.code == code, 1 << at) for at, code in enumerate(CODES)], else_=0)
    hits = ibis.ifelse(grave & ~found.code.isin(list(NOT_THE_MONTH)), HITS, 0)
    twice = ibis.ifelse(grave & (found.code == "two_workshops"), TWICE, 0)
    return found.group_by(*keys).agg(**{name: bits.together(bit + hits + twice)})


def _code(flags: Mapping[str, ir.BooleanValue]) -> ir.IntegerValue:
    """Flags as one integer, the first name its lowest bit."""
    bits_of = [ibis.ifelse(flag.fill_null(False), 1 << at, 0) for at, flag in enumerate(flags.values())]
    return functools.reduce(lambda one, other: one + other, bits_of).cast("int64")


def _listed(scene: Scene, rows: ir.Table, column: str, name: str, names: Sequence[str]) -> ir.Table:
    """The names whose bits `column` holds, joined by a comma; a list of every combination is shorter than the rows."""
    every = range(1 << len(names))
    texts = [SEPARATOR.join(code for at, code in enumerate(names) if number >> at & 1) for number in every]
    table = pa.table({"_number": pa.array(every, pa.int64()), name: pa.array(texts, pa.string())})
    lists = scene.engine.table(table)
    return rows.left_join(lists, rows[column] == lists["_number"]).drop("_number", column)


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
    checked = rows.field_check.fill_null(False)
    unknown = ibis.literal("unknown")
    return ibis.cases(
        (rows.is_contradicted, ibis.literal("contradicted")),
        (unlinked(rows) | (rows.is_twice & ~checked), unknown),
        (rows.is_shown & (rows.pay > 0).fill_null(False), ibis.literal("confirmed")),
        (rows.missing != "", unknown),
        else_=ibis.literal("declared_only"),
    )


def unlinked(rows: ir.Table) -> ir.BooleanValue:
    """Nobody knows whom the row names: a worker of a group must be in the register, another known by a valid number."""
    of_group = rows.declared_group.isin(list(GROUPS)).fill_null(False)
    return (rows.outcome == "unsure") | ((rows.outcome != "same") & (of_group | rows.sure.isnull()))


def worker_months(scene: Scene, verdicts: ir.Table) -> ir.Table:
    """Each worker of a workshop and month once, by the better verdict; `worker` is the person, else below zero."""
    worker = ibis.cases(
        (verdicts.sure.notnull(), verdicts.sure),
        (verdicts.person.notnull(), -verdicts.person - UNSURE_WORKERS),
        else_=-1 - verdicts.form.fill_null(0),
    )
    rows = verdicts.select(
        *[name for name in WORKER_COLUMNS if name != "worker"], "declared_group", "row_ref", worker=worker
    )
    keys = ["worker", "workshop_id", "month"]
    counted = rows.group_by(*keys).agg(rows=rows.count().cast("int64"))
    again = scene.engine.keep(counted.filter(counted.rows > 1), "workers-again")
    once = rows.anti_join(again, keys)
    once = once.mutate(declared_groups=once.declared_group.fill_null(""), rows=ibis.literal(1, "int64"))
    columns = [*WORKER_COLUMNS, "declared_groups", "rows"]
    return union([once.select(*columns), _better(scene, rows, again).select(*columns)])


def _better(scene: Scene, rows: ir.Table, again: ir.Table) -> ir.Table:
    """Of workers with several rows in a workshop and month the better one; pay and cover of another where it has none."""
    keys = ["worker", "workshop_id", "month"]
    several = scene.engine.keep(rows.semi_join(again, keys), "workers-several")
    place = ibis.cases(
        *[(several.verdict == verdict, number) for number, verdict in enumerate(RANK)], else_=len(RANK)
    )
    order = ibis.row_number().over(
        ibis.window(group_by=keys, order_by=[place, several.pay.desc(), several.row_ref])
    )
    first = several.mutate(_nth=order).filter(lambda t: t["_nth"] == 0).drop("_nth", "declared_group")
    groups = several.group_by(*keys).agg(
        declared_groups=listed(several.declared_group),
        rows=several.count().cast("int64"),
        top_pay=several.pay.max(),
        top_premium=several.accident_premium.max(),
    )
    joined = first.inner_join(groups, keys)
    return joined.mutate(
        pay=joined.pay.fill_null(joined.top_pay),
        accident_premium=joined.accident_premium.fill_null(joined.top_premium),
    )
