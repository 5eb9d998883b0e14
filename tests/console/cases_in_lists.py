"""Cases that a list shows, without papers: as many as an office has, in any state."""

import datetime as dt
import random
import uuid

from kiosk.contract.news import CaseStatus
from kiosk.rules.flow.acts import Clock, Place
from kiosk.rules.flow.standing import Standing
from kiosk.store.database import writing
from kiosk.store.inbox import Inbox, OnlineRow

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Bùi", "Giàng", "Vàng", "Lò")
MIDDLE = ("Thị", "Văn", "A", "Hữu", "Ngọc")
GIVEN = ("Lan", "Minh", "Hùng", "Sủa", "Hòa", "Ánh", "Ấn", "Đức", "Yến", "Mẫu")
PROCEDURES = ("1.001193", "1.000894", "2.000815", "1.013967")


def many(db, count, now, kiosk=0, seed=1):
    """So many open cases of an office, in every place, handed in within two weeks."""
    chance = random.Random(seed)
    with writing(db):
        for number in range(count):
            lay(
                db,
                f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}",
                chance.choice(tuple(Place)[1:]),
                now - dt.timedelta(minutes=chance.randrange(20_000)),
                kiosk=kiosk,
                days=chance.randrange(-5, 20),
                number=number,
                procedure=chance.choice(PROCEDURES),
                now=now,
            )


def lay(
    db, name, place=Place.RECEPTION, handed_in=None, *, now, days=None, kiosk=0, number=0, owner="",
    procedure=PROCEDURES[0], rests=False, status=None,
):  # fmt: skip
    """A case in a place; `days`: until it is due. Its id."""
    at, case = handed_in or now, uuid.uuid4().hex
    stands = Standing(place=place, owner=owner)
    if place is not Place.RECEPTION:
        due = now + dt.timedelta(days=days or 0)
        clock = None if days is None else Clock(due, due - dt.timedelta(2), due - dt.timedelta(1))
        usual = CaseStatus.DECIDED if place is Place.RETURN else CaseStatus.IN_HAND
        stands = Standing(
            status or usual, place, owner, 1, at, clock, now if rests else None, entered=at
        )
    code = f"H38.101-261123-K{kiosk:02d}-{number:04d}"
    online = OnlineRow(case, code, procedure, name, at, f"{number % 10_000:04d}", 2, 5)
    Inbox(db, kiosk).told_online(online, stands)
    return case
