"""Cells to text: nothing is typed, nothing is repaired, and a destroyed ID is never mistaken for a whole one."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.cells import csv_text, identifier, number_text, plain
from connectors.sql.values import id_text, value_text

ids = st.from_regex(r"\A4599[0-9]{2}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}[0-9X]\Z")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_itself(value: float) -> None:
    assert float(number_text(value)) == value


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_money_that_went_through_a_float_keeps_its_fen(amount: Decimal) -> None:
    assert Decimal(value_text(float(amount)) or "") == amount


@given(st.text(min_size=1))
def test_text_of_an_ordinary_column_is_untouched(text: str) -> None:
    assert plain(text) == text
    assert value_text(text) == text


@given(ids)
def test_a_whole_id_is_untouched(number: str) -> None:
    assert identifier(number) == number
    assert identifier("'" + number) == "'" + number
    assert identifier(number + "\t") == number + "\t"


@given(ids.filter(lambda one: not one.endswith("X")))
def test_a_number_in_an_id_column_is_cut_and_marked(number: str) -> None:
    # A float keeps 15 to 17 digits: what is landed agrees with the ID as far as it goes and can't equal it.
    for destroyed in (float(number), int(number)):
        landed = identifier(destroyed)
        assert landed is not None
        assert len(landed) == 16
        assert landed.endswith("…")
        assert abs(int(landed[:15]) - int(number[:15])) <= 1
        assert landed != number


@given(ids.filter(lambda one: not one.endswith("X")))
def test_a_spreadsheet_that_kept_fifteen_digits_gives_just_those(number: str) -> None:
    kept = float(number[:15] + "000")
    assert identifier(kept) == number[:15] + "…"


@pytest.mark.parametrize(
    ("cell", "landed"),
    [
        ("4.59901199003070E+17", "459901199003070…"),
        ("'4.59901199003071e+17", "459901199003071…"),
        (" 4.59901199003071E17", "459901199003071…"),
        ("４．５９９０１１９９００３０７１Ｅ＋１７", "459901199003071…"),  # full-width
        ("4.5990119900307E+17", "459901199003070…"),  # the shortest text drops a zero
        ("4.59901E+17", "459901…"),  # a narrow cell shows six digits; no more is known
        ("459901199003070126.0", "459901199003070…"),
        ("45990119900307002X", "45990119900307002X"),
        ("45990119900307002X43B1", "45990119900307002X43B1"),
        ("E12345678", "E12345678"),  # a passport, not a number
        ("", None),
        (None, None),
        (True, "true"),
    ],
)
def test_what_careless_saves_leave_of_an_id(cell: object, landed: str | None) -> None:
    assert identifier(cell) == landed


@pytest.mark.parametrize(
    ("cell", "landed"),
    [
        (2019.0, "2019"),
        (45260.0, "45260"),  # a date as a serial number: typing it is conform's
        (672.4, "672.4"),
        (0.1 + 0.2, "0.30000000000000004"),
        (-0.0, "0"),
        (6217216998791802038.0, "621721699879180…"),  # an account beyond what a float can hold
        (False, "false"),
        (datetime(2023, 12, 31), "2023-12-31"),  # noqa: DTZ001 - spreadsheets have no zones
        (datetime(2023, 12, 31, 8, 30), "2023-12-31 08:30:00"),  # noqa: DTZ001 - spreadsheets have no zones
        (date(2023, 12, 31), "2023-12-31"),
        (time(8, 30), "08:30:00"),
        (timedelta(days=1, hours=12), "1.5"),
        (Decimal("1690.00"), "1690.00"),
        ("  padded ", "  padded "),
    ],
)
def test_other_cells(cell: object, landed: str) -> None:
    assert plain(cell) == landed


def test_text_forced_by_a_formula_sign_in_csv_is_unwrapped_and_nothing_else() -> None:
    assert csv_text('="459901199003070126"') == "459901199003070126"
    assert csv_text("=1+1") == "=1+1"


def test_a_database_s_whole_numbers_are_no_destroyed_ids_but_its_floats_are() -> None:
    assert id_text(459901199003070126) == "459901199003070126"
    assert id_text(Decimal(459901199003070126)) == "459901199003070126"
    assert id_text(float(459901199003070126)) == "459901199003070…"


def test_bytes_in_gb18030_are_read() -> None:
    assert value_text("车间".encode("gb18030")) == "车间"
    assert value_text(memoryview("车间".encode())) == "车间"
