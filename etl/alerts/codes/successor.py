"""疑似更名重复认定: another workshop, earlier revoked or deregistered, that this one takes up.

With the same credit code, or the same manager (by identity, not by name) and a like name or address.
"""

import ibis

from etl.alerts.shape import CASES, EVIDENCE, Found, joined, shaped, union
from etl.alerts.world import World

CODE = "successor"


def find(world: World) -> Found:
    pairs = world.successors.group_by("old", "workshop_id").agg(
        why=world.successors.why.collect(distinct=True).sort().join("+")
    )
    shops = world.workshops
    new = shops.select(
        "workshop_id", "county", "recognised_on", "opened_on", new_name="workshop_name", new_ref="row_ref"
    )
    old = shops.select(old="workshop_id", old_name="workshop_name", ended="state_on", old_ref="row_ref")
    rows = pairs.join(new, "workshop_id").join(old, "old")
    rows = world.engine.keep(rows.mutate(key=joined(rows.old, "|", rows.workshop_id)), "successors")
    ground = ibis.ifelse(
        rows.why.contains("uscc"), "统一社会信用代码相同", "负责人为同一人，且名称或地址相近"
    )
    detail = joined(
        "“",
        rows.new_name,
        "”与“",
        rows.old_name,
        "”",
        ground,
        "，后者已于",
        rows.ended,
        "取消或注销，疑为更名后再次认定；一次性补贴按同一车间看待。",
    )
    swapped = rows.workshop_id > rows.old
    cases = shaped(
        rows,
        CASES,
        code=CODE,
        level="review",
        workshop_id=ibis.ifelse(swapped, rows.old, rows.workshop_id),
        other_workshop_id=ibis.ifelse(swapped, rows.workshop_id, rows.old),
        anchor=joined(rows.old, "+", rows.workshop_id),
        by_month=False,
        rule=ibis.ifelse(rows.county.startswith("15"), "XD-33", "XD-14"),
        detail=detail,
    )
    proof = union(
        [
            rows.select(
                "key",
                row_ref="new_ref",
                role=ibis.literal("workshop"),
                says=joined("现车间“", rows.new_name, "”"),
            ),
            rows.select(
                "key",
                row_ref="old_ref",
                role=ibis.literal("former"),
                says=joined("原车间“", rows.old_name, "”，", rows.ended, "取消或注销"),
            ),
        ]
    )
    evidence = shaped(proof, EVIDENCE, code=CODE)
    return Found(
        cases=(world.engine.keep(cases, CODE),), evidence=(world.engine.keep(evidence, f"{CODE}-evidence"),)
    )
