"""A written page is read as its citizen would read it, whichever way up it lies; only our own pages are."""

import io
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import page as judge
import pikepdf
import pytest

from kiosk.dossier.ocr import find_program
from kiosk.dossier.ocr.page import read_page
from kiosk.dossier.ocr.painted import NotOurs, painted, written_page
from kiosk.dossier.page import Layer, LayerKind, make_page, profile, write_pdf
from kiosk.dossier.page.coded import group4
from kiosk.dossier.pdf import make_pdf
from kiosk.workspace import PACKAGE
from tests.dossier.printed import DPI, SENTENCES, jpeg, printed, raw, share_read


@pytest.fixture(scope="module")
def program():
    return find_program()


@pytest.fixture(scope="module")
def made():
    return make_page(raw(printed()), DPI, profile())


@pytest.mark.device
def test_a_made_page_is_read(program, made):
    text = read_page(program, made.width_mm, made.height_mm, made.layers)
    assert share_read(text.plain()) > 0.8
    assert len(text.plain().splitlines()) == len(SENTENCES)


@pytest.mark.device
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_page_kept_as_scanned_is_read_whichever_way_it_lies(program, turned):
    pdf = make_pdf("to-khai", [jpeg(printed(turned=turned))], DPI)
    text = read_page(program, *written_page(pdf, 1))
    assert share_read(text.plain()) > 0.8
    assert text.turned == (360 - turned) % 360
    first = next(word for word in text.words if word.text == "CỘNG").box
    (x, y), (width, height) = ((first[0] + first[2]) / 2, (first[1] + first[3]) / 2), (148, 105)
    upright = {0: (x, y), 90: (y, height - x), 180: (width - x, height - y), 270: (width - y, x)}
    if turned in (90, 270):  # the page is 105 wide and 148 high
        upright = {90: (y, 105 - x), 270: (148 - y, x)}
    assert upright[turned] == pytest.approx((18, 12), abs=5)


def test_what_is_read_is_what_was_written(made):
    written = written_page(write_pdf("to-khai", [made]), 1)
    assert written[:2] == pytest.approx((made.width_mm, made.height_mm), abs=0.01)
    again, first = painted(*written), painted(made.width_mm, made.height_mm, made.layers)
    assert np.mean(again != first) < 0.001


def test_each_page_of_a_document_is_found(made):
    blank = make_page(np.full((1240, 1748, 3), 255, np.uint8), DPI, profile())
    pdf = write_pdf("to-khai", [blank, made])
    dark = [np.mean(painted(*written_page(pdf, number)) < 128) for number in (1, 2)]
    assert dark[0] == 0 < dark[1]
    with pytest.raises(NotOurs):
        written_page(pdf, 3)


@pytest.mark.device
def test_a_page_that_viewers_turn_is_read_as_it_is_written(program):
    with pikepdf.open(io.BytesIO(make_pdf("to-khai", [jpeg(printed(turned=90))], DPI))) as pdf:
        pdf.pages[0].Rotate = 270
        turned = io.BytesIO()
        pdf.save(turned)
    text = read_page(program, *written_page(turned.getvalue(), 1))
    assert (round(text.width_mm), round(text.height_mm), text.turned) == (105, 148, 270)
    assert share_read(text.plain()) > 0.8


@pytest.mark.parametrize("data", [b"", b"no document", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_document_is_refused(data):
    with pytest.raises(NotOurs):
        written_page(data, 1)


@pytest.mark.parametrize(
    "drawn",
    [
        b"BT /F0 12 Tf (hello) Tj ET BT 0 Tr ET",
        b"0 0 m 100 100 l S",
        b"q 1 1 0 1 0 0 cm /L0 Do Q",
        b"q 10 0 0 10 0 0 cm /Nothing Do Q",
        b"/Shade sh",
    ],
)
def test_a_page_drawn_by_somebody_else_is_refused(made, drawn):
    with pikepdf.open(io.BytesIO(write_pdf("to-khai", [made]))) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(drawn)
        other = io.BytesIO()
        pdf.save(other)
    with pytest.raises(NotOurs):
        written_page(other.getvalue(), 1)


@pytest.mark.parametrize(
    "layer",
    [
        Layer(LayerKind.INK, b"not a strip of Group 4", 100, 100, (0, 0, 10, 10)),
        Layer(LayerKind.COLOUR, b"not a JPEG", 100, 100, (0, 0, 10, 10)),
        Layer(LayerKind.COLOUR, jpeg(printed()), 10, 10, (0, 0, 10, 10)),
    ],
)
def test_a_picture_that_lies_is_refused(layer):
    if (
        layer.kind is LayerKind.INK
    ):  # its decoder may make something of anything: it stays in its place
        canvas = painted(20, 20, (layer,))
        assert (canvas[150:] == 255).all()
        return
    with pytest.raises(NotOurs):
        painted(20, 20, (layer,))


@pytest.mark.parametrize("size", [(0.0, 10.0), (1e5, 1e5), (-5.0, 10.0)])
def test_a_page_larger_than_any_scanner_is_refused(size):
    with pytest.raises(NotOurs):
        painted(*size, ())


def test_coloured_ink_is_as_dark_as_it_looks():
    mask = np.zeros((100, 100), np.uint8)
    mask[20:80, 20:80] = 255
    ink = Layer(LayerKind.INK, group4(mask), 100, 100, (0.0, 0.0, 20.0, 20.0), (200, 30, 30))
    red, black = painted(20, 20, (ink,)), painted(20, 20, (replace(ink, colour=(0, 0, 0)),))
    assert (red[118, 118], black[118, 118], black[5, 5]) == (81, 0, 255)


@pytest.mark.device
def test_a_document_made_by_hand_can_be_searched(tmp_path):
    scan, out = tmp_path / "scan.png", tmp_path / "out.pdf"
    printed().save(scan, dpi=(DPI, DPI))
    command = [sys.executable, "-m", "kiosk.dossier", "assemble", scan, "-o", out, "--text"]
    subprocess.run(command, cwd=PACKAGE.parent, check=True, capture_output=True)
    told = subprocess.run(["pdftotext", out, "-"], check=True, capture_output=True, text=True)
    assert share_read(told.stdout) > 0.8
    assert judge.is_pdf_compliant_bytes(out.read_bytes(), profile="2b")


def test_without_tesseract_a_document_with_text_is_not_made(tmp_path):
    scan, out = tmp_path / "scan.png", tmp_path / "out.pdf"
    printed().save(scan, dpi=(DPI, DPI))
    command = [sys.executable, "-m", "kiosk.dossier", "assemble", scan, "-o", out, "--text"]
    bare = {**os.environ, "PATH": str(tmp_path)}
    done = subprocess.run(command, cwd=PACKAGE.parent, capture_output=True, text=True, env=bare)
    assert (done.returncode, out.exists()) == (2, False)
    assert "tesseract-ocr-vie" in done.stderr
