"""What a ticket costs on the line, when its first line is out, and whether a printer not ours prints the same.

The line is a pseudo-terminal that is read at its baud; a head that prints 100 mm a second is quicker than 19200 baud.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageChops

from drivers.printer import PrinterState, escpos, reading
from drivers.printer.opened import open_printer
from drivers.printer.strip import Dots, Strip
from drivers.printer.virtual import VirtualPrinter
from kiosk.model import Language, Words
from kiosk.papers.ticket import TicketPaper, draw
from tests.bench import ticket_peers as peers
from tests.bench.figures import BenchError, Figure, of_runs

RUNS = 5
WIDTH = 576
SLOW = 1920  # bytes a second: 19200 baud, eight bits, one start and one stop
HEAD = 800  # rows a second: 100 mm/s
AT = dt.datetime(2026, 11, 23, 1, 15, tzinfo=dt.UTC)
USUAL = TicketPaper(
    "A1-007",
    "H00.021-261123-K01-0007",
    Words("Bộ phận Tiếp nhận và Trả kết quả UBND xã Suối Mơ", "One-stop office, Suoi Mo commune"),
    AT,
    what=Words("Chứng thực bản sao từ bản chính", "Certified copies"),
    field=Words("Hộ tịch – Chứng thực", "Civil status and certification"),
    counters=("2", "3"),
    ahead=5,
    wait=(15, 30),
)
PAPERS = {
    "the usual ticket": USUAL,
    "the usual ticket in English": replace(USUAL, language=Language.EN),
    "a priority ticket to come back with": replace(
        USUAL,
        priority=Words("người cao tuổi", "elderly"),
        back_at=AT + dt.timedelta(hours=2),
    ),
}
FAULTS = {
    "paper-out": PrinterState.NO_PAPER,
    "cover-open": PrinterState.COVER_OPEN,
    "offline": PrinterState.OFFLINE,
    "paper-near-end": PrinterState.PAPER_LOW,
}


def run() -> Iterator[Figure]:
    peers.ready()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield from _bytes(Path(folder))
        yield from _slow_line()
        yield from _their_printer(Path(folder))
        yield _their_encoder(Path(folder))


def _bytes(folder: Path) -> Iterator[Figure]:
    """Against the same picture sent whole, as python-escpos does."""
    for name, paper in PAPERS.items():
        strip = draw(paper, WIDTH)
        ours, whole = len(_sent(strip)), len(peers.encoded(_saved(strip, folder), paper.code))
        first, last = _model(strip)
        note = f"modelled at 19200 baud and 100 mm/s: first line {first:.2f} s, whole {last:.2f} s"
        yield Figure(
            *("ticket", f"bytes of {name}", ours, "bytes", whole, peers.ESCPOS, ours / whole),
            note=note,
        )
        yield Figure("ticket", f"{name}, modelled at 19200 baud", last, "s")


def _sent(strip: Strip) -> bytes:
    return escpos.INITIALISE + b"".join(escpos.commands(strip)) + escpos.CUT


def _model(strip: Strip) -> tuple[float, float]:
    """Seconds until the first line of text and the last row are out: each command once it is in."""
    arrived = head = 0.0
    rows, first, until = 0, 0.0, _first_line(strip)
    for command in (escpos.INITIALISE, *escpos.commands(strip)):
        arrived += len(command) / SLOW
        printed, _ = reading.decode(command + escpos.CUT, WIDTH)
        high = printed[0].height if printed else 0
        head = max(head, arrived) + high / HEAD
        rows += high
        first = head if rows <= until else first
    return first, head


def _first_line(strip: Strip) -> int:
    """Rows down to the end of the first line of text."""
    rows = 0
    for piece in strip.pieces:
        rows += piece.height
        if isinstance(piece, Dots):
            return rows
    raise BenchError("a ticket without a line")


def _slow_line() -> Iterator[Figure]:
    """A real terminal, read at 1,920 bytes a second; asking the printer and its last answer are part of it."""
    strip, firsts, wholes = draw(USUAL, WIDTH), [], []
    with VirtualPrinter(WIDTH, rate=SLOW) as device:
        printer = open_printer(device.device, 19200)
        if printer.state() is not PrinterState.READY:
            raise BenchError("the printer on the slow line is not ready")
        for _ in range(RUNS):
            began = time.monotonic()
            printer.print(strip)
            wholes.append(time.monotonic() - began)
            firsts.append(device.times[-1][_first_line(strip) - 1] - began)
        if any(ticket.tobytes() != strip.picture().tobytes() for ticket in device.tickets):
            raise BenchError("the slow line printed something else")
    for name, values in (("first line", firsts), ("whole ticket", wholes)):
        median, spread = of_runs(values)
        yield Figure("ticket", f"{name} at 19200 baud", median, "s", spread=spread, runs=RUNS)


def _their_printer(folder: Path) -> Iterator[Figure]:
    """emupos answers as our driver expects, and shows the dots that we drew."""
    with peers.Emupos(folder) as theirs:
        printer = open_printer(theirs.device)
        for nth, (name, paper) in enumerate(PAPERS.items(), start=1):
            strip = draw(paper, WIDTH)
            printer.print(strip)
            shown = Image.open(theirs.receipt(nth)).convert("1")
            differ = _differ(strip.picture(), shown)
            yield Figure("ticket", f"dots of {name} that differ on {peers.EMUPOS}", differ, "dots")
        wrong = sum(_told(theirs, printer.state, fault) is not FAULTS[fault] for fault in FAULTS)
        yield Figure("ticket", f"faults of {peers.EMUPOS} told wrongly", wrong, "faults")


def _told(theirs: peers.Emupos, ask, fault: str) -> PrinterState:
    theirs.fault(fault, on=True)
    try:
        return ask()
    finally:
        theirs.fault(fault, on=False)


def _their_encoder(folder: Path) -> Figure:
    """What python-escpos sends is read by our decoder as what it was given."""
    strip = draw(replace(USUAL, code=""), WIDTH)
    sent = peers.encoded(_saved(strip, folder), USUAL.code)
    (read,), stray = reading.decode(sent, WIDTH)
    top = strip.picture()
    differ = _differ(top, read.crop((0, 0, WIDTH, top.height))) + len(stray)
    return Figure("ticket", f"dots of {peers.ESCPOS} that we read otherwise", differ, "dots")


def _differ(one: Image.Image, other: Image.Image) -> int:
    """Dots; paper behind the last ink counts for nothing, since not every printer shows it."""
    high = max(one.height, other.height)
    pages = []
    for picture in (one, other):
        page = Image.new("1", (WIDTH, high), 255)
        page.paste(picture, (0, 0))
        pages.append(page)
    return ImageChops.logical_xor(*pages).convert("L").histogram()[255]


def _saved(strip: Strip, folder: Path) -> Path:
    path = folder / "ticket.png"
    strip.picture().save(path)
    return path
