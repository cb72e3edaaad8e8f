"""ID numbers: kinds, normal forms, faults, and what one slip could have come from."""

import pyarrow as pa
import pytest

from matching.ids import READ, read_ids, repairs

SOUND = "459901199003070126"


def read(*texts: str) -> list[dict[str, object]]:
    shown = {"text": "text", **{name: f"id_{name}" for name in READ}}
    found = read_ids(pa.chunked_array([pa.array(texts, pa.string())]))
    rows: list[dict[str, object]] = found.rename_columns(
        [shown[name] for name in found.column_names]
    ).to_pylist()
    return rows


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
def told() -> dict[str, dict[str, object]]:
    """All of them read in one go: a row is read alike whatever stands beside it."""
    texts = [text for text, *_ in KINDS]
    return dict(zip(texts, read(*texts), strict=True))


@pytest.mark.parametrize(("text", "kind", "fault", "normal"), KINDS)
def test_each_kind_of_number_is_told(
    told: dict[str, dict[str, object]], text: str, kind: str, fault: str | None, normal: str | None
) -> None:
    row = told[text]
    assert (row["id_kind"], row["id_fault"], row["id_normal"]) == (kind, fault, normal)


def test_what_a_broken_number_still_says() -> None:
    cut, wrong = read("459901199003070…", "459901199003070127")
    assert (cut["id_prefix"], cut["id_born"], cut["id_sex"]) == ("459901199003070", "1990-03-07", None)
    assert (wrong["id_text18"], wrong["id_born"], wrong["id_sex"]) == (
        "459901199003070127",
        "1990-03-07",
        None,
    )


def test_reading_a_normal_form_again_changes_nothing() -> None:
    first = [row["id_normal"] for row in read(SOUND, "459901651120003", "45990119900307002x43")]
    again = [row["id_normal"] for row in read(*[str(text) for text in first])]
    assert again == first


def test_every_single_wrong_digit_and_every_swap_leads_back() -> None:
    damaged = {
        SOUND[:p] + d + SOUND[p + 1 :]: "id_one_digit"
        for p in range(18)
        for d in "0123456789"
        if d != SOUND[p]
    }
    for p in range(17):
        if SOUND[p] != SOUND[p + 1]:
            damaged[SOUND[:p] + SOUND[p + 1] + SOUND[p] + SOUND[p + 2 :]] = "id_transposed"
    texts = pa.chunked_array([pa.array(damaged, pa.string())])
    found = repairs(texts, texts).to_pylist()
    back = {row["text"]: row["slip"] for row in found if row["repaired"] == SOUND}
    assert back == damaged
    most = max(sum(row["text"] == text for row in found) for text in damaged)
    assert most <= 35
