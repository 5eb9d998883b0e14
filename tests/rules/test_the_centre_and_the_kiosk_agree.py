"""What the centre looks at before it signs is what kiosks are made of: texts, settings, ways to write a page."""

from __future__ import annotations

import tomllib

import pytest

from kiosk.contract.rules import texts, words
from kiosk.contract.rules.entries import RulesError
from kiosk.contract.rules.settings import BY_PROVINCE, PAGE_PROFILES, hours, options
from kiosk.model import Language
from kiosk.settings import Settings, brought
from kiosk.store.rulebook import shipped_words
from kiosk.workspace import PAGE_PROFILES as PROFILES
from tests.dev import places


def test_the_centre_knows_every_text_of_the_screens():
    """Else: python -m tests.dev.places."""
    assert texts.PLACES.read_text(encoding="utf-8") == places.text()


@pytest.mark.parametrize("language", Language)
def test_the_shipped_texts_could_be_published(language):
    words.check(shipped_words(language), texts.places())


def test_the_centre_knows_every_way_to_write_a_page():
    assert set(PAGE_PROFILES) == set(tomllib.loads(PROFILES.read_text(encoding="utf-8")))


@pytest.mark.parametrize("option", BY_PROVINCE)
def test_what_the_province_may_set_is_an_option_whose_usual_value_it_may_set(option):
    section, name = option.split(".")
    usual = getattr(getattr(Settings(), section), name)
    value = {"vi": usual.vi, "en": usual.en} if option == "office.name" else usual
    assert BY_PROVINCE[option](value) == ""


USABLE = {
    "office.name": '{ vi = "Bộ phận Một cửa", en = "One-stop office" }',
    "centre.budget": '"7-17 128, 17-7 0"',
    "ocr.enabled": "true",
    "pages.profile": '"grey"',
    "card.wait": "20.0",
    "card.budget": "30",
    "scanner.wait": "0.0",
    "scanner.dpi": "300",
}
UNUSABLE = {
    "office.name": ['"Một cửa"', '{ vi = "Một cửa" }', '{ vi = "", en = "Office" }'],
    "centre.budget": ['"fast"', '"25-26 1"', '"0-24 0"', "128"],
    "ocr.enabled": ["1", '"true"'],
    "pages.profile": ['"nice"', "3"],
    "card.wait": ["0", "-1.0", "1e9", "nan", "inf", "true", '"20"'],
    "card.budget": ["1", "301"],
    "scanner.wait": ["-1", "301"],
    "scanner.dpi": ["30", "300.0", "2400", "true"],
}


@pytest.mark.parametrize("option", BY_PROVINCE)
def test_a_usable_setting_is_the_same_to_the_centre_and_to_the_kiosk(option):
    section, name = option.split(".")
    text = f"[{section}]\n{name} = {USABLE[option]}\n"
    assert options(text) == brought(text)


@pytest.mark.parametrize(("option", "value"), [(o, v) for o, all in UNUSABLE.items() for v in all])
def test_a_setting_that_would_keep_a_service_from_starting_is_named(option, value):
    section, name = option.split(".")
    with pytest.raises(RulesError, match=f"{option}: |not TOML"):
        options(f"[{section}]\n{name} = {value}\n")


@pytest.mark.parametrize(
    "text",
    [
        'device = "kiosk-9"',
        '[centre]\nurl = "https://elsewhere.example"',
        "[desk]\nport = 1",
        "a = 1",
    ],
)
def test_nothing_else_is_the_provinces_to_set(text):
    with pytest.raises(RulesError, match="not an option that rules may set"):
        options(text)


def test_the_hours_of_a_line():
    assert hours("") == (None,) * 24
    rates = hours("7-17 128, 22-6 0")
    assert (rates[7], rates[16], rates[17], rates[22], rates[0], rates[6]) == (
        *(128, 128, None, 0),
        *(0, None),
    )
