"""A certified copy in the register becomes one that can be proven for decades, by itself."""

from __future__ import annotations

from kiosk.dossier.signing.complete import Level, level_of
from kiosk.store.journal import Journal, JournalEvent
from kiosk.sync.completer import IDLE
from tests.sync.certified import CertifiedOffice


def test_one_step_raises_it_to_the_last_level(certified_office: CertifiedOffice) -> None:
    copy = certified_office.certify()
    before = certified_office.register.read(copy)
    with certified_office.completer() as completer:
        assert completer.step() == 0.0
        assert completer.step() == IDLE  # nothing is left
    done = certified_office.found(copy)
    assert (done.level, done.reason) == (Level.B_LTA, None)
    pdf = certified_office.register.read(done)
    assert pdf.startswith(before)
    assert (level_of(pdf), len(pdf)) == (Level.B_LTA, done.size)


def test_only_the_newest_file_of_a_copy_stays(certified_office: CertifiedOffice) -> None:
    copy = certified_office.certify()
    with certified_office.completer() as completer:
        completer.step()
    names = certified_office.vault.names(copy.case)
    assert len([name for name in names if name.startswith("copy-")]) == 1


def test_the_journal_says_how_far_it_came(certified_office: CertifiedOffice) -> None:
    certified_office.certify()
    with certified_office.completer() as completer:
        completer.step()
    said = [
        row.fields["level"]
        for row in Journal(certified_office.db).since()
        if row.event is JournalEvent.COPY_COMPLETED
    ]
    assert said == ["b-lta"]


def test_several_copies_one_after_the_other(certified_office: CertifiedOffice) -> None:
    copies = [certified_office.certify() for _ in range(3)]
    with certified_office.completer() as completer:
        waits = [completer.step() for _ in range(4)]
    assert waits == [0.0, 0.0, 0.0, IDLE]
    assert {certified_office.found(copy).level for copy in copies} == {"b-lta"}
