"""A register and roster rows by the million with the truth beside them: what the link step is measured on.

Belongs here: people in villages and households with lineage surnames, generation names, shared phones and namesakes, and
rows with one damage each, or two. The damages are those of `world.spoil`, which never looks at the matcher's tables.
Nothing is real: IDs begin with 4599, phones with 154.

    python -m bench.matching.generate FOLDER --people 6000000 --rows 1000000 --damaged 0.15
"""

import argparse
import random
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.matching.damages import DAMAGES, GIVEN, SHARES, Ints, Row, numbered
from world import names

FIRST_DAY, DAYS = np.datetime64("1938-01-01"), 28_000
PER_COUNTY, PER_VILLAGE, PER_HOUSEHOLD = 57_000, 300, 3
YI = ("吉克", "阿牛", "木呷", "阿苦", "沙马", "拉哈", "日黑", "伍各", "尔古", "比曲", "依古", "曲木")
FORM_COLUMNS = ("id_text", "name", "phone", "account", "county")
UNSURE = ("other_name", "brothers_id", "others_id", "two_ids")
"""Rows that name two people, or one by two numbers: never `same`."""
NOBODY = ("stranger", "namesake", "chance", "stranger_damaged", "namesake_damaged", "chance_damaged")
"""Rows of people outside the register; a chance one has a number that somebody of the register has too."""


def taken(pool: Any, where: Ints) -> Any:
    return pa.array(pool).take(pa.array(where))


def dates_of(days: Ints) -> npt.NDArray[np.datetime64]:
    return np.asarray(FIRST_DAY + days)


def register(seed: int, total: int) -> pa.Table:
    """People in households of three, villages of 300 and counties of 57,000; the first of a household is its head."""
    rng = np.random.Generator(np.random.PCG64(seed))
    number = np.arange(total, dtype=np.int64)
    household, village, county = number // PER_HOUSEHOLD, number // PER_VILLAGE, number // PER_COUNTY
    men = rng.random(total) < 0.52
    days = rng.integers(0, DAYS, total)
    surnames, weights = names.SURNAMES["GX"]
    share = np.array([int(w) for w in weights], dtype=float)
    lineage = rng.choice(len(surnames), (int(village[-1]) + 1, 3), p=share / share.sum())
    of_village = rng.random(int(household[-1]) + 1)
    picked = rng.choice(len(surnames), len(of_village), p=share / share.sum())
    homes = np.arange(len(of_village)) * PER_HOUSEHOLD // PER_VILLAGE
    surname = np.where(of_village < 0.6, lineage[homes, rng.integers(0, 3, len(of_village))], picked)[
        household
    ]
    generation = rng.integers(0, len(GIVEN), len(of_village))[household]
    first = np.where(number % PER_HOUSEHOLD > 0, generation, rng.integers(0, len(GIVEN), total))
    second = rng.integers(0, len(GIVEN), total)
    given = list(GIVEN)
    name = pc.binary_join_element_wise(
        taken(list(surnames), surname),
        pc.if_else(pa.array(rng.random(total) < 0.13), "", taken(given, first)),
        taken(given, second),
        "",
    )
    mongol = names.MONGOL_MEN + names.MONGOL_WOMEN
    whole = [one + two for one in mongol for two in ("", *mongol)]
    dotted = ["·".join((one[0], two[1])) for one in names.DOTTED for two in names.DOTTED]
    dotted += [f"{one}·{two}{three}" for one in YI for two in YI for three in ("", *YI) if one != two]
    kind = rng.random(total)
    name = pc.if_else(pa.array(kind < 0.03), taken(whole, rng.integers(0, len(whole), total)), name)
    name = pc.if_else(pa.array(kind > 0.99), taken(dotted, rng.integers(0, len(dotted), total)), name)
    former = pc.binary_join_element_wise(
        taken(list(surnames), surname),
        taken(given, rng.integers(0, len(GIVEN), total)),
        taken(given, first),
        "",
    )
    regions = np.where(rng.random(total) < 0.85, county % 80, 80 + rng.integers(0, 20, total)) + 459_900
    stamps = np.asarray(
        [d.year * 10_000 + d.month * 100 + d.day for d in dates_of(np.arange(DAYS)).astype(object)]
    )
    stem = (regions * 10**8 + stamps[days]) * 1000
    body = _distinct(rng, stem, men)
    id_number = numbered(body)
    written = pc.if_else(
        pa.array(rng.random(total) < 0.04),
        pc.binary_join_element_wise(id_number, taken(["43", "12", "64B1"], rng.integers(0, 3, total)), ""),
        id_number,
    )
    written = pc.if_else(
        pa.array(rng.random(total) < 0.001),
        pc.binary_join_element_wise(pc.utf8_slice_codeunits(id_number, 0, 15), "…", ""),
        written,
    )
    phone = np.where(rng.random(total) < 0.6, household, number + 20_000_000)
    phone = np.where(rng.random(total) < 0.005, village + 50_000_000, phone)
    codes = pa.array(county + 450_000).cast(pa.string())
    return pa.table(
        {
            "person_id": pa.array(number + 10**9).cast(pa.string()),
            "name": name,
            "former_name": pc.if_else(
                pa.array(rng.random(total) < 0.01), former, pa.scalar(None, pa.string())
            ),
            "id_number": written,
            "sex": taken(["女", "男"], men.astype(np.int64)),
            "born_on": pa.array(dates_of(days).astype("datetime64[D]")),
            "phone": pc.if_else(
                pa.array(rng.random(total) < 0.08),
                pa.scalar(None, pa.string()),
                pa.array(phone + 15_400_000_000).cast(pa.string()),
            ),
            "household_id": pa.array(household + 10**9).cast(pa.string()),
            "village_code": pc.binary_join_element_wise(
                codes, pa.array(village % 100_000 + 100_000).cast(pa.string()), ""
            ),
            "township_name": pa.array(["某乡"]).take(pa.array(np.zeros(total, dtype=np.int64))),
            "village_name": pa.array(["某村"]).take(pa.array(np.zeros(total, dtype=np.int64))),
            "person_state": pa.array(["正常"]).take(pa.array(np.zeros(total, dtype=np.int64))),
            "person_state_on": pa.nulls(total, pa.date32()),
            "known_from": pa.array(np.full(total, np.datetime64("2023-12-31"))),
            "pull_id": pa.array(["0" * 12]).take(pa.array(np.zeros(total, dtype=np.int64))),
            "row_number": pa.array(number),
            "true_id": id_number,
        }
    )


