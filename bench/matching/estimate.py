"""The weights of the comparisons, estimated from pairs whose truth is known, and written to matching/weights.yaml.

    python -m bench.matching.estimate --on 2026-11-21

Data: generated worlds (generate.py, whose errors come from `world.spoil` and never from the matcher's tables) and the
labelled pairs of matching/cases.csv. Method: a form's candidates and "nobody" are the choices of a conditional logistic
regression over the comparisons; the points are its coefficients, so the share that `link.outcomes` makes of them is the
chance that the candidate is the person. Each point is drawn towards its prior (the value set from base rates of names and
numbers, kept in the file) as by a normal distribution of `SPREAD`; a comparison seen on fewer than `FEWEST` pairs keeps
its prior, and the file says so; none may speak against its own meaning. Labelled pairs are no sample of anything, so they have a base of their own, which is dropped.

It belongs to the bench and not to matching/: it needs worlds and truths, which nothing that ships may know.
"""

import argparse
import datetime as dt
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import yaml

from bench.matching.cases import case_tables, person_of, read_cases
from bench.matching.generate import register, rows
from etl.engine.tables import in_order, made_with
from etl.engine.warehouse import Settings, open_warehouse
from flow.given import decision_tables
from matching import weights as weights_module
from matching.explain import FLAGS
from matching.weights import Weights, load_weights

FILE = Path(weights_module.__file__).with_name("weights.yaml")
EQUALS = ("id_equal", "id_in_certificate", "id_15_digit", "id_alias")
SPREAD = 2.0
"""How far, in points, a coefficient may stray from its prior before the data have to insist."""
FEWEST = 50
"""Pairs on which a comparison must have been seen, and of these pairs some must be right or some wrong."""
STEPS = 50
NOBODY_YET = pa.schema([("form", pa.int64()), ("person_id", pa.string())]).empty_table()
SETTLED = pa.schema(
    [("form", pa.int64()), ("person_id", pa.string()), ("number_way", pa.string()), ("rank", pa.int64())]
).empty_table()

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs in order of their forms: `of` is the form's place, `x` the comparisons, `right` the truth."""

    of: Ints
    x: Floats
    right: Floats


