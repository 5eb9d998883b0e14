"""PDFs that citizens bring: pages are taken, whatever acts is refused, what is signed stays as it is."""

import io
import subprocess
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from kiosk.dossier.importing import pdfs
from kiosk.dossier.importing.kinds import Kind
from kiosk.dossier.importing.pdfs import MOST_OBJECTS, MOST_PAGES
from kiosk.dossier.importing.refused import ImportReason, ImportRefused


def refused(foreign, data):
    with pytest.raises(ImportRefused) as told:
        foreign.judge(data)
    with pytest.raises(ImportRefused) as again:
        list(foreign.pages(data))
    assert again.value.reason is told.value.reason
    return told.value.reason


def outcome(work):
    """What comes of it and None, or None and why nothing does."""
    try:
        return work(), None
    except ImportRefused as error:
        return None, error.reason


def test_a_plain_pdf_is_taken(foreign, pdf):
    judged = foreign.judge(pdf(3))
    assert (judged.kind, judged.pages, judged.signatures) == (Kind.PDF, 3, ())


def test_its_pages_are_drawn_at_300_dpi(foreign, pdf):
    def write(made):
        made.pages[1].Contents = made.make_stream(b"0 0 0 rg 0 0 595 421 re f")

    pages = list(foreign.pages(pdf(2, write)))
    assert [(page.width, page.height, page.dpi) for page in pages] == [(2480, 3509, 300)] * 2
    with Image.open(io.BytesIO(pages[1].jpeg)) as image:
        assert image.getpixel((1240, 3000)) == (0, 0, 0)
        assert image.getpixel((1240, 500)) == (255, 255, 255)


def test_letters_without_their_typeface_are_drawn_with_one_of_ours(foreign, pdf):
    def write(made):
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        made.pages[0].Resources = Dictionary(Font=Dictionary(F=font))
        made.pages[0].Contents = made.make_stream(b"BT /F 90 Tf 60 400 Td (Don xin) Tj ET")

    (page,) = foreign.pages(pdf(1, write))
    with Image.open(io.BytesIO(page.jpeg)) as image:
        dark = image.convert("L").point(lambda level: 255 * (level < 128)).getbbox()
    assert dark is not None


def test_a_large_plan_is_drawn_coarser(foreign, pdf):
    (page,) = foreign.pages(pdf(size=(2384, 3370)))
    assert 100 < page.dpi < 200
    assert page.width * page.height < 17_000_000


def javascript():
    return Dictionary(S=Name.JavaScript, JS=String("app.alert('hello')"))


def annotation(**more):
    return Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **more)


def on_page(thing):
    def change(made):
        made.pages[0].Annots = Array([thing(made) if callable(thing) else thing])

    return change


def in_root(name, thing):
    def change(made):
        made.Root[name] = thing(made) if callable(thing) else thing

    return change


def embedded(made):
    held = made.make_stream(b"MZ a program", Type=Name.EmbeddedFile)
    given = Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=held))
    return Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("a"), given])))


def outside(made):
    made.pages[0].Contents = made.make_stream(b"", F=String("/etc/passwd"))


def link(kind, **more):
    return annotation(Subtype=Name.Link, A=Dictionary(S=Name(kind), **more))


ACTIVE = {
    "a script at opening": (in_root("/OpenAction", javascript()), ImportReason.SCRIPT),
    "a script by name": (
        in_root(
            "/Names", Dictionary(JavaScript=Dictionary(Names=Array([String("a"), javascript()])))
        ),
        ImportReason.SCRIPT,
    ),
    "a script on a page": (
        on_page(annotation(Subtype=Name.Link, A=javascript())),
        ImportReason.SCRIPT,
    ),
    "a script after a link": (
        on_page(link("/URI", URI=String("https://example.invalid"), Next=javascript())),
        ImportReason.SCRIPT,
    ),
    "an action when a page opens": (
        lambda made: (
            made.pages[0].update({"/AA": Dictionary(O=Dictionary(S=Name.Named))})
            if hasattr(made.pages[0], "update")
            else made.pages[0].obj.__setitem__("/AA", Dictionary(O=Dictionary(S=Name.Named)))
        ),
        ImportReason.ACTION,
    ),
    "a web address at opening": (
        in_root("/OpenAction", Dictionary(S=Name.URI, URI=String("https://example.invalid"))),
        ImportReason.ACTION,
    ),
    "a program to start": (on_page(link("/Launch", F=String("cmd.exe"))), ImportReason.ACTION),
    "a form that sends itself": (
        on_page(link("/SubmitForm", F=String("https://example.invalid"))),
        ImportReason.ACTION,
    ),
    "a file inside": (in_root("/Names", embedded), ImportReason.EMBEDDED),
    "a file pinned to a page": (
        on_page(annotation(Subtype=Name.FileAttachment)),
        ImportReason.EMBEDDED,
    ),
    "a portfolio": (in_root("/Collection", Dictionary(View=Name.D)), ImportReason.EMBEDDED),
    "a dynamic form": (
        in_root("/AcroForm", lambda made: Dictionary(XFA=made.make_stream(b"<xdp/>"))),
        ImportReason.FORM,
    ),
    "rich media": (on_page(annotation(Subtype=Name.RichMedia)), ImportReason.MEDIA),
    "a film": (on_page(annotation(Subtype=Name.Screen)), ImportReason.MEDIA),
    "a page of another file": (outside, ImportReason.EXTERNAL),
}


