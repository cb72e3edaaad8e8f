"""What a run holds open: configuration, store, engine, policy library; and the fingerprints by which steps are known.

A fingerprint says from what a step's tables were made: the code, the tables before it, and the parts of the
configuration it reads. Equal fingerprints, equal tables: that is how a killed run goes on where it was.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from connectors.files.sheetrows import workbook_rows
from etl.config import Config
from etl.decisions.form import Found, Taken
from etl.decisions.grounds import grounds_of, in_force_first
from etl.decisions.keeping import decisions_digest, in_force, noted, take, taken
from etl.decisions.reading import files_of, parse_files
from etl.engine.keeping import broken
from etl.engine.warehouse import Warehouse, open_warehouse
from etl.model.contracts import contract_named
from etl.model.declared import declared_codes
from etl.model.sources import SourceSpec
from etl.policy.in_force import Library, open_library
from etl.policy.placing import DocumentDates
from etl.policy.read import SHIPPED
from etl.store import Store, open_store, releases
from etl.store.audit import AuditLog
from etl.store.releases import Release
from flow.journal import Journal, Silent
from flow.known import known_by
from flow.sources import SOURCES, specs_of
from flow.steps import BY_NAME, EVERY_MONTH, Step

Progress = Callable[[str, int | None], None]


class BlockedError(RuntimeError):
    """A blocking check failed, or what a step rests on was never verified: nothing is published."""


@dataclass(frozen=True)
class Options:
    """How this run was asked for."""

    out: Path
    provisional: bool = False
    restricted: bool = False
    purpose: str | None = None
    public: bool = False
    pull_all: bool = False
    """Take no source at its word that nothing has changed."""


@dataclass
class Session:
    """One open run. Steps read and write through it; nothing of it outlives the run."""

    config: Config
    specs: Mapping[str, SourceSpec]
    store: Store
    scratch: Path
    options: Options
    progress: Progress
    journal: Journal = field(default_factory=Silent)
    stood: list[str] = field(default_factory=list)
    """Systems that said that nothing has changed, and were not pulled."""
    policy_tables: dict[int, dict[str, Any]] = field(default_factory=dict)
    """What the policy files say in the ledger month that is made, for the steps that ask."""
    _brought: dict[str, str] = field(default_factory=dict)
    _prints: dict[tuple[str, int], str] = field(default_factory=dict)

    @cached_property
    def warehouse(self) -> Warehouse:
        return open_warehouse(self.config.engine.settings(), self.scratch / "warehouse")

    def close(self) -> None:
        """Let go of the engine, if it was opened."""
        if "warehouse" in self.__dict__:
            self.__dict__.pop("warehouse").close()

    @cached_property
    def library(self) -> Library:
        dates = {given.id: DocumentDates(given.first, given.last) for given in self.config.documents}
        return open_library(self.policy_folder, dates)

    @property
    def policy_folder(self) -> Path:
        return self.config.policy or SHIPPED

    @cached_property
    def policy_print(self) -> str:
        """A digest of the policy files and of what the configuration says about documents and parameters."""
        return hashlib.sha256(json.dumps(self.policy_parts, sort_keys=True).encode()).hexdigest()

    @cached_property
    def policy_parts(self) -> dict[str, str]:
        """The same one by one: each policy file, the documents' dates, the parameters."""
        found = {
            f"policy:{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.policy_folder.glob("*.yaml"))
        }
        for name, group in (("documents", self.config.documents), ("parameters", self.config.parameters)):
            said = [one.model_dump(mode="json") for one in group]
            text = json.dumps(said, sort_keys=True, ensure_ascii=False)
            found[name] = hashlib.sha256(text.encode()).hexdigest()
        return found

    def mapping_print(self, system: str) -> str:
        """A digest of the mapping of a source: another mapping, another release."""
        digest = hashlib.sha256((SOURCES / system / "source.yaml").read_bytes())
        if system in self.config.mapping:
            digest.update(self.config.mapping[system].model_dump_json().encode())
        return digest.hexdigest()

    @cached_property
    def decisions(self) -> list[Taken]:
        """People's decisions and facts in force: those taken by the command, then those of the configured folder."""
        every = taken(self.store.catalogue)
        folder = self.config.sources.decisions
        if folder is not None and folder.path is not None:
            known = {one.decision.digest for one in every}
            facts = declared_codes(self.config.policy)["facts"]
            given = parse_files(files_of(folder.path, folder.glob), workbook_rows, facts)
            if fresh := [one for one in given if one.digest not in known]:
                # Kept like those that the command takes: only then has each its place in the order of taking.
                log = AuditLog(self.store.root)
                log.add("decisions", of=str(folder.path), **noted(fresh))
                grounds = grounds_of(fresh, in_force_first(self.store.catalogue.release_folders()))
                take(self.store.catalogue, fresh, lambda one: Found(ground=grounds.get(one.alert_id or "")))
                every = taken(self.store.catalogue)
        return in_force(every)

    @cached_property
    def decisions_print(self) -> str:
        return decisions_digest(self.decisions)

    def previous(self, month: int) -> Release | None:
        """The release in force of the newest earlier month under the output folder."""
        return releases.previous(self.options.out, month)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What the release has to say about its inputs, in plain Chinese."""
        self.bring("link", EVERY_MONTH)
        lost = self.warehouse.count("link.unplaced_decisions")
        return (f"{lost}条人工决定所指的行不在本次数据中，未采用",) if lost else ()

    def rows_landed(self, source: str, rows: int) -> None:
        """Progress of a pull, once in a while."""
        self.progress(f"pull {source}", rows)

    # --- fingerprints ---

    def print_of(self, step: str, month: int = EVERY_MONTH) -> str:
        """The fingerprint of a step for a ledger month, from what the store and the configuration hold now."""
        kept_under = BY_NAME[step].kept_under(month)
        if (step, kept_under) not in self._prints:
            before = {after: self.print_of(after, month) for after in BY_NAME[step].after}
            whole = {"step": step, "month": kept_under, "engine": self.config.engine.name, **before}
            text = json.dumps(
                whole | known_by(self, step, month), sort_keys=True, ensure_ascii=False, default=str
            )
            self._prints[step, kept_under] = hashlib.sha256(text.encode()).hexdigest()
        return self._prints[step, kept_under]

    def forget_prints(self) -> None:
        """Pulls or decisions have changed what the store holds: steps are known anew."""
        self._prints.clear()
        self.__dict__.pop("decisions", None)
        self.__dict__.pop("decisions_print", None)

    # --- tables ---

    def bring(self, step: str, month: int) -> None:
        """Have the tables of a finished step in the warehouse."""
        fingerprint = self.print_of(step, month)
        if self._brought.get(step) != fingerprint:
            named = BY_NAME[step]
            self.store.tables.give(self.warehouse, named.kept_under(month), step, fingerprint, named)
            self._brought[step] = fingerprint

    def made(self, step: Step, month: int) -> None:
        """Note that the warehouse holds a step's tables: it has just made them."""
        self._brought[step.name] = self.print_of(step.name, month)

    def forget_brought(self, step: str) -> None:
        """The warehouse's tables of a step are no longer those of the store."""
        self._brought.pop(step, None)

    # --- checks ---

    def verify(self, step: str, month: int) -> dict[str, list[str]]:
        """Check what a step has written against its contracts; the verdicts stand in the store, bound to the fingerprint."""
        kept_under = BY_NAME[step].kept_under(month)
        fingerprint = self.print_of(step, month)
        known = self.store.catalogue.verdicts(kept_under, fingerprint)
        written = self.store.tables.rows(kept_under, step, fingerprint) or {}
        found = {name: known[check][1] for name in written if (check := f"{step}.{name}.contract") in known}
        open_ = [name for name in written if name not in found]
        if open_:
            self.bring(step, month)
            for name in open_:
                found[name] = broken(self.warehouse, BY_NAME[step].named(name), contract_named(name))
            self.store.catalogue.set_verdicts(
                kept_under, fingerprint, {f"{step}.{name}.contract": found[name] for name in open_}
            )
        return {name: found[name] for name in written}

    def require_verified(self, steps: Mapping[str, int]) -> None:
        """Re-read from the store that every table of these steps has passed: a check of another run is no guard."""
        for step, month in steps.items():
            kept_under = BY_NAME[step].kept_under(month)
            fingerprint = self.print_of(step, month)
            verdicts = self.store.catalogue.verdicts(kept_under, fingerprint)
            for name in self.store.tables.rows(kept_under, step, fingerprint) or {}:
                if f"{step}.{name}.contract" not in verdicts:
                    raise BlockedError(f"{step}.{name} was never checked against its contract")
            failed = [says for passed, detail in verdicts.values() if not passed for says in detail]
            if failed:
                raise BlockedError("; ".join(failed))


def _silent(_step: str, _rows: int | None) -> None:
    """Nobody listens."""


@contextmanager
def open_session(
    config: Config,
    options: Options,
    progress: Progress | None = None,
    *,
    catalogue_url: str | None = None,
    journal: Journal | None = None,
) -> Iterator[Session]:
    """A session over the configured store. Without a journal nothing is noted: that is for commands that only read."""
    specs = specs_of(config)
    with (
        open_store(
            config.store,
            specs,
            person_key_file=config.privacy.key_file,
            catalogue_url=catalogue_url,
            sealing=config.sealing,
        ) as store,
        store.scratch() as scratch,
    ):
        session = Session(config, specs, store, scratch, options, progress or _silent, journal or Silent())
        try:
            yield session
        finally:
            session.close()
