"""Damages do what they say: checks fail where they must, the person can still be found where the truth says so."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from world import names, numbers, spoil

ID = numbers.id_number("459901", dt.date(1990, 3, 7), 12)


def test_numbers_of_the_standards_examples() -> None:
    assert numbers.is_id_number("459901199003070126")
    assert numbers.is_id_number("45990119900307002X")
    assert not numbers.is_id_number("459902200102290011")  # 29 February 2001
    assert numbers.is_credit_code("91459901MA5ABC1D0A")
    assert not numbers.is_credit_code("91459901MA5ABC1D0B")


@pytest.mark.parametrize("kind", ["91", "92", "93"])
def test_credit_codes_check(kind: str) -> None:
    code = numbers.credit_code(kind, "451024", random.Random(kind))
    assert numbers.is_credit_code(code)
    assert code.startswith(f"{kind}451024")


def test_one_digit_and_transposed_ids_never_check() -> None:
    rng = random.Random(1)
    for _ in range(300):
        whole = numbers.id_number(
            "459901", dt.date(1980, 1, 1) + dt.timedelta(rng.randrange(8000)), rng.randrange(1, 999)
        )
        wrong = spoil.one_digit(whole, rng)
        assert sum(a != b for a, b in zip(whole, wrong, strict=True)) == 1
        assert not numbers.is_id_number(wrong)
        if spoil.can_transpose(whole):
            swapped = spoil.transposed(whole)
            assert sorted(swapped) == sorted(whole)
            assert not numbers.is_id_number(swapped)
        assert not numbers.is_id_number(spoil.bad_check(whole))


def test_a_bad_check_can_not_be_repaired_to_itself_by_fifteen_digits() -> None:
    assert spoil.bad_check(ID)[:17] == ID[:17]
    assert spoil.bad_check(ID)[17] != ID[17]


def test_float_keeps_fifteen_digits() -> None:
    assert spoil.as_float(ID) == f"{ID[0]}.{ID[1:15]}E+17"
    assert f"{float(spoil.as_float(ID)):.0f}".startswith(ID[:15])


def test_fifteen_and_certificate_hold_the_id() -> None:
    assert spoil.fifteen(ID) == ID[:6] + ID[8:17]
    rng = random.Random(2)
    assert spoil.certificate(ID, rng)[:18] == ID
    assert len(spoil.certificate(ID, rng)) == 20
    assert spoil.certificate(ID, rng, reissued=True)[20:] == "B1"


@pytest.mark.parametrize(
    "table", [spoil.SOUNDS_LIKE, spoil.LOOKS_LIKE, spoil.VARIANT, spoil.TRADITIONAL, spoil.PINYIN]
)
def test_confusions_change_the_character(table: dict[str, str]) -> None:
    assert all(char != other and len(char) == 1 for char, other in table.items())


def test_replacing_keeps_the_surname() -> None:
    assert spoil.replace_last("丽文丽", spoil.SOUNDS_LIKE) == "丽文莉"
    with pytest.raises(ValueError, match="no character"):
        spoil.replace_last("王一一", spoil.SOUNDS_LIKE)


def test_names_have_their_areas_share_of_single_characters() -> None:
    rng = random.Random(3)
    made = [names.person_name("GX", "女", rng) for _ in range(2000)]
    assert 0.1 < sum(len(name) == 2 for name in made) / len(made) < 0.2
    assert sum(name[0] in "韦覃黄农陆" for name in made) > 400


def test_mongol_names_have_no_surname() -> None:
    rng = random.Random(4)
    made = [names.person_name("NM", "男", rng, "蒙古族") for _ in range(200)]
    assert sum(len(name) >= 4 for name in made) > 50


def test_phones_and_accounts_are_nobodys() -> None:
    rng = random.Random(5)
    for _ in range(200):
        assert numbers.phone(rng).startswith("154")
        total = 0
        for place, digit in enumerate(reversed(numbers.bank_account(rng))):
            value = int(digit) * (2 if place % 2 else 1)
            total += value - 9 if value > 9 else value
        assert total % 10 != 0
