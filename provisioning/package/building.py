"""What goes into a bundle's packages/KIND, by command: both packages of the kiosk, and what they need of Debian."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from kiosk import VERSION
from kiosk.model import Words
from provisioning.box import BoxError
from provisioning.package import app, debian, runtime


def packages(rest: list[str]) -> int:
    """Builds `kiosk` and `kiosk-runtime` for the kind of machine that it runs on, and prints where they lie."""
    parser = _parser("packages")
    parser.add_argument("--version", default=VERSION, help="of kiosk, instead of the project's")
    parser.add_argument(
        "--stub-runtime", action="store_true", help="a few kB that work on this machine alone"
    )
    given = parser.parse_args(rest)
    kiosk = app.build(given.to, given.version)
    return _say((kiosk, runtime.build(given.to, stub=given.stub_runtime)))


def needed(rest: list[str]) -> int:
    """Fetches what the packages that lie in the folder need of Debian, beside them."""
    given = _parser("debian").parse_args(rest)
    ours = sorted(given.to.glob("kiosk*_*.deb"))
    if not ours:
        raise BoxError(
            Words(
                f"Chưa có gói nào của kiosk trong {given.to}: hãy chạy bundle packages trước.",
                f"No package of the kiosk lies in {given.to}: run bundle packages first.",
            )
        )
    return _say(debian.fetch(ours, given.to))


def _parser(word: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"kiosk-provisioning bundle {word}")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR")
    return parser


def _say(made: Iterable[Path]) -> int:
    for deb in made:
        sys.stdout.write(f"{deb}\n")
    return 0
