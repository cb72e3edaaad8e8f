"""Why a form was linked as it was: its candidates, each comparison with both values, its weight and its sentence.

The data behind `hecha explain-link` and the reviewer's page. It is read from the very tables that linked, made again for
the form and those that could have taught something about it, so it can't tell another story than the link.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa

from matching.masks import mask_account, mask_date, mask_id, mask_name, mask_phone
from matching.weights import Weights, load_weights


class Tables(Protocol):
    """What is asked for the tables of the room link."""

    def query(self, sql: str) -> pa.Table: ...


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


FLAGS = {
    "other_number": "id_differs",
    "born_equal": "born_equal",
    "other_born": "born_differs",
    "county_equal": "county_equal",
    "phone_equal": "phone_equal",
    "household_equal": "household_equal",
    "mark_equal": "account_equal",
    "is_rare": "name_rare",
    "is_common": "name_common",
    "dead_before": "dead_before",
    "elsewhere": "elsewhere",
    "sex_conflict": "sex_conflict",
}
"""Each column of a scored pair that says yes or no, by the comparison of the weights that it is."""
SAME = 4
LEVELS = {
    SAME: ("足以认定", "enough for same"),
    3: ("需人工判断", "for a person to look at"),
    2: ("需人工判断", "for a person to look at"),
}
KEEP = (
    "link.scored",
    "link.settled",
    "link.written",
    "link.compared_forms",
    "link.register_versions",
    "link.known_names",
    "link.link_report",
    "link.ways",
)
"""The tables of the room link that an explanation reads."""


def explain(tables: Tables, form: int, *, language: str = "zh", is_masked: bool = True) -> Explanation:
    """The waterfall of one form, from the tables by which it was linked; values are masked unless the caller may show them."""
    mine = _form(tables, form)
    pairs = _pairs(tables, form)
    people = ", ".join(_quoted(pair["person_id"]) for pair in pairs) or "''"
    facts = {
        row["person_id"]: row
        for row in tables.query(
            f"SELECT * FROM link.register_versions WHERE place = 1 AND person_id IN ({people})"
        ).to_pylist()
    }
    names: dict[str, list[str]] = {}
    for row in tables.query(
        f"SELECT DISTINCT person_id, known FROM link.known_names WHERE person_id IN ({people}) ORDER BY person_id, known"
    ).to_pylist():
        names.setdefault(row["person_id"], []).append(row["known"])
    show = _shower(is_masked)
    weights = load_weights()
    side = 0 if language.startswith("zh") else 1
    candidates = []
    for pair in pairs:
        person = pair["person_id"]
        steps = _steps(pair, mine, facts[person], names[person], show, weights, language)
        points = round(weights.base + sum(step.points for step in steps), 4)
        candidates.append(Candidate(person, LEVELS[pair["level"]][side], points, tuple(steps)))
    shown = {name: show(name, mine[name]) for name in ("id_text", "name", "phone", "account", "county")}
    passed_over = {
        row["key"]: row["passed_over"] for row in tables.query("SELECT * FROM link.link_report").to_pylist()
    }
    return Explanation(form, shown, tuple(candidates), weights.base, passed_over)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _form(tables: Tables, form: int) -> dict[str, Any]:
    """What the form says; of one that was settled as it is written, its number says birth and sex."""
    found = tables.query(
        f"""
        SELECT id_text, name, phone, account, county, id_born, id_sex
        FROM link.compared_forms WHERE form = {form}
        UNION ALL
        SELECT
            f.id_text, f.name, f.phone, f.account, f.county,
            substr(f.id_text, 7, 4) || '-' || substr(f.id_text, 11, 2) || '-' || substr(f.id_text, 13, 2),
            CASE WHEN substr(f.id_text, 17, 1) IN ('1', '3', '5', '7', '9') THEN '男' ELSE '女' END
        FROM conform.forms AS f
        SEMI JOIN link.written AS w ON w.form = f.form
        WHERE f.form = {form}
        """
    ).to_pylist()
    if not found:
        raise KeyError(f"no form {form} among the forms of this run")
    mine: dict[str, Any] = found[0]
    return mine


def _pairs(tables: Tables, form: int) -> list[dict[str, Any]]:
    """The form's weighed pairs, and the one that settled it by number where there is one; the likeliest first."""
    flags = ", ".join(FLAGS)
    no = ", ".join(f"FALSE AS {flag}" for flag in FLAGS)
    found: list[dict[str, Any]] = tables.query(
        f"""
        SELECT person_id, number_reason, way, level, points, {flags} FROM link.scored WHERE form = {form}
        UNION ALL
        SELECT s.person_id, s.number_way, w.way, {SAME}, 0.0, {no}
        FROM link.settled AS s JOIN link.ways AS w USING (rank) WHERE s.form = {form}
        UNION ALL
        SELECT person_id, 'id_equal', 'name_equal', {SAME}, 0.0, {no} FROM link.written WHERE form = {form}
        ORDER BY level DESC, points DESC, person_id
        """
    ).to_pylist()
    return found


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
            found.append(step(FLAGS[flag], kind, ours, [other]))
    return found
