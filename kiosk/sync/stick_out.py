"""The outbox onto a stick: every envelope not yet delivered, sealed to the centre; each waits on all the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.contract import AnnouncedFile, Announcement, ContractError
from kiosk.contract.shapes import ID
from kiosk.contract.stick import OUTBOX, SEALED, Stick, StickError, StickFault
from kiosk.store.database import Database
from kiosk.store.errors import StoreError
from kiosk.store.noted import NotedOutbox
from kiosk.store.outbox import Envelope, Outbox
from kiosk.sync.cargo import AlteredError, Cargo
from kiosk.sync.courier import Chain, Papers, announcement_of
from kiosk.sync.sealing import Sealer

_HALF_DONE = re.compile(ID.pattern + re.escape(f"{SEALED}.part"))


class Missing(StrEnum):
    """Why a case is not on the stick."""

    FULL = "full"  # the stick has no room for it
    GONE = "gone"  # the stick was pulled out, or it fails
    READ_ONLY = "read-only"
    UNEQUAL = "unequal"  # the stick gave back something else than was written
    STRANGE = "strange"  # something lies on the stick under its name
    PAPERS = "papers"  # its papers cannot be read here
    REFUSED = "refused"  # the centre refused it, or an older one of its case


@dataclass
class Copied:
    """What became of an export; `bytes` are those of all that lies there, however long it has."""

    written: int = 0
    already: int = 0
    bytes: int = 0
    missing: Counter[Missing] = field(default_factory=Counter)

    @property
    def cases(self) -> int:
        return self.written + self.already


class Step(StrEnum):
    """What `tell` hears of one envelope."""

    WRITTEN = "written"
    ALREADY = "already"
    MISSING = "missing"


Tell = Callable[[int, int, Envelope, Step, int], None]  # number, of how many, which, what, bytes


_FAULTS = {
    StickFault.FULL: Missing.FULL,
    StickFault.READ_ONLY: Missing.READ_ONLY,
    StickFault.UNEQUAL: Missing.UNEQUAL,
    StickFault.STRANGE: Missing.STRANGE,
}


class UnreadableError(Exception):
    """A paper cannot be read: of this case only, where the outbox itself can."""


class Exporter:
    """Runs beside kiosk-sync, in a process of its own; what that delivers meanwhile is copied in vain, no more."""

    def __init__(
        self,
        db: Database,
        device: str,
        papers: Papers,
        chain: Chain,
        sealer: Sealer,
        clock: Callable[[], float],
    ) -> None:
        self._outbox, self._noted = Outbox(db), NotedOutbox(db, clock)
        self._device, self._papers, self._chain, self._sealer = device, papers, chain, sealer
        self._clock = clock
        self._held: dict[str, Missing] = {}  # by code: nothing passes an older one of its case

    def run(self, stick: Stick, tell: Tell) -> Copied:
        """Copy what waits, those of the same day first, then oldest first. Raises StoreError for the outbox itself.

        What lies there whole already, from whatever earlier run, stays. A case that does not fit does not keep
        a smaller one off the stick; once the stick is gone, all the rest is missing.
        """
        copied = Copied()
        waiting = self._outbox.unsent()
        if refused := self._outbox.held_back():
            copied.missing[Missing.REFUSED] = refused
        gone: Missing | None = None
        for number, sent in enumerate(waiting, start=1):
            size = 0
            missing = gone or self._held.get(sent.case_code)
            if missing is None:
                try:
                    if number == 1:
                        self._sweep(stick)
                    step, size = self._copy(stick, sent)
                except StickError as error:
                    missing = _FAULTS.get(error.fault, Missing.GONE)
                    gone = missing if missing not in (Missing.FULL, Missing.STRANGE) else None
                except (AlteredError, ContractError, UnreadableError):
                    missing = Missing.PAPERS
            if missing is None:
                self._noted.copied(sent, int(self._clock()))
                copied.written += step is Step.WRITTEN
                copied.already += step is Step.ALREADY
                copied.bytes += size
            else:
                step = Step.MISSING
                self._held[sent.case_code] = missing
                copied.missing[missing] += 1
            tell(number, len(waiting), sent, step, size)
        return copied

    def _copy(self, stick: Stick, sent: Envelope) -> tuple[Step, int]:
        announcement = announcement_of(sent)
        link = self._chain.of(sent.id, sent.body)
        size = self._sealer.size(announcement, sent.body, link)
        path = (OUTBOX, self._device, f"{sent.id}{SEALED}")
        if self._lies_there(stick, path, sent.id, size):
            return Step.ALREADY, size
        stick.remove(*path)  # torn, or to another key
        if size > stick.room():
            raise StickError(StickFault.FULL)
        sealed = self._sealer.seal(announcement, sent.body, link, self._files(announcement))
        return Step.WRITTEN, stick.write(sealed, *path)

    def _lies_there(self, stick: Stick, path: tuple[str, ...], envelope: str, size: int) -> bool:
        try:
            with stick.opened(*path) as file:
                return file is not None and self._sealer.made(file, envelope, size)
        except StickError as error:
            if error.fault is StickFault.STRANGE:
                raise
            stick.must_be_there()
            return False  # cannot be read: to be written anew

    def _files(self, announcement: Announcement) -> Iterator[bytes]:
        def read(file: AnnouncedFile) -> bytes:
            try:
                return self._papers.read(announcement.case, file)
            except StoreError:
                raise UnreadableError from None

        return iter(Cargo(announcement.files, read, 0))

    def _sweep(self, stick: Stick) -> None:
        """What an export that was killed left half done is noise."""
        names, _ = stick.names(OUTBOX, self._device, shape=_HALF_DONE)
        for name in names:
            stick.remove(OUTBOX, self._device, name)
