"""Publishing: the verdicts are re-read from the store, the release is built, named, and made the one in force."""

import fcntl
import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from connectors.guards import guards_of, of_month
from etl.config import Config
from etl.engine.tables import GIVEN, made_with, room_of
from etl.publish import index
from etl.publish.kinds import Kind
from etl.publish.manifest import MadeFrom, Previous, Snapshot, release_id
from etl.publish.notices import NoticeSettings
from etl.publish.release import ReleaseError, ReleaseRequest, build_release
from etl.publish.signing import Ed25519Signer, Signer, Sm2Signer, handover, sm2_pair
from etl.store import Store, durable, releases
from etl.store.audit import AuditLog
from etl.store.releases import RESTRICTED
from etl.store.version import code_version
from flow.absent import says_of_absent
from flow.given import give
from flow.over import is_over
from flow.procedures import EVENTS, says_of_procedures
from flow.session import BlockedError, Session
from flow.steps import FLOW
from flow.usual import FIGURES, JUDGED, Judged, counted, earlier, judged
from flow.work import RECONCILED


@dataclass(frozen=True)
class Made:
    """A release in force: where it is and what it holds."""

    folder: Path
    release_id: str
    rows: int
    alerts: int
    warnings: tuple[str, ...]
    checked: tuple[Mapping[str, Any], ...] = ()
    """Figures and how they were judged, as the manifest has them."""


def publish(session: Session, month: int) -> Made:
    """Build the release of a month unless it stands, and make it the one in force.

    Raises:
        BlockedError: a table of the flow was never verified, or did not keep its contract.
    """
    session.progress("release", None)
    began = time.monotonic()
    if not session.options.provisional and not is_over(month):
        raise BlockedError(f"month {month} is not over: it can be published as provisional only")
    session.require_verified({step.name: month for step in FLOW})
    conformed = session.store.catalogue.verdicts(0, session.print_of("conform"))
    if RECONCILED not in conformed or not conformed[RECONCILED][0]:
        raise BlockedError("the rows of the sources are not accounted for")
    request = _request(session, month)
    identity = release_id(request.made_from, month)
    out = session.options.out
    # What stands with another purpose is not handed out again: each purpose has a copy of its own.
    restricted = releases.restricted_name(out, month, identity, request.purpose)
    names = [restricted if kind == RESTRICTED else kind for kind in request.kinds]
    if missing := releases.missing_kinds(out, month, identity, names):
        with durable.new_folder(out / str(month)) as folder:
            try:
                have_all(session, month)
                build_release(folder, session.warehouse, request)
            except ReleaseError as error:
                raise BlockedError(str(error)) from None
            if restricted != RESTRICTED and (folder / RESTRICTED).exists():
                (folder / RESTRICTED).rename(folder / restricted)
            durable.reached("release built")
            _note(session, month, identity, missing, names)
            made = releases.put(out, month, identity, folder)
    else:
        _note(session, month, identity, missing, names)
        made = releases.Release(month, identity, out / str(month) / identity)
    _make_current(session, made, request)
    session.store.catalogue.release_done(
        month, identity, made.folder, made.manifest_sha256, provisional=session.options.provisional
    )
    content = json.loads((made.folder / "internal" / "manifest.json").read_text(encoding="utf-8"))
    rows = {name: int(content["files"][f"{name}.parquet"]["rows"]) for name in ("ledger", "alerts")}
    session.journal.note(
        "published",
        month=month,
        release_id=identity,
        provisional=session.options.provisional,
        built=bool(missing),
        seconds=round(time.monotonic() - began, 3),
        workshops=rows["ledger"],
        alerts=rows["alerts"],
        warnings=len(content["warnings"]),
    )
    warnings, checked = tuple(content["warnings"]), tuple(content.get(JUDGED, ()))
    return Made(made.folder, identity, rows["ledger"], rows["alerts"], warnings, checked)


def _make_current(session: Session, made: releases.Release, request: ReleaseRequest) -> None:
    """One publishing at a time writes the index of an output folder."""
    out = session.options.out
    signer = request.signer or signer_of(session)
    with indexing(session.store.root, out):
        if not index.make_current(out, made, signer, request.handovers):
            AuditLog(session.store.root).add("index made anew", out=str(out), key=signer.public_key)


