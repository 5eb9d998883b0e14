"""Where the other desks of the office come in: what they know is taken, what they lack is told, a deed is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk.hall.conductor import Conductor
from kiosk.hall.letters import Letter, LetterError, read
from kiosk.hall.neighbours import DEED, EXCHANGE, STANDING, Neighbours
from kiosk.hall.others import Silence
from kiosk.hall.proof import HEADER, Door, ProofError, Proven, Unproven
from kiosk.rules.queue.deeds import NotNow
from kiosk.store.errors import StoreError

_Answer = tuple[int, bytes]
Work = Callable[[Proven, bytes, bool], _Answer]  # who asks, what, and whether over https
NOTHING: Mapping[str, Work] = MappingProxyType({})


def routes(
    conductor: Conductor, neighbours: Neighbours, more: Mapping[str, Work] = NOTHING
) -> list[Route]:
    """None where the office has one desk. `more`: what else desks ask each other, by its path (below DESKS)."""
    settings = conductor.settings
    if not settings.desks:
        return []
    known = {settings.kiosk, *(desk.kiosk for desk in settings.desks)}
    secret = settings.hall.secret.reveal()
    door = Door(secret, settings.kiosk, known, lambda: conductor.now().steady)
    behind = _DeskDoor(conductor, neighbours, door)
    return [*behind.routes(), *(behind.route(path, work) for path, work in more.items())]


class _DeskDoor:
    def __init__(self, conductor: Conductor, neighbours: Neighbours, door: Door) -> None:
        self._conductor, self._neighbours, self._door = conductor, neighbours, door

    def routes(self) -> list[Route]:
        return [
            self.route(EXCHANGE, _of_letters(self._exchange)),
            self.route(DEED, _of_letters(self._deed)),
            self.route(STANDING, _of_letters(self._standing)),
        ]

    def route(self, path: str, work: Work) -> Route:
        """Answered to proven desks alone."""
        return Route(path, self._behind(work), methods=["POST"])

    def _behind(self, work: Work) -> Callable[[Request], object]:
        async def ask(request: Request) -> Response:
            body = await request.body()
            header = request.headers.get(HEADER, "")
            try:
                proven = self._door.open(request.method, request.url.path, header, body)
                secure = request.url.scheme == "https"
                status, answer = await run_in_threadpool(self._done, work, proven, body, secure)
                nonce = proven.nonce
            except ProofError as error:
                status = 401 if error.why is Unproven.STALE else 403
                answer, nonce = error.why.value.encode(), error.nonce
            proof = {HEADER: self._door.seal(nonce, status, answer)} if nonce else {}
            return Response(answer, status, proof, "application/json")

        return ask

    def _done(self, work: Work, proven: Proven, body: bytes, secure: bool) -> _Answer:
        try:
            return work(proven, body, secure)
        except LetterError:
            return 400, b""
        except (StoreError, NotNow):  # our own disk or end: nothing was done
            return 503, b""

    def _exchange(self, proven: Proven, letter: Letter) -> _Answer:
        if self._is_twin(proven):
            return 403, Silence.NOT_FOR_US.value.encode()
        self._conductor.take(letter.entries)
        self._neighbours.of(proven.kiosk).heard(letter, proven.moment)
        return self._told(200, proven, letter)

    def _deed(self, proven: Proven, letter: Letter) -> _Answer:
        if self._is_twin(proven):
            return 403, Silence.NOT_FOR_US.value.encode()
        if letter.asked is None:
            return 400, b""
        self._conductor.take(letter.entries)
        if not letter.only and not self._neighbours.reaches(proven.kiosk):
            return 421, b""  # its own numbers would wait for ever
        try:
            try:
                self._conductor.order(letter.asked, letter.only)
            except NotNow as refused:
                return self._told(409, proven, letter, refused)
            return self._told(200, proven, letter)
        except (StoreError, NotNow):  # it may be written: whoever asks must not take it for refused
            return 200, b""

    def _standing(self, _: Proven, letter: Letter) -> _Answer:
        """What is held; and what `heads` lack, where there are any: nothing is noted of who asks."""
        lacking = self._conductor.lacks(letter.heads) if letter.heads else ()
        return 200, Letter(self._conductor.seen().heads, lacking).to_bytes()

    def _told(
        self, status: int, proven: Proven, letter: Letter, refused: NotNow | None = None
    ) -> _Answer:
        lacking = self._neighbours.of(proven.kiosk).lacking(letter)
        yours = self._conductor.mark(proven.kiosk, letter.heads.get(proven.kiosk, 0))
        heads = self._conductor.seen().heads
        return status, Letter(heads, lacking, refused=refused, yours=yours).to_bytes()

    def _is_twin(self, proven: Proven) -> bool:
        """Another machine with our own number: two that give the same numbers."""
        return proven.kiosk == self._conductor.settings.kiosk


def _of_letters(work: Callable[[Proven, Letter], _Answer]) -> Work:
    return lambda proven, body, _: work(proven, read(body))
