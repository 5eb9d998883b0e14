"""The centre as the courier sees it: what the contract lets a kiosk ask, over one kept connection."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote, urlsplit

from kiosk.contract import (
    ANNOUNCEMENTS,
    BUNDLES,
    CERTIFICATE,
    CODING,
    ENVELOPES,
    LINK,
    PREFERENCE,
    REVOKED,
    SIGNATURE,
    TUS_VERSION,
    UPLOADS,
    WAITING,
    Announcement,
    ContractError,
    Link,
    Receipt,
    Refusal,
    Standing,
    refusing,
)
from kiosk.contract.news import RESULTS
from kiosk.faults import Fault
from kiosk.settings import CentreSettings, Secret, SettingsError
from kiosk.sync.certificate import OwnCertificate
from kiosk.sync.connection import (
    EXCHANGE,
    MOST_ANSWER,
    POURING,
    QUESTION,
    Answer,
    Body,
    CentreError,
    Connection,
    UnknownQuestionError,
    nonsense,
)
from kiosk.sync.identity import CentreKey
from kiosk.sync.lifeline import Toll
from kiosk.sync.trust import Trust

EST = "/.well-known/est"  # RFC 7030, 3.2.2
LONGEST = 300.0  # seconds for one file of rules: cases wait meanwhile
SLOWEST = 2000  # bytes a second, below which a line that brings a file counts as dead
REFUSAL = 4096  # bytes of the reason why there is no file
_UPLOAD = re.compile(re.escape(UPLOADS) + r"/[A-Za-z0-9_-]{1,100}")
_COUNT = re.compile(r"[0-9]{1,15}")
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{1,200}")  # RFC 6750, 2.1
_DENIED = {CERTIFICATE: Fault.CERTIFICATE_REFUSED, REVOKED: Fault.DEVICE_REVOKED}
_LATER = frozenset({408, 423, 425, 429})  # and every 5xx


class CentreRefusedError(Exception):
    """The centre says what is wrong with the envelope itself."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


class ResultOverError(Exception):
    """The centre gives this result no longer."""


@dataclass(frozen=True)
class Sending:
    """An announcement as it was sealed, byte for byte, and its place in the device's chain."""

    announcement: Announcement = field(repr=False)  # names and numbers of people
    body: bytes = field(repr=False)
    link: Link


