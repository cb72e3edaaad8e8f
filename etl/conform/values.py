"""Text to dates, months, times, flags, decimals and whole numbers.

Each parser takes raw text and gives a typed expression that is null where the text holds no such value. Texts are
rebuilt with leading zeros before they are cast, because the engines differ in what they let pass ('2024-6', '2024/6/3').
"""

import ibis
import ibis.expr.types as ir

from etl.conform.text import folded, moment

FLAGS_TRUE = ("是", "1", "1.0", "Y", "YES", "T", "TRUE", "有")
FLAGS_FALSE = ("否", "0", "0.0", "N", "NO", "F", "FALSE", "无")

# A year, then month and day with marks or in eight digits. (No pattern holds more than nine groups: DuckDB's limit.)
YEAR = "(?:1[89]|2[0-9])[0-9]{2}"
CLOCK = r"[0-9]{1,2}[:时][0-9]{1,2}[:分]?(?:[0-9]{1,2})?秒?(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
AFTER = rf"(?:[T ]?{CLOCK}|[0-9]{{6}}|\.0| )?$"
DAY = f"^({YEAR})(?:[-/.年]([0-9]{{1,2}})[-/.月]([0-9]{{1,2}})日?|([0-9]{{2}})([0-9]{{2}})){AFTER}"
# The clock after a day: with marks, a fraction and an offset, or six digits after eight.
TIMED = (
    f"^{YEAR}(?:[-/.年][0-9]{{1,2}}[-/.月][0-9]{{1,2}}日?|[0-9]{{4}})(?:"
    r"[T ]?([0-9]{1,2})[:时]([0-9]{1,2})[:分]?([0-9]{1,2})?秒?(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:?[0-9]{2})?"
    "|([0-9]{2})([0-9]{2})([0-9]{2}))$"
)
# Both marks of a date agree: 2024-06/30 is a slip, not a date.
SAME_MARKS = r"^[0-9]+(?:-[0-9]+-|/[0-9]+/|\.[0-9]+\.|年[0-9]+月|[0-9T :.Z+-]*$)"
# Five digits up to 2099: fewer would be a year, more a month or a day.
SERIAL = r"^([1-6][0-9]{4}|7[0-2][0-9]{3})(?:\.[0-9]*)?$"
SERIAL_FRACTION = r"^(?:[1-6][0-9]{4}|7[0-2][0-9]{3})(\.[0-9]+)$"
SERIAL_ZERO = "1899-12-30 00:00:00"
# 9999-12-31 in every form, nines throughout, and its serial: no end.
END_OF_TIME = r"^(?:9999[-/.年]?(?:12|99)(?:[-/.月]?(?:31|99)?日?)(?:9*|[T ]?[0-9]{2}:[0-9]{2}.*|\.0|[0-9]{6})|2958465(?:\.0*)?)$"
MONTH = r"^([0-9]{4})(?:[-/年]([0-9]{1,2})月?份?|\.([0-9]{2})|([0-9]{2})(?:\.0)?)$"
REAL_MONTH = "^((?:1[89]|2[0-9])[0-9]{2}(?:0[1-9]|1[0-2]))$"
NUMBER = r"^([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:E[+-]?[0-9]{1,2})?)$"
GROUPED = r"^[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?$"
WHOLE = r"^([+-]?[0-9]+)(?:\.0*)?$"
LOCAL_OFFSET_HOURS = 8


def _either(text: ir.StringValue, pattern: str, one: int, other: int) -> ir.StringValue:
    """Two digits that stand in one of two groups; 00 for none."""
    return (text.re_extract(pattern, one) + text.re_extract(pattern, other)).lpad(2, "0")


def _iso(text: ir.StringValue) -> ir.StringValue:
    """The day of a text as YYYY-MM-DD; what is no date gives a text that no cast takes."""
    year = ibis.ifelse(text.re_search(SAME_MARKS), text.re_extract(DAY, 1), "")
    return year + "-" + _either(text, DAY, 2, 4) + "-" + _either(text, DAY, 3, 5)


