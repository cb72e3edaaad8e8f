"""Every message of the program with what it means and what to do, as pages for people who stand before a red line.

`python -m cli.messages` writes `docs/messages.zh.md` and `docs/messages.en.md` from `messages.yaml` and from the texts
where they stand; tests keep them current and hold that no text is missing. Not here: any text of its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from cli.reasons import known
from cli.words import WORDS
from flow.messages.words import TEXTS

FILE = Path(__file__).with_name("messages.yaml")
FOLDER = FILE.resolve().parents[1] / "docs"
LANGUAGES = ("zh", "en")
FRAME: Mapping[str, tuple[str, str, str, str, str]] = {
    "zh": (
        "# 程序的每一条提示",
        "由 `python -m cli.messages` 写出，请勿手改。句中的数字、名称以“…”表示；用浏览器或编辑器查找句中固定的几个字即可找到条目。",
        "含义",
        "怎么办",
        "会这样说",
    ),
    "en": (
        "# Each message of the program",
        "Written by `python -m cli.messages`; not to be edited. Numbers and names stand as “…”: look for the fixed words of a sentence.",
        "What it means",
        "What to do",
        "What it says",
    ),
}


@dataclass(frozen=True)
class Entry:
    """One cause: what its messages say, what that means and what to do, by language."""

    id: str
    told: Mapping[str, Mapping[str, str]]
    """By language: title, means, do."""
    words: Sequence[str] = ()
    reasons: Sequence[str] = ()
    mail: Sequence[str] = ()
    notes: Sequence[str] = ()

    def says(self, language: str) -> Iterator[str]:
        """The sentences themselves, in the reader's language as far as they have two."""
        place = 1 if language == "zh" else 0
        yield from (WORDS[key][place] for key in self.words)
        yield from (known()[text] if language == "zh" else text for text in self.reasons)
        yield from (TEXTS[key][1 - place] for key in self.mail)
        yield from self.notes


def entries() -> list[Entry]:
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return [
        Entry(
            one["id"],
            {language: one[language] for language in LANGUAGES},
            *(one.get(part, ()) for part in ("words", "reasons", "mail", "notes")),
        )
        for one in read
    ]


def page(language: str) -> str:
    """The whole page of a language."""
    title, intro, means, do, says = FRAME[language]
    every = entries()
    lines = [title, "", intro, ""]
    titles = [one.told[language]["title"] for one in every]
    lines += [f"- [{one}](#{_anchor(one)})" for one in titles]
    for one in every:
        told = one.told[language]
        lines += ["", f"## {told['title']}", ""]
        lines += [f"**{means}**: {told['means']}", "", f"**{do}**: {told['do']}", "", f"{says}:", ""]
        lines += [f"- {_as_code(_shown(text))}" for text in one.says(language)]
    return "\n".join(lines) + "\n"


def _shown(text: str) -> str:
    """A text with its places as people see them."""
    shown, depth = "", 0
    for letter in text:
        if letter == "{":
            depth += 1
            shown += "…"
        elif letter == "}":
            depth -= 1
        elif not depth:
            shown += letter
    return shown.strip()


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _as_code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def main() -> None:
    for language in LANGUAGES:
        (FOLDER / f"messages.{language}.md").write_text(page(language), encoding="utf-8")


if __name__ == "__main__":
    main()
