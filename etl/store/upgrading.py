"""What stands before a catalogue's schema is brought up: a copy of it, and what would change. Not here: the migrations themselves."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from etl.store import durable

FOLDER = "backups"


def copy_before(database: str, root: Path, revision: str) -> Path:
    """The catalogue's file as it is, below the store: with it and the earlier version everything can be gone back to.

    By SQLite itself: a file that is opened and closed beside it would take this process's locks away.
    """
    target = durable.make_folder(root / FOLDER) / f"catalogue-{revision}-{time.strftime('%Y%m%d-%H%M%S')}.db"
    with (
        durable.new_file(target) as temporary,
        closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(temporary)) as copy,
    ):
        source.backup(copy)
    return target
