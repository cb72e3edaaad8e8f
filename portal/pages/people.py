"""A person: the months side by side, gaps drawn as unknown; links and why; money; alerts."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from etl.months import span
from portal.pages.identities import REASONS
from portal.releases import IN_LISTS, Desk, Row
from portal.templating import said
from portal.web import NotFoundError, Visit, visiting

router = APIRouter()
KINDS = (
    ("roster", "hrss.rosters", "花名册", "Roster"),
    ("pay", "hrss.rosters", "工资", "Pay"),
    ("contribution", "social_insurance.contributions", "参保缴费", "Contributions"),
    ("contract", "hrss.contracts", "合同", "Contract"),
    ("registration", "hrss.employment", "就业登记", "Registration"),
    ("post", "hrss.public_posts", "公益性岗位", "Public post"),
    ("training", "hrss.training", "培训", "Training"),
    ("pension", "social_insurance.pensions", "养老待遇", "Pension"),
    ("subsidy", "hrss.subsidies", "补贴发放", "Payments"),
    ("claim", "hrss.subsidies", "补贴申报", "Claims"),
)


@router.get("/people/{person_key}")
def one(
    visit: Annotated[Visit, Depends(visiting("read"))], person_key: str, month: int | None = None
) -> Response:
    desk = visit.desk(month)
    person = desk.one("people", "t.person_key = ?", [person_key])
    if person is None:
        raise NotFoundError
    visit.saw("person", f"{desk.month.month} {person_key}")
    here = ("t.person_key = ?", [person_key])
    links = desk.rows("links", *here, order="t.source, t.row_ref", limit=500)
    lines = side_by_side(desk, person)
    return visit.page(
        "person.html",
        month=desk.month,
        person=person,
        kinds=KINDS,
        reasons=REASONS,
        lines=lines,
        employers=_employers(desk, lines),
        links=links,
        may_score=not visit.account.may("identity.answer"),
        money=desk.rows("entitlements", *here, order="t.from_month DESC, t.scheme"),
        alerts=desk.rows("alerts", *here, order="t.priority DESC, t.alert_id", select=IN_LISTS),
    )


def _employers(desk: Desk, lines: list[Row]) -> dict[str, str]:
    """Names of the workshops among the employers."""
    ids = sorted(
        {
            row["employer"]
            for line in lines
            for rows in line["told"].values()
            for row in rows or []
            if row["employer"]
        }
    )
    found = desk.rows("ledger", "t.workshop_id IN ?", [[*ids, ""]], select="t.workshop_id, t.workshop_name")
    return {row["workshop_id"]: row["workshop_name"] for row in found if row["workshop_name"]}


def in_words(kind: str, state: str) -> str:
    """What a source says of a month, its codes as words; what is no code stays as it is."""
    words = {
        "roster": ("group",),
        "contract": ("contract",),
        "pension": ("benefit",),
        "contribution": ("insurance",) * 2,
    }
    words |= {"subsidy": ("scheme",), "claim": ("scheme", "claim")}
    if kind not in words:
        return state
    parts = zip(state.split(":"), words[kind], strict=False)
    return " ".join(said(part, known) for part, known in parts if part)


def side_by_side(desk: Desk, person: Row) -> list[Row]:
    """A line a month: status, and what each source says; None where a silent source says nothing."""
    key, last = person["person_key"], desk.month.month
    rows = desk.rows("timeline", "t.person_key = ?", [key], order="t.month, t.kind, t.row_ref", limit=5000)
    status = {row["month"]: row for row in desk.rows("person_status", "t.person_key = ?", [key])}
    silent = {
        (row["source"], row["month"])
        for row in desk.rows("coverage", "t.county IN (?, '') AND t.state <> 'full'", [person["county"]])
    }
    first = min([row["month"] for row in rows] or [last])
    lines = []
    for month in reversed(span(first, last)):
        told = {
            kind: [
                {**row, "says": in_words(kind, row["state"])}
                for row in rows
                if (row["month"], row["kind"]) == (month, kind)
            ]
            or (None if (source, month) in silent else [])
            for kind, source, _, _ in KINDS
        }
        lines.append({"month": month, "status": status.get(month), "told": told})
    return lines
