"""Every envelope has one place in the device's chain, the same ever after."""

from __future__ import annotations

from kiosk.contract import Link, digest
from kiosk.store.database import open_database
from kiosk.store.links import Links
from tests.workbench.keys import signed_by


def sign(said):
    return signed_by("kiosk-1", said)


def test_links_are_numbered_and_each_names_the_one_before(workspace):
    db = open_database(workspace)
    links = Links(db, "kiosk-1", sign)
    assert links.head() == (0, "")
    first, second = links.of("a" * 32, b"one"), links.of("b" * 32, b"two")
    assert (first.seq, first.previous) == (1, "")
    said = Link.said("kiosk-1", 1, "", b"one")
    assert (second.seq, second.previous) == (2, digest(said))
    assert first.signature == sign(said)
    assert links.head() == (2, digest(Link.said("kiosk-1", 2, second.previous, b"two")))
    db.close()


def test_an_envelope_keeps_its_link_over_a_restart_and_whatever_comes_after(workspace):
    db = open_database(workspace)
    told = Links(db, "kiosk-1", sign).of("a" * 32, b"one")
    Links(db, "kiosk-1", sign).of("b" * 32, b"two")
    db.close()
    db = open_database(workspace)
    assert Links(db, "kiosk-1", sign).of("a" * 32, b"one") == told
    db.close()


def test_a_link_is_the_same_after_the_line():
    link = Link(7, "ab" * 32, "cd" * 64)
    assert Link.from_header(link.to_header()) == link
    first = Link(1, "", "cd" * 64)
    assert Link.from_header(first.to_header()) == first
