"""Records of procedures: the deadlines that follow from them, and what the release says where they are missing or fall short."""

from typing import Any

import ibis.expr.types as ir

from assets.flow import EVERY_MONTH
from assets.session import Session
from etl import months
from etl.rules.deadlines import FORMS, deadlines
from etl.rules.inputs import RuleInputs

EVENTS = "procedures.events"


def deadline_tables(
    session: Session, inputs: RuleInputs, conformed: dict[str, ir.Table]
) -> dict[str, ir.Table]:
    """`deadlines` and the cases that can't be counted; neither where no records came."""
    if EVENTS not in conformed:
        return {}
    times = conformed["data_times"]
    told = times.filter(times.source == EVENTS).agg(told_on=times.as_of.max())
    told_on = session.engine.arrow(told).to_pylist()[0]["told_on"]
    library = session.library
    due = deadlines(inputs, library.placed, library.policy.workdays, conformed[EVENTS], told_on)
    return {"deadlines": due.deadlines, "deadlines_uncounted": due.uncounted}


def says_of_procedures(session: Session, month: int) -> tuple[str, ...]:
    """What the manifest has to say, in plain Chinese: nothing where no document in force sets a deadline."""
    asking = sorted({one.document.number for one in session.library.placed if _asks(session, one, month)})
    if not asking:
        return ()
    conformed = session.tables("conform", EVERY_MONTH)
    if EVENTS not in conformed:
        return (f"没有交来办理记录，{'、'.join(asking)}的办理时限和检查期限没有推算",)
    found = []
    times, events = conformed["data_times"], conformed[EVENTS]
    told = times.filter(times.source == EVENTS).agg(told_on=times.as_of.max())
    if session.engine.arrow(told).to_pylist()[0]["told_on"] is None:
        found.append("办理记录没有写明数据时间（文件名中的日期或导出时间），没有判断逾期")
    strangers = events.anti_join(conformed["hrss.workshops"], "workshop_id").count()
    lost = session.engine.arrow(strangers.as_table()).to_pylist()[0]
    lost_rows = next(iter(lost.values()))
    if lost_rows:
        found.append(f"{lost_rows}条办理记录的车间编号不在车间表中，没有采用")
    uncounted = session.tables("rules", month)["deadlines_uncounted"]
    by_year = uncounted.group_by("year").agg(cases=uncounted.cases.sum()).order_by("year")
    found += [
        f"{row['year']}年的放假通知没有载入，{row['cases']}件办理时限没有推算"
        for row in session.engine.arrow(by_year).to_pylist()
    ]
    return tuple(found)


def _asks(session: Session, one: Any, month: int) -> bool:
    """Whether a placed rule sets a deadline, is in force at the month's end and reaches an area of this installation."""
    if one.form not in FORMS or one.first is None:
        return False
    if not one.first <= months.last_day(month) <= one.last:
        return False
    return any(area.startswith(one.area) or one.area.startswith(area) for area in session.config.areas)
