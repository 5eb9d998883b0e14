"""What was typed and could not be done is shown once more, to be sent by hand: nothing typed is lost."""

from __future__ import annotations

from starlette.responses import Response

from kiosk.desk.console.held import Held
from kiosk.desk.console.page import MARK, Page
from kiosk.desk.console.words import TEXT

OURS = (MARK, "act", "after")  # fields that nobody typed


def show_again(page: Page, held: Held, status: int = 200) -> Response:
    """Sent again, it goes where it was going, with a mark that is good now; an act's id stays, so it is done once."""
    fields = [(name, value) for name, value in held.fields if name != MARK]
    typed = [value for name, value in fields if name not in OURS and value.strip()]
    return page.show(
        "console/again.html", TEXT, status, fields=fields, typed=typed, onward=held.path
    )