def _serial_day(text: ir.StringValue) -> ir.TimestampValue:
    return ibis.timestamp(SERIAL_ZERO) + text.re_extract(SERIAL, 1).try_cast("int32").as_interval("D")


def _day(text: ir.StringValue) -> ir.DateValue:
    """The day of a text, whatever clock follows it."""
    return ibis.coalesce(_iso(text).try_cast("date"), _serial_day(text).date())


def date(raw: ir.StringValue) -> ir.DateValue:
    """2024-06-30, 20240630, 2024/6/30, 2024.06.30, 2024年6月30日 or an Excel serial; a time of day is left out."""
    return _day(moment(raw))


def month(raw: ir.StringValue) -> ir.IntegerValue:
    """YYYYMM of 202406, 2024-06, 2024年6月 or of any date in the month."""
    text = moment(raw)
    number = (text.re_extract(MONTH, 2) + text.re_extract(MONTH, 3) + text.re_extract(MONTH, 4)).lpad(2, "0")
    known = (text.re_extract(MONTH, 1) + number).re_extract(REAL_MONTH, 1).try_cast("int64")
    return ibis.coalesce(known, _day(text).strftime("%Y%m").try_cast("int64"))


def is_end_of_time(raw: ir.StringValue) -> ir.BooleanValue:
    """Whether a text is the day, or its month, that stands for an end nobody knows."""
    return moment(raw).re_search(END_OF_TIME).fill_null(False)


def time(raw: ir.StringValue) -> ir.TimestampValue:
    """A date with time of day in Asia/Shanghai; an instant with another offset is brought there."""
    text = moment(raw)
    hour, minute, second = (_either(text, TIMED, marked, marked + 5) for marked in (1, 2, 3))
    stamp = _iso(text) + " " + hour + ":" + minute + ":" + second + text.re_extract(TIMED, 4).left(7)
    zone = text.re_extract(TIMED, 5).replace("Z", "+00:00")
    offset = zone.re_extract("^([+-][0-9]{2}):?00$", 1).try_cast("int64")
    moved = (LOCAL_OFFSET_HOURS - ibis.coalesce(offset, LOCAL_OFFSET_HOURS)).as_interval("h")
    share = ibis.coalesce(text.re_extract(SERIAL_FRACTION, 1).try_cast("float64"), 0.0)
    serial = _serial_day(text) + (share * 86400 + 0.5).floor().cast("int64").as_interval("s")
    return ibis.coalesce(stamp.try_cast("timestamp(6)") + moved, serial).cast("timestamp(6)")


def flag(raw: ir.StringValue) -> ir.BooleanValue:
    """是/否, 1/0, Y/N, true/false, 有/无."""
    text = folded(raw, keep=("无",))
    pairs = [*((word, True) for word in FLAGS_TRUE), *((word, False) for word in FLAGS_FALSE)]
    return text.cases(*pairs, else_=ibis.null("boolean"))


def _ungrouped(text: ir.StringValue) -> ir.StringValue:
    """Without thousands commas, where they stand at the thousands."""
    return ibis.ifelse(text.re_search(GROUPED), text.replace(",", ""), text)


def decimal(raw: ir.StringValue) -> ir.DecimalValue:
    """Money and measures, exact, half up to the second digit; thousands commas and a trailing 元 are taken off."""
    text = folded(raw).re_replace("元$|^[¥￥]", "")
    return _ungrouped(text).re_extract(NUMBER, 1).try_cast("decimal(18, 2)")


def whole(raw: ir.StringValue) -> ir.IntegerValue:
    """A whole number; a year or a count of months may carry its unit."""
    text = folded(raw).re_replace("年度?$|个?月$", "")
    return _ungrouped(text).re_extract(WHOLE, 1).try_cast("int64")
