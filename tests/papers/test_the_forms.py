"""The seven forms and the leaflet: as whoever looked approved them, with the number of their day, of any length."""

import io
import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from kiosk.contract.rules.slots import forms
from kiosk.papers.books import pdf as book
from kiosk.papers.books.register import About, register
from kiosk.papers.forms import FORMS, pdf
from kiosk.papers.forms.layout import LAYOUTS, numbered, versions
from kiosk.papers.forms.said import places, rows
from kiosk.rules.flow.booked import Line, Outcome
from kiosk.store.register import Entry
from tests.papers.filled import BEFORE, DAY, DUE, FULLEST, LONG_NAME, NOTHING, ORDINARY, RECEIVED

SNAPSHOTS = Path(__file__).parent / "snapshots" / "forms"
DPI = 80
FACTS = {"ordinary": ORDINARY, "fullest": FULLEST, "nothing": NOTHING}


def entries():
    for number in range(1, 9):
        line = Line(
            code=f"H38.101-261123-K01-{number:04d}", received=RECEIVED, due=DUE, procedure="1.001193",
            procedure_name="Đăng ký khai sinh", name=LONG_NAME if number == 3 else f"Vàng Thị Mẫu {number}",
            address="thôn Suối Mẫu, xã Suối Mơ", phone="0900000000", agency="Ủy ban nhân dân xã Suối Mơ",
        )  # fmt: skip
        ended = DUE if number % 2 else None
        became = Outcome(due=DUE, handed_on=RECEIVED, issued=ended, ended=ended, result="12/TLKS")
        yield Entry("01/2026", number, "", DAY, line, became, void=number == 4)


def the_register():
    heads = ("ỦY BAN NHÂN DÂN XÃ SUỐI MƠ", "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ")
    form = numbered("register", DAY)
    about = About(
        heads, form.name.vi.upper(), "2026-11", "01/2026", f"Mẫu số {form.number} ({form.basis})"
    )
    return book(register(about, tuple(entries())))


def shown(made: bytes, folder: Path) -> list[Image.Image]:
    """Its pages as poppler draws them."""
    command = ["pdftoppm", "-r", str(DPI), "-gray", "-png", "-", str(folder / "page")]
    subprocess.run(command, input=made, check=True)
    return [Image.open(path).convert("L") for path in sorted(folder.glob("page*.png"))]


def words(made: bytes) -> str:
    read = subprocess.run(["pdftotext", "-", "-"], input=made, capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())


