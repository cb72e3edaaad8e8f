"""What each kind of release may show: internal masks numbers, restricted shows them, public shows what a notice needs.

Here: the rules of `public.yaml`, and how a name is masked. Not here: the tables of a public release (`in_public/`), who may open
which (the office's own access rights), or why a restricted one was made (the manifest records the purpose).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from etl.publish.layout import Heading, read_yaml

Kind = Literal["internal", "restricted", "public"]
KINDS: tuple[Kind, ...] = ("internal", "restricted", "public")
STAR = "*"


@dataclass(frozen=True)
class PublicRules:
    """`public.yaml`."""

    tables: tuple[str, ...]
    ledger: tuple[str, ...]
    blank: Mapping[str, tuple[str, ...]]
    first: int
    last: int
    compound: tuple[str, ...]
    dots: str
    threshold: int
    notice: Mapping[str, Any]
    columns: tuple[Heading, ...]
    recognised: tuple[Heading, ...]


@cache
def public_rules() -> PublicRules:
    read = read_yaml("public.yaml")
    notice = dict(read["notice"])
    columns, recognised = (
        tuple(Heading.model_validate(one) for one in notice.pop(name)) for name in ("columns", "recognised")
    )
    return PublicRules(
        tables=tuple(read["tables"]),
        ledger=tuple(read["ledger"]),
        blank={name: tuple(columns) for name, columns in read["blank"].items()},
        first=read["keep"]["first"],
        last=read["keep"]["last"],
        compound=tuple(read["compound"]),
        dots=read["dots"],
        threshold=read["threshold"],
        notice=notice,
        columns=columns,
        recognised=recognised,
    )


def masked_name(name: str) -> str:
    """王* for two characters, 王*明 for three, 欧阳* for compound surnames, 阿依古丽·*** for dotted names."""
    rules = public_rules()
    if not name:
        return ""
    dot = re.search(f"[{rules.dots}]", name)
    if dot is not None:
        return f"{name[: dot.start()]}·{STAR * 3}"
    if len(name) == 1:
        return STAR
    if len(name) > 2 and name[:2] in rules.compound:
        return name[:2] + STAR
    if len(name) == 2:
        return name[0] + STAR
    return name[0] + STAR * (len(name) - 2) + name[-1]


def surname(name: str) -> str:
    return name[:2] if len(name) > 2 and name[:2] in public_rules().compound else name[:1]
