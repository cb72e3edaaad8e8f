"""Relations between workshops: the shortest explanation, bounded so that what everybody shares ties nobody."""

import pytest

from tests.etl.alerts.small import Small, made


@pytest.fixture
def small() -> Small:
    return Small()


def test_the_shortest_explanation_and_what_is_too_common_to_be_one(small: Small) -> None:
    boss = [small.form(1), small.form(1)]
    small.workshop("450721CJ0001", form=boss[0])
    small.workshop("450721CJ0002", form=boss[1], address="城东镇1号")
    small.workshop("450721CJ0003", address="城东镇1号")
    for n in range(4, 10):  # a clerk's phone on six rosters
        shop = small.workshop(f"450721CJ{n:04d}")
        small.work(10 + n, shop, [202312], form=small.form(10 + n, phone="13900000000"))
    rows = made(small, "relations")
    told = {(r["workshop_id"][-1], r["other_workshop_id"][-1]): (r["steps"], r["says"]) for r in rows}
    assert told[("1", "2")] == (1, "负责人为同一人")
    assert told[("2", "3")] == (1, "地址相同")
    assert told[("1", "3")] == (
        2,
        "450721CJ0001与450721CJ0002负责人为同一人，450721CJ0002与450721CJ0003地址相同",
    )
    assert len(told) == 3


def test_two_workshops_are_tied_by_all_that_they_share(small: Small) -> None:
    """The explanation is the strongest of it: a legal representative before an account, five workers last."""
    one, two, three = (small.workshop(f"450721CJ000{n}") for n in (1, 2, 3))
    for n in range(
        5
    ):  # two share an account, the others have their own at both; four are one too few for the third
        account = f"6217000{max(n, 1)}"
        small.work(10 + n, one, [202310], form=small.form(10 + n, account=account))
        small.work(10 + n, two, [202311], form=small.form(10 + n, account=account))
        if n:
            small.work(10 + n, three, [202312])
    small.add("business_registry.entities", uscc=f"U{one}", form=small.form(1))
    for form in (small.form(1), small.form(2)):
        small.add("business_registry.officers", uscc=f"U{two}", form=form)
    found = made(small, "ties")
    assert {(r["workshop_id"], r["other_workshop_id"], r["kind"], r["things"]) for r in found} == {
        (one, two, "officer", 1),
        (one, two, "account", 1),
        (one, two, "worker", 5),
    }
    (row,) = made(small, "relations")
    assert (row["steps"], row["says"]) == (1, "登记人员中有同一人")
