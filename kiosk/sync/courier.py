"""The courier: takes envelopes from the outbox and does not rest until the centre's receipt is here."""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from kiosk.contract import (
    MOST_JSON,
    AnnouncedFile,
    Announcement,
    ContractError,
    Link,
    Refusal,
    Standing,
)
from kiosk.faults import Fault
from kiosk.store.errors import CaseGone, StoreError, Tampered
from kiosk.store.outbox import Envelope
from kiosk.sync.budget import Budget, Paced, SpentError
from kiosk.sync.cargo import AlteredError, Cargo
from kiosk.sync.connection import CentreError
from kiosk.sync.transport import Centre, CentreRefusedError, Sending

LEASE = 300  # seconds an envelope is ours; a crash gives it back then
CARRY = 270.0  # seconds: a longer upload is laid down before the lease ends, and taken up again
IDLE = 1.0  # seconds between two looks into an empty outbox
BACK_OFF = 60  # seconds at most between two tries
# Seconds between tries on a line that worked a moment ago, begun anew whenever an upload got further:
# a line that is cut every minute still moves, and must not be punished with a back-off.
RESUME = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
# What may be over in a moment: a line that was cut, a centre that is started again.
PASSING = (Fault.CENTRE_UNREACHABLE, Fault.CENTRE_BUSY)

_log = logging.getLogger(__name__)


class Sends(Protocol):
    """The outbox as far as a courier needs it (kiosk.store.outbox)."""

    def claim(self, now: int, lease: int, *, pages: bool = True) -> Envelope | None: ...
    def announced(self, sent: Envelope, now: int) -> bool: ...
    def delivered(self, sent: Envelope, receipt: str) -> bool: ...
    def postponed(self, sent: Envelope, until: int, why: str) -> bool: ...
    def refused(self, sent: Envelope, why: str) -> bool: ...


class Papers(Protocol):
    """Where an announced file's bytes are; raises StoreError, AlteredError where there is no such file."""

    def read(self, case: str, file: AnnouncedFile) -> bytes: ...


class Chain(Protocol):
    """Where each envelope stands in all that this device announced (kiosk.store.links)."""

    def of(self, envelope: str, body: bytes) -> Link: ...


class LaidDownError(Exception):
    """Not finished and nothing wrong: the lease ends, or the service does."""