@pytest.mark.parametrize("what", ACTIVE)
@pytest.mark.parametrize("hidden", [False, True], ids=["in the open", "in an object stream"])
def test_a_pdf_that_is_more_than_pages_is_refused(foreign, pdf, what, hidden):
    change, reason = ACTIVE[what]
    mode = pikepdf.ObjectStreamMode.generate if hidden else pikepdf.ObjectStreamMode.disable
    assert refused(foreign, pdf(1, change, object_stream_mode=mode)) is reason
    assert foreign.judge(pdf()).pages == 1  # and the next one is served


def test_a_script_under_a_disguised_name_is_found(foreign, pdf):
    data = pdf(
        1, ACTIVE["a script on a page"][0], object_stream_mode=pikepdf.ObjectStreamMode.disable
    )
    disguised = data.replace(b"/S /JavaScript", b"/S /#4aavaScrip#74").replace(b"/JS ", b"/#4aS ")
    assert disguised != data
    assert refused(foreign, disguised) is ImportReason.SCRIPT


@pytest.mark.parametrize(
    "opening",
    [
        lambda made: Array([made.pages[0].obj, Name.Fit]),
        lambda made: Dictionary(S=Name.GoTo, D=Array([made.pages[0].obj, Name.Fit])),
    ],
)
def test_a_pdf_that_only_says_where_to_begin_is_taken(foreign, pdf, opening):
    """LibreOffice and Word write this into every document."""
    assert foreign.judge(pdf(1, in_root("/OpenAction", opening))).pages == 1


def test_a_link_to_a_web_page_is_no_more_than_ink(foreign, pdf):
    assert (
        foreign.judge(pdf(1, on_page(link("/URI", URI=String("https://example.invalid"))))).pages
        == 1
    )


@pytest.mark.parametrize("word", ["", "secret"])
def test_a_locked_pdf_is_refused(foreign, pdf, word):
    locked = pdf(encryption=pikepdf.Encryption(user=word, owner="owner"))
    assert refused(foreign, locked) is ImportReason.ENCRYPTED


def test_a_pdf_may_have_so_many_pages(foreign, pdf):
    assert foreign.judge(pdf(MOST_PAGES)).pages == MOST_PAGES
    with pytest.raises(ImportRefused) as told:
        foreign.judge(pdf(MOST_PAGES + 1))
    assert told.value.reason is ImportReason.TOO_MANY_PAGES


def test_a_pdf_may_have_so_many_objects(foreign, pdf):
    def change(made):
        made.Root["/Many"] = made.make_indirect(
            Array([made.make_indirect(Array([])) for _ in range(MOST_OBJECTS)])
        )

    with pytest.raises(ImportRefused) as told:
        foreign.judge(pdf(1, change))
    assert told.value.reason is ImportReason.TOO_COMPLEX


@pytest.mark.parametrize("size", [(3, 3), (14_000, 595)])
def test_a_page_has_the_size_of_a_page(foreign, pdf, size):
    with pytest.raises(ImportRefused) as told:
        foreign.judge(pdf(size=size))
    assert told.value.reason is ImportReason.PAGE_SIZE


