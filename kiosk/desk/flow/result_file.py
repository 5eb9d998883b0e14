"""A result that came from the centre, given to whoever hands it over: to be printed or copied."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from kiosk.desk.console.page import Page
from kiosk.store.cases import Cases
from kiosk.store.results import ResultFiles, ResultRow, Results
from kiosk.store.vault import Vault


def result(page: Page) -> Response:
    """Its bytes as a file, never shown by the browser. Raises KeyError where it is not here, or not valid any more."""
    row = _row(page)
    vault = Vault(page.console.workspace.vault)
    data = ResultFiles(Cases(page.db, vault), vault).read(row)
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(row.name, safe='')}",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(data, media_type="application/octet-stream", headers=headers)


def _row(page: Page) -> ResultRow:
    sealed = Cases(page.db).sealed(page.path("case"))
    if sealed is None or sealed.erased:
        raise KeyError(page.path("case"))
    for row in Results(page.db).of(sealed.code):
        valid = row.valid_until is None or row.valid_until >= page.day
        if row.id == page.path("result") and row.path and valid:
            return row
    raise KeyError(page.path("result"))
