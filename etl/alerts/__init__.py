"""Alerts that a reviewer can act on: what does not fit, why, on which rows, and what became of it.

`raise_alerts` gives the published tables. Not here: verdicts on months (`etl.verify`) and what a policy gives
(`etl.rules`).
"""

from etl.alerts.assemble import AlertSettings, raise_alerts

__all__ = ["AlertSettings", "raise_alerts"]
