"""Profiles: what the office says of its papers is obeyed, and what it says wrongly is told in one sentence."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from drivers.scanner import ScanProfile, Sides, Source
from drivers.scanner.orders import profile_of, profile_text
from drivers.scanner.profiles import USUAL, ProfileError, load


def own(tmp_path, text):
    path = tmp_path / "own.toml"
    path.write_text(text)
    return path


def test_the_usual_paper_is_one_side_of_a_colour_a4_at_300_dpi():
    assert load()[USUAL] == ScanProfile()


def test_there_is_a_profile_for_text_forms_photos_and_long_receipts():
    known = load()
    assert known["form"].sides is Sides.BOTH
    assert known["photo"].dpi == 600
    assert known["receipt"].height > 2 * 297
    assert {"text", "card", "small"} <= set(known)


def test_an_office_changes_one_option_and_adds_a_kind_of_paper(tmp_path):
    known = load(own(tmp_path, '[form]\ndpi = 200\n[map]\nsource = "glass"\nheight = 420\n'))
    assert (known["form"].dpi, known["form"].sides) == (200, Sides.BOTH)
    assert known["map"] == ScanProfile(source=Source.GLASS, height=420.0)
    assert known["photo"] == load()["photo"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[form]\ndip = 300", "form.dip: there is no such option"),
        ("[form]\nfronts = 2", "form.fronts: there is no such option"),
        ("[form]\ndpi = '300'", "form.dpi must be a int"),
        ("[form]\ndpi = 5", "form.dpi must be from 75 to 1200"),
        ("[form]\nsides = 'all'", "form.sides must be one of: front, both, by-hand"),
        ("[form]\nsource = 3", "form.source must be one of: auto, feeder, glass"),
        ("form = 1", "form: must be a table"),
        ("[form", "is not TOML"),
    ],
)
def test_a_wrong_option_is_named(tmp_path, text, said):
    with pytest.raises(ProfileError, match=said):
        load(own(tmp_path, text))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ProfileError, match=r"own\.toml cannot be read"):
        load(tmp_path / "own.toml")


@pytest.mark.parametrize("profile", load().values(), ids=list(load()))
def test_the_scan_child_is_told_every_option(profile):
    assert profile_of(profile_text(profile)) == profile


@pytest.mark.device
def test_grey_is_scanned_grey(house, scanner, sheets):
    house.load(sheets[:1])
    (page,) = scanner.scan_batch(ScanProfile(75, colour=False))
    with Image.open(io.BytesIO(page.jpeg)) as picture:
        assert picture.mode == "L"


@pytest.mark.device
@pytest.mark.parametrize(("name", "width", "height"), [("small", 210, 210), ("receipt", 100, 860)])
def test_paper_of_another_size_is_scanned_at_its_size(house, scanner, sheets, name, width, height):
    house.load(sheets[:1])
    profile = load()[name]
    asked = ScanProfile(75, width=profile.width, height=profile.height, source=profile.source)
    (page,) = scanner.scan_batch(asked)
    assert page.width == pytest.approx(width / 25.4 * 75, abs=2)
    assert page.height == pytest.approx(height / 25.4 * 75, abs=2)
