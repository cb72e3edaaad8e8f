"""The decisions that count as the small tables that `matching`, `etl.verify`, `etl.rules` and `etl.alerts` take."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal, InvalidOperation

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.decisions.form import Decision, Taken
from etl.engine import Engine

_SPOKEN = pa.schema(
    [
        ("number", pa.int64()),
        ("kind", pa.string()),
        ("answer", pa.string()),
        ("row_ref", pa.string()),
        ("source", pa.string()),
        ("native_key", pa.string()),
        ("alert_id", pa.string()),
        ("workshop_id", pa.string()),
        ("entitlement_id", pa.string()),
        ("other", pa.string()),
        ("from_month", pa.int64()),
        ("to_month", pa.int64()),
        ("value", pa.string()),
        ("fingerprint", pa.string()),
    ]
)


def _table(engine: Engine, counting: Sequence[Taken], kind: str) -> ir.Table:
    rows = [
        asdict(one.decision)
        | {
            "number": place,
            "fingerprint": one.evidence,
            "native_key": one.decision.native_key or one.key,
            "source": one.decision.source or (one.decision.row_ref or "").partition(":")[0] or None,
        }
        for place, one in enumerate(counting)
        if one.decision.kind == kind
    ]
    columns = {field.name: pa.array([row[field.name] for row in rows], field.type) for field in _SPOKEN}
    return engine.table(pa.table(columns, schema=_SPOKEN))


def _placed(engine: Engine, spoken: ir.Table, row_origin: ir.Table) -> ir.Table:
    """`number`, `ref`, `form`: the rows that decisions name; by row_ref, and by native key in whatever pull."""
    rows = row_origin.select("row_ref", "form", "native_key", o_source="source")
    by_ref = spoken.filter(spoken.row_ref.notnull()).select("number", "row_ref")
    by_ref = by_ref.join(rows, "row_ref").select("number", "form", ref="row_ref")
    keyed = spoken.filter(spoken.native_key.notnull()).select("number", "source", d_key="native_key")
    by_key = keyed.join(rows, [keyed.source == rows.o_source, keyed.d_key == rows.native_key])
    by_key = by_key.select("number", "form", ref="row_ref")
    return engine.keep(by_ref.union(by_key).distinct(), "decided-rows")


def _identities(engine: Engine, counting: Sequence[Taken], row_origin: ir.Table) -> ir.Table:
    """number, form, ref, other, answer, fingerprint: every row that a decision on an identity speaks of."""
    spoken = _table(engine, counting, "identity")
    placed = _placed(engine, spoken, row_origin)
    met = spoken.drop("row_ref", "source", "native_key").join(placed, "number")
    return met.filter(met.form.notnull() & met.other.notnull())


def identity_decisions(engine: Engine, counting: Sequence[Taken], row_origin: ir.Table) -> ir.Table | None:
    """form, register_person_id, answer, fingerprint for `matching.link.link`; None where nobody decided on a row.

    A decision on one row holds for every row that names the person in the same way, but for those that people decided on
    themselves (`row_decisions`).
    """
    if not any(one.decision.kind == "identity" for one in counting):
        return None
    met = _identities(engine, counting, row_origin)
    latest = ibis.row_number().over(
        ibis.window(group_by=["form", "other"], order_by=[ibis.desc("number"), "ref"])
    )
    met = met.mutate(nth=latest)
    met = met.filter(met.nth == 0)
    # Two rows of one form taken for two people: the newest ruling stands.
    rank = ibis.row_number().over(ibis.window(group_by=["form", "answer"], order_by=[ibis.desc("number")]))
    met = met.mutate(rank=rank)
    met = met.filter((met.answer != "same") | (met["rank"] == 0))
    return engine.keep(
        met.select("form", "answer", "fingerprint", register_person_id="other"), "identity-decisions"
    )


def row_decisions(engine: Engine, counting: Sequence[Taken], row_origin: ir.Table) -> ir.Table | None:
    """row_ref, form, register_person_id, answer, fingerprint: what was decided on single rows of one form unlike one another.

    For `matching.link.link`; None where nobody decided on a row. Of a row the newest answer on each person, and of several
    persons that it was said to be the newest, count.
    """
    if not any(one.decision.kind == "identity" for one in counting):
        return None
    met = _identities(engine, counting, row_origin)
    by_row = ibis.window(group_by=["ref", "other"], order_by=[ibis.desc("number")])
    met = met.mutate(nth=ibis.row_number().over(by_row))
    met = met.filter(met.nth == 0)
    by_answer = ibis.window(group_by=["ref", "answer"], order_by=[ibis.desc("number")])
    met = met.mutate(nth=ibis.row_number().over(by_answer))
    met = engine.keep(met.filter((met.answer != "same") | (met.nth == 0)), "decided-identities")
    said = met.filter(met.answer == "same").group_by("form").aggregate(people=lambda t: t.other.nunique())
    answers = met.group_by("form", "other").aggregate(answers=lambda t: t.answer.nunique())
    split = (
        said.filter(said.people > 1).select("form").union(answers.filter(answers.answers > 1).select("form"))
    )
    split = met.semi_join(split, "form")
    return engine.keep(
        split.select("form", "answer", "fingerprint", row_ref="ref", register_person_id="other"),
        "row-decisions",
    )


def facts(
    engine: Engine, counting: Sequence[Taken], row_origin: ir.Table, persons: ir.Table
) -> ir.Table | None:
    """code, row_ref, workshop_id, entitlement_id, person, from_month, to_month, value for `etl.verify` and `etl.rules`.

    `persons` (of the link step) turns a 人编号 into the run's own number. None where nobody recorded a fact.
    """
    if not any(one.decision.kind == "fact" for one in counting):
        return None
    spoken = _table(engine, counting, "fact")
    placed = _placed(engine, spoken, row_origin).select("number", "ref")
    met = spoken.drop("row_ref").left_join(placed, "number").drop("number_right")
    who = persons.filter(persons.register_person_id.notnull())
    who = who.select("person", p_id="register_person_id")
    met = met.left_join(who, met.other == who.p_id)
    # A fact about a row or a person that this run does not know speaks of nothing here.
    met = met.filter((met.ref.notnull() | met.source.isnull()) & (met.person.notnull() | met.other.isnull()))
    return engine.keep(
        met.select(
            "workshop_id",
            "entitlement_id",
            "person",
            "from_month",
            "to_month",
            "value",
            code="answer",
            row_ref="ref",
        ),
        "facts",
    )


def alert_outcomes(engine: Engine, counting: Sequence[Taken], ledger_month: int) -> ir.Table | None:
    """alert_id, answer, month, recovered for `etl.alerts`; None where nobody answered an alert.

    `month` is the row's own from_month, else that of its day, never after the ledger month: an answer that is
    there counts. `recovered`: the value, where it is an amount.
    """
    rows = [one.decision for one in counting if one.decision.kind == "alert"]
    if not rows:
        return None
    said = [row.from_month or int(row.on[:4]) * 100 + int(row.on[5:7]) for row in rows]
    return engine.table(
        pa.table(
            {
                "alert_id": pa.array([row.alert_id for row in rows], pa.string()),
                "answer": pa.array([row.answer for row in rows], pa.string()),
                "month": pa.array([min(month, ledger_month) for month in said], pa.int64()),
                "recovered": pa.array([_amount(row.value) for row in rows], pa.decimal128(18, 2)),
            }
        )
    )


def _amount(value: str | None) -> Decimal | None:
    try:
        amount = Decimal((value or "").replace(",", "").removesuffix("元"))
    except InvalidOperation:
        return None
    return amount.quantize(Decimal("0.01")) if amount.is_finite() and 0 <= amount < Decimal("1e15") else None


def rows_of(
    engine: Engine, decisions: Sequence[Decision], row_origin: ir.Table
) -> dict[str, tuple[str | None, int | None]]:
    """Native key and form of the row that each decision names, by the decision's digest."""
    counting = [Taken(number, decision) for number, decision in enumerate(decisions)]
    keys = row_origin.select("row_ref", "native_key")
    found: dict[str, tuple[str | None, int | None]] = {}
    for kind in ("identity", "fact"):
        placed = _placed(engine, _table(engine, counting, kind), row_origin)
        rows = placed.join(keys, placed.ref == keys.row_ref).select("number", "form", "native_key", "ref")
        for row in engine.arrow(rows.order_by("number", "ref")).to_pylist():
            found[decisions[row["number"]].digest] = (row["native_key"], row["form"])
    return found


def unplaced(engine: Engine, counting: Sequence[Taken], row_origin: ir.Table) -> list[Decision]:
    """Decisions in force whose row no pull of this run holds: the run warns of them."""
    lost: list[Decision] = []
    for kind in ("identity", "fact"):
        spoken = _table(engine, counting, kind)
        named = spoken.filter(spoken.row_ref.notnull() | spoken.native_key.notnull())
        missing = named.anti_join(_placed(engine, named, row_origin), "number").select("number")
        lost += [counting[number].decision for number in engine.arrow(missing)["number"].to_pylist()]
    return lost
