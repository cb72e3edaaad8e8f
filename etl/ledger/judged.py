"""Findings, money and suspicions of a workshop brought into the ledger's columns.

Here: worst-of over the rules of a family, the exit state, sums of the year, open alerts, sources that are not full.
Not here: the findings, entitlements and alerts themselves.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from etl import months
from etl.engine import Engine
from etl.rules.outcomes import DECIDING_ORDER

COMPUTED = ("head_count", "share", "wage_floor", "cover")
"""Forms of recognition rules that data decide; the others stand in `says` alone."""
HUMAN = ("finding",)
"""Forms that only a person's record decides."""
EXIT_ORDER = ("triggered", "needs_person", "undetermined", "watch", "none")
NEEDED = (
    "hrss.contracts",
    "hrss.employment",
    "hrss.public_posts",
    "hrss.rosters",
    "monitoring.people",
    "social_insurance.contributions",
    "social_insurance.pensions",
)
"""Sources without which a verdict, or the list of those it is about, says nothing."""
OPEN_LEVELS = ("duplicate", "contradiction", "review")
ZERO = "0.00"
MONEY = "decimal(18, 2)"


def first_of(column: ir.StringValue, order: tuple[str, ...]) -> ir.IntegerValue:
    """The place of a code in an order, so that the smallest of a group stands for it; null for other codes."""
    branches = [(column == code, ibis.literal(place, "int64")) for place, code in enumerate(order)]
    return ibis.cases(*branches, else_=ibis.null("int64"))


def of_place(place: ir.IntegerValue, order: tuple[str, ...]) -> ir.StringValue:
    return ibis.cases(
        *[(place == number, code) for number, code in enumerate(order)], else_=ibis.null("string")
    )


def standards(findings: ir.Table, family: str, ways: Sequence[str] = ()) -> ir.Table:
    """workshop_id and the family's outcome: the worst of its computable rules, else no_basis, else not_applicable.

    `ways`: rules that are another way to the same title; whoever reaches it one way need not reach it the other.
    """
    of_family = findings.filter(findings.family == family)
    if family == "recognition":
        computed = of_family.form.isin([*COMPUTED, "none"])
    else:
        computed = ~of_family.form.isin(list(HUMAN))
    deciding = ibis.ifelse(computed, of_family.outcome, ibis.null("string"))
    is_way = of_family.rule.isin(list(ways)) if ways else ibis.literal(False)
    rows = of_family.mutate(_place=first_of(deciding, DECIDING_ORDER), _way=is_way)
    table = rows.group_by("workshop_id").agg(
        _main=rows["_place"].min(where=~rows["_way"]),
        _other=rows["_place"].max(where=rows["_way"]),
        _none=(rows.outcome == "no_basis").any(),
    )
    main, other = table["_main"], table["_other"]
    met, not_met = DECIDING_ORDER.index("met"), DECIDING_ORDER.index("not_met")
    place = ibis.cases(
        ((main == met) | (other == met), ibis.literal(met, "int64")),
        (main.isnull() | other.isnull(), main.fill_null(other)),
        (main == not_met, other),
        (other == not_met, main),
        else_=ibis.least(main, other),
    )
    outcome = ibis.cases(
        (place.notnull(), of_place(place, DECIDING_ORDER)),
        (table["_none"], "no_basis"),
        else_="not_applicable",
    )
    return table.select("workshop_id", **{family: outcome})


def exits(findings: ir.Table, watch: ir.Table | None) -> ir.Table:
    """workshop_id, exit: of several rules the gravest."""
    rows = findings.filter(findings.family == "exit")
    if watch is None:
        rows = rows.mutate(_watched=ibis.literal(False))
    else:
        near = (watch.last_below | watch.stopped) & (watch.streak < watch.needed)
        seen = watch.filter(near.fill_null(False)).select(_shop="workshop_id", _rule="rule").distinct()
        rows = rows.left_join(seen, [rows.workshop_id == seen["_shop"], rows.rule == seen["_rule"]])
        rows = rows.mutate(_watched=rows["_shop"].notnull()).drop("_shop", "_rule")
    human = rows.form.isin(list(HUMAN))
    state = ibis.cases(
        (rows.outcome == "met", "triggered"),
        (human & rows.outcome.isin(["needs_person", "undetermined", "not_met"]), "none"),
        (rows.outcome == "needs_person", "needs_person"),
        (rows.outcome == "undetermined", "undetermined"),
        ((rows.outcome == "not_met") & rows["_watched"], "watch"),
        (rows.outcome == "not_met", "none"),
        else_=ibis.null("string"),
    )
    grouped = rows.mutate(_place=first_of(state, EXIT_ORDER)).group_by("workshop_id")
    table = grouped.agg(_place=lambda t: t["_place"].min(), _none=lambda t: (t.outcome == "no_basis").any())
    outcome = ibis.cases(
        (table["_place"].notnull(), of_place(table["_place"], EXIT_ORDER)),
        (table["_none"], "no_basis"),
        else_="not_applicable",
    )
    return table.select("workshop_id", exit=outcome)


