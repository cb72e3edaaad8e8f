"""Every form of every type, and what is refused."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.conform.given import fold_label, folded_key, words_of
from etl.engine.tables import tables_of
from etl.engine.warehouse import Settings, Warehouse, open_warehouse
from etl.model.sources import SourceSpec

DAY = dt.date
AT = dt.datetime
Parse = Callable[..., list[Any]]
TEXTS = pa.schema([("kind", pa.string()), ("list", pa.string()), ("raw", pa.string())])


# Kind of column, the table that reads its texts, the column with the meaning.
DATE = ("date", "days", "day")
IS_OPEN = ("date", "days", "is_open")
MONTH = ("month", "months", "month")
TIME = ("time", "moments", "moment")
FLAG = ("flag", "flags", "flag")
DECIMAL = ("decimal", "amounts", "amount")
WHOLE = ("int", "numbers", "number")
WORDS = ("text", "words", "words")
EVERY = (DATE, MONTH, TIME, FLAG, DECIMAL, WHOLE, WORDS)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with open_warehouse(Settings(threads=1), tmp_path_factory.mktemp("scratch")) as opened:
        yield opened


@pytest.fixture(scope="module")
def parse(warehouse: Warehouse) -> Parse:
    """What texts of a kind of column mean, in their order."""

    def go(kind: tuple[str, str, str], raws: Sequence[str | None]) -> list[Any]:
        said, table, column = kind
        texts = sorted({raw or "" for raw in raws})
        rows = {"kind": [said] * len(texts), "list": [""] * len(texts), "raw": texts}
        warehouse.give("conform.texts", pa.table(rows, TEXTS))
        warehouse.run([tables_of("conform")[f"conform.{table}"]], [f"conform.{table}"])
        read = {row["raw"]: row[column] for row in warehouse.arrow(f"conform.{table}").to_pylist()}
        assert len(read) == len(texts)
        return [read[raw or ""] for raw in raws]

    return go


@pytest.fixture(scope="module")
def clean(warehouse: Warehouse) -> Parse:
    """What a function makes of texts, in their order."""

    def go(function: str, raws: Sequence[str | None]) -> list[Any]:
        numbers = pa.array(range(len(raws)), pa.int64())
        warehouse.give("conform.texts", pa.table({"n": numbers, "raw": pa.array(raws, pa.string())}))
        rows = warehouse.query(f"SELECT n, {function}(raw) AS value FROM conform.texts").to_pylist()  # noqa: S608 - a name of the test's own
        return [row["value"] for row in sorted(rows, key=lambda row: row["n"])]

    return go


JUNE_30 = [
    "2024-06-30",
    "20240630",
    "2024/6/30",
    "2024.06.30",
    "2024年6月30日",
    "45473",
    "45473.0",
    "2024年 6 月 30 日",
    "２０２４－０６－３０",
    "'2024-06-30\t",
    "　2024-06-30\u00a0",
    "2024-06-30 00:00:00",
    "2024-06-30 00:00:00.000000000",
    "2024-06-30T23:59:59+08:00",
    "20240630091200",
    "20240630.0",
]
NO_DATE = [
    "2023-02-30",
    "2024-13-01",
    "20240631",
    "2024-6/30",
    "202406",
    "2024",
    "90000",
    "见附件",
    "0000-00-00",
    "1",
]


def test_dates_in_every_listed_form(parse: Parse) -> None:
    assert parse(DATE, JUNE_30) == [DAY(2024, 6, 30)] * len(JUNE_30)


def test_what_is_no_date_is_null(parse: Parse) -> None:
    assert parse(DATE, [*NO_DATE, None, "", "无", "/"]) == [None] * (len(NO_DATE) + 4)


def test_day_and_hour_are_not_run_together(parse: Parse) -> None:
    assert parse(TIME, ["2024/6/3 09:12", "2024年6月3日9时12分"]) == [AT(2024, 6, 3, 9, 12)] * 2


def test_the_end_of_time_is_told_from_days_and_from_slips(parse: Parse) -> None:
    open_ends = [
        "9999-12-31",
        "99991231",
        "9999/12/31",
        "9999.12.31",
        "9999年12月31日",
        "9999-12-31 00:00:00",
    ]
    open_ends += [
        "9999-12-31T23:59:59",
        "99991231235959",
        "99999999999999",
        "99999999",
        "999912",
        "9999-12",
        "2958465",
        "９９９９－１２－３１",
    ]
    assert parse(IS_OPEN, open_ends) == [True] * len(open_ends)
    assert parse(DATE, open_ends) == [None] * len(open_ends)
    assert parse(MONTH, open_ends) == [None] * len(open_ends)
    others = [
        "2024-12-31",
        "2999-12-31",
        "9999",
        "9999-13-31",
        "99",
        "0000-00-00",
        "9999元",
        "29584650",
        "",
        None,
    ]
    assert parse(IS_OPEN, others) == [False] * len(others)


def test_months_in_every_listed_form(parse: Parse) -> None:
    forms = ["202406", "2024-06", "2024-6", "2024/6", "2024年6月", "2024年06月份", "2024.06", *JUNE_30]
    assert parse(MONTH, forms) == [202406] * len(forms)
    assert parse(MONTH, ["202413", "202400", "二月份", "2024", "2024.6", "", None]) == [None] * 7


def test_times_are_local_and_instants_are_brought_there(parse: Parse) -> None:
    given_forms = {
        "2024-06-30 09:12:00": AT(2024, 6, 30, 9, 12),
        "2024-06-30": AT(2024, 6, 30),
        "2024/6/30 9:12": AT(2024, 6, 30, 9, 12),
        "20240630091200": AT(2024, 6, 30, 9, 12),
        "2024-06-30 09:12:00.123456": AT(2024, 6, 30, 9, 12, 0, 123456),
        "2024-06-30T23:59:59+08:00": AT(2024, 6, 30, 23, 59, 59),
        "2024-06-30T15:59:59Z": AT(2024, 6, 30, 23, 59, 59),
        "2024-06-30T20:59:59+05:00": AT(2024, 6, 30, 23, 59, 59),
        "45473.5": AT(2024, 6, 30, 12),
        "2024-06-30 25:00:00": None,
        "昨天": None,
    }
    assert parse(TIME, list(given_forms)) == list(given_forms.values())


def test_flags(parse: Parse) -> None:
    assert parse(FLAG, ["是", "1", "Y", "y", "true", "TRUE", "有", "１"]) == [True] * 8
    assert parse(FLAG, ["否", "0", "N", "n", "false", "False", "无"]) == [False] * 7
    assert parse(FLAG, ["/", "", "也许", None]) == [None] * 4


def test_decimals_are_exact(parse: Parse) -> None:
    forms = {
        "1,234.50": "1234.50",
        "１２３４．５": "1234.50",
        "100元": "100.00",
        "￥5.00": "5.00",
        "2017.2": "2017.20",
        "-5": "-5.00",
        "2.005": "2.01",
        "-2.005": "-2.01",
        "0.125": "0.13",
        "1e3": "1000.00",
        "1,234,567.89元": "1234567.89",
    }
    assert parse(DECIMAL, list(forms)) == [Decimal(value) for value in forms.values()]
    refused = ["1,2,3", "12,34", "见附件", "1.2.3", "五百", "9" * 20, "NaN", "Infinity", "--5", "1.5万元"]
    assert parse(DECIMAL, refused) == [None] * len(refused)


def test_whole_numbers(parse: Parse) -> None:
    assert parse(WHOLE, ["2020", "2020.0", "2020年", "6个月", "1,000", "x", "2.5"]) == [
        2020,
        2020,
        2020,
        6,
        1000,
        None,
        None,
    ]


def test_id_numbers_keep_their_text_and_a_destroyed_one_its_mark(clean: Parse) -> None:
    forms = {
        "'45990119900307002x\t": "45990119900307002X",
        "４５９９０１19900307002Ｘ": "45990119900307002X",
        "459901 19900307 0126": "459901199003070126",
        '="459901199003070126"': "459901199003070126",
        "459901199003070…": "459901199003070…",
        "4.59901199003070E+17": "459901199003070…",
        "45990119900307002×": "45990119900307002X",
        "无": None,
    }
    assert clean("clean_id", list(forms)) == list(forms.values())


def test_a_phone_or_account_is_its_digits_and_none_where_a_spreadsheet_destroyed_it(clean: Parse) -> None:
    forms = {
        "154-0000-0001": "15400000001",
        "１５４０ ０００ ０００１": "15400000001",
        "6217 0000 0000 0001\t": "6217000000000001",
        "0779–400001": "0779400001",
        "-": None,
        "6217 0000 0000 0000 001": "6217000000000000001",
        "13800138000.0": "13800138000",
        "0771-1234567": "07711234567",
        "12E4": "12E4",
        "621700000000000…": None,
        "6.217E+18": None,
        "1.38e+10": None,
        "无": None,
    }
    assert clean("clean_number", list(forms)) == list(forms.values())


def test_names_stay_as_they_came(clean: Parse) -> None:
    assert clean(
        "clean_name", ["　张　一 ", "阿依古丽·买买提", "\u200b李四", "无", "ＮＵＬＬ", "n/a", "-"]
    ) == [
        "张　一",
        "阿依古丽·买买提",
        "李四",
        None,
        None,
        None,
        None,
    ]


def test_codes_by_code_or_by_label(clean: Parse, specs: dict[str, SourceSpec]) -> None:
    column = specs["business_registry"].tables["entities"].columns["REGSTATE"]
    words = words_of("business_registry.entities", column, {})
    forms = {
        "1": "active",
        " 1 ": "active",
        "１": "active",
        "1.0": "active",
        "存续（在营、开业、在册）": "active",
        "存续(在营、开业、在册)": "active",
        "吊销,未注销": "revoked",
        "吊销，未注销": "revoked",
        "吊销，已注销": "deregistered",
        "注销": "deregistered",
        "迁出": "moved_out",
        "歇业": None,
        "9": None,
    }
    assert [words.get(folded) for folded in clean("folded_code", list(forms))] == list(forms.values())


def test_schemes_by_code_by_folded_name_and_by_configured_name(
    clean: Parse, specs: dict[str, SourceSpec]
) -> None:
    column = specs["county_finance"].tables["disbursements"].columns["补贴项目"]
    words = words_of("county_finance.disbursements", column, {"就业帮扶车间带动就业补贴": "ABSORB_YEARLY"})
    forms = {
        "ABSORB_YEARLY": "ABSORB_YEARLY",
        "absorb_yearly": "ABSORB_YEARLY",
        "带动就业补贴": "ABSORB_YEARLY",
        "带动 就业补贴　": "ABSORB_YEARLY",
        "（带动就业补贴）": "ABSORB_YEARLY",
        "就业帮扶车间带动就业补贴": "ABSORB_YEARLY",
        "春耕补贴": None,
    }
    assert [words.get(folded) for folded in clean("folded_code", list(forms))] == list(forms.values())


# Few examples of many values each: what costs is the query, not the values in it.
same_engine = settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
MANY = 130


@same_engine
@given(st.lists(st.dates(DAY(1930, 1, 1), DAY(2098, 12, 31)), min_size=MANY, max_size=MANY))
def test_any_day_is_read_alike_in_every_form(parse: Parse, days: list[dt.date]) -> None:
    serial = [str((day - DAY(1899, 12, 30)).days) for day in days]
    chinese = [f"{day.year}年{day.month}月{day.day}日" for day in days]
    solid = [day.strftime("%Y%m%d") for day in days]
    dashed = [day.isoformat() for day in days]
    assert parse(DATE, [*serial, *chinese, *solid, *dashed]) == days * 4


@same_engine
@given(
    st.lists(
        st.decimals(-(10**12), 10**12, places=2, allow_nan=False),
        min_size=MANY,
        max_size=MANY,
    )
)
def test_any_amount_is_read_to_the_fen(parse: Parse, amounts: list[Decimal]) -> None:
    assert parse(DECIMAL, [*(f"{amount:,}元" for amount in amounts), *map(str, amounts)]) == amounts * 2


@same_engine
@given(st.lists(st.text(max_size=12), min_size=MANY, max_size=MANY))
def test_no_text_breaks_a_parser(parse: Parse, clean: Parse, raws: list[str]) -> None:
    texts = [raw.replace("\x00", "") for raw in raws]
    for kind in EVERY:
        assert len(parse(kind, texts)) == len(texts)
    for function in ("clean_id", "clean_number", "clean_code", "clean_name", "clean_words", "clean_key"):
        assert len(clean(function, texts)) == len(texts)


LABEL = st.text(alphabet="劳动合同 　()（）【】、，；:：。.·“”\"'‘’《》<>_-ａＡａ1１x×", max_size=12)


@same_engine
@given(st.lists(LABEL, min_size=MANY, max_size=MANY))
def test_listed_words_and_asked_keys_are_folded_in_python_as_texts_are_in_sql(
    clean: Parse, raws: list[str]
) -> None:
    folded = [text.removesuffix(".0") for text in raws]
    assert clean("folded_code", folded) == [fold_label(text) for text in folded]
    keys = [f"W{text}" for text in raws]
    assert clean("folded", keys) == [folded_key(key) for key in keys]
