"""Who was a poverty-exit, monitored or relocated person in which month, and alive: three values, each with its row.

Here: the register's versions read as of a month; dated columns of the newest version say more about the past than an
older version that could not know them. Not here: who counts for what (policy), or who is who (matching).
"""

import ibis
import ibis.expr.types as ir

from etl import months
from etl.verify.scene import Scene
from etl.verify.telling import each_month, indexed, row_ref, union
from etl.verify.versions import newest, spans

NEAR = 6
"""Schooling is read from the version nearest to the month, at most so many months away."""
GONE = ("户籍迁出", "其他减少")
READ = (
    "household_kind",
    "exit_year",
    "monitored_kind",
    "monitored_from",
    "risk_cleared",
    "risk_cleared_on",
    "relocated",
    "person_state",
    "person_state_on",
)
UNKNOWN, YES, NO = ibis.literal("unknown"), ibis.literal("yes"), ibis.literal("no")


def status(scene: Scene, benefits: ir.Table) -> ir.Table:
    """One row a register person and month that a roster, claim or payment touches."""
    asked = scene.engine.keep(_asked(scene, benefits), "status-asked")
    versions = scene.engine.keep(_versions(scene, asked), "status-versions")
    seen = _seen(scene, versions)
    held = _with_newest(_as_of(asked, versions), versions)
    held = scene.engine.keep(_with_history(scene, held, asked, versions, seen), "status-held")
    known = held.mutate(
        poverty_exit=_poverty_exit(held),
        monitored=_monitored(held),
        relocated=_flag(held.relocated),
        alive=_alive(held),
        dead_on=_dead_on(held),
    )
    moved = _is_gone(known)
    for column in ("poverty_exit", "monitored", "relocated"):
        known = known.mutate(**{column: ibis.ifelse(moved, UNKNOWN, known[column])})
    known = known.mutate(
        monitored_kind=ibis.ifelse(known.monitored == "no", ibis.null("string"), known.monitored_kind),
        age=_age(known),
    )
    known = _with_schooling(scene, known, seen)
    return scene.engine.keep(_with_disagreement(known, held, versions), "status")


def _asked(scene: Scene, benefits: ir.Table) -> ir.Table:
    """person, month, person_id: register people in the months of their rosters, claims and payments."""
    rosters = scene.rosters.filter(scene.rosters.same.notnull()).select(person="same", month="month")
    claims = benefits.filter((benefits.outcome == "same") & benefits.person.notnull())
    claims = each_month(
        claims.select("person", "from_month", "to_month"),
        months.x_index(claims.from_month),
        months.x_index(claims.to_month),
        scene.span,
    )
    touched = union([rosters, claims.select("person", "month")]).distinct()
    persons = scene.links["persons"]
    persons = persons.filter(persons.register_person_id.notnull())
    return touched.inner_join(
        persons.select("person", person_id="register_person_id", household="household_id"), "person"
    )


def _versions(scene: Scene, asked: ir.Table) -> ir.Table:
    people = scene.plain("monitoring.people").semi_join(asked, "person_id")
    return people.mutate(row_ref=row_ref("monitoring.people", people))


def _as_of(asked: ir.Table, versions: ir.Table) -> ir.Table:
    """Each asked month with the version that answers; a person whom the register no longer holds keeps empty columns."""
    columns = (
        "sex",
        "born_on",
        "labour_ability",
        "household_id",
        "stated_employer",
        "county",
        "row_ref",
        *READ,
    )
    held = spans(versions).select(
        _id="person_id", _from="holds_from", _to="holds_to", **{c: c for c in columns}
    )
    at = months.x_index(asked.month)
    joined = asked.mutate(_at=at).left_join(
        held, [ibis._.person_id == held["_id"], ibis._["_at"] >= held["_from"], ibis._["_at"] <= held["_to"]]
    )
    household = joined.household_id.fill_null(joined.household)
    return joined.mutate(household_id=household, is_held=joined["_id"].notnull()).drop(
        "_id", "_from", "_to", "household"
    )


