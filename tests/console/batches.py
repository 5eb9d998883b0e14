"""Batches of counters without a scanner: pages of invented papers, looked at as the kiosk would have."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from kiosk.model import PageVerdict
from kiosk.store.batches import DOCUMENT, Batches
from kiosk.store.cases import Cases
from kiosk.store.looks import Looks, Seen
from kiosk.store.pages import Pages
from kiosk.store.vault import Vault


@dataclass(frozen=True)
class Sheet:
    """One side as it came out of the feeder."""

    blank: bool = False
    verdict: PageVerdict = PageVerdict.OK
    codes: tuple[str, ...] = ()
    size: str = "A4"


def jpeg(grey: int, width: int = 310, height: int = 438) -> bytes:
    data = io.BytesIO()
    Image.new("L", (width, height), grey).save(data, "JPEG")
    return data.getvalue()


def a_batch(house, *sheets: Sheet, counter: int = 2, looked: bool = True, over: bool = True):
    """Asked for by a counter and scanned; its row."""
    db, now = house.db, house.clock()
    vault, batches = Vault(house.workspace.vault), Batches(db)
    batches.ask(counter, now)
    claimed = batches.claim("kiosk", now)
    cases, pages = Cases(db, vault), Pages(db, vault)
    cases.open(claimed.case, now, counter)
    for number, _ in enumerate(sheets):
        pages.add(claimed.case, DOCUMENT, jpeg(60 + 9 * number), 310, 438, 75, now)
        batches.beat(claimed, now)
    if looked:
        _look(house, vault, claimed.case, sheets)
    if over:
        batches.done(claimed, now)
    return batches.find(claimed.id)


def _look(house, vault, case, sheets):
    looks, key = Looks(house.db, vault), Cases(house.db).key(case)
    for number, sheet in enumerate(sheets):
        page = looks.next()
        name = f"look-{page.id}"
        (preview,) = vault.write_all(key, case, name, (jpeg(60 + 9 * number, 155, 219),))
        found = Seen(sheet.verdict, sheet.blank, 0, sheet.size, preview, "", sheet.codes)
        assert looks.keep(page, found)
