"""How alike two workshops' names and addresses are: the one comparison that is done value by value.

Candidate pairs (one credit code or one manager) are few; they are scored outside the engine with rapidfuzz. Not here:
who is a successor of whom (`world`), and names of people (`matching`).
"""

import re
import unicodedata
from dataclasses import dataclass

import pyarrow as pa
from rapidfuzz import fuzz, process

GENERIC = re.compile(
    r"就业帮扶车间|就业扶贫车间|帮扶车间|扶贫车间|乡村就业工厂|就业工厂|加工车间|车间|有限责任公司|股份有限公司|"
    r"有限公司|分公司|农民专业合作社|专业合作社|合作社|家庭农场|加工厂|厂|分厂|公司|[（）()·\s]"
)
PLACE = re.compile(r"^[一-鿿]{2,9}?(自治县|自治旗|县|市|区|旗)")
ORDINAL = re.compile(r"(第?[一二三四五六七八九十0-9]+|新|老|[东西南北])?(村|号)?$")


@dataclass(frozen=True)
class Likeness:
    """From which score on (0 to 100) a name or an address is like another; a setting of the program, not of policy."""

    name: float = 75.0
    address: float = 90.0


def core(name: str | None) -> str:
    """What a workshop's name says besides its place and its being a workshop."""
    folded = unicodedata.normalize("NFKC", name or "")
    bare = GENERIC.sub("", PLACE.sub("", folded))
    return ORDINAL.sub("", bare) or bare


def address_core(address: str | None) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", address or ""))


def alike(pairs: pa.Table, likeness: Likeness = Likeness()) -> pa.Table:
    """Pairs that are one workshop under another name: one credit code, or one manager and a like name or address."""
    names = _scores([core(v) for v in pairs["old_name"].to_pylist()], pairs["workshop_name"], core)
    places = _scores(
        [address_core(v) for v in pairs["old_address"].to_pylist()], pairs["address"], address_core
    )
    why = pairs["why"].to_pylist()
    keep = [
        reason == "uscc" or name >= likeness.name or place >= likeness.address
        for reason, name, place in zip(why, names, places, strict=True)
    ]
    return (
        pairs.select(["old", "workshop_id", "why"])
        .append_column("name_score", pa.array(names, pa.float64()))
        .append_column("address_score", pa.array(places, pa.float64()))
        .filter(pa.array(keep, pa.bool_()))
    )


def _scores(left: list[str], column: pa.ChunkedArray, fold: object) -> list[float]:
    right = [fold(v) for v in column.to_pylist()]  # type: ignore[operator] # a plain function of one text
    if not left:
        return []
    scores = process.cpdist(left, right, scorer=fuzz.ratio, workers=1)
    return [float(s) if a and b else 0.0 for s, a, b in zip(scores, left, right, strict=True)]
