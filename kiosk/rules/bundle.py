"""The files that a version of the rules may bring, and whether each could be used."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

from kiosk.rules import catalogue, slots, words
from kiosk.rules.entries import RulesError

CATALOGUE, SETTINGS = "catalogue.toml", "settings.toml"
TRUST, SIGNING_TRUST = "trust", "signing-trust"  # folders of certificates
MOST_BYTES = 4 * 1024 * 1024  # of one file
MOST_FILES = 64
_LAW: dict[str, Callable[[str], object]] = {
    CATALOGUE: lambda text: catalogue.parse(text, dt.date.max),
    "fees.toml": slots.fees,
    "holidays.toml": slots.holidays,
    "forms.toml": slots.forms,
    "roster.toml": slots.roster,
}
_WORDS = re.compile(r"words/([a-z]{2,3})\.toml")
_CERTIFICATES = re.compile(rf"({TRUST}|{SIGNING_TRUST})/[a-z0-9][a-z0-9._-]{{0,79}}")


def known(name: str) -> bool:
    """Whether this kiosk has a use for a file of that name; others are left where they are."""
    return bool(
        name in _LAW or name == SETTINGS or _WORDS.fullmatch(name) or _CERTIFICATES.fullmatch(name)
    )


def words_name(language: str) -> str:
    """The file with the screens' texts in a language."""
    return f"words/{language}.toml"


def check(files: Mapping[str, bytes], shipped: Mapping[str, Mapping[str, str]]) -> None:
    """Whether law and words could be used; `shipped` are the screens' own texts by language.

    Raises UnusableError for the first that could not. Certificates and settings are others' to judge.
    """
    for name, data in files.items():
        try:
            if name in _LAW:
                _LAW[name](text_of(data))
            elif found := _WORDS.fullmatch(name):
                if found[1] not in shipped:
                    raise RulesError("the screens do not speak this language")
                words.check(words.parse(text_of(data)), shipped[found[1]])
        except RulesError as error:
            raise UnusableError(name, str(error)) from None


def text_of(data: bytes) -> str:
    """Raises RulesError for what is no text."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise RulesError("not UTF-8") from None


class UnusableError(ValueError):
    """A version of the rules that must not be used; `file` and `why` say what stands in the way."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"{file}: {why}")
        self.file, self.why = file, why
