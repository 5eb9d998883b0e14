"""What the screens say: one file a language, Vietnamese where a text is missing."""

from __future__ import annotations

from kiosk.model import Language
from kiosk.store.rulebook import Rules, shipped_words


class Phrases:
    """The texts of one language by key, e.g. `say("feed.which", number=1, count=3)`."""

    def __init__(self, language: Language, texts: dict[str, str], fallback: dict[str, str]) -> None:
        self.language = language
        self._texts = {**fallback, **texts}

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its values; raises KeyError for a key that Vietnamese lacks too."""
        return self._texts[key].format(**values) if values else self._texts[key]


def load(language: Language) -> Phrases:
    """The phrases of a language, read from its file."""
    return spoken(Rules())[language]


def spoken(rules: Rules) -> dict[Language, Phrases]:
    """The phrases of every language as the rules have them."""
    vietnamese = rules.words(Language.VI)
    return {language: Phrases(language, rules.words(language), vietnamese) for language in Language}


def texts(language: Language) -> dict[str, str]:
    """Every text of a language's own file by `section.key`, NFC; empty where it has no file."""
    return shipped_words(language)
