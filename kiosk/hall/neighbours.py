"""The other desks of the office: each is asked, on a thread of its own, what it knows, and told what it lacks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from kiosk.hall.conductor import Conductor
from kiosk.hall.letters import Letter
from kiosk.hall.line import Lately, Line
from kiosk.hall.others import DeskStanding, Silence, Unclear, Unheard
from kiosk.hall.proof import Key
from kiosk.rules.queue.deeds import Asked, NotNow
from kiosk.rules.queue.entries import Entry
from kiosk.settings import OtherDesk
from kiosk.store.errors import StoreError

EVERY = 1.0  # seconds between two letters when nothing happens
SILENT = 5.0  # seconds without a word after which a desk is shown as silent
OFF = 30.0  # and after which a person may say that its machine is off

EXCHANGE, DEED, STANDING = "/desk/exchange", "/desk/deed", "/desk/standing"
_NOTHING = 10**11  # as a head: nothing of that kiosk is asked for


@dataclass
class _Known:
    """What is known of the other desk; under its Neighbour's lock."""

    heads: Mapping[int, int] = field(default_factory=dict)  # what it holds, as it said last
    heard: float = 0.0  # steady seconds
    ever: bool = False
    reached: bool = False  # the last letter to it was answered
    whole: float = -1.0  # all it knew at this moment is here
    agrees: bool = False  # what it holds of our own log is what we wrote
    why: Silence = Silence.NO_ANSWER


class Neighbour:
    """One other desk. `start` begins the exchange, `stop` ends it."""

    def __init__(self, conductor: Conductor, other: OtherDesk) -> None:
        settings = conductor.settings
        key = Key(settings.hall.secret.reveal(), settings.kiosk, other.kiosk)
        self.other = other
        self._conductor = conductor
        lately = Lately()
        self._copying, self._asking = Line(other.url, key, lately), Line(other.url, key, lately)
        self._lock, self._known = threading.Lock(), _Known(heard=conductor.now().steady)
        self._put_right = False  # once in a run: of three that differ, two would go on for ever
        self._wake, self._ends = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"desk-{other.kiosk}")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ends.set()
        self._wake.set()
        if self._thread.ident:
            self._thread.join()
        self._copying.close()
        self._asking.close()

    def wake(self) -> None:
        """There is something it may lack."""
        self._wake.set()

    def known(self) -> _Known:
        """A copy, as of now."""
        with self._lock:
            return replace(self._known)

    def heard(self, letter: Letter, moment: float) -> None:
        """It told what it held, not before `moment`; what it sent with it is kept here already."""
        held, heads = self._conductor.seen().heads, letter.heads
        whole = all(held.get(kiosk, 0) >= seq for kiosk, seq in heads.items())
        agrees = self._agrees(letter)
        whole = whole and not self._differs(letter)
        now = self._conductor.now().steady
        with self._lock:
            known = self._known
            was_silent = not known.ever or now - known.heard >= SILENT
            known.heads, known.ever, known.agrees = heads, True, agrees
            known.heard = max(known.heard, now)
            if whole:
                known.whole = max(known.whole, moment)
        if was_silent:
            self._conductor.changed()

    def do(self, asked: Asked, only: str) -> None:
        """As Others.do."""
        seen, known = self._conductor.seen(), self.known()
        lacking = self._conductor.lacks(self._told(known.heads, known.agrees))
        letter = Letter(seen.heads, lacking, asked, only)
        try:
            answer = self._asking.ask(DEED, letter)
        except Unheard as error:
            if error.why is not Silence.NOT_HEARING:
                self._notice(False, error.why)
            raise
        if answer.refused:
            self._conductor.take(answer.entries)
            raise answer.refused
        try:
            self._conductor.take(answer.entries)
        except (
            NotNow
        ) as error:  # done there, and our own disk is slow: nobody else is called for it
            raise Unclear(Silence.BUSY) from error

    def _run(self) -> None:
        while not self._ends.is_set():
            self._wake.clear()
            again = self._exchange()
            if not again and not self._ends.is_set():
                self._pause()

    def _pause(self) -> None:
        """Until there is something it lacks; not for every word it told us itself."""
        end = self._conductor.now().steady + EVERY
        while (left := end - self._conductor.now().steady) > 0 and not self._ends.is_set():
            if self._wake.wait(left):
                self._wake.clear()
                known = self.known()
                held = self._conductor.seen().heads
                lacks = any(known.heads.get(kiosk, 0) < seq for kiosk, seq in held.items())
                if known.reached and lacks:
                    return

    def _exchange(self) -> bool:
        """Whether there is more to be told at once."""
        began, known = self._conductor.now().steady, self.known()
        try:
            answer = self._copying.ask(EXCHANGE, self._letter(known))
            taken = self._conductor.take(answer.entries)
            differs = self._differs(answer)
            if differs and not self._put_right:
                self._conductor.put_right(self._kept_there(answer.heads))
                self._put_right = True
                return True
            self.heard(answer, began)
        except Unheard as error:
            self._asking.doubt()
            self._notice(False, error.why)
            return False
        except (StoreError, NotNow):
            return False  # ours is in trouble: again later
        newer = Silence.NEWER if answer.newer else Silence.NONE
        self._notice(True, Silence.DIFFERS if differs else newer)
        return taken > 0 and self.known().whole < began

    def _letter(self, known: _Known) -> Letter:
        heads = self._told(known.heads, known.agrees)
        lacking = self._conductor.lacks(heads) if known.ever else ()
        to = self.other.kiosk
        yours = self._conductor.mark(to, known.heads.get(to, 0) if known.ever else _NOTHING)
        return Letter(self._conductor.seen().heads, lacking, yours=yours)

    def _differs(self, letter: Letter) -> bool:
        own = self._conductor.settings.kiosk
        return self._conductor.differs(letter.heads.get(own, 0), letter.yours)

    def lacking(self, letter: Letter) -> tuple[tuple[Entry, float], ...]:
        """What it may be told in answer to its letter."""
        agrees = self.known().agrees or self._agrees(letter)  # a deed's letter says nothing of it
        return self._conductor.lacks(self._told(letter.heads, agrees))

    def _agrees(self, letter: Letter) -> bool:
        held = letter.heads.get(self._conductor.settings.kiosk, 0)
        return not held or (letter.yours[0] > 0 and not self._differs(letter))

    def _told(self, heads: Mapping[int, int], agrees: bool) -> Mapping[int, int]:
        """As if it held all of our own log, while what it holds of it is another one: that one comes first.

        Or our entries would stand behind its own, both would seem to hold the same, and what differs before were
        never found.
        """
        if agrees or self._put_right:
            return heads
        return {**heads, self._conductor.settings.kiosk: _NOTHING}

    def _kept_there(self, heads: Mapping[int, int]) -> list[tuple[Entry, float]]:
        """All that it holds of our own log."""
        own, kept = self._conductor.settings.kiosk, list[tuple[Entry, float]]()
        wanted = {**dict.fromkeys(heads, _NOTHING), own: 0}
        while told := self._copying.ask(STANDING, Letter(wanted)).entries:
            kept += told
            wanted[own] = told[-1][0].seq
        return kept

    def _notice(self, reached: bool, why: Silence) -> None:
        with self._lock:
            changed = (reached, why) != (self._known.reached, self._known.why)
            self._known.reached, self._known.why = reached, why
        if changed:
            self._conductor.changed()


