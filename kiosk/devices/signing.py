"""Signing for the desk: a Unix socket of its own, one batch at a time, a login in a child of its own."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import secrets
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database

from kiosk.devices import signing_wire as wire
from kiosk.devices.service import DEAF, user_of
from kiosk.devices.signing_batch import Batch, HungUp
from kiosk.dossier.signing.login import Desk, Marks
from kiosk.settings import Settings
from kiosk.signing import SignRole, post_of
from kiosk.store.certifications import Certifications
from kiosk.store.database import open_database
from kiosk.store.errors import StoreError
from kiosk.store.journal import Journal
from kiosk.store.moments import office_day
from kiosk.store.signers import Signers
from kiosk.workspace import Workspace


class Signing:
    """Answers `Check` and `Sign`, each on a connection of its own.

    Whoever hangs up ends the batch after the copy that is being signed. A PIN is never kept; one that a token
    refused is known again by its mark, and is not sent to that token twice while this service lives.
    `users`: numbers of the users who are let in; empty means our own and root.
    """

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        clock: Callable[[], dt.datetime],
        users: frozenset[int] = frozenset(),
    ) -> None:
        self._workspace, self._settings, self._clock = workspace, settings, clock
        self._users = users or frozenset({0, os.geteuid()})
        self._one = threading.Lock()  # a batch at a time
        self._key = secrets.token_bytes(32)
        self._refused: set[str] = set()
        self._leaving = threading.Event()
        self._conversations: list[threading.Thread] = []
        self._listener: socket.socket | None = None

    def listen(self, path: Path) -> None:
        """A stale socket of a killed service is replaced; what that one had begun may be signed again."""
        with contextlib.closing(open_database(self._workspace)) as db:
            Certifications(db).release()
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(os.fspath(path))
        path.chmod(0o600)
        listener.listen(4)
        self._listener = listener

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
            if user_of(connection) not in self._users:
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
            with contextlib.closing(open_database(self._workspace)) as db:
                batch = Batch(db, self._desk(db, request.role), self._clock, say)
                if isinstance(request, wire.Check):
                    batch.check()
                else:
                    self._sign(batch, request)
        except StoreError as error:
            say(wire.Failed(error.fault))
        finally:
            self._one.release()

    def _sign(self, batch: Batch, request: wire.Sign) -> None:
        marks = Marks(self._key, tuple(self._refused))
        entered = batch.sign(
            request.copies, request.pin, marks, request.last_try, lambda: not self._leaving.is_set()
        )
        if entered.wrong:
            self._refused.add(entered.wrong)

    def _desk(self, db: Database, role: SignRole) -> Desk:
        token, now = self._settings.token, self._clock()
        signers = Signers(db).all()
        seal = post_of(SignRole.ORGANISATION, office_day(now), signers).everybody
        labels = {SignRole.OFFICIAL: token.official, SignRole.ORGANISATION: token.organisation}
        known = Journal(db).newest()
        return Desk(
            role=role,
            module=token.module,
            label=labels[role],
            vault=self._workspace.vault,
            trust=self._workspace.signing_trust,
            revocations=self._workspace.revocations,
            stamps=self._workspace.stamps,
            signers=signers,
            office=seal[0].name if seal else self._settings.office.name.vi,
            now=now.isoformat(),
            known=known.isoformat() if known else "",
        )
