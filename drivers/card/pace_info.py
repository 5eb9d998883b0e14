"""What EF.CardAccess offers: ways of doing PACE, the strongest first (ICAO 9303-11, 9.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from drivers.card import tlv
from drivers.card.mapping import Group
from drivers.card.parameters import NAMES, STANDARDIZED, STRENGTH
from drivers.card.suites import Suite

ID_PACE = bytes.fromhex("04007F0007020204")  # id-PACE, 9.2.1
DH, ECDH = "DH", "ECDH"


class Mapping(StrEnum):
    """How both sides come to a generator of their own (4.4.3.3)."""

    GENERIC = "GM"
    INTEGRATED = "IM"
    CHIP_AUTHENTICATION = "CAM"


MAPPINGS = {
    1: (DH, Mapping.GENERIC),
    2: (ECDH, Mapping.GENERIC),
    3: (DH, Mapping.INTEGRATED),
    4: (ECDH, Mapping.INTEGRATED),
    6: (ECDH, Mapping.CHIP_AUTHENTICATION),
}
SUITES = {1: Suite.DES3, 2: Suite.AES128, 3: Suite.AES192, 4: Suite.AES256}
LAST_OF_DH = 2  # standardized parameters 0-2 are numbers modulo a prime, 8-18 are curves
# Of equal strength, first the mapping that also proves the chip, then what costs least: were another taken
# that a chip offers beside it, the proof would be lost where DG14 has none.
EASE = {Mapping.CHIP_AUTHENTICATION: 2, Mapping.GENERIC: 1, Mapping.INTEGRATED: 0}


@dataclass(frozen=True)
class PaceInfo:
    """One way of doing PACE that the chip offers and this kiosk knows (9.2.1)."""

    protocol: bytes
    parameter: int  # standardized domain parameters, 9.5.1
    ambiguous: bool = False  # the same protocol is offered with other parameters too

    @property
    def mapping(self) -> Mapping:
        return MAPPINGS[self.protocol[-2]][1]

    @property
    def suite(self) -> Suite:
        return SUITES[self.protocol[-1]]

    @property
    def group(self) -> Group:
        return STANDARDIZED[self.parameter]

    @property
    def strength(self) -> tuple[int, int, int, int]:
        """Greater is better: first the weaker of group and cipher, then what it gives, then what is quicker."""
        weakest = min(STRENGTH[self.parameter], self.suite.bits)
        quick = -STRENGTH[self.parameter]
        return weakest, EASE[self.mapping], self.suite.bits, quick

    @property
    def title(self) -> str:
        """As the standard has it: "PACE-ECDH-GM-AES-CBC-CMAC-128/brainpoolP256r1"."""
        kind, mapping = MAPPINGS[self.protocol[-2]]
        return f"PACE-{kind}-{mapping}-{CIPHERS[self.suite]}/{NAMES[self.parameter]}"

    def __str__(self) -> str:
        """As "ECDH-GM-AES128/13": what to say of it in a protocol of a reading."""
        return f"{MAPPINGS[self.protocol[-2]][0]}-{self.mapping}-{self.suite.name}/{self.parameter}"


CIPHERS = {
    Suite.DES3: "3DES-CBC-CBC",
    Suite.AES128: "AES-CBC-CMAC-128",
    Suite.AES192: "AES-CBC-CMAC-192",
    Suite.AES256: "AES-CBC-CMAC-256",
}
GM_AES_128 = ID_PACE + bytes([2, 2])  # id-PACE-ECDH-GM-AES-CBC-CMAC-128, 9.2.1
# What Vietnamese cards have in EF.CardAccess: should one keep it from us, try this all the same.
VIETNAMESE = PaceInfo(GM_AES_128, 13)


def pace_infos(card_access: bytes) -> list[PaceInfo]:
    """Every PACEInfo of EF.CardAccess that we can do, the strongest first; raises Malformed."""
    offered = _offered(card_access)
    protocols = [protocol for protocol, _ in offered]
    known = [
        PaceInfo(protocol, parameter, ambiguous=protocols.count(protocol) > 1)
        for protocol, parameter in offered
        if _known(protocol, parameter)
    ]
    return sorted(known, key=lambda info: info.strength, reverse=True)


def unknown(card_access: bytes) -> list[str]:
    """What EF.CardAccess offers beyond that, as far as the standard has a name for it; raises Malformed."""
    return [
        str(PaceInfo(protocol, parameter))
        for protocol, parameter in _offered(card_access)
        if protocol[-2] in MAPPINGS and protocol[-1] in SUITES and not _known(protocol, parameter)
    ]


def _offered(card_access: bytes) -> list[tuple[bytes, int]]:
    offered: list[tuple[bytes, int]] = []
    for info in tlv.elements(tlv.only(card_access, 0x31)):
        if info.tag != 0x30:
            raise tlv.Malformed("SecurityInfo")
        match list(tlv.elements(info.value)):
            case [
                tlv.Element(tag=0x06, value=protocol),
                tlv.Element(tag=0x02, value=b"\x02"),
                tlv.Element(tag=0x02, value=parameter),
            ] if protocol[:-2] == ID_PACE:
                offered.append((protocol, int.from_bytes(parameter, "big")))
    return offered


def named(text: str) -> PaceInfo:
    """The PaceInfo that says `text` of itself; raises ValueError."""
    for kind in MAPPINGS:
        for cipher in SUITES:
            for parameter in STANDARDIZED:
                protocol = ID_PACE + bytes([kind, cipher])
                if _known(protocol, parameter):
                    info = PaceInfo(protocol, parameter)
                    if str(info) == text:
                        return info
    raise ValueError(f"no PACE {text}")


def everything() -> list[PaceInfo]:
    """Every way of doing PACE that this kiosk knows."""
    return [
        PaceInfo(ID_PACE + bytes([kind, cipher]), parameter)
        for kind in MAPPINGS
        for cipher in SUITES
        for parameter in STANDARDIZED
        if _known(ID_PACE + bytes([kind, cipher]), parameter)
    ]


def _known(protocol: bytes, parameter: int) -> bool:
    if protocol[-2] not in MAPPINGS or protocol[-1] not in SUITES:
        return False
    if MAPPINGS[protocol[-2]][1] is Mapping.CHIP_AUTHENTICATION and protocol[-1] == 1:
        return False  # there is none with 3DES
    over_dh, mapping = MAPPINGS[protocol[-2]][0] == DH, MAPPINGS[protocol[-2]][1]
    group = STANDARDIZED.get(parameter)
    if mapping is Mapping.INTEGRATED and group and not over_dh and group.p % 4 != 3:
        return False  # the standard embeds numbers only in curves of that kind (appendix B.2)
    return group is not None and over_dh == (parameter <= LAST_OF_DH)
