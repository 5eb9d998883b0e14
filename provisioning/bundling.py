"""kiosk-provisioning bundle WORD ...: what lies on a technician's stick, made where there is a line."""

from __future__ import annotations

import argparse
import importlib

from kiosk.model import Language, Words

# word -> what makes it, called as function(rest) -> exit code
WORDS = {
    "packages": (
        "provisioning.package.building:packages",
        Words(
            "các gói của kiosk cho máy này", "the kiosk's own packages, for this kind of machine"
        ),
    ),
    "record": (
        "provisioning.package.recording:record",
        Words("ghi lại thư viện Python của máy", "which Python libraries a box runs on, anew"),
    ),
}


def command(rest: list[str], language: Language) -> int:
    """One of WORDS; raises BoxError."""
    parser = argparse.ArgumentParser(
        prog="kiosk-provisioning bundle",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {word:10}{what.of(language)}" for word, (_, what) in WORDS.items()),
    )
    parser.add_argument("word", choices=WORDS, metavar="WORD")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...")
    given = parser.parse_args(rest)
    module, function = WORDS[given.word][0].split(":")
    done: int = getattr(importlib.import_module(module), function)(given.rest)
    return done
