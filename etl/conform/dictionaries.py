"""The dictionaries made once: `forms` (ways a row names a person) and `employers`, as integers.

Integers are given in the order of the sorted values, so the same rows give the same numbers on any engine.
"""

import ibis
import ibis.expr.types as ir

from etl.conform.text import COUNTY_CODE
from etl.conform.wordings import Wordings, wide
from etl.engine import Engine

FORM = ("id_text", "name", "phone", "account", "county")
EMPLOYER = ("uscc", "employer_name", "unit_no")


def county_of(area: ir.StringValue) -> ir.StringValue:
    """The first six digits of an area code."""
    return ibis.ifelse(area.re_search(COUNTY_CODE), area.left(6), ibis.null("string"))


def counties(engine: Engine, who: ir.Table, versions: ir.Table | None) -> tuple[ir.Table, ir.Table] | None:
    """Workshop to county and credit code to county, by each workshop's newest version."""
    if versions is None:
        return None
    newest = ibis.row_number().over(group_by="_k_workshop_id", order_by=ibis.desc(versions["known_from"]))
    last = versions.select("who", _nth=newest).filter(ibis._["_nth"] == 0).select("who")
    places = last.inner_join(who, "who")
    places = places.select("workshop_id", "uscc", county=county_of(places["area_code"]))
    places = engine.keep(places.filter(places["county"].notnull()), "workshop-places")
    by_workshop = places.select("workshop_id", "county").distinct()
    by_code = (
        places.filter(places["uscc"].notnull()).group_by("uscc").aggregate(county=places["county"].min())
    )
    return by_workshop, by_code


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
    ranked = values.mutate(**{number: wide(ibis.row_number().over(order_by=list(columns))) + 1})
    return engine.keep(ranked, number)


def _is_person(table: ir.Table) -> ir.BooleanValue:
    return ibis.or_(*(table[column] != "" for column in FORM[:4]))


def _is_employer(table: ir.Table) -> ir.BooleanValue:
    return ibis.or_(*(table[column] != "" for column in EMPLOYER))


def _bare(table: ir.Table, columns: tuple[str, ...]) -> ir.Table:
    """Empty for null, so that equal wordings meet."""
    return table.mutate(**{column: ibis.coalesce(table[column], "") for column in columns})


def _nulled(table: ir.Table, columns: tuple[str, ...]) -> ir.Table:
    return table.mutate(**{column: table[column].nullif("") for column in columns})


def dictionaries(
    engine: Engine, words: Wordings, maps: tuple[ir.Table, ir.Table] | None
) -> tuple[ir.Table, ir.Table, ir.Table]:
    """`forms` and `employers` of all sources; and each wording with its form and employer, null where it names none."""
    who = engine.keep(_bare(placed(words.who, maps), (*FORM, *EMPLOYER)), "placed")
    people = who.filter(_is_person(who)).select("who", *FORM)
    named = people.inner_join(words.by_source, "who")
    grouped = named.group_by(FORM).aggregate(kinds=named["source"].collect(distinct=True))
    forms = _dictionary(
        engine, grouped.mutate(source_kinds=grouped["kinds"].sort().join(",")).drop("kinds"), FORM, "form"
    )
    known = who.filter(_is_employer(who)).select(*EMPLOYER).distinct()
    employers = _dictionary(engine, known, EMPLOYER, "employer")
    form = forms.select("form", **{f"_{column}": forms[column] for column in FORM})
    unit = employers.select("employer", **{f"_{column}": employers[column] for column in EMPLOYER})
    joined = who.left_join(form, [(column, f"_{column}") for column in FORM])
    joined = joined.left_join(unit, [(column, f"_{column}") for column in EMPLOYER])
    texts = ("workshop_id", "area_code", "uscc", "employer_name", "unit_no", "county")
    numbered = joined.select("who", "form", "employer", **{text: joined[text].nullif("") for text in texts})
    return (
        _nulled(forms, FORM),
        _nulled(employers, EMPLOYER),
        engine.keep(numbered, "numbered"),
    )
