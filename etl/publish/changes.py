"""What changed against the previous release: cells of the ledger, verdicts of back months, workshops that came and went.

Rows are known again by the source's own keys, since a row_ref names the pull it came in. Not here: alerts, which tell
themselves what they grew by and what cleared them.
"""

import functools
from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from etl.engine import Engine
from etl.publish.layout import layout
from etl.publish.shape import drop_right, told, union
from etl.verify.changes import changed_because

RECORDED = (
    "workshop_name",
    "uscc",
    "operator_name",
    "operator_state",
    "area_code",
    "address",
    "manager_name",
    "kind",
    "floor_area_m2",
    "product",
    "scale",
    "recognised_on",
    "recognised_by",
    "certificate_no",
    "state",
)
"""Cells that a source says; a new value is a corrected or a newer row."""
COMPUTED = (
    "workers_declared",
    "poverty_declared",
    "poverty_undeclared",
    "poverty_confirmed",
    "poverty_declared_only",
    "poverty_contradicted",
    "poverty_unknown",
    "poverty_not_in_force",
    "mean_pay",
    "recognition",
    "upgrade",
    "exit",
    "schemes_paid",
    "paid_this_year",
    "over_this_year",
    "under_this_year",
    "open_alerts",
    "conclusion",
)
BECAUSE_ZH = {
    "new_row": "有新的记录",
    "corrected_row": "来源更正了记录",
    "decision": "人工决定",
    "policy": "政策文件或参数变化",
}


def with_reasons(
    verdicts: ir.Table, previous: Mapping[str, ir.Table], decided: ir.Table | None, *, policy_changed: bool
) -> ir.Table:
    """Roster verdicts with `changed_because` against the previous release's `employment`."""
    if decided is not None:
        decided = _decided_since(verdicts, previous, decided)
    return changed_because(verdicts, _by_native(previous), decided, policy_changed=policy_changed)


def _decided_since(verdicts: ir.Table, previous: Mapping[str, ir.Table], decided: ir.Table) -> ir.Table:
    """row_ref of decisions that the previous release did not rest on yet, or on another person."""
    rows = verdicts.semi_join(decided, "row_ref").select("row_ref", "row_id", "person_key")
    if "links" not in previous:
        return rows
    before = previous["links"].filter(previous["links"].tier == "decision")
    index = previous["row_index"].select("row_ref", row_id="native_key")
    before = drop_right(before.inner_join(index, "row_ref")).select("row_id", _key=before.person_key)
    same = [rows.row_id == before.row_id, rows.person_key.fill_null("") == before["_key"].fill_null("")]
    return rows.anti_join(before, same)


def _by_native(release: Mapping[str, ir.Table]) -> ir.Table:
    """`employment` of a release with `row_id`, the source's own number of the row."""
    index = release["row_index"].select("row_ref", row_id="native_key")
    return drop_right(release["employment"].inner_join(index, "row_ref"))


def changes(
    engine: Engine,
    made: Mapping[str, ir.Table],
    previous: Mapping[str, ir.Table],
    month: int,
    *,
    policy_changed: bool,
) -> ir.Table:
    """The published table; an empty one where nothing changed."""
    parts = []
    if "ledger" in made and "ledger" in previous:
        parts.append(
            _ledger(engine, made["ledger"], previous["ledger"], month, policy_changed=policy_changed)
        )
    if {"employment", "row_index"} <= set(made) and {"employment", "row_index"} <= set(previous):
        parts.append(_employment(engine, made, previous))
    if not parts:
        raise ValueError("the previous release has neither a ledger nor employment to compare with")
    return union(parts)


