"""kiosk.toml: what is understood, and how a wrong option is told."""

import re
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.model import Words
from kiosk.settings import Screen, Secret, Settings, SettingsError, brought, load


@pytest.fixture
def toml(tmp_path):
    def write(text: str):
        path = tmp_path / "kiosk.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_an_empty_file_is_a_kiosk_with_its_usual_settings(toml):
    assert load(toml("")) == Settings()


def test_every_option_is_read(toml):
    settings = load(
        toml("""
        device = "kiosk-pa-ve-su-1"
        kiosk = 1
        [office]
        agency = "H38.027"
        name = { vi = "Một cửa xã Pa Vệ Sủ", en = "One-stop office of Pa Ve Su" }
        [screen]
        width = 1280
        height = 800
        diagonal = 10.1
        fullscreen = true
        [card]
        reader = "ACR"
        wait = 15
        [scanner]
        device = "test:0"
        dpi = 200
        [printer]
        device = "/dev/ttyUSB0"
        baud = 9600
        [centre]
        url = "https://centre.example"
        token = "open sesame"
        [desk]
        port = 9000
        """)
    )
    assert settings.office.name == Words("Một cửa xã Pa Vệ Sủ", "One-stop office of Pa Ve Su")
    assert (settings.kiosk, settings.screen.fullscreen, settings.scanner.dpi) == (1, True, 200)
    assert settings.card.wait == 15.0
    assert isinstance(settings.card.wait, float)
    assert settings.card.budget == Settings().card.budget
    assert settings.centre.token.reveal() == "open sesame"


def test_the_token_never_shows_itself(toml):
    settings = load(toml('[centre]\ntoken = "open sesame"'))
    assert "sesame" not in repr(settings) + str(settings.centre.token) + f"{settings}"
    assert settings.centre.token == Secret("open sesame") != Secret("")
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("devise = 'x'", "devise: there is no such option"),
        ("[scaner]", "scaner: there is no such option"),
        ("[scanner]\ndip = 300", "scanner.dip: there is no such option"),
        ("[scanner]\ndpi = '300'", "scanner.dpi must be a int"),
        ("[scanner]\ndpi = 300.0", "scanner.dpi must be a int"),
        ("[scanner]\ndpi = true", "scanner.dpi must be a int"),
        ("[screen]\nfullscreen = 1", "screen.fullscreen must be a bool"),
        ("[card]\nwait = 'long'", "card.wait must be a float"),
        ("[card]\nwait = true", "card.wait must be a float"),
        ("[centre]\ntoken = 3", "centre.token must be a text"),
        ("centre = 'https://x'", "centre.* must be a table"),
        ("[[centre]]\nurl = 'x'", "centre.* must be a table"),
        ("[office]\nname = 'Một cửa'", "office.name.* must be a table"),
        ("[office]\nname = { vi = 'Một cửa' }", "office.name.en"),
        ("[office]\nname = { vi = 'x', en = 'y', fr = 'z' }", "office.name.fr"),
        ("[screen]\ndiagonal = 0", "screen.diagonal"),
        ("[screen]\nwidth = -1", "screen.width"),
        ("[token]\nbudget = 0", "token.budget must be"),
        ("[token]\nbudget = 31", "token.budget must be"),
        ("[signing]\ntsa = 'tsa.example'", "signing.tsa must look like"),
        ("[signing]\ntsa = 'ftp://tsa.example'", "signing.tsa must look like"),
        ("[signing]\ntsa = 'http://[tsa'", "signing.tsa must look like"),
        ("[signing]\ntsa = 'http://'", "signing.tsa must look like"),
        ("token = '123456'", "token.* must be a table"),
        ("device = 'Kiosk 1'", "device must be"),
        ("kiosk = -1", "kiosk must be"),
        ("[office]\nagency = 'UBND xã'", "office.agency must be"),
        ("[office]\nagency = '001099000017'", "office.agency must be"),
        (f"[office]\nname = {{ vi = '{'x' * 301}', en = 'y' }}", "office.name must"),
        ("device = ", "is not TOML"),
        ("[desk]\nport = 1\nport = 2", "is not TOML"),
    ],
)
def test_a_wrong_option_is_named(toml, text, told):
    with pytest.raises(SettingsError, match=told):
        load(toml(text))


