"""`python -m kiosk.devices --settings kiosk.toml --state DIR`: run the devices service."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import signal
import socket
import sys
import threading
import tomllib
import traceback
from dataclasses import replace
from pathlib import Path

from drivers.barcode import Scanner as BarcodeScanner
from drivers.barcode.opened import open_scanner
from drivers.card.pcsc import PcscReader
from drivers.printer import Printer
from drivers.printer.opened import open_printer
from drivers.scanner.profiles import ProfileError
from drivers.scanner.sane import SaneScanner
from kiosk import settings as kiosk_settings
from kiosk import workspace as paths
from kiosk.devices.clockwork import ClockWatch
from kiosk.devices.counters import Place
from kiosk.devices.keeping import Keeping
from kiosk.devices.letting_in import lets_in
from kiosk.devices.profiles import chosen
from kiosk.devices.quiet import QuietReading
from kiosk.devices.service import Service
from kiosk.devices.shown import RulesShown
from kiosk.devices.signing import Signing
from kiosk.devices.speaking import opened
from kiosk.dossier.looker import Looker
from kiosk.notify import Heartbeat
from kiosk.store.errors import DiskFailed
from kiosk.store.restarting import end_this_process
from kiosk.store.room import Room
from kiosk.store.rulebook import Rulebook
from kiosk.workspace import Workspace

LEAVE = (signal.SIGTERM, signal.SIGINT)
GIVES_WAY = (
    5  # nice(2): whoever stands at the screen sees it move before a page is encrypted or looked at
)


def die(what: threading.ExceptHookArgs) -> None:
    """A worker with a bug in it takes the service down: restarted whole beats running in part.

    So does a disk that failed, for whatever is in memory since may not be on it. An exception's own
    text stays unsaid: it may quote a card.
    """
    if issubclass(what.exc_type, DiskFailed):
        sys.stderr.write(f"kiosk-devices: the disk failed ({what.exc_value}): beginning anew\n")
        os._exit(os.EX_IOERR)
    sys.stderr.write(f"kiosk-devices: {what.exc_type.__name__} in a worker\n")
    traceback.print_tb(what.exc_traceback)
    os._exit(1)


def _barcode(device: str) -> BarcodeScanner | None:
    """The barcode reader, None where this kiosk has none; raises SettingsError."""
    try:
        return open_scanner(device) if device else None
    except ValueError:
        raise kiosk_settings.SettingsError("barcode.device names no kind of reader") from None


def _printer(at: kiosk_settings.PrinterSettings) -> Printer | None:
    """The ticket printer, None where this kiosk has none; raises SettingsError."""
    if not at.device:
        return None
    try:
        return open_printer(at.device, at.baud, at.width, native_codes=at.native_codes)
    except ValueError:
        raise kiosk_settings.SettingsError("printer.device names no kind of printer") from None


def _looker(workspace: Workspace, profile: str) -> Looker:
    """Raises SettingsError where nobody wrote a profile of that name."""
    known = tomllib.loads(paths.PAGE_PROFILES.read_text(encoding="utf-8"))
    if profile not in known:
        raise kiosk_settings.SettingsError(f"pages.profile must be one of {', '.join(known)}")
    return Looker(workspace, profile)


def _place(shared: kiosk_settings.SharedScanner, own: kiosk_settings.ScannerSettings) -> Place:
    """A scanner for counters; papers have the profiles of the kiosk's own. Raises ProfileError."""
    scanner = SaneScanner(shared.device, page_budget=shared.page_budget)
    return Place(shared.name, scanner, chosen(replace(own, dpi=shared.dpi)))


def _listening(service: Service, signing: Signing, workspace: Workspace) -> bool:
    """False where no socket can be laid: the disk is read-only, and there is no folder in memory."""
    try:
        service.listen(workspace.devices_socket)
        signing.listen(workspace.signing_socket)
    except OSError as error:
        sys.stderr.write(f"kiosk-devices: no socket: {error.strerror}; set RUNTIME_DIRECTORY\n")
        return False
    return True


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _told_to_leave() -> socket.socket:
    """Gets a byte when the service is to end: a handler alone may come just before a call that then never returns."""
    ended, tells = socket.socketpair()
    tells.setblocking(False)
    signal.set_wakeup_fd(tells.detach())
    for number in LEAVE:
        signal.signal(number, lambda *_: None)
    return ended


def main() -> int:
    parser = argparse.ArgumentParser(prog="kiosk-devices", description=__doc__)
    for option in ("--settings", "--state"):
        parser.add_argument(option, type=Path, required=True)
    arguments = parser.parse_args()
    os.nice(GIVES_WAY)
    workspace = Workspace(arguments.state)
    try:
        settings = kiosk_settings.load(arguments.settings, Rulebook(workspace).now().settings())
        barcode = _barcode(settings.barcode.device)
        printer = _printer(settings.printer)
        chosen(settings.scanner)  # a broken file of profiles is told now, not at the first batch
        others = [_place(shared, settings.scanner) for shared in settings.scanners]
        looker = _looker(workspace, settings.pages.profile)
    except (kiosk_settings.SettingsError, ProfileError) as error:
        sys.stderr.write(f"kiosk-devices: {error}\n")
        return 2
    workspace.prepare()
    rules = RulesShown(workspace, _now)
    service = Service(
        reader=PcscReader(settings.card.reader),
        scanner=SaneScanner(settings.scanner.device, page_budget=settings.scanner.page_budget),
        printer=printer,
        barcode=barcode,
        looker=looker,
        settings=settings,
        keeping=lambda: Keeping(workspace, settings, rules, _now),
        rules=rules,
        room=Room(workspace, settings.disk),
        clock=ClockWatch(_now),
        others=others,
        trust=(workspace.trust, workspace.rules_trust),
        quiet=QuietReading(workspace) if settings.ocr.enabled else None,
        speech=opened(settings),
        end=end_this_process,
    )

    signing = Signing(workspace, settings, _now)
    ended = _told_to_leave()
    threading.excepthook = die
    if not _listening(service, signing, workspace):
        return os.EX_IOERR
    _serve(service, signing, workspace, ended)
    return 0


def _serve(service: Service, signing: Signing, workspace: Workspace, ended: socket.socket) -> None:
    """Both sockets, until a byte comes out of `ended`."""
    threading.Thread(target=service.serve, name="serve", daemon=True).start()
    threading.Thread(target=signing.serve, name="signing", daemon=True).start()
    sockets = workspace.devices_socket, workspace.signing_socket
    with Heartbeat(
        lambda: all(map(lets_in, sockets)) and not service.is_stuck,
        "serves the screen and signatures",
    ):
        ended.recv(1)
    service.close()
    signing.close()


if __name__ == "__main__":
    sys.exit(main())
