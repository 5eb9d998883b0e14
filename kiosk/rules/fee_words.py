"""Fees in words: what each is for, for whom, and how much; and a catalogue that tells what this province charges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from kiosk.contract.rules.tariff import Channel, Fee, Per, Tariff
from kiosk.model import Procedure, Words
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.fees import money, rows

NOTHING = Words("", "")
_CHANNELS = {
    Channel.DIRECT: Words("nộp trực tiếp", "in person"),
    Channel.ONLINE: Words("nộp trực tuyến", "online"),
    Channel.POST: Words("nộp qua bưu chính", "by post"),
}
_PER = {
    Per.CASE: Words("", ""),
    Per.COPY: Words(" một bản", " a copy"),
    Per.PAGE: Words(" một trang", " a page"),
}


def amount_of(fee: Fee) -> Words:
    """As "2.000 đồng một trang; từ trang thứ 3: 1.000 đồng một trang; nhiều nhất 200.000 đồng một bản"."""
    if not fee.amount and not fee.steps:
        return Words("Không thu", "No fee")
    parts = [_joined(money(fee.amount), _PER[fee.per])]
    for step in fee.steps:
        each = _joined(money(step.amount), _PER[fee.per])
        parts.append(
            Words(f"từ trang thứ {step.page}: {each.vi}", f"from page {step.page}: {each.en}")
        )
    if fee.most:
        most = money(fee.most)
        parts.append(Words(f"nhiều nhất {most.vi} một bản", f"at most {most.en} a copy"))
    return together(parts, "; ")


def whom(fee: Fee, tariff: Tariff) -> Words:
    """Who pays it and when, as "nộp trực tuyến, người có công"; empty where it is for everybody."""
    parts = [_CHANNELS[fee.channel]] if fee.channel else []
    parts += [each.name for each in tariff.exemptions if each.id == fee.exemption]
    parts += [each.name for each in tariff.occasions if each.id == fee.occasion]
    return together(parts, ", ")


def until(fee: Fee) -> Words:
    """As "đến hết ngày 28/02/2027"; empty for one without an end."""
    if fee.valid_to is None:
        return NOTHING
    day = f"{fee.valid_to:%d/%m/%Y}"
    return Words(f"đến hết ngày {day}", f"until {day}")


def together(parts: Iterable[Words], between: str) -> Words:
    """The parts that say something, one behind the other."""
    said = [part for part in parts if part.vi]
    return Words(between.join(each.vi for each in said), between.join(each.en for each in said))


def local(catalogue: Catalogue, tariff: Tariff, province: str, day: dt.date) -> Catalogue:
    """The catalogue with the amounts that the province's council set instead of a word that it sets some.

    Who need not pay stands beside them as before. A sample tariff is told beside a sample catalogue only.
    """
    if not province or (tariff.sample and not catalogue.sample):
        return catalogue
    return replace(
        catalogue,
        procedures=tuple(_local(each, tariff, province, day) for each in catalogue.procedures),
    )


def _local(procedure: Procedure, tariff: Tariff, province: str, day: dt.date) -> Procedure:
    held = [fee for fee in rows(tariff, procedure.code, day, province) if not fee.exemption]
    own = [fee for fee in held if fee.province]
    if not own or not procedure.exemption.vi:
        return procedure
    always = [fee for fee in held if not fee.occasion]
    told = [_told(fee, tariff) for fee in held]
    # Where only an occasion has an amount, what the words say of all other cases stays.
    before = [] if always else [procedure.fee]
    return replace(procedure, fee=together([*before, *told], "; "))


def _told(fee: Fee, tariff: Tariff) -> Words:
    amount, who = amount_of(fee), whom(fee, tariff)
    if not who.vi:
        return amount
    return Words(f"{_small(who.vi)}: {amount.vi}", f"{_small(who.en)}: {amount.en}")


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _joined(first: Words, then: Words) -> Words:
    return Words(first.vi + then.vi, first.en + then.en)