def _with_newest(held: ir.Table, versions: ir.Table) -> ir.Table:
    """`new_*`: what the newest version says, whose dates reach back; `last_*`: the last row and its birth date."""
    last = newest(versions, "person_id")
    last = last.select(
        _id="person_id",
        last_ref="row_ref",
        last_born="born_on",
        last_sex="sex",
        last_county="county",
        **{f"new_{column}": column for column in READ},
    )
    joined = held.left_join(last, held.person_id == last["_id"]).drop("_id")
    return joined.mutate(
        row_ref=joined.row_ref.fill_null(joined.last_ref),
        newest_ref=joined.last_ref,
        born_on=joined.born_on.fill_null(joined.last_born),
        sex=joined.sex.fill_null(joined.last_sex),
        county=joined.county.fill_null(joined.last_county),
    ).drop("last_ref", "last_born", "last_sex", "last_county")


def _with_history(
    scene: Scene, held: ir.Table, asked: ir.Table, versions: ir.Table, seen: ir.Table
) -> ir.Table:
    """What older versions add: the last one that said otherwise, and monitored spells that ended before the newest began."""
    last = newest(versions, "person_id").select(_id="person_id", _newest_from="monitored_from")
    until = seen.group_by("row_ref").agg(_told=indexed(seen["_day"].max()))
    said = versions.inner_join(until, "row_ref")
    said = said.group_by("person_id").agg(
        open_until=said["_told"].max(
            where=said.monitored_kind.notnull() & ~said.risk_cleared.fill_null(False)
        ),
        here_until=said["_told"].max(where=~said.person_state.isin(list(GONE)).fill_null(False)),
        living_until=said["_told"].max(where=(said.person_state != "死亡").fill_null(True)),
        dead_known=said.known_from.min(where=(said.person_state == "死亡").fill_null(False)),
    )
    spells = versions.left_join(last, versions.person_id == last["_id"])
    ended = spells.risk_cleared_on.notnull() & spells.monitored_from.notnull()
    earlier = spells.filter(ended & (spells.risk_cleared_on < spells["_newest_from"]).fill_null(False))
    earlier = earlier.select(
        "person_id",
        _first=indexed(earlier.monitored_from),
        _last=indexed(earlier.risk_cleared_on),
        _kind="monitored_kind",
    )
    earlier = scene.engine.keep(earlier.distinct(), "status-spells")
    months_asked = asked.select("person", "person_id", "month", _at=months.x_index(asked.month))
    covered = months_asked.inner_join(earlier, "person_id")
    covered = covered.filter(covered["_at"].between(covered["_first"], covered["_last"]))
    covered = covered.group_by("person", "month").agg(
        was_monitored=covered.count() > 0, was_kind=covered["_kind"].max()
    )
    held = held.left_join(said, "person_id").drop("person_id_right")
    return held.left_join(covered, ["person", "month"]).drop("person_right", "month_right")


def _poverty_exit(held: ir.Table) -> ir.StringValue:
    """脱贫户 from the January of the year of exit; a missing year is unknown."""
    begun = held.month >= held.exit_year * 100 + 1
    out = held.household_kind == "脱贫户"
    return ibis.cases(
        (~held.is_held, UNKNOWN),
        (~out, NO),
        (held.exit_year.isnull(), UNKNOWN),
        (begun, YES),
        else_=NO,
    )


def _monitored(held: ir.Table) -> ir.StringValue:
    """From the month of recognition to that of clearing, both included; earlier spells of the same person count too."""
    begun = held["_at"] >= indexed(held.new_monitored_from)
    cleared_at = indexed(held.new_risk_cleared_on)
    is_cleared = held.new_risk_cleared.fill_null(held.new_risk_cleared_on.notnull())
    open_until = held.open_until.fill_null(-1)
    by_dates = ibis.cases(
        (held.new_monitored_from.isnull(), UNKNOWN),
        (~begun, NO),
        (~is_cleared, YES),
        (held.new_risk_cleared_on.notnull(), ibis.ifelse(held["_at"] <= cleared_at, YES, NO)),
        (held["_at"] <= open_until, YES),
        else_=UNKNOWN,
    )
    then = _monitored_by(
        held["_at"], held.monitored_kind, held.monitored_from, held.risk_cleared, held.risk_cleared_on
    )
    dated = held.new_monitored_kind.notnull() | held.new_monitored_from.notnull()
    return ibis.cases(
        (~held.is_held, UNKNOWN),
        (held.was_monitored.fill_null(False), YES),
        (dated, by_dates),
        else_=then,
    )


