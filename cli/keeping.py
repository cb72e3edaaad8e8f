"""`hecha backup`, `restore`, `rotate-key` and `prune`: what can't be had again is kept safe, what can be is let go."""

import argparse
import os
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import Group, config_of, opened, with_config
from cli.console import err, out
from cli.faults import DONE, RefusedError
from cli.standing import alive, scratches, size
from cli.words import say

if TYPE_CHECKING:
    from etl.config import Config

AUDIT = ("audit.jsonl", "audit.head")
"""The log of acts and what it says of its end."""
CATALOGUE = "catalogue.db"
ONCE = (*AUDIT, "portal.db")
"""What is put back only where there is none: what people did since is not undone."""


def add(group: Group) -> None:
    backup_ = group.add("backup", "help_backup", backup)
    restore_ = group.add("restore", "help_restore", restore)
    prune_ = group.add("prune", "help_prune", prune)
    rotate_ = group.add("rotate-key", "help_rotate", rotate)
    for parser in (backup_, restore_, prune_, rotate_):
        with_config(parser)
    for parser in (backup_, restore_):
        parser.add_argument("file", type=Path, metavar="FILE", help=say("help_backup_file"))
    backup_.add_argument("--with-keys", action="store_true", help=say("help_with_keys"))
    backup_.add_argument("--with-snapshots", action="store_true", help=say("help_with_snapshots"))
    restore_.add_argument("--with-keys", action="store_true", help=say("help_keys_too"))
    restore_.add_argument("--force", action="store_true", help=say("help_force"))
    rotate_.add_argument("--rewrap", action="store_true", help=say("help_rotate_rewrap"))
    rotate_.add_argument("--signing", action="store_true", help=say("help_rotate_signing"))
    prune_.add_argument("--keep", type=int, default=2, metavar="N", help=say("help_keep"))
    prune_.add_argument("--yes", action="store_true", help=say("help_yes"))


# --- backup and restore ---------------------------------------------------------------------------------------


def backup(arguments: argparse.Namespace) -> int:
    """One file: consistent copies of the catalogue and the log of acts, what was asked for besides, and a listing with hashes."""
    from flow.backups import is_whole, write

    config = config_of(arguments)
    if arguments.file.exists():
        raise RefusedError(say("backup_there", path=arguments.file))
    if config.catalogue is not None:
        raise RefusedError(say("backup_elsewhere"))
    if not (config.store / CATALOGUE).is_file():
        raise RefusedError(say("backup_no_store", path=config.store))
    if not is_whole(config.store / CATALOGUE):
        raise RefusedError(say("backup_damaged", path=config.store / CATALOGUE))
    count = write(
        config, arguments.file, with_keys=arguments.with_keys, with_snapshots=arguments.with_snapshots
    )
    out(say("backup_done", path=arguments.file, files=count))
    return DONE


def _checked(path: Path) -> list[str]:
    """The names in a backup, every byte of which is what its listing says."""
    from flow.backups import BackupError, listed

    try:
        return listed(path)
    except BackupError as error:
        raise RefusedError(say("backup_bad", path=path, why=error)) from None


def restore(arguments: argparse.Namespace) -> int:
    """Everything is verified before anything is written."""
    config = config_of(arguments)
    if has_log := (config.store / AUDIT[0]).exists():
        arguments.place.begin()
    if not arguments.file.is_file():
        raise RefusedError(say("no_file", path=arguments.file))
    if config.catalogue is not None:
        raise RefusedError(say("backup_elsewhere"))
    names = _checked(arguments.file)
    targets = _targets(config, names, with_keys=arguments.with_keys)
    kept = ("snapshots/", "portal-photos/", *ONCE)
    there = [path for name, path in targets.items() if not name.startswith(kept) and path.exists()]
    if there and not arguments.force:
        raise RefusedError(say("restore_there", path=there[0]))
    if config.store.is_dir() and (busy := alive(config.store)):
        raise RefusedError(say("reap_busy", numbers=", ".join(map(str, busy))))
    _put(arguments.file, targets)
    if not has_log:
        # The log that came with the backup goes on with this act.
        arguments.place.begin()
    gone = _forget_absent(config.store)
    out(say("restore_done", path=config.store, files=len(targets)))
    if gone:
        err(say("restore_absent", count=gone))
    return DONE


