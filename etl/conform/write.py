"""The SQL that differs from source to source only as their source.yaml does, written from it: `python -m etl.conform.write`.

What runs is the written file, which stands in the folder like every other; a test keeps the files current. By hand the same
columns, types, keys and codes would be said a second time, some hundred lines a table, and the marks by bits miscounted.
Not here: what a text means (`reading/`), who is named (`names/`), which row of a key speaks (`keys/`).
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from etl.conform.source import Source
from etl.conform.write_all import contested, counted, odd_rows, row_origin, states, texts, used_rows, wordings
from etl.conform.write_each import conformed, read
from etl.model.landed import sources

FOLDER = Path(__file__).parent / "sources"


OF_ALL: Mapping[str, Callable[[Sequence[Source]], str]] = {
    "texts": texts,
    "wordings": wordings,
    "counted": counted,
    "contested": contested,
    "states": states,
    "row_origin": row_origin,
    "odd_rows": odd_rows,
    "used_rows": used_rows,
}


def files() -> dict[str, str]:
    """The text of every file, by its name below `sources/`."""
    all_ = [Source(spec) for spec in sources().values()]
    found = {f"{name}.sql": made(all_) for name, made in OF_ALL.items()}
    for source in all_:
        found[f"{source.name}.sql"] = conformed(source)
        found[f"{source.name}_read.sql"] = read(source)
    return found


def main() -> int:
    wanted = files()
    for path in FOLDER.glob("*.sql"):
        if path.name not in wanted:
            path.unlink()
    FOLDER.mkdir(exist_ok=True)
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
