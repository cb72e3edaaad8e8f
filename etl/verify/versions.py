"""State tables as of a month: which version of a workshop, person, entity or pension answers for it.

A version holds from its source's data time until a newer one or a withdrawal replaces it; for months before the first
version, the first one answers. Not here: dated columns that say otherwise; each state knows its own.
"""

import ibis
import ibis.expr.types as ir

from etl import months
from etl.verify.telling import indexed

EVER = months.index(100001)


def spans(versions: ir.Table) -> ir.Table:
    """The versions with `holds_from` and `holds_to`: indexes of the first and last month for which each one answers.

    A month is answered by what is known on its last day. The spans of one key never meet.
    """
    first = ibis.ifelse(versions.is_first, ibis.literal(EVER, "int64"), indexed(versions.known_from))
    last = ibis.ifelse(
        versions.known_to.isnull(),
        ibis.literal(months.index(999912), "int64"),
        indexed(versions.known_to) - 1,
    )
    spanned = versions.mutate(holds_from=first.cast("int64"), holds_to=last.cast("int64"))
    return spanned.filter(spanned.holds_from <= spanned.holds_to)


def as_of(asked: ir.Table, versions: ir.Table, key: str) -> ir.Table:
    """The rows of `asked` (with the key and `month`), each with the version that answers; rows without one stay out."""
    spanned = spans(versions)
    clash = [name for name in spanned.columns if name in asked.columns and name != key]
    spanned = spanned.drop(*clash).rename(_key=key)
    joined = asked.inner_join(spanned, asked[key] == spanned["_key"])
    at = months.x_index(joined.month)
    held = joined.filter((joined.holds_from <= at) & (at <= joined.holds_to))
    return held.drop("_key", "holds_from", "holds_to")


def newest(versions: ir.Table, key: str) -> ir.Table:
    """The last version of each key; its dated columns say most about the past."""
    order = ibis.row_number().over(
        ibis.window(
            group_by=versions[key],
            order_by=[versions.known_from.desc(), versions.pull_id.desc(), versions.row_number.desc()],
        )
    )
    ranked = versions.mutate(_nth=order)
    return ranked.filter(ranked["_nth"] == 0).drop("_nth")
