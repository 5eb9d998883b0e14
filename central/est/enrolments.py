"""Certificates of kiosks: the first for a one-time code or a request on a stick, the next for the one before."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from central import device_rows
from central.database import Database
from central.device_rows import Device, DevicesError, State, checked, row_of
from central.est import codes
from central.est.authority import DAYS, Authority
from central.est.codes import Code

GRACE = dt.timedelta(days=400)  # after its end a certificate still fetches the next
AGAIN = dt.timedelta(hours=1)  # a cut line: asked again, the same answer

_log = logging.getLogger(__name__)


class Denied(StrEnum):
    """Why a device gets no certificate."""

    CODE = "code"  # no such code
    CODE_OVER = "code-over"
    CODE_USED = "code-used"  # by another key: two machines, or one that was set up anew
    OFTEN = "often"
    KEY = "key"  # another key than the device is known by, and no leave to change it
    KEY_TAKEN = "key-taken"  # another device has it: a copied disk
    REVOKED = "revoked"
    CERTIFICATE = "certificate"  # unknown here
    OVER = "over"  # ended longer ago than the grace lasts


# What somebody should look at: two machines go by one identity, or somebody tries to.
ALARMING = frozenset({Denied.CODE_USED, Denied.KEY, Denied.KEY_TAKEN})

# (transaction, device, kind, when, what of it)
Alarm = Callable[[Connection, str, str, dt.datetime, str], None]


class EnrolmentError(Exception):
    """`denied` says why no certificate is given."""

    def __init__(self, denied: Denied) -> None:
        super().__init__(denied.value)
        self.denied = denied


@dataclass(frozen=True)
class Shown:
    """A certificate that a device showed, as it was issued."""

    device: str
    key: str
    sha256: str
    not_after: str
    revoked_at: str


def make_code(
    database: Database, device: str, office: str, hours: float, now: dt.datetime, *, new_key: bool
) -> str:
    """A code for the device, told this once; one made before and not used counts no more. Raises DevicesError.

    `new_key`: its machine is another, or was set up anew.
    """
    checked(device, office)
    with database.change() as db:
        held = row_of(db, device)
        if held is not None and held.office not in ("", office):
            raise DevicesError(f"{device} is of {held.office}: `device move` it, or name that")
        if held is not None and held.state is State.REVOKED and not new_key:
            raise DevicesError(f"{device} was revoked: it comes back with a new key (--new-key)")
        code = codes.new()
        until = (now + dt.timedelta(hours=hours)).isoformat()
        codes.keep(db, code, Code(device, office, new_key, until, "", ""), now)
    return code


class Enrolments:
    """Any thread, any number of processes that hold the authority. DBAPIError where the database fails."""

    def __init__(
        self,
        database: Database,
        authority: Authority,
        now: Callable[[], dt.datetime],
        alarm: Alarm,
        days: float = DAYS,
    ) -> None:
        """`alarm` keeps what somebody should look at, in the same transaction; a certificate is good for `days`."""
        self._database, self.authority, self._now = database, authority, now
        self._alarm, self._days = alarm, days

    def enrol(self, device: str, code: str, key: str) -> bytes:
        """The first certificate over `key`, which the device proved to have, in DER; the code is used up by it.

        Asked again with the same code and key while that is good, the same. Raises EnrolmentError.
        """
        return self._decided(lambda db: self._enrolled(db, device, code, key))

    def renew(self, sha256: str, key: str) -> bytes:
        """The next one, for whoever has shown the certificate with this digest and has proved to have `key`.

        It may have ended within GRACE. Asked again with it within AGAIN, the same. Raises EnrolmentError.
        """
        return self._decided(lambda db: self._renewed(db, sha256, key))

    def sign(self, device: str, office: str, key: str, *, new_key: bool) -> bytes:
        """One for a request that somebody carried here and vouches for. Raises EnrolmentError, DevicesError."""

        def signed(db: Connection) -> bytes | Denied:
            codes.turn(db, device, self._now())
            held = row_of(db, device)
            whose = office or (held.office if held else "")
            checked(device, whose)
            if held and held.office not in ("", whose):
                raise DevicesError(f"{device} is of {held.office}: `device move` it, or name that")
            return self._known(db, device, whose, key, new_key) or self._issued(
                db, device, whose, key
            )

        return self._decided(signed)

    def _decided(self, decide: Callable[[Connection], bytes | Denied]) -> bytes:
        """In one transaction, which also keeps what was refused."""
        try:
            with self._database.change() as db:
                answer = decide(db)
        except IntegrityError:  # two devices came with one key at the same moment
            answer = Denied.KEY_TAKEN
        if isinstance(answer, Denied):
            raise EnrolmentError(answer)
        return answer

    def _enrolled(self, db: Connection, device: str, typed: str, key: str) -> bytes | Denied:
        if not codes.given(db, device):
            return Denied.CODE
        now = self._now()
        if codes.turn(db, device, now) >= codes.MOST_TRIES:
            return Denied.OFTEN
        code = codes.found(db, device, typed)
        if code is None:
            codes.tried(db, device)
            return Denied.CODE
        if code.expires_at <= now.isoformat():
            return Denied.CODE_OVER
        if code.used_at:
            if code.used_key != key:
                return self._alarmed(db, device, Denied.CODE_USED, key)
            before = _newest(db, device, since=code.used_at)
            return bytes(before.der) if before and before.key == key else Denied.CODE
        denied = self._known(db, device, code.office, key, code.new_key)
        if denied:
            return denied
        codes.use(db, typed, key, now)
        return self._issued(db, device, code.office, key)

    def _renewed(self, db: Connection, sha256: str, key: str) -> bytes | Denied:
        now = self._now()
        shown = _shown(db, sha256)
        if shown is None:
            return Denied.CERTIFICATE
        codes.turn(db, shown.device, now)
        held = row_of(db, shown.device)
        if held is None or held.state is not State.ACTIVE or shown.revoked_at:
            return Denied.REVOKED
        if not key == shown.key == held.key:
            return self._alarmed(db, shown.device, Denied.KEY, key)
        if shown.not_after < (now - GRACE).isoformat():
            return Denied.OVER
        newest = _newest(db, shown.device, since=(now - AGAIN).isoformat())
        if newest and newest.key == key and newest.sha256 != sha256:
            return bytes(newest.der)
        return self._issued(db, shown.device, held.office, key)

    def _known(
        self, db: Connection, device: str, office: str, key: str, new_key: bool
    ) -> Denied | None:
        """From now on the centre knows the device by the key; or why not."""
        spent = device_rows.spent(db, key)
        if (spent or device_rows.keeper(db, key)) not in ("", device):
            return self._alarmed(db, device, Denied.KEY_TAKEN, key)
        if spent:
            return Denied.REVOKED
        held = row_of(db, device)
        if held is not None and held.state is not State.LEFT:
            if held.key == key and held.state is State.REVOKED:
                return Denied.REVOKED
            if held.key != key and not new_key:
                return self._alarmed(db, device, Denied.KEY, key)
        token = held.token if held and held.key == key else ""
        device_rows.put(db, Device(device, office, key, token=token), self._now())
        device_rows.take_back(db, device, "superseded", self._now(), key)
        return None

    def _issued(self, db: Connection, device: str, office: str, key: str) -> bytes:
        now = self._now()
        issued = self.authority.issue(device, office, key, now, self._days)
        db.execute(
            text(
                "insert into certificates "
                "(serial, device, key, sha256, der, not_before, not_after, made_at) "
                "values (:serial, :device, :key, :sha256, :der, :since, :until, :at)"
            ),
            {
                "serial": issued.serial,
                "device": device,
                "key": key,
                "sha256": issued.sha256,
                "der": issued.der,
                "at": now.isoformat(),
                "since": issued.not_before.isoformat(),
                "until": issued.not_after.isoformat(),
            },
        )
        return issued.der

    def _alarmed(self, db: Connection, device: str, denied: Denied, key: str) -> Denied:
        _log.error("%s asks for a certificate: %s", device, denied)
        self._alarm(db, device, f"enrolment-{denied}", self._now(), key)
        return denied


def taken_back(db: Connection) -> list[tuple[str, dt.datetime]]:
    """Serial numbers of certificates that count no more, each with since when, by serial."""
    rows = db.execute(
        text("select serial, revoked_at from certificates where revoked_at <> '' order by serial")
    )
    return [(row.serial, dt.datetime.fromisoformat(row.revoked_at)) for row in rows]


def good_until(db: Connection) -> dict[str, str]:
    """When the last of each device's certificates ends; of those that were not taken back."""
    rows = db.execute(
        text(
            "select device, max(not_after) as until from certificates where revoked_at = '' "
            "group by device"
        )
    )
    return {row.device: row.until for row in rows}


def _shown(db: Connection, sha256: str) -> Shown | None:
    row = db.execute(
        text(
            "select device, key, sha256, not_after, revoked_at from certificates "
            "where sha256 = :sha256"
        ),
        {"sha256": sha256},
    ).one_or_none()
    if row is None:
        return None
    return Shown(row.device, row.key, row.sha256, row.not_after, row.revoked_at)


def _newest(db: Connection, device: str, since: str) -> Any:  # noqa: ANN401 - a row, or None
    """Made since then, and not taken back."""
    return db.execute(
        text(
            "select key, sha256, der from certificates "
            "where device = :device and made_at >= :since and revoked_at = '' "
            "order by made_at desc limit 1"
        ),
        {"device": device, "since": since},
    ).first()
