"""`hecha init`, `doctor` and `reap`: an installation is made, looked at, and freed of what killed runs left."""

import argparse
import os
import platform
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cli.common import Group, config_of, opened, with_config
from cli.console import err, out, table
from cli.faults import DONE, FOUND, RefusedError, code_of
from cli.redact import redact
from cli.words import say

if TYPE_CHECKING:
    from etl.config import Config
    from etl.config_messages import Messages

LITTLE = 5 << 30
ENDING_DAYS = 30


def add(group: Group) -> None:
    for name, execute in (("init", init), ("doctor", doctor), ("reap", reap)):
        parser = group.add(name, f"help_{name}", execute)
        with_config(parser)
        if name == "init":
            parser.add_argument("--ask", action="store_true", help=say("help_ask"))
            parser.add_argument("--template", type=Path, metavar="FOLDER", help=say("help_template_init"))
            parser.add_argument("--area", action="append", metavar="CODE", help=say("help_area_init"))
        if name == "reap":
            parser.add_argument("--out", type=Path, metavar="DIR", help=say("help_reap_out"))


def version() -> int:
    """`hecha --version`: the version, and from what code it is."""
    from importlib.metadata import version as installed

    from cli.common import ROOT
    from etl.store.version import code_version

    out(f"hecha {installed('hecha')} ({commit(ROOT) or say('version_no_commit')}, code {code_version()})")
    return DONE


def commit(root: Path) -> str:
    """The commit of a checkout, without asking git; '' where this is none."""
    folder = root / ".git"
    head = folder / "HEAD"
    if not head.is_file():
        return ""
    told = head.read_text(encoding="utf-8").strip()
    if not told.startswith("ref: "):
        return told[:12]
    name = told.removeprefix("ref: ")
    if (folder / name).is_file():
        return (folder / name).read_text(encoding="utf-8").strip()[:12]
    packed = folder / "packed-refs"
    lines = packed.read_text(encoding="utf-8").splitlines() if packed.is_file() else []
    return next((line.split()[0][:12] for line in lines if line.endswith(f" {name}")), "")


def init(arguments: argparse.Namespace) -> int:
    """Store, keys, Dagster's home; what is there already stays as it is."""
    if arguments.template is not None:
        from cli.installing import write_template

        if not arguments.area:
            raise RefusedError(say("template_area"))
        return write_template(arguments.template, arguments.area)
    if arguments.ask or (sys.stdin.isatty() and not arguments.config.exists()):
        return _by_questions(arguments)
    return _made(config_of(arguments))


def _by_questions(arguments: argparse.Namespace) -> int:
    """Ask, write, make the store, and try each source at once."""
    from cli import asking, sources
    from cli.installing import write_files

    answers = asking.ask(arguments.config.resolve().parent)
    changed = {
        "hecha.yaml": lambda text: asking.configured(text, answers),
        "hecha.env": lambda text: asking.environment(text, answers),
    }
    write_files(answers.folder, answers.areas, changed)
    for given in answers.sources.values():
        if "path" in given:
            (answers.folder / str(given["path"])).mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ.update(answers.variables)
    arguments.config = answers.folder / "hecha.yaml"
    _made(config_of(arguments))
    arguments.propose = False
    code = sources.check(arguments)
    out(say("ask_next", config=arguments.config))
    return code


def _made(config: "Config") -> int:
    from assets.home import open_instance
    from flow.backups import key_files

    with opened(config) as store:
        out(say("init_done", path=store.root))
        out(say("init_keys", path=key_files(config)[0].parent))
        home = store.dagster_home
    with open_instance(home):
        out(say("init_dagster", path=home))
    return DONE


# --- doctor ---------------------------------------------------------------------------------------------------


def doctor(arguments: argparse.Namespace) -> int:
    """Look at everything an installation needs; 1 where something is to be done."""
    config = config_of(arguments)
    rows = list(_findings(config))
    table(
        say("doctor_title"),
        [say(name) for name in ("key", "state", "what_to_do")],
        [(what, redact(state), redact(advice)) for what, state, advice in rows],
    )
    bad = sum(bool(advice) for _, _, advice in rows)
    out(say("doctor_faults", count=bad) if bad else say("doctor_good"))
    return FOUND if bad else DONE


def _findings(config: "Config") -> Iterator[tuple[str, str, str]]:
    """What, its state, and what to do about it; no advice where nothing is amiss."""
    from etl.store.version import code_version
    from flow.backups import key_files

    yield say("doctor_python"), platform.python_version(), ""
    yield say("doctor_version"), code_version(), ""
    yield from _secrets(config)
    yield from _endings(config)
    yield from _folders(config)
    yield from _policy(config)
    if not config.store.is_dir():
        yield say("doctor_store"), str(config.store), say("doctor_no_store")
        return
    yield say("doctor_store"), str(config.store), _open_to_others(config.store)
    free = shutil.disk_usage(config.store).free
    yield say("doctor_space"), size(free), say("doctor_space_low") if free < LITTLE else ""
    for path in key_files(config):
        advice = _open_to_others(path) if path.exists() else say("doctor_no_keys")
        yield say("doctor_keys"), str(path), advice
    yield from _catalogue(config)
    home = config.store / "dagster"
    there = (home / "dagster.yaml").is_file()
    yield say("doctor_dagster"), str(home), _open_to_others(home) if there else say("doctor_no_dagster")
    left = leftovers(config.store)
    yield (
        say("doctor_left"),
        str(len(left)),
        say("doctor_left_advice") if left and not alive(config.store) else "",
    )


