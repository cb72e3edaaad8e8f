"""The link step: forms and the register in, one outcome a form and one row a person out.

Belongs here: the order of the steps. Exact numbers are joined first and settle nearly all forms; only what they leave is
compared further. Nothing is decided pair by pair in Python, and no result depends on the order of rows.
"""

from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.engine import Engine
from matching import candidates, compare, decide
from matching.clean import settled_as_written
from matching.ids import read_ids
from matching.keys import PersonKey
from matching.memory import Memory, recall
from matching.persons import number_people
from matching.register import Register, read_register
from matching.weights import load_weights

NULL = ibis.null("string")


@dataclass(frozen=True)
class LinkSettings:
    """How wide the matcher looks, never what it decides on."""

    bounds: candidates.Bounds = field(default_factory=candidates.Bounds)
    phone_households: int = 3


def link(
    engine: Engine,
    forms: ir.Table,
    people: ir.Table,
    *,
    key: PersonKey,
    decisions: ir.Table | None = None,
    aliases: ir.Table | None = None,
    settings: LinkSettings | None = None,
) -> dict[str, ir.Table]:
    """`link_forms`, `persons` and `link_report`.

    `forms`: form, id_text, name, phone, account, county. `people`: monitoring.people as conformed, all versions.
    `decisions`: form, register_person_id, answer (same, different, cannot_tell), fingerprint (of the evidence it rested on,
    or null); the newest one a form and person, withdrawn ones left out. `aliases`: id_number (18 characters), person_id.
    With decisions there is `link_stale` too: those whose evidence has changed.
    """
    register = read_register(engine, people)
    written = settled_as_written(engine, forms, register, aliases=aliases, decisions=decisions)
    left = engine.keep(forms.anti_join(written, "form"), "left")
    found = weigh(
        engine, left, register, sure=written, decisions=decisions, aliases=aliases, settings=settings
    )
    outcomes = decide.outcomes(engine, found.pairs, load_weights())
    decided = _decided(engine, found, outcomes)
    link_forms, persons = number_people(engine, found, register, decided, written, key)
    passed_over = found.passed_over
    report = engine.table(
        pa.table(
            {"key": list(passed_over), "passed_over": pa.array(list(passed_over.values()), type=pa.int64())}
        )
    )
    tables = {"link_forms": link_forms, "persons": persons, "link_report": report}
    if found.memory is not None:
        tables["link_stale"] = found.memory.stale
    return tables


@dataclass(frozen=True)
class Weighed:
    """Everything that the outcomes rest on.

    `read`: the forms read. `near`: the register of everybody who was compared. `settled`: forms whose number and name are one person's. `hits`: pairs of equal number. `pairs`:
    the compared pairs of all other forms with level and points. `memory`: people's decisions, if any were handed in.
    """

    read: ir.Table
    near: Register
    settled: ir.Table
    hits: ir.Table
    pairs: ir.Table
    memory: Memory | None
    passed_over: dict[str, int]


def weigh(
    engine: Engine,
    forms: ir.Table,
    register: Register,
    *,
    sure: ir.Table | None = None,
    decisions: ir.Table | None = None,
    aliases: ir.Table | None = None,
    settings: LinkSettings | None = None,
    settled_too: bool = False,
) -> Weighed:
    """Find, compare and weigh the candidates of every form; arguments as those of `link`.

    `sure`: person_id, phone, account of other forms, whose person is certain. `settled_too`: weigh also the pairs of forms
    that their number settled; it decides nothing, but the weights are estimated from all.
    """
    settings = settings or LinkSettings()
    read = read_forms(engine, forms)
    memory = recall(engine, decisions, read, register) if decisions is not None else None
    settled, hits = _by_number(engine, read, register, aliases, memory)
    rest = engine.keep(read.anti_join(settled, "form"), "rest")
    marks = engine.keep(_marks(read, rest, settled, sure), "marks")
    pairs, near_by = _rest_pairs(engine, rest, register, marks, hits, settings)
    pairs = engine.keep(_without_refused(pairs, memory), "candidates")
    compared = pairs.select("person_id").union(hits.select("person_id"))
    if memory is not None:
        compared = compared.union(memory.live.select("person_id"))
    near = register.narrowed(engine, compared, "near")
    shared = engine.keep(
        near_by.phones.filter(near_by.phones["households"] > settings.phone_households), "shared-phones"
    )
    weighed = rest
    if settled_too:
        own = hits.semi_join(settled, "form").select("form", "person_id", "number_way")
        weighed, pairs = read, engine.keep(pairs.union(own), "all-pairs")
    flags = compare.features(engine, pairs, weighed, near, marks, shared)
    scored = decide.scored(engine, decide.levelled(flags, weighed), load_weights())
    return Weighed(
        read=read,
        near=near,
        settled=settled,
        hits=hits,
        pairs=engine.keep(scored, "scored"),
        memory=memory,
        passed_over=near_by.passed_over,
    )


