"""The devices as the running devices service last heard of them: it has them, and nobody takes them from a citizen."""

from __future__ import annotations

from kiosk.doctor.check import Finding
from kiosk.doctor.devices import throughput
from kiosk.doctor.names import printer_name, reader_name, scanner_name
from kiosk.doctor.sockets import answers
from kiosk.doctor.subject import Subject
from kiosk.doctor.words import absent, of_fault, ok
from kiosk.settings import OWN_SCANNER
from kiosk.store.health import Health
from kiosk.store.wear import Wear

_DIRECT = (
    "Máy đang phục vụ: dừng dịch vụ rồi thử bằng --direct.",
    "The kiosk is at work: stop its services, then try it with --direct.",
)

_AWAY = (
    "Dịch vụ thiết bị không chạy: thử bằng --direct.",
    "The devices service does not run: try it with --direct.",
)


def device(subject: Subject, name: str) -> Finding:
    """One of "reader", "printer", "sound"."""
    settings = subject.settings
    if {"printer": settings.printer.device, "sound": settings.sound.device}.get(name) == "":
        return absent("Máy này không có.", "This kiosk has none.")
    named = {"printer": printer_name, "reader": reader_name}.get(name)
    driver, model = named(subject) if named else ("", "")
    return _told(subject, name) or ok("Hoạt động tốt.", "Works.", driver=driver, model=model)


def scanner(subject: Subject) -> Finding:
    """With the speed of its last batches."""
    told = _told(subject, "scanner")
    if told or subject.db is None:
        return told or absent("Không mở được cơ sở dữ liệu.", "The database cannot be opened.")
    worn = Wear(subject.db).of(OWN_SCANNER)
    driver, model = scanner_name(subject)
    named = {"driver": driver, "model": model}
    if worn.pages_per_minute is None:
        return ok("Hoạt động tốt, chưa quét trang nào.", "Works; nothing was scanned yet.", **named)
    return throughput(worn.pages_per_minute, worn.jams_per_thousand, named)


def chip(subject: Subject) -> Finding:
    return absent(*(_DIRECT if answers(subject.workspace.devices_socket) else _AWAY))


def _told(subject: Subject, name: str) -> Finding | None:
    """What stands in the way; None: nothing that the service knows of."""
    if subject.db is None:
        return absent("Không mở được cơ sở dữ liệu.", "The database cannot be opened.")
    devices = {one.device: one.fault for one in Health(subject.db).devices()}
    if name not in devices or not answers(subject.workspace.devices_socket):
        return absent(*_AWAY)
    fault = devices[name]
    return of_fault(fault) if fault else None
