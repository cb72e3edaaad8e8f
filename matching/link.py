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
from matching.clean import ALIAS, CERTIFICATE, looked_up, settled_as_written
from matching.contrary import dead_before, elsewhere
from matching.ids import born_of, read_ids, repairs, sex_of, special_numbers
from matching.keys import PersonKey
from matching.memory import FORM_FACTS, Memory, recall
from matching.persons import number_people
from matching.register import Register, columns_of, is_certificate, odd_numbers, register_of
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
    row_decisions: ir.Table | None = None,
    seen: ir.Table | None = None,
    settings: LinkSettings | None = None,
) -> dict[str, ir.Table]:
    """`link_forms`, `persons` and `link_report`.

    `forms`: form, id_text, name, phone, account, county. `people`: monitoring.people as conformed, all versions.
    `decisions`: form, register_person_id, answer (same, different, cannot_tell), fingerprint (of the evidence it rested on,
    or null); the newest one a form and person, withdrawn ones left out. `aliases`: id_number (18 characters), person_id.
    `row_decisions`: the like with a row_ref, of rows that were decided unlike others of their form. `seen`: form, month,
    place (a workshop, or null), see contrary.py. With decisions there is `link_stale` too: those whose evidence has changed,
    and with row decisions `row_decisions`: row_ref, person, outcome.
    """
    found = weigh(
        engine,
        forms,
        people,
        decisions=decisions,
        row_decisions=row_decisions,
        aliases=aliases,
        seen=seen,
        settings=settings,
        as_written=True,
    )
    outcomes = decide.outcomes(engine, found.pairs, load_weights())
    decided = _decided(engine, found, outcomes)
    link_forms, persons = number_people(engine, found, decided, key)
    passed_over = found.passed_over
    report = engine.table(
        pa.table(
            {"key": list(passed_over), "passed_over": pa.array(list(passed_over.values()), type=pa.int64())}
        )
    )
    tables = {"link_forms": link_forms, "persons": persons, "link_report": report}
    if found.memory is not None:
        tables["link_stale"] = found.memory.stale
    if found.of_rows is not None:
        tables["row_decisions"] = _rows_decided(found.of_rows.live, link_forms, persons)
    return tables


@dataclass(frozen=True)
class Weighed:
    """Everything that the outcomes rest on.

    `forms`: all, `written`: those that needed no comparing, with the person. `read`: the others, read. `near`: the register
    of everybody whom these may mean. `everybody`: that of the persons of `written`, too. `settled`: forms whose number and name are one person's.
    `hits`: pairs of equal number. `pairs`: the compared pairs of all other forms with level and points. `memory`: people's
    decisions on forms, `of_rows`: those on single rows, if any were handed in.
    """

    forms: ir.Table
    written: ir.Table
    read: ir.Table
    near: Register
    everybody: Register
    settled: ir.Table
    hits: ir.Table
    pairs: ir.Table
    memory: Memory | None
    of_rows: Memory | None
    passed_over: dict[str, int]


def weigh(
    engine: Engine,
    forms: ir.Table,
    people: ir.Table,
    *,
    decisions: ir.Table | None = None,
    row_decisions: ir.Table | None = None,
    aliases: ir.Table | None = None,
    seen: ir.Table | None = None,
    settings: LinkSettings | None = None,
    as_written: bool = False,
    settled_too: bool = False,
) -> Weighed:
    """Find, compare and weigh the candidates of every form; arguments as those of `link`.

    `as_written`: leave out the forms that need no comparing. `settled_too`: weigh also the pairs of forms that their number
    settled; it decides nothing, but the weights are estimated from all.
    """
    settings = settings or LinkSettings()
    narrow = forms.select("form", *FORM_FACTS)
    special, register = _numbers(engine, narrow, columns_of(people))
    mended = repairs(engine, special.filter(special["id_text18"].notnull() & special["id_fault"].notnull()))
    asked = special.select("form", number=candidates.number_of(special)).filter(
        lambda t: t["number"].notnull()
    )
    found = looked_up(engine, narrow.anti_join(special, "form"), asked, mended, register, aliases)
    rulings = [table for table in (decisions, row_decisions) if table is not None]
    written = settled_as_written(
        engine, found if as_written else found.limit(0), ruled=[table.select("form") for table in rulings]
    )
    read = _read(engine, narrow.anti_join(written, "form"), special)
    found = engine.keep(found.anti_join(written, "form"), "found")
    ruled = [table.select(person_id="register_person_id") for table in rulings]
    wanted, kept = candidates.neighbourhood(engine, register, read, found, ruled, written)
    everybody = register.of(kept)
    memory = recall(engine, decisions, read, everybody) if decisions is not None else None
    of_rows = recall(engine, row_decisions, read, everybody) if row_decisions is not None else None
    settled, hits = _by_number(engine, read, found, everybody, memory)
    rest = engine.keep(read.anti_join(settled, "form"), "rest")
    certain = settled.select("form", "person_id").union(written)
    marks = engine.keep(_marks(narrow, rest, certain), "marks")
    wanted = wanted.union(marks.select("person_id"))
    near = kept.semi_join(wanted, "person_id").drop("township_name", "village_name")
    near = register.of(engine.keep(near, "near"))
    near_by = candidates.others(engine, rest, hits, near, marks, settings.bounds)
    pairs = _rest_pairs(rest, found, hits, near_by)
    pairs = engine.keep(_without_refused(pairs, memory), "candidates")
    weighed = rest
    if settled_too:
        own = hits.semi_join(settled, "form").select("form", "person_id", "number_way")
        weighed, pairs = read, engine.keep(pairs.union(own), "all-pairs")
    against = {}
    if seen is not None:
        against["dead_before"] = dead_before(pairs, near, seen)
        against["elsewhere"] = elsewhere(pairs, certain, seen)
    flags = compare.features(engine, pairs, weighed, near, marks, near_by, settings.phone_households, against)
    scored = decide.scored(engine, decide.levelled(flags, weighed), load_weights())
    return Weighed(
        forms=narrow,
        written=written,
        read=read,
        near=near,
        everybody=everybody,
        settled=settled,
        hits=hits,
        pairs=engine.keep(scored, "scored"),
        memory=memory,
        of_rows=of_rows,
        passed_over=near_by.passed_over,
    )


