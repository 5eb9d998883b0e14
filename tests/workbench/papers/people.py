"""The invented people of the papers: a family in an invented commune; no number of theirs can be anyone's."""

from __future__ import annotations

import random
from dataclasses import dataclass

COMMUNE = "Bản Mây"
PROVINCE = "Lào Cai"
OFFICE = f"UBND xã {COMMUNE}, tỉnh {PROVINCE}"
HOSPITAL = f"Trung tâm Y tế khu vực {COMMUNE}"


@dataclass(frozen=True)
class Person:
    """`number` begins with 000, which is no province's code."""

    name: str
    born: tuple[int, int, int]  # day, month, year
    male: bool
    number: str

    @property
    def birthday(self) -> str:
        return "{:02d}/{:02d}/{}".format(*self.born)

    @property
    def sex(self) -> str:
        return "Nam" if self.male else "Nữ"


@dataclass(frozen=True)
class Family:
    """Mother, father and a child born in November 2026."""

    mother: Person
    father: Person
    child: Person
    hamlet: str
    ethnicity: str

    @property
    def home(self) -> str:
        return f"Thôn {self.hamlet}, xã {COMMUNE}, tỉnh {PROVINCE}"


def family(seed: int) -> Family:
    """The same family for the same seed, on whichever paper."""
    chance = random.Random(f"family {seed}")
    father_name = chance.choice(("Hoàng Văn", "Lương Đình", "Vũ Quang", "Đặng Hữu", "Nông Thế"))
    mother_name = chance.choice(("Phạm Thị Thu", "Trịnh Ngọc", "Bùi Thị Hồng", "Đỗ Thị Kim"))
    father = _person(
        chance, f"{father_name} {chance.choice(('Khải', 'Thịnh', 'Nghĩa', 'Tưởng'))}", True
    )
    mother = _person(
        chance, f"{mother_name} {chance.choice(('Thảo', 'Diệp', 'Hường', 'Yến'))}", False
    )
    male = chance.random() < 0.5
    given = (
        ("Gia Bảo", "Đức Huy", "Nhật Minh") if male else ("Khánh Ngân", "Bảo Ngọc", "Thùy Dương")
    )
    child_name = f"{father.name.split()[0]} {chance.choice(given)}"
    day = chance.randint(3, 17)
    serial = chance.randint(100, 999)
    child = Person(child_name, (day, 11, 2026), male, f"000{2 if male else 3}26000{serial}")
    return Family(mother, father, child, chance.choice(("Suối Đá", "Nà Khoang", "Đồi Chè")), "Kinh")


def _person(chance: random.Random, name: str, male: bool) -> Person:
    year = chance.randint(1988, 1998)
    number = f"000{0 if male else 1}{year % 100:02d}000{chance.randint(100, 999)}"
    return Person(name, (chance.randint(1, 28), chance.randint(1, 12), year), male, number)
