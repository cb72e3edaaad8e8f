"""The lock has every package with its hashes, pip gets exactly what it wants of it, and the bill of materials says it all."""

import json
import tomllib
from pathlib import Path

import pytest

from supply.lock import LockError, normal, pinned, read, versions
from supply.sbom import write
from tests.runs import ROOT

LOCK = ROOT / "requirements.lock"


def test_every_package_of_the_lock_has_a_version_and_hashes() -> None:
    pins = read(LOCK)
    assert len(pins) > 100
    assert all(pin.hashes and pin.version for pin in pins)
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [
        *wanted["dependencies"],
        *(one for extra in wanted["optional-dependencies"].values() for one in extra),
    ]
    names = {
        normal(one.split(";")[0].split("[")[0].split("<")[0].split(">")[0].split("=")[0].strip())
        for one in named
    }
    assert names <= {pin.name for pin in pins}


def test_a_package_without_a_hash_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "x.lock"
    lock.write_text(
        "one==1.0 \\\n    --hash=sha256:" + "a" * 64 + "\ntwo==2.0\n    # via one\n", encoding="utf-8"
    )
    with pytest.raises(LockError, match="two"):
        read(lock)


def _report(path: Path, *wanted: tuple[str, str]) -> Path:
    found = [
        {"metadata": {"name": name, "version": version}, "download_info": {}} for name, version in wanted
    ]
    own = {"metadata": {"name": "hecha", "version": "0"}, "download_info": {"dir_info": {}}}
    path.write_text(json.dumps({"install": [*found, own]}), encoding="utf-8")
    return path


def test_pip_is_given_what_it_wants_with_the_hashes_of_the_lock_and_nothing_else(tmp_path: Path) -> None:
    pins = read(LOCK)
    (yaml,) = [pin for pin in pins if pin.name == "pyyaml"]
    (line,) = pinned(pins, _report(tmp_path / "r.json", ("PyYAML", yaml.version)))
    assert line == f"pyyaml=={yaml.version} " + " ".join(f"--hash={one}" for one in yaml.hashes)
    assert f"pyyaml=={yaml.version}" in versions(pins)
    with pytest.raises(LockError, match="does not stand in the lock"):
        pinned(pins, _report(tmp_path / "r.json", ("PyYAML", "1.0")))


def test_the_bill_of_materials_names_every_package_and_is_the_same_again(tmp_path: Path) -> None:
    sbom, licences = write(LOCK, tmp_path)
    content = json.loads(sbom.read_text(encoding="utf-8"))
    assert (content["bomFormat"], content["specVersion"]) == ("CycloneDX", "1.6")
    assert {one["name"] for one in content["components"]} == {pin.name for pin in read(LOCK)}
    known = {one["name"]: one for one in content["components"]}
    assert known["duckdb"]["licenses"][0]["license"]["name"]
    assert "duckdb" in licences.read_text(encoding="utf-8")
    before = sbom.read_bytes()
    write(LOCK, tmp_path)
    assert sbom.read_bytes() == before
