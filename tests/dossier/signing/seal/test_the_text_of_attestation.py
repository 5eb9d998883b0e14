"""A last page says that the copy is true, and the pages before it are what they were."""

import datetime as dt
import io
import subprocess

import pikepdf
import pytest

from kiosk.dossier.page import write_pdf
from kiosk.dossier.pdf import as_scanned
from kiosk.dossier.signing.attestation import attest
from kiosk.dossier.signing.seal import SealError
from kiosk.signing import SigningFault, SignRole
from tests.workbench.authority import OFFICIAL, ORGANISATION

LONG = "ỦY BAN NHÂN DÂN XÃ MƯỜNG THANH THƯỢNG, THÀNH PHỐ ĐIỆN BIÊN PHỦ, TỈNH ĐIỆN BIÊN"


def said(words):
    return " ".join(word for word, _ in words)


def raw(pdf):
    """Each page's dictionary, contents and pictures, as they are written."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            (
                [float(side) for side in page.mediabox],
                page.Contents.read_raw_bytes(),
                [image.read_raw_bytes() for image in page.get_images().values()],
            )
            for page in document.pages
        ]


def test_it_says_number_book_day_place_office_and_official(copy, attestation, words):
    pdf = attest(copy(2), attestation())
    assert said(words(pdf, 3)) == (
        f"{ORGANISATION} CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH"
        " Số chứng thực: 001234; quyển số: 01/2026-SCT/BS."
        " Bản sao điện tử này gồm 02 trang, không kể trang lời chứng."
        " Ngày 23 tháng 11 năm 2026, tại trụ sở Ủy ban nhân dân xã Suối Lành."
        f" Người thực hiện chứng thực: {OFFICIAL}, PHÓ CHỦ TỊCH."
    )


def test_the_pages_before_it_are_bit_for_bit_what_they_were(copy, attestation, tmp_path):
    pdf = copy(3)
    whole = attest(pdf, attestation(pages=3))
    assert whole.startswith(pdf)
    assert raw(whole)[:3] == raw(pdf)
    pictures = []
    for name, each in (("plain", pdf), ("attested", whole)):
        (tmp_path / f"{name}.pdf").write_bytes(each)
        subprocess.run(["pdfimages", "-all", f"{name}.pdf", f"{name}-"], cwd=tmp_path, check=True)
        pictures.append([path.read_bytes() for path in sorted(tmp_path.glob(f"{name}--*"))])
    assert pictures[0] == pictures[1]
    assert len(pictures[0]) == 3


def test_it_is_as_large_as_the_last_page(copy, attestation):
    sizes = [page[0] for page in raw(attest(copy(2), attestation()))]
    assert sizes[2] == sizes[1]


def test_behind_a_small_page_it_is_a4(copy, attestation):
    (*_, last) = raw(attest(copy(size=(253, 160)), attestation(pages=1)))
    assert last[0] == pytest.approx([0, 0, 595.276, 841.89], abs=0.01)


def test_behind_a_turned_page_it_has_the_shape_one_sees(jpeg, attestation):
    pdf = write_pdf("chung-thuc", [as_scanned(jpeg(size=(1100, 800)), 75, 90)])
    (*_, last) = raw(attest(pdf, attestation(pages=1)))
    assert last[0][2] < last[0][3]
    assert last[0][2:] == pytest.approx([800 * 72 / 75, 1100 * 72 / 75], abs=0.01)


@pytest.mark.parametrize("size", [(620, 877), (437, 620), (877, 620)])  # A4, A5, A4 on its side
@pytest.mark.parametrize("office", [ORGANISATION, LONG])
def test_text_and_signature_never_lie_over_each_other(copy, attestation, sign, words, size, office):
    pdf = attest(copy(size=size), attestation(office=office, pages=1))
    before = words(pdf, 2)
    signed = sign(pdf)
    after = words(signed, 2)
    lowest = max(box[3] for _, box in before)
    stamped = [box for word, box in after if (word, box) not in before]
    assert min(box[1] for box in stamped) > lowest
    tall = size[1] * 25.4 / 75
    assert max(box[3] for box in stamped) < tall - 3
    assert min(box[1] for _, box in before) > 5
    assert max(box[2] for _, box in after) < size[0] * 25.4 / 75 - 3


def test_it_stays_a_pdf_a_before_and_after_signing(copy, attestation, sign, findings):
    attested = attest(copy(2), attestation())
    assert findings(attested) == []
    once = sign(attested)
    assert findings(once) == []
    assert findings(sign(once, SignRole.ORGANISATION)) == ["PDFA2B-SIGNATURE-BYTERANGE-001"]


def test_a_signed_document_gets_no_text_any_more(copy, attestation, sign):
    with pytest.raises(SealError) as caught:
        attest(sign(copy()), attestation())
    assert caught.value.fault is SigningFault.DOCUMENT_UNSIGNABLE


@pytest.mark.parametrize("spoilt", [b"", b"%PDF-1.7", b"no PDF"])
def test_what_is_no_document_gets_none_either(attestation, spoilt):
    with pytest.raises(SealError) as caught:
        attest(spoilt, attestation())
    assert caught.value.fault is SigningFault.DOCUMENT_UNSIGNABLE


def test_before_the_rule_was_in_force_there_is_no_text(copy, attestation):
    with pytest.raises(SealError):
        attest(copy(), attestation(on=dt.date(2019, 1, 1)))


def test_three_judges_find_the_signatures_on_it_good(
    copy, attestation, sign, openssl, pdfsig, pyhanko
):
    pdf = sign(sign(attest(copy(2), attestation())), SignRole.ORGANISATION)
    assert (openssl(pdf, 0), openssl(pdf, 1), pdfsig(pdf), pyhanko(pdf)) == (True, True, 2, 2)


def test_so_it_is_on_a_strangers_file_with_its_objects_in_streams(
    copy, attestation, sign, openssl, pdfsig, pyhanko
):
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(copy(2))) as document:
        document.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"/ObjStm" in packed.getvalue()
    pdf = sign(sign(attest(packed.getvalue(), attestation())), SignRole.ORGANISATION)
    assert pdf.startswith(packed.getvalue())
    assert (openssl(pdf, 0), openssl(pdf, 1), pdfsig(pdf), pyhanko(pdf)) == (True, True, 2, 2)


def test_it_shows_nobodys_name_in_a_log(attestation):
    assert OFFICIAL not in repr(attestation())
