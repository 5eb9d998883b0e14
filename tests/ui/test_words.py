"""Every screen speaks every language; what one lacks is said in Vietnamese."""

import ast
import re
import string
import unicodedata
from pathlib import Path

import pytest

from kiosk import workspace
from kiosk.faults import Fault, remedy
from kiosk.model import CardField, Language, Priority, Unmet, Verdict
from kiosk.ui.words import Phrases, load, texts

VI = texts(Language.VI)
OTHERS = [language for language in Language if language is not Language.VI]


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys(language):
    assert texts(language).keys() == VI.keys()


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_takes_the_same_values_in_every_language(language):
    other = texts(language)
    assert {key for key in VI if holes(VI[key]) != holes(other[key])} == set()


@pytest.mark.parametrize("language", Language)
def test_no_text_is_empty_or_decomposed_or_padded(language):
    for key, text in texts(language).items():
        assert text == text.strip() != "", key
        assert unicodedata.is_normalized("NFC", text), key


def test_a_missing_text_is_said_in_vietnamese():
    say = Phrases(Language.EN, {"bar.back": "Back"}, VI)
    assert say("bar.back") == "Back"
    assert say("bar.clerk") == VI["bar.clerk"]


def test_a_key_nobody_wrote_is_an_error():
    with pytest.raises(KeyError):
        load(Language.VI)("nobody.wrote")


def test_values_go_where_they_belong():
    assert load(Language.VI)("feed.which", number=1, count=3) == "Giấy 1 / 3"


def test_every_key_asked_for_is_written_and_every_key_written_is_asked_for():
    asked = set()
    for path in (workspace.PACKAGE / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                asked |= {node.value, node.value.strip(".")}
    asked |= {*Language, *Verdict, *CardField, *Priority, *Unmet}
    sections = {key.split(".")[0] for key in VI}
    known = {text for text in asked if text.split(".")[0] in sections and "." in text}
    assert {text for text in known if re.fullmatch(r"[a-z]+\.[a-z0-9-]+", text)} <= VI.keys()
    # Keys put together from a section and a word: the word alone must stand in the code.
    built = {key for key in VI if key not in known}
    assert {key for key in built if key.split(".")[1] not in asked} == set()


def test_citizens_are_addressed_politely():
    rude = re.compile(r"\b(bạn|mày|user|lỗi hệ thống|error)\b", re.IGNORECASE)
    assert {key for key, text in VI.items() if rude.search(text)} == set()


def test_the_files_lie_where_the_workspace_says():
    assert {path.stem for path in Path(workspace.WORDS).glob("*.toml")} == set(Language)


@pytest.mark.parametrize("language", Language)
def test_a_fault_names_only_buttons_that_stand_on_every_screen_it_stands_on(language):
    said = texts(language)

    def of(*sections: str) -> set[str]:
        return {text for key, text in said.items() if key.partition(".")[0] in sections}

    where = {"card": of("card"), "reader": of("card"), "scanner": of("feed") & of("review")}
    for fault in Fault:
        beside = where.get(fault.partition("-")[0], set()) | of("bar")
        named = set(re.findall("“(.+?)”", remedy(fault).do.of(language)))
        assert named <= beside, fault