def _distinct(rng: np.random.Generator, stem: Ints, men: npt.NDArray[np.bool_]) -> Ints:
    body = stem + rng.integers(0, 500, len(stem)) * 2 + men
    for _ in range(60):
        order = np.argsort(body, kind="stable")
        again = order[1:][body[order[1:]] == body[order[:-1]]]
        if not len(again):
            return np.asarray(body)
        body[again] = stem[again] + rng.integers(0, 500, len(again)) * 2 + men[again]
    raise ValueError("too many people of one region and day")


def rows(seed: int, people: pa.Table, total: int, damaged: float) -> pa.Table:
    """Roster forms: 91 of 100 of register people (another county's workshop for one in ten), the others strangers."""
    rng, dice = np.random.Generator(np.random.PCG64(seed + 1)), random.Random(seed)
    known = int(total * 0.91)
    who = rng.choice(people.num_rows, known, replace=known > people.num_rows)
    base = people.take(pa.array(who))
    others = total - known
    # Strangers: one in ten is a namesake of the county, one in twenty a brother of a register household.
    like = people.take(pa.array(rng.integers(0, people.num_rows, others)))
    men = rng.random(others) < 0.5
    stamps = np.asarray(
        [d.year * 10_000 + d.month * 100 + d.day for d in dates_of(np.arange(DAYS)).astype(object)]
    )
    region = 459_900 + rng.integers(0, 100, others)
    held = set(people["true_id"].to_pylist()) if people.num_rows < 10**6 else set()
    numbers = numbered(
        _distinct(rng, (region * 10**8 + stamps[rng.integers(10_000, 25_000, others)]) * 1000, men)
    )
    surnames = list(names.SURNAMES["GX"][0])
    made = pc.binary_join_element_wise(
        taken(surnames, rng.integers(0, len(surnames), others)),
        taken(list(GIVEN), rng.integers(0, len(GIVEN), others)),
        taken(list(GIVEN), rng.integers(0, len(GIVEN), others)),
        "",
    )
    kind = rng.random(others)
    stranger_name = pc.if_else(pa.array(kind < 0.1), like["name"], made)
    stranger_phone = pc.if_else(
        pa.array((kind > 0.95) | (kind < 0.01)),
        like["phone"],
        pa.array(rng.integers(80_000_000, 99_000_000, others) + 15_400_000_000).cast(pa.string()),
    )
    where = rng.random(known)
    own_phone = pa.array(who + 15_470_000_000).cast(pa.string())
    phone = pc.if_else(pa.array(where < 0.7), base["phone"], own_phone)
    heads = people["phone"].take(pa.array(who // PER_HOUSEHOLD * PER_HOUSEHOLD))
    phone = pc.if_else(pa.array((where > 0.8) & (where < 0.9)), heads, phone)
    phone = pc.if_else(pa.array(where > 0.9), pa.scalar(None, pa.string()), phone)
    home = pc.utf8_slice_codeunits(base["village_code"], 0, 6)
    away = taken(
        pc.utf8_slice_codeunits(people["village_code"], 0, 6), rng.integers(0, people.num_rows, known)
    )
    county = pc.if_else(pa.array(rng.random(known) < 0.9), home, away)
    account = pc.binary_join_element_wise("62179", pa.array(who + 10**12).cast(pa.string()), "")
    columns: dict[str, list[Any]] = {
        "id_text": [*base["true_id"].to_pylist(), *numbers.to_pylist()],
        "name": [*base["name"].to_pylist(), *stranger_name.to_pylist()],
        "phone": [*phone.to_pylist(), *stranger_phone.to_pylist()],
        "account": [*account.to_pylist(), *([None] * others)],
        "county": [*county.to_pylist(), *pc.utf8_slice_codeunits(like["village_code"], 0, 6).to_pylist()],
    }
    truth: list[str | None] = [*base["person_id"].to_pylist(), *([None] * others)]
    classes = ["clean"] * known + ["namesake" if k < 0.1 else "stranger" for k in kind]
    for at in range(known, total):
        if columns["id_text"][at] in held:
            classes[at] = "chance"
    facts = {name: base[name].to_pylist() for name in ("former_name", "phone")}
    mates = people["true_id"]
    labels, weights = list(SHARES), list(SHARES.values())
    wanted = np.flatnonzero(rng.random(known) < damaged * total / known)
    for at, label in zip(wanted.tolist(), dice.choices(labels, weights, k=len(wanted)), strict=True):
        row = {name: columns[name][at] for name in FORM_COLUMNS}
        row |= {"former_name": facts["former_name"][at], "their_phone": facts["phone"][at]}
        mate = int(who[at]) // PER_HOUSEHOLD * PER_HOUSEHOLD + (int(who[at]) + 1) % PER_HOUSEHOLD
        done = _damage(row, label, dice, mates[min(mate, len(mates) - 1)].as_py(), mates)
        if done:
            classes[at] = done
            for name in FORM_COLUMNS:
                columns[name][at] = row[name]
    spoilt = known + np.flatnonzero(rng.random(others) < damaged)
    for at, label in zip(spoilt.tolist(), dice.choices(labels, weights, k=len(spoilt)), strict=True):
        row = {name: columns[name][at] for name in FORM_COLUMNS} | {"former_name": None, "their_phone": None}
        if label not in UNSURE and _damage(row, label, dice, "", mates):
            classes[at] += "_damaged"
            for name in FORM_COLUMNS:
                columns[name][at] = row[name]
    order = rng.permutation(total)
    table = pa.table(
        {
            **{name: pa.array(values, pa.string()) for name, values in columns.items()},
            "truth": pa.array(truth, pa.string()),
            "class": pa.array(classes, pa.string()),
        }
    ).take(pa.array(order))
    return table.add_column(0, "form", pa.array(range(total), pa.int64()))


def _damage(row: Row, label: str, dice: random.Random, mate: str, numbers_of_all: Any) -> str | None:
    """What was done, or None where this row can't be damaged so."""
    own = row["id_text"]
    try:
        if label == "other_name":
            row["name"] = dice.choice("黄李陈韦梁覃陆农") + dice.choice(GIVEN) + dice.choice(GIVEN)
        elif label == "brothers_id":
            row["id_text"] = mate
        elif label == "others_id":
            row["id_text"] = numbers_of_all[dice.randrange(len(numbers_of_all))].as_py()
        elif label == "two_ids":
            body = int(own[:14] + f"{dice.randrange(0, 500) * 2 + int(own[16]) % 2:03d}")
            row.update(
                id_text=numbered(np.array([body], dtype=np.int64))[0].as_py(), phone=row["their_phone"]
            )
        elif label == "two_damages":
            DAMAGES[dice.choice(("id_one_digit", "id_transposed", "id_float"))](row, dice)
            DAMAGES[dice.choice(("name_homophone", "name_lookalike", "name_dropped"))](row, dice)
        else:
            DAMAGES[label](row, dice)
    except (ValueError, IndexError):
        return None
    swapped = label in ("brothers_id", "others_id", "two_ids")
    return None if swapped and (row["id_text"] == own or (label == "two_ids" and not row["phone"])) else label


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=600_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--damaged", type=float, default=0.15)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    people = register(asked.seed, asked.people)
    forms = rows(asked.seed, people, asked.rows, asked.damaged)
    asked.folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(people.drop_columns(["true_id"]), asked.folder / "people.parquet")
    pq.write_table(forms.drop_columns(["truth", "class"]), asked.folder / "forms.parquet")
    pq.write_table(forms.select(["form", "truth", "class"]), asked.folder / "truth.parquet")


if __name__ == "__main__":
    main()
