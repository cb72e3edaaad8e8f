"""How names and numbers are shown in public, and what a release's id depends on."""

import dataclasses
from decimal import Decimal

import pyarrow as pa
import pytest

from etl.engine import Engine
from etl.model.contracts import published
from etl.publish.kinds import masked_names, of_kind
from etl.publish.manifest import MadeFrom, ManifestError, Previous, Snapshot, canonical, release_id
from etl.publish.shape import masked_id, window
from etl.publish.signing import Ed25519Signer
from etl.publish.verify_release import ed25519_holds

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


def test_names_are_masked_as_offices_do(engine: Engine) -> None:
    table = engine.table(pa.table({"name": list(MASKED)}))
    shown = engine.arrow(table.select("name", shown=masked_names(table.name))).to_pylist()
    assert {row["name"]: row["shown"] for row in shown} == MASKED


def test_numbers_show_six_and_four(engine: Engine) -> None:
    table = engine.table(pa.table({"n": ["459901198001010011", "459901800101001", "123456789", None]}))
    shown = engine.arrow(table.select("n", s=masked_id(table.n))).to_pylist()
    assert {row["n"]: row["s"] for row in shown} == {
        "459901198001010011": "459901********0011",
        "459901800101001": "459901*****1001",
        "123456789": "*********",
        None: "",
    }


@pytest.mark.parametrize(("month", "first"), [(202312, 202301), (202306, 202207), (202301, 202202)])
def test_the_window_is_twelve_months_or_from_january(month: int, first: int) -> None:
    assert window(month) == (first, month)


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


def test_a_name_that_is_alone_in_its_village_is_generalised(engine: Engine) -> None:
    place = {"county": "459901", "township": "新圩镇", "village": "一村"}
    villagers = ["王小明", "王大明", "王刚", "赵云", "李四", "李五", "李小四"]
    elsewhere = [{"name": "赵雷", **place, "village": "二村"}]
    known = [{"name": name, **place} for name in villagers] + elsewhere
    schema = pa.schema([(name, pa.string()) for name in known[0]])
    people = [
        {"person_key": name, "name": name, "id_masked": "", "groups": "", **place}
        for name in ("王小明", "王刚", "赵云", "李四", "")
    ]
    made = {
        "people": engine.table(pa.Table.from_pylist(people, published("people").arrow_schema())),
        "entitlements": engine.table(
            pa.Table.from_pylist(
                [
                    {
                        "person_key": one["person_key"],
                        "outcome": "due",
                        "scheme": "ABSORB_YEARLY",
                        "claimed": Decimal("1.00"),
                        "paid": Decimal("0.00"),
                    }
                    for one in people
                ],
                published("entitlements").arrow_schema(),
            )
        ),
        "ledger": engine.table(published("ledger").arrow_schema().empty_table()),
    }
    shown = of_kind(engine, made, "public", engine.table(pa.Table.from_pylist(known, schema)))["people"]
    assert {row["person_key"]: row["name"] for row in engine.arrow(shown).to_pylist()} == {
        "王小明": "王*明",  # so is 王大明
        "王刚": "王**",  # the only 王 of two characters
        "赵云": "***",  # the only 赵 of the village
        "李四": "李*",  # so is 李五
        "": "",
    }