class Neighbours:
    """All of them, as the conductor sees them (kiosk.hall.others.Others)."""

    def __init__(self, conductor: Conductor) -> None:
        self._conductor = conductor
        desks = sorted(conductor.settings.desks, key=lambda desk: desk.kiosk)
        self._all = {desk.kiosk: Neighbour(conductor, desk) for desk in desks}
        conductor.others = self

    def start(self) -> None:
        self._each(Neighbour.start)

    def stop(self) -> None:
        self._each(Neighbour.stop)

    def of(self, kiosk: int) -> Neighbour:
        return self._all[kiosk]

    def standing(self) -> tuple[DeskStanding, ...]:
        return tuple(self._stands(each) for each in self._all.values())

    def news(self) -> None:
        self._each(Neighbour.wake)

    def reaches(self, kiosk: int) -> bool:
        return kiosk in self._all and self._all[kiosk].known().reached

    def whole_since(self, kiosk: int, moment: float) -> bool:
        return kiosk in self._all and self._all[kiosk].known().whole > moment

    def heard(self, kiosk: int) -> float:
        known = self._all[kiosk].known() if kiosk in self._all else None
        return known.heard if known and known.ever else -1.0

    def knows(self, kiosk: int) -> int:
        own = self._conductor.settings.kiosk
        return self._all[kiosk].known().heads.get(own, 0) if kiosk in self._all else 0

    def senior(self) -> int | None:
        own = self._conductor.settings.kiosk
        return next((kiosk for kiosk in self._all if kiosk < own and self.reaches(kiosk)), None)

    def do(self, kiosk: int, asked: Asked, only: str = "") -> None:
        if kiosk not in self._all:
            raise Unheard(Silence.UNKNOWN_KIOSK)
        self._all[kiosk].do(asked, only)

    def _stands(self, neighbour: Neighbour) -> DeskStanding:
        known, other = neighbour.known(), neighbour.other
        silent = max(0.0, self._conductor.now().steady - known.heard)
        heard = known.ever and silent < SILENT
        return DeskStanding(
            other.kiosk,
            other.url,
            heard,
            0.0 if heard else silent,
            self._conductor.seen().said_off(other.kiosk, self.heard(other.kiosk)),
            silent >= OFF,
            known.why,
        )

    def _each(self, deed: Callable[[Neighbour], None]) -> None:
        for neighbour in self._all.values():
            deed(neighbour)
