"""What a kiosk sealed is opened by its centre, whole, and by nobody else; nothing can be changed in it unseen."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from central.keys import SealingKey
from central.sealed import Sealed, SealedError, SealedFault
from kiosk.contract import ContractError, Link
from kiosk.contract.sealed import (
    CHUNK,
    LAST,
    SIGNATURE,
    TAG,
    WRAPPED,
    chunk_nonce,
    preamble,
    read_preamble,
)
from kiosk.contract.stick import StickFile
from kiosk.settings import SettingsError
from kiosk.sync.sealing import Sealer
from kiosk.sync.sealing import SealingKey as ToSealWith
from tests.central import sealed_vector
from tests.workbench.keys import public_of, sealing_public_of, seed_of, signed_by

VECTOR = Path(__file__).with_name("sealed_vector.json")
OURS = SealingKey(seed_of("sealing"))
BODY = b'{"an": "announcement"}'
LINK = Link(3, "ab" * 32, "cd" * 64)
FIRST = len(preamble(LINK.to_header(), BODY))


def sealer(device="kiosk-1"):
    return Sealer(
        device,
        ToSealWith(sealing_public_of("sealing")),
        lambda said: signed_by(device, said),
        lambda said, signature: signed_by(device, said) == signature,
    )


def seal(files: bytes, by: Sealer | None = None, envelope=sealed_vector.ENVELOPE) -> bytes:
    class Named:
        pass

    announcement = Named()
    announcement.envelope, announcement.size = envelope, len(files)
    by = by or sealer()
    pieces = [files[at : at + 10_007] for at in range(0, len(files), 10_007)]
    sealed = b"".join(by.seal(announcement, BODY, LINK, pieces))
    assert len(sealed) == by.size(announcement, BODY, LINK)
    return sealed


@pytest.fixture
def on_disk(tmp_path):
    """Sealed bytes as a file that is read like one on a stick."""
    made = []

    def lay(sealed: bytes) -> StickFile:
        path = tmp_path / f"{len(made)}.sealed"
        path.write_bytes(sealed)
        made.append(StickFile(os.open(path, os.O_RDONLY)))
        return made[-1]

    yield lay
    for file in made:
        file.close()


def opened(file: StickFile, key: SealingKey = OURS, device="kiosk-1") -> bytes:
    sealed = Sealed(file)
    if not sealed.signed_by(public_of(device)):
        raise SealedError(SealedFault.NOT_WHOLE)
    with sealed.content(key) as content:
        return content.read()


# On both sides of where a chunk ends.
@pytest.mark.parametrize(
    "size", [1, CHUNK - FIRST - 1, CHUNK - FIRST, CHUNK - FIRST + 1, 2 * CHUNK - FIRST, 300_000]
)
def test_what_was_sealed_comes_out_whole(on_disk, size):
    files = random.randbytes(size)
    plain = opened(on_disk(seal(files)))
    content = io.BytesIO(plain)
    assert read_preamble(content) == (LINK.to_header(), BODY)
    assert content.read() == files


def test_the_same_envelope_sealed_twice_shares_nothing_but_its_header():
    first, again = seal(b"papers" * 1000), seal(b"papers" * 1000)
    start = first.index(b"\n") + 1
    assert first[:start] == again[:start]
    assert all(first[at : at + 16] not in again for at in range(start, len(first) - 16, 16))


def test_nothing_of_what_is_inside_is_seen_from_outside():
    sealed = seal(b"Nguyen Van Thu" * 100)
    assert b"Nguyen" not in sealed
    assert b"announcement" not in sealed


def test_any_changed_byte_is_seen_by_the_signature_and_by_the_tags(on_disk):
    sealed = seal(random.randbytes(CHUNK + 5000))
    for at in random.sample(range(len(sealed)), 60):
        spoilt = bytearray(sealed)
        spoilt[at] ^= 1 << random.randrange(8)
        with pytest.raises(SealedError):
            opened(on_disk(bytes(spoilt)))
        if at >= len(sealed) - SIGNATURE:
            continue
        with pytest.raises(SealedError):  # even by one who does not look at the signature
            Sealed(on_disk(bytes(spoilt))).content(OURS).read()


def test_one_that_ends_early_is_not_whole_wherever_it_ends(on_disk):
    sealed = seal(random.randbytes(3 * CHUNK))
    body = len(sealed.split(b"\n")[0]) + 1 + WRAPPED
    ends = [body + n * (CHUNK + TAG) for n in range(1, 4)]  # where a chunk ends most of all
    for end in [*ends, *random.sample(range(len(sealed)), 40)]:
        for tail in (b"", sealed[-SIGNATURE:]):
            with pytest.raises(SealedError):
                opened(on_disk(sealed[:end] + tail))
            with pytest.raises(SealedError):
                Sealed(on_disk(sealed[:end] + tail)).content(OURS).read()


def test_chunks_cannot_change_places_nor_come_from_another_envelope(on_disk):
    first, other = (seal(random.randbytes(3 * CHUNK)) for _ in range(2))
    at = first.index(b"\n") + 1 + WRAPPED
    size = CHUNK + TAG
    one, two, rest = first[at : at + size], first[at + size : at + 2 * size], first[at + 2 * size :]
    for mixed in (two + one + rest, one + one + rest, other[at : at + size] + two + rest):
        with pytest.raises(SealedError):
            Sealed(on_disk(first[:at] + mixed)).content(OURS).read()


def test_a_header_of_another_envelope_opens_nothing(on_disk):
    sealed = seal(b"papers")
    for old, new in ((b"kiosk-1 ", b"kiosk-2 "), (sealed_vector.ENVELOPE.encode(), b"0" * 32)):
        with pytest.raises(SealedError):
            Sealed(on_disk(sealed.replace(old, new, 1))).content(OURS).read()


def test_only_the_centre_it_was_sealed_to_opens_it(on_disk):
    with pytest.raises(SealedError):
        opened(on_disk(seal(b"papers")), SealingKey(seed_of("another centre")))


def test_only_the_device_it_is_of_could_have_sealed_it(on_disk):
    with pytest.raises(SealedError):
        opened(on_disk(seal(b"papers")), device="kiosk-2")


@pytest.mark.parametrize("text", [b"", b"\n", b"PK\x03\x04" * 100, b"a" * 100_000])
def test_what_is_no_sealed_envelope_is_called_that(on_disk, text):
    with pytest.raises(SealedError) as told:
        Sealed(on_disk(text))
    assert told.value.fault is SealedFault.NOT_SEALED


def test_one_larger_than_any_envelope_is_not_read(on_disk, tmp_path):
    path = tmp_path / "huge.sealed"
    path.write_bytes(seal(b"papers"))
    os.truncate(path, 1 << 40)  # a hole
    with StickFile(os.open(path, os.O_RDONLY)) as file, pytest.raises(SealedError) as told:
        Sealed(file)
    assert told.value.fault is SealedFault.TOO_LARGE


def test_lengths_that_lie_are_refused():
    for lie in (b"", b"\xff\xff\xff\xff", b"\x00\x00\x00\x05abc", b"\0\0\0\1a\xff\xff\xff\xff"):
        with pytest.raises(ContractError):
            read_preamble(io.BytesIO(lie))
    with pytest.raises(ContractError):
        read_preamble(io.BytesIO(b"\0\0\0\1\xff" + b"\0\0\0\0"))
    with pytest.raises(ContractError):
        chunk_nonce(LAST, last=False)


@pytest.mark.parametrize("text", ["", "a" * 63, "g" * 64, "0" * 64])
def test_a_sealing_key_that_is_none_is_named(text):
    with pytest.raises(SettingsError, match=r"centre\.sealing_key"):
        ToSealWith(text)


def test_the_kept_vector_opens_to_what_it_says(on_disk):
    vector = json.loads(VECTOR.read_text(encoding="utf-8"))
    key = SealingKey(bytes.fromhex(vector["sealing_private_key"]))
    assert key.public == vector["sealing_key"]
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(vector["sealing_private_key"]))
    assert private.public_key().public_bytes_raw().hex() == vector["sealing_key"]
    file = on_disk(base64.b64decode(vector["sealed"]))
    sealed = Sealed(file)
    assert (sealed.header.device, sealed.header.envelope) == (
        sealed_vector.DEVICE,
        sealed_vector.ENVELOPE,
    )
    assert (
        sealed.header.key == hashlib.sha256(bytes.fromhex(vector["sealing_key"])).hexdigest()[:16]
    )
    assert sealed.signed_by(vector["device_key"])
    with sealed.content(key) as content:
        assert read_preamble(content) == (vector["link"], vector["announcement"].encode())
        for n, size in enumerate(sealed_vector.SIZES):
            assert content.read(size) == sealed_vector.file_bytes(n, size)
        assert content.read() == b""


def test_no_more_than_a_chunk_is_held_however_large_the_papers_are(on_disk):
    taken = [0]

    def papers():
        for _ in range(64):
            taken[0] += 16_384
            yield bytes(16_384)

    announcement = sealed_vector.announcement()
    given = 0
    for piece in sealer().seal(announcement, BODY, LINK, papers()):
        given += len(piece)
        assert taken[0] - given <= CHUNK + 16_384
    assert given > 64 * 16_384
