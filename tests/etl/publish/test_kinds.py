"""How names and numbers are shown in public, and what a release's id depends on."""

import dataclasses
from decimal import Decimal
from pathlib import Path

import pytest

from etl.config import Config
from etl.engine.warehouse import Settings, open_warehouse
from etl.policy.in_force import open_library
from etl.publish.given import release_tables
from etl.publish.kinds import masked_name
from etl.publish.manifest import MadeFrom, ManifestError, Previous, Snapshot, canonical, release_id
from etl.publish.signing import Ed25519Signer
from etl.publish.verify_release import ed25519_holds
from tests.rooms import room, rows_of

MASKED = {
    "王明": "王*",
    "王小明": "王*明",
    "欧阳青": "欧阳*",
    "欧阳小青": "欧阳*",
    "王小小明": "王**明",
    "阿依古丽·买买提": "阿依古丽·***",
    "阿依古丽.买买提": "阿依古丽·***",
    "王": "*",
    "": "",
}


def test_names_are_masked_as_offices_do() -> None:
    assert {name: masked_name(name) for name in MASKED} == MASKED


def test_numbers_show_six_and_four(tmp_path: Path) -> None:
    shown = {
        "459901198001010011": "459901********0011",
        "459901800101001": "459901*****1001",
        "123456789": "*********",
        "": "",
    }
    with open_warehouse(Settings(threads=1), tmp_path) as warehouse:
        told = {n: warehouse.query(f"SELECT masked_id('{n}') AS s")["s"][0].as_py() for n in shown}
        assert told == shown
        assert warehouse.query("SELECT masked_id(CAST(NULL AS VARCHAR)) AS s")["s"].to_pylist() == [""]


@pytest.mark.parametrize(("month", "first"), [(202312, 202301), (202306, 202207), (202301, 202202)])
def test_the_months_published_are_twelve_up_to_the_ledger_month(month: int, first: int) -> None:
    """So they always reach back to January of its year."""
    months = [first - 1 if first % 100 > 1 else first - 89, first, month, month + 1]
    given = {
        "verify.coverage": [
            {"source": "hrss.rosters", "county": "459901", "month": one, "state": "full", "rows": 1}
            for one in months
        ]
    }
    config = Config.model_construct(areas=("45",))
    with room("publish", given, ["coverage"], config, month) as warehouse:
        assert {row["month"] for row in rows_of(warehouse, "publish.coverage")} == {first, month}


BASE = MadeFrom(
    [Snapshot("a", "p", 1, "h1", None), Snapshot("b", "q", 2, "h2", None)],
    {"x": "1"},
    {"areas": ["45"]},
    "key",
)


@pytest.mark.parametrize(
    "changed",
    [
        {"snapshots": [Snapshot("a", "p", 1, "h3", None)]},
        {"policy_files": {"x": "2"}},
        {"configuration": {"areas": ["46"]}},
        {"person_key_id": "other"},
        {"decisions": ["d"]},
        {"previous": Previous("r", 202311, "m")},
        {"code_version": "2"},
        {"provisional": True},
    ],
)
def test_each_input_makes_another_release(changed: dict[str, object]) -> None:
    assert release_id(dataclasses.replace(BASE, **changed), 202312) != release_id(BASE, 202312)  # type: ignore[arg-type] # fields by name


def test_order_of_inputs_and_how_they_were_pulled_make_no_difference() -> None:
    again = dataclasses.replace(
        BASE, snapshots=[Snapshot("b", "other", 9, "h2", "2023-01-01"), BASE.snapshots[0]]
    )
    assert release_id(again, 202312) == release_id(BASE, 202312)
    assert release_id(BASE, 202311) != release_id(BASE, 202312)


def test_a_manifest_holds_no_binary_float() -> None:
    assert canonical({"b": 1, "a": "中"}) == '{"a":"中","b":1}'.encode()
    with pytest.raises(ManifestError):
        canonical({"a": [0.1]})


def test_the_plain_check_agrees_with_the_library() -> None:
    for seed in range(5):
        signer = Ed25519Signer(bytes([seed]) * 32)
        message = bytes([seed]) * seed * 7
        signature = signer.sign(message)
        public = bytes.fromhex(signer.public_key)
        assert ed25519_holds(public, message, signature)
        assert not ed25519_holds(public, message + b"x", signature)
        assert not ed25519_holds(public, message, signature[:32] + bytes(32))


