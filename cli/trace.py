"""`hecha trace`: a cell of the ledger, and the rows and clauses it rests on.

What a column rests on is said by `etl/publish/trace.py`; here it is written out.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cli.console import facts, out, table
from cli.faults import DONE, RefusedError
from cli.release import Release
from cli.words import say, spelt

if TYPE_CHECKING:
    from etl.publish.trace import TracedRow


def trace(arguments: argparse.Namespace) -> int:
    """A cell of the ledger, the rows and clauses it rests on, and what else bears on it."""
    release = Release(arguments.release)
    from etl.publish.trace import TraceError
    from etl.publish.trace import trace as traced

    try:
        found = traced(release.folder, arguments.workshop, arguments.column, _families(arguments.config))
    except TraceError as error:
        raise RefusedError(str(error)) from None
    facts([(found.column, "" if found.value is None else str(found.value))])
    if found.clauses:
        out()
        table(
            say("rests_on"),
            [say(name) for name in ("rule", "document", "clause", "outcome", "says")],
            [
                (one.rule, one.document, one.clause, spelt("finding", one.outcome), one.says)
                for one in found.clauses
            ],
        )
    if found.rows:
        out()
        table(
            say("evidence"),
            [say(name) for name in ("row_ref", "origin", "says")],
            [(row.row_ref, _place(row), row.why) for row in found.rows],
        )
    for note in found.notes:
        out(note)
    return DONE


def _place(row: "TracedRow") -> str:
    stands = [row.file, row.sheet, None if row.source_row is None else f"#{row.source_row}"]
    text = " ".join(part for part in stands if part)
    return " · ".join(part for part in (text, row.native_key) if part)


def _families(config_file: Path | None) -> dict[str, str]:
    """Rule id to recognition, upgrade or exit, by the policy files of the configuration or those that ship."""
    from etl.policy.read import SHIPPED, load

    folder = SHIPPED
    if config_file is not None:
        from etl.config import load_config

        folder = load_config(config_file).policy or SHIPPED
    return {
        clause.id: str(getattr(rule, "family", ""))
        for document in load(folder).documents
        for clause in document.clauses
        for rule in clause.rules
        if hasattr(rule, "family")
    }
