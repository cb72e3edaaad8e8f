"""What one account proposed and another agrees to or sends back: answers, payments, drafts. Whoever proposed can send it back, never agree.

Not here: months and cases, whose steps have more than one doer before them (`months.py`, `proposals.py`).
"""

from collections.abc import Mapping
from typing import Any

from portal.months import StepError
from portal.store import Act


def looked_at(
    act: Act, waiting: Mapping[str, Any] | None, what: str, *, seen: str, agrees: bool, agreed: str
) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """What waits, and the columns to write where a second account has looked at what waits, which must be what it saw.

    Raises:
        StepError: nothing waits, something newer does, or the same account would agree to its own.
    """
    if waiting is None or waiting["state"] != "proposed":
        raise StepError("stale", f"没有待复核的{what}，或已有新的处理")
    if agrees and waiting["account"] == act.account:
        raise StepError("refused", f"同一账号不能同意自己提出的{what}")
    if seen != waiting["seen"]:
        raise StepError("stale", f"{waiting['account']}：另有新的{what}")
    return waiting, {
        "state": agreed if agrees else "returned",
        "version": waiting["version"] + 1,
        "second": act.account,
        "second_at": act.at,
    }
