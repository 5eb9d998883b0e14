"""Signing for the desk: a Unix socket of its own, one batch at a time, one login for each."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from drivers.token import Pin, Token
from drivers.token.pkcs11_token import Pkcs11Token
from kiosk import rights
from kiosk.devices import signing_wire as wire
from kiosk.devices.service import DEAF
from kiosk.devices.signing_batch import Batch, Books, HungUp, Office
from kiosk.dossier.signing.certificates import anchors
from kiosk.dossier.signing.facts import Belief
from kiosk.dossier.signing.revocation import Revocations
from kiosk.settings import Settings
from kiosk.signing import SignRole
from kiosk.store.cases import Cases
from kiosk.store.certifications import Certifications
from kiosk.store.database import open_database
from kiosk.store.errors import StoreError
from kiosk.store.journal import Journal
from kiosk.store.signers import Signers
from kiosk.workspace import Workspace


class Signing:
    """Answers `Check` and `Sign`, each on a connection of its own.

    Whoever hangs up ends the batch after the copy that is being signed. A PIN is never kept; the tokens are the
    same as long as this service lives, so that one they refused is not sent again. `users`: numbers of the
    users who are let in; empty means our own, root, and where a kiosk is installed its desk's.
    """

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        clock: Callable[[], dt.datetime],
        users: frozenset[int] = frozenset(),
    ) -> None:
        self._workspace, self._settings, self._clock = workspace, settings, clock
        self._users = users or rights.users(rights.DESK)
        self._tokens = _tokens(settings)
        self._one = threading.Lock()  # a batch at a time
        self._leaving = threading.Event()
        self._conversations: list[threading.Thread] = []
        self._listener: socket.socket | None = None

    def listen(self, path: Path) -> None:
        """A stale socket of a killed service is replaced; what that one had begun may be signed again."""
        with (
            contextlib.suppress(StoreError),  # without it their leases end by themselves
            contextlib.closing(open_database(self._workspace)) as db,
        ):
            Certifications(db).release()
        self._listener = rights.bound(path)

    def serve(self) -> None:
        """Until `close`."""
        assert self._listener is not None, "listen first"
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed
                return
            thread = threading.Thread(target=self._converse, args=(connection,), daemon=True)
            self._conversations = [each for each in self._conversations if each.is_alive()]
            self._conversations.append(thread)
            thread.start()

    def close(self, seconds: float = 5.0) -> None:
        """End `serve`, and a batch after the copy that is being signed, if that comes in time."""
        self._leaving.set()
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        for conversation in self._conversations:
            conversation.join(seconds)

    def _converse(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            if rights.user_of(connection) not in self._users:
                return
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, DEAF)
            with contextlib.suppress(OSError, wire.SigningWireError, HungUp):
                self._answer(wire.decode_request(lines.readline(wire.MOST_BYTES + 1)), connection)

    def _answer(self, request: wire.Request, connection: socket.socket) -> None:
        def say(answer: wire.Answer) -> None:
            try:
                connection.sendall(wire.encode(answer))
            except OSError:
                raise HungUp from None

        if not self._one.acquire(blocking=False):
            say(wire.Busy())
            return
        try:
            last: wire.Answer = self._perform(request, say)
        except StoreError as error:
            last = wire.Failed(error.fault)
        finally:
            self._one.release()
        say(last)  # now, and not before, whoever hears it may ask for the next batch

    def _perform(self, request: wire.Request, say: Callable[[wire.Answer], None]) -> wire.Ended:
        with contextlib.closing(open_database(self._workspace)) as db:
            books = Books(Certifications(db), Cases(db), Journal(db), Signers(db))
            batch = Batch(books, self._office(), self._tokens[request.role], request.role, say)
            if isinstance(request, wire.Check):
                return batch.check()
            pin = Pin(request.pin.reveal())
            return batch.sign(request.copies, pin, request.last_try, self._goes_on)

    def _goes_on(self) -> bool:
        return not self._leaving.is_set()

    def _office(self) -> Office:
        place = self._workspace
        trust = anchors(place.signing_trust, place.rules_signing_trust)
        return Office(
            belief=Belief(trust, Revocations(place.revocations).status),
            vault=place.vault,
            pictures=place.signature_pictures,
            name=self._settings.office.name.vi,
            clock=self._clock,
        )


def _tokens(settings: Settings) -> dict[SignRole, Token]:
    token = settings.token
    labels = {SignRole.OFFICIAL: token.official, SignRole.ORGANISATION: token.organisation}
    made = {label: Pkcs11Token(token.module, label, token.budget) for label in set(labels.values())}
    return {role: made[label] for role, label in labels.items()}