def _put(file: Path, targets: Mapping[str, Path]) -> None:
    """Everything is written under other names and looked at before the first file gets its own."""
    from flow.backups import is_whole

    fresh: dict[Path, Path] = {}
    try:
        with zipfile.ZipFile(file) as archive:
            for name, path in targets.items():
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                fresh[path] = path.with_name(f".tmp-{path.name}")
                descriptor = os.open(fresh[path], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with os.fdopen(descriptor, "wb") as handle, archive.open(name) as source:
                    shutil.copyfileobj(source, handle)
                    handle.flush()
                    os.fsync(handle.fileno())
        for name in (CATALOGUE, "portal.db"):
            if name in targets and not is_whole(fresh[targets[name]]):
                raise RefusedError(say("backup_bad", path=file, why=name))
        _merge_keys([(path, temporary) for path, temporary in fresh.items() if path.suffix == ".key"])
        # What a crash left beside an old database would be played into the new one.
        for path in (one for one in fresh if one.suffix == ".db"):
            for left in ("-journal", "-wal", "-shm"):
                path.with_name(f"{path.name}{left}").unlink(missing_ok=True)
        for path, temporary in fresh.items():
            temporary.replace(path)
    finally:
        for temporary in fresh.values():
            temporary.unlink(missing_ok=True)


def _merge_keys(pairs: Sequence[tuple[Path, Path]]) -> None:
    """A ring from before a rotation does not take the newer versions away."""
    from etl.store.keys import load_key, merged, write_key

    for path, temporary in pairs:
        if path.exists():
            write_key(temporary, merged(load_key(temporary), load_key(path)))


def _targets(config: "Config", names: list[str], *, with_keys: bool) -> dict[str, Path]:
    """Where each file of a backup goes; keys only where they were asked for, the person key where it is configured."""
    from flow.backups import OF_PAGES, key_files

    person = key_files(config)[0]
    has_log = (config.store / AUDIT[0]).exists()
    there = {name for name in ONCE if (has_log if name in AUDIT else (config.store / name).exists())}
    return {
        name: person if name == f"keys/{person.name}" else config.store / name
        for name in names
        if name in {CATALOGUE, *ONCE} - there
        or name.startswith(("snapshots/", "portal-photos/"))
        or (with_keys and name.startswith("keys/") and name != f"keys/{OF_PAGES}")
    }


def _forget_absent(root: Path) -> int:
    """A row of the catalogue is the proof that a folder may be read: rows of folders that are not here go."""
    import sqlalchemy as sa

    from etl.store.catalogue import PULL, STEP, database
    from etl.store.tables import folder_of

    engine = database(f"sqlite:///{root / CATALOGUE}")
    gone = 0
    try:
        with engine.begin() as connection:
            for pull in connection.execute(sa.select(PULL.c.source, PULL.c.pull_id)).all():
                system, _, table = pull.source.partition(".")
                if not (root / "snapshots" / system / table / pull.pull_id).is_dir():
                    where = (PULL.c.source == pull.source) & (PULL.c.pull_id == pull.pull_id)
                    connection.execute(sa.delete(PULL).where(where))
                    gone += 1
            for row in connection.execute(sa.select(STEP.c.month, STEP.c.step, STEP.c.fingerprint)).all():
                if not folder_of(root / "tables", row.month, row.step, row.fingerprint).is_dir():
                    where = (
                        (STEP.c.month == row.month)
                        & (STEP.c.step == row.step)
                        & (STEP.c.fingerprint == row.fingerprint)
                    )
                    connection.execute(sa.delete(STEP).where(where))
                    gone += 1
    finally:
        engine.dispose()
    return gone


# --- keys -----------------------------------------------------------------------------------------------------


def rotate(arguments: argparse.Namespace) -> int:
    """A new version of the data key, or of the key that signs; the person key stays, for people keep their keys by it."""
    from etl.store.audit import AuditLog
    from etl.store.keys import rotate_key

    config = config_of(arguments)
    if arguments.rewrap:
        return _rewrapped(config)
    path = config.store / "keys" / ("signing.key" if arguments.signing else "data.key")
    if arguments.signing and config.signature == "sm2":
        raise RefusedError(say("rotate_sm2"))
    if not path.is_file():
        raise RefusedError(say("no_file", path=path))
    if busy := alive(config.store):
        raise RefusedError(say("reap_busy", numbers=", ".join(map(str, busy))))
    ring = rotate_key(path)
    AuditLog(config.store).add("key rotated", key=path.name, version=ring.current, key_id=ring.key_id)
    out(say("rotated", path=path, version=ring.current))
    if arguments.signing:
        from etl.publish.signing import Ed25519Signer

        out(say("rotated_signing", public=Ed25519Signer(ring.secret).public_key))
    return DONE


def _rewrapped(config: "Config") -> int:
    """The same keys, written anew under the passphrase that is handed in, or under a new one."""
    from etl.store.audit import AuditLog
    from etl.store.keys import NEW_PASSPHRASE, PASSPHRASE, load_key, passphrase, write_key
    from flow.backups import OF_PAGES, key_files

    secret = passphrase(NEW_PASSPHRASE) or passphrase()
    if secret is None:
        raise RefusedError(say("rewrap_no_passphrase", name=PASSPHRASE))
    paths = [path for path in key_files(config) if path.is_file() and path.name != OF_PAGES]
    if not paths:
        raise RefusedError(say("no_file", path=config.store / "keys"))
    rings = {path: load_key(path) for path in paths}
    for path, ring in rings.items():
        write_key(path, ring, secret)
    AuditLog(config.store).add("keys sealed", keys=[path.name for path in paths])
    out(say("rewrapped", count=len(paths)))
    return DONE


# --- prune ----------------------------------------------------------------------------------------------------


def prune(arguments: argparse.Namespace) -> int:
    """Old outputs of steps, which can be computed again, and scratch of dead runs. Never snapshots or releases."""
    config = config_of(arguments)
    if arguments.keep < 1:
        raise RefusedError(say("bad_keep"))
    if not config.store.is_dir():
        raise RefusedError(say("doctor_no_store"))
    busy = alive(config.store)
    if arguments.yes and busy:
        raise RefusedError(say("reap_busy", numbers=", ".join(map(str, busy))))
    with opened(config) as store:
        old = _old_outputs(store.tables.root, store.catalogue.steps(), arguments.keep)
        dead = [path for path, number in scratches(config.store).items() if number not in busy]
        freed = sum(_weight(path) for path in [*old.values(), *dead])
        if arguments.yes:
            for step, path in old.items():
                # The proof goes first: a folder without a row is never read.
                store.catalogue.forget_step(*step)
                shutil.rmtree(path, ignore_errors=True)
            for path in dead:
                shutil.rmtree(path, ignore_errors=True)
    key = "prune_done" if arguments.yes else "prune_would"
    out(say(key, count=len(old), size=size(freed)))
    return DONE


def _old_outputs(
    root: Path, steps: list[tuple[int, str, str]], keep: int
) -> dict[tuple[int, str, str], Path]:
    """All but the newest outputs of each step and month."""
    from etl.store.tables import folder_of

    folders: dict[tuple[int, str], list[tuple[float, str, Path]]] = {}
    for month, step, fingerprint in steps:
        path = folder_of(root, month, step, fingerprint)
        written = path.stat().st_mtime if path.is_dir() else 0.0
        folders.setdefault((month, step), []).append((written, fingerprint, path))
    return {
        (month, step, fingerprint): path
        for (month, step), found in folders.items()
        for _, fingerprint, path in sorted(found, reverse=True)[keep:]
    }


def _weight(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) if path.is_dir() else 0
