"""One batch of signatures: each copy is claimed, signed and settled before the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from sqlite_utils import Database

from kiosk.devices import signing_wire as wire
from kiosk.dossier.signing.login import Desk, Entered, Login, Marks, NotSigned, Paper
from kiosk.settings import Secret
from kiosk.signing import SigningFault
from kiosk.store.cases import Cases
from kiosk.store.certifications import Certifications
from kiosk.store.copies import Claim, Copy
from kiosk.store.journal import Journal, JournalEvent

# What the one at the keyboard has to mend is told to that one, and to nobody who looks at the desk.
_OWN_DOING = frozenset(
    {
        SigningFault.PIN_WRONG,
        SigningFault.PIN_REFUSED,
        SigningFault.PIN_LAST,
        SigningFault.PIN_TO_CHANGE,
    }
)


class HungUp(Exception):
    """Whoever gave the PIN is not there any more."""


class Batch:
    """One request at work. `say` raises HungUp, which ends it after the copy that is being signed."""

    def __init__(
        self,
        db: Database,
        desk: Desk,
        clock: Callable[[], dt.datetime],
        say: Callable[[wire.Answer], None],
    ) -> None:
        self._register, self._cases, self._journal = Certifications(db), Cases(db), Journal(db)
        self._desk, self._clock, self._say = desk, clock, say

    def check(self) -> None:
        """Tell what the pre-flight finds, and how much waits."""
        with Login(self._desk) as login:
            entered = login.check()
        self._tell(entered)
        waiting = len(self._register.waiting(self._desk.role))
        self._say(wire.Ended(0, waiting, entered.fault, entered.detail))

    def sign(
        self,
        ids: Iterable[str],
        pin: Secret,
        marks: Marks,
        last_try: bool,
        goes_on: Callable[[], bool],
    ) -> Entered:
        """Sign those of the copies that wait, in the order asked, with one login, while it `goes_on`."""
        waiting = {copy.id: copy for copy in self._register.waiting(self._desk.role)}
        asked = [waiting[id] for id in dict.fromkeys(ids) if id in waiting]
        with Login(self._desk, marks) as login:
            entered = login.enter(pin.reveal(), last_try)
            work = _Work(asked, entered.fault, entered.detail)
            try:
                self._tell(entered)
                if entered.fault is None:
                    self._all(login, entered.signer, work, goes_on)
            finally:
                self._end(work)
        self._say(wire.Ended(work.signed, work.left, work.stopped, work.detail))
        return entered

    def _all(self, login: Login, signer: str, work: _Work, goes_on: Callable[[], bool]) -> None:
        for copy in work.asked:
            if work.stopped is not None or not goes_on():
                return
            work.tried.add(copy.id)
            claim = self._register.claim(copy.id, self._desk.role, int(self._clock().timestamp()))
            if claim is not None:  # else it was declared void a moment ago
                self._one(login, signer, work, copy, claim)

    def _one(self, login: Login, signer: str, work: _Work, copy: Copy, claim: Claim) -> None:
        try:
            kept = login.sign(self._paper(copy, claim))
        except NotSigned as error:
            self._register.given_back(claim, error.fault)
            if error.over:
                work.stopped, work.detail = error.fault, error.detail
            self._say(wire.Told(copy.id, error.fault, error.detail))
        except BaseException:
            self._register.given_back(claim, None)
            raise
        else:
            if self._register.signed(claim, kept, signer, self._clock()):
                work.signed += 1
                self._say(wire.Told(copy.id, None))

    def _paper(self, copy: Copy, claim: Claim) -> Paper:
        return Paper(
            key=self._cases.key(copy.case).hex(),
            case=copy.case,
            path=claim.path,
            sha256=claim.sha256,
            name=claim.name,
            number=str(copy.number),
            book=copy.book,
            pages=copy.pages,
        )

    def _tell(self, entered: Entered) -> None:
        for found in entered.findings:
            self._say(wire.Found(found.fault, found.detail))

    def _end(self, work: _Work) -> None:
        stopped, role = work.stopped, self._desk.role
        if stopped is not None and stopped not in _OWN_DOING:
            rest = tuple(copy.id for copy in work.asked if copy.id not in work.tried)
            self._register.held_up(rest, role, stopped)
        self._journal.write(
            JournalEvent.SIGNING_ENDED,
            self._clock(),
            role=role.value,
            signed=work.signed,
            left=work.left,
            fault=stopped.value if stopped else "none",
        )


class _Work:
    """How far a batch has come."""

    def __init__(self, asked: Sequence[Copy], stopped: SigningFault | None, detail: str) -> None:
        self.asked, self.stopped, self.detail = asked, stopped, detail
        self.tried: set[str] = set()
        self.signed = 0

    @property
    def left(self) -> int:
        return len(self.asked) - self.signed
