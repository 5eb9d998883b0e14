"""Truly the province's, and no kiosk could use it: the version in use stays, and file and reason are told."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.dossier.signing.certificates import anchors
from kiosk.faults import Fault
from kiosk.store.journal import JournalEvent
from kiosk.sync.framework import BundleError, BundleFault
from kiosk.workspace import CATALOGUE, WORDS
from tests.workbench.province import DAY

VI = (WORDS / "vi.toml").read_text(encoding="utf-8")
LAW = CATALOGUE.read_text(encoding="utf-8")

UNUSABLE = {
    "a catalogue that is cut off": ("all/catalogue.toml", LAW[:-300], "document"),
    "a catalogue without documents": (
        "all/catalogue.toml",
        LAW.replace("[[procedure.document]]", "[[procedure.papers]]", 1),
        "",
    ),
    "a catalogue that is no text": ("all/catalogue.toml", b"\xff\xfe", "not UTF-8"),
    "texts without a key": ("all/words/vi.toml", VI.replace("back =", "retour =", 1), "bar.back"),
    "texts with another place": (
        "all/words/vi.toml",
        VI.replace("{number}", "{nummer}"),
        "places for values",
    ),
    "a fee that is no number": (
        "all/fees.toml",
        '[[fee]]\nprocedure = "1.001193"\nvalid_from = 2026-01-01\namount = "8.000"\n',
        "amount",
    ),
    "an address among the settings": (
        "all/settings.toml",
        '[centre]\nurl = "https://elsewhere.example"\n',
        "centre.url",
    ),
    "a token among the settings": ("all/settings.toml", '[centre]\ntoken = "x"\n', "centre.token"),
    "a setting of the wrong kind": ("all/settings.toml", "[ocr]\nenabled = 3\n", "ocr.enabled"),
    "a name for the device": ("all/settings.toml", 'device = "kiosk-9"\n', "device"),
    "no certificate of a country": ("all/trust/vn.cer", b"hello", "certificate"),
    "no certificate of an authority": ("all/signing-trust/root.pem", b"hello", "certificate"),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_one_file_that_cannot_be_used_keeps_the_whole_version_out(ruled, province, what):
    name, data, why = UNUSABLE[what]
    before = ruled.rules.version
    province.rename("Giấy khai sinh")
    province.write(name, data)
    province.publish()
    with pytest.raises(BundleError) as error:
        ruled.ask(province.served).pull()
    assert error.value.fault is BundleFault.UNUSABLE
    assert (ruled.rules.version, ruled.shown) == (before, "Khai sinh")
    standing = ruled.standing
    assert standing.fault is Fault.RULES_REFUSED
    assert standing.file == name.removeprefix("all/")
    assert why in standing.why
    assert ruled.noted()[-1] == (JournalEvent.RULES_NOT_TAKEN, "unusable")


def test_it_is_fetched_once_and_the_next_version_is_taken(ruled, province, counted):
    province.write("all/fees.toml", "fee = 1")
    province.publish()
    for _ in range(2):
        with pytest.raises(BundleError):
            ruled.ask(counted).pull()
    assert len([path for path in counted.asked if "fees" in path]) == 1
    province.write("all/fees.toml", "")
    province.publish()
    ruled.ask(counted).pull()
    assert ruled.rules.version.startswith("4-")
    assert ruled.standing.fault is None
    assert not ruled.workspace.rules_fetched.exists()


def test_certificates_of_the_province_are_believed_beside_the_technicians(
    ruled, province, tmp_path
):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Invented authority")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(ruled.now - DAY)
        .not_valid_after(ruled.now + DAY)
        .sign(key, hashes.SHA256())
    )
    der = certificate.public_bytes(serialization.Encoding.DER)
    province.write("all/signing-trust/invented.cer", der)
    province.publish()
    ruled.ask(province.served).pull()
    place = ruled.workspace
    assert anchors(place.signing_trust, place.rules_signing_trust) == (der,)
    (province.drafts / "all/signing-trust/invented.cer").unlink()
    province.publish()
    ruled.ask(province.served).pull()
    assert anchors(place.signing_trust, place.rules_signing_trust) == ()
