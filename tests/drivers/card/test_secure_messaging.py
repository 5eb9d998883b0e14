"""Secure messaging: nothing that was not sealed by the chip is believed."""

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC
from hypothesis import given
from hypothesis import strategies as st

from drivers.card import CardError, CardState, pace, tlv
from drivers.card.apdu import MOST_FOLLOWED
from drivers.card.secure_messaging import MOST_PLAIN, Protection, SecureMessaging, SessionKeys
from drivers.card.suites import Suite

# The session keys of the worked example in ICAO 9303-11, appendix G.1.
KEYS = SessionKeys(
    bytes.fromhex("F5F0E35C0D7161EE6724EE513A0D9A7F"),
    bytes.fromhex("FE251C7858B356B24514B3BD5F4297D1"),
)
SELECT_COM = bytes.fromhex("00A4020C02011E")
READ = bytes.fromhex("00B0000010")


class Answers:
    """Keeps what was sent and gives one answer after another."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def transmit(self, command):
        self.sent.append(command)
        return self.answers.pop(0)


def aes(key, data):
    encryptor = Cipher(algorithms.AES128(key), modes.ECB()).encryptor()
    return encryptor.update(data)


def cmac(data):
    mac = CMAC(algorithms.AES128(KEYS.mac))
    mac.update(data)
    return mac.finalize()[:8]


def answer(data, status="9000", counter=2):
    """A protected response, made step by step as 9303-11, 9.8.5 says."""
    count = counter.to_bytes(16, "big")
    body = b""
    if data:
        padded = data + b"\x80" + bytes(-(len(data) + 1) % 16)
        block, cipher = aes(KEYS.enc, count), b""
        for at in range(0, len(padded), 16):
            mixed = bytes(a ^ b for a, b in zip(padded[at : at + 16], block, strict=True))
            block = aes(KEYS.enc, mixed)
            cipher += block
        body = tlv.make(0x87, b"\x01" + cipher)
    body += bytes.fromhex("9902" + status)
    seal = cmac(count + body + b"\x80" + bytes(-(len(body) + 1) % 16))
    return body + b"\x8e\x08" + seal + bytes.fromhex(status)


def test_a_command_is_enciphered_and_sealed_as_the_standard_says():
    line = Answers(answer(b""))
    SecureMessaging(line, KEYS).transmit(SELECT_COM)
    (sent,) = line.sent
    count = (1).to_bytes(16, "big")
    plain = bytes.fromhex("011E80") + bytes(13)
    first_vector = aes(KEYS.enc, count)
    cipher = aes(KEYS.enc, bytes(a ^ b for a, b in zip(plain, first_vector, strict=True)))
    objects = bytes.fromhex("871101") + cipher
    header = bytes.fromhex("0CA4020C80") + bytes(11)
    seal = cmac(count + header + objects + b"\x80" + bytes(-(len(objects) + 1) % 16))
    assert sent == bytes.fromhex("0CA4020C1D") + objects + b"\x8e\x08" + seal + b"\0"


def test_the_seal_is_the_one_openssl_computes():
    line = Answers(answer(b""))
    SecureMessaging(line, KEYS).transmit(READ)
    # openssl mac -cipher AES-128-CBC -macopt hexkey:FE25... CMAC, over counter 1, the padded header
    # 0CB00000 and the padded 970110.
    assert line.sent == [bytes.fromhex("0CB000000D 970110 8E08F97E665B01D98367 00")]


@given(st.binary(max_size=MOST_PLAIN))
def test_what_the_chip_sends_arrives(data):
    line = Answers(answer(data))
    assert SecureMessaging(line, KEYS).transmit(READ) == data + b"\x90\x00"


def test_the_counter_moves_on_with_every_command_and_answer():
    line = Answers(answer(b"one", counter=2), answer(b"two", counter=4))
    secured = SecureMessaging(line, KEYS)
    assert secured.transmit(READ) == b"one\x90\x00"
    assert secured.transmit(READ) == b"two\x90\x00"


def test_a_protected_refusal_is_told():
    line = Answers(answer(b"", status="6A82"))
    assert SecureMessaging(line, KEYS).transmit(SELECT_COM) == b"\x6a\x82"


@given(st.data())
def test_no_byte_of_an_answer_can_be_changed_unnoticed(data):
    good = answer(b"the holder's name")
    at = data.draw(st.integers(0, len(good) - 3))  # the last two repeat the sealed status
    bad = bytearray(good)
    bad[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CardError) as error:
        SecureMessaging(Answers(bytes(bad)), KEYS).transmit(READ)
    assert error.value.state is CardState.UNREADABLE


@pytest.mark.parametrize("plain", ["9000", "6A82", "6988", "4242429000"])
def test_an_unprotected_answer_is_never_believed(plain):
    with pytest.raises(CardError) as error:
        SecureMessaging(Answers(bytes.fromhex(plain)), KEYS).transmit(READ)
    assert error.value.state is CardState.UNREADABLE


def test_an_answer_played_again_is_refused():
    first = answer(b"one", counter=2)
    secured = SecureMessaging(Answers(first, first), KEYS)
    secured.transmit(READ)
    with pytest.raises(CardError):
        secured.transmit(READ)


@given(st.binary(max_size=400))
def test_any_bytes_end_as_unreadable(noise):
    with pytest.raises(CardError) as error:
        SecureMessaging(Answers(*[noise] * MOST_FOLLOWED), KEYS).transmit(READ)
    assert error.value.state is CardState.UNREADABLE


def test_keys_never_show_themselves():
    assert "suite=" in repr(KEYS)
    for secret in (KEYS.enc, KEYS.mac):
        assert repr(secret) not in repr(vars(Protection(KEYS)))


@pytest.mark.parametrize("suite", Suite, ids=lambda suite: suite.name)
@given(data=st.data())
def test_both_ends_understand_each_other_whatever_the_cipher(suite, data):
    keys = pace.session_keys(b"agreed", suite)
    ours, theirs = Protection(keys, 41), Protection(keys, 41)
    plain = data.draw(st.binary(max_size=300))
    for end in (ours, theirs):
        end.advance()
    assert theirs.decrypted(ours.encrypted(plain)) == plain
    assert ours.mac(plain, b"more") == theirs.mac(plain, b"more")
    theirs.advance()
    assert ours.mac(plain, b"more") != theirs.mac(plain, b"more")


def test_a_long_command_travels_in_extended_length():
    line = Answers(answer(b"all of it"))
    SecureMessaging(line, KEYS).transmit(bytes.fromhex("00B0000000FDE8"))
    (sent,) = line.sent
    assert sent[:7] == bytes.fromhex("0CB0000000000E")
    assert sent[7:11] == bytes.fromhex("9702FDE8")
    assert sent[-2:] == b"\0\0"


def test_a_command_with_odd_instruction_has_no_padding_indicator():
    line = Answers(answer(b""))
    SecureMessaging(line, KEYS).transmit(bytes.fromhex("00B1000005540300900000"))
    assert line.sent[0][5:7] == b"\x85\x10"


def test_the_counter_of_3des_wraps_round():
    keys = SessionKeys(bytes(16), bytes(range(16)), Suite.DES3)
    last, first = Protection(keys, 2**64 - 1), Protection(keys, 2**64 - 1)
    last.advance()
    assert last.mac(b"x") == Protection(keys, 0).mac(b"x") != first.mac(b"x")
