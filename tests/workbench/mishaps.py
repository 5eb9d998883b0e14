"""What happens to a reader in an office, one mishap after the other, and whether it reads on afterwards.

Every mishap ends with everything in its place again; then the same reader object must read the same card,
whole. What the reading during the mishap may come to is written beside it.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psutil

from drivers.card import CardError, CardState, Reading, Wish
from tests.workbench import stranger
from tests.workbench.pcsc import PORTS, PcscHouse
from tests.workbench.people import HOA, MAI
from tests.workbench.reader_client import Client

WAIT, BUDGET = 20.0, 30.0  # seconds, as the kiosk has them
SHORT = 1.5  # seconds of a budget that is to be overrun
LIFTED = 0.6  # seconds a hand takes; pcscd needs 0.4 to see that a card is gone
UNHURRIED = 0.01  # seconds an APDU, so that there is a middle of a reading
NUDGED = 0.3  # seconds a card is away that a hand has nudged
ALL = {1, 2, 13, 14, 15}  # data groups of a whole reading
NAME = "Kiosk"  # what the settings call the reader
FIRST, SECOND = PORTS_APART = PORTS[0], PORTS[0] + 0x100  # of two readers: each listens at two
USUAL = {"Kiosk Left": FIRST, "Kiosk Right": SECOND}
# A reader with two faces, as PC/SC shows it.
DUAL = {"Kiosk Dual [Contact Reader]": FIRST, "Kiosk Dual [CL Reader]": SECOND}
GONE, REMOVED = CardState.READER_GONE, CardState.REMOVED
UNREADABLE, STRANGE = CardState.UNREADABLE, CardState.NOT_CITIZEN
READ = None  # in place of a CardState: the reading came to its end
Seen = CardState | None


class Deaf(Exception):
    """The reader did not come back, or said what it must not say."""


@dataclass(frozen=True)
class Cycle:
    """One mishap: what the reading in it came to, and how long the one after it took, in seconds.

    `saved` counts the APDUs that a torn reading did not send again, `spent` those that it took more than an
    undisturbed one. `threads`, `fds`, `rss` (bytes) and
    `children` are those of the reader's process afterwards.
    """

    number: int
    mishap: str
    seen: Seen
    recovery: float
    saved: int
    spent: int
    threads: int
    fds: int
    rss: int
    children: int


class Office:
    """A house with two slots and one reader object, to which things happen as the dice fall."""

    def __init__(self, house: PcscHouse, client: Client, dice: random.Random) -> None:
        self.house, self.client, self.dice = house, client, dice
        self.saved = self.spent = 0
        self.restart()
        house.insert(MAI)
        self.apdus = self._whole().apdus

    def cycles(self, names: list[str]) -> Iterator[Cycle]:
        """These mishaps, each with a whole reading after it; raises Deaf."""
        for number, name in enumerate(names):
            yield self._cycle(number, name)

    def tidy(self) -> None:
        """Everything in its place, whatever happened."""
        self.house.fault()
        self.restart()
        self.lay_again()

    def _cycle(self, number: int, name: str) -> Cycle:
        mishap, allowed = MISHAPS[name]
        self.saved = self.spent = 0
        try:
            seen = mishap(self)
            began = time.monotonic()
            self._whole()
        except CardError as error:
            self.tidy()
            raise Deaf(f"cycle {number}, {name}: {error}") from None
        if seen not in allowed:
            raise Deaf(f"cycle {number}, {name}: {seen or 'read'}")
        took = time.monotonic() - began
        process = psutil.Process(self.client.pid)
        return Cycle(
            number,
            name,
            seen,
            took,
            self.saved,
            self.spent,
            min(_resting(process.num_threads)),
            min(_resting(process.num_fds)),
            process.memory_info().rss,
            len(process.children(recursive=True)),
        )

    def _whole(self) -> Reading:
        reading = self.reading()
        if (
            not reading.hashes_match
            or set(reading.hashes) != ALL
            or reading.holder.name != MAI.name
        ):
            raise Deaf("not read whole")
        return reading

    def reading(
        self,
        budget: float = BUDGET,
        wait: float = WAIT,
        told: Callable[[int], object] = lambda percent: None,
    ) -> Reading:
        return self.client.read(MAI.number, told, wait, budget, Wish(photo=True))

    def seen(self, budget: float = BUDGET, wait: float = WAIT) -> Seen:
        """What a reading comes to."""
        try:
            self.reading(budget, wait)
        except CardError as error:
            return error.state
        return READ

    def in_mid_reading(self, deed: Callable[[], object], budget: float = BUDGET) -> Seen:
        """A reading, and at a drawn moment of it the deed."""
        at, done = self.dice.uniform(1, 95), threading.Event()

        def told(percent: int) -> None:
            if percent >= at and not done.is_set():
                done.set()
                deed()

        self.house.fault(slow=UNHURRIED)
        try:
            self.spent = self.reading(budget, told=told).apdus - self.apdus
        except CardError as error:
            return error.state
        finally:
            self.house.fault()
        return READ

    def any_apdu(self) -> int:
        return self.dice.randint(1, self.apdus)

    def lay_again(self) -> None:
        """The citizen's card on the first reader, and nothing on any other."""
        self.house.remove(1)
        self.house.remove()
        time.sleep(LIFTED)
        self.house.insert(MAI)

    def restart(self) -> None:
        self.start(USUAL)

    def start(self, readers: dict[str, int]) -> None:
        """pcscd anew, with these readers, none of them waited for."""
        self.house.kill_pcscd()
        self.house.start_pcscd(readers, wait=False)

    def restart_as(self, readers: dict[str, int]) -> None:
        self.house.kill_pcscd()
        self.house.start_pcscd(readers)