def test_a_pdf_that_unpacks_without_end_is_stopped(foreign, pdf):
    """Its contents are 256 MiB of nothing, packed twice into a kilobyte."""
    packing = zlib.compressobj(9)
    once = b"".join(packing.compress(bytes(2**20)) for _ in range(256)) + packing.flush()
    packed = zlib.compress(once, 9)

    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n" % len(packed)
        + packed
        + b"\nendstream",
    ]
    objects = (b"%d 0 obj\n%s\nendobj\n" % one for one in enumerate(parts, start=1))
    data = b"%PDF-1.7\n" + b"".join(objects) + b"trailer << /Root 1 0 R /Size 5 >>\n%%EOF\n"
    assert len(data) < 10_000
    assert foreign.judge(data).pages == 1
    pages, reason = outcome(lambda: list(foreign.pages(data)))
    # Blanks draw nothing: it is one white page, or too much.
    assert reason in (ImportReason.TOO_COMPLEX, ImportReason.UNREADABLE) or len(pages) == 1
    assert foreign.judge(pdf()).pages == 1


def test_half_a_pdf_never_becomes_another_document(foreign, pdf):
    data = pdf(4)
    judged, reason = outcome(lambda: foreign.judge(data[: len(data) // 2]))
    assert reason in (ImportReason.UNREADABLE, ImportReason.EMPTY) or 0 < judged.pages <= 4


def signed_by(name, tmp_path):
    """A detached CMS signature of an invented person, as DER."""
    key, certificate, content = tmp_path / "k.pem", tmp_path / "c.pem", tmp_path / "content"
    content.write_bytes(b"what was signed")
    made = f"-x509 -newkey rsa:2048 -nodes -utf8 -days 9 -keyout {key} -out {certificate}".split()
    person = ["openssl", "req", *made, "-subj", f"/CN={name}"]
    subprocess.run(person, check=True, capture_output=True)
    options = f"-sign -binary -outform DER -in {content} -signer {certificate} -inkey {key}".split()
    signing = ["openssl", "cms", *options]
    return subprocess.run(signing, check=True, capture_output=True).stdout


def test_who_signed_a_pdf_is_shown_as_declared(foreign, pdf, tmp_path):
    contents = signed_by("Nguyễn Văn Không Có", tmp_path)

    def change(made):
        made.Root["/AcroForm"] = Dictionary(
            SigFlags=3,
            Fields=Array(
                [
                    made.make_indirect(
                        Dictionary(
                            FT=Name.Sig,
                            T=String("one"),
                            V=made.make_indirect(
                                Dictionary(
                                    Type=Name.Sig,
                                    M=String("D:20261123081500+07'00'"),
                                    ByteRange=Array([0, 10, 20, 99_999]),
                                    Contents=pikepdf.String(contents + bytes(500)),
                                )
                            ),
                        )
                    )
                ]
            ),
        )

    data = pdf(1, change)
    (signature,) = foreign.judge(data).signatures
    assert signature.by == "Nguyễn Văn Không Có"
    assert signature.at == "D:20261123081500+07'00'"
    assert not signature.whole  # it speaks of bytes that are not there
    assert "Không Có" not in repr(signature)


def test_a_signature_that_covers_all_says_so_and_one_that_does_not_too(foreign, pdf):
    def change(made):
        made.Root["/AcroForm"] = Dictionary(
            Fields=Array(
                [
                    made.make_indirect(
                        Dictionary(
                            FT=Name.Sig,
                            V=made.make_indirect(
                                Dictionary(
                                    Type=Name.Sig,
                                    Name=String("Declared"),
                                    ByteRange=Array([0, 10, 20, 1234567]),
                                    Contents=String("nonsense"),
                                )
                            ),
                        )
                    )
                ]
            )
        )

    data = pdf(1, change)
    data = data.replace(b"1234567", str(len(data) - 20).encode().rjust(7))
    (signature,) = foreign.judge(data).signatures
    assert (signature.by, signature.whole) == ("Declared", True)
    (later,) = foreign.judge(data + b"\n% something added later").signatures
    assert not later.whole


def test_the_reading_of_signatures_never_waits_for_hostile_lengths():
    assert pdfs._trimmed(b"\x30\x84\xff\xff\xff\xffabc") == b"\x30\x84\xff\xff\xff\xffabc"
    assert pdfs._signer(b"\x30\x80" + b"\x30\x80" * 1000) == ""
