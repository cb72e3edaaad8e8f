"""Records of procedures and inspections: which documents ask for them, how far they reach, and what a release says of them.

Not here: the deadlines that follow from them (`deadlines.py`).
"""

import datetime as dt
from collections.abc import Mapping, Sequence

import ibis.expr.types as ir

from etl import months
from etl.engine import Engine
from etl.policy.in_force import Library
from etl.rules.deadlines import FORMS

EVENTS = "procedures.events"


def told_on(engine: Engine, data_times: ir.Table) -> dt.date | None:
    """The day of the newest export; None where no file states one."""
    newest = data_times.filter(data_times.source == EVENTS).agg(told_on=data_times.as_of.max())
    found: dt.date | None = engine.arrow(newest).to_pylist()[0]["told_on"]
    return found


def asking(library: Library, areas: Sequence[str], month: int) -> list[str]:
    """Documents that set a deadline, are in force at the month's end and reach one of these areas."""
    day = months.last_day(month)
    return sorted(
        {
            one.document.number
            for one in library.placed
            if one.form in FORMS
            and one.first is not None
            and one.first <= day <= one.last
            and any(area.startswith(one.area) or one.area.startswith(area) for area in areas)
        }
    )


def shortcomings(
    engine: Engine, conformed: Mapping[str, ir.Table], uncounted: ir.Table | None, asked_by: Sequence[str]
) -> list[str]:
    """Sentences for the release. `uncounted`: `deadlines_uncounted`, where records came; `asked_by`: `asking`, not empty."""
    if EVENTS not in conformed:
        return [f"没有交来办理记录，{'、'.join(asked_by)}的办理时限和检查期限没有推算"]
    found = []
    if told_on(engine, conformed["data_times"]) is None:
        found.append("办理记录没有写明数据时间（文件名中的日期或导出时间），没有判断逾期")
    events = conformed[EVENTS]
    strangers = events.anti_join(conformed["hrss.workshops"], "workshop_id")
    lost = engine.arrow(strangers.agg(rows=strangers.count())).to_pylist()[0]["rows"]
    if lost:
        found.append(f"{lost}条办理记录的车间编号不在车间表中，没有采用")
    if uncounted is not None:
        by_year = uncounted.group_by("year").agg(cases=uncounted.cases.sum()).order_by("year")
        found += [
            f"{row['year']}年的放假通知没有载入，{row['cases']}件办理时限没有推算"
            for row in engine.arrow(by_year).to_pylist()
        ]
    return found
