"""Invented holders: no such person, number or village exists."""

from __future__ import annotations

import datetime as dt

from drivers.card.person import Person

MAI = Person()
HOA = Person(
    number="001301000456",
    name="Nguyễn Thị Ngọc Hòa",
    latin="NGUYEN THI NGOC HOA",
    birth_date=dt.date(2001, 2, 3),
    expiry=dt.date(2026, 2, 3),
    father="Nguyễn Văn Mẫu",
    mother="Trần Thị Ví Dụ",
    spouse="Lê Văn Thử",
    old_number="000000123",
)
ONG_DU = Person(  # old enough for a card that never expires
    number="010052000789",
    name="Vàng A Dư",
    latin="VANG A DU",
    birth_date=dt.date(1952, 12, 31),
    sex="Nam",
    expiry=None,
    father="",
    mother="",
)
# Shares the last six digits, hence the CAN, with Mai.
NAMESAKE = Person(
    number="019090000123",
    name="Trần Văn Mẫu",
    latin="TRAN VAN MAU",
    sex="Nam",
)
PEOPLE = (MAI, HOA, ONG_DU, NAMESAKE)


def code_of(person: Person) -> str:
    """What the QR code on the front of this person's card says, as those of 2021 do."""
    born = f"{person.birth_date:%d%m%Y}"
    rest = (person.old_number, person.name, born, person.sex, person.residence)
    return "|".join((person.number, *rest, f"{person.issued:%d%m%Y}"))
