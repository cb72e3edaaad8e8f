"""Why a form was linked as it was: its candidates, each comparison with both values, its weight and its sentence.

The data behind `hecha explain-link` and the reviewer's page. It is computed by the very steps that linked, over the one
form and those that share its phone or account, so it can't tell another story than the link.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from etl.engine import Engine
from matching import decide
from matching.compare import way_of
from matching.link import LinkSettings, Weighed, weigh
from matching.masks import mask_account, mask_date, mask_id, mask_name, mask_phone
from matching.register import known_names, profiles
from matching.weights import Weights, load_weights


@dataclass(frozen=True)
class Comparison:
    """One step of the waterfall: the code, what the row says, what the register says, points, and the sentence."""

    code: str
    ours: str
    theirs: str
    points: float
    says: str


@dataclass(frozen=True)
class Candidate:
    """A register person that the form could mean; `points` is the sum of the comparisons and the base."""

    register_person_id: str
    level: str
    points: float
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True)
class Explanation:
    """A form, its candidates from the likeliest on, and how many candidate keys were too wide to follow."""

    form: int
    shown: dict[str, str]
    candidates: tuple[Candidate, ...]
    base: float
    passed_over: dict[str, int]


CODES = {column: code for code, (column, value) in decide.SAYS.items() if value is True}
LEVELS = {
    decide.SAME: ("足以认定", "enough for same"),
    decide.MORE_LIKELY: ("需人工判断", "for a person to look at"),
    decide.UNSURE: ("需人工判断", "for a person to look at"),
}


def explain(
    engine: Engine,
    forms: ir.Table,
    people: ir.Table,
    form: int,
    *,
    language: str = "zh",
    is_masked: bool = True,
    decisions: ir.Table | None = None,
    aliases: ir.Table | None = None,
    seen: ir.Table | None = None,
    settings: LinkSettings | None = None,
) -> Explanation:
    """The waterfall of one form; values are masked unless the caller may show them."""
    near = engine.keep(_neighbours(forms, form), "explained")

    def weighed() -> Weighed:
        return weigh(engine, near, people, decisions=decisions, aliases=aliases, seen=seen, settings=settings)

    found = weighed()
    if seen is not None:
        # Where the candidates certainly are is told by the rows with their numbers.
        numbers = found.near.numbers.semi_join(found.pairs, "person_id").select(id_text="number")
        near = engine.keep(near.union(forms.semi_join(numbers, "id_text"), distinct=True), "explained-with")
        found = weighed()
    pairs = engine.arrow(_pairs(found, form)).to_pylist()
    ours = engine.arrow(found.read.filter(found.read["form"] == form)).to_pylist()
    if not ours:
        raise KeyError(f"no form {form} among the forms of this run")
    mine = ours[0]
    ids = engine.table(_ids(pairs))
    facts = {
        row["person_id"]: row for row in engine.arrow(profiles(engine, found.near.people, ids)).to_pylist()
    }
    names: dict[str, list[str]] = {}
    for row in engine.arrow(known_names(found.near, ids).order_by("person_id", "known")).to_pylist():
        names.setdefault(row["person_id"], []).append(row["known"])
    show = _shower(is_masked)
    weights = load_weights()
    side = 0 if language.startswith("zh") else 1
    candidates = [
        Candidate(
            register_person_id=pair["person_id"],
            level=LEVELS[pair["level"]][side],
            points=round(weights.base + sum(step.points for step in steps), 4),
            comparisons=tuple(steps),
        )
        for pair in pairs
        for steps in [
            _steps(pair, mine, facts[pair["person_id"]], names[pair["person_id"]], show, weights, language)
        ]
    ]
    shown = {name: show(name, mine[name]) for name in ("id_text", "name", "phone", "account", "county")}
    return Explanation(form, shown, tuple(candidates), weights.base, found.passed_over)


def _neighbours(forms: ir.Table, form: int) -> ir.Table:
    """The form, and those whose rows could have taught something about its phone or account."""
    own = forms.filter(forms["form"] == form)
    parts = [own]
    for kind in ("phone", "account"):
        marks = own.filter(own[kind].notnull()).select(kind)
        parts.append(forms.semi_join(marks, kind).filter(lambda t: t["form"] != form))
    return parts[0].union(parts[1], parts[2], distinct=True)


def _pairs(found: Weighed, form: int) -> ir.Table:
    """The form's weighed pairs, and the one that settled it by number where there is one."""
    rest = found.pairs.filter(found.pairs["form"] == form)
    flags = (
        "born_equal",
        "other_born",
        "county_equal",
        "phone_equal",
        "mark_equal",
        "sex_conflict",
        "other_number",
        "household_equal",
        "is_rare",
        "is_common",
        "dead_before",
        "elsewhere",
    )
    columns = ["person_id", "number_reason", "way", "level", "points", *flags]
    settled = found.settled.filter(found.settled["form"] == form)
    one = settled.select(
        "person_id",
        number_reason="number_way",
        way=way_of(settled["rank"]),
        level=settled["rank"] * 0 + decide.SAME,
        points=settled["rank"] * 0.0,
        **dict.fromkeys(flags, settled["rank"] < -9),
    )
    both = rest.select(*columns).cast({"level": "int64"}).union(one.select(*columns).cast({"level": "int64"}))
    return both.order_by([both["level"].desc(), both["points"].desc(), both["person_id"]])


