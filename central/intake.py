"""What the centre has: announcements as they came, uploads as far as they came, receipts for ever.

envelopes            one row an envelope
pieces               what is here of files that are still on their way: objects uploads/...
blobs/ab/abc...      files that are here whole, by their sha256; of received envelopes all
(what is told of them, and results to hand over: central.news)
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from central import corrections, greetings
from central.database import text
from central.envelopes import Upload, forgotten, found, pieces, uploaded
from central.events import Events
from central.holding import held
from central.keys import CentreKey, SealingKey
from central.news import RESULTS, News
from central.objects import NoObjectError
from central.papers import UPLOADS as PIECES
from central.papers import MismatchError, Papers, Piece, Source
from central.place import Place
from kiosk.contract import (
    UPLOADS,
    Announcement,
    Greeting,
    Known,
    Link,
    Receipt,
    Standing,
    digest,
)

AGE = 3600.0  # seconds after which what belongs to nothing was left by a process that is gone
_ADD = text(
    "insert into envelopes (device, envelope, code, size, announced_at, body, upload, link_seq, "
    "link, link_digest, twin) values (:device, :envelope, :code, :size, :at, :body, :upload, :seq, "
    ":link, :digest, case when exists "
    "(select 1 from envelopes where device = :device and link_seq = :seq) or exists "
    "(select 1 from numbers_told_anew where device = :device and seq = :seq) then 1 else 0 end) "
    "on conflict (device, envelope) do nothing returning twin"
)
_RECEIVED = text(
    "update envelopes set receipt = :receipt, arrived = size "
    "where device = :device and envelope = :envelope and receipt is null"
)
_PIECE = text(
    "insert into pieces (upload, start, size, name) values (:upload, :start, :size, :name)"
)
_NEEDED = text(
    "select 1 from pieces join envelopes on envelopes.upload = pieces.upload "
    "where pieces.name = :name and envelopes.receipt is null"
)


class ConflictError(Exception):
    """The same envelope id was announced before with other contents, or it corrects what it cannot."""


class CorruptError(Exception):
    """Bytes arrived that are not what was announced; the upload is dropped, to be sent again."""


class OvertakenError(Exception):
    """Somebody else went on with the upload meanwhile: these bytes were not kept."""


class Intake:
    """Any number of processes at one database and one store of objects; of those in a folder one.

    Its methods may be called from any thread. They raise OSError or SQLAlchemyError when disk, store or database
    fail, and may be asked again then.
    """

    def __init__(self, place: Place, now: Callable[[], dt.datetime]) -> None:
        """Raises TakenError where another process serves the folder, DatabaseError, BucketError, OSError."""
        self.now = now
        self._alone = place.is_alone
        self._held = held(place)
        try:
            self.database, self.objects = place.open_database(), place.open_objects()
        except BaseException:
            self._held.close()
            raise
        place.settle()
        self._papers = Papers(self.objects)
        self.key, self.sealing = CentreKey.of(place.data), SealingKey.of(place.data)
        self.events = Events.of(place.data, now)
        self.news = News(self.database, self.objects, now, self.events)

    def close(self) -> None:
        self.database.close()
        self._held.close()

    def tidy(self) -> None:
        """After a stop at any moment: remove what belongs to nothing. Other processes may be at work beside."""
        age = 0.0 if self._alone else AGE
        for folder in ("blobs", PIECES):
            self.objects.sweep(folder, age)
        self.objects.sweep(RESULTS, AGE)  # a command keeps them, also while we start
        for name in list(self.objects.names(PIECES, age)):
            with self.database.change() as db:
                needed = db.execute(_NEEDED, {"name": name}).first()
                if needed is None:
                    db.execute(text("delete from pieces where name = :name"), {"name": name})
            if needed is None:
                self.objects.remove(name)

    def announce(
        self, announcement: Announcement, body: bytes, link: Link
    ) -> tuple[bool, Standing]:
        """Whether it is new, and where it stands, with an upload from now on; raises ConflictError, also for what
        corrects an envelope of another case.

        The body is kept as it came; announced again it may differ in spacing and order only. An envelope under
        a number that another has is taken in all the same: a citizen's case must not pay for a copied disk.
        """
        device, now = announcement.device, self.now()
        link_digest = digest(Link.said(device, link.seq, link.previous, body))
        row = {
            "device": device,
            "envelope": announcement.envelope,
            "code": announcement.code,
            "size": announcement.size,
            "at": now.isoformat(),
            "body": body,
            "upload": secrets.token_hex(16),
            "seq": link.seq,
            "link": link.to_header(),
            "digest": link_digest,
        }
        with self.database.change() as db:
            greetings.note_link(db, device, link.seq, link_digest)  # first: it is the device's lock
            if not corrections.fits(db, announcement):
                raise ConflictError
            added = db.execute(_ADD, row).first()
            if added is None:
                known = found(db, device, announcement.envelope)
                if json.loads(known.body) != json.loads(body):
                    raise ConflictError  # and nothing of it was told
                greetings.told_anew(db, device, link.seq, announcement.envelope, now)
                return False, known.stands()
            if added.twin:
                greetings.note_twin(db, device, now)
        path = f"{UPLOADS}/{row['upload']}"
        return True, Standing(announcement.envelope, path, None, 0, bool(added.twin))

    def greet(self, device: str, greeting: Greeting) -> Known:
        """What is known of the device that greets."""
        with self.database.change() as db:
            return greetings.greet(db, device, greeting, self.now())

    def missing(self, device: str, asked: tuple[str, ...]) -> tuple[str, ...]:
        """Which of these envelopes of the device have no receipt here."""
        with self.database.look() as db:
            return greetings.missing(db, device, asked)

    def standing(self, device: str, envelope: str) -> Standing:
        """Where an envelope stands; raises UnknownError."""
        with self.database.look() as db:
            return found(db, device, envelope).stands()

    def create(self, device: str, envelope: str, length: int) -> Upload:
        """The envelope's one upload, new or known; raises UnknownError, or ConflictError for a length not announced."""
        with self.database.look() as db:
            upload = found(db, device, envelope)
        if upload.size != length:
            raise ConflictError
        if upload.id:
            return upload
        with self.database.change() as db:
            db.execute(
                text(
                    "update envelopes set upload = :upload, arrived = 0 "
                    "where device = :device and envelope = :envelope and upload is null"
                ),
                {"upload": secrets.token_hex(16), "device": device, "envelope": envelope},
            )
            return found(db, device, envelope)

    def upload(self, device: str, id: str) -> Upload:
        """An upload of this device; raises UnknownError."""
        with self.database.look() as db:
            return uploaded(db, device, id)

    def take(self, upload: Upload) -> Upload:
        """The upload as it stands, and the turn at it: whoever found it before keeps nothing any more.

        Raises UnknownError for one that was dropped meanwhile.
        """
        if upload.receipt is None:
            with self.database.change() as db:
                db.execute(
                    text(
                        "update envelopes set turn = turn + 1 "
                        "where upload = :upload and device = :device and receipt is null"
                    ),
                    {"upload": upload.id, "device": upload.device},
                )
        return self.upload(upload.device, upload.id)

    def keep(self, upload: Upload, data: bytes) -> Upload:
        """Keep what came of an upload from `arrived` on: files that are whole now, and what there is of the next.

        With the last byte the envelope is received, once and for ever. Raises OvertakenError; CorruptError for
        a file that is not the announced one, and the upload begins anew under another name then.
        """
        if upload.receipt:
            return upload
        announcement = upload.announcement()
        at, rest, begin = upload.arrived, data, 0
        new: list[Piece] = []
        try:
            for file in announcement.files:
                end = begin + file.size
                if rest and at < end:
                    part, rest = rest[: end - at], rest[end - at :]
                    if at + len(part) == end:
                        self._papers.keep(file, self._pieces(upload, begin, at), part)
                    else:
                        new.append(self._papers.piece(upload.id, at, part))
                    at += len(part)
                begin = end
        except (MismatchError, NoObjectError):
            # A piece is not there: whoever was faster cleared away, and nothing is dropped then; or it was lost, and
            # nobody could ever go on from where it was.
            self._drop(upload)
            raise CorruptError from None
        if at == upload.size:
            return replace(upload, arrived=at, receipt=self._receive(upload, announcement))
        self._note(upload, at, new)
        return replace(upload, arrived=at)

    def bring(self, device: str, envelope: str, files: Source) -> Receipt:
        """Check and keep every file of an announced envelope that came another way; the one receipt, as `keep`.

        `files` gives the announced bytes from the beginning, each time anew. What is under way over the line
        is neither waited for nor disturbed. Raises UnknownError, CorruptError, and what reading raises.
        """
        with self.database.look() as db:
            upload = found(db, device, envelope)
        if upload.receipt:
            return upload.receipt
        announcement = upload.announcement()
        try:
            self._papers.bring(announcement.files, files)
        except MismatchError:
            raise CorruptError from None
        return self._receive(upload, announcement)

    def _pieces(self, upload: Upload, begin: int, at: int) -> list[Piece]:
        if at == begin:
            return []
        with self.database.look() as db:
            return pieces(db, upload.id, begin, at)

    def _note(self, upload: Upload, at: int, new: list[Piece]) -> None:
        """So much is kept; raises OvertakenError where this is not the newest any more."""
        if at == upload.arrived:
            return
        row = {"upload": upload.id, "before": upload.arrived, "turn": upload.turn, "at": at}
        with self.database.change() as db:
            noted = db.execute(
                text(
                    "update envelopes set arrived = :at where upload = :upload "
                    "and arrived = :before and turn = :turn and receipt is null"
                ),
                row,
            )
            for piece in new if noted.rowcount else ():
                db.execute(_PIECE, {"upload": upload.id, **vars(piece)})
        if not noted.rowcount:
            self._papers.remove(new)
            raise OvertakenError

    def _receive(self, upload: Upload, announcement: Announcement) -> Receipt:
        """All its files are kept: its one receipt."""
        receipt = Receipt(
            id=secrets.token_hex(16),
            device=upload.device,
            envelope=upload.envelope,
            received_at=self.now().isoformat(),
            files=announcement.files,
            announcement=digest(upload.body),
        )
        receipt = replace(receipt, signature=self.key.sign(receipt.said()))
        left: list[Piece] = []
        with self.database.change() as db:
            if not self._record(db, announcement, receipt):
                known = found(db, upload.device, upload.envelope)
                assert known.receipt, "neither given nor to be given"
                receipt = known.receipt
            elif upload.arrived:
                left = forgotten(db, upload.id)
        self._papers.remove(left)
        return receipt

    def _record(self, db: Connection, announcement: Announcement, receipt: Receipt) -> bool:
        """The moment an envelope is received; False: it was before, and stays as it was then."""
        envelope = {"device": announcement.device, "envelope": announcement.envelope}
        recorded = db.execute(_RECEIVED, {**envelope, "receipt": json.dumps(receipt.to_json())})
        if recorded.rowcount:
            self.events.received(db, announcement, receipt.received_at)
        return recorded.rowcount == 1

    def _drop(self, upload: Upload) -> None:
        """Raises OvertakenError where this is not the newest any more."""
        with self.database.change() as db:
            dropped = db.execute(
                text(
                    "update envelopes set upload = null, arrived = 0 where upload = :upload "
                    "and arrived = :arrived and turn = :turn and receipt is null"
                ),
                {"upload": upload.id, "arrived": upload.arrived, "turn": upload.turn},
            )
            if not dropped.rowcount:
                raise OvertakenError
            left = forgotten(db, upload.id)
        self._papers.remove(left)
