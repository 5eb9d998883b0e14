"""/cases/{kiosk}/{case}/decline: a legal ground and words for the citizen, never a machine's fault (form 03)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from starlette.responses import Response

from kiosk.desk.console.page import Page
from kiosk.desk.reception.acting import Drawn, Refused, begun, do, drawn, drawn_before, refused
from kiosk.desk.reception.opened import Opened, opened
from kiosk.desk.reception.typed import Typed, carried, fields, line
from kiosk.desk.reception.words import GROUND, TEXT
from kiosk.faults import Fault
from kiosk.rules.flow.acts import Kind
from kiosk.rules.search import fold

LEAST = 10  # letters that say something
_FAULTS = re.compile("|".join(re.escape(fault.value) for fault in Fault if "-" in fault.value))
_MACHINE = re.compile(
    r"\b(error|exception|timeout|http|loi (he thong|may|phan mem|mang|ket noi)"
    r"|(may (quet|in|tinh)|dau doc|kiosk|phan mem|he thong|mang) (dang |bi )*(hong|loi|treo|ket)"
    r"|mat (dien|mang|ket noi))\b"
)


@dataclass(frozen=True)
class Ground:
    """As the form has it."""

    id: str = ""
    text: str = ""


NOTHING = Ground()


def technical(text: str) -> bool:
    """Whether a text tells of a machine's fault instead of a ground."""
    return bool(_MACHINE.search(fold(text)) or _FAULTS.search(text.lower()))


def get(page: Page) -> Response:
    """The grounds to choose from."""
    case = opened(page)
    return shown(page, case, NOTHING, drawn(case))


def post(page: Page) -> Response:
    """The case is declined, or the form comes back as it was typed."""
    case = opened(page)
    ground = Ground(page.form.text("ground"), line(page.form, "text"))
    try:
        _decline(page, case, ground)
    except Refused as error:
        form = drawn(opened(page)) if error.key == "overtaken" else drawn_before(page)
        return shown(page, opened(page), ground, form, carried(page, case), error)
    return page.to(f"{case.path}?did={Kind.DECLINED.value}")


def shown(
    page: Page,
    case: Opened,
    ground: Ground,
    form: Drawn,
    left: Typed | None = None,
    refusal: Refused | None = None,
) -> Response:
    """The form; `left`: what was typed at reception before, which it bears along."""
    return page.show(
        "reception/decline.html",
        TEXT,
        422 if refusal else 200,
        case=case,
        ground=ground,
        grounds=GROUND,
        form=form,
        refusal=refusal,
        hidden=fields(left) if left else (),
    )


def _decline(page: Page, case: Opened, ground: Ground) -> None:
    """Raises Refused."""
    if ground.id not in GROUND:
        raise refused("no_ground", page)
    if sum(char.isalpha() for char in ground.text) < LEAST:
        raise refused("no_ground_text", page)
    if technical(ground.text):
        raise refused("technical", page)
    act = begun(page, case, Kind.DECLINED)
    # Forms are Vietnamese, whatever language the clerk reads.
    do(page, case, replace(act, ground=GROUND[ground.id].vi, note=ground.text))
