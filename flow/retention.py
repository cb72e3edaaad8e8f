"""What has been kept for as long as `retention:` says: snapshots, logs of runs, restricted copies, releases; found, and let go.

Not here: what people uploaded and drafted in the portal (`portal.retention`), outputs of steps (`hecha prune`), one person's rows
(`flow.subject`). Never let go: the newest snapshot of a table; decisions; the log of acts, for a chain has
no end to cut; whatever has no years named for it. With an older snapshot goes what it alone knew of earlier states of the register.
"""

import datetime as dt
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from etl.config import Config
from etl.publish import index
from etl.store import Store, durable, releases
from flow.publish import handovers_for, indexing, signer_for

KEPT_AS_VOUCHER = 30
"""Years that papers behind an accounting voucher are kept (会计档案管理办法, 附表一): releases that money was paid by are such."""
_MONTH, _ID = re.compile(r"20\d{4}"), re.compile(r"[0-9A-Za-z_-]{1,64}")


@dataclass(frozen=True)
class Due:
    """Something that has been kept long enough: its kind, its name without anything of a person, and where it lies."""

    kind: str
    name: str
    path: Path


def weight(path: Path) -> int:
    """Bytes of a file, or of all below a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())


def before(today: dt.date, years: int) -> dt.date:
    """The day so many years ago."""
    day = min(today.day, 28) if today.month == 2 else today.day
    return today.replace(year=today.year - years, day=day)


def today_of(config: Config) -> dt.date:
    return dt.datetime.now(tz=ZoneInfo(config.timezone)).date()


def due(config: Config, store: Store, out: Path | None, today: dt.date) -> list[Due]:
    """What of the store, and of the releases below `out`, has been kept long enough."""
    years = config.retention.years
    found = [
        *(_snapshots(store, before(today, years["snapshots"])) if "snapshots" in years else ()),
        *(_logs(config.store, before(today, years["logs"])) if "logs" in years else ()),
    ]
    if out is not None:
        whole = [*_releases(out, before(today, years["releases"]))] if "releases" in years else []
        gone = {one.path for one in whole}
        found += whole
        if "restricted" in years:
            copies = _restricted(out, before(today, years["restricted"]))
            found += [one for one in copies if one.path.parent not in gone]
    return found


def _day(path: Path) -> dt.date:
    """When something was written; put back from a backup it is as young as that."""
    return dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC).date()


def _snapshots(store: Store, since: dt.date) -> Iterator[Due]:
    newest = {pull.source: pull.pull_id for pull in store.snapshots.pulls()}
    for pull in store.snapshots.pulls():
        is_there = pull.folder.is_dir()
        if newest[pull.source] != pull.pull_id and is_there and _day(pull.folder) < since:
            yield Due("snapshots", f"{pull.source}/{pull.pull_id}", pull.folder)


def _logs(root: Path, since: dt.date) -> Iterator[Due]:
    for path in sorted((root / "logs").glob("*")):
        if path.is_file() and not path.is_symlink() and _day(path) < since:
            yield Due("logs", path.name, path)


def _folders(out: Path) -> Iterator[tuple[int, Path]]:
    """Months and their releases, as they lie; what is a link or has another name is nobody's business here."""
    for month in sorted(out.iterdir()):
        if _MONTH.fullmatch(month.name) and month.is_dir() and not month.is_symlink():
            for path in sorted(month.iterdir()):
                if _ID.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
                    yield int(month.name), path


def _ended(month: int, since: dt.date) -> bool:
    return month < since.year * 100 + since.month


def _releases(out: Path, since: dt.date) -> Iterator[Due]:
    for month, path in _folders(out):
        if _ended(month, since):
            yield Due("releases", f"{month}/{path.name}", path)


def _restricted(out: Path, since: dt.date) -> Iterator[Due]:
    for month, release in _folders(out):
        for path in sorted(release.iterdir()):
            if (
                releases.is_restricted(path.name)
                and path.is_dir()
                and not path.is_symlink()
                and _ended(month, since)
            ):
                yield Due("restricted", f"{month}/{release.name}/{path.name}", path)


def let_go(config: Config, store: Store, out: Path | None, some: list[Due]) -> None:
    """Remove them. The proof goes first, so that what is half removed is read by nobody and found again."""
    kinds: Mapping[str, list[Due]] = {
        kind: [one for one in some if one.kind == kind] for kind in {one.kind for one in some}
    }
    for one in kinds.get("snapshots", ()):
        source, _, pull_id = one.name.partition("/")
        store.catalogue.forget_pull(source, pull_id)
    if out is not None and (gone := [*kinds.get("releases", ()), *kinds.get("restricted", ())]):
        with indexing(store.root, out):
            index.without(
                out,
                [tuple(one.name.split("/")) for one in gone],
                signer_for(config, store),
                handovers_for(config, store),
            )
    for one in some:
        if one.path.is_dir():
            shutil.rmtree(one.path)
        else:
            one.path.unlink(missing_ok=True)
    if out is not None:
        for month in {one.path.parent for one in kinds.get("releases", ())}:
            if not any(path.is_dir() for path in month.iterdir()):
                (month / releases.CURRENT).unlink(missing_ok=True)
                month.rmdir()
                durable.sync_folder(out)
