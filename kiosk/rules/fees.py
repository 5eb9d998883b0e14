"""Fees: which of a tariff's amounts holds for a case, and what it comes to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from kiosk.contract.rules.tariff import Channel, Exemption, Fee, Occasion, Per, Tariff
from kiosk.model import Words
from kiosk.rules.flow.acts import Charge


@dataclass(frozen=True)
class Asked:
    """A case as far as its fee depends on it."""

    procedure: str
    day: dt.date  # of its reception
    channel: Channel = Channel.DIRECT
    province: str = ""
    exemption: str = ""
    occasion: str = ""
    pages: int = 0  # of the original; 0: not known yet
    copies: int = 1


def fee_for(tariff: Tariff, asked: Asked) -> Fee | None:
    """The most specific that holds; None where the tariff has none.

    A fee that names more of class, occasion, province and channel goes before one that names less; then one for a
    time alone goes before one without an end; then the newest.
    """
    holding = [fee for fee in tariff.fees if _holds(fee, asked)]
    return max(holding, key=_specific, default=None)


def _holds(fee: Fee, asked: Asked) -> bool:
    return (
        fee.procedure == asked.procedure
        and fee.holds(asked.day)
        and fee.channel in (Channel.ANY, asked.channel)
        and fee.province in ("", asked.province)
        and fee.exemption in ("", asked.exemption)
        and fee.occasion in ("", asked.occasion)
    )


def _specific(fee: Fee) -> tuple[int, bool, bool, bool, bool, bool, dt.date]:
    named = tuple(map(bool, (fee.exemption, fee.occasion, fee.province, fee.channel)))
    one, two, three, four = named
    return sum(named), one, two, three, four, fee.valid_to is not None, fee.valid_from


def exempt(tariff: Tariff, asked: Asked) -> Exemption | None:
    """The class asked for, where its people pay nothing for this procedure in this province."""
    return next(
        (each for each in _classes(tariff, asked) if each.id == asked.exemption and each.free), None
    )


def classes(tariff: Tariff, procedure: str, day: dt.date, province: str) -> tuple[Exemption, ...]:
    """Everybody who need not pay for it as others do, in the tariff's order; nobody where nothing is charged."""
    asked = Asked(procedure, day, province=province)
    if not any(fee.amount and fee.procedure == procedure and fee.holds(day) for fee in tariff.fees):
        return ()
    named = {
        fee.exemption
        for fee in tariff.fees
        if fee.procedure == procedure and fee.holds(day) and fee.province in ("", province)
    }
    return tuple(each for each in _classes(tariff, asked) if each.free or each.id in named)


def _classes(tariff: Tariff, asked: Asked) -> list[Exemption]:
    return [
        each
        for each in tariff.exemptions
        if each.province in ("", asked.province)
        and (not each.procedures or asked.procedure in each.procedures)
    ]


def occasions(tariff: Tariff, procedure: str, day: dt.date) -> tuple[Occasion, ...]:
    """What may be so about a case of this procedure and changes its fee."""
    named = {fee.occasion for fee in tariff.fees if fee.procedure == procedure and fee.holds(day)}
    return tuple(each for each in tariff.occasions if each.id in named)


def amount(fee: Fee, pages: int, copies: int) -> int:
    """In đồng; of a fee by the page, 0 pages cost nothing."""
    match fee.per:
        case Per.CASE:
            one, times = fee.amount, 1
        case Per.COPY:
            one, times = fee.amount, copies
        case Per.PAGE:
            one, times = _pages(fee, pages), copies
    return min(one, fee.most or one) * times


def _pages(fee: Fee, pages: int) -> int:
    total, price, begin = 0, fee.amount, 1
    for step in fee.steps:
        total += price * max(min(pages, step.page - 1) - begin + 1, 0)
        price, begin = step.amount, step.page
    return total + price * max(pages - begin + 1, 0)


def charges(tariff: Tariff, asked: Asked, name: str) -> tuple[Charge, ...]:
    """What the case costs, called `name` where the fee has none of its own.

    Empty where the tariff knows no fee, and where one goes by pages that nobody counted yet: the catalogue's words
    stand there then, and no amount is invented. Whoever need not pay has a charge of 0 with the class.
    """
    fee = fee_for(tariff, asked)
    if fee is None or (fee.per is Per.PAGE and asked.pages < 1 and fee.amount):
        return ()
    free = exempt(tariff, asked)
    charge = Charge(fee.name.vi or name, amount(fee, asked.pages, asked.copies), "", fee.basis)
    if free is not None and charge.amount:
        return (replace(charge, amount=0, exemption=free.id, basis=free.basis),)
    if fee.exemption:
        return (replace(charge, exemption=fee.exemption),)
    return (charge,)


def rows(tariff: Tariff, procedure: str, day: dt.date, province: str) -> tuple[Fee, ...]:
    """Every fee of a procedure that may be asked for on a day in a province, the most usual first."""
    held = [
        fee
        for fee in tariff.fees
        if fee.procedure == procedure and fee.holds(day) and fee.province in ("", province)
    ]
    found: dict[tuple[str, str, str], Fee] = {}
    for fee in sorted(held, key=_specific):  # what is more specific takes the place of what is less
        found[fee.channel, fee.exemption, fee.occasion] = fee
    return tuple(sorted(found.values(), key=_specific))


def money(amount: int) -> Words:
    """As 200.000 đồng."""
    return Words(f"{amount:,} đồng".replace(",", "."), f"{amount:,} đồng")