def _monitored_by(
    at: ir.IntegerValue,
    kind: ir.StringValue,
    since: ir.DateValue,
    cleared: ir.BooleanValue,
    cleared_on: ir.DateValue,
) -> ir.StringValue:
    """What one version by itself says about a month (index `at`)."""
    return ibis.cases(
        (kind.isnull() & since.isnull(), NO),
        (since.isnull(), UNKNOWN),
        (at < indexed(since), NO),
        (~cleared.fill_null(cleared_on.notnull()), YES),
        (cleared_on.isnull(), UNKNOWN),
        (at <= indexed(cleared_on), YES),
        else_=NO,
    )


def _exited(month: ir.IntegerValue, kind: ir.StringValue, year: ir.IntegerValue) -> ir.BooleanValue:
    return ibis.ifelse(kind == "脱贫户", month >= year * 100 + 1, ibis.literal(False))


def _flag(column: ir.BooleanValue) -> ir.StringValue:
    return ibis.cases((column.isnull(), UNKNOWN), (column, YES), else_=NO)


def _dead_on(held: ir.Table) -> ir.DateValue:
    """The day of death by the newest version that says so; without a date, the day on which it was first known."""
    dead = held.new_person_state == "死亡"
    return ibis.ifelse(dead, held.new_person_state_on.fill_null(held.dead_known), ibis.null("date"))


def _alive(held: ir.Table) -> ir.StringValue:
    dead = (held.new_person_state == "死亡").fill_null(False)
    dated = held.new_person_state_on.notnull()
    known_dead = held["_at"] >= indexed(held.dead_known)
    return ibis.cases(
        (dead & dated, ibis.ifelse(held.new_person_state_on <= months.x_last_day(held.month), NO, YES)),
        (dead & known_dead, NO),
        (dead & (held["_at"] <= held.living_until).fill_null(False), YES),
        (dead, UNKNOWN),
        (_is_gone(held) | ~held.is_held, UNKNOWN),
        else_=YES,
    )


def _is_gone(held: ir.Table) -> ir.BooleanValue:
    """Moved away or struck off by that month: from the dated month on; undated, after the last version that said otherwise."""
    gone_now = held.new_person_state.isin(list(GONE)).fill_null(False)
    by_date = held["_at"] >= indexed(held.new_person_state_on)
    by_version = held["_at"] > held.here_until.fill_null(-1)
    gone_then = held.person_state.isin(list(GONE)).fill_null(False) & (
        held["_at"] >= indexed(held.person_state_on)
    ).fill_null(True)
    return ibis.ifelse(
        gone_now, ibis.ifelse(held.new_person_state_on.notnull(), by_date, by_version), gone_then
    ).fill_null(False)


def _age(held: ir.Table) -> ir.IntegerValue:
    """Full years on the month's last day."""
    return full_years(held.born_on, months.x_last_day(held.month))


def full_years(born: ir.DateValue, day: ir.DateValue) -> ir.IntegerValue:
    had_birthday = (day.month() * 100 + day.day()) >= (born.month() * 100 + born.day())
    return (day.year() - born.year() - ibis.ifelse(had_birthday, 0, 1)).cast("int64")


