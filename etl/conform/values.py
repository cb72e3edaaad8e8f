"""Text to dates, months, times, flags, decimals and whole numbers.

Each parser takes raw text and gives a typed expression that is null where the text holds no such value. Texts are
brought to one form with leading zeros before they are cast, because the engines differ in what they let pass
('2024-6', '2024/6/3').
"""

import ibis
import ibis.expr.types as ir

from etl.conform.text import folded, moment

FLAGS_TRUE = ("是", "1", "1.0", "Y", "YES", "T", "TRUE", "有")
FLAGS_FALSE = ("否", "0", "0.0", "N", "NO", "F", "FALSE", "无")

# A time of day after a date: its digits, its fraction, its offset.
CLOCK = r"[T ]?([0-9]{1,2})[:时]([0-9]{1,2})[:分]?([0-9]{1,2})?秒?(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:?[0-9]{2})?"
CLOCK_SOLID = r"([0-9]{2})([0-9]{2})([0-9]{2})"
PARTED = tuple(
    f"^([0-9]{{4}}){first}([0-9]{{1,2}}){second}([0-9]{{1,2}})"
    for first, second in (("-", "-"), ("/", "/"), (r"\.", r"\."), ("年", "月"))
)
SOLID = "^([0-9]{4})([0-9]{2})([0-9]{2})"
ISO = "((?:1[89]|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2})"
# Five digits up to 2099: fewer would be a year, more a month or a day.
SERIAL = r"^([1-6][0-9]{4}|7[0-2][0-9]{3})(?:\.[0-9]*)?$"
SERIAL_FRACTION = r"^(?:[1-6][0-9]{4}|7[0-2][0-9]{3})(\.[0-9]+)$"
SERIAL_ZERO = "1899-12-30"
MONTH = r"^([0-9]{4})(?:[-/年]([0-9]{1,2})月?份?|\.([0-9]{2})|([0-9]{2})(?:\.0)?)$"
NUMBER = r"^([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:E[+-]?[0-9]{1,2})?)$"
GROUPED = r"^([+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?)$"
LOCAL_OFFSET_HOURS = 8


def _iso(text: ir.StringValue) -> ir.StringValue:
    """The day at the start of a text as YYYY-MM-DD with one blank after it; the rest as it was."""
    for pattern in PARTED:
        text = text.re_replace(pattern + "日?[T ]?", r"\1-0\2-0\3 ")
    solid = text.re_replace(SOLID + r"(?:\.0)?$", r"\1-\2-\3 ").re_replace(
        SOLID + CLOCK_SOLID + "$", r"\1-\2-\3 \4:\5:\6"
    )
    return solid.re_replace(SOLID + "[T ]", r"\1-\2-\3 ").re_replace("-0([0-9]{2})", r"-\1")


def _serial_day(text: ir.StringValue) -> ir.TimestampValue:
    days = text.re_extract(SERIAL, 1).try_cast("int32")
    return ibis.timestamp(f"{SERIAL_ZERO} 00:00:00") + days.as_interval("D")


def _day(text: ir.StringValue) -> ir.DateValue:
    """The day of a text, whatever clock follows it."""
    day = _iso(text).re_extract(f"^{ISO} (?:{CLOCK})?$", 1).try_cast("date")
    return ibis.coalesce(day, _serial_day(text).date())


def date(raw: ir.StringValue) -> ir.DateValue:
    """2024-06-30, 20240630, 2024/6/30, 2024.06.30, 2024年6月30日 or an Excel serial; a time of day is left out."""
    return _day(moment(raw))


def month(raw: ir.StringValue) -> ir.IntegerValue:
    """YYYYMM of 202406, 2024-06, 2024年6月 or of any date in the month."""
    text = moment(raw)
    alone = text.re_replace(MONTH, r"\1=0\2\3\4").re_replace("=0([0-9]{2})$", r"=\1")
    number = alone.re_replace("^((?:1[89]|2[0-9])[0-9]{2})=(0[1-9]|1[0-2])$", r"\1\2")
    known = ibis.ifelse(alone.contains("="), number, ibis.null("string")).try_cast("int64")
    return ibis.coalesce(known, _day(text).strftime("%Y%m").try_cast("int64"))


def time(raw: ir.StringValue) -> ir.TimestampValue:
    """A date with time of day in Asia/Shanghai; an instant with another offset is brought there."""
    text = moment(raw)
    stamp = (
        _iso(text).re_replace(f"^{ISO} {CLOCK}$", r"\1 0\2:0\3:0\4\5").re_replace(f"^{ISO} $", r"\1 00:00:00")
    )
    stamp = stamp.re_replace("([ :])0([0-9]{2})", r"\1\2").re_replace(r":0(\.|$)", r":00\1")
    whole = f"^({ISO} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:\\.[0-9]{{1,6}})?)[0-9]{{0,3}}$"
    local = stamp.re_extract(whole, 1).try_cast("timestamp(6)")
    hours = (
        text.re_replace("Z$", "+00:00")
        .re_extract(r":[0-9]{2}(?:\.[0-9]+)?([+-][0-9]{2}):?00$", 1)
        .try_cast("int64")
    )
    moved = (LOCAL_OFFSET_HOURS - ibis.coalesce(hours, LOCAL_OFFSET_HOURS)).as_interval("h")
    share = ibis.coalesce(text.re_extract(SERIAL_FRACTION, 1).try_cast("float64"), 0.0)
    serial = _serial_day(text) + (share * 86400 + 0.5).floor().cast("int64").as_interval("s")
    return ibis.coalesce(local + moved, serial).cast("timestamp(6)")


def flag(raw: ir.StringValue) -> ir.BooleanValue:
    """是/否, 1/0, Y/N, true/false, 有/无."""
    text = folded(raw, keep=("无",))
    pairs = [*((word, True) for word in FLAGS_TRUE), *((word, False) for word in FLAGS_FALSE)]
    return text.cases(*pairs, else_=ibis.null("boolean"))


def decimal(raw: ir.StringValue) -> ir.DecimalValue:
    """Money and measures, exact, half up to the second digit; thousands commas and a trailing 元 are taken off."""
    text = folded(raw).re_replace("元$|^[¥￥]", "")
    plain = text.re_replace(GROUPED, r"=\1").re_replace("^=([+-]?[0-9]+),", r"=\1")
    bare = ibis.ifelse(plain.startswith("="), plain.replace(",", "").replace("=", ""), plain)
    return bare.re_extract(NUMBER, 1).try_cast("decimal(18, 2)")


def whole(raw: ir.StringValue) -> ir.IntegerValue:
    """A whole number; a year or a count of months may carry its unit."""
    text = folded(raw).re_replace(r"^([+-]?[0-9]{1,3}),([0-9]{3})(\D|$)", r"\1\2\3")
    return text.re_extract(r"^([+-]?[0-9]+)(?:\.0*)?(?:年度?|个?月)?$", 1).try_cast("int64")
