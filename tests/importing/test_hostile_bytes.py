"""Whatever the bytes are: a page, a refusal with a reason, and then the next citizen is served."""

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.dossier.importing import pdfs, pictures
from kiosk.dossier.importing.foreign import Foreign
from kiosk.dossier.importing.refused import ImportReason, ImportRefused
from kiosk.dossier.importing.rows import rows_of

EXAMPLES = settings(max_examples=60, derandomize=True)


def small_picture(kind, **options):
    made = io.BytesIO()
    Image.linear_gradient("L").resize((80, 100)).convert("RGB").save(made, kind, **options)
    return made.getvalue()


def small_pdf():
    pdf, made = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page(page_size=(200, 300))
    pdf.Root["/OpenAction"] = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])
    pdf.save(made)
    return made.getvalue()


EXIF = Image.Exif()
EXIF[0x0112] = 6
EXIF.get_ifd(0x8769)[0x829A] = 0.01
SEEDS = [
    small_picture("JPEG", exif=EXIF),
    small_picture("JPEG", progressive=True),
    small_picture("PNG"),
    small_picture("TIFF"),
    small_picture("TIFF", compression="tiff_lzw"),
    small_pdf(),
]
LIST = b'case;procedure;document;file;birth\r\nHS 1;2.000815;to-khai;a.jpg;1/2/1999\r\n"HS\n2";2.000815;giay;b;\r\n'


@st.composite
def spoilt(draw, seeds):
    """Bytes of a good file with some changed, cut out or put in."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.integers(0, 3)):
            case 0:
                data[place : place + 1] = draw(st.binary(min_size=1, max_size=1))
            case 1:
                data[place : place + 4] = draw(
                    st.sampled_from([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"])
                )
            case 2:
                del data[place : place + draw(st.integers(1, 64))]
            case 3:
                data[place:place] = data[: draw(st.integers(1, 64))]
    return bytes(data)


@pytest.fixture(scope="module")
def foreign():
    with Foreign() as opened:
        yield opened


def outcome(work):
    """What comes of it, or the reason why nothing does; anything else fails the test."""
    try:
        return work()
    except ImportRefused as error:
        return error.reason


def taken(foreign, data):
    """The widths of its pages; how many a PDF has, for drawing each costs a process; or a reason."""

    def work():
        judged = foreign.judge(data)
        return [page.width for page in foreign.pages(data)] if judged.kind.picture else judged.pages

    return outcome(work)


@EXAMPLES
@given(data=spoilt(SEEDS))
def test_a_spoilt_file_is_pages_or_a_reason(foreign, data):
    taken(foreign, data)


@EXAMPLES
@given(
    data=st.binary(max_size=300),
    start=st.sampled_from([b"\xff\xd8\xff", b"II*\0", b"%PDF-1.7\n", b""]),
)
def test_noise_is_a_reason(foreign, data, start):
    assert isinstance(taken(foreign, start + data), ImportReason | int)


def test_after_all_of_it_the_next_citizen_is_served(foreign):
    for seed in SEEDS:
        for cut in (1, 20, len(seed) // 2, len(seed) - 2):
            taken(foreign, seed[:cut])
        assert taken(foreign, seed) in ([80], [100], 1)


@settings(max_examples=8, derandomize=True)
@given(data=spoilt([small_pdf()]))
def test_poppler_on_a_spoilt_pdf_gives_pages_or_a_reason(foreign, data):
    said = outcome(lambda: [page.width for page in foreign.pages(data)])
    assert isinstance(said, ImportReason) or min(said) > 0


@EXAMPLES
@given(data=st.one_of(spoilt([LIST]), st.binary(max_size=200)))
def test_a_spoilt_list_is_rows_or_reasons(data):
    said = outcome(lambda: rows_of(data))
    rows, problems = ((), ()) if isinstance(said, ImportReason) else said
    for row in rows:
        assert ".." not in row.steps
        assert not row.steps[0].startswith("/")
    assert all(isinstance(one.reason, ImportReason) for one in problems)


def test_a_child_that_was_taken_over_is_not_believed(foreign, monkeypatch):
    """Whatever it answers instead of a picture, nothing but a reason comes of it."""
    from kiosk.dossier.importing import foreign as room

    for answer in (
        *(None, [], "ok", 7, {}, {"refused": "no such reason"}, {"refused": []}),
        {"frames": 10**9, "jpeg": "", "width": 1, "height": 1, "dpi": 1},
        {"frames": 1, "jpeg": "!!!", "width": 1, "height": 1, "dpi": 1},
        {"frames": 1, "jpeg": "AAAA", "width": 1, "height": 1, "dpi": 1},
        {"frames": 1, "jpeg": "/9j/", "width": "x", "height": 1, "dpi": 1},
        {"frames": 1, "jpeg": "/9j/", "width": -5, "height": 1, "dpi": 1},
        {"frames": 1, "jpeg": None, "width": 10**400, "height": 1, "dpi": None},
        *({"pages": 3, "signatures": []}, {"pages": [[1]], "signatures": []}),
        {"pages": [], "signatures": [{}]},
    ):
        monkeypatch.setattr(room.Nursery, "run", lambda *_, answer=answer: answer)
        for seed in (SEEDS[0], SEEDS[-1]):
            said = outcome(lambda seed=seed: list(foreign.pages(seed)))
            assert isinstance(said, ImportReason) or said == []


def test_the_children_know_no_other_way_out():
    """What they import is theirs: OpenCV and the screen's libraries would fill their 300 MiB."""
    for module in (pictures, pdfs):
        assert not {"cv2", "numpy", "kivy"} & set(vars(module))
