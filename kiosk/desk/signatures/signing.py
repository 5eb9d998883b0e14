"""/signing: what waits for the signatures of whoever is signed in, and a batch of them with one PIN."""

from __future__ import annotations

import ipaddress
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kiosk.desk.console.answering import refuse
from kiosk.desk.console.page import AskedWrongly, Page
from kiosk.desk.signatures.turns import Turn, TurnState
from kiosk.desk.signatures.words import TEXT, TURNS
from kiosk.devices import signing_wire as wire
from kiosk.devices.signing_client import SigningAway, ask
from kiosk.faults import remedy
from kiosk.rules.roster import Right
from kiosk.rules.search import fold
from kiosk.settings import Secret
from kiosk.signing import Finding, Post, SigningActor, SigningFault, SignRole
from kiosk.signing_causes import cause, told
from kiosk.store.certifications import Certifications
from kiosk.store.copies import Copy
from kiosk.store.journal import Journal, JournalEvent
from kiosk.store.moments import OFFICE_ZONE
from kiosk.store.signers import Signers

NEEDS = {SignRole.OFFICIAL: Right.SIGN, SignRole.ORGANISATION: Right.SEAL}
PATIENCE = 6.0  # seconds for looking at a token: a page is not kept longer, and says so
LONGEST_PIN = 100  # letters
PIN = "token-password"  # a field of such a name is never held for a form that must be sent again


@dataclass(frozen=True)
class Looked:
    """What stands in the way of a role's signatures, as its token's service says."""

    found: tuple[Finding, ...] = ()
    away: bool = False
    busy: bool = False

    @property
    def last_try(self) -> bool:
        return any(each.fault is SigningFault.PIN_LAST for each in self.found)

    @property
    def ready(self) -> bool:
        """Whether a PIN is of use; the last try is one that its owner may risk."""
        others = (each for each in self.found if each.fault is not SigningFault.PIN_LAST)
        return not (self.away or self.busy or any(each.blocks for each in others))


@dataclass(frozen=True)
class Section:
    """One role: what waits, who may sign, what stands in the way."""

    role: SignRole
    copies: tuple[Copy, ...]
    post: Post
    looked: Looked


def in_secret(request: Request) -> bool:
    """Whether what is typed here is read by nobody on the way: over TLS, or on this very machine."""
    host = request.client.host if request.client else ""
    try:
        return request.url.scheme == "https" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def signing_page(page: Page, said: str = "", status: int = 200) -> Response:
    """What waits, with a batch of all of it chosen."""
    register, signers = Certifications(page.db), Signers(page.db)
    sections = [
        Section(role, register.waiting(role), signers.post_of(role, page.day), look(page, role))
        for role in roles_of(page)
    ]
    return page.show(
        "signatures/signing.html",
        TEXT,
        status,
        said=said,
        sections=[
            (each, _posts(page, each.post), tuple(_findings(page, each))) for each in sections
        ],
        secret=in_secret(page.request),
        running=page.console.turns.running(page.signed.person),
        cells=lambda copy: cells(page, copy),
    )


def sign(page: Page) -> Response:
    """A batch begins beside this answer; its PIN is in nobody's hand here from then on."""
    role = _role(page)
    if role is None:
        return refuse(page, "no_right", 403)
    if not in_secret(page.request):
        return signing_page(page, page.words(TEXT["in_clear"]), 403)
    turns, person = page.console.turns, page.signed.person
    if running := turns.running(person):
        return page.to(f"/signing/turns/{running.id}")
    asked = set(page.form.all("copy"))
    copies = tuple(each.id for each in Certifications(page.db).waiting(role) if each.id in asked)
    pin = Secret(page.form.text(PIN)[:LONGEST_PIN])
    if not copies or not pin.reveal():
        return signing_page(page, page.words(TEXT["no_pin" if copies else "no_copy"]), 409)
    Journal(page.db).write(
        JournalEvent.SIGNING_ASKED, page.now, by=person, role=role.value, copies=len(copies)
    )
    last_try = bool(page.form.text("last_try"))
    service = page.console.workspace.signing_socket
    return page.to(f"/signing/turns/{turns.begin(service, person, role, copies, pin, last_try)}")


def turn_page(page: Page) -> Response:
    """How far a batch has come; raises KeyError for one of somebody else."""
    turn = page.console.turns.of(page.path("turn"), page.signed.person)
    register = Certifications(page.db)
    numbers = {copy.id: f"{copy.number}/{copy.year}" for copy in register.these(turn.copies)}
    # Whoever hung up did not hear of the copy that was being signed: the register knows.
    left = len({copy.id for copy in register.waiting(turn.role)} & set(turn.copies))
    signed = len(turn.copies) - left
    sum_up = page.words(TURNS[turn.state]).format(signed=signed, left=left)
    if turn.disk:
        sum_up = f"{sum_up} {page.words(remedy(turn.disk).what)}"
    return page.show(
        "signatures/turn.html",
        TEXT,
        turn=turn,
        signed=signed,
        left=left,
        sum_up=sum_up,
        kind=_kind(turn),
        found=[told(each, turn.role, page.language) for each in _relevant(turn)],
        lines=[_line(page, turn, each, numbers) for each in turn.told],
    )


def stop(page: Page) -> Response:
    """After the copy that is being signed."""
    turn = page.console.turns.of(page.path("turn"), page.signed.person)
    page.console.turns.stop(turn.id)
    return page.to(f"/signing/turns/{turn.id}")


