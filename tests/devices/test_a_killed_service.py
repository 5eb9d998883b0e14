"""kiosk-devices is killed at every stage of a visit, on real components: it comes back, nothing is lost."""

import time

import psutil
import pytest
import zxingcpp
from PIL import Image

from kiosk.faults import Fault
from kiosk.journey import effects as do
from kiosk.journey import events as ev
from kiosk.model import Language, Words
from kiosk.papers import separator as paper
from kiosk.rules.separator import Separator
from kiosk.store.calls import Calls
from tests.devices.office import BIRTH, CASE, FORM, PROCEDURE, Books, Screen, until
from tests.workbench.bench import Bench
from tests.workbench.people import MAI

pytestmark = pytest.mark.device
PRINT = do.PrintTicket(CASE, Language.VI)
SEAL = do.SealCase(CASE, PROCEDURE, Language.VI, (FORM, BIRTH))

LIFTED = 1.0  # seconds a hand takes; pcscd needs 0.4 to see that a card is gone


@pytest.fixture
def bench(tmp_path):
    with Bench(tmp_path / "b") as made:
        made.appliance.start("devices")
        yield made


@pytest.fixture
def screen(bench):
    made = Screen(bench.workspace.devices_socket)
    made.ask(do.RecoverVisit(), do.TellPages(CASE, FORM))
    made.next(ev.PagesChanged)
    yield made
    made.close()


@pytest.fixture
def books(bench, screen):
    opened = Books(bench.workspace)
    yield opened
    opened.db.close()


@pytest.fixture
def sheets(bench):
    """Two sheets to be scanned."""
    paths = [bench.picture(kind) for kind in ("can-cuoc", "giay-chung-sinh")]
    return lambda count=2: bench.sane.load(paths[:count])


def kill(bench):
    before = bench.appliance.restarts.get("devices", 0)
    bench.appliance.kill("devices")
    until(lambda: bench.appliance.restarts.get("devices", 0) > before)


def laid_down_again(bench, screen):
    """As the screen asks for it: where the chip cannot be read, the card is laid down once more."""
    for _ in range(3):
        bench.pcsc.remove()
        time.sleep(LIFTED)
        bench.pcsc.insert(MAI)
        screen.ask(do.ReadCard(CASE, MAI.number))
        answer = screen.next((ev.CardRead, ev.Faulted))
        if isinstance(answer, ev.CardRead):
            return answer
        assert answer.fault in (Fault.CARD_UNREADABLE, Fault.CARD_REMOVED), answer
    raise AssertionError(answer)


def test_killed_while_idle_the_next_effect_is_done(bench, screen, books):
    kill(bench)
    screen.ask(do.CallClerk(CASE, Fault.CLERK_CALLED))
    until(lambda: len(Calls(books.db).waiting()) == 1)


def test_killed_while_a_card_is_read_the_citizen_lays_it_down_again(bench, screen, books):
    bench.pcsc.insert(MAI, slow=0.3)
    screen.ask(do.ReadCard(CASE, MAI.number))
    screen.next(ev.CardProgress)
    kill(bench)
    assert screen.fault() is Fault.DEVICES_GONE
    assert books.cases.state(CASE) is None
    assert laid_down_again(bench, screen).holder.last4 == MAI.number[-4:]
    assert len(books.said("card-read")) == 1


def test_killed_while_scanning_the_pages_are_kept_and_told(bench, screen, books, sheets):
    bench.sane.slow(1.0)
    sheets()
    screen.ask(do.ScanBatch(CASE, FORM))
    (first,) = screen.next(ev.PagesChanged).pages
    kill(bench)
    assert screen.fault() is Fault.DEVICES_GONE
    kept = screen.next(ev.PagesChanged).pages
    assert kept == books.pages()
    assert first in kept
    bench.sane.clear()
    bench.sane.slow(0.0)
    bench.sane.take_out()
    sheets(1)
    assert len(screen.scan()) == len(kept) + 1


def test_killed_while_pages_are_looked_at_they_are_looked_at_and_told_afterwards(
    bench, screen, books, sheets
):
    sheets()
    screen.scan()
    until(lambda: runs(bench, "kiosk.dossier.looking"))
    kill(bench)
    pages = screen.looked_at(2)
    assert pages == books.pages()
    key = books.cases.key(CASE)
    assert all(books.vault.read(key, page.look.preview) for page in pages)


def test_killed_before_a_stack_was_parted_it_is_parted_afterwards(bench, screen, books, tmp_path):
    separator = tmp_path / "separator.png"
    sheet = paper.page(Separator(BIRTH), Words("Giấy chứng sinh", "Birth"), Words("", ""))
    sheet.save(separator, dpi=(300, 300))
    first, last = (bench.picture(kind) for kind in ("can-cuoc", "giay-chung-sinh"))
    bench.sane.slow(3.0)
    bench.sane.load([first, separator, last, last, last])
    visit = do.NoteVisit(CASE, PROCEDURE, Language.VI, (FORM, BIRTH))
    screen.ask(visit, do.ScanBatch(CASE, FORM))
    until(lambda: len(screen.told()) >= 3)
    kill(bench)
    screen.fault()
    until(lambda: len(screen.told()) == 1 and len(screen.told(BIRTH)) >= 1)
    assert screen.told() == books.pages()
    assert screen.told(BIRTH) == books.pages(document=BIRTH)
    assert len(books.said("papers-parted")) == 1
    key = books.cases.key(CASE)
    for page in (*books.pages(), *books.pages(document=BIRTH)):
        assert books.vault.read(key, page.path)


