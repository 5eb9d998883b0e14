"""`python -m kiosk.dossier assemble`: raw scans in, one document out, or one clear sentence and nothing."""

import json
import struct
import subprocess
import sys
import zlib

import cv2
import numpy as np
import page as judge
import pytest

from kiosk.dossier.page import MakeError, PageReason, make_page, profile
from kiosk.workspace import PACKAGE


@pytest.fixture
def assemble(tmp_path):
    """Run it in a folder of its own."""

    def assemble(*arguments):
        command = (sys.executable, "-m", "kiosk.dossier", "assemble", *map(str, arguments))
        environment = {"PYTHONPATH": str(PACKAGE.parent), "PYTHONUTF8": "1"}
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return assemble


@pytest.fixture
def scans(tmp_path, form, bare, lay):
    cv2.imwrite(str(tmp_path / "form.png"), lay(form, 1.2, 180)[0])
    cv2.imwrite(str(tmp_path / "blank.jpg"), lay(bare, -0.5)[0])
    return tmp_path


def png(width, height, data=b""):
    """A PNG whose header promises so many pixels."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(data)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def test_two_scans_become_one_document_and_it_is_said_what_was_found(assemble, scans):
    done = assemble("form.png", "blank.jpg", "-o", "out.pdf", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    pdf = (scans / "out.pdf").read_bytes()
    assert judge.is_pdf_compliant_bytes(pdf, profile="2b")
    assert said["bytes"] == len(pdf)
    first, second = said["pages"]
    assert (first["turned"], first["size"], first["verdict"], first["blank"]) == (
        180,
        "A4",
        "ok",
        False,
    )
    assert first["skew"] == pytest.approx(1.2, abs=0.05)
    assert second["blank"] is True
    assert first["bytes"] == sum(layer["bytes"] for layer in first["layers"])


def test_for_people_there_is_a_line_for_each_page(assemble, scans):
    done = assemble("form.png", "blank.jpg", "-o", "out.pdf", "--profile", "bitonal")
    one, two, whole = done.stdout.splitlines()
    assert "form.png\tok, A4 210 x 297 mm, turned by 180, skew +1.20 degrees" in one
    assert "blank" in two.split("\t")[2]
    assert whole.startswith("out.pdf: 2 pages, ")


def test_a_page_to_be_scanned_again_is_written_and_told_by_the_exit_code(
    assemble, scans, form, lay
):
    cv2.imwrite(str(scans / "dark.png"), lay(form)[0] // 3)
    done = assemble("dark.png", "-o", "out.pdf", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["pages"][0]["verdict"] == "too-dark"
    assert (scans / "out.pdf").exists()


def test_the_same_scans_give_the_same_bytes(assemble, scans):
    for name in ("one.pdf", "two.pdf"):
        assert assemble("form.png", "-o", name).returncode == 0
    assert (scans / "one.pdf").read_bytes() == (scans / "two.pdf").read_bytes()


def test_as_scanned_the_jpeg_lies_in_the_document_untouched(assemble, scans):
    assert assemble("blank.jpg", "-o", "out.pdf", "--profile", "as-scanned").returncode == 0
    assert (scans / "blank.jpg").read_bytes() in (scans / "out.pdf").read_bytes()


HOSTILE = {
    "text": (b"not a picture", "is no picture"),
    "nothing": (b"", "is no picture"),
    "a PDF": (b"%PDF-1.7\n/JS (app.alert(1))", "is no picture"),
    "a bomb": (png(100_000, 100_000), "is larger than a page"),
    "a smaller bomb": (png(9_000, 9_000), "is larger than a page"),
    "a scan broken off": (png(2480, 3508, b"\0" * 1000), "is no picture"),
    "a stamp": (png(40, 40, b"\0" * 40 * 121), "is smaller than a stamp"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_bad_input_gets_one_sentence_and_nothing_is_written(assemble, tmp_path, bare, what):
    data, sentence = HOSTILE[what]
    cv2.imwrite(str(tmp_path / "good.png"), bare[:600, :600])
    (tmp_path / "bad.png").write_bytes(data)
    done = assemble("good.png", "bad.png", "-o", "out.pdf")
    assert done.returncode == 2
    assert done.stderr.startswith("kiosk.dossier: bad.png " + sentence)
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.glob("out.pdf*"))


def test_a_file_of_a_gigabyte_is_not_even_read(assemble, tmp_path):
    with (tmp_path / "huge.jpg").open("wb") as file:
        file.truncate(2**30)  # sparse: it takes no disk
    done = assemble("huge.jpg", "-o", "out.pdf")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "huge.jpg is larger than a page" in done.stderr


@pytest.mark.parametrize("scan", ["missing.png", "."])
def test_what_cannot_be_read_is_said(assemble, scan):
    done = assemble(scan, "-o", "out.pdf")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_where_nothing_can_be_written_the_older_document_stays(assemble, scans):
    (scans / "out.pdf.part").mkdir()
    (scans / "out.pdf").write_bytes(b"the older one")
    done = assemble("form.png", "-o", "out.pdf")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert (scans / "out.pdf").read_bytes() == b"the older one"


def test_an_unknown_profile_is_refused():
    with pytest.raises(MakeError) as caught:
        profile("tiny")
    assert caught.value.reason is PageReason.NO_PROFILE


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((1754, 1240, 3), np.uint8),
        np.full((1754, 1240, 3), 255, np.uint8),
        np.full((70, 4000, 3), 240, np.uint8),
        np.full((4000, 70, 3), 240, np.uint8),
        np.tile(np.linspace(0, 255, 1240).astype(np.uint8)[None, :, None], (1754, 1, 3)),
        np.random.default_rng(1).integers(0, 256, (877, 620, 3), np.uint8),
        np.repeat(np.array([0, 255] * 877, np.uint8), 1240 * 3).reshape(1754, 1240, 3),
    ],
    ids=["black", "white", "wide", "tall", "fading", "noise", "stripes"],
)
def test_any_picture_becomes_some_page(picture):
    for name in ("mixed", "bitonal", "grey"):
        page = make_page(picture, 150, profile(name))
        assert page.width_mm > 0
        assert page.found.turned in (0, 90, 180, 270)
