"""`hecha init --ask`: the questions of a new installation, and the configuration that its answers make.

Secrets go to `hecha.env` and are not shown while they are typed. Nothing is written before the last answer. Not here: the other
files of an installation (`cli.installing`), the store (`cli.standing`).
"""

import getpass
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from cli.console import err
from cli.faults import RefusedError
from cli.words import is_chinese, say

CHIEF = ("monitoring", "hrss", "social_insurance", "business_registry", "county_finance")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_UNQUOTABLE = re.compile(r"['\"\\\n\r]")


@dataclass
class Answers:
    """What was answered: the configuration's parts, and the values of its variables."""

    folder: Path
    areas: tuple[str, ...]
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)


Check = Callable[[str], str]
"""Why an answer can't be taken; '' where it can."""


def ask(default: Path) -> Answers:
    """Every question in its order.

    Raises:
        RefusedError: the answers ended, or an installation stands there already.
    """
    err(say("ask_begin"))
    folder = Path(_asked("ask_folder", str(default), _needed)).expanduser().resolve()
    if (folder / "hecha.yaml").exists():
        raise RefusedError(say("ask_there", path=folder / "hecha.yaml"))
    answers = Answers(folder, _listed(_asked("ask_areas", "", _areas)))
    for system in CHIEF:
        _source(answers, system)
    for system in _more():
        _source(answers, system)
    answers.rest["schedule"] = {"working_day": int(_asked("ask_day", "5", _day))}
    answers.rest["backup"] = {"folder": _asked("ask_backup", "./backups", _needed), "keep": 12}
    if messages := _messages(answers):
        answers.rest["messages"] = messages
    return answers


def _more() -> tuple[str, ...]:
    from etl.config_sources import SYSTEMS

    others = [one for one in SYSTEMS if one not in CHIEF and one != "procedures"]
    return _listed(_asked("ask_more", "", _some_of(others), systems=", ".join(others)))


def _source(answers: Answers, system: str) -> None:
    from etl.model.sources import load_sources
    from flow.sources import SOURCES

    spec = load_sources(SOURCES)[system]
    named = spec.zh if is_chinese() else system.replace("_", " ")
    ways = ["none", "files"]
    ways += ["sql"] if any(table.native_table for table in spec.tables.values()) else []
    ways += ["gateway"] if any(table.resource for table in spec.tables.values()) else []
    how = _asked("ask_delivery", "none", _one_of(ways), name=named, ways=", ".join(ways))
    if how == "files":
        answers.sources[system] = {"delivery": how, "path": _asked("ask_path", f"./in/{system}", _needed)}
    elif how == "sql":
        variable = _secret(answers, "ask_address", f"{system.upper()}_URL")
        mode = _asked(
            "ask_mode", "persons" if system == "social_insurance" else "all", _one_of(("all", "persons"))
        )
        answers.sources[system] = {"delivery": how, "url_env": variable, "mode": mode}
    elif how == "gateway":
        base, key = _asked("ask_base", "", _needed), _asked("ask_key", "", _needed)
        secret = _secret(answers, "ask_secret", "GATEWAY_SECRET")
        answers.sources[system] = {"delivery": how, "base": base, "key": key, "secret_env": secret}


def _messages(answers: Answers) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if smtp := _asked("ask_mail", "", _anything):
        mail: dict[str, Any] = {"smtp": smtp, "from": _asked("ask_from", "", _needed)}
        mail["to"] = list(_listed(_asked("ask_to", "", _needed)))
        if "@" in smtp:
            mail["password_env"] = _secret(answers, "ask_password", "MAIL_PASSWORD")
        found["mail"] = mail
    robot = _asked("ask_robot", "none", _one_of(("none", "wecom", "dingtalk", "json")))
    if robot != "none":
        variable = _secret(answers, "ask_robot_address", f"{robot.upper()}_URL")
        found["webhook"] = [{"kind": robot, "url_env": variable}]
    return found and {"language": "zh" if is_chinese() else "en", **found}


