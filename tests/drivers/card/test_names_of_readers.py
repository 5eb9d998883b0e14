"""Which of several readers is looked at first: names as PC/SC gives them to readers on the market."""

import pytest

from drivers.card.readers import likeliest

DUAL = [
    ["HID OMNIKEY 5422 Smartcard Reader 00 00", "HID OMNIKEY 5422CL Smartcard Reader 01 00"],
    ["Identiv 4700 F [CLOUD Contact Reader] 00", "Identiv 4700 F [CLOUD Contactless Reader] 01"],
    ["ACS ACR1281 1S Dual Reader ICC 00 00", "ACS ACR1281 1S Dual Reader PICC 00 01"],
    ["ACS ACR1252 Reader SAM 00 00", "ACS ACR1252 CL Reader 00 01"],
]


@pytest.mark.parametrize("readers", DUAL, ids=lambda readers: readers[1])
def test_of_one_reader_with_two_faces_the_contactless_is_first(readers):
    assert likeliest(readers, "") == readers[::-1]
    assert likeliest(readers[::-1], "") == readers[::-1]


def test_a_slot_for_the_readers_own_key_comes_last():
    readers = ["ACS ACR1281 SAM 0", "Gemalto USB SmartCard Reader 1"]
    assert likeliest(readers, "") == readers[::-1]


def test_the_settings_name_decides():
    assert likeliest(DUAL[0], "5422 ") == DUAL[0][:1]
    assert likeliest(DUAL[0], "ACR") == []


def test_where_names_say_nothing_the_order_stays():
    assert likeliest(["Clerk Samsung 1", "Chip 0"], "") == ["Clerk Samsung 1", "Chip 0"]
