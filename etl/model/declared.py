"""Codes that the files of a site's own policy folder declare, for those who read configuration, sources and decisions.

Here: the codes alone. Not here: whether a file is sound, which is told when it is loaded as policy (`etl/policy/read.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from etl.model.contracts import CODES, codes


@cache
def declared_codes(folder: Path | None) -> Mapping[str, Mapping[str, str]]:
    """Code to Chinese name by list; nothing where no folder is configured."""
    found: dict[str, dict[str, str]] = {name: {} for name in codes()}
    for own in _own(folder):
        for name, known in found.items():
            given = own.get(name)
            if isinstance(given, dict):
                known.update({str(code): str(zh) for code, zh in given.items()})
    return found


def _own(folder: Path | None) -> Iterator[Mapping[str, Any]]:
    """What each file declares: the folder's list of codes itself, a document under `codes`."""
    for path in [] if folder is None or not folder.is_dir() else sorted(folder.glob("*.yaml")):
        try:
            value = yaml.safe_load(path.read_text(encoding="utf-8", errors="replace"))
        except yaml.YAMLError:
            # Its line and fault are told when the folder is loaded.
            continue
        own = value if path.name == CODES.name or not isinstance(value, dict) else value.get("codes")
        if isinstance(own, dict):
            yield own
