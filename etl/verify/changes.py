"""Why a verdict of a month differs from the one that the previous release published: back months change with late records.

Rows are known again by the source's own number, since the reference of a row names the pull it came in.
"""

import ibis
import ibis.expr.types as ir

SEPARATOR = ","
CHECK = "field_check"
"""Evidence that is a person's finding: where it came or went, people decided."""


def changed_because(
    verdicts: ir.Table, previous: ir.Table, decided: ir.Table | None = None, *, policy_changed: bool = False
) -> ir.Table:
    """`verdicts` with `changed_because`; null where nothing changed or the previous release didn't speak of the month.

    `previous`: row_id, month, verdict, for, against, missing, pay, outcome? of the previous release. `decided`: row_ref of
    rows on which people decided since. The reasons, first that fits: new_row (no such row was there), decision (on the
    row, or by a field check),
    corrected_row (the row's pay is another, or the person whom it named, or evidence was withdrawn), new_row (other evidence came), policy.
    Who the person is, is asked where both sides have a person_key.
    """
    has_people = "person_key" in previous.columns and "person_key" in verdicts.columns
    bounds = previous.agg(_first=previous.month.min(), _last=previous.month.max())
    before = previous.select(
        _id="row_id",
        _verdict="verdict",
        _for="for",
        _against="against",
        _missing="missing",
        _pay="pay",
        **({"_person": "person_key"} if has_people else {}),
    )
    rows = verdicts.left_join(before, verdicts.row_id == before["_id"]).cross_join(bounds)
    if decided is not None:
        ruled = decided.select(_ref="row_ref").distinct()
        rows = rows.left_join(ruled, rows.row_ref == ruled["_ref"])
    else:
        rows = rows.mutate(_ref=ibis.null("string"))
    spoken = ((rows.month >= rows["_first"]) & (rows.month <= rows["_last"])).fill_null(False)
    is_new = rows["_id"].isnull()
    differs = (rows.verdict != rows["_verdict"]).fill_null(False)
    other_pay = ~rows.pay.identical_to(rows["_pay"])
    other_person = ibis.literal(False)
    if has_people:
        other_person = rows["_person"].notnull() & ~rows.person_key.identical_to(rows["_person"])
    checked = _not_in(rows["for"], rows["_for"], only=CHECK) | _not_in(rows["_for"], rows["for"], only=CHECK)
    lost = _not_in(rows["_for"], rows["for"]) | _not_in(rows.against, rows["_against"]) & other_pay
    # What was for review is surely so once a later month is known: the code is the same.
    graver = (rows.verdict == "contradicted") & (rows.against != "") & (rows.against == rows["_against"])
    came = (
        graver
        | _not_in(rows["for"], rows["_for"])
        | _not_in(rows.against, rows["_against"])
        | (rows.missing != rows["_missing"])
    )
    because = ibis.cases(
        (~spoken, ibis.null("string")),
        (is_new, ibis.literal("new_row")),
        (~(differs | other_pay), ibis.null("string")),
        (rows["_ref"].notnull() | checked, ibis.literal("decision")),
        (other_pay | other_person | lost, ibis.literal("corrected_row")),
        (came, ibis.literal("new_row")),
        (ibis.literal(policy_changed), ibis.literal("policy")),
        else_=ibis.literal("corrected_row"),
    )
    kept = [name for name in verdicts.columns if name != "changed_because"]
    return rows.mutate(changed_because=because).select(*kept, "changed_because")


def _not_in(codes: ir.StringValue, others: ir.StringValue, only: str | None = None) -> ir.BooleanValue:
    """Whether a list joined by commas names a code (this one) that the other list doesn't."""
    listed = others.fill_null("").split(SEPARATOR)
    named = codes.fill_null("").split(SEPARATOR)
    if only is not None:
        return named.contains(only) & ~listed.contains(only)
    extra = named.filter(lambda code: (code != "") & ~listed.contains(code))
    return extra.length() > 0
