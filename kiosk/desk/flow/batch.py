"""One act on many cases at once: each is done or not by itself, and the page tells which."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass

from starlette.responses import Response

from kiosk.desk.console.page import AskedWrongly, Page
from kiosk.desk.flow.act_words import BUTTON, DID, WHY
from kiosk.desk.flow.batch_words import TEXT
from kiosk.desk.flow.doing import do, drawn
from kiosk.desk.flow.drafts import NotDone
from kiosk.desk.flow.times import when
from kiosk.model import Words
from kiosk.rules.flow.acts import NEEDS as KIND_NEEDS
from kiosk.rules.flow.acts import Act, Kind
from kiosk.rules.roster import Right
from kiosk.store.acts import Overtaken
from kiosk.store.cases import Cases
from kiosk.store.errors import CaseGone
from kiosk.store.roster import Roster

KINDS = (Kind.APPROVED, Kind.TAKEN, Kind.ISSUED)  # which need no word for each case
NEEDS = (Right.RECEIVE, Right.HANDLE, Right.DECIDE, Right.ISSUE)
MOST = 100  # cases at once
_CASE = re.compile(r"(\d{1,3}):([0-9a-f]{32}):(\d{1,4})", re.ASCII)


@dataclass(frozen=True)
class Line:
    """One case of a batch: done, or why not."""

    address: str
    name: str
    code: str
    why: Words | None = None  # it does not fit
    last: Act | None = None  # somebody else came first
    who: str = ""


@dataclass(frozen=True)
class Button:
    """An act for what is ticked in a list; `id` is drawn with the list."""

    kind: Kind
    words: Words
    id: str


def offered(page: Page) -> tuple[Button, ...]:
    """The buttons under a list for somebody with these rights, the most usual first."""
    id = uuid.uuid4().hex
    return tuple(
        Button(kind, BUTTON[kind], id) for kind in KINDS if KIND_NEEDS[kind] & page.signed.rights
    )


def acts(page: Page) -> Response:
    """Do one act to each case that was ticked. What was done stays done, whatever comes of the others."""
    kind, id = _kind(page), drawn(page)
    names = {each.id: each.name for each in Roster(page.db).people()}
    asked = page.form.all("case")
    if len(asked) > MOST:
        raise AskedWrongly("case")
    lines = tuple(_line(page, kind, id, text, names) for text in dict.fromkeys(asked))
    done = [line for line in lines if not line.why and not line.last]
    return page.show(
        "flow/batch_done.html",
        TEXT,
        button=BUTTON[kind],
        lines=lines,
        done=len(done),
        did_word=DID,
        when=when,
    )


def _kind(page: Page) -> Kind:
    found = {kind.value: kind for kind in KINDS}
    return found[page.path("kind")]


def _line(page: Page, kind: Kind, id: str, text: str, names: dict[str, str]) -> Line:
    kiosk, case, after = _parts(text)
    sealed, holder = Cases(page.db).sealed(case), Cases(page.db).holder(case)
    code, name = sealed.code if sealed else "", holder.name if holder else ""
    address = f"/cases/{kiosk}/{case}"
    if kiosk != page.console.settings.kiosk:
        return Line(address, name, code, TEXT["elsewhere"])
    # Sent again, each is done once: its id is of the form's and of the case's.
    own = hashlib.sha256(f"{id} {case}".encode()).hexdigest()[:32]
    try:
        do(page, case, kind, own, after)
    except NotDone as refused:
        return Line(address, name, code, WHY[refused.why])
    except Overtaken as overtaken:
        who = names.get(overtaken.last.by, overtaken.last.by)
        return Line(address, name, code, last=overtaken.last, who=who)
    except (KeyError, CaseGone):
        return Line(address, name, code, TEXT["gone"])
    return Line(address, name, code)


def _parts(text: str) -> tuple[int, str, int]:
    found = _CASE.fullmatch(text)
    if not found:
        raise AskedWrongly("case")
    return int(found[1]), found[2], int(found[3])
