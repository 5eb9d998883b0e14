"""How a simulated chip was made, how it misbehaves, and the files on it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from drivers.card import chip_keys, country, issuer, tlv
from drivers.card.chip_commands import BLOCKED, WRONG_PROOF
from drivers.card.chip_keys import Active, Agreement
from drivers.card.chip_mapping import SECURITY_OBJECT
from drivers.card.country import Signing
from drivers.card.credentials import of_lines
from drivers.card.files import EF, TAGS
from drivers.card.habits import Habit, merged
from drivers.card.pace_info import Mapping, PaceInfo, named
from drivers.card.person import Person

ATR_PLAIN = bytes.fromhex("3B888001000000000000000009")  # a contactless chip, its bytes say nothing
# The same with card capabilities: the third byte says whether extended length works.
ATR_SHORT = bytes.fromhex("3B8580018073000100F6")
ATR_EXTENDED = bytes.fromhex("3B8580018073000140B6")
REFUSED, TAKEN, REQUIRED = "refused", "taken", "required"
GIVEN, TOLD, EXACT = "given", "told", "exact"
NOISE = bytes.fromhex("FF00FF00")  # no ATR begins so
LONG = 65_536


@dataclass(frozen=True)
class Make:
    """How this chip was made; the default is a Vietnamese card of 2021 with generous limits.

    `pace` names what it offers, as pace_info.PaceInfo names itself; `select_mf` and `past_end` say how it
    takes SELECT MF ("refused", "taken", "required" before anything else) and a read beyond the end of
    a file ("given" what is there, "told" with 6282, "exact": 6Cxx, "refused").
    """

    pace: tuple[str, ...] = ("ECDH-GM-AES128/13",)
    can: bool = True  # PACE takes the CAN, not only the MRZ
    bac: bool = True
    card_access: bool = True
    extended: bool = False
    says_extended: bool = False  # in its ATR and EF.ATR/INFO
    says_short: bool = False  # in its ATR
    le_limit: int = LONG  # the most a READ BINARY may ask for
    select_mf: str = REFUSED
    past_end: str = GIVEN
    short_names: bool = True  # READ BINARY with a short EF identifier
    com: bool = True
    chaining: bool = False  # long commands in pieces, long answers by 61xx, without extended length
    tries: int = 0  # wrong passwords of each kind until PACE blocks it; 0: no end
    wrong: int = WRONG_PROOF  # what it says of a wrong password, where it does not count
    blocked: int = BLOCKED  # what it says once it is blocked
    photo: int = 0  # bytes of DG2, noise in place of the issuer's face
    signing: str = "ecdsa"  # country.Signing: how EF.SOD is signed, well or badly
    active: str = "ecdsa"  # chip_keys.Active: the key in DG15
    agreement: str = "ecdh"  # chip_keys.Agreement: the key in DG14
    explicit_keys: bool = False  # curves of both written out
    jpeg_2000: bool = False  # the face
    details: bool = False  # DG11 and DG12 are there
    passport: bool = False  # DG1 with two lines of 44
    habits: tuple[str, ...] = ()  # habits.HABITS: ways of other people's cards

    def __post_init__(self) -> None:
        # JSON knows no tuples.
        object.__setattr__(self, "pace", tuple(self.pace))
        object.__setattr__(self, "habits", tuple(self.habits))
        self.habit()
        self.infos()
        self.recipe()

    def infos(self) -> list[PaceInfo]:
        """What it offers; raises ValueError where a name is none."""
        return [named(name) for name in self.pace]

    def habit(self) -> Habit:
        """Its habits as one; raises ValueError where a name is none."""
        return merged(self.habits)

    def recipe(self, dg13: bool = True) -> issuer.Recipe:
        """What the issuer puts on it; raises ValueError where a name is none."""
        return issuer.Recipe(
            dg13=dg13,
            dg11=self.details,
            signing=Signing(self.signing),
            active=Active(self.active),
            agreement=Agreement(self.agreement),
            explicit_keys=self.explicit_keys,
            jpeg_2000=self.jpeg_2000,
            passport=self.passport,
        )

    @property
    def atr(self) -> bytes:
        if self.says_extended:
            return ATR_EXTENDED
        return ATR_SHORT if self.says_short else ATR_PLAIN


@dataclass
class Faults:
    """How this chip misbehaves; all off is a good card."""

    wrong_hash: bool = False  # DG1 is another than EF.SOD says
    other_number: bool = False  # the CAN fits, but DG1 names another number
    garbage: bool = False  # every file is noise behind a believable header
    slow: float = 0.0  # seconds added to every answer
    remove_at: int = 0  # the card leaves at this APDU, from 1, once; 0: never
    returns: float = 0.0  # seconds after which it lies on its virtual reader again; 0: it does not
    no_emrtd: bool = False  # some other contactless card
    no_dg13: bool = False
    clone: bool = False  # the files are right, the keys to prove it are not there
    naked_at: int = 0  # the session breaks at this APDU, once, with 6988 in clear; 0: never
    naked_errors: bool = False  # every refusal comes in clear and ends the session
    short_reads: int = 0  # the most bytes a read gives, whatever was asked; 0: no limit
    chained: int = 0  # answers longer than this come in pieces by 61xx; 0: whole
    no_security: bool = False  # EF.CardSecurity is kept from us
    other_security: bool = False  # EF.CardSecurity is signed by somebody whom nobody knows
    spoilt_security: bool = False  # its signature is wrong
    lying_lengths: bool = False  # DG13 claims to be longer than it is
    wrong_delay: float = 0.0  # seconds added to the answer to a wrong password
    hang_at: int = 0  # no answer to this APDU, once, while the card lies there; 0: never
    cut_at: int = 0  # the answer to this APDU is cut in half, once
    stale_at: int = 0  # this APDU gets the answer of the one before it, once
    endless: int = 0  # from the 10th APDU on every answer asks for one more: 0x61 or 0x6C; 0: none
    bad_atr: bool = False  # what it says first is noise


def files(person: Person, make: Make, faults: Faults) -> dict[EF, bytes]:
    """Every file of such a chip."""
    if faults.other_number:
        other = "001" if person.number[:3] != "001" else "002"
        person = replace(person, number=other + person.number[3:])
    made = issuer.files(person, make.recipe(dg13=not faults.no_dg13))
    if faults.wrong_hash:
        made[EF.DG1] = issuer.data_group_1(replace(person, latin="AN OTHER"), make.passport)
    if faults.garbage:
        for file in (EF.DG1, EF.DG13, EF.SOD):
            if file in made:
                made[file] = made[file][:4] + secrets.token_bytes(len(made[file]) - 4)
    if faults.lying_lengths and EF.DG13 in made:
        made[EF.DG13] = tlv.make(TAGS[EF.DG13], tlv.only(made[EF.DG13], 0x6D) + bytes(100))[:-100]
    made |= _security(make, faults)
    return _of_make(made, make)


def _security(make: Make, faults: Faults) -> dict[EF, bytes]:
    """EF.CardSecurity, where the chip maps with a key of its own (9303-10, 3.11.4)."""
    curves = {i.parameter for i in make.infos() if i.mapping is Mapping.CHIP_AUTHENTICATION}
    if not curves or faults.no_security:
        return {}
    infos = tlv.make(0x31, *chip_keys.mapping_infos(sorted(curves)), *_card_access(make))
    signing = Signing.UNKNOWN if faults.other_security else Signing(make.signing)
    data = country.signed(SECURITY_OBJECT, infos, country.invented_signer(signing))
    if faults.spoilt_security:
        data = data[:-1] + bytes([data[-1] ^ 1])
    return {EF.CARD_SECURITY: data}


def mrz_information(person: Person) -> bytes:
    """What PACE-MRZ and BAC keys come from."""
    mrz = issuer.mrz(person)
    return of_lines((mrz[:30], mrz[30:60], mrz[60:]))


def _of_make(made: dict[EF, bytes], make: Make) -> dict[EF, bytes]:
    if make.photo:
        made[EF.DG2] = tlv.make(TAGS[EF.DG2], bytes(make.photo))
    if not make.com:
        made.pop(EF.COM, None)
    made.pop(EF.CARD_ACCESS, None)
    if make.card_access:
        made[EF.CARD_ACCESS] = card_access(make)
    return made


def card_access(make: Make) -> bytes:
    """EF.CardAccess as Vietnamese cards have it, with what this make offers."""
    return tlv.make(0x31, *_card_access(make))


def _card_access(make: Make) -> list[bytes]:
    others = [issuer.TERMINAL_AUTHENTICATION, issuer.CHIP_AUTHENTICATION]
    offers = [
        tlv.make(
            0x30,
            tlv.make(0x06, info.protocol),
            tlv.make(0x02, b"\x02"),
            tlv.make(0x02, bytes([info.parameter])),
        )
        for info in make.infos()
    ]
    return [*others, *offers]
