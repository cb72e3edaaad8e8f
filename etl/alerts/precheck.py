"""Before payment: what stands against each row of a list of planned payments, without publishing anything.

The planned rows are put beside the known ones as approved claims, and the alert codes about payments run over both; a
planned row is found fault with when it is among an alert's rows. Not here: reading and writing the workbook, linking
the rows' people (the command does both, the latter between `numbered_apart` and `beside_the_known`).
"""

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from etl import months
from etl.alerts.basis import Basis
from etl.alerts.cases import cases_of
from etl.alerts.codes import contradictions
from etl.alerts.registry import BY_CODE, STEPS, STORIES
from etl.alerts.shape import MONEY, joined, shaped, span_zh, union
from etl.alerts.world import GONE, World, newest
from etl.engine import Engine

PLANNED = "planned.payments"
"""Source name of the planned rows: `row_ref` is `planned.payments:list:<row number>`."""
CODES = (
    "same_scheme_overlap",
    "once_only_repeated",
    "once_only_elsewhere",
    "excluded_pair",
    "over_cap",
    "outside_recognition",
    "wrong_fund",
    "stacking",
    "id_name_conflict",
    "id_invalid",
)
LASTING = ("deceased", "entity_inactive")
"""What is so once stays so: known of an earlier month, it speaks against a planned row of a later one."""
DEAD = "死亡"
COLUMNS: Mapping[str, str] = {
    "row_number": "int64",
    "code": "string",
    "level": "string",
    "amount": MONEY,
    "says": "string",
}


def precheck(
    engine: Engine, planned: ir.Table, tables: Mapping[str, ir.Table], policy: Any, *, ledger_month: int
) -> ir.Table:
    """row_number, code, level, amount, says of every planned row that something stands against.

    `planned` has the columns of `benefits` that a batch carries (scheme, beneficiary_kind, workshop_id, uscc, form,
    person, outcome, from_month, to_month, amount, fund, office, batch_id, project_id, account, county), `row_number`.
    `tables` are those of the last run, `link_forms` and `persons` with the planned rows' people in them.
    """
    ref = joined(PLANNED, ":list:", planned.row_number)
    known = tables["benefits"]
    schema = {name: str(kind) for name, kind in known.schema().items()}
    ready = shaped(
        planned,
        schema,
        source=PLANNED,
        row_ref=ref,
        native_key=joined("~", planned.row_number.cast("string").lpad(9, "0")),
        state="approved",
        is_live=True,
        paid_on=ibis.null("date"),
    )
    both = engine.keep(union([known, ready]), "planned-and-known")
    last = engine.arrow(planned.aggregate(last=planned.to_month.max()))["last"][0].as_py() or ledger_month
    world = World(engine, {**tables, "benefits": both}, Basis.of(policy), max(ledger_month, int(last)))
    found = [
        step(world)
        for codes, step in STEPS
        if set(codes) <= set(CODES)
        and all(world.has(name) for code in codes for name in BY_CODE[code].tables)
    ]
    cases, evidence = cases_of(found, STORIES, engine)
    mine = evidence.filter(evidence.row_ref.startswith(f"{PLANNED}:"))
    met = mine.join(cases.select("code", "key", "level", "detail"), ["code", "key"])
    met = met.mutate(row_number=met.row_ref.split(":")[2].cast("int64"))
    parts = [
        met.select("row_number", "code", "level", amount=met.amount.fill_null(0).cast(MONEY), detail="detail")
    ]
    if world.has("contradictions"):
        parts.append(_contradicted(world, ready))
    if world.has("monitoring.people"):
        parts.append(_dead(world, ready))
    if world.has("business_registry.entities"):
        parts.append(_struck_off(world, ready))
    if world.has("entitlements"):
        parts.append(_not_due(world, ready))
    rows = union(parts)
    rows = rows.group_by("row_number", "code").agg(
        level=rows.level.max(), amount=rows.amount.max(), detail=rows.detail.max()
    )
    names = ibis.cases(*[(rows.code == code, one.zh) for code, one in BY_CODE.items()], else_=rows.code)
    rows = rows.mutate(says=joined(names, "：", rows.detail, "疑点不等于违规，请核实。"))
    return engine.keep(shaped(rows, COLUMNS), "precheck")


