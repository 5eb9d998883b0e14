"""What the template prints, in words: times in Vietnam's hours, ages, states with their shape."""

from __future__ import annotations

import datetime as dt

from kiosk.desk import copy_words, words
from kiosk.desk.progress_table import ProgressTable
from kiosk.desk.sends import SendsScreen
from kiosk.desk.view import (
    BatchWait,
    CallRow,
    DeskView,
    DeviceRow,
    OutboxRow,
    RulesRow,
    ScannerRow,
    SignatureRow,
    Standing,
    VisitRow,
)
from kiosk.faults import Fault, remedy
from kiosk.model import Language, Verdict
from kiosk.settings import OWN_SCANNER, Office
from kiosk.signing_causes import cause
from kiosk.store.moments import OFFICE_ZONE

MOST = 100  # rows of a table: the page stays under 100 kB on old machines
MARK = {
    Standing.OPEN: "now",
    Standing.WAITING: "wait",
    Standing.SENDING: "now",
    Standing.POSTPONED: "wait",
    Standing.COPIED: "stick",
    Standing.DELIVERED: "good",
    Standing.REFUSED: "stop",
    Standing.NUMBER_ONLY: "number",
    Standing.ERASED: "gone",
}


class DeskScreen:
    """One view in one language; every text it gives is ready to be escaped and shown."""

    def __init__(self, view: DeskView, office: Office, language: Language) -> None:
        self._view, self._office, self.language = view, office, language
        self.sends = SendsScreen(view.outbox, view.at, language)

    def say(self, key: str) -> str:
        return words.TEXT[key].of(self.language)

    @property
    def office(self) -> str:
        return self._office.name.of(self.language)

    @property
    def updated(self) -> str:
        return f"{self._local(self._view.at):%H:%M:%S, %d/%m/%Y}"

    @property
    def calls(self) -> tuple[CallRow, ...]:
        return self._view.calls

    @property
    def devices(self) -> tuple[DeviceRow, ...]:
        return self._view.devices

    @property
    def visits(self) -> tuple[VisitRow, ...]:
        return self._view.visits[:MOST]

    @property
    def outbox(self) -> tuple[OutboxRow, ...]:
        """What is stuck first: refused, put off, on a stick, waiting, then what has arrived."""
        return self.sends.rows[:MOST]

    @property
    def scanners(self) -> tuple[ScannerRow, ...]:
        return self._view.scanners

    @property
    def rules(self) -> RulesRow:
        return self._view.rules

    @property
    def rules_in_use(self) -> str:
        """Of which day they are, which version, and when the province was last heard."""
        rules = self._view.rules
        if not rules.version or rules.issued is None:
            said = self.say("rules_shipped")
        else:
            number = rules.version.partition("-")[0]
            said = self.say("rules_of").format(day=self.day(rules.issued), number=number)
        asked = self.clock(rules.asked) if rules.asked else self.say("never")
        return f"{said} · {self.say('rules_asked').format(at=asked)}"

    @property
    def anywhere(self) -> tuple[BatchWait, ...]:
        """Who waits for whichever scanner is free, in order."""
        return self._view.anywhere

    @property
    def signatures(self) -> tuple[SignatureRow, ...]:
        return self._view.signatures

    @property
    def progress(self) -> ProgressTable | None:
        """How the cases stand at the centre; None where it has told nothing."""
        rows = self._view.progress
        today = self._local(self._view.at).date()
        return ProgressTable(rows, today, self.language) if rows else None

    def role(self, row: SignatureRow) -> str:
        return copy_words.WAITING[row.role].of(self.language)

    def hindrance(self, row: SignatureRow) -> str:
        """What is in the way of a signature; empty where nothing is known to be."""
        if row.fault is None:
            return ""
        what = cause(row.fault).what.of(self.language)
        if row.vacant_since is None:
            return what
        since = self.say("since").format(day=f"{row.vacant_since:%d/%m/%Y}")
        return f"{what.removesuffix('.')} ({since})."

    def way_out(self, row: SignatureRow) -> str:
        """What removes it."""
        return cause(row.fault).do.of(self.language) if row.fault else ""

    def scanner(self, name: str) -> str:
        return self.say("own_scanner") if name == OWN_SCANNER else name

    def counter(self, batch: BatchWait) -> str:
        return f"{self.say('counter')} {batch.counter}"

    def figure(self, value: float | None) -> str:
        """One decimal as the language writes it; a dash where there is nothing to say."""
        if value is None:
            return "–"
        return f"{value:.1f}".replace(".", "," if self.language is Language.VI else ".")

    def count(self, number: int) -> str:
        return f"{number:,}".replace(",", "." if self.language is Language.VI else ",")

    def day(self, at: dt.datetime | None) -> str:
        return f"{self._local(at):%d/%m/%Y}" if at else self.say("never")

    def older(self, rows: str) -> str:
        """“and 12 older ones”, or nothing."""
        left = len(getattr(self._view, rows)) - MOST
        return words.TEXT["more"].of(self.language).format(n=left) if left > 0 else ""

    def clock(self, at: dt.datetime) -> str:
        """Hours and minutes, with the day where it is another one."""
        here = self._local(at)
        same = here.date() == self._local(self._view.at).date()
        return f"{here:%H:%M}" if same else f"{here:%H:%M %d/%m}"

    def age(self, since: dt.datetime) -> str:
        return words.age(self._view.at - since, self.language)

    def device(self, device: str) -> str:
        kind, _, name = device.partition("-")
        known = words.DEVICES.get(kind)
        return f"{known.of(self.language)} {name}".rstrip() if known else device

    def standing(self, standing: Standing) -> str:
        return words.STANDING[standing].of(self.language)

    def mark(self, standing: Standing) -> str:
        """The class of its shape and colour; the word always stands beside it."""
        return MARK[standing]

    def card(self, row: VisitRow) -> str:
        """How far the card is believed; where one spoke against itself, that."""
        if row.standing is Standing.ERASED:
            return "–"
        told = row.doubt or row.card
        return words.CARD[told].of(self.language) if told else self.say("no_card")

    def card_mark(self, row: VisitRow) -> str:
        """The class of its shape and colour, as `mark`; a card that was not there is no state."""
        if row.doubt or row.card is None:
            return "stop" if row.doubt else "none"
        return "good" if row.card is Verdict.PROVEN else "wait"

    def what(self, fault: Fault) -> str:
        said = words.WHAT.get(fault, remedy(fault).what)
        return said.of(self.language)

    def todo(self, fault: Fault) -> str:
        return words.FOR_STAFF[fault].of(self.language)

    def who(self, fault: Fault) -> str:
        return words.ACTORS[remedy(fault).actor].of(self.language)

    @staticmethod
    def _local(at: dt.datetime) -> dt.datetime:
        return at.astimezone(OFFICE_ZONE)
