"""The visible score: points of each comparison, what it says in both languages, and the bounds of each outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


class WeightsError(ValueError):
    """A weight file with a key that is unknown or missing."""


@dataclass(frozen=True)
class Weight:
    """One comparison: what it adds to the odds, and its sentence."""

    points: float
    zh: str
    en: str


@dataclass(frozen=True)
class Weights:
    """The whole table."""

    version: int
    base: float
    points: Mapping[str, Weight]
    levels: Mapping[str, tuple[float, float]]

    def of(self, comparison: str) -> float:
        return self.points[comparison].points

    def says(self, comparison: str, language: str) -> str:
        weight = self.points[comparison]
        return weight.zh if language.startswith("zh") else weight.en


def parse_weights(text: str) -> Weights:
    loaded: dict[str, Any] = yaml.safe_load(text)
    expected = {"version", "made_on", "made_from", "base", "points", "levels"}
    if set(loaded) != expected:
        raise WeightsError(f"weights: keys {sorted(loaded)}; expected {sorted(expected)}")
    points = {code: Weight(float(w["points"]), w["zh"], w["en"]) for code, w in loaded["points"].items()}
    levels = {name: (float(low), float(high)) for name, (low, high) in loaded["levels"].items()}
    return Weights(int(loaded["version"]), float(loaded["base"]), points, levels)


@cache
def load_weights() -> Weights:
    return parse_weights(files("matching").joinpath("weights.yaml").read_text(encoding="utf-8"))
