"""A simulated citizen card as a process of its own, mishandled through a Unix socket.

One JSON object a line: `{"do": "insert"}`, `{"do": "insert", "person": {...}, "make": {"bac": false}}`,
`{"do": "change", "make": {...}}` (another card in the place of the one that lies there, at once),
`{"do": "remove"}`, `{"do": "fault", "remove_at": 12}` (what is left out is healed), `{"do": "hold", "file": "SOD"}`
(the chip keeps silent when that file is asked for, until `{"do": "go"}`), `{"do": "asked"}`, `{"do": "stop"}`. Each is
answered with `{"ok": true, "asked": ["CARD_ACCESS", "DG1"]}`, the files asked for since the card was laid down, in
order, or `{"ok": false, "why": "..."}`.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from pathlib import Path

from drivers.card.chip import Chip, Faults, Make
from drivers.card.files import EF
from drivers.card.person import Person, from_json
from drivers.card.vpcd import VirtualCard

MOST_LINE = 64 * 1024
MOST_HELD = 120.0  # seconds a held chip keeps silent


class Simulation:
    """One person's card, and how it is being treated."""

    def __init__(self, card: VirtualCard, person: Person, make: Make | None = None) -> None:
        self._card = card
        self._person = person
        self._faults = Faults()
        self._make = make or Make()
        self._hold: EF | None = None
        self._goes_on = threading.Event()
        self.asked: list[str] = []

    def insert(self) -> None:
        self.asked = []
        chip = Chip(self._person, self._faults, self._make)
        chip.asked = self._note
        self._card.insert(chip)

    def _note(self, file: EF) -> None:
        """Each file once, in the order first asked for; the one that is held keeps its asker waiting."""
        if file.name not in self.asked:
            self.asked.append(file.name)
        if file is self._hold:
            self._goes_on.wait(MOST_HELD)

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
            case "hold":
                self._goes_on.clear()
                self._hold = _file(order.get("file"))
            case "go":
                self._hold = None
                self._goes_on.set()
            case "asked":
                pass  # told with every answer
            case "stop":
                self._card.stop()
                return False
            case _:
                raise ValueError("do insert, change, remove, fault, hold, go, asked or stop")
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


def _file(name: object) -> EF:
    if not isinstance(name, str) or name not in EF.__members__:
        raise ValueError("no such file")
    return EF[name]


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
        goes_on = simulation.obey(order)
        return goes_on, {"ok": True, "asked": simulation.asked}
    except ValueError as error:
        return True, {"ok": False, "why": str(error)}
