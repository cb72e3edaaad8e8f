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
from matching.ids import read_ids
from matching.keys import HOUSEHOLD, NUMBER, REGISTER, PersonKey
from matching.memory import Memory, fingerprints, recall
from matching.names import compare_names
from matching.register import Register, profiles, read_register
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
    settings = settings or LinkSettings()
    read = read_forms(engine, forms)
    register = read_register(engine, people)
    memory = recall(engine, decisions, read, register) if decisions is not None else None
    settled, hits = _by_number(engine, read, register, aliases, memory)
    rest = engine.keep(read.anti_join(settled, "form"), "rest")
    pairs, passed_over = _rest_pairs(engine, read, rest, register, settled, hits, settings)
    pairs = _without_refused(pairs, memory)
    marks = _marks(read, settled)
    compared = compare.features(engine, pairs, rest, register, marks, settings.phone_households)
    weights = load_weights()
    scored = decide.scored(engine, decide.levelled(compared, rest), weights)
    found = decide.outcomes(engine, engine.keep(scored, "scored"), weights)
    decided = _decided(engine, read, settled, found, memory)
    link_forms, persons = _persons(engine, read, register, decided, key)
    report = engine.table(
        pa.table(
            {"key": list(passed_over), "passed_over": pa.array(list(passed_over.values()), type=pa.int64())}
        )
    )
    tables = {"link_forms": link_forms, "persons": persons, "link_report": report}
    if memory is not None:
        tables["link_stale"] = memory.stale
    return tables


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


def _marks(read: ir.Table, settled: ir.Table) -> ir.Table:
    """mark, kind, person_id: phones and accounts that stand in rows whose person is certain."""
    sure = read.join(settled.select("form", "person_id"), "form")
    parts = [
        sure.filter(sure[kind].notnull() & (sure[kind] != "")).select(
            "person_id", mark=sure[kind], kind=ibis.literal(kind)
        )
        for kind in ("phone", "account")
    ]
    return ibis.union(*parts).distinct()


def _rest_pairs(
    engine: Engine,
    read: ir.Table,
    rest: ir.Table,
    register: Register,
    settled: ir.Table,
    hits: ir.Table,
    settings: LinkSettings,
) -> tuple[ir.Table, dict[str, int]]:
    """Every pair worth comparing of the forms that the exact number left: form, person_id, number_way (null where none)."""
    marks = engine.keep(_marks(read, settled), "marks")
    mended = candidates.repaired(engine, rest, register)
    near = candidates.others(engine, rest, register, marks, settings.bounds)
    equal = hits.semi_join(rest, "form").select("form", "person_id", "number_way")
    numbered = equal.union(mended.select("form", "person_id", number_way="slip"))
    named = near.pairs.anti_join(numbered, ["form", "person_id"]).mutate(number_way=NULL)
    return engine.keep(
        numbered.union(named.select("form", "person_id", "number_way")), "pairs"
    ), near.passed_over


def _without_refused(pairs: ir.Table, memory: Memory | None) -> ir.Table:
    if memory is None:
        return pairs
    refused = memory.live.filter(memory.live["answer"] == "different")
    return pairs.anti_join(refused, ["form", "person_id"])


def _decided(
    engine: Engine, read: ir.Table, settled: ir.Table, found: ir.Table, memory: Memory | None
) -> ir.Table:
    """One row a form: person_id, outcome, tier, score, reasons, runner-up; what people decided stands above all."""
    high = load_weights().levels["same"][1]
    by_number = settled.select(
        "form",
        "person_id",
        outcome=ibis.literal("same"),
        tier=ibis.literal("id"),
        score=ibis.literal(high),
        reasons=settled["number_way"].concat(",", compare.way_of(settled["rank"])),
        runner_up_person_id=NULL,
        runner_up_score=ibis.null("float64"),
    )
    machine = by_number.union(found)
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
    table = engine.keep(table, "by-machine")
    return engine.keep(_overruled(table, memory), "decided") if memory is not None else table


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


def _strangers(engine: Engine, read: ir.Table, decided: ir.Table) -> ir.Table:
    """form, id_normal, lead (the name that stands for the group), is_first: people outside the register by number.

    Names of one number that agree in a known way are one person; others are people of their own.
    """
    nobody = decided.filter((decided["outcome"] == "none") & decided["person_id"].isnull()).select("form")
    own = read.semi_join(nobody, "form").filter(lambda t: t["id_normal"].notnull())
    own = engine.keep(own.select("form", "id_normal", "name_normal"), "strangers")
    names = own.group_by("id_normal", "name_normal").aggregate(uses=own["form"].count())
    order = ibis.row_number().over(
        group_by=names["id_normal"],
        order_by=[(names["name_normal"] == ""), names["uses"].desc(), names["name_normal"]],
    )
    several = names.mutate(place=order, of=names["uses"].count().over(group_by=names["id_normal"]))
    several = engine.keep(several, "stranger-names")
    many = several.filter(several["of"] > 1)
    left, right = (
        many.select("id_normal", one="name_normal", place="place"),
        many.select("id_normal", other="name_normal", other_place="place"),
    )
    pairs = engine.arrow(left.join(right, "id_normal").filter(lambda t: t["other_place"] < t["place"]))
    ways = compare_names(pairs["one"].to_pylist(), pairs["other"].to_pylist())
    agreeing = engine.table(pairs.append_column("way", ways))
    nameless = (agreeing["one"] == "") | (agreeing["other"] == "")
    agreeing = agreeing.filter((agreeing["way"] != "name_differs") | nameless)
    lead = agreeing.group_by("id_normal", "one").aggregate(lead_place=agreeing["other_place"].min())
    led = several.left_join(
        lead, [several["id_normal"] == lead["id_normal"], several["name_normal"] == lead["one"]]
    )
    led = led.select("id_normal", "name_normal", lead_place=led["lead_place"].fill_null(led["place"]))
    led = engine.keep(led, "leads")
    named = led.join(
        several.select("id_normal", lead="name_normal", lead_place="place"), ["id_normal", "lead_place"]
    )
    return engine.keep(
        own.join(named, ["id_normal", "name_normal"]).select(
            "form", "id_normal", "lead", is_first=named["lead_place"] == 0
        ),
        "led",
    )


