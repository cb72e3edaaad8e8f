"""`hecha init --template FOLDER`: the files of a standing installation, to be filled in: configuration, units, timer, cron, proxy.

What is there already stays as it is. Not here: making the store and its keys (`cli.standing`).
"""

import getpass
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cli.console import out
from cli.faults import DONE, RefusedError
from cli.words import say

TEMPLATES = Path(__file__).with_name("installation")
FOLDERS = ("in/monitoring", "in/finance", "in/decisions", "releases", "backups")
SECRET_MODE, MODE = 0o600, 0o644
HARDENED = """\
UMask=0077
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=@FOLDER@
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
CapabilityBoundingSet="""
"""What a service may not do. Files are parsed in a child that walls itself in (seccomp, landlock), which these settings allow."""


def write_template(folder: Path, areas: Sequence[str]) -> int:
    """Write what is not there yet, for this account, and say what comes next."""
    write_files(folder, areas, {})
    out(say("template_next", config=folder.resolve() / "hecha.yaml"))
    return DONE


def write_files(folder: Path, areas: Sequence[str], changed: Mapping[str, Callable[[str], str]]) -> None:
    """The same, with the text of some files changed by what was answered."""
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise RefusedError(say("not_a_folder", path=folder))
    if any(character.isspace() or character in "%\"'\\" for character in str(folder)):
        raise RefusedError(say("template_folder", path=folder))
    for area in areas:
        if not (area.isascii() and area.isdigit() and len(area) in (2, 4, 6)):
            raise RefusedError(say("bad_area", came=area))
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    for template in sorted(TEMPLATES.iterdir()):
        path = folder / template.name
        if path.exists():
            out(say("template_stays", path=path))
            continue
        text = template.read_text(encoding="utf-8")
        text = filled(changed[template.name](text) if template.name in changed else text, folder, areas)
        mode = SECRET_MODE if template.suffix in (".env", ".yaml") else MODE
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            handle.write(text)
            os.fchmod(handle.fileno(), mode)
        out(str(path))


def filled(text: str, folder: Path, areas: Sequence[str]) -> str:
    """A template with this installation's places in it."""
    program = Path(sys.executable).with_name("hecha")
    values = {
        "HARDENED": HARDENED,
        "AREAS": '", "'.join(areas),
        "FOLDER": str(folder),
        "PYTHON": sys.executable,
        "PROGRAM": str(program),
        "ACCOUNT": getpass.getuser(),
    }
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text
