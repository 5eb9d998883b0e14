"""The files that a version of the rules may bring, and whether each could be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kiosk.contract.rules import (
    catalogue,
    certificates,
    processes,
    settings,
    slots,
    tariff,
    words,
)
from kiosk.contract.rules.entries import RulesError
from kiosk.contract.rules.law import Language

CATALOGUE, FEES, HOLIDAYS = "catalogue.toml", "fees.toml", "holidays.toml"
FORMS, ROSTER, SETTINGS = "forms.toml", "roster.toml", "settings.toml"
PROCESSES = "processes.toml"
TRUST, SIGNING_TRUST = "trust", "signing-trust"  # folders of certificates
MOST_BYTES = 4 * 1024 * 1024  # of one file
MOST_FILES = 64  # of one version at one kiosk
MOST_TOGETHER = 16 * 1024 * 1024  # bytes of them
_SHAPES: dict[str, Callable[[str], object]] = {
    CATALOGUE: catalogue.listing,
    FEES: tariff.tariff,
    HOLIDAYS: slots.holidays,
    FORMS: slots.forms,
    ROSTER: slots.roster,
    PROCESSES: processes.processes,
    SETTINGS: settings.options,
}
_WORDS = re.compile(r"words/([a-z]{2,3})\.toml")
_CERTIFICATES = re.compile(rf"({TRUST}|{SIGNING_TRUST})/[a-z0-9][a-z0-9._-]{{0,79}}")


def known(name: str) -> bool:
    """Whether this kiosk has a use for a file of that name; others are left where they are."""
    return bool(name in _SHAPES or _WORDS.fullmatch(name) or _CERTIFICATES.fullmatch(name))


def words_name(language: str) -> str:
    """The file with the screens' texts in a language."""
    return f"words/{language}.toml"


def check(files: Mapping[str, bytes], shipped: Mapping[str, Mapping[str, str]]) -> None:
    """Whether each file has its shape; `shipped` are the screens' own texts by language.

    Raises UnusableError for the first that could not be used. Whether a certificate is one, deeper than from outside,
    is for those to judge who can read it.
    """
    for name, data in files.items():
        try:
            _check(name, data, shipped)
        except RulesError as error:
            raise UnusableError(name, str(error)) from None


def _check(name: str, data: bytes, shipped: Mapping[str, Mapping[str, str]]) -> None:
    if name in _SHAPES:
        _SHAPES[name](text_of(data))
    elif found := _WORDS.fullmatch(name):
        if found[1] not in shipped:
            raise RulesError(f"the screens speak {', '.join(Language)}, and not this language")
        words.check(words.parse(text_of(data)), shipped[found[1]])
    elif found := _CERTIFICATES.fullmatch(name):
        certificates.signing(data) if found[1] == SIGNING_TRUST else certificates.pieces(data)


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
