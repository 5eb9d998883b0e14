"""Try the page pipeline by hand: raw scans into one PDF/A-2b. Or bring old cases in (kiosk/dossier/importing).

    python -m kiosk.dossier assemble IN.png... -o OUT.pdf [--profile P] [--dpi 300] [--text] [--json]
    python -m kiosk.dossier import LIST.csv --files DIR --state DIR [--dry-run]
    python -m kiosk.dossier look FILE... [--pages DIR] | --stick DIR
    python -m kiosk.dossier verify FILE [--trust FOLDER] [--json]

`assemble` takes JPEG, PNG and PPM, one page each, in the order given. Ends with

    0  every page is good
    1  the document is written, but a page should be scanned again (its verdict says why)
    2  nothing is written: a wrong call, or an input that no page can be made of

Scans are not trusted: sizes are checked before a pixel is decoded, and memory and time are limited.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2

from kiosk.dossier.child import limit
from kiosk.dossier.importing import __main__ as importing
from kiosk.dossier.importing import look
from kiosk.dossier.ocr import NoProgram, Program, find_program
from kiosk.dossier.ocr.page import with_words
from kiosk.dossier.ocr.program import ProgramFailed
from kiosk.dossier.page import (
    MadePage,
    MakeError,
    PageReason,
    PageVerdict,
    Profile,
    make_page,
    profile,
    profiles,
    write_pdf,
)
from kiosk.dossier.page.picture import open_picture
from kiosk.dossier.signing import command as verifying

SECONDS = 30  # of CPU a page may take, on a slow board
_SENTENCES = {
    PageReason.NO_PICTURE: "is no picture that can be read",
    PageReason.TOO_LARGE: "is larger than a page can be",
    PageReason.TOO_SMALL: "is smaller than a stamp",
}


class _Unusable(Exception):
    """An input that no page can be made of; the text is the sentence to show."""


def main() -> int:
    arguments = _parser().parse_args()
    if arguments.command == "import":
        return importing.run(arguments)
    if arguments.command == "look":
        return _look(arguments)
    if arguments.command == "verify":
        return verifying.run(arguments)
    limit(SECONDS * (1 + len(arguments.scans)))
    cv2.setNumThreads(1)  # beside a kiosk's screen one core is enough
    told: list[dict[str, Any]] = []
    try:
        pdf = write_pdf(arguments.title, _pages(arguments, profile(arguments.profile), told))
        _write(arguments.output, pdf)
    except ProgramFailed as error:
        print(f"kiosk.dossier: tesseract {error}", file=sys.stderr)
        return 2
    except _Unusable as error:
        print(f"kiosk.dossier: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(
            f"kiosk.dossier: {arguments.output} cannot be written: {error.strerror}",
            file=sys.stderr,
        )
        return 2
    if arguments.json:
        whole = {"document": str(arguments.output), "bytes": len(pdf), "profile": arguments.profile}
        print(json.dumps({**whole, "pages": told}, ensure_ascii=False))
    else:
        print("\n".join(_line(number, page) for number, page in enumerate(told, 1)))
        print(f"{arguments.output}: {len(told)} pages, {len(pdf)} bytes")
    return 0 if all(page["verdict"] == PageVerdict.OK for page in told) else 1


def _look(arguments: argparse.Namespace) -> int:
    good = True
    for taken, line in look.told(arguments):
        print(line, flush=True)
        good = good and taken
    return 0 if good else 1


def _pages(
    arguments: argparse.Namespace, usual: Profile, told: list[dict[str, Any]]
) -> Iterator[MadePage]:
    """One page after the other, so that one raw scan is held at a time; what was found goes to `told`."""
    program = _program() if arguments.text else None
    for scan in arguments.scans:
        try:
            opened = open_picture(scan, arguments.dpi)
            page = make_page(opened.raw, opened.dpi, usual, opened.jpeg)
        except MakeError as error:
            raise _Unusable(f"{scan} {_SENTENCES[error.reason]} ({error})") from None
        except (MemoryError, cv2.error):
            raise _Unusable(f"{scan} needs more memory than a page may have") from None
        told.append(_told(scan, page))
        yield with_words(page, program) if program else page


def _program() -> Program:
    try:
        return find_program()
    except NoProgram:
        raise _Unusable("to read text, tesseract-ocr and tesseract-ocr-vie are needed") from None


def _told(scan: Path, page: MadePage) -> dict[str, Any]:
    found = page.found
    return {
        "scan": str(scan),
        "verdict": found.verdict.value,
        "blank": found.blank,
        "size": found.size,
        "width_mm": round(found.width_mm, 1),
        "height_mm": round(found.height_mm, 1),
        "turned": found.turned,
        "skew": round(found.skew, 2),
        "sheet": [[round(x, 1), round(y, 1)] for x, y in found.sheet],
        "codes": list(found.codes),
        "bytes": page.size,
        "layers": [
            {"kind": layer.kind.value, "bytes": len(layer.data), "colour": list(layer.colour)}
            for layer in page.layers
        ],
    }


def _line(number: int, page: dict[str, Any]) -> str:
    size = f"{page['size'] or 'sheet'} {page['width_mm']:.0f} x {page['height_mm']:.0f} mm"
    words = [
        page["verdict"],
        size,
        f"turned by {page['turned']}",
        f"skew {page['skew']:+.2f} degrees",
        *(["blank"] if page["blank"] else []),
        *([f"QR codes: {len(page['codes'])}"] if page["codes"] else []),
        f"{page['bytes']} bytes",
    ]
    return f"{number}\t{page['scan']}\t{', '.join(words)}"


def _write(path: Path, pdf: bytes) -> None:
    """Whole or not at all."""
    beside = path.with_name(path.name + ".part")
    try:
        beside.write_bytes(pdf)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk.dossier")
    commands = parser.add_subparsers(dest="command", required=True)
    assemble = commands.add_parser("assemble", help="raw scans into one PDF/A-2b")
    assemble.add_argument("scans", type=Path, nargs="+", metavar="IN")
    assemble.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.pdf")
    assemble.add_argument("--profile", choices=profiles(), default=profiles()[0])
    assemble.add_argument("--dpi", type=_dpi, default=300, help="of scans that do not say it")
    assemble.add_argument("--title", default="document", help="of the PDF; nothing of a person")
    assemble.add_argument("--text", action="store_true", help="its words can be found and copied")
    assemble.add_argument("--json", action="store_true", help="what was found, as one JSON object")
    importing.add_to(_further(commands, "import", importing.__doc__ or ""))
    look.add_to(_further(commands, "look", look.__doc__ or ""))
    verifying.add_to(_further(commands, "verify", verifying.__doc__ or ""))
    return parser


def _further(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, said: str
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=said.partition("\n")[0],
        description=said,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _dpi(text: str) -> int:
    dpi = int(text)
    if not 50 <= dpi <= 1200:
        raise argparse.ArgumentTypeError("between 50 and 1200")
    return dpi


if __name__ == "__main__":
    sys.exit(main())
