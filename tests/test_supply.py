"""The lock has every package with its hashes, pip gets exactly what it wants of it, and the bill of materials says it all."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from supply.bundle import finish, requirements
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


def test_ci_fails_by_name_where_a_package_that_it_needs_cannot_be_had(tmp_path: Path) -> None:
    for name in ("bash", "dirname", "id"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    make = tmp_path / "make"
    make.write_text("#!/bin/bash\necho made $1\n", encoding="utf-8")
    make.chmod(0o755)

    def run(**given: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(tmp_path), **given}
        command = [str(tmp_path / "bash"), str(ROOT / ".ci" / "run")]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    refused = run(CI_ALLOW_ABSENT="mariadb-server chromium")
    assert refused.returncode == 1
    assert "can't be had: libreoffice-calc-nogui" in refused.stderr
    assert "mariadb-server" in refused.stderr.split("can't be had")[0]
    assert "made" not in refused.stdout
    every = [line.split(": ")[1] for line in run().stderr.splitlines() if line.startswith("can't be had")]
    assert len(every) == 6
    allowed = run(CI_ALLOW_ABSENT=" ".join(every))
    assert (allowed.returncode, allowed.stdout.count("made")) == (0, 4)


def _wheel(folder: Path, name: str, needs: str = "") -> Path:
    """A wheel of one module, as small as one can be."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    requires = f"Requires-Dist: {needs}\n" if needs else ""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", f"SAYS = {name!r}\n")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{requires}")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def test_a_bundle_installs_without_a_network_and_refuses_an_altered_file(tmp_path: Path) -> None:
    if subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this kernel gives no network namespace of one's own")
    wheels = tmp_path / "bundle" / "wheels"
    wheels.mkdir(parents=True)
    _wheel(wheels, "one", needs="two>=1.0")
    two = _wheel(wheels, "two")
    whole = finish(tmp_path / "bundle")
    with tarfile.open(whole) as archive:
        archive.extractall(tmp_path / "there", filter="data")
    there = tmp_path / "there" / "bundle"

    def install() -> subprocess.CompletedProcess[str]:
        command = ["unshare", "-rn", "sh", str(there / "install.sh"), str(tmp_path / "venv")]
        environment = {**os.environ, "PYTHON": sys.executable}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    kept = two.read_bytes()
    (there / "wheels" / two.name).write_bytes(kept + b"x")
    assert install().returncode != 0
    assert not (tmp_path / "venv").exists(), "nothing is installed of what was altered"
    (there / "wheels" / two.name).write_bytes(kept)
    done = install()
    assert done.returncode == 0, done.stderr
    says = "import one, two; print(one.SAYS, two.SAYS)"
    told = subprocess.run(
        [tmp_path / "venv" / "bin" / "python", "-c", says], capture_output=True, text=True, check=True
    )
    assert told.stdout == "one two\n"


def test_what_is_bundled_is_pinned_by_the_hash_of_each_file(tmp_path: Path) -> None:
    path = _wheel(tmp_path, "some_thing")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert requirements(tmp_path) == f"some-thing==1.0 --hash=sha256:{digest}\n"
