"""A case that is received is entered into the register, in the transaction that receives it."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.desk.console.page import Page
from kiosk.rules.flow.acts import Reception
from kiosk.rules.flow.booked import Line
from kiosk.rules.flow.standing import Standing
from kiosk.store.cases import Cases
from kiosk.store.errors import CaseGone
from kiosk.store.moments import office_day
from kiosk.store.register import Register


def entering(page: Page, case: str) -> Callable[[Standing], None]:
    """What Acts.do is given as `also` with a RECEIVED act: the line of the register, filled from case and act."""

    def enter(stands: Standing) -> None:
        assert stands.received is not None, "a case that is received"
        register = Register(page.db, page.console.settings.kiosk)
        register.enter(case, office_day(stands.received), line(page, case, stands))

    return enter


def line(page: Page, case: str, stands: Standing) -> Line:
    """What the register says of a case that was just received; raises CaseGone."""
    sealed, holder = Cases(page.db).sealed(case), Cases(page.db).holder(case)
    act = stands.last
    if sealed is None or act is None:
        raise CaseGone(case)
    said, office = act.reception or Reception(), page.console.settings.office
    return Line(
        code=sealed.code,
        received=act.at,
        due=act.clock.due if act.clock else None,
        procedure=sealed.procedure,
        procedure_name=procedure_name(page, sealed.procedure),
        copies=said.copies,
        name=holder.name if holder else "",
        on_behalf_of=said.on_behalf_of,
        address=said.address,
        phone=said.phone,
        agency=office.authority or office.name.vi,
        delivery=said.delivery,
    )


def procedure_name(page: Page, code: str) -> str:
    """As papers name it, in Vietnamese; the code of one that the catalogue of today has no more."""
    try:
        return page.catalogue.procedure(code).name.vi
    except KeyError:
        return code
