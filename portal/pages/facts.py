"""What only a person can establish: one card a clause and workshop, with only the answers that close it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from etl.decisions.form import Decision
from etl.policy.read import load
from etl.policy.wording import fact_zh
from portal import answers
from portal.pages.months import demand, do, words
from portal.releases import Desk, Row
from portal.site import Site
from portal.web import NotFoundError, Visit, WrongFormError, visiting

router = APIRouter()
PAGE = 30
NEEDS_VALUE = {"relaxed_until": "放宽至（六位年月）", "seasonal_months": "生产月份（如 4-10）"}
NEEDS_SECOND = frozenset({"rescue_failed", "rectification_failed", "sealed", "field_check"})
"""Facts that confirm a month or end a title."""
DENIED = "否"


def facts_by_rule(site: Site) -> Mapping[str, Mapping[str, str]]:
    """The facts that each clause waits for, each with its words, by the policy files in use."""
    return site.of_policy("facts", lambda folder: dict(_facts(folder)))


def _facts(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    for document in load(folder).documents:
        for clause in document.clauses:
            found: list[str] = []
            for rule in clause.rules:
                found += [need.fact for need in getattr(rule, "facts", ())]
                found += [
                    one.fact for one in getattr(rule, "conditions", ()) if getattr(one, "test", "") == "fact"
                ]
            if found:
                yield clause.id, {fact: fact_zh(fact, document) for fact in found}


def target_of(kind: str, thing: str, fact: str) -> str:
    return f"{kind}|{thing}|{fact}"


PARTS = (("workshop", "findings", "workshop_id"), ("entitlement", "entitlements", "entitlement_id"))
WAITS = "t.outcome = 'needs_person'"


def cards(visit: Visit, desk: Desk, first: int, most: int) -> tuple[list[dict[str, Any]], int]:
    """Some of what waits, and how much there is: findings and entitlements that need a person; what can be answered here first."""
    by_rule = facts_by_rule(visit.site)
    found: list[dict[str, Any]] = []
    total = 0
    for word in ("IN", "NOT IN"):
        for kind, table, column in PARTS:
            where, values = f"{WAITS} AND t.rule {word} ?", [[*by_rule, ""]]
            count = desk.count(table, where, values)
            start, room = max(0, first - total), most - len(found)
            if start < count and room > 0:
                order = f"t.workshop_id, t.rule, t.{column}"
                rows = desk.rows(table, where, values, order=order, limit=room, offset=start)
                found += [_card(kind, row[column], row, by_rule) for row in rows]
            total += count
    return found, total


def _card(kind: str, thing: str, row: Row, by_rule: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {"kind": kind, "thing": thing, "row": row, "facts": by_rule.get(row["rule"], {})}


def card_of(visit: Visit, desk: Desk, kind: str, thing: str, fact: str) -> dict[str, Any] | None:
    """What waits for a fact about a thing."""
    by_rule = facts_by_rule(visit.site)
    for name, table, column in PARTS:
        if name == kind:
            rows = desk.rows(table, f"{WAITS} AND t.{column} = ?", [thing], order="t.rule", limit=100)
            made = [_card(kind, thing, row, by_rule) for row in rows]
            return next((one for one in made if fact in one["facts"]), None)
    return None


@router.get("/facts")
def every(visit: Annotated[Visit, Depends(visiting("read"))], page: int = 1) -> Response:
    desk = visit.desk()
    at = min(max(page, 1), 10**6)
    shown, count = cards(visit, desk, (at - 1) * PAGE, PAGE)
    last = max(1, -(-count // PAGE))
    with visit.site.store.read() as connection:
        known = answers.latest(connection, "fact")
    names = {
        row["workshop_id"]: row["workshop_name"]
        for row in desk.rows(
            "ledger",
            "t.workshop_id IN ?",
            [[*sorted({card["row"]["workshop_id"] or "" for card in shown})]],
            select="t.workshop_id, t.workshop_name",
        )
    }
    return visit.page(
        "facts.html",
        month=desk.month,
        cards=shown,
        count=count,
        at=at,
        pages_of=last,
        filters={},
        known=known,
        target_of=target_of,
        needs_value=NEEDS_VALUE,
        names=names,
    )


@router.post("/facts/{kind}/{thing}/{fact}/{name}")
def step(
    visit: Annotated[Visit, Depends(visiting("home"))], kind: str, thing: str, fact: str, name: str
) -> Response:
    if name not in {"yes", "no", "not-applicable", "confirm", "return"}:
        raise NotFoundError
    demand(visit, "fact.second" if name in {"confirm", "return"} else "fact.answer")
    desk = visit.desk()
    card = card_of(visit, desk, kind, thing, fact)
    if card is None:
        raise NotFoundError
    target = target_of(kind, thing, fact)
    seen = visit.field("seen")
    if name in {"confirm", "return"}:
        agrees = name == "confirm"
        do(visit, lambda act: answers.second(act, visit.site, "fact", target, seen=seen, agrees=agrees))
    else:
        decision = _decision(visit, card, fact, name)
        shown = {"said": name}
        needs = fact in NEEDS_SECOND
        do(
            visit,
            lambda act: answers.answer(
                act, visit.site, target, decision, shown, seen=seen, needs_second=needs
            ),
        )
    visit.site.hand_on()
    return visit.back("/facts")


def _decision(visit: Visit, card: Mapping[str, Any], fact: str, name: str) -> Decision:
    value = words(visit, "value", needed=False, most=40) or None
    if name == "yes" and fact in NEEDS_VALUE and value is None:
        raise WrongFormError({"value": NEEDS_VALUE[fact]})
    why = words(visit, "why")
    month = card["row"].get("month")
    return Decision(
        "fact",
        fact,
        by=visit.account.name,
        on=visit.site.today().isoformat(),
        why=f"不适用：{why}" if name == "not-applicable" else why,
        workshop_id=card["thing"] if card["kind"] == "workshop" else None,
        entitlement_id=card["thing"] if card["kind"] == "entitlement" else None,
        from_month=month if fact not in NEEDS_VALUE else None,
        value=value if name == "yes" else DENIED,
    )
