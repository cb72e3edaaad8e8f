"""Codes about second payments: what must be raised, and the look-alikes that must stay silent."""

import datetime as dt

import pytest

from etl.engine import Engine
from tests.etl.alerts.small import OUTSIDE, Small

SHOP = "450721CJ0001"
OTHER = "450721CJ0002"
YEAR = (202301, 202312)


@pytest.fixture
def small(engine: Engine) -> Small:
    world = Small(engine)
    world.workshop(SHOP)
    world.workshop(OTHER)
    return world


def test_one_award_from_two_offices_in_a_year(small: Small):
    small.pay(1, "ABSORB_YEARLY", YEAR, "2000.00", workshop_id=SHOP, office="人社局", fund="EMPLOYMENT")
    small.pay(1, "ABSORB_YEARLY", YEAR, "2000.00", workshop_id=SHOP, office="财政局", fund="EMPLOYMENT")
    alert = small.alerts().one("same_scheme_overlap")
    assert (alert["level"], str(alert["amount_at_risk"]), alert["workshop_id"]) == (
        "duplicate",
        "2000.00",
        SHOP,
    )
    assert alert["says"].endswith("疑点不等于违规，请核实。")
    assert "桂人社规〔2022〕8号" in alert["says"]
    assert "财政局" in alert["says"]
    assert "2023年1月至12月" in alert["says"]
