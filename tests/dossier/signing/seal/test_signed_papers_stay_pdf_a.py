"""PDF/A-2b before and after signing; what a later signature alone brings is what every later signature brings."""

import datetime as dt
import io

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import StreamObject

from kiosk.dossier.signing.seal import SignImages
from kiosk.dossier.signing.update import Update
from kiosk.signing import SignRole

LATER = ["PDFA2B-SIGNATURE-BYTERANGE-001"]


@pytest.mark.parametrize("who", ["official", "official_ec"])
@pytest.mark.parametrize("kind", ["certified-copy", "sealed-copy"])
def test_once_signed_nothing_is_found_twice_signed_only_the_first_signatures_range(
    copy, sign, findings, who, kind
):
    pdf = copy(2)
    one = sign(pdf, who=who, kind=kind)
    assert (findings(pdf), findings(one)) == ([], [])
    assert findings(sign(one, SignRole.ORGANISATION, kind=kind)) == LATER


def test_so_it_is_without_pictures(copy, sign, findings):
    one = sign(copy(), images=SignImages())
    assert findings(one) == []
    assert findings(sign(one, SignRole.ORGANISATION, images=None)) == LATER


def test_the_judge_does_find_a_stamp_whose_letters_are_not_embedded(copy, sign, findings):
    spoilt = sign(copy()).replace(b"/FontFile2", b"/FontFileX")
    assert findings(spoilt) != []


def test_the_documents_own_words_about_itself_are_not_touched(copy, sign):
    pdf = copy()
    said = []
    for each in (pdf, sign(sign(pdf), SignRole.ORGANISATION)):
        with pikepdf.open(io.BytesIO(each)) as document:
            said.append((document.Root.Metadata.read_raw_bytes(), "/Info" in document.trailer))
    assert said[0] == said[1]


@pytest.mark.parametrize("last", [b"\r", b"\n", b"\r\n", b"\n\r", b"\r\r", b" ", b"\0"])
def test_a_streams_data_may_end_on_any_byte(copy, findings, last):
    update = Update(copy())
    update.root["/Extra"] = update.add_object(StreamObject(stream_data=b"0 0 m" + last))
    update.update_root()
    pdf = update.appended()
    assert findings(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.Extra.read_bytes() == b"0 0 m" + last


def test_of_many_signatures_none_writes_a_stream_that_reads_a_byte_short(copy, sign, findings):
    """About one deflated stream in 256 ends on a CR; signed again and again until one would have."""
    pdf = copy(size=(62, 88))
    at, rescued = dt.datetime(2026, 11, 23, tzinfo=dt.UTC), []
    for minutes in range(0, 30_000, 11):
        one = sign(pdf, SignRole.ORGANISATION, at=at + dt.timedelta(minutes=minutes))
        assert b"\r\nendstream" not in one[len(pdf) :]
        if b"/ASCIIHexDecode" in one[len(pdf) :]:
            rescued.append(one)
            break
    assert [findings(one) for one in rescued] == [[]]