def shares(findings: ir.Table) -> ir.Table:
    """workshop_id, share: the lower end of the share that a recognition rule asks for, where one applies."""
    rows = findings.filter(
        (findings.form == "share")
        & (findings.family == "recognition")
        & (findings.outcome != "not_applicable")
    )
    return rows.group_by("workshop_id").agg(share=rows.low.min())


def human_items(findings: ir.Table) -> ir.Table:
    """workshop_id, asked: clauses of recognition that wait for a person."""
    rows = findings.filter(
        (findings.family == "recognition")
        & ~findings.form.isin([*COMPUTED, "none"])
        & (findings.outcome == "needs_person")
    )
    return rows.group_by("workshop_id").agg(asked=rows.clause.collect(distinct=True).sort().join("、"))


def money_of_year(tables: dict[str, ir.Table], month: int) -> ir.Table | None:
    """workshop_id, schemes_paid, paid, over and under of this year, by the period paid for; None where nothing is known."""
    first = month // 100 * 100 + 1
    if "entitlements" not in tables:
        return _paid_alone(tables["benefits"], first, month) if "benefits" in tables else None
    rows = tables["entitlements"]
    rows = rows.filter(rows.workshop_id.notnull() & rows.from_month.between(first, month))
    return rows.group_by("workshop_id").agg(
        schemes_paid=_listed(ibis.ifelse(rows.paid > 0, rows.scheme, ibis.null("string"))),
        paid_this_year=rows.paid.sum().cast(MONEY),
        over_this_year=rows.over.sum().cast(MONEY),
        under_this_year=rows.under.sum().cast(MONEY),
    )


def _paid_alone(benefits: ir.Table, first: int, month: int) -> ir.Table:
    """Without entitlements: paid rows whose period begins this year; over and under stay unknown."""
    rows = benefits.filter(
        (benefits.state == "paid")
        & benefits.is_live
        & benefits.workshop_id.notnull()
        & benefits.from_month.between(first, month)
    )
    return rows.group_by("workshop_id").agg(
        schemes_paid=_listed(rows.scheme), paid_this_year=rows.amount.sum().cast(MONEY)
    )


def open_alerts(alerts: ir.Table) -> ir.Table:
    """workshop_id, open_alerts, grave (duplicates and contradictions): each alert once for each workshop it names."""
    rows = alerts.filter((alerts.state != "cleared") & alerts.level.isin(list(OPEN_LEVELS)))
    one = rows.filter(rows.workshop_id.notnull()).select("alert_id", "level", shop="workshop_id")
    other = rows.filter(rows.other_workshop_id.notnull()).select(
        "alert_id", "level", shop="other_workshop_id"
    )
    named = one.union(other).distinct()
    return named.group_by(workshop_id="shop").agg(
        open_alerts=named.count().cast("int64"),
        grave=named.level.isin(["duplicate", "contradiction"]).cast("int64").sum().cast("int64"),
    )


def not_full(coverage: ir.Table, month: int) -> ir.Table:
    """county, lacking: needed sources that are not full for the ledger month."""
    rows = coverage.filter((coverage.month == month) & coverage.source.isin(list(NEEDED)))
    counties = coverage.select("county").distinct()
    lacking = rows.group_by("county").agg(
        lacking=_listed(ibis.ifelse(rows.state != "full", rows.source, ibis.null("string"))),
        known=rows.source.nunique(),
    )
    table = counties.left_join(lacking, "county").drop("county_right")
    told = ibis.ifelse(table.known == len(NEEDED), table.lacking, ibis.literal(",".join(NEEDED)))
    return table.select("county", lacking=told.fill_null(",".join(NEEDED)))


def operators(engine: Engine, entities: ir.Table, month: int) -> ir.Table:
    """uscc, operator_name, operator_state: the registry's newest version known by the month's end; later states not yet."""
    last = ibis.date(months.last_day(month).isoformat())
    known = (entities.known_from <= last) & (entities.known_to.isnull() | (entities.known_to > last))
    chosen = entities.filter(known | (entities.is_first & (entities.known_from > last)))
    nth = ibis.row_number().over(group_by="uscc", order_by=[ibis.desc(chosen.known_from), chosen.row_number])
    chosen = chosen.mutate(_nth=nth).filter(lambda t: t["_nth"] == 0)
    begun = chosen.state_on.isnull() | (chosen.state_on <= last)
    return engine.keep(
        chosen.select(
            _uscc="uscc",
            operator_name="entity_name",
            operator_state=ibis.ifelse(begun, chosen.state, ibis.literal("active")),
        ),
        "operators",
    )


def _listed(column: ir.StringValue) -> ir.StringValue:
    return column.collect(distinct=True).sort().join(",").fill_null("")


def joined(parts: list[tuple[ir.BooleanValue, ir.Value]], by: str = "；") -> ir.StringValue:
    """The texts whose condition holds, joined."""
    texts = [ibis.ifelse(when.fill_null(False), text, ibis.null("string")) for when, text in parts]
    return ibis.array(texts).filter(lambda text: text.notnull()).join(by).fill_null("")
