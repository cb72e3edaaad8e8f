"""What the register itself says against a month on a roster: dead, too young, at school."""

import ibis

from etl import months
from etl.verify.contradictions.base import Findings, Found, found
from etl.verify.telling import day_zh, told

WORKING_AGE = 16
SCHOOLS = ("普通高中", "中职", "高职高专", "本科及以上")
VACATION = (1, 2, 7, 8)
AT = ("person", "workshop_id", "month")


def deceased(findings: Findings) -> Found:
    """Dead before the month began; a death in the month itself contradicts nothing."""
    met = findings.registered(findings.status.filter(findings.status.dead_on.notnull()))
    met = met.filter((met.dead_on < months.x_first_day(met.month)).fill_null(False))
    rows = met.select(*AT, "dead_on", row_ref="dead_ref", level=ibis.literal("contradiction"))
    says = told("信息系统记载", day_zh(rows.dead_on), "死亡")
    return found("deceased", rows, rows.mutate(role=ibis.literal("register"), says=says))


def underage(findings: Findings) -> Found:
    """Under sixteen on the month's last day."""
    met = findings.registered(findings.status.filter((findings.status.age < WORKING_AGE).fill_null(False)))
    rows = met.select(*AT, "age", row_ref="register_ref", level=ibis.literal("contradiction"))
    says = told("按信息系统记载的出生日期，当月末", rows.age, "周岁")
    return found("underage", rows, rows.mutate(role=ibis.literal("register"), says=says))


def student(findings: Findings) -> Found:
    """At upper secondary school or beyond by the version nearest to the month; in the vacation it only informs."""
    met = findings.registered(findings.status.filter(findings.status.schooling.isin(list(SCHOOLS))))
    vacation = (met.month % 100).isin(list(VACATION))
    rows = met.select(
        *AT, "schooling", row_ref="schooling_ref", level=ibis.ifelse(vacation, "inform", "contradiction")
    )
    says = told("信息系统记载在校生状况为", rows.schooling)
    return found("student", rows, rows.mutate(role=ibis.literal("register"), says=says))
