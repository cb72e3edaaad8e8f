"""Signs on the rosters themselves: 事后集中补缴, 花名册长期雷同, 丧失或无劳动力.

Each reads the verdict rows; none compares two sources anew.
"""

import ibis

from etl import months
from etl.alerts.shape import Found, drop_right, joined, month_zh, told_by_month, yuan
from etl.alerts.world import World

LATE = "late_contributions"
FROZEN = "roster_frozen"
UNABLE = "no_labour_ability"
OTHER_EVIDENCE = ("contribution", "contract", "registration", "field_check", "account")
OTHER_SOURCES = ("social_insurance.contributions", "hrss.contracts", "hrss.employment")
COUNTED_AT_LEAST = 5


def find_late(world: World) -> Found:
    rows = world.rosters
    told = joined(",", rows["for"], ",")
    only_late = told.contains(",contribution_late,")
    for kind in OTHER_EVIDENCE:
        only_late = only_late & ~told.contains(f",{kind},")
    # That nothing else speaks for the month can be said only where the others would have spoken.
    silent = joined(",", rows.missing, ",")
    for source in OTHER_SOURCES:
        only_late = only_late & ~silent.contains(f",{source},")
    rows = rows.filter(only_late & rows.who_same.notnull())
    rows = rows.mutate(
        level=ibis.literal("review"),
        person=rows.who_same,
        role=ibis.literal("roster"),
        says=joined(month_zh(rows.month), "的用工只有事后补缴的社会保险作证"),
        detail=ibis.literal("其他系统的佐证只有费款所属期三个月以后才到账的社会保险缴费，疑为事后补缴。"),
    )
    return told_by_month(LATE, rows, world.engine)


def find_unable(world: World) -> Found:
    rows = world.rosters.filter(world.rosters.who_same.notnull())
    states = world.table("status").select("person", "month", ability="labour_ability")
    rows = rows.join(states, [rows.who_same == states.person, rows.month == states.month])
    rows = drop_right(rows)
    rows = rows.filter(rows.ability.isin(["丧失劳动力", "无劳动力"]))
    rows = rows.mutate(
        level=ibis.literal("review"),
        person=rows.who_same,
        role=ibis.literal("roster"),
        says=joined(month_zh(rows.month), "在花名册上，信息系统当月记载为", rows.ability),
        detail=joined("信息系统记载该人员", rows.ability, "，却在花名册上务工领取工资。"),
    )
    return told_by_month(UNABLE, rows, world.engine)


def find_frozen(world: World) -> Found:
    """All counted people, at least five, with one and the same pay, and the same in three months or more in a row."""
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
    alike = alike.filter(alike.pay > 0)
    alike = alike.mutate(number=months.x_index(alike.month))
    line = ibis.window(group_by=["workshop_id", "pay"], order_by="number")
    # A month of a run of three or more: the number two before, two after, or one on either side runs through.
    far = [
        alike.number.lag(2).over(line),
        alike.number.lag(1).over(line),
        alike.number.lead(1).over(line),
        alike.number.lead(2).over(line),
    ]
    alike = world.engine.keep(alike.mutate(b2=far[0], b1=far[1], a1=far[2], a2=far[3]), "frozen-months")
    here = alike.number
    run = (alike.b2 == here - 2) | ((alike.b1 == here - 1) & (alike.a1 == here + 1)) | (alike.a2 == here + 2)
    alike = alike.filter(run.fill_null(False))
    proof = rows.join(alike.select("workshop_id", "month"), ["workshop_id", "month"])
    proof = proof.select(
        "workshop_id",
        "month",
        "row_ref",
        role=ibis.literal("roster"),
        says=joined(month_zh(proof.month), "工资", yuan(proof.pay)),
    )
    detail = "连续三个月以上，计入的人员每月工资分毫不差，花名册疑为照抄。"
    return told_by_month(FROZEN, alike, world.engine, proof, level="review", detail=detail)
