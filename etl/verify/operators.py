"""Who a workshop's operator is in other systems: one unit for all ways in which an employer is written.

Here: the credit code behind an employer's wording, what belongs to a workshop's operator (earlier codes, the head office
of a branch and the branches of a head office, the same firm under a new code), who is a labour-dispatch agency.
Not here: people.
"""

import ibis.expr.types as ir

from etl.verify.scene import Scene
from etl.verify.telling import union

FIRM = "公司|合作社|集团|厂|中心|加工坊|农场|经营部|商行|工作室"
BRANCH = f"^(.+?(?:有限责任公司|股份有限公司|有限公司|{FIRM}))(.{{0,16}}(?:分公司|分厂|分店|分社|分部|营业部|办事处))$"
SURE_NAME = 6
"""A firm's full name of so many characters is its own within a province; shorter ones are not enough."""
AGENCY = "劳务派遣|人力资源|人才服务|劳务服务|劳务外包|劳务输出|劳务有限"
WIDE = "（）【】〔〕·"
NARROW = "()()()."


def plain_name(name: ir.StringValue) -> ir.StringValue:
    """A firm's name without blanks, with half-width brackets, in capitals; brackets of all kinds are one."""
    return name.re_replace("[\\s\u3000]", "").translate(WIDE + "[]", NARROW[: len(WIDE)] + "()").upper()


def units(scene: Scene) -> ir.Table:
    """employer, unit (the credit code behind it, null where none is known), number, firm (its plain name), is_agency.

    `number` is the unit as an integer, below zero for a wording without a code.
    A wording without a code takes the one code that its unit number has elsewhere, else the one code of its full name.
    """
    written = scene.side("employers")
    written = written.select(
        "employer", "unit_no", uscc=written.uscc.upper(), firm=plain_name(written.employer_name)
    )
    entities = scene.source("business_registry.entities")
    renumbered = (
        entities.filter(entities.old_reg_no.notnull()).group_by(old="old_reg_no").agg(now=entities.uscc.max())
    )
    written = written.left_join(renumbered, written.uscc == renumbered.old)
    written = written.mutate(uscc=written.now.fill_null(written.uscc)).drop("old", "now")
    coded = written.filter(written.uscc.notnull())
    by_number = (
        coded.filter(coded.unit_no.notnull())
        .group_by("unit_no")
        .agg(_n=coded.uscc.nunique(), _uscc=coded.uscc.max())
    )
    named = union(
        [
            coded.select("firm", "uscc"),
            entities.select(firm=plain_name(entities.entity_name), uscc=entities.uscc),
        ]
    )
    named = named.filter((named.firm.length() >= SURE_NAME).fill_null(False))
    by_name = named.group_by("firm").agg(_n=named.uscc.nunique(), _named=named.uscc.max())
    one_number = by_number.filter(by_number["_n"] == 1).drop("_n")
    one_name = by_name.filter(by_name["_n"] == 1).drop("_n")
    found = written.left_join(one_number, "unit_no").drop("unit_no_right")
    found = found.left_join(one_name, "firm").drop("firm_right")
    unit = found.uscc.fill_null(found["_uscc"]).fill_null(found["_named"])
    found = found.select("employer", "firm", unit=unit)
    scopes = entities.group_by(_code="uscc").agg(
        _scope=entities.scope.max(), _name=entities.entity_name.max()
    )
    found = found.left_join(scopes, found.unit == scopes["_code"])
    agency = found.firm.re_search(AGENCY).fill_null(False) | found["_name"].re_search(AGENCY).fill_null(False)
    agency = agency | found["_scope"].re_search("劳务派遣").fill_null(False)
    known = found.firm.fill_null(plain_name(found["_name"]))
    found = scene.engine.keep(found.select("employer", "unit", firm=known, is_agency=agency), "units-found")
    first = found.filter(found.unit.notnull()).group_by("unit")
    first = first.agg(number=found.employer.min(), _firm=found.firm.max(), _agency=found.is_agency.any())
    numbered = found.left_join(first, "unit").drop("unit_right")
    numbered = numbered.select(
        "employer",
        "unit",
        number=numbered.number.fill_null(-1 - numbered.employer),
        firm=numbered.firm.fill_null(numbered["_firm"]),
        is_agency=numbered["_agency"].fill_null(numbered.is_agency),
    )
    return scene.engine.keep(numbered, "units")


def families(scene: Scene, known: ir.Table) -> ir.Table:
    """workshop_id, unit, number: every employer that is the workshop's operator, by code or, without one, by full name."""
    shops = scene.source("hrss.workshops")
    own = shops.filter(shops.uscc.notnull()).select("workshop_id", unit=shops.uscc.upper()).distinct()
    names = firms(scene, known)
    own_names = own.inner_join(names, "unit").select("workshop_id", "firm").distinct()
    again = own_names.inner_join(names, "firm").select("workshop_id", "unit")
    branches = names.mutate(_head=names.firm.re_extract(BRANCH, 1)).filter(
        lambda t: t["_head"].length() >= SURE_NAME
    )
    below = own_names.inner_join(branches, own_names.firm == branches["_head"]).select("workshop_id", "unit")
    heads = branches.inner_join(own, "unit").select("workshop_id", "_head")
    above = heads.inner_join(names, heads["_head"] == names.firm).select("workshop_id", "unit")
    every = union([own, again, below, above]).distinct()
    numbers = known.filter(known.unit.notnull()).select("unit", "number").distinct()
    coded = every.inner_join(numbers, "unit").select("workshop_id", "unit", "number")
    uncoded = known.filter(known.unit.isnull() & (known.firm.length() >= SURE_NAME)).select(
        "firm", "unit", "number"
    )
    by_name = own_names.inner_join(uncoded, "firm").select("workshop_id", "unit", "number")
    return scene.engine.keep(union([coded, by_name]).distinct(), "families")


def firms(scene: Scene, known: ir.Table) -> ir.Table:
    """unit, firm: the full names under which a credit code appears, long enough to be its own."""
    entities = scene.source("business_registry.entities")
    registered = entities.select(unit=entities.uscc.upper(), firm=plain_name(entities.entity_name))
    written = known.filter(known.unit.notnull() & known.firm.notnull()).select("unit", "firm")
    both = union([registered, written]).distinct()
    return both.filter((both.firm.length() >= SURE_NAME) & both.firm.re_search(FIRM))


def shop_names(scene: Scene, known: ir.Table, family: ir.Table) -> ir.Table:
    """workshop_id, firm: how the register may name a workshop's employer: the operator's names and the workshop's own."""
    own = family.inner_join(firms(scene, known), "unit").select("workshop_id", "firm")
    shops = scene.source("hrss.workshops")
    shops = shops.select("workshop_id", firm=plain_name(shops.workshop_name)).filter(
        lambda t: t.firm.length() >= SURE_NAME
    )
    return union([own, shops]).distinct()
