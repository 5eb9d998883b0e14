"""One PIN, many signatures: RSA and EC, judged by cryptography and by OpenSSL."""

import subprocess
import unicodedata

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from drivers.token import Digest, Pin, TokenError, TokenFault, TokenState
from drivers.token.pkcs11_token import Pkcs11Token
from drivers.token.pkcs11_token import tokens as all_tokens
from drivers.token.signatures import verifies
from tests.workbench.children import none_left

pytestmark = pytest.mark.device

DATA = "Chứng thực bản sao đúng với bản chính".encode()


def openssl_says(tmp_path, certificate, signature, digest):
    public_key = x509.load_der_x509_certificate(certificate).public_key()
    for name, content in (
        ("key", public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)),
        ("data", DATA),
        ("signature", signature),
    ):
        (tmp_path / name).write_bytes(content)
    command = ["openssl", "dgst", f"-{digest}", "-verify", "key", "-signature", "signature", "data"]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("label", ["GIANG A PAO", "UBND XÃ SUỐI LÀNH"], ids=["rsa", "p-256"])
@pytest.mark.parametrize("digest", list(Digest))
def test_a_signature_is_valid_to_two_judges(tmp_path, tokens, people, pin, label, digest):
    token = Pkcs11Token(tokens.module, label, env=tokens.env)
    owner = people[0 if label == "GIANG A PAO" else 1]
    with none_left(), token.open(pin) as session:
        (own,) = (held for held in session.certificates if held.key)
        signature = session.sign(own, DATA, digest)
    assert own.der == owner.certificate
    assert verifies(own.der, signature, DATA, digest)
    assert not verifies(own.der, signature, DATA + b" ", digest)
    assert openssl_says(tmp_path, own.der, signature, digest) == "Verified OK\n"


@pytest.mark.parametrize("label", ["GIANG A PAO", "UBND XÃ SUỐI LÀNH"], ids=["rsa", "p-256"])
def test_a_token_that_only_takes_digests_signs_too(mishaps, pin, label):
    mishaps.on("no-hashing")
    with Pkcs11Token(mishaps.module, label, env=mishaps.env).open(pin) as session:
        (own,) = (held for held in session.certificates if held.key)
        for digest in Digest:
            assert verifies(own.der, session.sign(own, DATA, digest), DATA, digest)


def test_a_hundred_papers_are_signed_with_one_pin(fragile, mishaps, pin):
    with fragile.open(pin) as session:
        (own,) = (held for held in session.certificates if held.key)
        papers = [b"%d" % number for number in range(100)]
        signatures = [session.sign(own, paper, Digest.SHA256) for paper in papers]
    assert mishaps.logins() == 1
    assert all(
        verifies(own.der, signature, paper, Digest.SHA256)
        for paper, signature in zip(papers, signatures, strict=True)
    )


def test_a_paper_of_many_megabytes_is_signed(official_token, pin):
    paper = b"x" * 5_000_000
    with official_token.open(pin) as session:
        (own,) = (held for held in session.certificates if held.key)
        assert verifies(own.der, session.sign(own, paper, Digest.SHA256), paper, Digest.SHA256)


def test_what_stands_on_a_token_is_seen_without_a_pin(official_token, people):
    official, _, authority = people
    seen = official_token.certificates()
    assert {held.der for held in seen} == {official.certificate, authority.certificate}
    found = official_token.info()
    assert (found.label, found.state) == ("GIANG A PAO", TokenState.READY)
    assert found.serial
    assert official_token.state() is TokenState.READY


def test_only_after_the_pin_it_shows_which_certificate_has_a_key(official_token, people, pin):
    official, _, authority = people
    with official_token.open(pin) as session:
        keys = {held.der: held.key for held in session.certificates}
    assert keys[official.certificate]
    assert not keys[authority.certificate]


def test_a_certificate_above_the_signer_signs_nothing(official_token, people, pin):
    with official_token.open(pin) as session:
        (above,) = (held for held in session.certificates if not held.key)
        with pytest.raises(TokenError) as refused:
            session.sign(above, DATA, Digest.SHA256)
    assert refused.value.fault is TokenFault.KEY_MISSING


