"""How urgently an alert wants a reviewer, in points that explain themselves; documented in docs/alerts/priority.md.

priority = kind + money + paid + length, 0 to 100; alerts for information have 0 and never stand in the queue. Money
is counted in steps, so the figure is the same on every engine and a reader can add it up.
"""

from decimal import Decimal

import ibis
import ibis.expr.types as ir

KIND = {"duplicate": 50.0, "contradiction": 45.0, "review": 20.0, "inform": 0.0}
STEPS = ((100_000, 30.0), (20_000, 24.0), (5_000, 18.0), (1_000, 12.0), (1, 6.0))
CERTAIN = ("deceased", "underage", "entity_inactive", "two_posts")
CERTAIN_POINTS = 10.0
LONG_MONTHS = 3
LONG_POINTS = 5.0
GREW_POINTS = 5.0


def priority(alerts: ir.Table, length: ir.IntegerValue) -> ir.FloatingValue:
    money = ibis.cases(*[(alerts.amount_at_risk >= least, points) for least, points in STEPS], else_=0.0)
    kind = ibis.cases(*[(alerts.level == level, points) for level, points in KIND.items()], else_=0.0)
    certain = ibis.ifelse(alerts.code.isin(list(CERTAIN)), CERTAIN_POINTS, 0.0)
    long = ibis.ifelse(length.fill_null(0) >= LONG_MONTHS, LONG_POINTS, 0.0)
    grew = ibis.ifelse(alerts.grew.notnull(), GREW_POINTS, 0.0)
    return ibis.ifelse(alerts.level == "inform", 0.0, kind + money + certain + long + grew).cast("float64")


def explained(code: str, level: str, amount: Decimal, length: int, *, grew: bool) -> dict[str, float]:
    """The same points one by one (level, money, certain, length, grew), those that count for something."""
    if level == "inform":
        return {}
    parts = {
        "level": KIND[level],
        "money": next((points for least, points in STEPS if amount >= least), 0.0),
        "certain": CERTAIN_POINTS if code in CERTAIN else 0.0,
        "length": LONG_POINTS if length >= LONG_MONTHS else 0.0,
        "grew": GREW_POINTS if grew else 0.0,
    }
    return {name: points for name, points in parts.items() if points}
