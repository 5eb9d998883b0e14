"""Try a scanner by hand, or be one.

    python -m drivers.scanner list
    python -m drivers.scanner scan --to DIR [--device D] [--profile NAME] [--source ..] [--sides ..] [--dpi N]
    python -m drivers.scanner faults [--device D]
    python -m drivers.scanner simulate --control PATH [--port 0] [--glass-only | --fronts-only]

`scan --sides by-hand` asks for the stack to be turned over in between. `faults` plays every mishap on a simulated
network scanner over this machine's own SANE and says what a person must do; with --device it asks that scanner
how it is. `simulate` prints its port, then takes orders at the control socket (control.py) until it is ended.
The exit code is the scanner's state (REMEDIES); 2 is a wrong command.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from drivers.scanner import (
    ScannerError,
    ScannerState,
    ScanProfile,
    Sides,
    Source,
    profiles,
    rehearsal,
)
from drivers.scanner.control import ControlServer
from drivers.scanner.escl import EsclSimulator
from drivers.scanner.sane import SaneScanner, list_scanners

# What a person must do, and the exit code.
REMEDIES: dict[ScannerState, tuple[int, str]] = {
    ScannerState.READY: (0, "nothing"),
    ScannerState.FAILED: (1, "scan the page again; if it stays so, switch the scanner off and on"),
    ScannerState.EMPTY: (3, "lay paper into the feeder or on the glass"),
    ScannerState.JAMMED: (
        4,
        "open the scanner, take the stuck sheet out, close it, lay the sheet in again",
    ),
    ScannerState.COVER_OPEN: (5, "close the cover until it clicks"),
    ScannerState.BUSY: (
        6,
        "wait until the other program or computer is done; or restart the scanner",
    ),
    ScannerState.GONE: (7, "check power and cable; a network scanner's address in airscan.conf"),
    ScannerState.UNEVEN: (8, "lay the whole turned stack in again; if it stays so, the fronts too"),
}


def main() -> int:
    arguments = _parser().parse_args()
    try:
        return _COMMANDS[arguments.command](arguments)
    except profiles.ProfileError as error:
        print(error, file=sys.stderr)
        return 2
    except ScannerError as error:
        code, remedy = REMEDIES[error.state]
        print(f"{error}\nto do: {remedy}", file=sys.stderr)
        return code


def _list(_: argparse.Namespace) -> int:
    for found in list_scanners():
        has = SaneScanner(found.device).abilities()
        parts = ("feeder", "glass", "both") if has else ()
        print(
            f"{found.device}\t{found.label}\t{' '.join(part for part in parts if getattr(has, part))}"
        )
    return 0


def _scan(arguments: argparse.Namespace) -> int:
    known = profiles.load(arguments.profiles)
    if arguments.profile not in known:
        raise profiles.ProfileError(f"no such profile; there are: {', '.join(known)}")
    changed: dict[str, Any] = {
        option: getattr(arguments, option)
        for option in ("dpi", "source", "sides", "wait")
        if getattr(arguments, option) is not None
    }
    profile = replace(known[arguments.profile], **changed)
    scanner = SaneScanner(arguments.device)
    arguments.to.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGINT, lambda *_: scanner.stop())
    fronts = _batch(scanner, profile, arguments.to)
    if profile.sides is Sides.BY_HAND:
        print("Turn the whole stack over, lay it in again, press Enter.", flush=True)
        sys.stdin.readline()
        _batch(scanner, replace(profile, fronts=fronts), arguments.to)
    return 0


def _batch(scanner: SaneScanner, profile: ScanProfile, folder: Path) -> int:
    pages = 0
    for page in scanner.scan_batch(profile):
        pages += 1
        path = folder / f"{page.number:03d}.jpg"
        path.write_bytes(page.jpeg)
        print(
            f"{path}\t{page.width}x{page.height}\t{page.dpi} dpi\t{len(page.jpeg)} bytes",
            flush=True,
        )
    return pages


def _faults(arguments: argparse.Namespace) -> int:
    if arguments.device:
        state = SaneScanner(arguments.device).state()
        code, remedy = REMEDIES[state]
        print(f"{state}\t{remedy}")
        return code
    as_it_should = True
    for played in rehearsal.play_all():
        as_it_should &= played.as_expected
        told = "" if played.as_expected else f"\tNOT AS EXPECTED: {played.came}"
        print(
            f"{played.mishap}\t{played.expected}\t{REMEDIES[played.expected][1]}{told}", flush=True
        )
    return 0 if as_it_should else 1


def _simulate(arguments: argparse.Namespace) -> int:
    # Waited for, not handled: a handler may come just while its thread holds what it would wake.
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    arguments.control.unlink(missing_ok=True)
    has_feeder, has_duplex = not arguments.glass_only, not arguments.fronts_only
    with (
        EsclSimulator(arguments.port, has_feeder=has_feeder, has_duplex=has_duplex) as scanner,
        ControlServer(scanner, arguments.control) as hand,
    ):
        threading.Thread(target=hand.serve_forever, daemon=True).start()
        print(scanner.port, flush=True)
        signal.sigwait(ends)
        hand.shutdown()
    return 0


_COMMANDS = {"list": _list, "scan": _scan, "faults": _faults, "simulate": _simulate}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m drivers.scanner")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="the scanners SANE finds, and what each has")
    scan = commands.add_parser("scan", help="scan what lies in the feeder or on the glass")
    scan.add_argument("--to", type=Path, required=True, help="folder for the pages")
    scan.add_argument("--device", default="", help="SANE device name; the first found")
    scan.add_argument("--profile", default=profiles.USUAL, help="kind of paper (profiles.toml)")
    scan.add_argument("--profiles", type=Path, help="a file of own profiles")
    scan.add_argument("--source", type=Source, choices=list(Source))
    scan.add_argument("--sides", type=Sides, choices=list(Sides))
    scan.add_argument("--dpi", type=int)
    scan.add_argument("--wait", type=float, help="seconds for paper to be laid in")
    faults = commands.add_parser("faults", help="every mishap, how it is told, what to do")
    faults.add_argument("--device", default="", help="ask this scanner how it is instead")
    simulate = commands.add_parser("simulate", help="be an eSCL network scanner on loopback")
    simulate.add_argument("--control", type=Path, required=True, help="path of the control socket")
    simulate.add_argument("--port", type=int, default=0)
    lacks = simulate.add_mutually_exclusive_group()
    lacks.add_argument("--glass-only", action="store_true", help="a scanner without a feeder")
    lacks.add_argument("--fronts-only", action="store_true", help="a feeder that sees one side")
    return parser


if __name__ == "__main__":
    sys.exit(main())
