"""The desk's part in the queue: what its log says now, and what is written into it when a pad asks."""

from __future__ import annotations

import datetime as dt
import queue
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TypeVar

from kiosk.hall.changes import Changes, Versions
from kiosk.hall.holding import Held, calls
from kiosk.hall.others import Alone, Claim, DeskStanding, Others, Passed, Unclear, Unheard
from kiosk.hall.story import Seen, Story
from kiosk.rules.queue.deeds import Asked, Deed, NotNow, Said, Why, answer, at_counter
from kiosk.rules.queue.entries import Entry, Kind
from kiosk.rules.queue.order import Now
from kiosk.rules.queue.standing import Hall, Turn, TurnState
from kiosk.rules.queue.waiting import Times
from kiosk.settings import Settings
from kiosk.store.database import Database, DiskFailed, StoreError, open_database, writing
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.queue_log import QueueLog, Steady, steady
from kiosk.workspace import Workspace

LOOK = 0.25  # seconds between two looks at what other processes wrote
ASLEEP = 10.0  # seconds without a look: this process stood still, and others may have been told that it is off
ROUND = 120.0  # seconds in which the thread comes round, however slow the disk
TRIES = 6  # claims of one deed, when others were quicker or say no
PATIENCE = 10.0  # seconds a deed waits for the disk
NOTHING = 10**11  # as a head: no entry of that kiosk is asked for
_PAUSE = 1.0  # seconds before the store is opened again

_T = TypeVar("_T")


@dataclass
class _Desk:
    """What only the writing thread touches."""

    db: Database
    log: QueueLog
    story: Story


