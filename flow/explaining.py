"""Why a step ran again: what it is made from, held against what its last output was made from.

The parts are names with digests: a source's pulls, a policy file, parameters, people's decisions, the code, the step before. They
lie beside the tables that were made from them. Not here: whether a step has to run at all, which its fingerprint says.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flow.known import known_by
from flow.steps import BY_NAME

if TYPE_CHECKING:
    from flow.session import Session

MADE_FROM = "made_from.json"
FIRST, LOST = "first", "lost"
"""Reasons that name no part: nothing was computed before; what was, was removed or says nothing of itself."""


def parts_of(session: "Session", step: str, month: int) -> dict[str, str]:
    """What a step is made from: `kind` or `kind:name` to a digest."""
    found = {f"step:{before}": session.print_of(before, month)[:12] for before in BY_NAME[step].after}
    found["engine"] = session.config.engine.name
    for kind, value in known_by(session, step, month).items():
        if kind == "pulls":
            found |= _by_source(value)
        elif kind == "mappings":
            found |= {f"mapping:{system}": digest[:12] for system, digest in value.items()}
        elif kind == "policy":
            found |= {part: digest[:12] for part, digest in session.policy_parts.items()}
        else:
            found[kind] = _digest(value)
    return found


def _by_source(pulls: list[tuple[str, str]]) -> dict[str, str]:
    grouped: dict[str, list[str]] = {}
    for source, pull_id in pulls:
        grouped.setdefault(source, []).append(pull_id)
    return {f"source:{source}": _digest(ids) for source, ids in grouped.items()}


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def reasons(before: Mapping[str, str] | None, now: Mapping[str, str]) -> list[str]:
    """The parts that differ. A step before is named where it is all that differs: it has reasons of its own."""
    if before is None:
        return [LOST]
    differs = sorted(part for part in {*before, *now} if before.get(part) != now.get(part))
    own = [part for part in differs if not part.startswith("step:")]
    return own or differs or [LOST]


def why(session: "Session", step: str, month: int, now: Mapping[str, str]) -> list[str]:
    """Why a step has to be computed, asked before it is."""
    folder = session.store.tables.root / str(BY_NAME[step].kept_under(month)) / step
    outputs = [one for one in folder.iterdir() if one.is_dir()] if folder.is_dir() else []
    if not outputs:
        return [FIRST]
    newest = max(outputs, key=lambda one: (one.stat().st_mtime_ns, one.name))
    return reasons(_read(newest / MADE_FROM), now)


def _read(path: Path) -> dict[str, str] | None:
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
