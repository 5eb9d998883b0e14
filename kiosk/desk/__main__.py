"""The clerks' pages, and what can be asked of the kiosk by command.

    python -m kiosk.desk --settings kiosk.toml --state DIR                  serve pages and hall
    python -m kiosk.desk scan --counter 2 [--scanner NAME] [--profile P]    ask for a batch
    python -m kiosk.desk add CODE --batch 7 [--document ID]                 add its pages to a case: `add --help`
    python -m kiosk.desk discard --batch 7                                  destroy its pages
    python -m kiosk.desk serviced --scanner NAME                            note a service
    python -m kiosk.desk reprint A1-007                                     print a ticket of today again
    python -m kiosk.desk outbox                                             what is on its way to the centre
    python -m kiosk.desk signers list|add|bind|end                          who may sign: `signers --help`
    python -m kiosk.desk copies prepare|list|export|void ...                the certification register
    python -m kiosk.desk sign --role official|organisation [N...]           sign what waits
    python -m kiosk.desk hand-over CODE --to FOLDER                         write a case's result, note it as given
    python -m kiosk.desk appointments add|list|withdraw ...                 codes for whoever is to come at a time
    python -m kiosk.desk erase CODE --reason WORD                           erase a case on request: `erase --help`
    python -m kiosk.desk queue stats|questions [--from --to] [--csv FILE]   the queue in figures: `queue --help`
    python -m kiosk.desk hall secret|status                                 the desks of one office: `hall --help`
    python -m kiosk.desk roster list|add|post|end|reset ...                 who works here: `roster --help`
    python -m kiosk.desk certificate make|issue|show|renew ...              what the office's PCs trust it by
    python -m kiosk.desk voice [--call A1-007 --counter 3 --to FILE]        who calls the numbers: `voice --help`

All but the first also take --settings, --state and --language vi|en. Exit codes of `scan`: 0 every page is there,
1 stopped on the way (whole pages are kept), 2 could not be asked, 3 withdrawn; of `sign`: 0 all are signed, 1 not
all are, 2 could not be asked.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from kiosk import settings as kiosk_settings
from kiosk.faults import remedy
from kiosk.store.errors import DiskFailed
from kiosk.store.orders import Service
from kiosk.store.restarting import Restarting
from kiosk.store.rulebook import Rulebook
from kiosk.workspace import Workspace

_Command = Callable[[list[str], Callable[[str], None]], int]

SCANNERS = ("scan", "discard", "serviced")
# Modules with a `main`, loaded when they are asked for: the service needs none of them.
COMMANDS = {
    "add": "kiosk.desk.add",
    "appointments": "kiosk.desk.appointments",
    "certificate": "kiosk.desk.certificates",
    "copies": "kiosk.desk.copies",
    "erase": "kiosk.desk.erase",
    "hall": "kiosk.desk.hall",
    "hand-over": "kiosk.desk.handing",
    "outbox": "kiosk.desk.sends",
    "queue": "kiosk.desk.queue",
    "reprint": "kiosk.desk.reprint",
    "roster": "kiosk.desk.people.command",
    "sign": "kiosk.desk.signing",
    "signers": "kiosk.desk.signers",
    "voice": "kiosk.desk.voice",
}


def main() -> int:
    command = sys.argv[1] if sys.argv[1:] else ""
    if command in SCANNERS:
        return _main_of("kiosk.desk.asking")(sys.argv[1:], _print)
    if command in COMMANDS:
        try:
            return _main_of(COMMANDS[command])(sys.argv[2:], _print)
        except DiskFailed as error:
            print(f"kiosk-desk: {remedy(error.fault).what.vi} ({error})", file=sys.stderr)
            return os.EX_IOERR
    parser = argparse.ArgumentParser(
        prog="kiosk-desk",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    arguments = parser.parse_args()
    try:
        workspace = Workspace(arguments.state)
        settings = kiosk_settings.load(arguments.settings, Rulebook(workspace).now().settings())
        Restarting(workspace, Service.DESK, _now).start()
        from kiosk.desk.serving import (
            serve,  # not for a command: it is most of what there is to load
        )

        serve(workspace, settings, _now, arguments.settings)
    except DiskFailed as error:
        print(f"kiosk-desk: {remedy(error.fault).what.vi} ({error})", file=sys.stderr)
        return os.EX_IOERR
    except kiosk_settings.SettingsError as error:
        print(f"kiosk-desk: {error}", file=sys.stderr)
        return 2
    return 0


def _main_of(module: str) -> _Command:
    command: _Command = importlib.import_module(module).main
    return command


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _print(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
