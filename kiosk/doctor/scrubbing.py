"""`python -m kiosk.doctor.scrubbing --settings FILE --state DIR`: texts without anything personal.

JSON of names and texts comes in and goes out. Run as a service of the kiosk: names leave the database for this process
alone. Nothing that the kiosk writes should hold a name or a number; this is the last door, for what others wrote.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Collection
from pathlib import Path

from kiosk.store.database import open_kept
from kiosk.store.errors import StoreError
from kiosk.store.known_people import known
from kiosk.workspace import Workspace

MASK = "▇▇▇"
# Nine digits or more in a row, also with one space, dot or hyphen between them: numbers of citizens and telephones. A
# moment of systemd's own (1764000000.123456) is one too: better lost than kept.
_NUMBER = re.compile(r"(?<![0-9a-fA-F])\d(?:[ .-]?\d){8,}(?![0-9a-fA-F])")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?")
_DOTS = {"đ": "d", "Đ": "D"}


class Scrubber:
    """Masks numbers, addresses of mail, and these names however they are written: in capitals, without marks."""

    def __init__(self, names: Collection[str] = ()) -> None:
        plain = sorted({_folded(" ".join(name.split())) for name in names}, key=len, reverse=True)
        words = (r"\s+".join(map(re.escape, name.split(" "))) for name in plain if name)
        self._names = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)") if plain else None

    def text(self, text: str) -> str:
        """The same lines; NFC."""
        return "".join(
            self._line(line) for line in unicodedata.normalize("NFC", text).splitlines(True)
        )

    def _line(self, line: str) -> str:
        kept: list[str] = []

        def keep(found: re.Match[str]) -> str:
            kept.append(found[0])
            return f"\0{len(kept) - 1}\0"

        line = _MOMENT.sub(keep, line.replace("\0", ""))
        line = _MAIL.sub(MASK, _NUMBER.sub(MASK, line))
        if self._names:
            line = _without(line, self._names)
        return re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], line)


def _without(line: str, names: re.Pattern[str]) -> str:
    """Found in what is folded letter by letter, so that places agree, and masked in the line itself."""
    folded = "".join(_folded(char)[:1] or " " for char in line)
    parts, at = [], 0
    for found in names.finditer(folded):
        parts += [line[at : found.start()], MASK]
        at = found.end()
    return "".join((*parts, line[at:]))


def _folded(text: str) -> str:
    bare = "".join(_DOTS.get(char, char) for char in unicodedata.normalize("NFD", text))
    return "".join(char for char in bare if not unicodedata.combining(char)).lower()


def main() -> int:
    parser = argparse.ArgumentParser(prog="kiosk-scrub", description=__doc__)
    for option in ("--settings", "--state"):
        parser.add_argument(option, type=Path, required=True)
    given = parser.parse_args()
    try:
        db = open_kept(Workspace(given.state))
    except StoreError as error:
        sys.stderr.write(f"kiosk-scrub: {error}\n")
        return 1
    try:
        scrubber = Scrubber(known(db))
    finally:
        db.close()
    texts = json.load(sys.stdin)
    json.dump({name: scrubber.text(text) for name, text in texts.items()}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
