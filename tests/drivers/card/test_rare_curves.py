"""Signers and chips on curves of 224 and 320 bits, as the first passports and the BSI's reference have them."""

import base64

import pytest
from cryptography.hazmat.primitives import hashes

from drivers.card import (
    certificates,
    chip_authentication,
    chip_keys,
    curves,
    der,
    dg14,
    signatures,
    tlv,
)
from drivers.card.dg14 import Agreement
from drivers.card.rare_curves import BRAINPOOL_P224, BRAINPOOL_P320, RARE, RareKey
from drivers.card.suites import Suite
from drivers.card.verdict import NotProven, Reason

# Made with `openssl ecparam -name brainpoolP224r1 -param_enc explicit -genkey` and `openssl req -x509`.
MADE_BY_OPENSSL = {
    BRAINPOOL_P224: """
    MIICVTCCAgSgAwIBAgIBBzAKBggqhkjOPQQDAjAwMQswCQYDVQQGEwJWTjEhMB8GA1UEAwwYSW52ZW50ZWQgYnJh
    aW5wb29sUDIyNHIxMB4XDTI2MTEyMzAwNTkyNFoXDTQ2MDEyMjAwNTkyNFowMDELMAkGA1UEBhMCVk4xITAfBgNV
    BAMMGEludmVudGVkIGJyYWlucG9vbFAyMjRyMTCCARMwgdQGByqGSM49AgEwgcgCAQEwKAYHKoZIzj0BAQIdANfB
    NKomQ2aGKhgwJXXR14ewnwdXl9qJ9X7IwP8wPAQcaKXmLKnObBwpmAOmwVMLUU4YKtiwBCpZytKfQwQcJYD2PM/k
    QTiHBxOxqSNp4z4hNdJm27NyOGxACwQ5BA2QKa0sflz0NAgjsqh9xoyeTOMXTB5u/e4SwH1Yqlb3csBybyTGuJ5O
    zawkNUuemcqj9tN2FALNAh0A18E0qiZDZoYqGDAlddD7mNEWvEtt3ryjpaeTnwIBAQM6AAQdMOm8S3ibmpuleNmZ
    1YYe1gt9npmI8KuyVhlfqBul39yyvTQa0Ja/tM4aUYfDKawx+tKc8M4wOqNTMFEwHQYDVR0OBBYEFEnLJW6Z8Mg4
    70m7X6/grt1g5SITMB8GA1UdIwQYMBaAFEnLJW6Z8Mg470m7X6/grt1g5SITMA8GA1UdEwEB/wQFMAMBAf8wCgYI
    KoZIzj0EAwIDPwAwPAIcF4ONPxs+rb+4pfbkMEGvS+ImpU6JVHwRI9wfMAIcaoudOm+TjckTkFeQlUzIFja91KxO
    vietEnMzjA==
    """,
    BRAINPOOL_P320: """
    MIIC0TCCAmagAwIBAgIBBzAKBggqhkjOPQQDAjAwMQswCQYDVQQGEwJWTjEhMB8GA1UEAwwYSW52ZW50ZWQgYnJh
    aW5wb29sUDMyMHIxMB4XDTI2MTEyMzAwNTkyNFoXDTQ2MDEyMjAwNTkyNFowMDELMAkGA1UEBhMCVk4xITAfBgNV
    BAMMGEludmVudGVkIGJyYWlucG9vbFAzMjByMTCCAXUwggEdBgcqhkjOPQIBMIIBEAIBATA0BgcqhkjOPQEBAikA
    015HIDa8T7fhPHhe0gHgZfmPz6b29A3vT5K57HiT7Cj81BKx8bMuJzBUBCg+4wtWj7qw+IPM69RtPzu4oqc1E/Xr
    edpmGQ6whf+p9JLzdal9hg60BChSCIOUnf28QtOtGYZAaIpv4T9BNJVUtJrMMdzNiEU5gW9etKyPsfGmBFEEQ71+
    mvtT2LhSibzEjuW/5vIBN9EKCH6254ceKhClmccQr40NOeIGERT90FVF7BzIq0CTJH93J14HQ//tEXGC6qnHeHeq
    rGrH01JF0WkujuECKQDTXkcgNrxPt+E8eF7SAeBl+Y/PpbaPEqMtSC7H7oZY6YaRVVtExZMRAgEBA1IABBbMbLQb
    +pvVw8W1tWTd+vkoE3vlW1SjOiUnvp1DmWPHI+DFa0+BbWOXim1wF2LuIpKjZrECv7xz8DAfkAdEZpEWSxUnTuyp
    suEI5ihN6bIdo1MwUTAdBgNVHQ4EFgQUkSwF2j0zoILrIrMs0afwF58eTv0wHwYDVR0jBBgwFoAUkSwF2j0zoILr
    IrMs0afwF58eTv0wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNZADBWAikAu0jR6aMX+gthwsQhU3sWTCBK
    frfVhUKje78xLPOYCS73c06CgBzHjAIpAMaQVTNB8FlV/ozxk/Du/6gbvQ78q7+KhRap7tFShdO3qtpopt3ltys=
    """,
}
CURVES = pytest.mark.parametrize("curve", MADE_BY_OPENSSL, ids=lambda curve: curve.name)


