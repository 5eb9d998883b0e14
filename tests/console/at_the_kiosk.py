"""Somebody stands at the kiosk, as the office's desk learns of it; no such person exists."""

import datetime as dt

from kiosk.faults import Fault
from kiosk.model import Holder, Language, Verdict
from kiosk.store.calls import Calls
from kiosk.store.cases import Cases
from kiosk.store.pages import Pages
from kiosk.store.seen_screen import Screens
from kiosk.store.vault import Vault

CASE, OTHER = "c" * 32, "d" * 32
NAME, NUMBER = "Vàng Thị Mẫu", "010190000123"


def stand(house):
    """Somebody's card was read and one page scanned; the pages."""
    cases = Cases(house.db)
    cases.open(CASE, house.clock())
    day = dt.date(1956, 2, 3)
    cases.set_holder(CASE, Holder(NUMBER, NAME, day, "Nữ", "Việt Nam", None, Verdict.PROVEN))
    pages = Pages(house.db, Vault(house.workspace.vault))
    pages.add(CASE, "to-khai", b"\xff\xd8 a page", 100, 140, 75, house.clock())
    at_step(house, "feed-papers", pages=1)
    return pages


def at_step(house, step, case=CASE, behind="", fault=None, pages=0):
    procedure = "1.001193" if case else ""
    Screens(house.db).note(
        case, step, behind, fault, Language.VI, procedure, pages, house.clock()
    )  # fmt: skip


def calls(house, fault=Fault.CLERK_CALLED):
    Calls(house.db, 0).call(CASE, fault, house.clock(), "feed-papers")
    at_step(house, "needs-clerk", behind="feed-papers", fault=fault, pages=1)
