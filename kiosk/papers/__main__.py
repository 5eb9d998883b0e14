"""Print papers by hand: separator sheets for the office's printer, and numbers to tear off when all is down.

    python -m kiosk.papers separator --document to-khai [--sheets 3] [--procedure 1.001193] -o OUT.pdf
    python -m kiosk.papers numbers --settings kiosk.toml [--series M] [--from 1] [--to 100] -o OUT.pdf

OUT.pdf is A4; a separator with a name that ends in .png is the picture for the ticket printer's roll, `--width`
dots wide. Numbers are slips of 20 a page, then the list on which they are noted. Ends with 0, or with 2 and one
sentence where the call cannot be understood or OUT not be written.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import sys
from collections.abc import Callable
from pathlib import Path

from kiosk.model import Words
from kiosk.papers import numbers
from kiosk.papers import separator as paper
from kiosk.rules import catalogue as catalogues
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.separator import Separator
from kiosk.settings import SettingsError, load
from kiosk.store.moments import office_day
from kiosk.workspace import CATALOGUE

ANY = Words("", "")


class _Wrong(Exception):
    """What was asked for is not in the catalogue; the text is the sentence to show."""


def main() -> int:
    arguments = _parser().parse_args()
    try:
        printed, told = PAPERS[arguments.command](arguments)
        arguments.output.write_bytes(printed)
    except (_Wrong, ValueError, SettingsError) as error:
        print(f"kiosk.papers: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(
            f"kiosk.papers: {arguments.output} cannot be written: {error.strerror}", file=sys.stderr
        )
        return 2
    print(f"{arguments.output}: {told}")
    return 0


def _separator(arguments: argparse.Namespace) -> tuple[bytes, str]:
    text = CATALOGUE.read_text(encoding="utf-8")
    catalogue = catalogues.parse(text, office_day(dt.datetime.now(dt.UTC)))
    separator = Separator(arguments.document, arguments.procedure, arguments.sheets)
    name, procedure = _names(catalogue, separator)
    return _drawn(arguments, separator, name, procedure), separator.code


def _numbers(arguments: argparse.Namespace) -> tuple[bytes, str]:
    office = load(arguments.settings).office.name.vi
    labels = numbers.labels(arguments.series, arguments.first, arguments.last)
    return paper.pdf(list(numbers.pages(office, labels))), f"{labels[0]} ... {labels[-1]}"


PAPERS: dict[str, Callable[[argparse.Namespace], tuple[bytes, str]]] = {
    "separator": _separator,
    "numbers": _numbers,
}


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
    slips = commands.add_parser("numbers", help="numbers to tear off when every machine is down")
    slips.add_argument("--settings", type=Path, required=True, help="whose office stands on them")
    slips.add_argument("--series", default="M", help="their letter; no field of the kiosk has it")
    slips.add_argument("--from", dest="first", type=int, default=1)
    slips.add_argument("--to", dest="last", type=int, default=100)
    for command in (sheet, slips):
        command.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.pdf")
    return parser


if __name__ == "__main__":
    sys.exit(main())
