"""Whose row it is: links that the evidence leaves open, side by side, one a page."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from etl.decisions.form import Decision
from portal import answers
from portal.pages.cases import origins
from portal.pages.months import demand, do, words
from portal.releases import Desk, Row
from portal.web import NotFoundError, Visit, WrongFormError, visiting

router = APIRouter()
Reader = Annotated[Visit, Depends(visiting("read"))]
PAGE = 50
NOWHERE: Row = {"native_key": None, "file": None}
ANSWERS = {"same": "same", "different": "different", "cannot-tell": "cannot_tell"}
WORDS = {
    "same": ("是同一人", "the same person"),
    "different": ("不是同一人", "another person"),
    "cannot_tell": ("无法判断", "can't tell"),
}
REASONS = {
    "id_equal": "证件号码相同",
    "id_15_digit": "15位旧号码对应",
    "id_one_digit": "号码差一位",
    "id_transposed": "号码两位颠倒",
    "id_truncated": "号码缺位",
    "id_missing": "没有号码",
    "id_invalid": "号码无效",
    "name_equal": "姓名相同",
    "name_variant_char": "姓名为异体字",
    "name_homophone": "姓名同音",
    "name_lookalike": "姓名形近",
    "name_former": "曾用名",
    "name_differs": "姓名不同",
    "born_equal": "出生日期相同",
    "sex_conflict": "性别不符",
    "county_equal": "同县",
    "phone_equal": "电话相同",
    "household_equal": "同户",
    "namesake": "有同名者",
    "decided": "此前人工认定",
}


@router.get("/identities")
def every(visit: Reader, page: int = 1) -> Response:
    desk = visit.desk()
    where = "t.outcome = 'unsure'"
    count = desk.count("links", where)
    last = max(1, -(-count // PAGE))
    at = min(max(page, 1), last)
    rows = desk.rows("links", where, order="t.row_ref", limit=PAGE, offset=(at - 1) * PAGE)
    places = origins(desk, [row["row_ref"] for row in rows])
    with visit.site.store.read() as connection:
        known = answers.latest(connection, "identity")
    return visit.page(
        "identities.html",
        month=desk.month,
        rows=[
            {**row, "answer": known.get(row["row_ref"]), "place": places.get(row["row_ref"], NOWHERE)}
            for row in rows
        ],
        count=count,
        at=at,
        pages_of=last,
        filters={},
        words=WORDS,
        reasons=REASONS,
    )


def link_of(visit: Visit, row_ref: str) -> tuple[Desk, Row]:
    desk = visit.desk()
    row = desk.one("links", "t.row_ref = ? AND t.outcome = 'unsure'", [row_ref])
    if row is None:
        raise NotFoundError
    return desk, row


def _state(visit: Visit, row_ref: str) -> dict[str, Any] | None:
    with visit.site.store.read() as connection:
        return answers.latest(connection, "identity").get(row_ref)


@router.get("/identities/{row_ref}")
def one(visit: Reader, row_ref: str) -> Response:
    desk, row = link_of(visit, row_ref)
    visit.saw("identity", row_ref)
    answer = _state(visit, row_ref)
    told = desk.rows("alert_evidence", "t.row_ref = ?", [row_ref], order="t.seq")
    return visit.page(
        "identity.html",
        month=desk.month,
        link=row,
        place=origins(desk, [row_ref]).get(row_ref),
        person=desk.one("people", "t.person_key = ?", [row["person_key"]]) if row["person_key"] else None,
        work=desk.rows("employment", "t.row_ref = ?", [row_ref]),
        told=told,
        answer=answer,
        words=WORDS,
        reasons=REASONS,
        # The score would lead whoever answers first.
        shows_score=answer is not None or not visit.account.may("identity.answer"),
    )


@router.post("/identities/{row_ref}/{name}")
def step(visit: Annotated[Visit, Depends(visiting("home"))], row_ref: str, name: str) -> Response:
    seen = visit.field("seen")
    if name in ANSWERS:
        demand(visit, "identity.answer")
        _, row = link_of(visit, row_ref)
        other = row["register_person_id"] or row["runner_up_person_id"]
        why = words(visit, "why")
        if other is None and name != "cannot-tell":
            raise WrongFormError(
                {"other": visit.t("没有可比对的登记人员", "there is nobody to compare with")}
            )
        day = visit.site.today().isoformat()
        by = visit.account.name
        decision = Decision("identity", ANSWERS[name], by=by, on=day, why=why, row_ref=row_ref, other=other)
        do(
            visit,
            lambda act: answers.answer(act, visit.site, row_ref, decision, {}, seen=seen, needs_second=True),
        )
        return visit.back("/identities")
    if name not in {"confirm", "return"}:
        raise NotFoundError
    demand(visit, "identity.second")
    link_of(visit, row_ref)
    agrees = name == "confirm"
    do(
        visit,
        lambda act: answers.second(act, visit.site, "identity", row_ref, seen=seen, agrees=agrees),
    )
    visit.site.hand_on()
    return visit.back(f"/identities/{row_ref}")
