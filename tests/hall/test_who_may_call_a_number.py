"""Whatever is lost, late, cut or switched off: no number is called by two desks.

But one: what a machine called in its last moment, heard by nobody before it was said off, is called again: whoever was
called so never came to a counter, and must not be lost.
"""

import datetime as dt

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.hall.holding import Held, calls, holding
from kiosk.rules.queue.entries import Drawn, Entry, Heard, Kind

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
DESKS = (1, 2, 3)
desks = st.sampled_from(DESKS)
few = st.sampled_from((9, 9, 9, 2, 1, 0, -1))


class Desk:
    """A desk's copy of the log, and what it knows of the others, as the conductor keeps it."""

    def __init__(self, kiosk: int) -> None:
        self.kiosk, self.runs, self.off = kiosk, True, False
        self.log: list[Entry] = []
        self.back = 0  # own head when it came back
        self.whole: set[int] = set()  # others that were heard whole since
        self.knows = dict.fromkeys(DESKS, 0)

    def head(self, origin: int) -> int:
        return max((entry.seq for entry in self.log if entry.origin == origin), default=0)

    def write(self, kind: Kind, **said: object) -> Entry:
        clock = max((entry.clock for entry in self.log), default=0) + 1
        entry = Entry(self.kiosk, self.head(self.kiosk) + 1, clock, NOW, kind, **said)
        self.log.append(entry)
        return entry

    def take(self, told: list[Entry]) -> None:
        for entry in told:
            if entry.seq == self.head(entry.origin) + 1:
                self.log.append(entry)

    def holding(self):
        return holding(Heard(entry, 0.0) for entry in self.log)

    def may_call(self, turn: str) -> bool:
        known = self.holding()
        origin = int(turn[:2])
        present = [
            kiosk
            for kiosk in DESKS
            if kiosk != self.kiosk and not known.said_off(kiosk, self.head(kiosk), -1.0)
        ]
        held = known.numbers.get(turn, Held(origin, 0))
        return calls(
            held,
            self.kiosk,
            origin != self.kiosk,
            self.back,
            present,
            self.whole.__contains__,
            self.knows.__getitem__,
        )

    def called(self) -> set[str]:
        """As far as it knows."""
        return {entry.turn for entry in self.log if entry.kind is Kind.CALLED}


def lost(call: Entry, desk: Desk) -> bool:
    """Whether it was called by a machine that was said off before anybody heard of it."""
    return any(
        entry.kind is Kind.TAKEN_OVER and entry.of == call.origin and entry.known < call.seq
        for entry in desk.log
    )


