"""The verified ledger: one row a workshop with counts that sum, its findings, its money and a conclusion.

Not here: how any of it was found out (verify, rules, alerts) and how it is shown (publish).
"""

from etl.ledger.ledger import ledger

__all__ = ["ledger"]
