"""The tables of kiosk.toml that one machine and its devices are about."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from kiosk.contract.shapes import OFFICE
from kiosk.model import Words
from kiosk.settings.secret import Secret, SettingsError, address, loopback

OWN_SCANNER = "kiosk"  # name of the one in [scanner]
_PROVINCE = re.compile(r"(?:^|\.)(H\d{2})(?:\.|$)")
_WINDOW = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")
_SCANNER = re.compile(r"[a-z][a-z0-9-]{0,19}")


@dataclass(frozen=True)
class Office:
    """[office]: which office this is."""

    name: Words = Words("Bộ phận Một cửa", "One-stop office")
    agency: str = (
        "H00.000"  # agency code, head of every provisional code; names the office's own rules
    )
    # What stands on papers, in Vietnamese; empty: left to be written by hand, or left out.
    authority: str = ""  # who settles cases, e.g. "Ủy ban nhân dân xã Vạn Hòa"
    place: str = ""  # where papers are dated, e.g. "Vạn Hòa"
    address: str = ""
    phone: str = ""

    def __post_init__(self) -> None:
        if not OFFICE.fullmatch(self.agency):
            raise SettingsError("office.agency must be a code such as H38.101")
        if max(len(self.name.vi), len(self.name.en)) > 300:
            raise SettingsError("office.name must not be longer than 300 letters")
        for option in ("authority", "place", "address", "phone"):
            if len(getattr(self, option)) > 200:
                raise SettingsError(f"office.{option} must not be longer than 200 letters")

    @property
    def province(self) -> str:
        """The province's part of the agency code, as H26 of H26.101 and of 000.00.01.H26; "" without."""
        found = _PROVINCE.search(self.agency)
        return found[1] if found else ""


@dataclass(frozen=True)
class Screen:
    """[screen]: sizes on screen are millimetres, turned into pixels by the real density."""

    width: int = 1080  # pixels
    height: int = 1920
    diagonal: float = 21.5  # inches
    rotation: int = 0  # degrees by which the panel was turned clockwise when it was mounted
    fullscreen: bool = False
    off_outside_hours: bool = False  # dark while the office is closed: [queue] opens

    def __post_init__(self) -> None:
        for option in ("width", "height", "diagonal"):
            if not 0 < getattr(self, option) < 100_000:
                raise SettingsError(f"screen.{option} must be more than 0")
        if self.rotation not in (0, 90, 180, 270):
            raise SettingsError("screen.rotation must be 0, 90, 180 or 270")

    @property
    def panel(self) -> tuple[int, int]:
        """Width and height of the panel itself, in pixels: as it was before it was turned."""
        upright = (self.width, self.height)
        return upright if self.rotation % 180 == 0 else upright[::-1]

    @property
    def per_mm(self) -> float:
        """Pixels in one millimetre."""
        return float((self.width**2 + self.height**2) ** 0.5 / self.diagonal / 25.4)


@dataclass(frozen=True)
class CardReader:
    """[card]: reader = part of the PC/SC reader's name; empty takes any, contactless ones first."""

    reader: str = ""
    wait: float = 20.0  # seconds for a card to be laid down
    budget: float = 30.0  # seconds for the whole reading


@dataclass(frozen=True)
class ScannerSettings:
    """[scanner]: device = the SANE device's name; empty takes the first.

    profiles = a file of the office's own profiles, over drivers/scanner/profiles.toml.
    """

    device: str = ""
    profiles: str = ""
    dpi: int = 0  # 0: as the paper's profile says
    wait: float = 0.0  # seconds for paper to be laid in
    page_budget: float = 30.0  # seconds without a new page before the scan child is killed


@dataclass(frozen=True)
class PageSettings:
    """[pages]: profile = how pages are written into a document, a name in kiosk/dossier/profiles.toml."""

    profile: str = "mixed"


@dataclass(frozen=True)
class SharedScanner:
    """[[scanners]]: a further scanner that counters may ask for batches; the kiosk's own is called "kiosk"."""

    name: str = ""  # as clerks call it: a-z, 0-9 and -
    device: str = ""  # the SANE device's name; network ones too
    dpi: int = 0  # as with [scanner]
    page_budget: float = 30.0

    def __post_init__(self) -> None:
        if self.name and (not _SCANNER.fullmatch(self.name) or self.name == OWN_SCANNER):
            raise SettingsError(
                "scanners.name must be at most 20 small letters, digits and hyphens, and not kiosk"
            )


@dataclass(frozen=True)
class PrinterSettings:
    """[printer]: device = what drivers.printer.opened takes; empty: this kiosk has no printer. width = dots.

    native_codes: the printer draws QR codes itself (GS ( k); false: it gets them as dots.
    """

    device: str = ""
    baud: int = 115200
    width: int = 576
    native_codes: bool = True

    def __post_init__(self) -> None:
        if self.width <= 0 or self.width % 16:
            raise SettingsError("printer.width must be a multiple of 16 dots, as 576 or 384")


@dataclass(frozen=True)
class BarcodeSettings:
    """[barcode]: device = what drivers.barcode.opened takes; empty: codes are not asked for."""

    device: str = ""


@dataclass(frozen=True)
class SoundSettings:
    """[sound]: device = ALSA's name of the loudspeaker, as "default"; empty: this kiosk reads nothing aloud."""

    device: str = ""