def _secrets(config: "Config") -> Iterator[tuple[str, str, str]]:
    names = [
        name
        for source in config.sources.systems().values()
        for name in (getattr(source, "url_env", None), getattr(source, "secret_env", None))
        if name
    ]
    if config.catalogue is not None:
        names.append(config.catalogue.url_env)
    if config.portal.url_env:
        names.append(config.portal.url_env)
    if config.messages is not None:
        names += _of_messages(config.messages)
    for name in sorted(set(names)):
        advice = "" if os.environ.get(name) else say("doctor_unset", name=name)
        yield say("doctor_secrets"), name, advice


def _endings(config: "Config") -> Iterator[tuple[str, str, str]]:
    """Certificates and passwords that could be asked when they end."""
    from flow.endings import endings

    least = config.messages.ending_days if config.messages else ENDING_DAYS
    for one in endings(config):
        days = one.days()
        if one.at is not None and days is not None:
            state = f"{one.of}: {one.at.date()}"
            yield say(f"doctor_{one.what}"), state, say("doctor_ending", days=days) if days <= least else ""


def _of_messages(messages: "Messages") -> Iterator[str]:
    """The variables that messages are sent with."""
    if messages.mail is not None and messages.mail.password_env:
        yield messages.mail.password_env
    for hook in messages.webhook:
        yield hook.url_env
        if hook.secret_env:
            yield hook.secret_env
    if messages.heartbeat.url_env:
        yield messages.heartbeat.url_env


def _folders(config: "Config") -> Iterator[tuple[str, str, str]]:
    """Folders that something is written into beside the store."""
    named = [config.backup.folder] if config.backup else []
    named += [
        path.parent for path in (config.metrics, config.messages and config.messages.heartbeat.file) if path
    ]
    for folder in named:
        above = folder
        while not above.exists():
            above = above.parent
        is_good = above.is_dir() and os.access(above, os.W_OK | os.X_OK)
        yield say("doctor_folder"), str(folder), "" if is_good else say("doctor_no_folder", path=above)


def _policy(config: "Config") -> Iterator[tuple[str, str, str]]:
    from etl.policy.in_force import open_library
    from etl.policy.placing import DocumentDates
    from etl.policy.read import SHIPPED

    folder = config.policy or SHIPPED
    dates = {given.id: DocumentDates(given.first, given.last) for given in config.documents}
    try:
        library = open_library(folder, dates)
    except Exception as error:
        if code_of(error) is None:
            raise
        yield say("doctor_policy"), str(folder), say("doctor_policy_bad")
        return
    advice = "; ".join(
        say("policy_no_start", id=one.id, number=one.number)
        for one in library.missing_starts()
        if any(one.area.startswith(area) or area.startswith(one.area) for area in config.areas)
    )
    yield say("doctor_policy"), str(folder), advice


def _catalogue(config: "Config") -> Iterator[tuple[str, str, str]]:
    from flow.backups import is_whole

    path = config.store / "catalogue.db"
    if config.catalogue is not None:
        yield say("doctor_catalogue"), config.catalogue.url_env, ""
        return
    if not path.exists():
        yield say("doctor_catalogue"), str(path), say("doctor_no_store")
        return
    yield say("doctor_catalogue"), str(path), "" if is_whole(path) else say("doctor_catalogue_bad")


def _open_to_others(path: Path) -> str:
    mode = stat.S_IMODE(path.stat().st_mode)
    return say("doctor_mode", path=path) if mode & 0o077 else ""


def size(count: int) -> str:
    """Bytes as people read them."""
    for unit in ("B", "KB", "MB"):
        if count < 1024:
            return f"{count} {unit}"
        count //= 1024
    return f"{count} GB"


# --- reap -----------------------------------------------------------------------------------------------------


def leftovers(root: Path) -> list[Path]:
    """What was written under a temporary name and never finished."""
    from etl.store.durable import TEMPORARY

    folders = [root / name for name in ("snapshots", "tables", "keys")]
    return [path for folder in folders if folder.is_dir() for path in folder.rglob(f"{TEMPORARY}*")]


def scratches(root: Path) -> dict[Path, int]:
    """Scratch folders of runs, with the process that made each."""
    folder = root / "tmp"
    found = {path: path.name.partition("-")[0] for path in folder.iterdir()} if folder.is_dir() else {}
    return {path: int(number) for path, number in found.items() if number.isdigit()}


def alive(root: Path) -> list[int]:
    """Processes that have a run open on this store."""
    from etl.store.store import is_alive

    return sorted({number for path, number in scratches(root).items() if is_alive(path)})


def reap(arguments: argparse.Namespace) -> int:
    """Nothing is touched while a run is under way: its half-written folders are its own."""
    config = config_of(arguments)
    if not config.store.is_dir():
        raise RefusedError(say("doctor_no_store"))
    if busy := alive(config.store):
        raise RefusedError(say("reap_busy", numbers=", ".join(map(str, busy))))
    from etl.store import durable

    scratch = scratches(config.store)
    for path in scratch:
        shutil.rmtree(path, ignore_errors=True)
    with opened(config) as store:
        folders = store.sweep()
    if arguments.out is not None and arguments.out.is_dir():
        folders += durable.sweep(arguments.out)
    runs = _reap_runs(config.store / "dagster")
    out(say("reaped", folders=folders, scratch=len(scratch), runs=runs))
    return DONE


def _reap_runs(home: Path) -> int:
    """Nothing is under way here: what Dagster believes so is dead, and its pool slots are freed."""
    if not (home / "dagster.yaml").is_file():
        return 0
    from assets.home import clear_dead_runs, open_instance

    with open_instance(home) as instance:
        cleared = clear_dead_runs(instance, home, all_dead=True)
    for run_id in cleared:
        err(say("reaped_run", run=run_id))
    return len(cleared)