def killed(office: Office) -> Seen:
    """pcscd dies while nobody reads, and comes back a little later."""
    office.house.kill_pcscd()
    time.sleep(office.dice.uniform(0, 1))
    office.restart()
    return READ


def killed_in_mid_reading(office: Office) -> Seen:
    """It is back at once, as systemd brings it back: the reading goes on."""
    return office.in_mid_reading(office.restart)


def stays_dead(office: Office) -> Seen:
    """pcscd dies in mid-reading and stays away for longer than anybody waits."""
    seen = office.in_mid_reading(office.house.kill_pcscd)
    office.restart()
    return seen


def frozen(office: Office) -> Seen:
    """pcscd answers no call, in mid-reading; then it is killed and started."""
    seen = office.in_mid_reading(office.house.freeze_pcscd, SHORT)
    office.restart()
    return seen


def unplugged(office: Office) -> Seen:
    """There is a pcscd, but no reader; asked for a card it says so."""
    office.start({})
    seen = office.seen(wait=0)
    office.restart()
    return seen


def unplugged_in_mid_reading(office: Office) -> Seen:
    seen = office.in_mid_reading(lambda: office.start({}))
    office.restart()
    return seen


def other_reader(office: Office) -> Seen:
    """The reader that the settings name is not there, another one is."""
    office.restart_as({"Other Make": FIRST})
    seen = office.seen(wait=0)
    office.restart()
    return seen


def nudged(office: Office) -> Seen:
    """The card is torn away at any APDU and lies there again at once: the reading goes on."""
    at = office.any_apdu()
    office.house.fault(remove_at=at, returns=NUDGED)
    try:
        reading = office.reading()
    except CardError as error:
        office.lay_again()
        return error.state
    office.house.fault()
    office.spent = reading.apdus - office.apdus
    office.saved = at - office.spent
    return READ


def torn(office: Office) -> Seen:
    """The card is torn away at any APDU and laid down again when the screen has asked for it."""
    office.house.fault(remove_at=office.any_apdu())
    seen = office.seen()
    office.lay_again()
    return seen


def mute(office: Office) -> Seen:
    """One APDU is never answered, though the card lies there."""
    office.house.fault(hang_at=office.any_apdu())
    seen = office.seen(SHORT)
    office.lay_again()
    return seen


def bad_atr(office: Office) -> Seen:
    office.house.remove()
    time.sleep(LIFTED)
    office.house.insert(MAI, bad_atr=True)
    seen = office.seen(wait=SHORT)
    office.lay_again()
    return seen


def cut(office: Office) -> Seen:
    """An answer of the wrong length."""
    office.house.fault(cut_at=office.any_apdu())
    return _and_healed(office)


def stale(office: Office) -> Seen:
    """The answer of the command before."""
    office.house.fault(stale_at=office.any_apdu())
    return _and_healed(office)