def read_forms(engine: Engine, forms: ir.Table) -> ir.Table:
    """The forms with everything that their numbers and names say."""
    narrow = forms.select("form", "id_text", "name", "phone", "account", "county")
    return compare.with_names(engine, read_ids(engine, narrow, "id_text"))


def _by_number(
    engine: Engine, read: ir.Table, register: Register, aliases: ir.Table | None, memory: Memory | None
) -> tuple[ir.Table, ir.Table]:
    """Forms whose number is one person's and whose name agrees, and every pair of equal number with its rank."""
    raw = candidates.exact(read, register, aliases)
    kinds = read.select("form", "id_kind")
    hits = raw.join(kinds, "form")
    hits = engine.keep(
        hits.select(
            "form",
            "person_id",
            number_way=ibis.cases(
                (hits["is_alias"], "id_alias"),
                ((hits["id_kind"] == "certificate") | hits["from_certificate"], "id_in_certificate"),
                (hits["id_kind"] == "citizen_15", "id_15_digit"),
                else_="id_equal",
            ),
        ),
        "hits",
    )
    hits = _without_refused(hits, memory)
    register = register.narrowed(engine, hits, "hit")
    ways = compare.name_ways(engine, hits, read, register, "hits")
    ranked = engine.keep(hits.join(ways, ["form", "person_id"]), "ranked")
    agreeing = ranked.filter(ranked["rank"] >= decide.KNOWN_WAY)
    states = (
        register.people.semi_join(agreeing, "person_id")
        .group_by("person_id")
        .aggregate(left=(register.people["person_state"].fill_null("正常") != "正常").all())
    )
    choice = agreeing.join(states, "person_id")
    order = ibis.row_number().over(
        group_by=choice["form"], order_by=[choice["rank"].desc(), choice["left"], choice["person_id"]]
    )
    count = choice["person_id"].count().over(group_by=choice["form"])
    settled = engine.keep(choice.mutate(place=order, fits=count).filter(lambda t: t["place"] == 0), "settled")
    return settled, ranked


def _marks(read: ir.Table, rest: ir.Table, settled: ir.Table, sure: ir.Table | None) -> ir.Table:
    """mark, kind, person_id: phones and accounts of the rest that stand in rows whose person is certain, too."""
    certain = read.join(settled.select("form", "person_id"), "form").select("person_id", "phone", "account")
    if sure is not None:
        certain = certain.union(sure.select("person_id", "phone", "account"))
    parts = [
        certain.filter(certain[kind] != "")
        .select("person_id", mark=kind, kind=ibis.literal(kind))
        .semi_join(rest.select(mark=kind), "mark")
        for kind in ("phone", "account")
    ]
    return ibis.union(*parts).distinct()


