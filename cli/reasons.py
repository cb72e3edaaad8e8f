"""What the rooms below say of a fault, in the reader's language: they speak English, `reasons.yaml` has it in Chinese.

A text is made of several such pieces (source, reason, advice); each is looked for, the longest first. What stands for a name,
a number or a path goes over as it is. Not here: the command's own texts (`words.py`).
"""

import re
from functools import cache
from pathlib import Path

import yaml

from cli.words import is_chinese

FILE = Path(__file__).with_name("reasons.yaml")


@cache
def known() -> dict[str, str]:
    read: dict[str, str] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    found = []
    for english, chinese in sorted(known().items(), key=lambda one: -len(one[0])):
        parts = [re.escape(part) for part in english.split("{}")]
        held = [r"([^;\n]*?)"] * (len(parts) - 1)
        if held and not parts[-1]:
            held[-1] = r"([^;()\n]*)"
        pattern = "".join(part + gap for part, gap in zip(parts, [*held, ""], strict=True))
        place = iter(range(1, len(parts)))
        pieces = chinese.replace("\\", r"\\").split("{}")
        told = pieces[0] + "".join(rf"\g<{next(place)}>" + piece for piece in pieces[1:])
        found.append((re.compile(pattern), told))
    return found


def told(text: str) -> str:
    """The text in the reader's language, as far as its pieces are known."""
    if not is_chinese():
        return text
    for pattern, chinese in _patterns():
        text = pattern.sub(chinese, text)
    return text
