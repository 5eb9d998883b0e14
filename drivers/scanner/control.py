"""The hand on a simulated scanner: a Unix socket that takes JSON lines and answers each with its status."""

from __future__ import annotations

import json
import socketserver
from pathlib import Path
from typing import Any

from drivers.scanner.escl import EsclSimulator


def apply(scanner: EsclSimulator, order: dict[str, Any]) -> None:
    """Do what a line says; raises ValueError for what it cannot mean.

    load {files, backs} · lie {units} · take-out · glass {file} · jam {after} · cover {open} · busy {on} · gone {on} ·
    slow {seconds} · truncate {after, inside} · clear · status
    """
    match order:
        case {"do": "load", "files": [*files], **rest}:
            backs = rest.get("backs", [])
            if not isinstance(backs, list):
                raise ValueError("backs must be a list")
            scanner.feeder.load(
                [_picture(file) for file in files], [_picture(file) for file in backs]
            )
        case {"do": "lie", "units": int(units)}:
            scanner.lie = units
        case {"do": "take-out"}:
            scanner.feeder.take_out()
        case {"do": "glass", "file": file}:
            scanner.glass = _picture(file)
        case {"do": "jam", "after": int(after)}:
            scanner.feeder.jam_after = after
        case {"do": "cover", "open": bool(is_open)}:
            scanner.feeder.cover_open = is_open
        case {"do": "busy", "on": bool(on)}:
            scanner.feeder.busy = on
        case {"do": "gone", "on": bool(on)}:
            scanner.be_gone(on)
        case {"do": "slow", "seconds": int(seconds) | float(seconds)}:
            scanner.slow = float(seconds)
        case {"do": "truncate", "after": int(after), **rest}:
            scanner.truncate_after = after
            scanner.cut_inside = rest.get("inside") is True
        case {"do": "clear"}:
            scanner.clear()
        case {"do": "status"}:
            pass
        case _:
            raise ValueError("no such order")


def status(scanner: EsclSimulator) -> dict[str, Any]:
    """`state` as of the feeder, `sheets` in it, `pulled` since the start, `at_work` on a page now.

    `jobs` begun and how often its status was `asked` for, since the start.
    """
    return {
        "state": scanner.feeder.state().value,
        "sheets": scanner.feeder.sheets,
        "pulled": scanner.feeder.pulled,
        "at_work": scanner.at_work,
        "jobs": scanner.jobs,
        "asked": scanner.asked,
    }


class ControlServer(socketserver.ThreadingUnixStreamServer):
    """Listens at a path; `with` closes it."""

    daemon_threads = True

    def __init__(self, scanner: EsclSimulator, path: Path) -> None:
        self.scanner = scanner
        super().__init__(str(path), _Lines)


class _Lines(socketserver.StreamRequestHandler):
    server: ControlServer

    def handle(self) -> None:
        for line in self.rfile:
            try:
                order = json.loads(line)
                apply(self.server.scanner, order)
                answer: dict[str, Any] = {"ok": True, **status(self.server.scanner)}
            except (ValueError, OSError) as error:
                answer = {"ok": False, "why": str(error)}
            self.wfile.write(json.dumps(answer).encode() + b"\n")


def _picture(file: object) -> Path:
    path = Path(str(file))
    if not path.is_file():
        raise ValueError(f"{path} is not a file")
    return path
