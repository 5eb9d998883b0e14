"""The tables of kiosk.toml for the hall: counters, the other desks, pad, board and voice, whose turn it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields

from kiosk.settings.secret import Secret, SettingsError, address

_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_HOURS = re.compile(rf"{_HOUR.pattern}-{_HOUR.pattern}")


@dataclass(frozen=True)
class Counter:
    """[[counters]]: a counter of the hall, as its clerk's pad and the board know it.

    fields = ids of the fields it calls (empty: all); helps = those it calls when nobody of its own waits.
    code = what its clerk types at the pad, at least 6 letters or digits; empty: no pad for it.
    """

    number: int = 0
    fields: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()
    code: Secret = field(default_factory=lambda: Secret(""))

    def __post_init__(self) -> None:
        if not 0 <= self.number <= 99:
            raise SettingsError("counters.number must be from 1 to 99")
        if (code := self.code.reveal()) and len(code) < 6:
            raise SettingsError("counters.code must have at least 6 letters or digits")


@dataclass(frozen=True)
class OtherDesk:
    """[[desks]]: the desk of another kiosk of the office, with which this one keeps one queue and one inbox."""

    kiosk: int = 0  # its number
    url: str = ""  # of its hall, e.g. "https://10.0.0.12:8461"; over http no citizen's name is told
    console: str = (
        ""  # of its clerks' pages, e.g. "https://10.0.0.12:8460"; "": nobody is led there
    )

    def __post_init__(self) -> None:
        if self.url and not address(self.url):
            raise SettingsError("desks.url must look like http://10.0.0.12:8461")
        if self.console and not address(self.console):
            raise SettingsError("desks.console must look like https://10.0.0.12:8460")


@dataclass(frozen=True)
class HallSettings:
    """[hall]: pad, board and voice, served by the desk; the other desks come here too.

    host = the address of the office's network that pads and boards reach; loopback: this machine only.
    certificate = PEM file with certificate and key: pages are served by https then. secret = shared by the desks of
    one office (python -m kiosk.desk hall secret); needed where there are [[desks]].
    """

    host: str = "127.0.0.1"
    port: int = 8461
    certificate: str = ""
    secret: Secret = field(default_factory=lambda: Secret(""))
    voice: str = "north"  # north, central or south; "" for none
    recordings: str = ""  # folder of recorded words (docs/by-hand.md); empty: spoken by the machine
    hotline: str = ""  # shown to whoever waits for a clerk, e.g. "1022"

    def __post_init__(self) -> None:
        if self.voice not in ("", "north", "central", "south"):
            raise SettingsError('hall.voice must be "north", "central", "south" or ""')


@dataclass(frozen=True)
class QueueSettings:
    """[queue]: whose turn it is. Head starts are minutes by which somebody counts as having come earlier."""

    elderly: int = 30
    disabled: int = 30
    with_child: int = 30
    merit: int = 30
    online: int = 15
    appointment: int = 60  # from the time they were asked to come
    ready: int = 60  # called back because the result lies there
    same_day: int = 120  # in the last hour before `cut`
    lane: int = 60  # minutes before `cut` from which that counts
    elderly_age: int = 60  # years, by the card
    cut: str = "15:00"  # what is handed in later is settled the next working day
    at_cut: bool = False  # what is handed in in that very minute counts as before
    opens: str = "07:30-11:30 13:00-17:00"

    def __post_init__(self) -> None:
        if not _HOUR.fullmatch(self.cut):
            raise SettingsError('queue.cut must look like "15:00"')
        if not all(_HOURS.fullmatch(part) for part in self.opens.split()):
            raise SettingsError('queue.opens must look like "07:30-11:30 13:00-17:00"')
        for option in fields(self):
            value = getattr(self, option.name)
            if isinstance(value, int) and not 0 <= value <= 240:
                raise SettingsError(f"queue.{option.name} must be from 0 to 240")