@dataclass(frozen=True)
class CentreSettings:
    """[centre]: url of the intake (empty: nothing is sent), this device's token there, and the centre's key.

    key = what `python -m central key` prints: only what it signed counts as received. sealing_key = the other
    key it prints, for what leaves this kiosk on a stick; empty: nothing does.
    proxy = the office's HTTP proxy, with its password if it wants one; budget = kbit/s by hours.
    ca = PEM file of the authorities that may vouch for the centre (empty: the system's); certificate = PEM file of
    this device's certificate, with its key or that beside it (workspace.certificate_key); empty: the one that it was
    enrolled with (workspace.certificate), where it was. With a certificate the token may be empty.
    """

    url: str = ""
    token: Secret = field(default_factory=lambda: Secret(""))
    proxy: Secret = field(default_factory=lambda: Secret(""))
    budget: str = ""
    key: str = ""
    ca: str = ""
    certificate: str = ""
    sealing_key: str = ""


@dataclass(frozen=True)
class DeskSettings:
    """[desk]: the clerks' pages.

    host = the address of the office's network at which its PCs reach them; loopback: this machine only.
    certificate = PEM file with certificate and key (python -m kiosk.desk certificate); needed for any other host.
    idle = minutes after which a page that nobody is at asks for the password.
    unseen = minutes after which a case that nobody opened is called out in the inbox.
    practice = true: every page says that nothing on it is real (./dev demo --stay).
    """

    host: str = "127.0.0.1"
    port: int = 8460
    certificate: str = ""
    idle: int = 10
    unseen: int = 15
    practice: bool = False

    def __post_init__(self) -> None:
        if not self.certificate and not loopback(self.host):
            raise SettingsError(
                "desk.host is not this machine alone: that needs desk.certificate "
                "(python -m kiosk.desk certificate make, then issue)"
            )
        if not 1 <= self.idle <= 120:
            raise SettingsError("desk.idle must be from 1 to 120 minutes")
        if not 1 <= self.unseen <= 1440:
            raise SettingsError("desk.unseen must be from 1 to 1440")


@dataclass(frozen=True)
class SigningSettings:
    """[signing]: tsa = address of the time stamping authority (RFC 3161); empty: copies stay as signed."""

    tsa: str = ""

    def __post_init__(self) -> None:
        if self.tsa and not address(self.tsa):
            raise SettingsError("signing.tsa must look like http://tsa.example.vn")


@dataclass(frozen=True)
class RetentionSettings:
    """[retention]: days = how long a case stays after the centre's receipt, in days the kiosk is at work on.

    register_years = how many whole years behind its own the register of a year says whose the cases were.
    """

    days: int = 30
    register_years: int = 10

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 3650:
            raise SettingsError("retention.days must be from 1 to 3650")
        if not 1 <= self.register_years <= 100:
            raise SettingsError("retention.register_years must be from 1 to 100")


@dataclass(frozen=True)
class OcrSettings:
    """[ocr]: enabled = sealed papers are read as text in quiet moments, if tesseract is installed."""

    enabled: bool = False


@dataclass(frozen=True)
class TokenSettings:
    """[token]: module = the token maker's PKCS #11 library; empty: nothing is signed here.

    official, organisation = the label of who signs and of the office's seal; where tokens bear one label, the serial
    number. Empty takes whichever token is there.
    """

    module: str = ""
    official: str = ""
    organisation: str = ""
    budget: float = 20.0  # seconds for one call of the library before its child is killed

    def __post_init__(self) -> None:
        # Five calls come before the first word of a batch: more, and the desk would give up before them (PATIENCE).
        if not 0 < self.budget <= 30:
            raise SettingsError("token.budget must be more than 0 and at most 30")


@dataclass(frozen=True)
class DiskSettings:
    """[disk]: MiB free below which no visit begins, and MiB held back for the day there is nothing left.

    The ballast is what the longest case needs to be sealed: 120 pages of 100 KB, twice.
    """

    low_water: int = 300
    ballast: int = 32

    def __post_init__(self) -> None:
        for option in ("low_water", "ballast"):
            if not 0 < getattr(self, option) <= 1_000_000:
                raise SettingsError(f"disk.{option} must be more than 0 MiB")


@dataclass(frozen=True)
class UpdateSettings:
    """[update]: whether new releases are fetched over the line, and in which hours at the office they may be installed.

    `window`: first and last hour, "20-5"; a technician with a stick is not asked. `folder`: where they lie until then.
    """

    pull: bool = True
    window: str = "20-5"
    folder: str = "/var/lib/kiosk-releases"

    def __post_init__(self) -> None:
        found = _WINDOW.fullmatch(self.window)
        if not found or not (int(found[1]) < 24 and int(found[2]) <= 24):
            raise SettingsError('update.window must look like "20-5": hours at the office')

    def is_open(self, now: dt.datetime) -> bool:
        """`now`: at the office."""
        first, last = (int(hour) for hour in self.window.split("-"))
        if first < last:
            return first <= now.hour < last
        return now.hour >= first or now.hour < last


@dataclass(frozen=True)
class StuckSettings:
    """[stuck]: from when on the leader's page calls a case stuck; hours of working time, days of the calendar."""

    unseen: int = 2  # hours that nobody has opened it
    untouched: int = 8  # hours without an act, where its process names none
    rests: int = 20  # days that its citizen was waited for
    uncollected: int = 10  # days that its result lies here

    def __post_init__(self) -> None:
        if min(self.unseen, self.untouched, self.rests, self.uncollected) < 1:
            raise SettingsError("stuck: every number must be 1 or more")
