"""The line to another desk: one connection kept open, letters proven both ways, and no wait beyond seconds."""

from __future__ import annotations

import http.client
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from kiosk.hall.letters import Letter, LetterError, read
from kiosk.hall.others import Silence, Unclear, Unheard
from kiosk.hall.proof import HEADER, Key, Told

CONNECT = 1.0  # seconds
PATIENCE = 2.0  # seconds for an answer
_MOST = 4 * 1024 * 1024  # bytes of an answer
_ATTEMPTS = 3
_DONE, _STALE, _REFUSED, _ALONE, _BUSY = 200, 401, 403, 421, 503
_SILENCES = {_ALONE: Silence.NOT_HEARING, _BUSY: Silence.BUSY}


@dataclass
class Lately:
    """What the other desk told last of its clock, on whichever line."""

    told: Told = Told()


class Line:
    """To the desk of one kiosk; for several threads, one letter at a time. `lately` is shared by its lines."""

    def __init__(self, url: str, key: Key, lately: Lately | None = None) -> None:
        self._parts, self._key, self._lately = urlsplit(url), key, lately or Lately()
        self._lock = threading.Lock()
        self._connection: http.client.HTTPConnection | None = None
        self._doubted = False

    def ask(self, path: str, letter: Letter) -> Letter:
        """The answer. Raises Unheard where nothing was done there, Unclear where something may have been."""
        return _read(*self._settled(path, letter.to_bytes()))

    def carry(self, path: str, body: bytes) -> bytes:
        """As `ask`, for what is no letter."""
        status, answer = self._settled(path, body)
        if status != _DONE:
            raise Unheard(_why(answer) if status == _REFUSED else _silence(status))
        return answer

    def _settled(self, path: str, body: bytes) -> tuple[int, bytes]:
        if not self._lock.acquire(timeout=PATIENCE):
            raise Unheard(Silence.NO_ANSWER)
        try:
            if self._doubted:
                self._hang_up()
            for _ in range(_ATTEMPTS):
                status, answer = self._post(path, body)
                if status != _STALE:  # else with the moment it has just told
                    return status, answer
            raise Unheard(Silence.NO_ANSWER)
        finally:
            self._lock.release()

    def doubt(self) -> None:
        """The other line there is dead: a connection kept on this one may be, too. Does not wait."""
        self._doubted = True

    def close(self) -> None:
        with self._lock:
            self._hang_up()

    def _post(self, path: str, body: bytes) -> tuple[int, bytes]:
        head, nonce = self._key.sign("POST", path, body, self._lately.told)
        headers = {HEADER: head, "Content-Type": "application/json"}
        response, answer = self._exchange(path, body, headers)
        told = self._key.read(nonce, response.status, response.getheader(HEADER, ""), answer)
        if told is not None:
            self._lately.told = told
            return response.status, answer
        self._hang_up()
        # Somebody between us, or another secret: a refusal that nobody proves may hide that it was done.
        wrong = response.status in (_DONE, _REFUSED)
        raise Unclear(Silence.WRONG_SECRET if wrong else _silence(response.status))

    def _exchange(
        self, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """Once more where a kept connection was closed meanwhile: what was done is not done twice, by its id."""
        tried = False
        for kept in (self._connection is not None, False):
            try:
                connection = self._connect()
            except Unheard as error:
                if tried:
                    raise Unclear(error.why) from error
                raise
            tried = True
            try:
                connection.request("POST", path, body, headers)
                response = connection.getresponse()
                return response, response.read(_MOST)
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as error:
                self._hang_up()
                if not kept:
                    raise Unclear(Silence.NO_ANSWER) from error
            except (OSError, http.client.HTTPException) as error:
                self._hang_up()
                raise Unclear(Silence.NO_ANSWER) from error
        raise Unclear(Silence.NO_ANSWER)

    def _connect(self) -> http.client.HTTPConnection:
        if self._connection is None:
            host, port = self._parts.hostname or "", self._parts.port
            if self._parts.scheme == "https":
                # The proof is the letters' own, both ways: an office has no authority that vouches for its machines.
                open_to_all = ssl.create_default_context()
                open_to_all.check_hostname, open_to_all.verify_mode = False, ssl.CERT_NONE
                made: http.client.HTTPConnection = http.client.HTTPSConnection(
                    host, port, timeout=CONNECT, context=open_to_all
                )
            else:
                made = http.client.HTTPConnection(host, port, timeout=CONNECT)
            try:
                made.connect()
            except OSError as error:
                made.close()
                raise Unheard(Silence.NO_ANSWER) from error
            made.sock.settimeout(PATIENCE)
            self._connection = made
        return self._connection

    def _hang_up(self) -> None:
        self._doubted = False
        if self._connection:
            self._connection.close()
            self._connection = None


def _read(status: int, answer: bytes) -> Letter:
    if status not in (_DONE, 409):
        raise Unheard(_why(answer) if status == _REFUSED else _silence(status))
    try:
        return read(answer)
    except LetterError:
        raise Unclear(Silence.NONSENSE) from None


def _silence(status: int) -> Silence:
    return _SILENCES.get(status, Silence.NONSENSE)


def _why(answer: bytes) -> Silence:
    try:
        return Silence(answer.decode("ascii"))
    except ValueError:
        return Silence.NONSENSE
