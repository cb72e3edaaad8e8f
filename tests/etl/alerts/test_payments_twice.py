"""One payment that two offices recorded: for review, nothing at risk, and a repeat only once somebody found two payments."""

import datetime as dt

from tests.etl.alerts.small import Small

GX, YEAR = "450721CJ0001", (202301, 202312)


def recorded_twice(*, both_paid: bool) -> Small:
    """A yearly subsidy in HRSS and in county finance; as the rooms before have it, until both are found to be paid."""
    world = Small()
    world.workshop(GX)
    more = {"workshop_id": GX, "form": world.form(1)}
    one = world.pay(1, "ABSORB_YEARLY", YEAR, "2000.00", native="A1", **more)
    again = {"source": "county_finance.disbursements", "is_live": both_paid}
    other = world.pay(1, "ABSORB_YEARLY", YEAR, "2000.00", native="F1", **more, **again)
    pair = {"row_ref": one, "other_ref": other, "person": 1, "workshop_id": GX, "scheme": "ABSORB_YEARLY"}
    months = {"from_month": YEAR[0], "to_month": YEAR[1]}
    paid = {"hrss_state": "paid", "hrss_paid_on": dt.date(2023, 12, 28)}
    world.add("twins", **pair, **months, **paid, is_both_paid=both_paid)
    return world


def test_same_payment_twice_is_for_review_and_no_repeat() -> None:
    raised = recorded_twice(both_paid=False).alerts()
    alert = raised.one("same_payment_twice")
    assert (alert["level"], str(alert["amount_at_risk"]), alert["person_key"]) == ("review", "0.00", "key1")
    assert len(raised.refs(alert)) == 2
    assert raised.of("same_scheme_overlap") == []


def test_same_payment_twice_that_was_paid_twice_is_a_repeat_that_is_confirmed() -> None:
    before = recorded_twice(both_paid=False).alerts()
    answer = {"alert_id": before.one("same_payment_twice")["alert_id"], "answer": "confirmed"}
    raised = recorded_twice(both_paid=True).alerts(answered_on=before, outcomes=[answer])
    assert raised.one("same_payment_twice")["state"] == "confirmed"
    repeat = raised.one("same_scheme_overlap")
    assert (repeat["state"], str(repeat["amount_at_risk"])) == ("confirmed", "2000.00")


# --- evidence that decides ---


def test_a_payment_tells_its_day_batch_fund_and_the_end_of_its_account() -> None:
    small = Small()
    small.workshop(GX)
    for native in ("A", "B"):
        more = {
            "native": native,
            "fund": "EMPLOYMENT",
            "batch_id": f"PC{native}",
            "account": "6227000000001234",
        }
        small.pay(1, "ABSORB_YEARLY", YEAR, "2000.00", workshop_id=GX, **more)
    raised = small.alerts()
    alert = raised.one("same_scheme_overlap")
    told = [row["says"] for row in raised.evidence if row["alert_id"] == alert["alert_id"]]
    assert len(told) == 2
    for says, batch in zip(told, ("PCA", "PCB"), strict=True):
        assert "2023年1月至12月已发放2000.00元，发放日期2023年12月28日" in says
        assert f"批次{batch}" in says
        assert says.endswith("账号尾号1234")
        assert "6227000000001234" not in says


def test_a_row_that_names_somebody_oddly_shows_both_name_and_masked_number() -> None:
    small = Small()
    small.workshop(GX)
    form = small.form(1, outcome="unsure", tier="none", reasons="id_equal,name_differs")
    small.rows["forms"][-1] |= {"name": "甲乙", "id_text": "459901198001010012", "account": "62270001234"}
    small.work(1, GX, [202312], form=form, outcome="unsure")
    raised = small.alerts()
    alert = raised.one("id_name_conflict")
    (says,) = [row["says"] for row in raised.evidence if row["alert_id"] == alert["alert_id"]]
    assert says.endswith("写作甲乙，证件号码459901********0012，账号尾号1234")
