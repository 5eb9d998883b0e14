"""The paper of what reception just did, shown on the case's page so that it is printed without a further search."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.desk.console.page import Page
from kiosk.desk.forms.words import FORMS
from kiosk.desk.reception.words import TEXT
from kiosk.rules.flow.acts import Kind

_PAPERS = {
    Kind.RECEIVED.value: "slip",
    Kind.ASKED_MORE.value: "supplement",
    Kind.DECLINED.value: "refusal",
}


@dataclass(frozen=True)
class ToPrint:
    """One form as it stands ready."""

    path: str
    name: str
    print: str
    open: str


def to_print(page: Page, at: str) -> ToPrint | None:
    """What the citizen is handed now; None where the page was not opened by such an act. `at`: the case's address."""
    form = _PAPERS.get(page.asked("did"))
    if form is None:
        return None
    words = (FORMS[form], TEXT["print"], TEXT["open_paper"])
    return ToPrint(f"{at}/forms/{form}.pdf", *(page.words(each) for each in words))
