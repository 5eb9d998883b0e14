"""DG14 and DG15: the keys and ways with which a chip proves itself (ICAO 9303-11, 9.2; 9303-10, 4.7.14)."""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.card import der, signatures
from drivers.card.der import Node
from drivers.card.suites import Suite
from drivers.card.tlv import Malformed, only
from drivers.card.verdict import NotProven, Reason

ACTIVE = "2.23.136.1.1.5"  # ActiveAuthenticationInfo
KEYS = {"0.4.0.127.0.7.2.2.1.1": "dh", "0.4.0.127.0.7.2.2.1.2": "ecdh"}
AGREEMENTS = {"0.4.0.127.0.7.2.2.3.1": "dh", "0.4.0.127.0.7.2.2.3.2": "ecdh"}
MOST_INFOS = 32
PKCS3, X942 = "1.2.840.113549.1.3.1", "1.2.840.10046.2.1"
LEAST_PRIME, MOST_PRIME = 1024, 4096  # bits


SUITES = {"1": Suite.DES3, "2": Suite.AES128, "3": Suite.AES192, "4": Suite.AES256}


@dataclass(frozen=True)
class DhKey:
    """A Diffie-Hellman public key with its group."""

    prime: int
    generator: int
    value: int = field(repr=False)

    @property
    def size(self) -> int:
        """Bytes of a number of this group."""
        return (self.prime.bit_length() + 7) // 8


@dataclass(frozen=True)
class Agreement:
    """One way of chip authentication: its OID as the chip wants it, ciphers, key, and the key's id."""

    protocol: bytes
    suite: Suite
    key: signatures.PublicKey | DhKey = field(repr=False)
    key_id: int | None  # None where the chip has but one key


@dataclass(frozen=True)
class SecurityInfos:
    """What DG14 says; `active_digest` is the digest of ECDSA active authentication, "" unsaid."""

    agreements: tuple[Agreement, ...]
    active_digest: str = ""


def parse(dg14: bytes) -> SecurityInfos:
    """A whole DG14; what is unknown in it is passed over. Raises Malformed."""
    infos = der.inside(der.one(only(dg14, 0x6E), der.SET), der.SET)
    if len(infos) > MOST_INFOS:
        raise Malformed("DG14")
    held: list[tuple[str, int | None, Node]] = []
    ways: list[tuple[str, Suite, int | None, bytes]] = []
    digest = ""
    for info in infos:
        name, *rest = der.fields(info, 2)
        dotted = der.oid(name)
        group, _, last = dotted.rpartition(".")
        if dotted == ACTIVE and len(rest) > 1:
            digest = _plain_digest(der.oid(rest[1]))
        elif dotted in KEYS:
            held.append((KEYS[dotted], _key_id(rest), rest[0]))
        elif group in AGREEMENTS and last in SUITES and der.small(rest[0]) == 1:
            ways.append((AGREEMENTS[group], SUITES[last], _key_id(rest), name.value))
    return SecurityInfos(tuple(_agreements(held, ways)), digest)


def active_key(dg15: bytes) -> signatures.PublicKey:
    """The active authentication key in a whole DG15; raises Malformed, NotProven."""
    return signatures.public_key(der.one(only(dg15, 0x6F)), least_rsa=1024)


def _agreements(
    held: list[tuple[str, int | None, Node]],
    ways: list[tuple[str, Suite, int | None, bytes]],
) -> list[Agreement]:
    """Strongest cipher first; a key without a way of its own is for 3DES (9303-11, 9.2.5)."""
    found = []
    for kind, key_id, node in held:
        fitting = [way for way in ways if way[0] == kind and way[2] in (None, key_id)]
        if not any(way[0] == kind for way in ways):
            last = b"\x01\x01" if kind == "dh" else b"\x02\x01"
            fitting = [(kind, Suite.DES3, None, bytes.fromhex("04007F00070202 03") + last)]
        try:
            key = _key(kind, node)
        except NotProven:
            continue
        found += [Agreement(oid, suite, key, key_id) for _, suite, _, oid in fitting]
    return sorted(found, key=lambda way: -way.suite.bits)


def _key(kind: str, node: Node) -> signatures.PublicKey | DhKey:
    """Raises Malformed, NotProven."""
    if kind == "ecdh":
        return signatures.public_key(node)
    identifier, key = der.fields(node, 2)[:2]
    name, parameters = der.fields(identifier, 2)[:2]
    if der.oid(name) not in (PKCS3, X942):
        raise NotProven(Reason.UNKNOWN_ALGORITHM)
    prime, generator = (der.integer(number) for number in der.fields(parameters, 2)[:2])
    value = der.integer(der.one(der.bits(key), der.INTEGER))
    if not LEAST_PRIME <= prime.bit_length() <= MOST_PRIME or prime < 0 or prime % 2 == 0:
        raise NotProven(Reason.WEAK_KEY)
    if not (1 < generator < prime - 1 and 1 < value < prime - 1):
        raise Malformed("DH key")
    return DhKey(prime, generator, value)


def _key_id(rest: list[Node]) -> int | None:
    return der.small(rest[1]) if len(rest) > 1 else None


def _plain_digest(dotted: str) -> str:
    scheme, digest = signatures.SCHEMES.get(dotted, (None, ""))
    return digest if scheme is not None else ""
