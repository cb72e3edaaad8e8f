"""A person who in the month is also somewhere else: in a public-welfare post, at a second workshop, out of the province."""

import ibis

from etl import months
from etl.verify import bits
from etl.verify.contradictions.base import Findings, Found, found
from etl.verify.telling import day_zh, month_zh, told, yuan

TRAVEL = "TRAVEL"
JOB_SEEKING = "JOB_SEEKING_ONCE"
SHORT = 3
"""A period of aid for leaving that is longer doesn't say in which of its months the person was away."""
AT = ("person", "workshop_id", "month")


def post_and_workshop(findings: Findings) -> Found:
    """A public-welfare post on every day of the month contradicts; on some days only it is for review."""
    scene = findings.scene
    posts = scene.named(scene.source("hrss.public_posts"))
    posts = posts.filter(
        posts.sure.notnull() & (posts.ended_on.isnull() | (posts.ended_on >= posts.started_on))
    )
    posts = posts.select("row_ref", "post_name", "started_on", "ended_on", _who="sure")
    worked = scene.on_rosters(posts.select(person="_who").distinct())
    met = worked.select(*AT).inner_join(posts, worked.person == posts["_who"])
    last = months.x_last_day(met.month)
    first = months.x_first_day(met.month)
    met = met.filter((met.started_on <= last) & (met.ended_on.isnull() | (met.ended_on >= first)))
    met = met.mutate(
        _from=ibis.ifelse(met.started_on > first, met.started_on.day(), 1).cast("int64"),
        _to=ibis.ifelse(met.ended_on.notnull() & (met.ended_on < last), met.ended_on.day(), last.day()).cast(
            "int64"
        ),
        _days=last.day().cast("int64"),
    )
    met = scene.engine.keep(met, "posts-met")
    so_far = ibis.window(group_by=list(AT), order_by=["_from", "_to", "row_ref"], preceding=None, following=0)
    reached = met.mutate(_reached=met["_to"].max().over(so_far))
    step = ibis.window(group_by=list(AT), order_by=["_from", "_to", "row_ref"])
    reached = reached.mutate(_before=reached["_reached"].lag().over(step).fill_null(0))
    each = reached.group_by(*AT).agg(
        _gap=(reached["_from"] > reached["_before"] + 1).any(),
        _to=reached["_to"].max(),
        _days=reached["_days"].max(),
    )
    whole = ~each["_gap"] & (each["_to"] == each["_days"])
    rows = each.select(*AT, level=ibis.ifelse(whole, "contradiction", "review"))
    rows = scene.engine.keep(rows, "post-and-workshop")
    proof = met.inner_join(rows, list(AT))
    until = ibis.ifelse(proof.ended_on.isnull(), ibis.literal("今"), day_zh(proof.ended_on))
    says = told("公益性岗位", proof.post_name, "，", day_zh(proof.started_on), "至", until, "在岗")
    return found("post_and_workshop", rows, proof.mutate(role=ibis.literal("post"), says=says))


def two_workshops(findings: Findings) -> Found:
    """On the rosters of two workshops in one month; every pair of workshops is one finding."""
    scene = findings.scene
    stays = scene.stays.select("person", "workshop_id", "word", "worked")
    others = stays.select(_who="person", _word="word", other_workshop_id="workshop_id", _worked="worked")
    pairs = stays.inner_join(others, [stays.person == others["_who"], stays["word"] == others["_word"]])
    pairs = pairs.filter(pairs.workshop_id < pairs.other_workshop_id)
    pairs = pairs.select(
        "person", "workshop_id", "other_workshop_id", "word", both=pairs.worked & pairs["_worked"]
    )
    rows = bits.as_months(pairs, "both", scene.calendar).mutate(level=ibis.literal("contradiction"))
    rows = scene.engine.keep(rows, "two-workshops")
    nothing = rows.limit(0).mutate(row_ref=ibis.null("string"), role=ibis.literal(""), says=ibis.literal(""))
    return found("two_workshops", rows, nothing)


def away(findings: Findings) -> Found:
    """Aid for work in another province whose own short period covers the month.

    A longer period, aid for job seekers that is not the amount for leaving, and a workshop that lies outside the
    person's own province are for review.
    """
    scene = findings.scene
    paid = findings.evidence.benefits
    paid = paid.filter(paid.is_live & (paid.outcome == "same") & paid.scheme.isin([TRAVEL, JOB_SEEKING]))
    span = months.x_index(paid.to_month) - months.x_index(paid.from_month) + 1
    leaving = ibis.literal(False)
    for area, first, amount in scene.leaving_amounts:
        leaving = leaving | (
            paid.county.startswith(area)
            & (paid.from_month >= first)
            & (paid.amount == ibis.literal(amount).cast("decimal(18, 2)"))
        )
    surely = (span <= SHORT) & ((paid.scheme == TRAVEL) | leaving)
    paid = paid.select(
        "row_ref", "scheme", "amount", "office", "from_month", "to_month", _who="person", is_short=surely
    )
    homes = scene.links["persons"].select(_person="person", _home="county")
    paid = paid.left_join(homes, paid["_who"] == homes["_person"]).drop("_person")
    worked = scene.on_rosters(paid.select(person="_who").distinct())
    worked = worked.filter(worked.is_registered).select(*AT)
    met = worked.inner_join(paid, worked.person == paid["_who"])
    met = scene.engine.keep(
        met.filter((met.from_month <= met.month) & (met.month <= met.to_month)), "away-months"
    )
    met = met.inner_join(scene.with_county(met.select(*AT).distinct()), list(AT))
    at_home = (met["_home"].substr(0, 2) == met.county.substr(0, 2)).fill_null(True)
    met = scene.engine.keep(met.mutate(is_sure=met.is_short & at_home), "away-met")
    rows = met.group_by(*AT).agg(level=ibis.ifelse(met.is_sure.any(), "contradiction", "review"))
    rows = scene.engine.keep(rows, "away")
    proof = met.drop("scheme").inner_join(rows, list(AT))
    says = told(
        month_zh(proof.from_month),
        "至",
        month_zh(proof.to_month),
        "外出务工补助",
        yuan(proof.amount),
        ibis.ifelse(proof.office.isnull(), ibis.literal(""), told("（", proof.office, "）")),
    )
    return found("away", rows, proof.mutate(role=ibis.literal("payment"), says=says))
