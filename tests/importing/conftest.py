import io
import os

import numpy
import pikepdf
import pytest
from PIL import Image

from kiosk.dossier.importing.foreign import Foreign


@pytest.fixture(scope="module")
def foreign():
    """What takes strangers' files apart; the same for all tests of a file, so it must outlive each of them."""
    with Foreign() as opened:
        yield opened


@pytest.fixture
def picture():
    """A picture as bytes: paper with a dark stripe near its top, so that one sees which way up it is."""

    def make(kind="JPEG", size=(400, 600), mode="RGB", **options):
        paper = numpy.full((size[1], size[0]), 240, "uint8")
        paper[size[1] // 20 : size[1] // 10, size[0] // 10 :] = 20
        made = io.BytesIO()
        Image.fromarray(paper).convert(mode).save(made, kind, **options)
        return made.getvalue()

    return make


@pytest.fixture
def pdf():
    """A PDF as bytes: blank A4 pages, and whatever `change` does to it."""

    def make(pages=1, change=None, size=(595, 842), **options):
        made, held = pikepdf.new(), io.BytesIO()
        for _ in range(pages):
            made.add_blank_page(page_size=size)
        if change:
            change(made)
        made.save(held, **options)
        return held.getvalue()

    return make


@pytest.fixture
def folder_of(tmp_path):
    """A folder with these files, and a handle of it."""
    handles = []

    def make(files):
        for name, data in files.items():
            place = tmp_path / "files" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        handles.append(os.open(tmp_path / "files", os.O_RDONLY | os.O_DIRECTORY))
        return handles[-1]

    yield make
    for handle in handles:
        os.close(handle)
