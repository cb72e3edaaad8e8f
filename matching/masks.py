"""How an ID number, a name, a phone and an account are shown where they may not be seen in full."""

FEW = 4


def mask_id(text: str) -> str:
    """First six and last four characters; of short or broken numbers the first six only."""
    if len(text) < 15:
        return "*" * len(text)
    if text.endswith("…"):
        return text[:6] + "*" * (len(text) - 7) + "…"
    return text[:6] + "*" * (len(text) - 10) + text[-4:]


def mask_name(text: str) -> str:
    """The first character, and a star for each later one; of a dotted name the first part."""
    head, dot, rest = text.partition("·")
    if dot:
        return head + dot + "*" * len(rest)
    return text[:1] + "*" * (len(text) - 1)


def mask_phone(text: str) -> str:
    return text[:3] + "*" * (len(text) - 7) + text[-4:] if len(text) >= 9 else "*" * len(text)


def mask_account(text: str) -> str:
    return "*" * max(len(text) - FEW, 0) + text[-FEW:]


def mask_date(text: str) -> str:
    """The year only."""
    return text[:4] + "-**-**" if text else ""
