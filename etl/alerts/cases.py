"""Cases of all codes at once: months joined into unbroken runs, rows grouped by key, each with its evidence.

Not here: what makes a suspicion (`codes/`), ids, states and sentences of the published tables (`assemble`).
"""

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from etl import months
from etl.alerts.shape import (
    CASES,
    EVIDENCE,
    SUBJECT,
    Found,
    Story,
    empty,
    joined,
    shaped,
    span_zh,
    text,
    union,
)
from etl.engine import Engine

BY_ROW_KEYS = ("same_scheme_overlap", "over_cap", "excluded_pair", "two_posts")
"""Codes about payments that run by months: anchored by the native keys of their two earliest rows all the same."""

BY_RUN = (
    "paid_not_due",
    "outside_recognition",
    "wrong_fund",
    "excluded_pair/premises",
    "id_name_conflict",
    "id_invalid",
)
"""Stories whose rows are each at fault without another: months without such a row part one case from the next."""
BY_ONE_ROW = ("id_name_conflict", "id_invalid", "id_shared", "one_person_two_ids")
"""Codes about how somebody is written, anchored by the native key of the earliest row alone."""


def cases_of(
    found: Sequence[Found], stories: Mapping[str, Story], engine: Engine
) -> tuple[ir.Table, ir.Table]:
    """All cases and all their evidence, materialised."""
    cases = [table for one in found for table in one.cases]
    evidence = [table for one in found for table in one.evidence]
    rows = [table for one in found for table in one.rows]
    monthly = [table for one in found for table in one.months]
    proof = [table for one in found for table in one.proof]
    if rows:
        grouped, shown = _from_rows(union(rows), stories, engine)
        cases.append(grouped)
        evidence.append(shown)
    if monthly:
        grouped, shown = _from_months(union(monthly), union(proof), engine)
        cases.append(grouped)
        evidence.append(shown)
    if not cases:
        return empty(CASES, engine), empty(EVIDENCE, engine)
    return engine.keep(union(cases), "cases"), engine.keep(union(evidence), "evidence")


def _subject(table: ir.Table) -> ir.StringValue:
    """The parts of an alert's identity but for its months, as one text."""
    return joined(*[part for name in SUBJECT for part in (text(table[name]), "|")])


def _from_months(monthly: ir.Table, proof: ir.Table, engine: Engine) -> tuple[ir.Table, ir.Table]:
    monthly = monthly.mutate(subject=_subject(monthly), number=months.x_index(monthly.month))
    one = monthly.group_by("subject", "number").agg(
        **{name: monthly[name].max() for name in (*SUBJECT, "county", "rule", "detail")}
    )
    line = ibis.window(group_by="subject", order_by="number")
    before = one.number.lag().over(line)
    one = engine.keep(
        one.mutate(starts=(before.isnull() | (one.number - before > 1)).cast("int64")), "months-one"
    )
    placed = engine.keep(one.mutate(island=one.starts.cumsum().over(line)), "months-placed")
    runs = placed.group_by("subject", "island").agg(
        **{name: placed[name].max() for name in (*SUBJECT, "county", "rule")},
        first=placed.number.min(),
        last=placed.number.max(),
        detail=placed.detail.collect(distinct=True).sort().join(""),
    )
    runs = engine.keep(runs.mutate(key=joined(runs.subject, runs["first"])), "months-runs")
    place = placed.join(runs.select("subject", "island", "key"), ["subject", "island"]).select(
        "subject", "number", "key"
    )
    shown = proof.mutate(subject=_subject(proof), number=months.x_index(proof.month))
    shown = engine.keep(shown.join(place, ["subject", "number"]), "months-proof")
    evidence = shown.group_by("code", "key", "row_ref", "role").agg(
        says=shown.says.min(), amount=shown.risk.sum(), at=shown.month.min()
    )
    paid = shown.filter(shown.code.isin(list(BY_ROW_KEYS)))
    paid = paid.group_by("key", "native_key").agg(at=paid.month.min())
    nth = ibis.row_number().over(ibis.window(group_by="key", order_by=["at", "native_key"]))
    paid = paid.mutate(nth=nth)
    anchors = paid.group_by("key").agg(
        pair=joined(paid.native_key.max(where=paid.nth == 0), "+", paid.native_key.max(where=paid.nth == 1))
    )
    told = runs.left_join(anchors, "key").drop("key_right")
    cases = shaped(
        told.mutate(
            from_month=months.x_from_index(told["first"]),
            to_month=months.x_from_index(told["last"]),
            anchor=told.pair.fill_null(text(months.x_from_index(told["first"]))),
            by_month=told.pair.isnull(),
        ),
        CASES,
    )
    return engine.keep(cases, "months-cases"), engine.keep(shaped(evidence, EVIDENCE), "months-evidence")


