"""Releases: published folders below an output folder, one for a month and content, never changed after.

`<out>/<YYYYMM>/<release id>/<kind>/`; `<out>/<YYYYMM>/current` names the one in force. A kind that is asked for later is
added to its release; what stands there stays as it is.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.store import durable

CURRENT = "current"
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
INTERNAL, RESTRICTED = "internal", "restricted"
MANIFEST = "manifest.json"


class ReleaseError(RuntimeError):
    """A published release that is not as it was written; it says what to do."""


@dataclass(frozen=True)
class Release:
    """A published release."""

    month: int
    release_id: str
    folder: Path

    @property
    def manifest_sha256(self) -> str:
        return durable.sha256_file(self.folder / INTERNAL / MANIFEST)

    @property
    def manifest(self) -> dict[str, Any]:
        """What the release says of itself."""
        path = self.folder / INTERNAL / MANIFEST
        try:
            content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            content["made_from"]["previous_release"]
        except (ValueError, KeyError, TypeError):
            raise ReleaseError(
                f"{path} is damaged: put the release back from your copy (hecha verify says what is altered)"
            ) from None
        return content

    def table(self, name: str) -> Path | None:
        path = self.folder / INTERNAL / f"{name}.parquet"
        return path if path.exists() else None


def pointed(month: Path) -> str:
    """The id that a month's folder names as the one in force; '' where it names none.

    Raises:
        ReleaseError: what stands there is no id.
    """
    pointer = month / CURRENT
    if not pointer.is_file():
        return ""
    named = pointer.read_text(encoding="utf-8", errors="replace").strip()
    if not _ID.fullmatch(named):
        raise ReleaseError(
            f"{pointer} names no release: write the id of the one in force into it, or remove it"
        )
    return named


def current(out: Path, month: int) -> Release | None:
    """The release in force of a month."""
    release_id = pointed(out / str(month))
    if not release_id:
        return None
    folder = out / str(month) / release_id
    return Release(month, release_id, folder) if (folder / INTERNAL / MANIFEST).exists() else None


def previous(out: Path, month: int) -> Release | None:
    """The release in force of the newest month before this one."""
    if not out.exists():
        return None
    months = [int(f.name) for f in out.iterdir() if f.is_dir() and f.name.isdigit() and len(f.name) == 6]
    for earlier in sorted((m for m in months if m < month), reverse=True):
        found = current(out, earlier)
        if found is not None:
            return found
    return None


def outdated(out: Path) -> list[int]:
    """Months whose release in force follows another release of the month before than the one that is in force now."""
    if not out.is_dir():
        return []
    found = []
    for folder in sorted(one for one in out.iterdir() if one.name.isdigit()):
        release, before = current(out, int(folder.name)), previous(out, int(folder.name))
        if release is None:
            continue
        made_from = release.manifest["made_from"]["previous_release"]
        if (made_from and made_from["release_id"]) != (before and before.release_id):
            found.append(release.month)
    return found


def lineage(newest: Release | None, most: int | None = None) -> list[Release]:
    """A release and those it followed, each the one that its successor was made from, as far back as they are there."""
    found: list[Release] = []
    while newest is not None and len(found) != most and (newest.folder / INTERNAL / MANIFEST).exists():
        found.append(newest)
        before = newest.manifest["made_from"]["previous_release"]
        newest = None if before is None else _beside(newest, before["ledger_month"], before["release_id"])
    return found


def _beside(release: Release, month: int, release_id: str) -> Release:
    return Release(month, release_id, release.folder.parents[1] / str(month) / release_id)


def restricted_name(out: Path, month: int, release_id: str, purpose: str) -> str:
    """The folder of a restricted release for a purpose: the first purpose has the plain name, each other one its own."""
    manifest = out / str(month) / release_id / RESTRICTED / MANIFEST
    if not manifest.exists() or json.loads(manifest.read_text(encoding="utf-8"))["purpose"] == purpose:
        return RESTRICTED
    return f"{RESTRICTED}-{hashlib.sha256(purpose.encode()).hexdigest()[:8]}"


def is_restricted(name: str) -> bool:
    """Whether a folder of a release holds full ID numbers."""
    return name.partition("-")[0] == RESTRICTED


def missing_kinds(out: Path, month: int, release_id: str, kinds: Sequence[str]) -> list[str]:
    """Kinds of a release that are not there yet."""
    folder = out / str(month) / release_id
    return [kind for kind in kinds if not (folder / kind / MANIFEST).exists()]


def put(out: Path, month: int, release_id: str, made: Path) -> Release:
    """Give a finished temporary folder of kinds its name; kinds of a release that stands are added one by one."""
    final = out / str(month) / release_id
    if final.exists():
        for kind in sorted(made.iterdir()):
            if not (final / kind.name / MANIFEST).exists():
                durable.publish_folder(kind, final / kind.name)
        shutil.rmtree(made, ignore_errors=True)
    else:
        durable.publish_folder(made, final)
    return Release(month, release_id, final)


def set_current(out: Path, release: Release) -> None:
    """Make a release the one in force, in one step."""
    durable.write_text(out / str(release.month) / CURRENT, f"{release.release_id}\n")
