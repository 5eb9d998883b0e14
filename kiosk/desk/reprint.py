"""A ticket of today printed again at the kiosk, by command: the same number, never a new one.

    python -m kiosk.desk reprint A1-007

Takes --settings, --state and --language vi|en. The ticket comes in the language it was drawn in. Exit codes: 0 it came
out, 1 it did not (one line says why; the number counts all the same), 2 no such number was given today.
"""

from __future__ import annotations

import argparse
import queue
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from kiosk.desk.copies import add_usual, now, refuse, refuse_store
from kiosk.devices.client import Client
from kiosk.faults import Fault, remedy
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language, Ticket, Words
from kiosk.store.database import open_kept
from kiosk.store.errors import StoreError
from kiosk.store.moments import office_day
from kiosk.store.tickets import Tickets
from kiosk.workspace import Workspace

PRINTED, NOT_PRINTED, UNKNOWN = 0, 1, 2  # exit codes
VISIT = 1  # of our conversation with the devices; there is only this one
PATIENCE = 60.0  # seconds for whatever is printed before it, and a slow line
AWAY = 5.0  # seconds the devices service may need to come back

COMES = Words("Phiếu {label} đã in lại.", "Ticket {label} was printed again.")
STAYS = Words(
    "Phiếu {label} chưa in được: {why} Số vẫn được giữ.",
    "Ticket {label} did not come out: {why} The number is kept.",
)
NO_SUCH = Words(
    "Hôm nay máy này không phát số {label}.", "This kiosk gave no number {label} today."
)


def main(arguments: Sequence[str], say: Callable[[str], None]) -> int:
    """`reprint ...`, as `python -m kiosk.desk` hands it on; an exit code."""
    asked = _parser().parse_args(arguments)
    language, workspace = Language(asked.language), Workspace(asked.state)
    try:
        with closing(open_kept(workspace)) as db:
            found = Tickets(db).called(asked.label, office_day(now()))
    except StoreError as error:
        return refuse_store(error, asked.state, language)
    if found is None:
        return refuse(NO_SUCH.of(language).format(label=asked.label))
    ticket, drawn_in = found
    fault = _printed(workspace.devices_socket, ticket, drawn_in)
    if fault is None:
        say(COMES.of(language).format(label=ticket.label))
        return PRINTED
    why = remedy(fault).what.of(language)
    say(STAYS.of(language).format(label=ticket.label, why=why))
    return NOT_PRINTED


def _printed(devices: Path, ticket: Ticket, language: Language) -> Fault | None:
    """What stopped it, if anything did."""
    heard: queue.SimpleQueue[ev.Event] = queue.SimpleQueue()

    def tell(visit: int, event: ev.Event) -> None:
        if visit == VISIT:
            heard.put(event)

    client = Client(devices, tell, AWAY)
    client.start()
    try:
        client.perform(VISIT, do.PrintTicket(ticket.case, language))
        while True:
            match heard.get(timeout=PATIENCE):
                case ev.TicketPrinted():
                    return None
                case ev.Faulted(fault):
                    return fault
                case _:
                    pass  # not about it
    except queue.Empty:
        return Fault.DEVICES_GONE
    finally:
        client.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.desk reprint",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("label", help="the number as it is called, A1-007")
    add_usual(parser)
    return parser
