"""The states of a county's month: who may bring it from which to which, and what a newer release does to it.

Not here: pages. A state is given on a release and names it; another release of the month takes it back only where the county's
rows differ.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.releases import Desk, Month, Releases, counties_of
from portal.rights import Account
from portal.site import Site
from portal.store import Act
from portal.store.tables import COUNTY_MONTH, MONTH_ACT, OBJECTION

STATES: Mapping[str, tuple[str, str]] = {
    "draft": ("待核对", "to be confirmed"),
    "confirmed": ("已核对", "confirmed"),
    "approved": ("已审核", "approved"),
    "signed": ("已签发", "signed"),
    "noticed": ("公示中", "on public notice"),
    "closed": ("公示期满", "notice over"),
    "objected": ("有异议", "objected to"),
    "returned": ("已退回", "returned"),
}
ACTS: Mapping[str, tuple[str, str]] = {
    "confirm": ("核对", "confirmed"),
    "approve": ("审核通过", "approved"),
    "return": ("退回", "returned"),
    "sign": ("签发", "signed"),
    "notice": ("开始公示", "put on notice"),
    "close": ("公示期满", "notice closed"),
    "object": ("提出异议", "objected"),
    "answer": ("答复异议", "answered"),
    "take-up": ("受理异议", "objection taken up"),
    "changed": ("新发布有变化", "changed by a newer release"),
}
SHORTEST_NOTICE = 5


@dataclass(frozen=True)
class Step:
    """An act on a county's month: from which states to which, by which right."""

    right: str
    before: tuple[str, ...]
    after: str
    needs_remark: bool = False


STEPS: Mapping[str, Step] = {
    "confirm": Step("month.confirm", ("draft", "returned"), "confirmed"),
    "approve": Step("month.approve", ("confirmed",), "approved"),
    "return": Step("month.return", ("confirmed", "approved"), "returned", needs_remark=True),
    "sign": Step("month.sign", ("approved",), "signed"),
    "notice": Step("notice.open", ("signed",), "noticed"),
    "close": Step("notice.open", ("noticed",), "closed"),
    "object": Step("notice.object", ("noticed",), "objected", needs_remark=True),
    "answer": Step("notice.answer", ("objected",), "noticed", needs_remark=True),
    "take-up": Step("notice.answer", ("objected",), "draft", needs_remark=True),
}
EARLIER: Mapping[str, tuple[str, ...]] = {"approve": ("confirm",), "sign": ("confirm", "approve")}
"""Whose doer may not do the act: nobody passes what the same account did before."""


class StepError(ValueError):
    """An act that can't be done as things are. `kind`: refused, stale, or wrong (as the form was filled in)."""

    def __init__(self, kind: str, says: str) -> None:
        self.kind = kind
        self.says = says
        super().__init__(says)


@dataclass(frozen=True)
class CountyState:
    """Where a county's month stands, and on which release that was said."""

    county: str
    name: str
    state: str
    release_id: str
    version: int
    from_on: str | None = None
    to_on: str | None = None

    @property
    def seen(self) -> str:
        """What a form carries: another state, or the same reached again, has another."""
        return f"{self.state}:{self.version}:{self.release_id}"


def states(connection: sa.Connection, releases: Releases, month: Month) -> dict[str, CountyState]:
    """The state of each county of a release."""
    query = sa.select(COUNTY_MONTH).where(COUNTY_MONTH.c.month == month.month)
    stored = {row.county: row for row in connection.execute(query)}
    found = {}
    for county, name in counties_of(releases, month).items():
        row = stored.get(county)
        found[county] = (
            CountyState(county, name, "draft", month.release_id, 0)
            if row is None
            else CountyState(county, name, row.state, row.release_id, row.version, row.from_on, row.to_on)
        )
    return found


def history(connection: sa.Connection, month: int) -> list[sa.Row[tuple[object, ...]]]:
    query = sa.select(MONTH_ACT).where(MONTH_ACT.c.month == month).order_by(MONTH_ACT.c.id)
    return list(connection.execute(query))


def settle(site: Site, month: Month) -> None:
    """Take back states given on an earlier release of the month, where the county's rows have changed since."""
    with site.store.read() as connection:
        now = states(connection, site.releases, month)
    behind = [one for one in now.values() if one.release_id != month.release_id]
    changed = {one.county: found for one in behind if (found := _changed(site.releases, month, one))}
    if not changed:
        return
    with site.store.act("portal") as act:
        now = states(act.connection, site.releases, month)
        for county, shops in changed.items():
            state = now[county]
            after = "objected" if state.state == "noticed" else "draft"
            if state.release_id == month.release_id:
                continue
            _move(act, month, state, "changed", after, " ".join(shops)[:2000])
        act.note("month.settle", str(month.month), detail=month.release_id)


