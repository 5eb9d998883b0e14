"""One batch of signatures: each copy is claimed, signed and settled before the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from drivers.token import HeldCertificate, Pin, Session, Token, TokenError
from kiosk.devices import signing_wire as wire
from kiosk.dossier.signing.facts import Belief, Facts, facts_of
from kiosk.dossier.signing.preflight import may_sign, preflight
from kiosk.dossier.signing.process import Hand, NotSigned, Paper, SigningProcess, meant
from kiosk.signing import Finding, Signer, SigningFault, SignRole, line_of, post_of
from kiosk.store.cases import Cases
from kiosk.store.certifications import Certifications
from kiosk.store.copies import Claim, Copy
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import OFFICE_ZONE, office_day
from kiosk.store.signers import Signers

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


@dataclass(frozen=True)
class Books:
    """What of the store a batch reads and writes."""

    register: Certifications
    cases: Cases
    journal: Journal
    signers: Signers


@dataclass(frozen=True)
class Office:
    """What a batch needs of this office beside the store."""

    belief: Belief
    vault: Path
    pictures: Path  # of signatures and of the seal
    name: str  # where no organisation is registered
    clock: Callable[[], dt.datetime]


class Batch:
    """One role's turn at one token. `say` raises HungUp, which ends it after the copy that is being signed."""

    def __init__(
        self,
        books: Books,
        office: Office,
        token: Token,
        role: SignRole,
        say: Callable[[wire.Answer], None],
    ) -> None:
        self._register, self._cases, self._journal = books.register, books.cases, books.journal
        self._signers: tuple[Signer, ...] = books.signers.all()
        self._office, self._token, self._role, self._say = office, token, role, say

    def check(self) -> wire.Ended:
        """Tell what the pre-flight finds; how much waits."""
        _, found = self._preflight(self._office.clock(), last_try=False)
        stopped = self._tell(found)
        waiting = len(self._register.waiting(self._role))
        return wire.Ended(0, waiting, stopped)

    def sign(
        self, ids: Iterable[str], pin: Pin, last_try: bool, goes_on: Callable[[], bool]
    ) -> wire.Ended:
        """Sign those of the copies that wait, in the order asked, with one login, while it `goes_on`."""
        waiting = {copy.id: copy for copy in self._register.waiting(self._role)}
        work = _Work([waiting[id] for id in dict.fromkeys(ids) if id in waiting])
        try:
            # Started first: it gets ready while the token is looked at.
            with SigningProcess(self._office.vault) as process:
                now = self._office.clock()
                facts, found = self._preflight(now, last_try)
                work.stopped = self._tell(found)
                if work.stopped is None:
                    with self._token.open(pin, last_try) as session:
                        hand = self._hand(facts, session, office_day(now))
                        self._all(process, hand, session, work, goes_on)
        except TokenError as error:
            work.stopped = meant(error)
            self._say(wire.Found(work.stopped, ""))
        finally:
            self._end(work)
        return wire.Ended(work.signed, work.left, work.stopped)

    def _preflight(self, now: dt.datetime, last_try: bool) -> tuple[Facts, tuple[Finding, ...]]:
        latest = self._journal.latest()
        facts = facts_of(self._token, self._role, self._signers, self._office.belief, now, latest)
        return facts, preflight(self._role, facts, self._signers, now, last_try)

    def _tell(self, found: Sequence[Finding]) -> SigningFault | None:
        for finding in found:
            self._say(wire.Found(finding.fault, finding.detail))
        return None if may_sign(found) else found[0].fault

    def _hand(self, facts: Facts, session: Session, day: dt.date) -> Hand:
        """`day`: the pre-flight's, for midnight may have passed since."""
        held = facts.held
        assert held is not None, "the pre-flight lets nobody sign without a certificate"
        line = line_of(self._role, day, held.certificate.sha256, self._signers)
        assert line is not None, "nor with one that is not registered"
        seal = post_of(SignRole.ORGANISATION, day, self._signers).everybody
        return Hand(
            role=self._role,
            certificate=_with_key(session, held.on_token),
            chain=held.chain,
            name=line.name,
            title=line.title,
            organisation=seal[0].name if seal else self._office.name,
            pictures=self._office.pictures,
            signer=line.id,
        )

    def _all(
        self,
        process: SigningProcess,
        hand: Hand,
        session: Session,
        work: _Work,
        goes_on: Callable[[], bool],
    ) -> None:
        for copy in work.asked:
            if work.stopped is not None or not goes_on():
                return
            now = self._office.clock()
            if not self._holds(hand.signer, office_day(now)):
                work.stopped = SigningFault.SIGNER_OTHER_DATE
                self._say(wire.Found(work.stopped, hand.name))
                return
            work.tried.add(copy.id)
            claim = self._register.claim(copy.id, self._role, int(now.timestamp()))
            if claim is not None:  # else it was declared void a moment ago
                self._one(process, hand, session, work, copy, claim)

    def _holds(self, signer: str, day: dt.date) -> bool:
        """A long batch goes on past midnight, the line it is signed by may not."""
        return any(line.id == signer and line.on(day) for line in self._signers)

    def _one(
        self,
        process: SigningProcess,
        hand: Hand,
        session: Session,
        work: _Work,
        copy: Copy,
        claim: Claim,
    ) -> None:
        try:
            kept = process.sign(hand, self._paper(copy, claim), session)
            signed = self._register.signed(claim, kept, hand.signer, self._office.clock())
        except NotSigned as error:
            self._register.given_back(claim, error.fault)
            if error.over:
                work.stopped = error.fault
            self._say(wire.Told(copy.id, error.fault, error.detail))
        except BaseException:
            self._register.given_back(claim, None)
            raise
        else:
            if signed:
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
            book=f"{copy.book}/{copy.year}",
            pages=copy.pages,
            at=self._office.clock().astimezone(OFFICE_ZONE).isoformat(),
        )

    def _end(self, work: _Work) -> None:
        stopped = work.stopped
        if stopped is not None and stopped not in _OWN_DOING:
            rest = tuple(copy.id for copy in work.asked if copy.id not in work.tried)
            self._register.held_up(rest, self._role, stopped)
        self._journal.write(
            JournalEvent.SIGNING_ENDED,
            self._office.clock(),
            role=self._role.value,
            signed=work.signed,
            left=work.left,
            fault=stopped.value if stopped else "none",
        )


class _Work:
    """How far a batch has come."""

    def __init__(self, asked: Sequence[Copy]) -> None:
        self.asked = asked
        self.stopped: SigningFault | None = None
        self.tried: set[str] = set()
        self.signed = 0

    @property
    def left(self) -> int:
        return len(self.asked) - self.signed


def _with_key(session: Session, chosen: HeldCertificate) -> HeldCertificate:
    """The certificate as the open session holds it: now it is known which key it has."""
    return next((held for held in session.certificates if held.der == chosen.der), chosen)
