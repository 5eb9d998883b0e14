"""Two kiosks' machines and one queue: who asks where, what is on the way, and what must never be."""

import datetime as dt
import heapq
import random
from collections import Counter as Tally
from dataclasses import dataclass, field, replace

from kiosk.model import Priority
from kiosk.rules.queue.deeds import Deed, NotNow
from kiosk.rules.queue.entries import Kind
from kiosk.rules.queue.order import Places, callable_now, greatest, since
from kiosk.settings import Counter, Settings
from tests.workbench.queue_desk import ZONE, Desk

ON_THE_WAY = 0.05  # seconds until the other desk has an entry, where the line is whole
LATE = 22 * 3600.0
COUNTERS = (
    Counter(1, ("ho-tich",)),
    Counter(2, ("ho-tich",)),
    Counter(3, ("ho-tich",), ("dat-dai",)),
    Counter(4, ("dat-dai",)),
    Counter(5, ("chinh-sach",), ("ho-tich",)),
    Counter(6),
)


@dataclass
class Person:
    """Somebody with a number, as the office really saw it."""

    turn: str
    field: str
    drawn: float
    priority: Priority
    wanted: str  # the field it came for; `field` is where it was sent since
    promised: tuple[int, int] | None = None
    at: int = 0  # counter
    first_call: float | None = None
    served: int = 0
    gone: bool = False  # did not come, and never will
    away: bool = False  # fetches something
    plain: bool = True  # came to wait, at no other time
    passed_by: int = 0


@dataclass
class Report:
    """What the month came to."""

    seed: int
    cases: int = 0
    waits: dict[Priority, list[float]] = field(default_factory=dict)  # seconds to the first call
    most_passed: int = 0
    held: int = 0  # ranges told that came true
    told: int = 0
    widths: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)  # what must never be
    happened: Tally = field(default_factory=Tally)

    def longest(self):
        """Minutes."""
        return max(max(waits) for waits in self.waits.values()) / 60


class TwoDesks:
    """Counters 1 to 3 have their pads at the first desk, the others at the second."""

    def __init__(self, seed, law):
        self.dice, self.report, self.law = random.Random(seed), Report(seed), law
        settings = Settings(counters=COUNTERS, queue=law)
        first = dt.datetime(2026, 11, 2, tzinfo=ZONE)
        self.desks = {kiosk: Desk(settings, first, kiosk) for kiosk in (1, 2)}
        self.begin(0)

    def begin(self, day):
        """Midnight: nobody is there, and nothing is broken."""
        self.people, self._events, self._count = {}, [], 0
        self.roll = []  # who has a number from the paper roll, and was not called yet
        self.parted = False  # the desks ordered their calls apart on this day
        self.off, self.cut = (
            set(),
            False,
        )  # machines that are off; whether the office network is down
        self.knows = dict.fromkeys(self.desks, True)  # heard the other one since it started
        self._midnight, self.time = day * 86400.0, 0.0
        self.go_to(0.0)

    def run(self, between):
        """What was set down with `at`, one after the other."""
        while self._events:
            second, _, then = heapq.heappop(self._events)
            self.go_to(second)
            then()
            between()

    def at(self, second, then):
        """Nobody stays longer than until `LATE`: who still waits then is told of in the evening."""
        if second < LATE:
            self._count += 1
            heapq.heappush(self._events, (max(second, self.time), self._count, then))

    def soon(self, seconds, then):
        self.at(self.time + seconds, then)

    def meet(self):
        """What one desk wrote the other one has, where the line is whole."""
        if self.linked:
            self.desks[1].take(self.desks[2], ON_THE_WAY)
            self.desks[2].take(self.desks[1], ON_THE_WAY)
            self.knows = dict.fromkeys(self.desks, True)

    @property
    def linked(self):
        return not self.cut and not self.off

    # A number is called by the desk of its own kiosk; another one asks there for it.

    def mine(self, kiosk):
        """Whom this desk may call, there or here."""
        desk = self.desks[kiosk]

        def may(turn):
            if turn.origin == kiosk:
                return self.knows[kiosk]
            return self.linked or turn.origin in desk.hall.taken_over

        return may

    def desk_of(self, counter):
        """Who answers the counter's pad."""
        own = 1 if counter <= 3 else 2
        if own in self.off:
            own = 3 - own
        return None if own in self.off else 1 if self.linked else own

    def ask(self, deed, counter, **more):
        """Whether it was done."""
        kiosk = self.desk_of(counter)
        if kiosk is None:
            return None
        desk, mine = self._asked_at(kiosk, deed, counter)
        before, now = self.desks[kiosk].hall, self.desks[kiosk].now
        try:
            said = desk.ask(deed, counter, mine, **more)
        except NotNow as refused:
            self.report.happened[f"{deed.value}: {refused.why.value}"] += 1
            return None
        self.desks[kiosk].take(desk)
        for entry in said:
            if entry.kind is Kind.DRAWN:
                self.people[entry.turn] = replace(self.roll.pop(0), turn=entry.turn)
            elif entry.kind is Kind.CALLED:
                self._check(before, now, entry, deed, self.mine(kiosk))
        return said

    def _asked_at(self, kiosk, deed, counter):
        """The desk that writes, and whom it may call."""
        desk, mine = self.desks[kiosk], self.mine(kiosk)
        first = desk.order(counter, mine)[:1] if deed is Deed.NEXT else ()
        if not first or first[0].origin == kiosk or not self.linked:
            return desk, mine
        holder = self.desks[first[0].origin]
        holder.take(desk)
        return holder, lambda turn: turn.id == first[0].id

    def _check(self, before, now, entry, deed, mine):
        person = self.people[entry.turn]
        if person.at or person.away or person.gone:
            self.never(f"{entry.turn} called to {entry.counter}, is at {person.at}")
        if deed is not Deed.NEXT:
            return
        places = Places(before, COUNTERS, now)
        counter = COUNTERS[entry.counter - 1]
        called, law = before.turns[entry.turn], self.law
        came = since(called, now, law)
        for other in before.turns.values():
            if other.id == called.id or not callable_now(other, now, law) or not mine(other):
                continue
            if places.own(counter, other) and since(other, now, law) < came:
                self.people[other.id].passed_by += 1
                if came > since(other, now, law) + greatest(law) * 60:
                    self.never(f"{called.label} passed {other.label}")

    def never(self, what):
        self.report.wrong.append(f"seed {self.report.seed}, {self.desks[1].wall}: {what}")

    def go_to(self, second):
        self.time, self.parted = second, self.parted or not self.linked
        for desk in self.desks.values():
            desk.time = self._midnight + second
        self.meet()
