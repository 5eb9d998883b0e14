"""The errand of telling the centre how this kiosk does: now and then, and soon after a device stopped or works."""

from __future__ import annotations

import datetime as dt
import platform
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from kiosk import VERSION
from kiosk.contract import ContractError
from kiosk.contract.report import (
    MOST_CHECKS,
    MOST_SECONDS,
    MOST_STANDINGS,
    REPORT,
    Asking,
    Backlog,
    CheckTold,
    DeviceStanding,
    Doctor,
    Head,
    Report,
    RulesStanding,
)
from kiosk.model import Words
from kiosk.store.asked_rules import AskedRules
from kiosk.store.checkups import Checkup, Checkups
from kiosk.store.condition import Condition
from kiosk.store.database import Database
from kiosk.store.health import DeviceHealth, Health
from kiosk.store.rulebook import Rulebook
from kiosk.sync import machine
from kiosk.sync.budget import Budget
from kiosk.sync.connection import UnknownQuestionError, nonsense
from kiosk.workspace import Workspace

EVERY = 900.0  # seconds between two reports
SOON = 60.0  # seconds at least between two, whatever happens
LOOK = 30.0  # seconds between two looks whether something happened
AT_LAST = 3600.0  # seconds after which a report goes although papers are waiting
UNWELL = ("poor", "bad")  # verdicts of checks that are told in words
MOST_LETTERS = 200  # of what a check says
DEAF = 86_400.0  # seconds of silence towards a centre that does not know the question

_NOT_WORD = re.compile(r"[^a-z0-9-]+")


class Asks(Protocol):
    """Signed questions (kiosk.sync.questions)."""

    def ask(self, path: str, row: Mapping[str, Any], *, packed: bool = False) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Line:
    """When a report may go."""

    budget: Budget
    pressing: Callable[[], bool]  # whether a case could be sent just now


class Reporter:
    """An Errand. Papers go first; in hours in which the budget lets nothing go, nothing is told."""

    def __init__(
        self,
        asks: Asks,
        condition: SelfPortrait,
        line: Line,
        clock: Callable[[], dt.datetime],
        elapsed: Callable[[], float],
    ) -> None:
        """`clock` may be wrong; `elapsed` gives seconds and never goes back."""
        self._asks, self._portrait, self._line = asks, condition, line
        self._clock, self._elapsed = clock, elapsed
        self._told_at: float | None = None
        self._told: object = None  # what would be worth telling soon, as it was told last
        self._heard = Asking(0, 0)

    def run(self) -> float:
        wait = self._wait()
        if wait > 0:
            return wait
        report = self._portrait.draw(self._clock(), self._heard)
        try:
            told = self._asks.ask(REPORT, report.to_json(), packed=True)
        except UnknownQuestionError:
            return DEAF
        try:
            self._heard = Asking.from_json(told)
        except ContractError as error:
            raise nonsense(f"report: {error}") from None
        self._told_at, self._told = self._elapsed(), self._portrait.alarming()
        return LOOK

    def _wait(self) -> float:
        """Seconds until it is worth looking again; 0: a report is due."""
        since = self._elapsed() - self._told_at if self._told_at is not None else AT_LAST
        if since < SOON:
            return min(LOOK, SOON - since)
        if since < EVERY and self._portrait.alarming() == self._told:
            return min(LOOK, EVERY - since)
        if not self._line.budget.at(self._clock().timestamp()):
            return LOOK
        if since < AT_LAST and self._line.pressing():
            return LOOK
        return 0.0


class SelfPortrait:
    """What there is to tell. Raises StoreError."""

    def __init__(
        self,
        db: Database,
        workspace: Workspace,
        certificate_end: Callable[[], dt.datetime | None],
        elapsed: Callable[[], float],
    ) -> None:
        """`certificate_end`: until when the one shown is good. kiosk-sync counts as started now, by `elapsed`."""
        self._condition, self._health, self._asked = Condition(db), Health(db), AskedRules(db)
        self._checkups = Checkups(db)
        self._workspace, self._book = workspace, Rulebook(workspace)
        self._certificate_end, self._elapsed = certificate_end, elapsed
        self._started = elapsed()

    def alarming(self) -> object:
        """Equal as long as nothing happened that is worth a report before its time."""
        faults = [(one.device, one.fault) for one in self._health.devices() if one.fault]
        return faults, self._asked.standing().fault, self._condition.refused()

    def draw(self, now: dt.datetime, heard: Asking) -> Report:
        """`heard`: the centre's last answer since the start."""
        head, digest = self._condition.head()
        asked_for = Head(heard.of, self._condition.digest_of(heard.of)) if heard.of else None
        end = self._certificate_end()
        return Report(
            at=_text(now),
            software=VERSION,
            python=platform.python_version(),
            system=machine.system(),
            up=min(machine.up(), MOST_SECONDS),
            services=self._services(now),
            rules=self._rules(),
            backlog=self._backlog(now),
            free=machine.free(self._workspace.root),
            certificate=_text(end) if end else "",
            devices=self._devices(),
            journal=Head(head, digest),
            asked=heard.asked,
            of=asked_for,
            doctor=self._doctor(),
        )

    def _doctor(self) -> Doctor | None:
        """What is wrong in words; of what is well its name alone, and which model works with which driver."""
        last = self._checkups.last()
        if not last:
            return None
        return Doctor(_text(max(one.at for one in last)), tuple(map(_told, last[:MOST_CHECKS])))

    def _services(self, now: dt.datetime) -> dict[str, int]:
        services = {"sync": int(self._elapsed() - self._started)}
        if (devices := self._condition.devices_started()) is not None:
            services["devices"] = _since(now, devices)
        return services

    def _rules(self) -> RulesStanding:
        asked = self._asked.standing()
        try:
            since = self._workspace.rules_current.lstat().st_mtime
        except OSError:
            since = None
        return RulesStanding(
            version=self._book.now().version,
            since=_text(dt.datetime.fromtimestamp(since, dt.UTC)) if since is not None else "",
            expires=_text(asked.expires) if asked.expires else "",
            fault=asked.fault.value if asked.fault else "",
        )

    def _backlog(self, now: dt.datetime) -> Backlog:
        unsent = self._condition.unsent()
        put_at = unsent.put_at
        oldest = _since(now, dt.datetime.fromtimestamp(put_at, dt.UTC)) if put_at else 0
        return Backlog(unsent.waiting, unsent.refused, unsent.held, oldest, unsent.receipt)

    def _devices(self) -> tuple[DeviceStanding, ...]:
        """Those that stopped first, where there are more than a report takes."""
        rows = sorted(self._health.devices(), key=lambda one: one.fault is None)
        return tuple(_standing(one) for one in rows[:MOST_STANDINGS])


def _standing(one: DeviceHealth) -> DeviceStanding:
    name = _NOT_WORD.sub("-", one.device.lower()).strip("-")[:40] or "device"
    return DeviceStanding(name, one.fault.value if one.fault else "", _text(one.since))


def _told(one: Checkup) -> CheckTold:
    said = one.what if one.verdict in UNWELL else Words("", "")
    figures = one.figures
    return CheckTold(
        one.name,
        one.verdict,
        said.vi[:MOST_LETTERS],
        said.en[:MOST_LETTERS],
        figures.get("model", "")[:MOST_LETTERS],
        figures.get("driver", "")[:MOST_LETTERS],
        figures.get("pages-per-minute", ""),
    )


def _since(now: dt.datetime, then: dt.datetime) -> int:
    """Seconds; a clock that was set back makes no time negative."""
    return max(0, min(int((now - then).total_seconds()), MOST_SECONDS))


def _text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")
