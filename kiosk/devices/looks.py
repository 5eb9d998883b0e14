"""The worker that looks at pages: every one, once it is safe on disk, in a child that may hang or crash."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from kiosk.devices.bookkeeping import Bookkeeping
from kiosk.devices.handlers import tell_pages
from kiosk.devices.keeping import Keeping
from kiosk.devices.workers import Stopped, Task
from kiosk.dossier.looker import Looker, LookError
from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.store.errors import CaseGone, StoreError
from kiosk.store.looks import Seen, Unseen

AT_ONCE = 5  # pages looked at without anybody asking, before it is heard whether somebody does
NOBODY = None  # asks for looks at a counter's pages: they wait for all that somebody asks for
RESTS = 20  # times nothing was to be done until the child goes, and its memory with it


class LooksHandler(Bookkeeping):
    """Looks at pages, those of the newest visit first, and tells their document again.

    Its tasks are TellPages: a document's pages are to be looked at for whoever asked. A page that cannot be
    looked at stays as scanned; that is nobody's fault, and nobody is told. What nobody asks for any more,
    because the service was killed meanwhile, is looked at all the same.
    A document of which all pages were looked at is parted at its separators, and only when somebody asks:
    its pages are told to whoever did. What NOBODY asks for, the pages of counters, gives way after every
    page to what is asked for, and is taken up again while nothing is. `feeding` says
    whether a batch of a case is still running.
    """

    def __init__(
        self,
        looker: Looker,
        keeping: Callable[[], Keeping],
        telling: threading.Lock,
        feeding: Callable[[str], bool],
    ) -> None:
        super().__init__(keeping)
        self._looker, self._telling, self._feeding = looker, telling, feeding
        self._lock = threading.Lock()
        self._asked: dict[tuple[str, str], Task] = {}
        self._put_off: set[str] = set()  # pages for which the disk had no room
        self._rested = 0

    def expects(self, task: Task) -> bool:
        """Whether the task is needed: not where an equal one waits already."""
        with self._lock:
            waiting = self._asked.get(_document(task))
            if waiting is not None and not waiting.stopped:
                return False
            self._asked[_document(task)] = task
            return True

    def perform(self, task: Task) -> None:
        with self._lock:  # pages that come from now on may be asked for again
            self._asked.pop(_document(task), None)
            self._asked = {of: other for of, other in self._asked.items() if not other.stopped}
        self._rested = 0
        with contextlib.suppress(StoreError):  # nobody waits for a look
            self._looker.ready()
            while not task.stopped and self.store.waits(*_document(task)) and self._next(task):
                if task.asker is NOBODY and self._somebody_asks():
                    return
            self._part(task)

    def idle(self) -> None:
        self._put_off.clear()
        for _ in range(AT_ONCE):
            if self._somebody_asks() or not self._next():
                break
            self._rested = 0
        self._rested += 1
        if self._rested > RESTS:
            self._looker.close()

    def close(self) -> None:
        self._looker.close()
        super().close()

    def _somebody_asks(self) -> bool:
        with self._lock:
            return any(not waiting.stopped for waiting in self._asked.values())

    def _next(self, task: Task | None = None) -> bool:
        """Look at the next page; False where there is none."""
        try:
            next_one = self.store.unseen(self._put_off)
            if next_one is None:
                return False
            page, key = next_one
        except CaseGone:  # forgotten just now
            return True
        seen = self._seen(key, page)
        if page.id not in self._put_off and self.store.seen(page, seen) and seen:
            self._tell(page, task)
        return True

    def _part(self, task: Task) -> None:
        """Not in the midst of a batch: what lies behind a separator may still be to come."""
        if task.stopped or self._feeding(task.case):
            return
        for document in self.store.part(*_document(task)):
            with contextlib.suppress(Stopped), task.wanted():
                tell_pages(self.store, self._telling, task, document)

    def _seen(self, key: bytes, page: Unseen) -> Seen | None:
        try:
            return self._looker.look(key, page)
        except LookError:
            return None
        except StoreError as error:
            if error.fault is not Fault.DISK_FULL:
                raise
            self._put_off.add(page.id)
            return None

    def _tell(self, page: Unseen, task: Task | None) -> None:
        document = page.case, page.document
        if task is None or _document(task) != document:
            with self._lock:
                task = self._asked.get(document)
        if task is not None:
            with contextlib.suppress(Stopped), task.wanted():
                tell_pages(self.store, self._telling, task, page.document)


def _document(task: Task) -> tuple[str, str]:
    effect = task.effect
    assert isinstance(effect, do.TellPages)
    return effect.case, effect.document
