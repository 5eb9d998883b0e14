"""The hall's queue as a kiosk needs it: what a number is wanted for, and how it stands once it is drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from kiosk.devices.holding import Holding
from kiosk.journey import effects as do
from kiosk.model import Holder, InQueue, MaskedHolder
from kiosk.rules.ages import years_old
from kiosk.rules.queue.entries import Kind
from kiosk.rules.queue.order import Now, Places
from kiosk.rules.queue.returning import return_times
from kiosk.rules.queue.standing import Hall, Story, Turn, TurnState
from kiosk.rules.queue.waiting import Times, ahead, wait
from kiosk.settings import Settings
from kiosk.store.appointments import Appointment, Appointments
from kiosk.store.moments import OFFICE_ZONE, office_day
from kiosk.store.queue_log import QueueLog, steady
from kiosk.store.sealing import Wanted
from kiosk.store.served import Served
from kiosk.store.usual import UsualTimes
from kiosk.workspace import Workspace

_DAY = dt.timedelta(days=1)
_SET = 10.0  # seconds by which the wall clock and the steady one part when somebody sets it


class Queueing(Holding):
    """The part of the store that numbers are asked for in; all calls raise StoreError only."""

    def __init__(
        self, workspace: Workspace, settings: Settings, clock: Callable[[], dt.datetime]
    ) -> None:
        super().__init__(workspace, clock)
        self._office = settings
        self._log = QueueLog(self._db, settings.kiosk)
        self._appointments = Appointments(self._db, settings.kiosk)
        self._day, self._apart = dt.date.min, 0.0
        self._story, self._upto = Story(), 0
        self._hall = Hall()
        self._usual = UsualTimes(self._log)
        self._served = Served(self._db, settings.queue.opens)

    def masked(self, holder: Holder) -> MaskedHolder:
        """What of a holder may leave the store."""
        age = years_old(holder.birth_date, office_day(self._clock()))
        return MaskedHolder(
            holder.name,
            holder.birth_date.year,
            holder.number[-4:],
            holder.verdict,
            holder.differs,
            age >= self._office.queue.elderly_age,
        )

    def there(self) -> None:
        """Visits may begin just now; counts where a screen runs that they could begin at."""
        if self.screens.now() is not None:
            self._served.note(self._clock())

    def appointment(self, code: str) -> Appointment:
        """The one whose code is good now; raises UnmetError."""
        return self._appointments.find(code, self._clock())

    def wanted(self, effect: do.SealCase, field: str) -> Wanted:
        """What the number is for; its appointment is used up. Part of the sealing transaction."""
        used = self._appointments.use(effect.appointment, effect.case)
        return Wanted(field, effect.errand, effect.priority, used.at if used else None)

    def turn(self, case: str) -> Turn | None:
        """Its place in the queue of the day; None where it has none, as before there was a queue."""
        return self.hall().turns.get(case)

    def in_queue(self, case: str) -> InQueue | None:
        """How its number stands now. Where no counter is open, nothing is said of the wait."""
        turn = self.turn(case)
        if turn is None:
            return None
        bare = InQueue(priority=turn.drawn.priority, until=turn.until)
        law, now = self._office.queue, self._moment()
        places = Places(self._hall, self._office.counters, now)
        open_now = [each for each in places.counters if places.takes(each, turn)]
        if not open_now or turn.state is not TurnState.WAITING:
            return bare
        own = [each.number for each in open_now if places.own(each, turn)]
        before = ahead(self._hall, turn, self._office.counters, now, law)
        span = wait(self._hall, turn, self._office.counters, now, law, self.usual())
        offers = return_times(span, now.wall, law.opens) if span and not turn.until else ()
        return InQueue(
            before,
            tuple(sorted(own or [each.number for each in open_now])),
            *(span or (0, 0)),
            priority=turn.drawn.priority,
            until=turn.until,
            offers=offers,
        )

    def return_later(self, case: str, until: dt.datetime) -> None:
        """Its citizen goes, and is back then; asked again nothing is written, nor once it was called."""
        turn = self.turn(case)
        if turn and turn.state is TurnState.WAITING and turn.until != until:
            self._log.write(Kind.LATER, self._clock(), turn=case, until=until)

    def hall(self) -> Hall:
        """The queue of the day; costs what was written since it was asked for last.

        Read anew on another day, and where the clock was set: of what was written before this machine started, the
        moments go by it.
        """
        now = self._clock()
        apart = now.timestamp() - steady().seconds
        if office_day(now) != self._day or abs(apart - self._apart) > _SET:
            self._day, self._apart = office_day(now), apart
            self._story, self._upto = Story(), 0
        # Yesterday's too: a number drawn before the clock was set is of the day it was drawn on.
        heard, self._upto = self._log.since(self._day - _DAY, now, self._upto)
        if heard:
            self._story.hear(heard)
            self._hall = self._story.hall()
        elif not self._upto:
            self._hall = Hall()
        return self._hall

    def usual(self) -> Mapping[str, Times]:
        """How long counters took on past days, by field; costs something once a day."""
        now = self._clock()
        return self._usual.of(office_day(now), now)

    def _moment(self) -> Now:
        return Now(steady().seconds, self._clock().astimezone(OFFICE_ZONE))
