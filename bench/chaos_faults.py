"""What can happen to an installation (`bench/chaos.py`): each fault does its harm by a seed, and gives back what takes it away again.

A fault changes the place, its commands or the gateway between; the run comes after. What takes it away (`cure`) is what the
message advises: the disk has room again, the backup is put back, the folder is removed. None: there is nothing to take away.
"""

import random
import resource
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from bench import chaos_gateway
from bench.chaos_gateway import Between
from bench.chaos_place import Place

Cure = Callable[[], object]
Fault = Callable[[Place, random.Random, Between], Cure | None]
LEAST_MEMORY, LEAST_FILE = 700 << 20, 1 << 14
KEYS = ("person.key", "data.key", "signing.key")


def _one(rng: random.Random, folder: Path, pattern: str) -> Path:
    return rng.choice(sorted(path for path in folder.rglob(pattern) if path.is_file()))


def _flip(path: Path, rng: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    path.write_bytes(content)


def _restored(place: Place) -> Cure:
    """The keys are put aside and the backup is put back, as the messages advise."""

    def cure() -> None:
        for name in KEYS:
            (place.store / "keys" / name).unlink(missing_ok=True)
        code, told = place.start("restore", place.backup, "--force", "--with-keys").ended()
        if code != 0:
            raise RuntimeError(told)

    return cure


# --- what lies in the store ---


def snapshot_flipped(place: Place, rng: random.Random, _between: Between) -> None:
    _flip(_one(rng, place.store / "snapshots", "data.parquet"), rng)


def snapshot_cut(place: Place, rng: random.Random, _between: Between) -> None:
    path = _one(rng, place.store / "snapshots", "data.parquet")
    path.write_bytes(path.read_bytes()[: rng.randrange(path.stat().st_size)])


def snapshot_gone(place: Place, rng: random.Random, _between: Between) -> None:
    _one(rng, place.store / "snapshots", "data.parquet").unlink()


def _folder_removed(path: Path) -> Cure:
    return lambda: shutil.rmtree(path.parent, ignore_errors=True)


def table_flipped(place: Place, rng: random.Random, _between: Between) -> Cure:
    path = _one(rng, place.store / "tables", "*.parquet")
    _flip(path, rng)
    return _folder_removed(path)


def table_gone(place: Place, rng: random.Random, _between: Between) -> Cure:
    path = _one(rng, place.store / "tables", "*.parquet")
    path.unlink()
    return _folder_removed(path)


def step_gone(place: Place, rng: random.Random, _between: Between) -> None:
    shutil.rmtree(_one(rng, place.store / "tables", "*.parquet").parent)


def catalogue_torn(place: Place, rng: random.Random, _between: Between) -> Cure:
    """A block is overwritten where a page begins, or the file's own head."""
    path = place.store / "catalogue.db"
    content = bytearray(path.read_bytes())
    at = rng.randrange(len(content) // 4096) * 4096
    content[at : at + 64] = rng.randbytes(64)
    path.write_bytes(content)
    return _restored(place)


def catalogue_cut(place: Place, rng: random.Random, _between: Between) -> Cure:
    path = place.store / "catalogue.db"
    path.write_bytes(path.read_bytes()[: rng.randrange(path.stat().st_size)])
    return _restored(place)


def catalogue_gone(place: Place, _rng: random.Random, _between: Between) -> Cure:
    (place.store / "catalogue.db").unlink()
    return _restored(place)


def catalogue_of_another_version(place: Place, _rng: random.Random, _between: Between) -> Cure:
    with sqlite3.connect(place.store / "catalogue.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    return _restored(place)


def catalogue_held(place: Place, rng: random.Random, _between: Between) -> None:
    """Another program holds the catalogue for a while."""
    connection = sqlite3.connect(place.store / "catalogue.db", check_same_thread=False)
    connection.execute("BEGIN EXCLUSIVE")
    threading.Timer(rng.uniform(1, 5), connection.close).start()


def log_torn(place: Place, rng: random.Random, _between: Between) -> None:
    """The log of acts ends in the midst of a line."""
    path = place.store / "audit.jsonl"
    path.write_bytes(path.read_bytes()[: -rng.randint(1, 40)])


def key_gone(place: Place, rng: random.Random, _between: Between) -> Cure:
    (place.store / "keys" / rng.choice(KEYS)).unlink()
    return _restored(place)


def key_flipped(place: Place, rng: random.Random, _between: Between) -> Cure:
    path = place.store / "keys" / rng.choice(KEYS)
    text = path.read_text(encoding="utf-8")
    at = text.index('"v1": "') + 7 + rng.randrange(40)
    path.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :], encoding="utf-8")
    return _restored(place)


def key_cut(place: Place, rng: random.Random, _between: Between) -> Cure:
    path = place.store / "keys" / rng.choice(KEYS)
    path.write_bytes(path.read_bytes()[: rng.randrange(path.stat().st_size)])
    return _restored(place)


def keys_swapped(place: Place, _rng: random.Random, _between: Between) -> Cure:
    one, other = (place.store / "keys" / name for name in ("person.key", "data.key"))
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)
    return _restored(place)


