"""Getting into the chip: PACE with the CAN, PACE with the MRZ, then BAC; few tries, none that locks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from drivers.card import CardError, CardState, Channel, UnexpectedStatus, bac, front, pace, tlv
from drivers.card.apdu import SHORT, WRONG_FORM, WRONG_LENGTH, select_file, takes_extended
from drivers.card.credentials import Credentials
from drivers.card.files import EF, MOST_FILE, select_emrtd
from drivers.card.pace_info import VIETNAMESE, PaceInfo, pace_infos, unknown
from drivers.card.refused import LEAST_LEFT, Attempt, Reason, Refused
from drivers.card.secure_messaging import NakedStatus, SecureMessaging

PACE_CAN, PACE_MRZ, BAC = "PACE-CAN", "PACE-MRZ", "BAC"
MOST_WRONG = 6  # passwords that a chip may call wrong before we stop
MOST_OF_CARD = 18  # the same over several readings, while one card lies there
MOST_OFFERS = 3  # ways of doing PACE that we try
MOST_BROKEN = 2  # sessions that break at the same place until we take it for the chip's way


@dataclass
class Tries:
    """How many passwords one card has called wrong for as long as it lies there."""

    wrong: int = 0


@dataclass(frozen=True)
class Way:
    """One way in that may be gone; `password` tells apart what was refused from what was not."""

    access: str
    password: bytes = field(repr=False)
    detail: str
    go: Callable[[Channel], SecureMessaging] = field(repr=False)


class Access:
    """The ways into one chip. `attempts` is what was tried, in order; `way` is what worked.

    `offered` is EF.CardAccess, None where the chip keeps it from us. `answer` is how many bytes one
    answer may have, None where nobody knows: BAC then finds out. `before` is done in each session of
    PACE while it still stands in the master file. `tries` is what earlier readings of this card cost it.
    """

    def __init__(
        self,
        credentials: Credentials,
        offered: bytes | None,
        today: dt.date,
        answer: int | None = SHORT,
        before: Callable[[pace.Secured], None] = lambda secured: None,
        tries: Tries | None = None,
    ) -> None:
        self._tries = tries or Tries()
        self._before = before
        self._credentials = credentials
        self._today = today
        self._guessed = offered is None
        self._infos, others = _infos(offered)
        self.attempts = [Attempt("PACE", Reason.NOT_KNOWN, name) for name in others]
        self._wrong: set[bytes] = set()
        self._spent: set[str] = set()
        self._in_application = False
        self._inside = False  # PACE is done in the application
        self._broken = 0  # sessions that ended with SELECT
        self._forms: tuple[bool, ...] = ()  # of SELECT, once learned
        self.way: Way | None = None
        self.answer = answer

    def open(self, channel: Channel) -> SecureMessaging:
        """Find a way in and enter the eMRTD application; raises CardError.

        WRONG_NUMBER when the chip called a password wrong, NOT_CITIZEN when it is no eMRTD,
        UNREADABLE when there is no way that both sides know. The error has the attempts.
        """
        state = CardState.UNREADABLE
        self._in_application = False
        for way in self._ways(channel):
            if way.access in self._spent or len(self._wrong) >= MOST_WRONG:
                continue
            if self._tries.wrong >= MOST_OF_CARD:
                self.attempts.append(Attempt(way.access, Reason.TOO_MANY))
                state = CardState.WRONG_NUMBER
                break
            try:
                secured = self._tried(way, channel)
            except Refused as refusal:
                self._learn(way, refusal)
                if refusal.reason is Reason.WRONG_PASSWORD:
                    state = CardState.WRONG_NUMBER
                continue
            self.attempts.append(Attempt(way.access, Reason.OPENED, way.detail))
            self.way = way
            return secured
        if not self._in_application:
            select_emrtd(channel)  # raises NOT_CITIZEN where there is none
        raise CardError(state, self._summary(), tuple(self.attempts))

    def reopen(self, channel: Channel) -> SecureMessaging:
        """The same way once more, after a lost contact; raises CardError."""
        if self.way is None:
            return self.open(channel)
        self._in_application = False
        return self._tried(self.way, channel)

    def _tried(self, way: Way, channel: Channel) -> SecureMessaging:
        if (way.access == BAC or self._inside) and not self._in_application:
            select_emrtd(channel)
            self._in_application = True
        if way.access == BAC:
            if self.answer is None:
                self.answer = SHORT  # whoever is lost over the question is not asked again
                if takes_extended(channel):
                    self.answer = MOST_FILE
            return way.go(channel)
        secured = way.go(channel)
        if not self._inside:  # there is no master file around us any more otherwise
            if isinstance(secured, pace.Secured):
                self._before(secured)
            self._enter(secured)
        self._in_application = True
        return secured

    def _enter(self, secured: SecureMessaging) -> None:
        """Enter the application within the session, unless it was there that the chip did PACE."""
        try:
            select_emrtd(secured, *self._forms)
        except NakedStatus as naked:
            self._broken += 1
            # It took the name for that of a file: PACE was done inside already.
            self._inside = naked.status == WRONG_LENGTH
            self._forms = (True,) if naked.status in WRONG_FORM else ()
            if self._broken < MOST_BROKEN:
                raise  # perhaps by chance
            detail = f"SELECT unprotected {naked.status:04X}"
            raise Refused(Reason.NONSENSE, detail) from None
        except CardError as error:
            if error.state is not CardState.NOT_CITIZEN:
                raise
            try:
                select_file(secured, EF.DG1)
            except UnexpectedStatus as refusal:
                if refusal.status not in WRONG_FORM:
                    raise error from None

    def _ways(self, channel: Channel) -> Iterator[Way]:
        known = self._credentials.mrz_informations(self._today)
        yield from self._all_by_pace(known)
        if self._looks_inside(channel):
            yield from self._all_by_pace(known)
        for n, information in enumerate(known):
            # A chip may do PACE its own way: the likeliest is tried again, the others are not.
            if n == 0 or pace.mrz(information).secret not in self._wrong:
                go = partial(_by_bac, information)
                yield Way(BAC, information, "3DES", go)

    def _all_by_pace(self, known: Sequence[bytes]) -> Iterator[Way]:
        for can in self._credentials.cans():
            yield from self._by_pace(PACE_CAN, pace.can(can))
        for information in known:
            yield from self._by_pace(PACE_MRZ, pace.mrz(information))

    def _looks_inside(self, channel: Channel) -> bool:
        """Whether a chip that showed no EF.CardAccess has one in the application; we are there then."""
        if not self._guessed or self._wrong or self._inside:
            return False
        select_emrtd(channel)
        self._in_application = True
        offered = front.inside(channel)
        self._inside = offered is not None
        if self._inside:
            self._infos, others = _infos(offered)
            self.attempts += [Attempt("PACE", Reason.NOT_KNOWN, name) for name in others]
            self._spent -= {PACE_CAN, PACE_MRZ}
        return self._inside

    def _by_pace(self, access: str, password: pace.Password) -> Iterator[Way]:
        for info in self._infos[:MOST_OFFERS]:
            if password.secret in self._wrong or access in self._spent:
                return
            go = partial(_by_pace, info, password, self.answer is None or self.answer > SHORT)
            yield Way(access, password.secret, str(info), go)

    def _learn(self, way: Way, refusal: Refused) -> None:
        self.attempts.append(Attempt(way.access, refusal.reason, refusal.detail))
        if refusal.reason is Reason.WRONG_PASSWORD:
            self._wrong.add(way.password)
            self._tries.wrong += 1
        if refusal.reason in (Reason.FEW_LEFT, Reason.BLOCKED) or (
            refusal.left is not None and refusal.left < LEAST_LEFT
        ):
            self._spent.add(way.access)
        if refusal.reason is Reason.NOT_OFFERED and self._guessed:
            self._spent |= {PACE_CAN, PACE_MRZ}

    def _summary(self) -> str:
        return ", ".join(f"{a.access} {a.reason} {a.detail}" for a in self.attempts) or "no way in"


def _by_pace(
    info: PaceInfo, password: pace.Password, extended: bool, channel: Channel
) -> SecureMessaging:
    return pace.establish(channel, info, password, extended=extended)


def _by_bac(information: bytes, channel: Channel) -> SecureMessaging:
    return bac.establish(channel, information)


def _infos(offered: bytes | None) -> tuple[list[PaceInfo], list[str]]:
    """The ways of PACE to try, and the names of those that we cannot do."""
    if offered is None:
        return [VIETNAMESE], []
    try:
        return pace_infos(offered), unknown(offered)
    except tlv.Malformed:
        return [VIETNAMESE], []
