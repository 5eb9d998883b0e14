"""Backends name their options as they like: whatever they say, the right side of the right paper is scanned."""

from __future__ import annotations

import pytest
import sane

from drivers.scanner import ScanProfile, Sides, Source, options


class Option:
    """One option as python-sane shows it."""

    def __init__(self, constraint, kind="STRING", unit="NONE", active=True):
        self.constraint = constraint
        self.type = getattr(sane._sane, f"TYPE_{kind}")
        self.unit = getattr(sane._sane, f"UNIT_{unit}")
        self._active = active

    def is_active(self):
        return self._active

    def is_settable(self):
        return True


class Device:
    """The options of a device that is not here, and what was set of them, in order."""

    def __init__(self, **opt):
        self.__dict__.update(opt=opt, told={})

    def __getitem__(self, name):
        return self.opt[name]

    def __setattr__(self, name, value):
        assert name in self.opt, f"there is no option {name}"
        self.told[name] = value

    def __getattr__(self, name):
        return self.told[name]


# Names as the backends of these makers have them.
NAMES = {
    "hpaio": (["Flatbed", "ADF", "Duplex"], "ADF", "Duplex", "Flatbed"),
    "brother4": (
        [
            "FlatBed",
            "Automatic Document Feeder(left aligned)",
            "Automatic Document Feeder(left aligned,Duplex)",
        ],
        "Automatic Document Feeder(left aligned)",
        "Automatic Document Feeder(left aligned,Duplex)",
        "FlatBed",
    ),
    "fujitsu": (["ADF Front", "ADF Back", "ADF Duplex"], "ADF Front", "ADF Duplex", ""),
    "genesys": (["Flatbed", "Transparency Adapter"], "", "", "Flatbed"),
    "avision": (
        ["Normal", "ADF Front", "ADF Rear", "ADF Duplex"],
        *("ADF Front", "ADF Duplex", "Normal"),
    ),
    "airscan": (["Flatbed", "ADF", "ADF Duplex"], "ADF", "ADF Duplex", "Flatbed"),
    "test": (["Flatbed", "Automatic Document Feeder"], "Automatic Document Feeder", "", "Flatbed"),
}


@pytest.mark.parametrize(("choices", "feeder", "duplex", "glass"), NAMES.values(), ids=list(NAMES))
def test_feeder_both_sides_and_glass_are_found_under_their_names(choices, feeder, duplex, glass):
    device = Device(source=Option(choices))
    assert options.sources(device) == options.Sources(feeder, duplex, glass)
    options.choose(device, ScanProfile(sides=Sides.BOTH), Source.FEEDER)
    assert device.told.get("source", "") == (duplex or feeder)
    options.choose(device, ScanProfile(), Source.GLASS)
    assert device.told.get("source", "") == (glass or duplex or feeder)


@pytest.mark.parametrize(
    ("option", "both", "one"),
    [
        ({"duplex": Option(None, "BOOL")}, True, False),
        ({"adf_mode": Option(["Simplex", "Duplex"])}, "Duplex", "Simplex"),
    ],
    ids=["a switch", "two words"],
)
def test_sides_asked_for_apart_from_the_source_are_set_both_ways(option, both, one):
    device = Device(source=Option(["Flatbed", "ADF"]), **option)
    (name,) = option
    assert options.sees_both_sides(device)
    options.choose(device, ScanProfile(sides=Sides.BOTH), Source.FEEDER)
    assert device.told[name] == both
    options.choose(device, ScanProfile(), Source.FEEDER)  # the last batch's sides do not stay
    assert device.told[name] == one


@pytest.mark.parametrize(
    ("modes", "colour", "grey"),
    [
        (["Lineart", "Gray", "Color"], "Color", "Gray"),
        (
            ["Black & White", "Gray[Error Diffusion]", "True Gray", "24bit Color[Fast]"],
            "24bit Color[Fast]",
            "True Gray",
        ),
        (["Lineart", "Gray"], "Gray", "Gray"),
        (["Lineart", "Color"], "Color", "Color"),
    ],
)
def test_black_and_white_is_never_chosen(modes, colour, grey):
    device = Device(mode=Option(modes))
    options.choose(device, ScanProfile(), Source.GLASS)
    assert device.told["mode"] == colour
    options.choose(device, ScanProfile(colour=False), Source.GLASS)
    assert device.told["mode"] == grey


def test_a_feeder_that_wants_the_sheets_size_is_told_it_before_the_corners():
    length = (0.0, 900.0, 0.1)
    names = ("page_width", "page_height", "tl_x", "tl_y", "br_x", "br_y")
    device = Device(**{name: Option(length, "FIXED", "MM") for name in names})
    options.choose(device, ScanProfile(width=100.0, height=860.0), Source.FEEDER)
    assert list(device.told.values()) == [100.0, 860.0, 0.0, 0.0, 100.0, 860.0]
    assert list(device.told) == list(names)


def test_corners_counted_in_pixels_are_told_in_pixels():
    corners = {name: Option((0, 5000, 1), "INT", "PIXEL") for name in ("br_x", "br_y")}
    device = Device(resolution=Option([75, 300, 600], "INT", "DPI"), **corners)
    options.choose(device, ScanProfile(200, width=25.4, height=254.0), Source.GLASS)
    assert device.told == {"resolution": 300, "br_x": 300, "br_y": 3000}


def test_an_option_out_of_order_is_left_alone():
    device = Device(mode=Option(["Color"], active=False))
    options.choose(device, ScanProfile(), Source.GLASS)
    assert device.told == {}


def test_a_device_that_says_nothing_is_a_glass():
    assert options.has_glass(Device())
    assert not options.has_feeder(Device())
    assert not options.sees_both_sides(Device())
