"""Everyday dirt at the rates of rates.yaml: spoilt cells, repeated, corrected, late and unreadable rows.

Belongs here: what happens to ordinary rows on their way out, counted as it happens, so that the reconciliation
is known. Told damages belong in cases/.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from world import spoil
from world.model import Cells, RosterRow
from world.story import World


@dataclass
class Dirt:
    """Which rows can't be used, and how many repeat or replace one another, by source."""

    repeats: Counter[str] = field(default_factory=Counter)
    superseded: Counter[str] = field(default_factory=Counter)
    quarantine: list[Cells] = field(default_factory=list)

    def refuse(self, source: str, key: str, column: str) -> None:
        self.quarantine.append({"source": source, "source_key": key, "column": column})


def spoil_lightly(world: World, rows: list[RosterRow]) -> None:
    """Padding, widths and small letters that every reader must see through."""
    rng, rates = world.rng, world.rates
    for row in rows:
        if row.id_text.endswith("X") and rng.random() < rates.roster_id_lower_x:
            row.id_text = row.id_text.lower()
        elif rng.random() < rates.roster_id_blanks:
            row.id_text = f"{row.id_text[:6]} {row.id_text[6:14]} {row.id_text[14:]}"
        elif rng.random() < rates.roster_id_full_width:
            row.id_text = spoil.full_width(row.id_text)
        if rng.random() < rates.roster_name_spaced and "·" not in row.name:
            row.name = spoil.spaced(row.name, rng)
        if rng.random() < rates.roster_late and row.month < world.ledger_month:
            row.updated = _later(row.updated, 20)


def _later(moment: str, days: int) -> str:
    return f"{dt.date.fromisoformat(moment[:10]) + dt.timedelta(days=days)}{moment[10:]}"


def repeat_rosters(world: World, dirt: Dirt, rows: list[Cells]) -> list[Cells]:
    """Some rows twice; some with an earlier version that a later one corrects."""
    rng, out = world.rng, []
    for row in rows:
        chance = rng.random()
        if chance < world.rates.roster_corrected:
            out.append(
                row | {"GZ": str(int(float(row["GZ"])) + 100), "UPDATED_AT": _later(row["UPDATED_AT"], -3)}
            )
            dirt.superseded["hrss.rosters"] += 1
        out.append(row)
        if chance > 1 - world.rates.roster_repeated:
            out.append(dict(row))
            dirt.repeats["hrss.rosters"] += 1
    return out


def repeat_contributions(world: World, dirt: Dirt, rows: list[Cells]) -> list[Cells]:
    """Some rows twice; some first due, then paid. Told corrections are counted here too."""
    rng, out = world.rng, []
    source = "social_insurance.contributions"
    keys: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        key = tuple(str(row[name]) for name in ("AAC002", "AAB001", "AAE140", "AAE003"))
        keys[key] += 1
        if keys[key] > 1:
            dirt.superseded[source] += 1
            out.append(row)
            continue
        chance = rng.random()
        if chance < world.rates.contribution_corrected and row["AAE111"] == "1":
            out.append(row | {"AAE111": "0", "DZRQ": None, "UPDATED_AT": _later(row["UPDATED_AT"], -15)})
            dirt.superseded[source] += 1
        out.append(row)
        if chance > 1 - world.rates.contribution_repeated:
            out.append(dict(row))
            dirt.repeats[source] += 1
    return out


def repeat_claims(world: World, dirt: Dirt, rows: list[Cells]) -> list[Cells]:
    """Some paid rows stand beside the row they were when only approved."""
    rng, out = world.rng, []
    told = Counter(row["BTID"] for row in rows)
    dirt.superseded["hrss.subsidies"] += sum(number - 1 for number in told.values())
    for row in rows:
        if row["ZT"] == "3" and told[row["BTID"]] == 1 and rng.random() < world.rates.claim_state_rows:
            out.append(row | {"ZT": "2", "FFRQ": None, "UPDATED_AT": _later(row["UPDATED_AT"], -12)})
            dirt.superseded["hrss.subsidies"] += 1
        out.append(row)
    return out


def repeat_some(world: World, dirt: Dirt, source: str, rate: float, rows: list[Cells]) -> list[Cells]:
    out = []
    for row in rows:
        out.append(row)
        if world.rng.random() < rate:
            out.append(dict(row))
            dirt.repeats[source] += 1
    return out


def unreadable(world: World, dirt: Dirt, rosters: list[Cells], claims: list[Cells]) -> None:
    """In each county a roster row without a name, one of a month that is none, and an amount that is a remark."""
    if not world.rates.unreadable_per_county:
        return
    for code in world.size.counties:
        ours = [row for row in rosters if row["CJBH"].startswith(code)]
        if len(ours) < 2:
            continue
        for column, value in (("AAC003", None), ("NY", "2024年13月")):
            row = world.rng.choice(ours) | {"MXID": world.next_key("MX"), column: value}
            rosters.append(row)
            dirt.refuse("hrss.rosters", row["MXID"], column)
        paid = [row for row in claims if (row["CJBH"] or "").startswith(code)]
        if paid:
            row = world.rng.choice(paid) | {"BTID": world.next_key("BT"), "BTXM": "RENT", "JE": "见附件"}
            row |= {"AAC002": None, "AAC003": None}
            claims.append(row)
            dirt.refuse("hrss.subsidies", row["BTID"], "JE")
