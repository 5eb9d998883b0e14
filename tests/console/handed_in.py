"""Cases as citizens hand them in: an invented person, papers with pictures of their pages, sealed like any other."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid
from collections.abc import Mapping
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from kiosk.model import CardField, Document, Holder, Language, PageVerdict, Verdict
from kiosk.store.cases import Cases
from kiosk.store.looks import Looks, Seen
from kiosk.store.pages import Pages
from kiosk.store.sealing import Wanted, seal
from kiosk.store.vault import Vault
from kiosk.workspace import PACKAGE
from tests.console.conftest import House

BIRTH = {"to-khai": 1, "giay-chung-sinh": 2}  # what birth registration asks for, but for the card
LONG = "Nguyễn Phước Bảo Hoàng Tôn Nữ Thị Quỳnh Ánh " * 3  # cut to a name of 120 letters
NUMBER = "010190000123"


def handed_in(
    house: House,
    papers: Mapping[str, int] = BIRTH,
    procedure: str = "1.001193",
    *,
    name: str = "Vàng Thị Mẫu",
    number: str = NUMBER,
    verdict: Verdict | None = Verdict.PROVEN,
    differs: tuple[CardField, ...] = (),
    doubt: Verdict | None = None,
    wanted: Wanted | None = None,
) -> str:
    """Its id. `papers`: pages a document. `verdict` None: nobody laid down a card. `wanted`: its number is called."""
    case, now = uuid.uuid4().hex, house.clock()
    cases, vault = Cases(house.db), Vault(house.workspace.vault)
    cases.open(case, now)
    if verdict:
        born = dt.date(1956, 2, 3)
        who = Holder(number, name, born, "Nữ", "Việt Nam", None, verdict, differs)
        cases.set_holder(case, who)
    if doubt:
        cases.note_doubt(case, doubt)
    documents = []
    for document, count in papers.items():
        for n in range(1, count + 1):
            _scan(house, vault, case, document, n)
        pdf = f"%PDF-1.7 {document}".encode()
        path = vault.write(cases.key(case), case, f"dossier-{uuid.uuid4().hex}", pdf)
        digest = hashlib.sha256(pdf).hexdigest()
        documents.append(Document(document, "", path, digest, len(pdf), count))
    seal(
        house.db, case=case, procedure=procedure, language=Language.VI, series="A",
        kiosk=house.settings.kiosk, agency=house.settings.office.agency, device="kiosk-1",
        office="", documents=tuple(documents), now=now, wanted=wanted,
    )  # fmt: skip
    house.clock.later(seconds=1)
    return case


def _scan(house: House, vault: Vault, case: str, document: str, n: int) -> None:
    picture = _paper(document, n)
    Pages(house.db, vault).add(case, document, picture, 620, 877, 75, house.clock())
    looks = Looks(house.db, vault)
    while unseen := looks.next():
        key = Cases(house.db).key(case)
        preview = vault.write(key, case, f"{unseen.id}-{uuid.uuid4().hex}.made", picture)
        looks.keep(unseen, Seen(PageVerdict.OK, False, 0, "A4", preview, ""))


@cache
def _paper(document: str, n: int) -> bytes:
    """A sheet with a heading and grey lines, as a page looks from afar."""
    sheet = Image.new("RGB", (620, 877), "white")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(PACKAGE / "fonts" / "Tinos-Bold.ttf"), 22)
    draw.text((310, 60), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "black", font, "mm")
    draw.text((310, 150), f"{document} ({n})".upper(), "black", font, "mm")
    for y in range(220, 780, 26):
        draw.line((70, y, 550 - (y * 37 % 160), y), "#9a9a9a", 5)
    made = io.BytesIO()
    sheet.save(made, "JPEG", quality=60)
    return made.getvalue()