def _persons(
    engine: Engine, read: ir.Table, register: Register, decided: ir.Table, key: PersonKey
) -> tuple[ir.Table, ir.Table]:
    """link_forms and persons: register people that a form names, then people outside the register, numbered from 1."""
    named = decided.filter(decided["person_id"].notnull()).select("person_id").distinct()
    known = profiles(engine, register, named)
    numbers = (
        register.numbers.semi_join(named, "person_id")
        .group_by("person_id")
        .aggregate(number=register.numbers["number"].max())
    )
    newest = known.left_join(numbers, "person_id").drop("person_id_right")
    listed = engine.arrow(
        newest.select(
            "person_id",
            "name",
            "sex",
            "born_on",
            "county",
            "household_id",
            id_normal=newest["id_number"].length().isin([18]).ifelse(newest["id_number"], newest["number"]),
            township=newest["township_name"].fill_null(""),
            village=newest["village_name"].fill_null(""),
        ).order_by("person_id")
    )
    strangers = _strangers(engine, read, decided)
    groups = strangers.group_by("id_normal", "lead", "is_first").aggregate(first=strangers["form"].min())
    facts = read.select("form", "id_born", "id_sex", "name")
    grouped = groups.join(facts, groups["first"] == facts["form"])
    unlisted = engine.arrow(
        grouped.select(
            "id_normal", "lead", "is_first", born_on=grouped["id_born"].cast("date"), sex=grouped["id_sex"]
        ).order_by("id_normal", "lead")
    )
    persons = engine.table(_persons_table(listed, unlisted, key))
    of_register = persons.filter(persons["register_person_id"].notnull()).select(
        "person", person_id="register_person_id"
    )
    outside = persons.filter(persons["register_person_id"].isnull()).select(
        "person", "id_normal", lead="name"
    )
    own = strangers.join(outside, ["id_normal", "lead"]).select("form", own_person="person")
    table = decided.left_join(of_register, "person_id").drop("person_id_right")
    table = table.left_join(own, "form").drop("form_right")
    shown = read.select("form", "id_kind", "id_fault", "id_normal", "name_normal")
    table = (
        table.mutate(person=table["person"].fill_null(table["own_person"]))
        .drop("own_person")
        .join(shown, "form")
    )
    stamps = fingerprints(engine, decided.filter(decided["outcome"] == "unsure"), read, register)
    table = table.left_join(stamps.drop("person_id"), "form").drop("form_right")
    link_forms = engine.keep(
        table.select(
            "form",
            "person",
            "outcome",
            "tier",
            "score",
            "reasons",
            "runner_up_person_id",
            "runner_up_score",
            "id_kind",
            "id_fault",
            "id_normal",
            "name_normal",
            "fingerprint",
            register_person_id="person_id",
        ),
        "link-forms",
    )
    return link_forms, persons


def _persons_table(listed: pa.Table, unlisted: pa.Table, key: PersonKey) -> pa.Table:
    """Register people by 人编号, then the others by number and name; keys made for each."""
    ids, households = listed["person_id"].to_pylist(), listed["household_id"].to_pylist()
    numbers, leads = unlisted["id_normal"].to_pylist(), unlisted["lead"].to_pylist()
    firsts = unlisted["is_first"].to_pylist()
    marks = [n if first else f"{n}\x1f{name}" for n, name, first in zip(numbers, leads, firsts, strict=True)]
    keys = key.column(REGISTER, ids).to_pylist() + key.column(NUMBER, marks).to_pylist()
    total, more = len(keys), len(numbers)

    def column(name: str, rest: list[object]) -> list[object]:
        return [*listed[name].to_pylist(), *rest]

    blank: list[object] = [""] * more
    none: list[object] = [None] * more
    return pa.table(
        {
            "person": pa.array(range(1, total + 1), type=pa.int64()),
            "person_key": pa.array(keys, type=pa.string()),
            "register_person_id": pa.array([*ids, *none], type=pa.string()),
            "id_normal": pa.array(column("id_normal", numbers), type=pa.string()),
            "name": pa.array(column("name", leads), type=pa.string()),
            "sex": pa.array(column("sex", unlisted["sex"].to_pylist()), type=pa.string()),
            "born_on": pa.array(column("born_on", unlisted["born_on"].to_pylist()), type=pa.date32()),
            "county": pa.array(column("county", blank), type=pa.string()),
            "township": pa.array(column("township", blank), type=pa.string()),
            "village": pa.array(column("village", blank), type=pa.string()),
            "household_id": pa.array(column("household_id", none), type=pa.string()),
            "household_key": pa.array(
                [*key.column(HOUSEHOLD, households).to_pylist(), *none], type=pa.string()
            ),
        }
    )
