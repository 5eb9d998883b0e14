"""`python -m kiosk.dossier look`: what a technician sees of a file before anybody relies on it."""

import subprocess
import sys

import pytest
from PIL import Image


@pytest.fixture
def look(tmp_path):
    def go(*words):
        return subprocess.run(
            [sys.executable, "-m", "kiosk.dossier", "look", "--language", "en", *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
        )

    return go


def test_every_file_is_one_line(look, tmp_path, picture, pdf):
    files = {"a.jpg": picture(), "b.pdf": pdf(2), "c.docx": b"PK\x03\x04", "d.png": b""}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    ended = look(*(tmp_path / name for name in files), tmp_path / "e.jpg", tmp_path)
    said = ended.stdout.splitlines()
    assert ended.returncode == 1, ended.stderr
    assert [line.partition(": ")[2] for line in said] == [
        "jpeg, pages: 1",
        "pdf, pages: 2",
        "Word, Excel and archive files are not taken; please save it as a PDF.",
        "This file is empty.",
        "There is no such file.",
        "This is a folder or something else, not a plain file.",
    ]


def test_the_pages_can_be_looked_at(look, tmp_path, picture, pdf):
    (tmp_path / "a.jpg").write_bytes(picture())
    (tmp_path / "b.pdf").write_bytes(pdf(2))
    ended = look(tmp_path / "a.jpg", tmp_path / "b.pdf", "--pages", tmp_path / "pages")
    assert ended.returncode == 0, ended.stderr
    pages = sorted((tmp_path / "pages").iterdir())
    assert [page.name for page in pages] == ["a-001.jpg", "b-001.jpg", "b-002.jpg"]
    with Image.open(pages[1]) as image:
        assert image.size == (2480, 3509)


def test_a_folder_that_is_no_stick_is_not_listed(look, tmp_path):
    ended = look("--stick", tmp_path)
    assert ended.returncode == 1
    assert "not attached in the safe way" in ended.stdout
