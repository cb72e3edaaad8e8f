"""ID numbers and credit codes as table expressions: what kind of number a text is, its normal form, what ails it.

Belongs here: GB 11643 and its relatives, GB 32100 and the 15-digit registration number, and the candidates that one
slip of the hand could have come from. Does not belong here: who holds a number (link.py). Everything is an ibis
expression over text columns, so both engines compute it; no value is looked at in Python.

The region of a number says where it was first issued. It is never a fault, whatever today's gazetteer holds.
"""

from functools import reduce
from operator import add

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from etl.engine import Engine

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1)
CHECKS = "10X98765432"
INVERSES = {1: 1, 2: 6, 3: 4, 4: 3, 5: 9, 6: 2, 7: 8, 8: 7, 9: 5, 10: 10}
SHARES = tuple(
    (-1) ** (width - 1) * (WEIGHTS[17 - width] + (WEIGHTS[16 - width] if width < 17 else 0)) % 11
    for width in range(1, 18)
)
"""What the body's remainder by 10**width adds to its check sum, for each width from one on."""
TRUNCATED = "…"
READABLE = 15
"""Digits of a number that survive in a spreadsheet's floating point."""

FIRST_YEAR, LAST_YEAR = 1850, 2099
"""Years in which the holder of a number may have been born."""
OLDEST = "16"
"""The year of the last century from which on a number of fifteen digits is read as of that century."""

NOISE = "[ \t\r\n\v\f'\"`’‘“”=_-]|\u3000|\u00a0|\u2002|\u2003|\u2009|\u200b|\u200c|\u200d|\ufeff"
SHAPE = "^[0-9]{17}[0-9X]$"
WRITTEN = "^[0-9]{15}([0-9]{2}[0-9X]([1-7][1-4](B[0-9])?)?)?$"
WIDE = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺＥ．＋"
NARROW = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZE.+"
LIKE_X = "×✕✖╳ⅩⅹχΧхХ*＊"

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def cleaned(text: ir.StringValue) -> ir.StringValue:
    """Width folded, upper case, without blanks, quotes and the tab or apostrophe of a spreadsheet; '' for nothing."""
    shown = text.fill_null("")
    folded = shown.translate(WIDE, NARROW).re_replace(NOISE, "").upper()
    # Most numbers are written as they should be, and folding costs more than everything else that is asked of them.
    bare = shown.re_search(WRITTEN).ifelse(shown, folded)
    like_x = bare.substr(0, 17).concat(
        bare.substr(17, 1).translate(LIKE_X, "X" * len(LIKE_X)), bare.substr(18)
    )
    return (bare.length() >= 18).ifelse(like_x, bare)


def digit(text: ir.StringValue, position: int) -> ir.IntegerValue:
    """The digit at a position as a number; in the last place of eighteen X is ten. Nonsense for anything else, never an error."""
    code = text.substr(position, 1).ascii_str().cast("int64")
    return (code == 88).ifelse(10, code - 48) if position == 17 else code - 48


def weighed(body17: ir.StringValue) -> ir.IntegerValue:
    """What seventeen digits add to the check sum, to be taken modulo 11; null for anything else.

    Ten is -1 modulo 11, so the digit of 10**k is what is left of the body by 10**(k + 1), less what is left by 10**k, give or
    take the sign: the sum is one of such remainders, a tenth of the cost of looking at the digits as texts. It is to be
    kept before it is asked for: within a condition an engine would read the body anew for each of them.
    """
    body = body17.try_cast("int64")
    left = [*(body % 10**width for width in range(1, 17)), body]
    return reduce(add, (part * share for part, share in zip(left, SHARES, strict=True)))


def checksum(text18: ir.StringValue) -> ir.IntegerValue:
    """The weighted sum modulo 11, the check character included; 1 for a sound number, null for what is none."""
    last = text18.substr(17, 1)
    worth = (last == "X").ifelse(ibis.literal(10, "int64"), last.try_cast("int64"))
    total: ir.IntegerValue = (weighed(text18.substr(0, 17)) + worth) % 11
    return total


def with_check(body17: ir.StringValue) -> ir.StringValue:
    """Seventeen digits with their check character behind them; null for anything else."""
    return body17.concat(ibis.literal(CHECKS).substr(weighed(body17) % 11, 1))