def _ids(pairs: Sequence[dict[str, Any]]) -> Any:

    return pa.table({"person_id": pa.array([pair["person_id"] for pair in pairs], type=pa.string())})


def _shower(is_masked: bool) -> Callable[[str, Any], str]:
    masks: dict[str, Callable[[str], str]] = {
        "id_text": mask_id,
        "id_number": mask_id,
        "name": mask_name,
        "phone": mask_phone,
        "account": mask_account,
        "born": mask_date,
    }

    def show(kind: str, value: Any) -> str:
        text = "" if value is None else str(value)
        return masks[kind](text) if is_masked and kind in masks else text

    return show


def _steps(
    pair: dict[str, Any],
    mine: dict[str, Any],
    theirs: dict[str, Any],
    names: list[str],
    show: Callable[[str, Any], str],
    weights: Weights,
    language: str,
) -> list[Comparison]:
    """The comparisons of one pair that add or take points, in the order of the reasons."""

    def step(code: str, kind: str, ours: Any, others: Sequence[Any]) -> Comparison:
        both = "、".join(dict.fromkeys(show(kind, other) for other in others))
        return Comparison(code, show(kind, ours), both, weights.of(code), weights.says(code, language))

    found = []
    if pair["number_reason"]:
        found.append(step(pair["number_reason"], "id_text", mine["id_text"], [theirs["id_number"]]))
    if pair["other_number"]:
        found.append(step("id_differs", "id_text", mine["id_text"], [theirs["id_number"]]))
    found.append(step(pair["way"], "name", mine["name"], names))
    for flag, kind, ours, other in (
        ("born_equal", "born", mine["id_born"], theirs["born_on"]),
        ("other_born", "born", mine["id_born"], theirs["born_on"]),
        ("county_equal", "county", mine["county"], theirs["county"]),
        ("phone_equal", "phone", mine["phone"], theirs["phone"]),
        ("household_equal", "phone", mine["phone"], mine["phone"]),
        ("mark_equal", "account", mine["account"], mine["account"]),
        ("is_rare", "name", mine["name"], mine["county"]),
        ("is_common", "name", mine["name"], mine["county"]),
        ("dead_before", "date", "", theirs["person_state_on"]),
        ("elsewhere", "place", "", ""),
        ("sex_conflict", "sex", mine["id_sex"], theirs["sex"]),
    ):
        if pair[flag]:
            found.append(step(CODES[flag], kind, ours, [other]))
    return found
