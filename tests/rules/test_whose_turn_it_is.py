"""Whose turn it is at a counter: who came earlier, with head starts that everybody can be told."""

import datetime as dt
from zoneinfo import ZoneInfo

from kiosk.model import Priority
from kiosk.rules.queue.deeds import Asked, Deed, answer
from kiosk.rules.queue.entries import Drawn, Entry, Heard, Kind
from kiosk.rules.queue.order import Cause, Now, Reason, order, reason
from kiosk.rules.queue.standing import TurnState, standing
from kiosk.rules.queue.waiting import ahead, wait
from kiosk.settings import Counter, QueueSettings, Settings

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SETTINGS = Settings(counters=(Counter(1, ("ho-tich",)), Counter(2, ("dat-dai",), ("ho-tich",))))


class Desk:
    def __init__(self, wall):
        self.heard, self.wall, self.steady = [], wall, 1000.0

    def write(self, kind, **said):
        entry = Entry(0, len(self.heard) + 1, len(self.heard) + 1, self.wall, kind, **said)
        self.heard.append(Heard(entry, self.steady))

    def draw(self, label, field="ho-tich", **drawn):
        turn = f"{len(self.heard):032x}"
        self.write(Kind.DRAWN, turn=turn, drawn=Drawn(label, self.wall.date(), field, **drawn))
        return turn

    def ask(self, deed, counter, **more):
        asked = Asked(f"{len(self.heard)}", deed, counter, **more)
        for said in answer(self.hall, asked, self.now, SETTINGS, lambda turn: True):
            self.write(said.kind, **said.written())

    def later(self, minutes):
        self.wall += dt.timedelta(minutes=minutes)
        self.steady += minutes * 60

    @property
    def hall(self):
        return standing(self.heard)

    @property
    def now(self):
        return Now(self.steady, self.wall)

    def labels(self, number):
        counter = SETTINGS.counters[number - 1]
        law = SETTINGS.queue
        turns = order(self.hall, counter, SETTINGS.counters, self.now, law, lambda turn: True)
        return [turn.label for turn in turns]


def test_a_same_day_case_at_1450_stands_before_a_three_day_case():
    desk = Desk(dt.datetime(2026, 11, 23, 14, 20, tzinfo=ZONE))
    desk.draw("A001")
    desk.later(30)
    turn = desk.draw("A002", same_day=True)
    assert desk.labels(1) == ["A002", "A001"]
    assert reason(desk.hall.turns[turn], desk.now, SETTINGS.queue) == Reason(Cause.SAME_DAY, 120)


def test_one_key_for_each_citizen():
    desk = Desk(dt.datetime(2026, 11, 23, 8, 0, tzinfo=ZONE))
    first, second = desk.draw("A001"), desk.draw("A002", priority=Priority.ELDERLY)
    desk.ask(Deed.NEXT, 1)
    assert desk.hall.turns[second].state is TurnState.CALLED
    desk.later(8)
    assert (
        ahead(desk.hall, desk.hall.turns[first], SETTINGS.counters, desk.now, QueueSettings()) == 0
    )
    assert wait(desk.hall, desk.hall.turns[first], SETTINGS.counters, desk.now, QueueSettings())
    desk.ask(Deed.NEXT, 1)
    assert desk.hall.turns[second].state is TurnState.DONE
    assert desk.hall.turns[first].counter == 1
    desk.ask(Deed.UNDO, 1)
    assert desk.hall.turns[second].state is TurnState.CALLED
    assert desk.hall.turns[first].state is TurnState.WAITING
