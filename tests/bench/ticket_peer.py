"""python-escpos at work, run by the interpreter that has it: PICTURE CODE OUT."""

import sys
from pathlib import Path

from escpos.printer import Dummy
from PIL import Image

LEVELS = {"m": 1}  # QR_ECLEVEL_M


def main(picture: str, code: str, out: str) -> None:
    printer = Dummy()
    printer.hw("INIT")
    printer.image(Image.open(picture), impl="bitImageRaster")
    printer.set(align="center")
    printer.qr(code, ec=LEVELS["m"], size=6, model=2, native=True)
    printer.cut(mode="FULL", feed=False)
    Path(out).write_bytes(printer.output)


if __name__ == "__main__":
    main(*sys.argv[1:])
