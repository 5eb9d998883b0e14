"""Receipts from a stick: believed if the centre signed them for what waits here, whoever brings them; and rules."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.contract import MOST_JSON, Receipt
from kiosk.contract.rules.sets import PART
from kiosk.contract.shapes import DEVICE, ID
from kiosk.contract.stick import (
    BUNDLES,
    OUTBOX,
    RECEIPT,
    RECEIPTS,
    SEALED,
    Stick,
    StickError,
    StickFault,
)
from kiosk.store.database import Database
from kiosk.store.noted import NotedOutbox
from kiosk.store.outbox import Envelope, EnvelopeState, Outbox
from kiosk.sync.connection import nonsense
from kiosk.sync.courier import announcement_of
from kiosk.sync.identity import CentreKey

_RECEIPT = re.compile(ID.pattern + re.escape(RECEIPT))


@dataclass
class Brought:
    """What a stick brought."""

    settled: int = 0  # cases that are done now
    known: int = 0  # receipts that were here already
    not_believed: int = 0
    others: tuple[str, ...] = ()  # other kiosks that the stick is of
    endless: bool = False  # more names than are looked at
    waiting: int = 0  # envelopes that wait on
    settled_ids: list[str] = field(default_factory=list)


class Importer:
    """Runs beside kiosk-sync, in a process of its own. Twice is harmless."""

    def __init__(
        self, db: Database, device: str, key: CentreKey, clock: Callable[[], float]
    ) -> None:
        self._outbox, self._noted = Outbox(db), NotedOutbox(db, clock)
        self._device, self._key = device, key

    def run(self, stick: Stick) -> Brought:
        """Settle what has its receipt, and take from the stick what the centre has. Raises StickError, StoreError.

        Only files of this kiosk are opened: those that its own outbox asks for first, then as many as are looked at.
        """
        brought = Brought()
        for row in self._outbox.rows(0):
            if row.state is not EnvelopeState.DELIVERED:
                self._settle(stick, row.id, brought)
        names, brought.endless = stick.names(RECEIPTS, self._device, shape=_RECEIPT)
        for name in names:
            id = name.removesuffix(RECEIPT)
            if id not in brought.settled_ids and self._outbox.receipt(id):
                brought.known += 1
                self._clear(stick, id)
        brought.others = self._others(stick)
        brought.waiting = self._outbox.waiting()
        return brought

    def _settle(self, stick: Stick, id: str, brought: Brought) -> None:
        try:
            text = stick.read(RECEIPTS, self._device, f"{id}{RECEIPT}", most=MOST_JSON)
        except StickError as error:
            if error.fault is not StickFault.STRANGE:
                raise
            brought.not_believed += 1
            return
        sent = None if text is None else self._outbox.find(id)
        if text is None or sent is None:  # gone meanwhile: the line was quicker
            return
        if not self._true(text, sent):
            brought.not_believed += 1
            return
        receipt = Receipt.from_json(json.loads(text))
        if self._noted.brought(id, json.dumps(receipt.to_json(), ensure_ascii=False)):
            brought.settled += 1
            brought.settled_ids.append(id)
        self._clear(stick, id)

    def _true(self, text: bytes, sent: Envelope) -> bool:
        """Whether it is the centre's word for this very envelope."""
        try:
            receipt = Receipt.from_json(json.loads(text))
            return self._key.gave(receipt, announcement_of(sent), sent.body)
        except (ValueError, RecursionError):  # ContractError too
            return False

    def _clear(self, stick: Stick, id: str) -> None:
        """What the centre has need not lie on a stick any longer, which can be lost."""
        try:
            stick.remove(OUTBOX, self._device, f"{id}{SEALED}")
        except StickError as error:
            if error.fault is StickFault.GONE:
                raise

    def _others(self, stick: Stick) -> tuple[str, ...]:
        found: set[str] = set()
        for folder in (OUTBOX, RECEIPTS):
            names, _ = stick.names(folder, shape=DEVICE)
            found.update(names)
        return tuple(sorted(found - {self._device}))


class StickSource:
    """The province's rules on a stick, as kiosk.sync.framework asks for them: no more trusted than over the line."""

    def __init__(self, stick: Stick) -> None:
        self._stick = stick

    def bundle(self, path: str, most: int) -> bytes | None:
        """Raises CentreError for what is longer, no plain file, or cannot be read."""
        parts = path.split("/")
        if not all(PART.fullmatch(part) for part in parts):
            return None
        try:
            return self._stick.read(BUNDLES, *parts, most=most)
        except StickError as error:
            raise nonsense(error.fault.value) from None


def has_rules(stick: Stick) -> bool:
    """Whether anything lies where the centre lays them. Raises StickError."""
    names, _ = stick.names(BUNDLES, shape=re.compile("metadata"))
    return bool(names)
