"""Records of procedures: what the release says of them where they fall short, in plain Chinese."""

import datetime as dt

from etl.engine.warehouse import Warehouse
from etl.policy.procedures import asking
from flow.session import Session

EVENTS = "procedures.events"


def says_of_procedures(session: Session, month: int) -> tuple[str, ...]:
    """Nothing where no document in force sets a deadline."""
    asked_by = asking(session.library, session.config.areas, month)
    if not asked_by:
        return ()
    warehouse = session.warehouse
    for step in ("conform", "rules"):
        session.bring(step, month)
    if not any(pull.source == EVENTS for pull in session.store.snapshots.pulls()):
        return (f"没有交来办理记录，{'、'.join(asked_by)}的办理时限和检查期限没有推算",)
    found = []
    if told_on(warehouse) is None:
        found.append("办理记录没有写明数据时间（文件名中的日期或导出时间），没有判断逾期")
    lost = warehouse.query(
        "SELECT count(*) AS rows FROM conform.events AS e ANTI JOIN conform.workshops AS w USING (workshop_id)"
    ).to_pylist()[0]["rows"]
    if lost:
        found.append(f"{lost}条办理记录的车间编号不在车间表中，没有采用")
    by_year = warehouse.query(
        "SELECT year, CAST(sum(cases) AS BIGINT) AS cases FROM rules.deadlines_uncounted GROUP BY year ORDER BY year"
    )
    found += [
        f"{row['year']}年的放假通知没有载入，{row['cases']}件办理时限没有推算" for row in by_year.to_pylist()
    ]
    return tuple(found)


def told_on(warehouse: Warehouse) -> dt.date | None:
    """The day of the newest export; None where no file states one."""
    found: dt.date | None = warehouse.query(
        "SELECT max(as_of) AS told_on FROM conform.data_times WHERE source = 'procedures.events'"
    ).to_pylist()[0]["told_on"]
    return found