class Conductor:
    """One a process. `start` opens the store on a thread of its own, which alone writes; `stop` ends it.

    `hall`, `now`, `mine`, `desks` and `changes` never block. `do` does, for PATIENCE seconds at most and 2 for each
    other desk: not to be called on an event loop.
    """

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(OFFICE_ZONE),
        steadily: Callable[[], Steady] = steady,
    ) -> None:
        self.settings = settings
        self.others: Others = Alone()
        self._workspace, self._clock, self._steadily = workspace, clock, steadily
        self._jobs: queue.Queue[Callable[[_Desk | StoreError], None]] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="conductor")
        self._ends = threading.Event()
        self._broken: Callable[[], None] = lambda: None
        self._seen, self._versions = Seen(), Versions()
        self._looked = self._back = self._round = steadily().seconds
        self._back_at = -1  # our head when we came back; -1: not yet read
        # Deeds that another desk may have done although it did not answer.
        self._unsure: set[str] = set()
        self.failed: DiskFailed | None = None

    def start(self, broken: Callable[[], None] = lambda: None) -> None:
        """`broken` is called once, on the thread, when the disk failed: the process must end and begin anew."""
        self._broken = broken
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and every `changes`; what was asked before is done."""
        self._ends.set()
        self._jobs.put(lambda _: None)
        if self._thread.ident:
            self._thread.join()
        self._versions.end()

    @property
    def lives(self) -> bool:
        """Whether its thread has begun and still comes round."""
        return self._thread.is_alive() and self._steadily().seconds - self._round < ROUND

    def hall(self) -> Hall:
        """As of the last look, LOOK seconds ago at most."""
        return self._seen.hall

    def seen(self) -> Seen:
        """The same with holders, heads and entries."""
        return self._seen

    def usual(self) -> Mapping[str, Times]:
        """How long counters took on past days, by field."""
        return self._seen.usual

    def now(self) -> Now:
        return Now(self._steadily().seconds, self._clock().astimezone(OFFICE_ZONE))

    def mine(self, turn: Turn) -> bool:
        """Whether it can be called by this desk now, at the desk that holds it if need be."""
        return self._callable(self._seen, turn)

    def desks(self) -> tuple[DeskStanding, ...]:
        """Every other desk of the office, by number."""
        return self.others.standing()

    def changes(self, patience: float = float("inf")) -> Changes:
        """Versions as `async for`: at once, at each change, and the same again after `patience` seconds without one.

        May be cancelled at any time and asked on; ends when the desk stops. A restarted desk may count from less.
        """
        return self._versions.follow(patience)

    def changed(self) -> None:
        """Something beside the log is to be shown anew."""
        self._versions.grow()

    async def wait(self, condition: Callable[[Hall], bool]) -> Hall:
        """The first hall from now on of which it holds; for tests and the demo."""
        async for _ in self.changes():
            if condition(self.hall()):
                break
        return self.hall()

    def do(self, asked: Asked) -> Hall:
        """What was asked at a pad is done, by whichever desk orders the calls now; the hall with it.

        Asked again with the same id, nothing is done twice. Raises NotNow, StoreError.
        """
        senior = self.others.senior()
        if senior is not None:
            try:
                self.others.do(senior, asked)
                return self.hall()
            except Unclear as error:
                self._unsure.add(asked.id)
                raise NotNow(Why.LINE) from error
            except Unheard:
                pass  # ordered without that one
        return self.order(asked)

    def order(self, asked: Asked, only: str = "") -> Hall:
        """As `do`, with this desk ordering. `only`: calls nobody but this turn, and only if it is ours to call."""
        if asked.deed is Deed.TAKE_OVER and not self._may_be_said_off(asked.of):
            raise NotNow(Why.STILL_HEARD)
        passed = Passed()
        for _ in range(TRIES):
            try:
                claim = self._ask(lambda desk: self._decide(desk, asked, only, passed))
            except NotNow as error:
                if passed.refusal and error.why in (Why.NOBODY, Why.OTHER_DESK):
                    raise passed.refusal from None
                raise
            if claim is None:
                return self.hall()
            try:
                self.others.do(claim.kiosk, asked, claim.turn)
                return self.hall()
            except Unheard as error:
                passed.kiosks.add(claim.kiosk)  # the rest of the queue goes on
                if isinstance(error, Unclear):
                    self._unsure.add(asked.id)
            except NotNow as error:
                passed.refused(claim, error)  # somebody was quicker, or it does not call it now
        raise NotNow(Why.LINE)

    def take(self, told: Iterable[tuple[Entry, float]]) -> int:
        """Entries of other desks with their ages; how many were new. Our own log comes back by `put_right` alone."""
        entries = tuple(each for each in told if each[0].origin != self.settings.kiosk)
        return self._ask(lambda desk: self._take(desk, entries)) if entries else 0

    def lacks(self, heads: Mapping[int, int]) -> tuple[tuple[Entry, float], ...]:
        """What somebody who holds so much lacks, with ages: 500 entries at most."""
        held = self._seen.heads
        if all(heads.get(kiosk, 0) >= seq for kiosk, seq in held.items()):
            return ()
        return self._ask(lambda desk: desk.log.after(heads, self._clock()))

    def mark(self, origin: int, most: int = NOTHING) -> tuple[int, str]:
        """As QueueLog.mark."""
        return self._ask(lambda desk: desk.log.mark(origin, most)) if most else (0, "")

    def differs(self, head: int, mark: tuple[int, str]) -> bool:
        """Whether somebody who holds our own log up to `head`, with this mark, holds another one than we do."""
        own = self.settings.kiosk
        return self.mark(own, head)[0] < head or self.mark(own, mark[0]) != mark

    def put_right(self, told: Iterable[tuple[Entry, float]]) -> int:
        """Our own log as another desk kept it; how many of our entries moved behind it."""
        entries = tuple(told)
        return self._ask(lambda desk: self._put_right(desk, entries))

    def _ask(self, work: Callable[[_Desk], _T]) -> _T:
        answered: Future[_T] = Future()

        def job(desk: _Desk | StoreError) -> None:
            if not answered.set_running_or_notify_cancel():
                return
            try:
                if isinstance(desk, StoreError):
                    raise desk
                answered.set_result(work(desk))
            except (StoreError, NotNow) as error:
                answered.set_exception(error)
            except BaseException as error:
                answered.set_exception(error)
                raise

        if self._ends.is_set():
            raise NotNow(Why.LINE)
        self._jobs.put(job)
        try:
            return answered.result(PATIENCE)
        except TimeoutError:
            if answered.cancel():
                raise NotNow(Why.LINE) from None
            return answered.result()  # being written just now

    def _run(self) -> None:
        try:
            while not self._ends.is_set():
                try:
                    with closing(open_database(self._workspace)) as db:
                        self._serve(db)
                except StoreError as error:
                    self._refuse(error)
        except DiskFailed as error:
            self.failed = error
        finally:
            # Also of what nobody foresaw: a process whose log nobody reads or writes must begin anew.
            if not self._ends.is_set():
                self._ends.set()
                self._broken()
            self._refuse(None)

    def _refuse(self, error: StoreError | None) -> None:
        """Whoever asks meanwhile is told; after the end, whoever asked last."""
        self._round = self._steadily().seconds
        end = self._round + _PAUSE
        while True:
            left = end - self._steadily().seconds if error and not self._ends.is_set() else 0.0
            try:
                job = (
                    self._jobs.get(timeout=max(0.0, left)) if left > 0 else self._jobs.get_nowait()
                )
            except queue.Empty:
                if left <= 0:
                    return
                continue
            with suppress(StoreError):
                job(error or StoreError(DiskFailed.fault))

    def _serve(self, db: Database) -> None:
        log = QueueLog(db, self.settings.kiosk, self._steadily)
        desk = _Desk(db, log, Story(log, self._clock, self._steadily))
        while not self._ends.is_set():
            self._round = self._steadily().seconds
            self._look(desk)
            with suppress(queue.Empty):
                self._jobs.get(timeout=LOOK)(desk)

    def _look(self, desk: _Desk) -> None:
        desk.story.read()
        self._notice_sleep(desk)
        if desk.story.seen is not self._seen:  # also what a deed read that wrote nothing
            self._put_back(desk)
            self._say_alive(desk)
            self._show(desk)

    def _show(self, desk: _Desk) -> None:
        self._seen = desk.story.seen
        self._versions.grow()
        self.others.news()

    def _notice_sleep(self, desk: _Desk) -> None:
        """Right before every look and every write: a process that stood still may have been said off."""
        now = self._steadily().seconds
        if self._back_at < 0 or now - self._looked > ASLEEP:
            self._back = now
            self._back_at = desk.story.seen.heads.get(self.settings.kiosk, 0)
        self._looked = now

    def _put_back(self, desk: _Desk) -> None:
        """Who was called by a desk that did not answer, to a counter that has called somebody else since, waits on."""
        seen = desk.story.seen
        called = [
            each.entry
            for each in (seen.heard if self._unsure else ())
            if each.entry.kind is Kind.CALLED and each.entry.origin != self.settings.kiosk
        ]
        for entry in called:
            if entry.deed not in self._unsure:
                continue
            self._unsure.discard(entry.deed)
            turn = seen.hall.turns.get(entry.turn)
            if turn is None or turn.deed != entry.deed or turn.state is not TurnState.CALLED:
                continue
            if len(at_counter(seen.hall, turn.counter, self.now())) > 1:
                undone = Said(Kind.UNDONE, turn.id, turn.counter, step=entry.deed)
                desk.log.write(undone.kind, self._clock(), **undone.written())

    def _say_alive(self, desk: _Desk) -> None:
        """Others must not go on taking us for switched off, even where we have nothing to write."""
        own, seen = self.settings.kiosk, desk.story.seen
        if seen.said_off(own, -1.0):
            desk.log.write(Kind.ALIVE, self._clock())

    def _decide(self, desk: _Desk, asked: Asked, only: str, passed: Passed) -> Claim | None:
        """Written, and None; or whose number it is, and nothing is written."""
        with writing(desk.db):
            desk.story.read()
            self._notice_sleep(desk)
            seen = desk.story.seen
            if asked.id in seen.hall.deeds:
                return None

            def mine(turn: Turn) -> bool:
                if only:
                    return turn.id == only and self._own(seen, turn)
                return turn.id not in passed.turns and self._callable(seen, turn, passed.kiosks)

            said = self._answer(seen, asked, mine)
            for each in said:
                held = seen.holding.numbers.get(each.turn)
                if each.kind is Kind.CALLED and held and held.by != self.settings.kiosk:
                    return Claim(held.by, each.turn)
            if only and not any(each.turn == only and each.kind is Kind.CALLED for each in said):
                raise NotNow(Why.OTHER_DESK)
            for each in said:
                self._write(desk, each)
        self._look(desk)
        return None

    def _answer(self, seen: Seen, asked: Asked, mine: Callable[[Turn], bool]) -> tuple[Said, ...]:
        try:
            return answer(seen.hall, asked, self.now(), self.settings, mine)
        except NotNow as error:
            if error.why in (Why.NOBODY, Why.OTHER_DESK) and self._waits_for_others(seen):
                raise NotNow(Why.JUST_BACK) from None
            raise

    def _waits_for_others(self, seen: Seen) -> bool:
        """Whether numbers of ours lie still because this machine was away."""
        own, waiting = self.settings.kiosk, TurnState.WAITING
        return any(
            turn.state is waiting and turn.origin == own and not self._callable(seen, turn)
            for turn in seen.hall.turns.values()
        )

    def _write(self, desk: _Desk, said: Said) -> None:
        values = said.written()
        if said.kind is Kind.TAKEN_OVER:
            values["known"] = desk.story.seen.heads.get(said.of, 0)
        desk.log.write(said.kind, self._clock(), **values)

    def _take(self, desk: _Desk, told: tuple[tuple[Entry, float], ...]) -> int:
        kept = desk.log.take(told, self._clock())
        self._look(desk)
        return kept

    def _put_right(self, desk: _Desk, told: tuple[tuple[Entry, float], ...]) -> int:
        moved = desk.log.put_right(told, self._clock())
        desk.story = Story(desk.log, self._clock, self._steadily)
        self._look(desk)
        return moved

    def _callable(self, seen: Seen, turn: Turn, passed: Iterable[int] = ()) -> bool:
        held = seen.holding.numbers.get(turn.id)
        if held is None or held.by == self.settings.kiosk:
            return self._own(seen, turn)
        return held.by not in passed and self.others.reaches(held.by)

    def _own(self, seen: Seen, turn: Turn) -> bool:
        """Ours, and nobody else can think so: after a pause every other desk was heard, or said off."""
        own, others = self.settings.kiosk, self.others
        desks = [desk.kiosk for desk in self.settings.desks]
        present = [kiosk for kiosk in desks if not seen.said_off(kiosk, others.heard(kiosk))]
        return calls(
            seen.holding.numbers.get(turn.id, Held(turn.origin, 0)),
            own,
            turn.origin != own,
            self._back_at,
            present,
            lambda kiosk: others.whole_since(kiosk, self._back),
            others.knows,
        )

    def _may_be_said_off(self, kiosk: int) -> bool:
        return any(desk.kiosk == kiosk and desk.may_be_said_off for desk in self.desks())
