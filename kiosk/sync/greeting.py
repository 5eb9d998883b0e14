"""The errand of greeting the centre: who bears our name, how far our chain came, what it has lost, what time it is."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Callable

from kiosk.contract import (
    GREETING,
    MISSING,
    MOST_MISSING,
    ContractError,
    Greeting,
    Known,
    Link,
    envelopes,
)
from kiosk.faults import Fault
from kiosk.store.links import Links
from kiosk.store.reckoning import Reckoning
from kiosk.sync.connection import CentreError, nonsense
from kiosk.sync.questions import Questions

HOUR = 3600.0  # seconds between two greetings
AFTER_A_BREAK = 600.0  # seconds, where the line or the centre failed meanwhile
LOOK = 30.0  # seconds between two looks at whether it did

_log = logging.getLogger(__name__)


class Greeter:
    """Greets at the start, hourly, and after the line was broken; does what follows from the answer.

    Stands between courier and chain: no new link is made before the centre was greeted once, for a disk put
    back to an older copy would give numbers a second time. Raises CentreError, StoreError.
    """

    def __init__(
        self,
        questions: Questions,
        links: Links,
        reckoning: Reckoning,
        clock: Callable[[], dt.datetime],
        elapsed: Callable[[], float],
    ) -> None:
        """`clock` may be wrong; `elapsed` gives seconds and never goes back."""
        self._questions, self._links, self._reckoning = questions, links, reckoning
        self._clock, self._elapsed = clock, elapsed
        self._run, self._before = secrets.token_hex(16), reckoning.before()
        self._greeted: float | None = None  # when last, in `elapsed`
        self._answered = False
        self._breaks = 0

    def of(self, envelope: str, body: bytes) -> Link:
        """The envelope's link, as the courier asks for it."""
        if self._greeted is None:
            try:
                self._greet()
            except CentreError as error:
                if error.fault is not Fault.CENTRE_NONSENSE:
                    raise
                # Older than this question, or in disorder: a citizen's case must not wait for it.
                _log.warning("the centre does not answer a greeting: %s", error)
                self._greeted = self._elapsed()
        return self._links.of(envelope, body)

    def twin(self) -> None:
        """The centre has another envelope under a number of ours."""
        self._reckoning.twin("centre")
        self._reckoning.speak()

    def run(self) -> float:
        if self._due():
            self._greet()
        if self._reckoning.looking_back().behind is not None:
            return self._look_back()
        return LOOK

    def _due(self) -> bool:
        if self._greeted is None:
            return True
        since = self._elapsed() - self._greeted
        broken = self._questions.breaks > self._breaks
        return since >= (AFTER_A_BREAK if broken else HOUR)

    def _greet(self) -> Known:
        self._breaks = self._questions.breaks
        seq, _ = self._links.head()
        receipts, before = self._reckoning.receipts(), self._clock()
        asked = Greeting(self._run, self._before, before.isoformat(), seq, receipts)
        told = self._questions.ask(GREETING, asked.to_json())
        after = self._clock()
        try:
            known = Known.from_json(told)
        except ContractError as error:
            raise nonsense(str(error)) from None
        self._reckoning.heard(self._run)
        self._compare(known, before, after)
        self._chain(known, seq)
        self._receipts(known)
        self._reckoning.speak()
        self._greeted, self._answered = self._elapsed(), True
        return known

    def _compare(self, known: Known, before: dt.datetime, after: dt.datetime) -> None:
        """The centre read its clock at some moment between the two."""
        theirs = dt.datetime.fromisoformat(known.now)
        if not before <= theirs <= after:
            self._reckoning.compare(theirs, before if theirs < before else after)
        else:
            self._reckoning.compare(theirs, theirs)

    def _chain(self, known: Known, ours: int) -> None:
        if known.twin:
            _log.error("another machine goes by this kiosk's name")
            self._reckoning.twin("centre")
        if known.seq <= ours:
            return
        if not self._answered and not known.twin:
            _log.error("the centre knows %d links, this disk %d: put back", known.seq, ours)
            self._reckoning.restored(known, ours)
            return
        self._reckoning.resume(known)
        if self._answered:  # nobody else makes links here
            self._reckoning.twin("here")

    def _receipts(self, known: Known) -> None:
        back = self._reckoning.looking_back()
        apart = self._reckoning.receipts() - known.receipts
        if back.behind is not None or apart == back.apart:
            return
        if apart > back.apart:
            _log.warning("the centre has %d receipts less than it should", apart - back.apart)
            self._reckoning.look_back(known)
        else:
            self._reckoning.all_well(apart)

    def _look_back(self) -> float:
        """One question's worth of envelopes; cut at any moment, it goes on from there."""
        batch = self._reckoning.batch(MOST_MISSING)
        if not batch:
            self._reckoning.caught_up(self._greet())
            return LOOK
        told = self._questions.ask(MISSING, {"envelopes": list(batch)})
        try:
            missing = frozenset(envelopes(told, "missing"))
        except ContractError as error:
            raise nonsense(str(error)) from None
        again = self._reckoning.put_back(batch, missing)
        _log.warning("%d of %d envelopes are sent again", again, len(batch))
        return 0.0