def _rest_pairs(
    engine: Engine,
    rest: ir.Table,
    register: Register,
    marks: ir.Table,
    hits: ir.Table,
    settings: LinkSettings,
) -> tuple[ir.Table, candidates.Found]:
    """Every pair worth comparing of the forms that the exact number left: form, person_id, number_way (null where none)."""
    mended = candidates.repaired(engine, rest, register)
    near = candidates.others(engine, rest, hits, register, marks, settings.bounds)
    equal = hits.semi_join(rest, "form").select("form", "person_id", "number_way")
    numbered = equal.union(mended.select("form", "person_id", number_way="slip"))
    named = near.pairs.anti_join(numbered, ["form", "person_id"]).mutate(number_way=NULL)
    return numbered.union(named.select("form", "person_id", "number_way")), near


def _without_refused(pairs: ir.Table, memory: Memory | None) -> ir.Table:
    if memory is None:
        return pairs
    refused = memory.live.filter(memory.live["answer"] == "different")
    return pairs.anti_join(refused, ["form", "person_id"])


def _decided(engine: Engine, found: Weighed, outcomes: ir.Table) -> ir.Table:
    """One row a form: person_id, outcome, tier, score, reasons, runner-up; what people decided stands above all."""
    read, settled = found.read, found.settled
    way = compare.way_of(settled["rank"])
    by_number = settled.select(
        "form",
        "person_id",
        outcome=ibis.literal("same"),
        tier=ibis.literal("id"),
        score=ibis.cases(
            *[(way == code, ibis.literal(score)) for code, score in load_weights().by_number.items()],
            else_=0.0,
        ),
        reasons=settled["number_way"].concat(",", way),
        runner_up_person_id=NULL,
        runner_up_score=ibis.null("float64"),
    )
    machine = by_number.union(outcomes)
    everyone = (
        read.select("form", "id_normal", "id_kind", "id_fault").left_join(machine, "form").drop("form_right")
    )
    own = everyone["id_normal"].notnull()
    nobody = everyone["outcome"].isnull()
    table = everyone.mutate(
        outcome=everyone["outcome"].fill_null("none"),
        tier=everyone["tier"].fill_null(own.ifelse("id", "none")),
        score=everyone["score"].fill_null(0.0),
        reasons=nobody.ifelse(
            ibis.cases(
                (everyone["id_kind"] == "missing", "id_missing"),
                (everyone["id_fault"].notnull(), "id_invalid"),
                else_="",
            ),
            everyone["reasons"],
        ),
    ).drop("id_normal", "id_kind", "id_fault")
    holders = found.hits.group_by("form").aggregate(number_holder_id=found.hits["person_id"].min())
    table = table.left_join(holders, "form").drop("form_right")
    table = engine.keep(table, "by-machine")
    return engine.keep(_overruled(table, found.memory), "decided") if found.memory is not None else table


def _overruled(table: ir.Table, memory: Memory) -> ir.Table:
    """`same` names the person, `cannot_tell` leaves it unsure, `different` has taken the person out beforehand."""
    live = memory.live
    ruling = live.filter(live["answer"].isin(["same", "cannot_tell"])).select(
        "form", ruled="person_id", answer="answer"
    )
    refused = (
        live.filter(live["answer"] == "different")
        .select("form")
        .distinct()
        .mutate(is_refused=ibis.literal(True))
    )
    both = table.left_join(ruling, "form").drop("form_right").left_join(refused, "form").drop("form_right")
    is_same = (both["answer"] == "same").fill_null(False)
    unsure = (both["answer"] == "cannot_tell").fill_null(False)
    freed = both["is_refused"].fill_null(False) & (both["outcome"] == "none")
    is_ruled = is_same | unsure | freed
    reasons = (both["reasons"] == "").ifelse("decided", ibis.literal("decided,").concat(both["reasons"]))
    return both.mutate(
        person_id=ibis.cases(
            (is_same, both["ruled"]),
            (unsure, both["person_id"].fill_null(both["ruled"])),
            else_=both["person_id"],
        ),
        outcome=ibis.cases((is_same, "same"), (unsure, "unsure"), else_=both["outcome"]),
        tier=is_ruled.ifelse("decision", both["tier"]),
        score=is_same.ifelse(1.0, both["score"]),
        reasons=is_ruled.ifelse(reasons, both["reasons"]),
    ).drop("ruled", "answer", "is_refused")
