"""A document is a PDF/A-2b that shows the scanned pages exactly as they are, and says nothing else."""

import io
import subprocess
import sys

import page as judge
import pikepdf
import pytest

from kiosk.dossier.page import Layer, LayerKind, Leaf, write_pdf
from kiosk.dossier.pdf import PageError, make_pdf
from kiosk.workspace import PACKAGE


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def images(pdf):
    """Filter and raw bytes of the one picture on each page."""
    with opened(pdf) as document:
        held = [list(sheet.get_images().values()) for sheet in document.pages]
        assert all(len(pictures) == 1 for pictures in held)
        return [(str(picture.Filter), picture.read_raw_bytes()) for (picture,) in held]


def judged(pdf):
    report = judge.validate_pdf_bytes(pdf, profile=judge.ValidationProfile.PDF_A_2B)
    return [(failure.rule_id, failure.message) for failure in report.failures]


def test_the_judge_of_pdf_a_finds_nothing(jpeg):
    pages = [jpeg(1, dpi=(300, 300)), jpeg(2, "L", dpi=(200, 200)), jpeg(3, progressive=True)]
    assert judged(make_pdf("to-khai", pages, 300)) == []


def test_the_judge_does_find_a_missing_output_intent(jpeg):
    with opened(make_pdf("to-khai", [jpeg()], 300)) as pdf:
        del pdf.Root.OutputIntents
        spoilt = io.BytesIO()
        pdf.save(spoilt)
    assert judged(spoilt.getvalue()) != []


def test_every_page_is_the_scanners_own_jpeg(jpeg):
    pages = [jpeg(n, mode) for n, mode in enumerate(("RGB", "L", "RGB"))]
    held = images(make_pdf("to-khai", pages, 300))
    assert held == [("/DCTDecode", page) for page in pages]


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ({"dpi": (300, 300)}, (148.8, 210.48)),
        ({"dpi": (200, 200)}, (223.2, 315.72)),
        ({"dpi": (300, 150)}, (148.8, 420.96)),
        ({}, (148.8, 210.48)),  # the JPEG does not say: what the scanner was set to
        ({"dpi": (1, 1)}, (148.8, 210.48)),  # nonsense
    ],
)
def test_a_page_is_as_large_as_its_paper(jpeg, said, size):
    with opened(make_pdf("to-khai", [jpeg(**said)], 300)) as document:
        (sheet,) = document.pages
        assert [float(side) for side in sheet.mediabox] == pytest.approx([0, 0, *size])


def test_equal_pages_give_equal_bytes_in_another_process_too(jpeg, tmp_path):
    pages = [jpeg(1), jpeg(2, "L")]
    for number, page in enumerate(pages):
        (tmp_path / f"{number}.jpg").write_bytes(page)
    again = (
        "import pathlib, sys; from kiosk.dossier.pdf import make_pdf;"
        "pages = [pathlib.Path(path).read_bytes() for path in sys.argv[1:]];"
        "sys.stdout.buffer.write(make_pdf('to-khai', pages, 300))"
    )
    made = subprocess.check_output(
        [sys.executable, "-c", again, tmp_path / "0.jpg", tmp_path / "1.jpg"], cwd=PACKAGE.parent
    )
    assert make_pdf("to-khai", pages, 300) == made
    assert make_pdf("to-khai", pages[::-1], 300) != made


def test_it_says_what_it_is_and_nothing_of_a_person_or_a_day(jpeg):
    pdf = make_pdf("to-khai", [jpeg()], 300)
    assert pdf.startswith(b"%PDF-1.7\n")
    with opened(pdf) as document:
        assert "/Info" not in document.trailer
        with document.open_metadata() as xmp:
            said = dict(xmp)
    assert {name.split("}")[1]: value for name, value in said.items()} == {
        "title": "to-khai",
        "Producer": "kiosk",
        "part": "2",
        "conformance": "B",
    }


def test_fifty_pages_are_one_document(jpeg):
    page = jpeg(size=(60, 85))
    assert len(opened(make_pdf("to-khai", [page] * 50, 300)).pages) == 50


@pytest.mark.parametrize("spoilt", [b"", b"%PDF-1.7", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_jpeg_is_refused(jpeg, spoilt):
    with pytest.raises(PageError):
        make_pdf("to-khai", [jpeg(), spoilt], 300)


def test_printers_colours_are_refused(jpeg):
    with pytest.raises(PageError):
        make_pdf("to-khai", [jpeg(mode="CMYK")], 300)


@pytest.mark.parametrize("last", [b"\r", b"\n", b"\r\n", b"\n\r", b"\r\r", b" ", b"\0"])
def test_a_pictures_data_may_end_on_any_byte(last):
    ink = Layer(LayerKind.INK, b"\0\x10\x01" + last, 8, 8, (0.0, 0.0, 10.0, 10.0))
    pdf = write_pdf("to-khai", [Leaf(10.0, 10.0, (ink,))])
    assert judged(pdf) == []
    with opened(pdf) as document:
        assert document.pages[0].Resources.XObject.L0.read_raw_bytes() == ink.data
