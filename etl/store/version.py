"""The version of the code that made something: a digest over the files whose change can change a result."""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

PARTS = ("etl", "flow", "matching", "connectors")
ENDINGS = (".py", ".sql", ".yaml", ".csv", ".tsv", ".txt")


def _walk(folder: Traversable, path: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            found += _walk(entry, name)
        elif entry.name.endswith(ENDINGS):
            found.append((name, entry))
    return found


@cache
def code_version() -> str:
    """Twelve hex digits: equal for equal code, wherever it lies."""
    digest = hashlib.sha256()
    for part in PARTS:
        for name, entry in sorted(_walk(files(part), part), key=lambda found: found[0]):
            digest.update(f"{name}\0".encode() + hashlib.sha256(entry.read_bytes()).digest())
    return digest.hexdigest()[:12]
