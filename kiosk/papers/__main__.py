"""Print papers by hand: separator sheets for the office's printer.

    python -m kiosk.papers separator --document to-khai [--sheets 3] [--procedure 1.001193] -o OUT.pdf

OUT.pdf is a page of A4; with a name that ends in .png it is the picture for the ticket printer's roll, `--width`
dots wide. Ends with 0, or with 2 and one sentence where the call cannot be understood or OUT not be written.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import sys
from pathlib import Path

from kiosk.model import Words
from kiosk.papers import separator as paper
from kiosk.rules import catalogue as catalogues
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.separator import Separator
from kiosk.store.moments import office_day
from kiosk.workspace import CATALOGUE

ANY = Words("", "")


class _Wrong(Exception):
    """What was asked for is not in the catalogue; the text is the sentence to show."""


def main() -> int:
    arguments = _parser().parse_args()
    text = CATALOGUE.read_text(encoding="utf-8")
    catalogue = catalogues.parse(text, office_day(dt.datetime.now(dt.UTC)))
    try:
        separator = Separator(arguments.document, arguments.procedure, arguments.sheets)
        name, procedure = _names(catalogue, separator)
        arguments.output.write_bytes(_drawn(arguments, separator, name, procedure))
    except (_Wrong, ValueError) as error:
        print(f"kiosk.papers: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(
            f"kiosk.papers: {arguments.output} cannot be written: {error.strerror}", file=sys.stderr
        )
        return 2
    print(f"{arguments.output}: {separator.code}")
    return 0


def _names(catalogue: Catalogue, separator: Separator) -> tuple[Words, Words]:
    """What the document is called, and its procedure; where none was named, as the first that asks for it."""
    wanted = separator.procedure
    known = [one for one in catalogue.procedures if wanted in ("", one.code)]
    if not known:
        raise _Wrong(f"there is no procedure {wanted} today")
    for procedure in known:
        for document in procedure.documents:
            if document.id == separator.document:
                return document.name, procedure.short if wanted else ANY
    ids = sorted({document.id for procedure in known for document in procedure.documents})
    raise _Wrong(f"there is no document {separator.document}; there are {', '.join(ids)}")


def _drawn(
    arguments: argparse.Namespace, separator: Separator, name: Words, procedure: Words
) -> bytes:
    if arguments.output.suffix.lower() != ".png":
        return paper.pdf([paper.page(separator, name, procedure)])
    held = io.BytesIO()
    paper.draw(separator, name, procedure, arguments.width).save(held, "PNG", optimize=True)
    return held.getvalue()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk.papers")
    commands = parser.add_subparsers(dest="command", required=True)
    sheet = commands.add_parser("separator", help="a sheet that parts documents in the scanner")
    sheet.add_argument("--document", required=True, help="id of the required document")
    sheet.add_argument("--procedure", default="", help="its code; any, where it is left out")
    sheet.add_argument("--sheets", type=int, help="how many should come behind it")
    sheet.add_argument("--width", type=int, choices=(384, 576), default=576, help="of a .png")
    sheet.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.pdf")
    return parser


if __name__ == "__main__":
    sys.exit(main())
