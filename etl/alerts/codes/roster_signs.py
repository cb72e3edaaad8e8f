"""Signs on the rosters themselves: 事后集中补缴, 花名册长期雷同, 丧失或无劳动力.

Each reads the verdict rows; none compares two sources anew.
"""

import ibis

from etl import months

from etl.alerts.shape import Found, from_months, joined, month_zh, yuan
from etl.alerts.world import World

LATE = "late_contributions"
FROZEN = "roster_frozen"
UNABLE = "no_labour_ability"
OTHER_EVIDENCE = ("contribution", "contract", "registration", "field_check", "account")
COUNTED_AT_LEAST = 5
MONTHS_AT_LEAST = 3


def find_late(world: World) -> Found:
    rows = world.rosters
    told = joined(",", rows["for"], ",")
    only_late = told.contains(",contribution_late,")
    for kind in OTHER_EVIDENCE:
        only_late = only_late & ~told.contains(f",{kind},")
    rows = rows.filter(only_late & rows.who_same.notnull())
    rows = rows.mutate(
        level=ibis.literal("review"),
        person=rows.who_same,
        role=ibis.literal("roster"),
        says=joined(month_zh(rows.month), "的用工只有事后补缴的社会保险作证"),
        detail=ibis.literal("其他系统的佐证只有费款所属期三个月以后才到账的社会保险缴费，疑为事后补缴。"),
    )
    return from_months(LATE, rows, rows, world.engine)


def find_unable(world: World) -> Found:
    rows = world.rosters.filter(world.rosters.who_same.notnull())
    states = world.table("status").select("person", "month", ability="labour_ability")
    rows = rows.join(states, [rows.who_same == states.person, rows.month == states.month])
    rows = rows.drop(*[c for c in rows.columns if c.endswith("_right")])
    rows = rows.filter(rows.ability.isin(["丧失劳动力", "无劳动力"]))
    rows = rows.mutate(
        level=ibis.literal("review"),
        person=rows.who_same,
        role=ibis.literal("roster"),
        says=joined(month_zh(rows.month), "在花名册上，信息系统当月记载为", rows.ability),
        detail=joined("信息系统记载该人员", rows.ability, "，却在花名册上务工领取工资。"),
    )
    return from_months(UNABLE, rows, rows, world.engine)


def find_frozen(world: World) -> Found:
    """All counted people of a month, at least five, with one and the same pay, in three months or more in a row."""
    rows = world.rosters
    counting = world.grounds.counting
    rows = rows.filter(rows.who_same.notnull()).left_join(counting, "county").drop("county_right")
    counted = (
        ((rows.poverty_exit == "yes") & rows.counts_poverty_exit.fill_null(True))
        | ((rows.monitored == "yes") & rows.counts_monitored.fill_null(True))
        | ((rows.relocated == "yes") & rows.counts_relocated.fill_null(False))
    )
    rows = rows.filter(counted.fill_null(False))
    alike = rows.group_by("workshop_id", "month").agg(
        people=rows.who_same.nunique(),
        pays=rows.pay.nunique(),
        unpaid=rows.row_ref.count(where=rows.pay.isnull()),
        pay=rows.pay.max(),
        county=rows.county.max(),
    )
    alike = alike.filter((alike.people >= COUNTED_AT_LEAST) & (alike.pays == 1) & (alike.unpaid == 0))
    alike = world.engine.keep(alike.filter(alike.pay > 0), "frozen-months")
    hits = alike.mutate(
        level=ibis.literal("review"),
        detail=ibis.literal("连续三个月以上，计入的人员每月工资分毫不差，花名册疑为照抄。"),
    )
    proof = rows.join(alike.select("workshop_id", "month"), ["workshop_id", "month"])
    proof = proof.mutate(
        level=ibis.literal("review"),
        role=ibis.literal("roster"),
        says=joined(month_zh(proof.month), "工资", yuan(proof.pay)),
    )
    found = from_months(FROZEN, hits, proof, world.engine)
    long = (
        months.x_index(found.cases.to_month) - months.x_index(found.cases.from_month) + 1 >= MONTHS_AT_LEAST
    )
    cases = found.cases.filter(long)
    return Found(cases, found.evidence.semi_join(cases, "key"))
