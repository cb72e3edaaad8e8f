"""Cleaning of text: blanks, padding, widths and the marks that mean "nothing here".

Expressions only. What a cleaned text means (a date, a code, an ID) is for values.py and codes.py. Every step uses its
argument once: an expression that used it twice would double in length with every further step. No replacement refers
back to a group: the engines write that differently.
"""

import unicodedata
from collections.abc import Callable, Mapping

import ibis
import ibis.expr.types as ir

# Every blank that was seen around values: CHAR padding, NBSP, the ideographic space, zero-width marks, the BOM.
BLANK = "[\\s\u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]"
# What a spreadsheet or an office put before a number to keep it as text.
GUARDS = "['\u2018\u2019\uff07]"
EDGES = f"^(?:{BLANK}|{GUARDS})+|{BLANK}+$"
INSIDE_NUMBERS = f'{BLANK}|{GUARDS}|[="\u201c\u201d]'

DASHES = "[-\u2010-\u2015]"

WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
NARROW = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F))
WIDE_WORDS = "".join(c for c in WIDE if unicodedata.category(c)[0] in "LN")
NARROW_WORDS = "".join(chr(ord(c) - 0xFEE0) for c in WIDE_WORDS)

NULL_MARKS = ("NULL", "无", "/", "-", "—", "空", "N/A")
EXPONENT = r"^([0-9])\.?([0-9]*)E\+?1[0-9]$"
DESTROYED = r"^(?:.*…|[0-9](?:\.[0-9]+)?[Ee]\+[0-9]+)$"
# An area code names its county by its first six digits.
COUNTY_CODE = "^[0-9]{6}"
ID_LETTERS = ("×✕Ⅹⅹ", "XXXX")


def _either_width(mark: str) -> str:
    """A pattern for a mark in either width and case."""
    wide = mark.translate(str.maketrans(NARROW, WIDE))
    return "".join(
        f"[{a}{b}{a.lower()}{b.lower()}]" if a not in "-—无空" else f"[{a}{b}]"
        for a, b in zip(mark, wide, strict=True)
    )


def trim(raw: ir.StringValue) -> ir.StringValue:
    """Without blanks at either end, and without the apostrophe or tab that made a spreadsheet keep it as text."""
    return raw.re_replace(EDGES, "")


def narrow(text: ir.StringValue) -> ir.StringValue:
    """Full-width letters, digits and punctuation as half-width ones."""
    return text.translate(WIDE, NARROW)


def without_marks(text: ir.StringValue, keep: tuple[str, ...] = ()) -> ir.StringValue:
    """Null where a trimmed text says that there is nothing; `keep` are marks that the column lists as a code."""
    marks = "|".join(_either_width(mark) for mark in NULL_MARKS if mark not in keep)
    return text.re_replace(f"^(?:{marks})$", "").nullif("")


def words(raw: ir.StringValue) -> ir.StringValue:
    """Running text: trimmed, letters and digits narrow, null marks gone."""
    return without_marks(trim(raw).translate(WIDE_WORDS, NARROW_WORDS))


def name(raw: ir.StringValue) -> ir.StringValue:
    """A name as it came, trimmed: how it may be spelt is for matching to judge."""
    return without_marks(trim(raw))


def squeezed(raw: ir.StringValue) -> ir.StringValue:
    """Narrow and without blanks, quotes or apostrophes anywhere: numbers, codes, accounts, phones."""
    return narrow(raw).re_replace(INSIDE_NUMBERS, "")


def folded(raw: ir.StringValue, keep: tuple[str, ...] = ()) -> ir.StringValue:
    """A text to be compared with listed words: narrow, upper-case, no blanks, null marks gone."""
    return without_marks(squeezed(raw), keep).upper()


def moment(raw: ir.StringValue) -> ir.StringValue:
    """A date or time to be read: narrow and upper-case, one blank at most between the day and the clock."""
    text = without_marks(narrow(trim(raw))).upper().re_replace(f"{BLANK}+", " ")
    for blank, joined in ((" 年", "年"), ("年 ", "年"), (" 月", "月"), ("月 ", "月"), (" 日", "日")):
        text = text.replace(blank, joined)
    return text


def id_text(raw: ir.StringValue) -> ir.StringValue:
    """An ID number: narrow, upper-case, without blanks; a destroyed one ends in `…` and stays so.

    A number written with an exponent has lost its last digits: it keeps the digits it shows, fifteen at most.
    """
    text = folded(raw).translate(*ID_LETTERS)
    shown = text.re_extract(EXPONENT, 1) + text.re_extract(EXPONENT, 2)
    return ibis.ifelse(text.re_search(EXPONENT), shown.left(15) + "…", text)


def number_text(raw: ir.StringValue) -> ir.StringValue:
    """A phone or account number: digits as text, without blanks and dashes; null where a spreadsheet destroyed it.

    What a destroyed number shows stands for thousands of numbers, and two of them that look alike prove nothing.
    """
    number = without_marks(squeezed(raw)).re_replace(r"\.0+$", "").re_replace(DESTROYED, "")
    return number.re_replace(DASHES, "").nullif("")


def credit_code(raw: ir.StringValue) -> ir.StringValue:
    """A credit code or another code compared by equality: upper-case, without blanks."""
    return folded(raw)


# Columns of text that are more than words: names stay as they came, codes are compared by equality.
CLEANERS: Mapping[str, Callable[[ir.StringValue], ir.StringValue]] = {
    "id_text": id_text,
    "id_number": id_text,
    "name": name,
    "former_name": name,
    "employer_name": name,
    "phone": number_text,
    "account": number_text,
    "insured_no": number_text,
    "uscc": credit_code,
    "unit_no": credit_code,
    "workshop_id": credit_code,
    "area_code": credit_code,
    "village_code": credit_code,
}
# Capitals and digits with a digit among them, padded at most: nothing to fold or to take for an empty value.
CLEAN = "^[0-9A-Z]*[0-9][0-9A-Z]* *$"


def directly(raw: ir.StringValue, clean: Callable[[ir.StringValue], ir.StringValue]) -> ir.StringValue:
    """A text that differs in nearly every row is cleaned in place; one that is clean already is left alone."""
    return ibis.ifelse(raw.re_search(CLEAN), raw.rstrip(), clean(raw))
