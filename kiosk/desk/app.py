"""The clerks' page: server-rendered, read-only, reachable from this machine only."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from importlib.resources import files

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kiosk.desk import queue_page
from kiosk.desk.screen import DeskScreen
from kiosk.desk.view import DeskView
from kiosk.desk.words import FOR_STAFF
from kiosk.faults import Fault, remedy
from kiosk.hall.pages import SHUT, Guarded, templates
from kiosk.model import Language
from kiosk.settings import DeskSettings, Office, SettingsError
from kiosk.store.errors import DiskFailed, StoreError

HEADERS = SHUT | {
    "content-security-policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
}
HOSTS = ("127.0.0.1", "localhost")


def create_app(
    look: Callable[[], DeskView], office: Office, queue: queue_page.Look | None = None
) -> Starlette:
    """The page at / (Vietnamese) and /en; `look` is asked anew, on a worker thread, for each request.

    `queue`: where it is given, the queue's figures stand at /queue.
    """
    pages = templates("kiosk.desk")
    style = files("kiosk.desk").joinpath("static/desk.css").read_bytes()

    def page(request: Request) -> Response:
        language = Language.EN if request.url.path == "/en" else Language.VI
        shown = DeskScreen(look(), office, language)
        return HTMLResponse(pages.get_template("desk.html").render(desk=shown))

    def styles(_: Request) -> Response:
        return Response(style, media_type="text/css")

    def broken(request: Request, error: Exception) -> Response:
        language = Language.EN if request.url.path.endswith("/en") else Language.VI
        fault = Fault.STORE_FAILED
        if isinstance(error, (StoreError, DiskFailed)):
            fault = error.fault
        text = pages.get_template("broken.html").render(
            what=remedy(fault).what.of(language),
            do=FOR_STAFF[fault].of(language),
            language=language,
        )
        return HTMLResponse(text, status_code=500, headers=HEADERS)

    return Starlette(
        routes=[
            Route("/", page),
            Route("/en", page),
            Route("/desk.css", styles),
            *(queue_page.routes(pages, queue, office) if queue else ()),
        ],
        middleware=[
            Middleware(Guarded, headers=HEADERS),
            # Another site's name that resolves to this machine must not read the page.
            Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS), www_redirect=False),
        ],
        exception_handlers={Exception: broken},
    )


def server(app: Starlette, settings: DeskSettings) -> uvicorn.Server:
    """A server not yet running: `run()` blocks until `should_exit`. Raises SettingsError off loopback."""
    if not _is_loopback(settings.host):
        raise SettingsError("desk.host must be a loopback address until the desk has sign-in")
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            limit_concurrency=32,
            timeout_graceful_shutdown=3,
        )
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
