"""What a clerk typed beside a case, as it comes in and as it is shown again: nothing of it is lost by a refusal."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.desk.console.page import AskedWrongly, Form, Page
from kiosk.desk.reception.opened import Opened
from kiosk.rules.flow.acts import BY_CARD, Charge, Paper, Reception, Unscanned
from kiosk.rules.flow.checklist import Item

LONGEST = 300  # characters of a line
MOST = 999  # sets, copies, pages
EARLIER = "earlier:"  # before the code of a case whose document is taken again


class Delivery(StrEnum):
    """How the result comes to its citizen."""

    DIRECT = "direct"
    POST = "post"
    ONLINE = "online"


@dataclass(frozen=True)
class Typed:
    """The form as a clerk left it. `pages` and `occasion` are asked for where the fee depends on them."""

    papers: tuple[Paper, ...] = ()
    copies: int = 1
    pages: int = 0
    exemption: str = ""
    occasion: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    delivery: Delivery = Delivery.DIRECT
    post_to: str = ""
    on_behalf_of: str = ""
    consent: bool = False
    compared: bool = False

    @property
    def reuses(self) -> bool:
        """An earlier paper stands for one of these, and that needs the citizen's consent."""
        return any(paper.reused not in ("", BY_CARD) for paper in self.papers)

    def how(self, document: str) -> str:
        """What was chosen for a document of which nothing was scanned, as its field has it."""
        for paper in self.papers:
            if paper.document == document:
                earlier = paper.reused not in ("", BY_CARD)
                return f"{EARLIER}{paper.reused}" if earlier else paper.unscanned.value
        return ""

    def paper(self, document: str) -> Paper:
        """As it was typed."""
        named = (paper for paper in self.papers if paper.document == document)
        return next(named, Paper(document))


def usual(opened: Opened) -> Typed:
    """As the form is filled when it is opened: as most cases are, or as it was left when more was asked for."""
    papers = tuple(item.usual() for item in opened.items)
    typed = Typed(papers, pages=sum(bundle.count for bundle in opened.bundles))
    left = [act.reception for act in opened.acts if act.reception]
    return _with(typed, left[-1]) if left else typed


def _with(typed: Typed, left: Reception) -> Typed:
    return replace(
        typed,
        copies=left.copies,
        address=left.address,
        phone=left.phone,
        email=left.email,
        delivery=Delivery(left.delivery),
        post_to=left.post_to,
        on_behalf_of=left.on_behalf_of,
        compared=left.compared,
        exemption=left.exemption,
    )


def carried(page: Page, opened: Opened) -> Typed | None:
    """What another form bears of this one; None where it was not opened from it."""
    return typed(page, opened) if page.form.text("delivery") else None


def typed(page: Page, opened: Opened) -> Typed:
    """As it came in; raises AskedWrongly for what no page of ours sends."""
    form = page.form
    try:
        delivery = Delivery(form.text("delivery", Delivery.DIRECT.value))
    except ValueError:
        raise AskedWrongly("delivery") from None
    return Typed(
        papers=tuple(_paper(form, item) for item in opened.items),
        copies=max(1, _count(form, "copies", 1)),
        pages=_count(form, "pages", sum(bundle.count for bundle in opened.bundles)),
        exemption=form.text("exemption"),
        occasion=form.text("occasion"),
        address=line(form, "address"),
        phone=line(form, "phone"),
        email=line(form, "email"),
        delivery=delivery,
        post_to=line(form, "post_to"),
        on_behalf_of=line(form, "on_behalf_of"),
        consent=bool(form.text("consent")),
        compared=bool(form.text("compared")),
    )


def fields(typed: Typed) -> tuple[tuple[str, str], ...]:
    """As hidden fields of another form that leads back to this one."""
    rows = [
        ("copies", str(typed.copies)), ("pages", str(typed.pages)), ("exemption", typed.exemption),
        ("occasion", typed.occasion), ("address", typed.address), ("phone", typed.phone),
        ("email", typed.email), ("delivery", typed.delivery.value), ("post_to", typed.post_to),
        ("on_behalf_of", typed.on_behalf_of), ("consent", "1" if typed.consent else ""),
        ("compared", "1" if typed.compared else ""),
    ]  # fmt: skip
    for paper in typed.papers:
        rows.append((f"originals-{paper.document}", str(paper.originals)))
        rows.append((f"copies-{paper.document}", str(paper.copies)))
        rows.append((f"how-{paper.document}", typed.how(paper.document)))
    return tuple(rows)


def reception(typed: Typed, charges: tuple[Charge, ...]) -> Reception:
    """What is kept of it; `charges` as the law has them."""
    return Reception(
        papers=typed.papers,
        copies=typed.copies,
        charges=charges,
        address=typed.address,
        phone=typed.phone,
        email=typed.email,
        delivery=typed.delivery.value,
        post_to=typed.post_to if typed.delivery is Delivery.POST else "",
        on_behalf_of=typed.on_behalf_of,
        consent="given" if typed.reuses and typed.consent else "",
        compared=typed.compared,
        exemption=typed.exemption,
    )


def line(form: Form, name: str) -> str:
    """One line of text in NFC, whole, with single spaces; raises AskedWrongly for one that is too long."""
    text = " ".join(unicodedata.normalize("NFC", form.text(name)).split())
    if len(text) > LONGEST or any(unicodedata.category(char) == "Cc" for char in text):
        raise AskedWrongly(name)
    return text


def _paper(form: Form, item: Item) -> Paper:
    if item.by_card:
        return item.usual()
    first = item.usual()
    originals = _count(form, f"originals-{item.document}", first.originals)
    copies = _count(form, f"copies-{item.document}", first.copies)
    how = form.text(f"how-{item.document}")
    if item.pages or not how:
        return Paper(item.document, item.name.vi, originals, copies)
    if how.startswith(EARLIER):
        return Paper(item.document, item.name.vi, reused=how.removeprefix(EARLIER))
    try:
        return Paper(item.document, item.name.vi, originals, copies, unscanned=Unscanned(how))
    except ValueError:
        raise AskedWrongly("how") from None


def _count(form: Form, name: str, usual: int) -> int:
    count = form.number(name, usual)
    if count > MOST:
        raise AskedWrongly(name)
    return count
