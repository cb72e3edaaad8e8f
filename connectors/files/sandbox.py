"""The walls around the child that parses files: no network, no program, no file but its own; taken up by the child itself.

Linux only. seccomp refuses the calls by which a process reaches out; landlock leaves for reading the libraries and the folder
of the delivery, and for writing the child's own folder; where the program runs as root, the child goes on as nobody. What the kernel doesn't have is said by `raise_walls`, not passed over
in silence. Not here: limits of memory and time (`child.py`, `reader.py`).
"""

import contextlib
import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LANDLOCK = (444, 445, 446)
"""create_ruleset, add_rule, restrict_self: the same numbers on every architecture."""
RULE_PATH_BENEATH, ABI_ASKED = 1, 1
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
OF_FIRST_ABI = (1 << 13) - 1
"""execute, write_file, read_file, read_dir, remove_*, make_*: what the first version of landlock knows."""
LATER = {2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
"""refer, truncate, ioctl_dev, each since a version."""
NET_SINCE, NET = 4, 3
"""TCP bind and connect."""

ALLOW, ERRNO = 0x7FFF0000, 0x00050000
EPERM = 1
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ARCH_AT, CALL_AT = 4, 0
ARCHES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000
REFUSED = {
    "x86_64": (
        41,
        42,
        43,
        44,
        46,
        49,
        50,
        53,
        288,
        307,
        59,
        322,
        101,
        310,
        311,
        321,
        425,
        426,
        427,
        165,
        155,
        272,
        308,
        304,
        62,
        200,
        424,
        438,
        248,
        249,
        250,
        298,
        323,
    ),
    "aarch64": (
        198,
        199,
        200,
        201,
        202,
        203,
        206,
        211,
        242,
        269,
        221,
        281,
        117,
        270,
        271,
        280,
        425,
        426,
        427,
        40,
        41,
        97,
        268,
        265,
        129,
        130,
        424,
        438,
        217,
        218,
        219,
        241,
        282,
    ),
}
"""socket, connect, accept, sendto, sendmsg, bind, listen, socketpair, accept4, sendmmsg; execve, execveat; ptrace,
process_vm_*; bpf; io_uring; mount, pivot_root, unshare, setns; open_by_handle_at; kill, tkill, pidfd_send_signal, pidfd_getfd;
add_key, request_key, keyctl; perf_event_open; userfaultfd."""
NOBODY = 65534
PR_SET_KEEPCAPS, CAPABILITY_VERSION, DAC_READ_SEARCH = 8, 0x20080522, 1 << 2


PACKAGES = ("connectors", "etl")


class _Filter(ctypes.Structure):
    _fields_ = (("count", ctypes.c_ushort), ("program", ctypes.c_void_p))


class _RulesetAttr(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64))


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def raise_walls(own: Path, readable: Sequence[Path]) -> list[str]:
    """Take up what this kernel has, for good; the names of what it does not have.

    `own`: the only folder that may be written to. `readable`: what may be read besides the libraries.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    absent = [] if _nobody(libc, own) else ["account"]
    if sys.platform != "linux" or libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return [*absent, "no_new_privs", "landlock", "seccomp"]
    absent += [] if _landlock(libc, own, readable) else ["landlock"]
    return absent + ([] if _seccomp(libc) else ["seccomp"])


def _nobody(libc: ctypes.CDLL, own: Path) -> bool:
    """Run as root: go on as nobody, who owns the folder to write to and may read what root may, no more. False where that fails."""
    if os.geteuid() != 0:
        return True
    try:
        os.chown(own, NOBODY, NOBODY)
        if libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0:
            return False
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    except OSError:
        return False
    head = struct.pack("=Ii", CAPABILITY_VERSION, 0)
    rights = struct.pack("=6I", DAC_READ_SEARCH, DAC_READ_SEARCH, 0, 0, 0, 0)
    done: int = libc.capset(ctypes.c_char_p(head), ctypes.c_char_p(rights))
    return done == 0


def libraries() -> list[Path]:
    """Where Python and its packages lie, and what the system's libraries read."""
    # Of a checkout the code alone: a store or a configuration may lie in it.
    code = [
        [str(Path(one, part)) for part in PACKAGES] if Path(one, PACKAGES[0]).is_dir() else [one]
        for one in sys.path
    ]
    places = [
        *chain.from_iterable(code),
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        "/usr",
        "/lib",
        "/lib64",
        "/etc",
        "/proc/self",
    ]
    places += [
        "/sys/fs/cgroup",
        "/sys/devices/system/cpu",
        "/proc/cpuinfo",
        "/proc/meminfo",
        "/dev/null",
        "/dev/urandom",
    ]
    return [path for one in dict.fromkeys(places) if one and (path := Path(one)).exists()]


def _landlock(libc: ctypes.CDLL, own: Path, readable: Iterable[Path]) -> bool:
    version = libc.syscall(LANDLOCK[0], None, ctypes.c_size_t(0), ctypes.c_uint32(ABI_ASKED))
    if version < 1:
        return False
    every = OF_FIRST_ABI | sum(right for since, right in LATER.items() if version >= since)
    attr = _RulesetAttr(every, NET if version >= NET_SINCE else 0)
    size = ctypes.sizeof(attr) if version >= NET_SINCE else ctypes.sizeof(ctypes.c_uint64)
    ruleset = libc.syscall(LANDLOCK[0], ctypes.byref(attr), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    try:
        rules = [(path, READ_FILE | READ_FOLDER) for path in (*libraries(), *readable)]
        for path, rights in (*rules, (own, every)):
            _allow(libc, ruleset, path, rights)
        done: int = libc.syscall(LANDLOCK[2], ctypes.c_int(ruleset), ctypes.c_uint32(0))
        return done == 0
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    # What is not there, or may not be opened, needs no rule.
    with contextlib.suppress(OSError):
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not path.is_dir():
                rights &= ~READ_FOLDER
            rule = _PathRule(rights, folder)
            libc.syscall(
                LANDLOCK[1],
                ctypes.c_int(ruleset),
                ctypes.c_int(RULE_PATH_BENEATH),
                ctypes.byref(rule),
                ctypes.c_uint32(0),
            )
        finally:
            os.close(folder)


def _seccomp(libc: ctypes.CDLL) -> bool:
    machine = platform.machine()
    if machine not in ARCHES:
        return False
    refused = REFUSED[machine]
    lines = [
        (LOAD, 0, 0, ARCH_AT),
        (EQUAL, 1, 0, ARCHES[machine]),
        (RETURN, 0, 0, ERRNO | EPERM),
        (LOAD, 0, 0, CALL_AT),
    ]
    # Calls of x86_64's second numbering are refused as a whole: they would go around the list.
    lines += [(0x35, len(refused) + 1, 0, X32)] if machine == "x86_64" else []
    lines += [(EQUAL, len(refused) - at, 0, call) for at, call in enumerate(refused)]
    lines += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, ERRNO | EPERM)]
    program = b"".join(struct.pack("=HBBI", *line) for line in lines)
    kept = ctypes.create_string_buffer(program)
    wanted = _Filter(len(lines), ctypes.cast(kept, ctypes.c_void_p))
    done: int = libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(wanted), 0, 0)
    return done == 0
