"""After a month in the hall, with its mishaps, each kiosk's register has a line for whoever was received there."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from kiosk.papers.books import csv, xlsx
from kiosk.papers.books.register import About, register
from kiosk.settings import Settings
from tests.books.conftest import Books
from tests.books.reading import from_csv, from_xlsx
from tests.workbench.queue_desk import ZONE
from tests.workbench.queue_month import AS_SET, MISHAPS, Office

FIRST = dt.datetime(2026, 11, 2, tzinfo=ZONE)
DAYS, A_DAY = 20, 100


class Noting(Office):
    """A simulated office that tells who was called first at which moment, by the kiosk that gave the number."""

    def served(self, day):
        """Of a day that was played: (kiosk, moment), in the order of calling."""
        found = []
        for turn, person in self.people.items():
            if person.first_call is None or not turn:
                continue
            kiosk = self.desks[1].turn(turn).origin if turn in self.desks[1].hall.turns else 0
            found.append((person.first_call, kiosk))
        return [
            (kiosk, FIRST + dt.timedelta(days=day, seconds=second % 86_400))
            for second, kiosk in sorted(found)
        ]


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    """The registers of both kiosks, by their number, and how many receptions each should have."""
    office, houses, wanted = Noting(7, AS_SET), {}, {1: 0, 2: 0}
    for kiosk in wanted:
        settings = Settings(kiosk=kiosk)
        houses[kiosk] = Books(tmp_path_factory.mktemp(f"kiosk-{kiosk}"), settings)
    for day in range(DAYS):
        office.play(day, A_DAY, MISHAPS.get(day, ()))
        for kiosk, at in office.served(day):
            if kiosk in houses:
                houses[kiosk].clock.now = at.astimezone(dt.UTC)
                houses[kiosk].received()
                wanted[kiosk] += 1
    yield houses, wanted
    for house in houses.values():
        house.close()


@pytest.mark.parametrize("kiosk", [1, 2])
def test_the_register_equals_the_database_row_by_row(month, kiosk):
    houses, wanted = month
    house, book = houses[kiosk], f"{kiosk:02d}/2026"
    rows = house.db.conn.execute(
        "select number, line from register where book = ? order by number", (book,)
    ).fetchall()
    assert [number for number, _ in rows] == list(range(1, wanted[kiosk] + 1))
    assert len(rows) > DAYS * A_DAY / 4
    entries = house.register.entries("2026-11", book)
    table = register(About(("UBND XÃ SUỐI MƠ",), "SỔ THEO DÕI HỒ SƠ", "2026-11", book), entries)
    text, sheet = from_csv(csv(table)), from_xlsx(xlsx(table))
    assert len(text) == len(sheet) == len(rows)
    for (number, line), said, cells in zip(rows, text, sheet, strict=True):
        told = json.loads(line)
        assert (said[0], said[1], said[4]) == (str(number), told["code"], told["name"])
        assert (cells[0], cells[1], cells[4]) == (number, told["code"], told["name"])
        came = dt.datetime.fromisoformat(told["received"]).astimezone(ZONE)
        assert said[7] == f"{came:%Y-%m-%d %H:%M}"
    assert house.register.amiss() == ()
