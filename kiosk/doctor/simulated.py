"""A kiosk's devices where there are none: the drivers' own fakes, an invented person's chip, invented papers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from drivers.card.country import invented_country
from drivers.card.fake import FakeReader
from drivers.card.person import Person
from drivers.printer.conversation import EscposPrinter
from drivers.printer.plugs import Pair
from drivers.printer.virtual import VirtualPrinter
from drivers.scanner.fake import FakeScanner
from kiosk.papers.sheet import REGULAR, STRONG
from kiosk.workspace import FONTS

PERSON = Person()  # invented, as are the country that signs for it and the papers
_A4 = (1240, 1754)  # pixels at 150 dpi
_LINES = (
    "Giấy này do máy tự vẽ ra để tự kiểm tra.",
    "Không có người, số hay nơi nào như vậy.",
    "Họ và tên: Giàng Thị Mai",
    "Nơi cư trú: Thôn 1, xã Mẫu, tỉnh Ví Dụ",
    "Nội dung: thử đọc thẻ, quét giấy và in phiếu.",
)


@dataclass(frozen=True)
class Devices:
    """`reader`, `scanner` and `printer` are what a devices service takes; `roll` is the printer's own side."""

    reader: FakeReader
    scanner: FakeScanner
    printer: EscposPrinter
    roll: VirtualPrinter


@contextmanager
def plugged_in(width: int = 576) -> Iterator[Devices]:
    """Devices without a card, a sheet or a ticket yet; `width` of the printer in dots. Needs no /dev and no network."""
    cable = Pair()
    with VirtualPrinter(width, cable) as roll:
        yield Devices(FakeReader(), FakeScanner(), EscposPrinter(cable.line, width), roll)


def lay_trust(folder: Path) -> None:
    """The country that signs for PERSON counts where `folder` is the trusted one."""
    folder.mkdir(mode=0o700)
    (folder / "invented.cer").write_bytes(invented_country().authority.certificate)


def paper(folder: Path, number: int) -> Path:
    """A drawn sheet of A4 with its number on it, as a picture in `folder`; raises OSError."""
    sheet = Image.new("L", _A4, 255)
    pen = ImageDraw.Draw(sheet)
    title = ImageFont.truetype(FONTS / STRONG, 44)
    pen.text((620, 150), f"TỜ KHAI THỬ MÁY, TRANG {number}", fill=0, font=title, anchor="mm")
    letters = ImageFont.truetype(FONTS / REGULAR, 26)
    for row in range(30):
        pen.text((150, 260 + 44 * row), _LINES[row % len(_LINES)], fill=0, font=letters)
    path = folder / f"paper-{number}.png"
    sheet.save(path, compress_level=1)
    return path