def _in_runs(rows: ir.Table, engine: Engine) -> ir.Table:
    """The rows with a key of their own for each unbroken run of months, where each row is a fault by itself."""
    line = {"group_by": ["code", "key"], "order_by": ["from_month", "row_ref"]}
    before = months.x_index(rows.to_month).max().over(ibis.window(preceding=(None, 1), **line))
    apart = rows.story.isin(list(BY_RUN)) & (months.x_index(rows.from_month) - before > 1).fill_null(False)
    rows = engine.keep(rows.mutate(apart=apart.cast("int64")), "rows-apart")
    run = rows.apart.cumsum().over(ibis.window(**line))
    key = ibis.ifelse(rows.story.isin(list(BY_RUN)), joined(rows.key, "|", run), rows.key)
    return rows.mutate(key=key).drop("apart")


def _from_rows(rows: ir.Table, stories: Mapping[str, Story], engine: Engine) -> tuple[ir.Table, ir.Table]:
    """Rows grouped by code and key; anchored by the native keys of the two earliest."""
    rows = _in_runs(rows, engine)
    nth = ibis.row_number().over(
        ibis.window(group_by=["code", "key"], order_by=["from_month", "native_key", "row_ref"])
    )
    rows = engine.keep(rows.mutate(nth=nth), "rows-placed")
    grouped = rows.group_by("code", "key").agg(
        level=rows.level.max(),
        story=rows.story.max(),
        person=rows.person.max(),
        workshop_id=rows.workshop_id.min(),
        last_shop=rows.workshop_id.max(),
        scheme=rows.scheme.max(),
        only_scheme=rows.scheme.min(),
        from_month=rows.from_month.min(),
        to_month=rows.to_month.max(),
        one=rows.native_key.max(where=rows.nth == 0),
        two=rows.native_key.max(where=rows.nth == 1),
        county=rows.county.max(where=rows.nth == 0),
        rule=rows.rule.max(),
        rows=rows.row_ref.nunique(),
        payments=rows.payment.nunique(),
        parts=rows.part.nunique(),
        total=rows.amount.sum(),
        risk=rows.risk.sum(),
        offices=rows.office.collect(distinct=True).sort().join("、"),
        note=rows.note.max(),
    )
    grouped = engine.keep(grouped, "rows-grouped")
    grouped = grouped.mutate(span=span_zh(grouped.from_month, grouped.to_month))
    cases = shaped(
        grouped,
        CASES,
        other_workshop_id=ibis.ifelse(
            grouped.workshop_id != grouped.last_shop, grouped.last_shop, ibis.null("string")
        ),
        scheme=ibis.ifelse(grouped.scheme == grouped.only_scheme, grouped.scheme, ibis.null("string")),
        anchor=ibis.ifelse(
            grouped.code.isin(list(BY_ONE_ROW)), grouped.one, joined(grouped.one, "+", grouped.two)
        ),
        by_month=False,
        detail=ibis.cases(
            *[(grouped.story == name, story(grouped)) for name, story in stories.items()], else_=""
        ),
    )
    evidence = shaped(rows, EVIDENCE, amount=rows.risk, at=rows.from_month)
    return engine.keep(cases, "rows-cases"), engine.keep(evidence, "rows-evidence")
