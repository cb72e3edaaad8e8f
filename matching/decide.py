"""From compared pairs to one outcome a form: same, unsure or none, with the reasons and the runner-up.

The rules are those of the contract and hard: a name alone is never `same`; an equal number with a name that agrees in no
known way is never `same`; where two people fit as well, it is `unsure`. The score orders candidates within a level and
says how sure an outcome is; it never lifts a pair over a rule.
"""

import ibis
import ibis.expr.types as ir

from etl.engine import Engine
from matching.compare import way_of
from matching.names import RANK, WAYS
from matching.weights import Weights

SAME, MORE_LIKELY, UNSURE, ONE_NAMESAKE, NOTHING = 4, 3, 2, 1, 0
"""What a pair is worth: enough for `same` if nobody else fits; for a person to look at (a named person before the holder of
a number that is somebody else's); only beside a conflict over the number; nothing."""
SURE_WAY = RANK["name_former"]
"""From this way on two spellings are one name: former, variant, spacing, equal."""
KNOWN_WAY = RANK["name_ritual"]
"""From this way on they agree in a known way, which is enough beside an equal number."""
REPAIRS = ("id_one_digit", "id_transposed")
EQUALS = ("id_equal", "id_in_certificate", "id_15_digit", "id_alias")


SAYS: dict[str, tuple[str, str | bool]] = {
    **{
        code: ("number_reason", code)
        for code in (*EQUALS, *REPAIRS, "id_truncated", "id_missing", "id_invalid")
    },
    **{way: ("way", way) for way in (*WAYS, "name_missing") if way != "name_ritual"},
    "id_differs": ("other_number", True),
    "born_equal": ("born_equal", True),
    "born_differs": ("other_born", True),
    "county_equal": ("county_equal", True),
    "phone_equal": ("phone_equal", True),
    "household_equal": ("household_equal", True),
    "account_equal": ("mark_equal", True),
    "name_rare": ("is_rare", True),
    "name_common": ("is_common", True),
    "dead_before": ("dead_before", True),
    "elsewhere": ("elsewhere", True),
    "sex_conflict": ("sex_conflict", True),
}
"""Each comparison of the weights by the column of a scored pair and the value in it that say so."""


def levelled(pairs: ir.Table, forms: ir.Table) -> ir.Table:
    """Pairs that are worth something, with their `level`; the first rule that fits decides."""
    facts = forms.select("form", "id_kind", "id_fault", long_name=forms["name_bare"].length() >= 3)
    pair = pairs.join(facts, "form")
    agrees, is_name = pair["rank"] >= KNOWN_WAY, pair["rank"] >= SURE_WAY
    equal = pair["number_way"].isin(list(EQUALS))
    mended = pair["number_way"].isin(list(REPAIRS))
    place = pair["county_equal"] | ~pair["county_known"]
    dated = pair["born_equal"] & pair["county_equal"]
    cut = pair["prefix_equal"] & pair["born_equal"]
    home = pair["phone_equal"] | pair["household_equal"]
    no_sound_number = ~pair["has_number"] | ~pair["is_sound"]
    readable = pair["id_kind"].isin(["citizen", "certificate", "resident_permit", "foreigner", "citizen_15"])
    unread = no_sound_number & ~(readable & pair["has_number"])
    level = ibis.cases(
        (equal & agrees, SAME),
        (equal, UNSURE),
        (mended & is_name, SAME),
        (mended & agrees & (place | home), SAME),
        (mended & agrees, UNSURE),
        (cut & is_name & place, SAME),
        (cut & agrees & home, SAME),
        (cut & agrees, UNSURE),
        (is_name & pair["id_differs"] & (pair["phone_equal"] | pair["mark_equal"]), MORE_LIKELY),
        (is_name & pair["id_differs"] & pair["county_equal"] & pair["is_sound"], ONE_NAMESAKE),
        (pair["id_differs"], NOTHING),
        (
            is_name & pair["phone_equal"] & ~(pair["born_differs"] & pair["is_sound"]) & ~pair["born_far"],
            SAME,
        ),
        (is_name & dated & unread & pair["long_name"], SAME),
        (is_name & pair["born_equal"] & pair["household_equal"] & unread, SAME),
        (is_name & dated, UNSURE),
        (is_name & pair["mark_equal"], UNSURE),
        (agrees & home, UNSURE),
        (is_name & pair["county_equal"] & ~pair["is_sound"], UNSURE),
        else_=NOTHING,
    )
    # A sound number says when its holder was born: who was born on another day is somebody else of that name and phone.
    stranger = pair["id_differs"] & pair["is_sound"] & pair["born_differs"]
    worth = pair.mutate(level=level, beside=stranger).filter(lambda t: t["level"] > NOTHING)
    conflict = (worth["number_way"].isin(list(EQUALS)) & (worth["level"] == UNSURE)).ifelse(1, 0)
    namesakes = (worth["level"] == ONE_NAMESAKE).ifelse(1, 0)
    by_form = ibis.window(group_by=worth["form"])
    worth = worth.mutate(conflicts=conflict.sum().over(by_form), namesakes=namesakes.sum().over(by_form))
    likely = (worth["level"] == ONE_NAMESAKE) & (worth["namesakes"] == 1)
    alone = (worth["level"] > ONE_NAMESAKE) & ~worth["beside"]
    worth = worth.filter(alone | (worth["conflicts"] > 0))
    return worth.mutate(level=likely.ifelse(MORE_LIKELY, worth["level"])).drop(
        "conflicts", "namesakes", "beside"
    )


