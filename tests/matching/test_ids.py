"""ID numbers and credit codes: kinds, normal forms, faults, and what one slip could have come from."""

import pyarrow as pa
import pytest

from etl.engine import Engine
from matching.ids import is_registration_number, read_credit_codes, read_ids, repairs

SOUND = "459901199003070126"


def read(engine: Engine, *texts: str) -> list[dict[str, object]]:
    table = engine.table(pa.table({"at": range(len(texts)), "text": list(texts)}))
    found: list[dict[str, object]] = engine.arrow(read_ids(engine, table, "text").order_by("at")).to_pylist()
    return found


KINDS: list[tuple[str, str, str | None, str | None]] = [
    (SOUND, "citizen", None, SOUND),
    ("45990119900307002x", "citizen", None, "45990119900307002X"),  # lower case
    ("45990119900307002Ｘ", "citizen", None, "45990119900307002X"),  # full width
    ("45990119900307002×", "citizen", None, "45990119900307002X"),  # the sign for times
    ("45990119900307002Ⅹ", "citizen", None, "45990119900307002X"),  # Roman ten
    ("４５９９０１１９９００３０７０１２６", "citizen", None, SOUND),
    ("'459901 19900307 0126\t", "citizen", None, SOUND),  # apostrophe, blanks, tab of a spreadsheet
    ("459901651120003", "citizen_15", None, "459901196511200034"),
    ("459901030307012", "citizen_15", None, "459901200303070123"),  # shortened by the old rule, born in 2003
    ("45990119900307002X43", "certificate", None, "45990119900307002X"),
    ("45990119900307002X43B1", "certificate", None, "45990119900307002X"),  # reissued
    ("810000199001010019", "resident_permit", None, "810000199001010019"),
    ("911156199001010010", "foreigner", None, "911156199001010010"),
    ("459902200102290011", "citizen", "date", None),  # 29 February of a common year, check digit right
    ("459901199003070127", "citizen", "check", None),
    ("45990119900307012", "other", "length", None),
    ("4599O1199003070126", "other", "characters", None),  # the letter O
    ("999999199001010011", "placeholder", "placeholder", None),
    ("000000000000000000", "placeholder", "placeholder", None),
    ("459901199003070…", "truncated", "truncated", None),
    ("4.59901199003070E+17", "truncated", "truncated", None),
    ("459901199003071000", "truncated", "truncated", None),  # rounded by a spreadsheet, check digit wrong
    ("", "missing", None, None),
]


@pytest.fixture(scope="module")
def told(engine: Engine) -> dict[str, dict[str, object]]:
    """All of them read in one go: a row is read alike whatever stands beside it."""
    texts = [text for text, *_ in KINDS]
    return dict(zip(texts, read(engine, *texts), strict=True))


@pytest.mark.parametrize(("text", "kind", "fault", "normal"), KINDS)
def test_each_kind_of_number_is_told(
    told: dict[str, dict[str, object]], text: str, kind: str, fault: str | None, normal: str | None
) -> None:
    row = told[text]
    assert (row["id_kind"], row["id_fault"], row["id_normal"]) == (kind, fault, normal)


def test_what_a_broken_number_still_says(engine: Engine) -> None:
    cut, wrong = read(engine, "459901199003070…", "459901199003070127")
    assert (cut["id_prefix"], cut["id_born"], cut["id_sex"]) == ("459901199003070", "1990-03-07", None)
    assert (wrong["id_text18"], wrong["id_born"], wrong["id_sex"]) == (
        "459901199003070127",
        "1990-03-07",
        None,
    )


def test_reading_a_normal_form_again_changes_nothing(engine: Engine) -> None:
    first = [row["id_normal"] for row in read(engine, SOUND, "459901651120003", "45990119900307002x43")]
    again = [row["id_normal"] for row in read(engine, *[str(text) for text in first])]
    assert again == first


def test_every_single_wrong_digit_and_every_swap_leads_back(engine: Engine) -> None:
    damaged = {
        SOUND[:p] + d + SOUND[p + 1 :]: "id_one_digit"
        for p in range(18)
        for d in "0123456789"
        if d != SOUND[p]
    }
    for p in range(17):
        if SOUND[p] != SOUND[p + 1]:
            damaged[SOUND[:p] + SOUND[p + 1] + SOUND[p] + SOUND[p + 2 :]] = "id_transposed"
    table = engine.table(pa.table({"id_text18": list(damaged)}))
    found = engine.arrow(repairs(engine, table)).to_pylist()
    back = {row["id_text18"]: row["slip"] for row in found if row["repaired"] == SOUND}
    assert back == damaged
    most = max(sum(row["id_text18"] == text for row in found) for text in damaged)
    assert most <= 35


CODES: list[tuple[str, str | None, str | None]] = [
    ("91459901MA5ABC1D0A", "91459901MA5ABC1D0A", None),
    ("N2459901MF5ABC4G2E", "N2459901MF5ABC4G2E", None),  # a village collective, letters in front
    (" 91459901ma5abc1d0a ", "91459901MA5ABC1D0A", None),
    ("9I4S99O1MA5ABC1D0A", "91459901MA5ABC1D0A", None),  # I for 1, S for 5, O for 0
    ("91459901MA5ABC1D0B", None, "check"),
    ("91459901MA5ABC1D0", None, "length"),
    ("", None, "missing"),
]


@pytest.fixture(scope="module")
def codes(engine: Engine) -> dict[str, dict[str, object]]:
    table = engine.table(pa.table({"code": [code for code, _, _ in CODES]}))
    return {row["code"]: row for row in engine.arrow(read_credit_codes(engine, table, "code")).to_pylist()}


@pytest.mark.parametrize(("text", "normal", "fault"), CODES)
def test_credit_codes_are_read_and_mended(
    codes: dict[str, dict[str, object]], text: str, normal: str | None, fault: str | None
) -> None:
    assert (codes[text]["uscc_normal"], codes[text]["uscc_fault"]) == (normal, fault)


def test_old_registration_numbers_have_their_own_check(engine: Engine) -> None:
    table = engine.table(pa.table({"text": ["459901000000017", "459901000000018", "45990100000001"]}))
    shown = engine.arrow(table.mutate(ok=is_registration_number(table["text"]))).to_pylist()
    assert {row["text"]: row["ok"] for row in shown} == {
        "459901000000017": True,
        "459901000000018": False,
        "45990100000001": False,
    }
