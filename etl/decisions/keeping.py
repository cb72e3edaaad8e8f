"""Decisions in the store, append-only, and which of several on one thing counts. Not here: what a decision changes."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from etl.decisions.form import Decision, Found, Ground, Taken
from etl.store.catalogue import Catalogue, CatalogueError


class DecisionChangedError(CatalogueError):
    """A decision in the catalogue that somebody has altered there."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"decision {number} in the catalogue is not what was taken: put the catalogue back from your backup "
            "(hecha restore), and look at who can write to it"
        )


def take(
    catalogue: Catalogue,
    decisions: Sequence[Decision],
    found: Callable[[Decision], Found] | None = None,
    *,
    who: Mapping[str, str] | None = None,
) -> int:
    """Append decisions, all or none; one taken before is passed over. How many were new.

    `found` tells what the store knows about a decision's row; without it a row_ref is found again only in its own pull.
    `who`: the account that took them (`_account`), for what a row says of its author is only what somebody wrote.
    """
    known = {digest for _, digest, _, _ in catalogue.decisions()}
    rows = []
    for decision in decisions:
        if decision.digest in known:
            continue
        about = found(decision) if found is not None else Found()
        content = asdict(decision) | {"_evidence": about.evidence, "_key": about.key, **(who or {})}
        if about.ground is not None:
            content["_ground"] = asdict(about.ground)
        rows.append((decision.digest, decision.kind, content))
    return catalogue.append_decisions(rows)


def noted(decisions: Sequence[Decision]) -> dict[str, Any]:
    """What the log of acts says of decisions that are taken: how many, and one hash over them, however many there are."""
    whole = hashlib.sha256("\n".join(one.digest for one in decisions).encode())
    return {"count": len(decisions), "sha256": whole.hexdigest()}


def taken(catalogue: Catalogue) -> list[Taken]:
    """Every decision in the store, in the order of taking, those that no longer count included.

    Raises:
        DecisionChangedError: a row is not what was taken.
    """
    names = {field.name for field in fields(Decision)}
    found = []
    for number, digest, kind, content in catalogue.decisions():
        try:
            decision = Decision(**{name: value for name, value in content.items() if name in names})
        except TypeError:
            raise DecisionChangedError(number) from None
        if decision.digest != digest or decision.kind != kind:
            raise DecisionChangedError(number)
        ground = content.get("_ground")
        found.append(
            Taken(
                number,
                decision,
                content.get("_evidence"),
                content.get("_key"),
                None if ground is None else Ground(**{**ground, "prints": tuple(ground["prints"])}),
            )
        )
    return found


def in_force(every: Sequence[Taken]) -> list[Taken]:
    """What counts: of several decisions on one thing the one taken last. The day that a row names decides nothing.

    Of one row only the newest `same` counts. Whom an answer reached for no reason of its own, it reached for every one. A newer fact takes the months it speaks of from an older one.
    """
    newest_first = sorted(every, key=lambda one: one.number, reverse=True)
    seen: set[tuple[Any, ...]] = set()
    spoken: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
    found: list[Taken] = []
    for one in newest_first:
        decision = one.decision
        target = decision.target_in(one.key)
        if decision.kind == "fact":
            thing = (decision.answer, target, decision.other)
            pieces = _left(decision, spoken.setdefault(thing, []))
            if not decision.is_withdrawal:
                found += [replace(one, decision=piece) for piece in pieces]
            continue
        about = decision.value if decision.kind == "outreach" else decision.other
        thing = (decision.kind, target, about)
        whole = (decision.kind, target, None)
        if thing in seen or (
            whole in seen and decision.kind in ("identity", "outreach") and about is not None
        ):
            continue
        seen.add(thing)
        if decision.is_withdrawal:
            continue
        if decision.answer == "same":
            already = (*whole, "same")
            if already in seen:
                continue
            seen.add(already)
        found.append(one)
    return sorted(found, key=lambda one: (one.number, one.decision.from_month or 0))


_FIRST, _LAST = 0, 999999


def _left(decision: Decision, spoken: list[tuple[int, int]]) -> list[Decision]:
    """The parts of a fact's months that no newer fact speaks of; `spoken` grows by this one's months."""
    start = _FIRST if decision.from_month is None else decision.from_month
    end = _LAST if decision.to_month is None else decision.to_month
    pieces = [(start, end)]
    for lower, upper in spoken:
        pieces = [part for piece in pieces for part in _cut(piece, lower, upper)]
    spoken.append((start, end))
    return [
        replace(
            decision,
            from_month=None if first == _FIRST else first,
            to_month=None if last == _LAST else last,
        )
        for first, last in sorted(pieces)
    ]


def _cut(piece: tuple[int, int], lower: int, upper: int) -> list[tuple[int, int]]:
    first, last = piece
    if upper < first or lower > last:
        return [piece]
    parts = []
    if first < lower:
        parts.append((first, _before(lower)))
    if last > upper:
        parts.append((_after(upper), last))
    return parts


def _before(month: int) -> int:
    return month - 1 if month % 100 != 1 else month - 89


def _after(month: int) -> int:
    return month + 1 if month % 100 != 12 else month + 89


def decisions_digest(counting: Sequence[Taken]) -> str:
    """A hash over what is in force: part of the release id."""
    content = sorted(
        json.dumps(
            asdict(one.decision) | ({"ground": asdict(one.ground)} if one.ground is not None else {}),
            sort_keys=True,
            ensure_ascii=False,
        )
        for one in counting
    )
    return hashlib.sha256("\n".join(content).encode()).hexdigest()
