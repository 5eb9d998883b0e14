"""The office's registry of signers: who may sign for which role, from when to when, and for whom."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import unicodedata
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from kiosk.signing import Post, Signer, SignRole, post_of
from kiosk.store.database import storing, writing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import stamp

LONGEST = 200  # letters of a name or title

_COLUMNS = "id, name, title, role, certificate, valid_from, valid_to, delegate_of"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Unfit(StrEnum):
    """Why a line is not written."""

    NAME = "name"  # empty, too long, or with characters nobody sees
    TITLE = "title"
    DATES = "dates"  # it would end before it begins
    NO_SUCH_LINE = "no-such-line"
    OTHER_ROLE = "other-role"  # who stands in for a post signs for its role
    DELEGATE_OF_DELEGATE = "delegate-of-delegate"  # the holder of the post names every delegate
    ENDED = "ended"
    CERTIFICATE_TAKEN = "certificate-taken"  # it signs for the other role already


class RegistryError(Exception):
    """The registry stays as it was; the text holds no name."""

    def __init__(self, unfit: Unfit) -> None:
        super().__init__(unfit.value)
        self.unfit = unfit


class Signers:
    """Lines are added, bound to a certificate and ended, never erased: each of that is in the journal.

    Raises StoreError, and RegistryError for what does not fit.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self,
        *,
        name: str,
        title: str,
        role: SignRole,
        valid_from: dt.date,
        valid_to: dt.date | None,
        now: dt.datetime,
        delegate_of: str = "",
    ) -> Signer:
        """A new line, bound to no certificate yet. Its name is kept in NFC, otherwise as given.

        Who is `delegate_of` a line may sign in its holder's place, also once that line is over.
        """
        if valid_to is not None and valid_to < valid_from:
            raise RegistryError(Unfit.DATES)
        line = Signer(
            id=secrets.token_hex(16),
            name=_text(name, Unfit.NAME),
            title=_text(title, Unfit.TITLE),
            role=role,
            certificate="",
            valid_from=valid_from,
            valid_to=valid_to,
            delegate_of=delegate_of,
        )
        with writing(self._db):
            if delegate_of:
                post = self.find(delegate_of)
                if post.role is not role:
                    raise RegistryError(Unfit.OTHER_ROLE)
                if post.delegate_of:
                    raise RegistryError(Unfit.DELEGATE_OF_DELEGATE)
            self._insert(line, now)
            Journal(self._db).write(
                JournalEvent.SIGNER_ADDED,
                now,
                signer=line.id,
                role=role.value,
                **({"delegate_of": delegate_of} if delegate_of else {}),
            )
        return line

    def end(self, id: str, last: dt.date, now: dt.datetime) -> Signer:
        """Nobody signs by this line after that day. A line is never prolonged: there is `add` for that.

        A last day before its first one takes the whole line back.
        """
        with writing(self._db):
            line = self.find(id)
            if line.valid_to is not None and line.valid_to <= last:
                raise RegistryError(Unfit.ENDED)
            self._db.conn.execute(
                "update signers set valid_to = ?, ended_at = ? where id = ?",
                (last.isoformat(), stamp(now), id),
            )
            Journal(self._db).write(
                JournalEvent.SIGNER_ENDED, now, signer=id, last=last.isoformat()
            )
            return self.find(id)

    def bind(self, id: str, certificate: str, now: dt.datetime) -> Signer:
        """From now on this line signs with the certificate of that sha256 (of its DER, in hex), and no other.

        Bound again, a renewed certificate takes the place of the old one. Whether the names agree is for
        kiosk.dossier.signing.names to say before. One certificate never signs for both roles.
        """
        if not _SHA256.fullmatch(certificate):
            raise ValueError("a certificate is named by 64 hex digits")
        with writing(self._db):
            line = self.find(id)
            bound = [other.role for other in self.all() if other.certificate == certificate]
            if any(role is not line.role for role in bound):
                raise RegistryError(Unfit.CERTIFICATE_TAKEN)
            self._db.conn.execute(
                "update signers set certificate = ?, bound_at = ? where id = ?",
                (certificate, stamp(now), id),
            )
            Journal(self._db).write(
                JournalEvent.SIGNER_BOUND, now, signer=id, certificate=certificate
            )
            return self.find(id)

    def all(self) -> tuple[Signer, ...]:
        """Every line there ever was, in the order of adding."""
        with storing():
            rows = self._db.conn.execute(
                f"select {_COLUMNS} from signers order by rowid"
            ).fetchall()
        return tuple(_signer(row) for row in rows)

    def find(self, id: str) -> Signer:
        """One line; raises RegistryError for one that is not there."""
        with storing():
            row = self._db.conn.execute(
                f"select {_COLUMNS} from signers where id = ?", (id,)
            ).fetchone()
        if row is None:
            raise RegistryError(Unfit.NO_SUCH_LINE)
        return _signer(row)

    def may_sign(self, role: SignRole, day: dt.date) -> tuple[Signer, ...]:
        """Whose lines hold on that day of the office's: holders of the post first, then delegates."""
        return self.post_of(role, day).everybody

    def post_of(self, role: SignRole, day: dt.date) -> Post:
        """Who holds the post of a role on that day; vacant where nobody does and nobody stands in."""
        return post_of(role, day, self.all())

    def _insert(self, line: Signer, now: dt.datetime) -> None:
        self._db.conn.execute(
            f"insert into signers ({_COLUMNS}, added_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(line.id, line.name, line.title, line.role.value, line.certificate),
                line.valid_from.isoformat(),
                line.valid_to.isoformat() if line.valid_to else None,
                line.delegate_of or None,
                stamp(now),
            ),
        )


def _text(given: str, unfit: Unfit) -> str:
    text = " ".join(unicodedata.normalize("NFC", given).split())
    if not 0 < len(text) <= LONGEST or any(unicodedata.category(char)[0] == "C" for char in text):
        raise RegistryError(unfit)
    return text


def _signer(row: tuple[Any, ...]) -> Signer:
    id, name, title, role, certificate, valid_from, valid_to, delegate_of = row
    return Signer(
        id=id,
        name=name,
        title=title,
        role=SignRole(role),
        certificate=certificate,
        valid_from=dt.date.fromisoformat(valid_from),
        valid_to=dt.date.fromisoformat(valid_to) if valid_to else None,
        delegate_of=delegate_of or "",
    )
