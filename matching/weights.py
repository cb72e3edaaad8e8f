"""The visible score: points of each comparison, what it says in both languages, and the bounds of each outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa
import yaml

from matching.names import KNOWN, MISSING_RANK, PUBLISHED, RANK, SURE, WAYS

KEYS = {"version", "made_on", "made_from", "base", "points", "by_number", "levels"}


class WeightsError(ValueError):
    """A weight file with a key that is unknown or missing."""


@dataclass(frozen=True)
class Weight:
    """One comparison: what it adds to the odds, what was thought before there were data, and its sentence."""

    points: float
    prior: float
    zh: str
    en: str


@dataclass(frozen=True)
class Weights:
    """The whole table. `by_number`: how sure an equal number is beside a name that agrees in this way."""

    version: int
    base: float
    base_prior: float
    points: Mapping[str, Weight]
    by_number: Mapping[str, float]
    levels: Mapping[str, tuple[float, float]]

    def of(self, comparison: str) -> float:
        return self.points[comparison].points

    def ways(self) -> pa.Table:
        """The ways in which names agree, by rank: what each is called, what it is enough for, and what it weighs."""
        ranks = {MISSING_RANK: "name_missing"} | {RANK[way]: PUBLISHED[way] for way in WAYS}
        return pa.table(
            {
                "rank": list(ranks),
                "way": list(ranks.values()),
                "is_known": [rank >= KNOWN for rank in ranks],
                "is_name": [rank >= SURE for rank in ranks],
                "points": [self.of(way) for way in ranks.values()],
                "by_number": [self.by_number.get(way, 0.0) for way in ranks.values()],
            }
        )

    def table(self) -> pa.Table:
        """Every number that a score is made of: kind (comparison, least, most), code, points; the base is a comparison too."""
        rows = [("comparison", "base", self.base)]
        rows += [("comparison", code, weight.points) for code, weight in self.points.items()]
        for outcome, (least, most) in self.levels.items():
            rows += [("least", outcome, least), ("most", outcome, most)]
        kinds, codes, points = zip(*rows, strict=True)
        return pa.table({"kind": kinds, "code": codes, "points": points})

    def says(self, comparison: str, language: str) -> str:
        weight = self.points[comparison]
        return weight.zh if language.startswith("zh") else weight.en


def parse_weights(text: str) -> Weights:
    # A safe loader, by libyaml where there is one.
    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    if set(loaded) != KEYS:
        raise WeightsError(f"weights: keys {sorted(loaded)}; expected {sorted(KEYS)}")
    points = {
        code: Weight(float(w["points"]), float(w["prior"]), w["zh"], w["en"])
        for code, w in loaded["points"].items()
    }
    levels = {name: (float(low), float(high)) for name, (low, high) in loaded["levels"].items()}
    return Weights(
        version=int(loaded["version"]),
        base=float(loaded["base"]["points"]),
        base_prior=float(loaded["base"]["prior"]),
        points=points,
        by_number={way: float(found["score"]) for way, found in loaded["by_number"].items()},
        levels=levels,
    )


@cache
def load_weights() -> Weights:
    return parse_weights(files("matching").joinpath("weights.yaml").read_text(encoding="utf-8"))
