"""What the hall hears is what the ticket says: letter, kiosk, digits, counter."""

import pytest

from kiosk.hall import spoken


@pytest.mark.parametrize(
    ("label", "counter", "said"),
    [
        ("A1-007", 3, "Mời số a một, không không bảy, đến quầy số ba."),
        ("A007", 3, "Mời số a, không không bảy, đến quầy số ba."),
        ("M-012", 1, "Mời số mờ, không một hai, đến quầy số một."),
        ("D2-145", 10, "Mời số dê hai, một bốn năm, đến quầy số mười."),
        ("B12-030", 15, "Mời số bê mười hai, không ba không, đến quầy số mười lăm."),
        ("C1-999", 21, "Mời số xê một, chín chín chín, đến quầy số hai mươi mốt."),
        ("AB1-1204", 54, "Mời số a bê một, một hai không bốn, đến quầy số năm mươi tư."),
    ],
)
def test_a_call_names_letter_kiosk_every_digit_and_the_counter(label, counter, said):
    assert spoken.sentence(label, counter) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (91, "chín mươi mốt"),
        (99, "chín mươi chín"),
    ],
)
def test_counters_are_said_as_people_count(number, said):
    assert spoken.counted(number) == said


def test_no_two_counters_are_said_alike():
    assert len({spoken.counted(number) for number in range(100)}) == 100


def test_no_two_letters_are_said_alike():
    assert len(set(spoken.LETTERS.values())) == 26


def test_the_recorded_words_of_a_call():
    assert spoken.recorded("A1-007", 12) == (
        *("moi-so", "chu-a", "so-1", "so-0", "so-0", "so-7"),
        *("den-quay-so", "so-12"),
    )
    assert spoken.recorded("A007", 3)[:3] == ("moi-so", "chu-a", "so-0")


@pytest.mark.parametrize(
    "label", ["", "007", "a007", "A1-07", "A1-007; rm", "Á007", "A007\n", "ABC007"]
)
def test_what_is_no_number_of_the_queue_is_not_said(label):
    with pytest.raises(ValueError, match="no number"):
        spoken.sentence(label, 1)


@pytest.mark.parametrize("counter", [0, 100, -1])
def test_a_counter_that_cannot_be_is_not_said(counter):
    with pytest.raises(ValueError, match="counter"):
        spoken.sentence("A007", counter)
