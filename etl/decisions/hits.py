"""How often what was suspected proved true: per code, county and month, and which codes lie under the floor.

The floor, and whether a code is paused, are people's decisions: here stand the figures they are taken from. Not here:
which alerts there are (`etl.alerts`) and how the figures are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from etl.config import HitRate
from etl.model.contracts import vocabulary

FIGURES = ("raised", "checked", "confirmed", "recovered")


@dataclass(frozen=True)
class Hits:
    """What became of the alerts of one code. `paused`: why somebody paused it, '' where nobody did."""

    code: str
    raised: int
    checked: int
    confirmed: int
    recovered: Decimal
    paused: str
    is_low: bool

    @property
    def name(self) -> str:
        return vocabulary()["alerts"].get(self.code, self.code)

    @property
    def share(self) -> Decimal | None:
        """Confirmed of checked; None where nothing was checked."""
        return Decimal(self.confirmed) / self.checked if self.checked else None


def by_code(rates: pa.Table | None, floor: HitRate | None, paused: Mapping[str, str]) -> list[Hits]:
    """The figures of each code, most checked first, and of each paused code even where there are none.

    A code under the floor that nobody paused is shown, not dropped: pausing it is for a person to decide.
    """
    sums: dict[str, tuple[int, int, int, Decimal]] = {}
    if rates is not None:
        summed = rates.group_by("code").aggregate([(name, "sum") for name in FIGURES])
        columns = [summed.column(f"{name}_sum").to_pylist() for name in FIGURES]
        sums = dict(zip(summed.column("code").to_pylist(), zip(*columns, strict=True), strict=True))
    found = []
    for code in {*sums, *paused}:
        raised, checked, confirmed, recovered = sums.get(code, (0, 0, 0, Decimal("0.00")))
        enough = floor is not None and checked >= floor.checked_at_least
        is_low = floor is not None and enough and confirmed < checked * floor.floor
        found.append(Hits(code, raised, checked, confirmed, recovered, paused.get(code, ""), is_low))
    return sorted(found, key=lambda one: (-one.checked, -one.raised, one.code))


def counted(one: Hits) -> str:
    """The figures as a sentence of `alert_runs`."""
    if not one.checked:
        return "还没有核查结果"
    return f"此前已核查{one.checked}条，属实{one.confirmed}条"
