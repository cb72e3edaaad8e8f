"""Records of procedures: their deadlines as tables of the step `rules`, and what the release says of the records."""

import ibis.expr.types as ir

from etl.rules.deadlines import deadlines
from etl.rules.inputs import RuleInputs
from etl.rules.procedures import EVENTS, asking, shortcomings, told_on
from flow.session import Session
from flow.steps import EVERY_MONTH


def deadline_tables(
    session: Session, inputs: RuleInputs, conformed: dict[str, ir.Table]
) -> dict[str, ir.Table]:
    """`deadlines` and the cases that can't be counted; neither where no records came."""
    if EVENTS not in conformed:
        return {}
    library = session.library
    told = told_on(session.engine, conformed["data_times"])
    due = deadlines(inputs, library.placed, library.policy.workdays, conformed[EVENTS], told)
    return {"deadlines": due.deadlines, "deadlines_uncounted": due.uncounted}


def says_of_procedures(session: Session, month: int) -> tuple[str, ...]:
    """What the manifest has to say, in plain Chinese: nothing where no document in force sets a deadline."""
    asked_by = asking(session.library, session.config.areas, month)
    if not asked_by:
        return ()
    conformed = session.tables("conform", EVERY_MONTH)
    uncounted = session.tables("rules", month).get("deadlines_uncounted")
    return tuple(shortcomings(session.engine, conformed, uncounted, asked_by))