def world_tables(seed: int, people: int, forms: int) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Register, forms, and truth (form, truth)."""
    everybody = register(seed, people)
    written = rows(seed, everybody, forms, 0.15)
    truth = written.select(["form", "truth"])
    return everybody.drop_columns(["true_id"]), written.drop_columns(["truth", "class"]), truth


def labelled_pairs() -> tuple[pa.Table, pa.Table, pa.Table]:
    """The cases, each in a county of its own: its form, its register person, and whether they are one."""
    cases = read_cases()
    forms, people = case_tables(cases)
    truth = [person_of(place) if case["same"] == "1" else None for place, case in enumerate(cases)]
    return people, forms, pa.table({"form": forms["form"], "truth": pa.array(truth, type=pa.string())})


def compared(people: pa.Table, forms: pa.Table, truth: pa.Table) -> Pairs:
    """Every pair that the room link would weigh, and those that it settles by their numbers, with what it found."""
    codes = list(load_weights().points)
    told = (
        weighed(people, forms)
        .join(truth, "form")
        .sort_by([("form", "ascending"), ("person_id", "ascending")])
    )
    flags = {code: column for column, code in FLAGS.items()}
    reason, way = told["number_reason"].to_pylist(), told["way"].to_pylist()
    x = np.zeros((told.num_rows, len(codes)))
    for place, code in enumerate(codes):
        if code in flags:
            x[:, place] = told[flags[code]].to_pylist()
        else:
            x[:, place] = [item == code for item in (way if code.startswith("name_") else reason)]
    right = [a == b for a, b in zip(told["person_id"].to_pylist(), told["truth"].to_pylist(), strict=True)]
    _, of = np.unique(told["form"].to_numpy(), return_inverse=True)
    return Pairs(of.astype(np.int64), x, np.array(right, dtype=np.float64))


def weighed(people: pa.Table, forms: pa.Table) -> pa.Table:
    """`link.scored` of a world in which no form is settled before it is weighed."""
    early = ("link.written", "link.settled")
    tables = [one for one in in_order(made_with("link"), ["link.scored"]) if one.name not in early]
    with tempfile.TemporaryDirectory() as scratch, open_warehouse(Settings(), Path(scratch)) as warehouse:
        for name, rows in {"conform.forms": forms, "conform.people": people, **decision_tables([])}.items():
            warehouse.give(name, rows)
        made = {one.name for one in tables}
        reads = {read for one in tables for read in one.reads} - made
        warehouse.give_empty([read for read in reads if not warehouse.has(read) and read not in early])
        warehouse.give("link.written", NOBODY_YET)
        warehouse.give("link.settled", SETTLED)
        warehouse.run(tables, ["link.scored"])
        return warehouse.arrow("link.scored")


def together(parts: list[Pairs], own_base: list[bool]) -> Pairs:
    """One table of several; behind the comparisons the base, and the base of those that have one of their own."""
    bases = [
        np.tile([[0.0, 1.0]] if own else [[1.0, 0.0]], (len(p.of), 1))
        for p, own in zip(parts, own_base, strict=True)
    ]
    starts = np.cumsum([0, *(int(p.of.max()) + 1 for p in parts[:-1])])
    return Pairs(
        np.concatenate([p.of + start for p, start in zip(parts, starts, strict=True)]),
        np.concatenate([np.hstack([p.x, base]) for p, base in zip(parts, bases, strict=True)]),
        np.concatenate([p.right for p in parts]),
    )


def fitted(pairs: Pairs, prior: Floats, free: npt.NDArray[np.bool_]) -> Floats:
    """The coefficients that make the truth likeliest, drawn towards the prior; those not free stay there."""
    beta, x = prior.copy(), pairs.x[:, free]
    count = int(pairs.of.max()) + 1
    for _ in range(STEPS):
        share = shares(pairs.of, pairs.x @ beta, count)
        gradient = x.T @ (pairs.right - share) - (beta - prior)[free] / SPREAD**2
        mean = np.zeros((count, x.shape[1]))
        np.add.at(mean, pairs.of, x * share[:, None])
        curve = x.T @ (x * share[:, None]) - mean.T @ mean + np.eye(x.shape[1]) / SPREAD**2
        step = np.linalg.solve(curve, gradient)
        longest = float(np.abs(step).max())
        beta[free] += step * min(1.0, 2.0 / max(longest, 1e-12))
        if longest < 1e-9:
            return beta
    raise ArithmeticError("the weights do not settle")


def by_number(weights: Weights, pairs: Pairs) -> dict[str, tuple[float, int, int]]:
    """Of equal numbers beside a name that agrees in each way: how sure that is, and how many pairs were right and wrong."""
    codes = list(weights.points)
    low, high = weights.levels["same"]
    equal = pairs.x[:, [codes.index(code) for code in EQUALS]].any(axis=1)
    found = {}
    for way, held in weights.by_number.items():
        right = pairs.right[equal & (pairs.x[:, codes.index(way)] > 0)]
        good, seen = int(right.sum()), len(right)
        share = (good + 0.5) / (seen + 1)
        found[way] = (round(min(max(share, low), high), 4) if seen >= FEWEST else held, good, seen - good)
    return found


def shares(of: Ints, points: Floats, count: int) -> Floats:
    """Of each candidate, its part of its form's choices, "nobody" among them."""
    odds = np.exp(points)
    return np.asarray(odds / (1.0 + np.bincount(of, weights=odds, minlength=count))[of])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--on", required=True, type=dt.date.fromisoformat, help="the day that the file is to name"
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[21, 22, 23])
    parser.add_argument("--people", type=int, default=300_000)
    parser.add_argument("--forms", type=int, default=60_000)
    parser.add_argument("--out", type=Path, default=FILE)
    asked = parser.parse_args()
    weights = load_weights()
    parts, own = [], []
    for tables, is_labelled in _data(asked.seeds, asked.people, asked.forms):
        parts.append(compared(*tables))
        own.append(is_labelled)
    pairs = together(parts, own)
    seen = pairs.x[:, :-2]
    of_right, of_wrong = seen.T @ pairs.right, seen.T @ (1 - pairs.right)
    sure = by_number(weights, together(parts[:-1], own[:-1]))
    prior = np.array([*(w.prior for w in weights.points.values()), weights.base_prior, weights.base_prior])
    free = np.append(of_right + of_wrong >= FEWEST, [True, True])
    points = fitted(pairs, prior, free)
    while (astray := free[:-2] & (np.sign(points[:-2]) == -np.sign(prior[:-2])) & (prior[:-2] != 0)).any():
        prior[:-2][astray], free[:-2][astray] = 0.0, False
        points = fitted(pairs, prior, free)
    asked.out.write_text(
        text_of(
            weights, sure, points, of_right.astype(int), of_wrong.astype(int), free, asked, len(parts[-1].of)
        ),
        encoding="utf-8",
    )


