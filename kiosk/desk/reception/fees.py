"""What a case costs, as it is chosen beside it: a line a class of people, each with its amount."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.contract.rules.tariff import Exemption, Occasion, Per
from kiosk.desk.console.page import Page
from kiosk.desk.reception.opened import Opened
from kiosk.desk.reception.typed import Typed
from kiosk.model import Words
from kiosk.rules.fees import money
from kiosk.rules.flow.acts import Charge

CHANNEL = "direct"  # at the office, with the kiosk's help


@dataclass(frozen=True)
class Choice:
    """What it costs for one class of people; `id` "" is everybody else."""

    id: str
    name: Words | None
    amount: int

    @property
    def money(self) -> Words:
        return money(self.amount)


@dataclass(frozen=True)
class Fees:
    """What of the fee is shown, and what may be chosen."""

    choices: tuple[Choice, ...] = ()  # empty where no amount can be told
    occasions: tuple[Occasion, ...] = ()
    counted: bool = False  # by pages and copies
    basis: str = ""

    def amount(self, exemption: str) -> Words | None:
        """What a class pays; None for nothing."""
        paid = next((each.amount for each in self.choices if each.id == exemption), 0)
        return money(paid) if paid else None


def fees(page: Page, opened: Opened, typed: Typed) -> Fees:
    """What this case costs as the form stands."""
    code = opened.sealed.procedure
    counted = any(fee.per is not Per.CASE for fee in page.law.fees(code, page.day))
    plain = charges(page, opened, typed, "")
    if not plain:
        return Fees((), page.law.occasions(code, page.day), counted)
    choices = [Choice("", None, _sum(plain))]
    if choices[0].amount:
        choices += [
            Choice(each.id, each.name, _sum(charges(page, opened, typed, each.id)))
            for each in _classes(page, opened)
        ]
    basis = "; ".join(dict.fromkeys(charge.basis for charge in plain if charge.basis))
    return Fees(tuple(choices), page.law.occasions(code, page.day), counted, basis)


def charges(page: Page, opened: Opened, typed: Typed, exemption: str) -> tuple[Charge, ...]:
    """As the law has them today for this case."""
    return page.law.charges(
        opened.sealed.procedure,
        day=page.day,
        channel=CHANNEL,
        exemption=exemption,
        pages=typed.pages,
        copies=typed.copies,
        occasion=typed.occasion,
    )


def known(page: Page, opened: Opened, typed: Typed) -> bool:
    """Whether class and occasion are of those that may be chosen."""
    code = opened.sealed.procedure
    classes = {"", *(each.id for each in _classes(page, opened))}
    occasions = {"", *(each.id for each in page.law.occasions(code, page.day))}
    return typed.exemption in classes and typed.occasion in occasions


def _classes(page: Page, opened: Opened) -> tuple[Exemption, ...]:
    return page.law.exemptions(opened.sealed.procedure, page.day)


def _sum(charges: tuple[Charge, ...]) -> int:
    return sum(charge.amount for charge in charges)