def certificate(curve):
    return certificates.certificate(base64.b64decode(MADE_BY_OPENSSL[curve]))


@CURVES
def test_a_country_on_a_rare_curve_is_verified(curve):
    held = certificate(curve)
    assert signatures.public_key(held.key).curve is curve
    certificates.verify(held, held)


@CURVES
@pytest.mark.parametrize("at", [40, 100, -1])
def test_a_changed_certificate_on_a_rare_curve_is_refused(curve, at):
    held = certificate(curve)
    changed = bytearray(held.signed)
    changed[at] ^= 1
    how = signatures.algorithm(held.how)
    key = signatures.public_key(held.key)
    with pytest.raises(NotProven) as failure:
        signatures.verify(key, how, held.signature, bytes(changed))
    assert failure.value.reason is Reason.WRONG_SIGNATURE


@pytest.mark.parametrize(
    "signature", [(0, 1), (1, 0), (BRAINPOOL_P224.n, 1), (1, BRAINPOOL_P224.n)]
)
def test_numbers_out_of_range_sign_nothing(signature):
    key = signatures.public_key(certificate(BRAINPOOL_P224).key)
    made = tlv.make(0x30, *(chip_keys.integer(number) for number in signature))
    assert not key.verifies(made, b"", hashes.SHA256())


@CURVES
def test_a_rare_curve_is_known_by_its_name_and_by_its_parameters(curve):
    name = next(dotted for dotted, known in RARE.items() if known is curve)
    arcs = bytes([0x2B, 0x24, *map(int, name.split(".")[3:])])
    assert curves.curve(der.one(tlv.make(0x06, arcs), der.OID)) is curve


@CURVES
def test_a_rare_curve_with_a_generator_of_somebodys_own_is_none(curve):
    held = certificate(curve)
    other = curve.encoded(curve.add(curve.generator, curve.generator))
    forged = held.raw.replace(curve.encoded(curve.generator), other)
    assert forged != held.raw
    with pytest.raises(NotProven) as failure:
        signatures.public_key(certificates.certificate(forged).key)
    assert failure.value.reason is Reason.UNKNOWN_CURVE


@CURVES
@pytest.mark.parametrize("data", [b"", b"\x04", b"\x04" + b"\1" * 56, b"\x04" + b"\xff" * 80])
def test_what_is_no_point_of_the_curve_is_no_key(curve, data):
    with pytest.raises(tlv.Malformed):
        curves.public_key(curve, data)


@CURVES
def test_both_sides_of_an_agreement_come_to_one_secret(curve):
    chips = curve.multiply(0xC0FFEE, curve.generator)
    ours, secret = RareKey(curve, chips).agreed()
    shared = curve.multiply(0xC0FFEE, curve.key(ours).point)
    assert shared[0].to_bytes(curve.width, "big") == secret


class Chip:
    """Takes MSE:Set KAT and tells what key it was given."""

    def __init__(self):
        self.given = b""

    def transmit(self, command):
        self.given = tlv.first(command[5:], 0x91)
        return b"\x90\0"

    def rekey(self, keys):
        self.keys = keys


@CURVES
def test_a_chip_with_a_key_on_a_rare_curve_is_asked_to_prove_itself(curve):
    secret = 0xBEEF
    spki = certificate(curve).key.raw
    point = curve.encoded(curve.multiply(secret, curve.generator))
    own = signatures.public_key(certificate(curve).key)
    spki = spki.replace(curve.encoded(own.point), point)
    key = tlv.make(0x30, tlv.make(0x06, chip_keys.PUBLIC_KEY + chip_keys.ECDH), spki)
    way = tlv.make(
        0x30, tlv.make(0x06, chip_keys.AGREEMENT + chip_keys.ECDH + b"\1"), tlv.make(0x02, b"\1")
    )
    (agreement,) = dg14.parse(tlv.make(0x6E, tlv.make(0x31, key, way))).agreements
    assert isinstance(agreement, Agreement)
    chip = Chip()
    assert chip_authentication.run(chip, agreement) == chip.given
    shared = curve.multiply(secret, curve.key(chip.given).point)[0].to_bytes(curve.width, "big")
    assert chip.keys == chip_authentication.session_keys(shared, Suite.DES3)
