"""What every page that a desk serves has in common: its templates and what its answers say to browsers."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SHUT = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
# No answer says otherwise of these for itself.
_NOBODYS = ("content-security-policy", "x-content-type-options")


def templates(package: str) -> Environment:
    """A package's templates: everything escaped, and a name that is missing is an error."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Guarded:
    """Every answer carries the headers, a refusal's too."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self._app, self._headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    if name in _NOBODYS:
                        own[name] = value
                    else:
                        own.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, guarded)
