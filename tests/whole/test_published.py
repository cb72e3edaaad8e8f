"""What a run publishes: every table keeps its contract, every row of every source is accounted for."""

import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from etl.model.contracts import load_contracts
from tests.runs import Run
from world import WorldPaths

PARTS = ("used", "quarantined", "repeats", "superseded", "withdrawn")


@pytest.mark.parametrize("kind", ["internal", "restricted", "public"])
def test_tables_keep_their_contracts(village: Run, kind: str) -> None:
    found = sorted((village.release / kind).rglob("*.parquet"))
    assert found
    contracts = load_contracts("published")
    for path in found:
        contract = contracts[path.stem]
        table = pq.read_table(path)
        assert table.schema.names == [n for n in contract.names if n in table.schema.names], path.stem
        assert kind == "public" or table.schema.names == list(contract.names), path.stem
        for name in table.schema.names:
            assert table.schema.field(name).type == contract.column(name).arrow.type, f"{path.stem}.{name}"
            if not contract.column(name).optional:
                assert table.column(name).null_count == 0, f"{path.stem}.{name}"
        if set(contract.key) <= set(table.schema.names):
            keys = table.select(list(contract.key)).to_pylist()
            assert len({tuple(row.values()) for row in keys}) == len(keys), path.stem


def test_every_table_of_the_contract_is_there(village: Run) -> None:
    found = {path.stem for path in (village.release / "internal").rglob("*.parquet")}
    # `changes` stands against a previous release, and this is the first; deadlines are Inner Mongolia's, the village is not.
    assert set(load_contracts("published")) - found <= {"changes", "deadlines"}


def test_rows_in_are_rows_accounted_for(village: Run, world: WorldPaths) -> None:
    manifest = json.loads((village.release / "internal" / "manifest.json").read_text(encoding="utf-8"))
    totals = manifest["control_totals"]
    assert set(totals) == set(world.rows)
    for source, total in totals.items():
        assert total["rows"] == sum(total.get(part, 0) for part in PARTS), source
    for source in ("hrss.rosters", "hrss.subsidies", "hrss.contracts", "social_insurance.contributions"):
        assert totals[source]["rows"] == world.rows[source], source
    employment = pq.read_table(village.release / "internal" / "employment.parquet")
    assert 0 < employment.num_rows <= totals["hrss.rosters"]["used"]


def test_the_months_figures_and_what_came_of_them_stand_in_the_manifest(village: Run) -> None:
    manifests = {
        kind: json.loads((village.release / kind / "manifest.json").read_text(encoding="utf-8"))
        for kind in ("internal", "restricted", "public")
    }
    figures = manifests["internal"]["figures"]
    assert figures["alerts"] >= manifests["internal"]["files"]["alerts.parquet"]["rows"] > 0
    assert 0 < figures["links"]["unsure"] < figures["links"]["rows"]
    assert 0 < figures["ids"]["hrss.rosters"]["invalid"] < figures["ids"]["hrss.rosters"]["rows"]
    assert figures["totals"].keys() == manifests["internal"]["control_totals"].keys()
    told = [one["says"] for one in manifests["internal"]["checks"] if one["beyond"]]
    assert set(told) <= set(manifests["internal"]["warnings"])
    assert {one["check"] for one in manifests["internal"]["checks"]} >= {"invalid_ids", "quarantined"}
    assert manifests["restricted"]["figures"] == figures
    assert not {"figures", "checks"} & manifests["public"].keys()


def test_every_reference_leads_to_a_row(village: Run) -> None:
    folder = village.release / "internal"
    known = set(pq.read_table(folder / "row_index.parquet").column("row_ref").to_pylist())
    for path in folder.rglob("*.parquet"):
        table = pq.read_table(path)
        if "row_ref" in table.schema.names:
            refs = {ref for ref in table.column("row_ref").to_pylist() if ref is not None}
            assert refs <= known, path.stem
    people = set(pq.read_table(folder / "people.parquet").column("person_key").to_pylist())
    for name in ("alerts", "entitlements", "employment", "person_status"):
        keys = set(pq.read_table(folder / f"{name}.parquet").column("person_key").to_pylist()) - {None}
        assert keys <= people, name


def test_what_a_county_is_handed_is_there(village: Run) -> None:
    month = village.release.parent.name
    for kind in ("internal", "restricted"):
        assert (village.release / kind / f"信息系统录入表_{month}.xlsx").is_file(), kind
    kinds = {
        path.name.split("_")[0]
        for path in (village.release / "internal").iterdir()
        if path.suffix in (".xlsx", ".docx")
    }
    assert kinds >= {"就业帮扶车间核实台账", "情况说明", "疑点核查反馈表", "校核纠错", "信息系统录入表"}
    reached = (
        pq.read_table(village.release / "internal" / "outreach.parquet").column("kind").unique().to_pylist()
    )
    assert {"lost_work", "arrears"} <= set(reached)
    # Of one resident the last digit is another in each of two registers: both offices are asked.
    asked = pq.read_table(village.release / "internal" / "corrections.parquet").to_pylist()
    differing = {row["source"] for row in asked if "所记证件号码不同" in row["says"]}
    assert differing == {"monitoring.people", "resettlement.residents"}


def test_ledger_counts_add_up(village: Run) -> None:
    rows = pq.read_table(village.release / "internal" / "ledger.parquet").to_pylist()
    assert rows
    for row in rows:
        parts = ("not_in_force", "contradicted", "unknown", "confirmed", "declared_only")
        whole = sum(row[f"poverty_{part}"] for part in parts)
        assert whole == row["poverty_declared"] + row["poverty_undeclared"], row["workshop_id"]


def test_the_manifest_names_each_file_with_its_hash(village: Run) -> None:
    for kind in ("internal", "restricted", "public"):
        folder = village.release / kind
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        there = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
        assert set(manifest["files"]) == {name for name in there if not name.startswith("manifest")}
        for name, said in manifest["files"].items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == said["sha256"], name


def test_where_nobody_has_answered_yet_the_summary_says_so(village: Run) -> None:
    page = (village.release / "internal" / "summary.html").read_text(encoding="utf-8")
    assert "疑点核查结果</h2><p>还没有核查结果。</p>" in page


def test_the_release_in_force_is_the_one_on_standard_output(village: Run) -> None:
    release = village.release
    assert village.stdout == f"{release}\n"
    assert (release.parent / "current").read_text(encoding="utf-8").strip() == release.name
    assert Path(release.parent).name == "202406"
