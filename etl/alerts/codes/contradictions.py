"""The employment family, owner included: months on a roster that another system contradicts.

Whether a month is contradicted is the verification's finding (it decides the verdict too); here its months become
alerts with a sentence for officials. Not here: any comparison of sources.
"""

import ibis

from etl.alerts.shape import Found, drop_right, told_by_month
from etl.alerts.world import World

CODES = (
    "post_and_workshop",
    "two_workshops",
    "insured_elsewhere",
    "pensioner",
    "deceased",
    "underage",
    "student",
    "entity_inactive",
    "away",
    "flexible_insured",
    "owner",
)
SENTENCES = {
    "post_and_workshop": "同一人同月既在车间花名册上，又在乡村公益性岗位在岗，两处用工难以同时成立。",
    "two_workshops": "同一人同月在两个车间的花名册上，只能计入一个车间，需核实实际在哪里务工。",
    "insured_elsewhere": "同一人同月由其他单位缴纳职工社会保险，而车间经营主体没有缴纳，实际就业单位存疑。",
    "pensioner": "该人员当月已领取养老待遇，却在车间花名册上或被申报补贴。",
    "deceased": "信息系统记载该人员在当月之前已经死亡，却仍在花名册上。",
    "underage": "该人员当月末未满十六周岁。",
    "student": "信息系统记载该人员为在校生，却在花名册上。",
    "entity_inactive": "车间经营主体已注销或吊销，其后月份仍报送花名册或申报补贴。",
    "away": "该人员享受跨省务工补助的月份又在本地车间花名册上，不可能同时在两地。",
    "flexible_insured": "该人员当月以灵活就业身份缴纳养老保险，却与车间订有劳动合同。",
    "owner": "该人员是车间经营主体的法定代表人或登记的主要人员，不宜按吸纳的务工人员计算。",
}
RULES = (
    ("post_and_workshop", "52", "XD-30"),
    ("post_and_workshop", "", "XD-02"),
    ("two_workshops", "", "XD-35"),
    ("pensioner", "", "XD-40"),
    ("student", "", "XD-39"),
    ("entity_inactive", "", "XD-36"),
    ("away", "", "XD-16"),
    ("flexible_insured", "", "XD-09b"),
    ("owner", "14", "SX-3.1.1"),
)
"""code, area, clause: the first that fits. A clause that speaks of other areas' papers only is not cited."""


def find(world: World) -> Found:
    rows = world.table("contradictions")
    rows = rows.filter(rows.code.isin(list(CODES)))
    rows = drop_right(rows.left_join(world.workshops.select("workshop_id", "county"), "workshop_id"))
    rule = ibis.cases(
        *[((rows.code == code) & rows.county.startswith(area), clause) for code, area, clause in RULES],
        else_=ibis.null("string"),
    )
    detail = ibis.cases(*[(rows.code == code, text) for code, text in SENTENCES.items()], else_="")
    proof = world.table("contradiction_evidence")
    proof = proof.filter(proof.code.isin(list(CODES)))
    return told_by_month("contradictions", rows.mutate(rule=rule, detail=detail), world.engine, proof)
