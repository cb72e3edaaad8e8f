"""Head counts as intervals: how many of a workshop's workers surely belong to some groups, and how many at most.

Here: the contract's own interval, with the posts that a document leaves out. Not here: ages, tenure and thresholds,
which are a document's (rules).
"""

import functools
from collections.abc import Sequence

import ibis
import ibis.expr.types as ir


def counts(workers: ir.Table, groups: Sequence[str], leave_out_posts: Sequence[str] = ()) -> ir.Table:
    """workshop_id, month and both ends: `low` are confirmed members, `high` all who may be members and are not contradicted.

    `workers`: rows of `worker_months`. A post that is not told keeps its worker out of `low` and `workers_low`, where
    posts are left out. The other columns say of what the interval is made.
    """
    listed = ibis.literal(",").concat(workers.declared_groups.fill_null("")).concat(",")
    declared = _either([listed.contains(f",{group},") for group in groups])
    is_member = (workers.outcome == "same") & _either([workers[group] == "yes" for group in groups])
    unknown = _either([workers[group] == "unknown" for group in groups])
    absent = (workers.outcome == "none") & workers.register_full
    perhaps = ~is_member & declared & ~absent & ((workers.outcome != "same") | unknown)
    left_out = workers.post.isin(list(leave_out_posts)).fill_null(False)
    untold = workers.post.isnull() if leave_out_posts else ibis.literal(False)
    verdict = workers.verdict
    flags = {
        "low": is_member & (verdict == "confirmed") & ~left_out & ~untold,
        "high": (is_member | perhaps) & (verdict != "contradicted") & ~left_out,
        "declared": declared,
        "confirmed": is_member & (verdict == "confirmed"),
        "declared_only": is_member & (verdict == "declared_only"),
        "contradicted": (is_member | perhaps) & (verdict == "contradicted"),
        "unknown": perhaps & (verdict != "contradicted") | is_member & (verdict == "unknown"),
        "workers": ~left_out,
        "workers_low": ~left_out & ~untold,
    }
    return workers.group_by("workshop_id", "month").agg(
        **{name: workers.count(where=flag.fill_null(False)).cast("int64") for name, flag in flags.items()}
    )


def _either(flags: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    return functools.reduce(lambda one, other: one | other, flags, ibis.literal(False))
