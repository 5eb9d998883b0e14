"""The visit at the kiosk's screen and what was ordered lately, as the office may see them, in one language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kiosk.desk import words as desk_words
from kiosk.desk.watching import words
from kiosk.desk.watching.words import Waits
from kiosk.faults import Fault, remedy
from kiosk.model import Language, Words
from kiosk.rules.catalogue import Catalogue
from kiosk.store.calls import Call, Calls
from kiosk.store.database import Database, reading
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.orders import Order, OrderKind, Orders, WhyNot
from kiosk.store.roster import Roster
from kiosk.store.seen_screen import Screen, Screens

_UNKNOWN = (Words("Không rõ", "Unknown"), Waits.CITIZEN)


@dataclass(frozen=True)
class Told:
    """One order as the list has it."""

    at: str
    who: str
    what: str
    state: str  # class of its shape
    became: str


class Now:
    """One look; every text it gives is ready to be escaped and shown."""

    def __init__(
        self, db: Database, now: dt.datetime, language: Language, catalogue: Catalogue, kiosk: int
    ) -> None:
        self._now, self._language, self._catalogue = now, language, catalogue
        with reading(db):
            self.screen: Screen | None = Screens(db).now()
            calls = Calls(db, kiosk).waiting()
            self._orders = Orders(db).lately()
            self._people = {person.id: person.name for person in Roster(db).people()}
        case = self.case
        self.call: Call | None = next((call for call in calls if call.case == case and case), None)

    @property
    def case(self) -> str:
        """Of the visit at the screen; "" where nobody stands."""
        return self.screen.case if self.screen else ""

    @property
    def called(self) -> bool:
        """The citizen called, not a fault: then a clerk may see whom he helps."""
        return self.call is not None and self.call.fault is Fault.CLERK_CALLED

    @property
    def comes(self) -> Order | None:
        """The answer to the call that waits, where it was given here."""
        since = self.call.since if self.call else self._now
        gone = (
            order
            for order in self._orders
            if order.kind is OrderKind.GO and order.case == self.case and order.asked >= since
        )
        return next(gone, None)

    @property
    def step(self) -> str:
        return self._step[0].of(self._language)

    @property
    def waits(self) -> str:
        return words.WAITS[self._step[1]].of(self._language)

    @property
    def behind(self) -> str:
        """Where it stopped; empty where it did not."""
        known = words.STEPS.get(self.screen.behind) if self.screen else None
        return known[0].of(self._language) if known else ""

    @property
    def stopped(self) -> bool:
        return self.screen is not None and self.screen.step == "needs-clerk"

    @property
    def may_take(self) -> bool:
        """Whether there is something to take over."""
        screen = self.screen
        if screen is None or not screen.pages:
            return False
        return "take-ticket" not in (screen.step, screen.behind) and screen.step != "sealing"

    @property
    def may_end(self) -> bool:
        return bool(self.case) and self.screen is not None and self.screen.step != "sealing"

    @property
    def procedure(self) -> str:
        """ "" where none was chosen."""
        code = self.screen.procedure if self.screen else ""
        try:
            return self._catalogue.procedure(code).short.of(self._language) if code else ""
        except KeyError:  # chosen under other rules
            return code

    @property
    def language(self) -> str:
        return words.LANGUAGES[self.screen.language].of(self._language) if self.screen else ""

    @property
    def trouble(self) -> tuple[str, str]:
        """What is in the way and what is to be done; both empty where nothing is."""
        fault = self.screen.fault if self.screen else None
        if fault is None or fault is Fault.CLERK_CALLED:  # that is said above it
            return "", ""
        what = desk_words.WHAT.get(fault, remedy(fault).what)
        return what.of(self._language), desk_words.FOR_STAFF[fault].of(self._language)

    @property
    def orders(self) -> tuple[Told, ...]:
        """The last ones, newest first."""
        return tuple(self._told(order) for order in self._orders)

    @property
    def at(self) -> str:
        return self.clock(self._now, seconds=True)

    def clock(self, at: dt.datetime, seconds: bool = False) -> str:
        """Hours and minutes, with the day where it is another one."""
        here, today = at.astimezone(OFFICE_ZONE), self._now.astimezone(OFFICE_ZONE).date()
        text = f"{here:%H:%M:%S}" if seconds else f"{here:%H:%M}"
        return text if here.date() == today else f"{text} {here:%d/%m}"

    def age(self, since: dt.datetime) -> str:
        """How long it is since then."""
        seconds = max(0, int((self._now - since).total_seconds()))
        if seconds < 60:
            return f"{seconds} giây" if self._language is Language.VI else f"{seconds} s"
        return desk_words.age(self._now - since, self._language)

    @property
    def _step(self) -> tuple[Words, Waits]:
        return words.STEPS.get(self.screen.step, _UNKNOWN) if self.screen else _UNKNOWN

    def _told(self, order: Order) -> Told:
        what = words.ORDERS[order.kind].of(self._language)
        if order.service:
            what = f"{what}: {words.SERVICES[order.service].of(self._language)}"
        state, became = self._became(order)
        who = self._people.get(order.by, "–")
        return Told(self.clock(order.asked, seconds=True), who, what, state, became)

    def _became(self, order: Order) -> tuple[str, str]:
        if order.over is None:
            return "wait", self._say("waiting")
        if order.refused is WhyNot.FAULT and order.fault:
            what = remedy(order.fault).what.of(self._language)
            return "stop", words.WHY_NOT[order.refused].of(self._language).format(what=what)
        if order.refused:
            return "gone", words.WHY_NOT[order.refused].of(self._language)
        key = "back" if order.kind is OrderKind.RESTART else "done"
        return "good", self._say(key).format(at=self.clock(order.over, seconds=True))

    def _say(self, key: str) -> str:
        return words.TEXT[key].of(self._language)