def test_killed_while_sealing_there_is_one_ticket(bench, screen, books, sheets):
    sheets()
    screen.scan()
    screen.ask(SEAL)
    until(lambda: runs(bench, "kiosk.dossier.child") or books.said("case-sealed"))
    kill(bench)
    ticket = screen.next(ev.Sealed).ticket
    assert ticket.label == "A001"
    assert len(books.said("case-sealed")) == 1
    screen.ask(SEAL)
    assert screen.next(ev.Sealed).ticket == ticket


def test_killed_while_printing_the_ticket_still_comes_out(bench, screen, books, sheets):
    sheets(1)
    screen.scan()
    ticket = screen.seal()
    bench.serial.mute(True, after_bytes=4000)  # it falls silent in the middle of the ticket
    screen.ask(PRINT)
    until(lambda: bench.serial.status()["mute"])
    kill(bench)
    bench.serial.mute(False)
    screen.next(ev.TicketPrinted)
    assert bench.serial.tickets()
    assert books.said("ticket-printed")[-1] == {"case": CASE, "ticket": ticket.label}


def runs(bench, program: str) -> bool:
    """Whether a child that makes documents, or looks at pages, is there just now."""
    try:
        children = psutil.Process(bench.appliance.pid("devices")).children()
        return any(program in child.cmdline() for child in children)
    except psutil.Error:
        return False


def test_power_fails_between_the_number_and_its_ticket_and_the_same_number_is_printed(
    bench, screen, books, sheets
):
    """The screen goes down with the rest: whoever starts is told of the number, and prints that one."""
    sheets(1)
    screen.scan()
    ticket = screen.seal()
    screen.close()
    kill(bench)
    assert bench.serial.tickets() == []
    started = Screen(bench.workspace.devices_socket)
    try:
        started.ask(do.RecoverVisit())
        assert started.next(ev.TicketFound).ticket == ticket
        started.ask(PRINT)
        started.next(ev.TicketPrinted)
        assert started.seal() == ticket
    finally:
        started.close()
    (paper,) = bench.serial.tickets()
    (code,) = zxingcpp.read_barcodes(Image.open(paper).convert("L"))
    assert code.text == ticket.code
    assert [each["ticket"] for each in books.said("ticket-printed")] == [ticket.label]


def test_the_reader_the_scanner_and_the_printer_go_and_come_back(bench, screen, books, sheets):
    """Whatever went is used again in the next visit, and nothing was restarted."""
    bench.pcsc.insert(MAI)
    bench.pcsc.kill_pcscd()
    screen.ask(do.ReadCard(CASE, MAI.number))
    assert screen.fault() is Fault.READER_GONE
    bench.pcsc.start_pcscd()
    screen.ask(do.ReadCard(CASE, MAI.number))
    screen.next(ev.CardRead)

    sheets(1)
    bench.sane.gone(True)
    screen.ask(do.ScanBatch(CASE, FORM))
    assert screen.fault() is Fault.SCANNER_GONE
    bench.sane.gone(False)
    screen.scan()

    ticket = screen.seal()
    bench.serial.unplug()
    screen.ask(PRINT)
    assert screen.fault() is Fault.PRINTER_GONE
    bench.serial.plug()
    screen.ask(PRINT)
    screen.next(ev.TicketPrinted)
    assert books.said("ticket-printed") == [{"case": CASE, "ticket": ticket.label}]
    for device in ("reader", "scanner", "printer"):
        assert books.fault_of(device) is None
    assert bench.appliance.restarts == {}


def test_the_next_reading_does_not_wait_for_a_card_that_the_last_citizen_never_laid_down(
    bench, screen
):
    screen.ask(do.ReadCard(CASE, "010190000999"), do.StopReading(CASE))
    bench.pcsc.insert(MAI)
    screen.ask(do.ReadCard(CASE, MAI.number))
    screen.next(ev.CardRead)
    assert not [event for _, event in screen.heard if isinstance(event, ev.Faulted)]


def test_told_to_stop_it_ends_by_itself_and_says_so(bench, screen, books):
    screen.ask(do.ReadCard(CASE, MAI.number), do.TellPages(CASE, FORM))  # waits for a card
    screen.next(ev.PagesChanged)
    service = psutil.Process(bench.appliance.pid("devices"))
    bench.appliance.stop("devices")
    assert not service.is_running()
    assert books.said("service-stopped") == [{"service": "devices"}], bench.appliance.log("devices")