PAPERS = {
    **{
        f"{form}-{name}": (lambda form=form, facts=facts: pdf(form, facts, DAY))
        for form in FORMS
        for name, facts in FACTS.items()
    },
    "register": the_register,
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_looks_as_it_was_approved(name, tmp_path):
    """Fonts are its own: the same dots, but for 0.2 % that another poppler may draw otherwise."""
    drawn = shown(PAPERS[name](), tmp_path)
    if os.environ.get("KIOSK_SNAPSHOTS") == "write":
        SNAPSHOTS.mkdir(exist_ok=True)
        for old in SNAPSHOTS.glob(f"{name}-[0-9].png"):
            old.unlink()
        for number, picture in enumerate(drawn, start=1):
            picture.quantize(8).save(SNAPSHOTS / f"{name}-{number}.png", optimize=True)
    approved = [Image.open(path) for path in sorted(SNAPSHOTS.glob(f"{name}-[0-9].png"))]
    assert len(drawn) == len(approved)
    for page, kept in zip(drawn, approved, strict=True):
        assert page.size == kept.size
        far = np.abs(np.asarray(page, int) - np.asarray(kept.convert("L"), int)) > 60
        assert np.mean(far) <= 0.002


@pytest.mark.parametrize("form", FORMS)
def test_equal_facts_make_equal_bytes(form):
    assert pdf(form, ORDINARY, DAY) == pdf(form, ORDINARY, DAY)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("facts", FACTS.values(), ids=FACTS)
def test_nothing_stands_in_the_margins_and_the_fonts_are_our_own(form, facts, tmp_path):
    made = pdf(form, facts, DAY)
    for page in shown(made, tmp_path):
        edge = 40 if form == "leaflet" else 45  # dots: 14 mm
        inked = np.asarray(page) < 128
        assert not inked[:, :edge].any()
        assert not inked[:, page.width - edge :].any()
        assert not inked[page.height - edge :].any()
    fonts = subprocess.run(["pdffonts", "-"], input=made, capture_output=True, check=True)
    for line in fonts.stdout.decode().splitlines()[2:]:
        assert re.match(r"[A-Z]+\+Tinos(-\w+)? .*yes yes yes", line), (
            "embedded, a subset, with its letters"
        )


@pytest.mark.parametrize("form", FORMS)
def test_a_papers_metadata_name_nobody(form):
    with pikepdf.open(io.BytesIO(pdf(form, ORDINARY, DAY))) as opened:
        about = " ".join(str(value) for value in opened.docinfo.values())
    for personal in (ORDINARY.name, ORDINARY.phone, ORDINARY.code, ORDINARY.clerk):
        assert personal not in about


@pytest.mark.parametrize(
    ("form", "before", "after"),
    [("slip", "01", "01"), ("supplement", "02", "02"), ("refusal", "03", "03"), ("apology", "04", "04"),
     ("stop", "05", "05"), ("control", "05", "06")],
)  # fmt: skip
def test_a_case_received_under_the_old_law_bears_the_old_number(form, before, after):
    old, new = words(pdf(form, ORDINARY, BEFORE)), words(pdf(form, ORDINARY, DAY))
    assert f"Mẫu số {before} (Thông tư {'03/2025' if form == 'stop' else '01/2018'}/TT-VPCP" in old
    assert f"Mẫu số {after} (Thông tư 03/2025/TT-VPCP" in new


def test_what_the_province_publishes_numbers_a_form():
    said = """
[[form]]
id = "slip"
number = "01a"
valid_from = 2026-01-01
basis = "Quyết định 9/2026"
name = { vi = "Giấy tiếp nhận", en = "Slip" }
"""
    assert "Mẫu số 01a (Quyết định 9/2026)" in words(pdf("slip", ORDINARY, DAY, forms(said)))


def test_a_form_there_never_was_is_told():
    with pytest.raises(KeyError):
        pdf("receipt", ORDINARY, DAY)


def test_every_place_and_table_of_a_layout_is_known():
    for version in versions():
        for layout in version.forms.values():
            for part in layout.parts:
                known = places(ORDINARY) | {"portal": ""}
                assert set(re.findall(r"\{(\w+)\}", part.text)) <= set(known)
                assert part.code in ("", *known)
                assert part.when in ("", *known)
                if part.table:
                    filled = {"sign_from", "sign_to"}
                    assert {place for place, _, _ in part.columns} - filled <= set(
                        rows(part.table, FULLEST)[0]
                    )


def test_all_seven_forms_of_the_law_have_a_layout_and_a_number():
    seven = {*FORMS[:6], "register"}
    newest = next(each for each in versions() if each.valid_from.isoformat() == "2025-09-15")
    assert set(newest.forms) == seven
    assert [numbered(form, DAY).number for form in (*FORMS[:6], "register")] == [
        f"0{number}" for number in range(1, 8)
    ]


def test_a_control_sheet_that_goes_on_has_its_head_on_every_page():
    made = pdf("control", FULLEST, DAY)
    with pikepdf.open(io.BytesIO(made)) as opened:
        pages = len(opened.pages)
    assert pages > 2
    assert words(made).count("Bên giao") == pages


@pytest.mark.parametrize("form", ["slip", "supplement", "refusal", "apology", "stop"])
@pytest.mark.parametrize("facts", [ORDINARY, FULLEST], ids=["ordinary", "fullest"])
def test_signatures_stand_with_a_sentence_of_what_is_signed(form, facts):
    made = pdf(form, facts, DAY)
    last = subprocess.run(
        ["pdftotext", "-", "-"], input=made, capture_output=True, check=True
    ).stdout.decode().rstrip("\f").split("\f")[-1]  # fmt: skip
    before, _, _ = last.partition("(Ký")
    assert len(before.split()) > 12


def test_what_somebody_typed_is_never_taken_for_markup():
    odd = "<b>Vàng</b> & *Thị* {name} <img src='x'/>"
    text = words(pdf("refusal", replace(ORDINARY, name=odd, ground=odd), DAY))
    assert text.count("<b>Vàng</b> & *Thị* {name} <img src='x'/>") == 3


def test_the_layouts_say_in_their_files_that_nobody_confirmed_them():
    for path in LAYOUTS.glob("*.toml"):
        assert "CHƯA ĐƯỢC XÁC NHẬN" in path.read_text(encoding="utf-8")
    assert "XÁC NHẬN" not in words(pdf("slip", ORDINARY, DAY)).upper().replace("XÁC NHẬN NƠI", "")