def key_open(place: Place, rng: random.Random, _between: Between) -> Cure:
    path = place.store / "keys" / rng.choice(KEYS)
    path.chmod(0o644)
    return lambda: path.chmod(0o600)


# --- the machine ---


def _unlimited(place: Place) -> Cure:
    return place.limits.clear


def little_memory(place: Place, rng: random.Random, _between: Between) -> Cure:
    place.limits[resource.RLIMIT_AS] = LEAST_MEMORY + rng.randrange(400 << 20)
    shutil.rmtree(place.store / "tables")
    return _unlimited(place)


def short_files(place: Place, rng: random.Random, _between: Between) -> Cure:
    """As on a full disk: no file can grow beyond so much."""
    place.limits[resource.RLIMIT_FSIZE] = LEAST_FILE + rng.randrange(1 << 19)
    if rng.random() < 0.5:
        shutil.rmtree(place.store / "tables")
    return _unlimited(place)


def few_files(place: Place, rng: random.Random, _between: Between) -> Cure:
    place.limits[resource.RLIMIT_NOFILE] = 20 + rng.randrange(40)
    return _unlimited(place)


def out_is_a_file(place: Place, _rng: random.Random, _between: Between) -> Cure:
    place.out.write_text("x", encoding="utf-8")
    return place.out.unlink


# --- who is asked ---


def database_gone(place: Place, rng: random.Random, _between: Between) -> Cure:
    path = place.world / rng.choice(["exchange.db", "other_offices.db"])
    path.rename(path.with_suffix(".away"))
    place.flags = ["--pull-all"]
    return lambda: path.with_suffix(".away").rename(path)


def database_torn(place: Place, rng: random.Random, _between: Between) -> Cure:
    path = place.world / "exchange.db"
    whole = path.read_bytes()
    path.write_bytes(rng.randbytes(100) + whole[100:])
    place.flags = ["--pull-all"]
    return lambda: path.write_bytes(whole)


def database_held(place: Place, rng: random.Random, _between: Between) -> None:
    """The office writes to its database while it is asked."""
    connection = sqlite3.connect(place.world / "exchange.db", check_same_thread=False)
    connection.execute("BEGIN EXCLUSIVE")
    place.flags = ["--pull-all"]
    threading.Timer(rng.uniform(1, 4), connection.close).start()


def delivery_cut(place: Place, rng: random.Random, _between: Between) -> Cure:
    path = _one(rng, place.world / "finance", "*.xlsx")
    whole = path.read_bytes()
    path.write_bytes(whole[: rng.randrange(1, len(whole))])
    return lambda: path.write_bytes(whole)


def delivery_of_a_mark(place: Place, rng: random.Random, _between: Between) -> Cure:
    """One quotation mark before a cell."""
    path = _one(rng, place.world / "finance", "*.csv")
    whole = path.read_bytes()
    lines = whole.split(b"\n")
    at = rng.randrange(2, len(lines) - 1)
    cells = lines[at].split(b",")
    cells[3] = b'"' + cells[3]
    lines[at] = b",".join(cells)
    path.write_bytes(b"\n".join(lines))
    return lambda: path.write_bytes(whole)


def delivery_gone(place: Place, _rng: random.Random, _between: Between) -> Cure:
    """A share that is not mounted: the folder is empty."""
    away, finance = place.folder / "away", place.world / "finance"
    finance.rename(away)
    finance.mkdir()

    def mounted() -> None:
        finance.rmdir()
        away.rename(finance)

    return mounted