def word(page: Page) -> Response:
    """For the first page after signing in: what stands in the way of this person's signatures, else nothing."""
    said: list[str] = []
    lines, waits = Signers(page.db).all(), Certifications(page.db).waiting
    for role in roles_of(page):
        if not (any(line.role is role for line in lines) or waits(role)):
            continue  # an office that does not sign is told nothing every morning
        looked = look(page, role)
        if looked.away:
            said.append(page.words(TEXT["service_away"]))
        said += [
            told(each, role, page.language)
            for each in looked.found
            if each.fault is not SigningFault.REVOCATION_UNKNOWN  # goes by itself
        ]
    if not said:
        return HTMLResponse("")
    return page.show("signatures/word.html", TEXT, said=tuple(dict.fromkeys(said)))


def look(page: Page, role: SignRole) -> Looked:
    """The pre-flight's word, without a PIN."""
    found: list[Finding] = []
    try:
        service = page.console.workspace.signing_socket
        with closing(ask(service, wire.Check(role), PATIENCE)) as answers:
            for answer in answers:
                match answer:
                    case wire.Found(fault, detail):
                        found.append(Finding(fault, detail))
                    case wire.Busy():
                        return Looked(busy=True)
                    case wire.Failed():
                        return Looked(away=True)
    except SigningAway:
        return Looked(away=True)
    return Looked(tuple(found))


def roles_of(page: Page) -> tuple[SignRole, ...]:
    """In which roles whoever asks may sign."""
    return tuple(role for role in SignRole if page.may(NEEDS[role]))


def cells(page: Page, copy: Copy) -> tuple[str, ...]:
    """Number, case, document, pages, since when, and what is in the way."""
    since = copy.since.astimezone(OFFICE_ZONE).strftime("%d/%m/%Y %H:%M")
    why = page.words(cause(copy.reason).what) if copy.reason else ""
    number = f"{copy.number}/{copy.year}"
    return (number, copy.code, document_name(page, copy.document), str(copy.pages), since, why)


def document_name(page: Page, id: str) -> str:
    """As the catalogue has it, or its id where that is gone."""
    papers = (paper for each in page.catalogue.procedures for paper in each.documents)
    return next((page.words(paper.name) for paper in papers if paper.id == id), id)


def _role(page: Page) -> SignRole | None:
    """Of the address; None where whoever asks has no right to it."""
    try:
        role = SignRole(page.path("role"))
    except ValueError:
        raise AskedWrongly("role") from None
    return role if page.may(NEEDS[role]) else None


def _posts(page: Page, post: Post) -> str:
    if post.vacant:
        if post.vacant_since is None:
            return page.words(TEXT["vacant"])
        return page.words(TEXT["vacant_since"]).format(day=f"{post.vacant_since:%d/%m/%Y}")
    delegate = page.words(TEXT["delegate"])
    names = [each.name for each in post.holders]
    names += [delegate.format(name=each.name) for each in post.delegates]
    return page.words(TEXT["who"]).format(who=", ".join(names))


def _findings(page: Page, section: Section) -> Iterator[tuple[str, str]]:
    """Each with its state: what blocks, what is only told."""
    looked = section.looked
    if looked.away or looked.busy:
        key = "service_away" if looked.away else "service_busy"
        yield ("stop" if looked.away else "wait"), page.words(TEXT[key])
    blocked = any(each.blocks for each in looked.found)
    for each in looked.found:
        if each.blocks or not blocked:
            text = told(each, section.role, page.language)
            if cause(each.fault).actor is SigningActor.TECHNICIAN:
                text = f"{text} {page.words(TEXT['technicians'])}"
            yield ("stop" if each.blocks else "wait"), text
    if section.role is SignRole.OFFICIAL and not section.post.vacant:
        yield from _account(page, section.post)


def _account(page: Page, post: Post) -> Iterator[tuple[str, str]]:
    """Whether whoever signed in is one of today's signers, by name."""
    account, names = page.signed.name, [each.name for each in post.everybody]
    if any(_same(account) == _same(name) for name in names):
        return
    alike = next((name for name in names if fold(account) == fold(name)), "")
    if alike:
        yield "wait", page.words(TEXT["only_marks"]).format(account=account, signer=alike)
    else:
        yield "wait", page.words(TEXT["other_account"]).format(account=account)


def _same(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _kind(turn: Turn) -> str:
    if not turn.over:
        return "wait"
    return "good" if turn.state is TurnState.ENDED and not turn.left else "stop"


def _relevant(turn: Turn) -> list[Finding]:
    """Nothing that says “signing goes on” beside what kept it from going on."""
    blocked = any(each.blocks for each in turn.found)
    found = dict.fromkeys(each for each in turn.found if each.blocks or not blocked)
    return list(found)


def _line(page: Page, turn: Turn, answer: wire.Told, numbers: dict[str, str]) -> tuple[str, str]:
    number = numbers.get(answer.copy, "?")
    if answer.fault is None:
        key = "turn_sealed" if turn.role is SignRole.ORGANISATION else "turn_one"
        return "good", page.words(TEXT[key]).format(number=number)
    words = cause(answer.fault)
    said = page.words(TEXT["turn_not"]).format(
        number=number, what=page.words(words.what), do=page.words(words.do)
    )
    return "stop", said
