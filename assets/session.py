"""What a run holds open: configuration, store, engine, policy library; and the fingerprints by which steps are known.

A fingerprint says from what a step's tables were made: the code, the tables before it, and the parts of the
configuration it reads. Equal fingerprints, equal tables: that is how a killed run goes on where it was.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from assets.flow import EVERY_MONTH
from assets.sources import SOURCES
from etl.config import Config
from etl.decisions.form import Taken
from etl.decisions.keeping import decisions_digest, in_force, taken
from etl.decisions.reading import files_of, parse_files
from etl.decisions.tables import unplaced
from etl.engine import Engine
from etl.model.checks import counts, keys, violations
from etl.model.sources import SourceSpec
from etl.policy.in_force import Library, open_library
from etl.policy.placing import DocumentDates
from etl.policy.read import SHIPPED
from etl.store import Store, releases
from etl.store.releases import Release
from etl.store.tables import contract_of
from etl.store.version import code_version

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


@dataclass
class Session:
    """One open run. Steps read and write through it; nothing of it outlives the run."""

    config: Config
    specs: Mapping[str, SourceSpec]
    store: Store
    engine: Engine
    options: Options
    progress: Progress
    _opened: dict[str, dict[str, ir.Table]] = field(default_factory=dict)
    _prints: dict[str, str] = field(default_factory=dict)

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
        digest = hashlib.sha256()
        for path in sorted(self.policy_folder.glob("*.yaml")):
            digest.update(f"{path.name}\0".encode() + path.read_bytes())
        given = [self.config.documents, self.config.parameters]
        said = [[one.model_dump(mode="json") for one in group] for group in given]
        digest.update(json.dumps(said, sort_keys=True, ensure_ascii=False).encode())
        return digest.hexdigest()

    def mapping_print(self, system: str) -> str:
        """A digest of the mapping of a source: another mapping, another release."""
        return hashlib.sha256((SOURCES / system / "source.yaml").read_bytes()).hexdigest()

    @cached_property
    def decisions(self) -> list[Taken]:
        """People's decisions and facts in force: those taken by the command, then those of the configured folder."""
        every = taken(self.store.catalogue)
        folder = self.config.sources.decisions
        if folder is not None and folder.path is not None:
            known = {one.decision.digest for one in every}
            fresh = [
                one for one in parse_files(files_of(folder.path, folder.glob)) if one.digest not in known
            ]
            last = max((one.number for one in every), default=0)
            every += [Taken(last + place, decision) for place, decision in enumerate(fresh, 1)]
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
        found: list[str] = []
        origin = self.tables("conform", EVERY_MONTH)["row_origin"]
        lost = len(unplaced(self.engine, self.decisions, origin)) if self.decisions else 0
        if lost:
            found.append(f"{lost}条人工决定所指的行不在本次数据中，未采用")
        return tuple(found)

    def rows_landed(self, source: str, rows: int) -> None:
        """Progress of a pull, once in a while."""
        self.progress(f"pull {source}", rows)

    def fingerprint(self, step: str, month: int, parts: Mapping[str, Any]) -> str:
        """The fingerprint of a step; noted, so that later steps can build on it."""
        whole = {"step": step, "month": month, "code": code_version(), "engine": self.engine.name, **parts}
        text = json.dumps(whole, sort_keys=True, ensure_ascii=False, default=str)
        self._prints[step] = hashlib.sha256(text.encode()).hexdigest()
        return self._prints[step]

    def print_of(self, step: str) -> str:
        return self._prints[step]

    def tables(self, step: str, month: int) -> dict[str, ir.Table]:
        """The tables of a finished step, read from the store."""
        if step not in self._opened:
            self._opened[step] = self.store.tables.read(self.engine, month, step, self._prints[step])
        return self._opened[step]

    def verify(self, step: str, month: int) -> dict[str, list[str]]:
        """Check what a step has written against its contracts; the verdicts stand in the store, bound to the fingerprint."""
        fingerprint = self._prints[step]
        known = self.store.catalogue.verdicts(month, fingerprint)
        found: dict[str, list[str]] = {}
        for name, table in self.tables(step, month).items():
            check = f"{step}.{name}.contract"
            if check in known:
                found[name] = known[check][1]
                continue
            contract = contract_of(name)
            counted = self.engine.arrow(counts(table, contract)).to_pylist()[0]
            distinct = self.engine.arrow(keys(table, contract)).to_pylist()[0]["distinct"]
            found[name] = violations(counted, distinct, contract)
            self.store.catalogue.set_verdict(
                month, fingerprint, check, passed=not found[name], detail=found[name]
            )
        return found

    def require_verified(self, steps: Mapping[str, int]) -> None:
        """Re-read from the store that every table of these steps has passed: a check of another run is no guard."""
        for step, month in steps.items():
            verdicts = self.store.catalogue.verdicts(month, self._prints[step])
            for name in self.tables(step, month):
                verdict = verdicts.get(f"{step}.{name}.contract")
                if verdict is None:
                    raise BlockedError(f"{step}.{name} was never checked against its contract")
            failed = [says for passed, detail in verdicts.values() if not passed for says in detail]
            if failed:
                raise BlockedError("; ".join(failed))
