"""Guards on what a source brings: against the pull before, against what is expected, and against the ledger month.

A fall and nothing at all are judged before a snapshot is kept: what they block is not, so the next pull is held against the same
one again. What is expected and the age of the data are judged at publishing, whether they block or warn, and so is a fall that was
let pass: from the snapshots that lie there, so that a run that goes on after a kill says the same. Counts only, never a row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import pyarrow.compute as pc

from connectors.errors import FinalError
from etl import months
from etl.config_sources import FilesSource, GatewaySource, Guards, SqlSource
from etl.model.sources import SourceSpec, TableSpec
from etl.store.snapshots import Pull, SnapshotStore

Level = Literal["block", "warn", "accept"]
Systems = Mapping[str, FilesSource | SqlSource | GatewaySource]
HOW = (
    "ask the source's office; where it is right, say `on_fall: accept` (or `on_nothing`) for this table "
    "under sources.<system>.tables.<table>.guards and run again"
)


class GuardError(FinalError):
    """What came is too little to be believed; nothing of it was kept."""


@dataclass(frozen=True)
class Said:
    """What a guard found: how grave it is, and in words for people."""

    level: Level
    source: str
    zh: str
    en: str


def guards_of(guards: Guards, config: FilesSource | SqlSource | GatewaySource | None, table: str) -> Guards:
    """The guards of a table: the installation's, and over them its own."""
    given = config.tables.get(table) if config is not None else None
    if given is None or given.guards is None:
        return guards
    own = given.guards
    return guards.model_copy(update={name: getattr(own, name) for name in own.model_fields_set})


def against_before(
    spec: TableSpec, guards: Guards, before: Pull | None, rows: int, persons: int | None
) -> Said | None:
    """A fall against the pull before, table by table. Fewer people asked for are expected to bring fewer rows."""
    if before is None or not before.rows:
        return None
    asked = before.receipt.get("persons")
    if (asked is None) != (persons is None):
        # Asked in another way: the numbers have nothing to do with each other.
        return None
    expected = Decimal(before.rows)
    if asked and persons is not None:
        expected *= min(Decimal(1), Decimal(persons) / Decimal(int(asked)))
    if rows == 0 and expected > 0:
        zh = f"{spec.zh}（{spec.source}）本次没有一行数据，上次有{before.rows}行"
        return Said(
            guards.on_nothing, spec.source, zh, f"nothing came, where {before.rows} rows had come before"
        )
    if rows < expected * guards.fall_to:
        zh = f"{spec.zh}（{spec.source}）本次{rows}行，上次{before.rows}行，降幅超过限度（{guards.fall_to}）"
        en = f"{rows} rows came, fewer than {guards.fall_to} of the {before.rows} before"
        return Said(guards.on_fall, spec.source, zh, en)
    return None


def refuse(said: Said | None) -> None:
    """Stop where a guard blocks."""
    if said is not None and said.level == "block":
        raise GuardError(said.source, said.en, advice=HOW)


def of_month(
    specs: Mapping[str, SourceSpec], systems: Systems, guards: Guards, snapshots: SnapshotStore, month: int
) -> list[Said]:
    """What the newest snapshots of a run say: the fall that was let pass, too few or too many rows, data older than the month."""
    found: list[Said] = []
    for system, spec in specs.items():
        if system not in systems:
            continue
        for name, table in spec.tables.items():
            pulls = snapshots.pulls(table.source)
            if pulls:
                own = guards_of(guards, systems[system], name)
                found += _of_table(table, own, pulls, snapshots, month)
    return [one for one in found if one.level != "accept"]


def _of_table(
    spec: TableSpec, guards: Guards, pulls: Sequence[Pull], snapshots: SnapshotStore, month: int
) -> Iterator[Said]:
    newest = pulls[-1]
    persons = newest.receipt.get("persons")
    if len(pulls) > 1:
        fall = against_before(spec, guards, pulls[-2], newest.rows, None if persons is None else int(persons))
        if fall is not None:
            # Whoever let it be kept has decided; what is published says it.
            yield Said("accept" if fall.level == "accept" else "warn", fall.source, fall.zh, fall.en)
    least = spec.expect_min if guards.expect is None or guards.expect.min is None else guards.expect.min
    most = spec.expect_max if guards.expect is None or guards.expect.max is None else guards.expect.max
    if persons is None and not least <= newest.rows <= most:
        zh = f"{spec.zh}（{spec.source}）有{newest.rows}行，预期为{least}至{most}行"
        yield Said(guards.on_expected, spec.source, zh, f"{newest.rows} rows, expected are {least} to {most}")
    if guards.expect is not None and guards.expect.counties:
        yield from _of_counties(spec, guards, newest, snapshots)
    if newest.as_of is not None and newest.as_of < months.first_day(month):
        zh = f"{spec.zh}（{spec.source}）的数据时间为{newest.as_of}，早于{month}"
        yield Said(guards.on_stale, spec.source, zh, f"its data are of {newest.as_of}, older than {month}")


def _of_counties(spec: TableSpec, guards: Guards, pull: Pull, snapshots: SnapshotStore) -> Iterator[Said]:
    native = spec.native_of("area_code")
    if native is None or guards.expect is None or native not in snapshots.columns(pull):
        return
    counted = dict.fromkeys(guards.expect.counties, 0)
    for batch in snapshots.read(pull, [native]):
        places = pc.utf8_trim_whitespace(batch.column(0))
        for county in counted:
            counted[county] += int(pc.sum(pc.starts_with(places, county)).as_py() or 0)
    for county, rows in counted.items():
        if rows < (least := guards.expect.counties[county]):
            zh = f"{spec.zh}（{spec.source}）在{county}只有{rows}行，预期至少{least}行"
            yield Said(
                guards.on_expected, spec.source, zh, f"{rows} rows of {county}, expected are at least {least}"
            )
