"""What whoever is signed in does to their own session: language, lock, password, signing out."""

from __future__ import annotations

from starlette.responses import Response

from kiosk.desk.console import front_words as words
from kiosk.desk.console.gate import Refusal, Refused
from kiosk.desk.console.held import own_path
from kiosk.desk.console.page import Door, Page, for_all
from kiosk.model import Language
from kiosk.store.database import writing
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.passwords import LEAST, weakness
from kiosk.store.roster import Roster
from kiosk.store.sessions import Session, Sessions


def doors() -> tuple[Door, ...]:
    return (
        for_all("/language", _language, "POST"),
        for_all("/lock", _lock, "POST"),
        for_all("/sign-out", _sign_out, "POST"),
        for_all("/password", _password),
        for_all("/password", _change, "POST"),
    )


def _language(page: Page) -> Response:
    other = Language.VI if page.language is Language.EN else Language.EN
    Sessions(page.db).speak(_session(page), other)
    return page.to(own_path(page.form.text("next", "/")))


def _lock(page: Page) -> Response:
    with writing(page.db):
        Sessions(page.db).lock(_session(page))
        Journal(page.db).write(
            JournalEvent.DESK_LOCKED, page.now, person=page.signed.person, why="asked"
        )
    return page.to("/lock")


def _sign_out(page: Page) -> Response:
    with writing(page.db):
        Sessions(page.db).end(_session(page))
        Journal(page.db).write(JournalEvent.DESK_SIGNED_OUT, page.now, person=page.signed.person)
    answer = page.to("/sign-in")
    secure = page.request.url.scheme == "https"
    answer.delete_cookie(
        page.console.session_cookie(page.request), secure=secure, httponly=True, samesite="strict"
    )
    return answer


def _password(page: Page) -> Response:
    return _form(page, "", 200)


def _form(page: Page, why: str, status: int) -> Response:
    return page.show("console/password.html", words.TEXT, status, why=why, least=LEAST)


def _change(page: Page) -> Response:
    """The old one proves that it is not somebody who found the page open."""
    roster, gate = Roster(page.db), page.console.gate
    person = roster.person(page.signed.person)
    assert person is not None
    old, new = page.form.verbatim("password-old"), page.form.verbatim("password-new")
    known = gate.known(roster, person.id, "")
    address = page.request.client.host if page.request.client else ""
    try:
        gate.enter(page.db, person.login, old, address, known, page.now)
        if weak := weakness(new, person.login):
            return _form(page, weak.value, 422)
        if new != page.form.verbatim("password-again"):
            return _form(page, "differ", 422)
        if new == old:
            return _form(page, "same", 422)
        phc = gate.hashed(new)
    except Refused as refused:
        page.console.refusals.not_signed_in(page.db, page.now, refused)
        why = "wrong_old" if refused.why is Refusal.WRONG else refused.why.value
        return _form(page, why, 403)
    with writing(page.db):
        session = Sessions(page.db).of(page.console.token(page.request))
        if session is None or Sessions(page.db).is_over(session, page.now):
            return page.to("/sign-in")  # as long as it took, the password was taken away
        roster.set_password(person.id, phc, page.now)
        Sessions(page.db).end_all(person.id)
        token = Sessions(page.db).begin(person.id, page.language, page.now)
        Journal(page.db).write(JournalEvent.PASSWORD_CHANGED, page.now, person=person.id)
    return page.console.signed_in(page.request, page.to("/"), page.db, person.id, token)


def _session(page: Page) -> Session:
    found = Sessions(page.db).of(page.console.token(page.request))
    assert found is not None, "whoever has no session gets no page"
    return found
