"""The places for values in every text of the screens, for whoever writes texts without having the screens."""

from __future__ import annotations

from pathlib import Path

from kiosk.contract.rules import words

PLACES = Path(__file__).with_name("places.toml")


def places() -> dict[str, str]:
    """By `section.key` a text that holds the text's places and nothing else, as `words.check` takes it."""
    return words.parse(PLACES.read_text(encoding="utf-8"))
