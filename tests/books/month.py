"""A month of cases in an office, each through the acts: received, undone, handed on, extended, returned, withdrawn."""

import datetime as dt
import random

from kiosk.rules.flow.acts import Clock, Kind, Place
from kiosk.rules.roster import Role

NAMES = (
    "Vàng Thị Mẫu", "Giàng A Mẫu", "Hoàng Thị Ngọc Ánh Mẫu", "=HYPERLINK(\"http://mau\")", "+84 900 000 000 Mẫu",
    "Nguyễn Phước Công Tằng Tôn Nữ " * 4, "Lò Văn <b>Mẫu</b> & \"con\"", "@Mẫu; DROP TABLE register",
)  # fmt: skip
HOURS = (7.6, 8.2, 9.1, 10.5, 13.4, 14.2, 15.5, 16.3)


def play(books, month=dt.date(2026, 11, 1), a_day=12, seed=7):
    """The cases of the month, in the order of reception."""
    dice, cases = random.Random(seed), []
    for number in range(30):
        day = month + dt.timedelta(days=number)
        if day.weekday() > 4:
            continue
        for hour in sorted(dice.choice(HOURS) for _ in range(a_day)):
            at = dt.datetime.combine(day, dt.time()) + dt.timedelta(hours=hour - 7)
            books.clock.now = at.replace(tzinfo=dt.UTC)
            cases.append(books.received(dice.choice(NAMES).strip()[:120]))
            _goes_on(books, cases[-1], dice)
    return cases


def _goes_on(books, case, dice):
    share = dice.random()
    if share < 0.05:
        books.act(case, Kind.UNDONE)
        books.clock.later(minutes=5)
        if share < 0.03:
            books.enters(case)
        return
    books.clock.later(minutes=30)
    books.act(case, Kind.HANDED_ON, Role.SPECIALIST, to=Place.LEADER)
    if share < 0.12:
        books.act(case, Kind.WITHDRAWN, ground="đổi ý")
        return
    if share < 0.2:
        due = books.clock() + dt.timedelta(days=5)
        books.act(case, Kind.EXTENDED, Role.LEADER, clock=Clock(due, due, due), ground="xác minh")
    if share < 0.85:
        books.act(case, Kind.APPROVED, Role.LEADER)
        books.act(case, Kind.ISSUED, Role.ARCHIVIST, number=f"{dice.randint(1, 900)}/TLKS")
        books.clock.later(minutes=20)
        books.act(
            case,
            Kind.RETURNED,
            number=dice.choice(("direct", "post", "Trả cho người được ủy quyền")),
        )
