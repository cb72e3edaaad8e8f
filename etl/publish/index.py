"""The index of an output folder: every release with its kinds and manifests, and which one is in force, signed.

One file for all months (`<out>/index.json`): a release can't be put in the place of another, a kind can't
go, and no other release can be made the one in force, without it showing. Nothing in it is a time. What holds a release against
it is `verify_release.py`.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from etl.publish import verify_release
from etl.publish.manifest import MANIFEST, sha256_file
from etl.publish.signing import Signer, holds, signed
from etl.publish.verify_release import INDEX
from etl.store import durable, releases
from etl.store.releases import Release

FORMAT = 1


def make_current(out: Path, release: Release, signer: Signer, handovers: Sequence[Mapping[str, str]]) -> bool:
    """Make a release the one in force, and have the index say so; whether an index was there that this key has signed.

    The index speaks of both while one takes over from the other: a process that is killed in between leaves nothing that
    looks altered.
    """
    known = _read(out, signer, handovers)
    months = _from_disk(out, signer, handovers) if known is None else known
    said = months.setdefault(str(release.month), {"releases": {}})
    said["releases"][release.release_id] = {
        path.name: sha256_file(path / MANIFEST)
        for path in sorted(release.folder.iterdir())
        if verify_release.kind_of(path.name)
    }
    before = releases.current(out, release.month)
    said.pop("before", None)
    if before is None or before.release_id != release.release_id:
        _write(
            out,
            _with(months, release, {"before": None if before is None else before.release_id}),
            signer,
            handovers,
        )
        durable.reached("index of both")
        releases.set_current(out, release)
        durable.reached("release current")
    _write(out, _with(months, release, {}), signer, handovers)
    return known is not None or len(months) == 1


def without(
    out: Path, gone: Sequence[Sequence[str]], signer: Signer, handovers: Sequence[Mapping[str, str]]
) -> None:
    """Have the index no longer speak of releases, or of kinds of them, before they go: month, release id, and the kind where one goes."""
    known = _read(out, signer, handovers)
    months = _from_disk(out, signer, handovers) if known is None else known
    for month, release_id, *kind in gone:
        there = months.get(month, {}).get("releases", {})
        if kind:
            there.get(release_id, {}).pop(kind[0], None)
        else:
            there.pop(release_id, None)
        if month in months and not there:
            del months[month]
    _write(out, months, signer, handovers)


def _with(months: Mapping[str, Any], release: Release, more: Mapping[str, Any]) -> dict[str, Any]:
    month = str(release.month)
    return {**months, month: {**months[month], "current": release.release_id, **more}}


def _write(
    out: Path, months: Mapping[str, Any], signer: Signer, handovers: Sequence[Mapping[str, str]]
) -> None:
    content = {"format": FORMAT, "handovers": [dict(one) for one in handovers], "months": months}
    there = _loaded(out)
    if {name: there.get(name) for name in content} == content and _is_ours(there, signer, handovers):
        return
    data = verify_release.canonical(content)
    durable.write_bytes(out / INDEX, verify_release.canonical(content | signed(data, signer)))


def _read(out: Path, signer: Signer, handovers: Sequence[Mapping[str, str]]) -> dict[str, Any] | None:
    """The months of the index that is there; None where there is none that one of our keys has signed."""
    index = _loaded(out)
    if not _is_ours(index, signer, handovers):
        return None
    months: dict[str, Any] = index["months"]
    return months


def _loaded(out: Path) -> dict[str, Any]:
    try:
        content = json.loads((out / INDEX).read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _is_ours(index: Mapping[str, Any], signer: Signer, handovers: Sequence[Mapping[str, str]]) -> bool:
    said = verify_release.canonical({n: v for n, v in index.items() if n not in verify_release.SIGNED})
    return holds(said, index, _our_keys(signer, handovers))


def _our_keys(signer: Signer, handovers: Sequence[Mapping[str, str]]) -> set[str]:
    return {signer.public_key, *(one["old"] for one in handovers)}


def _from_disk(out: Path, signer: Signer, handovers: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What lies there and was signed by one of our keys: of an output folder that has no index yet."""
    months: dict[str, Any] = {}
    for month in sorted(path for path in out.iterdir() if path.is_dir() and len(path.name) == 6):
        found = {
            release.name: kinds
            for release in sorted(path for path in month.iterdir() if path.is_dir() and not path.is_symlink())
            if (kinds := _signed_kinds(release, signer, handovers))
        }
        in_force = releases.pointed(month)
        if in_force in found:
            months[month.name] = {"releases": found, "current": in_force}
    return months


def _signed_kinds(release: Path, signer: Signer, handovers: Sequence[Mapping[str, str]]) -> dict[str, str]:
    found = {}
    for folder in sorted(path for path in release.iterdir() if verify_release.kind_of(path.name)):
        try:
            data = (folder / MANIFEST).read_bytes()
            sealed = json.loads((folder / verify_release.SEAL).read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(sealed, dict) and holds(data, sealed, _our_keys(signer, handovers)):
            found[folder.name] = sha256_file(folder / MANIFEST)
    return found
