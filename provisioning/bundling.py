"""kiosk-provisioning bundle WORD ...: what lies on a technician's stick, made where there is a line."""

from __future__ import annotations

import argparse
import importlib
from importlib.util import find_spec

from kiosk.model import Language, Words
from provisioning.box import BoxError

# word -> what makes it, called as function(rest) -> exit code
WORDS = {
    "build": (
        "provisioning.package.assembling:build",
        Words("thư mục để ký và phát hành", "the folder that is signed and published"),
    ),
    "packages": (
        "provisioning.package.building:packages",
        Words(
            "các gói của kiosk cho máy này", "the kiosk's own packages, for this kind of machine"
        ),
    ),
    "debian": (
        "provisioning.package.building:needed",
        Words("các gói Debian mà kiosk cần", "what the kiosk needs of Debian"),
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
    if find_spec("provisioning.package") is None:
        raise BoxError(
            Words(
                "Trên kiosk không tạo gói: hãy chạy lệnh này trong thư mục dự án.",
                "No box makes packages: run this in the project's folder.",
            )
        )
    module, function = WORDS[given.word][0].split(":")
    done: int = getattr(importlib.import_module(module), function)(given.rest)
    return done
