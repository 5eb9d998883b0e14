"""The devices as drivers: those that kiosk.toml names, or simulated ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drivers.card.pcsc import PcscReader
from drivers.printer.opened import open_printer
from drivers.scanner import ScannerError
from drivers.scanner.sane import SaneScanner, list_scanners
from drivers.voice.fake import FakePlayer, FakeVoice
from kiosk.devices.speaking import opened as speech_of
from kiosk.doctor import simulated
from kiosk.doctor.checks import tokens
from kiosk.doctor.devices import Hands
from kiosk.doctor.names import printer_name
from kiosk.doctor.subject import Subject
from kiosk.settings import Settings, SettingsError


def hands_of(subject: Subject) -> Hands:
    """Those of the settings; nothing is opened before it is asked. Raises SettingsError."""
    settings = subject.settings
    at, speech = settings.printer, speech_of(settings)
    try:
        printer = open_printer(at.device, at.baud, at.width) if at.device else None
    except ValueError:
        raise SettingsError("printer.device names no kind of printer") from None
    return Hands(
        reader=PcscReader(settings.card.reader),
        scanner=SaneScanner(settings.scanner.device, page_budget=settings.scanner.page_budget),
        printer=printer,
        tokens=tokens(subject),
        voice=speech.voice if speech else None,
        player=speech.player if speech else None,
        scanner_name=lambda: scanner_name(settings),
        printer_name=lambda: printer_name(subject),
    )


def scanner_name(settings: Settings) -> tuple[str, str]:
    """Driver and model as SANE finds them; "" for what it does not."""
    try:
        found = list_scanners()
    except ScannerError:
        return "", ""
    device = settings.scanner.device
    named = [one for one in found if not device or one.device == device]
    return (named[0].device.partition(":")[0], named[0].label) if named else ("", "")


@contextmanager
def simulated_hands(place: Path) -> Iterator[Hands]:
    """Devices that are not there, with a card and two sheets laid in; `place` is a folder for the sheets."""
    with simulated.plugged_in() as devices:
        devices.reader.insert(simulated.PERSON)
        devices.scanner.load([simulated.paper(place, number) for number in (1, 2)])
        yield Hands(
            reader=devices.reader,
            scanner=devices.scanner,
            printer=devices.printer,
            voice=FakeVoice(),
            player=FakePlayer(),
            scanner_name=lambda: ("simulated", "simulated"),
            printer_name=lambda: ("simulated", "simulated"),
        )
