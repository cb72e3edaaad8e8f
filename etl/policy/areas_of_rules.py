"""What a month's verdict asks of policy and of our own reading, as the tables `policy.leaving_amounts`, `policy.uncounted_officers`, `policy.limits`, `policy.vacations`.

Amounts and officers come from the policy files. What no policy file has a key for stands here, each with what it rests on:
who works is sixteen or older (禁止使用童工规定 §2), and a month has 21.75 days for which pay is counted (劳社部发〔2008〕3号). The
others are readings of ours and rest on no clause: until when a contribution is in time (the third month after its own), how near
a floor is too near to tell (a tenth), and who is sought when work is lost (ages, the months before, how long after an end, how
long a vacancy without an end stands).
Not here: anything that decides about a person or a month.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pyarrow as pa

from etl.model.contracts import working
from etl.policy.in_force import Library

LIMITS = {
    "earliest_month": 200001,
    "in_time_months": 3,
    "schooling_months": 6,
    "working_age": 16,
    "leaving_months": 3,
    "sure_name": 6,
    "paid_days": Decimal("21.75"),
    "near_percent": 10,
    "sought_to_age": 59,
    "lately_months": 3,
    "lately_at_least": 2,
    "followed_months": 12,
    "post_days": 90,
}
VACATIONS = (1, 2, 7, 8)


def reading_tables(library: Library) -> dict[str, pa.Table]:
    """The four tables, whatever the month: each row says from when or where it holds."""
    officers = {
        (document.area, position)
        for document in library.policy.documents
        for counting in document.counting.values()
        if counting.leave_out_officers is not None
        for entry in counting.leave_out_officers.root
        for position in entry.value or ()
    }
    amounts = [
        {"area": area, "first_month": first, "amount": Decimal(amount)}
        for area, first, amount in library.leaving_amounts()
    ]
    return {
        "policy.leaving_amounts": _table("policy.leaving_amounts", amounts),
        "policy.uncounted_officers": _table(
            "policy.uncounted_officers",
            [{"area": area, "position": position} for area, position in sorted(officers)],
        ),
        "policy.limits": _table("policy.limits", [LIMITS]),
        "policy.vacations": _table("policy.vacations", [{"month_of_year": month} for month in VACATIONS]),
    }


def _table(name: str, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    return pa.Table.from_pylist([dict(row) for row in rows], schema=working(name).arrow_schema())
