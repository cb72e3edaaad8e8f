"""Named sizes and error rates.

Belongs here: how large a world is and how dirty. The rates live in rates.yaml beside this module, so that a
dirtier world is a file, not a change of code.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from world.places import FIVE_AREAS, MISSING_REGISTER

RATES_FILE = Path(__file__).parent / "rates.yaml"


class SettingsError(ValueError):
    """A size or a rate that can't be used."""


@dataclass(frozen=True)
class Rates:
    """Shares of rows that are spoilt beside the told cases; all between 0 and 1."""

    roster_id_lower_x: float
    roster_id_blanks: float
    roster_id_full_width: float
    roster_name_spaced: float
    roster_corrected: float
    roster_late: float
    roster_repeated: float
    contribution_repeated: float
    contribution_corrected: float
    claim_state_rows: float
    payment_repeated: float
    register_repeated: float
    register_id_apostrophe: float
    register_id_certificate: float
    register_no_id: float
    register_999999: float
    unreadable_per_county: float
    gap_month: float


@dataclass(frozen=True)
class Size:
    """How much of everything; `bulk` > 0 adds that many workshops a county as Parquet, made with numpy."""

    counties: tuple[str, ...]
    people: int
    workshops: int
    workers: int
    is_full_cast: bool
    bulk_people: int = 0
    bulk_workshops: int = 0
    bulk_workers: int = 0
    bulk_insured: int = 0
    """People a county who are insured at firms that are no workshop."""


SIZES: dict[str, Size] = {
    "village": Size(("451024",), 260, 1, 6, False),
    "demo": Size((*FIVE_AREAS, MISSING_REGISTER), 480, 3, 9, True),
    "county": Size(FIVE_AREAS[:1], 480, 3, 9, True, bulk_people=57_000, bulk_workshops=40, bulk_workers=55),
    "city": Size(FIVE_AREAS, 480, 3, 9, True, bulk_people=57_000, bulk_workshops=45, bulk_workers=60),
    "prefecture": Size(
        FIVE_AREAS,
        480,
        3,
        9,
        True,
        bulk_people=120_000,
        bulk_workshops=66,
        bulk_workers=60,
        bulk_insured=16_500,
    ),
    "province": Size(
        FIVE_AREAS,
        480,
        3,
        9,
        True,
        bulk_people=1_200_000,
        bulk_workshops=499,
        bulk_workers=60,
        bulk_insured=145_000,
    ),
}


def load_rates(source: Path | dict[str, Any] | Rates | None = None) -> Rates:
    """The rates of the file, with the values of `source` (a file or a mapping) in place of its own."""
    if isinstance(source, Rates):
        return source
    values = _read(RATES_FILE)
    changes = _read(source) if isinstance(source, Path) else dict(source or {})
    known = {field.name for field in fields(Rates)}
    for name, value in changes.items():
        if name not in known:
            raise SettingsError(f"rate {name!r} is unknown; known: {', '.join(sorted(known))}")
        values[name] = value
    missing = known - set(values)
    if missing:
        raise SettingsError(f"rates are missing: {', '.join(sorted(missing))}")
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise SettingsError(f"rate {name!r} must lie between 0 and 1, not {value!r}")
    return Rates(**values)


def _read(path: Path) -> dict[str, Any]:
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(loaded, dict):
        raise SettingsError(f"{path}: expected a mapping of rates")
    return loaded


def size_of(name: str) -> Size:
    if name not in SIZES:
        raise SettingsError(f"size {name!r} is unknown; known: {', '.join(SIZES)}")
    return SIZES[name]