def endless(office: Office) -> Seen:
    """Every answer asks for one more command."""
    office.house.fault(endless=office.dice.choice([0x61, 0x6C]))
    return _and_healed(office)


def dripping(office: Office) -> Seen:
    """One APDU each 2 seconds."""
    office.house.fault(slow=2.0)
    return _and_healed(office, SHORT)


def reset(office: Office) -> Seen:
    """Another program took the card, reset it and went, while nobody read."""
    with stranger.holding(office.house.env):
        pass
    return READ


def held(office: Office) -> Seen:
    """Another program has the card for itself."""
    with stranger.holding(office.house.env):
        return office.seen(wait=0.5)


def held_a_little(office: Office) -> Seen:
    """Another program has the card, and lets go of it while we wait."""
    with contextlib.ExitStack() as holding:
        holding.enter_context(stranger.holding(office.house.env))
        later = threading.Timer(office.dice.uniform(0.2, 1.5), holding.close)
        later.start()
        seen = office.seen()
        later.join()
    return seen


def second_reader(office: Office) -> Seen:
    """The card lies on the second reader, the first is empty."""
    office.house.remove()
    office.house.insert(MAI, slot=1)
    time.sleep(LIFTED)
    seen = office.seen()
    office.lay_again()
    return seen


def foreign_card(office: Office) -> Seen:
    """Some other card lies on the first reader, the citizen's on the second."""
    office.house.remove()
    time.sleep(LIFTED)
    seen = _beside_a_stranger(office)
    office.lay_again()
    return seen


def two_faces(office: Office) -> Seen:
    """One reader shows itself as two; some other card sticks in the contact one."""
    office.house.remove()
    office.restart_as(DUAL)
    seen = _beside_a_stranger(office)
    office.restart()
    office.lay_again()
    return seen


def _beside_a_stranger(office: Office) -> Seen:
    office.house.insert(HOA, no_emrtd=True)
    office.house.insert(MAI, slot=1)
    time.sleep(LIFTED)
    return office.seen()


def _and_healed(office: Office, budget: float = BUDGET) -> Seen:
    seen = office.seen(budget)
    office.house.fault()
    return seen


LIES = {READ, *CardState} - {GONE, CardState.ABSENT, CardState.ALTERED}
MISHAPS: dict[str, tuple[Callable[[Office], Seen], set[Seen]]] = {
    "pcscd killed": (killed, {READ}),
    "pcscd killed in mid-reading": (killed_in_mid_reading, {READ}),
    "pcscd stays dead": (stays_dead, {GONE, READ}),  # READ: it was killed after the last APDU
    "pcscd frozen": (frozen, {UNREADABLE, GONE, READ}),
    "reader unplugged": (unplugged, {GONE}),
    "reader unplugged in mid-reading": (unplugged_in_mid_reading, {GONE, READ}),
    "another reader": (other_reader, {GONE}),
    "card nudged": (nudged, {READ}),
    "card torn": (torn, {REMOVED}),
    "chip mute": (mute, {UNREADABLE}),
    "ATR noise": (bad_atr, {UNREADABLE, CardState.ABSENT, REMOVED, READ}),
    "answer cut": (cut, LIES),
    "answer stale": (stale, LIES),
    # READ: it lied from EF.SOD on, so the holder is read and nothing of him is proven
    "61xx or 6Cxx for ever": (endless, {UNREADABLE, STRANGE, CardState.WRONG_NUMBER, READ}),
    "chip dripping": (dripping, {UNREADABLE}),
    "reset by another program": (reset, {READ}),
    "held by another program": (held, {GONE}),
    "held for a moment": (held_a_little, {READ}),
    "card on the second reader": (second_reader, {READ}),
    "another card on the first reader": (foreign_card, {READ}),
    "reader with two faces": (two_faces, {READ}),
}


def _resting(count: Callable[[], int]) -> Iterator[int]:
    """Several looks: what was just let go of takes a moment to end."""
    for _ in range(5):
        yield count()
        time.sleep(0.02)


def drawn(dice: random.Random, count: int) -> list[str]:
    """So many mishaps in a drawn order, each kind as often as the others, or one more."""
    names: list[str] = []
    while len(names) < count:
        names += dice.sample(list(MISHAPS), len(MISHAPS))
    return names[:count]
