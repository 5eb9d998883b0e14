"""Pages of sealed cases are handed out to be read one by one, and none is lost or read twice."""

import pytest

from kiosk.model import Document
from kiosk.store.cases import Cases
from kiosk.store.database import open_database
from kiosk.store.journal import Journal
from kiosk.store.ocr import MOST_ATTEMPTS, OcrWork


def papers(*pages):
    """Documents with so many pages each."""
    return tuple(
        Document(f"to-{n}", "", f"case/dossier:{n}:9", "ab" * 32, 9, count)
        for n, count in enumerate(pages)
    )


@pytest.fixture
def work(db):
    return OcrWork(db)


def test_a_case_that_is_not_sealed_is_never_read(work, db, morning):
    Cases(db).open("case", morning)
    assert work.claim(now=100) is None


def test_pages_come_in_order_document_after_document(work, sealed, morning):
    sealed("case", documents=papers(2, 1))
    seen = []
    while page := work.claim(now=100):
        seen.append((page.number, page.page))
        assert work.read(page, morning)
    assert seen == [(1, 1), (1, 2), (2, 1)]
    assert work.pages_read("case", 1) == (2, 0)


def test_what_proves_the_card_is_no_paper(work, sealed, morning):
    evidence = Document("chung-cu-the", "", "case/evidence", "ab" * 32, 9, 0)
    sealed("case", documents=papers(1), evidence=evidence)
    work.read(work.claim(now=100), morning)
    assert work.claim(now=100) is None


def test_a_begun_document_goes_before_a_new_one(work, sealed, morning):
    sealed("first", documents=papers(2))
    work.read(work.claim(now=100), morning)
    sealed("second", documents=papers(1))
    page = work.claim(now=100)
    assert (page.case, page.page) == ("first", 2)


def test_a_page_is_handed_out_once(work, sealed):
    sealed("case", documents=papers(1))
    assert work.claim(now=100)
    assert work.claim(now=100) is None


def test_a_crash_gives_the_page_back_when_its_lease_ends(work, sealed, morning):
    sealed("case", documents=papers(1))
    lost = work.claim(now=100, lease=60)
    assert work.claim(now=159) is None
    again = work.claim(now=160, lease=60)
    assert (again.page, again.attempts) == (1, 2)
    assert not work.read(lost, morning), "the first try settles nothing any more"
    assert work.read(again, morning)


def test_a_page_that_was_interrupted_is_next_and_the_try_does_not_count(work, sealed):
    sealed("case", documents=papers(1))
    for _ in range(MOST_ATTEMPTS + 2):
        page = work.claim(now=100)
        assert (page.attempts, page.hopeless) == (1, False)
        assert work.interrupted(page)


def test_a_page_that_ends_its_reader_again_and_again_is_hopeless(work, sealed, morning):
    sealed("case", documents=papers(2))
    for attempt in range(MOST_ATTEMPTS):
        page = work.claim(now=100 + attempt)
        assert not page.hopeless
        assert work.failed(page, until=101 + attempt)
    page = work.claim(now=200)
    assert page.hopeless
    assert work.unread(page, morning)
    assert work.claim(now=200).page == 2, "the page behind it is read"
    assert work.pages_read("case", 1) == (1, 1)


def test_a_page_that_failed_waits(work, sealed):
    sealed("case", documents=papers(1))
    work.failed(work.claim(now=100), until=400)
    assert work.claim(now=399) is None
    assert work.claim(now=400)


def test_a_full_disk_is_not_held_against_a_page(work, sealed):
    sealed("case", documents=papers(1))
    for attempt in range(MOST_ATTEMPTS + 2):
        page = work.claim(now=1000 * attempt)
        assert not page.hopeless
        work.interrupted(page, until=1000 * attempt + 300)
        assert work.claim(now=1000 * attempt + 299) is None


def test_a_clock_set_back_by_years_holds_no_page_back(work, sealed):
    sealed("case", documents=papers(1))
    work.claim(now=1_900_000_000)
    assert work.claim(now=1_800_000_000)


def test_the_journal_learns_of_a_document_once_with_its_last_page(work, sealed, morning, db):
    sealed("case", documents=papers(2))
    work.read(work.claim(now=100), morning)
    work.unread(work.claim(now=100), morning)
    rows = [row for row in Journal(db).since(most=100) if row.event == "ocr-read"]
    assert [row.fields for row in rows] == [
        {"case": "case", "document": "to-0", "pages": 2, "unread": 1}
    ]


def test_a_case_whose_key_was_destroyed_is_left_alone(work, sealed, db):
    sealed("case", documents=papers(1))
    db.execute("update cases set state = 'forgotten' where id = 'case'")
    db.execute("delete from case_keys")
    assert work.claim(now=100) is None


def test_services_in_a_race_never_get_the_same_page(workspace, sealed_in, in_children, tmp_path):
    opened = open_database(workspace)
    for number in range(6):
        sealed_in(opened, f"case-{number}", documents=papers(1))
    opened.close()

    def take():
        own = open_database(workspace)
        while page := OcrWork(own).claim(now=100):
            (tmp_path / page.case).open("x").close()  # fails where it is there already

    assert in_children(take, 3) == [0, 0, 0]
    assert len(list(tmp_path.glob("case-*"))) == 6
