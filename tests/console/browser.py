"""A browser without a screen, straight at the application: addresses, cookies, forms; no network."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import unquote, urlencode, urlsplit

BASE = "http://127.0.0.1:8460"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]  # the last of each name
    body: bytes
    pairs: tuple[tuple[str, str], ...] = ()

    def all(self, name: str) -> list[str]:
        """Every header of that name."""
        return [value for each, value in self.pairs if each == name]

    @property
    def text(self) -> str:
        return self.body.decode()


class Browser:
    """Answers are taken as they come: nothing is followed by itself."""

    def __init__(self, app, loop: asyncio.AbstractEventLoop, base: str = BASE) -> None:
        self._app, self._loop, self._base = app, loop, base
        self.cookies: dict[str, str] = {}
        self.client = "127.0.0.1"  # from where it asks
        self.csrf = ""

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, b"", headers)

    def send(self, path: str, **fields) -> Answer:
        """A form as a page of ours would bear it: with its mark, from our own origin. A list is sent as several."""
        body = urlencode({"mark": self.csrf, **fields}, doseq=True).encode()
        return self.post(path, body, {"origin": self._base})

    def post(self, path: str, body: bytes, headers: dict[str, str] | None = None) -> Answer:
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, body, {**kind, **(headers or {})})

    def follow(self, answer: Answer) -> Answer:
        """Where an answer leads."""
        return self.get(answer.headers["location"])

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        return self._loop.run_until_complete(self._ask(method, path, body, headers))

    async def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        base, (asked, _, query) = urlsplit(self._base), path.partition("?")
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"host": base.netloc, "content-length": str(len(body)), "cookie": cookie, **headers}
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
            "scheme": base.scheme, "path": unquote(asked), "raw_path": asked.encode(), "root_path": "",
            "query_string": query.encode(), "client": (self.client, 50000),
            "server": (base.hostname, base.port),
            "headers": [(k.lower().encode(), v.encode()) for k, v in sent.items()],
        }  # fmt: skip
        told, parts = {}, []

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            if message["type"] == "http.response.start":
                told.update(message)
            else:
                parts.append(message.get("body", b""))

        await self._app(scope, receive, send)
        pairs = [(k.decode().lower(), v.decode()) for k, v in told["headers"]]
        for value in (value for name, value in pairs if name == "set-cookie"):
            for name, morsel in SimpleCookie(value).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return Answer(told["status"], dict(pairs), b"".join(parts), tuple(pairs))