def real_day(day: ir.IntegerValue) -> ir.BooleanValue:
    """Whether YYYYMMDD is a day that has been: 29 February is looked at, years run from FIRST_YEAR to LAST_YEAR."""
    year, month, of_month = day // 10_000, day // 100 % 100, day % 100
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    last = ibis.cases((month == 2, leap.ifelse(29, 28)), (month.isin([4, 6, 9, 11]), 30), else_=31)
    fits = year.between(FIRST_YEAR, LAST_YEAR) & month.between(1, 12) & (of_month >= 1) & (of_month <= last)
    return fits.fill_null(False)


def special_numbers(engine: Engine, table: ir.Table, column: str) -> ir.Table:
    """`form` of the rows whose number is not plainly a citizen's, without fault and written as it should be.

    What was born on 29 February is among them: whether the year has one is for `read_ids` to say.
    """
    text = table[column]
    told = table.select(
        "form",
        body=text.substr(0, 17).try_cast("int64"),
        total=checksum(text),
        is_shaped=text.re_search(SHAPE) & (text.length() == len(WEIGHTS)),
    )
    told = engine.keep(told, "weighed")
    # Behind the day stand three digits: so the year ends at the eighth place from the right, and so on.
    by_year, by_month, by_day, behind = (told["body"] % 10**width for width in (11, 7, 5, 3))
    year, month, day = by_year - by_month, by_month - by_day, by_day - behind
    sound = (
        told["is_shaped"]
        & (told["total"] == 1)
        & told["body"].between(10**16, 9 * 10**16 - 1)
        & ~told["body"].between(81 * 10**15, 84 * 10**15 - 1)
        & year.between(FIRST_YEAR * 10**7, LAST_YEAR * 10**7)
        & month.between(100_000, 1_200_000)
        & day.between(1_000, 31_000)
        & (
            (day <= 28_000)
            | ((day <= 30_000) & (month != 200_000))
            | month.isin([m * 100_000 for m in (1, 3, 5, 7, 8, 10, 12)])
        )
    )
    return told.filter(~sound.fill_null(False)).select("form")


def born_of(text18: ir.StringValue) -> ir.StringValue:
    """YYYY-MM-DD of a number of eighteen characters."""
    born: ir.StringValue = text18.substr(6, 4).concat("-", text18.substr(10, 2), "-", text18.substr(12, 2))
    return born


def sex_of(text18: ir.StringValue) -> ir.StringValue:
    """男 or 女, by the parity of the digit before the check character."""
    sex: ir.StringValue = text18.substr(16, 1).isin(["1", "3", "5", "7", "9"]).ifelse("男", "女")
    return sex


