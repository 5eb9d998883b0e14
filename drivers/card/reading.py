"""One reading of one chip, from EF.CardAccess to the holder; the same for every Channel."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from drivers import limited
from drivers.card import (
    CardError,
    CardState,
    Channel,
    Reading,
    Traffic,
    UnexpectedStatus,
    Wish,
    contents,
    front,
    genuine,
    holder,
    pace,
    tlv,
)
from drivers.card.access import Access, Tries
from drivers.card.apdu import SHORT, Metered, NoAnswer, select_master_file
from drivers.card.chip_mapping import ChipMapping
from drivers.card.credentials import Credentials
from drivers.card.files import EF, TAGS, BrokenFile, Files, Manner, listed
from drivers.card.genuine import Transcript
from drivers.card.secure_messaging import OVERHEAD, NakedStatus, SecureMessaging

LEAST_JUDGING = 2.0  # seconds, however late: all has been read by then
LOST = {CardState.REMOVED, CardState.READER_GONE}  # and perhaps back at once
# What says more of the holder than DG1 does: without it the card is still read, and proven as far as it goes.
MORE = {EF.DG2, EF.DG11, EF.DG12, EF.DG13}
MOST_AGAIN = 6  # how often access is gained anew in one reading
PERCENT = {
    EF.DG1: 50,
    EF.DG13: 60,
    EF.SOD: 70,
    EF.COM: 72,
    EF.DG14: 75,
    EF.DG15: 80,
    EF.DG11: 82,
    EF.DG12: 84,
    EF.DG2: 95,
}
T = TypeVar("T")
Prover = Callable[[SecureMessaging, Mapping[EF, bytes]], None]


def read_chip(
    channel: Channel,
    number: str | Credentials,
    progress: Callable[[int], None],
    budget: float,
    wish: Wish | None = None,
    *,
    again: Callable[[], None] | None = None,
    prove: Prover | None = None,
    atr: bytes = b"",
    extended: bool = True,
    today: dt.date | None = None,
    tries: Tries | None = None,
    run: Callable[[str, bytes, float], object] = limited.run,
) -> Reading:
    """Read and judge the chip within `budget` seconds; `number` is the 12 digits, or all that is known.

    `progress` is told rising percents, 100 last. `again` gives the chip a fresh start, waiting a little
    for a card that moved or a reader that went away; it raises CardError(REMOVED or READER_GONE).
    `prove` is run inside secure messaging once all is read but the photo. `tries` counts the wrong
    passwords of one card over several readings. `extended` says whether the reader carries long
    commands, and `run` has hostile files looked at, as limited.run does. Raises CardError only.
    """
    credentials = number if isinstance(number, Credentials) else Credentials(number)
    until = time.monotonic() + budget
    today = today or dt.datetime.now(dt.UTC).date()
    wish = wish or Wish()
    visit = _Visit(Metered(channel, budget), credentials, progress, again, today, tries)
    try:
        visit.enter(atr, extended, wish.genuine)
        visit.read(wish, prove)
    except UnexpectedStatus as refusal:
        raise CardError(CardState.UNREADABLE, f"status {refusal.status:04X}") from None
    except tlv.Malformed as error:
        raise CardError(CardState.UNREADABLE, str(error)) from None
    return visit.judged(wish, until, run)


class _Visit:
    """One chip and how far we are with it; goes on where it was after a lost contact."""

    def __init__(
        self,
        channel: Metered,
        credentials: Credentials,
        progress: Callable[[int], None],
        again: Callable[[], None] | None,
        today: dt.date,
        tries: Tries | None,
    ) -> None:
        self._channel = channel
        self._credentials = credentials
        self._progress = progress
        self._again = again
        self._today = today
        self._tries = tries
        self._agains = 0
        self._percent = 0
        self._files = Files(told=self._tell_bytes)
        self._refused: dict[EF, str] = {}
        self._unlisted: set[EF] = set()
        self._phases: dict[str, float] = {}
        self._access: Access | None = None
        self._transcript: Transcript | None = None
        self._mapped: ChipMapping | None = None

    def enter(self, atr: bytes, extended: bool, genuine: bool) -> None:
        """Look at the chip from outside and get in; a chip that proves itself on the way is heard out."""
        with self._phase("front"):
            seen = self._hold(lambda: self._look(atr, extended))
        if seen.card_access is not None:
            self._files.whole[EF.CARD_ACCESS] = seen.card_access
        self._tell(10)
        before = self._take_mapping if genuine else _nothing
        known = self._credentials, seen.card_access, self._today
        access = Access(*known, seen.answer, before, self._tries)
        self._access = access
        with self._phase("access"):
            self._secured = self._hold(lambda: access.reopen(self._channel), NakedStatus)
        self._files.manner.block = self._secured.most_plain
        if access.answer and access.answer > SHORT:
            self._files.manner.block = access.answer - OVERHEAD
        self._tell(40)

    def read(self, wish: Wish, prove: Prover | None) -> None:
        """Everything, the name first and the photo last."""
        self._need(EF.DG1)
        self._want(EF.DG13)
        named = holder.early(self._files.whole) if wish.named else None
        if wish.named and named:
            wish.named(named)
        self._want(EF.SOD)
        for file in (EF.DG14, EF.DG15, *((EF.DG11, EF.DG12) if wish.details else ())):
            self._want(file)
        if prove:
            with self._phase("proof"):
                self._hold(lambda: prove(self._secured, self._files.whole))
        if wish.genuine:
            with self._phase("genuine"):
                self._transcript = self._hold(
                    lambda: genuine.ask(
                        self._secured,
                        self._files.whole,
                        self._files.manner.block > SHORT,
                        mapped=self._mapped,
                        renewed=self._renewed,
                        touch=self._files.touch,
                    )
                )
        if wish.photo:
            self._want(EF.DG2)

    def judged(
        self, wish: Wish, until: float, run: Callable[[str, bytes, float], object]
    ) -> Reading:
        """What all that was read says."""
        assert self._access
        access, files = self._access, dict(self._files.whole)
        seconds = max(LEAST_JUDGING, until - time.monotonic())
        anchors = wish.trust.anchors_of(files) if wish.trust else None
        now = dt.datetime.now(dt.UTC)
        with self._phase("judging"):
            told = contents.tell(files, now, anchors, self._transcript, wish.wanted, seconds, run)
            contents.check(told, self._credentials.number, wish.even_altered)
        self._tell(100)
        metered = self._channel
        traffic = Traffic(metered.apdus, metered.sent, metered.received, self._phases)
        return Reading(
            told.holder,
            access.way.access if access.way else "",
            metered.apdus,
            told.verdict.hashes.holds,
            contents.kept(files, wish.wanted),
            tuple(access.attempts),
            self._refused,
            traffic,
            told.verdict,
            told.details,
            told.face,
            told.hashes,
            self._transcript,
        )

    def _take_mapping(self, secured: pace.Secured) -> None:
        """Keep the proof of this very session, and the file that has the chip's key, read but once."""
        self._mapped = secured.chip_mapping
        file = EF.CARD_SECURITY
        if self._mapped is None or file in self._files.whole or file in self._refused:
            return
        # A manner of its own: what the master file takes says nothing of the application.
        files = Files(manner=Manner(secured.most_plain))
        try:
            self._files.whole[file] = files.read(secured, file)
        except UnexpectedStatus as refusal:
            self._refused[file] = f"{refusal.status:04X}"
        except CardError as error:
            if error.state is not CardState.UNREADABLE:
                raise
            self._refused[file] = str(error)
            if isinstance(error, (NakedStatus, NoAnswer)):
                raise  # the session is over, and the next one leaves the file alone

    def _renewed(self) -> SecureMessaging:
        self._reenter()
        return self._secured

    def _look(self, atr: bytes, extended: bool) -> front.Front:
        return front.look(self._channel, atr, extended and self._agains == 0)

    def _need(self, file: EF) -> None:
        with self._phase(file.name):
            self._persist(lambda: self._files.read(self._secured, file))
        self._tell(PERCENT[file])

    def _want(self, file: EF) -> None:
        """A file that may be missing, or kept from us; EF.COM is asked where a chip answers in clear."""
        if file in self._unlisted:
            self._refused[file] = "not in EF.COM"
            return
        block = self._files.manner.block
        try:
            self._need(file)
        except BrokenFile as broken:
            if file not in MORE:
                raise
            self._refused[file] = str(broken)
            self._files.manner.block = (
                block  # asked for less and less in vain, for this file's sake
            )
        except UnexpectedStatus as refusal:
            self._refused[file] = f"{refusal.status:04X}"
        except NakedStatus as naked:
            self._refused[file] = f"unprotected {naked.status:04X}"
            self._reenter()
            self._ask_com()
        self._tell(PERCENT[file])

    def _ask_com(self) -> None:
        """Learn which data groups not to ask for: for this chip each costs getting in anew."""
        if EF.COM in self._files.whole or EF.COM in self._refused:
            return
        self._want(EF.COM)
        if EF.COM in self._files.whole:
            present = listed(self._files.whole[EF.COM])
            self._unlisted = {file for file, tag in TAGS.items() if tag not in present}
            self._unlisted -= {EF.COM, EF.SOD}

    def _persist(self, step: Callable[[], T]) -> T:
        """Do it, once more after a lost session, asking more modestly; raises as the step does."""
        while True:
            try:
                return self._hold(step)
            except NakedStatus as naked:
                if not self._files.yield_to_chip(self._secured.most_plain, naked.status):
                    raise
                self._reenter()

    def _hold(self, step: Callable[[], T], also: type[CardError] = NoAnswer) -> T:
        """Do it, once more after a lost contact, or one of `also`; raises as the step does."""
        while True:
            try:
                return step()
            except CardError as error:
                lost = error.state in LOST or isinstance(error, (NoAnswer, also))
                if not lost or self._again is None or self._agains >= MOST_AGAIN:
                    raise
                if isinstance(error, NoAnswer) and self._access and self._access.way:
                    # Perhaps the answer was too long for the reader.
                    block = self._files.manner.block
                    self._files.manner.block = min(block, self._secured.most_plain)
                self._start_again()

    def _start_again(self) -> None:
        """Get back to where we were, and be sure that it is the same card."""
        self._reenter()
        known = self._files.whole.get(EF.DG1)
        if known is not None and self._files.read(self._secured, EF.DG1) != known:
            raise CardError(CardState.REMOVED, "another card")

    def _reenter(self) -> None:
        self._agains += 1
        if self._agains > MOST_AGAIN:
            raise CardError(CardState.UNREADABLE, "no session lasts")
        if self._again:
            self._again()
        else:
            _leave_application(self._channel)
        if self._access and self._access.way:
            self._secured = self._access.reopen(self._channel)

    def _tell_bytes(self, file: EF, got: int, length: int) -> None:
        if file is EF.DG2:
            begun = PERCENT[EF.DG12]
            self._tell(begun + (PERCENT[EF.DG2] - begun) * got // length)

    def _tell(self, percent: int) -> None:
        if percent > self._percent:
            self._percent = percent
            self._progress(percent)

    @contextmanager
    def _phase(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            took = 1000 * (time.perf_counter() - began)
            self._phases[name] = self._phases.get(name, 0.0) + took


def _nothing(secured: pace.Secured) -> None:
    """Where nobody asks whether the chip is genuine."""


def _leave_application(channel: Channel) -> None:
    """PACE begins in the master file, where a chip lets us go back to it."""
    try:
        select_master_file(channel)
    except UnexpectedStatus:
        return
