"""Try a scanner by hand, or be one.

    python -m drivers.scanner list
    python -m drivers.scanner scan --to DIR [--device NAME] [--dpi 300]
    python -m drivers.scanner simulate --control PATH [--port 0] [--glass-only]

`simulate` prints its port, then takes orders at the control socket (control.py) until it is ended.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from drivers.scanner import ScannerError, ScanProfile
from drivers.scanner.control import ControlServer
from drivers.scanner.escl import EsclSimulator
from drivers.scanner.sane import SaneScanner, list_scanners


def main() -> int:
    arguments = _parser().parse_args()
    try:
        if arguments.command == "list":
            for found in list_scanners():
                print(f"{found.device}\t{found.label}")
        elif arguments.command == "scan":
            _scan(SaneScanner(arguments.device), arguments.dpi, arguments.to)
        else:
            _simulate(arguments.port, arguments.control, not arguments.glass_only)
    except ScannerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _scan(scanner: SaneScanner, dpi: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for page in scanner.scan_batch(ScanProfile(dpi)):
        path = folder / f"{page.number:03d}.jpg"
        path.write_bytes(page.jpeg)
        print(f"{path}\t{page.width}x{page.height}\t{page.dpi} dpi\t{len(page.jpeg)} bytes")


def _simulate(port: int, control: Path, has_feeder: bool) -> None:
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    control.unlink(missing_ok=True)
    with (
        EsclSimulator(port, has_feeder=has_feeder) as scanner,
        ControlServer(scanner, control) as hand,
    ):
        threading.Thread(target=hand.serve_forever, daemon=True).start()
        print(scanner.port, flush=True)
        ended.wait()
        hand.shutdown()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m drivers.scanner")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="the scanners SANE finds")
    scan = commands.add_parser("scan", help="scan what lies in the feeder")
    scan.add_argument("--to", type=Path, required=True, help="folder for the pages")
    scan.add_argument("--device", default="", help="SANE device name; the first found")
    scan.add_argument("--dpi", type=int, default=300)
    simulate = commands.add_parser("simulate", help="be an eSCL network scanner on loopback")
    simulate.add_argument("--control", type=Path, required=True, help="path of the control socket")
    simulate.add_argument("--port", type=int, default=0)
    simulate.add_argument("--glass-only", action="store_true", help="a scanner without a feeder")
    return parser


if __name__ == "__main__":
    sys.exit(main())
