"""What the documentation says can be done can be done: links, commands, options and targets exist, both READMEs agree."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.main import parser

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/README.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^\s*```.*?^\s*```", re.MULTILINE | re.DOTALL)
READMES = ("README.md", "README.zh-CN.md")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def below(whole: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands of a parser."""
    for action in whole._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def options(command: argparse.ArgumentParser) -> set[str]:
    return {option for action in command._actions for option in action.option_strings}


def lines_of_code(text: str) -> Iterator[str]:
    """Code spans and lines of code blocks."""
    for block in FENCE.findall(text):
        yield from (line.strip() for line in block.splitlines())
    yield from CODE.findall(FENCE.sub("", text))


def called(text: str, program: str) -> Iterator[list[str]]:
    """The words after a program's name, wherever a line of code names it."""
    for line in lines_of_code(text):
        for found in re.finditer(rf"(?:^|[\s/]){program}\s+([^#|;&]+)", line):
            yield found.group(1).split()


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def test_there_are_pages_to_read() -> None:
    assert {"README.md", "README.zh-CN.md", "docs/operations.md", "docs/add-a-source.md"} <= {
        str(page.relative_to(ROOT)) for page in PAGES
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(FENCE.sub("", read(page))):
        if target.startswith(("http://", "https://")):
            continue
        name, _, part = target.partition("#")
        there = page.parent / name if name else page
        assert there.exists(), target
        if part:
            headings = re.findall(r"^#+ (.+)$", read(there), re.MULTILINE)
            assert part in {anchor(heading) for heading in headings}, target


@pytest.mark.parametrize(
    "page",
    [
        page for page in PAGES if not page.name.startswith("messages.")
    ],  # sentences; test_messages looks at theirs
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_every_command_and_option_named_exists(page: Path) -> None:
    for words in called(read(page), "hecha"):
        command = parser()
        while words and (choices := below(command)):
            if words[0] not in choices and not words[0].startswith("-"):
                pytest.fail(f"{command.prog} has no command {words[0]}")
            if words[0] not in choices:
                break
            command = choices[words.pop(0)]
        for word in words:
            if word.startswith("--"):
                assert word.rstrip("，。,.;:") in options(command), f"{command.prog} {word}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    for words in called(read(page), "make"):
        assert words[0] in targets, f"make {words[0]}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_of_the_tree_named_exists(page: Path) -> None:
    rooms = "assets|bench|cli|connectors|docs|etl|matching|policy|tests|world"
    for line in lines_of_code(read(page)):
        for name in re.findall(rf"(?:^|\s)((?:{rooms})/[\w./-]*\w/?)(?=[\s`]|$)", line):
            if not re.search(r"[<>*{]", line):
                assert (ROOT / name).exists(), name


def test_both_readmes_say_the_same_things() -> None:
    english, chinese = (read(ROOT / name) for name in READMES)
    for shape in (r"^(#+) ", r"^\|(?! ---)", r"^- ", r"^```(\w*)"):
        counted = [re.findall(shape, text, re.MULTILINE) for text in (english, chinese)]
        assert counted[0] == counted[1], shape
    commands = [
        {
            " ".join(word for word in words[:2] if re.fullmatch(r"[a-z-]+", word))
            for words in called(text, "hecha")
        }
        for text in (english, chinese)
    ]
    assert commands[0] == commands[1]
