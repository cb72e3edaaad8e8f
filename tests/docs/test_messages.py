"""Each message that the program can end with stands on the pages of messages, in both languages, under one cause."""

import re
from collections import Counter

import pytest

from cli import messages
from cli.main import parser
from cli.reasons import known
from cli.words import WORDS
from flow.messages.words import TEXTS
from tests.docs.test_docs import below
from tests.texts import notes_written, words_told

PROGRESS = {
    "demo_world",
    "demo_month",
    "serving",
    "portal_serving",
    "reaped_run",
    "run_why",
    "sources_good",
    "ask_begin",
}
"""Lines that say how far the command is, and ask for nothing."""


def listed(part: str) -> Counter[str]:
    return Counter(text for one in messages.entries() for text in getattr(one, part))


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_pages_are_those_of_the_texts(language: str) -> None:
    written = (messages.FOLDER / f"messages.{language}.md").read_text(encoding="utf-8")
    assert written == messages.page(language), "run python -m cli.messages"


def test_every_reason_stands_under_one_cause() -> None:
    assert listed("reasons") == Counter(dict.fromkeys(known(), 1))


def test_every_refusal_remark_and_fault_stands_under_one_cause() -> None:
    told = words_told()
    assert len(told) > 70
    here = listed("words")
    assert sorted(told - PROGRESS - here.keys()) == []
    assert [key for key, many in here.items() if many != 1 or key not in WORDS] == []


def test_every_advice_of_doctor_and_upgrade_stands_there() -> None:
    advice = {
        key
        for key, (en, _) in WORDS.items()
        if key.startswith(("doctor_", "upgrade_")) and (": " in en or key.endswith("_do"))
    }
    assert sorted(advice - listed("words").keys()) == []


def test_every_message_by_mail_stands_there() -> None:
    titles = {key for key, (zh, _) in TEXTS.items() if zh.startswith("核查")}
    assert listed("mail") == Counter(dict.fromkeys(titles, 1))


def test_every_remark_of_a_release_on_its_data_stands_there() -> None:
    written = notes_written()
    assert len(written) > 15
    assert listed("notes") == Counter(dict.fromkeys(written, 1))


def test_every_command_in_what_to_do_exists() -> None:
    named = {
        (one.id, word)
        for one in messages.entries()
        for told in one.told.values()
        for word in re.findall(r"hecha ([a-z][a-z-]*)", told["do"])
    }
    assert len(named) > 15
    commands = below(parser())
    assert sorted(pair for pair in named if pair[1] not in commands) == []


def test_every_cause_says_what_it_means_and_what_to_do() -> None:
    for one in messages.entries():
        assert any(one.says("zh")), one.id
        for language in messages.LANGUAGES:
            assert set(one.told[language]) == {"title", "means", "do"}, one.id
            assert all(len(text) > 3 for text in one.told[language].values()), one.id
