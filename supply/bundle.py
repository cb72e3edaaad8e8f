"""Everything that an installation needs in one folder, for a machine without a network: wheels by the lock, their hashes, one script.

    python -m supply.bundle requirements.lock build EXTRAS

pip's resolver says what is wanted; each file is held against the hashes of the lock when it is fetched, and again by the script where it is
installed. What comes as a source alone is built here, on the machine that bundles. Same Python and platform on both sides.
"""

import hashlib
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from supply.lock import normal, pinned, read, versions

INSTALL = """\
#!/bin/sh
# Installs hecha from this folder alone: sh install.sh /opt/hecha/venv. No network is asked.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:?say where to: sh install.sh FOLDER}
python=${PYTHON:-python3}
(cd "$here" && sha256sum --check --quiet SHA256SUMS)
"$python" -c 'import sys; sys.exit("wanted is Python @VERSION@, this is " + sys.version.split()[0] if sys.version_info[:2] != (@TUPLE@) else 0)'
test -x "$target/bin/python" || "$python" -m venv "$target"
"$target/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps --require-hashes \\
  --find-links "$here/wheels" --requirement "$here/requirements.txt"
"$target/bin/python" -m pip check --disable-pip-version-check
"""


def _pip(*arguments: str, **environment: str) -> None:
    command = [sys.executable, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check"]
    subprocess.run(command, check=True, env={**os.environ, **environment})


def fetch(root: Path, lock: Path, extras: str, wheels: Path) -> None:
    """The wheels of what is wanted, each by its hash, and our own."""
    pins = read(lock)
    with TemporaryDirectory() as scratch:
        said, report, wanted = (Path(scratch, name) for name in ("versions.txt", "wanted.json", "pinned.txt"))
        said.write_text("\n".join(versions(pins)) + "\n", encoding="utf-8")
        package = f"{root}[{extras}]" if extras else str(root)
        _pip(
            *("install", "--dry-run", "--ignore-installed", "--report", str(report), package),
            PIP_CONSTRAINT=str(said),
        )
        wanted.write_text("\n".join(pinned(pins, report)) + "\n", encoding="utf-8")
        _pip(
            "wheel", "--no-deps", "--require-hashes", "--requirement", str(wanted), "--wheel-dir", str(wheels)
        )
        _pip("wheel", "--no-deps", str(root), "--wheel-dir", str(wheels), PIP_CONSTRAINT=str(said))


def requirements(wheels: Path) -> str:
    """What lies in a folder of wheels, pinned by the hash of each file."""
    lines = []
    for path in sorted(wheels.glob("*.whl")):
        name, version = path.name.split("-")[:2]
        lines.append(f"{normal(name)}=={version} --hash=sha256:{_digest(path)}")
    return "\n".join(lines) + "\n"


def finish(folder: Path) -> Path:
    """What stands beside the wheels; then all of it as one file, whose path is returned."""
    (folder / "requirements.txt").write_text(requirements(folder / "wheels"), encoding="utf-8")
    major, minor = sys.version_info[:2]
    script = INSTALL.replace("@VERSION@", f"{major}.{minor}").replace("@TUPLE@", f"{major}, {minor}")
    (folder / "install.sh").write_text(script, encoding="utf-8")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    sums = "".join(f"{_digest(path)}  {path.relative_to(folder)}\n" for path in files)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    whole = folder.with_name(f"{folder.name}.tar")
    with tarfile.open(whole, "w") as archive:
        archive.add(folder, folder.name)
    return whole


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def main(arguments: list[str]) -> int:
    if len(arguments) not in (2, 3):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    lock, build = Path(arguments[0]).resolve(), Path(arguments[1]).resolve()
    extras = arguments[2] if len(arguments) == 3 else ""
    folder = build / "hecha-bundle"
    if folder.exists():
        sys.stderr.write(f"{folder} is there already: remove it first\n")
        return 2
    (folder / "wheels").mkdir(parents=True)
    fetch(lock.parent, lock, extras, folder / "wheels")
    whole = finish(folder)
    sys.stdout.write(f"{whole}\n{_digest(whole)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