def _changed(releases: Releases, month: Month, state: CountyState) -> tuple[str, ...]:
    """Workshops of a county whose ledger rows differ from those the state was given on."""
    earlier = releases.release(month.month, state.release_id)
    if earlier is None:
        return ("?",)
    return changed_shops(releases, earlier, month, state.county)


def changed_shops(releases: Releases, earlier: Month, month: Month, county: str) -> tuple[str, ...]:
    """Workshops of a county whose ledger rows differ between two releases of a month."""
    key = ("changed", earlier.folder, month.folder, county)
    return releases.remembered(key, lambda: _changed_shops(releases, earlier, month, county))


def _changed_shops(releases: Releases, earlier: Month, month: Month, county: str) -> tuple[str, ...]:
    everybody = Account("portal", "auditor")
    rows = [
        Desk(releases, one, everybody).rows("ledger", "t.county = ?", [county]) for one in (earlier, month)
    ]
    before, after = ({row["workshop_id"]: row for row in some} for some in rows)
    return tuple(sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key)))


def _move(act: Act, month: Month, state: CountyState, name: str, after: str, remark: str) -> None:
    where = (COUNTY_MONTH.c.month == month.month) & (COUNTY_MONTH.c.county == state.county)
    values = {"state": after, "release_id": month.release_id, "version": state.version + 1}
    if after == "draft":
        values |= {"from_on": None, "to_on": None}
        _take_up(act, month, state.county, remark)
    if act.connection.execute(sa.update(COUNTY_MONTH).where(where).values(**values)).rowcount == 0:
        act.connection.execute(
            sa.insert(COUNTY_MONTH).values(month=month.month, county=state.county, **values)
        )
    act.connection.execute(
        sa.insert(MONTH_ACT).values(
            month=month.month,
            county=state.county,
            act=name,
            account=act.account,
            at=act.at,
            release_id=month.release_id,
            remark=remark,
        )
    )


def waiting(month: int, county: str) -> sa.ColumnElement[bool]:
    """Objections to a county's month that nobody answered yet."""
    return (OBJECTION.c.month == month) & (OBJECTION.c.county == county) & OBJECTION.c.answer.is_(None)


def _take_up(act: Act, month: Month, county: str, why: str) -> None:
    """What is open of a month that is looked at anew has its answer there: nobody could give one to a draft."""
    values = {
        "answer": "taken_up",
        "answer_says": why,
        "answered_by": act.account,
        "answered_at": act.at,
    }
    act.connection.execute(sa.update(OBJECTION).where(waiting(month.month, county)).values(**values))


def ended_by_change(connection: sa.Connection, month: int, county: str) -> bool:
    """Whether a county's notice was ended by rows that changed: those on notice are no longer the month's."""
    query = sa.select(MONTH_ACT.c.act).where((MONTH_ACT.c.month == month) & (MONTH_ACT.c.county == county))
    return connection.execute(query.order_by(MONTH_ACT.c.id.desc()).limit(1)).scalar() == "changed"


def take_up(act: Act, site: Site, month: Month, county: str, *, seen: str, remark: str) -> None:
    """Bring a county whose notice ended back to draft, once every objection has its answer."""
    if act.connection.execute(sa.select(OBJECTION.c.id).where(waiting(month.month, county))).first():
        raise StepError("refused", "有未答复的异议")
    take_step(act, site, month, county, "take-up", seen=seen, remark=remark)


def take_step(act: Act, site: Site, month: Month, county: str, name: str, *, seen: str, remark: str) -> None:
    """Do one act on one county's month.

    Raises:
        StepError: stale, out of turn, or what the same account did before.
    """
    state = states(act.connection, site.releases, month)[county]
    step = STEPS[name]
    if seen != state.seen:
        raise StepError("stale", f"{state.name}：{STATES[state.state][0]}")
    if state.state not in step.before:
        raise StepError("refused", f"{state.name}：{STATES[state.state][0]}")
    if step.needs_remark and not remark:
        raise StepError("wrong", "remark")
    if _did_before(act, month.month, county if name == "approve" else None, name):
        raise StepError("refused", f"{state.name}：同一账号不能办理自己经手的前一步骤")
    _move(act, month, state, name, step.after, remark)
    act.note(f"month.{name}", f"{month.month} {county}", detail=month.release_id)


