"""Which months lie behind us: only those are published as final, whoever starts the run."""

import datetime as dt
from zoneinfo import ZoneInfo


def is_over(month: int, now: dt.datetime | None = None) -> bool:
    """Whether the whole month lies behind us, in the sources' time zone."""
    today = (now or dt.datetime.now(tz=ZoneInfo("Asia/Shanghai"))).date()
    return today.year * 100 + today.month > month
