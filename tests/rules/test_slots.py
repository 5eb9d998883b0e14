"""Holidays, fees, forms and roster as files: what is wrong with one is named, and nobody in it."""

import datetime as dt

import pytest

from kiosk.contract.rules import bundle, slots, tariff, words
from kiosk.contract.rules.entries import RulesError

FEE = """
[[fee]]
procedure = "1.001193"
amount = 8000
valid_from = 2026-07-01
basis = "invented"
"""
FORM = """
[[form]]
id = "to-khai-khai-sinh"
name = { vi = "Tờ khai đăng ký khai sinh", en = "Application for birth registration" }
number = "01"
valid_from = 2026-07-01
basis = "invented"
"""
MEMBER = """
[[member]]
id = "cb-01"
role = "clerk"
name = "Trần Thị Thử"
counters = [1, 2]
"""


def test_a_holiday_and_a_saturday_that_is_worked_for_it():
    found = slots.holidays('source = "invented"\noff = [2026-09-02]\nworked = [2026-09-05]')
    assert found.off == {dt.date(2026, 9, 2)}
    assert found.worked == {dt.date(2026, 9, 5)}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("off = [2026-09-02]", "source: is missing"),
        ('source = "x"\noff = ["2026-09-02"]', "off: must be dates"),
        ('source = "x"\noff = [2026-09-02]\nworked = [2026-09-02]', "a day off and a day worked"),
        ('source = "x"\nholiday = 1', "there is no such field"),
        ("[[[", "not TOML"),
    ],
)
def test_what_is_wrong_with_holidays_is_named(text, why):
    with pytest.raises(RulesError, match=why):
        slots.holidays(text)


def test_a_fee_is_whole_dong_from_a_day_on():
    (fee,) = tariff.fees(FEE)
    assert (fee.procedure, fee.amount, fee.valid_from) == ("1.001193", 8000, dt.date(2026, 7, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [("8000", "8000.0"), ("8000", "-1"), ("1.001193", "khai sinh"), ("basis", "law"), ("\n", "\n")],
)
def test_a_fee_of_another_shape_is_refused(old, new):
    text = FEE.replace(old, new) if old != new else FEE * 2  # or the same one twice
    with pytest.raises(RulesError, match="fee"):
        tariff.fees(text)


def test_a_form_has_its_number_from_a_day_on():
    (form,) = slots.forms(FORM)
    assert (form.id, form.number) == ("to-khai-khai-sinh", "01")
    with pytest.raises(RulesError, match="twice"):
        slots.forms(FORM * 2)
    with pytest.raises(RulesError, match="name"):
        slots.forms(FORM.replace("en =", "fr ="))


def test_who_works_at_which_counter():
    (member,) = slots.roster(MEMBER)
    assert (member.id, member.role, member.counters) == ("cb-01", "clerk", (1, 2))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"cb-01"', '"Trần Thị Thử"'),
        ('"clerk"', '"Trần Thị Thử"'),
        ("[1, 2]", '["Trần Thị Thử"]'),
        ("counters", "telephone"),
        ("", ""),
    ],
)
def test_what_is_wrong_with_a_roster_names_nobody(old, new):
    text = MEMBER.replace(old, new) if old else MEMBER * 2
    with pytest.raises(RulesError) as wrong:
        slots.roster(text)
    assert "Thử" not in str(wrong.value)
    assert "cb-01" not in str(wrong.value)


def test_texts_must_have_the_keys_and_places_that_the_screens_know():
    shipped = {"bar.back": "Quay lại", "feed.which": "Giấy {number} / {count}"}
    good = {"bar.back": "Trở lại", "feed.which": "{count} giấy, giấy số {number}", "new.key": "x"}
    words.check(good, shipped)
    for key, text in (
        ("feed.which", "Giấy {number}"),
        ("feed.which", "Giấy {number} / {count} {number.real}"),
        ("feed.which", "Giấy {number!r} / {count}"),
        ("feed.which", "Giấy {number / {count}"),
        ("bar.back", "{number}"),
    ):
        with pytest.raises(RulesError, match=key):
            words.check({**good, key: text}, shipped)
    with pytest.raises(RulesError, match=r"bar\.back: is missing"):
        words.check({"feed.which": "{number} {count}"}, shipped)


@pytest.mark.parametrize("text", ["a = 1", "[a]\nb = 1", '[a]\nb = ""', "[a]\nb = {}"])
def test_a_file_of_texts_holds_texts(text):
    with pytest.raises(RulesError):
        words.parse(text)


def test_only_files_that_this_kiosk_has_a_use_for_are_known():
    for name in ("catalogue.toml", "words/vi.toml", "trust/vn.cer", "signing-trust/root.pem"):
        assert bundle.known(name)
    for name in (
        "kiosk.toml",
        "words/../vi.toml",
        "trust/a/b.cer",
        "about.json",
        "../catalogue.toml",
    ):
        assert not bundle.known(name)


def test_a_language_that_the_screens_do_not_speak_is_refused():
    with pytest.raises(bundle.UnusableError) as wrong:
        bundle.check({"words/fr.toml": b"[a]\nb = 'c'"}, {"vi": {}})
    assert wrong.value.file == "words/fr.toml"