def _did_before(act: Act, month: int, county: str | None, name: str) -> bool:
    """Whether the account did one of the earlier steps of the month (of the county alone, where one is given)."""
    where = (
        (MONTH_ACT.c.month == month)
        & (MONTH_ACT.c.account == act.account)
        & MONTH_ACT.c.act.in_(EARLIER.get(name, ()))
    )
    if county is not None:
        where &= MONTH_ACT.c.county == county
    return act.connection.execute(sa.select(MONTH_ACT.c.id).where(where).limit(1)).first() is not None


def sign(act: Act, site: Site, month: Month, seen: Mapping[str, str], missing: Sequence[str]) -> int:
    """Sign every approved county; those not yet approved must be named. How many were signed.

    Raises:
        StepError: sums that don't reconcile, counties neither approved nor named, nothing to sign.
    """
    now = states(act.connection, site.releases, month)
    ready = [one for one in now.values() if one.state == "approved"]
    if not ready:
        raise StepError("refused", "没有已审核的县")
    lacking = [one for one in now.values() if one.state in {"draft", "confirmed", "returned"}]
    unnamed = [one.name for one in lacking if one.county not in missing]
    if unnamed:
        raise StepError("wrong", f"尚未审核、须写明的县：{'、'.join(unnamed)}")
    if faults := unreconciled(site.releases, month):
        raise StepError("refused", "；".join(faults))
    remark = "、".join(one.name for one in lacking)
    for one in ready:
        take_step(act, site, month, one.county, "sign", seen=seen.get(one.county, ""), remark=remark)
    return len(ready)


def unreconciled(releases: Releases, month: Month) -> tuple[str, ...]:
    """Sums of a release that don't tie: rows of a source against their fates, and people of a workshop against its parts."""
    return releases.remembered(("sums", month.folder), lambda: _unreconciled(releases, month))


def _unreconciled(releases: Releases, month: Month) -> tuple[str, ...]:
    faults = [
        f"{source}：读入{total['rows']}行，已用{total['used']}、隔离{total['quarantined']}、重复{total['repeats']}、被取代{total['superseded']}"
        for source, total in sorted(month.manifest.get("control_totals", {}).items())
        if total["rows"] != sum(total[name] for name in ("used", "quarantined", "repeats", "superseded"))
    ]
    parts = ("not_in_force", "contradicted", "unknown", "confirmed", "declared_only")
    text = " + ".join(f"t.poverty_{part}" for part in parts)
    desk = Desk(releases, month, Account("portal", "auditor"))
    rows = desk.rows("ledger", f"{text} <> t.poverty_declared + t.poverty_undeclared", select="t.workshop_id")
    faults += [f"{row['workshop_id']}：人数各项之和与申报不符" for row in rows]
    return tuple(faults)


def open_notice(act: Act, site: Site, month: Month, county: str, *, seen: str, span: tuple[str, str]) -> None:
    """Put a county's month on public notice, for at least five working days.

    Raises:
        StepError: too short, in the past, or beyond the calendar.
    """
    try:
        first, last = (dt.date.fromisoformat(day) for day in span)
    except ValueError:
        raise StepError("wrong", "起止日期应为 2024-07-01 的形式") from None
    if first < site.today():
        raise StepError("wrong", f"公示不能早于今天（{site.today()}）开始")
    days = site.workdays().between(first - dt.timedelta(days=1), last) if first <= last else 0
    if days is None:
        raise StepError("wrong", "工作日历没有这一年")
    if days < SHORTEST_NOTICE:
        raise StepError("wrong", f"公示不得少于{SHORTEST_NOTICE}个工作日，所选仅{days}个")
    take_step(act, site, month, county, "notice", seen=seen, remark=f"{first}至{last}")
    where = (COUNTY_MONTH.c.month == month.month) & (COUNTY_MONTH.c.county == county)
    act.connection.execute(
        sa.update(COUNTY_MONTH).where(where).values(from_on=first.isoformat(), to_on=last.isoformat())
    )


def close_notice(act: Act, site: Site, month: Month, county: str, *, seen: str) -> None:
    """End a notice whose last day has passed and to which nobody objects."""
    state = states(act.connection, site.releases, month)[county]
    if state.to_on is not None and site.today() <= dt.date.fromisoformat(state.to_on):
        raise StepError("refused", f"公示至{state.to_on}，期满后方可结束")
    if act.connection.execute(sa.select(OBJECTION.c.id).where(waiting(month.month, county))).first():
        raise StepError("refused", "有未答复的异议")
    take_step(act, site, month, county, "close", seen=seen, remark="")
