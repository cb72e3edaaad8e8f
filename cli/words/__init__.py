"""Every text of the command in English and Chinese, a module a group of commands; LANG (or LC_ALL, LC_MESSAGES) says which is shown.

Not here: the words for codes of a release; they are the workbook's (`spelt`).
"""

import os

from cli.words import asking, explaining, frame, keeping, people, policies, running, standing

GROUPS = (frame, asking, running, people, explaining, policies, standing, keeping)
WORDS: dict[str, tuple[str, str]] = {key: said for group in GROUPS for key, said in group.WORDS.items()}


def is_chinese() -> bool:
    """Whether texts are shown in Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return value.lower().startswith("zh")
    return False


def language() -> str:
    return "zh" if is_chinese() else "en"


def say(key: str, **values: object) -> str:
    """The text of a key in the reader's language."""
    text = WORDS[key][1 if is_chinese() else 0]
    return text.format(**values) if values else text


def spelt(words: str, code: str | None) -> str:
    """A code of a release, or several joined by a comma: in Chinese by the words of the workbook, in English as it is."""
    if not code or not is_chinese():
        return code or ""
    from etl.publish.layout import layout

    return layout().said(words, code)