class Centre:
    """Every method may be asked again; all raise CentreError, announce and patch CentreRefusedError too.

    Nothing of an answer is believed before its shape is checked; redirects, cookies and encodings are
    not followed, kept or undone. One thread asks; `hang_up` may be called from another.
    """

    def __init__(
        self,
        settings: CentreSettings,
        certificate_key: Path | None = None,
        own: OwnCertificate | None = None,
        *,
        known: bool = True,
    ) -> None:
        """`certificate_key`: where the key of [centre] certificate is, if it is not in that file. `own`: shown
        where there is no such; whoever shows one needs no token. Not `known` there yet: nothing of it is shown.

        Raises SettingsError for a url that would carry papers and token over an open line, and for certificates
        that cannot be used.
        """
        self._base = _checked_url(settings.url)
        if not known:
            settings, own = replace(settings, token=Secret(""), certificate=""), None
        token = settings.token.reveal()
        certified = settings.certificate or (own and own.held())
        if known and not _TOKEN.fullmatch(token) and (token or not certified):
            raise SettingsError(
                "centre.token must be the text the centre gave this kiosk"
                + ("" if token else ", or it must be enrolled: python -m kiosk.sync enrol")
            )
        self._unpacks = False  # the centre said so in its last answer to an announcement
        headers = {"Tus-Resumable": TUS_VERSION}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self.trust = Trust(settings.ca, settings.certificate, certificate_key, own=own)
        self._connection = Connection(headers, settings.proxy.reveal(), self.trust)
        self._key = CentreKey(settings.key)

    def rely_on(self, time: Callable[[], dt.datetime]) -> None:
        """As Connection.rely_on; without it nothing is asked over https."""
        self._connection.rely_on(time)

    @property
    def breaks(self) -> int:
        """How often the line or the centre failed so far."""
        return self._connection.breaks

    @property
    def until(self) -> float:
        """As Connection.until."""
        return self._connection.until

    def hang_up(self) -> None:
        """Whatever is being asked, now or later, ends at once with CENTRE_UNREACHABLE."""
        self._connection.hang_up()

    def close(self) -> None:
        self._connection.close()

    def toll(self) -> Toll | None:
        """What the line has cost so far; None before anything was asked."""
        return self._connection.toll()

    def let_in(self, device: str) -> None:
        """Whether the token opens the door; raises CentreError, CENTRE_DENIED where it does not."""
        answer = self._ask("GET", f"{ENVELOPES}/{quote(device)}/{'0' * 32}")
        _expect(answer, 200, 404)  # nobody's envelope

    def announce(self, sending: Sending) -> Standing:
        """Say what is coming.

        It travels packed where the centre takes that. A centre that took it a moment ago and now does not
        may have been replaced by an older one: only what it says of the plain text counts.
        """
        headers = {"Content-Type": "application/json", LINK: sending.link.to_header()}
        body, packed = sending.body, self._unpacks
        if packed:
            coded = {**headers, "Content-Encoding": CODING}
            answer = self._ask("POST", ANNOUNCEMENTS, coded, gzip.compress(body, mtime=0))
            packed = answer.status not in (400, 413, 415)
        if not packed:
            answer = self._ask("POST", ANNOUNCEMENTS, headers, body)
        self._unpacks = CODING in answer.headers.get("Accept-Encoding", "").lower().split(", ")
        if answer.status in (400, 409):
            raise self._no(answer, sending)
        _expect(answer, 200, 201)
        return self._standing(answer, sending)

    def standing(self, sending: Sending) -> Standing:
        device = quote(sending.announcement.device)
        envelope = quote(sending.announcement.envelope)
        answer = self._ask("GET", f"{ENVELOPES}/{device}/{envelope}")
        _expect(answer, 200)
        return self._standing(answer, sending)

    def piece(self, name: str, first: int, last: int, size: int, place: str = RESULTS) -> bytes:
        """Bytes of a result, or of a file of a release, of `size` from `first` on, at most to `last` (RFC 9110, 14).

        Raises CentreError alone, and ResultOverError.
        """
        url, most = f"{self._base}{place}/{quote(name)}", last + 1 - first
        headers, seconds = {"Range": f"bytes={first}-{last}"}, EXCHANGE + most / SLOWEST
        room = max(most, MOST_ANSWER)  # for a refusal's words
        answer = self._connection.ask("GET", url, headers, None, QUESTION, seconds, room)
        if answer.status == 410:
            raise ResultOverError
        try:
            _expect(answer, 206)
        except CentreRefusedError as error:
            raise nonsense(error.refusal) from None
        came = f"bytes {first}-{first + len(answer.body) - 1}/{size}"
        if not 0 < len(answer.body) <= most or answer.headers.get("Content-Range") != came:
            raise nonsense("Content-Range")
        return answer.body

    def create(self, announcement: Announcement) -> str:
        """The path of the envelope's upload: asked again, the same."""
        pairs = (("device", announcement.device), ("envelope", announcement.envelope))
        metadata = ",".join(f"{key} {base64.b64encode(v.encode()).decode()}" for key, v in pairs)
        headers = {"Upload-Length": str(announcement.size), "Upload-Metadata": metadata}
        answer = self._ask("POST", UPLOADS, headers)
        _expect(answer, 201)
        return _upload(answer.headers.get("Location", "").removeprefix(self._base))

    def offset(self, upload: str, size: int) -> int:
        """How many of the upload's bytes the centre has."""
        answer = self._ask("HEAD", upload)
        _expect(answer, 200)
        return _offset(answer, size)

    def patch(
        self, sending: Sending, upload: str, offset: int, cargo: Body, seconds: float
    ) -> Standing | None:
        """Send everything from `offset` on in one stream; the line is hung up after `seconds`.

        None: all is there, and where it stands must be asked. Raises what reading the cargo raises.
        """
        size = offset + len(cargo)
        headers = {
            "Prefer": PREFERENCE,
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            "Content-Length": str(len(cargo)),
        }
        body = cargo if len(cargo) else b""
        answer = self._ask("PATCH", upload, headers, body, POURING, seconds)
        if answer.status == 409:  # an older connection's bytes came in between
            raise CentreError(Fault.CENTRE_UNREACHABLE, "the offset has moved")
        _expect(answer, 200, 204)
        if _offset(answer, size) != size:
            raise nonsense("Upload-Offset")
        return self._standing(answer, sending) if answer.status == 200 else None

    def question(self, path: str, body: bytes, signature: str, *, packed: bool = False) -> object:
        """Whatever JSON comes back for a question with the device's signature; raises CentreError alone.

        Believed once it is `signed`: kiosk.sync.questions. `packed`: it travels so, for a centre that knows this
        question takes it.
        """
        headers = {"Content-Type": "application/json", SIGNATURE: signature}
        if packed:
            headers["Content-Encoding"] = CODING
            body = gzip.compress(body, mtime=0)
        answer = self._ask("POST", path, headers, body)
        if answer.status == 404:
            raise UnknownQuestionError
        try:
            _expect(answer, 200)
        except CentreRefusedError as error:
            raise nonsense(error.refusal) from None
        return answer.json()

    def signed(self, said: bytes, signature: object) -> bool:
        """Whether the centre that the settings name signed it."""
        return isinstance(signature, str) and self._key.signed(said, signature)

    def enrol(self, device: str, code: str, request: bytes) -> Answer:
        """What it says to a code and a request for a certificate (RFC 7030, 4.2.1); in good case see `certificates`."""
        pair = base64.b64encode(f"{device}:{code}".encode()).decode()
        return self._certify("simpleenroll", request, {"Authorization": f"Basic {pair}"})

    def renew(self, request: bytes) -> bytes:
        """The next certificate, for the one that is shown (RFC 7030, 4.2.2), in base64 as it came."""
        return certificates(self._certify("simplereenroll", request, {}))

    def authorities(self) -> bytes:
        """Who issues certificates there (RFC 7030, 4.1), in base64 as it came."""
        return certificates(self._ask("GET", f"{EST}/cacerts"))

    def _certify(self, how: str, request: bytes, headers: Mapping[str, str]) -> Answer:
        sent = {"Content-Type": "application/pkcs10", "Content-Transfer-Encoding": "base64"}
        return self._ask("POST", f"{EST}/{how}", {**sent, **headers}, base64.encodebytes(request))

    def _no(self, answer: Answer, sending: Sending) -> CentreRefusedError | CentreError:
        """The centre's, where it signed it: on anybody else's no a case would lie until a clerk looks."""
        row = answer.json()
        if not isinstance(row, dict) or row.get("refusal") not in list(Refusal):
            return nonsense(str(answer.status))
        refusal = Refusal(row["refusal"])
        said = refusing(refusal, sending.announcement.device, sending.body)
        if not self.signed(said, row.get("signature")):
            return nonsense("refusal")
        return CentreRefusedError(refusal)

    def _standing(self, answer: Answer, sending: Sending) -> Standing:
        """Of this envelope; its receipt names exactly what was announced, and the centre signed it."""
        announcement = sending.announcement
        try:
            standing = Standing.from_json(answer.json())
        except ContractError as error:
            raise nonsense(str(error)) from None
        if standing.envelope != announcement.envelope:
            raise nonsense("envelope")
        if standing.upload is not None:
            _upload(standing.upload)
        if standing.offset is not None and standing.offset > announcement.size:
            raise nonsense("offset")
        if standing.receipt and not self.gave(standing.receipt, announcement, sending.body):
            raise nonsense("receipt")
        return standing

    def gave(self, receipt: Receipt, announcement: Announcement, body: bytes) -> bool:
        """Whether this is the centre's word for exactly what was announced with `body`."""
        return self._key.gave(receipt, announcement, body)

    def bundle(self, path: str, most: int, place: str = BUNDLES) -> bytes | None:
        """A file of the repository of rules, or of releases, at most so many bytes; None where there is none."""
        seconds = min(LONGEST, EXCHANGE + most / SLOWEST)
        url = f"{self._base}{place}/{path}"
        room = max(most, REFUSAL)  # why there is none may be longer than a file of no bytes
        answer = self._connection.ask("GET", url, None, None, QUESTION, seconds, room)
        if answer.status == 404:
            return None
        _expect(answer, 200)
        if len(answer.body) > most:
            raise nonsense("endless answer")
        return answer.body

    def _ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | Body | None = None,
        timeout: tuple[float, float] = QUESTION,
        seconds: float = EXCHANGE,
    ) -> Answer:
        return self._connection.ask(method, self._base + path, headers, body, timeout, seconds)


