"""What the business registry says about the operator: struck off, or the worker is one of its own people."""

import ibis
import ibis.expr.types as ir

from etl import months
from etl.verify.contradictions.base import Findings, Found, found
from etl.verify.scene import Scene
from etl.verify.telling import day_zh, each_month, indexed, month_zh, told, union
from etl.verify.versions import newest, spans

INACTIVE = ("revoked", "deregistered")
SHANXI = "14"
POSITIONS = {
    "legal_rep": "法定代表人",
    "director": "董事",
    "supervisor": "监事",
    "manager": "经理",
    "shareholder": "股东",
    "member": "合作社成员",
}
REVIEWED = ("legal_rep", "director", "supervisor", "manager")
AT = ("person", "workshop_id", "month")


def entity_inactive(findings: Findings) -> Found:
    """Rosters or claims for months after the one in which the operator was deregistered or revoked; one a workshop."""
    scene = findings.scene
    ended = scene.engine.keep(_ended(scene), "entities-ended")
    claims = findings.evidence.benefits
    claims = claims.filter(claims.is_live & claims.workshop_id.notnull())
    claims = each_month(
        claims.select("workshop_id", "row_ref", "from_month", "to_month"),
        months.x_index(claims.from_month),
        months.x_index(claims.to_month),
        scene.span,
    )
    claims = scene.engine.keep(claims.select("workshop_id", "row_ref", "month"), "claim-months")
    active = union(
        [scene.rosters.select("workshop_id", "month"), claims.select("workshop_id", "month")]
    ).distinct()
    shops = scene.shops.select("workshop_id", "month", uscc=scene.shops.uscc.upper())
    met = active.inner_join(shops, ["workshop_id", "month"]).inner_join(ended, "uscc")
    at = months.x_index(met.month)
    met = met.filter((at > met.ended_in) & (at <= met.ended_to))
    rows = scene.engine.keep(
        met.select(
            "workshop_id", "month", "row_ref", "state", "state_on", level=ibis.literal("contradiction")
        ).distinct(),
        "entity-inactive",
    )
    state = ibis.ifelse(rows.state == "revoked", "吊销", "注销")
    on = ibis.ifelse(rows.state_on.isnull(), ibis.literal(""), day_zh(rows.state_on))
    entity = rows.mutate(role=ibis.literal("entity"), says=told("经营主体", on, "已", state))
    claimed = rows.drop("row_ref").inner_join(claims, ["workshop_id", "month"])
    claimed = claimed.mutate(role=ibis.literal("claim"), says=told(month_zh(claimed.month), "申报或发放补贴"))
    wanted = ["workshop_id", "month", "level", "row_ref", "role", "says"]
    return found("entity_inactive", rows, union([entity.select(*wanted), claimed.select(*wanted)]))


def _ended(scene: Scene) -> ir.Table:
    """uscc, ended_in, ended_to (month indexes), state, row_ref: after which month, and until when, an entity is inactive.

    The newest version's date reaches back; a firm that is active again was inactive only as long as its versions say.
    """
    entities = scene.source("business_registry.entities")
    entities = entities.mutate(uscc=entities.uscc.upper())
    last = newest(entities, "uscc")
    gone = last.filter(last.state.isin(list(INACTIVE)))
    forever = ibis.literal(months.index(999912), "int64")
    now = gone.select(
        "uscc",
        "state",
        "state_on",
        "row_ref",
        ended_in=indexed(gone.state_on.fill_null(gone.known_from)).cast("int64"),
        ended_to=forever,
    )
    back = entities.anti_join(gone, "uscc")
    held = spans(back.filter(back.state.isin(list(INACTIVE))))
    first = indexed(held.state_on.fill_null(held.known_from))
    then = held.select(
        "uscc",
        "state",
        "state_on",
        "row_ref",
        ended_in=ibis.greatest(first, held.holds_from - 1).cast("int64"),
        ended_to=held.holds_to,
    )
    return union([now, then])


def owner(findings: Findings) -> Found:
    """The worker is the operator's legal representative or otherwise one of its registered people; the gravest place counts."""
    scene = findings.scene
    held = scene.engine.keep(_positions(scene), "positions")
    worked = scene.on_rosters(held.select(person="_who").distinct())
    shops = scene.shops.filter(scene.shops.uscc.notnull()).select(
        "workshop_id", "month", uscc=scene.shops.uscc.upper()
    )
    worked = worked.filter(worked.is_registered).select(*AT).inner_join(shops, ["workshop_id", "month"])
    met = worked.inner_join(held, [worked.person == held["_who"], worked.uscc == held["_code"]])
    at = months.x_index(met.month)
    met = scene.engine.keep(met.filter((met.holds_from <= at) & (at <= met.holds_to)), "owners")
    at_home = scene.with_county(met.select(*AT).distinct())
    met = met.inner_join(at_home, list(AT))
    grave = ibis.cases(
        ((met.position == "legal_rep") & met.county.startswith(SHANXI), 0),
        (met.position.isin(list(REVIEWED)), 1),
        else_=2,
    )
    met = scene.engine.keep(met.mutate(_grave=grave), "owners-met")
    best = met.group_by(*AT).agg(_best=met["_grave"].min())
    level = ibis.cases((best["_best"] == 0, "contradiction"), (best["_best"] == 1, "review"), else_="inform")
    rows = best.mutate(level=level)
    proof = met.inner_join(rows, list(AT)).filter(lambda t: t["_grave"] == t["_best"])
    name = ibis.cases(*[(proof.position == code, zh) for code, zh in POSITIONS.items()], else_="登记人员")
    return found(
        "owner", rows, proof.mutate(role=ibis.literal("officer"), says=told("登记为经营主体的", name))
    )


def _positions(scene: Scene) -> ir.Table:
    """_who, _code, position, holds_from, holds_to, row_ref: who holds which place, by officers and by the entity itself."""
    officers = scene.named(spans(scene.source("business_registry.officers")))
    entities = scene.named(spans(scene.source("business_registry.entities")))
    entities = entities.mutate(position=ibis.literal("legal_rep"))
    parts = [
        table.filter(table.same.notnull()).select(
            "position", "holds_from", "holds_to", "row_ref", _who="same", _code=table.uscc.upper()
        )
        for table in (officers, entities)
    ]
    return union(parts)
