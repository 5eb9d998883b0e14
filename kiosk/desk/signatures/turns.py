"""Batches of signatures that people of the office asked for here: how far each has come, and how it ended."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from kiosk.devices import signing_wire as wire
from kiosk.devices.signing_client import SigningAway, ask
from kiosk.faults import Fault
from kiosk.settings import Secret
from kiosk.signing import Finding, SigningFault, SignRole

KEPT = 50  # of those that are over, to be looked at again


class TurnState(StrEnum):
    """How a batch stands."""

    RUNNING = "running"
    ENDED = "ended"  # the service said how many it signed
    STOPPED = "stopped"  # by whoever asked for it
    BUSY = "busy"  # another batch was being signed: nothing was begun
    AWAY = "away"  # the service was not there: nothing was begun
    BROKEN_OFF = "broken-off"  # it went away in the middle: what was told as signed is signed
    FAILED = "failed"  # `disk` says why


@dataclass(frozen=True)
class Turn:
    """One batch as its asker may see it. A PIN is no part of it."""

    id: str
    by: str  # id in the roster
    role: SignRole
    copies: tuple[str, ...]  # ids, in the order in which they are signed
    state: TurnState = TurnState.RUNNING
    told: tuple[wire.Told, ...] = ()
    found: tuple[Finding, ...] = ()
    fault: SigningFault | None = None  # what stopped it for good
    disk: Fault | None = None

    @property
    def signed(self) -> int:
        return sum(each.fault is None for each in self.told)

    @property
    def left(self) -> int:
        return len(self.copies) - self.signed

    @property
    def over(self) -> bool:
        return self.state is not TurnState.RUNNING


@dataclass
class Turns:
    """All of one desk, as long as it runs. What was signed stands in the register and outlives it."""

    _turns: OrderedDict[str, Turn] = field(default_factory=OrderedDict)
    _stopping: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(
        self,
        service: Path,
        by: str,
        role: SignRole,
        copies: tuple[str, ...],
        pin: Secret,
        last_try: bool = False,
    ) -> str:
        """Its id. The PIN goes to the service's socket, and is held by nobody here from then on."""
        turn = Turn(secrets.token_hex(16), by, role, copies)
        with self._lock:
            self._turns[turn.id] = turn
            over = [each.id for each in self._turns.values() if each.over]
            for id in over[:-KEPT]:
                del self._turns[id]
        answers = ask(service, wire.Sign(role, copies, pin, last_try))
        threading.Thread(target=self._follow, args=(turn.id, answers), daemon=True).start()
        return turn.id

    def of(self, id: str, by: str) -> Turn:
        """As it stands now; raises KeyError where that person asked for none of this id."""
        with self._lock:
            turn = self._turns[id]
        if turn.by != by:
            raise KeyError(id)
        return turn

    def running(self, by: str) -> Turn | None:
        """What this person has under way."""
        with self._lock:
            turns = list(self._turns.values())
        return next((each for each in turns if each.by == by and not each.over), None)

    def stop(self, id: str) -> None:
        """No further copy is begun; the one that is being signed is signed."""
        with self._lock:
            if id in self._turns and not self._turns[id].over:
                self._stopping.add(id)

    def _follow(self, id: str, answers: Generator[wire.Answer, None, None]) -> None:
        heard = False
        try:
            with closing(answers):  # left early, the batch ends
                for answer in answers:
                    heard = True
                    self._hear(id, answer)
                    if id in self._stopping:
                        self._change(id, state=TurnState.STOPPED)
                        return
        except SigningAway:
            self._change(id, state=TurnState.BROKEN_OFF if heard else TurnState.AWAY)
        finally:
            self._stopping.discard(id)

    def _hear(self, id: str, answer: wire.Answer) -> None:
        turn = self._turns[id]
        match answer:
            case wire.Told():
                self._change(id, told=(*turn.told, answer))
            case wire.Found(fault, detail):
                self._change(id, found=(*turn.found, Finding(fault, detail)))
            case wire.Busy():
                self._change(id, state=TurnState.BUSY)
            case wire.Failed(fault):
                self._change(id, state=TurnState.FAILED, disk=fault)
            case wire.Ended():
                self._change(id, state=TurnState.ENDED, fault=answer.fault)

    def _change(self, id: str, **changes: object) -> None:
        with self._lock:
            if not self._turns[id].over:
                self._turns[id] = replace(self._turns[id], **changes)  # type: ignore[arg-type]
