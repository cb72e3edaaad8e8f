"""The last line of defence: nothing that looks like a person's number leaves through an error text or a log.

Modules are written so that no such value gets into a message; this catches what one of them, or a library, let through.
"""

import re

MASK = "…"
_LONG = re.compile(r"\d{15,}[XxＸｘ]?")
"""15 digits and more in a row: ID numbers of 15 and 18 places, bank cards, accounts."""
_GROUPED = re.compile(
    r"(?<!\d)(?:\d{6}[ -]\d{8}[ -]\d{3}[\dXx]|\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3}[Xx]?)?)(?!\d)"
)
"""The same, written in groups."""
_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")
_QUOTED = re.compile(r"""(['"])(?=[^'"\n]*[\u3400-\u9fff])[^'"\n]*\1""")


def redact(text: str) -> str:
    """The text with ID numbers, bank cards, accounts and telephone numbers masked."""
    for pattern in (_LONG, _GROUPED, _PHONE, _LANDLINE):
        text = pattern.sub(MASK, text)
    return text


def redact_trace(text: str) -> str:
    """A traceback likewise; Chinese text in quotes, which may be a name, goes too."""
    return redact(_QUOTED.sub(rf"\g<1>{MASK}\g<1>", text))