def _data(
    seeds: list[int], people: int, forms: int
) -> Iterator[tuple[tuple[pa.Table, pa.Table, pa.Table], bool]]:
    for seed in seeds:
        yield world_tables(seed, people, forms), False
    yield labelled_pairs(), True


HEAD = """\
# What each comparison weighs, in points (natural logarithm of odds), and what it says. The chance that a candidate is the
# person is exp(its sum) / (1 + the exp(sum) of all of the form's candidates), held within the bounds of the outcome, so that
# no sum of weak things looks like proof. Written by `python -m bench.matching.estimate`, which says how; reviewed by people.
# prior: set by hand from base rates (a three-character name is shared by 1.2 in a million pairs, a two-character one by 180;
# the check digit mends 85 of 35,687 failing numbers to another person's). right, wrong: pairs on which the comparison was
# seen, the candidate being the person or not. from: data; prior where it was seen on fewer than {fewest} pairs; bound where the
# data would have it speak against its own meaning, which other comparisons explain: then it says nothing.
"""


def text_of(
    weights: Weights,
    sure: dict[str, tuple[float, int, int]],
    points: Floats,
    right: Ints,
    wrong: Ints,
    free: npt.NDArray[np.bool_],
    asked: argparse.Namespace,
    labelled: int,
) -> str:
    """The file, a line a comparison."""
    seeds = ", ".join(map(str, asked.seeds))
    made_from = (
        f"generated worlds, seeds {seeds}, of {asked.forms} forms and {asked.people} people each, 15 % damaged; "
        f"{labelled} labelled pairs of matching/cases.csv"
    )
    lines = [
        HEAD.format(fewest=FEWEST) + "version: 2",
        f"made_on: {asked.on.isoformat()}",
        f"made_from: {made_from}",
    ]
    lines += [f"base: {{points: {points[-2]:.2f}, prior: {weights.base_prior}}}", "points:"]
    for place, (code, weight) in enumerate(weights.points.items()):
        numbers = {
            "points": round(float(points[place]), 2),
            "prior": weight.prior,
            "right": int(right[place]),
            "wrong": int(wrong[place]),
            "from": "data" if free[place] else "prior" if right[place] + wrong[place] < FEWEST else "bound",
        }
        said = {"zh": weight.zh, "en": weight.en}
        shown = yaml.safe_dump(
            numbers | said, allow_unicode=True, default_flow_style=True, sort_keys=False, width=300
        )
        lines.append(f"  {code}: {shown.strip()}")
    lines.append("by_number:         # how sure an equal number is beside a name that agrees so")
    lines += [
        f"  {way}: {{score: {score}, right: {good}, wrong: {bad}}}"
        for way, (score, good, bad) in sure.items()
    ]
    lines.append("levels:            # the bounds of a score: what decides, then how sure that can be")
    lines += [f"  {name}: [{low}, {high}]" for name, (low, high) in weights.levels.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
