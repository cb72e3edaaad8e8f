"""Bulk."""

from pathlib import Path
from typing import Any

from world.story import World


def write(world: World, folder: Path, tables: dict[str, Any], rows: dict[str, int]) -> dict[str, Any]:
    raise NotImplementedError