def _numbers(engine: Engine, forms: ir.Table, people: ir.Table) -> tuple[ir.Table, Register]:
    """The forms whose number is no citizen's in order, read, and the register.

    The odd numbers of both, each text once, are read together: reading costs the same however few there are.
    """
    special = forms.semi_join(special_numbers(engine, forms, "id_text"), "form")
    special = engine.keep(special.mutate(text=special["id_text"].fill_null("")), "special")
    strange = engine.keep(odd_numbers(people), "register-odd")
    unread = strange.filter(~is_certificate(strange["id_number"]))
    texts = special.select("text").union(unread.select(text="id_number")).distinct()
    read = read_ids(engine, texts, "text")
    special = engine.keep(special.join(read, "text").drop("text"), "special-read")
    return special, register_of(engine, people, strange, read)


def _read(engine: Engine, left: ir.Table, special: ir.Table) -> ir.Table:
    """The forms left with everything that their numbers and names say."""
    none = ibis.null("string")
    plain = left.anti_join(special, "form")
    plain = plain.mutate(
        id_kind=ibis.literal("citizen"),
        id_fault=none,
        id_normal="id_text",
        id_text18="id_text",
        id_born=born_of(plain["id_text"]),
        id_sex=sex_of(plain["id_text"]),
        id_prefix=none,
    )
    every = plain.select(*special.columns).union(special)
    return compare.with_names(engine, every)


def _by_number(
    engine: Engine, read: ir.Table, found: ir.Table, register: Register, memory: Memory | None
) -> tuple[ir.Table, ir.Table]:
    """Forms whose number is one person's and whose name agrees, and every pair of equal number with its rank."""
    whole = found.filter(~found["how"].isin(list(decide.REPAIRS)))
    hits = whole.group_by("form", "person_id").aggregate(
        from_certificate=(whole["how"] == CERTIFICATE).any(), is_alias=(whole["how"] == ALIAS).all()
    )
    hits = hits.join(read.select("form", "id_kind"), "form")
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


def _marks(forms: ir.Table, rest: ir.Table, certain: ir.Table) -> ir.Table:
    """mark, kind, person_id: phones and accounts of the rest that stand in rows whose person is certain, too."""
    parts = [
        forms.select("form", mark=kind)
        .semi_join(rest.filter(rest[kind] != "").select(mark=kind), "mark")
        .mutate(kind=ibis.literal(kind))
        for kind in ("phone", "account")
    ]
    return ibis.union(*parts).join(certain, "form").select("person_id", "mark", "kind").distinct()


def _rest_pairs(rest: ir.Table, found: ir.Table, hits: ir.Table, near: candidates.Found) -> ir.Table:
    """Every pair worth comparing of the forms that the number did not settle: form, person_id, number_way (or null)."""
    mended = found.filter(found["how"].isin(list(decide.REPAIRS))).semi_join(rest, "form")
    mended = mended.group_by("form", "person_id").aggregate(number_way=mended["how"].max())
    equal = hits.semi_join(rest, "form").select("form", "person_id", "number_way")
    numbered = equal.union(mended.select("form", "person_id", "number_way"))
    named = near.pairs.anti_join(numbered, ["form", "person_id"]).mutate(number_way=NULL)
    return numbered.union(named.select("form", "person_id", "number_way"))


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


def _rows_decided(live: ir.Table, link_forms: ir.Table, persons: ir.Table) -> ir.Table:
    """row_ref, person, outcome of single rows: one that is nobody's was said not to be whom its form names."""
    numbers = persons.filter(persons["register_person_id"].notnull())
    numbers = numbers.select("person", person_id="register_person_id")
    said = live.join(numbers, "person_id")
    named = said.filter(said["answer"].isin(["same", "cannot_tell"])).select(
        "row_ref", "person", outcome=(said["answer"] == "same").ifelse("same", "unsure")
    )
    sure = named.filter(named["outcome"] == "same")
    unsure = named.anti_join(sure, "row_ref")
    unsure = unsure.group_by("row_ref", "outcome").aggregate(person=unsure["person"].min())
    refused = said.filter(said["answer"] == "different").anti_join(named, "row_ref")
    refused = refused.join(link_forms.select("form", "person"), ["form", "person"]).select(
        "row_ref", person=ibis.null("int64"), outcome=ibis.literal("none")
    )
    columns = ("row_ref", "person", "outcome")
    return ibis.union(sure, unsure.select(*columns), refused.select(*columns).distinct())
