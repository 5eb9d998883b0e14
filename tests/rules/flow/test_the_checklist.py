"""The checklist: what is there, what the chip proves, what was found on file, and what is missing."""

import datetime as dt

import pytest

from kiosk.model import Origin, Procedure, RequiredDocument, Verdict, Words
from kiosk.rules.flow.acts import BY_CARD, Paper, Unscanned
from kiosk.rules.flow.checklist import Source, checklist, lacking, not_to_be_had

ANY = Words("x", "x")
EARLIER = Source("H00.000-261101-K00-0001", dt.date(2026, 11, 1), "Khai sinh")


def required(id, origin=Origin.ISSUED, name="Giấy mẫu"):
    return RequiredDocument(id, Words(name, name), origin=origin)


PROCEDURE = Procedure(
    "1.000001", ANY, ANY, "ho-tich", ANY, ANY, ANY,
    (
        required("to-khai", Origin.FORM), required("giay"), required("the", Origin.CARD),
        required("ban-sao", name="Bản sao trích lục"),
    ),
    "", dt.date(2026, 1, 1), True,
)  # fmt: skip


def items(pages=(), verdict=Verdict.PROVEN, sources=()):
    return checklist(PROCEDURE, dict(pages), verdict, dict(sources), {})


def test_what_has_no_page_is_missing_but_for_what_the_chip_proves():
    found = items({"to-khai": 2})
    assert [item.document for item in lacking(found, ())] == ["giay", "ban-sao"]


@pytest.mark.parametrize("verdict", [each for each in Verdict if each.doubtful] + [None])
def test_a_card_that_is_not_believed_proves_nothing(verdict):
    assert "the" in {item.document for item in lacking(items(verdict=verdict), ())}


def test_a_copy_is_counted_as_a_copy_and_anything_else_as_an_original():
    usual = {item.document: item.usual() for item in items({"giay": 1, "ban-sao": 1})}
    assert (usual["giay"].originals, usual["giay"].copies) == (1, 0)
    assert (usual["ban-sao"].originals, usual["ban-sao"].copies) == (0, 1)
    assert usual["the"].reused == BY_CARD


def test_a_form_is_never_found_on_file():
    found = items(sources={"to-khai": (EARLIER,), "giay": (EARLIER,)})
    assert [item.document for item in found if item.sources] == ["giay"]


@pytest.mark.parametrize(
    ("paper", "stands"),
    [
        (Paper("giay"), False),
        (Paper("giay", reused=EARLIER.code), True),
        (Paper("giay", unscanned=Unscanned.PAPER_ONLY), True),
        (Paper("giay", originals=1), False),
    ],
)
def test_a_source_or_a_reason_stands_for_a_page_and_a_count_does_not(paper, stands):
    missing = {item.document for item in lacking(items(sources={"giay": (EARLIER,)}), (paper,))}
    assert ("giay" not in missing) is stands


@pytest.mark.parametrize(
    "paper",
    [
        Paper("giay", reused="H00.000-261101-K00-9999"),
        Paper("giay", reused=BY_CARD),
        Paper("giay", unscanned=Unscanned.CARD_SEEN),
        Paper("to-khai", reused=EARLIER.code),
    ],
)
def test_what_this_checklist_did_not_offer_is_not_taken(paper):
    found = items(sources={"giay": (EARLIER,), "to-khai": (EARLIER,)})
    assert [item.document for item in not_to_be_had(found, (paper,))] == [paper.document]


def test_further_papers_are_listed_and_never_missing():
    found = items({"bo-sung": 3})
    assert (found[-1].document, found[-1].pages, found[-1].missing) == ("bo-sung", 3, False)


def test_a_procedure_that_the_catalogue_has_no_more_lacks_nothing():
    assert lacking(checklist(None, {"to-khai": 1}, None, {}, {}), ()) == ()
