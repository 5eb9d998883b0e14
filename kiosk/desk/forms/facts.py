"""What the forms of a case say, from the case, its acts, the roster and the rules it was received under."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.desk.console.page import Page
from kiosk.model import Procedure
from kiosk.papers.forms import Extension, Facts, HandOver
from kiosk.rules.fees import money
from kiosk.rules.flow.acts import BY_CARD, Act, Kind, Paper, Place, Reception
from kiosk.rules.flow.handovers import Passed, hand_overs
from kiosk.rules.flow.standing import counted, standing
from kiosk.store.acts import Acts
from kiosk.store.cases import Cases, SealedCase
from kiosk.store.errors import CaseGone
from kiosk.store.moments import office_day
from kiosk.store.register import Register
from kiosk.store.roster import Roster

# The act that a form tells of; without one there is no such form of the case.
TELLS: dict[str, frozenset[Kind]] = {
    "slip": frozenset({Kind.RECEIVED}),
    "supplement": frozenset({Kind.ASKED_MORE}),
    "refusal": frozenset({Kind.DECLINED}),
    "apology": frozenset({Kind.EXTENDED}),
    "stop": frozenset({Kind.STOPPED}),
    "control": frozenset({Kind.RECEIVED}),
    "leaflet": frozenset({Kind.RECEIVED}),
}
PLACES: dict[Place, str] = {
    Place.NONE: "Người nộp hồ sơ",
    Place.RECEPTION: "Tiếp nhận",
    Place.SPECIALIST: "Chuyên môn",
    Place.LEADER: "Lãnh đạo",
    Place.ARCHIVIST: "Văn thư",
    Place.RETURN: "Trả kết quả",
}
ONLINE = "xem trên Cổng Dịch vụ công quốc gia khi nộp"


@dataclass(frozen=True)
class Told:
    """A form with what it says; `on`: the day whose number and layout it bears."""

    facts: Facts
    on: dt.date


def told(page: Page, case: str, form: str) -> Told:
    """What a form of a case says now; raises KeyError for one of which nothing was done, CaseGone."""
    sealed = Cases(page.db).sealed(case)
    if sealed is None or sealed.erased:
        raise CaseGone(case)
    acts = Acts(page.db, page.console.settings.kiosk).of(case)
    act = _last(counted(acts), TELLS[form])
    received = _last(counted(acts), TELLS["slip"]) if _has(acts, Kind.RECEIVED) else None
    rules = received.rules if received and received.rules else page.console.book.now().version
    on = office_day(received.at if received else act.at)
    procedure = _procedure(page, sealed, rules, on)
    facts = _of_office(page)
    facts = _of_case(page, facts, sealed, procedure)
    facts = _of_reception(page, facts, case, received, procedure)
    facts = _of_acts(page, facts, acts, act)
    return Told(facts, on)


def _of_office(page: Page) -> Facts:
    office, hall = page.console.settings.office, page.console.settings.hall
    return Facts(
        authority=office.authority,
        office=office.name.vi,
        place=office.place,
        office_address=office.address,
        office_phone=office.phone or hall.hotline,
    )


def _of_case(page: Page, facts: Facts, sealed: SealedCase, procedure: Procedure | None) -> Facts:
    holder = Cases(page.db).holder(sealed.case)
    return replace(
        facts,
        code=sealed.code,
        procedure=sealed.procedure,
        procedure_name=procedure.name.vi if procedure else sealed.procedure,
        name=holder.name if holder else "",
        time=procedure.time.vi if procedure else "",
        exemption=procedure.exemption.vi if procedure else "",
        fee_counter=_fee(page, sealed.procedure, "direct") or (procedure.fee.vi if procedure else ""),
        fee_online=_fee(page, sealed.procedure, "online") or ONLINE,
    )  # fmt: skip


def _of_reception(
    page: Page, facts: Facts, case: str, act: Act | None, procedure: Procedure | None
) -> Facts:
    if act is None:
        return facts
    said = act.reception or Reception()
    entry = Register(page.db, page.console.settings.kiosk).of(case)
    return replace(
        facts,
        on_behalf_of=said.on_behalf_of,
        address=said.address,
        phone=said.phone,
        email=said.email,
        papers=tuple(_named(paper, procedure) for paper in said.papers),
        copies=said.copies,
        received=act.at,
        first_due=act.clock.due if act.clock else None,
        delivery=said.delivery,
        post_to=said.post_to,
        charges=said.charges,
        book=entry.book if entry else "",
        number=entry.number if entry else 0,
        clerk=_name(page, act.by),
    )


def _of_acts(page: Page, facts: Facts, acts: Sequence[Act], act: Act) -> Facts:
    real = counted(acts)
    before = standing(real[: real.index(act)])
    stands = standing(acts)
    return replace(
        facts,
        due=act.clock.due if act.clock else stands.clock.due if stands.clock else None,
        day=office_day(act.at),
        clerk=facts.clerk if act.kind in (Kind.EXTENDED, Kind.STOPPED) else _name(page, act.by),
        leader=_name(page, act.by) if act.kind in (Kind.EXTENDED, Kind.STOPPED) else "",
        wanted=act.wanted,
        ground=act.ground,
        note=act.note,
        stage=f"Bước {PLACES[before.place].lower()}" if act.kind is Kind.STOPPED else "",
        paid=sum(each.amount for each in real if each.kind is Kind.PAID),
        extensions=tuple(
            Extension(each.at, each.clock.due if each.clock else None, each.ground)
            for each in real
            if each.kind is Kind.EXTENDED
        ),
        hand_overs=tuple(_hand_over(page, passed) for passed in hand_overs(acts)),
    )


def _hand_over(page: Page, passed: Passed) -> HandOver:
    return HandOver(
        passed.given,
        _name(page, passed.giver),
        PLACES[passed.source],
        PLACES[passed.to],
        _name(page, passed.taker or passed.person),
        passed.taken,
        _remark(passed),
        passed.undone,
    )


def _remark(passed: Passed) -> str:
    if passed.kind in (Kind.ISSUED, Kind.RETURNED):
        return "Quá hạn" if passed.late else "Đúng hạn"
    return passed.ground


def _named(paper: Paper, procedure: Procedure | None) -> Paper:
    """With its name, as the catalogue has it; where it was already, in words."""
    known = procedure.documents if procedure else ()
    name = paper.name or next((each.name.vi for each in known if each.id == paper.document), "")
    where = "chip của thẻ căn cước" if paper.reused == BY_CARD else paper.reused
    return replace(paper, name=name or paper.document, reused=where)


def _procedure(page: Page, sealed: SealedCase, rules: str, day: dt.date) -> Procedure | None:
    catalogue = page.console.book.catalogue(rules, day)
    return next((each for each in catalogue.procedures if each.code == sealed.procedure), None)


def _fee(page: Page, procedure: str, channel: str) -> str:
    charges = page.law.charges(procedure, day=page.day, channel=channel)
    return money(sum(charge.amount for charge in charges)).vi if charges else ""


def _name(page: Page, person: str) -> str:
    found = Roster(page.db).person(person) if person else None
    return found.name if found else ""


def _has(acts: Sequence[Act], kind: Kind) -> bool:
    return any(act.kind is kind for act in counted(acts))


def _last(acts: Sequence[Act], kinds: frozenset[Kind]) -> Act:
    """Raises KeyError where nothing of these kinds was done."""
    for act in reversed(acts):
        if act.kind in kinds:
            return act
    raise KeyError(kinds)
