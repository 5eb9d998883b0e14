"""The law of the day at the desk: due dates, fees, internal processes and forms, out of the rules in use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kiosk.contract.rules.processes import Processes
from kiosk.contract.rules.slots import Form
from kiosk.contract.rules.tariff import Channel, Exemption, Fee, Occasion, Tariff
from kiosk.model import Deadline
from kiosk.rules import due, fees
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.flow.acts import Charge, Clock
from kiosk.rules.flow.processes import Process, process_of
from kiosk.rules.working_days import Hours, WorkingDays, hours
from kiosk.settings import Settings
from kiosk.store.moments import OFFICE_ZONE, office_day
from kiosk.store.rulebook import Rulebook, Rules


@dataclass(frozen=True)
class _Read:
    """One version's files, read once."""

    rules: Rules
    tariff: Tariff
    processes: Processes
    forms: tuple[Form, ...]


class Law:
    """Asked by every page; moments may be of any zone and are answered by the office's clock. Threads may share it."""

    def __init__(self, book: Rulebook, settings: Settings) -> None:
        self.book = book
        self._queue = settings.queue
        self._hours: Hours = hours(settings.queue.opens)
        self.province = settings.office.province  # as H26; "" where the agency code names none
        self._read: _Read | None = None

    def clock(
        self, procedure: str, received: dt.datetime, version: str | None = None
    ) -> Clock | None:
        """The clock of a case received then, by the catalogue of `version` (None: the one in use).

        None where the catalogue names no time that can be counted, or does not know the procedure.
        """
        deadline = self.deadline(procedure, office_day(received), version)
        if deadline is None:
            return None
        return due.clock(deadline, *self._at(received))

    def verified(
        self, procedure: str, received: dt.datetime, version: str | None = None
    ) -> dt.datetime | None:
        """The latest due moment the law allows where facts must be verified; None where it says none."""
        deadline = self.deadline(procedure, office_day(received), version)
        return due.verified(deadline, *self._at(received)) if deadline else None

    def deadline(self, procedure: str, day: dt.date, version: str | None = None) -> Deadline | None:
        """As the catalogue counts it."""
        try:
            return self._catalogue(day, version).procedure(procedure).due
        except KeyError:
            return None

    def resumed(self, clock: Clock, rested_since: dt.datetime, now: dt.datetime) -> Clock:
        """After a rest the working time that was left runs on."""
        here, office = self._at(now)
        return due.resumed(_here(clock), rested_since.astimezone(OFFICE_ZONE), here, office)

    def extended(self, clock: Clock, days: int, now: dt.datetime) -> Clock:
        """So many working days more; of a case that is overdue, so many from today."""
        here, office = self._at(now)
        return due.extended(_here(clock), days, here, office)

    def until(self, since: dt.datetime, day: dt.date) -> Clock:
        """A due day that somebody sets: the end of that day's work, or of the next working day's.

        Its alarms are of the working time from `since` on.
        """
        return due.moved(day, *self._at(since))

    def worked(self, since: dt.datetime, until: dt.datetime) -> dt.timedelta:
        """The working time between two moments."""
        here, office = self._at(since)
        return office.worked(here, until.astimezone(OFFICE_ZONE))

    def most_extensions(self, procedure: str, day: dt.date = dt.date.max) -> int:
        """How often a case may be given more time; once where the catalogue says nothing."""
        deadline = self.deadline(procedure, day)
        return deadline.extensions if deadline else 1

    def charges(
        self, procedure: str, *, day: dt.date, channel: str = "direct", exemption: str = "",
        pages: int = 0, copies: int = 1, occasion: str = "",
    ) -> tuple[Charge, ...]:  # fmt: skip
        """What a case costs. Empty where no amount can be told: none is known, or pages are still to be counted.

        `exemption` and `occasion` are ids of `exemptions` and `occasions`. What a class need not pay is a charge of 0
        that names it. Raises ValueError for a channel that is none.
        """
        asked = fees.Asked(
            procedure, day, Channel(channel), self.province, exemption, occasion, pages, copies
        )
        try:
            name = self._catalogue(day, None).procedure(procedure).short.vi
        except KeyError:
            name = procedure
        return fees.charges(self.tariff, asked, name)

    def exemptions(self, procedure: str, day: dt.date) -> tuple[Exemption, ...]:
        """Who need not pay for it, or pays otherwise, in this province."""
        return fees.classes(self.tariff, procedure, day, self.province)

    def occasions(self, procedure: str, day: dt.date) -> tuple[Occasion, ...]:
        """What may be so about a case and changes its fee, as registered late."""
        return fees.occasions(self.tariff, procedure, day)

    def fees(self, procedure: str, day: dt.date) -> tuple[Fee, ...]:
        """Every fee of a procedure that may be asked for here on that day."""
        return fees.rows(self.tariff, procedure, day, self.province)

    def process(self, procedure: str, day: dt.date | None = None) -> Process:
        """Its internal process on a day (None: the newest); the usual way where nobody set one."""
        return process_of(procedure, self._now().processes.processes, day or dt.date.max)

    def form(self, id: str, day: dt.date) -> Form:
        """A statutory form as it is numbered on a day: slip, supplement, refusal, apology, stop, control, register.

        Raises KeyError where none was in force.
        """
        held = [form for form in self._now().forms if form.id == id and form.valid_from <= day]
        if not held:
            raise KeyError(id)
        return max(held, key=lambda form: form.valid_from)

    @property
    def tariff(self) -> Tariff:
        return self._now().tariff

    @property
    def processes(self) -> Processes:
        return self._now().processes

    def days(self, around: dt.date) -> WorkingDays:
        """The office's calendar."""
        return self.book.working_days(around)

    def office(self, around: dt.date) -> due.Office:
        """When the office works, for whoever counts working time."""
        return due.Office(self.days(around), self._hours, self._queue.cut, self._queue.at_cut)

    def _at(self, moment: dt.datetime) -> tuple[dt.datetime, due.Office]:
        here = moment.astimezone(OFFICE_ZONE)
        return here, self.office(here.date())

    def _catalogue(self, day: dt.date, version: str | None) -> Catalogue:
        return self.book.catalogue(self.book.now().version if version is None else version, day)

    def _now(self) -> _Read:
        rules, held = self.book.now(), self._read
        if held is None or held.rules is not rules:
            held = _Read(rules, rules.tariff(), rules.processes(), rules.forms())
            self._read = held
        return held


def _here(clock: Clock) -> Clock:
    moments = (clock.due, clock.soon, clock.sooner)
    return Clock(*(moment.astimezone(OFFICE_ZONE) for moment in moments))
