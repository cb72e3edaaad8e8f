"""ID numbers and credit codes as table expressions: what kind of number a text is, its normal form, what ails it.

Belongs here: GB 11643 and its relatives, GB 32100 and the 15-digit registration number, and the candidates that one
slip of the hand could have come from. Does not belong here: who holds a number (link.py). Everything is an ibis
expression over text columns, so both engines compute it; no value is looked at in Python.

The region of a number says where it was first issued. It is never a fault, whatever today's gazetteer holds.
"""

from functools import cache

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.engine import Engine

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1)
CHECKS = "10X98765432"
INVERSES = {1: 1, 2: 6, 3: 4, 4: 3, 5: 9, 6: 2, 7: 8, 8: 7, 9: 5, 10: 10}
TRUNCATED = "…"
READABLE = 15
"""Digits of a number that survive in a spreadsheet's floating point."""

FIRST_YEAR, LAST_YEAR = 1850, 2099
"""Years in which the holder of a number may have been born."""
OLDEST = "16"
"""The year of the last century from which on a number of fifteen digits is read as of that century."""

NOISE = "[ \t\r\n\v\f'\"`’‘“”=_-]|\u3000|\u00a0|\u2002|\u2003|\u2009|\u200b|\u200c|\u200d|\ufeff"
WRITTEN = "^[0-9]{15}([0-9]{2}[0-9X])?$"
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


def checksum(text18: ir.StringValue) -> ir.IntegerValue:
    """The weighted sum modulo 11, the check character included; 1 for a sound number."""
    total = digit(text18, 17)
    for position in range(17):
        total = total + digit(text18, position) * WEIGHTS[position]
    return total % 11


def weighed(body17: ir.StringValue) -> ir.IntegerValue:
    """The weighted sum of seventeen digits, null for anything else.

    In two halves: the engines divide whole numbers as floats, which hold no seventeen digits.
    """
    total: ir.IntegerValue = ibis.literal(0, "int64")
    for start, width in ((0, 9), (9, 8)):
        half = body17.substr(start, width).try_cast("int64")
        for place in range(width):
            total = total + half // 10 ** (width - 1 - place) % 10 * WEIGHTS[start + place]
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


@cache
def _pieces() -> tuple[pa.Table, ...]:
    """What each part of a citizen's number may be, and its share of the check sum: region in two halves, day, tail."""

    def part(numbers: npt.NDArray[np.int64], width: int, start: int) -> npt.NDArray[np.int64]:
        total = np.zeros(len(numbers), dtype=np.int64)
        for place in range(width):
            total += numbers // 10 ** (width - 1 - place) % 10 * WEIGHTS[start + place]
        return total % 11

    def texts(numbers: npt.NDArray[np.int64], width: int) -> pa.Array:
        return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")

    thousand = np.arange(1000)
    heads = np.array([n for n in range(100, 900) if n // 10 not in (81, 82, 83)])
    dates = np.arange(np.datetime64(f"{FIRST_YEAR}-01-01"), np.datetime64(f"{LAST_YEAR + 1}-01-01"))
    born = pa.array(dates).cast(pa.string())
    days = pc.replace_substring(born, "-", "")
    tail, last = np.repeat(thousand, len(CHECKS)), np.tile(np.arange(len(CHECKS)), len(thousand))
    # The places of CHECKS are what the sum over the body may be; the character itself counts once.
    shown = pa.array(list(CHECKS)).take(pa.array(last))
    worth = np.array([10 if c == "X" else int(c) for c in CHECKS])[last]
    return (
        pa.table({"head": texts(heads, 3), "of_head": part(heads, 3, 0)}),
        pa.table({"second": texts(thousand, 3), "of_second": part(thousand, 3, 3)}),
        pa.table({"day": days, "of_day": part(days.cast(pa.int64()).to_numpy(), 8, 6), "born": born}),
        pa.table(
            {
                "tail": pc.binary_join_element_wise(texts(tail, 3), shown, ""),
                "of_tail": (part(tail, 3, 14) + worth) % 11,
                "sex": pa.array(["女", "男"]).take(pa.array(tail % 2)),
            }
        ),
    )


def sound_citizens(engine: Engine, table: ir.Table, column: str) -> ir.Table:
    """The rows whose number is a citizen's, without fault and written as it should be; with `born` and `sex`.

    Their pieces are looked up: arithmetic on every digit of every row cost ten times as much.
    """
    wanted = table.filter(table[column].length() == len(WEIGHTS))
    number = wanted[column]
    found = wanted.mutate(
        head=number.substr(0, 3),
        second=number.substr(3, 3),
        day=number.substr(6, 8),
        tail=number.substr(14, 4),
    )
    for piece in _pieces():
        found = found.join(engine.table(piece), piece.column_names[0])
    total = found["of_head"] + found["of_second"] + found["of_day"] + found["of_tail"]
    return found.filter(total % 11 == 1).select(*table.columns, "born", "sex")


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
    number = failing[text18]
    base = failing.mutate(off=(checksum(number) + 10) % 11)
    pairs = base.filter(base.off != 0).cross_join(slips)
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