def _ledger(engine: Engine, now: ir.Table, before: ir.Table, month: int, *, policy_changed: bool) -> ir.Table:
    cells = [*RECORDED, *COMPUTED, "policy"]
    old = before.select(
        _id="workshop_id", **{f"_{name}": before[name].cast("string").fill_null("") for name in cells}
    )
    new = now.select("workshop_id", **{name: now[name].cast("string").fill_null("") for name in cells})
    both = engine.keep(new.inner_join(old, new.workshop_id == old["_id"]), "ledger-both")
    came = new.anti_join(old, new.workshop_id == old["_id"])
    gone = old.anti_join(new, old["_id"] == new.workshop_id)
    parts = [
        _line(
            "ledger",
            came,
            "workshop_id",
            native_key=came.workshop_id,
            month=month,
            was="",
            now=came.workshop_id,
            because="new_row",
            says="本期新列入台账。",
        ),
        _line(
            "ledger",
            gone,
            "workshop_id",
            native_key=gone["_id"],
            month=month,
            was=gone["_id"],
            now="",
            because="corrected_row",
            says="本期不再列入台账。",
        ),
    ]
    # Whether rules changed, or rows did, shows in the workshop's own cells: the documents applied, or the counts.
    other_policy = (both.policy != both["_policy"]) | ibis.literal(policy_changed)
    other_rows = functools.reduce(
        lambda a, b: a | b,
        [
            both[name] != both[f"_{name}"]
            for name in ("workers_declared", "poverty_declared", "paid_this_year")
        ],
    )
    computed = ibis.cases((other_rows, "new_row"), (other_policy, "policy"), else_="new_row")
    for name in cells:
        rows = both.mutate(_because=ibis.literal("corrected_row") if name in RECORDED else computed)
        if name == "policy":
            rows = rows.mutate(_because=ibis.literal("policy"))
        rows = rows.filter(rows[name] != rows[f"_{name}"])
        parts.append(
            _line(
                "ledger",
                rows,
                name,
                native_key=rows.workshop_id,
                month=month,
                was=rows[f"_{name}"],
                now=rows[name],
                because=rows["_because"],
            )
        )
    return with_sentences(union(parts))


def _employment(engine: Engine, made: Mapping[str, ir.Table], previous: Mapping[str, ir.Table]) -> ir.Table:
    """Verdicts and pay of rows of back months that the previous release spoke of, and rows that came since."""
    now = _by_native(made)
    now = now.filter(now.changed_because.notnull())
    before = _by_native(previous)
    old = before.select(_id="row_id", _verdict="verdict", _pay=before.pay.cast("string").fill_null(""))
    both = now.mutate(pay=now.pay.cast("string").fill_null("")).left_join(old, now.row_id == old["_id"])
    both = engine.keep(
        both.mutate(**{n: both[n].fill_null("") for n in ("_verdict", "_pay")}), "employment-both"
    )
    parts = []
    for name in ("verdict", "pay"):
        rows = both.filter(both[name] != both[f"_{name}"])
        parts.append(
            _line(
                "employment",
                rows,
                name,
                native_key=rows.row_id,
                month=rows.month,
                was=rows[f"_{name}"],
                now=rows[name],
                because=rows.changed_because,
            )
        )
    return with_sentences(union(parts))


def _line(table: str, rows: ir.Table, column: str, **cells: ir.Value | str | int) -> ir.Table:
    """One changed cell a row: native_key, month, was, now, because and, where it is not the common sentence, says."""
    values = {name: ibis.literal(one) if isinstance(one, str | int) else one for name, one in cells.items()}
    return rows.select(
        table=ibis.literal(table),
        native_key=values["native_key"],
        column=ibis.literal(column),
        month=values["month"].cast("int64"),
        was=values["was"].cast("string"),
        now=values["now"].cast("string"),
        because=values["because"],
        says=values.get("says", ibis.literal("")),
    )


def with_sentences(rows: ir.Table) -> ir.Table:
    """Changed cells with `says`, in words of officials where the cell holds a code."""
    why = ibis.cases(*[(rows.because == code, zh) for code, zh in BECAUSE_ZH.items()], else_="")
    shown = [_said(rows, name) for name in ("was", "now")]
    says = told("由“", shown[0], "”变为“", shown[1], "”，", why, "。")
    return rows.mutate(says=ibis.ifelse(rows.says != "", rows.says, says))


def _said(rows: ir.Table, name: str) -> ir.StringValue:
    """The value in Chinese; of the schemes that were paid each."""
    words = layout().words
    value, schemes = rows[name], rows[name].replace(",", "、")
    for code, zh in sorted(words["scheme"].items(), key=lambda one: -len(one[0])):
        schemes = schemes.replace(code, zh)
    return ibis.cases(
        (value == "", "空"),
        (rows.column == "schemes_paid", schemes),
        (rows.column == "upgrade", _word(value, words["upgrade"])),
        else_=_word(value, words["any"]),
    )


def _word(value: ir.StringValue, words: Mapping[str, str]) -> ir.StringValue:
    return ibis.cases(*[(value == code, zh) for code, zh in words.items()], else_=value)
