"""A byte that was signed and is not what it was: every judge notices, wherever it lies."""

import random

import pytest
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.validation.errors import SignatureValidationError

from kiosk.signing import SignRole

SAMPLES = 24


def _sound(pyhanko, pdf):
    """A file that cannot be read any more is not sound either."""
    try:
        return pyhanko(pdf)
    except (PdfError, SignatureValidationError, ValueError, LookupError, TypeError):
        return 0
    except (AttributeError, AssertionError):
        return 0


@pytest.mark.parametrize("who", ["official", "official_ec"])
def test_a_flipped_byte_fails_all_three(copy, sign, spans, openssl, pdfsig, pyhanko, who):
    pdf = sign(copy(size=(62, 88)), who=who)
    covered = spans(pdf)
    ((first, second, _),) = covered
    chance = random.Random(20261123)
    places = [*range(*first), *range(*second)]
    picked = [*chance.sample(places, SAMPLES), first[1] - 1, second[0], len(pdf) - 2]
    # where the signature itself is described
    picked += [pdf.index(b"/ByteRange") + 12, pdf.index(b"/SubFilter") + 12, pdf.index(b"/M (") + 6]
    for place in picked:
        spoilt = bytearray(pdf)
        spoilt[place] ^= 1 << chance.randrange(8)
        assert not openssl(bytes(spoilt), spans=covered), place
        assert pdfsig(bytes(spoilt)) == 0, place
        assert _sound(pyhanko, bytes(spoilt)) == 0, place


def test_a_byte_of_the_first_revision_fails_both_signatures(copy, sign, openssl, pdfsig, spans):
    pdf = sign(sign(copy(size=(62, 88))), SignRole.ORGANISATION)
    covered = spans(pdf)
    spoilt = bytearray(pdf)
    spoilt[pdf.index(b"\xff\xd8\xff") + 40] ^= 1
    assert [openssl(bytes(spoilt), n, covered) for n in (0, 1)] == [False, False]
    assert pdfsig(bytes(spoilt)) == 0


def test_a_byte_of_the_second_revision_fails_the_second_only(copy, sign, openssl, pdfsig, spans):
    one = sign(copy(size=(62, 88)))
    pdf = sign(one, SignRole.ORGANISATION)
    covered = spans(pdf)
    spoilt = bytearray(pdf)
    spoilt[len(one) + 1200] ^= 1
    assert [openssl(bytes(spoilt), n, covered) for n in (0, 1)] == [True, False]
    assert pdfsig(bytes(spoilt)) <= 1


def test_a_bit_of_the_signature_itself_fails(copy, sign, openssl, pdfsig, pyhanko, spans):
    pdf = sign(copy(size=(62, 88)))
    ((first, _, cms),) = spans(pdf)
    at = first[1] + 1 + 2 * (len(cms) - 20)  # the signature's own value comes last
    last = bytearray(pdf)
    last[at] = ord("0") if last[at] != ord("0") else ord("1")
    assert not openssl(bytes(last))
    assert pdfsig(bytes(last)) == 0
    assert _sound(pyhanko, bytes(last)) == 0