def numbered_apart(
    engine: Engine, forms: ir.Table, rows: ir.Table, tables: Mapping[str, ir.Table]
) -> tuple[ir.Table, ir.Table]:
    """The list's ways of writing people, and its rows, under numbers that the last run does not use."""
    shift = _last(engine, tables["forms"], "form") + 1
    return (
        engine.keep(forms.mutate(form=forms.form + shift), "planned-forms"),
        rows.mutate(form=rows.form + shift),
    )


def beside_the_known(
    engine: Engine,
    rows: ir.Table,
    forms: ir.Table,
    linked: Mapping[str, ir.Table],
    tables: Mapping[str, ir.Table],
) -> tuple[ir.Table, dict[str, ir.Table]]:
    """The list's rows as `precheck` takes them, and the tables of the last run with the list's people in them.

    Whom the last run knows keeps the run's number, by person key; `linked` is what linking made of the list's `forms`.
    """
    numbers = tables["persons"].select("person_key", known="person")
    persons = linked["persons"].left_join(numbers, "person_key").drop("person_key_right")
    fresh = persons.person + _last(engine, tables["persons"], "person") + 1
    persons = engine.keep(persons.mutate(number=persons.known.fill_null(fresh)), "planned-persons")
    new = persons.filter(persons.known.isnull())
    renumbered = persons.select(p_old="person", number="number")
    links = linked["link_forms"]
    links = links.left_join(renumbered, links.person == renumbered.p_old)
    more = {
        "persons": new.mutate(person=new.number),
        "link_forms": links.mutate(person=links.number),
        "forms": forms,
    }
    known = dict(tables)
    for name, table in more.items():
        both = ibis.union(tables[name], table.select(*tables[name].columns))
        known[name] = engine.keep(both, f"{name}-and-planned")
    return engine.keep(_as_benefits(known, rows), "planned"), known


def _last(engine: Engine, table: ir.Table, column: str) -> int:
    """The largest number in use; 0 where there is none."""
    return int(engine.arrow(table.aggregate(last=table[column].max()))["last"][0].as_py() or 0)


def _as_benefits(known: Mapping[str, ir.Table], rows: ir.Table) -> ir.Table:
    """In the columns of `benefits`, with the county of the row, else of its workshop, else of its person."""
    who = known["link_forms"].select("form", "person", "outcome")
    rows = rows.left_join(who, "form").drop("form_right")
    marks = known["forms"].select(f_form="form", account="account")
    rows = rows.left_join(marks, rows.form == marks.f_form)
    shops = known["hrss.workshops"]
    at = shops.group_by(s_id="workshop_id").agg(s_county=shops.area_code.substr(0, 6).max())
    rows = rows.left_join(at, rows.workshop_id == at.s_id)
    homes = known["persons"].select(h_person="person", h_county="county")
    rows = rows.left_join(homes, rows.person == homes.h_person)
    kind = rows.beneficiary_kind.fill_null(
        ibis.cases(
            (rows.form.notnull() & rows.workshop_id.isnull(), "person"),
            (rows.workshop_id.notnull(), "workshop"),
            else_="",
        )
    )
    sure = (rows.outcome == "same").fill_null(False).ifelse(rows.person, ibis.null("int64"))
    return rows.mutate(
        beneficiary_kind=kind,
        county=rows.county.fill_null(rows.s_county).fill_null(rows.h_county).fill_null(""),
        outcome=rows.outcome.fill_null("none"),
        sure=sure,
        same=sure,
    ).drop("f_form", "s_id", "s_county", "h_person", "h_county")


def _planned_rows(ready: ir.Table) -> ir.Table:
    return ready.mutate(row_number=ready.row_ref.split(":")[2].cast("int64"))


