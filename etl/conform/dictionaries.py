"""The dictionaries made once: `forms` (ways a row names a person) and `employers`, as integers.

Integers are given in the order of the sorted values, so the same rows give the same numbers on any engine.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from etl.conform.typed import Typed, wide
from etl.engine import Engine

FORM = ("id_text", "name", "phone", "account", "county")
EMPLOYER = ("uscc", "employer_name", "unit_no")
COUNTY_CODE = "^[0-9]{6}"


def county_of(area: ir.StringValue) -> ir.StringValue:
    """The first six digits of an area code."""
    return ibis.ifelse(area.re_search(COUNTY_CODE), area.left(6), ibis.null("string"))


def counties(
    engine: Engine, workshops: Typed | None, versions: ir.Table | None
) -> tuple[ir.Table, ir.Table] | None:
    """Workshop to county and credit code to county, by each workshop's newest version."""
    if workshops is None or versions is None:
        return None
    newest = ibis.row_number().over(group_by="_k0", order_by=ibis.desc(versions["known_from"]))
    last = versions.mutate(_nth=newest).filter(ibis._["_nth"] == 0).select("who")
    places = last.inner_join(workshops.wordings, "who")
    places = places.mutate(county=county_of(places["area_code"]))
    places = engine.keep(places.filter(places["county"].notnull()), "workshop-places")
    by_workshop = places.select("workshop_id", "county").distinct()
    by_code = (
        places.filter(places["uscc"].notnull()).group_by("uscc").aggregate(county=places["county"].min())
    )
    return engine.keep(by_workshop, "county-by-workshop"), engine.keep(by_code, "county-by-code")


def placed(who: ir.Table, maps: tuple[ir.Table, ir.Table] | None) -> ir.Table:
    """Wordings with their county: the area code's, else the workshop's, else the employer's known workshop's."""
    if maps is None:
        return who.mutate(county=county_of(who["area_code"]))
    by_workshop = maps[0].select(_workshop="workshop_id", _of_workshop="county")
    by_code = maps[1].select(_code="uscc", _of_code="county")
    joined = who.left_join(by_workshop, who["workshop_id"] == by_workshop["_workshop"])
    joined = joined.left_join(by_code, joined["uscc"] == by_code["_code"])
    county = ibis.coalesce(county_of(joined["area_code"]), joined["_of_workshop"], joined["_of_code"])
    return joined.mutate(county=county).drop("_workshop", "_of_workshop", "_code", "_of_code")


def _dictionary(engine: Engine, values: ir.Table, columns: tuple[str, ...], number: str) -> ir.Table:
    order = [ibis.coalesce(values[column], "") for column in columns]
    ranked = values.mutate(**{number: wide(ibis.row_number().over(order_by=order)) + 1})
    return engine.keep(ranked, number)


def _is_person(table: ir.Table) -> ir.BooleanValue:
    return ibis.or_(*(table[column].notnull() for column in FORM[:4]))


def _is_employer(table: ir.Table) -> ir.BooleanValue:
    return ibis.or_(*(table[column].notnull() for column in EMPLOYER))


def _bare(table: ir.Table, columns: tuple[str, ...]) -> ir.Table:
    return table.mutate(**{column: ibis.coalesce(table[column], "") for column in columns})


def dictionaries(engine: Engine, whos: Mapping[str, ir.Table]) -> tuple[ir.Table, ir.Table]:
    """`forms` and `employers` of all sources."""
    people = [
        table.filter(_is_person(table)).select(*FORM, source=ibis.literal(source)).distinct()
        for source, table in whos.items()
    ]
    every = engine.keep(ibis.union(*people) if len(people) > 1 else people[0], "forms-by-source")
    bare = _bare(every, FORM)
    grouped = bare.group_by(FORM).aggregate(kinds=bare["source"].collect(distinct=True))
    grouped = grouped.select(
        **{column: grouped[column].nullif("") for column in FORM},
        source_kinds=grouped["kinds"].sort().join(","),
    )
    forms = _dictionary(engine, grouped, FORM, "form")
    units = [table.filter(_is_employer(table)).select(*EMPLOYER).distinct() for table in whos.values()]
    known = ibis.union(*units, distinct=True) if len(units) > 1 else units[0]
    employers = _dictionary(engine, known, EMPLOYER, "employer")
    return forms, employers


def numbered(engine: Engine, who: ir.Table, forms: ir.Table, employers: ir.Table, name: str) -> ir.Table:
    """Each wording with its form and employer; null where it names none."""
    who = _bare(who, (*FORM, *EMPLOYER))
    form = _bare(forms, FORM).select("form", **{f"_{column}": ibis._[column] for column in FORM})
    unit = _bare(employers, EMPLOYER).select(
        "employer", **{f"_{column}": ibis._[column] for column in EMPLOYER}
    )
    joined = who.left_join(form, [who[column] == form[f"_{column}"] for column in FORM])
    joined = joined.left_join(unit, [joined[column] == unit[f"_{column}"] for column in EMPLOYER])
    texts = ("workshop_id", "area_code", "uscc", "employer_name", "unit_no", "county")
    return engine.keep(
        joined.select("who", "form", "employer", **{text: joined[text].nullif("") for text in texts}),
        f"{name}-numbered",
    )
