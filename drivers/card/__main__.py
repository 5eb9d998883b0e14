"""Try a card reader by hand: python -m drivers.card list | read | simulate."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from drivers.card import CardError, CardState, HolderData, pcsc
from drivers.card.person import Person, from_json
from drivers.card.simulate import Simulation, run
from drivers.card.vpcd import VirtualCard

HINTS = {
    CardState.READER_GONE: "No reader. Is it plugged in, and is pcscd running (systemctl status pcscd.socket)?",
    CardState.ABSENT: "No card came in time. Lay it flat on the reader and run this again.",
    CardState.REMOVED: "The card moved away. Lay it down again and do not touch it.",
    CardState.WRONG_NUMBER: "The 12 digits are not this card's. Check them on its front.",
    CardState.UNREADABLE: "The chip answers nonsense, or too late. Wipe it, turn it, try another reader.",
    CardState.NOT_CITIZEN: "A card, but not a citizen card with a chip.",
    CardState.ALTERED: "The data on the chip differ from what the issuer hashed. Keep the card aside.",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m drivers.card", description=__doc__)
    orders = parser.add_subparsers(dest="order", required=True)
    orders.add_parser("list", help="which readers there are, and what lies on them")
    read = orders.add_parser("read", help="read a citizen card; what it says is shown masked")
    read.add_argument("--reader", default="", help="part of the reader's name; else the first")
    read.add_argument("--number", help="the 12 digits on the card; else asked for")
    read.add_argument("--wait", type=float, default=20.0, help="seconds for a card (20)")
    read.add_argument("--budget", type=float, default=30.0, help="seconds for the reading (30)")
    simulate = orders.add_parser("simulate", help="lay a simulated chip on vpcd's virtual reader")
    simulate.add_argument("--host", default="127.0.0.1")
    simulate.add_argument("--port", type=int, default=35963, help="of the slot (35963)")
    simulate.add_argument("--control", type=Path, help="Unix socket that takes orders")
    simulate.add_argument("--person", type=Path, help="an invented person as a JSON file")
    simulate.add_argument("--absent", action="store_true", help="begin with no card laid down")
    given = parser.parse_args()
    match given.order:
        case "list":
            return show_readers()
        case "read":
            return show_reading(given.reader, given.number, given.wait, given.budget)
        case _:
            return simulated(given)


def show_readers() -> int:
    try:
        names = pcsc.names()
    except CardError as error:
        return _failed(error)
    for name in names:
        state = pcsc.PcscReader(name).state()
        print(f"{name}: {'a card lies there' if state is None else state.value}")
    return 0


def show_reading(reader: str, number: str | None, wait: float, budget: float) -> int:
    number = (number or _asked()).replace(" ", "")
    print(f"Lay the card on the reader (waiting {wait:.0f} s) ...", file=sys.stderr)
    began = time.monotonic()
    try:
        reading = pcsc.PcscReader(reader).read(number, _show_progress, wait, budget)
    except CardError as error:
        print(file=sys.stderr)
        return _failed(error)
    print(file=sys.stderr)
    _show_holder(reading.holder)
    proven = "match EF.SOD (signature not judged)" if reading.hashes_match else "NOT PROVEN"
    print(f"Access       {reading.access}")
    print(f"Hashes       {proven}")
    print(f"Took         {time.monotonic() - began:.2f} s with the wait, {reading.apdus} APDUs")
    return 0


def simulated(given: argparse.Namespace) -> int:
    person = from_json(given.person.read_text(encoding="utf-8")) if given.person else Person()
    card = VirtualCard(given.host, given.port)
    simulation = Simulation(card, person)
    if not given.absent:
        simulation.insert()
    print(f"An invented card for the virtual reader at {given.host}:{given.port}", file=sys.stderr)
    run(card, simulation, given.control)
    return 0


def _asked() -> str:
    if sys.stdin.isatty():
        print("The 12 digits on the card: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _show_progress(percent: int) -> None:
    print(f"\r{'#' * (percent // 5):<20} {percent:3d} %", end="", file=sys.stderr, flush=True)


def _show_holder(holder: HolderData) -> None:
    masked = " ".join(word[0] + "*" * (len(word) - 1) for word in holder.name.split())
    print(f"Number       ********{holder.number[-4:]}")
    print(f"Name         {masked}")
    print(f"Born         **/**/{holder.birth_date.year}")
    print(f"Expiry       {holder.expiry.year if holder.expiry else 'none'}")


def _failed(error: CardError) -> int:
    print(f"{error}\n{HINTS[error.state]}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
