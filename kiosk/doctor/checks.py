"""Every check, in the order in which a technician goes round the box; each answers whatever happens to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from drivers.token.pkcs11_token import Pkcs11Token
from kiosk.contract.checks import TITLES
from kiosk.doctor import devices, heard, machine, software, touch
from kiosk.doctor.check import Check, Finding, Verdict
from kiosk.doctor.devices import Hands
from kiosk.doctor.subject import Subject
from kiosk.doctor.words import of_fault
from kiosk.model import Words
from kiosk.settings import SettingsError
from kiosk.store.errors import DiskFailed, StoreError

_WORST = (Verdict.BAD, Verdict.POOR, Verdict.OK, Verdict.ABSENT)


def of_devices(subject: Subject, hands: Hands | None) -> tuple[Check, ...]:
    """`hands`: the devices to be tried by this process; None: as the devices service heard of them."""
    if hands is None:
        looks: dict[str, Callable[[], Finding]] = {
            "reader": partial(heard.device, subject, "reader"),
            "chip": partial(heard.chip, subject),
            "scanner": partial(heard.scanner, subject),
            "printer": partial(heard.device, subject, "printer"),
            "token": lambda: devices.token(tokens(subject)),
            "sound": partial(heard.device, subject, "sound"),
        }
    else:
        looks = {
            "reader": partial(devices.reader, hands),
            "chip": partial(devices.chip, hands),
            "scanner": partial(devices.scanner, hands),
            "printer": partial(devices.printer, hands),
            "token": partial(devices.token, hands.tokens),
            "sound": partial(devices.sound, hands),
        }
    return _checks(looks)


def of_the_box(subject: Subject) -> tuple[Check, ...]:
    """All that is no device."""
    box = {
        "touch": touch.touch,
        "disk": machine.disk,
        "wear": machine.wear,
        "speed": machine.speed,
        "memory": machine.memory,
        "heat": machine.heat,
        "clock": machine.clock,
        "line": software.line,
        "certificates": software.certificates,
        "services": software.services,
    }
    return _checks({name: partial(look, subject) for name, look in box.items()})


def of_the_store(subject: Subject) -> tuple[Check, ...]:
    """What is kept, and by which software."""
    store = {
        "rules": software.rules,
        "database": software.database,
        "outbox": software.outbox,
        "versions": software.versions,
        "update": software.update,
    }
    return _checks({name: partial(look, subject) for name, look in store.items()})


def tokens(subject: Subject) -> list[Pkcs11Token]:
    """The signature tokens that the settings name; their library runs in a process of its own."""
    at = subject.settings.token
    labels = sorted({at.official, at.organisation}) if at.module else []
    return [Pkcs11Token(at.module, label, at.budget) for label in labels]


def worst_first(
    found: Iterable[tuple[Check, Finding]],
) -> list[tuple[Check, Finding]]:
    """What must be mended stands on top; otherwise as they came."""
    return sorted(found, key=lambda each: _WORST.index(each[1].verdict))


def worst(found: Iterable[tuple[Check, Finding]]) -> int:
    """0: all is well, or not there; 1: something is poor; 2: something is bad."""
    verdicts = {finding.verdict for _, finding in found}
    return 2 if Verdict.BAD in verdicts else 1 if Verdict.POOR in verdicts else 0


def _checks(looks: dict[str, Callable[[], Finding]]) -> tuple[Check, ...]:
    return tuple(Check(name, TITLES[name], partial(_looked, look)) for name, look in looks.items())


def _looked(look: Callable[[], Finding]) -> Finding:
    """A check that cannot be made is itself a finding."""
    try:
        return look()
    except (StoreError, DiskFailed) as error:
        return of_fault(error.fault)
    except SettingsError as error:
        wrong = Words("Phần cài đặt có chỗ sai.", "The settings are wrong.")
        return Finding(Verdict.BAD, wrong, Words(str(error), str(error)))
    except Exception as error:  # noqa: BLE001 - one check that is broken hides no other
        name = type(error).__name__
        what = Words(f"Không kiểm tra được ({name}).", f"It cannot be checked ({name}).")
        return Finding(Verdict.ABSENT, what)
