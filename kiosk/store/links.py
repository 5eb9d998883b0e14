"""The device's chain: every envelope's place in it, told the same way ever after."""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database

from kiosk.contract import Link, digest
from kiosk.store.database import storing, writing


class Links:
    """The table of links; appended to when an envelope is first told of, over the line or on a stick.

    Raises StoreError.
    """

    def __init__(self, db: Database, device: str, sign: Callable[[bytes], str]) -> None:
        """`sign` gives the device's Ed25519 signature as 128 hex digits."""
        self._db, self._device, self._sign = db, device, sign

    def of(self, envelope: str, body: bytes) -> Link:
        """The envelope's link, made and safe from power cuts before anybody is told of it."""
        if known := self._known(envelope, body):
            return known
        with writing(self._db):
            if known := self._known(envelope, body):  # by another process, a moment ago
                return known
            seq, previous = self.head()
            seq += 1
            said = Link.said(self._device, seq, previous, body)
            link = Link(seq, previous, self._sign(said))
            self._db.conn.execute(
                "insert into links (seq, envelope, previous, digest, signature) "
                "values (?, ?, ?, ?, ?)",
                (seq, envelope, previous, digest(said), link.signature),
            )
        return link

    def head(self) -> tuple[int, str]:
        """Number and digest of the last link, ours or one that the centre was told of; (0, "") before the first."""
        with storing():
            row = self._db.conn.execute(
                "select seq, digest from links union all select seq, digest from resumed "
                "order by seq desc limit 1"
            ).fetchone()
        return (int(row[0]), str(row[1])) if row else (0, "")

    def _known(self, envelope: str, body: bytes) -> Link | None:
        """Signed by the key of today: the same word as before (RFC 8032, 5.1.6), but where the machine came back under
        its name with a new key, which is the only one that the centre believes then."""
        with storing():
            row = self._db.conn.execute(
                "select seq, previous from links where envelope = ?", (envelope,)
            ).fetchone()
        if row is None:
            return None
        seq, previous = int(row[0]), str(row[1])
        return Link(seq, previous, self._sign(Link.said(self._device, seq, previous, body)))
