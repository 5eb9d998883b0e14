"""The worker that carries out what the office orders, and tells the office at which step the screen is."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import TypeAlias

from kiosk.devices.bookkeeping import Bookkeeping
from kiosk.devices.keeping import Keeping
from kiosk.devices.workers import Task
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language
from kiosk.store.orders import Order, OrderKind, Service, WhyNot
from kiosk.store.seen_screen import Screen

LOOK = 0.5  # seconds until it is looked again for orders
PATIENCE = {  # until nothing can come of an order any more
    OrderKind.RESUME: dt.timedelta(seconds=6),
    OrderKind.END: dt.timedelta(seconds=6),
    OrderKind.TAKE: dt.timedelta(seconds=90),  # a long dossier on a slow board
    OrderKind.PRINT: dt.timedelta(seconds=60),
    OrderKind.RESTART: dt.timedelta(seconds=60),
}
STALE = dt.timedelta(
    minutes=1
)  # ordered while nobody was there to do it: whoever stands there now is another
_NEEDS_CLERK, _TAKE_TICKET, _SEALING = "needs-clerk", "take-ticket", "sealing"

Word: TypeAlias = ev.ClerkGoes | ev.ClerkFinished | ev.ClerkEnds | ev.ClerkTakes | ev.RestartScreen
Print: TypeAlias = Callable[[do.PrintTicket, Callable[[ev.Event], None]], None]


class OrdersHandler(Bookkeeping):
    """An order names its case: one for a visit that is over is refused, and nobody else's is touched.

    `tell` reaches every screen, `print_ticket` answers as the printer's worker does, `end` ends this service.
    """

    def __init__(
        self,
        keeping: Callable[[], Keeping],
        tell: Callable[[Word], None],
        print_ticket: Print,
        end: Callable[[], None],
    ) -> None:
        super().__init__(keeping)
        self._tell, self._print, self._end = tell, print_ticket, end
        self._lock = threading.Lock()
        self._seen: do.NoteScreen | None = None
        self._screen: object = None  # which noted it
        self._changed = self._came = True  # what a service before us kept is not so any more
        self._printed: list[tuple[str, Fault | None]] = []
        self._begun = False

    def noted(self, seen: do.NoteScreen, screen: object) -> None:
        """From any thread: that screen stands there now. Only the last word is kept: nobody waits for the disk."""
        with self._lock:
            self._came = self._came or screen is not self._screen
            self._seen, self._screen, self._changed = seen, screen, True

    def hung_up(self, screen: object) -> None:
        """From any thread: that screen has gone."""
        with self._lock:
            if screen is self._screen:
                self._seen, self._screen, self._changed = None, None, True

    def perform(self, task: Task) -> None:
        """Nothing is asked of it by the screen."""

    def idle(self) -> None:
        self._write()
        if not self._begun:
            self.store.orders.begun(Service.DEVICES, self.store.now())
            self._begun = True
        self._hear_printer()
        for order in self.store.orders.waiting():
            if order.told is None:
                self._begin(order)
            else:
                self._look_after(order, order.told)

    def _write(self) -> None:
        with self._lock:
            seen, changed, came = self._seen, self._changed, self._came
            self._changed = self._came = False
        try:
            if changed and seen is None:
                self.store.screens.gone()
            elif changed and seen is not None:
                self.store.screens.note(**vars(seen), now=self.store.now())
                if came:
                    self.store.orders.begun(Service.UI, self.store.now())
        except BaseException:
            with self._lock:  # the store did not take it: the next look tries again
                self._changed, self._came = self._changed or changed, self._came or came
            raise

    def _begin(self, order: Order) -> None:
        orders, now = self.store.orders, self.store.now()
        if order.kind is OrderKind.RESTART and order.service not in (Service.DEVICES, Service.UI):
            return  # that service sees it itself
        late = order.kind is not OrderKind.RESTART and now - order.asked > STALE
        why = WhyNot.NO_ANSWER if late else self._against(order)
        if why is not None:
            orders.over(order.id, now, why)
        elif orders.told(order.id, now):
            self._do(order)

    def _against(self, order: Order) -> WhyNot | None:
        """Why it cannot be done; None: nothing is known to speak against it."""
        screen = self.store.screens.now()
        if order.kind is OrderKind.GO:
            called = {call.case for call in self.store.calls.waiting()}
            return None if order.case in called else WhyNot.OVER
        if order.kind is OrderKind.PRINT:
            return None if self.store.handed_in(order.case) else WhyNot.OVER
        if screen is None:
            return None if order.service is Service.DEVICES else WhyNot.NO_SCREEN
        if order.kind is OrderKind.RESTART:
            return None
        return WhyNot.OVER if screen.case != order.case else _unfit(order.kind, screen)

    def _do(self, order: Order) -> None:
        match order.kind:
            case OrderKind.GO:
                self.store.calls.goes(order.counter, self.store.now())
                self._tell(ev.ClerkGoes(order.case, order.counter))
                self.store.orders.over(order.id, self.store.now())
            case OrderKind.RESUME:
                self.store.clerk_done(order.case)
                self._tell(ev.ClerkFinished(order.case))
            case OrderKind.END:
                self._tell(ev.ClerkEnds(order.case))
            case OrderKind.TAKE:
                self._tell(ev.ClerkTakes(order.case, order.counter))
            case OrderKind.PRINT:
                self._print_again(order)
            case OrderKind.RESTART if order.service is Service.UI:
                self._tell(ev.RestartScreen())
            case OrderKind.RESTART:
                self._end()

    def _look_after(self, order: Order, told: dt.datetime) -> None:
        """What became of it, as far as that can be seen by now."""
        now, screen = self.store.now(), self.store.screens.now()
        gone = screen is not None and screen.case != order.case
        match order.kind:
            case OrderKind.END if gone:
                self.store.orders.over(order.id, now)
            case OrderKind.RESUME if gone or (screen and screen.step != _NEEDS_CLERK):
                self.store.orders.over(order.id, now)
            case OrderKind.TAKE if self.store.handed_in(order.case):
                self.store.orders.over(order.id, now)
            case OrderKind.TAKE if screen and screen.fault and screen.since > told:
                self.store.orders.over(order.id, now, WhyNot.FAULT, screen.fault)
            case kind if now - told > PATIENCE.get(kind, dt.timedelta(0)):
                self.store.orders.over(order.id, now, WhyNot.NO_ANSWER)

    def _print_again(self, order: Order) -> None:
        def answered(event: ev.Event) -> None:
            with self._lock:
                match event:
                    case ev.TicketPrinted():
                        self._printed.append((order.id, None))
                    case ev.Faulted(fault):
                        self._printed.append((order.id, fault))

        language = self.store.language_of(order.case) or Language.VI
        self._print(do.PrintTicket(order.case, language), answered)

    def _hear_printer(self) -> None:
        with self._lock:
            printed, self._printed = self._printed, []
        for id, fault in printed:
            why = WhyNot.FAULT if fault else None
            self.store.orders.over(id, self.store.now(), why, fault)


def _unfit(kind: OrderKind, screen: Screen) -> WhyNot | None:
    """Why this cannot be ordered of what the screen shows."""
    step = screen.behind or screen.step
    match kind:
        case OrderKind.RESUME if screen.step != _NEEDS_CLERK:
            return WhyNot.NOT_STOPPED
        case OrderKind.END | OrderKind.TAKE if step == _SEALING:
            return WhyNot.SEALING
        case OrderKind.TAKE if step == _TAKE_TICKET:
            return WhyNot.HANDED_IN
        case OrderKind.TAKE if not screen.pages:
            return WhyNot.NO_PAPERS
    return None
