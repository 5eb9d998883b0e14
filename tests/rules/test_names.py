"""Names stand in a list as a Vietnamese reader looks for them: by tên, then họ, then đệm; letters before tones."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.names import name_key

ALPHABET = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
TONES = ["a", "à", "ả", "ã", "á", "ạ"]
LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
)
WORDS = st.text(alphabet=LETTERS, min_size=1, max_size=7)
NAMES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
ANY = st.text(max_size=60)


def in_order(names):
    return sorted(names, key=name_key)


def shuffled(names):
    return random.Random(len(names)).sample(names, len(names))


@pytest.mark.parametrize(
    "names",
    [
        ALPHABET,
        TONES,
        ["An", "Ánh", "Ấn", "Bình", "Dũng", "Đặng", "Em", "Vui"],  # not Đặng, Ánh, Ấn behind V
        ["Hoa", "Hòa", "Hỏa", "Hóa", "Họa", "Hoan"],
        ["Lê Thị Ba", "Vàng Thị Ba", "Nguyễn Văn Bảy", "Bùi Thị Lan", "Nguyễn Thị Lan"],
        ["Nguyễn Lan", "Nguyễn Hữu Lan", "Nguyễn Thị Lan", "Nguyễn Thị Ngọc Lan", "Phạm Lan"],
        ["Thao", "Thảo", "Thi", "Tho", "Thơ", "Trang", "Tùng", "Tư"],
    ],
)
def test_a_list_of_names_stands_in_the_order_of_the_dictionary(names):
    assert in_order(shuffled(names)) == names


def test_a_tone_on_another_letter_of_the_syllable_is_the_same_name():
    assert name_key("Nguyễn Thị Hoà") == name_key("Nguyễn Thị Hòa")
    assert name_key("Vàng Thuý") == name_key("Vàng Thúy")


def test_apostrophes_and_hyphens_move_no_name():
    assert name_key("H'Hen Niê") == name_key("HHen Niê")
    assert in_order(["Y Bia", "Y-Bhăm", "Y-Blô"]) == ["Y Bia", "Y-Bhăm", "Y-Blô"]
    assert in_order(["Niê Y-Blô", "Niê Y-Bhăm"]) == ["Niê Y-Bhăm", "Niê Y-Blô"]


def test_a_name_of_foreign_letters_stands_behind_and_one_of_nothing_first():
    assert in_order(["Иван", "Vy", ""]) == ["", "Vy", "Иван"]


@given(NAMES)
def test_however_a_name_is_encoded_or_capitalised_it_stands_in_one_place(name):
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, name)
        assert name_key(written) == name_key(name)
        assert name_key(written.upper()) == name_key(name)
        assert name_key(written.title()) == name_key(name)


@given(NAMES, NAMES, WORDS)
def test_whatever_comes_before_it_the_last_word_counts_most(one, other, last):
    ends = name_key(last)
    for name in (one, other):
        assert name_key(f"{name} {last}").startswith(f"{ends} ")


@given(WORDS, WORDS)
def test_letters_count_before_tones(one, other):
    """Without their tones two words stand as with them, unless only the tones differ."""
    plain = [_toneless(word) for word in (one, other)]
    if plain[0] != plain[1]:
        assert (name_key(one) < name_key(other)) == (name_key(plain[0]) < name_key(plain[1]))


@given(ANY)
def test_anything_that_may_stand_on_a_card_has_a_place(text):
    assert name_key(text) == name_key(unicodedata.normalize("NFD", text))
    assert "  " not in name_key(text)


def test_a_hundred_and_twenty_letters_under_stacks_of_marks_have_a_place():
    stacked = "Vàng " + "ẹ\u0302\u0301\u0323\u0300" * 22 + " Mẫu"
    assert name_key(stacked).startswith(name_key("Mẫu") + " ")


def _toneless(word):
    marks = "\u0300\u0301\u0303\u0309\u0323"
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if c not in marks)
    return unicodedata.normalize("NFC", bare)