def scored(engine: Engine, pairs: ir.Table, weights: Weights) -> ir.Table:
    """Pairs with `points`, `way`, `number_reason` and the text of their own reasons."""
    way = way_of(pairs["rank"])
    number = pairs["number_way"].fill_null(
        ibis.cases(
            (pairs["prefix_equal"], "id_truncated"),
            (pairs["id_kind"] == "missing", "id_missing"),
            (pairs["id_fault"].notnull(), "id_invalid"),
            else_="",
        )
    )
    other_number = pairs["id_differs"] & pairs["number_way"].isnull()
    # The date in a faulty number may be what is wrong with it.
    other_born = pairs["born_differs"] & pairs["is_sound"] & pairs["number_way"].isnull()
    step = pairs.mutate(way=way, number_reason=number, other_number=other_number, other_born=other_born)
    step = engine.keep(step, "reasoned")
    total = ibis.literal(weights.base)
    for column in ("way", "number_reason"):
        codes = [code for code, (of, _) in SAYS.items() if of == column]
        total = total + ibis.cases(
            *[(step[column] == code, ibis.literal(weights.of(code))) for code in codes], else_=0.0
        )
    for code, (column, value) in SAYS.items():
        if value is True:
            total = total + step[column].ifelse(weights.of(code), 0.0)
    return step.mutate(points=total.round(4))


def outcomes(engine: Engine, pairs: ir.Table, weights: Weights) -> ir.Table:
    """One row a form that has a candidate: person_id, outcome, tier, score, reasons, runner_up_person_id, runner_up_score."""
    order = ibis.row_number().over(
        group_by=pairs["form"],
        order_by=[pairs["level"].desc(), pairs["dead_before"], pairs["points"].desc(), pairs["person_id"]],
    )
    sure = pairs["rank"] >= SURE_WAY
    # Who died before the row's months fits worse than who lives; where all are dead, they fit alike.
    living, top = ~pairs["dead_before"], pairs["level"] == SAME
    fits_place = sure & pairs["born_equal"] & pairs["county_equal"]
    window = ibis.window(group_by=pairs["form"])
    all_odds = pairs["points"].exp().sum().over(window)

    def rivals_of(fits: ir.BooleanValue) -> ir.IntegerValue:
        alive = (fits & living).ifelse(1, 0).sum().over(window)
        return (alive > 0).ifelse(alive, fits.ifelse(1, 0).sum().over(window))

    placed = pairs.mutate(place=order, tops=rivals_of(top), fitting=rivals_of(fits_place), odds=all_odds)
    placed = engine.keep(placed, "placed")
    best = placed.filter(placed["place"] == 0)
    second = placed.filter(placed["place"] == 1).select(
        "form", runner_up_person_id="person_id", runner_up_points="points", runner_up_level="level"
    )
    both = best.left_join(second, "form").drop("form_right")
    by_place = ~both["number_way"].fill_null("").isin([*EQUALS, *REPAIRS]) & ~both["phone_equal"]
    doubled = (both["tops"] > 1) | (by_place & (both["fitting"] > 1))
    is_same = (both["level"] == SAME) & ~doubled
    outcome = is_same.ifelse("same", "unsure")
    by_number = both["number_way"].fill_null("").isin(list(EQUALS))
    by_repair = both["number_way"].fill_null("").isin(list(REPAIRS))
    strong = both["born_equal"] | both["phone_equal"] | both["household_equal"] | both["mark_equal"]
    tier = ibis.cases(
        (by_number, "id"), (by_repair, "id_repaired"), (strong, "name_strong"), else_="name_weak"
    )
    rivals = both["runner_up_person_id"].notnull() & (doubled | (both["runner_up_level"] == both["level"]))
    low, high = (
        ibis.cases((outcome == "same", weights.levels["same"][side]), else_=weights.levels["unsure"][side])
        for side in (0, 1)
    )
    score = ibis.greatest(low, ibis.least(high, both["points"].exp() / (1.0 + both["odds"])))
    runner_up = ibis.least(both["runner_up_points"].exp() / (1.0 + both["odds"]), score)
    number = both["number_reason"].nullif("")
    parts = [
        number,
        (both["way"] == "name_missing").ifelse(ibis.null("string"), both["way"]),
        both["born_equal"].ifelse("born_equal", ibis.null("string")),
        both["phone_equal"].ifelse("phone_equal", ibis.null("string")),
        (both["household_equal"] & ~both["phone_equal"]).ifelse("household_equal", ibis.null("string")),
        both["county_equal"].ifelse("county_equal", ibis.null("string")),
        both["sex_conflict"].ifelse("sex_conflict", ibis.null("string")),
        rivals.ifelse("namesake", ibis.null("string")),
    ]
    text = ibis.literal("")
    for part in parts:
        text = text.concat(part.isnull().ifelse("", ibis.literal(",").concat(part.fill_null(""))))
    return engine.keep(
        both.select(
            "form",
            "person_id",
            outcome=outcome,
            tier=tier,
            score=score.round(4),
            reasons=text.substr(1),
            runner_up_person_id=both["runner_up_person_id"],
            runner_up_score=runner_up.round(4),
        ),
        "outcomes",
    )