def test_a_name_that_too_few_in_its_township_share_is_generalised() -> None:
    place = {"county": "459901", "township": "新圩镇", "village": "一村"}
    villagers = ["王小明", "王大明", "王刚", "赵云", "李四", "李五", "李小四", ""]
    known = [
        {"person": at, "person_key": f"k{at}", "name": name, **place} for at, name in enumerate(villagers)
    ]
    known.append({"person": 99, "person_key": "k99", "name": "赵雷", **place, "township": "旧圩镇"})
    noticed = [at for at, name in enumerate(villagers) if name in ("王小明", "王刚", "赵云", "李四", "")]
    once = {"from_month": 202301, "to_month": 202312, "scheme": "ABSORB_YEARLY", "beneficiary_kind": "person"}
    given = {
        "link.persons": known,
        "rules.entitlements": [
            {
                "entitlement_id": f"e{at}",
                "person_key": f"k{at}",
                "person": at,
                "area": "459901",
                "outcome": "due",
                "claimed": Decimal("1.00"),
                "paid": Decimal("0.00"),
                **once,
            }
            for at in noticed
        ],
        "verify.benefits": [
            {
                "row_ref": f"hrss.subsidies:p:{at}",
                "form": at,
                "person": at,
                "outcome": "same",
                "same": at,
                "amount": Decimal("1.00"),
                "state": "approved",
                "is_live": True,
                **once,
            }
            for at in noticed
        ],
        **release_tables(
            open_library(), {}, policy_changed=False, people={"ABSORB_YEARLY": "办法"}, threshold=2
        ),
    }
    config = Config.model_construct(areas=("45",))
    with room("publish", given, ["masked_people"], config, 202312) as warehouse:
        shown = {row["person_key"]: row["name"] for row in rows_of(warehouse, "publish.masked_people")}
    assert {villagers[int(key[1:])]: name for key, name in shown.items()} == {
        "王小明": "王*明",  # so is 王大明
        "王刚": "王**",  # the only 王 of two characters
        "赵云": "***",  # the only 赵 of the township
        "李四": "李*",  # so is 李五
        "": "",
    }


def test_lines_of_a_workshop_with_an_open_duplicate_or_contradiction_wait_until_somebody_lets_them_go() -> (
    None
):
    alerts = [
        ("CJ01", "duplicate", "new"),
        ("CJ02", "contradiction", "reopened"),
        ("CJ03", "duplicate", "cleared"),
        ("CJ04", "review", "new"),
        ("CJ05", "duplicate", "known"),
        ("CJ06", "duplicate", "known"),
    ]
    given = {
        "alerts.alerts": [
            {"alert_id": f"{at}", "workshop_id": shop, "level": level, "state": state, "county": "459901"}
            for at, (shop, level, state) in enumerate(alerts)
        ],
        "link.facts": [
            {"workshop_id": shop, "code": "put_up", "value": value, "from_month": month, "to_month": month}
            for shop, value, month in (("CJ01", None, 202405), ("CJ05", None, 202406), ("CJ06", "否", 202406))
        ],
        "ledger.ledger": [
            {"workshop_id": shop, "county": "459901", "state": "applied", "recognition": "met"}
            for shop, _, _ in alerts
        ],
    }
    with room(
        "publish", given, ["held_back", "to_recognise"], Config.model_construct(areas=("45",)), 202406
    ) as made:
        assert sorted(row["workshop_id"] for row in rows_of(made, "publish.held_back")) == [
            "CJ01",
            "CJ02",
            "CJ06",
        ]
        shown = sorted(row["workshop_id"] for row in rows_of(made, "publish.to_recognise"))
    assert shown == ["CJ03", "CJ04", "CJ05"]


def test_a_suspicion_about_one_person_and_subsidy_holds_back_no_line_of_others() -> None:
    in_june = {"from_month": 202406, "to_month": 202406, "beneficiary_kind": "person", "workshop_id": "CJ01"}
    lines = [(1, "ABSORB_YEARLY"), (1, "TRAINING"), (2, "ABSORB_YEARLY")]
    given = {
        "link.persons": [
            {"person": at, "person_key": f"k{at}", "name": "王小明", "county": "459901"} for at in (1, 2)
        ],
        "rules.entitlements": [
            {
                "entitlement_id": f"e{at}",
                "person": person,
                "person_key": f"k{person}",
                "scheme": scheme,
                "area": "459901",
                "outcome": "due",
                "claimed": Decimal("1.00"),
                "paid": Decimal("0.00"),
                **in_june,
            }
            for at, (person, scheme) in enumerate(lines)
        ],
        "verify.benefits": [
            {
                "row_ref": f"hrss.subsidies:p:{at}",
                "form": at,
                "person": person,
                "outcome": "same",
                "same": person,
                "scheme": scheme,
                "amount": Decimal("1.00"),
                "state": "approved",
                "is_live": True,
                **in_june,
            }
            for at, (person, scheme) in enumerate(lines)
        ],
    }
    about = {"alert_id": "1", "workshop_id": "CJ01", "level": "duplicate", "state": "new", "county": "459901"}
    config = Config.model_construct(areas=("45",))

    def noticed(**named: str) -> list[tuple[str, str]]:
        alerts = {"alerts.alerts": [{**about, **named}]}
        with room("publish", given | alerts, ["noticed"], config, 202406) as made:
            rows = rows_of(made, "publish.noticed")
        return sorted((row["person_key"], row["scheme"]) for row in rows)

    assert noticed(person_key="k1", scheme="TRAINING") == [("k1", "ABSORB_YEARLY"), ("k2", "ABSORB_YEARLY")]
    assert noticed(person_key="k1") == [("k2", "ABSORB_YEARLY")]
    assert noticed() == []
