"""Try a ticket printer by hand: status, a test page, or a printer made of software."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PIL import Image, ImageDraw

from drivers.printer import PrinterError, PrinterState
from drivers.printer.opened import open_printer
from drivers.printer.plugs import Port, Terminal
from drivers.printer.simulate import simulate
from drivers.printer.strip import of


def main() -> int:
    """0 when the printer prints, 1 when somebody must do something first, 2 when it cannot be one."""
    parser = argparse.ArgumentParser(prog="python -m drivers.printer", description=__doc__)
    jobs = parser.add_subparsers(dest="job", required=True)
    for name in ("status", "test-page"):
        job = jobs.add_parser(name)
        job.add_argument("device", help="/dev/ttyUSB0, /dev/usb/lp0, tcp:10.0.0.7:9100")
        job.add_argument("--baud", type=int, default=115200)
        job.add_argument("--width", type=int, default=576, help="dots")
    job = jobs.add_parser("simulate", help="be a printer until terminated")
    ways = job.add_mutually_exclusive_group(required=True)
    ways.add_argument("--link", type=Path, help="becomes the serial port")
    ways.add_argument("--tcp", type=int, metavar="PORT", help="on this machine; 0: a free one")
    job.add_argument("--control", type=Path, required=True, help="socket for the switches")
    job.add_argument("--out", type=Path, required=True, help="folder for what was printed")
    job.add_argument("--width", type=int, default=576, help="dots")
    given = parser.parse_args()
    if given.job == "simulate":
        plug = Port(given.tcp) if given.link is None else Terminal(given.link)
        simulate(plug, given.control, given.out, given.width)
        return 0
    try:
        printer = open_printer(given.device, given.baud, given.width)
    except ValueError as error:
        print(error)
        return 2
    if given.job == "test-page":
        try:
            printer.print(of(test_page(given.width)))
        except PrinterError as error:
            print(error)
            return 1
    state = printer.state()
    print(state.value)
    return 0 if state in (PrinterState.READY, PrinterState.PAPER_LOW) else 1


def test_page(width: int) -> Image.Image:
    """Both edges, every millimetre at 203 dpi, a wedge, and black and white halves."""
    page = Image.new("1", (width, 320), 1)
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, width - 1, 319), outline=0, width=2)
    for mm in range(width // 8):
        pen.line((mm * 8, 0, mm * 8, 32 if mm % 10 == 0 else 20 if mm % 5 == 0 else 10), fill=0)
    pen.polygon([(0, 280), (width - 1, 280), (width - 1, 60)], fill=0)
    for row in range(290, 310, 2):
        pen.line((8, row, width - 9, row), fill=0)
    return page


if __name__ == "__main__":
    sys.exit(main())
