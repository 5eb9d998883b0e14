"""A batch is parted at separator sheets: no page is lost, none comes twice, and a missing sheet is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.separator import MOST_SHEETS, Separator, parsed, part, share

TICKET = "H38.101-261122-K01-0007"
FORM, BIRTH = Separator("to-khai", sheets=2), Separator("giay-chung-sinh", "1.001193")
CARD = "001099000017|198765432|Trịnh Thị Bịa Đặt|28021999|Nữ|Xã Suối Mơ|01012022"

IDS = st.from_regex(r"[a-z0-9]{1,12}(-[a-z0-9]{1,12}){0,4}", fullmatch=True)
SEPARATORS = st.builds(
    Separator,
    IDS,
    st.just("") | st.from_regex(r"[0-9]\.[0-9]{6}", fullmatch=True),
    st.none() | st.integers(1, MOST_SHEETS),
)
CODES = st.one_of(
    st.just(()),
    st.just((CARD,)),
    st.just((TICKET,)),
    SEPARATORS.map(lambda one: (one.code,)),
    st.lists(st.text(max_size=40), max_size=3).map(tuple),
)


def documents(parted):
    return [(one.separator.document if one.separator else None, one.pages) for one in parted.parts]


def test_pages_go_to_the_document_before_them_and_the_sheets_themselves_to_none():
    parted = part([(FORM.code,), (), (CARD,), (BIRTH.code,), ()])
    assert documents(parted) == [("to-khai", (1, 2)), ("giay-chung-sinh", (4,))]
    assert parted.separators == (0, 3)
    assert parted.incomplete == ()


def test_without_a_separator_the_batch_is_one_document():
    assert documents(part([(), (CARD,), ()])) == [(None, (0, 1, 2))]


def test_pages_before_the_first_separator_belong_to_what_was_asked_for():
    assert documents(part([(), (BIRTH.code,), ()])) == [(None, (0,)), ("giay-chung-sinh", (2,))]


def test_our_ticket_says_that_the_next_document_begins():
    assert documents(part([(), (TICKET,), (), ()])) == [(None, (0,)), ("", (2, 3))]


def test_two_tickets_on_each_other_make_no_empty_document():
    assert documents(part([(TICKET,), (TICKET,), (), (TICKET,)])) == [("", (2,))]


def test_an_empty_batch_has_no_documents():
    assert part([]).parts == ()


def test_a_ticket_that_slipped_onto_a_separator_does_not_undo_it():
    assert documents(part([(TICKET, BIRTH.code), ()])) == [("giay-chung-sinh", (1,))]


def test_both_sides_of_a_separator_are_left_out():
    parted = part([(FORM.code,), (), (), (), (), ()], sides=2)
    assert documents(parted) == [("to-khai", (2, 3, 4, 5))]
    assert parted.separators == (0, 1)
    assert parted.incomplete == (), "two sheets, four sides"


def test_a_separator_laid_in_face_down_is_one_too():
    assert documents(part([(), (FORM.code,), (), ()], sides=2)) == [("to-khai", (2, 3))]


@pytest.mark.parametrize(("came", "right"), [(1, False), (2, True), (3, False)])
def test_sheets_are_counted(came, right):
    (one,) = part([(FORM.code,), *[()] * came]).parts
    assert one.complete is right


def test_a_document_of_which_nothing_came_is_incomplete():
    (one,) = part([(BIRTH.code,), (FORM.code,), (), ()]).incomplete
    assert (one.separator, one.sheets) == (BIRTH, 0)


@pytest.mark.parametrize(
    "code",
    [
        CARD,
        "",
        "tach2::to-khai:",
        "tach1::to-khai:0",
        "tach1::to-khai:100",
        "tach1::To-Khai:",
        "tach1:::",
        "tach1::to-khai",
        "tach1:1.00119:to-khai:3",
        "tach1::to-khai:3\n",
        "tach1::to-khai:٣",
        "https://centre.example/tach1::to-khai:3",
        "H38.101-261122-K01-0007 ",
    ],
)
def test_any_other_code_on_a_paper_parts_nothing(code):
    assert parsed(code) is None


@pytest.mark.parametrize("sheets", [0, -1, MOST_SHEETS + 1])
def test_nobody_counts_so_many_sheets(sheets):
    with pytest.raises(ValueError, match="sheets"):
        Separator("to-khai", sheets=sheets)


@pytest.mark.parametrize("document", ["", "Tờ khai", "a:b", "a" * 101])
def test_a_document_without_a_plain_id_has_no_separator(document):
    with pytest.raises(ValueError, match="no separator"):
        Separator(document).code  # noqa: B018 - its making is what fails


@given(SEPARATORS)
def test_what_a_separator_says_is_read_as_it_was_said(separator):
    assert separator.code.isascii()
    assert parsed(separator.code) == separator


@given(st.lists(CODES, max_size=30), st.sampled_from([1, 2]))
def test_no_page_is_lost_none_comes_twice_and_their_order_stays(codes, sides):
    parted = part(codes, sides)
    pages = [page for one in parted.parts for page in one.pages]
    assert pages == sorted(pages)
    assert sorted((*pages, *parted.separators)) == list(range(len(codes)))


@given(st.lists(CODES, max_size=30), st.sampled_from([1, 2]))
def test_only_sheets_that_carry_a_separator_are_left_out(codes, sides):
    for page in part(codes, sides).separators:
        sheet = page // sides * sides
        assert any(parsed(code) for side in codes[sheet : sheet + sides] for code in side)


@given(st.lists(CODES, max_size=30))
def test_sheets_are_pages_where_one_side_is_scanned(codes):
    assert all(one.sheets == len(one.pages) for one in part(codes).parts)


ASKED = ("to-khai", "giay-chung-sinh", "can-cuoc")


def shared(*pages):
    """Whose each page is, in a visit for birth registration that scans its form."""
    return share([(page,) if page else () for page in pages], ASKED[0], "1.001193", ASKED)


def test_each_page_is_given_to_the_document_named_before_it():
    shares = shared("", "tach1:1.001193:can-cuoc:", "", "tach1::to-khai:", "")
    assert shares.documents == ("to-khai", "", "can-cuoc", "", "to-khai")
    assert shares.unknown == ()


def test_tickets_go_from_document_to_document():
    assert shared("", "TP.X-261123-K01-0001", "", "TP.X-261123-K01-0001", "").documents == (
        *("to-khai", "", "giay-chung-sinh", "", "can-cuoc"),
    )


def test_a_ticket_behind_which_no_document_is_left_stays_where_it_lies():
    shares = shared("tach1::can-cuoc:", "", "TP.X-261123-K01-0001", "")
    assert shares.documents == ("", "can-cuoc", "can-cuoc", "can-cuoc")
    assert shares.unknown == (2,)


@pytest.mark.parametrize("code", ["tach1::giay-la:", "tach1:9.999999:can-cuoc:"])
def test_a_separator_of_another_visit_is_a_page_like_any_other(code):
    shares = shared("", "tach1::can-cuoc:", "", code, "")
    assert shares.documents == ("to-khai", "", *["can-cuoc"] * 3)
    assert shares.unknown == (3,)


def incomplete(shares):
    return [(document, part.separator.sheets, part.sheets) for document, part in shares.incomplete]


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        (("", ""), []),
        (("",), [("to-khai", 2, 1)]),
        (("", "", ""), [("to-khai", 2, 3)]),
        (("", "tach1::can-cuoc:", ""), [("to-khai", 2, 1)]),
    ],
)
def test_sheets_missing_or_too_many_are_told_of_their_document(pages, told):
    assert incomplete(shared("", FORM.code, *pages)) == told


def test_backs_are_no_sheets_of_their_own():
    codes = [(FORM.code,), (), (), (), (), ()]
    assert incomplete(share(codes, ASKED[0], "1.001193", ASKED, backs=(1, 3, 5))) == []
    assert incomplete(share(codes, ASKED[0], "1.001193", ASKED)) == [("to-khai", 2, 5)]


@given(st.lists(CODES, max_size=30))
def test_only_separators_are_given_to_nobody(codes):
    shares = share(codes, ASKED[0], "1.001193", ASKED)
    assert len(shares.documents) == len(codes)
    for page, document in zip(codes, shares.documents, strict=True):
        assert document in ASKED or any(parsed(code) for code in page)
    assert all(shares.documents[page] for page in shares.unknown)
