"""A simulated citizen card as a process of its own, mishandled through a Unix socket.

One JSON object a line: `{"do": "insert"}`, `{"do": "insert", "person": {...}, "make": {"bac": false}}`,
`{"do": "change", "make": {...}}` (another card in the place of the one that lies there, at once),
`{"do": "remove"}`, `{"do": "fault", "remove_at": 12}` (what is left out is healed), `{"do": "stop"}`. Each is
answered with `{"ok": true}` or `{"ok": false, "why": "..."}`.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from pathlib import Path

from drivers.card.chip import Chip, Faults, Make
from drivers.card.person import Person, from_json
from drivers.card.vpcd import VirtualCard

MOST_LINE = 64 * 1024


class Simulation:
    """One person's card, and how it is being treated."""

    def __init__(self, card: VirtualCard, person: Person, make: Make | None = None) -> None:
        self._card = card
        self._person = person
        self._faults = Faults()
        self._make = make or Make()

    def insert(self) -> None:
        self._card.insert(Chip(self._person, self._faults, self._make))

    def obey(self, line: bytes) -> bool:
        """Do what one line says, False when it says stop; raises ValueError when it makes no sense."""
        order = json.loads(line)
        if not isinstance(order, dict):
            raise ValueError("not an object")
        match order.pop("do", None):
            case "insert":
                self._take(order)
                self.insert()
            case "change":
                self._take(order)
                if self._card.chip is None:
                    raise ValueError("nothing lies there to change")
                self._card.chip.become(self._person, self._make)
            case "remove":
                self._card.remove()
            case "fault":
                self._fault(order)
            case "stop":
                self._card.stop()
                return False
            case _:
                raise ValueError("do insert, change, remove, fault or stop")
        return True

    def _take(self, order: dict[str, object]) -> None:
        if "person" in order:
            self._person = from_json(json.dumps(order["person"]))
        if "make" in order:
            self._make = _make(order["make"])

    def _fault(self, order: dict[str, object]) -> None:
        try:
            self._faults = Faults(**order)  # type: ignore[arg-type]
        except TypeError:
            raise ValueError("no such fault") from None
        chip = self._card.chip
        if chip is not None:
            chip.misbehave(self._faults)


def _make(order: object) -> Make:
    if not isinstance(order, dict):
        raise ValueError("a make is one JSON object")
    try:
        return Make(**order)
    except TypeError:
        raise ValueError("no such make") from None


def run(card: VirtualCard, simulation: Simulation, control: Path | None) -> None:
    """Serve the card, and the control socket where one is wanted, until told to stop."""
    server = threading.Thread(target=card.serve, daemon=True)
    server.start()
    if control is not None:
        _listen(control, simulation)
    server.join()


def _listen(control: Path, simulation: Simulation) -> None:
    control.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(control))
        door.listen()
        goes_on = True
        while goes_on:
            line, _ = door.accept()
            with contextlib.suppress(ConnectionError), line:
                goes_on = _converse(line, simulation)


def _converse(line: socket.socket, simulation: Simulation) -> bool:
    """Obey until the other side hangs up; False when it said stop."""
    with line.makefile("rwb") as stream:
        while order := stream.readline(MOST_LINE):
            goes_on, answer = _obeyed(simulation, order)
            stream.write(json.dumps(answer).encode() + b"\n")
            stream.flush()
            if not goes_on:
                return False
    return True


def _obeyed(simulation: Simulation, order: bytes) -> tuple[bool, dict[str, object]]:
    try:
        return simulation.obey(order), {"ok": True}
    except ValueError as error:
        return True, {"ok": False, "why": str(error)}