def read_ids(engine: Engine, table: ir.Table, column: str, before: str = "id_") -> ir.Table:
    """The table with everything that the text of one ID column says, each column's name led by `before`.

    `kind`: citizen, citizen_15, resident_permit (81, 82, 83), foreigner (18 digits from 9), certificate, foreigner_old,
    travel_permit, truncated, placeholder, other, missing. `fault`: null, or length, characters, date, check,
    placeholder, truncated. `normal` is the sound 18-character form (the number itself for the permits that have no
    check digit), `text18` the 18 characters that the text holds, sound or not, `born` YYYY-MM-DD where a real date can
    be read, `sex` 男 or 女 of a sound number, `prefix` the digits that a truncated number still shows.

    The steps are materialised: inlined into one another the expressions would grow without bound.
    """
    step = engine.keep(table.mutate(_text=cleaned(table[column])), "id-text")
    text = step["_text"]
    length = text.length()
    digits18 = text.re_search(r"^[0-9]{17}[0-9X]$")
    digits15 = text.re_search(r"^[0-9]{15}$")
    certificate = text.re_search(r"^[0-9]{17}[0-9X][1-7][1-4](B[0-9])?$")
    floating = text.re_search(r"^[0-9]\.[0-9]+E\+?1[0-9]$")
    repeated = (text.replace(text.substr(0, 1), "") == "") & (length >= 4)
    placeholder = text.startswith("999999") | repeated
    # Nobody of the first years of the last century is on a roster of today: such a year is one of this century, of a number
    # that somebody shortened by the old rule. (Sequences 996 to 999 once marked people born in the 1800s.)
    century = (text.substr(6, 2) < OLDEST).ifelse("20", "19")
    body15 = text.substr(0, 6).concat(century, text.substr(6, 9))
    step = engine.keep(
        step.mutate(
            _shape=ibis.cases(
                (text == "", "missing"),
                (text.endswith(TRUNCATED) | floating, "truncated"),
                (placeholder, "placeholder"),
                (certificate, "certificate"),
                (digits15, "citizen_15"),
                (digits18 & text.substr(0, 2).isin(["81", "82", "83"]), "resident_permit"),
                (digits18 & (text.substr(0, 1) == "9"), "foreigner"),
                (digits18, "citizen"),
                (text.re_search(r"^[A-Z]{3}[0-9]{12}$"), "foreigner_old"),
                (text.re_search(r"^[HM][0-9]{8}([0-9]{2})?$"), "travel_permit"),
                else_="other",
            ),
            _body=ibis.cases(
                (digits18 | certificate, text.substr(0, 17)), (digits15, body15), else_=ibis.null("string")
            ),
            _shown=ibis.cases(
                (floating, text.replace(".", "").substr(0, READABLE)),
                (text.endswith(TRUNCATED), text.substr(0, READABLE)),
                else_=ibis.null("string"),
            ),
        ),
        "id-shape",
    )
    text = step["_text"]
    of_18 = step["_shape"].isin(["citizen", "resident_permit", "foreigner", "certificate"])
    right = with_check(step["_body"])
    text18 = ibis.cases(
        (of_18, text.substr(0, 18)),
        (step["_shape"] == "citizen_15", right),
        else_=ibis.null("string"),
    )
    step = engine.keep(
        step.mutate(
            _text18=text18,
            _checked=(right == text18).fill_null(False),
            _dated=real_day(step["_body"].fill_null(step["_shown"]).substr(6, 8).try_cast("int64")),
        ),
        "id-checked",
    )
    text = step["_text"]
    rounded = (step["_shape"] == "citizen") & text.endswith("000") & ~step["_checked"]
    kind = rounded.ifelse("truncated", step["_shape"])
    text18 = step["_text18"]
    plain = kind.isin(["foreigner_old", "travel_permit"])
    sound = text18.notnull() & step["_checked"] & step["_dated"]
    shown = rounded.ifelse(text.substr(0, READABLE), step["_shown"])
    shown = shown.re_search(r"^[0-9]{14,15}$").ifelse(shown, ibis.null("string"))
    eight = step["_text18"].fill_null(shown).substr(6, 8)
    told = {
        "kind": kind,
        "fault": ibis.cases(
            (kind == "missing", ibis.null("string")),
            (kind.isin(["truncated", "placeholder"]), kind),
            (plain | sound, ibis.null("string")),
            (text18.isnull() & text.length().isin([15, 18, 20, 22]), "characters"),
            (text18.isnull(), "length"),
            (~step["_dated"], "date"),
            else_="check",
        ),
        "normal": ibis.cases((sound, text18), (plain, text), else_=ibis.null("string")),
        "text18": text18,
        "born": step["_dated"].ifelse(
            eight.substr(0, 4).concat("-", eight.substr(4, 2), "-", eight.substr(6, 2)), ibis.null("string")
        ),
        "sex": sound.ifelse((digit(step["_text18"], 16) % 2 == 1).ifelse("男", "女"), ibis.null("string")),
        "prefix": shown,
    }
    read = step.mutate(**{before + name: value for name, value in told.items()})
    return engine.keep(
        read.drop("_text", "_shape", "_body", "_shown", "_text18", "_checked", "_dated"), "id-read"
    )


def _slips() -> pa.Table:
    """The 18 places where one character may be wrong and the 17 pairs that may be swapped, with their weights."""
    rows = [
        {"slip": "id_one_digit", "at": p, "weight": WEIGHTS[p], "inverse": INVERSES[WEIGHTS[p]], "step": 0}
        for p in range(18)
    ]
    rows += [
        {"slip": "id_transposed", "at": p, "weight": 0, "inverse": 0, "step": WEIGHTS[p] - WEIGHTS[p + 1]}
        for p in range(17)
    ]
    return pa.Table.from_pylist(rows)


