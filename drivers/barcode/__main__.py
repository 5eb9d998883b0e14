"""Try a barcode reader by hand; what is read is shown masked, and nothing proves it.

python -m drivers.barcode list                  devices that may be barcode readers
python -m drivers.barcode listen DEVICE         /dev/ttyACM0 | hid:/dev/input/by-id/... | hid:NAME | camera:/dev/video0
python -m drivers.barcode look PICTURE          the code in one picture
python -m drivers.barcode parse < TEXT          a QR code's text or MRZ lines
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from pathlib import Path

from drivers.barcode import BarcodeError, BarcodeState, Declared, Scanner
from drivers.barcode.assembled import Assembly
from drivers.barcode.hid import input_devices
from drivers.barcode.opened import open_scanner

DEVICES = (
    ("", "/dev/serial/by-id", "*"),
    ("hid:", "/dev/input/by-id", "*-event-kbd"),
    ("camera:", "/dev/v4l/by-id", "*-index0"),
    ("", "/dev", "ttyACM*"),
    ("", "/dev", "ttyUSB*"),
    ("camera:", "/dev", "video*"),
)
MOST_TEXT = 65_536  # bytes
MOST_SECONDS = 86_400.0
SHORT = 0.5  # seconds of one scan, as the kiosk asks
HINTS = {
    BarcodeState.SCANNER_GONE: "No scanner there. Plugged in? May this user open it, has another program got it?",
    BarcodeState.NOTHING: "Nothing was held before it in time.",
    BarcodeState.UNREADABLE: "Not the code of a citizen card, or not all of it. Hold it again.",
}


def main() -> int:
    given = _arguments()
    if given.order == "list":
        for line in listed():
            print(line)
        return 0
    try:
        if given.order == "listen":
            declared = listen(open_scanner(given.device), given.wait)
        elif given.order == "look":
            if not given.picture.is_file():
                print(f"{given.picture}: no such picture", file=sys.stderr)
                return 1
            # A picture is one of one: the same child looks at it as at a camera's.
            declared = listen(open_scanner(f"camera:{given.picture.absolute()}"), given.wait)
        else:
            declared = parsed(sys.stdin.buffer.read(MOST_TEXT))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except BarcodeError as error:
        print(f"{error}\n{HINTS[error.state]}", file=sys.stderr)
        return 1
    show(declared, given.show)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m drivers.barcode",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    orders = parser.add_subparsers(dest="order", required=True)
    orders.add_parser("list", help="devices that may be barcode readers")
    listen = orders.add_parser("listen", help="tell what is scanned next")
    listen.add_argument("device", help="as in kiosk.toml")
    look = orders.add_parser("look", help="tell what code is in a picture")
    look.add_argument("picture", type=Path)
    parse = orders.add_parser("parse", help="read a code's text or MRZ lines from standard input")
    for order, wait in ((listen, 60.0), (look, 30.0), (parse, 0.0)):
        order.add_argument("--wait", type=_seconds, default=wait, help=f"seconds ({wait:g})")
        order.add_argument("--show", action="store_true", help="in clear, not masked")
    return parser.parse_args()


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= MOST_SECONDS:  # NaN is in no order
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds up to a day")
    return seconds


def listed() -> list[str]:
    """What `listen` may be given, a device a line; input devices also by what they call themselves."""
    names = [
        f"{kind}{path}"
        for kind, folder, which in DEVICES
        for path in sorted(Path(folder).glob(which))
    ]
    names += [f"hid:{path}  {name}" for path, name in input_devices()]
    return names or ["none: nothing that looks like a barcode reader is plugged in"]


def listen(scanner: Scanner, wait: float) -> Declared:
    """The next card's code; other codes, and a scanner that is not there yet, are waited over."""
    until = time.monotonic() + wait
    try:
        while True:
            try:
                return scanner.scan(SHORT)
            except BarcodeError as error:
                if time.monotonic() >= until or error.state is BarcodeState.SCANNER_GONE:
                    raise
    finally:
        scanner.close()


def parsed(data: bytes) -> Declared:
    assembly = Assembly()
    for line in data.decode("utf-8", "replace").splitlines():
        declared = assembly.add(line)
        if declared is not None:
            return declared
    raise BarcodeError(BarcodeState.UNREADABLE)


def show(declared: Declared, in_clear: bool) -> None:
    def masked(text: str) -> str:
        return (
            text if in_clear else " ".join(word[0] + "*" * (len(word) - 1) for word in text.split())
        )

    born = declared.birth_date
    print(f"Source       {declared.source.value}: declared, nothing proves it")
    print(f"Number       {declared.number if in_clear else '********' + declared.number[-4:]}")
    print(
        f"Name         {masked(declared.name) or '(lost on the way: this scanner types no such letters)'}"
    )
    print(f"Born         {shown_date(born, in_clear)}")
    print(f"Sex          {declared.sex if in_clear else '*'}")
    print(f"Residence    {masked(declared.residence)}")
    print(f"More fields  {' | '.join(declared.rest) if in_clear else len(declared.rest)}")


def shown_date(date: dt.date | None, in_clear: bool) -> str:
    if date is None:
        return ""
    return f"{date:%d/%m/%Y}" if in_clear else f"**/**/{date.year}"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
