"""The pseudo-random function of integrated mapping (ICAO 9303-11, 4.4.3.3.2)."""

from __future__ import annotations

from drivers.card.suites import Suite

SURPLUS = 64  # bits more than the field has, so that no number of it is likelier than another
SHORT = (
    bytes.fromhex("A668892A7C41E3CA739F40B057D85904"),
    bytes.fromhex("A4E136AC725F738B01C1F60217C188AD"),
)
LONG = (
    bytes.fromhex("D463D65234124EF7897054986DCA0A174E28DF758CBAA03F240616414D5A1676"),
    bytes.fromhex("54BD7255F0AAF831BEC3423FCF39D69B6CBF066677D0FAAE5AADD99DF8E53517"),
)


def field_number(suite: Suite, chips: bytes, ours: bytes, p: int) -> int:
    """Rp(s, t), a number modulo p, from the nonces of both sides; raises ValueError."""
    for_key, for_output = LONG if suite.key > 16 else SHORT
    key = suite.encrypt(ours, chips)
    output = b""
    while 8 * len(output) < p.bit_length() + SURPLUS:
        key = key[: suite.key]
        output += suite.encrypt(key, for_output)
        key = suite.encrypt(key, for_key)
    return int.from_bytes(output, "big") % p