class Courier:
    """Carries one envelope at a time, in one thread.

    `clock` is the time in seconds since 1970; `jitter` spreads the kiosks of a province (0.5 to 1); `budget`
    says what pages may take of the line; `twin` is told when the centre has another envelope under a number of ours;
    `pause` waits so many seconds and is True, at once, when the service is to end.
    """

    def __init__(
        self,
        outbox: Sends,
        papers: Papers,
        chain: Chain,
        centre: Centre,
        *,
        clock: Callable[[], float],
        jitter: Callable[[], float],
        pause: Callable[[float], bool],
        budget: Budget | None = None,
        twin: Callable[[], None] = lambda: None,
    ) -> None:
        self._outbox = outbox
        self._papers = papers
        self._chain = chain
        self._centre = centre
        self._clock = clock
        self._jitter = jitter
        self._pause = pause
        self._budget = budget or Budget("")
        self._twin = twin
        self._dead_lines = 0  # tries in a row that met no centre, or were not let in
        self._standings: dict[str, Standing] = {}  # of what was announced and not yet sent

    def carry(self) -> float:
        """Announce whatever waits to be, then carry one envelope's pages as far as they go.

        Seconds until it is worth calling again. Announcing again is how the courier asks what became of a
        lost answer: the centre has each envelope once, so nothing is sent twice. Raises StoreError; the
        envelope's lease then ends.
        """
        while True:
            pages = self._budget.at(self._clock()) > 0
            sent = self._outbox.claim(int(self._clock()), LEASE, pages=pages)
            if sent is None:
                return IDLE
            wait = self._carry(sent)
            if sent.announced or sent.id not in self._standings:
                return wait

    def _carry(self, sent: Envelope) -> float:
        try:
            receipt = self._deliver(sent)
        except (LaidDownError, SpentError):
            self._outbox.postponed(sent, int(self._clock()), "")
        except CentreError as error:
            return self._no_answer(sent, error)
        except CentreRefusedError as error:
            self._no(sent, error.refusal)
        except (AlteredError, CaseGone, Tampered):
            self._refuse(sent, Fault.CASE_SPOILT, "its files are not what was announced")
        except ContractError as error:
            self._refuse(sent, Fault.CASE_SPOILT, f"not an announcement: {error}")
        except StoreError as error:
            self._postpone(sent, error.fault, sent.attempts)
        else:
            self._dead_lines = 0
            if receipt is None:
                self._outbox.announced(sent, int(self._clock()))
                return 0.0
            ours = self._outbox.delivered(sent, receipt)
            _log.info("envelope %.8s delivered%s", sent.id, "" if ours else ", by another too")
        return 0.0

    def _deliver(self, sent: Envelope) -> str | None:
        """The receipt's JSON; None: announced, and others may come before its pages."""
        end = time.monotonic() + CARRY
        # Out of the outbox, in the contract's shape, before it has a place in the chain.
        announcement = announcement_of(sent)
        sending = Sending(announcement, sent.body, self._chain.of(sent.id, sent.body))
        # Known from a moment ago, or asked for: a centre restored from a copy may not know it any more.
        standing = self._standings.pop(sent.id, None)
        if standing is None:
            standing = self._announce(sending, end)
            if standing.twin:
                self._twin()
            if sent.announced:  # what an earlier try sent may not be kept yet: HEAD waits for it
                standing = replace(standing, offset=None)
        if standing.receipt is None and not sent.announced:
            self._standings[sent.id] = standing
            return None
        if standing.receipt is None:
            standing = self._send(sending, standing, end)
        if standing.receipt is None:
            raise CentreError(Fault.CENTRE_NONSENSE, "all is there, and no receipt")
        return json.dumps(standing.receipt.to_json(), ensure_ascii=False)

    def _announce(self, sending: Sending, end: float) -> Standing:
        """A line that worked a moment ago is given a few quick tries; a dead one, a single one."""
        pauses = iter(() if self._dead_lines else RESUME)
        while True:
            try:
                return self._centre.announce(sending)
            except CentreError as error:
                self._rest(error, next(pauses, None), end)

    def _send(self, sending: Sending, standing: Standing, end: float) -> Standing:
        """Send what the centre does not have yet, through every cut; what it then says of it."""
        whole, announcement = False, sending.announcement
        upload, offset = standing.upload, standing.offset  # an offset not known is asked for
        furthest, pauses = -1, iter(RESUME)
        while True:
            try:
                if upload is None:
                    upload, offset = self._centre.create(announcement), 0
                if not whole:
                    if offset is None:
                        offset = self._centre.offset(upload, announcement.size)
                    if offset > furthest:
                        furthest, pauses = offset, iter(RESUME)
                    said = self._pour(sending, upload, offset, end)
                    whole, pauses = True, iter(RESUME)
                    if said:
                        return said
                return self._centre.standing(sending)
            except CentreError as error:
                offset = None
                self._rest(error, next(pauses, None), end)

    def _pour(self, sending: Sending, upload: str, offset: int, end: float) -> Standing | None:
        announcement = sending.announcement

        def read(file: AnnouncedFile) -> bytes:
            return self._papers.read(announcement.case, file)

        cargo = Paced(
            Cargo(announcement.files, read, offset), self._budget, self._clock, self._pause
        )
        seconds = max(1.0, end - time.monotonic())
        return self._centre.patch(sending, upload, offset, cargo, seconds)

    def _rest(self, error: CentreError, wait: float | None, end: float) -> None:
        """Wait before going on with an upload; raises where there is no going on in this carry."""
        if self._pause(0) or time.monotonic() > end:
            raise LaidDownError from None
        if error.fault not in PASSING or wait is None:
            raise error
        if self._pause(wait):
            raise LaidDownError from None

    def _no_answer(self, sent: Envelope, error: CentreError) -> float:
        """Postponed, never given up. Where the line itself is dead, no other envelope is tried meanwhile."""
        if self._pause(0):
            self._outbox.postponed(sent, int(self._clock()), "")
            return 0.0
        if error.fault is Fault.CENTRE_NONSENSE:
            self._dead_lines = 0
            self._postpone(sent, error.fault, sent.attempts, error)
            return 0.0
        self._dead_lines += 1
        return self._postpone(sent, error.fault, self._dead_lines, error)

    def _no(self, sent: Envelope, refusal: Refusal) -> None:
        self._dead_lines = 0
        if refusal is Refusal.CORRUPT:  # the line or the centre's disk: the upload is dropped there
            self._postpone(sent, Fault.CENTRE_NONSENSE, sent.attempts, refusal)
        else:
            self._refuse(sent, refusal, "said the centre")

    def _postpone(self, sent: Envelope, fault: Fault, failures: int, detail: object = "") -> float:
        """1 s, 2, 4 ... 60, spread by the jitter; how many seconds it is."""
        wait = min(BACK_OFF, 1 << min(failures - 1, 6)) * self._jitter()
        self._outbox.postponed(sent, math.ceil(self._clock() + wait), fault.value)
        _log.warning("envelope %.8s postponed by %.0f s: %s %s", sent.id, wait, fault, detail)
        return wait

    def _refuse(self, sent: Envelope, why: Fault | Refusal, detail: object) -> None:
        if self._outbox.refused(sent, why.value):
            _log.error("envelope %.8s is for a clerk to look at: %s, %s", sent.id, why, detail)
        else:
            _log.info("envelope %.8s does not wait any more", sent.id)


def announcement_of(sent: Envelope) -> Announcement:
    """What an envelope announces; raises ContractError for what is none of its own."""
    try:
        announcement = Announcement.from_json(json.loads(sent.body))
    except (ValueError, RecursionError) as error:
        raise ContractError(str(error) if isinstance(error, ContractError) else "body") from None
    if announcement.envelope != sent.id or len(sent.body) > MOST_JSON:
        raise ContractError("envelope")
    return announcement