class Office(RuleBasedStateMachine):
    """Three desks. People tell the truth: a machine said off is off, and comes back by being switched on."""

    def __init__(self) -> None:
        super().__init__()
        self.desks = {kiosk: Desk(kiosk) for kiosk in DESKS}
        self.turns: list[str] = []
        self.calls: dict[str, Entry] = {}
        self.twice: list[str] = []

    @rule(kiosk=desks)
    @precondition(lambda self: len(self.turns) < 4)
    def a_number_is_drawn(self, kiosk: int) -> None:
        """Also while its desk stands still: that is another process."""
        desk = self.desks[kiosk]
        if desk.off:
            return
        turn = f"{kiosk:02d}{len(self.turns):030d}"
        desk.write(Kind.DRAWN, turn=turn, drawn=Drawn(f"A{kiosk}-001", NOW.date(), "x"))
        self.turns.append(turn)

    @rule(pair=st.sampled_from([(a, b) for a in DESKS for b in DESKS if a != b]), most=few)
    def a_letter_goes(self, pair: tuple[int, int], most: int) -> None:
        """`most` entries come back with its answer; -1: the answer is lost."""
        one, other = self.desks[pair[0]], self.desks[pair[1]]
        if not (one.runs and other.runs):
            return
        other.take(list(one.log))
        self._heard(other, one)
        if most >= 0:
            lacking = sorted(other.log, key=lambda entry: (entry.origin, entry.seq))
            one.take([entry for entry in lacking if entry.seq > one.head(entry.origin)][:most])
            self._heard(one, other)

    def _heard(self, by: Desk, of: Desk) -> None:
        by.knows[of.kiosk] = max(by.knows[of.kiosk], of.head(by.kiosk))
        if all(by.head(kiosk) >= of.head(kiosk) for kiosk in DESKS):
            by.whole.add(of.kiosk)
            return
        by.knows[of.kiosk] = min(by.knows[of.kiosk], of.head(by.kiosk))

    @rule()
    def letters_go_between_all_that_run(self) -> None:
        for one in DESKS:
            for other in DESKS:
                if one != other:
                    self.a_letter_goes((one, other), 9)

    @rule(order=st.permutations(DESKS), count=st.integers(1, 3))
    @precondition(lambda self: self.turns)
    def all_are_called_that_may_be(self, order: list[int], count: int) -> None:
        for kiosk in order[:count]:
            desk = self.desks[kiosk]
            for turn in self.turns:
                if desk.runs and turn not in desk.called() and desk.may_call(turn):
                    self.call(desk, turn)

    def call(self, desk: Desk, turn: str) -> None:
        called = desk.write(Kind.CALLED, turn=turn, counter=1)
        before = self.calls.setdefault(turn, called)
        if before is not called and not lost(before, desk):
            self.twice.append(turn)

    @rule(kiosk=desks, off=st.booleans(), by=st.sets(desks))
    def a_desk_stands_still_and_perhaps_somebody_says_that_it_is_off(
        self, kiosk: int, off: bool, by: set[int]
    ) -> None:
        """`off`: its machine is; else its process stands still. Said at several desks, they may not know it."""
        self.desks[kiosk].runs = False
        self.desks[kiosk].off |= off
        for other in by - {kiosk}:
            desk = self.desks[other]
            if desk.runs:
                desk.write(Kind.TAKEN_OVER, of=kiosk, known=desk.head(kiosk))

    @rule(kiosk=desks)
    def a_desk_comes_back(self, kiosk: int) -> None:
        desk = self.desks[kiosk]
        if not desk.runs:
            desk.runs, desk.off = True, False
            desk.back, desk.whole = desk.head(kiosk), set()
            desk.knows = dict.fromkeys(DESKS, 0)

    @invariant()
    def no_number_was_called_twice(self) -> None:
        assert not self.twice


Office.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestWhateverHappensInTheOffice = Office.TestCase


def test_a_number_given_behind_a_takers_back_stays_with_its_kiosk():
    gave = Entry(1, 1, 1, NOW, Kind.DRAWN, turn="a" * 32, drawn=Drawn("A1-001", NOW.date(), "x"))
    took = Entry(2, 1, 2, NOW, Kind.TAKEN_OVER, of=1, known=1)
    after = Entry(1, 2, 2, NOW, Kind.DRAWN, turn="b" * 32, drawn=Drawn("A1-002", NOW.date(), "x"))
    known = holding(Heard(entry, 0.0) for entry in (after, took, gave))
    assert known.numbers == {"a" * 32: Held(2, 1), "b" * 32: Held(1, 2)}
    assert known.said_off(1, 1, -1.0)
    assert not known.said_off(1, 2, -1.0)


def test_what_a_taker_held_goes_on_to_whoever_takes_over_from_it():
    entries = (
        Entry(1, 1, 1, NOW, Kind.DRAWN, turn="a" * 32, drawn=Drawn("A1-001", NOW.date(), "x")),
        Entry(2, 1, 2, NOW, Kind.TAKEN_OVER, of=1, known=1),
        Entry(3, 1, 3, NOW, Kind.TAKEN_OVER, of=2, known=1),
    )
    assert holding(Heard(entry, 0.0) for entry in entries).numbers == {"a" * 32: Held(3, 1)}


def test_a_desk_that_stood_still_hears_all_others_before_it_calls_what_it_held():
    office = Office()
    office.a_number_is_drawn(1)
    office.letters_go_between_all_that_run()
    office.a_desk_stands_still_and_perhaps_somebody_says_that_it_is_off(1, False, {2})
    assert not office.desks[2].may_call(office.turns[0])  # until the third machine knows it
    office.letters_go_between_all_that_run()
    assert office.desks[2].may_call(office.turns[0])
    office.a_desk_comes_back(1)
    office.a_number_is_drawn(1)
    assert [office.desks[1].may_call(turn) for turn in office.turns] == [False, True]
    office.a_letter_goes((1, 3), 9)
    assert [office.desks[1].may_call(turn) for turn in office.turns] == [False, True]
    office.letters_go_between_all_that_run()
    assert [office.desks[2].may_call(turn) for turn in office.turns] == [True, False]