def gateway_trouble(place: Place, rng: random.Random, between: Between) -> Cure:
    between.twists = [rng.choice(chaos_gateway.PASSING) for _ in range(rng.randint(1, 3))]
    place.flags = ["--pull-all"]
    return between.calm


def gateway_amiss(place: Place, rng: random.Random, between: Between) -> Cure:
    between.always = rng.choice(chaos_gateway.LASTING)
    place.flags = ["--pull-all"]
    return between.calm


# --- kills, and several at once ---


def _killed(place: Place, rng: random.Random, seconds: float) -> None:
    command = place.start_run()
    command.wait(rng.uniform(0.1, seconds))
    command.kill(rng.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
    command.ended()


def killed(place: Place, rng: random.Random, _between: Between) -> None:
    """Killed once or more, anywhere; what it left is taken up. What it published before its end stands."""
    if rng.random() < 0.5:
        shutil.rmtree(place.store / "tables")
    place.flags = rng.choice([[], ["--pull-all"]])
    for _ in range(rng.randint(1, 3)):
        _killed(place, rng, 10)


def killed_late(place: Place, rng: random.Random, _between: Between) -> None:
    """Corrections came in, and the runs that take them up are killed."""
    correct(place)
    for _ in range(rng.randint(1, 3)):
        _killed(place, rng, 14)


def _others(place: Place, rng: random.Random) -> list[tuple[object, ...]]:
    return [
        ("backup", place.folder / f"other-{rng.randrange(1 << 30)}.zip", "--with-snapshots"),
        ("prune", "--keep", 1, "--yes"),
        ("rotate-key",),
        ("doctor",),
        ("reap",),
        ("sources", "check"),
        ("decide", "--template", place.folder / f"other-{rng.randrange(1 << 30)}.xlsx"),
        ("audit", "verify"),
    ]


def others_killed(place: Place, rng: random.Random, _between: Between) -> None:
    """Other commands are killed in their midst."""
    for name, *arguments in rng.sample(_others(place, rng), 3):
        command = place.start(str(name), *arguments)
        command.wait(rng.uniform(0.05, 2))
        command.kill(rng.choice([signal.SIGKILL, signal.SIGTERM]))
        command.ended()


def restore_killed(place: Place, rng: random.Random, _between: Between) -> Cure:
    command = place.start("restore", place.backup, "--force", "--with-keys")
    command.wait(rng.uniform(0.02, 1))
    command.kill()
    command.ended()
    return _restored(place)


def several_at_once(place: Place, rng: random.Random, _between: Between) -> None:
    if rng.random() < 0.5:
        shutil.rmtree(place.store / "tables")
    commands = [place.start_run(), place.start_run()]
    commands += [place.start(str(name), *given) for name, *given in rng.sample(_others(place, rng), 2)]
    for command in commands:
        code, told = command.ended()
        if code not in {0, 1, 2, 3}:
            raise RuntimeError(f"one of several ended with {code}: {told[-300:]}")


def pulled_again(place: Place, _rng: random.Random, _between: Between) -> None:
    place.flags = ["--pull-all"]


def correct(place: Place) -> None:
    """Rows that the office corrected after the month was first run."""
    connection = sqlite3.connect(place.world / "exchange.db")
    with connection:
        connection.execute(
            "UPDATE BFCJ_YGHMC SET GZ = GZ + 100, UPDATED_AT = '2024-07-02T08:00:00' WHERE rowid % 7 = 0"
        )
    connection.close()


PLAIN: tuple[Fault, ...] = (
    snapshot_flipped, snapshot_cut, snapshot_gone, table_flipped, table_gone, step_gone,
    catalogue_torn, catalogue_cut, catalogue_gone, catalogue_of_another_version, catalogue_held, log_torn,
    key_gone, key_flipped, key_cut, keys_swapped, key_open,
    little_memory, short_files, few_files, out_is_a_file,
    database_gone, database_torn, database_held, delivery_cut, delivery_of_a_mark, delivery_gone,
    gateway_trouble, gateway_amiss,
    killed, others_killed, restore_killed, several_at_once, pulled_again,
)  # fmt: skip
LATE: tuple[Fault, ...] = (killed_late,)
"""After these the release is that of the corrected rows."""