def _with_schooling(scene: Scene, known: ir.Table, seen: ir.Table) -> ir.Table:
    """`schooling` and `schooling_ref` of the version seen nearest to the month; of two as near, the earlier."""
    seen = _sightings(seen)
    order = ibis.window(group_by="_id", order_by=["_seen", "schooling_ref"])
    around = seen.mutate(_before=seen["_seen"].lag().over(order), _after=seen["_seen"].lead().over(order))
    low, high = around["_seen"] - NEAR, around["_seen"] + NEAR
    # Halfway between two sightings the earlier one still answers.
    after_half = ((around["_before"] + around["_seen"]) // 2 + 1).cast("int64")
    until_half = ((around["_seen"] + around["_after"]) // 2).cast("int64")
    near = around.mutate(
        _from=ibis.greatest(low, after_half.fill_null(low)), _to=ibis.least(high, until_half.fill_null(high))
    )
    near = scene.engine.keep(near.drop("_seen", "_before", "_after"), "status-schooling")
    found = known.left_join(
        near,
        [known.person_id == near["_id"], known["_at"] >= near["_from"], known["_at"] <= near["_to"]],
    )
    return found.drop("_id", "_from", "_to")


def _seen(scene: Scene, versions: ir.Table) -> ir.Table:
    """_id, row_ref, schooling, _day: each export's day and the version that it held; also where it repeated the one before."""
    times = scene.side("data_times")
    times = times.filter((times.source == "monitoring.people") & times.as_of.notnull())
    times = times.select(_county="county", _as_of="as_of").distinct()
    told = versions.select("county", "known_from", "known_to", "schooling", "row_ref", _id="person_id")
    local = times.filter(times["_county"].notnull())
    whole = times.filter(times["_county"].isnull())
    again = union([told.inner_join(local, told.county == local["_county"]), told.cross_join(whole)])
    again = again.filter(
        (again["_as_of"] >= again.known_from) & (again.known_to.isnull() | (again["_as_of"] < again.known_to))
    )
    columns = ["_id", "row_ref", "schooling"]
    first = told.select(*columns, _day=told.known_from)
    seen = union([first, again.select(*columns, _day=again["_as_of"])]).distinct()
    return scene.engine.keep(seen, "status-seen")


def _sightings(seen: ir.Table) -> ir.Table:
    """_id, _seen (month index), schooling, schooling_ref: each export's month and what it said; the last of a month."""
    seen = seen.mutate(_seen=indexed(seen["_day"]))
    last = seen.group_by("_id", "_seen").agg(_last=seen["_day"].max())
    newest_of_month = seen.inner_join(last, ["_id", "_seen"]).filter(lambda t: t["_day"] == t["_last"])
    return newest_of_month.select("_id", "_seen", "schooling", schooling_ref="row_ref").distinct()


def _with_disagreement(known: ir.Table, held: ir.Table, versions: ir.Table) -> ir.Table:
    """`disputed_by`: rows of other versions that say otherwise about the same month, joined by a comma."""
    columns = (
        "household_kind",
        "exit_year",
        "monitored_kind",
        "monitored_from",
        "risk_cleared",
        "risk_cleared_on",
    )
    others = versions.select(_id="person_id", _ref="row_ref", **{f"_{column}": column for column in columns})
    many = versions.group_by("person_id").agg(_n=versions.count()).filter(lambda t: t["_n"] > 1)
    pairs = held.filter(held.is_held).select("person", "person_id", "month", "_at", "row_ref", *columns)
    pairs = pairs.semi_join(many, "person_id")
    pairs = pairs.inner_join(others, [pairs.person_id == others["_id"]])
    pairs = pairs.filter(pairs["_ref"] != pairs.row_ref)
    exit_one = _exited(pairs.month, pairs.household_kind, pairs.exit_year)
    exit_other = _exited(pairs.month, pairs["_household_kind"], pairs["_exit_year"])
    one = _monitored_by(pairs["_at"], *(pairs[column] for column in columns[2:]))
    other = _monitored_by(pairs["_at"], *(pairs[f"_{column}"] for column in columns[2:]))
    pairs = pairs.filter((exit_one != exit_other).fill_null(False) | (one != other))
    disputes = pairs.group_by("person", "month").agg(
        disputed_by=pairs["_ref"].collect(distinct=True).sort().join(",")
    )
    joined = known.left_join(disputes, ["person", "month"]).drop("person_right", "month_right")
    return joined.select(
        "person",
        "month",
        "poverty_exit",
        "monitored",
        "monitored_kind",
        "relocated",
        "alive",
        "row_ref",
        "sex",
        "born_on",
        "age",
        "labour_ability",
        "schooling",
        "schooling_ref",
        "dead_on",
        dead_ref=ibis.ifelse(joined.dead_on.notnull(), joined.newest_ref, ibis.null("string")),
        household_id="household_id",
        stated_employer="stated_employer",
        county="county",
        disputed_by=joined.disputed_by.fill_null(""),
    )
