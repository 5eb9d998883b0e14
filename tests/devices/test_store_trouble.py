"""A disk that is full or cannot be read: pages already told are kept, and the citizen hears of it."""

import resource

import pytest
from PIL import Image

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import CaseState
from tests.devices.office import CASE, FORM, OTHER


@pytest.fixture
def room_for():
    """Let no file grow beyond so many bytes: to the store that is a disk without room."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, usual[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def test_a_disk_that_fills_up_during_a_batch_keeps_the_pages_before(kiosk, screen, books, room_for):
    noisy = kiosk.folder / "noisy.png"
    Image.effect_noise((620, 877), 120).save(noisy)  # half a megabyte once scanned
    kiosk.load("one", "two")
    kiosk.scanner.load([noisy])
    kiosk.load("never-pulled")
    room_for(300_000)
    screen.ask(do.ScanBatch(CASE, FORM))
    assert screen.fault() is Fault.DISK_FULL
    told = [event.pages for _, event in screen.heard if isinstance(event, ev.PagesChanged)][-1]
    assert len(told) == 2
    assert told == books.pages()
    assert all(books.vault.read(books.cases.key(CASE), page.path) for page in told)
    assert kiosk.scanner.sheets == 1, "no further sheet is pulled into a full disk"
    assert len(books.files()) == 2


def test_a_store_that_cannot_be_opened_is_a_fault_until_it_can(kiosk):
    screen = kiosk.start()
    kiosk.load("one")
    screen.scan(OTHER)
    key = kiosk.workspace.database_key.read_text()
    kiosk.close()
    kiosk.workspace.database_key.write_text("0" * 64)
    screen = kiosk.start()
    kiosk.load("two")
    for effect in (
        do.ScanBatch(OTHER, FORM),
        do.ReadCard(OTHER, "010190000123"),
        do.SealCase(OTHER, "1.001193", "vi", (FORM,)),
        do.PrintTicket(OTHER, "vi"),
    ):
        screen.ask(effect)
        assert screen.fault() is Fault.STORE_FAILED
    assert kiosk.scanner.sheets == 1, "no sheet is pulled in that cannot be kept"
    kiosk.workspace.database_key.write_text(key)
    assert len(screen.scan(OTHER)) == 2


def test_the_log_says_once_for_each_worker_which_key_is_missing_and_what_to_do(kiosk, caplog):
    kiosk.load("one")
    kiosk.start().scan(OTHER)
    kiosk.close()
    key = kiosk.workspace.vault_key.read_text()
    kiosk.workspace.vault_key.unlink()
    screen = kiosk.start()
    for _ in range(12):
        screen.ask(do.SealCase(OTHER, "1.001193", "vi", (FORM,)))
        assert screen.fault() is Fault.STORE_FAILED
    kiosk.close()
    said = [record.getMessage() for record in caplog.records if "vault.key" in record.getMessage()]
    assert said
    assert set(said) == {
        "the store cannot be opened: store-failed: vault.key is gone, and a new one would open "
        "nothing that is kept: put it back from its copy"
    }
    assert len(said) < 12, "once for each worker, not once for each question"
    assert not kiosk.workspace.vault_key.exists()
    kiosk.workspace.vault_key.write_text(key)
    kiosk.load("two")
    assert len(kiosk.start().scan(OTHER)) == 2, "the first page was kept"


def test_a_citizen_whom_the_store_could_not_forget_is_forgotten_as_soon_as_it_can(
    kiosk, books, monkeypatch
):
    monkeypatch.setattr("kiosk.store.database.BUSY", 0.2)
    screen = kiosk.start()
    kiosk.load("one")
    screen.scan()
    books.db.conn.execute("begin immediate")
    screen.ask(do.ForgetCitizen(CASE), do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    assert books.cases.state(CASE) is CaseState.OPEN
    books.db.conn.execute("rollback")
    screen.ask(do.ForgetHolder(OTHER), do.TellPages(CASE, FORM))
    screen.next(ev.PagesChanged)
    assert books.cases.state(CASE) is CaseState.FORGOTTEN
    assert books.files() == []
    assert not [event for _, event in screen.heard if isinstance(event, ev.Faulted)]