def test_a_token_in_the_wrong_place_is_not_repeated(toml):
    with pytest.raises(SettingsError) as refused:
        load(toml("[centre]\ntoken = ['open sesame']"))
    assert "sesame" not in str(refused.value)


def test_a_missing_file_says_where_one_is_found(tmp_path):
    with pytest.raises(SettingsError, match=r"missing: copy docs/kiosk\.toml"):
        load(tmp_path / "kiosk.toml")


def test_further_scanners_have_a_name_and_a_device_each(toml):
    text = """
        [[scanners]]
        name = "hall"
        device = "airscan:e1:Hall"
        [[scanners]]
        name = "land-desk"
        device = "net:192.0.2.7:fujitsu:1"
        dpi = 200
        """
    settings = load(toml(text))
    assert settings.scanner_names == ("kiosk", "hall", "land-desk")
    assert [scanner.dpi for scanner in settings.scanners] == [0, 200]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[scanners]]\ndevice = 'x'", "scanners: each needs a name and a device"),
        ("[[scanners]]\nname = 'hall'", "scanners: each needs a name and a device"),
        ("[[scanners]]\nname = 'kiosk'\ndevice = 'x'", "and not kiosk"),
        ("[[scanners]]\nname = 'Hall 2'\ndevice = 'x'", "small letters"),
        ("[[scanners]]\nname = 'a'\ndevice = 'x'\n" * 2, "another one for each"),
        ("[[scanners]]\nspeed = 3", r"scanners\.speed: there is no such option"),
        ("[scanners]\nname = 'a'", r"\[\[scanners\]\] must be tables"),
    ],
)
def test_a_further_scanner_that_cannot_be_used_is_told(toml, text, told):
    with pytest.raises(SettingsError, match=told):
        load(toml(text))


def test_what_is_no_text_file_is_refused(tmp_path):
    (tmp_path / "kiosk.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="is not TOML"):
        load(tmp_path / "kiosk.toml")
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path)


def test_millimetres_follow_the_real_density():
    assert Screen(1080, 1920, 21.5).per_mm == pytest.approx(4.03, abs=0.01)
    assert Screen(1280, 800, 10.1).per_mm == pytest.approx(5.88, abs=0.01)


def _options(kind, where=""):
    for field in fields(kind):
        value = getattr(kind(), field.name)
        name = f"{where}{field.name}"
        if is_dataclass(value) and not isinstance(value, Words):
            yield from _options(type(value), f"{name}.")
        else:
            yield name


VALUES = ["3", "-1", "2.5", "inf", "true", "'x'", "[]", "['a']", "{}", "{ vi = 1 }", "2026-01-01"]


@given(st.sampled_from(sorted(_options(Settings))), st.sampled_from(VALUES))
def test_any_value_is_either_taken_or_told(tmp_path_factory, name, value):
    path = tmp_path_factory.mktemp("settings") / "kiosk.toml"
    path.write_text(f"{name} = {value}\n", encoding="utf-8")
    try:
        assert load(path).screen.per_mm > 0
    except SettingsError as error:
        told = str(error)
        assert re.search(rf"\b{name.split('.')[0]}\b", told)


def test_the_province_sets_what_kiosk_toml_leaves_out(toml):
    province = (
        '[office.name]\nvi = "Xã Thử"\nen = "Thử commune"\n[scanner]\nwait = 3.0\ndpi = 200\n'
    )
    found = load(toml("[scanner]\ndpi = 150\n"), province)
    assert (found.office.name.vi, found.scanner.wait, found.scanner.dpi) == ("Xã Thử", 3.0, 150)


@pytest.mark.parametrize(
    "province",
    [
        '[centre]\nurl = "https://elsewhere.example"',
        '[centre]\ntoken = "x"',
        '[centre]\nkey = "x"',
        '[centre]\nproxy = "http://elsewhere.example:1"',
        '[signing]\ntsa = "http://elsewhere.example"',
        '[token]\nmodule = "/lib/x.so"',
        '[office]\nagency = "H99"',
        'device = "kiosk-9"',
        "[scanner]\nwait = 'long'",
        "[[[",
    ],
)
def test_what_the_province_may_not_set_counts_for_nothing(toml, province):
    with pytest.raises(SettingsError):
        brought(province)
    assert load(toml(""), province) == load(toml(""))
