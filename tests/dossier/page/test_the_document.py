"""Made pages become one PDF/A-2b, and an independent reader shows what was put in."""

import io
import subprocess

import cv2
import numpy as np
import page as judge
import pikepdf
import pytest

from kiosk.dossier.page import LayerKind, make_page, profile, profiles, write_pdf


@pytest.fixture(scope="module")
def pages(request):
    form = request.getfixturevalue("sealed")
    return {name: make_page(form, 300, profile(name)) for name in profiles()}


def judged(pdf):
    report = judge.validate_pdf_bytes(pdf, profile=judge.ValidationProfile.PDF_A_2B)
    return [(failure.rule_id, failure.message) for failure in report.failures]


@pytest.mark.parametrize("name", profiles())
def test_the_judge_of_pdf_a_finds_nothing(pages, name):
    assert judged(write_pdf("to-khai", [pages[name], pages[name]])) == []


def test_pages_of_all_profiles_may_stand_in_one_document(pages):
    pdf = write_pdf("to-khai", pages.values())
    assert judged(pdf) == []
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) == len(pages)


def test_the_judge_does_find_a_missing_metadata(pages):
    with pikepdf.open(io.BytesIO(write_pdf("to-khai", [pages["grey"]]))) as pdf:
        del pdf.Root.Metadata
        spoilt = io.BytesIO()
        pdf.save(spoilt)
    assert judged(spoilt.getvalue()) != []


def test_qpdf_finds_every_object_where_the_table_says(pages, tmp_path):
    (tmp_path / "page.pdf").write_bytes(write_pdf("to-khai", pages.values()))
    with pikepdf.open(tmp_path / "page.pdf", attempt_recovery=False) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_a_title_may_have_any_letters(pages):
    title = "Giấy <khai sinh> & “bản sao”"
    with pikepdf.open(io.BytesIO(write_pdf(title, [pages["grey"]]))) as pdf:
        assert pdf.open_metadata()["dc:title"] == title
        assert "/Info" not in pdf.trailer


def test_equal_pages_give_equal_bytes_and_others_another_name(pages):
    one, two = write_pdf("a", [pages["mixed"]]), write_pdf("a", [pages["mixed"]])
    assert one == two
    with (
        pikepdf.open(io.BytesIO(one)) as first,
        pikepdf.open(io.BytesIO(write_pdf("a", [pages["grey"]]))) as other,
    ):
        assert first.trailer.ID[0] != other.trailer.ID[0]


def test_a_document_without_a_page_is_refused():
    with pytest.raises(ValueError, match="at least one page"):
        write_pdf("a", [])


def test_the_page_is_as_large_as_the_sheet(pages):
    with pikepdf.open(io.BytesIO(write_pdf("a", [pages["mixed"]]))) as pdf:
        _, _, width, height = (float(side) for side in pdf.pages[0].MediaBox)
    assert (width, height) == pytest.approx((595.3, 841.9), abs=1.5)


def test_poppler_lists_the_layers_as_they_were_made(pages, tmp_path):
    page = pages["mixed"]
    (tmp_path / "page.pdf").write_bytes(write_pdf("a", [page]))
    listed = subprocess.run(
        ("pdfimages", "-list", "page.pdf"), cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout.splitlines()[2:]
    seen = [(row.split()[2], row.split()[3], row.split()[4], row.split()[8]) for row in listed]
    kinds = {LayerKind.INK: ("stencil", "ccitt"), LayerKind.COLOUR: ("image", "jpeg")}
    assert seen == [
        (kinds[layer.kind][0], str(layer.width), str(layer.height), kinds[layer.kind][1])
        for layer in page.layers
    ]


def test_poppler_shows_the_print_where_the_scan_has_it(pages, sealed, rendered):
    shown = cv2.cvtColor(rendered(write_pdf("a", [pages["bitonal"]])), cv2.COLOR_BGR2GRAY)
    placed = np.float32(pages["bitonal"].found.sheet[:3])
    height, width = shown.shape
    here = np.float32([(0, 0), (width, 0), (width, height)])
    back = cv2.warpAffine(
        shown, cv2.getAffineTransform(here, placed), sealed.shape[1::-1], borderValue=255
    )
    true = sealed.min(axis=2) < 110
    near = np.ones((3, 3), np.uint8)  # the two were drawn on different rasters
    assert (cv2.erode(back, near)[true] < 128).mean() > 0.995
    paper = cv2.dilate((sealed.min(axis=2) < 215).astype(np.uint8), near) == 0
    assert (back[paper] < 128).mean() < 0.001
