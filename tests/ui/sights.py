"""Every screen in every state worth looking at, with invented people, papers and offices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw, ImageFont

from kiosk import workspace
from kiosk.faults import Fault
from kiosk.journey import states as at
from kiosk.journey.states import Paper, State, Visit
from kiosk.model import (
    CardField,
    Language,
    Look,
    MaskedHolder,
    Page,
    PageVerdict,
    Procedure,
    RequiredDocument,
    Ticket,
    Verdict,
    Words,
)
from kiosk.rules.catalogue import Catalogue, parse
from kiosk.rules.working_days import Today
from kiosk.settings import Office, Screen

PORTRAIT, LANDSCAPE = Screen(1080, 1920, 21.5), Screen(1280, 800, 10.1)
SCREENS = {"1080x1920": PORTRAIT, "1280x800": LANDSCAPE}
TODAY = dt.date(2026, 11, 22)
OFFICE = Office(Words("Bộ phận Một cửa xã Suối Lành", "Suối Lành commune one-stop office"))
CASE = "0123456789abcdef0123456789abcdef"
BIRTH, LONG = "1.001193", "9.999999"
CLEAR = Look(PageVerdict.OK, False, 0, "A4", "vault/small")


@dataclass(frozen=True)
class Sight:
    """A picture of a screen: its state, and what was touched or switched before."""

    name: str
    state: State
    catalogue: str = "sample"  # or "long", "approved", "none"
    touches: tuple[str, ...] = ()
    typed: str = ""
    large: bool = False
    contrast: bool = False
    codes: bool = False  # the kiosk has a barcode reader
    hotline: str = ""
    aloud: bool = False  # the kiosk has a loudspeaker
    only: str = ""  # the one size that has this sight
    today: Today = Today()


class InventedPages:
    """Pictures of pages nobody wrote; page 9 cannot be shown."""

    def page(self, page: Page, width: int, height: int) -> Image.Image | None:
        if page.number == 9:
            return None
        sheet = Image.new("L", (630, 891), 252)
        pen = ImageDraw.Draw(sheet)
        font = ImageFont.truetype(workspace.FONTS / "BeVietnamPro-SemiBold.ttf", 34)
        pen.text((315, 90), "TỜ KHAI MẪU", 30, font=font, anchor="mm")
        pen.text((315, 140), f"Trang {page.number}", 60, font=font, anchor="mm")
        for line in range(17):
            y = 210 + line * 34
            pen.line((70, y, 560 - (line * 67 + page.number * 31) % 190, y), 120, 5)
        pen.ellipse((400, 730, 520, 850), outline=90, width=6)
        return sheet


def catalogues() -> dict[str, Catalogue]:
    sample = parse(workspace.CATALOGUE.read_text(encoding="utf-8"), TODAY)
    long = replace(sample, procedures=(*sample.procedures, _long(sample.procedures[0])))
    return {
        "sample": sample,
        "long": long,
        "approved": replace(sample, sample=False),
        "expired": replace(sample, sample=False, expired=True),
        "none": replace(sample, procedures=(), sample=False),
    }


def _long(like: Procedure) -> Procedure:
    """The longest texts that an approved catalogue may hold: a name of 180 characters."""
    name = (
        "Thủ tục chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền "
        "của Việt Nam, nước ngoài hoặc Việt Nam liên kết với nước ngoài cấp hoặc chứng nhận đúng"
    )
    assert 175 <= len(name) <= 185, len(name)
    english = (
        "Certifying copies of originals issued or certified by competent agencies and organisations of "
        "Viet Nam, of foreign countries, or of Viet Nam together with foreign countries, as"
    )
    return replace(
        like,
        code=LONG,
        name=Words(name, english),
        fee=Words(
            "2.000 đồng một trang; từ trang thứ 3: 1.000 đồng một trang; nhiều nhất 200.000 đồng một bản",
            "2,000 dong a page; from page 3 on 1,000 dong; at most 200,000 dong a copy",
        ),
        exemption=Words(
            "Được miễn: người có công với cách mạng, người thuộc hộ nghèo, người khuyết tật. Một số tỉnh "
            "miễn thêm cho người cao tuổi và người dân tộc thiểu số ở xã đặc biệt khó khăn",
            "Exempt: people with merit to the revolution, poor households, people with disabilities. Some "
            "provinces also exempt older people and ethnic minorities in communes with special difficulties",
        ),
        time=Words(
            "Trong ngày; nhận sau 15 giờ thì trả vào ngày làm việc tiếp theo",
            "Same day; received after 15:00, the next working day",
        ),
        documents=tuple(
            RequiredDocument(f"giay-{n}", Words(vi, en), Words(hint, hint_en))
            for n, (vi, en, hint, hint_en) in enumerate(
                (
                    ("Bản chính giấy tờ cần chứng thực", "The original to be certified",
                     "Không tẩy xóa, không rách nát", "Nothing erased, nothing torn"),
                    ("Bản sao cần chứng thực", "The copies to be certified",
                     "Chụp từ bản chính, rõ chữ", "Copied from the original, legible"),
                    ("Bản dịch sang tiếng Việt đã được công chứng nếu là giấy tờ nước ngoài",
                     "A notarised Vietnamese translation if it is a foreign paper", "", ""),
                    ("Giấy tờ tùy thân", "Identity paper",
                     "Thẻ căn cước hoặc hộ chiếu còn hạn", "ID card or passport, still valid"),
                ),
                start=1,
            )
        ),
    )  # fmt: skip


def pages(document: str, count: int, first: int = 1) -> tuple[Page, ...]:
    return tuple(
        Page(f"{document}-{n}", document, n, f"vault/{document}-{n}", CLEAR)
        for n in range(first, first + count)
    )


def visit(
    language: Language = Language.VI, code: str = BIRTH, scanned: tuple[int, ...] = ()
) -> Visit:
    procedure = catalogues()["long"].procedure(code)
    counts = (*scanned, 0, 0, 0, 0)
    papers = tuple(
        Paper(document.id, pages(document.id, count))
        for document, count in zip(procedure.documents, counts, strict=False)
    )
    return Visit(
        CASE, language, code, papers, MaskedHolder("LÒ THỊ MÂY", 1956, "0427", Verdict.PROVEN)
    )


def sights(size: str) -> Iterator[Sight]:
    """Every sight of a size, by a name that says what it shows."""
    return (sight for sight in _sights() if sight.only in ("", size))


def _sights() -> Iterator[Sight]:
    from tests.ui import in_the_queue, looked_at, read_aloud

    yield from base(Language.VI, "")
    yield from base(Language.EN, "en-")
    yield from believed()
    yield from more_states()
    yield from other_looks()
    yield from looked_at.pages_in_trouble()
    yield from looked_at.stacks()
    yield from looked_at.interrupted()
    yield from in_the_queue.numbers()
    yield from read_aloud.bars()


def base(language: Language, prefix: str) -> Iterator[Sight]:
    v, scanned = visit(language), visit(language, scanned=(3,))
    ticket = Ticket(CASE, TODAY, "A", 1, 7, "H00.000-261122-K01-0007", BIRTH)
    for name, state in (
        ("choose-language", at.ChooseLanguage(v)),
        ("choose-procedure", at.ChooseProcedure(v)),
        ("show-procedure", at.ShowProcedure(v)),
        ("privacy-notice", at.PrivacyNotice(v)),
        ("present-card", at.PresentCard(v)),
        ("reading-card", at.ReadingCard(v, "000000000427", 60)),
        ("confirm-holder", at.ConfirmHolder(v)),
        ("feed-papers", at.FeedPapers(v)),
        ("scanning", at.Scanning(scanned, 0)),
        ("review-pages", at.ReviewPages(scanned, 0)),
        ("sealing", at.Sealing(visit(language, scanned=(3, 1)))),
        ("take-ticket", at.TakeTicket(language, ticket, at.Printing.DONE)),
        ("needs-clerk", at.NeedsClerk(Fault.CLERK_CALLED, at.FeedPapers(v))),
        ("still-there", at.StillThere(at.FeedPapers(v))),
        ("leave-question", at.LeaveQuestion(at.FeedPapers(v))),
    ):
        yield Sight(f"{prefix}{name}", state)


def believed() -> Iterator[Sight]:
    """The card before and after it is verified, as far as it is believed."""
    for language, prefix in ((Language.VI, ""), (Language.EN, "en-")):
        v = visit(language)
        assert v.holder
        unverified = replace(
            v.holder, name="CÔNG TẰNG TÔN NỮ NGUYỄN PHƯỚC BẢO KHÁNH QUỲNH", verdict=None
        )
        reading = at.ReadingCard(v, "0" * 8 + "0427", 55, unverified)
        for look in ("large", "contrast"):
            name = f"{prefix}{look}-reading-card-unverified"
            yield Sight(name, reading, large=look == "large", contrast=look == "contrast")
        # Every tone mark on every vowel that can be over another.
        marks = replace(unverified, name="ĐẶNG NGUYỄN ẤU ẨN ỄN ỘC ỜN ỮU ỰC ỲNH Ỷ ẶM ẲNG")
        yield Sight(f"{prefix}reading-card-unverified", reading)
        yield Sight(f"{prefix}reading-card-marks", replace(reading, named=marks))
        for verdict in Verdict:
            # Doubtful ones read as a cloned one does, and a proven one is the usual sight.
            if verdict is not Verdict.PROVEN and (
                verdict is Verdict.CLONED or not verdict.doubtful
            ):
                holder = replace(v.holder, verdict=verdict)
                yield Sight(
                    f"{prefix}confirm-holder-{verdict}", at.ConfirmHolder(replace(v, holder=holder))
                )
    yield Sight(
        "needs-clerk-altered", at.NeedsClerk(Fault.CARD_DATA_ALTERED, at.PresentCard(visit()))
    )


def more_states() -> Iterator[Sight]:
    v, long = visit(), visit(code=LONG, scanned=(2,))
    longest = MaskedHolder("NGUYỄN PHƯỚC BẢO KHÁNH CÔNG TẰNG TÔN NỮ", 1987, "1139")
    named = replace(v, holder=replace(longest, verdict=Verdict.UNANCHORED))
    number = "000000000427"
    one = at.ChooseProcedure(v)
    yield Sight("welcome", at.Welcome())
    yield Sight("welcome-not-ready", at.Welcome(ready=False))
    yield Sight("welcome-closed", at.Welcome(closed=Fault.DISK_LOW))
    yield Sight("welcome-closed-read-only", at.Welcome(closed=Fault.DISK_READ_ONLY))
    yield Sight("welcome-approved", at.Welcome(), catalogue="approved")
    yield Sight("welcome-expired", at.Welcome(), catalogue="expired")
    yield Sight("choose-procedure-field", one, touches=("field-ho-tich",))
    yield Sight("choose-procedure-field-next", one, touches=("field-ho-tich", "list-after"))
    yield Sight("choose-procedure-search", one, touches=("search",))
    yield Sight("choose-procedure-search-typed", one, touches=("search",), typed="khai")
    yield Sight("choose-procedure-search-nothing", one, touches=("search",), typed="zzz")
    yield Sight("choose-procedure-found", one, touches=("search", "show-found"))
    low = "1280x800"
    yield Sight("show-procedure-papers", at.ShowProcedure(v), touches=("other-facts",), only=low)
    yield Sight(
        "show-procedure-papers-longest",
        at.ShowProcedure(long),
        catalogue="long",
        touches=("other-facts",),
        only=low,
    )
    yield Sight("choose-procedure-none", one, catalogue="none")
    yield Sight("show-procedure-longest", at.ShowProcedure(long), catalogue="long")
    yield Sight(
        "present-card-typing", at.PresentCard(v), touches=tuple(f"digit-{n}" for n in "0010560")
    )
    yield Sight("present-card-torn", at.PresentCard(v, number, Fault.CARD_REMOVED))
    yield Sight("present-card-unreadable", at.PresentCard(v, number, Fault.CARD_UNREADABLE))
    yield Sight("present-card-reader-gone", at.PresentCard(v, number, Fault.READER_GONE))
    yield from with_codes()
    yield Sight("reading-card-waiting", at.ReadingCard(v, number))
    yield Sight("reading-card-named", at.ReadingCard(v, number, 70, longest))
    yield Sight("confirm-holder-longest", at.ConfirmHolder(named))
    yield from more_of_papers()


def with_codes() -> Iterator[Sight]:
    """A kiosk that reads the codes on cards."""
    v, english = visit(), visit(Language.EN)
    number = "000000000427"
    declared = MaskedHolder("LÒ THỊ MÂY", 1956, "0427", Verdict.DECLARED)
    differing = replace(
        declared,
        verdict=Verdict.PROVEN,
        differs=(CardField.NAME, CardField.BIRTH_DATE, CardField.RESIDENCE),
    )
    asked = at.PresentCard(v)
    none = at.PresentCard(v, trouble=Fault.BARCODE_UNREADABLE)
    silent = at.PresentCard(v, number, Fault.CARD_UNREADABLE, declared)
    gone = replace(silent, trouble=Fault.READER_GONE)
    yield Sight("present-card-code", asked, codes=True)
    yield Sight("en-present-card-code", at.PresentCard(english), codes=True)
    yield Sight("present-card-code-unreadable", none, codes=True)
    yield Sight("present-card-code-chip-unreadable", silent, codes=True)
    yield Sight("present-card-code-reader-gone", gone, codes=True)
    yield Sight("large-present-card-code", none, codes=True, large=True)
    yield Sight("confirm-holder-declared", at.ConfirmHolder(replace(v, holder=declared)))
    yield Sight("confirm-holder-differs", at.ConfirmHolder(replace(v, holder=differing)))


def more_of_papers() -> Iterator[Sight]:
    v, scanned = visit(), visit(scanned=(3,))
    long = visit(code=LONG, scanned=(2,))
    ticket = Ticket(CASE, TODAY, "A", 1, 7, "H00.000-261122-K01-0007", BIRTH)
    last = replace(
        scanned, papers=tuple(replace(p, pages=scanned.papers[0].pages) for p in v.papers)
    )
    yield Sight("feed-papers-more", at.FeedPapers(scanned))
    yield Sight("feed-papers-longest", at.FeedPapers(long, 2), catalogue="long")
    yield Sight("feed-papers-empty-tray", at.FeedPapers(v, 1, Fault.SCANNER_EMPTY))
    yield Sight(
        "feed-papers-devices-gone", at.FeedPapers(long, 2, Fault.DEVICES_GONE), catalogue="long"
    )
    yield Sight("scanning-first-sheet", at.Scanning(v, 0))
    yield Sight("scanning-again", at.Scanning(scanned, 0, "to-khai-2"))
    yield Sight("review-pages-second", at.ReviewPages(scanned, 0), touches=("page-after",))
    yield Sight("review-pages-last-paper", at.ReviewPages(last, 2))
    yield Sight("review-pages-empty", at.ReviewPages(v, 0))
    yield Sight(
        "review-pages-unseen",
        at.ReviewPages(
            replace(v, papers=(Paper("to-khai", pages("to-khai", 1, 9)), *v.papers[1:])), 0
        ),
    )
    yield Sight(
        "review-pages-longest",
        at.ReviewPages(visit(code=LONG, scanned=(1, 1, 4)), 2),
        catalogue="long",
    )
    yield Sight("review-pages-trouble", at.ReviewPages(last, 2, Fault.DEVICES_GONE))
    yield Sight("take-ticket-printing", at.TakeTicket(Language.VI, ticket))
    taken = at.TakeTicket(Language.VI, ticket, at.Printing.DONE, taken=2)
    yield Sight("take-ticket-taken", taken)
    yield Sight(
        "take-ticket-no-paper",
        at.TakeTicket(Language.VI, ticket, at.Printing.FAILED, Fault.PRINTER_NO_PAPER),
    )
    yield Sight("needs-clerk-jam", at.NeedsClerk(Fault.SCANNER_JAMMED, at.ReviewPages(scanned, 0)))
    handed = at.TakeTicket(Language.VI, ticket, at.Printing.FAILED, Fault.PRINTER_NO_PAPER)
    yield Sight("needs-clerk-ticket", at.NeedsClerk(Fault.CLERK_CALLED, handed, told=True))
    yield from _called(v)
    yield Sight(
        "needs-clerk-longest", at.NeedsClerk(Fault.SCANNER_FAILED, at.ReviewPages(scanned, 0))
    )


def _called(v: Visit) -> Iterator[Sight]:
    """A clerk is called, comes, and is waited for with questions."""
    first = at.NeedsClerk(Fault.CLERK_CALLED, at.Welcome(), CASE)
    coming = at.NeedsClerk(Fault.CLERK_CALLED, at.FeedPapers(v), told=True, counter=2)
    stopped = at.NeedsClerk(Fault.SCANNER_FAILED, at.ReviewPages(v, 0), told=True)
    yield Sight("needs-clerk-first", first, hotline="1022")
    yield Sight("needs-clerk-coming", coming, hotline="1022")
    yield Sight("needs-clerk-large-hotline", stopped, hotline="0987 654 321", large=True)
    for look, large in (("", False), ("large-", True)):
        yield Sight(f"{look}questions", coming, touches=("questions",), large=large)
        opened = ("questions", "question-papers")
        yield Sight(f"{look}answer", coming, touches=opened, large=large)
    yield Sight("en-questions", at.NeedsClerk(Fault.CLERK_CALLED, at.FeedPapers(visit(Language.EN))),
                touches=("questions",))  # fmt: skip
    yield Sight("sealing-called", at.Sealing(visit(scanned=(3, 1)), called=True))


def other_looks() -> Iterator[Sight]:
    """Large letters, high contrast, and both."""
    v = visit(scanned=(3,))
    ticket = Ticket(CASE, TODAY, "A", 1, 7, "H00.000-261122-K01-0007", BIRTH)
    faulty = at.FeedPapers(visit(code=LONG), 2, Fault.SCANNER_EMPTY)
    for name, state in (
        ("choose-procedure", at.ChooseProcedure(v)),
        ("show-procedure", at.ShowProcedure(visit(code=LONG))),
        ("privacy-notice", at.PrivacyNotice(v)),
        ("present-card", at.PresentCard(v, "000000000427", Fault.CARD_UNREADABLE)),
        ("feed-papers", faulty),
        ("review-pages", at.ReviewPages(v, 0)),
        (
            "take-ticket",
            at.TakeTicket(Language.VI, ticket, at.Printing.FAILED, Fault.PRINTER_NO_PAPER),
        ),
        ("needs-clerk", at.NeedsClerk(Fault.SCANNER_FAILED, at.ReviewPages(v, 0))),
    ):
        yield Sight(f"large-{name}", state, catalogue="long", large=True)
    for name, state in (
        ("choose-procedure", at.ChooseProcedure(v)),
        ("present-card", at.PresentCard(v, "000000000427", Fault.CARD_REMOVED)),
        ("confirm-holder", at.ConfirmHolder(v)),
        ("feed-papers", at.FeedPapers(v)),
        ("take-ticket", at.TakeTicket(Language.VI, ticket, at.Printing.DONE)),
        ("needs-clerk", at.NeedsClerk(Fault.SCANNER_JAMMED, at.ReviewPages(v, 0))),
    ):
        yield Sight(f"contrast-{name}", state, contrast=True)
    yield Sight("large-contrast-feed-papers", at.FeedPapers(v), large=True, contrast=True)
