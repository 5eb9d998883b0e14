"""Both packages, by command."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kiosk import VERSION
from provisioning.package import app, runtime


def packages(rest: list[str]) -> int:
    """Builds `kiosk` and `kiosk-runtime` for the machine that it runs on, and prints where they lie."""
    parser = argparse.ArgumentParser(prog="kiosk-provisioning bundle packages")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR")
    parser.add_argument("--version", default=VERSION, help="of kiosk, instead of the project's")
    parser.add_argument(
        "--stub-runtime", action="store_true", help="a few kB that work on this machine alone"
    )
    given = parser.parse_args(rest)
    for made in (
        app.build(given.to, given.version),
        runtime.build(given.to, stub=given.stub_runtime),
    ):
        sys.stdout.write(f"{made}\n")
    return 0