# --- one question ---


def _asked(key: str, default: str, check: Check, **values: object) -> str:
    """The answer to a question, asked again until it can be taken."""
    while True:
        shown = f" [{default}]" if default else ""
        answer = _line(f"{say(key, **values) if values else say(key)}{shown}: ").strip() or default
        if not (why := check(answer)):
            return answer
        err(say("ask_again", why=why))


def _secret(answers: Answers, key: str, default: str) -> str:
    """The variable that holds a secret; its value, where it is told, goes to hecha.env."""
    what = say(key)
    name = _asked("ask_variable", default, _variable, what=what)
    while True:
        value = _line(f"{say('ask_value', what=what)}: ", hidden=True).strip()
        if not _UNQUOTABLE.search(value):
            break
        err(say("ask_again", why=say("ask_unquotable")))
    if value:
        answers.variables[name] = value
    return name


def _line(prompt: str, *, hidden: bool = False) -> str:
    if hidden and sys.stdin.isatty():
        return getpass.getpass(prompt)
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise RefusedError(say("ask_ended"))
    return line


def _listed(answer: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in re.split(r"[,，、]", answer) if one.strip())


def _anything(_answer: str) -> str:
    return ""


def _needed(answer: str) -> str:
    return "" if answer else say("ask_needed")


def _areas(answer: str) -> str:
    wrong = [one for one in _listed(answer) if not re.fullmatch(r"[0-9]{2}(?:[0-9]{2}){0,2}", one)]
    return say("bad_area", came=wrong[0]) if wrong else _needed(answer)


def _day(answer: str) -> str:
    fits = answer.isascii() and answer.isdigit() and 1 <= int(answer) <= 20
    return "" if fits else say("ask_number", low=1, high=20)


def _variable(answer: str) -> str:
    return "" if _VARIABLE.fullmatch(answer) else say("ask_name")


def _one_of(choices: Sequence[str]) -> Check:
    return lambda answer: "" if answer in choices else say("ask_choices", choices=", ".join(choices))


def _some_of(choices: Sequence[str]) -> Check:
    told = say("ask_choices", choices=", ".join(choices))
    return lambda answer: "" if set(_listed(answer)) <= set(choices) else told


# --- what they make ---


def configured(template: str, answers: Answers) -> str:
    """The template of hecha.yaml with the answers in the places of what stood there."""
    lines: list[str] = []
    left = dict(answers.sources)
    in_sources = False
    for line in template.splitlines():
        if line == "sources:":
            in_sources = True
            # Without any the key holds nothing, which is no mapping.
            lines.append(line if answers.sources else "sources: {}")
            continue
        if in_sources and not line.strip():
            lines += [f"  {name}: {_inline(given)}" for name, given in left.items()]
            in_sources = False
        name = line.strip().removeprefix("# ").partition(":")[0]
        if in_sources and name in left:
            lines.append(f"  {name}: {_inline(left.pop(name))}")
        elif in_sources and not line.strip().startswith("#"):
            lines.append(f"  # {line.strip()}")
        elif not line.startswith("#") and line.partition(":")[0] in answers.rest:
            lines.append(f"{name}: {_inline(answers.rest[name])}")
        else:
            lines.append(line)
    if "messages" in answers.rest:
        lines.append(f"messages: {_inline(answers.rest['messages'])}")
    return "\n".join(lines) + "\n"


def _inline(value: object) -> str:
    text: str = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False
    )
    return text.strip()


def environment(template: str, answers: Answers) -> str:
    """The template of hecha.env with the values that were told, in quotes as systemd and a shell read them alike."""
    kept = [
        line
        for line in template.splitlines()
        if line.removeprefix("# ").partition("=")[0] not in answers.variables
    ]
    return "\n".join([*kept, *(f"{name}='{value}'" for name, value in answers.variables.items())]) + "\n"
