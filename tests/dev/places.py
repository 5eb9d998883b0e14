"""The places for values in the screens' texts, which the centre looks at: `python -m tests.dev.places` writes them."""

from __future__ import annotations

import string
import sys

from kiosk.contract.rules.texts import PLACES
from kiosk.model import Language
from kiosk.store.rulebook import shipped_words

HEAD = "# The places for values in every text of the screens, written by `python -m tests.dev.places`.\n"


def text() -> str:
    """The file as the screens' own texts have it; a text without a place is a dot."""
    lines, section = [HEAD], ""
    for key, words in shipped_words(Language.VI).items():
        head, _, name = key.partition(".")
        if head != section:
            section = head
            lines.append(f"\n[{section}]\n")
        parsed = string.Formatter().parse(words)
        places = [f"{{{name}}}" for _, name, _, _ in parsed if name is not None]
        lines.append(f'{name} = "{" ".join(places) or "."}"\n')
    return "".join(lines)


def main() -> int:
    PLACES.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
