"""The weights: the file holds what is compared and says where each came from; the estimate finds what made the data."""

from importlib.resources import files

import numpy as np
import pytest
import yaml

from bench.matching.estimate import EQUALS, FEWEST, Pairs, fitted, shares
from matching.explain import FLAGS
from matching.names import KNOWN, RANK
from matching.weights import WeightsError, load_weights, parse_weights

TEXT = files("matching").joinpath("weights.yaml").read_text(encoding="utf-8")


def test_every_comparison_has_a_weight_and_every_weight_a_comparison() -> None:
    weights = load_weights()
    numbers = {*EQUALS, "id_one_digit", "id_transposed", "id_truncated", "id_missing", "id_invalid"}
    ways = set(weights.ways()["way"].to_pylist())
    assert set(weights.points) == {*FLAGS.values(), *ways, *numbers}
    assert set(weights.by_number) == {way for way in RANK if RANK[way] >= KNOWN} - {"name_ritual"}


@pytest.mark.parametrize(("code", "weight"), yaml.safe_load(TEXT)["points"].items())
def test_a_weight_says_where_it_came_from(code: str, weight: dict[str, object]) -> None:
    points, prior = float(str(weight["points"])), float(str(weight["prior"]))
    seen = int(str(weight["right"])) + int(str(weight["wrong"]))
    assert points * prior >= 0, f"{code} speaks against its own meaning"
    if seen < FEWEST:
        assert (weight["from"], points) == ("prior", prior)
    else:
        assert weight["from"] in ("data", "bound")
        assert weight["from"] == "data" or points == 0


def test_a_file_with_an_unknown_key_is_refused() -> None:
    with pytest.raises(WeightsError, match="extra"):
        parse_weights(TEXT + "extra: 1\n")


def drawn(true: list[float], count: int) -> Pairs:
    """Forms with two candidates each, who is the person drawn by the odds that `true` makes (the last is the base)."""
    dice = np.random.default_rng(4)
    x = np.hstack([dice.random((2 * count, len(true) - 1)) < 0.5, np.ones((2 * count, 1))]).astype(float)
    of = np.repeat(np.arange(count), 2)
    share = shares(of, x @ np.array(true), count).reshape(count, 2)
    at = dice.random(count)
    right = np.zeros((count, 2))
    right[:, 0] = at < share[:, 0]
    right[:, 1] = (at >= share[:, 0]) & (at < share.sum(axis=1))
    return Pairs(of, x, right.ravel())


def test_the_estimate_finds_the_weights_that_made_the_data() -> None:
    true = [2.0, -1.5, -1.0]
    found = fitted(drawn(true, 20_000), np.array([0.5, -0.5, 0.0]), np.array([True, True, True]))
    assert np.abs(found - true).max() < 0.12


def test_a_weight_that_is_not_free_keeps_its_prior() -> None:
    found = fitted(drawn([2.0, -1.5, -1.0], 2_000), np.array([1.0, -0.5, 0.0]), np.array([False, True, True]))
    assert found[0] == 1.0


def test_the_shares_of_a_form_leave_room_for_nobody() -> None:
    found = shares(np.array([0, 0, 1]), np.array([0.0, 0.0, np.log(3.0)]), 2)
    assert found.tolist() == pytest.approx([1 / 3, 1 / 3, 0.75])
