"""Backups: one file with what can't be had again, written whole or not at all, checked when it is written; by the command and every month.

Here: writing and keeping them. Not here: putting one back (`cli.keeping`).
"""

import hashlib
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from etl.config import Config
from etl.store import durable
from etl.store.audit import AuditLog

CATALOGUE, LISTING = "catalogue.db", "backup.json"
PORTAL, PHOTOS = "portal.db", "portal-photos"
"""The portal's accounts, states, cases and log, and the photos of visits: what people did there is nowhere else."""
MOST_LISTING = 64 << 20
PREFIX, ENDING = "hecha-", ".zip"
OF_PAGES = "spool.key"
"""Seals pages of a pull under way: of no use elsewhere, and no ring of versions."""


class BackupError(ValueError):
    """A backup that was not written, or is not whole; in words."""


def key_files(config: Config) -> list[Path]:
    """The person key first: it alone may lie elsewhere. Then the others that the store has."""
    person = config.privacy.key_file or config.store / "keys" / "person.key"
    data = config.store / "keys" / "data.key"
    others = sorted((config.store / "keys").glob("*.key"))
    return list(dict.fromkeys([person, data, *(path for path in others if path.name != person.name)]))


def is_whole(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with a database file."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def write(config: Config, file: Path, *, with_keys: bool = False, with_snapshots: bool = False) -> int:
    """One file: consistent copies of the catalogue, the log of acts and the portal's store, what was asked for besides, a listing.

    How many files it holds, each read back.

    Raises:
        BackupError: the catalogue is damaged, or lies elsewhere; nothing was written.
    """
    catalogue = config.store / CATALOGUE
    if config.catalogue is not None or not catalogue.is_file():
        raise BackupError(f"{config.store} has no catalogue in SQLite to back up")
    with tempfile.TemporaryDirectory(dir=config.store, prefix=".tmp-backup-") as scratch:
        files = {CATALOGUE: _copied(catalogue, Path(scratch))}
        if with_keys:
            kept_keys = [path for path in key_files(config) if path.is_file() and path.name != OF_PAGES]
            files |= {f"keys/{path.name}": path for path in kept_keys}
        # Before the portal's own log, of whose rows it witnesses some.
        files |= {path.name: path for path in AuditLog(config.store).copied_to(Path(scratch))}
        if config.portal.url_env is None and (config.store / PORTAL).is_file():
            files[PORTAL] = _copied(config.store / PORTAL, Path(scratch))
            photos = sorted((config.store / PHOTOS).glob("*.*"))
            files |= {f"{PHOTOS}/{path.name}": path for path in photos if not path.name.startswith(".")}
        if with_snapshots:
            root = config.store / "snapshots"
            files |= {
                path.relative_to(config.store).as_posix(): path
                for path in sorted(root.rglob("*"))
                if path.is_file() and ".tmp-" not in path.as_posix()
            }
        _write(file, files)
    return len(listed(file))


def _copied(database: Path, folder: Path) -> Path:
    """A copy of a database as it stands at one moment, others may go on writing.

    Raises:
        BackupError: it is damaged.
    """
    copy = folder / database.name
    if not is_whole(database):
        raise BackupError(f"{database} is damaged: nothing was written")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    if not is_whole(copy):
        raise BackupError(f"{database} is damaged: nothing was written")
    return copy


def _write(path: Path, files: Mapping[str, Path]) -> None:
    """Written under another name, for this account alone, and renamed when whole. Each file is read once."""
    listing = {}
    with (
        durable.new_file(path) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, file in files.items():
            entry = zipfile.ZipInfo.from_file(file, name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            digest = hashlib.sha256()
            with file.open("rb") as source, archive.open(entry, "w") as target:
                while block := source.read(1 << 20):
                    digest.update(block)
                    target.write(block)
            listing[name] = digest.hexdigest()
        archive.writestr(LISTING, json.dumps(listing, indent=1, sort_keys=True))


def listed(path: Path) -> list[str]:
    """The names in a backup, every byte of which is what its listing says; the catalogue last: what it speaks of is then there.

    Raises:
        BackupError: it is not whole.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _listed(archive)
    except BackupError:
        raise
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BackupError(type(error).__name__) from None


def _listed(archive: zipfile.ZipFile) -> list[str]:
    if archive.getinfo(LISTING).file_size > MOST_LISTING:
        raise BackupError("its listing is too long")
    listing: dict[str, str] = json.loads(archive.read(LISTING))
    names = set(archive.namelist()) - {LISTING}
    if names != set(listing) or CATALOGUE not in names:
        raise BackupError("its files are not those of its listing")
    for name, digest in listing.items():
        if name.startswith("/") or ".." in Path(name).parts:
            raise BackupError("a name in it leads elsewhere")
        found = hashlib.sha256()
        with archive.open(name) as handle:
            while block := handle.read(1 << 20):
                found.update(block)
        if found.hexdigest() != digest:
            raise BackupError(f"{name} is altered")
    return sorted(listing, key=lambda name: (name == CATALOGUE, name))


# --- by itself ------------------------------------------------------------------------------------------------


def monthly(config: Config, month: int) -> Path | None:
    """The backup of a ledger month where `backup:` asks for one and there is none yet; the oldest beyond those to keep go.

    Raises:
        BackupError, OSError: it could not be written.
    """
    settings = config.backup
    if settings is None:
        return None
    path = settings.folder / f"{PREFIX}{month}{ENDING}"
    if path.exists():
        return None
    durable.make_folder(settings.folder)
    write(config, path, with_keys=settings.with_keys, with_snapshots=settings.with_snapshots)
    for old in kept(settings.folder)[settings.keep :]:
        old.unlink()
    return path


def kept(folder: Path) -> list[Path]:
    """The monthly backups of a folder, the newest month first; files of other names are nobody's business here."""
    found = [path for path in folder.glob(f"{PREFIX}*{ENDING}") if month_of(path) is not None]
    return sorted(found, key=lambda path: month_of(path) or 0, reverse=True)


def month_of(path: Path) -> int | None:
    text = path.name.removeprefix(PREFIX).removesuffix(ENDING)
    return int(text) if len(text) == 6 and text.isascii() and text.isdigit() else None
