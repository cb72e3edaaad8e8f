"""What other tools make of the same generated tables: links (form, register_person_id, outcome, score), time and memory.

    python -m venv /tmp/peers && /tmp/peers/bin/pip install -r bench/matching/peers.txt
    /tmp/peers/bin/python -m bench.matching.peers splink FOLDER OUT.parquet
    python -m bench.matching.run FOLDER --judge OUT.parquet

In an environment of its own, since recordlinkage holds pandas back; so nothing of this project is imported here. Every tool
sees the columns of the contract (number, name, phone, the workshop's county), what it can cut from the number (birth date,
sex), and the register's newest version. Each form gets its best candidate; which score is enough is for `--judge` to find:
it asks for the lowest at which the precision is still that of the link step.

Ways: `splink` (Splink 5, DuckDB; term frequencies on the name), `recordlinkage` (ECM over blocked pairs), `rapidfuzz`
(pandas and rapidfuzz: within the county, the most alike name and number).
"""

import argparse
import json
import resource
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

THREADS = 2
COLUMNS = {
    "forms": "form::varchar as unique_id, upper(trim(id_text)) as id_number, name, phone, county",
    "people": "person_id as unique_id, id_number, name, phone, substr(village_code, 1, 6) as county",
}


def read(folder: Path, table: str) -> pd.DataFrame:
    """The table with what a careful user would cut out of the number."""
    with duckdb.connect() as database:
        return database.execute(
            f"""select *, case when length(id_number) >= 18 then substr(id_number, 7, 8) end as born,
                       substr(id_number, 1, 14) as stem, substr(name, 1, 1) as surname
                from (select {COLUMNS[table]} from '{folder}/{table}.parquet')"""
        ).df()


def splink(folder: Path) -> pd.DataFrame:
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    database = duckdb.connect()
    database.execute(f"set threads = {THREADS}")
    api = DuckDBAPI(connection=database)
    tables = [api.register(read(folder, name), dataset_display_name=name) for name in ("forms", "people")]
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("id_number"),
            block_on("name", "county"),
            block_on("name", "born"),
            block_on("stem", "surname"),
            block_on("phone"),
        ],
        comparisons=[
            cl.DamerauLevenshteinAtThresholds("id_number", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("name", [1]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("phone"),
            cl.ExactMatch("county"),
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    linker = Linker(tables, settings)
    linker.training.estimate_probability_two_random_records_match([block_on("id_number")], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("id_number"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "county"))
    found = linker.inference.predict(threshold_match_probability=0.01).as_duckdbpyrelation()
    pairs = found.query("found", "select * from found").df()
    left_is_form = pairs["source_dataset_l"] == "forms"
    pairs["form"] = pairs["unique_id_l"].where(left_is_form, pairs["unique_id_r"])
    pairs["person"] = pairs["unique_id_r"].where(left_is_form, pairs["unique_id_l"])
    best: pd.DataFrame = pairs[["form", "person"]].assign(
        score=pairs["match_probability"], order=pairs["match_weight"]
    )
    return best


def recordlinkage(folder: Path) -> pd.DataFrame:
    rl: Any = import_module("recordlinkage")
    forms, people = (read(folder, name).set_index("unique_id") for name in ("forms", "people"))
    index = rl.Index()
    for keys in (["id_number"], ["name", "county"], ["name", "born"], ["phone", "surname"]):
        index.block(keys)
    pairs = index.index(forms, people)
    compare = rl.Compare()
    compare.string("id_number", "id_number", method="damerau_levenshtein", threshold=0.88)
    compare.string("name", "name", method="levenshtein", threshold=0.6)
    for column in ("phone", "county"):
        compare.exact(column, column)
    features = compare.compute(pairs, forms, people)
    model = rl.ECMClassifier(binarize=0.5)
    model.fit(features)
    chance = model.prob(features)
    return pd.DataFrame(
        {
            "form": features.index.get_level_values(0),
            "person": features.index.get_level_values(1),
            "score": chance.to_numpy(),
            "order": chance.to_numpy() + features.sum(axis=1).to_numpy() / 100,
        }
    )


def rapidfuzz(folder: Path) -> pd.DataFrame:
    import numpy as np
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    forms, people = read(folder, "forms"), read(folder, "people")
    equal = forms.merge(people, on="id_number", suffixes=("", "_r"))
    parts = [pd.DataFrame({"form": equal["unique_id"], "person": equal["unique_id_r"], "score": 1.0})]
    rest = forms[~forms["unique_id"].isin(equal["unique_id"])]
    of_county = dict(tuple(people.groupby("county")))
    for county, some in rest.groupby("county"):
        there = of_county.get(county)
        if there is None:
            continue
        numbers, names = there["id_number"].fillna("").to_numpy(), there["name"].to_numpy()
        for start in range(0, len(some), 256):
            part = some.iloc[start : start + 256]
            by_number = cdist(
                part["id_number"].fillna("").tolist(),
                numbers,
                scorer=OSA.normalized_similarity,
                workers=THREADS,
            )
            by_name = cdist(
                part["name"].fillna("").tolist(), names, scorer=OSA.normalized_similarity, workers=THREADS
            )
            both = by_number * 0.6 + by_name * 0.4
            best = both.argmax(axis=1)
            parts.append(
                pd.DataFrame(
                    {
                        "form": part["unique_id"].to_numpy(),
                        "person": there["unique_id"].to_numpy()[best],
                        "score": both[np.arange(len(part)), best],
                    }
                )
            )
    found = pd.concat(parts, ignore_index=True)
    return found.assign(order=found["score"])


WAYS: dict[str, Any] = {"splink": splink, "recordlinkage": recordlinkage, "rapidfuzz": rapidfuzz}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("way", choices=sorted(WAYS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    begun, used = time.perf_counter(), time.process_time()
    pairs = WAYS[asked.way](asked.folder)
    best = pairs.sort_values(["order", "person"], ascending=[False, True]).drop_duplicates("form")
    told = pd.DataFrame(
        {
            "form": best["form"].astype("int64"),
            "register_person_id": best["person"],
            "outcome": "same",
            "score": best["order"],
        }
    )
    told.to_parquet(asked.out)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took = {"seconds": time.perf_counter() - begun, "processor": time.process_time() - used, "peak_mb": peak}
    print(
        json.dumps(
            {"way": asked.way, "links": len(told), **{key: round(value, 1) for key, value in took.items()}}
        )
    )


if __name__ == "__main__":
    main()
