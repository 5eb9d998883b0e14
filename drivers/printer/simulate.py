"""The virtual printer as a process of its own, its switches on a Unix socket of JSON lines."""

from __future__ import annotations

import json
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drivers.printer.plugs import Plug
from drivers.printer.virtual import Roll, Trouble, VirtualPrinter


def simulate(plug: Plug, control: Path, out: Path, width: int = 576) -> None:
    """Be a printer on that cable until SIGTERM or SIGINT; `control` is gone afterwards.

    Each line on `control` is one switch and is answered by one line: {"ok": true, "paper": ..., ...}.
    """
    out.mkdir(parents=True, exist_ok=True)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    control.unlink(missing_ok=True)
    with (
        socket.socket(socket.AF_UNIX) as listener,
        VirtualPrinter(width, plug, out) as printer,
    ):
        listener.bind(str(control))
        control.chmod(0o600)
        listener.listen()
        listener.settimeout(0.2)
        while not ended.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            threading.Thread(target=_converse, args=(connection, printer), daemon=True).start()
    control.unlink(missing_ok=True)


def switch(printer: VirtualPrinter, order: object) -> dict[str, object]:
    """Turn one switch; the answer says how the printer stands, or what was not understood."""
    match order:
        case {"do": "paper", "state": "ok" | "low" | "out" as state, **rest}:
            printer.paper(Roll(state), _count(rest.get("after_rows")))
        case {"do": "cover", "open": bool(open_)}:
            printer.cover(open_)
        case {"do": "trouble", "what": str(what)} if what in tuple(Trouble):
            printer.trouble(Trouble(what))
        case {"do": "mute", "on": bool(on), **rest}:
            printer.mute(on, _count(rest.get("after_bytes")))
        case {"do": "unplug", **rest}:
            printer.unplug(_count(rest.get("after_bytes")))
        case {"do": str(name)} if name in _PLAIN:
            _PLAIN[name](printer)
        case _:
            return {"ok": False, "why": "no such switch"}
    return {"ok": True, **printer.status()}


_PLAIN: dict[str, Callable[[VirtualPrinter], Any]] = {
    "plug": VirtualPrinter.plug,
    "status": VirtualPrinter.status,
}


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 else None


def _converse(connection: socket.socket, printer: VirtualPrinter) -> None:
    with connection, connection.makefile("rwb") as lines:
        for line in lines:
            try:
                answer = switch(printer, json.loads(line))
            except ValueError:
                answer = {"ok": False, "why": "not JSON"}
            lines.write(json.dumps(answer).encode() + b"\n")
            lines.flush()
