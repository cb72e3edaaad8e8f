"""The manifest: what a release was made from, its files with their hashes, control totals, coverage and warnings.

Canonical JSON (sorted keys, UTF-8, no blanks, no binary floats), so that the same release has the same bytes. No time of a
run or of a pull stands in it. Not here: signing (`signing.py`) and checking (`verify_release.py`).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
FORMAT = 1
ID_DIGITS = 12
JSON_SCALARS = (str, int, bool, type(None))


class ManifestError(ValueError):
    """Something that can't stand in a manifest."""


@dataclass(frozen=True)
class Snapshot:
    """A pull that the release rests on; `as_of` is the source's own data time, ISO."""

    source: str
    pull_id: str
    rows: int
    content_hash: str
    as_of: str | None


@dataclass(frozen=True)
class Previous:
    """The release before this one; the hash of its internal manifest makes the chain."""

    release_id: str
    ledger_month: int
    manifest_sha256: str


@dataclass(frozen=True)
class MadeFrom:
    """Everything that decides about a release's bytes. `configuration`: areas, parameters, documents, names, mappings."""

    snapshots: Sequence[Snapshot]
    policy_files: Mapping[str, str]
    configuration: Mapping[str, Any]
    person_key_id: str
    decisions: Sequence[str] = ()
    """Content hashes of the decisions and facts in force."""
    previous: Previous | None = None
    code_version: str = ""
    provisional: bool = False


@dataclass(frozen=True)
class ReleaseFile:
    """A file of the release; `rows` for tables and sheets, `county` for what holds rows of one county alone."""

    name: str
    sha256: str
    size: int
    rows: int | None
    county: str = ""


@dataclass(frozen=True)
class Contents:
    """What the manifest says beside its inputs."""

    kind: str
    ledger_month: int
    release_id: str
    areas: Sequence[str]
    files: Sequence[ReleaseFile]
    control_totals: Mapping[str, Mapping[str, int]]
    coverage: Mapping[str, Mapping[str, int]]
    warnings: Sequence[str] = ()
    purpose: str = ""
    county_names: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


def canonical(value: object) -> bytes:
    """Canonical JSON. Binary floats are refused: money and shares are text here."""
    _refuse_floats(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def _refuse_floats(value: object) -> None:
    if isinstance(value, Mapping):
        for key, one in value.items():
            if not isinstance(key, str):
                raise ManifestError(
                    f"a key of type {type(key).__name__} can't stand in a manifest; only text can"
                )
            _refuse_floats(one)
    elif isinstance(value, list | tuple):
        for one in value:
            _refuse_floats(one)
    elif not isinstance(value, JSON_SCALARS):
        raise ManifestError(f"a {type(value).__name__} can't stand in a manifest; write it as text")


def sha256_of(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def sha256_file(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def release_id(made_from: MadeFrom, ledger_month: int) -> str:
    """The first 12 hex digits over all inputs, in an order that doesn't matter."""
    parts = {
        "ledger_month": ledger_month,
        "snapshots": sorted(f"{one.source} {one.content_hash}" for one in made_from.snapshots),
        "policy": dict(made_from.policy_files),
        "configuration": made_from.configuration,
        "person_key": made_from.person_key_id,
        "decisions": sorted(made_from.decisions),
        "previous": None if made_from.previous is None else made_from.previous.release_id,
        "code": made_from.code_version,
        "provisional": made_from.provisional,
    }
    return sha256_of(parts)[:ID_DIGITS]


def manifest(made_from: MadeFrom, contents: Contents) -> dict[str, Any]:
    """The manifest as it is written."""
    return {
        "format": FORMAT,
        "kind": contents.kind,
        "ledger_month": contents.ledger_month,
        "release_id": contents.release_id,
        "provisional": made_from.provisional,
        "areas": sorted(contents.areas),
        "purpose": contents.purpose,
        "made_from": {
            "snapshots": sorted(
                (asdict(one) for one in made_from.snapshots), key=lambda one: (one["source"], one["pull_id"])
            ),
            "policy": dict(made_from.policy_files),
            "configuration_sha256": sha256_of(made_from.configuration),
            "person_key_id": made_from.person_key_id,
            "decisions": {
                "count": len(made_from.decisions),
                "sha256": sha256_of(sorted(made_from.decisions)),
            },
            "previous_release": None if made_from.previous is None else asdict(made_from.previous),
            "code_version": made_from.code_version,
        },
        "files": {
            one.name: {"sha256": one.sha256, "bytes": one.size, "rows": one.rows}
            | ({"county": one.county} if one.county else {})
            for one in sorted(contents.files, key=lambda one: one.name)
        },
        "counties": dict(contents.county_names),
        "control_totals": {name: dict(total) for name, total in contents.control_totals.items()},
        "coverage": {name: dict(states) for name, states in contents.coverage.items()},
        "warnings": list(contents.warnings),
        **contents.extra,
    }


def write_manifest(folder: Path, content: Mapping[str, Any]) -> str:
    """Write it and return its SHA-256."""
    data = canonical(content) + b"\n"
    (folder / MANIFEST).write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def file_of(folder: Path, name: str, rows: int | None, county: str = "") -> ReleaseFile:
    path = folder / name
    return ReleaseFile(name, sha256_file(path), path.stat().st_size, rows, county)
