"""Codes: native codes, Chinese labels, schemes and funds to the canonical words.

The labels of a column are data (source.yaml and labels.yaml); a code that is listed nowhere gives null, never "other".
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import ibis.expr.types as ir
import yaml

from etl.conform.text import NARROW, WIDE, squeezed
from etl.model.contracts import vocabulary
from etl.model.sources import ColumnSpec, SourceSpecError

PUNCTUATION = r"[\s()\[\]{}（）【】〔〕、，,;；:：。.·“”\"'‘’《》<>_-]"


def fold_label(text: str) -> str:
    """A label as it is compared: `fold` for a Python text."""
    narrow = text.translate(str.maketrans(WIDE, NARROW)).upper()
    return "".join(c for c in narrow if c not in " ()[]{}（）【】〔〕、，,;；:：。.·“”\"'‘’《》<>_-\u3000")


def fold(text: ir.StringValue) -> ir.StringValue:
    """A label without width, blanks, brackets and punctuation."""
    return text.re_replace(PUNCTUATION, "")


@cache
def extra_labels() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    loaded: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(
        files("etl.conform").joinpath("labels.yaml").read_text(encoding="utf-8")
    )
    return loaded


def words_of(source: str, column: ColumnSpec, scheme_names: Mapping[str, str]) -> dict[str, str]:
    """Everything that a column of codes may hold, folded, with the canonical code that it means."""
    if column.name == "scheme":
        known = vocabulary()["schemes"]
        unknown = {code for code in scheme_names.values() if code not in known}
        if unknown:
            raise SourceSpecError(f"scheme_names: unknown scheme {sorted(unknown)}; allowed: {sorted(known)}")
        pairs = [*known.items(), *((code, name) for name, code in scheme_names.items())]
        return {fold_label(word): code for code, name in pairs for word in (code, name)}
    if column.name == "fund":
        return {
            fold_label(word): code for code, name in vocabulary()["funds"].items() for word in (code, name)
        }
    words = {
        fold_label(label): code for label, code in extra_labels().get(source, {}).get(column.name, {}).items()
    }
    words.update({fold_label(label): column.codes[native] for native, label in column.labels.items()})
    for native, code in column.codes.items():
        words[fold_label(native)] = code
        words.setdefault(fold_label(code), code)
    return words


def is_coded(column: ColumnSpec) -> bool:
    return bool(column.codes) or column.name in ("scheme", "fund")


def folded_code(raw: ir.StringValue) -> ir.StringValue:
    """A code or label as the words of a list are compared."""
    return fold(squeezed(raw).upper().re_replace(r"\.0$", ""))