def repairs(engine: Engine, failing: ir.Table, text18: str = "id_text18") -> ir.Table:
    """Every number one wrong character or one swap away from a failing one that the check digit accepts.

    The check sum of a wrong number tells, for each place, the only character that would mend it: at most 18 single
    changes and 17 swaps a number. Columns: those of `failing`, `repaired`, `slip`. A hash join on `repaired` finds whose
    it is; whether it is theirs the name decides.
    """
    slips = engine.table(_slips())
    base = engine.keep(failing.mutate(off=(checksum(failing[text18]) + 10) % 11), "failing")
    pairs = base.filter(base["off"] != 0).cross_join(slips)
    number = pairs[text18]
    here = number.substr(pairs["at"], 1)
    there = number.substr(pairs["at"] + 1, 1)
    code = here.ascii_str().cast("int64")
    next_code = there.ascii_str().cast("int64")
    value = (code == 88).ifelse(10, code - 48)
    next_value = (next_code == 88).ifelse(10, next_code - 48)
    mended = (value - pairs["off"] * pairs["inverse"] % 11 + 11) % 11
    changed = number.substr(0, pairs["at"]).concat(
        ibis.literal("0123456789X").substr(mended, 1), number.substr(pairs["at"] + 1)
    )
    swapped = number.substr(0, pairs["at"]).concat(there, here, number.substr(pairs["at"] + 2))
    moved = (next_value - value) * pairs["step"] + pairs["off"]
    single = (pairs["slip"] == "id_one_digit") & ((mended < 10) | (pairs["at"] == 17))
    swap = (pairs["slip"] == "id_transposed") & (value != next_value) & ((moved + 1100) % 11 == 0)
    possible = swap & ((pairs["at"] < 16) | (next_value < 10))
    return (
        pairs.mutate(repaired=(pairs["slip"] == "id_one_digit").ifelse(changed, swapped))
        .filter(single | possible)
        .drop("off", "at", "weight", "inverse", "step")
    )


def read_credit_codes(engine: Engine, table: ir.Table, column: str, before: str = "uscc_") -> ir.Table:
    """The table with `normal`, `fault` and `is_repaired` of a unified credit code, each name led by `before`.

    GB 32100: 18 characters without I, O, S, V, Z, the last a check over the others; N-codes of collectives included.
    I, O, S and Z can't occur, so reading them as 1, 0, 5 and 2 is the only thing that they can have been.
    `fault`: null, or missing, length, characters, check.
    """
    text = table[column].fill_null("").translate(WIDE, NARROW).re_replace(NOISE, "").upper()
    step = engine.keep(table.mutate(_text=text), "credit-text")
    step = engine.keep(step.mutate(_mended=step["_text"].translate("OIZS", "0125")), "credit-mended")
    text, mended = step["_text"], step["_mended"]
    total = ibis.literal(0)
    for position, weight in enumerate(CREDIT_WEIGHTS):
        total = total + ibis.literal(CREDIT_ALPHABET).find(mended.substr(position, 1)) * weight
    check = ibis.literal(CREDIT_ALPHABET).substr((31 - total % 31) % 31, 1)
    shaped = mended.re_search(r"^[0-9A-HJ-NPQRTUWXY]{18}$")
    step = engine.keep(
        step.mutate(_shaped=shaped, _sound=shaped & (mended.substr(17, 1) == check)), "credit-read"
    )
    told = {
        "normal": step["_sound"].ifelse(step["_mended"], ibis.null("string")),
        "fault": ibis.cases(
            (step["_text"] == "", "missing"),
            (step["_text"].length() != 18, "length"),
            (~step["_shaped"], "characters"),
            (~step["_sound"], "check"),
            else_=ibis.null("string"),
        ),
        "is_repaired": step["_sound"] & (step["_mended"] != step["_text"]),
    }
    read = step.mutate(**{before + name: value for name, value in told.items()})
    return read.drop("_text", "_mended", "_shaped", "_sound")


def is_registration_number(raw: ir.StringValue) -> ir.BooleanValue:
    """The 15-digit registration number from before the credit code: ISO 7064 MOD 11,10."""
    text = raw.fill_null("").translate(WIDE, NARROW).re_replace(NOISE, "")
    carry: ir.IntegerValue = ibis.literal(10)
    for position in range(14):
        summed = (carry + digit(text, position) + 9) % 10 + 1
        carry = summed * 2 % 11
    return text.re_search(r"^[0-9]{15}$") & ((11 - carry) % 10 == digit(text, 14))
