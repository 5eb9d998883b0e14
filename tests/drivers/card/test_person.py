"""Invented people in files, for whoever tries the simulated card by hand."""

import pytest

from drivers.card.person import Person, from_json, from_toml
from tests.workbench.people import MAI, ONG_DU, PEOPLE


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.latin)
def test_a_person_written_down_is_the_same_person(person):
    assert from_json(person.to_json()) == person


def test_what_is_left_out_is_invented():
    assert from_json("{}") == Person() == MAI


def test_a_person_can_be_written_as_toml():
    text = 'number = "010190000123"\nname = "Giàng Thị Mai"\nexpiry = ""\nissued = 2024-08-01\n'
    person = from_toml(text)
    assert (person.name, person.expiry, person.issued) == (MAI.name, None, MAI.issued)
    assert from_toml("") == MAI
    for wrong in ("expiry = 7", "blood = 1", "number"):
        with pytest.raises(ValueError):  # noqa: PT011 - TOML's own among them
            from_toml(wrong)


def test_no_expiry_can_be_written_down():
    assert from_json('{"expiry": null}').expiry is ONG_DU.expiry is None


@pytest.mark.parametrize("wrong", ["[]", "{", '{"blood": "x"}', '{"expiry": "soon"}'])
def test_anything_else_is_refused(wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - JSON's own among them
        from_json(wrong)


def test_a_person_never_shows_itself():
    assert repr(MAI) == "Person()"
