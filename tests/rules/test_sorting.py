"""A batch becomes documents: what is proposed for it, and that no page is ever lost or in two documents."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.separator import Separator
from kiosk.rules.sorting import FURTHER, Choice, Side, proposed, sorted_out

PAPERS = ("to-khai", "giay-chung-sinh", "can-cuoc")


def sides(*codes_or_sizes, **more):
    return tuple(Side(str(n), size=size, **more) for n, size in enumerate(codes_or_sizes))


def parts(batch, choices, blanks=False):
    return [(p.document, p.sides) for p in sorted_out(batch, choices, PAPERS, blanks)]


def test_a_page_each_where_nothing_else_is_known_and_the_rest_is_the_last_ones():
    batch = sides(*["A4"] * 5)
    found = parts(batch, proposed(batch, "p", PAPERS, {}))
    assert found == [("to-khai", (0,)), ("giay-chung-sinh", (1,)), ("can-cuoc", (2, 3, 4))]


def test_the_usual_counts_where_they_come_out_even():
    batch = sides(*["A4"] * 6)
    found = parts(batch, proposed(batch, "p", PAPERS, {"to-khai": 2, "can-cuoc": 3}))
    assert [len(pages) for _, pages in found] == [2, 1, 3]


def test_another_size_begins_another_document():
    batch = sides("A4", "A4", "A4", "A5", "A5")
    found = parts(batch, proposed(batch, "p", PAPERS, {}))
    assert found == [("to-khai", (0, 1, 2)), ("giay-chung-sinh", (3, 4))]


def test_a_blank_side_between_two_documents_parts_them():
    batch = (Side("0"), Side("1"), Side("2", blank=True), Side("3"))
    found = parts(batch, proposed(batch, "p", PAPERS, {}))
    assert found == [("to-khai", (0, 1)), ("giay-chung-sinh", (3,))]


def test_blank_backs_of_every_sheet_part_nothing():
    batch = tuple(Side(str(n), blank=n % 2 == 1, back=n % 2 == 1) for n in range(8))
    found = parts(batch, proposed(batch, "p", PAPERS, {"to-khai": 2}))
    assert found == [("to-khai", (0, 2)), ("giay-chung-sinh", (4,)), ("can-cuoc", (6,))]


def test_a_separators_blank_back_goes_with_it():
    parting = Side("1", separators=(Separator("can-cuoc").code,))
    batch = (Side("0"), parting, Side("2", blank=True, back=True), Side("3"))
    found = parts(batch, proposed(batch, "p", PAPERS, {}), blanks=True)
    assert found == [("to-khai", (0,)), ("can-cuoc", (3,))]


def test_a_separator_of_another_procedure_stays_a_page():
    parting = Side("1", separators=(Separator("can-cuoc", "1.001193").code,))
    batch = (Side("0"), parting, Side("2"))
    assert parts(batch, proposed(batch, "2.000815", PAPERS, {})) == [("to-khai", (0, 1, 2))]


def test_what_begins_behind_the_checklist_is_further_papers():
    batch = sides(*["A4"] * 4)
    choices = [Choice(begins=True)] * 4
    assert parts(batch, choices)[-1] == (FURTHER, (3,))


def test_a_document_that_begins_with_a_dropped_page_begins_with_the_next():
    batch = sides(*["A4"] * 3)
    choices = (
        Choice(begins=True),
        Choice(begins=True, document="can-cuoc", dropped=True),
        Choice(),
    )
    assert parts(batch, choices) == [("to-khai", (0,)), ("can-cuoc", (2,))]


CODES = st.sampled_from(
    [(), (), (), (Separator("can-cuoc").code,), ("H38.101-261123-K01-0007",), ("x",)]
)
BATCHES = st.lists(
    st.builds(
        Side, st.just("s"), st.booleans(), st.sampled_from(["", "A4", "A5"]), CODES, st.booleans()
    ),
    max_size=14,
)
COUNTS = st.dictionaries(st.sampled_from(PAPERS), st.integers(1, 5))


@given(BATCHES, COUNTS, st.booleans())
def test_every_page_that_is_kept_is_in_one_document(batch, usual, blanks):
    choices = proposed(batch, "p", PAPERS, usual)
    assert len(choices) == len(batch)
    placed = [n for part in sorted_out(batch, choices, PAPERS, blanks) for n in part.sides]
    kept = [
        n
        for n, (side, choice) in enumerate(zip(batch, choices, strict=True))
        if not choice.dropped and (blanks or not side.blank)
    ]
    assert sorted(placed) == kept


@given(BATCHES, st.data())
def test_whatever_is_touched_no_page_is_lost(batch, data):
    choice = st.builds(Choice, st.booleans(), st.sampled_from(["", *PAPERS]), st.booleans())
    choices = data.draw(st.lists(choice, min_size=len(batch), max_size=len(batch)))
    placed = [n for part in sorted_out(batch, choices, PAPERS, blanks=True) for n in part.sides]
    assert sorted(placed) == [n for n, each in enumerate(choices) if not each.dropped]