def _contradicted(world: World, ready: ir.Table) -> ir.Table:
    """Known contradictions of the person at the workshop (or of its operator) that hold in the planned months."""
    rows = world.table("contradictions")
    rows = rows.filter(rows.code.isin(list(contradictions.CODES)) & (rows.level != "inform"))
    rows = rows.select("code", "level", "person", "workshop_id", "month")
    mine = _planned_rows(ready)
    mine = mine.select(
        "row_number", "outcome", "from_month", "to_month", "amount", who="person", shop="workshop_id"
    )
    person = mine.join(rows, [mine.who == rows.person, mine.shop == rows.workshop_id])
    person = person.filter(person.outcome == "same")
    shop = rows.filter(rows.person.isnull())
    operator = mine.join(shop, mine.shop == shop.workshop_id)
    both = union([person, operator])
    holds_on = both.code.isin(list(LASTING)) & (both.month < both.from_month)
    both = both.filter(both.month.between(both.from_month, both.to_month) | holds_on)
    grouped = both.group_by("row_number", "code", "level").agg(
        amount=both.amount.max(), first=both.month.min(), last=both.month.max()
    )
    spans = grouped.mutate(
        detail=joined("已知矛盾（", span_zh(grouped["first"], grouped["last"]), "）涉及补贴期，应先核实。"),
        amount=grouped.amount.cast(MONEY),
    )
    return spans.select("row_number", "code", "level", "amount", "detail")


def _dead(world: World, ready: ir.Table) -> ir.Table:
    """Planned rows of people whom the register holds for dead before the first month, on a roster or not."""
    people = newest(world.source("monitoring.people"), ["person_id"], world.month)
    people = people.filter((people.person_state == DEAD) & people.person_state_on.notnull())
    people = people.select(register_person_id="person_id", on="person_state_on")
    persons = (
        world.table("persons").select("register_person_id", who="person").join(people, "register_person_id")
    )
    mine = _planned_rows(ready)
    met = mine.filter(mine.outcome == "same").join(persons, mine.person == persons.who)
    met = met.filter(met.on < months.x_first_day(met.from_month))
    return _against(met, "deceased", joined("信息系统记载此人已于", met.on, "死亡。"))


def _struck_off(world: World, ready: ir.Table) -> ir.Table:
    """Planned rows to an operator that was deregistered or revoked before the first month."""
    firms = newest(world.source("business_registry.entities"), ["uscc"], world.month)
    firms = firms.filter(firms.state.isin(GONE) & firms.state_on.notnull())
    firms = firms.select(code="uscc", on="state_on")
    shops = world.workshops.select(shop="workshop_id", of_shop="uscc")
    mine = _planned_rows(ready)
    mine = mine.left_join(shops, mine.workshop_id == shops.shop)
    mine = mine.mutate(firm=mine.of_shop.fill_null(mine.uscc))
    met = mine.join(firms, mine.firm == firms.code)
    met = met.filter(months.x_of_date(met.on) < met.from_month)
    return _against(met, "entity_inactive", joined("经营主体已于", met.on, "注销或吊销。"))


def _against(met: ir.Table, code: str, detail: ir.StringValue) -> ir.Table:
    return met.select(
        "row_number",
        code=ibis.literal(code),
        level=ibis.literal("contradiction"),
        amount=met.amount.cast(MONEY),
        detail=detail,
    )


def _not_due(world: World, ready: ir.Table) -> ir.Table:
    """Planned rows whose own entitlement is already known not to be due."""
    due = world.table("entitlements")
    due = due.filter(due.outcome == "not_due")
    due = due.select("scheme", "person", "workshop_id", e_from="from_month", e_to="to_month", why="says")
    mine = _planned_rows(ready)
    mine = mine.filter(mine.outcome == "same")
    met = mine.join(due, ["scheme", "person", "workshop_id"])
    met = met.filter((met.from_month >= met.e_from) & (met.from_month <= met.e_to))
    return met.select(
        "row_number",
        code=ibis.literal("paid_not_due"),
        level=ibis.literal("duplicate"),
        amount=met.amount.cast(MONEY),
        detail=joined("按条款核对不符合条件：", met.why),
    )