def certificates(answer: Answer) -> bytes:
    """Those of an answer of RFC 7030, in base64; raises CentreError for any other."""
    _expect(answer, 200)
    if not answer.headers.get("Content-Type", "").startswith("application/pkcs7-mime"):
        raise nonsense("Content-Type")
    return answer.body


def _expect(answer: Answer, *statuses: int) -> None:
    if answer.status in statuses:
        return
    if answer.status in (401, 403):
        denied = _DENIED.get(refusal_of(answer), Fault.CENTRE_DENIED)
        raise CentreError(denied, str(answer.status))
    if answer.status in (503, 507) and refusal_of(answer) in WAITING:
        raise CentreError(Fault.CENTRE_BUSY, str(answer.status))
    if answer.status in _LATER or answer.status >= 500:
        raise CentreError(Fault.CENTRE_UNREACHABLE, str(answer.status))
    if answer.status == 422:
        row = answer.json()
        if isinstance(row, dict) and row.get("refusal") == Refusal.CORRUPT:
            raise CentreRefusedError(Refusal.CORRUPT)  # only sent again for it
    raise nonsense(str(answer.status))


def refusal_of(answer: Answer) -> str:
    """The word for which the centre refuses; "" where it is somebody between who answers."""
    try:
        row = answer.json()
    except CentreError:
        return ""
    word = row.get("refusal") if isinstance(row, dict) else ""
    return word if isinstance(word, str) else ""


def _upload(path: str) -> str:
    if not _UPLOAD.fullmatch(path):
        raise nonsense("upload")
    return path


def _offset(answer: Answer, size: int) -> int:
    value = answer.headers.get("Upload-Offset", "")
    if not _COUNT.fullmatch(value) or int(value) > size:
        raise nonsense("Upload-Offset")
    return int(value)


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("http", "https") or parts.query:
        raise SettingsError("centre.url must look like https://tiep-nhan.example.vn")
    if parts.scheme == "http" and not _this_machine(parts.hostname):
        raise SettingsError("centre.url must be https: only to this machine itself may it be http")
    return url.rstrip("/")


def _this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