@contextmanager
def indexing(root: Path, out: Path) -> Iterator[None]:
    """The turn of whoever writes the index of an output folder."""
    name = f"index-{hashlib.sha256(str(out).encode()).hexdigest()[:16]}"
    with (durable.make_folder(root / "locks") / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _note(session: Session, month: int, identity: str, written: Sequence[str], asked: Sequence[str]) -> None:
    """The act in the log, before a file can be opened by its name: no row, no act."""
    restricted = [name for name in asked if releases.is_restricted(name)]
    says = {"full_ids": restricted, "purpose": session.options.purpose} if restricted else {}
    AuditLog(session.store.root).add(
        "released" if written else "released again",
        month=month,
        release=identity,
        out=str(session.options.out),
        kinds=list(asked),
        written=list(written),
        provisional=session.options.provisional,
        **says,
    )


def have_all(session: Session, month: int) -> None:
    """Every table that a release reads, in the session's warehouse."""
    for step in FLOW:
        session.bring(step.name, month)
    reads = {read for table in made_with("publish").values() for read in table.reads}
    give(session, month, {read for read in reads if room_of(read) in GIVEN})


def signer_of(session: Session) -> Signer:
    return signer_for(session.config, session.store)


def signer_for(config: Config, store: Store) -> Signer:
    """Ed25519 with the store's signing key; SM2 where the site asks for it."""
    if config.signature == "sm2":
        return Sm2Signer(store.own_key("sm2", sm2_pair).secret)
    return Ed25519Signer(store.signing_key().secret)


def handovers_of(session: Session) -> list[dict[str, str]]:
    return handovers_for(session.config, session.store)


def handovers_for(config: Config, store: Store) -> list[dict[str, str]]:
    """From which signing key to which the store has passed on."""
    if config.signature == "sm2":
        return []
    ring = store.signing_key()
    signers = [Ed25519Signer(ring.keys[version]) for version in ring.in_order]
    return [handover(old, new) for old, new in pairwise(signers)]


def guarded(session: Session, month: int) -> list[str]:
    """What the guards have to say of a month's sources, in plain Chinese.

    Raises:
        BlockedError: one of them blocks.
    """
    config = session.config
    found = of_month(session.specs, config.sources.systems(), config.guards, session.store.snapshots, month)
    if blocking := [f"{one.source}: {one.en} ({one.zh})" for one in found if one.level == "block"]:
        raise BlockedError("; ".join(blocking))
    return [one.zh for one in found]


def settings_of(session: Session) -> dict[str, Any]:
    """What of the configuration shows in a release: part of its id. Not paths, addresses, secrets, store or engine."""
    config = session.config
    systems = config.sources.systems()
    return {
        "areas": sorted(config.areas),
        "systems": sorted(systems),
        "parameters": [one.model_dump(mode="json") for one in config.parameters],
        "documents": [one.model_dump(mode="json") for one in config.documents],
        "scheme_names": dict(config.scheme_names),
        "corrections": hashlib.sha256(
            config.corrections.read_bytes() if config.corrections else b""
        ).hexdigest(),
        "mappings": {system: session.mapping_print(system) for system in session.specs},
        "paused": dict(config.paused),
        "guards": config.guards.model_dump(mode="json"),
        "tables_guards": {
            f"{system}.{name}": guards_of(config.guards, given, name).model_dump(mode="json")
            for system, given in systems.items()
            for name, table in given.tables.items()
            if table.guards is not None
        },
        "checks": config.checks.model_dump(mode="json"),
        "hit_rate": config.hit_rate and config.hit_rate.model_dump(mode="json"),
        "notice": config.notice.model_dump(mode="json"),
    }


def _request(session: Session, month: int) -> ReleaseRequest:
    config, options = session.config, session.options
    before = session.previous(month)
    snapshots = [
        Snapshot(p.source, p.pull_id, p.rows, p.content_hash, str(p.as_of) if p.as_of else None)
        for p in session.store.snapshots.pulls()
    ]
    policy_files = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(session.policy_folder.glob("*.yaml"))
    }
    made_from = MadeFrom(
        snapshots=snapshots,
        policy_files=policy_files,
        configuration=settings_of(session),
        person_key_id=session.store.person_key.key_id,
        decisions=[one.decision.digest for one in session.decisions],
        previous=None
        if before is None
        else Previous(before.release_id, before.month, before.manifest_sha256),
        code_version=code_version(),
        provisional=options.provisional,
    )
    manifest = before.manifest if before is not None else {}
    figures = counted(session, month)
    checked = judged(figures, earlier(before, config.checks.months), config.checks, session.specs)
    kinds: list[Kind] = ["internal"]
    kinds += ["restricted"] if options.restricted else []
    kinds += ["public"] if options.public else []
    return ReleaseRequest(
        month=month,
        areas=config.areas,
        library=session.library,
        made_from=made_from,
        sources=session.specs,
        kinds=tuple(kinds),
        purpose=options.purpose or "",
        absent=() if any(p.source == EVENTS for p in session.store.snapshots.pulls()) else ("deadlines",),
        previous_trend=manifest.get("trend", ()),
        policy_changed=bool(manifest) and manifest["made_from"]["policy"] != policy_files,
        paused=config.paused,
        hit_floor=config.hit_rate,
        notice=NoticeSettings(
            config.notice.unit,
            config.notice.days,
            config.notice.telephone,
            config.notice.place,
            {one.scheme: one.rule for one in config.notice.people},
            config.notice.threshold,
        ),
        signer=signer_of(session),
        handovers=handovers_of(session),
        figures={FIGURES: figures, JUDGED: [one.noted() for one in checked]},
        warnings=_warnings(session, month, checked),
    )


def _warnings(session: Session, month: int, checked: Sequence[Judged]) -> tuple[str, ...]:
    """What the release says first of its inputs: what the guards let pass, figures beyond their limits, what is missing."""
    return (
        *guarded(session, month),
        *(one.says for one in checked if one.is_beyond),
        *session.warnings,
        *says_of_absent(session.specs, session.config.sources.systems()),
        *says_of_procedures(session, month),
    )
