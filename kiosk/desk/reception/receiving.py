"""/cases/{kiosk}/{case}/receive: pages on the left, holder, checklist and fee on the right, and one button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from kiosk.desk.console.page import Page
from kiosk.desk.forms.booking import entering
from kiosk.desk.reception import declining, wanting
from kiosk.desk.reception.acting import (
    Drawn,
    Refused,
    begun,
    do,
    drawn,
    drawn_before,
    long,
    refused,
    short,
)
from kiosk.desk.reception.fees import charges, fees, known
from kiosk.desk.reception.opened import Opened, opened
from kiosk.desk.reception.typed import EARLIER, Delivery, Typed, reception, typed, usual
from kiosk.desk.reception.words import REASON, TEXT
from kiosk.desk.words import CARD
from kiosk.model import Words
from kiosk.rules.flow.acts import Kind, Place, Unscanned
from kiosk.rules.flow.checklist import Item, lacking, not_to_be_had
from kiosk.rules.flow.processes import warning
from kiosk.store.looked_into import LookedInto

REFUSED = 422  # HTTP: understood, and not done


@dataclass(frozen=True)
class Choice:
    """One way in which a paper that was not scanned may be there."""

    value: str
    text: str


def get(page: Page) -> Response:
    """The case as it lies in reception; one that is past it is shown on its own page."""
    case = opened(page)
    if not case.to_receive and not case.waits_for_papers:
        return page.to(case.path)
    return _shown(page, case, usual(case), drawn(case))


def post(page: Page) -> Response:
    """Whatever button was pressed: nothing that was typed is lost by any of them."""
    here = opened(page)
    left = typed(page, here)
    match page.form.text("do"):
        case "count":
            return _shown(page, here, left, drawn_before(page))
        case "number":
            LookedInto(page.db, here.kiosk).number_shown(here.case, page.signed.person, page.now)
            return _shown(page, here, left, drawn_before(page), number=True)
        case "ask":
            return wanting.shown(page, here, wanting.usual(here, left), drawn(here), left)
        case "decline":
            return declining.shown(page, here, declining.NOTHING, drawn(here), left)
    try:
        _receive(page, here, left)
    except Refused as error:
        form = drawn(opened(page)) if error.key == "overtaken" else drawn_before(page)
        return _shown(page, opened(page), left, form, error)
    return page.to(f"{here.path}?did=received")


def _receive(page: Page, case: Opened, left: Typed) -> None:
    """Raises Refused."""
    _must_be_whole(page, case, left)
    act = begun(page, case, Kind.RECEIVED)
    said = reception(left, charges(page, case, left, left.exemption))
    clock = page.law.clock(case.sealed.procedure, act.at, case.rules)
    place = page.law.process(case.sealed.procedure).after(Place.RECEPTION) or Place.SPECIALIST
    act = replace(act, to=place, clock=clock, reception=said, rules=case.rules)
    do(page, case, act, entering(page, case.case))


def _must_be_whole(page: Page, case: Opened, left: Typed) -> None:
    """No paper is left out, no doubt passed over: else Refused, in words."""
    if case.doubtful and not left.compared:
        raise refused("not_compared", page)
    if gone := not_to_be_had(case.items, left.papers):
        raise refused("no_source", page, names=_names(page, gone))
    if lack := lacking(case.items, left.papers):
        raise refused("lacking", page, names=_names(page, lack))
    if left.reuses and not left.consent:
        raise refused("no_consent", page)
    if left.delivery is Delivery.POST and not left.post_to:
        raise refused("no_post_to", page)
    if not known(page, case, left):
        raise refused("not_exempt", page)


def _names(page: Page, items: Sequence[Item]) -> str:
    return ", ".join(page.words(item.name) for item in items)


def _shown(
    page: Page,
    case: Opened,
    left: Typed,
    form: Drawn,
    refusal: Refused | None = None,
    number: bool = False,
) -> Response:
    lack = {item.document for item in lacking(case.items, left.papers)}
    clock = page.law.clock(case.sealed.procedure, page.now, case.rules)
    return page.show(
        "reception/receive.html",
        TEXT,
        REFUSED if refusal else 200,
        case=case,
        left=left,
        form=form,
        refusal=refusal,
        number=number,
        choices={item.document: _choices(page, item) for item in case.items},
        lack=lack,
        fees=fees(page, case, left),
        due=long(clock.due, page) if clock else "",
        handed_in=short(case.sealed.sealed_at, page),
        waiting=short(case.stands.rests_since, page) if case.stands.rests_since else "",
        card=page.words(CARD[case.verdict]) if case.verdict else "",
        warning=warning(page.law.process(case.sealed.procedure)),
        deliveries=tuple(Delivery),
    )


def _choices(page: Page, item: Item) -> tuple[tuple[Words, tuple[Choice, ...]], ...]:
    """What may be chosen for a paper that was not scanned, in groups."""
    on_file = []
    for source in item.sources:
        key = "source_result" if source.result else "source"
        text = page.words(TEXT[key]).format(
            procedure=source.procedure, day=f"{source.day:%d/%m/%Y}", code=source.code
        )
        on_file.append(Choice(f"{EARLIER}{source.code}", text))
    reasons = [
        Choice(reason.value, page.words(words))
        for reason, words in REASON.items()
        if reason is not Unscanned.CARD_SEEN or item.may_show_card
    ]
    groups = ((TEXT["on_file"], tuple(on_file)), (TEXT["not_scanned"], tuple(reasons)))
    return tuple((words, choices) for words, choices in groups if choices)
