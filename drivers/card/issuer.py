"""Makes the files of an invented citizen's chip, signed by an invented country."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from drivers.card import chip_keys, country, dg2, portrait
from drivers.card.chip_keys import Active, Agreement
from drivers.card.country import SIGNED, Signing
from drivers.card.dg1 import NO_EXPIRY, check_digit
from drivers.card.files import EF, TAGS
from drivers.card.person import Person
from drivers.card.tlv import make

# As in the EF.CardAccess of several published readers of Vietnamese cards: terminal authentication,
# chip authentication, PACE-ECDH-GM-AES-128 on brainpoolP256r1.
CARD_ACCESS = bytes.fromhex(
    "3134300D060804007F0007020202020101300F060A04007F000702020302020201013012060A04007F0007020204"
    "020202010202010D"
)
TERMINAL_AUTHENTICATION, CHIP_AUTHENTICATION = CARD_ACCESS[2:17], CARD_ACCESS[17:34]
DG13_OID = bytes.fromhex("28D316010008")
NUMBERS = {EF.DG1: 1, EF.DG2: 2, EF.DG11: 11, EF.DG12: 12, EF.DG13: 13, EF.DG14: 14, EF.DG15: 15}


@dataclass(frozen=True)
class Recipe:
    """How a chip is made; as it stands, a good card of 2021."""

    dg13: bool = True
    dg11: bool = False  # DG11 and DG12, which Vietnamese cards do not have
    signing: Signing = Signing.ECDSA
    signed_at: dt.datetime | None = SIGNED
    active: Active = Active.ECDSA
    agreement: Agreement = Agreement.ECDH
    explicit_keys: bool = False  # curves of the chip's keys written out
    jpeg_2000: bool = False
    passport: bool = False  # DG1 with two lines of 44


def files(person: Person, recipe: Recipe | None = None) -> dict[EF, bytes]:
    """Every file of the chip."""
    recipe = recipe or Recipe()
    groups = {EF.DG1: data_group_1(person, recipe.passport), EF.DG2: data_group_2(person, recipe)}
    if recipe.dg11:
        groups |= {EF.DG11: data_group_11(person), EF.DG12: data_group_12(person)}
    if recipe.dg13:
        groups[EF.DG13] = data_group_13(person)
    infos = chip_keys.security_infos(recipe.active, recipe.agreement, recipe.explicit_keys)
    if infos:
        groups[EF.DG14] = make(TAGS[EF.DG14], infos)
    key = chip_keys.active_key(recipe.active)
    if key:
        groups[EF.DG15] = make(TAGS[EF.DG15], country.spki(key, recipe.explicit_keys))
    numbered = {NUMBERS[file]: data for file, data in groups.items()}
    return {
        EF.CARD_ACCESS: CARD_ACCESS,
        EF.COM: listing(groups),
        EF.SOD: security_object(numbered, recipe.signing, recipe.signed_at),
        **groups,
    }


def listing(groups: dict[EF, bytes]) -> bytes:
    """EF.COM."""
    return make(
        TAGS[EF.COM],
        make(0x5F01, b"0107"),
        make(0x5F36, b"040000"),
        make(0x5C, bytes(TAGS[file] for file in groups)),
    )


def security_object(
    groups: dict[int, bytes],
    signing: Signing = Signing.ECDSA,
    signed_at: dt.datetime | None = SIGNED,
    by_key_id: bool = False,
) -> bytes:
    """EF.SOD over the data groups."""
    return make(TAGS[EF.SOD], country.security_object(groups, signing, signed_at, by_key_id))


def mrz(person: Person) -> str:
    """The three lines of a TD1 MRZ, joined (ICAO 9303-5, with the Vietnamese optional data)."""
    number, optional = person.number[-9:], person.number + "<<"
    one = f"IDVNM{number}{check_digit(number)}{optional}{check_digit(person.number)}"
    born = f"{person.birth_date:%y%m%d}"
    ends = f"{person.expiry:%y%m%d}" if person.expiry else NO_EXPIRY[0]
    sex = {"Nam": "M", "Nữ": "F"}.get(person.sex, "<")
    two = f"{born}{check_digit(born)}{sex}{ends}{check_digit(ends)}VNM" + "<" * 11
    two += check_digit(one[5:] + two[:7] + two[8:15] + two[18:29])
    family, *given = person.latin.split()
    three = f"{family}<<{'<'.join(given)}".ljust(30, "<")[:30]
    return one + two + three


def passport_mrz(person: Person) -> str:
    """The two lines of a TD3 MRZ, joined (ICAO 9303-4), the number of the person as personal number."""
    family, *given = person.latin.split()
    one = f"P<VNM{family}<<{'<'.join(given)}".ljust(44, "<")[:44]
    number, personal = f"C{person.number[-7:]}<", f"{person.number}<<"
    born = f"{person.birth_date:%y%m%d}"
    ends = f"{person.expiry:%y%m%d}" if person.expiry else NO_EXPIRY[0]
    sex = {"Nam": "M", "Nữ": "F"}.get(person.sex, "<")
    two = f"{number}{check_digit(number)}VNM{born}{check_digit(born)}{sex}{ends}{check_digit(ends)}"
    two += personal + check_digit(personal)
    return one + two + check_digit(two[:10] + two[13:20] + two[21:43])


def data_group_1(person: Person, passport: bool = False) -> bytes:
    lines = passport_mrz(person) if passport else mrz(person)
    return make(0x61, make(0x5F1F, lines.encode("ascii")))


def data_group_2(person: Person, recipe: Recipe | None = None) -> bytes:
    """DG2 with a face drawn by code, of about 20 KB."""
    draw = portrait.jpeg_2000 if recipe and recipe.jpeg_2000 else portrait.jpeg
    return dg2.make(draw(person.number), portrait.WIDTH, portrait.HEIGHT)


def data_group_11(person: Person) -> bytes:
    fields = {
        0x5F0E: person.latin.replace(" ", "<<", 1).replace(" ", "<"),
        0x5F10: person.number,
        0x5F2B: f"{person.birth_date:%Y%m%d}",
        0x5F11: person.origin,
        0x5F42: person.residence.replace(", ", "<"),
    }
    return _listed(TAGS[EF.DG11], fields)


def data_group_12(person: Person) -> bytes:
    return _listed(TAGS[EF.DG12], {0x5F19: "Cơ quan Mẫu", 0x5F26: f"{person.issued:%Y%m%d}"})


def data_group_13(person: Person, nested_parents: bool = False) -> bytes:
    """DG13 with the parents side by side, or in one SEQUENCE as other cards are said to have it."""
    parents = (_name(person.father), _name(person.mother))
    records = [
        (1, _printable(person.number)),
        (2, _utf8(person.name)),
        (3, _printable(f"{person.birth_date:%d/%m/%Y}")),
        (4, _utf8(person.sex)),
        (5, _utf8(person.nationality)),
        (6, _utf8(person.ethnicity)),
        (7, _utf8(person.religion)),
        (8, _utf8(person.origin)),
        (9, _utf8(person.residence)),
        (10, _utf8("Không")),
        (11, _printable(f"{person.issued:%d/%m/%Y}")),
        (12, _utf8(f"{person.expiry:%d/%m/%Y}" if person.expiry else "Không thời hạn")),
        (13, make(0x30, *_texts(person)) if nested_parents else b"".join(parents)),
        (14, _name(person.spouse) if person.spouse else b""),
        (16, _printable("0000000000000000")),
    ]
    if person.old_number:
        records.insert(-1, (15, _printable(person.old_number)))
    fields = make(0x31, *(make(0x30, make(0x02, bytes([n])), value) for n, value in records))
    return make(0x6D, make(0x30, make(0x02, b"\x01"), make(0x06, DG13_OID), fields))


def _utf8(text: str) -> bytes:
    return make(0x0C, text.encode())


def _printable(text: str) -> bytes:
    return make(0x13, text.encode("ascii"))


def _name(text: str) -> bytes:
    return make(0x30, _utf8(text))


def _texts(person: Person) -> tuple[bytes, bytes]:
    return _utf8(person.father), _utf8(person.mother)


def _listed(tag: int, fields: dict[int, str]) -> bytes:
    """A data group that lists its own tags first (9303-10, 4.7.11)."""
    tags = b"".join(field.to_bytes(2, "big") for field in fields)
    texts = (make(field, text.encode()) for field, text in fields.items())
    return make(tag, make(0x5C, tags), *texts)