def test_a_token_without_a_key_says_so(tokens, people, pin):
    tokens.add("EMPTY", "739182", None, people[0].certificate)
    token = Pkcs11Token(tokens.module, "EMPTY", env=tokens.env)
    (named,) = token.certificates()
    with token.open(pin) as session:
        assert [held.key for held in session.certificates] == [b""]
        with pytest.raises(TokenError) as refused:
            session.sign(named, DATA, Digest.SHA256)
    assert refused.value.fault is TokenFault.KEY_MISSING


def test_a_key_that_does_not_belong_to_its_certificate_hands_out_nothing(tokens, people, pin):
    official, organisation, _ = people
    tokens.add("MIXED UP", "739182", official.key, organisation.certificate)
    with (
        Pkcs11Token(tokens.module, "MIXED UP", env=tokens.env).open(pin) as session,
        pytest.raises(TokenError) as refused,
    ):
        session.sign(session.certificates[0], DATA, Digest.SHA256)
    assert refused.value.fault is TokenFault.REJECTED


def test_a_signature_that_came_out_wrong_is_never_handed_out(fragile, mishaps, pin):
    with fragile.open(pin) as session:
        (own,) = (held for held in session.certificates if held.key)
        mishaps.on("forged")
        with pytest.raises(TokenError) as refused:
            session.sign(own, DATA, Digest.SHA256)
        assert refused.value.fault is TokenFault.REJECTED
        mishaps.off("forged")
        assert session.sign(own, DATA, Digest.SHA256)


def test_what_a_library_prints_goes_nowhere(fragile, mishaps, pin, capfd):
    mishaps.on("chatty")
    with fragile.open(pin) as session:
        (own,) = (held for held in session.certificates if held.key)
        assert verifies(own.der, session.sign(own, DATA, Digest.SHA256), DATA, Digest.SHA256)
    assert capfd.readouterr() == ("", "")


def test_after_its_end_a_session_signs_nothing(official_token, pin):
    with official_token.open(pin) as session:
        (own,) = (held for held in session.certificates if held.key)
    with pytest.raises(TokenError) as refused:
        session.sign(own, DATA, Digest.SHA256)
    assert refused.value.fault is TokenFault.REMOVED


def test_both_tokens_are_open_at_once(tokens, pin):
    official = Pkcs11Token(tokens.module, "GIANG A PAO", env=tokens.env)
    organisation = Pkcs11Token(tokens.module, "UBND XÃ SUỐI LÀNH", env=tokens.env)
    with official.open(pin) as person, organisation.open(pin) as seal:
        for session in (person, seal):
            own = next(held for held in session.certificates if held.key)
            assert verifies(own.der, session.sign(own, DATA, Digest.SHA256), DATA, Digest.SHA256)


def test_without_a_label_whichever_is_there_is_taken(tokens):
    labels = [token.label for token in all_tokens(tokens.module, env=tokens.env)]
    assert sorted(labels) == ["GIANG A PAO", "UBND XÃ SUỐI LÀNH"]
    assert Pkcs11Token(tokens.module, env=tokens.env).info().label == labels[0]


def test_where_labels_are_alike_the_serial_number_tells(tokens):
    for there in all_tokens(tokens.module, env=tokens.env):
        found = Pkcs11Token(tokens.module, there.serial, env=tokens.env).info()
        assert (found.serial, found.label) == (there.serial, there.label)


def test_a_label_is_found_however_its_letters_are_composed_and_where_a_token_cuts_it(
    tokens, people
):
    apart = unicodedata.normalize("NFD", "UBND XÃ SUỐI LÀNH")
    assert Pkcs11Token(tokens.module, apart, env=tokens.env).state() is TokenState.READY
    whole = "ỦY BAN NHÂN DÂN XÃ SUỐI LÀNH"
    on_token = whole.encode()[:32].decode(errors="ignore")
    tokens.add(on_token, "739182", people[1].key, people[1].certificate)
    assert Pkcs11Token(tokens.module, whole, env=tokens.env).state() is TokenState.READY


def test_a_pin_never_shows_itself(official_token):
    assert "739182" not in f"{Pin('739182')!r} {Pin('739182')} {official_token!r}"
