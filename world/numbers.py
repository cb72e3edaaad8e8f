"""Invented numbers that pass their checks: ID numbers, credit codes, phones, bank accounts.

Belongs here: how a number is built. Does not belong here: how it is spoilt (spoil.py). No number can be a
real one's: IDs begin with 4599, a region that never existed; phones begin with 154, which no carrier hands
out; account numbers fail the card check digit.
"""

from __future__ import annotations

import datetime as dt
import random

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def id_check(body: str) -> str:
    """The check character of a 17-digit body."""
    return ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True)) % 11]


def id_number(region: str, born_on: dt.date, sequence: int) -> str:
    """An 18-character ID; an odd sequence is a man's."""
    body = f"{region}{born_on:%Y%m%d}{sequence:03d}"
    return body + id_check(body)


def is_id_number(text: str) -> bool:
    """Right length, real date, right check character."""
    if len(text) != 18 or not text[:17].isdigit():
        return False
    try:
        dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return id_check(text[:17]) == text[17]


def credit_code(kind: str, county: str, rng: random.Random) -> str:
    """An 18-character credit code; kind is its first two characters (91 firm, 92 household, 93 cooperative)."""
    body = "MA" + "".join(rng.choice(USCC_ALPHABET) for _ in range(6))
    values = [int(char) if char.isdigit() else ord(char) - 55 for char in body]
    rest = 11 - sum(v * w for v, w in zip(values, ORGANISATION_WEIGHTS, strict=True)) % 11
    inner = {10: "X", 11: "0"}.get(rest, str(rest))
    code = f"{kind}{county}{body}{inner}"
    total = sum(USCC_ALPHABET.index(char) * w for char, w in zip(code, USCC_WEIGHTS, strict=True))
    return code + USCC_ALPHABET[(31 - total % 31) % 31]


def is_credit_code(text: str) -> bool:
    """Right length, alphabet and check character."""
    if len(text) != 18 or any(char not in USCC_ALPHABET for char in text):
        return False
    total = sum(USCC_ALPHABET.index(char) * w for char, w in zip(text[:17], USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31] == text[17]


def phone(rng: random.Random) -> str:
    return f"154{rng.randrange(10**8):08d}"


def bank_account(rng: random.Random) -> str:
    """Nineteen digits that begin like a village bank's card and fail the card check."""
    body = f"62179{rng.randrange(10**13):013d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str((10 - total % 10 + 5) % 10)
