"""Try a barcode reader by hand: python -m drivers.barcode listen DEVICE | parse < TEXT."""

from __future__ import annotations

import argparse
import sys

from drivers.barcode import BarcodeError, BarcodeState, Declared
from drivers.barcode.fake import FakeScanner
from drivers.barcode.serial_line import SerialScanner

HINTS = {
    BarcodeState.SCANNER_GONE: "No scanner there. Is it plugged in, and set to act as a serial line?",
    BarcodeState.NOTHING: "Nothing was held before it in time.",
    BarcodeState.UNREADABLE: "Not the code of a citizen card, or not all of it. Hold it again.",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m drivers.barcode", description=__doc__)
    orders = parser.add_subparsers(dest="order", required=True)
    listen = orders.add_parser("listen", help="tell what is scanned; shown masked")
    listen.add_argument("device", help="of the serial line, as /dev/ttyACM0")
    listen.add_argument("--baud", type=int, default=115_200)
    listen.add_argument("--wait", type=float, default=60.0, help="seconds for a scan (60)")
    orders.add_parser("parse", help="read a QR code's text or MRZ lines from standard input")
    given = parser.parse_args()
    try:
        if given.order == "listen":
            declared = SerialScanner(given.device, given.baud).scan(given.wait)
        else:
            scanner = FakeScanner()
            scanner.hold(sys.stdin.read())
            declared = scanner.scan(0)
    except BarcodeError as error:
        print(f"{error}\n{HINTS[error.state]}", file=sys.stderr)
        return 1
    show(declared)
    return 0


def show(declared: Declared) -> None:
    masked = " ".join(word[0] + "*" * (len(word) - 1) for word in declared.name.split())
    print(f"Source       {declared.source.value}: declared, nothing proves it")
    print(f"Number       ********{declared.number[-4:]}")
    print(f"Name         {masked}")
    print(f"Born         **/**/{declared.birth_date.year if declared.birth_date else '****'}")
    print(f"More fields  {len(declared.rest)}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
