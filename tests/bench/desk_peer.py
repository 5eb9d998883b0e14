"""The peer of ./dev bench desk: a table of so many rows, as Starlette and Jinja draw it, and nothing else.

python -m tests.bench.desk_peer PORT BYTES
"""

from __future__ import annotations

import sys

import uvicorn
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

ROWS, CELLS = 50, 6
TEMPLATE = (
    "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>"
    "{% endfor %}</table>"
)


def main(port: int, size: int) -> None:
    template = Environment(autoescape=True).from_string(TEMPLATE)
    cell = "x" * max(1, (size - ROWS * (CELLS + 1) * 9) // (ROWS * CELLS))
    rows = [[cell] * CELLS for _ in range(ROWS)]

    def page(_: Request) -> Response:
        return HTMLResponse(template.render(rows=rows))

    app = Starlette(routes=[Route("/", page)])
    uvicorn.run(app, port=port, access_log=False, log_config=None)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
